/* plan.h - the frozen structure of a study: who exists, where, linked to whom, with which numbers.
 *
 * A plan holds the union of the entities of its options. Structure (entities, pairs, components)
 * is common to all; numbers differ per option, and per run where they are drawn. Nothing changes
 * after plan_new(); many threads read it.
 *
 * Canonical order is the order of entity keys (a hash of kind and name): sums over a region run in
 * it, whatever the storage order, so that adding an entity that contributes +0.0 changes no bit.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_PLAN_H
#define SIM_PLAN_H
#include "sim/clock.h"
#include "sim/diag.h"
#include "sim/dist.h"
#include "sim/node.h"
#include "sim/registry.h"

struct arena;
struct study_override;

/* One dimension with its entities in storage order: by town (below), then by key. */
struct dim {
    const struct dim_row *row; /* NULL for "town" */
    const char *name;
    uint32_t n;
    const char *const *label;  /* [n] entity names */
    const char *const *entry;  /* [n] catalogue entry in the first option that has it, or NULL */
    uint32_t *key;             /* [n] */
    uint32_t *town;            /* [n]; for "town" itself 0..n-1 */
    uint32_t *first;           /* ENTITY [n_town + 1]; PAIR [n_to + 1] */
    const char *const *sorted; /* [n + 1] labels in byte order, NULL-ended */
    uint32_t *by_key;          /* [n] storage numbers in canonical order */
    uint32_t *open_count;      /* [option] entities that this option has */
    uint32_t count;            /* = n, addressable for ROW_INDEX "<dim>.n" */
    uint32_t *of_town;         /* USED: [n_town] */
    /* PAIR: sorted by `to`, then distance, then key of `from` */
    const struct dim *from_dim, *to_dim;
    uint32_t *from, *to, *out_first, *out;
    double *distance_km;
};

/* A parameter or initial state: value = (draw or fixed) * series(month). */
struct cell {
    double fixed;
    int32_t draw;   /* index into plan.draw, -1: none */
    int32_t series; /* index into plan.series, -1: none */
    bool by_policy; /* a date that a policy may set (j.by_policy) */
};

/* An uncertain input: one number per run, at the address (seed, future of the point, key). */
struct draw {
    const char *path; /* "kilns.K1.capacity"; a default: "default.kiln.capacity" */
    uint32_t key;
    struct dist dist; /* in the row's unit */
    double lo, hi;    /* truncated to */
    const struct row *row;
    const struct model *model;
    const char *source, *pedigree; /* of a default or catalogue; "script" otherwise */
    bool *used; /* [option] by a number of this option; others may draw otherwise at one path */
    struct where at;
};

/* A row with its place in memory. Buffers exist for PARAM, STATE, OUTPUT and LAG rows. */
struct field {
    const struct model *model;
    const struct row *row;
    const char *name; /* "kiln.char_t" */
    uint32_t dim;     /* index into plan.dim */
    uint32_t n_fixed; /* product with a FIXED dimension, else 1 */
    const struct dim_row *fixed;
    uint32_t n;      /* dim.n * n_fixed: elements */
    uint32_t n_span; /* 31 for rows written by span kernels, else 1 */
    uint32_t source; /* LAG: field it remembers */
    bool no_copy;    /* LAG: read before its source is written again, so the source itself serves */
    int32_t total;   /* accumulated over the month: number among plan.total, -1: not */
    const struct cell *const *cell; /* PARAM, STATE: [option] -> [n] */
    bool varies;                    /* any cell has a series */
    const uint32_t *home;           /* PARAM: [n] where the number is kept, see below */
};

/* Home of a parameter's number: one of these, or-ed with a number in that place. */
enum {
    HOME_PLAIN = 0,       /* plan.plain: the same in all runs */
    HOME_DRAWN = 1 << 29, /* a draw as it is */
    HOME_OWN = 1 << 30,   /* plan.own: lanes of the block's own */
    HOME_NUMBER = HOME_DRAWN - 1
};
struct own { /* a lane that begins as this element's value, and is refreshed with it */
    uint32_t field, element;
};

