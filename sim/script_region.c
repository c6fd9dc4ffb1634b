/* script_region.c - region and now, as a policy sees them: read lazily, nothing copied.
 *
 * region.kilns.K1.char_t is three userdata lookups: each proxy keeps its children (user value 1),
 * the innermost the host's handles, so that a name is searched once per state and option.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/rng.h"
#include "sim/script_internal.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define META_REGION "region"
#define META_LIST "region list"
#define META_ENTITY "region entity"
#define META_NOW "now"

struct proxy {
    size_t option;
    const char *list, *entity; /* kept alive by user values 2 and 3 */
};

static struct policies *policies_of(lua_State *L) { return sandbox_of(L)->policies; }

/* The running call's host; a proxy is of no use outside it. */
static const struct policy_host *host_of(lua_State *L, const struct proxy *p)
{
    const struct policies *all = policies_of(L);
    if (all == NULL || all->host == NULL || p->option != all->at_option)
        script_raise(L, "region is there only while a policy runs");
    return all->host;
}

static size_t count(const char *const *name)
{
    size_t n = 0;
    while (name && name[n])
        n++;
    return n;
}

/* Exact member of a NULL-ended list, else raises m with the nearest. */
static void want_name(lua_State *L, const char *const *name, const char *word, enum msg m,
                      const char *list)
{
    const size_t n = count(name);
    for (size_t i = 0; i < n; i++)
        if (strcmp(name[i], word) == 0)
            return;
    const char *near = diag_nearest(word, name, n);
    script_fail(L, m, near, list ? list : word, list ? word : NULL, NULL);
}

/* --- proxies --------------------------------------------------------------------------------- */

/* New proxy; list (at i, 0: none) and entity (at k) are names on the stack. */
static void push_proxy(lua_State *L, const char *meta, size_t option, int i, int k)
{
    struct proxy *p = lua_newuserdatauv(L, sizeof *p, 3);
    *p = (struct proxy){.option = option};
    lua_newtable(L);
    lua_setiuservalue(L, -2, 1);
    if (i) {
        lua_pushvalue(L, i);
        p->list = lua_tostring(L, -1);
        lua_setiuservalue(L, -2, 2);
    }
    if (k) {
        lua_pushvalue(L, k);
        p->entity = lua_tostring(L, -1);
        lua_setiuservalue(L, -2, 3);
    }
    luaL_setmetatable(L, meta);
}

/* Stack: proxy, key. Pushes what the proxy keeps under the key; true if there is something. */
static bool kept(lua_State *L)
{
    lua_getiuservalue(L, 1, 1);
    lua_pushvalue(L, 2);
    return lua_rawget(L, 3) != LUA_TNIL;
}

/* Keeps the value on the top under the key and returns it. */
static int keep(lua_State *L)
{
    lua_pushvalue(L, 2);
    lua_pushvalue(L, -2);
    lua_rawset(L, 3);
    return 1;
}

static int region_index(lua_State *L)
{
    const struct proxy *p = lua_touserdata(L, 1);
    lua_settop(L, 2);
    if (kept(L))
        return 1;
    const struct policy_host *h = host_of(L, p);
    const char *word = script_tostring(L, 2);
    want_name(L, h->names(h->ctx, NULL), word, MSG_SCRIPT_REGION_LIST, NULL);
    push_proxy(L, META_LIST, p->option, 2, 0);
    return keep(L);
}

static int list_index(lua_State *L)
{
    const struct proxy *p = lua_touserdata(L, 1);
    lua_settop(L, 2);
    if (kept(L))
        return 1;
    const struct policy_host *h = host_of(L, p);
    const char *word = script_tostring(L, 2);
    want_name(L, h->names(h->ctx, p->list), word, MSG_SCRIPT_REGION_ENTITY, p->list);
    lua_getiuservalue(L, 1, 2);
    push_proxy(L, META_ENTITY, p->option, lua_gettop(L), 2);
    return keep(L);
}

/* A handle of the host, or an error with the nearest name. */
static long find(lua_State *L, const struct policy_host *h, const char *list, const char *entity,
                 const char *field, bool to_set)
{
    char hint[128] = "";
    const long handle = h->find(h->ctx, list, entity, field, to_set, hint);
    if (handle >= 0)
        return handle;
    char owner[160];
    snprintf(owner, sizeof owner, "%s%s%s", list, entity ? "." : "", entity ? entity : "");
    script_fail(L, MSG_SCRIPT_REGION_FIELD, hint[0] ? hint : NULL, owner, field, NULL);
}

static int entity_index(lua_State *L)
{
    const struct proxy *p = lua_touserdata(L, 1);
    lua_settop(L, 2);
    const struct policy_host *h = host_of(L, p);
    if (!kept(L)) {
        const long handle = find(L, h, p->list, p->entity, script_tostring(L, 2), false);
        lua_pushinteger(L, handle);
        keep(L);
    }
    lua_pushnumber(L, h->get(h->ctx, (long)lua_tointeger(L, -1)));
    return 1;
}

