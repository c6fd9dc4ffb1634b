/* resample.h - bootstrap of sums over blocks (Efron 1979, doi:10.1214/aos/1176344552).
 *
 * A resample draws n blocks of n with replacement; what matters is how often each block was drawn,
 * one byte each. An estimator that is a function of sums over blocks then needs, per resample,
 * weighted sums of the blocks' terms: a product of two matrices, done in pieces that stay in the
 * cache, in an order that depends on nothing but the counts of blocks, terms and resamples.
 * Draws are addressed by (seed, use, resample): equal input, equal bits.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_RESAMPLE_H
#define SIM_RESAMPLE_H
#include "sim/sensitivity.h"

/* Length of the next piece when `left` remain. */
static inline size_t resample_piece(size_t left, size_t most) { return left < most ? left : most; }

/* Which analysis asks: the entity of the draw's address. Append only. */
enum resample_use { RESAMPLE_SOBOL = 1, RESAMPLE_MORRIS = 2, RESAMPLE_RANK = 3 };
enum {
    RESAMPLE_PIECE = 64, /* blocks whose terms are worked out at a time */
    RESAMPLE_TILE = 4    /* rows and columns of a product's tile: its 16 sums fit the registers */
};
/* More blocks than this are refused as out of memory: a draw has 32 bits. */
#define RESAMPLE_MAX UINT32_MAX

/* How often each of n <= RESAMPLE_MAX blocks is drawn. */
void resample_counts(uint64_t seed, enum resample_use use, uint32_t resample, size_t n,
                     uint8_t *count);

struct resample_terms {
    size_t n_block, n_term;
    /* Works out the terms of blocks from .. from + n - 1 (n <= RESAMPLE_PIECE), term t of block
     * from + k into resample_term(piece, t)[RESAMPLE_TILE * k]. */
    void (*fill)(void *context, size_t from, size_t n, double *piece);
    void *context;
};
/* Terms lie [tile][block of the piece][RESAMPLE_TILE]: what one pass of the sums reads. */
static inline double *resample_term(double *piece, size_t t)
{
    return piece + t / RESAMPLE_TILE * RESAMPLE_TILE * RESAMPLE_PIECE + t % RESAMPLE_TILE;
}
/* sum[r * stride + t] += the sum over k < n of left[k][r] * right[k][t]; r, t < RESAMPLE_TILE. */
void resample_tile(const double *restrict left, const double *restrict right, size_t n,
                   double *restrict sum, size_t stride);
/* sums[1 + resamples][n_term]: first the sums over the blocks as they are, then of each resample.
 * False: out of memory. */
bool resample_sums(const struct resample_terms *terms, uint64_t seed, enum resample_use use,
                   size_t resamples, double *sums);

/* From x[1 + resamples], `stride` apart: the first as the value, percentiles of the others as the
 * interval of `level`; without others lo = hi = value. sorted[resamples] is scratch. */
struct index_estimate resample_interval(const double *x, size_t stride, size_t resamples,
                                        double level, double *sorted);
#endif
