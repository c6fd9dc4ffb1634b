/* test_sensitivity_morris.c - elementary effects against worked numbers and known functions.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/resample.h"
#include "sim/stats.h"
#include "tests/sensitivity_cases.h"
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

static struct design_spec morris(size_t n, size_t d, uint64_t seed)
{
    return (struct design_spec){
        .kind = DESIGN_MORRIS, .n = n, .n_dim = d, .levels = 4, .seed = seed};
}

/* Trajectories of Morris 1991 on four levels: each factor moves once, by half the range. */
static double *make_u(const struct design_spec *s)
{
    const size_t d = s->n_dim;
    struct prop p = {s->seed};
    double *u = malloc(s->n * (d + 1) * d * sizeof *u), *at = u;
    for (size_t t = 0; t < s->n; t++, at += d) {
        size_t order[16];
        for (size_t i = 0; i < d; i++) {
            at[i] = (prop_int(&p, 0, 3) + 0.5) / 4;
            const size_t j = (size_t)prop_int(&p, 0, (int)i);
            order[i] = order[j];
            order[j] = i;
        }
        for (size_t i = 0; i < d; i++, at += d) {
            memcpy(at + d, at, d * sizeof *at);
            at[d + order[i]] += at[order[i]] < 0.5 ? 0.5 : -0.5;
        }
    }
    return u;
}
static double *run(double (*f)(const double *), const struct design_spec *s, const double *u)
{
    const size_t rows = s->n * (s->n_dim + 1);
    double *y = malloc(rows * sizeof *y);
    for (size_t i = 0; i < rows; i++) {
        y[i] = f(u + i * s->n_dim);
    }
    return y;
}
static size_t rows_of(const struct design_spec *s) { return s->n * (s->n_dim + 1); }

/* Two trajectories by hand: effects of x1: (3 - 1) / 0.5 = 4 and (2 - 5) / -0.5 = 6 downward; of
 * x2: (2 - 3) / 0.5 = -2 and (9 - 2) / 0.5 = 14. */
static void test_by_hand(void **state)
{
    (void)state;
    const struct design_spec s = morris(2, 2, 1);
    const double u[] = {0.125, 0.125, 0.625, 0.125, 0.625, 0.625,
                        0.875, 0.375, 0.375, 0.375, 0.375, 0.875};
    const double y[] = {1, 3, 2, 5, 2, 9};
    struct morris_effects x;
    assert_int_equal(sensitivity_morris(&s, u, y, 6, 0, 0.9, &x), SENSITIVITY_OK);
    near(x.mu_star[0].value, 5, 1e-14);
    near(x.mu[0], 5, 1e-14);
    near(x.sigma[0], sqrt(2.0), 1e-14);
    near(x.mu_star[1].value, 8, 1e-14);
    near(x.mu[1], 6, 1e-14);
    near(x.sigma[1], sqrt(128.0), 1e-14);
    assert_true(x.mu_star[1].lo == x.mu_star[1].value && x.mu_star[1].hi == x.mu_star[1].value);
    assert_int_equal(x.n_used, 2);
    morris_free(&x);
    assert_null(x.mu);
}

static double plane(const double *u) { return 3 + 5 * u[0] - 2 * u[1] + 0.25 * u[2]; }
static void test_linear(void **state)
{
    (void)state;
    const struct design_spec s = morris(70, 4, 2);
    const double want[] = {5, -2, 0.25, 0};
    double *u = make_u(&s);
    assert_int_equal(design_rows(&s), rows_of(&s));
    assert_true(design_fill(&s, u)); /* the study's own design */
    double *y = run(plane, &s, u);
    struct morris_effects x;
    assert_int_equal(sensitivity_morris(&s, u, y, rows_of(&s), 100, 0.9, &x), SENSITIVITY_OK);
    for (size_t i = 0; i < 4; i++) {
        near(x.mu[i], want[i], 1e-13);
        near(x.mu_star[i].value, fabs(want[i]), 1e-13);
        near(x.mu_star[i].lo, fabs(want[i]), 1e-13);
        near(x.mu_star[i].hi, fabs(want[i]), 1e-13);
        near(x.sigma[i], 0, 1e-13);
    }
    morris_free(&x);
    free(u);
    free(y);
}

