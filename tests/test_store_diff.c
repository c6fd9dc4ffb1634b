/* test_store_diff.c - `junkan diff` of real runs: what a changed number or seed did to the figures.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define _DEFAULT_SOURCE /* mkdtemp */
#include "folder.h"
#include "run_script.h"
#include "sim/stats.h"
#include "sim/store.h"
#include "sim/store_text.h"

static char path[2][128];

static int setup(void **state)
{
    (void)state;
    junkan_start();
    if (!folder_make("/tmp/junkan-diff-XXXXXX"))
        return 1;
    for (int k = 0; k < 2; k++)
        snprintf(path[k], sizeof path[k], "%.60s/%d.h5", folder, k);
    return 0;
}

/* Both scripts are called s.lua. */
static void run(int k, const char *script, const struct study_override *o)
{
    char name[128];
    struct diags d;
    struct junkan_outcome done;
    diag_init(&d, LANG_EN);
    snprintf(name, sizeof name, "%.60s/s.lua", folder);
    FILE *f = fopen(name, "w");
    assert_non_null(f);
    fputs(script, f);
    fclose(f);
    struct junkan_load how = {.script = name};
    if (o)
        how.override = *o;
    struct junkan *j = junkan_load(&how, &d);
    if (j == NULL)
        diag_print(&d, stderr);
    assert_non_null(j);
    const struct junkan_run what = {.out = path[k],
                                    .fresh = true,
                                    .ensemble = {.threads = 1, .isa = isa_best(), .only_run = -1}};
    assert_int_equal(junkan_run(j, &what, &done, &d), ERR_OK);
    junkan_free(j);
    diag_free(&d);
}

static char *diff(enum lang lang)
{
    struct diags d;
    char *text = NULL;
    size_t n;
    diag_init(&d, lang);
    FILE *f = open_memstream(&text, &n);
    assert_int_equal(store_diff(path[0], path[1], lang, f, &d), ERR_FAILED);
    fclose(f);
    diag_free(&d);
    return text;
}

static void says(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("\"%s\" is missing in:\n%s", part, text);
}

static void never_says(const char *text, const char *part)
{
    if (strstr(text, part) != NULL)
        fail_msg("\"%s\" stands in:\n%s", part, text);
}

#define MODEL(shift)                                                          \
    "local j = require 'junkan'\n"                                            \
    "return j.model{ name = 'm', replicates = 200, metrics = { 'y', 'z' },\n" \
    "  inputs = { x = j.normal(0, 1), shift = " shift " },\n"                 \
    "  outputs = { 'other', { 'y', unit = 'yen' }, 'z' },\n"                  \
    "  eval = function(x, rng) local e = rng()\n"                             \
    "    return x.shift * 2, 1000 * x.x + 1000 * e + x.shift, x.x + e end }\n"

/* x and chance spread y by some 1,040; the shift is 1 less in every future, which shows only
 * because each future is compared with itself. */
static void a_changed_number_is_paired(void **state)
{
    (void)state;
    run(0, MODEL("3"), NULL);
    run(1, MODEL("2"), NULL);
    char *en = diff(LANG_EN), *ja = diff(LANG_JA);
    says(en, "script s.lua changed\n");
    says(en, "200 futures have the same chance in both files");
    says(en, " yen; mean difference −1.00 (−1.00 – −1.00)\n");
    says(en, "  the same in every future: kpi.z\n");
    never_says(en, "kpi.z:");
    says(ja, "。平均の差 −1.00（−1.00 – −1.00）\n");
    says(ja, "200 個の未来");
    /* the headline's before the others, though 'other' is first in the file */
    assert_true(strstr(en, "kpi.y:") < strstr(en, "kpi.other:"));
    says(en, "kpi.other: 6.00 (6.00 – 6.00) became 4.00 (4.00 – 4.00); mean difference −2.00 "
             "(−2.00 – −2.00)\n");
    free(en);
    free(ja);
}

/* Another seed shares nothing: the means of the two samples by Welch's interval, the nested pairs
 * of an input set taken as one. */
static void another_seed_is_not(void **state)
{
    (void)state;
    static double mean[2][100];
    static const uint32_t own[100] = {0};
    struct stats_sample sample[2];
    run(0, MODEL("3"), NULL);
    run(1, MODEL("2"), &(struct study_override){.has_seed = true, .seed = 7});
    char *en = diff(LANG_EN);
    for (int k = 0; k < 2; k++) {
        struct reader *r;
        struct diags d;
        diag_init(&d, LANG_EN);
        assert_int_equal(reader_open(&r, path[k], &d), ERR_OK);
        const double *y = reader_runs(r, "kpi.y");
        for (size_t i = 0; i < 100; i++)
            mean[k][i] = (y[2 * i] + y[2 * i + 1]) / 2.0;
        sample[k] = (struct stats_sample){mean[k], own, 100};
        reader_close(r);
        diag_free(&d);
    }
    const struct stats_apart by = stats_apart(&sample[0], &sample[1], 0.90);
    char a[TEXT_NUMBER], b[TEXT_NUMBER], c[TEXT_NUMBER], want[400];
    const double step = text_step(by.mean, by.lo, by.hi);
    snprintf(want, sizeof want, "; mean difference %s (%s – %s)\n",
             text_number(a, by.mean, step, true), text_number(b, by.lo, step, true),
             text_number(c, by.hi, step, true));
    says(en, "seed changed from 1 to 7\n");
    says(en, "the files share no chance (another seed)");
    says(en, want);
    assert_true(by.hi - by.lo > 100.0); /* the shift of 1 drowns */
    never_says(en, "draw.x");
    free(en);
}

