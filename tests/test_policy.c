/* test_policy.c - policies run by run: what they see, what they may keep, how they fail.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"
#include "sim/script.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- a small region --------------------------------------------------------------------------- */

enum { BACKLOG, CAPACITY, TOTAL, N_HANDLE };
struct world {
    double value[N_HANDLE];
    int finds, opened, closed;
};

static long find(void *ctx, const char *list, const char *entity, const char *field, bool to_set,
                 char hint[128])
{
    struct world *w = ctx;
    w->finds++;
    if (strcmp(list, "kilns") == 0 && entity == NULL && strcmp(field, "char_t") == 0)
        return TOTAL;
    if (strcmp(list, "kilns") == 0 && entity && strcmp(field, "backlog_t") == 0 && !to_set)
        return BACKLOG;
    if (strcmp(list, "kilns") == 0 && entity && strcmp(field, "capacity") == 0)
        return CAPACITY;
    snprintf(hint, 128, "%s", "backlog_t");
    return -1;
}
static double get(void *ctx, long h) { return ((struct world *)ctx)->value[h]; }
static bool set(void *ctx, long h, double v)
{
    if (v > 100)
        return false;
    ((struct world *)ctx)->value[h] = v;
    return true;
}
static bool open_entity(void *ctx, const char *list, const char *entity, bool open, char hint[128])
{
    struct world *w = ctx;
    (void)list;
    if (strcmp(entity, "K2") != 0) {
        snprintf(hint, 128, "its opens is no j.by_policy");
        return false;
    }
    w->opened += open;
    w->closed += !open;
    return true;
}
static const char *const *names(void *ctx, const char *list)
{
    static const char *const lists[] = {"kilns", "towns", NULL};
    static const char *const kilns[] = {"Bihoro.sealed_batch.1", "K1", "K2", NULL};
    static const char *const none[] = {NULL};
    (void)ctx;
    return list == NULL ? lists : strcmp(list, "kilns") == 0 ? kilns : none;
}

/* --- a script, its policies, one call --------------------------------------------------------- */

struct bench {
    struct script *script;
    struct policies *p;
    struct world world;
    struct policy_host host;
    struct policy_now now;
    char err[256];
};

/* Loads a script whose text stands between "local j = ..." and the end. */
static void load(struct bench *b, const char *text)
{
    char path[] = "build/tests/policy-XXXXXX";
    mkdir("build", 0777);
    mkdir("build/tests", 0777);
    const int fd = mkstemp(path);
    assert_true(fd >= 0);
    FILE *f = fdopen(fd, "w");
    fprintf(f, "local j = require 'junkan'\n%s\n", text);
    fclose(f);
    struct diags d;
    diag_init(&d, LANG_EN);
    *b = (struct bench){.now = {2027, 4, 30, 2027, 12, false, 7, 3}};
    b->script = script_load(path, NULL, &d);
    if (b->script == NULL)
        diag_print(&d, stderr);
    assert_non_null(b->script);
    diag_free(&d);
    unlink(path);
}

static void begin(struct bench *b, const char *text)
{
    load(b, text);
    b->host = (struct policy_host){&b->world, find, get, set, open_entity, names};
    b->p = policies_new(b->script, b->err);
    if (b->p == NULL)
        fprintf(stderr, "%s\n", b->err);
    assert_non_null(b->p);
}

static bool run(struct bench *b, size_t option, size_t slot)
{
    return policies_run(b->p, option, slot, &b->now, &b->host, b->err);
}

static void end(struct bench *b)
{
    policies_free(b->p);
    script_free(b->script);
}

static void expect_error(const char *text, const char *part)
{
    struct bench b;
    begin(&b, text);
    const bool ok = run(&b, 0, 0);
    if (ok || strstr(b.err, part) == NULL)
        fprintf(stderr, "got \"%s\", wanted \"%s\"\n", b.err, part);
    assert_false(ok);
    assert_non_null(strstr(b.err, part));
    end(&b);
}

/* --- tests
 * ---------------------------------------------------------------------------------------- */

