/* script_watch.c - what a policy can reach outside `memory` must not change.
 *
 * A snapshot lists every upvalue and table that a function reaches, with its value; the check
 * after each call compares them one by one (rawequal), and puts all back where anything changed,
 * so that the next run in this state sees what the first saw.
 *
 * The watch is a userdata; its user values hold, by entry number, 1: the function or table,
 * 2: the value or a copy of the table, 3: the metatable (false: none).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/script_internal.h"
#include <stdio.h>
#include <string.h>

enum { REACH_MAX = 100000, DEPTH_MAX = 200, NAME_BYTES = 48 };
enum watch_kind { WATCH_UPVALUE, WATCH_TABLE };

struct entry {
    enum watch_kind kind;
    int upvalue;
    size_t n_field; /* TABLE */
    char name[NAME_BYTES];
};
struct watch {
    struct entry *entry; /* in a userdata of its own, user value 4 */
    size_t n;
};

/* While the snapshot is made; everything else sits on the stack. */
struct walk {
    lua_State *L;
    int object, value, meta, seen; /* stack indices of tables */
    struct entry *entry;
    size_t n, capacity;
    int entries; /* stack index of the userdata that holds `entry` */
    size_t reached;
    int depth;
};

static void push_nil_safe(lua_State *L)
{
    if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        lua_pushlightuserdata(L, NULL);
    }
}

/* Adds an entry for the object at i; the value to compare with is on the top and is taken. */
static struct entry *add_entry(struct walk *w, enum watch_kind kind, int object, const char *name)
{
    if (w->n == w->capacity) {
        const size_t larger = w->capacity * 2;
        struct entry *grown = lua_newuserdatauv(w->L, larger * sizeof *grown, 0);
        memcpy(grown, w->entry, w->n * sizeof *grown);
        lua_replace(w->L, w->entries);
        w->entry = grown;
        w->capacity = larger;
    }
    const lua_Integer k = (lua_Integer)++w->n;
    lua_pushvalue(w->L, object);
    lua_rawseti(w->L, w->object, k);
    lua_rawseti(w->L, w->value, k);
    if (!lua_getmetatable(w->L, object))
        lua_pushboolean(w->L, 0);
    lua_rawseti(w->L, w->meta, k);
    struct entry *e = &w->entry[w->n - 1];
    *e = (struct entry){.kind = kind};
    snprintf(e->name, sizeof e->name, "%s", name);
    return e;
}

static void visit(struct walk *w, const char *name);

static __attribute__((noreturn)) void too_far(struct walk *w)
{
    script_fail(w->L, MSG_SCRIPT_POLICY_REACH, NULL, sandbox_of(w->L)->policies->path, NULL, NULL);
}

static void visit_function(struct walk *w, int f)
{
    if (lua_iscfunction(w->L, f))
        return;
    const char *name;
    for (int u = 1; (name = lua_getupvalue(w->L, f, u)) != NULL; u++) {
        char kept[NAME_BYTES];
        snprintf(kept, sizeof kept, "%s", name);
        if (lua_istable(w->L, -1) && script_is_protected(w->L, -1) &&
            strcmp(name, "_ENV") == 0) { /* reached globals are visited once, below */
            lua_pop(w->L, 1);
            continue;
        }
        lua_pushvalue(w->L, -1);
        push_nil_safe(w->L);
        add_entry(w, WATCH_UPVALUE, f, kept)->upvalue = u;
        visit(w, kept);
        lua_pop(w->L, 1);
    }
}

static void visit_table(struct walk *w, int t, const char *name)
{
    size_t count = 0;
    lua_newtable(w->L);
    for (lua_pushnil(w->L); lua_next(w->L, t); count++) {
        lua_pushvalue(w->L, -2);
        lua_insert(w->L, -2);
        lua_rawset(w->L, -4);
    }
    w->reached += count;
    if (w->reached > REACH_MAX)
        too_far(w);
    add_entry(w, WATCH_TABLE, t, name)->n_field = count;
    if (lua_getmetatable(w->L, t)) {
        visit(w, name);
        lua_pop(w->L, 1);
    }
    for (lua_pushnil(w->L); lua_next(w->L, t); lua_pop(w->L, 1)) {
        char field[NAME_BYTES];
        if (lua_type(w->L, -2) == LUA_TSTRING)
            snprintf(field, sizeof field, "%.30s.%.15s", name, lua_tostring(w->L, -2));
        else
            snprintf(field, sizeof field, "%.30s[]", name);
        visit(w, field);
    }
}

/* Visits the value on the top, and leaves it there. */
static void visit(struct walk *w, const char *name)
{
    const int type = lua_type(w->L, -1), at = lua_gettop(w->L);
    if (type != LUA_TFUNCTION && (type != LUA_TTABLE || script_is_protected(w->L, at)))
        return;
    luaL_checkstack(w->L, 16, NULL);
    lua_pushvalue(w->L, at);
    if (lua_rawget(w->L, w->seen) == LUA_TNIL) {
        if (++w->reached > REACH_MAX || ++w->depth > DEPTH_MAX)
            too_far(w);
        lua_pushvalue(w->L, at);
        lua_pushboolean(w->L, 1);
        lua_rawset(w->L, w->seen);
        if (type == LUA_TFUNCTION)
            visit_function(w, at);
        else
            visit_table(w, at, name);
        w->depth--;
    }
    lua_settop(w->L, at);
}

