/* sensitivity_rank.c - standardised rank regression; see sensitivity.h.
 *
 * Mid-ranks of the inputs and the output, standardised, in a least-squares fit: a function of the
 * ranks' correlations, b = R^-1 r and R2 = b . r. A resample is ranked anew, since the ranks are as
 * much an estimate as the fit: each column is sorted once, and going through it in that order while
 * adding up how often each row was drawn gives the resample's mid-ranks.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/num.h"
#include "sim/resample.h"
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

enum { TILE = RESAMPLE_TILE, DIGIT_BITS = 11, DIGITS = 6 };
static const uint32_t tie = UINT32_C(1) << 31; /* in an order: equal to the one before */
/* Singular values of the correlations below this share of the largest count as 0: inputs that are
 * copies of each other then share one effect (the least-norm solution). */
static const double singular = 1e-10;

struct ranking {
    size_t n, d, m,
        n_tile;      /* rows, inputs, outputs; a column is an input or, after them, an output */
    uint32_t *order; /* [d + m][n] rows by value */
    int32_t *rank;   /* [d + m][n] twice the centred mid-rank: a whole number */
    uint8_t *count;  /* [n] how often each row was drawn */
    double *left;    /* [n_tile][RESAMPLE_PIECE][TILE] ranks of a piece times count */
    double *right;   /* the same without */
    double *cross;   /* [n_tile * TILE][n_tile * TILE] sums of products */
    double *matrix, *v, *s,
        *work;      /* of the singular value decomposition: [d][d] twice, [d] twice */
    double *fit;    /* [1 + resamples][m][d + 1] coefficients, then R2 */
    double *sorted; /* [resamples] */
};

struct sorting {
    uint64_t *key[2];  /* [n] */
    uint32_t *item[2]; /* [n] */
};

/* Radix sort, least digit first: stable, and some thirty times faster than qsort() of pairs. The
 * keys are in w->key[0]; the sorted rows, tied ones marked, go to `order`. */
static void sort_rows(struct sorting *w, size_t n, uint32_t *order)
{
    size_t from = 0;
    for (size_t i = 0; i < n; i++) {
        w->item[0][i] = (uint32_t)i;
    }
    for (unsigned digit = 0; digit < DIGITS; digit++) {
        const unsigned shift = digit * DIGIT_BITS;
        const uint64_t mask = (1u << DIGIT_BITS) - 1;
        size_t start[1 << DIGIT_BITS] = {0}, sum = 0;
        const uint64_t *key = w->key[from];
        for (size_t i = 0; i < n; i++) {
            start[key[i] >> shift & mask]++;
        }
        if (start[key[0] >> shift & mask] == n) {
            continue; /* all the same */
        }
        for (size_t i = 0; i <= mask; i++) {
            const size_t here = start[i];
            start[i] = sum;
            sum += here;
        }
        for (size_t i = 0; i < n; i++) {
            const size_t to = start[key[i] >> shift & mask]++;
            w->key[1 - from][to] = key[i];
            w->item[1 - from][to] = w->item[from][i];
        }
        from = 1 - from;
    }
    const uint64_t *key = w->key[from];
    for (size_t k = 0; k < n; k++) {
        order[k] = w->item[from][k] | (k > 0 && key[k] == key[k - 1] ? tie : 0);
    }
}

static size_t columns_of(const struct ranking *r) { return r->d + r->m; }

/* Orders of all columns over the rows whose outputs are finite. */
static bool sort_columns(const double *u, const double *const *y, size_t n_row, struct ranking *r)
{
    struct sorting w = {{mem_alloc(r->n, sizeof(uint64_t)), mem_alloc(r->n, sizeof(uint64_t))},
                        {mem_alloc(r->n, sizeof(uint32_t)), mem_alloc(r->n, sizeof(uint32_t))}};
    const bool ok = w.key[0] && w.key[1] && w.item[0] && w.item[1];
    for (size_t c = 0; ok && c < columns_of(r); c++) {
        size_t n = 0;
        for (size_t row = 0; row < n_row; row++) {
            if (isfinite(y[0][row])) {
                w.key[0][n++] = num_order_key(c < r->d ? u[row * r->d + c] : y[c - r->d][row]);
            }
        }
        sort_rows(&w, r->n, r->order + c * r->n);
    }
    for (size_t k = 0; k < 2; k++) {
        mem_free(w.key[k]);
        mem_free(w.item[k]);
    }
    return ok;
}

