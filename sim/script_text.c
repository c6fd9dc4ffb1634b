/* script_text.c - the string, table and utf8 libraries with bounds on work inside C.
 *
 * The count hook cannot interrupt a C function, so each call that may take long is charged first,
 * by what its arguments could cost at worst; string.format shows no address; table.sort is a
 * stable merge (the library's own picks pivots by the clock).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/script_internal.h"
#include <stdio.h>
#include <string.h>

enum {
    PATTERN_BYTES = 256,
    FORMAT_BYTES = 4096,
};
static const double pattern_work_max = 3e8; /* elementary steps: about a second */

static int call_original(lua_State *L)
{
    const int n = lua_gettop(L);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, n, LUA_MULTRET);
    return lua_gettop(L);
}

/* --- patterns --------------------------------------------------------------------------------- */

/* Items of a pattern that may match in more than one way: * + - ? %b %1. */
static int loose_items(const char *p, size_t n)
{
    int loose = 0;
    for (size_t i = 0; i < n; i++) {
        if (p[i] == '%' && i + 1 < n) {
            i++;
            loose += p[i] == 'b' || (p[i] >= '1' && p[i] <= '9');
        } else if (p[i] == '[') {
            i += i + 1 < n && p[i + 1] == '^' ? 2 : 1;
            do { /* a first ']' stands for itself */
                i += i < n && p[i] == '%' ? 2 : 1;
            } while (i < n && p[i] != ']');
        } else {
            loose += p[i] == '*' || p[i] == '+' || p[i] == '-' || p[i] == '?';
        }
    }
    return loose;
}

static int guarded_pattern(lua_State *L)
{
    size_t n, m;
    luaL_checklstring(L, 1, &n);
    const char *p = luaL_checklstring(L, 2, &m);
    const bool plain = lua_toboolean(L, 4) && lua_isboolean(L, 4);
    if (m > PATTERN_BYTES && !plain)
        script_fail(L, MSG_SCRIPT_PATTERN_LONG, NULL, NULL, NULL, NULL);
    double work = (double)n + 1.0;
    for (int k = loose_items(p, m) - (p[0] == '^'); k > 0 && !plain; k--)
        work *= (double)n + 1.0;
    if (work > pattern_work_max && !plain)
        script_fail(L, MSG_SCRIPT_PATTERN_WORK, NULL, NULL, NULL, NULL);
    sandbox_charge(L, (uint64_t)(work / 64.0) + (plain ? n * m / 64 : 0));
    return call_original(L);
}

/* --- format and rep --------------------------------------------------------------------------- */

static int guarded_format(lua_State *L)
{
    size_t n;
    const char *f = luaL_checklstring(L, 1, &n);
    if (n > FORMAT_BYTES)
        script_fail(L, MSG_SCRIPT_FORMAT, NULL, NULL, NULL, NULL);
    for (size_t i = 0; i + 1 < n; i++) {
        if (f[i] != '%')
            continue;
        for (i++; i < n && strchr("-+ #0123456789.", f[i]);)
            i++;
        if (i < n && f[i] == 'p')
            script_fail(L, MSG_SCRIPT_FORMAT, NULL, NULL, NULL, NULL);
    }
    const int top = lua_gettop(L);
    for (int i = 2; i <= top; i++) /* %s would show an address */
        if (!lua_isstring(L, i) && !lua_isnil(L, i) && !lua_isboolean(L, i)) {
            script_tostring(L, i);
            lua_replace(L, i);
            lua_settop(L, top);
        }
    return call_original(L);
}

