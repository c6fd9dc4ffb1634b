/* test_export_study.c - exports of a calibration and of what would swap two options; the numbers of
 * runs read by blocks. SPDX-License-Identifier: GPL-3.0-or-later */
#include "export_cases.h"
#include "sim/mem.h"

/* --- runs by blocks -------------------------------------------------------------------------- */

/* NaN where the run failed, but in what was drawn. */
static double wanted(const struct synthetic *s, size_t v, size_t run, size_t i)
{
    return syn_fails(s, run) && s->var[v].role != ROLE_DRAW ? (double)NAN : syn_value(s, v, run, i);
}

static void assert_same(double got, double want)
{
    assert_true(got == want || (isnan(got) && isnan(want)));
}

static void test_slices(void **state)
{
    (void)state;
    static const size_t some[] = {6, 0, 8}; /* a draw, a KPI, turnover [run][account] */
    double x[SYN_RUN * (2 + SYN_ACCOUNT)];
    for (size_t run0 = 0; run0 < SYN_RUN; run0 += 7) {
        const size_t n = SYN_RUN - run0 < 13 ? SYN_RUN - run0 : 13;
        assert_true(reader_slice(reader, some, 3, run0, n, x));
        for (size_t k = 0; k < n; k++) {
            assert_same(x[k], wanted(common, 6, run0 + k, 0));
            assert_same(x[n + k], wanted(common, 0, run0 + k, 0));
            for (size_t i = 0; i < SYN_ACCOUNT; i++) {
                assert_same(x[2 * n + k * SYN_ACCOUNT + i], wanted(common, 8, run0 + k, i));
            }
        }
    }
    assert_true(reader_slice(reader, some, 3, SYN_RUN, 0, x)); /* nothing asked, nothing read */
}

/* Whatever the block's size, by runs and by variables, forwards and backwards. */
static void test_blocks(void **state)
{
    (void)state;
    static const size_t var[] = {0, 1, 5, 6};
    struct diags d;
    diag_init(&d, LANG_EN);
    struct exporter *e = exporter_new(reader, &d);
    assert_non_null(e);
    for (size_t step = 1; step <= SYN_RUN; step += 11) {
        struct export_block *b = export_block_new(e, var, 4, true);
        assert_non_null(b);
        b->step_run = step;
        for (size_t k = 0; k < 2 * (size_t)SYN_RUN; k++) {
            const size_t run = k < SYN_RUN ? k : 2 * (size_t)SYN_RUN - 1 - k;
            for (size_t v = 0; v < 4; v++) {
                assert_same(*export_block_at(b, v, run), wanted(common, var[v], run, 0));
            }
        }
    }
    for (size_t step = 1; step <= 4; step++) {
        struct export_block *b = export_block_new(e, var, 4, false);
        assert_non_null(b);
        b->step_var = step;
        for (size_t v = 0; v < 4; v++) {
            const double *x = export_block_at(b, v, 0);
            for (size_t run = 0; run < SYN_RUN; run++) {
                assert_same(x[run], wanted(common, var[v], run, 0));
            }
        }
    }
    exporter_free(e);
    diag_free(&d);
}

/* A file that goes away while it is read: told, and nothing is made. */
static void test_lost_file(void **state)
{
    (void)state;
    static const size_t one[] = {0};
    struct synthetic *s = syn_new();
    struct reader *r = open_synthetic(s);
    struct diags d;
    struct export_count n;
    double x[SYN_RUN];
    diag_init(&d, LANG_EN);
    assert_int_equal(unlink(in_work("s.h5")), 0);
    assert_false(reader_slice(r, one, 1, 0, 1, x));
    assert_false(reader_sound(r, &d));
    assert_int_equal(export_csv(r, in_work("lost"), false, &n, &d), ERR_FAILED);
    assert_int_equal(access(in_work("lost"), F_OK), -1);
    diag_free(&d);
    reader_close(r);
    free(s);
}

/* --- swaps ----------------------------------------------------------------------------------- */

/* Runs of one replicate. The first figure is 1000 (x - 0.2) in the first option, x being the input
 * drawn from [0.2, 0.3]; *level in the second, 10 below the first one's mean; 0 in the third. */
