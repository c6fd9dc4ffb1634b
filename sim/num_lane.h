/* num_lane.h - exp, log, uniforms and normals over lanes, for files compiled once per ISA.
 *
 * The width follows the compiler's flags; the bits do not: each lane's result equals the scalar
 * function's of sim/num.h and sim/rng.h (tests/test_num.c). `out` may be `in`. All pure.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_NUM_LANE_H
#define SIM_NUM_LANE_H
#include "sim/lane.h"
#include "sim/num_quantile.h"
#include "sim/rng.h"
#include <sleef.h>
#include <stdbool.h>

/* NUM_LANE_MAP(out, in, f): out.v[i] = Sleef_cinz_f(in.v[i]) at the file's width. */
#if defined(__AVX512F__) && !defined(JUNKAN_SCALAR)
#define NUM_LANE_MAP(out, in, f)          \
    for (size_t l = 0; l < LANES; l += 8) \
    _mm512_store_pd(&(out)->v[l], Sleef_cinz_##f##d8_u10avx512fnofma(_mm512_load_pd(&(in)->v[l])))
#elif defined(__AVX2__) && !defined(JUNKAN_SCALAR)
#define NUM_LANE_MAP(out, in, f)          \
    for (size_t l = 0; l < LANES; l += 4) \
    _mm256_store_pd(&(out)->v[l], Sleef_cinz_##f##d4_u10avx(_mm256_load_pd(&(in)->v[l])))
#elif defined(__SSE2__) && !defined(JUNKAN_SCALAR)
#define NUM_LANE_MAP(out, in, f)          \
    for (size_t l = 0; l < LANES; l += 2) \
    _mm_store_pd(&(out)->v[l], Sleef_cinz_##f##d2_u10sse2(_mm_load_pd(&(in)->v[l])))
#else
#define NUM_LANE_MAP(out, in, f)       \
    for (size_t l = 0; l < LANES; l++) \
    (out)->v[l] = Sleef_cinz_##f##d1_u10purec((in)->v[l])
#endif

static inline void num_lane_exp(struct lane *out, const struct lane *in)
{
    NUM_LANE_MAP(out, in, exp);
}

static inline void num_lane_log(struct lane *out, const struct lane *in)
{
    NUM_LANE_MAP(out, in, log);
}

/* Standard normal quantile, 0 < in < 1 (at 0 and 1 a finite value near -37 and 37). */
static inline void num_lane_normal_quantile(struct lane *out, const struct lane *in)
{
    struct lane tail;
    LANES_LOOP(l) { tail.v[l] = num_quantile_tail(in->v[l]); }
    num_lane_log(&tail, &tail);
    LANES_LOOP(l) { out->v[l] = num_quantile_of(in->v[l], tail.v[l]); }
}

/* Two independent uniforms in (0, 1) per lane, the address of sim/rng.h with the lane's own
 * future [LANES]; seed, entity key, stream, draw and day are shared. */
static inline void num_lane_uniform2(uint64_t seed, const uint32_t *future, uint32_t key,
                                     enum stream s, uint32_t draw, uint32_t day, struct lane *u0,
                                     struct lane *u1)
{
    alignas(64) uint32_t w0[LANES], w1[LANES], w2[LANES], w3[LANES];
    LANES_LOOP(l)
    {
        w0[l] = future[l];
        w1[l] = key;
        w2[l] = (uint32_t)s << 16 | draw;
        w3[l] = day;
    }
    uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
    for (int r = 0; r < 10; r++) { /* rng_philox, one round over all lanes at a time */
        LANES_LOOP(l)
        {
            const uint64_t p0 = (uint64_t)0xD2511F53u * w0[l];
            const uint64_t p1 = (uint64_t)0xCD9E8D57u * w2[l];
            w0[l] = (uint32_t)(p1 >> 32) ^ w1[l] ^ k0;
            w1[l] = (uint32_t)p1;
            w2[l] = (uint32_t)(p0 >> 32) ^ w3[l] ^ k1;
            w3[l] = (uint32_t)p0;
        }
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    LANES_LOOP(l)
    {
        u0->v[l] = rng_unit(w0[l], w1[l]);
        u1->v[l] = rng_unit(w2[l], w3[l]);
    }
}

/* Two independent standard normals per lane: the quantiles of those two uniforms. */
static inline void num_lane_normal2(uint64_t seed, const uint32_t *future, uint32_t key,
                                    enum stream s, uint32_t draw, uint32_t day, struct lane *z0,
                                    struct lane *z1)
{
    num_lane_uniform2(seed, future, key, s, draw, day, z0, z1);
    num_lane_normal_quantile(z0, z0);
    num_lane_normal_quantile(z1, z1);
}

/* The same functions as each ISA's build of num_lanes.c made them, for tests. Elsewhere than on
 * x86-64 only `base` exists. */
struct num_lanes {
    const char *isa; /* "base", "v3", "v4" */
    void (*exp)(struct lane *out, const struct lane *in);
    void (*log)(struct lane *out, const struct lane *in);
    void (*normal_quantile)(struct lane *out, const struct lane *in);
    void (*uniform2)(uint64_t seed, const uint32_t *future, uint32_t key, enum stream s,
                     uint32_t draw, uint32_t day, struct lane *u0, struct lane *u1);
    void (*normal2)(uint64_t seed, const uint32_t *future, uint32_t key, enum stream s,
                    uint32_t draw, uint32_t day, struct lane *z0, struct lane *z1);
    bool (*contraction_is_off)(void); /* of that build */
};
extern const struct num_lanes num_lanes_base, num_lanes_v3, num_lanes_v4;
#endif
