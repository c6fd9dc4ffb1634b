/* test_contrast.c - effect, gain, regret, dominance and risk: worked numbers, definitions by brute
 * force, properties, limits and faults.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/contrast.h"
#include "sim/mem.h"
#include "tests/contrast_draw.h"

/* --- effect ----------------------------------------------------------------------------------- */

static void effect(void **state)
{
    (void)state;
    const double d[] = {1, 2, 3, 4, 5}, zero[] = {0, 0, 0}, same[] = {-0.1, -0.1, -0.1};
    near(contrast_effect(d, 5), 3.0 / sqrt(2.5), 1e-15);
    near(contrast_effect(d, 2), 1.5 / sqrt(0.5), 1e-15);
    near(contrast_effect(zero, 3), 0.0, 0.0);
    assert_true(contrast_effect(same, 3) == -(double)INFINITY);
    assert_true(isnan(contrast_effect(d, 1)) && isnan(contrast_effect(d, 0)));
    struct prop r = {.state = 1};
    double x[1000];
    for (int k = 0; k < prop_cases(20); k++) { /* its own unit does not matter, its sign does */
        const double shift = prop_real(&r, -2, 2);
        for (size_t i = 0; i < 1000; i++) {
            x[i] = normal(&r) + shift;
        }
        const double plain = contrast_effect(x, 1000);
        near(plain, shift, 5.0 * sqrt((1.0 + 0.5 * shift * shift) / 1000)); /* its error */
        for (size_t i = 0; i < 1000; i++) {
            x[i] *= -4.0;
        }
        near(contrast_effect(x, 1000), -plain, 1e-14 * fabs(plain));
    }
}

/* --- gain ------------------------------------------------------------------------------------- */

static void gain_by_hand(void **state)
{
    (void)state;
    const double a[] = {1, 2, 3}, b[] = {2, 2, 5}, c[] = {0.1, 0.1, 0.1}, up[] = {8, 9, 10};
    const uint32_t own[] = {0, 1, 2}, one[] = {4, 4, 4};
    near(contrast_common_gain(a, b, own, 3), 4.0, 1e-14); /* (1 + 3) / 1 */
    near(contrast_common_gain(a, b, one, 3), 4.0, 1e-14);
    near(contrast_common_gain(a, c, own, 3), 1.0, 1e-14);
    assert_true(contrast_common_gain(a, up, own, 3) == (double)INFINITY);
    near(contrast_common_gain(c, c, own, 3), 1.0, 0);
    near(contrast_common_gain(a, b, own, 1), 1.0, 0);
    near(contrast_common_gain(a, b, own, 0), 1.0, 0);
    /* Groups' sums 3 7 and 4 11: residuals -2 2, -3.5 3.5, of the difference -1.5 1.5. */
    const double x[] = {1, 2, 3, 4}, y[] = {0, 4, 9, 2};
    const uint32_t two[] = {0, 0, 1, 1};
    near(contrast_common_gain(x, y, two, 4), (4 + 12.25) / 2.25, 1e-14);
}

/* Equal variances, correlation rho: 1 / (1 - rho); of the groups' means, if within groups there is
 * none, 1 / (1 - rho') with the means' own. Error of an estimated 1 - rho: about (1 - rho^2) /
 * sqrt(n).
 */
static void gain_of_correlation(void **state)
{
    (void)state;
    enum { N = 40000 };
    struct prop r = {.state = 11};
    static const double rho[] = {-0.5, 0.0, 0.5, 0.9, 0.99};
    double *a = mem_alloc(N, sizeof *a), *b = mem_alloc(N, sizeof *b);
    uint32_t *group = mem_alloc(N, sizeof *group);
    assert_true(a != NULL && b != NULL && group != NULL);
    for (size_t k = 0; k < sizeof rho / sizeof *rho; k++) {
        group_by(group, N, 1);
        for (size_t i = 0; i < N; i++) {
            a[i] = normal(&r);
            b[i] = rho[k] * a[i] + sqrt(1.0 - rho[k] * rho[k]) * normal(&r);
        }
        const double error = (1.0 + rho[k]) / sqrt(N), gain = contrast_common_gain(a, b, group, N);
        near(gain * (1.0 - rho[k]), 1.0, 5.0 * error);
        near(gain, contrast_common_gain(b, a, group, N), 1e-12 * gain);
    }
    double shared = 0.0;
    group_by(group, N, 4); /* the shared effect has variance 1, each mean of four noises 1/4 */
    for (size_t i = 0; i < N; i++) {
        shared = i % 4 == 0 ? normal(&r) : shared;
        a[i] = 100.0 + shared + normal(&r);
        b[i] = 7.0 + shared + normal(&r);
    }
    near(contrast_common_gain(a, b, group, N), 5.0, 5.0 * 5.0 * 1.8 / sqrt(N / 4.0));
    mem_free(a);
    mem_free(b);
    mem_free(group);
}

