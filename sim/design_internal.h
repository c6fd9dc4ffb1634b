/* design_internal.h - what the parts of sim/design.h share; tests look here too.
 *
 * Every random number has an address: (index, dimension, STREAM_DESIGN and its use, round) under
 * the seed, so that filling a design in any order gives the same bits.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_DESIGN_INTERNAL_H
#define SIM_DESIGN_INTERNAL_H
#include "sim/design.h"
#include "sim/rng.h"

enum design_use { USE_POINT, USE_SCRAMBLE, USE_CELL, USE_LEVEL, USE_TIE };

static inline struct rng_word4 design_random(uint64_t seed, enum design_use use, size_t index,
                                             size_t dim, size_t round)
{
    const struct rng_word4 ctr = {{(uint32_t)index, (uint32_t)dim,
                                   (uint32_t)STREAM_DESIGN << 16 | (uint32_t)use, (uint32_t)round}};
    return rng_philox(ctr, (uint32_t)seed, (uint32_t)(seed >> 32));
}

/* One of 0 .. n - 1, n <= 2^32: the whole part of n times a 64-bit fraction, so that the bias is
 * below 2^-32. */
static inline size_t design_below(uint32_t hi, uint32_t lo, size_t n)
{
    const uint64_t m = n;
    return (size_t)((hi * m + ((lo * m) >> 32)) >> 32);
}

/* n rows of n_dim columns, `stride` numbers from row to row. */
struct design_base {
    size_t n, n_dim, stride;
    uint64_t seed;
};
/* False: out of memory. */
bool design_sobol_fill(const struct design_base *b, double *u);
/* Candidate 0, 1, ... `maximin` - 1 (at least candidate 0), the one with the best least distance.
 */
bool design_lhs_fill(const struct design_base *b, size_t maximin, double *u);
/* Each block begins with A_r and B_r; spreads them over its rows. */
void design_saltelli_spread(const struct design_spec *s, double *u);
bool design_morris_fill(const struct design_spec *s, double *u);

/* The sequence before scrambling, as integers of 2^-32: x[n][n_dim]. */
bool design_sobol_raw(size_t n, size_t n_dim, uint32_t *x);
/* The scrambling of one dimension: the same to the first k bits for numbers that share those. */
struct design_scramble {
    uint32_t add[2], times[2];
};
uint32_t design_scramble_number(uint32_t x, const struct design_scramble *s);
struct design_scramble design_scramble_of(uint64_t seed, size_t dim);
/* Square of the least distance between two rows that lie within DESIGN_MAXIMIN_NEAR of each other
 * in the order of the first column, or infinity. */
bool design_lhs_least_square(const struct design_base *b, const double *u, double *least);
#endif