/* Fewer replicates: those that both files have are compared one by one. */
static void common_futures_are_paired(void **state)
{
    (void)state;
    run(0, MODEL("3"), NULL);
    run(1, MODEL("2"), &(struct study_override){.replicates = 80});
    char *en = diff(LANG_EN);
    says(en, "80 futures have the same chance");
    says(en, "mean difference −1.00 (−1.00 – −1.00)\n");
    free(en);
}

#define TOWN                                                                                    \
    "local j = require 'junkan'\n"                                                              \
    "local base = j.scenario{ start = '2026-04-01', years = 1, towns = {{name = 'T'}},\n"       \
    "  biomass = {{name = 'S', town = 'T', kind = 'wheat_straw', area = j.uniform(50, 90)}},\n" \
    "  kilns = {{name = 'K', town = 'T', type = 'sealed_batch', upkeep_per_firing = 0}},\n"     \
    "  labour = {{name = 'L', town = 'T', kind = 'b_type', heads = 20}}}\n"
#define COMPARE(upkeep, name)                                                                   \
    TOWN "return j.compare{ replicates = 16, metrics = { 'kiln.char_t', 'kiln.upkeep_yen' },\n" \
         "  options = { {'now', base:with{ kilns = { K = { upkeep = 0 } } }},\n"                \
         "    {'" name "', base:with{ kilns = { K = { upkeep = " upkeep " } } }} } }\n"

/* The option that was touched is told of, the other one is not; and only in what changed. */
static void an_option_is_compared_with_itself(void **state)
{
    (void)state;
    run(0, COMPARE("1000", "then"), NULL);
    run(1, COMPARE("3500", "then"), NULL);
    char *en = diff(LANG_EN);
    says(en, "16 futures have the same chance");
    says(en, "kpi.kiln.upkeep_yen [then]: 999 (999 – 999) became 3 500 (3 500 – 3 500) yen/y; "
             "mean difference +2 500 (+2 500 – +2 500)\n");
    says(en, "the same in every future: kpi.kiln.char_t\n");
    never_says(en, "[now]: ");
    free(en);
    run(1, COMPARE("1000", "later"), NULL);
    en = diff(LANG_EN);
    says(en, "option then is only in ");
    says(en, "option later is only in ");
    never_says(en, "kpi.kiln.upkeep_yen");
    free(en);
}

/* Studies that have little in common are counted, not listed: a screen or two. */
static void unrelated_studies_are_counted(void **state)
{
    (void)state;
    size_t lines = 0;
    run(0, COMPARE("1000", "then"), NULL);
    run(1,
        "local j = require 'junkan'\n"
        "local inputs = {} for i = 1, 40 do inputs['x' .. i] = j.uniform(0, 1) end\n"
        "return j.model{ inputs = inputs, outputs = { 'y' }, eval = function(x) return x.x1 end }",
        NULL);
    char *en = diff(LANG_EN);
    says(en, "kpi: ");
    says(en, "draw: ");
    says(en, " 40 only in ");
    says(en, "params: ");
    never_says(en, "draw.x1 ");
    for (const char *c = en; *c; c++)
        lines += *c == '\n';
    assert_in_range(lines, 5, 60);
    free(en);
}

#define SWEEP(design)                                                             \
    "local j = require 'junkan'\n"                                                \
    "local m = j.model{ inputs = { a = j.uniform(0, 1), b = j.uniform(0, 1) },\n" \
    "  outputs = { 'y' }, eval = function(x) return x.a + x.b end }\n"            \
    "return j.sweep{ scenario = m, design = " design " }\n"

/* A point of another design has other inputs. */
static void another_design_is_not_paired(void **state)
{
    (void)state;
    run(0, SWEEP("j.saltelli{ n = 16 }"), NULL);
    run(1, SWEEP("j.saltelli{ n = 16, second = true }"), NULL);
    char *en = diff(LANG_EN);
    says(en, "the files share no chance (another design or other factors)");
    free(en);
}

/* Welch 1947: x = 1 2 3 4, y = 10 14: means 2.5 and 12, squared errors 5/12 and 4; so 9.5 and, with
 * df = (53/12)^2 / ((5/12)^2 / 3 + 16), the half width t sqrt(53/12). */
static void welch(void **state)
{
    (void)state;
    const double x[] = {1, 2, 3, 4}, y[] = {10, 14};
    const uint32_t g[] = {0, 1, 2, 3}, one[] = {5, 5, 5, 5};
    const struct stats_sample a = {x, g, 4}, b = {y, g, 2}, c = {x, one, 4}, d = {y, g, 1};
    const double df = (53.0 / 12.0) * (53.0 / 12.0) / (25.0 / 144.0 / 3.0 + 16.0);
    const double half = stats_t_quantile(0.95, df) * sqrt(53.0 / 12.0);
    struct stats_apart by = stats_apart(&a, &b, 0.90);
    assert_close(by.mean, 9.5, 1e-12);
    assert_close(by.lo, 9.5 - half, 1e-9);
    assert_close(by.hi, 9.5 + half, 1e-9);
    by = stats_apart(&c, &b, 0.90); /* one group: its members */
    assert_close(by.hi, 9.5 + half, 1e-9);
    by = stats_apart(&a, &d, 0.90);
    assert_close(by.mean, 7.5, 1e-12);
    assert_true(isnan(by.lo) && isnan(by.hi));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_changed_number_is_paired),
        cmocka_unit_test(another_seed_is_not),
        cmocka_unit_test(common_futures_are_paired),
        cmocka_unit_test(an_option_is_compared_with_itself),
        cmocka_unit_test(unrelated_studies_are_counted),
        cmocka_unit_test(another_design_is_not_paired),
        cmocka_unit_test(welch),
    };
    return cmocka_run_group_tests(tests, setup, folder_drop);
}
