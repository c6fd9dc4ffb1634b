/* ops.h - the engine's own loops over lanes, one copy per instruction set.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_OPS_H
#define SIM_OPS_H
#include "sim/lane.h"

/* n elements to be copied or added from one place to another. */
struct chunk {
    struct lane *to;
    const struct lane *from;
    size_t n;
};
struct ops {
    void (*add)(struct lane *to, const struct lane *from, size_t n); /* to += from */
    void (*copy)(struct lane *to, const struct lane *from, size_t n);
    void (*scale)(struct lane *to, const struct lane *from, size_t n, double factor);
    void (*multiply)(struct lane *to, const struct lane *factor);                /* to *= factor */
    void (*add_scaled)(struct lane *to, const struct lane *from, double factor); /* to += from x */
    void (*add_chunks)(const struct chunk *c, size_t n);
    void (*copy_chunks)(const struct chunk *c, size_t n);
    /* sum over elements in the order of `entity`, n_fixed elements each; from 0.0 upwards */
    void (*sum)(struct lane *out, const struct lane *from, const uint32_t *entity, size_t n,
                size_t n_fixed);
    /* to += 0.0 in lanes where x is finite, NaN elsewhere */
    void (*poison)(struct lane *to, const struct lane *x);
};
extern const struct ops ops_base, ops_v3, ops_v4;
#endif
