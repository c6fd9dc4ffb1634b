/* design_correlate.c - rank correlations by reordering columns.
 *
 * 1. R: each column's van der Waerden scores in the order of its own values, T = R'R / |score|^2.
 * 2. T = QQ', M = PP'. The columns of R S', S = P Q^-1, have correlation M: rank them. Normal
 * scores with correlation m have a rank correlation of (6 / pi) asin(m / 2) (Pearson 1907), up to
 * 0.018 less than m, so M is 2 sin(pi / 6 want), unless that is not positive definite.
 * 3. Steps 1 and 2 again, with the ranks just found in place of scores and M = want, as long as
 *    they bring the rank correlations nearer: near their aim S is nearly the identity, and ranking
 *    changes little.
 * 4. Give each column of u its ranks.
 * Ranks are kept as 32-bit numbers, old and new: together as large as u.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/design_internal.h"
#include "sim/mem.h"
#include "sim/num.h"
#include <math.h>
#include <string.h>

enum { PASSES = 10 };
#define NEAR_ENOUGH 5e-4
#define PIVOT_MIN 1e-10 /* of a matrix with ones on the diagonal */
#define PI_SIXTH 0.52359877559829887

struct reorder {
    size_t n, d;
    uint64_t seed;
    uint32_t *from, *to;    /* [d][n] rank of each row, before a step and after it */
    uint64_t *item, *spare; /* [n] key << 32 | row, and room to sort it */
    double *score;          /* [n] by rank */
    double *column;         /* [n] */
    double *m, *t;          /* [d][d] the correlations to reach, and those there are */
    double *p, *q, *s;      /* [d][d] P, Q, S: lower triangles */
};

/* Lower triangle L with L L' = a; false if `a` is not safely positive definite. Not GSL's, whose
 * error handler ends the process, and whose sums differ between builds. */
static bool factor(const double *a, size_t d, double *l)
{
    memset(l, 0, d * d * sizeof *l);
    for (size_t i = 0; i < d; i++) {
        for (size_t j = 0; j <= i; j++) {
            double rest = a[i * d + j];
            for (size_t k = 0; k < j; k++) {
                rest -= l[i * d + k] * l[j * d + k];
            }
            if (i == j && !(rest > PIVOT_MIN)) {
                return false;
            }
            l[i * d + j] = i == j ? sqrt(rest) : rest / l[j * d + j];
        }
    }
    return true;
}

static bool is_correlation(const double *a, size_t d)
{
    for (size_t i = 0; i < d; i++) {
        for (size_t j = 0; j < d; j++) {
            if (!(fabs(a[i * d + j]) <= 1.0) || a[i * d + j] != a[j * d + i]) {
                return false;
            }
        }
        if (a[i * d + i] != 1.0) {
            return false;
        }
    }
    return true;
}

/* S Q = P, by columns from the right. */
static void divide(const double *p, const double *q, size_t d, double *s)
{
    memset(s, 0, d * d * sizeof *s);
    for (size_t i = 0; i < d; i++) {
        for (size_t j = i + 1; j-- > 0;) {
            double rest = p[i * d + j];
            for (size_t k = j + 1; k <= i; k++) {
                rest -= s[i * d + k] * q[k * d + j];
            }
            s[i * d + j] = rest / q[j * d + j];
        }
    }
}

/* Sorts item[n] by its upper half, equal keys staying in their order: 11 bits a pass. */
static void sort_items(struct reorder *w)
{
    for (unsigned shift = 32; shift < 64; shift += 11) {
        size_t at[2049] = {0};
        for (size_t i = 0; i < w->n; i++) {
            at[(w->item[i] >> shift & 2047) + 1]++;
        }
        for (size_t k = 1; k < 2048; k++) {
            at[k] += at[k - 1];
        }
        for (size_t i = 0; i < w->n; i++) {
            w->spare[at[w->item[i] >> shift & 2047]++] = w->item[i];
        }
        uint64_t *sorted = w->spare;
        w->spare = w->item;
        w->item = sorted;
    }
}

/* The items of column j of u in ascending order; rows of equal values in random order. */
static void sort_column(struct reorder *w, const double *u, size_t j)
{
    for (size_t i = 0; i < w->n; i++) {
        const struct rng_word4 r = design_random(w->seed, USE_TIE, i, j, 0);
        const size_t k = design_below(r.w[0], r.w[1], i + 1);
        w->item[i] = w->item[k];
        w->item[k] = (uint64_t)(uint32_t)(u[i * w->d + j] * 0x1p32) << 32 | i;
    }
    sort_items(w);
}

static void rank_items(const struct reorder *w, uint32_t *rank)
{
    for (size_t i = 0; i < w->n; i++) {
        rank[(uint32_t)w->item[i]] = (uint32_t)i;
    }
}

/* Ranks of column j of R S'. Keys: the column scaled to the whole range of 32 bits. */
static void rank_mixed(struct reorder *w, size_t j)
{
    double *column = w->column;
    double reach = 0.0;
    memset(column, 0, w->n * sizeof *column);
    for (size_t k = 0; k <= j; k++) {
        const double s = w->s[j * w->d + k];
        const uint32_t *from = w->from + k * w->n;
        for (size_t i = 0; i < w->n; i++) {
            column[i] += s * w->score[from[i]];
        }
        reach += fabs(s) * w->score[w->n - 1];
    }
    for (size_t i = 0; i < w->n; i++) {
        const double share = 0.5 + 0.4999 * column[i] / reach;
        w->item[i] = (uint64_t)(uint32_t)(share * 0x1p32) << 32 | i;
    }
    sort_items(w);
    rank_items(w, w->to + j * w->n);
}