/* It is the squared ratio of widths that stats_paired() states, also with groups of unequal size.
 */
static void gain_is_that_of_widths(void **state)
{
    (void)state;
    struct prop r = {.state = 12};
    for (int k = 0; k < prop_cases(200); k++) {
        double a[100], b[100], d[100];
        uint32_t group[100] = {0};
        for (size_t i = 0; i < 100; i++) {
            group[i] = i > 0 ? group[i - 1] + (uint32_t)prop_chance(&r, 40) : 0;
            a[i] = normal(&r) + group[i] % 3;
            b[i] = 0.5 * a[i] + exponential(&r);
            d[i] = a[i] - b[i];
        }
        const struct stats_paired pa = stats_paired(a, group, 100, 0.90, 1);
        const struct stats_paired pb = stats_paired(b, group, 100, 0.90, 1);
        const struct stats_paired pd = stats_paired(d, group, 100, 0.90, 1);
        const double wa = pa.hi - pa.lo, wb = pb.hi - pb.lo, wd = pd.hi - pd.lo;
        const double want = (wa * wa + wb * wb) / (wd * wd);
        near(contrast_common_gain(a, b, group, 100), want, 1e-11 * want);
    }
}

/* --- regret ----------------------------------------------------------------------------------- */

/* Two options, four runs, by hand: regrets 0 2 0 1 and 3 0 0 0. */
static void regret_by_hand(void **state)
{
    (void)state;
    const double y[] = {5, 1, 4, 6, 2, 3, 4, 7};
    struct contrast_regret r[2];
    assert_true(contrast_regret(y, 2, 4, 1, r));
    near(r[0].mean, 0.75, 0);
    near(r[0].q90, 1.7, 1e-15); /* type 7: at 2.7 of 0 0 1 2 */
    near(r[0].max, 2, 0);
    near(r[0].share_best, 0.5, 0);
    near(r[1].mean, 0.75, 0);
    near(r[1].q90, 2.1, 1e-15);
    near(r[1].max, 3, 0);
    near(r[1].share_best, 0.75, 0);
    assert_true(contrast_regret(y, 2, 4, -1, r)); /* regrets 3 0 0 0 and 0 2 0 1 */
    near(r[0].max, 3, 0);
    near(r[1].max, 2, 0);
    near(r[1].share_best, 0.5, 0);
    assert_true(contrast_regret(y, 2, 4, 0, r)); /* 0 is read as 1 */
    near(r[1].max, 3, 0);
}

/* Never negative; in each run some option has none. A run at a time shows both. */
static void regret_in_each_run(void **state)
{
    (void)state;
    struct prop r = {.state = 2};
    for (int k = 0; k < prop_cases(500); k++) {
        const size_t n_option = (size_t)prop_int(&r, 1, 6), n = (size_t)prop_int(&r, 1, 40);
        const int better = prop_chance(&r, 50) ? 1 : -1;
        double y[6 * 40], one[6], sum[6] = {0};
        struct contrast_regret all[6], run[6];
        for (size_t i = 0; i < n_option * n; i++) {
            y[i] = prop_chance(&r, 50) ? prop_int(&r, -3, 3) : 10.0 * normal(&r);
        }
        assert_true(contrast_regret(y, n_option, n, better, all));
        for (size_t i = 0; i < n; i++) {
            for (size_t o = 0; o < n_option; o++) {
                one[o] = y[o * n + i];
            }
            assert_true(contrast_regret(one, n_option, 1, better, run));
            double least = HUGE_VAL;
            for (size_t o = 0; o < n_option; o++) {
                assert_true(run[o].mean >= 0.0 && run[o].mean <= all[o].max);
                assert_true((run[o].share_best == 1.0) == (run[o].mean == 0.0));
                least = run[o].mean < least ? run[o].mean : least;
                sum[o] += run[o].mean;
            }
            assert_true(least == 0.0);
        }
        for (size_t o = 0; o < n_option; o++) {
            near(all[o].mean, sum[o] / (double)n, 1e-12);
            assert_true(all[o].q90 >= 0.0 && all[o].q90 <= all[o].max);
        }
    }
}

