/* sweep_internal.h - what the readers of j.sweep { ... } share; inside sim/sweep*.c only.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_SWEEP_INTERNAL_H
#define SIM_SWEEP_INTERNAL_H
#include "sim/sweep.h"

struct sweep_reading {
    const struct node *root, *design;
    const struct inputs *in;
    struct sweep *w;
    struct diags *d;
    struct arena *a;
    size_t n_input;      /* distinct paths */
    const char **path;   /* [n_input] */
    bool *swept;         /* [n_input] */
    const char **group;  /* [n_input] name of its group or NULL */
    int32_t *input_of;   /* [n_draw] */
    const char **factor; /* [n_factor] */
    int32_t *factor_of;  /* [n_input] */
};

/* "default.kiln.yield" may be called "kiln.yield". */
const char *sweep_short_name(const char *path);
bool sweep_matches(const char *pattern, const char *path);
/* A pattern or name that no input has, with the nearest one that there is. */
void sweep_refuse_name(struct sweep_reading *k, const struct node *n);

/* sim/sweep_condition.c: the field `conditional`. False: out of memory. */
bool sweep_conditions(struct sweep_reading *k);
/* Whether an input has an effect in a point: all its conditions hold there. */
bool sweep_holds(const struct sweep *w, size_t draw, uint32_t point);
/* Quantile at which the design sets an input, conditions apart. */
double sweep_quantile(const struct sweep *w, size_t draw, uint32_t point);
#endif
