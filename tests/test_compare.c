/* test_compare.c - what a comparison says beyond paired differences: the file's variables, the
 * headline's words, the layout, units, and faults of memory.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/compare_cases.h"

/* Wanted numbers by hand, or by an independent calculation in exact fractions. */
static void test_file(void **state)
{
    (void)state;
    struct synthetic *s = syn_new();
    s->r.contrast = &asked;
    make(s, in("a.h5"));
    const double sd = sqrt(20.0 / 19.0), nan = (double)NAN; /* sd: of the signs +-1 */
    const double t = 109.5, y = 3009.5;                     /* means of today */
    /* [metric][option]: char, then yen */
    WANT("effect", nan, 5.0 / sd, 0.0, nan, 5.0 / sd, (double)INFINITY);
    WANT("common_gain", nan, 404.125, 1588.5, nan, 533.0 / 288.0, (double)INFINITY);
    WANT("risk", 101.9, 111.8, 101.9, 3017.1, 3375.2, 3167.1);
    WANT("shortfall", 100.5, 109.0, 100.0, 3018.5, 3378.0, 3168.5);
    WANT("regret_mean", 10.0, 0.0, 10.0, 0.0, 300.0, 150.0);
    WANT("best_share", 0.0, 1.0, 0.0, 1.0, 0.0, 0.0);
    /* all at once spreads char without moving its mean: the second order is against it */
    WANT("dominance", nan, 2.0, -1.0, nan, -2.0, -2.0);
    WANT("ratio", y / t, (y + 300.0) / (t + 10.0), (y + 150.0) / t, t / y, (t + 10.0) / (y + 300.0),
         t / (y + 150.0));
    /* all at once: as much char, so a yen per tonne more of it has no meaning */
    WANT("ratio_difference", nan, 30.0, nan, nan, 1.0 / 30.0, 0.0);
    WANT("weight", 2.0, 1.0);
    WANT("weight_score", 1.0 / 3.0, 2.0 / 3.0, 0.5 / 3.0);
    double share[3];
    read_var(path, "weight_share", share, 3);
    assert_close(share[0], 0.5, 0.02); /* of 10,000 draws: four standard errors */
    assert_close(share[0] + share[1], 1.0, 1e-12);
    assert_true(share[2] == 0.0);
    free(s);
}

/* One future less: replicate 2 of point 1 (i = 7) failed in one option and counts in none. */
static void test_failed_run(void **state)
{
    (void)state;
    struct synthetic *s = syn_new();
    s->r.contrast = &asked;
    s->fail = true;
    make(s, in("f.h5"));
    const double nan = (double)NAN, t = 2083.0 / 19.0, y = 57183.0 / 19.0, more = 188.0 / 19.0;
    WANT("regret_mean", more, 0.0, 189.0 / 19.0, 0.0, 30.0 * more, 150.0);
    WANT("risk", 101.8, 111.6, 101.8, 3017.2, 3375.4, 3167.2);
    WANT("ratio", y / t, (y + 30.0 * more) / (t + more), (y + 150.0) / (t - 1.0 / 19.0), t / y,
         (t + more) / (y + 30.0 * more), (t - 1.0 / 19.0) / (y + 150.0));
    WANT("ratio_difference", nan, 30.0, nan, nan, 1.0 / 30.0, -1.0 / 2850.0);
    free(s);
}

/* Nothing is left to compare: no number, but a file. */
static void test_all_failed(void **state)
{
    (void)state;
    struct synthetic *s = syn_new();
    s->r.contrast = &asked;
    all_fail = true;
    make(s, in("x.h5"));
    all_fail = false;
    const double nan = (double)NAN;
    WANT("effect", nan, nan, nan, nan, nan, nan);
    WANT("common_gain", nan, nan, nan, nan, nan, nan);
    WANT("regret_mean", nan, nan, nan, nan, nan, nan);
    WANT("dominance", nan, nan, nan, nan, nan, nan);
    WANT("ratio", nan, nan, nan, nan, nan, nan);
    WANT("weight_score", nan, nan, nan);
    WANT("weight_share", nan, nan, nan);
    char *en = headline(path, LANG_EN);
    assert_null(strstr(en, "d_z"));
    free(en);
    free(s);
}

/* The file's intervals are those of contrast_ratio() over whole futures, by points, the study's
 * seed, 1,000 resamples, 90 %. */
static void test_interval(void **state)
{
    (void)state;
    double above[20], below[20], lo[6], hi[6];
    uint32_t group[20];
    struct contrast_ratio want;
    for (uint32_t i = 0; i < 20; i++) {
        const struct run_id id = {1, i / 5, i % 5};
        above[i] = yen_of(id);
        below[i] = char_of(id);
        group[i] = i / 5;
    }
    assert_true(contrast_ratio(above, below, group, 20, 0.9, 1000, asked.seed, &want));
    read_var(in("a.h5"), "ratio_lo", lo, 6);
    read_var(path, "ratio_hi", hi, 6);
    assert_true(lo[1] == want.lo && hi[1] == want.hi && want.lo < want.value);
    read_var(path, "ratio_difference_lo", lo, 6);
    read_var(path, "ratio_difference_hi", hi, 6);
    assert_true(lo[5] < 0.0 && hi[5] > 0.0 && isnan(lo[2]) && isnan(hi[0]));
}

