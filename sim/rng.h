/* rng.h - a random number has an address, not a turn.
 *
 * Philox4x32-10 (Salmon et al. 2011, doi:10.1145/2063384.2063405) as a pure function:
 *   key     = the study's seed (64 bit)
 *   counter = (future, entity key, stream << 16 | draw, day)
 * Adding, removing or reordering an entity leaves every other entity's draws unchanged, and
 * compared options that share `future` share their chance. Nothing here has state.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_RNG_H
#define SIM_RNG_H
#include "sim/lane.h"

/* Streams are append-only: a number, once used, keeps its meaning for ever. */
enum stream {
#define STREAM(NAME, number, text) STREAM_##NAME = number,
#include "sim/streams.def"
#undef STREAM
};

struct rng_word4 {
    uint32_t w[4];
};

/* The ten rounds. Known answers: tests/kat/philox.txt. */
static inline struct rng_word4 rng_philox(struct rng_word4 ctr, uint32_t k0, uint32_t k1)
{
    for (int r = 0; r < 10; r++) {
        const uint64_t p0 = (uint64_t)0xD2511F53u * ctr.w[0];
        const uint64_t p1 = (uint64_t)0xCD9E8D57u * ctr.w[2];
        const struct rng_word4 next = {{(uint32_t)(p1 >> 32) ^ ctr.w[1] ^ k0, (uint32_t)p1,
                                        (uint32_t)(p0 >> 32) ^ ctr.w[3] ^ k1, (uint32_t)p0}};
        ctr = next;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    return ctr;
}

/* 52 bits of two words -> the open interval (0, 1): exactly (k + 0.5) * 2^-52, k in 0 .. 2^52-1;
 * never 0, never 1. Built from bits, because SSE2 and AVX2 cannot convert a 64-bit integer. */
static inline double rng_unit(uint32_t hi, uint32_t lo)
{
    const union {
        uint64_t u;
        double d;
    } one = {.u = UINT64_C(0x3FF0000000000000) | (uint64_t)hi << 20 | (uint64_t)lo >> 12};
    return (one.d - 1.0) + 0x1p-53;
}

/* 32-bit key of an entity: XXH3 of "kind\0name", folded. A collision within a plan is refused. */
uint32_t rng_key(const char *kind, const char *name);

/* A nearly normal deviate from two words: the sum of their four 16-bit halves, standardised. Mean 0
 * and variance 1 as a normal's, excess kurtosis -0.3, ends at 3.46; for daily chance whose tails
 * matter little, at a sixth of a quantile's price. The sum is made a double by its bits, because
 * SSE2 and AVX2 cannot convert a 64-bit integer. */
static inline double rng_deviate(uint64_t hi, uint64_t lo)
{
    const uint64_t half = 0xFFFF;
    const uint64_t sum = ((hi & half) + (hi >> 16 & half)) + ((lo & half) + (lo >> 16 & half));
    const union {
        uint64_t u;
        double d;
    } big = {.u = UINT64_C(0x4330000000000000) | sum}; /* 2^52 + sum */
    /* 2^52 + 4 x 32767.5; 1 / sqrt(4 (65536^2 - 1) / 12) */
    return (big.d - 4503599627501566.0) * 2.6428997921303014e-05;
}

/* Two uniforms in (0,1) at an address, one future. */
void rng_uniform2(uint64_t seed, uint32_t future, uint32_t key, enum stream s, uint32_t draw,
                  uint32_t day, double u[2]);
#endif
