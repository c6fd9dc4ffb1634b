/* test_sensitivity_rank.c - rank regression against GSL's least squares and known correlations.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/num.h"
#include "sim/resample.h"
#include "sim/stats.h"
#include "tests/prop.h"
#include <gsl/gsl_multifit.h>
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

static void draw(struct prop *p, double *u, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        u[i] = prop_real(p, 0, 1);
    }
}

/* A monotone function of one input has the coefficient 1 or -1 and R2 = 1, in every resample. */
static void test_monotone(void **state)
{
    (void)state;
    enum { N = 300, D = 3 };
    struct prop p = {1};
    double u[N * D], y[N];
    draw(&p, u, N * D);
    for (int sign = -1; sign <= 1; sign += 2) {
        for (size_t i = 0; i < N; i++) {
            y[i] = sign * num_exp(30 * u[i * D + 1]);
        }
        struct rank_effects x;
        assert_int_equal(sensitivity_rank(u, y, N, D, 50, 0.9, 1, &x), SENSITIVITY_OK);
        for (size_t i = 0; i < D; i++) {
            const double want = i == 1 ? sign : 0;
            near(x.srrc[i].value, want, 1e-13);
            near(x.srrc[i].lo, want, 1e-13);
            near(x.srrc[i].hi, want, 1e-13);
        }
        near(x.r2, 1, 1e-13);
        rank_free(&x);
        assert_null(x.srrc);
    }
}

/* --- the definition, slowly --- */

/* Mid-ranks of x[n] (`stride` apart), standardised; 0 where all are the same. */
static void plain_ranks(const double *x, size_t stride, size_t n, double *out)
{
    double mean = 0, square = 0;
    for (size_t i = 0; i < n; i++) {
        out[i] = 0.5;
        for (size_t j = 0; j < n; j++) {
            out[i] += x[j * stride] < x[i * stride] ? 1 : x[j * stride] == x[i * stride] ? 0.5 : 0;
        }
        mean += out[i] / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        out[i] -= mean;
        square += out[i] * out[i] / (double)(n - 1);
    }
    for (size_t i = 0; i < n; i++) {
        out[i] = square > 0 ? out[i] / sqrt(square) : 0;
    }
}

/* fit[d], then R2. */
static void plain_fit(const double *u, const double *y, size_t n, size_t d, double *fit)
{
    gsl_matrix *x = gsl_matrix_alloc(n, d), *covariance = gsl_matrix_alloc(d, d);
    gsl_vector *z = gsl_vector_alloc(n), *c = gsl_vector_alloc(d);
    double *rank = malloc(n * sizeof *rank), chi2 = 0;
    for (size_t i = 0; i <= d; i++) {
        plain_ranks(i < d ? u + i : y, i < d ? d : 1, n, rank);
        gsl_vector_view column = gsl_matrix_column(x, i < d ? i : 0);
        for (size_t k = 0; k < n; k++) {
            gsl_vector_set(i < d ? &column.vector : z, k, rank[k]);
        }
    }
    gsl_multifit_linear_workspace *w = gsl_multifit_linear_alloc(n, d);
    gsl_multifit_linear(x, z, c, covariance, &chi2, w);
    for (size_t i = 0; i < d; i++) {
        fit[i] = gsl_vector_get(c, i);
    }
    fit[d] = 1 - chi2 / (double)(n - 1);
    gsl_multifit_linear_free(w);
    gsl_matrix_free(x);
    gsl_matrix_free(covariance);
    gsl_vector_free(z);
    gsl_vector_free(c);
    free(rank);
}

