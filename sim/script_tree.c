/* script_tree.c - a Lua value as nodes: plain data with paths, lines and identities.
 *
 * Recursion follows the tables; everything Lua may have that a plan cannot use is a fault here.
 * Paths are relative to the scenario, so that a fault of a base that several options share reads,
 * and is told, once. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/script_internal.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 64, NODE_MAX = 4 * 1000 * 1000 };

struct tree {
    lua_State *L;
    struct script *s;
    int identity; /* stack: table value -> number */
    int open;     /* stack: table -> true while inside it */
    uint32_t n_identity;
    size_t n_node;
    int depth;
    int in_tag; /* inside a dist, series, ... */
};

static void *get(struct tree *t, size_t n, size_t size)
{
    void *p = arena_alloc(t->s->arena, n ? n : 1, size);
    if (p == NULL)
        script_raise(t->L, "not enough memory");
    return p;
}

static const char *keep(struct tree *t, const char *text)
{
    char *p = arena_strdup(t->s->arena, text);
    if (p == NULL)
        script_raise(t->L, "not enough memory");
    return p;
}

static void fault(struct tree *t, const struct node *n, enum msg m, const char *a)
{
    script_fault(t->L, n->at, n->path, m, NULL, a, NULL, NULL);
}

/* Equal numbers for equal tables and functions, in order of first visit. */
static uint32_t identity_of(struct tree *t, int i)
{
    lua_pushvalue(t->L, i);
    if (lua_rawget(t->L, t->identity) == LUA_TNIL) {
        lua_pushvalue(t->L, i);
        lua_pushinteger(t->L, ++t->n_identity);
        lua_rawset(t->L, t->identity);
        lua_pop(t->L, 1);
        return t->n_identity;
    }
    const uint32_t id = (uint32_t)lua_tointeger(t->L, -1);
    lua_pop(t->L, 1);
    return id;
}

static void convert(struct tree *t, struct node *n);

/* Where field `key` (on the top, its value below) of the table at i stands. A computed table may
 * know its own line; what a constructor such as j.normal made stands where its call stands; all
 * else is near its table. */
static struct where place(struct tree *t, int i, const struct node *parent)
{
    const struct where at = script_place(t->L, i);
    if (at.file && !at.near_line)
        return at;
    if (lua_istable(t->L, -2)) {
        lua_pushnil(t->L);
        const struct where own = script_place(t->L, -3);
        lua_pop(t->L, 1);
        if (own.file)
            return own;
    }
    if (at.file)
        return at;
    struct where near = parent->at;
    near.near_line = near.near_line || t->in_tag == 0;
    return near;
}

static const char *field_path(struct tree *t, const struct node *parent, const char *key)
{
    const bool top = parent->path[0] == '\0' ||
                     (parent->kind == NODE_TAG && strcmp(parent->text, "scenario") == 0);
    return top ? keep(t, key) : arena_printf(t->s->arena, "%s.%s", parent->path, key);
}

/* The item's value is on the top, the key below it; both stay. */
static void convert_item(struct tree *t, int table, const struct node *parent, struct node *item,
                         const char *path)
{
    if (path == NULL)
        script_raise(t->L, "not enough memory");
    item->path = path;
    lua_pushvalue(t->L, -2);
    item->at = place(t, table, parent);
    lua_pop(t->L, 1);
    convert(t, item);
}

static void convert_list(struct tree *t, struct node *n, int table, size_t count)
{
    n->kind = NODE_LIST;
    n->item = get(t, count, sizeof *n->item);
    for (size_t i = 1; i <= count; i++) {
        lua_pushinteger(t->L, (lua_Integer)i);
        if (lua_rawgeti(t->L, table, (lua_Integer)i) == LUA_TNIL) {
            char text[32];
            snprintf(text, sizeof text, "%zu", i);
            fault(t, n, MSG_SCRIPT_LIST_HOLE, text);
            lua_pop(t->L, 2);
            return;
        }
        convert_item(t, table, n, &n->item[n->n++],
                     arena_printf(t->s->arena, "%s[%zu]", n->path, i));
        lua_pop(t->L, 2);
    }
}

