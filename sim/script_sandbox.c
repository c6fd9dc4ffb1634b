/* script_sandbox.c - one Lua state with budgets for memory and instructions, and how it fails.
 *
 * Every byte passes sandbox_alloc; a count hook charges instructions, script_lib.c charges the
 * work of C functions. Once a budget is gone the hook fires at each instruction, so that no pcall
 * can hide it. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/script_internal.h"
#include <stdio.h>
#include <stdlib.h>

/* Not mem_alloc: Lua wants realloc, and accounts for every byte itself.
 * A long string costs one instruction per 64 bytes: of all allocations only these depend on the
 * script alone, not on what ran in the state before. While loading everything counts. */
static void *sandbox_alloc(void *ctx, void *ptr, size_t osize, size_t nsize)
{
    struct sandbox *sb = ctx;
    const size_t old = ptr ? osize : 0;
    if (nsize == 0) {
        sb->used -= old;
        free(ptr);
        return NULL;
    }
    if (nsize > old && (nsize > sb->block_max || sb->used - old + nsize > sb->limit)) {
        sb->out_of_memory = true;
        return NULL;
    }
    if (sb->loading ? nsize > old : ptr == NULL && osize == LUA_TSTRING && nsize > 1024)
        sb->spent += (nsize - old) / 64;
    void *p = realloc(ptr, nsize);
    if (p)
        sb->used += nsize - old;
    return p;
}

static void hook(lua_State *L, lua_Debug *ar)
{
    struct sandbox *sb = sandbox_of(L);
    sb->spent += (uint64_t)sb->hook_step;
    if (sb->loading && lua_getinfo(L, "Sl", ar) && ar->currentline > 0 && ar->source[0] == '@')
        sb->at = (struct where){NULL, ar->currentline, true};
    if (sb->spent > sb->budget) {
        sb->hook_step = 1;
        lua_sethook(L, hook, LUA_MASKCOUNT, 1);
        sb->out_of_budget = true;
        script_fail(L, MSG_SCRIPT_BUDGET, NULL, NULL, NULL, NULL);
    }
}

void sandbox_refill(struct sandbox *sb, uint64_t budget)
{
    sb->spent = 0;
    sb->budget = budget;
    sb->out_of_budget = sb->out_of_memory = false;
    sb->hook_step = 500;
    lua_sethook(sb->L, hook, LUA_MASKCOUNT, sb->hook_step);
}

void sandbox_charge(lua_State *L, uint64_t work)
{
    struct sandbox *sb = sandbox_of(L);
    sb->spent += work;
    if (sb->spent > sb->budget)
        lua_sethook(L, hook, LUA_MASKCOUNT, 1);
}

static int open_libraries(lua_State *L)
{
    script_open_base(L);
    lua_newtable(L);
    lua_setfield(L, LUA_REGISTRYINDEX, REG_LOADED);
    lua_newtable(L);
    lua_setfield(L, LUA_REGISTRYINDEX, REG_TAGS);
    lua_newtable(L); /* places: forgotten with their table */
    lua_createtable(L, 0, 1);
    lua_pushliteral(L, "k");
    lua_setfield(L, -2, "__mode");
    lua_setmetatable(L, -2);
    lua_setfield(L, LUA_REGISTRYINDEX, REG_PLACE);
    return 0;
}

bool sandbox_open(struct sandbox *sb, struct script *s, size_t memory, uint64_t budget)
{
    sb->script = s;
    sb->limit = memory;
    sb->block_max = memory / 8;
    sb->loading = true;
    sb->L = lua_newstate(sandbox_alloc, sb);
    if (sb->L == NULL)
        return false;
    *(struct sandbox **)lua_getextraspace(sb->L) = sb;
    sb->budget = UINT64_MAX;
    lua_pushcfunction(sb->L, open_libraries);
    if (lua_pcall(sb->L, 0, 0, 0) != LUA_OK) {
        sandbox_close(sb);
        return false;
    }
    sandbox_refill(sb, budget);
    return true;
}

void sandbox_close(struct sandbox *sb)
{
    if (sb->L)
        lua_close(sb->L);
    sb->L = NULL;
}

/* --- failing --------------------------------------------------------------------------------- */

void script_format(char *buf, size_t size, enum lang lang, enum msg m, const char *hint,
                   const char *const arg[3])
{
    char near[160] = "";
    if (hint)
        diag_format(near, sizeof near, lang, MSG_SCRIPT_HINT, hint, NULL);
    const char *v[4] = {NULL, NULL, NULL, NULL};
    size_t n = 0;
    while (n < 3 && arg[n]) {
        v[n] = arg[n];
        n++;
    }
    v[n] = near;
    diag_format(buf, size, lang, m, v[0], v[1], v[2], v[3], NULL);
}

