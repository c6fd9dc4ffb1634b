/* script_host.c - the library of lua/ in a sandbox, and the few things it cannot do in Lua: tags,
 * faults, places, options. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/registry.h"
#include "sim/script_internal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TAG_KEY "__junkan"

const char *script_tag(lua_State *L, int i)
{
    if (lua_type(L, i) != LUA_TTABLE || luaL_getmetafield(L, i, TAG_KEY) == LUA_TNIL)
        return NULL;
    const char *kind = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
    lua_pop(L, 1); /* kept alive by the metatable */
    return kind;
}

/* metatable(kind, methods): the metatable of all tables with this tag. */
static int host_metatable(lua_State *L)
{
    const char *kind = luaL_checkstring(L, 1);
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_settop(L, 2);
    lua_pushvalue(L, 1);
    lua_setfield(L, 2, TAG_KEY);
    lua_pushvalue(L, 1);
    lua_setfield(L, 2, "__name");
    lua_pushboolean(L, 0);
    lua_setfield(L, 2, "__metatable");
    lua_getfield(L, LUA_REGISTRYINDEX, REG_TAGS);
    lua_pushvalue(L, 2);
    lua_setfield(L, -2, kind);
    return 0;
}

/* tag(kind, table): gives the table its tag and returns it. */
static int host_tag(lua_State *L)
{
    lua_settop(L, 2);
    lua_getfield(L, LUA_REGISTRYINDEX, REG_TAGS);
    lua_getfield(L, -1, luaL_checkstring(L, 1));
    lua_setmetatable(L, 2);
    lua_settop(L, 2);
    return 1;
}

/* finish(function): called with what the script returns, before it is read. */
static int host_finish(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_settop(L, 1);
    lua_setfield(L, LUA_REGISTRYINDEX, REG_FINISH);
    return 0;
}

static int host_kind(lua_State *L)
{
    luaL_checkany(L, 1);
    lua_pushstring(L, script_tag(L, 1));
    return 1;
}

static enum msg message(lua_State *L, int i)
{
    static const char *const name[] = {
#define MSG(ID, en, ja) #ID,
#include "sim/errors.def"
#undef MSG
    };
    const char *wanted = luaL_checkstring(L, i);
    for (size_t k = 0; k < N_MSG; k++)
        if (strcmp(name[k], wanted) == 0)
            return (enum msg)k;
    luaL_error(L, "no message %s", wanted);
    return N_MSG;
}

static const char *text_at(lua_State *L, int i)
{
    return lua_isnoneornil(L, i) ? NULL : script_tostring(L, i);
}

/* After `return j.scenario(...)` the script's own call is gone from the stack; then a table among
 * the constructor's arguments tells the line. */
static struct where place_of_arguments(lua_State *L)
{
    lua_Debug ar;
    struct where at = {NULL, 0, false};
    for (int level = 1; at.file == NULL && lua_getstack(L, level, &ar); level++)
        for (int n = 1; at.file == NULL && lua_getlocal(L, &ar, n) != NULL; n++) {
            if (lua_istable(L, -1)) {
                lua_pushnil(L);
                at = script_place(L, -2);
                lua_pop(L, 1);
            }
            lua_pop(L, 1);
        }
    return at;
}

/* fail(id, hint, a, b, c): raises at the script's line. */
static int host_fail(lua_State *L)
{
    lua_settop(L, 5);
    struct where at = script_caller(L);
    if (at.file == NULL)
        at = place_of_arguments(L);
    const char *const arg[3] = {text_at(L, 3), text_at(L, 4), text_at(L, 5)};
    script_fail_at(L, at, message(L, 1), text_at(L, 2), arg);
}

/* fault(table, key, path, id, hint, a, b, c): notes a fault of table[key] and goes on. */
static int host_fault(lua_State *L)
{
    lua_settop(L, 8);
    struct where at = {NULL, 0, false};
    if (lua_istable(L, 1)) {
        lua_pushvalue(L, 2);
        at = script_place(L, 1);
        lua_pop(L, 1);
    }
    script_fault(L, at, luaL_checkstring(L, 3), message(L, 4), text_at(L, 5), text_at(L, 6),
                 text_at(L, 7), text_at(L, 8));
    return 0;
}

