/* design_patterns.h - grid, Morris and Saltelli: rows that follow a pattern; part of test_design.c.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_DESIGN_PATTERNS_H
#define TESTS_DESIGN_PATTERNS_H
#include "design_cases.h"

static void grid_is_exact(void **state)
{
    (void)state;
    const struct design_spec s = {.kind = DESIGN_GRID, .n_dim = 2, .levels = 4};
    assert_int_equal(design_rows(&s), 16);
    double *u = filled(&s);
    for (size_t i = 0; i < 16; i++) {
        NEAR(u[2 * i], (double)(i / 4) / 4 + 0.125, 0);
        NEAR(u[2 * i + 1], (double)(i % 4) / 4 + 0.125, 0);
    }
    mem_free(u);
    const struct design_spec one = {.kind = DESIGN_GRID, .n_dim = 5, .levels = 1};
    assert_int_equal(design_rows(&one), 1);
    u = filled(&one);
    NEAR(u[4], 0.5, 0);
    mem_free(u);
}

static void morris_moves_one_factor_at_a_time(void **state)
{
    (void)state;
    static const size_t level[] = {2, 4, 6, 10};
    for (size_t t = 0; t < 4; t++) {
        enum { N = 2000, D = 5 };
        const size_t p = level[t];
        const struct design_spec s = {.kind = DESIGN_MORRIS, .n = N, .n_dim = D, .levels = p};
        assert_int_equal(design_rows(&s), (size_t)N * (D + 1));
        assert_int_equal(design_block(&s), D + 1);
        double *u = filled(&s), up = 0, first[D] = {0}, at[10] = {0};
        for (size_t i = 0; i < (size_t)N * (D + 1); i++)
            for (size_t j = 0; j < D; j++) {
                const double k = floor(u[i * D + j] * (double)p);
                NEAR(u[i * D + j], (k + 0.5) / (double)p, 0);
                at[(size_t)k] += (double)p / (double)(N * (D + 1) * D);
            }
        for (size_t r = 0; r < N; r++) {
            unsigned moved = 0;
            for (size_t m = 1; m <= D; m++)
                for (size_t j = 0; j < D; j++) {
                    const double *x = u + (r * (D + 1) + m) * D + j, step = *x - *(x - D);
                    if (*x == *(x - D))
                        continue;
                    NEAR(fabs(step), 0.5, 1e-15);
                    assert_false(moved >> j & 1);
                    moved |= 1u << j;
                    assert_int_equal(__builtin_popcount(moved), m);
                    up += step > 0;
                    first[j] += m == 1;
                }
            assert_int_equal(moved, (1u << D) - 1);
        }
        NEAR(up / (N * D), 0.5, 0.025);
        for (size_t j = 0; j < D; j++)
            NEAR(first[j] / N, 1.0 / D, 5 * sqrt(0.16 / N));
        for (size_t k = 0; k < p; k++)
            NEAR(at[k], 1, 0.15);
        mem_free(u);
    }
}

/* n_dim 556 falls back to a Latin hypercube of 1112 columns. */
static void saltelli_mixes_two_points(void **state)
{
    (void)state;
    static const size_t size[][2] = {{64, 1}, {32, 2}, {64, 3}, {16, 20}, {4, 555}, {4, 556}};
    for (size_t t = 0; t < 12; t++) {
        const size_t n = size[t / 2][0], d = size[t / 2][1];
        const struct design_spec s = {
            .kind = DESIGN_SALTELLI, .n = n, .n_dim = d, .second = t % 2 == 1, .seed = 9};
        const struct design_spec base = {.kind = DESIGN_SOBOL, .n = n, .n_dim = 2 * d, .seed = 9};
        const size_t block = s.second ? 2 * d + 2 : d + 2;
        assert_int_equal(design_block(&s), block);
        assert_int_equal(design_rows(&s), n * block);
        assert_int_equal(design_falls_back(&s), d > 555);
        double *u = filled(&s), *ab = filled(&base);
        for (size_t r = 0; r < n; r++)
            for (size_t k = 0; k < block; k++)
                for (size_t j = 0; j < d; j++) {
                    const bool first = k == 0 || (k <= d && k - 1 != j) ||
                                       (k > d && k + 1 < block && k - d - 1 == j);
                    const double want = ab[r * 2 * d + (first ? j : d + j)];
                    assert_true(u[(r * block + k) * d + j] == want);
                }
        mem_free(u);
        mem_free(ab);
    }
}
#endif