static int guarded_rep(lua_State *L)
{
    size_t n, m = 0;
    luaL_checklstring(L, 1, &n);
    const lua_Integer times = luaL_checkinteger(L, 2);
    luaL_optlstring(L, 3, "", &m);
    if (times <= 0 || n + m == 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    if ((double)(n + m) * (double)times > (double)sandbox_of(L)->block_max)
        script_fail(L, MSG_SCRIPT_MEMORY, NULL, NULL, NULL, NULL);
    sandbox_charge(L, (uint64_t)times / 8);
    return call_original(L);
}

/* Charges the text given. */
static int guarded_scan(lua_State *L)
{
    size_t n;
    luaL_checklstring(L, 1, &n);
    sandbox_charge(L, n / 16);
    return call_original(L);
}

/* --- tables ---------------------------------------------------------------------------------- */

/* Charges the length of the list given, if enough arguments make the call walk it. */
static int guarded_list(lua_State *L)
{
    if (lua_istable(L, 1) && lua_gettop(L) >= lua_tointeger(L, lua_upvalueindex(2)))
        sandbox_charge(L, lua_rawlen(L, 1) / 16);
    return call_original(L);
}

static int guarded_range(lua_State *L) /* move, concat, unpack: f .. e */
{
    const int first = (int)lua_tointeger(L, lua_upvalueindex(2));
    luaL_checktype(L, 1, LUA_TTABLE);
    const lua_Integer f = luaL_optinteger(L, first, 1);
    const lua_Integer e = luaL_optinteger(L, first + 1, (lua_Integer)lua_rawlen(L, 1));
    if (e > f) {
        if ((lua_Unsigned)e - (lua_Unsigned)f > 100000000)
            script_fail(L, MSG_SCRIPT_BUDGET, NULL, NULL, NULL, NULL);
        sandbox_charge(L, ((lua_Unsigned)e - (lua_Unsigned)f) / 4);
    }
    return call_original(L);
}

/* Is element i (of the table at 1) after element on the top? Stack: list, less or nil, ... */
static bool before(lua_State *L, int a, int b)
{
    if (lua_isnil(L, 2))
        return lua_compare(L, a, b, LUA_OPLT);
    a = lua_absindex(L, a);
    b = lua_absindex(L, b);
    lua_pushvalue(L, 2);
    lua_pushvalue(L, a);
    lua_pushvalue(L, b);
    lua_call(L, 2, 1);
    const bool yes = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return yes;
}

/* Merges [lo, mid) and [mid, hi) of the table at `from` into the one at `to`. */
static void merge(lua_State *L, int from, int to, lua_Integer lo, lua_Integer mid, lua_Integer hi)
{
    lua_Integer i = lo, k = mid;
    for (lua_Integer at = lo; at < hi; at++) {
        bool right = i >= mid;
        if (i < mid && k < hi) {
            lua_rawgeti(L, from, k);
            lua_rawgeti(L, from, i);
            right = before(L, -2, -1);
            lua_pop(L, 2);
        }
        lua_rawgeti(L, from, right ? k++ : i++);
        lua_rawseti(L, to, at);
    }
}

static int table_sort(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    if (!lua_isnoneornil(L, 2))
        luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_settop(L, 2);
    if (script_is_protected(L, 1))
        script_fail(L, MSG_SCRIPT_LIBRARY_WRITE, NULL, "table", "sort", NULL);
    const lua_Integer n = (lua_Integer)lua_rawlen(L, 1);
    lua_createtable(L, (int)n, 0);
    lua_createtable(L, (int)n, 0);
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, 1, i);
        lua_rawseti(L, 3, i);
    }
    int from = 3, to = 4;
    for (lua_Integer run = 1; run < n; run *= 2) {
        sandbox_charge(L, (uint64_t)n);
        for (lua_Integer lo = 1; lo <= n; lo += 2 * run) {
            const lua_Integer mid = lo + run <= n ? lo + run : n + 1;
            const lua_Integer hi = lo + 2 * run <= n ? lo + 2 * run : n + 1;
            merge(L, from, to, lo, mid, hi);
        }
        const int swap = from;
        from = to;
        to = swap;
    }
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, from, i);
        lua_rawseti(L, 1, i);
    }
    return 0;
}

/* --- assembling ------------------------------------------------------------------------------ */

struct guard {
    const char *name;
    lua_CFunction by; /* NULL: as it is */
    int argument;
};

/* Puts a protected library with the listed functions into the table on the top. */
static void open_guarded(lua_State *L, const char *library, lua_CFunction open,
                         const struct guard *g)
{
    luaL_requiref(L, library, open, 0);
    const int from = lua_gettop(L);
    lua_newtable(L);
    for (; g->name; g++) {
        lua_getfield(L, from, g->name);
        if (g->by) {
            lua_pushinteger(L, g->argument);
            lua_pushcclosure(L, g->by, 2);
        }
        lua_setfield(L, -2, g->name);
    }
    lua_remove(L, from);
}

static void share_string_methods(lua_State *L, int strings)
{
    strings = lua_absindex(L, strings);
    lua_pushliteral(L, "");
    lua_createtable(L, 0, 2);
    lua_pushvalue(L, strings);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
}

void script_open_text(lua_State *L)
{
    static const struct guard string_guard[] = {{"byte", NULL, 0},
                                                {"char", NULL, 0},
                                                {"find", guarded_pattern, 0},
                                                {"format", guarded_format, 0},
                                                {"gmatch", guarded_pattern, 0},
                                                {"gsub", guarded_pattern, 0},
                                                {"len", NULL, 0},
                                                {"lower", guarded_scan, 0},
                                                {"match", guarded_pattern, 0},
                                                {"rep", guarded_rep, 0},
                                                {"reverse", guarded_scan, 0},
                                                {"sub", NULL, 0},
                                                {"upper", guarded_scan, 0},
                                                {NULL, NULL, 0}};
    static const struct guard table_guard[] = {{"concat", guarded_range, 3},
                                               {"insert", guarded_list, 3},
                                               {"move", guarded_range, 2},
                                               {"pack", NULL, 0},
                                               {"remove", guarded_list, 2},
                                               {"unpack", guarded_range, 2},
                                               {NULL, NULL, 0}};
    static const struct guard utf8_guard[] = {{"char", NULL, 0},
                                              {"charpattern", NULL, 0},
                                              {"codepoint", guarded_scan, 0},
                                              {"codes", guarded_scan, 0},
                                              {"len", guarded_scan, 0},
                                              {"offset", guarded_scan, 0},
                                              {NULL, NULL, 0}};
    open_guarded(L, "string", luaopen_string, string_guard);
    script_protect(L, "string");
    share_string_methods(L, -1);
    lua_setfield(L, -2, "string");
    open_guarded(L, "table", luaopen_table, table_guard);
    lua_pushcfunction(L, table_sort);
    lua_setfield(L, -2, "sort");
    script_protect(L, "table");
    lua_setfield(L, -2, "table");
    open_guarded(L, "utf8", luaopen_utf8, utf8_guard);
    script_protect(L, "utf8");
    lua_setfield(L, -2, "utf8");
}