static int read_only(lua_State *L)
{
    script_fail(L, MSG_SCRIPT_REGION_WRITE, NULL, NULL, NULL, NULL);
}

/* --- pairs ----------------------------------------------------------------------------------- */

/* Upvalues: proxy, list of names, position. */
static int proxy_next(lua_State *L)
{
    const lua_Integer at = lua_tointeger(L, lua_upvalueindex(3)) + 1;
    lua_settop(L, 0);
    if (lua_rawgeti(L, lua_upvalueindex(2), at) == LUA_TNIL)
        return 1;
    lua_pushinteger(L, at);
    lua_replace(L, lua_upvalueindex(3));
    lua_pushvalue(L, 1);
    lua_gettable(L, lua_upvalueindex(1));
    return 2;
}

static int proxy_pairs(lua_State *L)
{
    const struct proxy *p = lua_touserdata(L, 1);
    const struct policy_host *h = host_of(L, p);
    const char *const *name = h->names(h->ctx, p->list);
    lua_settop(L, 1);
    lua_newtable(L);
    for (size_t i = 0; name && name[i]; i++) {
        lua_pushstring(L, name[i]);
        lua_rawseti(L, 2, (lua_Integer)i + 1);
    }
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, proxy_next, 3);
    return 1;
}

/* --- region.set, total, open, close ---------------------------------------------------------- */

/* The host; region.set(...) and region:set(...) both work: a leading proxy is dropped. */
static const struct policy_host *begin(lua_State *L)
{
    struct policies *p = policies_of(L);
    if (luaL_testudata(L, 1, META_REGION))
        lua_remove(L, 1);
    if (p == NULL || p->host == NULL)
        script_raise(L, "region is there only while a policy runs");
    return p->host;
}

/* The handle for the key (top of the stack) kept with this option's region, or 0 and nothing. */
static bool kept_handle(lua_State *L, long *handle)
{
    const struct policies *p = policies_of(L);
    lua_rawgeti(L, LUA_REGISTRYINDEX, p->option[p->at_option].region);
    lua_getiuservalue(L, -1, 2);
    lua_remove(L, -2);
    lua_pushvalue(L, -2);
    const bool found = lua_rawget(L, -2) == LUA_TNUMBER;
    *handle = (long)lua_tointeger(L, -1);
    lua_pop(L, 1); /* leaves the table of handles on the top */
    return found;
}

static long handle_of(lua_State *L, const struct policy_host *h, const char *key, const char *list,
                      const char *entity, const char *field, bool to_set)
{
    long handle;
    lua_pushstring(L, key);
    if (!kept_handle(L, &handle)) {
        handle = find(L, h, list, entity, field, to_set);
        lua_pushvalue(L, -2);
        lua_pushinteger(L, handle);
        lua_rawset(L, -3);
    }
    lua_pop(L, 2);
    return handle;
}

/* region.set("kilns.K1.capacity", 2): names of entities may hold dots, lists and fields not. */
static int region_set(lua_State *L)
{
    const struct policy_host *h = begin(L);
    size_t n;
    const char *path = luaL_checklstring(L, 1, &n);
    const char *first = strchr(path, '.'), *last = strrchr(path, '.');
    if (lua_type(L, 2) != LUA_TNUMBER || !isfinite(lua_tonumber(L, 2)))
        script_fail(L, MSG_SCRIPT_REGION_NUMBER, NULL, path, NULL, NULL);
    if (first == NULL || first == path || last[1] == '\0' || (first != last && last == first + 1))
        script_fail(L, MSG_SCRIPT_REGION_PATH, NULL, path, NULL, NULL);
    const char *list = lua_pushlstring(L, path, (size_t)(first - path));
    const char *entity = NULL;
    if (first != last)
        entity = lua_pushlstring(L, first + 1, (size_t)(last - first - 1));
    lua_pushfstring(L, "set %s", path);
    const long handle = handle_of(L, h, lua_tostring(L, -1), list, entity, last + 1, true);
    if (!h->set(h->ctx, handle, lua_tonumber(L, 2)))
        script_fail(L, MSG_SCRIPT_REGION_RANGE, NULL, path, script_tostring(L, 2), NULL);
    return 0;
}

/* region.total("kilns", "char_t"): all kilns together. */
static int region_total(lua_State *L)
{
    const struct policy_host *h = begin(L);
    const char *list = luaL_checkstring(L, 1), *field = luaL_checkstring(L, 2);
    lua_pushfstring(L, "total %s.%s", list, field);
    const char *key = lua_tostring(L, -1);
    lua_pushnumber(L, h->get(h->ctx, handle_of(L, h, key, list, NULL, field, false)));
    return 1;
}

