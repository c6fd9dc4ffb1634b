/* test_sensitivity.c - Sobol' indices against analytic values and the plain formulas.
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

static void holds(struct index_estimate x, double truth, const char *what, size_t i)
{
    if (!(fabs(x.value - truth) <= 0.01 && x.lo <= truth && truth <= x.hi)) {
        fail_msg("%s %zu: %g in [%g, %g] for %g", what, i, x.value, x.lo, x.hi, truth);
    }
}

/* At 2^14 base points within 0.01 of the truth, which the 95 % interval holds. */
static void check_known(const struct known *k)
{
    const struct design_spec s = saltelli(1 << 14, k->d, true, 5);
    double *y = run_saltelli(k, &s, false);
    struct sobol_indices x;
    assert_int_equal(sensitivity_sobol(&s, y, saltelli_rows(&s), 200, 0.95, &x), SENSITIVITY_OK);
    near(x.mean, k->mean, 0.01);
    near(x.variance / k->variance, 1, 0.01);
    assert_int_equal(x.n_used, 1 << 14);
    assert_int_equal(x.n_left_out, 0);
    for (size_t i = 0; i < k->d; i++) {
        holds(x.first[i], k->first[i], k->name, i);
        holds(x.total[i], k->total[i], k->name, i);
        for (size_t j = 0; j < k->d; j++) {
            const struct index_estimate ij = x.second[i * k->d + j];
            if (i < j) {
                holds(ij, k->second[i][j], k->name, 10 * i + j);
            } else {
                assert_true(ij.value == 0 && ij.lo == 0 && ij.hi == 0);
            }
        }
    }
    sobol_free(&x);
    assert_null(x.first);
    free(y);
}
static void test_known(void **state)
{
    (void)state;
    const struct known k[] = {known_ishigami(), known_g(), known_linear()};
    near(k[0].first[0], 0.3139, 5e-5); /* the values that the literature prints */
    near(k[0].first[1], 0.4424, 5e-5);
    near(k[0].total[0], 0.5576, 5e-5);
    near(k[0].total[2], 0.2437, 5e-5);
    for (size_t i = 0; i < sizeof k / sizeof *k; i++) {
        check_known(&k[i]);
    }
}

/* The same on the study's own design. */
static void test_own_design(void **state)
{
    (void)state;
    const struct known k = known_ishigami();
    const struct design_spec s = saltelli(1 << 14, 3, true, 11);
    const size_t n = design_rows(&s);
    assert_int_equal(n, saltelli_rows(&s));
    double *u = malloc(n * 3 * sizeof *u), *y = malloc(n * sizeof *y);
    assert_true(design_fill(&s, u));
    for (size_t i = 0; i < n; i++) {
        y[i] = k.f(u + 3 * i);
    }
    struct sobol_indices x;
    assert_int_equal(sensitivity_sobol(&s, y, n, 100, 0.95, &x), SENSITIVITY_OK);
    for (size_t i = 0; i < 3; i++) {
        holds(x.first[i], k.first[i], "first", i);
        holds(x.total[i], k.total[i], "total", i);
        for (size_t j = i + 1; j < 3; j++) {
            holds(x.second[i * 3 + j], k.second[i][j], "second", 10 * i + j);
        }
    }
    sobol_free(&x);
    free(u);
    free(y);
}

static void same_interval(struct index_estimate x, double *sorted, double value, size_t n)
{
    stats_sort(sorted, n);
    near(x.value, value, 1e-11);
    near(x.lo, stats_quantile(sorted, n, 0.1), 1e-11);
    near(x.hi, stats_quantile(sorted, n, 0.9), 1e-11);
}

