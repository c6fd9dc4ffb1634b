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

/* NUM_LANE_MAP(out, in, f, ulp): out.v[i] = Sleef_cinz_f_ulp(in.v[i]) at the file's width. The
 * integer operations are those that Philox needs on 64-bit parts of a vector: gcc has no way to say
 * "32 x 32 -> 64 bits" in plain C but a full 64-bit product, which costs three times as much. */
#if defined(__AVX512F__) && !defined(JUNKAN_SCALAR)
#define NUM_LANE_MAP(out, in, f, ulp)     \
    for (size_t l = 0; l < LANES; l += 8) \
    _mm512_store_pd(&(out)->v[l],         \
                    Sleef_cinz_##f##d8_##ulp##avx512fnofma(_mm512_load_pd(&(in)->v[l])))
#define NUM_WIDE 8
#define NUM_INT __m512i
#define NUM_INT_OP(op) _mm512_##op
#define NUM_LOAD(p) _mm512_load_si512(p)
#define NUM_STORE(p, x) _mm512_store_si512(p, x)
#define NUM_XOR(a, b) _mm512_xor_si512(a, b)
#define NUM_POSITIVE(p) \
    (_mm512_cmp_pd_mask(_mm512_load_pd(p), _mm512_setzero_pd(), _CMP_GT_OQ) != 0)
#elif defined(__AVX2__) && !defined(JUNKAN_SCALAR)
#define NUM_LANE_MAP(out, in, f, ulp)     \
    for (size_t l = 0; l < LANES; l += 4) \
    _mm256_store_pd(&(out)->v[l], Sleef_cinz_##f##d4_##ulp##avx(_mm256_load_pd(&(in)->v[l])))
#define NUM_WIDE 4
#define NUM_INT __m256i
#define NUM_INT_OP(op) _mm256_##op
#define NUM_LOAD(p) _mm256_load_si256((const __m256i *)(const void *)(p))
#define NUM_STORE(p, x) _mm256_store_si256((__m256i *)(void *)(p), x)
#define NUM_XOR(a, b) _mm256_xor_si256(a, b)
#define NUM_POSITIVE(p) \
    (_mm256_movemask_pd(_mm256_cmp_pd(_mm256_load_pd(p), _mm256_setzero_pd(), _CMP_GT_OQ)) != 0)
#elif defined(__SSE2__) && !defined(JUNKAN_SCALAR)
#define NUM_LANE_MAP(out, in, f, ulp)     \
    for (size_t l = 0; l < LANES; l += 2) \
    _mm_store_pd(&(out)->v[l], Sleef_cinz_##f##d2_##ulp##sse2(_mm_load_pd(&(in)->v[l])))
#define NUM_WIDE 2
#define NUM_INT __m128i
#define NUM_INT_OP(op) _mm_##op
#define NUM_LOAD(p) _mm_load_si128((const __m128i *)(const void *)(p))
#define NUM_STORE(p, x) _mm_store_si128((__m128i *)(void *)(p), x)
#define NUM_XOR(a, b) _mm_xor_si128(a, b)
#define NUM_POSITIVE(p) (_mm_movemask_pd(_mm_cmpgt_pd(_mm_load_pd(p), _mm_setzero_pd())) != 0)
#else
#define NUM_WIDE 1
#define NUM_POSITIVE(p) (*(p) > 0.0)
#define NUM_LANE_MAP(out, in, f, ulp)  \
    for (size_t l = 0; l < LANES; l++) \
    (out)->v[l] = Sleef_cinz_##f##d1_##ulp##purec((in)->v[l])
#endif

/* Whether any lane is above 0. Only to spare work that changes no lane's result where none is, so
 * that the answer cannot change a bit. */
static inline bool num_lane_any(const struct lane *x)
{
    bool any = false;
    for (size_t l = 0; l < LANES; l += NUM_WIDE)
        any |= NUM_POSITIVE(&x->v[l]);
    return any;
}

static inline void num_lane_exp(struct lane *out, const struct lane *in)
{
    NUM_LANE_MAP(out, in, exp, u10);
}

static inline void num_lane_log(struct lane *out, const struct lane *in)
{
    NUM_LANE_MAP(out, in, log, u10);
}

/* Within 3.5 units in the last place instead of 1, at half the price: for daily chance. */
static inline void num_lane_log_quick(struct lane *out, const struct lane *in)
{
    NUM_LANE_MAP(out, in, log, u35);
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
#if NUM_WIDE > 1
    const NUM_INT m0 = NUM_INT_OP(set1_epi32)((int)0xD2511F53u);
    const NUM_INT m1 = NUM_INT_OP(set1_epi32)((int)0xCD9E8D57u);
    for (size_t l = 0; l < LANES; l += (size_t)2 * NUM_WIDE) { /* two parts: one waits, one works */
        const size_t k = l + NUM_WIDE;
        NUM_INT a0 = NUM_LOAD(&w[0][l]), a1 = NUM_LOAD(&w[1][l]);
        NUM_INT a2 = NUM_LOAD(&w[2][l]), a3 = NUM_LOAD(&w[3][l]);
        NUM_INT b0 = NUM_LOAD(&w[0][k]), b1 = NUM_LOAD(&w[1][k]);
        NUM_INT b2 = NUM_LOAD(&w[2][k]), b3 = NUM_LOAD(&w[3][k]);
        for (uint32_t r = 0; r < 10; r++) {
            const NUM_INT key0 = NUM_INT_OP(set1_epi32)((int)(k0 + r * 0x9E3779B9u));
            const NUM_INT key1 = NUM_INT_OP(set1_epi32)((int)(k1 + r * 0xBB67AE85u));
            const NUM_INT p0 = NUM_INT_OP(mul_epu32)(a0, m0), p1 = NUM_INT_OP(mul_epu32)(a2, m1);
            const NUM_INT q0 = NUM_INT_OP(mul_epu32)(b0, m0), q1 = NUM_INT_OP(mul_epu32)(b2, m1);
            a0 = NUM_XOR(NUM_XOR(NUM_INT_OP(srli_epi64)(p1, 32), a1), key0);
            a2 = NUM_XOR(NUM_XOR(NUM_INT_OP(srli_epi64)(p0, 32), a3), key1);
            b0 = NUM_XOR(NUM_XOR(NUM_INT_OP(srli_epi64)(q1, 32), b1), key0);
            b2 = NUM_XOR(NUM_XOR(NUM_INT_OP(srli_epi64)(q0, 32), b3), key1);
            a1 = p1;
            a3 = p0;
            b1 = q1;
            b3 = q0;
        }
        NUM_STORE(&w[0][l], a0);
        NUM_STORE(&w[1][l], a1);
        NUM_STORE(&w[2][l], a2);
        NUM_STORE(&w[3][l], a3);
        NUM_STORE(&w[0][k], b0);
        NUM_STORE(&w[1][k], b1);
        NUM_STORE(&w[2][k], b2);
        NUM_STORE(&w[3][k], b3);
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

/* The four words of an address per lane, each in the low half of 64 bits (the high halves are
 * rubbish): that of sim/rng.h with the lane's own future [LANES]; seed, entity key, stream, draw
 * and day are shared. */
static inline void num_lane_words(uint64_t w[4][LANES], uint64_t seed, const uint32_t *future,
                                  uint32_t key, enum stream s, uint32_t draw, uint32_t day)
{
    LANES_LOOP(l)
    {
        w[0][l] = future[l];
        w[1][l] = key;
        w[2][l] = (uint32_t)s << 16 | draw;
        w[3][l] = day;
    }
    num_lane_philox(w, (uint32_t)seed, (uint32_t)(seed >> 32));
}

/* Two independent uniforms in (0, 1) per lane. */
static inline void num_lane_uniform2(uint64_t seed, const uint32_t *future, uint32_t key,
                                     enum stream s, uint32_t draw, uint32_t day, struct lane *u0,
                                     struct lane *u1)
{
    alignas(64) uint64_t w[4][LANES];
    num_lane_words(w, seed, future, key, s, draw, day);
    LANES_LOOP(l)
    {
        u0->v[l] = rng_unit((uint32_t)w[0][l], (uint32_t)w[1][l]);
        u1->v[l] = rng_unit((uint32_t)w[2][l], (uint32_t)w[3][l]);
    }
}

/* Two independent nearly normal deviates (rng_deviate) per lane. */
static inline void num_lane_deviate2(uint64_t seed, const uint32_t *future, uint32_t key,
                                     enum stream s, uint32_t draw, uint32_t day, struct lane *z0,
                                     struct lane *z1)
{
    alignas(64) uint64_t w[4][LANES];
    num_lane_words(w, seed, future, key, s, draw, day);
    LANES_LOOP(l)
    {
        z0->v[l] = rng_deviate(w[0][l], w[1][l]);
        z1->v[l] = rng_deviate(w[2][l], w[3][l]);
    }
}

/* A nearly normal deviate and a uniform, independent, per lane. */
static inline void num_lane_deviate_uniform(uint64_t seed, const uint32_t *future, uint32_t key,
                                            enum stream s, uint32_t draw, uint32_t day,
                                            struct lane *z, struct lane *u)
{
    alignas(64) uint64_t w[4][LANES];
    num_lane_words(w, seed, future, key, s, draw, day);
    LANES_LOOP(l)
    {
        z->v[l] = rng_deviate(w[0][l], w[1][l]);
        u->v[l] = rng_unit((uint32_t)w[2][l], (uint32_t)w[3][l]);
    }
}

/* A standard normal per lane: the quantile of the address's first uniform. */
static inline void num_lane_normal(uint64_t seed, const uint32_t *future, uint32_t key,
                                   enum stream s, uint32_t draw, uint32_t day, struct lane *z)
{
    struct lane unused;
    num_lane_uniform2(seed, future, key, s, draw, day, z, &unused);
    num_lane_normal_quantile(z, z);
}

/* The same functions as each ISA's build of num_lanes.c made them, for tests. Elsewhere than on
 * x86-64 only `base` exists. */
struct num_lanes {
    const char *isa; /* "base", "v3", "v4" */
    void (*exp)(struct lane *out, const struct lane *in);
    void (*log)(struct lane *out, const struct lane *in);
    void (*log_quick)(struct lane *out, const struct lane *in);
    void (*normal_quantile)(struct lane *out, const struct lane *in);
    void (*uniform2)(uint64_t seed, const uint32_t *future, uint32_t key, enum stream s,
                     uint32_t draw, uint32_t day, struct lane *u0, struct lane *u1);
    void (*deviate2)(uint64_t seed, const uint32_t *future, uint32_t key, enum stream s,
                     uint32_t draw, uint32_t day, struct lane *z0, struct lane *z1);
    void (*deviate_uniform)(uint64_t seed, const uint32_t *future, uint32_t key, enum stream s,
                            uint32_t draw, uint32_t day, struct lane *z, struct lane *u);
    void (*normal)(uint64_t seed, const uint32_t *future, uint32_t key, enum stream s,
                   uint32_t draw, uint32_t day, struct lane *z);
    bool (*contraction_is_off)(void); /* of that build */
};
extern const struct num_lanes num_lanes_base, num_lanes_v3, num_lanes_v4;
#endif