static bool text_ok(struct tree *t, const struct node *n, int i)
{
    size_t size;
    const char *s = lua_tolstring(t->L, i, &size);
    if (script_utf8_ok(s, size))
        return true;
    fault(t, n, MSG_SCRIPT_STRING_UTF8, NULL);
    return false;
}

/* keys: stack index of the sorted keys, all text. */
static void convert_map(struct tree *t, struct node *n, int table, int keys, size_t count)
{
    n->kind = NODE_MAP;
    n->item = get(t, count, sizeof *n->item);
    for (size_t i = 1; i <= count; i++) {
        lua_rawgeti(t->L, keys, (lua_Integer)i);
        if (!text_ok(t, n, -1)) {
            lua_pop(t->L, 1);
            continue;
        }
        struct node *item = &n->item[n->n++];
        item->key = keep(t, lua_tostring(t->L, -1));
        lua_pushvalue(t->L, -1);
        lua_rawget(t->L, table);
        convert_item(t, table, n, item, field_path(t, n, item->key));
        lua_pop(t->L, 2);
    }
}

/* A list (1..n), a map (text keys), or a fault. */
static void convert_content(struct tree *t, struct node *n, int table)
{
    size_t count = 0, numbers = 0;
    for (lua_pushnil(t->L); lua_next(t->L, table); lua_pop(t->L, 1)) {
        count++;
        const bool whole = lua_isinteger(t->L, -2) && lua_tointeger(t->L, -2) >= 1;
        if (!whole && lua_type(t->L, -2) != LUA_TSTRING) {
            fault(t, n, MSG_SCRIPT_KEY, script_tostring(t->L, -2));
            lua_pop(t->L, 3);
            return;
        }
        numbers += whole;
    }
    t->n_node += count;
    if (t->n_node > NODE_MAX)
        script_fail(t->L, MSG_SCRIPT_SIZE, NULL, NULL, NULL, NULL);
    if (numbers == count) {
        convert_list(t, n, table, count);
        return;
    }
    script_sorted_keys(t->L, table);
    const int keys = lua_gettop(t->L);
    if (numbers > 0) {
        lua_rawgeti(t->L, keys, 1);
        fault(t, n, MSG_SCRIPT_KEY, script_tostring(t->L, -1));
        lua_settop(t->L, keys - 1);
        return;
    }
    convert_map(t, n, table, keys, count);
    lua_settop(t->L, keys - 1);
}

/* Scenarios and studies are maps with a name; others keep their tag. */
static void convert_table(struct tree *t, struct node *n)
{
    const int table = lua_gettop(t->L);
    lua_pushvalue(t->L, table);
    if (lua_rawget(t->L, t->open) != LUA_TNIL) {
        fault(t, n, MSG_SCRIPT_CYCLE, NULL);
        lua_settop(t->L, table);
        return;
    }
    lua_pop(t->L, 1);
    if (script_is_protected(t->L, table)) {
        fault(t, n, MSG_SCRIPT_VALUE_KIND, "library");
        lua_settop(t->L, table);
        return;
    }
    if (t->depth >= DEPTH_MAX) {
        fault(t, n, MSG_SCRIPT_DEPTH, NULL);
        return;
    }
    lua_pushvalue(t->L, table);
    lua_pushboolean(t->L, 1);
    lua_rawset(t->L, t->open);
    t->depth++;
    n->identity = identity_of(t, table);
    const char *tag = script_tag(t->L, table);
    if (tag) {
        n->kind = NODE_TAG;
        n->text = keep(t, tag);
        if (strcmp(tag, "scenario") == 0 || strcmp(tag, "model") == 0)
            n->path = "";
    }
    const bool value = tag && strcmp(tag, "scenario") != 0 && strcmp(tag, "compare") != 0 &&
                       strcmp(tag, "sweep") != 0 && strcmp(tag, "calibrate") != 0 &&
                       strcmp(tag, "model") != 0;
    t->in_tag += value;
    convert_content(t, n, table);
    t->in_tag -= value;
    if (tag && n->kind == NODE_LIST)
        n->n = 0; /* a tag's items have keys (node.h); the constructor has told what stood here */
    if (tag)
        n->kind = NODE_TAG;
    t->depth--;
    lua_pushvalue(t->L, table);
    lua_pushnil(t->L);
    lua_rawset(t->L, t->open);
}