/* More resamples than a batch, no whole pieces of blocks or tiles of terms. */
static void test_plain(void **state)
{
    (void)state;
    enum { N = 203, R = 150 };
    for (size_t d = 1; d <= CASE_DIM; d++) {
        const struct design_spec s = saltelli(N, d, d != 2, 77 + d);
        double *y = malloc(saltelli_rows(&s) * sizeof *y), got[R];
        struct prop p = {d};
        for (size_t i = 0; i < saltelli_rows(&s); i++) {
            y[i] = prop_real(&p, -1, 9) + (double)(i % 3);
        }
        uint8_t count[N];
        struct plain one, each[R];
        memset(count, 1, N);
        one = plain_indices(&s, y, count);
        for (uint32_t r = 0; r < R; r++) {
            resample_counts(s.seed, RESAMPLE_SOBOL, r + 1, N, count);
            each[r] = plain_indices(&s, y, count);
        }
        struct sobol_indices x;
        assert_int_equal(sensitivity_sobol(&s, y, saltelli_rows(&s), R, 0.8, &x), SENSITIVITY_OK);
        assert_true(s.second == (x.second != NULL));
        for (size_t i = 0; i < d; i++) {
            for (size_t r = 0; r < R; r++) {
                got[r] = each[r].first[i];
            }
            same_interval(x.first[i], got, one.first[i], R);
            for (size_t r = 0; r < R; r++) {
                got[r] = each[r].total[i];
            }
            same_interval(x.total[i], got, one.total[i], R);
            for (size_t j = i + 1; s.second && j < d; j++) {
                for (size_t r = 0; r < R; r++) {
                    got[r] = each[r].second[i][j];
                }
                same_interval(x.second[i * d + j], got, one.second[i][j], R);
            }
        }
        sobol_free(&x);
        free(y);
    }
}

/* Of many small studies nine in ten 90 % intervals hold the truth. Independent points, as the
 * bootstrap assumes (with Sobol' points it errs on the wide side). */
static void test_coverage(void **state)
{
    (void)state;
    const struct known k = known_ishigami();
    const int studies = prop_cases(800);
    int in[5] = {0};
    for (int t = 0; t < studies; t++) {
        const struct design_spec s = saltelli(256, 3, true, 1000 + (uint64_t)t);
        double *y = run_saltelli(&k, &s, true);
        struct sobol_indices x;
        assert_int_equal(sensitivity_sobol(&s, y, saltelli_rows(&s), 200, 0.9, &x), 0);
        const struct index_estimate e[] = {x.first[0], x.first[1], x.total[0], x.total[2],
                                           x.second[2]};
        const double truth[] = {k.first[0], k.first[1], k.total[0], k.total[2], k.second[0][2]};
        for (size_t i = 0; i < 5; i++) {
            in[i] += e[i].lo <= truth[i] && truth[i] <= e[i].hi;
        }
        sobol_free(&x);
        free(y);
    }
    for (size_t i = 0; i < 5; i++) {
        const double share = (double)in[i] / studies;
        if (share < 0.86 || share > 0.94) {
            fail_msg("index %zu: %g of the intervals hold the truth", i, share);
        }
    }
}

/* --- properties --- */

static void equal_bits(const struct index_estimate *a, const struct index_estimate *b, size_t n)
{
    assert_memory_equal(a, b, n * sizeof *a);
}

/* The same call twice, outputs scaled by a power of two: the same bits. Any scale and shift: the
 * same to rounding, also near the ends of the range of a double. */
static void test_scale(void **state)
{
    (void)state;
    const struct known k = known_g();
    const size_t d = k.d;
    const struct design_spec s = saltelli(500, d, true, 3);
    double *y = run_saltelli(&k, &s, true), *z = malloc(saltelli_rows(&s) * sizeof *z);
    const struct {
        double by, plus, tolerance;
    } change[] = {{1, 0, 0},        {-0x1p-20, 0, 0},   {0x1p900, 0, 0},
                  {0x1p-900, 0, 0}, {-3.7, 1e3, 1e-10}, {1e-3, -1e6, 1e-4}};
    struct sobol_indices x, c;
    assert_int_equal(sensitivity_sobol(&s, y, saltelli_rows(&s), 20, 0.9, &x), SENSITIVITY_OK);
    for (size_t n = 0; n < sizeof change / sizeof *change; n++) {
        for (size_t i = 0; i < saltelli_rows(&s); i++) {
            z[i] = y[i] * change[n].by + change[n].plus;
        }
        assert_int_equal(sensitivity_sobol(&s, z, saltelli_rows(&s), 20, 0.9, &c), SENSITIVITY_OK);
        if (change[n].tolerance == 0) {
            equal_bits(x.first, c.first, d);
            equal_bits(x.total, c.total, d);
            equal_bits(x.second, c.second, d * d);
        }
        for (size_t i = 0; i < d; i++) {
            near(c.first[i].value, x.first[i].value, change[n].tolerance);
            near(c.total[i].hi, x.total[i].hi, change[n].tolerance);
        }
        near(c.mean, x.mean * change[n].by + change[n].plus, 1e-9 * fabs(c.mean));
        sobol_free(&c);
    }
    sobol_free(&x);
    free(y);
    free(z);
}