static void test_words(void **state)
{
    (void)state;
    char *en = headline(in("a.h5"), LANG_EN), *ja = headline(path, LANG_JA);
    says(en,
         "biochar (t/y)          effect d_z  worst 1 in 10  mean beyond  mean regret  best in\n");
    says(en,
         "  today                                      102          101         10.0      0 %\n");
    says(en, "  one a year                +4.87            112          109          0.0    100 %  "
             "dominates\n");
    says(en, "  all at once                0.00            102          100         10.0      0 %  "
             "dominated (2nd)\n");
    says(en, "  one a year                +4.87          3 375        3 378          300      0 %  "
             "dominated\n");
    says(en, "the first figure's intervals would take 404 or more times as many runs\n");
    says(en, "  one a year              27.7    26.6 – 28.9            30.0    30.0 – 30.0\n");
    says(en, "  all at once             28.9    27.6 – 30.2        withheld\n"
             "  withheld: the 90 % interval of what is divided by (biochar) spans zero\n");
    says(en, "weights kiln.char_t 2 · money.town_yen 1\n");
    says(en, "  one a year            0.67");
    says(ja, "劣後（二次）\n");
    says(ja, "404 倍以上");
    says(ja, "示さない：割る側（バイオ炭）の 90 % 区間が 0 をまたぐため\n");
    says(ja, "無作為な重みで 1 位\n");
    for (const char *line = en, *end; *line; line = end + 1) { /* what is new fits a screen */
        char one[1024];
        end = strchr(line, '\n');
        snprintf(one, sizeof one, "%.*s", (int)(end - line), line);
        if (strncmp(one, "intervals:", 10) == 0)
            break;
        if (text_width(one) > 100)
            fail_msg("%zu columns: %s", text_width(one), one);
    }
    free(en);
    free(ja);
}

/* Against the best option the others make less: 30 yen are saved for each tonne not made. */
static void test_fewer(void **state)
{
    (void)state;
    struct synthetic *s = syn_new();
    s->r.contrast = &asked;
    s->r.baseline = 1;
    make(s, in("l.h5"));
    char *en = headline(path, LANG_EN), *ja = headline(path, LANG_JA);
    says(en, "  today: biochar falls, so its added ratio is per unit less\n");
    says(ja, "  today：「バイオ炭」が減るため");
    free(en);
    free(ja);
    free(s);
}

/* What no option changes stands in the first table only. */
static void test_same(void **state)
{
    (void)state;
    static const char *const metric[] = {"kiln.char_t", "draw.kilns.K1.yield"};
    struct synthetic *s = syn_new();
    s->r.metric = metric;
    make(s, in("q.h5"));
    char *en = headline(path, LANG_EN);
    says(en, "drawn yield  ");
    assert_null(strstr(strstr(en, "d_z"), "drawn yield  "));
    says(en, "biochar (t/y)  effect d_z");
    free(en);
    free(s);
}

/* Neither ratios nor weights: their variables and tables are not there; a neutral figure has an
 * effect but neither risk nor regret. */
static void test_without(void **state)
{
    (void)state;
    struct synthetic *s = syn_new();
    s->var[0].better = 0;
    make(s, in("w.h5"));
    const double nan = (double)NAN, sd = sqrt(20.0 / 19.0);
    WANT("effect", nan, 5.0 / sd, 0.0, nan, 5.0 / sd, (double)INFINITY);
    WANT("risk", nan, nan, nan, 3017.1, 3375.2, 3167.1);
    WANT("dominance", nan, nan, nan, nan, -2.0, -2.0);
    assert_false(has_var(path, "ratio"));
    assert_false(has_var(path, "weight_score"));
    char *en = headline(path, LANG_EN);
    assert_null(strstr(en, "ratio"));
    assert_null(strstr(en, "weights"));
    free(en);
    free(s);
}

/* One option: no table beside the plain one, but its ratios. */
static void test_single(void **state)
{
    (void)state;
    struct synthetic *s = syn_new();
    static const struct contrast_info one = {two_ratios, 1, NULL, NULL, 0, 7};
    s->r.n_option = 1;
    s->r.comparison = false;
    s->r.contrast = &one;
    s->r.n_run = SYN_RUN / SYN_OPTION;
    s->r.n_batch = 2;
    for (uint32_t i = 0; i < s->r.n_run; i++)
        s->run[i] = (struct run_id){0, i / SYN_REPLICATE, i % SYN_REPLICATE};
    make(s, in("s.h5"));
    WANT("ratio", 3009.5 / 109.5);
    assert_false(has_var(path, "effect"));
    assert_false(has_var(path, "ratio_difference"));
    char *en = headline(path, LANG_EN);
    says(en, "cost of a tonne (yen/t)");
    says(en, "27.");
    assert_null(strstr(en, "d_z"));
    free(en);
    free(s);
}

