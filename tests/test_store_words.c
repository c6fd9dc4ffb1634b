/* test_store_words.c - the headline and the diff, in words, English and Japanese.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define _DEFAULT_SOURCE /* mkdtemp */
#include "sim/store_text.h"
#include "tests/folder.h"
#include "tests/synthetic.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static int setup(void **state)
{
    (void)state;
    return !folder_make("build/tests/store_XXXXXX");
}

static char *headline(const char *path, enum lang lang)
{
    struct diags d;
    struct reader *r;
    char *text = NULL;
    size_t n;
    diag_init(&d, lang);
    assert_int_equal(reader_open(&r, path, &d), ERR_OK);
    FILE *f = open_memstream(&text, &n);
    reader_headline(r, lang, f);
    fclose(f);
    reader_close(r);
    diag_free(&d);
    return text;
}

static void says(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) {
        fail_msg("\"%s\" is missing in:\n%s", part, text);
    }
}

static void test_headline(void **state)
{
    (void)state;
    struct synthetic *s = syn_new();
    struct diags d;
    diag_init(&d, LANG_EN);
    s->fail = true;
    assert_int_equal(syn_run(s, in(0, "h.h5"), false, false, &d), ERR_OK);
    char *en = headline(in(0, "h.h5"), LANG_EN), *ja = headline(in(0, "h.h5"), LANG_JA);
    says(en, "synthetic · 1 town · 2.5 years by day · 3 options · 20 futures\n");
    says(en, "biochar (t/y)");
    says(en, "against today");
    /* by an independent calculation (NumPy's quantile, SciPy's t) over the 19 whole futures */
    says(en, "  one a year                  88        80 – 95          +20.1      +19.5 – +20.6    "
             "  100 %\n");
    says(en, "  one a year                  98       90 – 105          +20.1      +19.5 – +20.6    "
             "    0 %\n");
    says(en, "chance + inputs");
    says(en, "set aside: 1 of 60; futures left out of all options: 1\n");
    says(en, "books closed to 5e-14 · results ");
    says(en, "defaults used: 2 (assumptions: 1; junkan params --used ");
    says(ja, "バイオ炭 (t/年)");
    says(ja, "「today」との差");
    says(ja, "偶然＋入力");
    free(en);
    free(ja);

    struct synthetic *one = syn_new(); /* a plain scenario */
    one->r.n_option = 1;
    one->r.comparison = false;
    for (size_t i = 0; i < SYN_RUN; i++) {
        one->run[i] = (struct run_id){0, (uint32_t)i % 20, (uint32_t)i / 20};
    }
    assert_int_equal(syn_run(one, in(1, "i.h5"), false, false, &d), ERR_OK);
    en = headline(in(1, "i.h5"), LANG_EN);
    says(en, "synthetic · 1 town · 2.5 years by day · 60 futures\n");
    says(en, "  t/y\n");
    assert_null(strstr(en, "against"));
    free(en);
    diag_free(&d);
    free(s);
    free(one);
}

/* A heading that has no room beside its columns keeps its words and its unit, on a line of its own.
 */
static void test_long_heading(void **state)
{
    (void)state;
    struct synthetic *s = syn_new();
    struct diags d;
    diag_init(&d, LANG_EN);
    for (size_t v = 0; v < SYN_VAR; v++)
        if (strcmp(s->var[v].name, "kpi.kiln.char_t") == 0)
            s->var[v].en = "carbon dioxide removed by char in soil, net of what was emitted for it";
    assert_int_equal(syn_run(s, in(2, "m.h5"), false, false, &d), ERR_OK);
    char *en = headline(in(2, "m.h5"), LANG_EN);
    says(en, "\ncarbon dioxide removed by char in soil, net of what was emitted for it (t/y)\n  ");
    free(en);
    diag_free(&d);
    free(s);
}

/* What is 0 but for rounding reads as 0; small numbers have a true minus too. */
static void test_numbers(void **state)
{
    (void)state;
    char buf[TEXT_NUMBER];
    assert_string_equal(text_number(buf, -2.1e-16, 0.01, false), "0.00");
    assert_string_equal(text_number(buf, -2.1e-16, 1e-17, false), "−2.10e-16");
    assert_string_equal(text_number(buf, 3e-9, 1e-10, true), "+3.00e-09");
}

static void test_diff(void **state)
{
    (void)state;
    struct synthetic *s = syn_new(), *t = syn_new();
    struct diags d;
    char *text = NULL;
    size_t n;
    const char *params[15], *files[2] = {"bihoro.lua", "local j = require \"junkan\"\nreturn 2\n"};
    memcpy(params, syn_params, sizeof params);
    params[1] = "2.0";
    t->table[0].cell = params;
    t->table[1].cell = files;
    t->r.digest = "ffffffffffffffffffffffffffffffff";
    t->r.what_changed = "script bihoro.lua 99112233445566778899aabbccddeeff\nseed 1\nprogram 0.1";
    t->r.version = "junkan 0.2\nlua 5.4";
    t->fail = true;
    diag_init(&d, LANG_EN);
    assert_int_equal(syn_run(s, in(0, "k.h5"), false, false, &d), ERR_OK);
    assert_int_equal(syn_run(t, in(1, "l.h5"), false, false, &d), ERR_OK);
    FILE *f = open_memstream(&text, &n);
    assert_int_equal(store_diff(in(0, "k.h5"), in(0, "k.h5"), LANG_EN, f, &d), ERR_OK);
    fflush(f);
    says(text, "identical");
    assert_int_equal(store_diff(in(0, "k.h5"), in(1, "l.h5"), LANG_EN, f, &d), ERR_FAILED);
    fclose(f);
    says(text, "script bihoro.lua changed\n");
    says(text, "program or libraries: junkan changed from 0.1 to 0.2\n");
    says(text, "params kilns.K1.capacity: value was 1.5, is 2.0\n");
    says(text,
         "files bihoro.lua: text differs from line 2 on: \"return 循環\" became \"return 2\"");
    says(text, "kpi.kiln.char_t [one a year]: ");
    assert_null(strstr(text, "labour.A.hours"));
    free(text);
    diag_free(&d);
    free(s);
    free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_headline),
                                       cmocka_unit_test(test_long_heading),
                                       cmocka_unit_test(test_numbers), cmocka_unit_test(test_diff)};
    return cmocka_run_group_tests(tests, setup, folder_drop);
}
