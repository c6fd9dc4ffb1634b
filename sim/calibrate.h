/* calibrate.h - j.calibrate { ... }: which parameters, which observations, and the runs of a
 * search.
 *
 * A calibration is a study whose points are planned round by round (sim/fit.h). Run (0, p, r) is
 * point p / conditions under condition p % conditions, replicate r; a round is a fixed number of
 * batches. Finished batches are read back instead of simulated, and the search,
 * being a function of the answers, goes the same way again: so a killed calibration resumes.
 * Least squares and nlopt give all points the same futures (common random numbers); abc samples
 * chance too, so its points differ in it. Inputs that are not fitted stand at their median.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_CALIBRATE_H
#define SIM_CALIBRATE_H
#include "sim/fit.h"
#include "sim/study.h"
#include "sim/sweep.h"

/* Where an observation is found in a run. */
struct observed {
    size_t var;          /* number in results.var */
    const size_t *place; /* [n_place] on its axis: an entity, or all its parts; NULL: the region */
    size_t n_place;
    size_t month, n; /* recorded months [month, month + n); n 0: the variable is one number a run */
    size_t condition;
    enum { OVER_SUM, OVER_MEAN, OVER_LAST } over;
};
struct calibration {
    struct fit_spec fit; /* its arrays are the arena's; round, value and ctx are filled for a run */
    struct conditions conditions;
    struct fit_info info;
    const struct draw **draw;      /* [n_param] one use of each */
    const struct observed *at;     /* [n_obs] */
    const size_t *first_condition; /* [series] */
    const bool *by_row;            /* [series] its rows are conditions of their own */
    size_t round_batches;          /* of each round */
    /* of the search that runs */
    size_t first;  /* point of the round */
    double *value; /* [point][n_obs][replicates] NaN: failed */
};

/* Before the runs are listed: s->sweep and s->fit, parameters and conditions. Findings go to d;
 * false: memory ran out, or nothing more can be said. `replicates` 0: not given. */
bool calibrate_plan(struct study *s, const struct node *root, long replicates, struct diags *d);
/* Whole rounds of batches, so that threads share a round. Wants results.n_run. */
void calibrate_batches(struct study *s);
/* After the layout: observations. name[n]: all quantities that there can be. */
bool calibrate_observations(struct study *s, const struct node *root, const char *const *name,
                            size_t n, struct diags *d);
/* Whether the study compares this quantity: only then is its series kept. */
bool calibrate_wants(const struct node *root, const char *quantity);

/* "2026-04", "2026", "FY2026" (from April): *n months from *month, counted from year 0; what
 * follows that text. NULL: no such text. A span also takes "2026-04/2026-06", and nothing after it.
 */
const char *calibrate_month(const char *text, long *month, long *n);
bool calibrate_span(const char *text, long *month, long *n);

/* What a search wants of its caller: batches [first, end) simulated or read back, each handed to
 * calibrate_observe(), from one thread at a time. Not ERR_OK: stop. */
struct calibrate_host {
    enum err (*round)(void *ctx, size_t first, size_t end);
    void *ctx;
};
/* The search. ERR_OK: s->results.fit is there, and *n_batch batches were used. */
enum err calibrate_run(struct study *s, const struct calibrate_host *h, size_t *n_batch,
                       struct diags *d);
void calibrate_observe(const struct study *s, const struct batch *b);
#endif
