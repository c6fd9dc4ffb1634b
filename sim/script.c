/* script.c - see script.h: loading, faults, and what a script may hold as policies.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/script_internal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- what went wrong in Lua ------------------------------------------------------------------ */

/* "bihoro.lua:14: text" -> its place; *text moves behind it. */
static struct where split_place(const struct script *s, const char **text)
{
    for (size_t i = 0; i < s->n_source; i++) {
        const size_t n = strlen(s->source[i].name);
        char *end;
        if (strncmp(*text, s->source[i].name, n) != 0 || (*text)[n] != ':')
            continue;
        const long line = strtol(*text + n + 1, &end, 10);
        if (line > 0 && end[0] == ':' && end[1] == ' ') {
            *text = end + 2;
            return (struct where){s->source[i].name, (int)line, false};
        }
    }
    return (struct where){NULL, 0, false};
}

/* The error on the top of the stack as a fault in the user's language. */
static void note_error(struct sandbox *sb, int status)
{
    const char *text = lua_tostring(sb->L, -1);
    text = text ? text : "error";
    struct where at = split_place(sb->script, &text);
    if (at.file == NULL) {
        at = sb->at;
        at.file = at.file ? at.file : sb->script->source[0].name;
    }
    enum msg m = status == LUA_ERRSYNTAX ? MSG_SCRIPT_SYNTAX : MSG_SCRIPT_LUA;
    if (status == LUA_ERRMEM || strstr(text, "not enough memory")) {
        m = sb->out_of_memory ? MSG_SCRIPT_MEMORY : MSG_OUT_OF_MEMORY;
    } else if (sb->fail_en[0] && strcmp(text, sb->fail_en) == 0) {
        text = sb->fail_local;
        m = MSG_SCRIPT_TEXT;
    } else if (strstr(text, " near ") && strchr(text, '<') == NULL && strstr(text, "expected")) {
        m = MSG_SCRIPT_SYNTAX;
    }
    diag_add(sb->diags, at, "", m, text, NULL);
}

/* --- loading --------------------------------------------------------------------------------- */

static int load_protected(lua_State *L)
{
    struct sandbox *sb = sandbox_of(L);
    struct script *s = sb->script;
    const size_t before = sb->diags->n;
    sandbox_run_main(L);
    const char *tag = script_tag(L, -1);
    if (lua_isnil(L, -1)) {
        /* cppcheck-suppress knownConditionTrueFalse ; the script it ran adds findings */
        if (sb->diags->n == before)
            script_fail(L, MSG_SCRIPT_RETURN_NOTHING, NULL, NULL, NULL, NULL);
        return 0;
    }
    if (tag == NULL ||
        (strcmp(tag, "scenario") != 0 && strcmp(tag, "compare") != 0 && strcmp(tag, "sweep") != 0 &&
         strcmp(tag, "calibrate") != 0 && strcmp(tag, "model") != 0))
        script_fail(L, MSG_SCRIPT_RETURN_OTHER, NULL, tag ? tag : luaL_typename(L, -1), NULL, NULL);
    lua_getfield(L, LUA_REGISTRYINDEX, REG_FINISH);
    lua_pushvalue(L, -2);
    lua_call(L, 1, 0);
    sb->loading = false; /* the tree is ours, not the script's work */
    s->root = script_tree(L);
    return 0;
}

static int by_name(const void *a, const void *b)
{
    const struct script_file *x = a, *y = b;
    return strcmp(x->name, y->name);
}

static bool list_files(struct script *s)
{
    s->file = arena_alloc(s->arena, s->n_source, sizeof *s->file);
    if (s->file == NULL)
        return false;
    for (size_t i = 0; i < s->n_source; i++)
        s->file[i] = (struct script_file){s->source[i].name, s->source[i].text, s->source[i].size};
    if (s->n_source > 2)
        qsort(s->file + 1, s->n_source - 1, sizeof *s->file, by_name);
    return true;
}

/* --- policies in the tree -------------------------------------------------------------------- */

static void add(struct diags *d, const struct node *n, enum msg m, const char *a, const char *b)
{
    diag_add(d, n->at, n->path, m, a, b, NULL);
}

static const char *kind_name(const struct node *n)
{
    static const char *const name[] = {"boolean", "number", "string",  "table",
                                       "table",   "table",  "function"};
    return n->kind == NODE_TAG ? n->text : name[n->kind];
}

static void check_policy(struct diags *d, const struct node *p)
{
    static const char *const field[] = {"run", "when"};
    if (p->kind != NODE_MAP) {
        add(d, p, MSG_SCRIPT_POLICIES, NULL, NULL);
        return;
    }
    for (size_t i = 0; i < p->n; i++) {
        const struct node *f = &p->item[i];
        if (strcmp(f->key, "run") == 0 || strcmp(f->key, "when") == 0)
            continue;
        char hint[160] = "";
        const char *near = diag_nearest(f->key, field, 2);
        if (near)
            diag_format(hint, sizeof hint, d->lang, MSG_SCRIPT_HINT, near, NULL);
        add(d, f, MSG_SCRIPT_POLICY_FIELD, f->key, hint);
    }
    const struct node *run = node_get(p, "run"), *when = node_get(p, "when");
    if (run == NULL || run->kind != NODE_FUNCTION)
        add(d, run ? run : p, MSG_SCRIPT_POLICY_RUN, run ? kind_name(run) : "nil", NULL);
    if (when && (when->kind != NODE_STRING ||
                 (strcmp(when->text, "month") != 0 && strcmp(when->text, "year") != 0)))
        add(d, when, MSG_SCRIPT_POLICY_WHEN, NULL, NULL);
}