/* Mid-ranks of one column among the drawn rows. Rows before those tied: `before`; tied: `equal`. */
static void rank_column(const struct ranking *r, size_t column)
{
    const uint32_t *order = r->order + column * r->n;
    int32_t *rank = r->rank + column * r->n;
    int64_t before = 0;
    for (size_t k = 0; k < r->n;) {
        int64_t equal = r->count[order[k]];
        size_t end = k + 1;
        for (; end < r->n && order[end] & tie; end++) {
            equal += r->count[order[end] & ~tie];
        }
        const int32_t twice = (int32_t)(2 * before + equal - (int64_t)r->n);
        for (; k < end; k++) {
            rank[order[k] & ~tie] = twice;
        }
        before += equal;
    }
}

/* Sums of products of ranks over the drawn rows, upper tiles only. */
static void sum_products(const struct ranking *r)
{
    const size_t stride = r->n_tile * TILE, tile = (size_t)RESAMPLE_PIECE * TILE;
    memset(r->cross, 0, stride * stride * sizeof *r->cross);
    for (size_t from = 0; from < r->n; from += RESAMPLE_PIECE) {
        const size_t n = resample_piece(r->n - from, RESAMPLE_PIECE);
        for (size_t c = 0; c < columns_of(r); c++) {
            double *left = resample_term(r->left, c), *right = resample_term(r->right, c);
            const int32_t *rank = r->rank + c * r->n + from;
            for (size_t k = 0; k < n; k++) {
                right[TILE * k] = (double)rank[k];
                left[TILE * k] = (double)rank[k] * (double)r->count[from + k];
            }
        }
        for (size_t a = 0; a < r->n_tile; a++) {
            for (size_t b = a; b < r->n_tile; b++) {
                resample_tile(r->left + a * tile, r->right + b * tile, n,
                              r->cross + a * TILE * stride + b * TILE, stride);
            }
        }
    }
}

/* Rank correlation of columns a <= b; 0 with a column that is the same in all rows. */
static double correlation(const struct ranking *r, size_t a, size_t b)
{
    const size_t stride = r->n_tile * TILE;
    const double aa = r->cross[a * stride + a], bb = r->cross[b * stride + b];
    return aa > 0.0 && bb > 0.0 ? r->cross[a * stride + b] / sqrt(aa * bb) : 0.0;
}

/* Of output y, by the decomposition in matrix, s and v. */
static void fit_output(const struct ranking *r, size_t y, double *fit)
{
    const size_t d = r->d;
    memset(fit, 0, d * sizeof *fit);
    for (size_t k = 0; k < d && r->s[k] > singular * r->s[0]; k++) {
        double along = 0.0;
        for (size_t i = 0; i < d; i++) {
            along += r->matrix[i * d + k] * correlation(r, i, d + y);
        }
        for (size_t i = 0; i < d; i++) {
            fit[i] += r->v[i * d + k] * (along / r->s[k]);
        }
    }
    double r2 = 0.0;
    for (size_t i = 0; i < d; i++) {
        r2 += fit[i] * correlation(r, i, d + y);
    }
    fit[d] = fmin(fmax(r2, 0.0), 1.0);
}

/* fit[output][0 .. d - 1]: least-squares coefficients; [d]: R2. False: GSL gave up. */
static bool solve(const struct ranking *r, double *fit)
{
    const size_t d = r->d;
    for (size_t i = 0; i < d; i++) {
        for (size_t j = i; j < d; j++) {
            r->matrix[i * d + j] = r->matrix[j * d + i] = correlation(r, i, j);
        }
    }
    gsl_matrix_view a = gsl_matrix_view_array(r->matrix, d, d);
    gsl_matrix_view v = gsl_matrix_view_array(r->v, d, d);
    gsl_vector_view s = gsl_vector_view_array(r->s, d), work = gsl_vector_view_array(r->work, d);
    if (gsl_linalg_SV_decomp(&a.matrix, &v.matrix, &s.vector, &work.vector)) {
        return false;
    }
    for (size_t y = 0; y < r->m; y++) {
        fit_output(r, y, fit + y * (d + 1));
    }
    return true;
}

static bool estimate(const struct ranking *r, size_t resamples, double level, uint64_t seed,
                     struct rank_effects *out)
{
    const size_t each = r->m * (r->d + 1);
    for (size_t i = 0; i <= resamples; i++) {
        if (i == 0) {
            memset(r->count, 1, r->n);
        } else {
            resample_counts(seed, RESAMPLE_RANK, (uint32_t)i, r->n, r->count);
        }
        for (size_t c = 0; c < columns_of(r); c++) {
            rank_column(r, c);
        }
        sum_products(r);
        if (!solve(r, r->fit + i * each)) {
            return false;
        }
    }
    for (size_t y = 0; y < r->m; y++) {
        const double *fit = r->fit + y * (r->d + 1);
        for (size_t i = 0; i < r->d; i++) {
            out[y].srrc[i] = resample_interval(fit + i, each, resamples, level, r->sorted);
        }
        out[y].r2 = fit[r->d];
    }
    return true;
}