/* --- contracts ------------------------------------------------------------------------------- */

static void test_layout(void **state)
{
    (void)state;
    struct reader *r = opened(in("a.h5"));
    const struct contrast_info *x = reader_results(r)->contrast;
    assert_non_null(x);
    assert_int_equal(x->n_ratio, 2);
    assert_string_equal(x->ratio[1].name, "char per yen");
    assert_string_equal(x->ratio[1].numerator, "kiln.char_t");
    assert_string_equal(x->ratio[1].denominator, "money.town_yen");
    assert_int_equal(x->n_weight, 2);
    assert_string_equal(x->weighed[1], "money.town_yen");
    assert_true(x->weight[0] == 2.0 && x->weight[1] == 1.0 && x->seed == 7);
    struct store_bytes b = {0};
    results_put(&b, reader_results(r));
    struct arena *a = arena_new();
    struct results back;
    struct store_cursor c = {b.p, b.n, false};
    assert_true(results_get(&c, a, &back) && c.left == 0);
    for (size_t n = 0; n < b.n; n++) { /* cut short anywhere */
        struct store_cursor cut = {b.p, n, false};
        assert_false(results_get(&cut, a, &back));
    }
    arena_free(a);
    bytes_free(&b);
    reader_close(r);
}

static void test_units(void **state)
{
    (void)state;
    static const char *const of[][3] = {{"yen year-1", "t year-1", "yen t-1"},
                                        {"yen year-1", "t", "yen year-1 t-1"},
                                        {"yen year-1", "year-1", "yen"},
                                        {"yen year-1", "m3 year-1", "yen m-3"},
                                        {"year-1", "h year-1", "h-1"},
                                        {"t year-1", "t year-1", "1"},
                                        {"t", "t", "1"},
                                        {"h day-1", "person day-1", "h day-1 person-1 day"},
                                        {"t km year-1", "t year-1", "t km t-1"},
                                        {"1", "1", "1"}};
    for (size_t i = 0; i < COUNT_OF(of); i++) {
        struct var var[2] = {{.name = "kpi.a.x", .unit = of[i][0]},
                             {.name = "kpi.a.y", .unit = of[i][1]}};
        const struct results r = {.var = var, .n_var = 2};
        const struct ratio_info q = {"q", "a.x", "a.y"};
        char unit[COMPARE_UNIT];
        assert_string_equal(compare_unit(&r, &q, unit), of[i][2]);
    }
    char shown[TEXT_NUMBER];
    assert_string_equal(text_unit(shown, "yen m-3", LANG_EN), "yen/m3");
    assert_string_equal(text_unit(shown, "yen t-1", LANG_JA), "円/t");
}

static const double *by_name(void *ctx, const char *name)
{
    (void)name;
    return ctx;
}

static bool everything(const struct results *r, const struct futures *f, double *kpi)
{
    struct compare c;
    struct compare_option option[3];
    struct compare_ratio ratio[3];
    double score[3], share[3];
    if (!compare_new(&c, r, f))
        return false;
    const struct run_source x = {kpi, by_name};
    const bool ok = compare_metric(&c, kpi, 1, option) &&
                    compare_ratio(&c, x, &two_ratios[0], ratio) &&
                    compare_weigh(&c, x, score, share);
    compare_free(&c);
    return ok;
}

/* Every allocation fails once: no success is claimed, nothing leaks (under the sanitizer). */
static void test_memory_faults(void **state)
{
    (void)state;
    struct synthetic *s = syn_new();
    s->r.contrast = &asked;
    struct arena *a = arena_new();
    struct futures f;
    const char *message[SYN_RUN] = {NULL};
    double kpi[SYN_RUN];
    message[3] = "";
    message[4] = "failed";
    for (size_t i = 0; i < SYN_RUN; i++)
        kpi[i] = char_of(s->run[i]);
    assert_true(futures_list(&s->r, message, a, &f));
    assert_int_equal(f.n, 19);
    assert_int_equal(f.n_left_out, 1);
    unsigned long n = 1;
    for (bool ok = false; !ok; n++) {
        mem_fail_at(n, false);
        ok = everything(&s->r, &f, kpi);
        mem_fail_at(0, false);
        assert_true(n < 100);
    }
    assert_true(n > 10);
    arena_free(a);
    free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_file),     cmocka_unit_test(test_failed_run),
        cmocka_unit_test(test_interval), cmocka_unit_test(test_all_failed),
        cmocka_unit_test(test_words),    cmocka_unit_test(test_fewer),
        cmocka_unit_test(test_same),     cmocka_unit_test(test_without),
        cmocka_unit_test(test_single),   cmocka_unit_test(test_layout),
        cmocka_unit_test(test_units),    cmocka_unit_test(test_memory_faults)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
