/* script_policy.c - policies: what a town will do when the time comes, run by run.
 *
 * Each thread has a Lua state of its own, made from the same texts; a call gets the run's numbers
 * through region, its own `memory`, and nothing else it could carry from one run to another:
 * upvalues and globals are compared with a snapshot after each call, so that results do not
 * depend on which thread ran which lane. Messages are English: they go into the result file.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/rng.h"
#include "sim/script_internal.h"
#include <stdio.h>
#include <string.h>

enum { MEMORY_DEPTH = 32, VALUE_BYTES = 32 };

/* --- memory ---------------------------------------------------------------------------------- */

struct measure {
    size_t bytes;
    const char *refused; /* Lua type that may not stay */
};

static size_t value_bytes(lua_State *L, int i)
{
    return VALUE_BYTES + (lua_type(L, i) == LUA_TSTRING ? lua_rawlen(L, i) : 0);
}

/* Adds up the table on the top, to a depth; plain data only. */
static void measure(lua_State *L, struct measure *m, int depth)
{
    if (depth > MEMORY_DEPTH) {
        m->bytes = MEMORY_TABLE_BYTES + 1;
        return;
    }
    if (lua_getmetatable(L, -1)) {
        lua_pop(L, 1);
        m->refused = "table with a metatable";
        return;
    }
    luaL_checkstack(L, 4, NULL);
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        const int key = lua_type(L, -2), value = lua_type(L, -1);
        m->bytes += value_bytes(L, -2) + value_bytes(L, -1);
        if (key != LUA_TSTRING && key != LUA_TNUMBER)
            m->refused = "key that is no text or number";
        else if (value == LUA_TTABLE)
            measure(L, m, depth + 1);
        else if (value != LUA_TSTRING && value != LUA_TNUMBER && value != LUA_TBOOLEAN)
            m->refused = lua_typename(L, value);
        if (m->refused || m->bytes > MEMORY_TABLE_BYTES) {
            lua_pop(L, 2);
            return;
        }
    }
}

/* Pushes the run's memory; made when it is first needed. */
static void push_memory(lua_State *L, const struct policies *p)
{
    const lua_Integer slot = (lua_Integer)p->at_slot + 1;
    lua_rawgeti(L, LUA_REGISTRYINDEX, p->memory_ref);
    if (lua_rawgeti(L, -1, slot) == LUA_TNIL) {
        lua_pop(L, 1);
        lua_newtable(L);
        lua_pushvalue(L, -1);
        lua_rawseti(L, -3, slot);
    }
    lua_remove(L, -2);
}

static void check_memory(lua_State *L, const struct policies *p)
{
    struct measure m = {0};
    push_memory(L, p);
    measure(L, &m, 0);
    if (m.refused)
        script_fail(L, MSG_SCRIPT_MEMORY_KIND, NULL, p->path, m.refused, NULL);
    if (m.bytes > MEMORY_TABLE_BYTES)
        script_fail(L, MSG_SCRIPT_MEMORY_LARGE, NULL, p->path, NULL, NULL);
    lua_pop(L, 1);
}

/* --- one call -------------------------------------------------------------------------------- */

static int call_policy(lua_State *L)
{
    struct policies *p = sandbox_of(L)->policies;
    const struct policy *q = lua_touserdata(L, 1);
    lua_rawgeti(L, LUA_REGISTRYINDEX, q->run);
    lua_rawgeti(L, LUA_REGISTRYINDEX, p->now_ref);
    lua_rawgeti(L, LUA_REGISTRYINDEX, p->option[p->at_option].region);
    push_memory(L, p);
    sandbox_refill(&p->box, POLICY_BUDGET);
    lua_call(L, 3, 0);
    check_memory(L, p);
    return 0;
}

static int compare_watch(lua_State *L)
{
    struct policies *p = sandbox_of(L)->policies;
    const struct policy *q = lua_touserdata(L, 1);
    char name[64];
    lua_rawgeti(L, LUA_REGISTRYINDEX, q->watch);
    if (!watch_check(L, q->w, -1, name, sizeof name)) {
        const char *const arg[3] = {p->path, name, NULL};
        char text[256];
        script_format(text, sizeof text, LANG_EN, MSG_SCRIPT_POLICY_UPVALUE, NULL, arg);
        lua_rawgeti(L, LUA_REGISTRYINDEX, q->run);
        lua_Debug ar;
        lua_getinfo(L, ">S", &ar);
        lua_pushfstring(L, "%s:%d: %s", ar.source[0] == '@' ? ar.source + 1 : ar.source,
                        ar.linedefined, text);
        lua_error(L);
    }
    return 0;
}

static bool protected_call(struct policies *p, lua_CFunction f, const struct policy *q, char *err)
{
    lua_State *L = p->box.L;
    struct policy *arg = NULL; /* lua_pushlightuserdata wants a pointer to non-const */
    memcpy(&arg, &q, sizeof arg);
    lua_pushcfunction(L, f);
    lua_pushlightuserdata(L, arg);
    const int status = lua_pcall(L, 1, 0, 0);
    if (status != LUA_OK && err[0] == '\0')
        script_error_text(L, status, p->path, err);
    lua_settop(L, 0);
    return status == LUA_OK;
}

bool policies_run(struct policies *p, size_t option, size_t slot, const struct policy_now *now,
                  const struct policy_host *host, char err[256])
{
    bool ok = true;
    err[0] = '\0';
    if (option >= p->n_option)
        return true;
    p->now = now;
    p->host = host;
    p->at_option = option;
    p->at_slot = slot;
    for (size_t i = 0; i < p->option[option].n && ok; i++) {
        const struct policy *q = &p->option[option].item[i];
        if (q->yearly && !now->year_end)
            continue;
        p->path = q->path;
        p->key = q->key;
        p->draw = 0;
        p->box.in_policy = true;
        ok = protected_call(p, call_policy, q, err);
        p->box.in_policy = false;
        if (q->w)
            ok = protected_call(p, compare_watch, q, err) && ok;
    }
    p->now = NULL;
    p->host = NULL;
    return ok;
}