struct where script_caller(lua_State *L)
{
    lua_Debug ar;
    for (int level = 0; lua_getstack(L, level, &ar); level++) {
        lua_getinfo(L, "Sl", &ar);
        if (ar.currentline <= 0 || ar.source[0] != '@')
            continue;
        const struct source *src = script_source(sandbox_of(L)->script, ar.source + 1);
        if (src)
            return (struct where){src->name, ar.currentline, false};
    }
    return (struct where){NULL, 0, false};
}

__attribute__((noreturn)) void script_raise(lua_State *L, const char *text)
{
    luaL_error(L, "%s", text);
    abort(); /* luaL_error does not return, but is not declared so */
}

__attribute__((noreturn)) void script_fail_at(lua_State *L, struct where at, enum msg m,
                                              const char *hint, const char *const arg[3])
{
    struct sandbox *sb = sandbox_of(L);
    script_format(sb->fail_en, sizeof sb->fail_en, LANG_EN, m, hint, arg);
    script_format(sb->fail_local, sizeof sb->fail_local, sb->lang, m, hint, arg);
    if (at.file)
        lua_pushfstring(L, "%s:%d: %s", at.file, at.line, sb->fail_en);
    else
        lua_pushstring(L, sb->fail_en);
    lua_error(L);
    abort(); /* lua_error does not return, but is not declared so */
}

__attribute__((noreturn)) void script_fail(lua_State *L, enum msg m, const char *hint,
                                           const char *a0, const char *a1, const char *a2)
{
    const char *const arg[3] = {a0, a1, a2};
    script_fail_at(L, script_caller(L), m, hint, arg);
}

void script_fault(lua_State *L, struct where at, const char *path, enum msg m, const char *hint,
                  const char *a0, const char *a1, const char *a2)
{
    struct sandbox *sb = sandbox_of(L);
    if (sb->diags == NULL)
        script_fail(L, m, hint, a0, a1, a2);
    if (at.file == NULL)
        at = script_caller(L);
    if (at.file == NULL)
        at.file = sb->script->source[0].name;
    const char *const arg[3] = {a0, a1, a2};
    char text[1024];
    script_format(text, sizeof text, sb->lang, m, hint, arg);
    diag_add(sb->diags, at, path, MSG_SCRIPT_TEXT, text, NULL);
}

int sandbox_handler(lua_State *L)
{
    sandbox_of(L)->at = script_caller(L);
    if (!lua_isstring(L, 1)) {
        lua_pushfstring(L, "error value is a %s", luaL_typename(L, 1));
        return 1;
    }
    lua_settop(L, 1);
    return 1;
}

void script_error_text(lua_State *L, int status, const char *path, char err[256])
{
    const char *text = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
    char other[96];
    if (text == NULL || status == LUA_ERRMEM) {
        snprintf(other, sizeof other, "%s: %s", path,
                 text ? diag_text(MSG_SCRIPT_MEMORY, LANG_EN) : "error without a message");
        text = other;
    }
    snprintf(err, 256, "%s", text);
    for (char *c = err; *c; c++)
        if (*c == '\n' || *c == '\r')
            *c = ' ';
}

/* --- the main chunk --------------------------------------------------------------------------- */

static void open_junkan(lua_State *L)
{
    script_push_words(L);
    lua_pushvalue(L, -1);
    lua_setfield(L, LUA_REGISTRYINDEX, REG_WORDS);
    script_protect(L, "junkan");
    lua_getfield(L, LUA_REGISTRYINDEX, REG_LOADED);
    lua_insert(L, -2);
    lua_setfield(L, -2, "junkan");
    lua_pop(L, 1);
}

void sandbox_run_main(lua_State *L)
{
    struct sandbox *sb = sandbox_of(L);
    open_junkan(L);
    const struct source *src = &sb->script->source[0];
    lua_getfield(L, LUA_REGISTRYINDEX, REG_LOADED);
    lua_pushboolean(L, 0); /* requiring oneself is a circle */
    lua_setfield(L, -2, src->name);
    lua_pop(L, 1);
    script_load_chunk(L, src);
    lua_sethook(L, hook, LUA_MASKCOUNT, sb->hook_step); /* counts from here, whatever came before */
    lua_call(L, 0, 1);
}
