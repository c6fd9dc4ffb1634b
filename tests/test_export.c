/* test_export.c - every cell of the CSV files is the reader's number.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export_cases.h"
#include "sim/clock.h"
#include "sim/mem.h"
#include "sim/stats.h"

/* --- numbers --------------------------------------------------------------------------------- */

static void test_runs(void **state)
{
    (void)state;
    struct synthetic *s = common;
    struct reader *r = reader;
    export_whole(r, in_work("csv"));
    struct csv c = csv_read(in_work("csv"), "runs");
    assert_int_equal(c.n_row, SYN_RUN + 1);
    size_t failed = 0;
    for (size_t i = 0; i < SYN_RUN; i++) {
        assert_cell(&c, i, "run", (double)i);
        assert_string_equal(csv_text(&c, i, "option"), syn_option[s->run[i].option]);
        assert_cell(&c, i, "point", s->run[i].point);
        assert_cell(&c, i, "replicate", s->run[i].replicate);
        assert_cell(&c, i, "failed", syn_fails(s, i));
        assert_string_equal(csv_text(&c, i, "message"),
                            syn_fails(s, i) ? "policy: 予算 is nil" : "");
        failed += syn_fails(s, i);
        const double none = (double)NAN;
        assert_cell(&c, i, "kiln.char_t [t year-1]",
                    syn_fails(s, i) ? none : syn_value(s, 0, i, 0));
        assert_cell(&c, i, "money.town_yen [yen year-1]",
                    syn_fails(s, i) ? none : syn_value(s, 1, i, 0));
        assert_cell(&c, i, "draw.kilns.K1.yield [1]", syn_value(s, 5, i, 0));
        assert_cell(&c, i, "draw.kilns.窯 二号.yield [1]", syn_value(s, 6, i, 0));
    }
    assert_int_equal(failed, 1);
    csv_free(&c);
}

/* What the headline says, by its own functions. */
static void test_summary_and_differences(void **state)
{
    (void)state;
    static const char *const metric[] = {"kiln.char_t", "money.town_yen"};
    struct synthetic *s = common;
    struct reader *r = reader;
    struct arena *a = arena_new();
    struct futures f;
    double x[SYN_RUN];
    assert_true(futures_find(r, a, &f));
    assert_int_equal(f.n, SYN_POINT * SYN_REPLICATE - 1); /* the future of the failed run */
    export_whole(r, in_work("csv"));
    struct csv c = csv_read(in_work("csv"), "summary");
    struct csv e = csv_read(in_work("csv"), "differences");
    assert_int_equal(c.n_row, 1 + 2 * SYN_OPTION);
    assert_int_equal(e.n_row, 1 + 2 * (SYN_OPTION - 1));
    for (size_t m = 0; m < 2; m++) {
        char name[64];
        snprintf(name, sizeof name, "kpi.%s", metric[m]);
        const double *kpi = reader_runs(r, name);
        for (size_t o = 0; o < SYN_OPTION; o++) {
            const size_t i = m * SYN_OPTION + o;
            const struct spread want = futures_spread(&f, kpi, o, x);
            assert_string_equal(csv_text(&c, i, "metric"), metric[m]);
            assert_string_equal(csv_text(&c, i, "unit"), s->var[m].unit);
            assert_string_equal(csv_text(&c, i, "name_ja"), s->var[m].ja);
            assert_string_equal(csv_text(&c, i, "option"), syn_option[o]);
            assert_string_equal(csv_text(&c, i, "better"), m == 0 ? "more" : "less");
            assert_cell(&c, i, "median", want.median);
            assert_cell(&c, i, "q05", want.lo);
            assert_cell(&c, i, "q95", want.hi);
            double sum = 0.0;
            for (size_t k = 0; k < f.n; k++) {
                sum += kpi[f.run[k * SYN_OPTION + o]];
            }
            assert_true(fabs(strtod(csv_text(&c, i, "mean"), NULL) - sum / (double)f.n) <
                        1e-12 * sum);
            assert_cell(&c, i, "n", (double)f.n);
            if (o == 0) {
                continue; /* the baseline */
            }
            for (size_t k = 0; k < f.n; k++) {
                x[k] = kpi[f.run[k * SYN_OPTION + o]] - kpi[f.run[k * SYN_OPTION]];
            }
            const struct stats_paired p = stats_paired(x, f.point, f.n, 0.90, m == 0 ? 1 : -1);
            const size_t row = m * (SYN_OPTION - 1) + o - 1;
            assert_string_equal(csv_text(&e, row, "option"), syn_option[o]);
            assert_cell(&e, row, "difference", p.mean);
            assert_cell(&e, row, "difference_lo", p.lo);
            assert_cell(&e, row, "difference_hi", p.hi);
            assert_cell(&e, row, "share_better", p.share_better);
        }
    }
    csv_free(&c);
    csv_free(&e);
    arena_free(a);
}