/* How many arguments the function on the top makes use of. */
static double parameters(lua_State *L)
{
    lua_Debug ar;
    lua_pushvalue(L, -1);
    lua_getinfo(L, ">u", &ar);
    return ar.isvararg ? 255.0 : (double)ar.nparams;
}

/* Fills the node from the value on the top of the stack; path and place are set. */
static void convert(struct tree *t, struct node *n)
{
    luaL_checkstack(t->L, 24, NULL);
    switch (lua_type(t->L, -1)) {
    case LUA_TBOOLEAN:
        n->kind = NODE_BOOL;
        n->number = lua_toboolean(t->L, -1);
        break;
    case LUA_TNUMBER:
        n->kind = NODE_NUMBER;
        n->number = lua_tonumber(t->L, -1);
        if (!isfinite(n->number)) /* the sign of a NaN differs between processors */
            fault(t, n, MSG_SCRIPT_NUMBER,
                  isnan(n->number) ? "nan"
                  : n->number > 0  ? "inf"
                                   : "-inf");
        break;
    case LUA_TSTRING:
        n->kind = NODE_STRING;
        n->text = text_ok(t, n, -1) ? keep(t, lua_tostring(t->L, -1)) : "";
        break;
    case LUA_TTABLE:
        convert_table(t, n);
        break;
    case LUA_TFUNCTION:
        n->kind = NODE_FUNCTION;
        n->identity = identity_of(t, lua_gettop(t->L));
        n->number = parameters(t->L);
        break;
    default:
        n->kind = NODE_STRING;
        n->text = "";
        fault(t, n, MSG_SCRIPT_VALUE_KIND, luaL_typename(t->L, -1));
    }
}

/* --- variants -------------------------------------------------------------------------------- */

static struct node *item_of(struct node *n, const char *key)
{
    for (size_t i = 0; n && i < n->n; i++)
        if (n->item[i].key && strcmp(n->item[i].key, key) == 0)
            return &n->item[i];
    return NULL;
}

static void name_paths(struct tree *t, const char *variant, struct node *n)
{
    n->path = arena_printf(t->s->arena, "variants.%s%s%s", variant, n->path[0] ? "." : "", n->path);
    if (n->path == NULL)
        script_raise(t->L, "not enough memory");
    for (size_t i = 0; i < n->n; i++)
        name_paths(t, variant, &n->item[i]);
}

/* A variant's scenarios are whole ones, whose paths begin anew: a fault in one says whose it is. */
static void name_variants(struct tree *t, struct node *root)
{
    struct node *list = item_of(root, "variants");
    for (size_t i = 0; list && i < list->n; i++) {
        const struct node *name = item_of(&list->item[i], "name");
        struct node *scenario = item_of(&list->item[i], "scenarios");
        for (size_t o = 0; name && name->text && scenario && o < scenario->n; o++)
            name_paths(t, name->text, &scenario->item[o]);
    }
}

struct node *script_tree(lua_State *L)
{
    const int value = lua_gettop(L);
    struct tree t = {.L = L, .s = sandbox_of(L)->script};
    lua_newtable(L);
    t.identity = lua_gettop(L);
    lua_newtable(L);
    t.open = lua_gettop(L);
    struct node *root = get(&t, 1, sizeof *root);
    root->path = "";
    lua_pushvalue(L, value);
    lua_pushnil(L);
    root->at = script_place(L, -2);
    lua_pop(L, 1);
    if (root->at.file == NULL)
        root->at = (struct where){t.s->source[0].name, 1, true};
    convert(&t, root);
    name_variants(&t, root);
    lua_settop(L, value);
    return root;
}
