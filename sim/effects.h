/* effects.h - what a sweep says about one output: the effect of each factor.
 *
 * Which statistics fit is the design's choice: Sobol' indices of a Saltelli design, elementary
 * effects of a Morris design, rank regression of any other. The runs of a point are averaged first;
 * a point with a failed run counts as failed. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_EFFECTS_H
#define SIM_EFFECTS_H
#include "sim/results.h"
#include "sim/sensitivity.h"

/* Where the numbers of the runs are: [n_run] doubles of a variable, until the next call; NULL if
 * there is none. */
struct run_source {
    void *ctx;
    const double *(*get)(void *ctx, const char *var);
};

enum effects_kind { EFFECTS_SOBOL, EFFECTS_MORRIS, EFFECTS_RANK };
struct effects {
    enum effects_kind kind;
    union {
        struct sobol_indices sobol;
        struct morris_effects morris;
        struct rank_effects rank;
    } of;
};

/* The design's points as effects_new() wants them, for all outputs: mem_free() it. NULL: out of
 * memory, or none are wanted (Saltelli). */
double *effects_points(const struct results *r, struct run_source x);
/* r->design must not be NULL; kpi[n_run]. On any other answer than SENSITIVITY_OK there is nothing
 * to be freed. */
enum sensitivity_err effects_new(const struct results *r, const double *kpi, const double *points,
                                 struct effects *out);
void effects_free(struct effects *e);
/* The figure by which factors are put in order: total index, mu*, |SRRC|. */
double effects_weight(const struct effects *e, size_t factor);
#endif
