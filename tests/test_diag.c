/* test_diag.c - findings: texts, order, duplicates, both languages, the nearest name.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/diag.h"
#include "tests/cmocka_all.h"
#include <stdlib.h>
#include <string.h>

static char printed[8192];

static const char *print(const struct diags *d)
{
    FILE *f = tmpfile();
    assert_non_null(f);
    diag_print(d, f);
    rewind(f);
    const size_t n = fread(printed, 1, sizeof printed - 1, f);
    printed[n] = '\0';
    fclose(f);
    return printed;
}

static void test_lines_are_sorted_and_counted(void **state)
{
    (void)state;
    struct diags d;
    diag_init(&d, LANG_EN);
    diag_add(&d, (struct where){"b.lua", 3, false}, "towns[1]", MSG_OUT_OF_MEMORY, NULL);
    diag_add(&d, (struct where){"a.lua", 21, true}, "kilns[2].x", MSG_DID_YOU_MEAN, "y", NULL);
    diag_add(&d, (struct where){"a.lua", 4, false}, "", MSG_DID_YOU_MEAN, "second", NULL);
    diag_add(&d, (struct where){"a.lua", 4, false}, NULL, MSG_DID_YOU_MEAN, "also", NULL);
    diag_add(&d, (struct where){"a.lua", 0, false}, "whole", MSG_DID_YOU_MEAN, "file", NULL);
    diag_add(&d, (struct where){NULL, 0, false}, "--set", MSG_DID_YOU_MEAN, "line", NULL);
    assert_int_equal(d.n, 6);
    assert_string_equal(print(&d), "--set: Did you mean \"line\"?\n"
                                   "a.lua: whole: Did you mean \"file\"?\n"
                                   "a.lua:4: Did you mean \"second\"?\n"
                                   "a.lua:4: Did you mean \"also\"?\n"
                                   "a.lua:21: (near) kilns[2].x: Did you mean \"y\"?\n"
                                   "b.lua:3: towns[1]: out of memory\n"
                                   "6 faults, nothing written.\n");
    diag_free(&d);
    assert_int_equal(d.n, 0);
    assert_string_equal(print(&d), "");
}

static void test_equal_findings_are_kept_once(void **state)
{
    (void)state;
    struct diags d;
    diag_init(&d, LANG_EN);
    char file[] = "a.lua", path[] = "x", arg[] = "y";
    for (int i = 0; i < 3; i++) {
        diag_add(&d, (struct where){file, 1, false}, path, MSG_DID_YOU_MEAN, arg, NULL);
    }
    file[0] = path[0] = arg[0] = '?'; /* all strings were copied */
    assert_int_equal(d.n, 1);
    assert_string_equal(print(&d), "a.lua:1: x: Did you mean \"y\"?\n1 fault, nothing written.\n");
    diag_add(&d, (struct where){"a.lua", 2, false}, "x", MSG_DID_YOU_MEAN, "y", NULL);
    diag_add(&d, (struct where){"a.lua", 1, false}, "z", MSG_DID_YOU_MEAN, "y", NULL);
    diag_add(&d, (struct where){NULL, 1, false}, "x", MSG_DID_YOU_MEAN, "y", NULL);
    assert_int_equal(d.n, 4);
    diag_free(&d);
}

static void test_japanese(void **state)
{
    (void)state;
    struct diags d;
    diag_init(&d, LANG_JA);
    diag_add(&d, (struct where){"a.lua", 1, true}, "towns[1].area", MSG_UNITS_DIMENSION, "1500 kg",
             "質量", "面積", "1500 ha", NULL);
    assert_string_equal(
        print(&d), "a.lua:1: （この付近） towns[1].area: 「1500 kg」は質量です。面積を「1500 ha」の"
                   "ように書いてください\n誤りが 1 件あります。何も書き込んでいません。\n");
    diag_free(&d);
}

static void test_templates(void **state)
{
    (void)state;
    char buf[256];
    assert_string_equal(diag_format(buf, sizeof buf, LANG_EN, MSG_UNITS_DIMENSION, "1500 kg",
                                    "mass", "area", "1500 ha", NULL),
                        "\"1500 kg\" is a mass; an area is wanted, e.g. \"1500 ha\"");
    /* An argument that is not given leaves a gap, braces in arguments are left alone. */
    assert_string_equal(diag_format(buf, sizeof buf, LANG_EN, MSG_DID_YOU_MEAN, NULL),
                        "Did you mean \"\"?");
    assert_string_equal(diag_format(buf, sizeof buf, LANG_EN, MSG_DID_YOU_MEAN, "{0}{", NULL),
                        "Did you mean \"{0}{\"?");
}