/* With ties, in inputs and output, and more columns than a tile; resamples are ranked anew. */
static void test_plain(void **state)
{
    (void)state;
    enum { N = 150, R = 7, MOST = 6 };
    for (size_t d = 1; d <= MOST; d++) {
        struct prop p = {d};
        double u[N * MOST], y[N], fit[1 + R][MOST + 1], v[N * MOST], z[N];
        draw(&p, u, N * d);
        for (size_t i = 0; i < N; i++) {
            u[i * d] = floor(u[i * d] * 10);
            y[i] = floor(u[i * d] * (1 + u[i * d + d - 1]) + prop_real(&p, -9, 9));
        }
        plain_fit(u, y, N, d, fit[0]);
        for (uint32_t r = 1; r <= R; r++) {
            uint8_t count[N];
            size_t n = 0;
            resample_counts(11, RESAMPLE_RANK, r, N, count);
            for (size_t i = 0; i < N; i++) {
                for (; count[i] > 0; count[i]--) {
                    memcpy(v + n * d, u + i * d, d * sizeof *v);
                    z[n++] = y[i];
                }
            }
            plain_fit(v, z, N, d, fit[r]);
        }
        struct rank_effects x;
        assert_int_equal(sensitivity_rank(u, y, N, d, R, 0.7, 11, &x), SENSITIVITY_OK);
        for (size_t i = 0; i < d; i++) {
            double sorted[R];
            for (size_t r = 0; r < R; r++) {
                sorted[r] = fit[r + 1][i];
            }
            stats_sort(sorted, R);
            near(x.srrc[i].value, fit[0][i], 1e-11);
            near(x.srrc[i].lo, stats_quantile(sorted, R, 0.15), 1e-11);
            near(x.srrc[i].hi, stats_quantile(sorted, R, 0.85), 1e-11);
        }
        near(x.r2, fit[0][d], 1e-11);
        rank_free(&x);
    }
}

/* y = r z1 + sqrt(1 - r^2) z2 of normal scores: the rank correlation of y and z1 is
 * (6 / pi) asin(r / 2) (Pearson 1907), and with independent inputs it is the coefficient too. Of
 * many small studies nine in ten 90 % intervals hold it. */
static void test_coverage(void **state)
{
    (void)state;
    enum { N = 200 };
    const double part[2] = {0.9, sqrt(1 - 0.81)}, pi = 3.141592653589793;
    const int studies = prop_cases(1000);
    int in[2] = {0, 0};
    double mean[2] = {0, 0};
    for (int t = 0; t < studies; t++) {
        struct prop p = {500 + (uint64_t)t};
        double u[N * 2], y[N];
        draw(&p, u, 2 * N);
        for (size_t i = 0; i < N; i++) {
            y[i] = part[0] * num_normal_quantile(u[2 * i]) +
                   part[1] * num_normal_quantile(u[2 * i + 1]);
        }
        struct rank_effects x;
        assert_int_equal(sensitivity_rank(u, y, N, 2, 200, 0.9, (uint64_t)t, &x), SENSITIVITY_OK);
        for (size_t k = 0; k < 2; k++) {
            const double truth = 6 / pi * num_asin(part[k] / 2);
            in[k] += x.srrc[k].lo <= truth && truth <= x.srrc[k].hi;
            mean[k] += (x.srrc[k].value - truth) / studies;
        }
        rank_free(&x);
    }
    for (size_t k = 0; k < 2; k++) {
        near(mean[k], 0, 0.005);
        near((double)in[k] / studies, 0.9, 0.04);
    }
}

/* Only ranks matter, so a monotone change of y or of an input changes no bit; inputs in another
 * order give the same numbers in that order; a call has the same bits twice. */
static void test_properties(void **state)
{
    (void)state;
    enum { N = 400, D = 5 };
    struct prop p = {8};
    double u[N * D], y[N], v[N * D], z[N], w[N * D];
    draw(&p, u, N * D);
    for (size_t i = 0; i < N; i++) {
        y[i] = 4 * u[i * D] - u[i * D + 1] * u[i * D + 2] + prop_real(&p, -1, 1);
        z[i] = y[i] * y[i] * y[i] * 1e200 - 1;
        for (size_t k = 0; k < D; k++) {
            v[i * D + k] = k % 2 ? num_log(u[i * D + k]) : u[i * D + k] - 0.5;
            w[i * D + (k + 2) % D] = u[i * D + k];
        }
    }
    struct rank_effects a, b, c;
    assert_int_equal(sensitivity_rank(u, y, N, D, 30, 0.9, 1, &a), SENSITIVITY_OK);
    assert_int_equal(sensitivity_rank(v, z, N, D, 30, 0.9, 1, &b), SENSITIVITY_OK);
    assert_int_equal(sensitivity_rank(w, y, N, D, 30, 0.9, 1, &c), SENSITIVITY_OK);
    assert_memory_equal(a.srrc, b.srrc, D * sizeof *a.srrc);
    assert_true(a.r2 == b.r2 && a.r2 > 0.5 && a.r2 < 1);
    for (size_t k = 0; k < D; k++) {
        near(a.srrc[k].value, c.srrc[(k + 2) % D].value, 1e-12);
        near(a.srrc[k].hi, c.srrc[(k + 2) % D].hi, 1e-12);
    }
    near(a.r2, c.r2, 1e-12);
    rank_free(&a);
    rank_free(&b);
    rank_free(&c);
}