static bool ranking_alloc(struct ranking *r, size_t resamples)
{
    const size_t columns = columns_of(r), d = r->d;
    r->n_tile = (columns + TILE - 1) / TILE;
    r->order = mem_alloc(r->n * columns, sizeof *r->order);
    r->rank = mem_alloc(r->n * columns, sizeof *r->rank);
    r->count = mem_alloc(r->n, sizeof *r->count);
    r->left = mem_alloc(r->n_tile, sizeof(double[RESAMPLE_PIECE][TILE]));
    r->right = mem_alloc(r->n_tile, sizeof(double[RESAMPLE_PIECE][TILE]));
    r->cross = mem_alloc(r->n_tile * r->n_tile, sizeof(double[TILE][TILE]));
    r->matrix = mem_alloc(d * d, sizeof *r->matrix);
    r->v = mem_alloc(d * d, sizeof *r->v);
    r->s = mem_alloc(d, sizeof *r->s);
    r->work = mem_alloc(d, sizeof *r->work);
    r->fit = mem_alloc((resamples + 1) * r->m * (d + 1), sizeof *r->fit);
    r->sorted = mem_alloc(resamples + 1, sizeof *r->sorted);
    return r->order && r->rank && r->count && r->left && r->right && r->cross && r->matrix &&
           r->v && r->s && r->work && r->fit && r->sorted;
}

static void ranking_free(struct ranking *r)
{
    void *part[] = {r->order,  r->rank, r->count, r->left, r->right, r->cross,
                    r->matrix, r->v,    r->s,     r->work, r->fit,   r->sorted};
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        mem_free(part[i]);
    }
}

static bool same_rows(const double *const *y, size_t n_y, size_t n_row)
{
    for (size_t k = 1; k < n_y; k++) {
        for (size_t row = 0; row < n_row; row++) {
            if (isfinite(y[k][row]) != isfinite(y[0][row])) {
                return false;
            }
        }
    }
    return true;
}

static bool rank_all(const double *u, const double *const *y, size_t n_row,
                     const struct rank_asked *q, struct rank_effects *out)
{
    struct ranking r = {.n = out->n_used, .d = q->n_dim, .m = q->n_y};
    bool ok = ranking_alloc(&r, q->resamples);
    for (size_t k = 0; k < q->n_y; k++) {
        out[k].srrc = mem_alloc(q->n_dim, sizeof *out[k].srrc);
        ok = ok && out[k].srrc;
    }
    ok = ok && sort_columns(u, y, n_row, &r) && estimate(&r, q->resamples, q->level, q->seed, out);
    ranking_free(&r);
    return ok;
}

enum sensitivity_err sensitivity_rank_all(const double *u, const double *const *y, size_t n_row,
                                          const struct rank_asked *q, struct rank_effects *out)
{
    size_t n_used = 0;
    memset(out, 0, q->n_y * sizeof *out);
    if (q->n_dim == 0 || n_row == 0 || q->n_y == 0 || !same_rows(y, q->n_y, n_row)) {
        return SENSITIVITY_ROWS;
    }
    for (size_t row = 0; row < n_row; row++) {
        n_used += isfinite(y[0][row]) != 0;
    }
    for (size_t k = 0; k < q->n_y; k++) {
        out[k].n_used = n_used;
        out[k].n_left_out = n_row - n_used;
    }
    if (n_used < 2) {
        return SENSITIVITY_FEW;
    }
    if (n_used > INT32_MAX || q->resamples > SIZE_MAX / 16 / (q->n_dim + 1) / q->n_y - 1) {
        return SENSITIVITY_MEMORY; /* a row's number has 31 bits */
    }
    return rank_all(u, y, n_row, q, out) ? SENSITIVITY_OK : SENSITIVITY_MEMORY;
}

enum sensitivity_err sensitivity_rank(const double *u, const double *y, size_t n_row, size_t n_dim,
                                      size_t resamples, double level, uint64_t seed,
                                      struct rank_effects *out)
{
    const struct rank_asked q = {n_dim, 1, resamples, level, seed};
    return sensitivity_rank_all(u, &y, n_row, &q, out);
}

void rank_free(struct rank_effects *x)
{
    mem_free(x->srrc);
    *x = (struct rank_effects){0};
}