/* Factors in another order: the same numbers in that order. */
static void test_permute(void **state)
{
    (void)state;
    const struct known k = known_g();
    const size_t d = k.d, rows = 2 * d + 2, to[CASE_DIM] = {2, 0, 3, 1};
    const struct design_spec s = saltelli(300, d, true, 9);
    double *y = run_saltelli(&k, &s, true), *z = malloc(saltelli_rows(&s) * sizeof *z);
    memcpy(z, y, saltelli_rows(&s) * sizeof *z);
    for (size_t r = 0; r < s.n; r++) {
        for (size_t i = 0; i < d; i++) {
            z[r * rows + 1 + to[i]] = y[r * rows + 1 + i];
            z[r * rows + 1 + d + to[i]] = y[r * rows + 1 + d + i];
        }
    }
    struct sobol_indices x, c;
    assert_int_equal(sensitivity_sobol(&s, y, saltelli_rows(&s), 30, 0.9, &x), SENSITIVITY_OK);
    assert_int_equal(sensitivity_sobol(&s, z, saltelli_rows(&s), 30, 0.9, &c), SENSITIVITY_OK);
    for (size_t i = 0; i < d; i++) {
        equal_bits(&x.first[i], &c.first[to[i]], 1);
        equal_bits(&x.total[i], &c.total[to[i]], 1);
        for (size_t j = i + 1; j < d; j++) {
            const size_t a = to[i] < to[j] ? to[i] : to[j], b = to[i] < to[j] ? to[j] : to[i];
            equal_bits(&x.second[i * d + j], &c.second[a * d + b], 1);
        }
    }
    sobol_free(&x);
    sobol_free(&c);
    free(y);
    free(z);
}

/* --- limits --- */

static void all_zero(const struct sobol_indices *x, size_t d)
{
    for (size_t i = 0; i < d; i++) {
        const struct index_estimate e[] = {x->first[i], x->total[i], x->second[i]};
        for (size_t k = 0; k < 3; k++) {
            assert_true(e[k].value == 0 && e[k].lo == 0 && e[k].hi == 0);
        }
    }
    assert_true(x->variance == 0);
}

static void test_constant(void **state)
{
    (void)state;
    const struct design_spec s = saltelli(1000, 3, true, 1);
    double *y = malloc(saltelli_rows(&s) * sizeof *y);
    const double value[] = {0.1, 0, -1e300, 5e-320};
    for (size_t v = 0; v < sizeof value / sizeof *value; v++) {
        for (size_t i = 0; i < saltelli_rows(&s); i++) {
            y[i] = value[v];
        }
        struct sobol_indices x;
        assert_int_equal(sensitivity_sobol(&s, y, saltelli_rows(&s), 10, 0.9, &x), SENSITIVITY_OK);
        all_zero(&x, 3);
        assert_true(x.mean == value[v]);
        sobol_free(&x);
    }
    /* A and B the same, the rows between not: no variance to share out, and no NaN. */
    y[3] = 7;
    struct sobol_indices x;
    assert_int_equal(sensitivity_sobol(&s, y, saltelli_rows(&s), 10, 0.9, &x), SENSITIVITY_OK);
    all_zero(&x, 3);
    sobol_free(&x);
    free(y);
}