/* Of a file whose baseline is not its first option, each other option has its row. Its tables of
 * text bear names of ours. */
static void test_baseline_in_the_middle(void **state)
{
    (void)state;
    struct synthetic *s = syn_new();
    s->r.baseline = 1;
    s->table[0].name = "runs";
    s->table[1].name = "about";
    struct reader *r = open_synthetic(s);
    export_whole(r, in_work("csv"));
    struct csv e = csv_read(in_work("csv"), "entity_years"), t = csv_read(in_work("csv"), "years");
    double sum = 0.0;
    for (size_t k = 0; k < SYN_KILN; k++) {
        sum += strtod(csv_text(&e, 3 * k, "mean"), NULL); /* 3 years each */
    }
    assert_cell(&t, 0, "mean", sum);                              /* the region is the sum here */
    assert_int_equal(access(in_work("csv/script.csv"), F_OK), 0); /* export_whole() counted all */
    assert_int_equal(access(in_work("csv/about.csv"), F_OK), 0);
    csv_free(&e);
    csv_free(&t);
    e = csv_read(in_work("csv"), "differences");
    assert_string_equal(csv_text(&e, 0, "option"), syn_option[0]);
    assert_string_equal(csv_text(&e, 1, "option"), syn_option[2]);
    assert_true(strtod(csv_text(&e, 0, "difference"), NULL) < 0.0); /* each option adds 20 */
    assert_true(strtod(csv_text(&e, 1, "difference"), NULL) > 0.0);
    csv_free(&e);
    reader_close(r);
    free(s);
}

/* The file's figures of risk, in its own order. */
static void test_risks(void **state)
{
    (void)state;
    static const char *const name[] = {"risk",       "shortfall", "regret_mean",
                                       "best_share", "dominance", "common_gain"};
    struct reader *r = reader;
    struct dataset set[6];
    assert_true(reader_datasets(r, name, 6, set));
    export_whole(r, in_work("csv"));
    struct csv c = csv_read(in_work("csv"), "risks");
    assert_int_equal(c.n_row, 1 + 2 * SYN_OPTION);
    for (size_t i = 0; i < 2 * SYN_OPTION; i++) {
        for (size_t k = 0; k < 6; k++) {
            assert_int_equal(set[k].n, 2 * SYN_OPTION);
            assert_cell(&c, i, name[k], set[k].x[i]);
        }
    }
    csv_free(&c);
}

static void test_bands(void **state)
{
    (void)state;
    static const char *const name[] = {"band.kiln.char_t", "band.weather.temp_degc", "band.a_b"};
    static const char *const series[] = {"kiln.char_t", "weather.temp_degc", "a/b"};
    static const char *const quantile[] = {"q05", "q25", "q50", "q75", "q95"};
    struct synthetic *s = common;
    struct reader *r = reader;
    struct dataset set[3];
    assert_true(reader_datasets(r, name, 3, set));
    export_whole(r, in_work("csv"));
    struct csv c = csv_read(in_work("csv"), "bands");
    assert_int_equal(c.n_row, 1 + 3 * SYN_OPTION * SYN_MONTH);
    for (size_t v = 0, i = 0; v < 3; v++) {
        for (size_t o = 0; o < SYN_OPTION; o++) {
            for (size_t m = 0; m < SYN_MONTH; m++, i++) {
                assert_string_equal(csv_text(&c, i, "series"), series[v]);
                assert_string_equal(csv_text(&c, i, "option"), syn_option[o]);
                assert_string_equal(csv_text(&c, i, "month"), s->month[m]);
                for (size_t q = 0; q < 5; q++) {
                    assert_cell(&c, i, quantile[q], set[v].x[(o * 5 + q) * SYN_MONTH + m]);
                }
            }
        }
    }
    csv_free(&c);
}