/* Few rows, many columns, ties everywhere: R2 stays in 0..1 and nothing is NaN. */
static void test_small(void **state)
{
    (void)state;
    struct prop p = {4};
    for (int t = 0; t < prop_cases(3000); t++) {
        double u[12 * 6], y[12];
        const size_t n = (size_t)prop_int(&p, 2, 12), d = (size_t)prop_int(&p, 1, 6);
        const int steps = prop_int(&p, 0, 3);
        for (size_t i = 0; i < n * d; i++) {
            u[i] = prop_int(&p, 0, steps);
        }
        for (size_t i = 0; i < n; i++) {
            y[i] = prop_int(&p, -1, 1) * (prop_chance(&p, 50) ? 1.0 : 0.0);
        }
        struct rank_effects x;
        assert_int_equal(sensitivity_rank(u, y, n, d, 3, 0.9, 1, &x), SENSITIVITY_OK);
        assert_true(x.r2 >= 0 && x.r2 <= 1);
        for (size_t k = 0; k < d; k++) {
            assert_true(isfinite(x.srrc[k].value) && isfinite(x.srrc[k].lo));
            assert_true(x.srrc[k].lo <= x.srrc[k].hi);
        }
        rank_free(&x);
    }
}

/* Constant outputs and inputs have coefficients of 0; copies of an input share its effect. */
static void test_degenerate(void **state)
{
    (void)state;
    enum { N = 100, D = 4 };
    struct prop p = {5};
    double u[N * D], y[N];
    draw(&p, u, N * D);
    for (size_t i = 0; i < N; i++) {
        u[i * D + 1] = 0.5;
        u[i * D + 3] = u[i * D];
        y[i] = 0.1;
    }
    struct rank_effects x;
    assert_int_equal(sensitivity_rank(u, y, N, D, 20, 0.9, 1, &x), SENSITIVITY_OK);
    for (size_t k = 0; k < D; k++) {
        assert_true(x.srrc[k].value == 0 && x.srrc[k].lo == 0 && x.srrc[k].hi == 0);
    }
    assert_true(x.r2 == 0);
    rank_free(&x);
    for (size_t i = 0; i < N; i++) {
        y[i] = u[i * D];
    }
    assert_int_equal(sensitivity_rank(u, y, N, D, 20, 0.9, 1, &x), SENSITIVITY_OK);
    const double want[D] = {0.5, 0, 0, 0.5};
    for (size_t k = 0; k < D; k++) {
        near(x.srrc[k].value, want[k], 1e-9);
        near(x.srrc[k].hi, want[k], 1e-9);
    }
    near(x.r2, 1, 1e-9);
    rank_free(&x);
    /* minus zero ties with zero, and signs sort */
    const double v[] = {0, 1, 2, 3}, signs[] = {-2.0, -0.0, 0.0, 5.0};
    assert_int_equal(sensitivity_rank(v, signs, 4, 1, 0, 0.9, 1, &x), SENSITIVITY_OK);
    near(x.srrc[0].value, 4.5 / sqrt(5.0 * 4.5), 1e-14); /* ranks 1, 2.5, 2.5, 4 */
    rank_free(&x);
}

