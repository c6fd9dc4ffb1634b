/* ops.h - the engine's own loops over lanes, one copy per instruction set.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_OPS_H
#define SIM_OPS_H
#include "sim/lane.h"

struct ops {
    void (*add)(struct lane *to, const struct lane *from, size_t n);   /* to += from */
    void (*copy)(struct lane *to, const struct lane *from, size_t n);
    void (*scale)(struct lane *to, const struct lane *from, size_t n, double factor);
    /* sum over elements in the order of `entity`, n_fixed elements each; from 0.0 upwards */
    void (*sum)(struct lane *out, const struct lane *from, const uint32_t *entity, size_t n,
                size_t n_fixed);
};
extern const struct ops ops_base, ops_v3, ops_v4;
#endif
