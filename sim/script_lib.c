/* script_lib.c - the base language as a script sees it: nothing outside, nothing that depends on
 * addresses, hash seeds or the clock.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/script_internal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- text without addresses ------------------------------------------------------------------ */

const char *script_tostring(lua_State *L, int i)
{
    i = lua_absindex(L, i);
    switch (lua_type(L, i)) {
    case LUA_TTABLE:
    case LUA_TUSERDATA:
        if (luaL_getmetafield(L, i, "__tostring") != LUA_TNIL) {
            lua_pushvalue(L, i);
            lua_call(L, 1, 1);
            if (!lua_isstring(L, -1))
                script_raise(L, "'__tostring' must return a string");
            return lua_tostring(L, -1);
        }
        if (luaL_getmetafield(L, i, "__name") == LUA_TSTRING)
            return lua_tostring(L, -1);
        lua_pushstring(L, luaL_typename(L, i));
        return lua_tostring(L, -1);
    case LUA_TFUNCTION:
    case LUA_TLIGHTUSERDATA:
    case LUA_TTHREAD:
        lua_pushstring(L, luaL_typename(L, i));
        return lua_tostring(L, -1);
    default:
        return luaL_tolstring(L, i, NULL);
    }
}

static int base_tostring(lua_State *L)
{
    luaL_checkany(L, 1);
    script_tostring(L, 1);
    return 1;
}

/* To the terminal, while a script loads; a policy cannot print (16 futures at once, many threads).
 */
static int base_print(lua_State *L)
{
    const struct sandbox *sb = sandbox_of(L);
    if (sb->in_policy)
        script_fail(L, MSG_SCRIPT_NOT_IN_POLICY, NULL, "print", NULL, NULL);
    const int n = lua_gettop(L);
    for (int i = 1; i <= n && sb->diags; i++)
        fprintf(stderr, "%s%s", i > 1 ? "\t" : "", script_tostring(L, i));
    if (sb->diags)
        fputc('\n', stderr);
    return 0;
}

/* --- sorted pairs ----------------------------------------------------------------------------- */

struct sort_key {
    bool text, whole;
    lua_Integer integer;
    double number;
    const char *s;
    size_t n;
};

static int compare_key(const void *pa, const void *pb)
{
    const struct sort_key *a = pa, *b = pb;
    if (a->text != b->text)
        return a->text ? 1 : -1;
    if (a->text) {
        const int c = memcmp(a->s, b->s, a->n < b->n ? a->n : b->n);
        return c ? c : (a->n > b->n) - (a->n < b->n);
    }
    if (a->whole && b->whole)
        return (a->integer > b->integer) - (a->integer < b->integer);
    return (a->number > b->number) - (a->number < b->number);
}

static void read_key(lua_State *L, struct sort_key *k)
{
    *k = (struct sort_key){.text = lua_type(L, -1) == LUA_TSTRING};
    if (k->text) {
        k->s = lua_tolstring(L, -1, &k->n);
    } else if (lua_type(L, -1) == LUA_TNUMBER) {
        k->whole = lua_isinteger(L, -1);
        k->integer = k->whole ? lua_tointeger(L, -1) : 0;
        k->number = lua_tonumber(L, -1);
    } else {
        script_fail(L, MSG_SCRIPT_PAIRS_KEY, NULL, luaL_typename(L, -1), NULL, NULL);
    }
}

void script_sorted_keys(lua_State *L, int i)
{
    i = lua_absindex(L, i);
    size_t n = 0;
    for (lua_pushnil(L); lua_next(L, i); lua_pop(L, 1))
        n++;
    sandbox_charge(L, n);
    struct sort_key *key = lua_newuserdatauv(L, (n + 1) * sizeof *key, 0);
    size_t k = 0;
    for (lua_pushnil(L); lua_next(L, i) && k < n;) {
        lua_pop(L, 1);
        read_key(L, &key[k++]);
    }
    if (n > 1)
        qsort(key, n, sizeof *key, compare_key);
    lua_createtable(L, (int)n, 0);
    for (k = 0; k < n; k++) {
        if (key[k].text)
            lua_pushlstring(L, key[k].s, key[k].n);
        else if (key[k].whole)
            lua_pushinteger(L, key[k].integer);
        else
            lua_pushnumber(L, key[k].number);
        lua_rawseti(L, -2, (lua_Integer)k + 1);
    }
    lua_remove(L, -2);
}

/* Upvalues: keys, position, table. Fields removed on the way are left out. */
static int pairs_next(lua_State *L)
{
    lua_Integer at = lua_tointeger(L, lua_upvalueindex(2));
    for (;;) {
        if (lua_rawgeti(L, lua_upvalueindex(1), ++at) == LUA_TNIL)
            return 1;
        lua_pushvalue(L, -1);
        if (lua_rawget(L, lua_upvalueindex(3)) != LUA_TNIL)
            break;
        lua_settop(L, 0);
    }
    lua_pushinteger(L, at);
    lua_replace(L, lua_upvalueindex(2));
    return 2;
}

int script_pairs(lua_State *L)
{
    luaL_checkany(L, 1);
    if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) {
        lua_pushvalue(L, 1);
        lua_call(L, 1, 3);
        return 3;
    }
    luaL_checktype(L, 1, LUA_TTABLE);
    script_sorted_keys(L, 1);
    lua_pushinteger(L, 0);
    lua_pushvalue(L, 1);
    lua_pushcclosure(L, pairs_next, 3);
    return 1;
}

/* --- tables that cannot be written ------------------------------------------------------------ */