static size_t check_policies(struct diags *d, const struct node *scenario)
{
    const struct node *one = node_get(scenario, "policy"), *all = node_get(scenario, "policies");
    if (one && all)
        add(d, one, MSG_SCRIPT_POLICY_TWICE, NULL, NULL);
    if (one && one->kind != NODE_FUNCTION)
        add(d, one, MSG_SCRIPT_POLICY_RUN, kind_name(one), NULL);
    if (all == NULL)
        return one != NULL;
    if (all->kind != NODE_LIST) {
        add(d, all, MSG_SCRIPT_POLICIES, NULL, NULL);
        return 0;
    }
    for (size_t i = 0; i < all->n; i++)
        check_policy(d, &all->item[i]);
    return all->n;
}

static bool count_policies(struct script *s, struct diags *d)
{
    const bool compare = strcmp(s->root->text, "compare") == 0;
    const struct node *options = compare ? node_get(s->root, "options") : NULL;
    if (compare && options == NULL)
        return false;
    s->n_scenario = compare ? options->n : 1;
    s->n_policy = arena_alloc(s->arena, s->n_scenario + 1, sizeof *s->n_policy);
    for (size_t i = 0; s->n_policy && i < s->n_scenario; i++) {
        const struct node *own = compare ? &options->item[i] : s->root;
        const struct node *scenario =
            strcmp(s->root->text, "scenario") == 0 ? s->root : node_get(own, "scenario");
        if (scenario)
            s->n_policy[i] = check_policies(d, scenario);
    }
    return s->n_policy != NULL;
}

/* --- options --------------------------------------------------------------------------------- */

static bool copy_options(struct script *s, const struct script_options *o, struct diags *d)
{
    const size_t n_dir = o ? o->n_data_dir : 0;
    s->n_option = o ? o->n_option : 0;
    const char **option = arena_alloc(s->arena, s->n_option + 1, sizeof *option);
    s->option_used = arena_alloc(s->arena, s->n_option + 1, sizeof *s->option_used);
    s->dir = arena_alloc(s->arena, n_dir + 1, sizeof *s->dir);
    if (option == NULL || s->option_used == NULL || s->dir == NULL)
        return false;
    for (size_t i = 0; i < s->n_option; i++)
        option[i] = arena_strdup(s->arena, o->option[i]);
    s->option = option;
    (void)d;
    return !arena_failed(s->arena);
}

static void add_data_dirs(struct script *s, const struct script_options *o, struct diags *d)
{
    for (size_t i = 0; o && i < o->n_data_dir; i++) {
        char *real = script_real_dir(s->arena, o->data_dir[i]);
        if (real == NULL)
            diag_add(d, (struct where){0}, "--data", MSG_SCRIPT_DATA_DIR, o->data_dir[i], NULL);
        else
            s->dir[s->n_dir++] = real;
    }
}

static void refuse_unused_options(const struct script *s, struct diags *d)
{
    for (size_t i = 0; i < s->n_option; i++)
        if (!s->option_used[i]) {
            char name[64];
            const size_t n = strcspn(s->option[i], "=");
            snprintf(name, sizeof name, "%.*s", (int)(n < 60 ? n : 60), s->option[i]);
            diag_add(d, (struct where){0}, "--option", MSG_SCRIPT_OPTION_UNUSED, name, NULL);
        }
}

/* --- public ---------------------------------------------------------------------------------- */

static bool load(struct script *s, const char *path, const struct script_options *o,
                 struct diags *d)
{
    const size_t before = d->n;
    if (!copy_options(s, o, d) || !script_read_main(s, path, d))
        return false;
    add_data_dirs(s, o, d);
    struct sandbox sb = {.diags = d, .lang = d->lang};
    if (!sandbox_open(&sb, s, LOAD_MEMORY, LOAD_BUDGET))
        return false;
    lua_pushcfunction(sb.L, sandbox_handler);
    lua_pushcfunction(sb.L, load_protected);
    const int status = lua_pcall(sb.L, 0, 0, 1);
    if (status != LUA_OK)
        note_error(&sb, status);
    sandbox_close(&sb);
    if (status == LUA_OK && d->n == before)
        refuse_unused_options(s, d);
    return s->root && count_policies(s, d) && list_files(s) && d->n == before;
}

struct script *script_load(const char *path, const struct script_options *o, struct diags *d)
{
    struct script *s = mem_alloc(1, sizeof *s);
    struct arena *a = arena_new();
    const size_t before = d->n;
    if (s)
        s->arena = a;
    if (s == NULL || a == NULL || !load(s, path, o, d)) {
        if (d->n == before)
            diag_add(d, (struct where){path, 0, false}, "", MSG_OUT_OF_MEMORY, NULL);
        if (s)
            script_free(s);
        else
            arena_free(a);
        return NULL;
    }
    return s;
}

void script_free(struct script *s)
{
    if (s == NULL)
        return;
    arena_free(s->arena);
    mem_free(s->source);
    mem_free(s);
}

const struct node *script_root(const struct script *s) { return s->root; }

const struct script_file *script_files(const struct script *s, size_t *n)
{
    *n = s->n_source;
    return s->file;
}

size_t policies_count(const struct script *s, size_t option)
{
    return option < s->n_scenario ? s->n_policy[option] : 0;
}
