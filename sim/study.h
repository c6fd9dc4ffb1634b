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
    const char *const *until; /* --until METRIC=WIDTH, instead of the script's to_within */
    size_t n_until;
    const char *const *option; /* --option NAME=VALUE as the script got them: part of the digest */
    size_t n_option;
    bool variants; /* --variants: all that fit; else those of --variant */
    const char *const *variant;
    size_t n_variant;
    const struct registry *registry; /* NULL: the program's own; tests bring toy models */
};
struct record_map;
struct sweep;
struct calibration;
struct lua_model;
struct study {
    struct arena *arena;
    const struct script *script;
    struct lua_model *model; /* a Lua function instead of a region: then there are no plans; the
                                first option's, with chance where any has it */
    struct lua_model **option_model; /* [n_option] NULL: no such function */
    struct plan *whole;              /* the union of all options: names and layout */
    struct plan **plan; /* [n_plan] what is simulated: the union, or one plan per option if they
                           differ too much (union above 1.25 x the largest option) */
    size_t n_plan;
    struct record_map **map;     /* [n_plan] into the results */
    uint32_t **study_option;     /* [plan][its option] -> option of the study */
    const size_t *plan_of;       /* [n_option] plan that carries an option */
    const uint32_t *lane_option; /* [n_option] option's number inside its plan */
    uint64_t seed;
    size_t n_future; /* replicates per option */
    uint32_t nested; /* replicates (chance) per drawn set of inputs */
    bool has_policies;
    size_t n_variant_known;  /* variants that --variants would run, beside the reference */
    struct sweep *sweep;     /* NULL: inputs are drawn at random */
    struct calibration *fit; /* the sweep's points are planned by a search; else NULL */
    struct results results;
};
/* Address of a run's chance: shared by all options (common random numbers). */
uint32_t study_future(const struct study *s, const struct run_id *run);
/* Checks the whole script against the tables; all faults go to d, NULL if there is any. */
struct study *study_new(const struct script *s, const struct study_override *o, struct diags *d);
void study_free(struct study *s);
/* What `junkan check` prints: plan, dimensions (uncertain inputs), runs, expected time and size. */
void study_describe(const struct study *s, enum lang lang, FILE *to);
#endif