/* Every prefix length: the buffer ends in a zero and never inside a character. */
static void test_short_buffers_cut_between_characters(void **state)
{
    (void)state;
    char whole[256];
    diag_format(whole, sizeof whole, LANG_JA, MSG_DID_YOU_MEAN, "美幌", NULL);
    for (size_t size = 1; size <= strlen(whole) + 1; size++) {
        char buf[256];
        memset(buf, 'x', sizeof buf);
        diag_format(buf, size, LANG_JA, MSG_DID_YOU_MEAN, "美幌", NULL);
        const size_t n = strlen(buf);
        assert_true(n < size && n + 4 > size); /* at most three bytes of a character are lost */
        assert_memory_equal(buf, whole, n);
        assert_true(((unsigned char)whole[n] & 0xC0) != 0x80);
    }
}

static void test_long_arguments(void **state)
{
    (void)state;
    static char big[10000];
    memset(big, 'a', sizeof big - 1);
    struct diags d;
    diag_init(&d, LANG_EN);
    diag_add(&d, (struct where){"a.lua", 1, false}, "x", MSG_DID_YOU_MEAN, big, NULL);
    assert_int_equal(d.n, 1);
    assert_true(strlen(d.item[0].text) > 1000);
    diag_free(&d);
}

static void test_every_message_has_both_languages(void **state)
{
    (void)state;
    for (int m = 0; m < N_MSG; m++) {
        const char *en = diag_text((enum msg)m, LANG_EN), *ja = diag_text((enum msg)m, LANG_JA);
        assert_true(en != NULL && ja != NULL && *en != '\0' && *ja != '\0');
        for (char digit = '0'; digit <= '9'; digit++) {
            const char plain[] = {'{', digit, '}', '\0'}, with_a[] = {'{', 'a', digit, '}', '\0'};
            const bool in_en = strstr(en, plain) != NULL || strstr(en, with_a) != NULL;
            if (in_en != (strstr(ja, plain) != NULL)) {
                print_message("note: {%c} is in only one language of: %s\n", digit, en);
            }
        }
    }
}

static void test_nearest(void **state)
{
    (void)state;
    static const char *const field[] = {"capacity", "town", "type", "opens", "area", "美幌", "kg"};
    const size_t n = sizeof field / sizeof *field;
    assert_string_equal(diag_nearest("capcity", field, n), "capacity");
    assert_string_equal(diag_nearest("capactiy", field, n), "capacity"); /* swapped pair: 1 */
    assert_string_equal(diag_nearest("Capacity", field, n), "capacity");
    assert_string_equal(diag_nearest("tonw", field, n), "town");
    assert_string_equal(diag_nearest("美帆", field, n), "美幌");
    assert_string_equal(diag_nearest("KG", field, n), "kg");
    assert_null(diag_nearest("zzzzzz", field, n));
    assert_null(diag_nearest("tipi", field, n)); /* two changes in four letters: too far */
    assert_null(diag_nearest("x", field, n));
    assert_null(diag_nearest("", field, n));
    assert_null(diag_nearest("capcity", NULL, 0));
    static const char *const near[] = {"kilns", "kiln"};
    assert_string_equal(diag_nearest("kiln", near, 2), "kiln"); /* the nearer wins, not the first */
    char word[400];
    memset(word, 'a', sizeof word - 1);
    word[399] = '\0';
    const char *const long_one[] = {word};
    assert_null(diag_nearest("aaaaaaaa", long_one, 1));
    assert_null(diag_nearest(word, field, n));
}

static void test_language_of_the_environment(void **state)
{
    (void)state;
    unsetenv("LC_ALL");
    unsetenv("LC_MESSAGES");
    unsetenv("LANG");
    assert_int_equal(diag_lang_default(), LANG_EN);
    setenv("LANG", "ja_JP.UTF-8", 1);
    assert_int_equal(diag_lang_default(), LANG_JA);
    setenv("LC_MESSAGES", "en_GB.UTF-8", 1);
    assert_int_equal(diag_lang_default(), LANG_EN);
    setenv("LC_ALL", "ja", 1);
    assert_int_equal(diag_lang_default(), LANG_JA);
    setenv("LC_ALL", "", 1);
    assert_int_equal(diag_lang_default(), LANG_EN);
    unsetenv("LC_ALL");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_are_sorted_and_counted),
        cmocka_unit_test(test_equal_findings_are_kept_once),
        cmocka_unit_test(test_japanese),
        cmocka_unit_test(test_templates),
        cmocka_unit_test(test_short_buffers_cut_between_characters),
        cmocka_unit_test(test_long_arguments),
        cmocka_unit_test(test_every_message_has_both_languages),
        cmocka_unit_test(test_nearest),
        cmocka_unit_test(test_language_of_the_environment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