static enum err run_swaps(struct synthetic *s, const char *path, double *level, struct diags *d)
{
    struct store *store;
    bool complete;
    *level = -10.0;
    for (size_t i = 0; i < SYN_RUN; i++) {
        s->run[i] = (struct run_id){(uint32_t)(i % SYN_OPTION), (uint32_t)(i / SYN_OPTION), 0};
        *level += 1000.0 * (syn_value(s, 5, i, 0) - 0.2) / SYN_RUN; /* each point three times */
    }
    enum err e = store_open(&store, path, &s->r, true, &complete, d);
    for (size_t k = 0; e == ERR_OK && k < s->r.n_batch; k++) {
        struct batch b = syn_batch(s, k);
        for (size_t i = 0; i < b.n_run; i++) {
            const size_t run = b.run0 + i;
            const double x = syn_value(s, 5, run, 0);
            const double y[SYN_OPTION] = {1000.0 * (x - 0.2), *level, 0.0};
            ((double *)b.data[0])[i] = y[s->run[run].option];
        }
        e = store_put(store, &b, d);
        syn_batch_free(s, &b);
    }
    e = e == ERR_OK ? store_merge(store, d) : e;
    store_close(store);
    return e;
}

/* Of a uniform figure the normal score explains 3 / pi = 0.955 of the variance, with the slope
 * 1 / (2 sqrt(pi)) = 0.282 of its width (E[z Phi(z)]). So 100 u - level, of mean 10, is fitted as
 * 10 + 28.2 z: 0 at z = -0.355, the quantile 0.361, where 100 u is 4 below the level. Within what
 * 20 points allow. */
static void test_swaps(void **state)
{
    (void)state;
    static const char *const column[] = {"path", "pedigree"};
    static const char *const cell[] = {"kilns.K1.yield", "0012", "kilns.窯 二号.yield", "4444"};
    static const char *const name[] = {"swap_value", "swap_median", "swap_quantile",
                                       "low_pedigree_share"};
    struct synthetic *s = syn_new();
    struct diags d;
    struct reader *r = NULL;
    struct dataset set[4];
    double level;
    s->table[0] = (struct text_table){"params", "parameters", "入力", column, 2, cell, 2};
    diag_init(&d, LANG_EN);
    assert_int_equal(run_swaps(s, in_work("swaps.h5"), &level, &d), ERR_OK);
    assert_int_equal(reader_open(&r, in_work("swaps.h5"), &d), ERR_OK);
    assert_true(reader_datasets(r, name, 4, set));
    export_whole(r, in_work("csv"));
    struct csv c = csv_read(in_work("csv"), "swaps"), p = csv_read(in_work("csv"), "pedigree");
    assert_int_equal(c.n_row, 1 + 2);
    assert_string_equal(csv_text(&c, 0, "metric"), "kiln.char_t");
    assert_string_equal(csv_text(&c, 0, "first"), "today");
    assert_string_equal(csv_text(&c, 0, "second"), "one a year");
    assert_string_equal(csv_text(&c, 0, "swap_input"), "kilns.K1.yield");
    assert_string_equal(csv_text(&c, 0, "first_in"), ""); /* no variants */
    const double at = strtod(csv_text(&c, 0, "swap_value"), NULL);
    assert_true(fabs(1000.0 * (at - 0.2) - (level - 4.0)) < 10.0);
    assert_true(fabs(strtod(csv_text(&c, 0, "swap_quantile"), NULL) - 0.361) < 0.15);
    /* each option costs 20 more: whatever is drawn, the first stays so */
    assert_string_equal(csv_text(&c, 1, "first"), "today");
    assert_string_equal(csv_text(&c, 1, "swap_input"), "");
    for (size_t m = 0; m < 2; m++) {
        for (size_t k = 0; k < 3; k++) {
            assert_int_equal(set[k].n, 2);
            assert_cell(&c, m, name[k], set[k].x[m]);
        }
        assert_cell(&p, m, name[3], set[3].x[m]);
    }
    const double share = strtod(csv_text(&p, 0, "low_pedigree_share"), NULL);
    assert_true(share > 0.9 && share <= 1.0);
    csv_free(&c);
    csv_free(&p);
    reader_close(r);
    diag_free(&d);
    free(s);
}

