/* store_worth.h - which uncertain input is worth knowing before one chooses; inside sim/store*.c.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_STORE_WORTH_H
#define SIM_STORE_WORTH_H
#include "sim/effects.h"
#include "sim/information.h"
#include "sim/store_text.h"

/* The inputs that differ between a comparison's points, and room for one metric at a time. */
struct worth {
    const struct results *r;
    const struct futures *f;
    size_t n_input, n_point;
    const char **input;      /* [n_input] their paths */
    double *x, *y;           /* [n_input][n_point], [n_option][n_point] */
    struct information *out; /* [n_input] */
};
/* All in the arena. False: out of memory. */
bool worth_new(struct worth *w, const struct results *r, const struct futures *f,
               struct run_source x, struct arena *a);
/* kpi[n_run] -> w->y: each option's mean at each point. */
void worth_gather(struct worth *w, const double *kpi);
/* kpi[n_run] -> w->out: in the metric's unit. Runs of a point are averaged: chance cannot be known.
 * False: out of memory. */
bool worth_metric(struct worth *w, const double *kpi, int better);
/* Of n metrics gathered in y[n][n_option][n_point] -> out[n][n_input], the same numbers for less.
 */
bool worth_metrics(struct worth *w, const double *y, const int *better, size_t n,
                   struct information *out);
#endif