struct watch *watch_new(lua_State *L, int i)
{
    i = lua_absindex(L, i);
    struct watch *result = lua_newuserdatauv(L, sizeof *result, 4);
    const int ref = lua_gettop(L);
    struct walk w = {.L = L, .capacity = 16};
    w.entry = lua_newuserdatauv(L, w.capacity * sizeof *w.entry, 0);
    w.entries = lua_gettop(L);
    lua_newtable(L);
    w.object = lua_gettop(L);
    lua_newtable(L);
    w.value = lua_gettop(L);
    lua_newtable(L);
    w.meta = lua_gettop(L);
    lua_newtable(L);
    w.seen = lua_gettop(L);
    lua_pushvalue(L, i);
    visit(&w, "run");
    lua_pop(L, 1);
    lua_getfield(L, LUA_REGISTRYINDEX, REG_USER);
    lua_pushnil(L);
    if (lua_next(L, -2)) { /* none while loading: none can come, a policy's write raises */
        lua_pop(L, 2);
        visit(&w, "_G");
    }
    *result = (struct watch){w.entry, w.n};
    for (int k = 0; k < 4; k++) { /* object, value, meta, entries */
        const int from[4] = {w.object, w.value, w.meta, w.entries};
        lua_pushvalue(L, from[k]);
        lua_setiuservalue(L, ref, k + 1);
    }
    lua_settop(L, ref);
    return result;
}

size_t watch_size(const struct watch *w) { return w->n; }

/* --- checking -------------------------------------------------------------------------------- */

/* Compares the two values on the top and takes them; a NaN equals a NaN. */
static bool same(lua_State *L)
{
    bool equal = lua_rawequal(L, -1, -2);
    if (!equal && lua_type(L, -1) == LUA_TNUMBER && lua_type(L, -2) == LUA_TNUMBER) {
        const double a = lua_tonumber(L, -1), b = lua_tonumber(L, -2);
        equal = a != a && b != b;
    }
    lua_pop(L, 2);
    return equal;
}

/* Is the table at t as its copy at c? */
static bool same_table(lua_State *L, int t, int c, size_t n_field)
{
    size_t n = 0;
    for (lua_pushnil(L); lua_next(L, t); n++) {
        lua_pushvalue(L, -2);
        lua_rawget(L, c); /* key, now, then */
        if (!same(L)) {
            lua_pop(L, 1);
            return false;
        }
    }
    return n == n_field;
}

static void restore_table(lua_State *L, int t, int c)
{
    for (lua_pushnil(L); lua_next(L, t);) {
        lua_pop(L, 1);
        lua_pushvalue(L, -1);
        lua_pushnil(L);
        lua_rawset(L, t); /* clearing a field while going through is allowed */
    }
    for (lua_pushnil(L); lua_next(L, c);) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, t);
    }
}

/* Entry k against the tables at base + 1 .. base + 3 (object, value, metatable). */
static bool check_entry(lua_State *L, const struct entry *e, lua_Integer k, int base)
{
    bool ok;
    lua_rawgeti(L, base + 1, k);
    const int object = lua_gettop(L);
    if (e->kind == WATCH_UPVALUE) {
        lua_getupvalue(L, object, e->upvalue);
        push_nil_safe(L);
        lua_rawgeti(L, base + 2, k);
        ok = same(L);
        if (!ok) {
            lua_rawgeti(L, base + 2, k);
            if (lua_touserdata(L, -1) == NULL && lua_islightuserdata(L, -1)) {
                lua_pop(L, 1);
                lua_pushnil(L);
            }
            lua_setupvalue(L, object, e->upvalue);
        }
    } else {
        lua_rawgeti(L, base + 2, k);
        ok = same_table(L, object, object + 1, e->n_field);
        if (!ok)
            restore_table(L, object, object + 1);
        lua_settop(L, object + 1);
        lua_rawgeti(L, base + 3, k);
        if (!lua_getmetatable(L, object))
            lua_pushboolean(L, 0);
        lua_pushvalue(L, -2);
        if (!same(L)) {
            ok = false;
            if (lua_istable(L, -1))
                lua_pushvalue(L, -1);
            else
                lua_pushnil(L);
            lua_setmetatable(L, object);
        }
    }
    lua_settop(L, object - 1);
    return ok;
}

bool watch_check(lua_State *L, struct watch *w, int ref, char *name, size_t size)
{
    bool ok = true;
    ref = lua_absindex(L, ref);
    const int base = lua_gettop(L);
    for (int k = 1; k <= 3; k++)
        lua_getiuservalue(L, ref, k);
    for (size_t k = 0; k < w->n; k++)
        if (!check_entry(L, &w->entry[k], (lua_Integer)k + 1, base)) {
            if (ok)
                snprintf(name, size, "%s", w->entry[k].name);
            ok = false;
        }
    lua_settop(L, base);
    return ok;
}