static void test_reads_and_orders(void **state)
{
    (void)state;
    struct bench b;
    begin(&b,
          "return j.scenario { policy = function(now, region, memory)\n"
          "  local k = region.kilns.K1\n"
          "  if now.month == 4 and now.year == 2027 and now.fiscal_year == 2027 and\n"
          "     now.month_index == 12 and now.day == 30 and k.backlog_t > 50 then\n"
          "    region.open('kilns', 'K2'); region.close('kilns', 'K2') end\n"
          "  region.set('kilns.Bihoro.sealed_batch.1.capacity', region.total('kilns', 'char_t'))\n"
          "  local seen = ''\n"
          "  for name, list in pairs(region) do seen = seen .. name .. ' ' end\n"
          "  for name, kiln in pairs(region.kilns) do seen = seen .. name .. '=' .. kiln.backlog_t "
          ".. ' ' end\n"
          "  for name in pairs(now) do seen = seen .. name .. ' ' end\n"
          "  assert(seen == 'kilns towns Bihoro.sealed_batch.1=60.0 K1=60.0 K2=60.0 '..\n"
          "    'day fiscal_year month month_index year ', seen)\n"
          "end }");
    b.world.value[BACKLOG] = 60;
    b.world.value[TOTAL] = 42;
    assert_int_equal(policies_count(b.script, 0), 1);
    if (!run(&b, 0, 0))
        fprintf(stderr, "%s\n", b.err);
    assert_string_equal(b.err, "");
    assert_int_equal(b.world.opened, 1);
    assert_int_equal(b.world.closed, 1);
    assert_true(b.world.value[CAPACITY] == 42.0);
    const int finds = b.world.finds;
    assert_true(run(&b, 0, 1));
    assert_int_equal(b.world.finds, finds); /* handles are found once */
    end(&b);
}

static void test_memory_is_the_runs_own(void **state)
{
    (void)state;
    struct bench b;
    begin(&b, "return j.scenario { policies = { { run = function(now, region, memory)\n"
              "  memory.n = (memory.n or 0) + 1; memory.list = memory.list or {}\n"
              "  memory.list[#memory.list + 1] = now.month\n"
              "  region.set('kilns.K1.capacity', memory.n * 10 + #memory.list) end } } }");
    for (int k = 1; k <= 3; k++)
        assert_true(run(&b, 0, 5));
    assert_true(b.world.value[CAPACITY] == 33.0);
    assert_true(run(&b, 0, 6));
    assert_true(b.world.value[CAPACITY] == 11.0);
    policies_reset(b.p, 5);
    assert_true(run(&b, 0, 5));
    assert_true(b.world.value[CAPACITY] == 11.0);
    end(&b);
}

static void test_random_by_address(void **state)
{
    (void)state;
    const char *text =
        "local function two(now, region) region.set('kilns.K1.capacity', math.random());\n"
        "  local n = math.random(6); assert(n >= 1 and n <= 6)\n"
        "  local m = math.random(-3, 3); assert(m >= -3 and m <= 3) end\n"
        "return j.scenario { policies = { { run = two } } }";
    struct bench a, b;
    begin(&a, text);
    begin(&b, text);
    assert_true(run(&a, 0, 0));
    b.now.month_index = 11;
    assert_true(run(&b, 0, 3)); /* another month first */
    const double other = b.world.value[CAPACITY];
    b.now.month_index = 12;
    assert_true(run(&b, 0, 4));
    assert_true(a.world.value[CAPACITY] == b.world.value[CAPACITY]);
    assert_true(other != b.world.value[CAPACITY]);
    b.now.future = 4;
    assert_true(run(&b, 0, 4));
    assert_true(a.world.value[CAPACITY] != b.world.value[CAPACITY]);
    end(&a);
    end(&b);
}

