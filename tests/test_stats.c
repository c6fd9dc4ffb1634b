/* test_stats.c - quantiles, paired differences and variance shares against worked numbers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/stats.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void near(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance)) {
        fail_msg("%.17g is not %.17g (within %g)", a, b, tolerance);
    }
}

/* Type 7 as Hyndman and Fan define it: (n - 1) p + 1 is the position; values by hand. */
static void test_quantile(void **state)
{
    (void)state;
    double x[] = {40, 10, 30, 20};
    stats_sort(x, 4);
    near(x[0], 10, 0);
    near(x[3], 40, 0);
    near(stats_quantile(x, 4, 0.0), 10, 0);
    near(stats_quantile(x, 4, 0.05), 11.5, 1e-12);
    near(stats_quantile(x, 4, 0.5), 25, 0);
    near(stats_quantile(x, 4, 0.75), 32.5, 0);
    near(stats_quantile(x, 4, 1.0), 40, 0);
    near(stats_quantile(x, 1, 0.3), 10, 0);
    assert_true(isnan(stats_quantile(x, 0, 0.5)));
    near(stats_mean(x, 4), 25, 0);
    assert_true(isnan(stats_mean(x, 0)));
}

/* Printed tables of Student's t: 0.95 quantile for 1, 4, 9, 30 and 120 degrees of freedom. */
static void test_t(void **state)
{
    (void)state;
    near(stats_t_quantile(0.95, 1), 6.3138, 5e-5);
    near(stats_t_quantile(0.95, 4), 2.1318, 5e-5);
    near(stats_t_quantile(0.95, 9), 1.8331, 5e-5);
    near(stats_t_quantile(0.95, 30), 1.6973, 5e-5);
    near(stats_t_quantile(0.95, 120), 1.6577, 5e-5);
}

static void test_paired(void **state)
{
    (void)state;
    const double d[] = {1, 2, 3, 4, 5};
    const uint32_t own[] = {0, 1, 2, 3, 4}, one[] = {7, 7, 7, 7, 7};
    struct stats_paired p = stats_paired(d, own, 5, 0.90, 1);
    const double half = 2.131846786 * sqrt(2.5 / 5.0); /* t(0.95, 4) * sd / sqrt(n) */
    near(p.mean, 3, 0);
    near(p.lo, 3 - half, 1e-8);
    near(p.hi, 3 + half, 1e-8);
    near(p.share_better, 1, 0);
    near(stats_paired(d, own, 5, 0.90, -1).share_better, 0, 0);
    const struct stats_paired chance = stats_paired(d, one, 5, 0.90, 1); /* one set of inputs */
    assert_int_equal(chance.n_group, 1);
    near(chance.hi, p.hi, 0);

    /* Pairs of one group move together: the interval is that of the groups' means 1.5 and 5.5. */
    const double g[] = {1, 2, 5, 6};
    const uint32_t two[] = {3, 3, 8, 8};
    p = stats_paired(g, two, 4, 0.90, 0);
    near(p.mean, 3.5, 0);
    near(p.hi - p.mean, 6.313751515 * sqrt(8.0 / 2.0), 1e-6);

    const double tie[] = {0, 0, -1, 2};
    near(stats_paired(tie, two, 4, 0.90, 1).share_better, 0.25, 0);
    near(stats_paired(tie, two, 4, 0.90, -1).share_better, 0.25, 0);
    assert_true(isnan(stats_paired(d, own, 1, 0.90, 1).lo));
    assert_true(isnan(stats_paired(d, own, 0, 0.90, 1).mean));
}

/* The interval holds the true mean as often as it says. */
static void test_coverage(void **state)
{
    (void)state;
    uint64_t x = 12345;
    int inside = 0;
    enum { TRIAL = 4000, GROUP = 8, EACH = 3 };
    for (int t = 0; t < TRIAL; t++) {
        double d[GROUP * EACH];
        uint32_t group[GROUP * EACH];
        double shift = 0;
        for (uint32_t i = 0; i < GROUP * EACH; i++) {
            double sum[2] = {0, 0}; /* near normal: sums of twelve uniforms */
            for (int k = 0; k < 24; k++) {
                x = x * 6364136223846793005u + 1442695040888963407u;
                sum[k % 2] += (double)(x >> 11) * 0x1p-53;
            }
            shift = i % EACH == 0 ? 2.0 * (sum[0] - 6.0) : shift;
            d[i] = 5.0 + shift + (sum[1] - 6.0);
            group[i] = i / EACH;
        }
        const struct stats_paired p = stats_paired(d, group, GROUP * EACH, 0.90, 1);
        inside += p.lo <= 5.0 && 5.0 <= p.hi;
    }
    near((double)inside / TRIAL, 0.90, 0.02); /* four standard errors */
}

/* Balanced case by hand: groups {1,3} and {7,9}: MSB = 36, MSW = 2, inputs = (36 - 2) / 2. */
static void test_split(void **state)
{
    (void)state;
    const double x[] = {1, 3, 7, 9};
    const uint32_t g[] = {0, 0, 1, 1}, own[] = {0, 1, 2, 3}, one[] = {0, 0, 0, 0};
    struct stats_split s;
    assert_true(stats_split(x, g, 4, &s));
    near(s.chance, 2, 1e-12);
    near(s.inputs, 17, 1e-12);
    near(s.share_inputs, 17.0 / 19.0, 1e-12);
    const double rest = 1 - 17.0 / 19.0, more = 1 + 17.0 / 19.0;
    near(s.share_error, sqrt(2.0 * 3 * rest * rest * more * more / (4.0 * 2 * 1)), 1e-12);
    assert_false(stats_split(x, own, 4, &s));
    assert_false(stats_split(x, one, 4, &s));
    const double same[] = {1, 9, 1, 9}; /* nothing between groups: never below zero */
    assert_true(stats_split(same, g, 4, &s));
    near(s.inputs, 0, 0);
    const double unequal[] = {1, 3, 7, 9, 8};
    const uint32_t h[] = {0, 0, 1, 1, 1};
    assert_true(stats_split(unequal, h, 5, &s)); /* MSW = 4/3, MSB = 43.2, n0 = 2.4 */
    near(s.chance, 4.0 / 3.0, 1e-12);
    near(s.inputs, (43.2 - 4.0 / 3.0) / 2.4, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quantile), cmocka_unit_test(test_t), cmocka_unit_test(test_paired),
        cmocka_unit_test(test_coverage), cmocka_unit_test(test_split)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
