/* design_sobol.c - the Sobol' sequence, scrambled. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/design_internal.h"
#include "sim/mem.h"
#include <string.h>

/* NLopt's library exports its generator, but no header of it does: these are its prototypes. It has
 * no state besides the handle, and its first 2^32 - 2 points need no random numbers. */
struct nlopt_soboldata_s;
extern struct nlopt_soboldata_s *nlopt_sobol_create(unsigned n_dim); /* NULL: no memory */
extern void nlopt_sobol_next01(struct nlopt_soboldata_s *s, double *x);
extern void nlopt_sobol_destroy(struct nlopt_soboldata_s *s);

struct sequence {
    struct nlopt_soboldata_s *from;
    double *x; /* [n_dim] the point to give next: the origin first, which NLopt leaves out */
    size_t n_dim;
};

static bool open_sequence(struct sequence *q, size_t n_dim)
{
    *q = (struct sequence){.n_dim = n_dim, .x = mem_alloc(n_dim, sizeof(double))};
    q->from = q->x != NULL ? nlopt_sobol_create((unsigned)n_dim) : NULL;
    return q->from != NULL;
}

static void close_sequence(struct sequence *q)
{
    if (q->from != NULL) {
        nlopt_sobol_destroy(q->from);
    }
    mem_free(q->x);
}

bool design_sobol_raw(size_t n, size_t n_dim, uint32_t *x)
{
    struct sequence q;
    const bool ok = open_sequence(&q, n_dim);
    for (size_t i = 0; ok && i < n; i++) {
        for (size_t j = 0; j < n_dim; j++) {
            x[i * n_dim + j] = (uint32_t)(q.x[j] * 0x1p32);
        }
        nlopt_sobol_next01(q.from, q.x);
    }
    close_sequence(&q);
    return ok;
}

static inline uint32_t reversed(uint32_t x)
{
    x = x << 16 | x >> 16;
    x = (x & 0x00FF00FFu) << 8 | (x >> 8 & 0x00FF00FFu);
    x = (x & 0x0F0F0F0Fu) << 4 | (x >> 4 & 0x0F0F0F0Fu);
    x = (x & 0x33333333u) << 2 | (x >> 2 & 0x33333333u);
    return (x & 0x55555555u) << 1 | (x >> 1 & 0x55555555u);
}

/* Laine and Karras's idea: on the reversed number, additions, multiplications by odd numbers and
 * x ^= x * even let a bit depend on lower bits only, that is, on higher bits of the point: a nested
 * scrambling. One round with one 32-bit seed, as published, leaves the flips of neighbouring
 * intervals tied to each other (with Burley's constants those of the two halves are a function of
 * the first bit's); two rounds with 128 bits of seed make any two of them independent as far as
 * tests/test_design.c can tell, which is what Owen's variance needs. */
static inline uint32_t scramble(uint32_t x, uint32_t add0, uint32_t times0, uint32_t add1,
                                uint32_t times1)
{
    x = reversed(x);
    x ^= x * 0x3D20ADEAu; /* even constants: Vegdahl 2021 and Burley 2020 */
    x = (x + add0) * times0;
    x ^= x * 0x05526C56u;
    x ^= x * 0x53A22864u;
    x = (x + add1) * times1;
    x ^= x * 0x6C50B47Cu;
    x ^= x * 0xB82F1E52u;
    return reversed(x);
}

uint32_t design_scramble_number(uint32_t x, const struct design_scramble *s)
{
    return scramble(x, s->add[0], s->times[0], s->add[1], s->times[1]);
}

struct design_scramble design_scramble_of(uint64_t seed, size_t dim)
{
    const struct rng_word4 r = design_random(seed, USE_SCRAMBLE, 0, dim, 0);
    return (struct design_scramble){{r.w[0], r.w[1]}, {r.w[2] | 1u, r.w[3] | 1u}};
}

/* One point, all dimensions. key[4][n_dim]. */
static void scramble_point(const double *x, size_t n_dim, const uint32_t *key, double *u)
{
    const uint32_t *add0 = key, *add1 = key + n_dim;
    const uint32_t *times0 = key + 2 * n_dim, *times1 = key + 3 * n_dim;
    for (size_t j = 0; j < n_dim; j++) {
        const uint32_t k = (uint32_t)(x[j] * 0x1p32);
        u[j] = (scramble(k, add0[j], times0[j], add1[j], times1[j]) + 0.5) * 0x1p-32;
    }
}

bool design_sobol_fill(const struct design_base *b, double *u)
{
    struct sequence q;
    const size_t d = b->n_dim;
    uint32_t *key = mem_alloc(d, 4 * sizeof *key);
    const bool ok = open_sequence(&q, d) && key != NULL;
    for (size_t j = 0; ok && j < d; j++) {
        const struct design_scramble s = design_scramble_of(b->seed, j);
        key[j] = s.add[0];
        key[d + j] = s.add[1];
        key[2 * d + j] = s.times[0];
        key[3 * d + j] = s.times[1];
    }
    for (size_t i = 0; ok && i < b->n; i++) {
        scramble_point(q.x, d, key, u + i * b->stride);
        nlopt_sobol_next01(q.from, q.x);
    }
    close_sequence(&q);
    mem_free(key);
    return ok;
}