static void regret_limits(void **state)
{
    (void)state;
    const double y[] = {3, 3, 3, 3};
    struct contrast_regret r[4];
    assert_true(contrast_regret(y, 2, 0, 1, r));
    assert_true(isnan(r[1].mean) && isnan(r[1].q90) && isnan(r[1].max) && isnan(r[1].share_best));
    assert_true(contrast_regret(y, 4, 1, 1, r) && r[3].max == 0.0 && r[3].share_best == 1.0);
    assert_true(contrast_regret(y, 2, 2, -1, r) && r[0].q90 == 0.0 && r[0].share_best == 1.0);
    assert_true(contrast_regret(y, 0, 4, 1, r));
}

/* --- dominance -------------------------------------------------------------------------------- */

/* From the definitions, for whole numbers: of x <= t, how many, and sum of t - x. */
static enum contrast_order by_definition(const double *a, const double *b, size_t n, int sign)
{
    bool first = true, second = true, some1 = false, some2 = false;
    for (int t = -40; t <= 40; t++) {
        int more = 0;
        double area = 0.0;
        for (size_t i = 0; i < n; i++) {
            const double x = sign * a[i], y = sign * b[i];
            more += (x <= t) - (y <= t);
            area += (x < t ? t - x : 0.0) - (y < t ? t - y : 0.0);
        }
        first = first && more <= 0;
        some1 = some1 || more < 0;
        second = second && area <= 0.0;
        some2 = some2 || area < 0.0;
    }
    if (first && some1) {
        assert_true(second && some2); /* first order implies second */
        return DOMINATES_FIRST;
    }
    return second && some2 ? DOMINATES_SECOND : DOMINATES_NOT;
}

static enum contrast_order dominance(const double *a, const double *b, size_t n, int better)
{
    double x[MOST], y[MOST];
    memcpy(x, a, n * sizeof *x);
    memcpy(y, b, n * sizeof *y);
    return contrast_dominance(x, y, n, better);
}

static void dominance_by_hand(void **state)
{
    (void)state;
    const double low[] = {1, 2, 3}, high[] = {4, 1, 3}, wide[] = {0.5, 2, 3.5},
                 narrow[] = {2, 2, 2};
    assert_int_equal(dominance(high, low, 3, 1), DOMINATES_FIRST);
    assert_int_equal(dominance(low, high, 3, 1), DOMINATES_NOT);
    assert_int_equal(dominance(low, high, 3, -1), DOMINATES_FIRST);
    assert_int_equal(dominance(low, wide, 3, 1), DOMINATES_SECOND);
    assert_int_equal(dominance(low, wide, 3, -1), DOMINATES_SECOND);
    assert_int_equal(dominance(wide, low, 3, 1), DOMINATES_NOT);
    assert_int_equal(dominance(narrow, low, 3, 0), DOMINATES_SECOND);
    assert_int_equal(dominance(low, low, 3, 1), DOMINATES_NOT);
    assert_int_equal(dominance(low, high, 0, 1), DOMINATES_NOT);
    assert_int_equal(dominance(high, low, 1, 1), DOMINATES_FIRST);
    assert_int_equal(dominance(narrow, narrow, 3, -1), DOMINATES_NOT);
    /* Equal means but for rounding: 0.1 + 0.7 + 0.4 and three times their third. */
    const double spread[] = {0.1, 0.7, 0.4}, third = (0.1 + 0.4 + 0.7) / 3.0;
    const double calm[] = {third, third, third};
    assert_int_equal(dominance(calm, spread, 3, 1), DOMINATES_SECOND);
    assert_int_equal(dominance(calm, spread, 3, -1), DOMINATES_SECOND);
    const double one[] = {1, 1}, ulps[] = {1 - 0x1p-53, 1 + 0x1p-51};
    assert_int_equal(dominance(one, ulps, 2, 1), DOMINATES_NOT);
    assert_int_equal(dominance(ulps, one, 2, 1), DOMINATES_NOT);
    const double less[] = {third, third, third - 1e-12};
    assert_int_equal(dominance(less, spread, 3, 1), DOMINATES_NOT);
}

