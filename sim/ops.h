/* ops.h - the engine's own loops over lanes, one copy per instruction set.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_OPS_H
#define SIM_OPS_H
#include "sim/lane.h"
#include <stdbool.h>

/* n elements to be copied or added from one place to another. */
struct chunk {
    struct lane *to;
    const struct lane *from;
    size_t n;
};
/* A field on its way into the region's figures, once a month. */
struct tally {
    uint32_t field;
    const struct lane *from; /* [n][n_fixed] the month's values */
    const uint32_t *entity;  /* [n] in canonical order */
    size_t n, n_fixed;
    struct lane *region;      /* the month's figure */
    const struct lane *share; /* 1, or 1 / entities: the region is their mean */
    double part;              /* 1, or 1 / n_fixed of such a mean */
    struct lane *kpi;         /* accumulated over recorded months; NULL: not recorded */
    struct lane *flow;        /* accumulated over the run; NULL: not a booked flow */
    bool mean, last;          /* over days: sums otherwise */
};
/* A field on its way into a series: its elements as floats, `depth` periods of them. */
struct staged {
    uint32_t field;
    const struct lane *from; /* [n] the month's values */
    size_t n;
    float *to; /* [n][depth][LANES] */
    bool mean, last;
};
/* Which items of a list a thread does, and in which month. */
struct slice {
    size_t first, step, n; /* items first, first + step, ... below n */
    double mean_scale;     /* of fields that are means over days */
};
struct ops {
    void (*add)(struct lane *to, const struct lane *from, size_t n); /* to += from */
    void (*copy)(struct lane *to, const struct lane *from, size_t n);
    void (*scale)(struct lane *to, const struct lane *from, size_t n, double factor);
    void (*add_chunks)(const struct chunk *c, size_t n);
    void (*copy_chunks)(const struct chunk *c, size_t n);
    /* to += each of n_row rows of n elements, which follow each other */
    void (*add_rows)(struct lane *to, const struct lane *from, size_t n, size_t n_row);
    /* sum over elements in the order of `entity`, n_fixed elements each; from 0.0 upwards */
    void (*sum)(struct lane *out, const struct lane *from, const uint32_t *entity, size_t n,
                size_t n_fixed);
    /* region = sum * (scale * share) */
    void (*tally_regions)(const struct tally *t, struct slice s);
    /* Adds the month's figures to kpi (if kept) and flow, and 0.0 to `finite` in lanes where all
     * are finite, NaN elsewhere. */
    void (*tally_month)(const struct tally *t, size_t n, double n_day, bool kept,
                        struct lane *finite);
    /* The month's values, scaled, into period `at` of each field; the period's first month begins
     * it. */
    void (*stage)(const struct staged *s, struct slice h, size_t at, size_t depth, bool begins);
};
extern const struct ops ops_base, ops_v3, ops_v4;
#endif
