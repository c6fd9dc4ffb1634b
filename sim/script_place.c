/* script_place.c - which constructor of which source made a table; see script_lines.c.
 *
 * REG_PLACE maps a table to
 *   a number   source << 32 | constructor   (from MARK_NAME)
 *   a number   LINE_FLAG | source << 32 | line   (a row of a CSV file: all fields in one line)
 *   a table    key -> number source << 32 | line << 1 | near, of a table merged from two; its own
 *              place at the key `true`
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/script_internal.h"
#include <stdlib.h>
#include <string.h>

#define LINE_FLAG ((lua_Unsigned)1 << 62)
#define LOW_HALF 0xFFFFFFFFu

int script_mark(lua_State *L)
{
    lua_settop(L, 2);
    if (lua_istable(L, 2) && sandbox_of(L)->diags) {
        lua_getfield(L, LUA_REGISTRYINDEX, REG_PLACE);
        lua_pushvalue(L, 2);
        lua_pushvalue(L, 1);
        lua_rawset(L, 3);
        lua_settop(L, 2);
    }
    return 1;
}

void script_place_line(lua_State *L, int i, size_t source, int line)
{
    i = lua_absindex(L, i);
    lua_getfield(L, LUA_REGISTRYINDEX, REG_PLACE);
    lua_pushvalue(L, i);
    lua_pushinteger(L, (lua_Integer)(LINE_FLAG | (lua_Unsigned)source << 32 | (unsigned)line));
    lua_rawset(L, -3);
    lua_pop(L, 1);
}

static struct where at_source(const struct script *s, lua_Unsigned source, int line, bool near)
{
    if (source >= s->n_source || line <= 0)
        return (struct where){NULL, 0, false};
    return (struct where){s->source[source].name, line, near};
}

/* Place of the key on the top in constructor number `id`. */
static struct where in_constructor(lua_State *L, lua_Unsigned id)
{
    const struct script *s = sandbox_of(L)->script;
    const lua_Unsigned source = id >> 32, number = id & LOW_HALF;
    if (source >= s->n_source || number >= s->source[source].n_ctor)
        return (struct where){NULL, 0, false};
    const struct source *src = &s->source[source];
    const struct ctor *c = &src->ctor[number];
    const bool text = lua_type(L, -1) == LUA_TSTRING;
    const char *name = text ? lua_tostring(L, -1) : NULL;
    const lua_Integer index = lua_isinteger(L, -1) ? lua_tointeger(L, -1) : 0;
    const long year = text ? strtol(name, NULL, 10) : 0; /* j.series makes "2030" of [2030] */
    for (uint32_t k = c->first; k; k = src->key[k].next) {
        const struct ctor_key *key = &src->key[k];
        if (key->name ? text && strcmp(key->name, name) == 0 : key->index == (text ? year : index))
            return at_source(s, source, key->line, false);
    }
    return at_source(s, source, c->line, !lua_isnil(L, -1));
}

static struct where in_merged(lua_State *L, int places)
{
    const struct script *s = sandbox_of(L)->script;
    bool own = lua_isnil(L, -1);
    if (!own) {
        lua_pushvalue(L, -1);
        own = lua_rawget(L, places) != LUA_TNUMBER;
        if (own)
            lua_pop(L, 1);
    }
    if (own) {
        lua_pushboolean(L, 1);
        lua_rawget(L, places);
    }
    const lua_Unsigned v = (lua_Unsigned)lua_tointeger(L, -1);
    lua_pop(L, 1);
    const struct where at = at_source(s, v >> 32, (int)((v & LOW_HALF) >> 1), (v & 1) != 0);
    return at;
}

struct where script_place(lua_State *L, int i)
{
    struct where at = {NULL, 0, false};
    i = lua_absindex(L, i);
    const int key = lua_gettop(L);
    lua_getfield(L, LUA_REGISTRYINDEX, REG_PLACE);
    lua_pushvalue(L, i);
    const int type = lua_rawget(L, -2);
    const int places = lua_gettop(L);
    lua_pushvalue(L, key);
    if (type == LUA_TNUMBER) {
        const lua_Unsigned v = (lua_Unsigned)lua_tointeger(L, places);
        if (v & LINE_FLAG)
            at = at_source(sandbox_of(L)->script, (v & ~LINE_FLAG) >> 32, (int)(v & LOW_HALF),
                           false);
        else
            at = in_constructor(L, v);
    } else if (type == LUA_TTABLE) {
        at = in_merged(L, places);
    }
    lua_settop(L, key);
    return at;
}

/* places[key] = the place of field `key` of the table `from`; all are stack indices. */
static void note(lua_State *L, int places, int from, int key)
{
    lua_pushvalue(L, key);
    const struct where at = script_place(L, from);
    lua_pop(L, 1);
    const struct script *s = sandbox_of(L)->script;
    for (size_t i = 0; at.file && i < s->n_source; i++)
        if (s->source[i].name == at.file) {
            if (lua_isnil(L, key))
                lua_pushboolean(L, 1);
            else
                lua_pushvalue(L, key);
            lua_pushinteger(L, (lua_Integer)((lua_Unsigned)i << 32 | (unsigned)at.line << 1 |
                                             (at.near_line ? 1u : 0u)));
            lua_rawset(L, places);
            return;
        }
}

/* merged(dst, base, change): a field of dst comes from change if that has it, else from base. */
int script_place_merged(lua_State *L)
{
    lua_settop(L, 3);
    if (!lua_istable(L, 1) || sandbox_of(L)->diags == NULL)
        return 0;
    lua_getfield(L, LUA_REGISTRYINDEX, REG_PLACE);
    lua_pushvalue(L, 1);
    lua_newtable(L);
    const int places = lua_gettop(L);
    lua_pushnil(L);
    note(L, places, 2, places + 1);
    lua_settop(L, places);
    for (lua_pushnil(L); lua_next(L, 1);) {
        lua_pop(L, 1);
        const int key = lua_gettop(L);
        bool changed = false;
        if (lua_istable(L, 3)) {
            lua_pushvalue(L, key);
            changed = lua_rawget(L, 3) != LUA_TNIL;
            lua_pop(L, 1);
        }
        note(L, places, changed ? 3 : 2, key);
        lua_settop(L, key);
    }
    lua_rawset(L, 4);
    return 0;
}
