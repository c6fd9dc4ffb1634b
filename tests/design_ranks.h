/* design_ranks.h - tests of design_correlate(), part of tests/test_design.c.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_DESIGN_RANKS_H
#define TESTS_DESIGN_RANKS_H
#include "design_cases.h"

static const double pair_06[] = {1, 0.6, 0.6, 1}, pair_099[] = {1, -0.99, -0.99, 1};
static const double three[] = {1, 0.9, 0.6, 0.9, 1, 0.8, 0.6, 0.8, 1};
/* Positive definite, but 2 sin(pi/6 r) of it is not. */
static const double brink[] = {1, 0.6, -0.35, 0.6, 1, 0.53, -0.35, 0.53, 1};

static double worst_rank_error(enum design_kind kind, size_t n, size_t d, const double *want,
                               uint64_t seed)
{
    const struct design_spec s = {.kind = kind, .n = n, .n_dim = d, .seed = seed};
    double *u = filled(&s), worst = 0;
    assert_int_equal(design_correlate(u, n, d, want, seed), CORRELATE_OK);
    for (size_t j = 0; j < d; j++)
        for (size_t k = 0; k < j; k++)
            worst = fmax(worst, fabs(spearman(u, n, d, j, k) - want[j * d + k]));
    mem_free(u);
    return worst;
}

static void correlation_is_reached(void **state)
{
    (void)state;
    static const enum design_kind kind[] = {DESIGN_MONTE_CARLO, DESIGN_LHS, DESIGN_SOBOL};
    double worst = 0, edge = 0;
    for (size_t k = 0; k < 3; k++) {
        worst = fmax(worst, worst_rank_error(kind[k], 1000, 2, pair_06, k));
        worst = fmax(worst, worst_rank_error(kind[k], 1000, 2, pair_099, k));
        worst = fmax(worst, worst_rank_error(kind[k], 1000, 3, three, k));
    }
    for (size_t d = 2; d <= 6; d++)
        for (uint64_t t = 0; t < 6; t++) {
            double want[36];
            random_correlation(100 * d + t, d, 0.1, want);
            worst = fmax(worst, worst_rank_error(kind[t % 3], 1000, d, want, t));
            random_correlation(100 * d + t, d, 0.0, want);
            edge = fmax(edge, worst_rank_error(kind[t % 3], 1000, d, want, t));
        }
    print_message("largest error of a rank correlation at n = 1000: %.5f, nearly singular %.5f\n",
                  worst, edge);
    NEAR(worst, 0, 0.005);
    NEAR(edge, 0, 0.05);
    NEAR(worst_rank_error(DESIGN_LHS, 1000, 3, brink, 1), 0, 0.02);
    /* few rows cannot do better than ranks allow */
    NEAR(worst_rank_error(DESIGN_LHS, 20, 2, pair_06, 1), 0, 0.1);
}

static void correlation_keeps_values(void **state)
{
    (void)state;
    enum { N = 500, D = 3 };
    const struct design_spec s = {.kind = DESIGN_LHS, .n = N, .n_dim = D, .seed = 4};
    double *before = filled(&s), *after = filled(&s), *again = filled(&s);
    assert_int_equal(design_correlate(after, N, D, three, 1), CORRELATE_OK);
    assert_int_equal(design_correlate(again, N, D, three, 1), CORRELATE_OK);
    assert_memory_equal(after, again, (size_t)N * D * sizeof *after);
    for (size_t j = 0; j < D; j++) {
        double a[N], b[N];
        assert_strata(after, N, D, j);
        for (size_t i = 0; i < N; i++) {
            a[i] = before[i * D + j];
            b[i] = after[i * D + j];
        }
        if (j == 0)
            assert_memory_equal(a, b, sizeof a);
        qsort(a, N, sizeof *a, ascending);
        qsort(b, N, sizeof *b, ascending);
        assert_memory_equal(a, b, sizeof a);
    }
    mem_free(before);
    mem_free(after);
    mem_free(again);
}