static void test_kept_state_is_named_and_undone(void **state)
{
    (void)state;
    struct bench b;
    begin(&b,
          "local count, deep = 0, { a = { n = 1 } }\n"
          "local function bump() deep.a.n = deep.a.n + 1 end\n"
          "return j.compare { options = {\n"
          " { 'u', j.scenario { policy = function(now, region) \n"
          "   region.set('kilns.K1.capacity', count); count = count + 1 end } },\n"
          " { 'd', j.scenario { policy = function(now, region) \n"
          "   region.set('kilns.K1.capacity', deep.a.n); bump() end } },\n"
          " { 'g', j.scenario { policy = function() seen = 1 end } },\n"
          " { 'm', j.scenario { policy = function() setmetatable(deep, { __index = {} }) end } },\n"
          " { 'n', j.scenario { policy = function() deep.new = true end } },\n"
          " { 'r', j.scenario { policy = function(now, region) deep = region end } },\n"
          " { 'k', j.scenario { policy = function() assert(deep.a.n == 1 and count == 0) end } },\n"
          "} }");
    static const char *const part[] = {"keeps state in \"count\"",   "keeps state in \"deep.a\"",
                                       "writes the global \"seen\"", "keeps state in \"deep\"",
                                       "keeps state in \"deep\"",    "keeps state in \"deep\""};
    for (size_t round = 0; round < 2; round++)
        for (size_t o = 0; o < 6; o++) {
            b.world.value[CAPACITY] = -1;
            assert_false(run(&b, o, 0));
            if (strstr(b.err, part[o]) == NULL)
                fprintf(stderr, "got \"%s\"\n", b.err);
            assert_non_null(strstr(b.err, part[o]));
            if (o < 2) /* the next run sees what the first saw */
                assert_true(b.world.value[CAPACITY] == (o == 0 ? 0.0 : 1.0));
            assert_true(run(&b, 6, 0));
        }
    end(&b);
}

static void test_globals_reached_deep(void **state)
{
    (void)state;
    expect_error("T = { n = 1 }\nreturn j.scenario { policy = function() T.n = 2 end }",
                 "keeps state in \"_G.T\"");
}

static void test_refusals(void **state)
{
    (void)state;
#define POLICY(body) "return j.scenario { policy = function(now, region, memory) " body " end }"
    static const struct {
        const char *text, *part;
    } c[] = {
        {POLICY("memory.f = print"), "keeps a function in memory"},
        {POLICY("memory.r = region"), "keeps a userdata in memory"},
        {POLICY("memory[true] = 1"), "key that is no text or number"},
        {POLICY("memory.t = setmetatable({}, {})"), "metatable"},
        {POLICY("memory.t = memory"), "contains itself"},
        {POLICY("for i = 1, 1e5 do memory[i] = i end"), "more than 1 MB"},
        {POLICY("while true do end"), "too many instructions"},
        {POLICY("while true do pcall(function() while true do end end) end"), "too many instr"},
        {POLICY("local s = 'x' while true do s = s .. s end"), "too much memory"},
        {POLICY("local t = {} for i = 1, 1e8 do t[i] = {} end"), "too "},
        {POLICY("string.x = 1"), "\"string\" belongs to the language"},
        {POLICY("rawset(string, 'x', 1)"), "\"string\" belongs to the language"},
        {POLICY("require 'junkan'"), "not available inside a policy"},
        {POLICY("j.csv 'x.csv'"), "not available inside a policy"},
        {POLICY("print(1)"), "not available inside a policy"},
        {POLICY("region.x = 1"), "region.set, region.open and region.close"},
        {POLICY("region.kilns.K1.capacity = 1"), "region.set, region.open and region.close"},
        {POLICY("local x = region.kiln"), "no \"kiln\". Did you mean \"kilns\"?"},
        {POLICY("local x = region.kilns.K3.backlog_t"), "no \"K3\". Did you mean"},
        {POLICY("local x = region.kilns.K1.backlog"), "Did you mean \"backlog_t\"?"},
        {POLICY("region.set('kilns.K1.capacity', 1000)"), "outside the field's range"},
        {POLICY("region.set('kilns.K1.capacity', '2 t')"), "wants a number"},
        {POLICY("region.set('capacity', 2)"), "is no path"},
        {POLICY("region.set('kilns.K1.', 2)"), "is no path"},
        {POLICY("region.open('kilns', 'K1')"), "its opens is no j.by_policy"},
        {POLICY("region.open('kilns', 'K7')"), "no \"K7\""},
        {POLICY("local x = now.moth"), "now has no \"moth\". Did you mean \"month\"?"},
        {POLICY("math.random(0)"), "math.random wants"},
        {POLICY("for i = 1, 1e6 do math.random() end"), "more than 65536 random"},
        {POLICY("error({})"), "error without a message"},
        {POLICY("error('plain')"), "plain"},
        {POLICY("local x = nil + 1"), "arithmetic on a nil"},
        {POLICY("local function f() return f() + 1 end f()"), "too much memory"},
    };
    for (size_t i = 0; i < sizeof c / sizeof *c; i++)
        expect_error(c[i].text, c[i].part);
}

