/* rng.c - see rng.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/rng.h"
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

uint32_t rng_key(const char *kind, const char *name)
{
    /* Hashed piecewise, so that names of any length need no buffer; the zero byte between kind
     * and name keeps ("ab", "c") apart from ("a", "bc"). */
    XXH3_state_t state;
    XXH3_64bits_reset(&state);
    XXH3_64bits_update(&state, kind, strlen(kind) + 1);
    XXH3_64bits_update(&state, name, strlen(name));
    const uint64_t h = XXH3_64bits_digest(&state);
    return (uint32_t)(h >> 32) ^ (uint32_t)h;
}

void rng_uniform2(uint64_t seed, uint32_t future, uint32_t key, enum stream s, uint32_t draw,
                  uint32_t day, double u[2])
{
    const struct rng_word4 ctr = {{future, key, (uint32_t)s << 16 | draw, day}};
    const struct rng_word4 r = rng_philox(ctr, (uint32_t)seed, (uint32_t)(seed >> 32));
    u[0] = rng_unit(r.w[0], r.w[1]);
    u[1] = rng_unit(r.w[2], r.w[3]);
}
