/* study.h - what a script asks for: options, runs, plans, and the layout of the results.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_STUDY_H
#define SIM_STUDY_H
#include "sim/plan.h"
#include "sim/results.h"
#include "sim/script.h"

struct study_override { /* from the command line */
    long replicates;    /* 0: as the script says */
    bool has_seed;
    uint64_t seed;
    const char *const *set; /* --set PATH=VALUE */
    size_t n_set;
};
struct study {
    struct arena *arena;
    const struct script *script;
    struct plan **plan;      /* [n_plan]: one union, or one per option if they differ too much */
    size_t n_plan;
    const size_t *plan_of;   /* [n_option] */
    const size_t *lane_option; /* [n_option] option's number inside its plan */
    uint64_t seed;
    struct results results;
};
/* Checks the whole script against the tables; all faults go to d, NULL if there is any. */
struct study *study_new(const struct script *s, const struct study_override *o, struct diags *d);
void study_free(struct study *s);
/* What `junkan check` prints: plan, dimensions (uncertain inputs), runs, expected time and size. */
void study_describe(const struct study *s, enum lang lang, FILE *to);
#endif
