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
/* A point's mean over its runs, NaN if one failed: [design_rows], to be freed with mem_free().
 * NULL: out of memory. */
double *effects_means(const struct results *r, const double *kpi);
/* Resamples of a rank regression over n_row points: those asked for, or none where ranking and
 * fitting anew in each would take longer than the runs (resamples x d^2 x (n_row + 10 d) above
 * 10^10). Then there are estimates without intervals. */
size_t effects_rank_resamples(const struct design_info *g, size_t n_row);
/* The same as effects_new() of each of n outputs by their effects_means(), for designs that are
 * told by rank regression: most of its work is then done once. out[n], each to be freed; srrc NULL:
 * none. False: out of memory. */
bool effects_rank_all(const struct results *r, double *const *y, size_t n, const double *points,
                      struct effects *out);
/* How many of a design's rows (of Saltelli and Morris: blocks) are left out, since a run failed. */
size_t effects_left_out(const struct results *r, const double *kpi);
/* The figure by which factors are put in order: total index, mu*, |SRRC|. */
double effects_weight(const struct effects *e, size_t factor);
#endif