/* 30 months from April 2026: fiscal years of 12, 12 and 6 months. */
static void test_years(void **state)
{
    (void)state;
    static const char *const name[] = {"mean.kiln.char_t", "mean.weather.temp_degc", "mean.a_b"};
    struct reader *r = reader;
    struct dataset set[3];
    assert_true(reader_datasets(r, name, 3, set));
    export_whole(r, in_work("csv"));
    struct csv c = csv_read(in_work("csv"), "entity_years"), t = csv_read(in_work("csv"), "years");
    assert_int_equal(t.n_row, 1 + 3 * SYN_OPTION * 3);
    assert_int_equal(c.n_row, 1 + (2 * SYN_KILN + 1) * SYN_OPTION * 3);
    for (size_t v = 0, i = 0, whole = 0; v < 3; v++) {
        const size_t n_entity = v == 1 ? 1 : SYN_KILN;
        for (size_t o = 0; o < SYN_OPTION; o++) {
            double region[3] = {0};
            for (size_t k = 0; k < n_entity; k++) {
                for (size_t y = 0; y < 3; y++, i++) {
                    const size_t end = y == 2 ? 30 : 12 * (y + 1);
                    double sum = 0.0, days = 0.0, last = 0.0;
                    for (size_t m = 12 * y; m < end; m++) {
                        const int at = (int)m + 3;
                        const double length =
                            v == 1 ? clock_month_days(2026 + at / 12, at % 12 + 1) : 1.0;
                        last = set[v].x[(o * SYN_MONTH + m) * n_entity + k];
                        sum += length * last;
                        days += length;
                    }
                    const double want = v == 2 ? last : v == 1 ? sum / days : sum;
                    region[y] += want;
                    assert_cell(&c, i, "fiscal_year", 2026.0 + (double)y);
                    assert_cell(&c, i, "months", y == 2 ? 6.0 : 12.0);
                    assert_string_equal(csv_text(&c, i, "entity"), v == 1 ? "" : syn_kiln[k]);
                    assert_string_equal(csv_text(&c, i, "year_is"), v == 2   ? "last"
                                                                    : v == 1 ? "mean"
                                                                             : "sum");
                    assert_cell(&c, i, "mean", want);
                }
            }
            for (size_t y = 0; y < 3; y++, whole++) { /* all are means over the region */
                assert_cell(&t, whole, "mean", region[y] / (double)n_entity);
            }
        }
    }
    csv_free(&c);
    csv_free(&t);
}

static void test_audit_and_about(void **state)
{
    (void)state;
    struct synthetic *s = common;
    struct reader *r = reader;
    export_whole(r, in_work("csv"));
    struct csv c = csv_read(in_work("csv"), "audit"), t = csv_read(in_work("csv"), "about");
    double worst = 0.0;
    assert_int_equal(c.n_row, 1 + SYN_ACCOUNT);
    for (size_t k = 0; k < SYN_ACCOUNT; k++) {
        const size_t run = (size_t)strtoul(csv_text(&c, k, "run"), NULL, 10);
        const double share = strtod(csv_text(&c, k, "audit_share"), NULL);
        worst = share > worst ? share : worst;
        assert_string_equal(csv_text(&c, k, "account"), syn_account[k]);
        assert_cell(&c, k, "residual", syn_value(s, 7, run, k));
        assert_cell(&c, k, "turnover", syn_value(s, 8, run, k));
        assert_cell(&c, k, "tolerance", 1e-9);
    }
    assert_true(worst == reader_audit_worst(r));
    bool digest = false;
    for (size_t i = 0; i + 1 < t.n_row; i++) {
        digest = digest || (strcmp(csv_text(&t, i, "item"), "digest") == 0 &&
                            strcmp(csv_text(&t, i, "value_en"), s->r.digest) == 0);
    }
    assert_true(digest);
    csv_free(&c);
    csv_free(&t);
}

static double any_double(uint64_t i)
{
    uint64_t x = (i + 1) * 0x9E3779B97F4A7C15u;
    double y;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    x ^= x >> 31;
    memcpy(&y, &x, sizeof y);
    return y;
}

static void test_numbers_read_back(void **state)
{
    (void)state;
    char buf[EXPORT_DIGITS];
    for (uint64_t i = 0; i < 200000; i++) {
        const double x = i % 2 == 0 ? any_double(i) : (double)(i * i) / 1000.0 - 5e6;
        if (isfinite(x)) {
            char shorter[EXPORT_DIGITS];
            assert_true(strtod(export_number(buf, x), NULL) == x);
            snprintf(shorter, sizeof shorter, "%.15g", x);
            assert_true(strtod(shorter, NULL) != x || strlen(buf) <= strlen(shorter));
        }
    }
    assert_string_equal(export_number(buf, 0.1), "0.1");
    assert_string_equal(export_number(buf, -0.25), "-0.25");
    assert_string_equal(export_number(buf, 123456789012.0), "123456789012");
    assert_string_equal(export_number(buf, 1e300), "1e+300");
    assert_string_equal(export_number(buf, (double)NAN), "");
    assert_string_equal(export_number(buf, -(double)INFINITY), "-Inf");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_runs),
        cmocka_unit_test(test_summary_and_differences),
        cmocka_unit_test(test_baseline_in_the_middle),
        cmocka_unit_test(test_risks),
        cmocka_unit_test(test_bands),
        cmocka_unit_test(test_years),
        cmocka_unit_test(test_audit_and_about),
        cmocka_unit_test(test_numbers_read_back),
    };
    return cmocka_run_group_tests(tests, make_work, drop_work);
}