static void dominance_by_definition(void **state)
{
    (void)state;
    struct prop r = {.state = 3};
    int seen[3] = {0};
    for (int k = 0; k < prop_cases(20000); k++) {
        double x[3][8];
        const size_t n = (size_t)prop_int(&r, 1, 8);
        const int better = prop_chance(&r, 50) ? 1 : -1;
        for (int s = 0; s < 3; s++) {
            for (size_t i = 0; i < n; i++) {
                x[s][i] = prop_int(&r, 0, 5) + s * better * prop_int(&r, 0, 1);
            }
        }
        const enum contrast_order ba = dominance(x[1], x[0], n, better);
        const enum contrast_order cb = dominance(x[2], x[1], n, better);
        const enum contrast_order ca = dominance(x[2], x[0], n, better);
        assert_int_equal(ba, by_definition(x[1], x[0], n, better));
        const enum contrast_order weaker = ba < cb ? ba : cb;
        assert_true(ca >= weaker); /* transitive, at the weaker order */
        assert_true(ba == DOMINATES_NOT || dominance(x[0], x[1], n, better) == DOMINATES_NOT);
        seen[ba]++;
        seen[weaker]++;
    }
    assert_true(seen[DOMINATES_NOT] > 1000 && seen[DOMINATES_SECOND] > 1000 &&
                seen[DOMINATES_FIRST] > 1000);
}

/* A shifted copy in another order dominates; moving pairs of equal values apart is dominated. */
static void dominance_of_copies(void **state)
{
    (void)state;
    struct prop r = {.state = 4};
    for (int k = 0; k < prop_cases(300); k++) {
        double pairs[MOST], shifted[MOST], apart[MOST];
        const size_t n = 2 * (size_t)prop_int(&r, 1, MOST / 2);
        const double size = num_exp(prop_real(&r, -20, 20));
        for (size_t i = 0; i < n; i++) {
            pairs[i] = i % 2 ? pairs[i - 1] : size * normal(&r);
            shifted[n - 1 - i] = pairs[i] + 1e-9 * size;
            apart[i] = pairs[i] + (i % 2 ? size : -size);
        }
        assert_int_equal(dominance(shifted, pairs, n, 1), DOMINATES_FIRST);
        assert_int_equal(dominance(pairs, shifted, n, -1), DOMINATES_FIRST);
        assert_int_equal(dominance(pairs, shifted, n, 1), DOMINATES_NOT);
        assert_int_equal(dominance(pairs, pairs, n, 1), DOMINATES_NOT);
        assert_int_equal(dominance(pairs, apart, n, 1), DOMINATES_SECOND);
        assert_int_equal(dominance(pairs, apart, n, -1), DOMINATES_SECOND);
        assert_int_equal(dominance(apart, pairs, n, 1), DOMINATES_NOT);
    }
}

/* --- risk ------------------------------------------------------------------------------------- */

static void risk_by_hand(void **state)
{
    (void)state;
    double y[] = {50, 10, 40, 20, 30};
    struct contrast_risk r = contrast_risk(y, 5, 0.25, 1); /* 1.25 worst values: 10 and a quarter */
    near(r.at_risk, 20, 0);
    near(r.shortfall, (10 + 0.25 * 20) / 1.25, 1e-14);
    assert_true(y[0] == 10 && y[4] == 50);
    r = contrast_risk(y, 5, 0.25, -1);
    near(r.at_risk, 40, 0);
    near(r.shortfall, (50 + 0.25 * 40) / 1.25, 1e-14);
    assert_true(y[0] == 10 && y[4] == 50);
    r = contrast_risk(y, 5, 0.1, 1);
    near(r.at_risk, 14, 1e-14);
    near(r.shortfall, 10, 1e-14);
    r = contrast_risk(y, 5, 1.0, 1); /* all of it: the best value, the mean */
    near(r.at_risk, 50, 0);
    near(r.shortfall, 30, 1e-14);
    r = contrast_risk(y, 5, 0.0, -1);
    near(r.at_risk, 50, 0);
    near(r.shortfall, 50, 0);
    r = contrast_risk(y, 1, 0.1, 1);
    assert_true(r.at_risk == 10 && r.shortfall == 10);
    r = contrast_risk(y, 2, 0.5, 1);
    assert_true(r.at_risk == 15 && r.shortfall == 10);
    r = contrast_risk(y, 0, 0.1, 1);
    assert_true(isnan(r.at_risk) && isnan(r.shortfall));
}