/* Blocks with a failed row count for nothing: the result is that of the other blocks alone. */
static void test_left_out(void **state)
{
    (void)state;
    const struct known k = known_linear();
    const struct design_spec s = saltelli(400, 3, true, 2);
    const size_t rows = 8;
    double *y = run_saltelli(&k, &s, true), *z = malloc(saltelli_rows(&s) * sizeof *z);
    struct design_spec rest = s;
    rest.n = 0;
    for (size_t r = 0; r < s.n; r++) {
        if (r % 7 == 3) {
            y[r * rows + r % rows] = r % 2 ? (double)NAN : (double)INFINITY;
        } else {
            memcpy(z + rows * rest.n++, y + rows * r, rows * sizeof *z);
        }
    }
    struct sobol_indices x, c;
    assert_int_equal(sensitivity_sobol(&s, y, saltelli_rows(&s), 40, 0.9, &x), SENSITIVITY_OK);
    assert_int_equal(sensitivity_sobol(&rest, z, saltelli_rows(&rest), 40, 0.9, &c), 0);
    assert_int_equal(x.n_used, rest.n);
    assert_int_equal(x.n_left_out, s.n - rest.n);
    equal_bits(x.first, c.first, 3);
    equal_bits(x.total, c.total, 3);
    equal_bits(x.second, c.second, 9);
    assert_true(x.mean == c.mean && x.variance == c.variance);
    sobol_free(&x);
    sobol_free(&c);
    free(y);
    free(z);
}

static void test_refused(void **state)
{
    (void)state;
    struct design_spec s = saltelli(3, 2, false, 1), morris = s;
    morris.kind = DESIGN_MORRIS;
    morris.levels = 4;
    assert_int_equal(design_rows(&morris), 9);
    const double y[] = {1, 2, 3, 4, 5, 6, 7, 9, 1, NAN, 1, 1}, bad = (double)NAN;
    struct sobol_indices x;
    assert_int_equal(sensitivity_sobol(&s, y, 11, 5, 0.9, &x), SENSITIVITY_ROWS);
    sobol_free(&x);
    assert_int_equal(sensitivity_sobol(&s, y, 13, 5, 0.9, &x), SENSITIVITY_ROWS);
    assert_int_equal(sensitivity_sobol(&s, y, 0, 5, 0.9, &x), SENSITIVITY_ROWS);
    assert_int_equal(sensitivity_sobol(&morris, y, 9, 5, 0.9, &x), SENSITIVITY_ROWS);
    assert_int_equal(sensitivity_sobol(&s, y, 12, 0, 0.9, &x), SENSITIVITY_OK); /* two blocks */
    assert_true(x.first[1].lo == x.first[1].value && x.first[1].hi == x.first[1].value);
    sobol_free(&x);
    s.n = 1;
    assert_int_equal(sensitivity_sobol(&s, y, 4, 5, 0.9, &x), SENSITIVITY_FEW);
    sobol_free(&x);
    s.n = 2;
    const double failed[] = {1, 2, 3, bad, 5, 6, 7, 8};
    assert_int_equal(sensitivity_sobol(&s, failed, 8, 5, 0.9, &x), SENSITIVITY_FEW);
    assert_int_equal(x.n_used, 1);
    assert_int_equal(x.n_left_out, 1);
    sobol_free(&x);
}

static void test_memory(void **state)
{
    (void)state;
    const struct design_spec s = saltelli(5, 2, true, 1);
    const double y[30] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    struct sobol_indices x;
    enum sensitivity_err err = SENSITIVITY_MEMORY;
    unsigned long n = 0;
    while (err != SENSITIVITY_OK) {
        mem_fail_at(++n, false);
        err = sensitivity_sobol(&s, y, 30, 5, 0.9, &x);
        assert_true(err == SENSITIVITY_OK || err == SENSITIVITY_MEMORY);
        sobol_free(&x);
    }
    mem_fail_at(0, false);
    assert_true(n > 10); /* it has that many allocations, each of which failed once */
}

int main(void)
{
    num_thread_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known),    cmocka_unit_test(test_own_design),
        cmocka_unit_test(test_plain),    cmocka_unit_test(test_coverage),
        cmocka_unit_test(test_scale),    cmocka_unit_test(test_permute),
        cmocka_unit_test(test_constant), cmocka_unit_test(test_left_out),
        cmocka_unit_test(test_refused),  cmocka_unit_test(test_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