/* nearest(word, list) -> the list's nearest name, or nil. */
static int host_nearest(lua_State *L)
{
    const char *word = luaL_checkstring(L, 1);
    luaL_checktype(L, 2, LUA_TTABLE);
    const size_t n = lua_rawlen(L, 2);
    const char **name = lua_newuserdatauv(L, (n + 1) * sizeof *name, 0);
    size_t k = 0;
    for (size_t i = 1; i <= n; i++) {
        lua_rawgeti(L, 2, (lua_Integer)i);
        if (lua_type(L, -1) == LUA_TSTRING)
            name[k++] = lua_tostring(L, -1); /* kept alive by the list */
        lua_pop(L, 1);
    }
    lua_pushstring(L, diag_nearest(word, name, k));
    return 1;
}

/* option(name, default): the command line's --option NAME=VALUE as the default's type. */
static int host_option(lua_State *L)
{
    struct script *s = sandbox_of(L)->script;
    size_t n;
    const char *name = luaL_checklstring(L, 1, &n);
    lua_settop(L, 2);
    const char *value = NULL;
    for (size_t i = 0; i < s->n_option; i++)
        if (strncmp(s->option[i], name, n) == 0 && s->option[i][n] == '=') {
            value = s->option[i] + n + 1; /* the last one counts */
            if (sandbox_of(L)->diags)
                s->option_used[i] = true;
        }
    if (value == NULL)
        return 1;
    switch (lua_type(L, 2)) {
    case LUA_TNUMBER:
        if (lua_stringtonumber(L, value) == 0)
            script_fail(L, MSG_SCRIPT_OPTION_NUMBER, NULL, name, value, NULL);
        return 1;
    case LUA_TBOOLEAN:
        if (strcmp(value, "true") != 0 && strcmp(value, "false") != 0)
            script_fail(L, MSG_SCRIPT_OPTION_BOOLEAN, NULL, name, value, NULL);
        lua_pushboolean(L, value[0] == 't');
        return 1;
    default:
        lua_pushstring(L, value);
        return 1;
    }
}

/* room(name): what the library's file lua/NAME.lua returns; it is run once, with these functions
 * (the upvalue) as its argument, and kept among them. */
static int host_room(lua_State *L)
{
    const int host = lua_upvalueindex(1);
    const char *file = lua_pushfstring(L, "lua/%s.lua", luaL_checkstring(L, 1));
    if (lua_getfield(L, host, file) != LUA_TNIL)
        return 1;
    const char *text = embedded_text(file);
    if (text == NULL)
        script_raise(L, lua_pushfstring(L, "%s is not in the program", file));
    const char *chunk = lua_pushfstring(L, "=[%s]", file);
    if (luaL_loadbufferx(L, text, strlen(text), chunk, "t") != LUA_OK)
        lua_error(L);
    lua_getfield(L, LUA_REGISTRYINDEX, REG_GLOBALS);
    lua_setupvalue(L, -2, 1);
    lua_pushvalue(L, host);
    lua_call(L, 1, 1);
    lua_pushvalue(L, -1);
    lua_setfield(L, host, file);
    return 1;
}

void script_push_words(lua_State *L)
{
    static const luaL_Reg function[] = {
        {"metatable", host_metatable},   {"tag", host_tag},       {"kind", host_kind},
        {"finish", host_finish},         {"fail", host_fail},     {"fault", host_fault},
        {"nearest", host_nearest},       {"option", host_option}, {"csv", script_csv},
        {"merged", script_place_merged}, {"room", host_room},     {NULL, NULL}};
    luaL_newlibtable(L, function);
    lua_pushvalue(L, -1);
    luaL_setfuncs(L, function, 1);
    lua_getfield(L, -1, "room");
    lua_pushliteral(L, "junkan");
    lua_call(L, 1, 1);
    lua_remove(L, -2);
}