/* The g-function is symmetric in each factor, so mu is near 0 and mu* tells the order. A factor on
 * four levels moves |4 u - 2| between 1.5 and 0.5, hence |effect| = 2 / (1 + a) times the product
 * of the others, whose mean over the levels is 1; sigma^2 + mu^2 is the mean square of the effects,
 * with 1 + 1 / (4 (1 + a)^2) for each of the others. */
static void test_ranks(void **state)
{
    (void)state;
    const struct design_spec s = morris(4000, CASE_DIM, 3);
    double *u = make_u(&s), *y = run(g_function, &s, u), square = 1;
    struct morris_effects x;
    assert_int_equal(sensitivity_morris(&s, u, y, rows_of(&s), 100, 0.95, &x), SENSITIVITY_OK);
    for (size_t i = 0; i < CASE_DIM; i++) {
        square *= 1 + 0.25 / (1 + g_a[i]) / (1 + g_a[i]);
    }
    for (size_t i = 0; i < CASE_DIM; i++) {
        const double size = 2 / (1 + g_a[i]), own = 1 + 0.25 / (1 + g_a[i]) / (1 + g_a[i]);
        assert_true(i == 0 || x.mu_star[i - 1].lo > x.mu_star[i].hi);
        near(x.mu_star[i].value / size, 1, 0.03);
        assert_true(x.mu_star[i].lo < size && size < x.mu_star[i].hi);
        near(x.mu[i] / size, 0, 0.06);
        near(x.sigma[i] / size, sqrt(square / own), 0.03);
    }
    morris_free(&x);
    free(u);
    free(y);
}

/* The interval is that of whole trajectories drawn again. */
static void test_interval(void **state)
{
    (void)state;
    enum { N = 90, R = 80 };
    const struct design_spec s = morris(N, 3, 4);
    double *u = make_u(&s), *y = run(ishigami, &s, u), mean[R];
    struct morris_effects x, again;
    assert_int_equal(sensitivity_morris(&s, u, y, rows_of(&s), R, 0.8, &x), SENSITIVITY_OK);
    for (size_t i = 0; i < 3; i++) {
        for (uint32_t r = 0; r < R; r++) {
            uint8_t count[N];
            resample_counts(s.seed, RESAMPLE_MORRIS, r + 1, N, count);
            mean[r] = 0;
            for (size_t k = 0; k < 3 * N; k++) {
                const size_t row = k / 3 * 4 + k % 3;
                const double du = u[(row + 1) * 3 + i] - u[row * 3 + i];
                mean[r] += du == 0 ? 0 : count[k / 3] * fabs((y[row + 1] - y[row]) / du) / N;
            }
        }
        stats_sort(mean, R);
        near(x.mu_star[i].lo, stats_quantile(mean, R, 0.1), 1e-11);
        near(x.mu_star[i].hi, stats_quantile(mean, R, 0.9), 1e-11);
    }
    assert_int_equal(sensitivity_morris(&s, u, y, rows_of(&s), R, 0.8, &again), SENSITIVITY_OK);
    assert_memory_equal(x.mu_star, again.mu_star, 3 * sizeof *x.mu_star);
    assert_memory_equal(x.sigma, again.sigma, 3 * sizeof *x.sigma);
    morris_free(&x);
    morris_free(&again);
    free(u);
    free(y);
}

/* 90 % intervals of mu* of g's first factor hold the truth nine times in ten. */
static void test_coverage(void **state)
{
    (void)state;
    const int studies = prop_cases(1000);
    int in = 0;
    for (int t = 0; t < studies; t++) {
        const struct design_spec s = morris(40, CASE_DIM, 100 + (uint64_t)t);
        double *u = make_u(&s), *y = run(g_function, &s, u);
        struct morris_effects x;
        assert_int_equal(sensitivity_morris(&s, u, y, rows_of(&s), 200, 0.9, &x), SENSITIVITY_OK);
        in += x.mu_star[0].lo <= 2 && 2 <= x.mu_star[0].hi;
        morris_free(&x);
        free(u);
        free(y);
    }
    near((double)in / studies, 0.9, 0.04);
}

