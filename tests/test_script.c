/* test_script.c - a Lua file to nodes: lines, identities, merging, files, limits.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"
#include "sim/mem.h"
#include "sim/script.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- scripts in a folder of their own --------------------------------------------------------- */

#define FOLDER "build/tests/script"

static void put(const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, FOLDER "/%s", name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static int make_folder(void **state)
{
    (void)state;
    static const char *const dir[] = {"build", "build/tests", FOLDER, FOLDER "/data",
                                      FOLDER "/other"};
    for (size_t i = 0; i < sizeof dir / sizeof *dir; i++)
        mkdir(dir[i], 0777);
    return 0;
}

static struct script *load(const char *name, const struct script_options *o, struct diags *d)
{
    char path[256];
    snprintf(path, sizeof path, FOLDER "/%s", name);
    diag_init(d, LANG_EN);
    return script_load(path, o, d);
}

/* Loads text as "main.lua"; it must be free of faults. */
static struct script *load_text(const char *text, const struct script_options *o)
{
    struct diags d;
    put("main.lua", text);
    struct script *s = load("main.lua", o, &d);
    if (s == NULL)
        diag_print(&d, stderr);
    assert_non_null(s);
    diag_free(&d);
    return s;
}

/* The node at a path of keys and 1-based indices, e.g. "kilns.2.capacity". */
static const struct node *at(const struct node *n, const char *path)
{
    char key[64];
    while (*path && n) {
        const size_t len = strcspn(path, "/");
        snprintf(key, sizeof key, "%.*s", (int)len, path);
        path += len + (path[len] == '/');
        const long i = strtol(key, NULL, 10);
        if (n->kind == NODE_LIST)
            n = i >= 1 && (size_t)i <= n->n ? &n->item[i - 1] : NULL;
        else
            n = node_get(n, key);
    }
    if (n == NULL)
        fprintf(stderr, "nothing at %s\n", key);
    assert_non_null(n);
    return n;
}

static void expect_line(const struct node *root, const char *path, const char *file, int line,
                        bool near)
{
    const struct node *n = at(root, path);
    if (n->at.line != line || strcmp(n->at.file, file) != 0 || n->at.near_line != near)
        fprintf(stderr, "%s: %s:%d%s\n", path, n->at.file, n->at.line,
                n->at.near_line ? " near" : "");
    assert_string_equal(n->at.file, file);
    assert_int_equal(n->at.line, line);
    assert_int_equal(n->at.near_line, near);
}

/* --- lines and identities
 * --------------------------------------------------------------------------- */

static const char base_text[] =
    "local j = require 'junkan' -- { not a table\n"
    "local d = j.normal(2, 1)\n"
    "--[==[ { neither } ]==]\n"
    "local function kiln(name)\n"
    "  return { name = name, town = 'Bihoro',\n"
    "    capacity = d }\n"
    "end\n"
    "local towns = {}\n"
    "for i = 1, 2 do\n"
    "  towns[#towns + 1] = { name = 'T' .. i,\n"
    "    note = [[ { a\n"
    "long } string ]], area = 3 }\n"
    "end\n"
    "return j.scenario {\n"
    "  towns = towns, years = 5,\n"
    "  kilns = { kiln 'K1', kiln('K2'),\n"
    "    { name = 'K3', ['town'] = \"Bihoro\\\n\",\n"
    "      crew = { load = 1; unload = 2 }, capacity = j.normal(2, 1) },\n"
    "  },\n"
    "  policy = function(now) local t = { 1, { 2 } } return t end,\n"
    "  price = j.series { ['2026'] = 1,\n"
    "    [2027] = 2 },\n"
    "  [1 == 1 and 'computed' or ''] = { 7 },\n"
    "}\n";

static void test_lines(void **state)
{
    (void)state;
    struct script *s = load_text(base_text, NULL);
    const struct node *r = script_root(s);
    expect_line(r, "years", "main.lua", 15, false);
    expect_line(r, "towns", "main.lua", 15, false);
    expect_line(r, "towns/2", "main.lua", 10, false);
    expect_line(r, "towns/2/note", "main.lua", 11, false);
    expect_line(r, "towns/1/area", "main.lua", 12, false);
    expect_line(r, "kilns/1", "main.lua", 16, false);
    expect_line(r, "kilns/2/name", "main.lua", 5, false);
    expect_line(r, "kilns/2/capacity", "main.lua", 6, false);
    expect_line(r, "kilns/2/capacity/args/1", "main.lua", 6, false);
    expect_line(r, "kilns/3/town", "main.lua", 17, false);
    expect_line(r, "kilns/3/crew/unload", "main.lua", 19, false);
    expect_line(r, "policy", "main.lua", 21, false);
    expect_line(r, "price/values/2027", "main.lua", 23, false);
    expect_line(r, "computed/1", "main.lua", 24, false);
    assert_string_equal(at(r, "kilns/3/crew/load")->path, "kilns[3].crew.load");
    assert_string_equal(at(r, "kilns/3/crew/load")->key, "load");
    script_free(s);
}

static void test_computed_lines_are_near(void **state)
{
    (void)state;
    struct script *s = load_text("local j = require 'junkan'\n"
                                 "local t = {}\n"
                                 "t.years = 5\n"
                                 "t.name = 'x'\n"
                                 "return j.scenario(t)\n",
                                 NULL);
    expect_line(script_root(s), "years", "main.lua", 2, true);
    script_free(s);
}

static void test_identities(void **state)
{
    (void)state;
    struct script *s = load_text(base_text, NULL), *again = load_text(base_text, NULL);
    const struct node *r = script_root(s);
    const uint32_t shared = at(r, "kilns/1/capacity")->identity;
    assert_true(shared > 0);
    assert_int_equal(at(r, "kilns/2/capacity")->identity, shared);
    assert_int_not_equal(at(r, "kilns/3/capacity")->identity, shared);
    assert_int_equal(at(r, "years")->identity, 0);
    assert_int_equal(at(script_root(again), "kilns/3/capacity")->identity,
                     at(r, "kilns/3/capacity")->identity);
    script_free(s);
    script_free(again);
}

/* --- values
 * ------------------------------------------------------------------------------------------- */

static void test_constructors(void **state)
{
    (void)state;
    struct script *s =
        load_text("local j = require 'junkan'\n"
                  "return j.scenario { a = j.pert { lo = 1, hi = '3 t', mode = 2 },\n"
                  " b = j.each(j.uniform { 1, 2 }), c = j.discrete({ 1, 2 }, { 3, 4 }),\n"
                  " d = j.empirical { 5, 6, 7 }, e = j.empirical(5), f = j.by_policy,\n"
                  " g = j.series { [2026] = 1, ['2027-04'] = '2 yen', interpolate = 'linear',\n"
                  "   times = j.lognormal(1, 0.1) }, h = j.beta(1, 2, 0, 5), i = true,\n"
                  " k = j.discrete { values = { 1 }, weights = { 2 } } }",
                  NULL);
    const struct node *r = script_root(s);
    assert_int_equal(r->kind, NODE_TAG);
    assert_string_equal(r->text, "scenario");
    assert_string_equal(at(r, "a")->text, "dist");
    assert_string_equal(at(r, "a/kind")->text, "pert");
    assert_true(at(r, "a/args/1")->number == 1.0 && at(r, "a/args/2")->number == 2.0);
    assert_string_equal(at(r, "a/args/3")->text, "3 t");
    assert_string_equal(at(r, "b")->text, "each");
    assert_string_equal(at(r, "b/of/kind")->text, "uniform");
    assert_true(at(r, "c/weights/2")->number == 4.0 && at(r, "c/values/1")->number == 1.0);
    assert_int_equal(at(r, "d/args")->n, 3);
    assert_int_equal(at(r, "e/args")->n, 1);
    assert_string_equal(at(r, "f")->text, "by_policy");
    assert_true(at(r, "g/values/2026")->number == 1.0);
    assert_string_equal(at(r, "g/values/2027-04")->text, "2 yen");
    assert_string_equal(at(r, "g/interpolate")->text, "linear");
    assert_string_equal(at(r, "g/times/kind")->text, "lognormal");
    assert_int_equal(at(r, "h/args")->n, 4);
    assert_int_equal(at(r, "i")->kind, NODE_BOOL);
    assert_int_equal(at(r, "k/weights")->n, 1);
    script_free(s);
}

static const char merge_text[] =
    "local j = require 'junkan'\n"
    "local cap = j.normal(2, 1)\n"
    "local base = j.scenario {\n"
    "  towns = { { name = 'A', area = 1 }, { name = 'B', area = 2 } }, years = 5, nested = true,\n"
    "  kilns = { { name = 'K1', town = 'A', capacity = cap, crew = { load = 1, fire = 2 } },\n"
    "            { name = 'K2', town = 'B' } },\n"
    "  labour = { { town = 'A', kind = 'b_type', heads = 1 }, { town = 'A', kind = 'b_type', heads "
    "= 2 },\n"
    "             { town = 'A', kind = 'b_type', heads = 3 }, { town = 'B', kind = 'b_type', heads "
    "= 4 } },\n"
    "  biomass = { S1 = { town = 'A', area = 1 }, S2 = { town = 'B', area = 2 } },\n"
    "  metrics = { 'a', 'b' } }\n"
    "local changed = base:with {\n"
    "  years = 6, nested = false, metrics = { 'c' },\n"
    "  towns = { B = { area = 9 } },\n"
    "  kilns = { K1 = { crew = { load = 7 },\n"
    "    capacity = 3 }, K2 = false, { name = 'K3', town = 'A' } },\n"
    "  labour = { ['A.b_type.2'] = { heads = 22 }, ['A.b_type.1'] = false },\n"
    "  biomass = { S2 = { area = 8 }, S3 = { town = 'A', area = 3 }, S1 = false },\n"
    "}\n"
    "return j.compare { options = { { 'today', base }, { 'changed', changed } }, baseline = "
    "'changed' }";

static void test_merge(void **state)
{
    (void)state;
    struct script *s = load_text(merge_text, NULL);
    const struct node *a = at(script_root(s), "options/1/scenario");
    const struct node *b = at(script_root(s), "options/2/scenario");
    assert_string_equal(at(script_root(s), "options/2/name")->text, "changed");
    assert_string_equal(at(script_root(s), "baseline")->text, "changed");
    /* the base is untouched */
    assert_true(at(a, "years")->number == 5.0 && at(a, "towns/2/area")->number == 2.0);
    assert_int_equal(at(a, "kilns")->n, 2);
    assert_int_equal(at(a, "labour")->n, 4);
    assert_null(node_get(at(a, "labour/1"), "name"));
    assert_true(at(a, "kilns/1/crew/load")->number == 1.0);
    /* merged by name, deep by key, values whole */
    assert_true(at(b, "years")->number == 6.0 && at(b, "nested")->number == 0.0);
    assert_int_equal(at(b, "metrics")->n, 1);
    assert_true(at(b, "towns/1/area")->number == 1.0 && at(b, "towns/2/area")->number == 9.0);
    assert_int_equal(at(b, "kilns")->n, 2);
    assert_true(at(b, "kilns/1/crew/load")->number == 7.0);
    assert_true(at(b, "kilns/1/crew/fire")->number == 2.0);
    assert_int_equal(at(b, "kilns/1/capacity")->kind, NODE_NUMBER);
    assert_string_equal(at(b, "kilns/2/name")->text, "K3");
    /* what is left of a numbered group keeps its numbers; other groups stay unnamed */
    assert_int_equal(at(b, "labour")->n, 3);
    assert_string_equal(at(b, "labour/1/name")->text, "A.b_type.2");
    assert_true(at(b, "labour/1/heads")->number == 22.0);
    assert_string_equal(at(b, "labour/2/name")->text, "A.b_type.3");
    assert_null(node_get(at(b, "labour/3"), "name"));
    assert_int_equal(at(b, "biomass")->n, 2);
    assert_true(at(b, "biomass/S2/area")->number == 8.0);
    assert_true(at(b, "biomass/S3/area")->number == 3.0);
    /* lines: what changed, and what did not */
    expect_line(b, "kilns/1/crew/load", "main.lua", 14, false);
    expect_line(b, "kilns/1/crew/fire", "main.lua", 5, false);
    expect_line(b, "kilns/1/capacity", "main.lua", 15, false);
    expect_line(b, "kilns/1/town", "main.lua", 5, false);
    expect_line(b, "years", "main.lua", 12, false);
    script_free(s);
}

static void test_compare_map(void **state)
{
    (void)state;
    struct script *s =
        load_text("local j = require 'junkan'\nlocal b = j.scenario { years = 5 }\n"
                  "return j.compare { replicates = 8, options = { zulu = b, alpha = b } }",
                  NULL);
    const struct node *r = script_root(s);
    assert_string_equal(at(r, "options/1/name")->text, "alpha");
    assert_string_equal(at(r, "options/2/name")->text, "zulu");
    assert_string_equal(at(r, "baseline")->text, "alpha");
    assert_int_equal(at(r, "options/1/scenario")->identity, at(r, "options/2/scenario")->identity);
    assert_true(at(r, "replicates")->number == 8.0);
    script_free(s);
}

/* --- files
 * ------------------------------------------------------------------------------------------------
 */

static void test_files(void **state)
{
    (void)state;
    put("data/towns.csv", "\xEF\xBB\xBFname,pop,code,note\r\n\"Bi\"\"ho\nro\",18697,01543,\r\n\r\n"
                          "Kitami,\"18,697\",-1.5e3,\"\"\r\nOzora,0.25,.5,0x10");
    put("part.lua",
        "local j = require 'junkan'\nreturn {\n  rows = j.csv('./data//towns.csv') }\n");
    put("other/far.lua", "return { 1, 2 }\n");
    const char *const dir[] = {FOLDER "/other"};
    const char *const option[] = {"n=7", "flag=true", "word=a=b"};
    const struct script_options o = {dir, 1, option, 3};
    struct script *s = load_text("local j = require 'junkan'\nlocal p = require 'part'\n"
                                 "assert(p == require 'part')\n"
                                 "return j.scenario { rows = p.rows, far = require 'far',\n"
                                 "  n = j.option('n', 1) + 1, flag = j.option('flag', false),\n"
                                 "  word = j.option('word'), other = j.option('other', 3) }",
                                 &o);
    const struct node *r = script_root(s);
    assert_int_equal(at(r, "rows")->n, 3);
    assert_string_equal(at(r, "rows/1/name")->text, "Bi\"ho\nro");
    assert_true(at(r, "rows/1/pop")->number == 18697.0);
    assert_string_equal(at(r, "rows/1/code")->text, "01543");
    assert_null(node_get(at(r, "rows/1"), "note"));
    assert_string_equal(at(r, "rows/2/pop")->text, "18,697");
    assert_true(at(r, "rows/2/code")->number == -1500.0);
    assert_string_equal(at(r, "rows/3/code")->text, ".5");
    assert_string_equal(at(r, "rows/3/note")->text, "0x10");
    expect_line(r, "rows/2/pop", "data/towns.csv", 5, false);
    expect_line(r, "far/2", "far.lua", 1, false);
    assert_true(at(r, "n")->number == 8.0 && at(r, "flag")->number == 1.0);
    assert_string_equal(at(r, "word")->text, "a=b");
    assert_true(at(r, "other")->number == 3.0);
    size_t n;
    const struct script_file *f = script_files(s, &n);
    assert_int_equal(n, 4);
    static const char *const name[] = {"main.lua", "data/towns.csv", "far.lua", "part.lua"};
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(f[i].name, name[i]);
    assert_int_equal(strlen(f[2].text), f[2].size);
    script_free(s);
}

static void expect_fault(const char *text, const char *part)
{
    struct diags d;
    put("main.lua", text);
    struct script *s = load("main.lua", NULL, &d);
    assert_null(s);
    assert_true(d.n >= 1);
    if (strstr(d.item[0].text, part) == NULL)
        diag_print(&d, stderr);
    assert_non_null(strstr(d.item[0].text, part));
    diag_free(&d);
}

static void test_links_do_not_lead_out(void **state)
{
    (void)state;
    put("other/secret.csv", "a\n1\n");
    unlink(FOLDER "/inner/secret.csv");
    unlink(FOLDER "/inner/far");
    mkdir(FOLDER "/inner", 0777);
    assert_int_equal(symlink("../other/secret.csv", FOLDER "/inner/secret.csv"), 0);
    assert_int_equal(symlink("../other", FOLDER "/inner/far"), 0);
    put("inner/main.lua", "return require('junkan').csv('secret.csv')");
    struct diags d;
    assert_null(load("inner/main.lua", NULL, &d));
    assert_non_null(strstr(d.item[0].text, "lies outside"));
    diag_free(&d);
    put("inner/main.lua", "return require('junkan').csv('far/secret.csv')");
    assert_null(load("inner/main.lua", NULL, &d));
    assert_non_null(strstr(d.item[0].text, "lies outside"));
    diag_free(&d);
    expect_fault("return require('junkan').csv('inner/../other/secret.csv')", "returns a");
    expect_fault("return require('junkan').csv('data')", "no file");
    expect_fault("return require('junkan').csv('/etc/passwd')", "lies outside");
    expect_fault("return require '\\0'", "no file");
}

static void test_options_are_checked(void **state)
{
    (void)state;
    struct diags d;
    const char *const option[] = {"years=x", "reach=1"};
    const struct script_options wrong = {NULL, 0, option, 1}, unused = {NULL, 0, option + 1, 1};
    put("main.lua",
        "local j = require 'junkan'\nreturn j.scenario { years = j.option('years', 5) }");
    assert_null(load("main.lua", &wrong, &d));
    assert_non_null(strstr(d.item[0].text, "must be a number"));
    diag_free(&d);
    assert_null(load("main.lua", &unused, &d));
    assert_non_null(strstr(d.item[0].text, "never asks for --option reach"));
    diag_free(&d);
}

/* --- the sandbox
 * --------------------------------------------------------------------------------------------- */

static void test_same_text_whatever_the_seed(void **state)
{
    (void)state;
    const char *text =
        "local j = require 'junkan'\nlocal t = { [3] = 1, [1] = 1, [2.5] = 1, [-1] = 1 }\n"
        "for i = 1, 40 do t['k' .. i] = i end\nlocal s = ''\n"
        "for k in pairs(t) do s = s .. k .. ' ' end\n"
        "local u = {}\nfor i = 1, 500 do u[i] = { i, (i * 7919) % 13 } end\n"
        "table.sort(u, function(a, b) return a[2] < b[2] end)\n"
        "for _, v in ipairs(u) do s = s .. v[1] .. ',' end\n"
        "s = s .. tostring(t) .. tostring(print) .. ('%s %10s'):format(t, print)\n"
        "return j.scenario { name = s }";
    struct script *a = load_text(text, NULL), *b = load_text(text, NULL);
    const char *name = at(script_root(a), "name")->text;
    assert_string_equal(name, at(script_root(b), "name")->text);
    assert_int_equal(strncmp(name, "-1 1 2.5 3 k1 k10 k11 ", 22), 0);
    assert_non_null(strstr(name, "13,26,39,")); /* stable */
    assert_non_null(strstr(name, "tablefunctiontable   function"));
    script_free(a);
    script_free(b);
}

static void test_nothing_leads_out(void **state)
{
    (void)state;
    static const struct {
        const char *text, *part;
    } c[] = {
        {"setmetatable({}, { __gc = print })", "__gc"},
        {"setmetatable({}, { __mode = 'k' })", "__mode"},
        {"setmetatable(string, {})", "cannot be changed"},
        {"getmetatable('').__index.rep = 1", "attempt to index"},
        {"rawset(_G, 'pairs', 1)", "belongs to the language"},
        {"_G.pairs = nil", "belongs to the language"},
        {"_ENV.os.time()", "not available"},
        {"_ENV = {} ; print(1)", "call a nil value"},
        {"string.dump(print)", "has no \"dump\""},
        {"debug.getinfo(1)", "not available"},
        {"load('return 1')", "not available"},
        {"coroutine.wrap(print)", "not available"},
        {"collectgarbage()", "not available"},
        {"package.loaded.os = 1", "not available"},
        {"(''):format('%p')", "returns nothing"},
        {"return ('%p'):format({})", "format is not available"},
        {"return ('%-10p'):format({})", "format is not available"},
        {"return ('x'):rep(1e10)", "too much memory"},
        {"return ('x'):rep(-1) .. ('') :rep(1e18)", "returns a string"},
        {"return table.concat({}, 'x', 1, 1e18)", "too many instructions"},
        {"return table.move({}, 1, 1e17, 2)", "too many instructions"},
        {"return table.unpack({}, 1, 1e8)", "too many"},
        {"local t = setmetatable({}, { __index = function(t, k) return t[k + 1] end }) return t[1]",
         "overflow"},
        {"string.x = 1", "belongs to the language"},
        {"require('junkan').scenario = nil", "belongs to the language"},
        {"error()", "error value is a nil"},
        {"error(setmetatable({}, { __tostring = error }))", "error value is a table"},
        {"return 1 < {}", "attempt to compare"},
    };
    for (size_t i = 0; i < sizeof c / sizeof *c; i++)
        expect_fault(c[i].text, c[i].part);
}

static void test_what_scripts_may_do(void **state)
{
    (void)state;
    script_free(load_text(
        "local j = require 'junkan'\n"
        "function helper(x) return x * 2 end\n" /* a global of the script's own */
        "helped = helper(4)\n"
        "helped = helped + 1\n"
        "local ok, e = pcall(error, 'x'); assert(not ok and e == 'x')\n"
        "local class = {}; class.__index = class\n"
        "local o = setmetatable({}, class); class.f = function() return 9 end; assert(o.f() == 9)\n"
        "assert(('  a b '):match('^%s*(.-)%s*$') == 'a b')\n"
        "assert(('a,b'):gsub(',', ';') == 'a;b' and ('x'):upper() == 'X' and #('ab') == 2)\n"
        "assert(table.concat({ 1, 2 }, ' ') == '1 2' and select('#', table.unpack { 1, 2, 3 }) == "
        "3)\n"
        "local t = { 3, 1, 2 }; table.sort(t); assert(t[1] == 1 and t[3] == 3)\n"
        "table.insert(t, 1, 0); assert(table.remove(t) == 3 and #t == 3)\n"
        "assert(math.floor(2.5) == 2 and math.max(1, 2) == 2 and utf8.len('美幌') == 2)\n"
        "assert(rawget(t, 1) == 0 and rawlen(t) == 3)\n"
        "return j.scenario { years = helped }",
        NULL));
}

static void test_globals_are_strict(void **state)
{
    (void)state;
    expect_fault("local x = next_one", "no variable \"next_one\"");
    expect_fault("count = 1; local x = cuont", "Did you mean \"count\"?");
}

/* Every allocation of ours may fail: no crash, no leak, one fault or a script. */
static void test_allocation_faults(void **state)
{
    (void)state;
    put("main.lua", merge_text);
    for (unsigned long n = 1; n < 100000; n += 1 + n / 20) {
        struct diags d;
        diag_init(&d, LANG_EN);
        mem_fail_at(0, false);
        const unsigned long before = mem_count();
        mem_fail_at(n, false);
        struct script *s = script_load(FOLDER "/main.lua", NULL, &d);
        const bool done = s != NULL && mem_count() - before < n;
        mem_fail_at(0, false);
        assert_true(s != NULL || d.n > 0);
        script_free(s);
        diag_free(&d);
        if (done)
            return;
    }
    fail();
}

int main(void)
{
    const struct CMUnitTest test[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_computed_lines_are_near),
        cmocka_unit_test(test_identities),
        cmocka_unit_test(test_constructors),
        cmocka_unit_test(test_merge),
        cmocka_unit_test(test_compare_map),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_links_do_not_lead_out),
        cmocka_unit_test(test_options_are_checked),
        cmocka_unit_test(test_same_text_whatever_the_seed),
        cmocka_unit_test(test_nothing_leads_out),
        cmocka_unit_test(test_what_scripts_may_do),
        cmocka_unit_test(test_globals_are_strict),
        cmocka_unit_test(test_allocation_faults),
    };
    return cmocka_run_group_tests_name("script", test, make_folder, NULL);
}
