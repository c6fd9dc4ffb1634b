/* ops_lanes.c - sums and copies over lanes; compiled once per ISA.
 *
 * Sums add element after element, in the order given: no reduction across elements is ever
 * reassociated, so every instruction set gives the same bits.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/ops.h"

#ifndef ISA
#define ISA base
#endif
#define PASTE2(a, b) a##_##b
#define PASTE(a, b) PASTE2(a, b)

static void ops_add(struct lane *to, const struct lane *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        LANES_LOOP(l) to[i].v[l] += from[i].v[l];
}

static void ops_copy(struct lane *to, const struct lane *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        LANES_LOOP(l) to[i].v[l] = from[i].v[l];
}

static void ops_scale(struct lane *to, const struct lane *from, size_t n, double factor)
{
    for (size_t i = 0; i < n; i++)
        LANES_LOOP(l) to[i].v[l] = from[i].v[l] * factor;
}

static void ops_sum(struct lane *out, const struct lane *from, const uint32_t *entity, size_t n,
                    size_t n_fixed)
{
    struct lane sum = {{0}};
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n_fixed; k++) {
            const struct lane *x = &from[entity[i] * n_fixed + k];
            LANES_LOOP(l) sum.v[l] += x->v[l];
        }
    *out = sum;
}

static void ops_multiply(struct lane *to, const struct lane *factor)
{
    LANES_LOOP(l) to->v[l] *= factor->v[l];
}

static void ops_add_scaled(struct lane *to, const struct lane *from, double factor)
{
    LANES_LOOP(l) to->v[l] += from->v[l] * factor;
}

static void ops_add_chunks(const struct chunk *c, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ops_add(c[i].to, c[i].from, c[i].n);
}

static void ops_copy_chunks(const struct chunk *c, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ops_copy(c[i].to, c[i].from, c[i].n);
}

static void ops_poison(struct lane *to, const struct lane *x)
{
    LANES_LOOP(l) to->v[l] += x->v[l] * 0.0; /* infinity x 0 and NaN x 0 are NaN */
}

const struct ops PASTE(ops, ISA) = {
    .add = ops_add,
    .copy = ops_copy,
    .scale = ops_scale,
    .multiply = ops_multiply,
    .add_scaled = ops_add_scaled,
    .add_chunks = ops_add_chunks,
    .copy_chunks = ops_copy_chunks,
    .sum = ops_sum,
    .poison = ops_poison,
};