static int forget(lua_State *L)
{
    const struct policies *p = sandbox_of(L)->policies;
    lua_rawgeti(L, LUA_REGISTRYINDEX, p->memory_ref);
    lua_pushnil(L);
    lua_rawseti(L, -2, (lua_Integer)p->at_slot + 1);
    return 0;
}

void policies_reset(struct policies *p, size_t slot)
{
    char err[256] = "";
    p->at_slot = slot;
    protected_call(p, forget, NULL, err);
}

/* --- setting up ------------------------------------------------------------------------------ */

/* The function on the top becomes policy k of the list. */
static void add_policy(lua_State *L, struct policy_list *list, size_t k, bool yearly)
{
    struct policy *q = &list->item[k];
    snprintf(q->path, sizeof q->path, "policies[%zu]", k + 1);
    sandbox_of(L)->policies->path = q->path;
    q->key = rng_key("policy", q->path);
    q->yearly = yearly;
    q->w = watch_new(L, -1);
    if (watch_size(q->w) == 0) {
        q->w = NULL;
        lua_pop(L, 1);
    } else {
        q->watch = luaL_ref(L, LUA_REGISTRYINDEX);
    }
    q->run = luaL_ref(L, LUA_REGISTRYINDEX);
    list->n = k + 1;
}

/* Policies of the scenario on the top, which stays. */
static void add_scenario(lua_State *L, size_t option)
{
    struct policies *p = sandbox_of(L)->policies;
    struct policy_list *list = &p->option[option];
    const size_t n = policies_count(p->box.script, option);
    region_push(L, option);
    list->region = luaL_ref(L, LUA_REGISTRYINDEX);
    if (n == 0)
        return;
    list->item = mem_alloc(n, sizeof *list->item);
    if (list->item == NULL)
        script_raise(L, "not enough memory");
    lua_pushliteral(L, "policy");
    if (lua_rawget(L, -2) == LUA_TFUNCTION) {
        add_policy(L, list, 0, false);
        return;
    }
    lua_pop(L, 1);
    lua_pushliteral(L, "policies");
    lua_rawget(L, -2);
    luaL_checktype(L, -1, LUA_TTABLE);
    for (size_t k = 0; k < n; k++) {
        lua_rawgeti(L, -1, (lua_Integer)k + 1);
        luaL_checktype(L, -1, LUA_TTABLE);
        lua_getfield(L, -1, "when");
        const bool yearly = lua_isstring(L, -1) && strcmp(lua_tostring(L, -1), "year") == 0;
        lua_pop(L, 1);
        lua_getfield(L, -1, "run");
        luaL_checktype(L, -1, LUA_TFUNCTION);
        add_policy(L, list, k, yearly);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

static int set_up(lua_State *L)
{
    struct policies *p = sandbox_of(L)->policies;
    lua_newtable(L);
    p->memory_ref = luaL_ref(L, LUA_REGISTRYINDEX);
    region_push_now(L);
    p->now_ref = luaL_ref(L, LUA_REGISTRYINDEX);
    sandbox_run_main(L);
    p->box.loading = false;
    sandbox_refill(&p->box, UINT64_MAX);
    const char *tag = script_tag(L, -1);
    if (tag && strcmp(tag, "scenario") == 0) {
        add_scenario(L, 0);
        return 0;
    }
    if (tag && (strcmp(tag, "sweep") == 0 || strcmp(tag, "calibrate") == 0)) {
        lua_getfield(L, -1, "scenario");
        add_scenario(L, 0);
        return 0;
    }
    if (tag == NULL || strcmp(tag, "compare") != 0)
        script_raise(L, "the script did not return what it returned before");
    lua_getfield(L, -1, "options");
    for (size_t i = 0; i < p->n_option; i++) {
        lua_rawgeti(L, -1, (lua_Integer)i + 1);
        lua_getfield(L, -1, "scenario");
        add_scenario(L, i);
        lua_pop(L, 2);
    }
    return 0;
}

struct policies *policies_new(const struct script *s, char err[256])
{
    struct policies *p = mem_alloc(1, sizeof *p);
    err[0] = '\0';
    if (p == NULL) {
        snprintf(err, 256, "out of memory");
        return NULL;
    }
    struct script *shared = NULL; /* read only: sb->diags is NULL, so nothing is added to it */
    memcpy(&shared, &s, sizeof shared);
    p->n_option = s->n_scenario;
    p->path = "policies";
    p->option = mem_alloc(p->n_option + 1, sizeof *p->option);
    p->box.policies = p;
    p->box.lang = LANG_EN;
    if (p->option == NULL || !sandbox_open(&p->box, shared, LOAD_MEMORY, LOAD_BUDGET)) {
        snprintf(err, 256, "out of memory");
        policies_free(p);
        return NULL;
    }
    if (!protected_call(p, set_up, NULL, err)) {
        policies_free(p);
        return NULL;
    }
    lua_gc(p->box.L, LUA_GCCOLLECT);
    p->box.limit = p->box.used + POLICY_MEMORY;
    p->box.block_max = 4 * (size_t)MEMORY_TABLE_BYTES;
    return p;
}

void policies_free(struct policies *p)
{
    if (p == NULL)
        return;
    sandbox_close(&p->box);
    for (size_t i = 0; p->option && i < p->n_option; i++)
        mem_free(p->option[i].item);
    mem_free(p->option);
    mem_free(p);
}