static void test_reach_is_bounded(void **state)
{
    (void)state;
    static const char *const build[] = {"for i = 1, 100000 do t = { t } end",
                                        "for i = 1, 200000 do t[i] = i end"};
    for (size_t i = 0; i < 2; i++) {
        char text[256];
        snprintf(text, sizeof text,
                 "local t = {}\n%s\nreturn j.scenario { policy = function() return t end }",
                 build[i]);
        struct bench b;
        load(&b, text);
        assert_null(policies_new(b.script, b.err));
        assert_non_null(strstr(b.err, "policies[1] reaches more than"));
        script_free(b.script);
    }
}

static void test_yearly(void **state)
{
    (void)state;
    struct bench b;
    begin(&b,
          "return j.scenario { policies = {\n"
          "  { when = 'year', run = function(now, region) region.open('kilns', 'K2') end },\n"
          "  { when = 'month', run = function(now, region) region.close('kilns', 'K2') end } } }");
    assert_int_equal(policies_count(b.script, 0), 2);
    assert_int_equal(policies_count(b.script, 1), 0);
    assert_true(run(&b, 0, 0));
    assert_int_equal(b.world.opened, 0);
    b.now.year_end = true;
    assert_true(run(&b, 0, 0));
    assert_int_equal(b.world.opened, 1);
    assert_int_equal(b.world.closed, 2);
    end(&b);
}

/* What one run may do must not depend on the runs before it in the same state. */
static void test_no_trace_of_other_runs(void **state)
{
    (void)state;
    const char *text = "local rate = { low = 1, high = 2 }\n"
                       "return j.scenario { policy = function(now, region, memory)\n"
                       "  memory.x = (memory.x or 0) + math.random() * rate.high\n"
                       "  if memory.x > 3 then rate.high = 9 end\n"
                       "  region.set('kilns.K1.capacity', memory.x) end }";
    struct bench a, b;
    begin(&a, text);
    begin(&b, text);
    double first[16];
    for (size_t s = 0; s < 16; s++) {
        a.now.future = (uint32_t)s;
        first[s] = run(&a, 0, s) ? a.world.value[CAPACITY] : -1;
    }
    for (size_t k = 16; k > 0; k--) {
        b.now.future = (uint32_t)k - 1;
        for (int again = 0; again < 4; again++) { /* some fail on the way */
            policies_reset(b.p, 40);
            run(&b, 0, 40);
            run(&b, 0, 40);
            run(&b, 0, 40);
        }
        const double v = run(&b, 0, k - 1) ? b.world.value[CAPACITY] : -1;
        assert_true(v == first[k - 1]);
    }
    end(&a);
    end(&b);
}

int main(void)
{
    const struct CMUnitTest test[] = {
        cmocka_unit_test(test_reads_and_orders),
        cmocka_unit_test(test_memory_is_the_runs_own),
        cmocka_unit_test(test_random_by_address),
        cmocka_unit_test(test_kept_state_is_named_and_undone),
        cmocka_unit_test(test_globals_reached_deep),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_reach_is_bounded),
        cmocka_unit_test(test_yearly),
        cmocka_unit_test(test_no_trace_of_other_runs),
    };
    return cmocka_run_group_tests_name("policy", test, NULL, NULL);
}
