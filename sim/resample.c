/* resample.c - see resample.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/resample.h"
#include "sim/mem.h"
#include "sim/rng.h"
#include "sim/stats.h"
#include <string.h>

enum {
    BATCH = 64, /* resamples whose counts are held at a time: 64 bytes a block */
    TILE = RESAMPLE_TILE
};

/* A byte is enough: a block is drawn 256 times or more with a probability below n / 256! */
void resample_counts(uint64_t seed, enum resample_use use, uint32_t resample, size_t n,
                     uint8_t *count)
{
    memset(count, 0, n);
    const uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
    for (size_t i = 0; i < n; i += 4) {
        const struct rng_word4 at = {
            {resample, (uint32_t)use, (uint32_t)STREAM_BOOTSTRAP << 16, (uint32_t)(i / 4)}};
        const struct rng_word4 draw = rng_philox(at, k0, k1);
        for (size_t j = 0; j < 4 && i + j < n; j++) {
            count[(uint64_t)draw.w[j] * n >> 32]++;
        }
    }
}

void resample_tile(const double *restrict left, const double *restrict right, size_t n,
                   double *restrict sum, size_t stride)
{
    double s[TILE][TILE] = {{0}};
    for (size_t k = 0; k < n; k++) {
        for (size_t r = 0; r < TILE; r++) {
            for (size_t t = 0; t < TILE; t++) {
                s[r][t] += left[TILE * k + r] * right[TILE * k + t];
            }
        }
    }
    for (size_t r = 0; r < TILE; r++) {
        for (size_t t = 0; t < TILE; t++) {
            sum[r * stride + t] += s[r][t];
        }
    }
}

struct batch {
    uint8_t *count; /* [BATCH][n_block] */
    double *piece;  /* [n_tile][RESAMPLE_PIECE][TILE] */
    double *weight; /* [RESAMPLE_PIECE][TILE] */
    double *sum;    /* [BATCH][n_tile * TILE] */
    size_t n_tile;
};

/* All sums of the first n resamples of the batch, n rounded up to whole tiles. */
static void sum_batch(const struct resample_terms *terms, const struct batch *b, size_t n)
{
    const size_t stride = b->n_tile * TILE;
    memset(b->sum, 0, BATCH * stride * sizeof *b->sum);
    for (size_t from = 0; from < terms->n_block; from += RESAMPLE_PIECE) {
        const size_t m = resample_piece(terms->n_block - from, RESAMPLE_PIECE);
        terms->fill(terms->context, from, m, b->piece);
        for (size_t first = 0; first < n; first += TILE) {
            for (size_t r = 0; r < TILE; r++) {
                const uint8_t *count = b->count + (first + r) * terms->n_block + from;
                for (size_t k = 0; k < m; k++) {
                    b->weight[TILE * k + r] = (double)count[k];
                }
            }
            for (size_t tile = 0; tile < b->n_tile; tile++) {
                resample_tile(b->weight, b->piece + tile * RESAMPLE_PIECE * TILE, m,
                              b->sum + first * stride + tile * TILE, stride);
            }
        }
    }
}

bool resample_sums(const struct resample_terms *terms, uint64_t seed, enum resample_use use,
                   size_t resamples, double *sums)
{
    if (terms->n_block > RESAMPLE_MAX || terms->n_block > SIZE_MAX / BATCH) {
        return false;
    }
    const size_t all = resamples + 1; /* number 0 is the sample itself: every block once */
    const size_t rows = all < BATCH ? (all + TILE - 1) / TILE * TILE : BATCH;
    struct batch b = {.n_tile = (terms->n_term + TILE - 1) / TILE};
    b.count = mem_alloc(rows * terms->n_block, 1);
    b.piece = mem_alloc(b.n_tile, sizeof(double[RESAMPLE_PIECE][TILE]));
    b.weight = mem_alloc(RESAMPLE_PIECE, sizeof(double[TILE]));
    b.sum = mem_alloc(b.n_tile, sizeof(double[BATCH][TILE]));
    const bool ok = b.count && b.piece && b.weight && b.sum;
    for (size_t from = 0; ok && from < all; from += BATCH) {
        const size_t n = resample_piece(all - from, BATCH);
        for (size_t r = 0; r < n; r++) {
            uint8_t *count = b.count + r * terms->n_block;
            if (from + r == 0) {
                memset(count, 1, terms->n_block);
            } else {
                resample_counts(seed, use, (uint32_t)(from + r), terms->n_block, count);
            }
        }
        sum_batch(terms, &b, n);
        for (size_t r = 0; r < n; r++) {
            memcpy(sums + (from + r) * terms->n_term, b.sum + r * b.n_tile * TILE,
                   terms->n_term * sizeof *sums);
        }
    }
    mem_free(b.count);
    mem_free(b.piece);
    mem_free(b.weight);
    mem_free(b.sum);
    return ok;
}

struct index_estimate resample_interval(const double *x, size_t stride, size_t resamples,
                                        double level, double *sorted)
{
    if (resamples == 0) {
        return (struct index_estimate){x[0], x[0], x[0]};
    }
    for (size_t r = 0; r < resamples; r++) {
        sorted[r] = x[(r + 1) * stride];
    }
    stats_sort(sorted, resamples);
    const double tail = 0.5 * (1.0 - level);
    return (struct index_estimate){x[0], stats_quantile(sorted, resamples, tail),
                                   stats_quantile(sorted, resamples, 1.0 - tail)};
}
