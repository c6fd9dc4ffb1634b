/* ops_lanes.c - sums and copies over lanes; compiled once per ISA.
 *
 * Sums add element after element, in the order given: no reduction across elements is ever
 * reassociated, so every instruction set gives the same bits.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/ops.h"
#include <string.h>

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
    memcpy(to, from, n * sizeof *to);
}

static void ops_scale(struct lane *to, const struct lane *from, size_t n, double factor)
{
    for (size_t i = 0; i < n; i++)
        LANES_LOOP(l) to[i].v[l] = from[i].v[l] * factor;
}

static void ops_add_rows(struct lane *to, const struct lane *from, size_t n, size_t n_row)
{
    for (size_t i = 0; i < n; i++) {
        struct lane sum = to[i];
        for (size_t row = 0; row < n_row; row++)
            LANES_LOOP(l) sum.v[l] += from[row * n + i].v[l];
        to[i] = sum;
    }
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

static void ops_tally_regions(const struct tally *t, struct slice s)
{
    for (size_t i = s.first; i < s.n; i += s.step) {
        const double scale = (t[i].mean ? s.mean_scale : 1.0) * t[i].part;
        if (t[i].n * t[i].n_fixed == 1) { /* as a sum from 0: -0 becomes 0 */
            LANES_LOOP(l)
            t[i].region->v[l] = (0.0 + t[i].from->v[l]) * (scale * t[i].share->v[l]);
            continue;
        }
        struct lane sum;
        ops_sum(&sum, t[i].from, t[i].entity, t[i].n, t[i].n_fixed);
        LANES_LOOP(l) t[i].region->v[l] = sum.v[l] * (scale * t[i].share->v[l]);
    }
}

static void ops_tally_month(const struct tally *t, size_t n, double n_day, bool kept,
                            struct lane *finite)
{
    struct lane bad = *finite;
    for (size_t i = 0; i < n; i++) {
        const struct lane *region = t[i].region;
        /* infinity x 0 and NaN x 0 are NaN */
        LANES_LOOP(l) bad.v[l] += region->v[l] * 0.0;
        if (t[i].flow)
            LANES_LOOP(l) t[i].flow->v[l] += region->v[l];
        if (!kept || t[i].kpi == NULL)
            continue;
        const double weight = t[i].mean ? n_day : 1.0;
        if (t[i].last)
            *t[i].kpi = *region;
        else
            LANES_LOOP(l) t[i].kpi->v[l] += region->v[l] * weight;
    }
    *finite = bad;
}

static void stage_field(const struct staged *s, double scale, float *to, size_t stride, bool begins)
{
    for (size_t e = 0; e < s->n; e++) {
        const struct lane *x = &s->from[e];
        float *restrict cell = to + e * stride;
        if (s->last)
            LANES_LOOP(l) cell[l] = (float)(x->v[l] * scale);
        else if (begins) /* as a sum from 0: -0 becomes 0 */
            LANES_LOOP(l) cell[l] = 0.0f + (float)(x->v[l] * scale);
        else
            LANES_LOOP(l) cell[l] += (float)(x->v[l] * scale);
    }
}

static void ops_stage(const struct staged *s, struct slice h, size_t at, size_t depth, bool begins)
{
    for (size_t i = h.first; i < h.n; i += h.step)
        stage_field(&s[i], s[i].mean ? h.mean_scale : 1.0, s[i].to + at * LANES, depth * LANES,
                    begins);
}

const struct ops PASTE(ops, ISA) = {
    .add = ops_add,
    .copy = ops_copy,
    .scale = ops_scale,
    .add_chunks = ops_add_chunks,
    .copy_chunks = ops_copy_chunks,
    .add_rows = ops_add_rows,
    .sum = ops_sum,
    .tally_regions = ops_tally_regions,
    .tally_month = ops_tally_month,
    .stage = ops_stage,
};