/* --- calibrations ---------------------------------------------------------------------------- */

static const char *const fit_param[] = {"kilns.K1.yield", "labour.A.hours", "kilns.K2.yield"};
static const char *const fit_unit[] = {"1", "h day-1", "1"};
static double estimate[] = {0.1, 4.0, 1.0 / 3.0}, lo[] = {0.05, 3.5, 0.0}, hi[] = {0.2, 4.5, 1.0};
static double before[] = {0.3, 5.0, 0.5}, before_lo[] = {0.0, 1.0, 0.0},
              before_hi[] = {1.0, 9.0, 1.0};
static uint8_t flag[] = {FIT_AT_HI, 0, FIT_UNKNOWN | FIT_AT_LO};
static double correlation[] = {1.0, 0.25, -0.5, 0.25, 1.0, 0.75, -0.5, 0.75, 1.0};
static const char *const fit_series[] = {"kiln.char_t", "station.visits"};
static const char *const fit_series_unit[] = {"t", "1"};
static const char *const when[] = {"2026-04", "2026-05", "2026-06", "3"};
static uint32_t series_of[] = {0, 0, 0, 1};
static uint8_t held_out[] = {0, 0, 1, 0};
static double observed[] = {10.0, 12.0, 18.0, 7.0}, fitted[] = {11.0, 11.0, 12.5, 7.1};
static double obs_lo[] = {9.0, 9.0, 10.0, 6.0}, obs_hi[] = {13.0, 13.0, 15.0, 8.0};
static double sd[] = {1.5, 1.5, 1.5, 0.25};
static const struct fit_info fit = {.method = "least_squares",
                                    .level = 0.8,
                                    .loss = 1.0,
                                    .n_point = 20,
                                    .n_budget = 30,
                                    .replicates = 1,
                                    .n_start = 3,
                                    .n_agree = 2,
                                    .converged = true,
                                    .n_param = 3,
                                    .param = fit_param,
                                    .param_unit = fit_unit,
                                    .estimate = estimate,
                                    .lo = lo,
                                    .hi = hi,
                                    .prior_median = before,
                                    .prior_lo = before_lo,
                                    .prior_hi = before_hi,
                                    .flag = flag,
                                    .correlation = correlation,
                                    .n_series = 2,
                                    .series = fit_series,
                                    .series_unit = fit_series_unit,
                                    .n_obs = 4,
                                    .when = when,
                                    .series_of = series_of,
                                    .held_out = held_out,
                                    .observed = observed,
                                    .fitted = fitted,
                                    .obs_lo = obs_lo,
                                    .obs_hi = obs_hi,
                                    .sd = sd};

static void check_parameters(void)
{
    static const char *const note[] = {"at_upper_bound", "", "not_identified"};
    struct csv c = csv_read(in_work("csv"), "fit_parameters");
    assert_int_equal(c.n_row, 1 + 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(csv_text(&c, i, "path"), fit_param[i]);
        assert_string_equal(csv_text(&c, i, "unit"), fit_unit[i]);
        assert_cell(&c, i, "estimate", estimate[i]);
        assert_cell(&c, i, "fit_lo", lo[i]);
        assert_cell(&c, i, "fit_hi", hi[i]);
        assert_cell(&c, i, "prior_median", before[i]);
        assert_cell(&c, i, "prior_lo", before_lo[i]);
        assert_cell(&c, i, "prior_hi", before_hi[i]);
        assert_string_equal(csv_text(&c, i, "fit_flag"), note[i]);
    }
    csv_free(&c);
    c = csv_read(in_work("csv"), "fit_pairs");
    static const double pair[] = {0.25, -0.5, 0.75};
    static const size_t of[][2] = {{0, 1}, {0, 2}, {1, 2}};
    assert_int_equal(c.n_row, 1 + 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(csv_text(&c, i, "path"), fit_param[of[i][0]]);
        assert_string_equal(csv_text(&c, i, "path_2"), fit_param[of[i][1]]);
        assert_cell(&c, i, "correlation", pair[i]);
    }
    csv_free(&c);
}

