/* script_csv.c - j.csv: a table of text as a list of rows, each a table by the header's names.
 *
 * RFC 4180 in UTF-8 (with or without a byte order mark), line ends LF or CRLF. A cell that is
 * plainly a number becomes one; "01543" (a code), "18,697" and dates stay text; an empty cell is
 * absent. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/script_internal.h"
#include <string.h>

struct csv {
    lua_State *L;
    const struct source *src;
    const char *p, *end;
    int line;
    bool quoted; /* the cell just read */
};

static __attribute__((noreturn)) void csv_fail(struct csv *c, int line, enum msg m, const char *a)
{
    const char *const arg[3] = {a, NULL, NULL};
    script_fail_at(c->L, (struct where){c->src->name, line, false}, m, NULL, arg);
}

/* Pushes the next cell; returns what ended it: ',', '\n', or 0 at the end of the file. */
static char cell(struct csv *c)
{
    luaL_Buffer b;
    luaL_buffinit(c->L, &b);
    const int from = c->line;
    c->quoted = c->p < c->end && *c->p == '"';
    if (c->quoted) {
        for (c->p++;; c->p++) {
            if (c->p >= c->end)
                csv_fail(c, from, MSG_SCRIPT_CSV_QUOTE, NULL);
            if (*c->p == '"' && c->p + 1 < c->end && c->p[1] == '"')
                c->p++;
            else if (*c->p == '"')
                break;
            c->line += *c->p == '\n';
            luaL_addchar(&b, *c->p);
        }
        c->p++;
        if (c->p < c->end && *c->p != ',' && *c->p != '\n' && *c->p != '\r')
            csv_fail(c, c->line, MSG_SCRIPT_CSV_QUOTE, NULL);
    } else {
        const char *begin = c->p;
        while (c->p < c->end && *c->p != ',' && *c->p != '\n' && *c->p != '\r')
            c->p++;
        luaL_addlstring(&b, begin, (size_t)(c->p - begin));
    }
    luaL_pushresult(&b);
    if (c->p >= c->end)
        return 0;
    if (*c->p == ',') {
        c->p++;
        return ',';
    }
    if (*c->p == '\r' && c->p + 1 < c->end && c->p[1] == '\n')
        c->p++;
    c->p++;
    c->line++;
    return '\n';
}

static const char *digits(const char *p)
{
    while (*p >= '0' && *p <= '9')
        p++;
    return p;
}

/* -12, 0.5, 1e-3; not 012, .5, 0x1F or 1,000. */
static bool plain_number(const char *s)
{
    const char *p = *s == '-' ? s + 1 : s;
    const char *whole = p;
    p = digits(p);
    if (p == whole || (*whole == '0' && p > whole + 1))
        return false;
    if (*p == '.') {
        const char *after = digits(p + 1);
        if (after == p + 1)
            return false;
        p = after;
    }
    if (*p == 'e' || *p == 'E') {
        p += p[1] == '+' || p[1] == '-' ? 2 : 1;
        const char *after = digits(p);
        if (after == p)
            return false;
        p = after;
    }
    return *p == '\0';
}

/* Turns the text on the top into a number, or an empty cell into nil. */
static void interpret(struct csv *c)
{
    size_t n;
    const char *s = lua_tolstring(c->L, -1, &n);
    if (n == 0) {
        lua_pop(c->L, 1);
        lua_pushnil(c->L);
    } else if (strlen(s) == n && plain_number(s) && lua_stringtonumber(c->L, s) != 0) {
        lua_remove(c->L, -2);
    }
}

/* Reads the header: a list of names at the top of the stack. */
static int header(struct csv *c)
{
    lua_newtable(c->L);
    int n = 0;
    char stop = ',';
    while (stop == ',') {
        stop = cell(c);
        if (lua_rawlen(c->L, -1) == 0)
            csv_fail(c, 1, MSG_SCRIPT_CSV_HEADER, NULL);
        for (int i = 1; i <= n; i++) {
            lua_rawgeti(c->L, -2, i);
            if (lua_rawequal(c->L, -1, -2))
                csv_fail(c, 1, MSG_SCRIPT_CSV_TWICE, lua_tostring(c->L, -1));
            lua_pop(c->L, 1);
        }
        lua_rawseti(c->L, -2, ++n);
    }
    return n;
}

/* One line into a new table on the top; false (and nothing pushed) for an empty line. */
static bool row(struct csv *c, int names, int n)
{
    const int line = c->line;
    lua_createtable(c->L, 0, n);
    char stop = ',';
    int i = 0;
    for (; stop == ','; i++) {
        stop = cell(c);
        if (i == 0 && stop != ',' && !c->quoted && lua_rawlen(c->L, -1) == 0) {
            lua_pop(c->L, 2);
            return false;
        }
        if (i >= n)
            csv_fail(c, line, MSG_SCRIPT_CSV_CELLS, NULL);
        interpret(c);
        lua_rawgeti(c->L, names, i + 1);
        lua_insert(c->L, -2);
        lua_rawset(c->L, -3);
    }
    if (i < n)
        csv_fail(c, line, MSG_SCRIPT_CSV_CELLS, NULL);
    if (sandbox_of(c->L)->diags)
        script_place_line(c->L, -1, (size_t)(c->src - sandbox_of(c->L)->script->source), line);
    return true;
}

int script_csv(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1);
    lua_settop(L, 1);
    if (sandbox_of(L)->in_policy)
        script_fail(L, MSG_SCRIPT_NOT_IN_POLICY, NULL, "j.csv", NULL, NULL);
    const struct source *src = script_read(L, name, false);
    struct csv c = {.L = L, .src = src, .p = src->text, .end = src->text + src->size, .line = 1};
    const int n = header(&c);
    const int names = lua_gettop(L);
    lua_newtable(L);
    for (lua_Integer k = 1; c.p < c.end;) {
        sandbox_charge(L, (uint64_t)n);
        if (row(&c, names, n))
            lua_rawseti(L, -2, k++);
    }
    return 1;
}
