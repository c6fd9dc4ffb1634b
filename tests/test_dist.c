/* test_dist.c - distributions: known quantiles, F and its inverse, moments, truncation, parsing.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/dist.h"
#include "sim/num.h"
#include "sim/rng.h"
#include "tests/cmocka_all.h"
#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

static double storage[64];

static struct dist parse(const char *text)
{
    struct dist d;
    if (!dist_parse(text, &d, storage, 64)) {
        fail_msg("\"%s\" was refused", text);
    }
    return d;
}

static void assert_near(double got, double want, double tolerance)
{
    if (!(fabs(got - want) <= tolerance)) {
        fail_msg("%.17g, expected %.17g within %g", got, want, tolerance);
    }
}

static const char *const all[] = {
    "0.25",
    "normal(10, 2)",
    "lognormal(5, 3)",
    "uniform(-1, 3)",
    "triangular(0, 1, 4)",
    "triangular(0, 0, 1)",
    "triangular(0, 1, 1)",
    "pert(0.20, 0.25, 0.30)",
    "pert(0, 0, 10)",
    "beta(2, 5)",
    "beta(0.5, 0.5)",
    "beta(30, 2, 10, 20)",
    "discrete(3:0.5, 1:0.3, 2:0.2)",
    "empirical(5, 1, 4, 2)",
};
enum { N_ALL = sizeof all / sizeof *all };

/* F(F^-1(u)) = u for the continuous, the smallest x with F(x) >= u for all; rising in u. */
static void test_quantile_and_cdf_agree(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ALL; i++) {
        const struct dist d = parse(all[i]);
        const bool steps =
            d.kind == DIST_FIXED || d.kind == DIST_DISCRETE || d.kind == DIST_EMPIRICAL;
        double last = -HUGE_VAL;
        for (int k = 1; k < 400; k++) {
            const double u = k / 400.0, x = dist_quantile(&d, u);
            assert_true(x >= last);
            last = x;
            if (steps) {
                assert_true(dist_cdf(&d, x) >= u - 1e-15);
                assert_true(dist_cdf(&d, x - 1e-9) < u + 1e-15);
            } else {
                assert_near(dist_cdf(&d, x), u, 1e-9);
            }
        }
        assert_true(dist_median(&d) == dist_quantile(&d, 0.5));
        assert_true(dist_cdf(&d, -1e300) == 0.0 && dist_cdf(&d, 1e300) == 1.0);
    }
}

/* The mean by the midpoint rule over the quantile function. */
static void test_means(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ALL; i++) {
        const struct dist d = parse(all[i]);
        enum { N = 20000 };
        double sum = 0.0;
        for (int k = 0; k < N; k++) {
            sum += dist_quantile(&d, (k + 0.5) / N);
        }
        assert_near(sum / N, dist_mean(&d), 2e-3 * (1.0 + fabs(dist_mean(&d))));
    }
}

static void test_known_values(void **state)
{
    (void)state;
    struct dist d = parse("normal(10, 2)");
    assert_near(dist_quantile(&d, 0.975), 10.0 + 2.0 * 1.959963984540054, 1e-14);
    d = parse("lognormal(5, 3)");             /* mean and sd of the value: sigma^2 = ln(1 + 9/25) */
    const double sigma = 0.55451302937619116; /* sqrt(ln 1.36) */
    assert_near(dist_median(&d), 5.0 / sqrt(1.36), 1e-14);
    assert_near(num_log(dist_quantile(&d, 0.8413447460685429) / dist_median(&d)), sigma, 1e-14);
    d = parse("triangular(0, 1, 4)");
    assert_near(dist_quantile(&d, 0.25), 1.0, 1e-15); /* the mode: (1 - 0)/(4 - 0) below it */
    assert_near(dist_median(&d), 4.0 - sqrt(6.0), 1e-15);
    d = parse("beta(2, 1)"); /* F = x^2 */
    assert_near(dist_quantile(&d, 0.49), 0.7, 1e-12);
    d = parse("beta(1, 1, 10, 20)");
    assert_near(dist_quantile(&d, 0.3), 13.0, 1e-11);
    d = parse("pert(0, 1, 4)"); /* lambda 4: beta(2, 4) on [0, 4], mean (0 + 4 + 4)/6 */
    assert_near(dist_mean(&d), 8.0 / 6.0, 1e-15);
    assert_near(dist_cdf(&d, 2.0), 1.0 - 6.0 / 32.0, 1e-13); /* P(Bin(5, 1/2) >= 2) */
    d = parse("discrete(3:0.5, 1:0.3, 2:0.2)");
    assert_true(dist_quantile(&d, 0.29) == 1.0 && dist_quantile(&d, 0.31) == 2.0);
    assert_true(dist_quantile(&d, 0.51) == 3.0 && dist_quantile(&d, 1.0 - 0x1p-53) == 3.0);
    assert_near(dist_mean(&d), 2.2, 1e-15);
    d = parse("empirical(5, 1, 4, 2)");
    assert_true(dist_quantile(&d, 0.25) == 1.0 && dist_quantile(&d, 0.26) == 2.0);
    assert_true(dist_quantile(&d, 0.99) == 5.0);
}