/* The columns' correlations, by their scores. */
static void correlate_scores(struct reorder *w, const uint32_t *ranks)
{
    double square = 0.0;
    for (size_t i = 0; i < w->n; i++) {
        square += w->score[i] * w->score[i];
    }
    for (size_t j = 0; j < w->d; j++) {
        const uint32_t *a = ranks + j * w->n;
        w->t[j * w->d + j] = 1.0;
        for (size_t k = 0; k < j; k++) {
            const uint32_t *b = ranks + k * w->n;
            double sum = 0.0;
            for (size_t i = 0; i < w->n; i++) {
                sum += w->score[a[i]] * w->score[b[i]];
            }
            w->t[j * w->d + k] = w->t[k * w->d + j] = sum / square;
        }
    }
}

static double worst_error(const struct reorder *w, const double *want)
{
    double worst = 0.0;
    for (size_t i = 0; i < w->d * w->d; i++) {
        const double error = fabs(w->t[i] - want[i]);
        worst = error > worst ? error : worst;
    }
    return worst;
}

/* Ranks of R S' into `to`; P and Q are there. */
static void reorder_ranks(struct reorder *w)
{
    divide(w->p, w->q, w->d, w->s);
    for (size_t j = 0; j < w->d; j++) {
        rank_mixed(w, j);
    }
}

/* P is that of `want`. A singular T (fewer rows than columns, columns alike) is taken for the
 * identity, which it is on average. */
static void start_ranks(struct reorder *w, const double *want)
{
    const size_t d = w->d;
    for (size_t i = 0; i < w->n; i++) {
        w->score[i] = num_normal_quantile(((double)i + 1.0) / ((double)w->n + 1.0));
    }
    for (size_t i = 0; i < d * d; i++) {
        w->m[i] = i % (d + 1) == 0 ? 1.0 : 2.0 * num_sin(PI_SIXTH * want[i]);
    }
    if (!factor(w->m, d, w->p)) {
        factor(want, d, w->p);
    }
    correlate_scores(w, w->from);
    if (!factor(w->t, d, w->q)) {
        memset(w->q, 0, d * d * sizeof *w->q);
        for (size_t j = 0; j < d; j++) {
            w->q[j * d + j] = 1.0;
        }
    }
    reorder_ranks(w);
}

static void swap_ranks(struct reorder *w)
{
    uint32_t *from = w->from;
    w->from = w->to;
    w->to = from;
}

/* Leaves the best ranks found in `to`. */
static void improve_ranks(struct reorder *w, const double *want)
{
    for (size_t i = 0; i < w->n; i++) {
        w->score[i] = (double)i - 0.5 * (double)(w->n - 1);
    }
    correlate_scores(w, w->to);
    double least = worst_error(w, want);
    factor(want, w->d, w->p);
    for (int pass = 1; pass < PASSES && least > NEAR_ENOUGH; pass++) {
        if (!factor(w->t, w->d, w->q)) {
            return;
        }
        swap_ranks(w);
        reorder_ranks(w);
        correlate_scores(w, w->to);
        const double worst = worst_error(w, want);
        if (!(worst < least)) {
            swap_ranks(w);
            return;
        }
        least = worst;
    }
}

static void rank_columns(struct reorder *w, const double *u)
{
    for (size_t j = 0; j < w->d; j++) {
        sort_column(w, u, j);
        rank_items(w, w->from + j * w->n);
    }
}

/* The value of rank r goes to the row whose new rank is r. */
static void place_values(struct reorder *w, double *u)
{
    for (size_t j = 0; j < w->d; j++) {
        sort_column(w, u, j);
        for (size_t r = 0; r < w->n; r++) {
            w->column[r] = u[(uint32_t)w->item[r] * w->d + j];
        }
        for (size_t i = 0; i < w->n; i++) {
            u[i * w->d + j] = w->column[w->to[j * w->n + i]];
        }
    }
}

static void give_matrices(struct reorder *w, double *matrix)
{
    const size_t square = w->d * w->d;
    w->m = matrix;
    w->t = matrix + square;
    w->p = matrix + 2 * square;
    w->q = matrix + 3 * square;
    w->s = matrix + 4 * square;
}

enum design_correlate design_correlate(double *u, size_t n, size_t n_dim, const double *want,
                                       uint64_t seed)
{
    struct reorder w = {.n = n, .d = n_dim, .seed = seed};
    size_t square = 0, numbers = 0;
    if (!is_correlation(want, n_dim)) {
        return CORRELATE_NOT_POSITIVE;
    }
    if (n > UINT32_MAX || __builtin_mul_overflow(n_dim, n_dim, &square) ||
        __builtin_mul_overflow(n, n_dim, &numbers)) {
        return CORRELATE_NO_MEMORY;
    }
    double *matrix = mem_alloc(square, 5 * sizeof *matrix);
    w.score = mem_alloc(n, 2 * sizeof *w.score);
    uint64_t *items = mem_alloc(n, 2 * sizeof *items);
    uint32_t *ranks = mem_alloc(numbers, 2 * sizeof *ranks);
    enum design_correlate result = CORRELATE_NO_MEMORY;
    if (matrix != NULL && w.score != NULL && items != NULL && ranks != NULL) {
        give_matrices(&w, matrix);
        w.column = w.score + n;
        w.item = items;
        w.spare = items + n;
        w.from = ranks;
        w.to = ranks + numbers;
        result = factor(want, n_dim, w.p) ? CORRELATE_OK : CORRELATE_NOT_POSITIVE;
        if (result == CORRELATE_OK && n > 1) {
            rank_columns(&w, u);
            start_ranks(&w, want);
            improve_ranks(&w, want);
            place_values(&w, u);
        }
    }
    mem_free(matrix);
    mem_free(w.score);
    mem_free(items);
    mem_free(ranks);
    return result;
}