/* Equal values come in random order, so that columns of constants do not correlate; one row, and
 * fewer rows than columns, are no error. */
static void ties_and_few_rows(void)
{
    double u[2000], one[] = {0.1, 0.2}, w[] = {0.1, 0.5, 0.9, 0.2, 0.3, 0.8};
    for (size_t i = 0; i < 1000; i++) {
        u[2 * i] = (double)(i + 1) / 1001;
        u[2 * i + 1] = i < 500 ? 0.25 : 0.75;
    }
    assert_int_equal(design_correlate(u, 1000, 2, pair_06, 0), CORRELATE_OK);
    double sum = 0;
    for (size_t i = 0; i < 1000; i++)
        sum += (u[2 * i] - 0.5) * (u[2 * i + 1] - 0.5) / 1000;
    /* u2 is +-1/4 by the sign of a score whose rank correlation with u1 is 0.6; of 1/16 possible */
    assert_true(sum > 0.02 && sum < 0.05);
    assert_int_equal(design_correlate(one, 1, 2, pair_06, 0), CORRELATE_OK);
    NEAR(one[0] + one[1], 0.3, 1e-15);
    assert_int_equal(design_correlate(w, 2, 3, three, 0), CORRELATE_OK);
    NEAR(w[0] + w[3], 0.3, 1e-15);
    NEAR(w[2] + w[5], 1.7, 1e-15);
}

/* A reordered Sobol' sequence still integrates better than independent rows: mean of u1 u2 u3. */
static void correlation_keeps_evenness(void **state)
{
    (void)state;
    enum { N = 1024, SEEDS = 30 };
    double spread[2] = {0, 0};
    for (int k = 0; k < 2; k++) {
        double sum = 0, square = 0;
        for (uint64_t seed = 0; seed < SEEDS; seed++) {
            const struct design_spec s = {
                .kind = k ? DESIGN_SOBOL : DESIGN_LHS, .n = N, .n_dim = 3, .seed = seed};
            double *u = filled(&s), mean = 0;
            assert_int_equal(design_correlate(u, N, 3, three, seed), CORRELATE_OK);
            for (size_t i = 0; i < N; i++)
                mean += u[3 * i] * u[3 * i + 1] * u[3 * i + 2] / N;
            sum += mean;
            square += mean * mean;
            mem_free(u);
        }
        spread[k] = sqrt(square / SEEDS - sum / SEEDS * (sum / SEEDS));
    }
    print_message("spread of a mean: hypercube %.3g, Sobol' %.3g\n", spread[0], spread[1]);
    assert_true(spread[1] < 0.5 * spread[0]);
    ties_and_few_rows();
}

static void no_correlation_is_refused(void **state)
{
    (void)state;
    static const double bad[][9] = {
        {1, 0.9, -0.9, 0.9, 1, 0.9, -0.9, 0.9, 1}, /* impossible together */
        {1, 0.9, 0.9, 0.9, 1, 0.6, 0.9, 0.6, 1},   /* just so: determinant -0.008 */
        {1, 1, 0, 1, 1, 0, 0, 0, 1},               /* semidefinite */
        {1, 0.5, 0, 0.4, 1, 0, 0, 0, 1},           /* not symmetric */
        {1, 0.5, 0, 0.5, 0.9, 0, 0, 0, 1},         /* no one on the diagonal */
        {1, 1.5, 0, 1.5, 1, 0, 0, 0, 1},           /* more than one */
        {1, (double)NAN, 0, (double)NAN, 1, 0, 0, 0, 1}};
    const double old[] = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        double u[9];
        memcpy(u, old, sizeof u);
        assert_int_equal(design_correlate(u, 3, 3, bad[i], 0), CORRELATE_NOT_POSITIVE);
        assert_memory_equal(u, old, sizeof u);
    }
}
#endif