/* A wire: which buffer or index array a port of a model reads. */
struct wire {
    uint32_t field;        /* UINT32_MAX: an index array */
    const uint32_t *index; /* ROW_INDEX */
};

struct option_plan {
    const char *name;
    const struct node *scenario;
    uint32_t number;        /* in the study, variants left aside: whose policies it has */
    const char *const *set; /* [n_set] "PATH=VALUE" that a variant adds */
    size_t n_set;
};

struct component { /* towns [town0, town1) that exchange something */
    uint32_t town0, town1;
};

struct plan {
    struct arena *arena;
    const struct registry *registry;
    const char *name; /* of the scenario */
    struct option_plan *option;
    size_t n_option;

    /* calendar */
    int64_t day0; /* civil day number of day 0 (warm-up included) */
    uint32_t n_day, n_month;
    uint32_t month_recorded;   /* first recorded month: warm-up lies before it */
    const uint32_t *month_day; /* [n_month + 1] day number at each month's start */
    const struct step *step; /* [n_day] the calendar; seed, future and towns are filled in later */
    double years;            /* recorded length */
    int price_year;

    struct dim *dim; /* [0] is "town" */
    size_t n_dim;
    const char *const *list_sorted; /* names of the script's entity lists, NULL-ended */
    struct field *field;
    size_t n_field;
    const struct wire *const *wire; /* [model][row] */
    const uint32_t *total;          /* fields accumulated over each month */
    size_t n_total;
    const uint32_t *day_lag; /* fields that remember yesterday */
    size_t n_day_lag;
    struct draw *draw;
    size_t n_draw;
    const double *const *series; /* [n_series][n_month] */
    size_t n_series;
    const struct lane *plain;      /* [n_plain] */
    const struct own *own;         /* [n_own] */
    size_t n_plain, n_own, n_home; /* n_home: elements of all parameters */
    struct component *component;
    size_t n_component;
    bool apart; /* options differ in their towns' climate: no one plan can hold them all */
    const double *town_lat, *town_lon; /* [n_town], NAN unknown */
    /* one row per parameter and option for the file's "params" table */
    const char *const *param_cell;
    size_t n_param_row;
    /* defaults in use, and how many of them are assumptions (first option) */
    size_t n_default, n_assumption;
};
enum { PARAM_COLUMNS = 9 };
extern const char *const plan_param_column[PARAM_COLUMNS];

/* What a study says for all its options. */
struct plan_spec {
    const struct option_plan *option;
    size_t n_option;
    const struct study_override *override;
    bool part; /* of a study whose options passed together: a setting may fit others of them only */
};
/* NULL and findings in d if anything is wrong; finds all faults. */
struct plan *plan_new(const struct registry *r, const struct plan_spec *s, struct diags *d);
void plan_free(struct plan *p);

/* Entities of the union against the largest option: above 1.25 options get plans of their own.
 * INFINITY where they differ in what a plan has only once (`apart`). */
double plan_union_ratio(const struct plan *p);
/* Whether a path of `set` fits some number of the plan, script or default. */
bool plan_has_path(const struct plan *p, const char *path);
/* Field number by full name, or UINT32_MAX. */
uint32_t plan_field(const struct plan *p, const char *name);
/* The value of one draw in the runs of input set `point`. */
double plan_draw_value(const struct draw *w, uint64_t seed, uint32_t point);
/* Value of a cell given its draw's value (ignored if none) in a month. */
static inline double plan_cell_value(const struct plan *p, const struct cell *c, double drawn,
                                     uint32_t month)
{
    const double base = c->draw >= 0 ? drawn : c->fixed;
    return c->series >= 0 ? base * p->series[c->series][month] : base;
}
#endif
