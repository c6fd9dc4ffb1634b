/* script_globals.c - the variables of a script: strict, and guarded.
 *
 * REG_GLOBALS is the _ENV of every chunk and stays empty, so that each access passes its
 * metatable: reads go to the script's own globals (REG_USER), then to the language's (REG_BASE),
 * then they are a slip; a write that is not allowed raises.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/script_internal.h"
#include <string.h>

static bool in_base(lua_State *L, int key)
{
    lua_getfield(L, LUA_REGISTRYINDEX, REG_BASE);
    lua_pushvalue(L, key);
    const bool found = lua_rawget(L, -2) != LUA_TNIL;
    lua_pop(L, 2);
    return found;
}

static int global_write(lua_State *L)
{
    const struct sandbox *sb = sandbox_of(L);
    const char *name = script_tostring(L, 2);
    if (sb->in_policy)
        script_fail(L, MSG_SCRIPT_POLICY_GLOBAL, NULL, sb->policies->path, name, NULL);
    if (in_base(L, 2))
        script_fail(L, MSG_SCRIPT_GLOBAL_BASE, NULL, name, NULL, NULL);
    lua_getfield(L, LUA_REGISTRYINDEX, REG_USER);
    lua_pushvalue(L, 2);
    lua_pushvalue(L, 3);
    lua_rawset(L, -3);
    return 0;
}

static size_t add_names(lua_State *L, const char *table, const char **name, size_t n, size_t max)
{
    lua_getfield(L, LUA_REGISTRYINDEX, table);
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1))
        if (n < max && lua_type(L, -2) == LUA_TSTRING)
            name[n++] = lua_tostring(L, -2);
    lua_pop(L, 1);
    return n;
}

/* A name nobody made: almost always a slip (`True`, by_policy for j.by_policy). */
static int global_unknown(lua_State *L)
{
    static const char *const outside[] = {
        "os",   "io",       "debug",  "package",        "load",      "loadstring",
        "next", "loadfile", "dofile", "collectgarbage", "coroutine", "require_dir"};
    const char *word = script_tostring(L, 2);
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
        if (strcmp(outside[i], word) == 0)
            script_fail(L, MSG_SCRIPT_OUTSIDE, NULL, word, NULL, NULL);
    const char *name[256] = {"true", "false", "nil"};
    size_t n = add_names(L, REG_BASE, name, 3, 256);
    n = add_names(L, REG_USER, name, n, 256);
    lua_getfield(L, LUA_REGISTRYINDEX, REG_WORDS); /* by_policy for j.by_policy */
    if (lua_istable(L, -1) && lua_getfield(L, -1, word) != LUA_TNIL) {
        const char *with_j = lua_pushfstring(L, "j.%s", word);
        script_fail(L, MSG_SCRIPT_GLOBAL_UNKNOWN, with_j, word, NULL, NULL);
    }
    script_fail(L, MSG_SCRIPT_GLOBAL_UNKNOWN, diag_nearest(word, name, n), word, NULL, NULL);
}

static int global_pairs(lua_State *L)
{
    lua_settop(L, 0);
    lua_getfield(L, LUA_REGISTRYINDEX, REG_USER);
    return script_pairs(L);
}

void script_open_globals(lua_State *L)
{
    lua_newtable(L); /* user */
    lua_createtable(L, 0, 1);
    lua_getfield(L, LUA_REGISTRYINDEX, REG_BASE);
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, global_unknown);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    lua_newtable(L); /* _ENV */
    lua_createtable(L, 0, 6);
    lua_pushvalue(L, -3);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, global_write);
    lua_setfield(L, -2, "__newindex");
    lua_pushcfunction(L, global_pairs);
    lua_setfield(L, -2, "__pairs");
    script_seal(L, "_G");
    lua_getfield(L, LUA_REGISTRYINDEX, REG_BASE);
    lua_pushvalue(L, -2);
    lua_setfield(L, -2, "_G");
    lua_pop(L, 1);
    lua_setfield(L, LUA_REGISTRYINDEX, REG_GLOBALS);
    lua_setfield(L, LUA_REGISTRYINDEX, REG_USER);
}