/* Scores by hand: the fitted RMSE of errors 1 and -1 is 1; held out 5.5, by the last value 6, by
 * the mean 7. */
static void check_observations(void)
{
    struct csv c = csv_read(in_work("csv"), "fit_observations");
    assert_int_equal(c.n_row, 1 + 4);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(csv_text(&c, i, "series"), fit_series[series_of[i]]);
        assert_string_equal(csv_text(&c, i, "unit"), fit_series_unit[series_of[i]]);
        assert_string_equal(csv_text(&c, i, "when"), when[i]);
        assert_cell(&c, i, "held_out", held_out[i]);
        assert_cell(&c, i, "observed", observed[i]);
        assert_cell(&c, i, "fitted", fitted[i]);
        assert_cell(&c, i, "fitted_lo", obs_lo[i]);
        assert_cell(&c, i, "fitted_hi", obs_hi[i]);
        assert_cell(&c, i, "residual_of_fit", observed[i] - fitted[i]);
        assert_cell(&c, i, "observation_sd", sd[i]);
    }
    csv_free(&c);
    c = csv_read(in_work("csv"), "fit_scores");
    assert_int_equal(c.n_row, 1 + 3); /* nothing was held out of the second series */
    assert_string_equal(csv_text(&c, 0, "seen"), "fit");
    assert_string_equal(csv_text(&c, 1, "seen"), "prediction");
    assert_string_equal(csv_text(&c, 2, "series"), "station.visits");
    assert_cell(&c, 0, "rmse", 1.0);
    assert_cell(&c, 0, "rmse_last", (double)NAN);
    assert_cell(&c, 0, "n_inside", 2.0);
    assert_cell(&c, 1, "n_scored", 1.0);
    assert_cell(&c, 1, "rmse", 5.5);
    assert_cell(&c, 1, "rmse_last", 6.0);
    assert_cell(&c, 1, "rmse_mean", 7.0);
    assert_cell(&c, 1, "n_inside", 0.0);
    csv_free(&c);
}

/* The points of a search are no futures: nothing is said of them but run by run. */
static void test_calibration(void **state)
{
    (void)state;
    static const char *const none[] = {"summary.csv",  "differences.csv", "risks.csv", "swaps.csv",
                                       "pedigree.csv", "bands.csv",       "years.csv", "worth.csv"};
    struct synthetic *s = syn_new();
    struct diags d;
    struct export_count n;
    s->r.fit = &fit;
    s->r.comparison = false;
    struct reader *r = open_synthetic(s);
    diag_init(&d, LANG_EN);
    export_whole(r, in_work("csv"));
    check_parameters();
    check_observations();
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        char path[64];
        snprintf(path, sizeof path, "csv/%s", none[i]);
        assert_int_equal(access(in_work(path), F_OK), -1);
    }
    struct csv c = csv_read(in_work("csv"), "runs");
    assert_int_equal(c.n_row, 1 + SYN_RUN);
    csv_free(&c);
    c = csv_read(in_work("csv"), "about");
    for (size_t i = 0; i + 1 < c.n_row; i++) {
        assert_string_not_equal(csv_text(&c, i, "item"), "futures");
        assert_string_not_equal(csv_text(&c, i, "item"), "intervals");
    }
    csv_free(&c);
    c = csv_read(in_work("csv"), "columns"); /* intervals say their own level */
    bool told = false;
    for (size_t i = 0; i + 1 < c.n_row; i++) {
        told = told || strcmp(csv_text(&c, i, "column_en"), "from (80 %)") == 0;
    }
    assert_true(told);
    csv_free(&c);
    assert_int_equal(export_xlsx(r, in_work("fit.xlsx"), LANG_JA, &n, &d), ERR_OK);
    assert_int_equal(n.n_chart, 1); /* a series of one observation has none */
    diag_free(&d);
    reader_close(r);
    free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slices),    cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_swaps),     cmocka_unit_test(test_calibration),
        cmocka_unit_test(test_lost_file), /* the last: it unlinks the common file */
    };
    return cmocka_run_group_tests(tests, make_work, drop_work);
}