/* Lists given by a caller may be in any order and hold zero weights. */
static void test_unsorted_lists(void **state)
{
    (void)state;
    const double value[] = {9, 3, 1, 2, 7}, weight[] = {0, 0.5, 0.3, 0.2, 0};
    struct dist d = {.kind = DIST_DISCRETE, .value = value, .weight = weight, .n = 5};
    assert_int_equal(dist_check(&d), DIST_OK);
    const struct dist sorted = parse("discrete(3:0.5, 1:0.3, 2:0.2)");
    for (int k = 0; k < 100; k++) {
        const double u = (k + 0.5) / 100;
        assert_true(dist_quantile(&d, u) == dist_quantile(&sorted, u));
    }
    assert_true(dist_quantile(&d, 1.0 - 0x1p-53) == 3.0); /* never a value of no weight */
    double v[300], w[300];
    for (int i = 0; i < 300; i++) {
        v[i] = (i * 7919) % 300;
        w[i] = 2 * v[i];
    }
    dist_sort(v, w, 300);
    for (int i = 0; i < 300; i++) {
        assert_true(v[i] == i && w[i] == 2 * i);
    }
}

static void test_truncation(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ALL; i++) {
        const struct dist d = parse(all[i]);
        const double lo = dist_quantile(&d, 0.2), hi = dist_quantile(&d, 0.7);
        double last = -HUGE_VAL;
        for (int k = 0; k < 200; k++) {
            const double x = dist_sample(&d, (k + 0.5) / 200, lo, hi);
            assert_true(x >= lo && x <= hi && x >= last);
            last = x;
        }
        /* No truncation, no change: the bits of the plain quantile, or one rounding of u. */
        assert_near(dist_sample(&d, 0.37, -1e300, 1e300), dist_quantile(&d, 0.37), 0.0);
        /* A range with nothing in it gives its nearest end. */
        const double top = dist_sample(&d, 0.5, 1e6, 2e6), low = dist_sample(&d, 0.5, -2e6, -1e6);
        assert_true(top == 1e6 && low == -1e6);
    }
    /* u is mapped to [F(lo), F(hi)]: the truncated median of a uniform is the middle. */
    struct dist d = parse("uniform(0, 10)");
    assert_near(dist_sample(&d, 0.5, 2.0, 6.0), 4.0, 1e-15);
    /* Both ends of a list's range can be drawn. */
    d = parse("discrete(3:0.5, 1:0.3, 2:0.2)");
    assert_true(dist_sample(&d, 0.01, 2.0, 3.0) == 2.0);
    assert_true(dist_sample(&d, 0.99, 1.0, 2.0) == 2.0);
    assert_true(dist_sample(&d, 0.28, 2.0, 3.0) == 2.0 && dist_sample(&d, 0.30, 2.0, 3.0) == 3.0);
}

/* The extremes of rng_unit give finite values everywhere. */
static void test_extreme_uniforms(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ALL; i++) {
        const struct dist d = parse(all[i]);
        assert_true(isfinite(dist_sample(&d, 0x1p-53, -1e9, 1e9)));
        assert_true(isfinite(dist_sample(&d, 1.0 - 0x1p-53, -1e9, 1e9)));
        assert_true(isfinite(dist_quantile(&d, 0x1p-53)));
        assert_true(isfinite(dist_quantile(&d, 1.0 - 0x1p-53)));
    }
}

/* Beta over a wide field of shapes: the inverse always comes back, GSL's own stops or not. */
static void test_beta_shapes(void **state)
{
    (void)state;
    static const double shape[] = {0.05, 0.3, 1.0, 1.5, 4.0, 30.0, 400.0};
    for (size_t i = 0; i < 7; i++) {
        for (size_t k = 0; k < 7; k++) {
            const struct dist d = {.kind = DIST_BETA, .p = {shape[i], shape[k], 0, 1}};
            for (int n = 1; n < 50; n++) {
                const double u = n / 50.0, x = dist_quantile(&d, u);
                assert_true(x >= 0.0 && x <= 1.0);
                /* Near an end with a small shape F is so steep that x has no closer double. */
                const double step = nextafter(x, 1.0) - nextafter(x, 0.0);
                const double slack = fabs(dist_cdf(&d, x + step) - dist_cdf(&d, x - step));
                assert_near(dist_cdf(&d, x), u, 1e-8 + slack);
            }
        }
    }
}

