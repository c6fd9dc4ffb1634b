/* test_json_read.c - JSON as a list of nodes: what is in it, what is refused and where, memory that
 * fails. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/json_read.h"
#include "sim/mem.h"
#include "tests/cmocka_all.h"
#include <string.h>

static void test_nodes(void **state)
{
    struct json_doc d;
    (void)state;
    assert_true(
        json_read(&d, "\xef\xbb\xbf {\"a\": [1, -2.5e3], \"b\\\"\": {}, \"c\": \"x\", \"d\": null, "
                      "\"e\":true}\n"));
    const size_t a = json_get(&d, 0, "a");
    assert_int_equal(d.node[0].kind, JSON_OBJECT);
    assert_int_equal(d.node[0].n, 5);
    assert_int_equal(d.node[0].next, d.n);
    assert_int_equal(d.node[a].kind, JSON_ARRAY);
    assert_int_equal(d.node[a].n, 2);
    assert_true(d.node[a + 1].number == 1.0 && d.node[a + 2].number == -2500.0);
    assert_int_equal(d.node[a].next, a + 3);
    assert_true(json_is(&d, json_get(&d, 0, "c"), "x"));
    assert_false(json_is(&d, json_get(&d, 0, "c"), "xy"));
    assert_int_equal(d.node[json_get(&d, 0, "d")].kind, JSON_NULL);
    assert_int_equal(d.node[json_get(&d, 0, "e")].kind, JSON_BOOL);
    assert_true(json_get(&d, 0, "b") == SIZE_MAX);
    assert_true(json_get(&d, a, "a") == SIZE_MAX);
    json_free(&d);
}

static void test_refused(void **state)
{
    static const char *const bad[] = {
        "",      "\n",   "{",   "[1,]",       "[1 2]",    "{\"a\"}",  "{\"a\":}",
        "{a:1}", "[1]]", "\"x", "\"\\",       "\"a\tb\"", "nul",      "NaN",
        "-inf",  "inf",  "+1",  ".5",         "1.",       "0x10",     "-",
        "[1]x",  "{,}",  "[,]", "{\"a\":1,}", "tru",      "\"\\\n\"", "--1",
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct json_doc d;
        if (json_read(&d, bad[i]))
            fail_msg("\"%s\" was taken", bad[i]);
        assert_true(d.line >= 1);
        json_free(&d);
    }
    struct json_doc d;
    assert_false(json_read(&d, "{\n\"a\": 1,\n\"b\": ?\n}"));
    assert_int_equal(d.line, 3);
    json_free(&d);
}

static void test_depth(void **state)
{
    struct json_doc d;
    char text[256] = "";
    (void)state;
    memset(text, '[', 64);
    memset(text + 64, ']', 64);
    assert_true(json_read(&d, text));
    json_free(&d);
    memset(text, '[', 65);
    memset(text + 65, ']', 65);
    assert_false(json_read(&d, text));
    json_free(&d);
}

static void test_memory(void **state)
{
    (void)state;
    for (unsigned long n = 1; n < 20; n++) {
        struct json_doc d;
        mem_fail_at(n, true);
        const bool good = json_read(&d, "[1,2,3,4,5,6,7,8,9,[10,11,12,13,14,15,16,17,18,19,20]]");
        mem_fail_at(0, false);
        assert_true(good || d.line == 0);
        json_free(&d);
        if (good) {
            assert_true(n > 1);
            return;
        }
    }
    fail_msg("it never succeeds");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nodes),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