/* Standard normal: quantile z, shortfall -phi(z) / tail (Acerbi and Tasche 2002). */
static void risk_of_normal(void **state)
{
    (void)state;
    enum { N = 200000 };
    double *y = mem_alloc(N, sizeof *y);
    assert_non_null(y);
    for (size_t i = 0; i < N; i++) {
        y[N - 1 - i] = num_normal_quantile(((double)i + 0.5) / N);
    }
    const struct contrast_risk r = contrast_risk(y, N, 0.1, 1);
    const double z = num_normal_quantile(0.1);
    near(r.at_risk, z, 1e-4);
    near(r.shortfall, -num_exp(-0.5 * z * z) / sqrt(6.28318530717958648) / 0.1, 1e-4);
    mem_free(y);
}

static void risk_properties(void **state)
{
    (void)state;
    struct prop r = {.state = 5};
    for (int k = 0; k < prop_cases(3000); k++) {
        double y[60], minus[60], copy[60];
        const size_t n = (size_t)prop_int(&r, 1, 60);
        const double tail = prop_chance(&r, 10) ? prop_int(&r, 0, 1) : uniform(&r);
        const bool constant = prop_chance(&r, 20);
        for (size_t i = 0; i < n; i++) {
            y[i] = constant && i > 0     ? y[0]
                   : prop_chance(&r, 30) ? prop_int(&r, -2, 2)
                                         : exponential(&r) - 0.7;
            minus[i] = -y[i];
        }
        memcpy(copy, y, sizeof copy);
        const struct contrast_risk up = contrast_risk(y, n, tail, 1);
        const struct contrast_risk down = contrast_risk(minus, n, tail, -1);
        assert_true(up.at_risk == -down.at_risk && up.shortfall == -down.shortfall);
        assert_true(up.shortfall <= up.at_risk && down.shortfall >= down.at_risk);
        assert_true(up.shortfall >= y[0] - 1e-12 && up.at_risk <= y[n - 1]);
        near(up.at_risk, stats_quantile(y, n, tail), 0.0);
        const struct contrast_risk more = contrast_risk(copy, n, 0.5 * (tail + 1.0), 1);
        assert_true(more.at_risk >= up.at_risk && more.shortfall >= up.shortfall - 1e-12);
        assert_true(!constant || (up.at_risk == y[0] && up.shortfall == y[0]));
    }
}

/* Each allocation fails in turn, once and from then on. */
static void regret_out_of_memory(void **state)
{
    (void)state;
    const double y[] = {1, 2, 3, 4};
    struct contrast_regret out[2];
    for (int sticky = 0; sticky < 2; sticky++) {
        unsigned long n = 1;
        for (bool ok = false; !ok; n++) {
            mem_fail_at(n, sticky);
            ok = contrast_regret(y, 2, 2, 1, out);
            mem_fail_at(0, false);
        }
        assert_true(n == 2 + 2);
    }
    assert_false(contrast_regret(y, 2, SIZE_MAX / 4, 1, out));
}

int main(void)
{
    num_thread_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(effect),
        cmocka_unit_test(gain_by_hand),
        cmocka_unit_test(gain_of_correlation),
        cmocka_unit_test(gain_is_that_of_widths),
        cmocka_unit_test(regret_by_hand),
        cmocka_unit_test(regret_in_each_run),
        cmocka_unit_test(regret_limits),
        cmocka_unit_test(dominance_by_hand),
        cmocka_unit_test(dominance_by_definition),
        cmocka_unit_test(dominance_of_copies),
        cmocka_unit_test(risk_by_hand),
        cmocka_unit_test(risk_of_normal),
        cmocka_unit_test(risk_properties),
        cmocka_unit_test(regret_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
