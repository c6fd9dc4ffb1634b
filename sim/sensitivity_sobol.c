/* sensitivity_sobol.c - Sobol' indices from the blocks of a Saltelli design; see sensitivity.h.
 *
 * Every estimator is a ratio of sums over blocks, so a block is boiled down to a few terms once and
 * the bootstrap sums those (sim/resample.h). Outputs are centred and scaled first: the indices do
 * not change, but products of large numbers would cancel, or overflow.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/resample.h"
#include <math.h>

enum { TERM_SUM, TERM_SQUARE, TERM_FIRST }; /* a + b, a^2 + b^2, then one for each index */

struct blocks {
    const double *y;
    const size_t *use; /* [n_use] numbers of whole blocks */
    size_t n_use, rows, d;
    bool second;
    double centre, scale; /* scale: a power of two */
    double *z;            /* [rows][RESAMPLE_PIECE] centred and scaled outputs of a piece */
};

static size_t n_index(const struct blocks *b)
{
    return 2 * b->d + (b->second ? b->d * (b->d - 1) / 2 : 0);
}

/* Second order, closed: mean of f(BA^i) f(AB^j) - f(A) f(B). Saltelli 2002 gives the estimate with
 * i and j exchanged too; their mean is less noisy and does not care for the order of the factors.
 */
static void fill_second(const struct blocks *b, size_t n, double *piece)
{
    const double *za = b->z, *zb = b->z + (b->rows - 1) * RESAMPLE_PIECE;
    size_t t = TERM_FIRST + 2 * b->d;
    for (size_t i = 0; i < b->d; i++) {
        const double *abi = b->z + (1 + i) * RESAMPLE_PIECE, *bai = abi + b->d * RESAMPLE_PIECE;
        for (size_t j = i + 1; j < b->d; j++, t++) {
            const double *abj = b->z + (1 + j) * RESAMPLE_PIECE, *baj = abj + b->d * RESAMPLE_PIECE;
            double *out = resample_term(piece, t);
            for (size_t k = 0; k < n; k++) {
                out[RESAMPLE_TILE * k] = 0.5 * (bai[k] * abj[k] + baj[k] * abi[k]) - za[k] * zb[k];
            }
        }
    }
}

static void fill_terms(void *context, size_t from, size_t n, double *piece)
{
    const struct blocks *b = context;
    for (size_t k = 0; k < n; k++) {
        const double *y = b->y + b->use[from + k] * b->rows;
        for (size_t row = 0; row < b->rows; row++) {
            b->z[row * RESAMPLE_PIECE + k] = (y[row] - b->centre) * b->scale;
        }
    }
    const double *za = b->z, *zb = b->z + (b->rows - 1) * RESAMPLE_PIECE;
    double *sum = resample_term(piece, TERM_SUM), *square = resample_term(piece, TERM_SQUARE);
    for (size_t k = 0; k < n; k++) {
        sum[RESAMPLE_TILE * k] = za[k] + zb[k];
        square[RESAMPLE_TILE * k] = za[k] * za[k] + zb[k] * zb[k];
    }
    for (size_t i = 0; i < b->d; i++) {
        const double *ab = b->z + (1 + i) * RESAMPLE_PIECE;
        double *first = resample_term(piece, TERM_FIRST + i);
        double *total = resample_term(piece, TERM_FIRST + b->d + i);
        for (size_t k = 0; k < n; k++) {
            first[RESAMPLE_TILE * k] = zb[k] * (ab[k] - za[k]);
            total[RESAMPLE_TILE * k] = 0.5 * (za[k] - ab[k]) * (za[k] - ab[k]);
        }
    }
    if (b->second) {
        fill_second(b, n, piece);
    }
}

/* Variance of A and B together, of one resample's sums. */
static double variance_of(const struct blocks *b, const double *sum)
{
    const double rows = 2.0 * (double)b->n_use, mean = sum[TERM_SUM] / rows;
    return sum[TERM_SQUARE] / rows - mean * mean;
}

/* The sums of one resample become its indices, in place. A resample in which A and B do not vary
 * has indices of 0, as such an output has. */
static void sums_to_indices(const struct blocks *b, double *sum)
{
    const double variance = variance_of(b, sum);
    const double by = variance > 0.0 ? 1.0 / ((double)b->n_use * variance) : 0.0;
    double *first = sum + TERM_FIRST, *second = first + 2 * b->d;
    for (size_t i = 0; i < n_index(b); i++) {
        first[i] *= by;
    }
    for (size_t i = 0; b->second && i < b->d; i++) {
        for (size_t j = i + 1; j < b->d; j++) {
            *second++ -= first[i] + first[j];
        }
    }
}

