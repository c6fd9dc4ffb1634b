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

/* NUM_LANE_MAP(out, in, f): out.v[i] = Sleef_cinz_f(in.v[i]) at the file's width. The integer
 * operations are those that Philox needs on 64-bit parts of a vector: gcc has no way to say
 * "32 x 32 -> 64 bits" in plain C but a full 64-bit product, which costs three times as much. */
#if defined(__AVX512F__) && !defined(JUNKAN_SCALAR)
#define NUM_LANE_MAP(out, in, f)          \
    for (size_t l = 0; l < LANES; l += 8) \
    _mm512_store_pd(&(out)->v[l], Sleef_cinz_##f##d8_u10avx512fnofma(_mm512_load_pd(&(in)->v[l])))
#define NUM_WIDE 8
#define NUM_INT __m512i
#define NUM_INT_OP(op) _mm512_##op
#define NUM_LOAD(p) _mm512_load_si512(p)
#define NUM_STORE(p, x) _mm512_store_si512(p, x)
#define NUM_XOR(a, b) _mm512_xor_si512(a, b)
#elif defined(__AVX2__) && !defined(JUNKAN_SCALAR)
#define NUM_LANE_MAP(out, in, f)          \
    for (size_t l = 0; l < LANES; l += 4) \
    _mm256_store_pd(&(out)->v[l], Sleef_cinz_##f##d4_u10avx(_mm256_load_pd(&(in)->v[l])))
#define NUM_WIDE 4
#define NUM_INT __m256i
#define NUM_INT_OP(op) _mm256_##op
#define NUM_LOAD(p) _mm256_load_si256((const __m256i *)(const void *)(p))
#define NUM_STORE(p, x) _mm256_store_si256((__m256i *)(void *)(p), x)
#define NUM_XOR(a, b) _mm256_xor_si256(a, b)
#elif defined(__SSE2__) && !defined(JUNKAN_SCALAR)
#define NUM_LANE_MAP(out, in, f)          \
    for (size_t l = 0; l < LANES; l += 2) \
    _mm_store_pd(&(out)->v[l], Sleef_cinz_##f##d2_u10sse2(_mm_load_pd(&(in)->v[l])))
#define NUM_WIDE 2
#define NUM_INT __m128i
#define NUM_INT_OP(op) _mm_##op
#define NUM_LOAD(p) _mm_load_si128((const __m128i *)(const void *)(p))
#define NUM_STORE(p, x) _mm_store_si128((__m128i *)(void *)(p), x)
#define NUM_XOR(a, b) _mm_xor_si128(a, b)
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

/* The ten rounds of rng_philox over lanes: w[4][lane], each word in the low half of 64 bits; the
 * high halves are left with rubbish. */
static inline void num_lane_philox(uint64_t w[4][LANES], uint32_t k0, uint32_t k1)
{
#ifdef NUM_WIDE
    const NUM_INT m0 = NUM_INT_OP(set1_epi32)((int)0xD2511F53u);
    const NUM_INT m1 = NUM_INT_OP(set1_epi32)((int)0xCD9E8D57u);
    for (size_t l = 0; l < LANES; l += NUM_WIDE) {
        NUM_INT w0 = NUM_LOAD(&w[0][l]), w1 = NUM_LOAD(&w[1][l]);
        NUM_INT w2 = NUM_LOAD(&w[2][l]), w3 = NUM_LOAD(&w[3][l]);
        for (uint32_t r = 0; r < 10; r++) {
            const NUM_INT key0 = NUM_INT_OP(set1_epi32)((int)(k0 + r * 0x9E3779B9u));
            const NUM_INT key1 = NUM_INT_OP(set1_epi32)((int)(k1 + r * 0xBB67AE85u));
            const NUM_INT p0 = NUM_INT_OP(mul_epu32)(w0, m0), p1 = NUM_INT_OP(mul_epu32)(w2, m1);
            w0 = NUM_XOR(NUM_XOR(NUM_INT_OP(srli_epi64)(p1, 32), w1), key0);
            w2 = NUM_XOR(NUM_XOR(NUM_INT_OP(srli_epi64)(p0, 32), w3), key1);
            w1 = p1;
            w3 = p0;
        }
        NUM_STORE(&w[0][l], w0);
        NUM_STORE(&w[1][l], w1);
        NUM_STORE(&w[2][l], w2);
        NUM_STORE(&w[3][l], w3);
    }
#else
    for (size_t l = 0; l < LANES; l++) {
        const struct rng_word4 out =
            rng_philox((struct rng_word4){{(uint32_t)w[0][l], (uint32_t)w[1][l], (uint32_t)w[2][l],
                                           (uint32_t)w[3][l]}},
                       k0, k1);
        for (size_t i = 0; i < 4; i++)
            w[i][l] = out.w[i];
    }
#endif
}

/* Two independent uniforms in (0, 1) per lane, the address of sim/rng.h with the lane's own
 * future [LANES]; seed, entity key, stream, draw and day are shared. */
static inline void num_lane_uniform2(uint64_t seed, const uint32_t *future, uint32_t key,
                                     enum stream s, uint32_t draw, uint32_t day, struct lane *u0,
                                     struct lane *u1)
{
    alignas(64) uint64_t w[4][LANES];
    LANES_LOOP(l)
    {
        w[0][l] = future[l];
        w[1][l] = key;
        w[2][l] = (uint32_t)s << 16 | draw;
        w[3][l] = day;
    }
    num_lane_philox(w, (uint32_t)seed, (uint32_t)(seed >> 32));
    LANES_LOOP(l)
    {
        u0->v[l] = rng_unit((uint32_t)w[0][l], (uint32_t)w[1][l]);
        u1->v[l] = rng_unit((uint32_t)w[2][l], (uint32_t)w[3][l]);
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