static void test_left_out(void **state)
{
    (void)state;
    enum { N = 130, D = 2 };
    struct prop p = {6};
    double u[N * D], y[N], v[N * D], z[N];
    size_t n = 0;
    draw(&p, u, N * D);
    for (size_t i = 0; i < N; i++) {
        y[i] = i % 9 == 4 ? (double)NAN : i == 6 ? (double)-INFINITY : u[i * D] + u[i * D + 1];
        if (isfinite(y[i])) {
            memcpy(v + n * D, u + i * D, D * sizeof *v);
            z[n++] = y[i];
        }
    }
    struct rank_effects a, b;
    assert_int_equal(sensitivity_rank(u, y, N, D, 10, 0.9, 1, &a), SENSITIVITY_OK);
    assert_int_equal(sensitivity_rank(v, z, n, D, 10, 0.9, 1, &b), SENSITIVITY_OK);
    assert_memory_equal(a.srrc, b.srrc, D * sizeof *a.srrc);
    assert_int_equal(a.n_used, n);
    assert_int_equal(a.n_left_out, N - n);
    rank_free(&a);
    rank_free(&b);
    assert_int_equal(sensitivity_rank(u, y, 0, D, 10, 0.9, 1, &a), SENSITIVITY_ROWS);
    assert_int_equal(sensitivity_rank(u, y, N, 0, 10, 0.9, 1, &a), SENSITIVITY_ROWS);
    assert_int_equal(sensitivity_rank(u, y, 1, D, 10, 0.9, 1, &a), SENSITIVITY_FEW);
    assert_int_equal(sensitivity_rank(u, y + 3, 2, D, 10, 0.9, 1, &a), SENSITIVITY_FEW);
    assert_int_equal(a.n_left_out, 1);
    rank_free(&a);
}

/* Outputs told together are told as each alone, to the bit; and only if they lack the same rows. */
static void test_together(void **state)
{
    (void)state;
    enum { N = 170, D = 7, M = 6 };
    struct prop p = {8};
    double u[N * D], y[M][N];
    const double *all[M];
    draw(&p, u, N * D);
    for (size_t k = 0; k < M; k++) {
        all[k] = y[k];
        for (size_t i = 0; i < N; i++) {
            y[k][i] = i % 11 == 3 ? (double)NAN
                      : k == 2    ? 5.0
                                  : u[i * D + k] + 0.3 * u[i * D] * u[i * D + 1];
        }
    }
    struct rank_effects a[M], b;
    const struct rank_asked q = {D, M, 20, 0.9, 5};
    assert_int_equal(sensitivity_rank_all(u, all, N, &q, a), SENSITIVITY_OK);
    for (size_t k = 0; k < M; k++) {
        assert_int_equal(sensitivity_rank(u, y[k], N, D, 20, 0.9, 5, &b), SENSITIVITY_OK);
        assert_memory_equal(a[k].srrc, b.srrc, D * sizeof *b.srrc);
        assert_true(a[k].r2 == b.r2 && a[k].n_left_out == b.n_left_out && b.n_left_out == 16);
        rank_free(&a[k]);
        rank_free(&b);
    }
    y[4][0] = (double)INFINITY;
    assert_int_equal(sensitivity_rank_all(u, all, N, &q, a), SENSITIVITY_ROWS);
    assert_null(a[0].srrc);
}

static void test_memory(void **state)
{
    (void)state;
    const double u[] = {0.1, 0.5, 0.2, 0.9, 0.3, 0.6}, y[] = {3, 1, 2};
    enum sensitivity_err err = SENSITIVITY_MEMORY;
    unsigned long n = 0;
    while (err != SENSITIVITY_OK) {
        struct rank_effects x;
        mem_fail_at(++n, false);
        err = sensitivity_rank(u, y, 3, 2, 5, 0.9, 1, &x);
        assert_true(err == SENSITIVITY_OK || err == SENSITIVITY_MEMORY);
        rank_free(&x);
    }
    mem_fail_at(0, false);
    assert_true(n > 16);
}

int main(void)
{
    num_thread_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_monotone), cmocka_unit_test(test_plain),
        cmocka_unit_test(test_coverage), cmocka_unit_test(test_properties),
        cmocka_unit_test(test_small),    cmocka_unit_test(test_degenerate),
        cmocka_unit_test(test_left_out), cmocka_unit_test(test_together),
        cmocka_unit_test(test_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