static void refuse(const char *text)
{
    struct dist d;
    if (dist_parse(text, &d, storage, 64)) {
        fail_msg("\"%s\" was taken", text);
    }
}

static void test_parse(void **state)
{
    (void)state;
    struct dist d = parse("  pert ( 0.20 ,0.25,\t0.30 ) ");
    assert_int_equal(d.kind, DIST_PERT);
    assert_true(d.p[0] == 0.20 && d.p[1] == 0.25 && d.p[2] == 0.30);
    d = parse("-1.5e-3");
    assert_true(d.kind == DIST_FIXED && d.p[0] == -1.5e-3);
    d = parse("discrete( 300 : 0.4 , 100:0.6 )");
    assert_true(d.n == 2 && d.value[0] == 100 && d.weight[0] == 0.6 && d.value[1] == 300);
    static const char *const wrong[] = {"",
                                        "x",
                                        "pert",
                                        "pert(",
                                        "pert()",
                                        "pert(1,2)",
                                        "pert(1,2,3,4)",
                                        "pert(1,2,3",
                                        "pert(1,2,3) x",
                                        "pert(1,,3)",
                                        "pert(3,2,1)",
                                        "pert(1,1,1)",
                                        "normal(1,0)",
                                        "normal(1,-2)",
                                        "normal(1)",
                                        "uniform(2,1)",
                                        "uniform(1,1)",
                                        "triangular(0,5,4)",
                                        "beta(0,1)",
                                        "beta(1,1,2)",
                                        "beta(1,1,3,2)",
                                        "lognormal(0,1)",
                                        "lognormal(-1,1)",
                                        "discrete(1)",
                                        "discrete(1:-1)",
                                        "discrete(1:0)",
                                        "discrete()",
                                        "empirical()",
                                        "empirical(1:2)",
                                        "Normal(1,2)",
                                        "0.25 0.3",
                                        "0x10",
                                        "nan",
                                        "inf",
                                        "normal(nan,1)",
                                        "normal(1e999,1)",
                                        "pert(1 2 3)",
                                        "gamma(1,2)",
                                        "1,5",
                                        "pert(0.1;0.2;0.3)"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        refuse(wrong[i]);
    }
    double two[2];
    assert_true(dist_parse("empirical(1,2)", &d, two, 2));
    assert_false(dist_parse("empirical(1,2,3)", &d, two, 2));
    assert_false(dist_parse("discrete(1:1,2:1)", &d, two, 2));
}

static void test_check_names_the_fault(void **state)
{
    (void)state;
    struct dist d = {.kind = DIST_NORMAL, .p = {1, 0}};
    assert_int_equal(dist_check(&d), DIST_SPREAD);
    d = (struct dist){.kind = DIST_UNIFORM, .p = {2, 1}};
    assert_int_equal(dist_check(&d), DIST_ORDER);
    d = (struct dist){.kind = DIST_PERT, .p = {1, NAN, 2}};
    assert_int_equal(dist_check(&d), DIST_SHAPE);
    d = (struct dist){.kind = DIST_LOGNORMAL, .p = {-1, 1}};
    assert_int_equal(dist_check(&d), DIST_SHAPE);
    d = (struct dist){.kind = DIST_EMPIRICAL};
    assert_int_equal(dist_check(&d), DIST_COUNT);
    const double v[] = {1, 2}, w[] = {1, -1};
    d = (struct dist){.kind = DIST_DISCRETE, .value = v, .weight = w, .n = 2};
    assert_int_equal(dist_check(&d), DIST_WEIGHTS);
    enum dist_kind kind;
    size_t min_arg = 0, max_arg = 0, n = 0;
    const char *const *name = dist_names(&n);
    assert_int_equal(n, 8);
    for (size_t i = 0; i < n; i++) {
        assert_true(dist_kind_by_name(name[i], &kind, &min_arg, &max_arg));
        assert_true(min_arg >= 1 && min_arg <= max_arg);
    }
    assert_false(dist_kind_by_name("cauchy", &kind, &min_arg, &max_arg));
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    num_thread_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quantile_and_cdf_agree),
        cmocka_unit_test(test_means),
        cmocka_unit_test(test_known_values),
        cmocka_unit_test(test_unsorted_lists),
        cmocka_unit_test(test_truncation),
        cmocka_unit_test(test_extreme_uniforms),
        cmocka_unit_test(test_beta_shapes),
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_check_names_the_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