static void test_limits(void **state)
{
    (void)state;
    struct design_spec s = morris(5, 3, 6), saltelli_spec = s;
    saltelli_spec.kind = DESIGN_SALTELLI;
    double *u = make_u(&s), y[20] = {0};
    struct morris_effects x;
    assert_int_equal(sensitivity_morris(&s, u, y, 19, 5, 0.9, &x), SENSITIVITY_ROWS);
    assert_int_equal(sensitivity_morris(&s, u, y, 0, 5, 0.9, &x), SENSITIVITY_ROWS);
    assert_int_equal(sensitivity_morris(&saltelli_spec, u, y, 25, 5, 0.9, &x), SENSITIVITY_ROWS);
    for (size_t i = 0; i < 20; i++) {
        y[i] = 0.1;
    }
    y[5] = (double)NAN;
    y[18] = (double)INFINITY;
    assert_int_equal(sensitivity_morris(&s, u, y, 20, 5, 0.9, &x), SENSITIVITY_OK);
    assert_int_equal(x.n_used, 3);
    assert_int_equal(x.n_left_out, 2);
    for (size_t i = 0; i < 3; i++) {
        assert_true(x.mu_star[i].value == 0 && x.mu_star[i].lo == 0 && x.mu_star[i].hi == 0);
        assert_true(x.mu[i] == 0 && x.sigma[i] == 0);
    }
    morris_free(&x);
    y[8] = y[0] = (double)NAN; /* one is left */
    assert_int_equal(sensitivity_morris(&s, u, y, 20, 5, 0.9, &x), SENSITIVITY_FEW);
    assert_int_equal(x.n_left_out, 4);
    morris_free(&x);
    free(u);
}

/* The first factor there and back, the second never; and both in one step. */
static void test_no_trajectory(void **state)
{
    (void)state;
    static const double u[2][12] = {{0.1, 0.1, 0.6, 0.1, 0.1, 0.1, 0.1, 0.1, 0.6, 0.1, 0.6, 0.6},
                                    {0.1, 0.1, 0.6, 0.6, 0.1, 0.6, 0.1, 0.1, 0.6, 0.1, 0.6, 0.6}};
    const struct design_spec s = morris(2, 2, 6);
    const double y[6] = {1, 2, 3, 4, 5, 6};
    for (size_t k = 0; k < 2; k++) {
        struct morris_effects x;
        assert_int_equal(sensitivity_morris(&s, u[k], y, 6, 5, 0.9, &x), SENSITIVITY_ROWS);
        morris_free(&x);
    }
}

static void test_memory(void **state)
{
    (void)state;
    const struct design_spec s = morris(4, 3, 6);
    double *u = make_u(&s), *y = run(ishigami, &s, u);
    enum sensitivity_err err = SENSITIVITY_MEMORY;
    unsigned long n = 0;
    while (err != SENSITIVITY_OK) {
        struct morris_effects x;
        mem_fail_at(++n, false);
        err = sensitivity_morris(&s, u, y, 16, 5, 0.9, &x);
        assert_true(err == SENSITIVITY_OK || err == SENSITIVITY_MEMORY);
        morris_free(&x);
    }
    mem_fail_at(0, false);
    assert_true(n > 10);
    free(u);
    free(y);
}

int main(void)
{
    num_thread_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),       cmocka_unit_test(test_linear),
        cmocka_unit_test(test_ranks),         cmocka_unit_test(test_interval),
        cmocka_unit_test(test_coverage),      cmocka_unit_test(test_limits),
        cmocka_unit_test(test_no_trajectory), cmocka_unit_test(test_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