/* Numbers of the blocks without a failed row. */
static size_t find_whole(const double *y, size_t n_block, size_t rows, size_t *use)
{
    size_t n = 0;
    for (size_t block = 0; block < n_block; block++) {
        bool whole = true;
        for (size_t row = 0; row < rows; row++) {
            whole = whole && isfinite(y[block * rows + row]);
        }
        use[n] = block;
        n += whole;
    }
    return n;
}

/* Sets centre (mean of A and B, summed as differences from the first output, so that a constant is
 * met exactly) and scale (1 for a constant). */
static void find_scale(struct blocks *b)
{
    const double origin = b->y[b->use[0] * b->rows];
    double sum = 0.0, largest = 0.0;
    for (size_t k = 0; k < b->n_use; k++) {
        const double *y = b->y + b->use[k] * b->rows;
        sum += (y[0] - origin) + (y[b->rows - 1] - origin);
        for (size_t row = 0; row < b->rows; row++) {
            const double far = fabs(y[row] - origin);
            largest = far > largest ? far : largest;
        }
    }
    int exponent = 0;
    (void)frexp(largest, &exponent);
    b->centre = origin + sum / (2.0 * (double)b->n_use);
    b->scale = ldexp(1.0, exponent < -1000 ? 1000 : -exponent);
}

static void fill_estimates(const struct blocks *b, const double *index, size_t resamples,
                           double level, double *sorted, struct sobol_indices *out)
{
    const size_t d = b->d, stride = TERM_FIRST + n_index(b);
    const double *at = index + TERM_FIRST;
    for (size_t i = 0; i < d; i++) {
        out->first[i] = resample_interval(at + i, stride, resamples, level, sorted);
        out->total[i] = resample_interval(at + d + i, stride, resamples, level, sorted);
    }
    at += 2 * d;
    for (size_t i = 0; b->second && i < d; i++) {
        for (size_t j = i + 1; j < d; j++) {
            out->second[i * d + j] = resample_interval(at++, stride, resamples, level, sorted);
        }
    }
}

static enum sensitivity_err estimate(const struct design_spec *s, struct blocks *b,
                                     size_t resamples, double level, struct sobol_indices *out)
{
    const size_t n_term = TERM_FIRST + n_index(b);
    if (resamples > SIZE_MAX / 16 / n_term - 1) {
        return SENSITIVITY_MEMORY;
    }
    double *sums = mem_alloc((resamples + 1) * n_term, sizeof *sums);
    double *sorted = mem_alloc(resamples + 1, sizeof *sorted);
    b->z = mem_alloc(b->rows, sizeof(double[RESAMPLE_PIECE]));
    const struct resample_terms terms = {b->n_use, n_term, fill_terms, b};
    bool ok = sums && sorted && b->z;
    ok = ok && resample_sums(&terms, s->seed, RESAMPLE_SOBOL, resamples, sums);
    if (ok) {
        out->mean = b->centre;
        out->variance = variance_of(b, sums) / b->scale / b->scale;
        for (size_t r = 0; r <= resamples; r++) {
            sums_to_indices(b, sums + r * n_term);
        }
        fill_estimates(b, sums, resamples, level, sorted, out);
    }
    mem_free(sums);
    mem_free(sorted);
    mem_free(b->z);
    return ok ? SENSITIVITY_OK : SENSITIVITY_MEMORY;
}

enum sensitivity_err sensitivity_sobol(const struct design_spec *s, const double *y, size_t n_row,
                                       size_t resamples, double level, struct sobol_indices *out)
{
    *out = (struct sobol_indices){0};
    if (s->kind != DESIGN_SALTELLI || n_row == 0 || n_row != design_rows(s)) {
        return SENSITIVITY_ROWS;
    }
    const size_t d = s->n_dim;
    size_t *use = mem_alloc(s->n, sizeof *use);
    out->first = mem_alloc(d, sizeof *out->first);
    out->total = mem_alloc(d, sizeof *out->total);
    out->second = s->second ? mem_alloc(d * d, sizeof *out->second) : NULL;
    enum sensitivity_err err = SENSITIVITY_MEMORY;
    if (use && out->first && out->total && (out->second || !s->second)) {
        struct blocks b = {.y = y, .use = use, .rows = design_block(s), .d = d};
        b.second = s->second;
        b.n_use = find_whole(y, s->n, b.rows, use);
        out->n_used = b.n_use;
        out->n_left_out = s->n - b.n_use;
        if (b.n_use < 2) {
            err = SENSITIVITY_FEW;
        } else {
            find_scale(&b);
            err = estimate(s, &b, resamples, level, out);
        }
    }
    mem_free(use);
    return err;
}

void sobol_free(struct sobol_indices *x)
{
    mem_free(x->first);
    mem_free(x->total);
    mem_free(x->second);
    *x = (struct sobol_indices){0};
}
