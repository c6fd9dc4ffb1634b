/* design_cases.h - small tools for tests/test_design.c.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_DESIGN_CASES_H
#define TESTS_DESIGN_CASES_H
#include "cmocka_all.h"
#include "sim/design.h"
#include "sim/design_internal.h"
#include "sim/mem.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NEAR(a, b, tolerance)                                    \
    do {                                                         \
        const double got_ = (a), want_ = (b);                    \
        if (!(fabs(got_ - want_) <= (tolerance)))                \
            fail_msg("%s is %.17g, not %.17g", #a, got_, want_); \
    } while (0)

/* A filled design; free with mem_free. */
static inline double *filled(const struct design_spec *s)
{
    double *u = mem_alloc(design_rows(s) * s->n_dim, sizeof *u);
    assert_non_null(u);
    assert_true(design_rows(s) > 0);
    assert_true(design_fill(s, u));
    for (size_t i = 0; i < design_rows(s) * s->n_dim; i++)
        if (!(u[i] > 0.0 && u[i] < 1.0))
            fail_msg("number %zu is %.17g", i, u[i]);
    return u;
}

/* Each of n cells of column j holds exactly one of n rows. */
static inline void assert_strata(const double *u, size_t n, size_t n_dim, size_t j)
{
    unsigned char *seen = calloc(n, 1);
    assert_non_null(seen);
    for (size_t i = 0; i < n; i++) {
        const size_t cell = (size_t)(u[i * n_dim + j] * (double)n);
        if (cell >= n || seen[cell]++)
            fail_msg("column %zu, row %zu: cell %zu of %zu is not free", j, i, cell, n);
    }
    free(seen);
}

/* Joe and Kuo's table of 2003 (joe-kuo-old.1111), dimensions 2 to 11: degree s and inner
 * coefficients a of the primitive polynomial, first direction numbers m. */
struct joe_kuo {
    unsigned s, a, m[5];
};
static const struct joe_kuo joe_kuo[] = {{1, 0, {1}},
                                         {2, 1, {1, 1}},
                                         {3, 1, {1, 3, 7}},
                                         {3, 2, {1, 1, 5}},
                                         {4, 1, {1, 3, 1, 1}},
                                         {4, 4, {1, 1, 3, 7}},
                                         {5, 2, {1, 3, 3, 9, 9}},
                                         {5, 13, {1, 3, 7, 13, 3}},
                                         {5, 7, {1, 1, 5, 11, 27}},
                                         {5, 14, {1, 3, 5, 1, 15}}};
enum { JOE_KUO_DIMS = 1 + sizeof joe_kuo / sizeof *joe_kuo };

/* Point i of dimension j (from 0) by the definition: directions v_k = m_k / 2^k by the recurrence
 * m_k = 2 a_1 m_{k-1} ^ ... ^ 2^s m_{k-s} ^ m_{k-s}, taken where the Gray code of i has a one. */
static inline uint32_t sobol_by_definition(uint32_t i, size_t j)
{
    uint32_t m[33], x = 0;
    const struct joe_kuo *p = j > 0 ? &joe_kuo[j - 1] : NULL;
    for (unsigned k = 1; k <= 32; k++) {
        if (p == NULL || k <= p->s) {
            m[k] = p == NULL ? 1 : p->m[k - 1];
        } else {
            m[k] = m[k - p->s] ^ m[k - p->s] << p->s;
            for (unsigned q = 1; q < p->s; q++)
                m[k] ^= (p->a >> (p->s - 1 - q) & 1) * m[k - q] << q;
        }
        if ((i ^ i >> 1) >> (k - 1) & 1)
            x ^= m[k] << (32 - k);
    }
    return x;
}

/* Spearman's coefficient by counting: rank of a row is the number of rows below it. */
static inline double spearman(const double *u, size_t n, size_t d, size_t j, size_t k)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        double a = 0, b = 0;
        for (size_t r = 0; r < n; r++) {
            a += u[r * d + j] < u[i * d + j];
            b += u[r * d + k] < u[i * d + k];
        }
        sum += (a - b) * (a - b);
    }
    const double m = (double)n;
    return 1.0 - 6.0 * sum / (m * (m * m - 1.0));
}

/* A random correlation matrix: A A' of uniforms in (-1, 1), normalised; `ridge` is added to the
 * diagonal first, which keeps it away from singular ones. */
static inline void random_correlation(uint64_t seed, size_t d, double ridge, double *c)
{
    double a[36];
    for (size_t i = 0; i < d * d; i++) {
        const struct rng_word4 r = design_random(seed, USE_POINT, i, 0, 7);
        a[i] = 2.0 * rng_unit(r.w[0], r.w[1]) - 1.0;
    }
    for (size_t i = 0; i < d * d; i++) {
        c[i] = i % (d + 1) == 0 ? ridge : 0;
        for (size_t k = 0; k < d; k++)
            c[i] += a[i / d * d + k] * a[i % d * d + k];
    }
    double scale[6];
    for (size_t i = 0; i < d; i++)
        scale[i] = sqrt(c[i * d + i]);
    for (size_t i = 0; i < d; i++)
        for (size_t j = 0; j < d; j++)
            c[i * d + j] = i == j ? 1.0 : c[i * d + j] / (scale[i] * scale[j]);
}

static inline int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}
#endif