static int open_or_close(lua_State *L, bool open)
{
    const struct policy_host *h = begin(L);
    const char *list = luaL_checkstring(L, 1), *entity = luaL_checkstring(L, 2);
    char hint[128] = "";
    want_name(L, h->names(h->ctx, NULL), list, MSG_SCRIPT_REGION_LIST, NULL);
    want_name(L, h->names(h->ctx, list), entity, MSG_SCRIPT_REGION_ENTITY, list);
    if (!h->open(h->ctx, list, entity, open, hint))
        script_fail(L, MSG_SCRIPT_REGION_OPEN, NULL, list, entity, hint);
    return 0;
}

static int region_open_entity(lua_State *L) { return open_or_close(L, true); }
static int region_close_entity(lua_State *L) { return open_or_close(L, false); }

void region_push(lua_State *L, size_t option)
{
    static const luaL_Reg method[] = {{"set", region_set},
                                      {"total", region_total},
                                      {"open", region_open_entity},
                                      {"close", region_close_entity},
                                      {NULL, NULL}};
    push_proxy(L, META_REGION, option, 0, 0);
    lua_getiuservalue(L, -1, 1);
    luaL_setfuncs(L, method, 0);
    lua_pop(L, 1);
    lua_newtable(L); /* handles of set and total */
    lua_setiuservalue(L, -2, 2);
}

/* --- now ------------------------------------------------------------------------------------- */

static const char *const now_field[] = {"day", "fiscal_year", "month", "month_index", "year", NULL};

static int now_index(lua_State *L)
{
    const struct policies *p = policies_of(L);
    const char *word = script_tostring(L, 2);
    if (p == NULL || p->now == NULL)
        script_raise(L, "now is there only while a policy runs");
    const lua_Integer value[] = {p->now->day, p->now->fiscal_year, p->now->month,
                                 (lua_Integer)p->now->month_index, p->now->year};
    for (size_t i = 0; now_field[i]; i++)
        if (strcmp(word, now_field[i]) == 0) {
            lua_pushinteger(L, value[i]);
            return 1;
        }
    script_fail(L, MSG_SCRIPT_NOW_FIELD, diag_nearest(word, now_field, count(now_field)), word,
                NULL, NULL);
}

static int now_pairs(lua_State *L)
{
    lua_settop(L, 1);
    lua_newtable(L);
    for (size_t i = 0; now_field[i]; i++) {
        lua_pushstring(L, now_field[i]);
        lua_rawseti(L, 2, (lua_Integer)i + 1);
    }
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, proxy_next, 3);
    return 1;
}

void region_push_now(lua_State *L)
{
    lua_newuserdatauv(L, 1, 0);
    luaL_setmetatable(L, META_NOW);
}

/* --- math.random ----------------------------------------------------------------------------- */

/* The run's own chance: draw 0, 1, ... at (seed, future, policy, POLICY, month). */
static double draw(lua_State *L)
{
    struct policies *p = policies_of(L);
    if (p == NULL || p->now == NULL)
        script_fail(L, MSG_SCRIPT_RANDOM, NULL, NULL, NULL, NULL);
    if (p->draw > UINT16_MAX)
        script_fail(L, MSG_SCRIPT_RANDOM_MANY, NULL, NULL, NULL, NULL);
    double u[2];
    rng_uniform2(p->now->seed, p->now->future, p->key, STREAM_POLICY, p->draw++,
                 p->now->month_index, u);
    return u[0];
}

int script_random(lua_State *L, double (*draw_unit)(lua_State *L), enum msg refused)
{
    const int n = lua_gettop(L);
    if (n == 0) {
        lua_pushnumber(L, draw_unit(L));
        return 1;
    }
    const lua_Integer lo = n == 1 ? 1 : luaL_checkinteger(L, 1);
    const lua_Integer hi = luaL_checkinteger(L, n == 1 ? 1 : 2);
    const lua_Integer max = (lua_Integer)1 << 52;
    if (n > 2 || lo > hi || lo < -max || hi > max || hi - lo >= max)
        script_fail(L, refused, NULL, NULL, NULL, NULL);
    lua_pushinteger(L, lo + (lua_Integer)floor(draw_unit(L) * (double)(hi - lo + 1)));
    return 1;
}

int region_random(lua_State *L) { return script_random(L, draw, MSG_SCRIPT_RANDOM_RANGE); }

/* --- metatables ------------------------------------------------------------------------------ */

static void new_metatable(lua_State *L, const char *name, lua_CFunction index,
                          lua_CFunction go_through)
{
    luaL_newmetatable(L, name);
    lua_pushcfunction(L, index);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, read_only);
    lua_setfield(L, -2, "__newindex");
    if (go_through) {
        lua_pushcfunction(L, go_through);
        lua_setfield(L, -2, "__pairs");
    }
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
}

void region_open(lua_State *L)
{
    new_metatable(L, META_REGION, region_index, proxy_pairs);
    new_metatable(L, META_LIST, list_index, proxy_pairs);
    new_metatable(L, META_ENTITY, entity_index, NULL);
    new_metatable(L, META_NOW, now_index, now_pairs);
}
