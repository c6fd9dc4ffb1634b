/* design_correlate.c - rank correlations by reordering columns.
 *
 * 1. R: each column's van der Waerden scores in the order of its own values, T = R'R / |score|^2.
 * 2. T = QQ', M = PP'. The columns of R S', S = P Q^-1, have correlation M.
 * 3. Give each column of u the ranks of that column of R S'.
 * 4. Normal scores with correlation m have a rank correlation of (6 / pi) asin(m / 2) (Pearson
 *    1907), up to 0.018 less, so M starts from 2 sin(pi / 6 want); what is still missing is added
 *    to M, and steps 2 to 4 repeated.
 * Ranks are kept as 32-bit numbers, old and new: together as large as u.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/design_internal.h"
#include "sim/mem.h"
#include "sim/num.h"
#include <math.h>
#include <string.h>

enum { PASSES = 5 };
#define NEAR_ENOUGH 5e-4
#define PIVOT_MIN 1e-10 /* of a matrix with ones on the diagonal */
#define PI_SIXTH 0.52359877559829887

struct reorder {
    size_t n, d;
    uint64_t seed;
    uint32_t *from, *to;    /* [d][n] rank of each row before and after */
    uint64_t *item, *spare; /* [n] key << 32 | row, and room to sort it; spare is a column, too */
    double *score;          /* [n] by rank */
    double score2;          /* sum of squares */
    double *want, *target, *best; /* [d][d] the caller's; M, and the M with the smallest error */
    double *p, *q, *s;            /* [d][d] P, Q, S: lower triangles */
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
    double *column = w->score + w->n; /* the second half of what was allocated */
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

static double score_product(const struct reorder *w, size_t j, size_t k)
{
    const uint32_t *a = w->from + j * w->n, *b = w->from + k * w->n;
    double sum = 0.0;
    for (size_t i = 0; i < w->n; i++) {
        sum += w->score[a[i]] * w->score[b[i]];
    }
    return sum / w->score2;
}

/* Spearman's coefficient: that of the ranks; without ties their variance is (n^2 - 1) / 12. */
static double rank_correlation(const struct reorder *w, size_t j, size_t k)
{
    const uint32_t *a = w->to + j * w->n, *b = w->to + k * w->n;
    const double n = (double)w->n, middle = 0.5 * (n - 1.0);
    double sum = 0.0;
    for (size_t i = 0; i < w->n; i++) {
        sum += ((double)a[i] - middle) * ((double)b[i] - middle);
    }
    return sum / (n * (n * n - 1.0) / 12.0);
}

/* T = QQ'. A singular T (fewer rows than columns, columns alike) is taken for the identity, which
 * it is on average. */
static void factor_scores(struct reorder *w)
{
    const size_t d = w->d;
    double *t = w->s;
    for (size_t j = 0; j < d; j++) {
        for (size_t k = 0; k <= j; k++) {
            t[j * d + k] = t[k * d + j] = j == k ? 1.0 : score_product(w, j, k);
        }
    }
    if (!factor(t, d, w->q)) {
        memset(w->q, 0, d * d * sizeof *w->q);
        for (size_t j = 0; j < d; j++) {
            w->q[j * d + j] = 1.0;
        }
    }
}

/* Ranks by M = target, whose P is there. */
static void reorder_ranks(struct reorder *w)
{
    divide(w->p, w->q, w->d, w->s);
    for (size_t j = 0; j < w->d; j++) {
        rank_mixed(w, j);
    }
}

/* Largest error of a rank correlation; the next target goes into `next` (may be `target`). */
static double judge(const struct reorder *w, double *next)
{
    const size_t d = w->d;
    double worst = 0.0;
    for (size_t j = 1; j < d; j++) {
        for (size_t k = 0; k < j; k++) {
            const double missing = w->want[j * d + k] - rank_correlation(w, j, k);
            worst = fabs(missing) > worst ? fabs(missing) : worst;
            next[j * d + k] = next[k * d + j] = w->target[j * d + k] + missing;
        }
    }
    return worst;
}

static void find_ranks(struct reorder *w)
{
    const size_t d = w->d, bytes = d * d * sizeof *w->target;
    for (size_t i = 0; i < d * d; i++) {
        w->target[i] = i % (d + 1) == 0 ? 1.0 : 2.0 * num_sin(PI_SIXTH * w->want[i]);
    }
    if (!factor(w->target, d, w->p)) { /* Pearson's relation can lose positivity; `want` has it */
        memcpy(w->target, w->want, bytes);
        factor(w->target, d, w->p);
    }
    factor_scores(w);
    double least = (double)INFINITY, worst = 0.0;
    for (int pass = 0; pass < PASSES; pass++) {
        reorder_ranks(w);
        memcpy(w->s, w->target, bytes); /* S is done with */
        worst = judge(w, w->target);
        if (worst < least) {
            least = worst;
            memcpy(w->best, w->s, bytes);
        }
        if (worst <= NEAR_ENOUGH || !factor(w->target, d, w->p)) {
            break;
        }
    }
    if (worst > least) {
        factor(w->best, d, w->p);
        reorder_ranks(w);
    }
}

static void prepare(struct reorder *w, const double *u)
{
    for (size_t i = 0; i < w->n; i++) {
        w->score[i] = num_normal_quantile(((double)i + 1.0) / ((double)w->n + 1.0));
        w->score2 += w->score[i] * w->score[i];
    }
    for (size_t j = 0; j < w->d; j++) {
        sort_column(w, u, j);
        rank_items(w, w->from + j * w->n);
    }
}

/* The value of rank r goes to the row whose new rank is r. */
static void place_values(struct reorder *w, double *u)
{
    double *value = w->score + w->n;
    for (size_t j = 0; j < w->d; j++) {
        for (size_t i = 0; i < w->n; i++) {
            value[w->from[j * w->n + i]] = u[i * w->d + j];
        }
        for (size_t i = 0; i < w->n; i++) {
            u[i * w->d + j] = value[w->to[j * w->n + i]];
        }
    }
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
    double *matrix = mem_alloc(square, 6 * sizeof *matrix);
    w.score = mem_alloc(n, 2 * sizeof *w.score);
    uint64_t *items = mem_alloc(n, 2 * sizeof *items);
    uint32_t *ranks = mem_alloc(numbers, 2 * sizeof *ranks);
    enum design_correlate result = CORRELATE_NO_MEMORY;
    if (matrix != NULL && w.score != NULL && items != NULL && ranks != NULL) {
        w.want = matrix;
        w.target = matrix + square;
        w.best = matrix + 2 * square;
        w.p = matrix + 3 * square;
        w.q = matrix + 4 * square;
        w.s = matrix + 5 * square;
        w.item = items;
        w.spare = items + n;
        w.from = ranks;
        w.to = ranks + numbers;
        memcpy(w.want, want, square * sizeof *want);
        result = factor(want, n_dim, w.p) ? CORRELATE_OK : CORRELATE_NOT_POSITIVE;
        if (result == CORRELATE_OK && n > 1) {
            prepare(&w, u);
            find_ranks(&w);
            place_values(&w, u);
        }
    }
    mem_free(matrix);
    mem_free(w.score);
    mem_free(items);
    mem_free(ranks);
    return result;
}