static int protected_write(lua_State *L)
{
    script_fail(L, MSG_SCRIPT_LIBRARY_WRITE, NULL, lua_tostring(L, lua_upvalueindex(1)),
                script_tostring(L, 2), NULL);
}

static int protected_pairs(lua_State *L)
{
    lua_settop(L, 0);
    lua_pushvalue(L, lua_upvalueindex(1));
    return script_pairs(L);
}

static int protected_read(lua_State *L)
{
    lua_settop(L, 2);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL || lua_type(L, 2) != LUA_TSTRING)
        return 1;
    const char *const name = lua_tostring(L, lua_upvalueindex(2));
    const char *candidate[128];
    size_t n = 0;
    for (lua_pushnil(L); lua_next(L, lua_upvalueindex(1)) && n < 128; lua_pop(L, 1))
        if (lua_type(L, -2) == LUA_TSTRING)
            candidate[n++] = lua_tostring(L, -2);
    const char *near = diag_nearest(lua_tostring(L, 2), candidate, n);
    script_fail(L, MSG_SCRIPT_LIBRARY_FIELD, near, name, lua_tostring(L, 2), NULL);
}

void script_seal(lua_State *L, const char *name)
{
    lua_pushstring(L, name);
    lua_setfield(L, -2, "__name");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pushboolean(L, 1);
    lua_setfield(L, -2, "__protected");
    lua_setmetatable(L, -2);
}

void script_protect(lua_State *L, const char *name)
{
    const int real = lua_gettop(L);
    lua_newtable(L);
    lua_createtable(L, 0, 6);
    lua_pushvalue(L, real);
    lua_pushstring(L, name);
    lua_pushcclosure(L, protected_read, 2);
    lua_setfield(L, -2, "__index");
    lua_pushstring(L, name);
    lua_pushcclosure(L, protected_write, 1);
    lua_setfield(L, -2, "__newindex");
    lua_pushvalue(L, real);
    lua_pushcclosure(L, protected_pairs, 1);
    lua_setfield(L, -2, "__pairs");
    script_seal(L, name);
    lua_remove(L, real);
}

bool script_is_protected(lua_State *L, int i)
{
    if (luaL_getmetafield(L, i, "__protected") == LUA_TNIL)
        return false;
    lua_pop(L, 1);
    return true;
}

static int base_rawset(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    if (script_is_protected(L, 1)) {
        luaL_getmetafield(L, 1, "__name");
        const char *name = lua_tostring(L, -1);
        script_fail(L, MSG_SCRIPT_LIBRARY_WRITE, NULL, name, script_tostring(L, 2), NULL);
    }
    lua_settop(L, 3);
    lua_rawset(L, 1);
    return 1;
}

static int base_setmetatable(lua_State *L)
{
    static const char *const refused[] = {"__gc", "__mode", "__close", "__protected"};
    luaL_checktype(L, 1, LUA_TTABLE);
    if (!lua_isnil(L, 2))
        luaL_checktype(L, 2, LUA_TTABLE);
    lua_settop(L, 2);
    for (size_t i = 0; i < sizeof refused / sizeof *refused && lua_istable(L, 2); i++) {
        lua_pushstring(L, refused[i]);
        if (lua_rawget(L, 2) != LUA_TNIL)
            script_fail(L, MSG_SCRIPT_METATABLE, NULL, refused[i], NULL, NULL);
        lua_pop(L, 1);
    }
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL)
        script_fail(L, MSG_SCRIPT_METATABLE_KEPT, NULL, NULL, NULL, NULL);
    lua_settop(L, 2);
    lua_setmetatable(L, 1);
    return 1;
}

/* --- assembling ------------------------------------------------------------------------------ */

static void keep(lua_State *L, int from, const char *const *name)
{
    for (; *name; name++) {
        lua_getfield(L, from, *name);
        lua_setfield(L, -2, *name);
    }
}

/* math, with math.random that only a policy may call. */
static void open_math(lua_State *L)
{
    static const char *const name[] = {
        "abs",  "acos", "asin", "atan", "ceil",       "cos",  "deg",        "exp",  "floor",
        "fmod", "huge", "log",  "max",  "maxinteger", "min",  "mininteger", "modf", "pi",
        "rad",  "sin",  "sqrt", "tan",  "tointeger",  "type", "ult",        NULL};
    luaL_requiref(L, "math", luaopen_math, 0);
    const int from = lua_gettop(L);
    lua_newtable(L);
    keep(L, from, name);
    lua_pushcfunction(L, region_random);
    lua_setfield(L, -2, "random");
    lua_remove(L, from);
    script_protect(L, "math");
    lua_setfield(L, -2, "math");
}

void script_open_base(lua_State *L)
{
    static const char *const name[] = {"assert",   "error",  "getmetatable", "ipairs", "pcall",
                                       "rawequal", "rawget", "rawlen",       "select", "tonumber",
                                       "type",     "xpcall", "_VERSION",     NULL};
    static const luaL_Reg own[] = {{"tostring", base_tostring}, {"print", base_print},
                                   {"pairs", script_pairs},     {"rawset", base_rawset},
                                   {"require", script_require}, {"setmetatable", base_setmetatable},
                                   {MARK_NAME, script_mark},    {NULL, NULL}};
    luaL_requiref(L, "_G", luaopen_base, 0);
    const int from = lua_gettop(L);
    lua_newtable(L);
    keep(L, from, name);
    luaL_setfuncs(L, own, 0);
    open_math(L);
    script_open_text(L);
    lua_setfield(L, LUA_REGISTRYINDEX, REG_BASE);
    script_open_globals(L);
    region_open(L);
    lua_settop(L, from - 1);
}
