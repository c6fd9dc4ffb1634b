/* model.h - the contract between the engine and one model.
 *
 * A model is one file that exports one const struct: its dimensions, its rows and its kernels.
 * The rows are the single source of truth: schema check, wiring, defaults, reference page, editor
 * types, HDF5 attributes and audit are all made from them; nothing is typed twice.
 *
 * A day has three passes over all models, in the order of models/models.def:
 *   want   what I could use, given my own stocks and yesterday
 *   allot  the owner of a stock or of labour splits it: by priority, then in proportion
 *   act    flows. An allotment is final: owner and taker both apply exactly it.
 * Between passes every tile of towns waits for every other; within a pass a kernel may write only
 * rows of the towns [town0, town1) it is given (a pair row belongs to the town of its `to` entity
 * in want, of its `from` entity in allot) and may read other towns only from an earlier pass.
 *
 * A kernel cannot fail, allocates nothing, keeps no pointer; many threads call it at once.
 * Trip counts never depend on lane data. An entity that is not open contributes exactly +0.0.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_MODEL_H
#define SIM_MODEL_H
#include "sim/lane.h"
#include <stdbool.h>

#define COUNT_OF(a) (sizeof(a) / sizeof(*(a)))

/* Day and month as numbers; days are counted from the scenario's start (0). */
struct step {
    uint32_t day;              /* days since the start */
    uint32_t day_of_month;     /* 0-based: index into span rows */
    uint32_t n_day;            /* days in this month (span) */
    uint32_t month;            /* months since the start */
    uint32_t year;             /* calendar year, e.g. 2026 */
    uint32_t month_of_year;    /* 0..11 */
    uint32_t day_of_year;      /* 0..365 */
    uint32_t weekday;          /* 0 = Monday .. 6 = Sunday */
    bool holiday;              /* national holiday (sim/clock.h) */
    uint32_t weekday0;         /* weekday of the month's first day, for span kernels */
    uint32_t day0;             /* day number of the month's first day, for span kernels */
    uint32_t day_of_year0;     /* day of year of the month's first day, for span kernels */
    uint32_t town0, town1;     /* towns of this call; span kernels get entities instead (below) */
    uint32_t entity0, entity1; /* entities of this call, for span kernels */
    uint64_t seed;
    const uint32_t *future; /* [LANES]: the address of each lane's chance (sim/rng.h) */
};

enum row_kind {
    ROW_PARAM,  /* from script, catalogue or default; constant, or monthly where `varies` */
    ROW_STATE,  /* owned by this model; starts from script or default */
    ROW_INPUT,  /* another model's OUTPUT or PARAM, by full name */
    ROW_OUTPUT, /* written by this model, every element in every pass it names */
    ROW_LAG,    /* an OUTPUT or STATE (any model) as it was; `of` is its full name. In act only for
                   the kernel's own towns: another tile may have ended its day already */
    ROW_INDEX   /* const uint32_t *, made by the plan: "<dim>.first" and others, see below */
};

/* When a row is written (OUTPUT) or first read (INPUT). Wiring refuses a read before its write:
 * the writer's pass must be earlier, or equal with the writer's model earlier in models.def and
 * neither row on a pair dimension. */
enum pass { PASS_PLAN, PASS_SPAN, PASS_WANT, PASS_ALLOT, PASS_ACT, PASS_MONTH, N_PASS };

enum agg { AGG_NONE, AGG_SUM, AGG_MEAN, AGG_LAST }; /* over days, into months */
enum across { ACROSS_SUM, ACROSS_MEAN };            /* over entities, into the region */
enum better { BETTER_NEITHER, BETTER_MORE, BETTER_LESS };
enum lag_window { LAG_DAY, LAG_MONTH, LAG_YEAR };
enum lag_how { LAG_LAST, LAG_SUM, LAG_MEAN };

/* How a script spells a parameter's value beyond number, quantity string and distribution. */
enum value_form {
    FORM_NUMBER,
    FORM_DATE /* "2027-04-01", a year, "never", or j.by_policy: a day number; NEVER_DAY = never */
};
#define NEVER_DAY 1e9

/* One member of the ports struct. Arrays are [entity][lane] (struct lane *), 64-byte aligned and
 * never overlap; rows on a span dimension are [day of month][entity][lane]. Parameters, the model's
 * own or another's as INPUT, are [entity] of addresses of lanes (param_lane *), many of them the
 * same. */
struct row {
    enum row_kind kind;
    const char *name;   /* with its unit as suffix: "stock_t" -> "biomass.stock_t"; INPUT and INDEX:
                           the full name ("biomass.offer_t", "kiln.first") */
    const char *word;   /* PARAM and settable STATE: the script's unit-free spelling ("stock") */
    const char *dim;    /* "town", "kiln", "kiln*task", "supply" */
    const char *unit;   /* UDUNITS text: "t", "t day-1", "yen h-1", "1" */
    const char *value;  /* PARAM: default; STATE, LAG: initial value. A number or a distribution
                           text, e.g. "0.25" or "pert(0.20, 0.25, 0.30)". PARAM without: required */
    double lo, hi;      /* PARAM, STATE: accepted range, both ends included */
    const char *source; /* citation of the default, or "assumption: ..." */
    const char *pedigree; /* four digits 0-4: source, transferability, age, sample (rule 18) */
    const char *en, *ja;  /* meaning: long_name, reference page */
    enum value_form form;
    bool adds; /* OUTPUT of a day's pass that no kernel reads: the kernel adds the day's value to
                  it, once for each element, instead of setting it; it then is the month's sum
                  itself, and nothing need be kept beside it */
    bool of_param;  /* INPUT: of another model's PARAM */
    bool varies;    /* PARAM: may be a j.series; refreshed at each month's start */
    enum pass pass; /* OUTPUT: written in; INPUT: first read in; LAG of a day: PASS_WANT where no
                       later pass reads it (an OUTPUT of act then needs no copy), else PASS_PLAN */
    /* OUTPUT and STATE: recording. AGG_NONE is not recorded. */
    enum agg agg;
    enum across across;
    enum better better;
    /* OUTPUT as flow, STATE as stock: booking. Numbers of models/accounts.def, 0 = not booked.
     * A flow moves `medium` from -> to; a stock sits at `from`. */
    int medium, from, to;
    /* LAG */
    const char *of;
    enum lag_window window;
    enum lag_how how;
    size_t at; /* offset of the pointer in the ports struct */
};

/* ROW_INDEX names, all const uint32_t *:
 *   "<dim>.first"  entity: [n_town + 1], entities of town t are first[t] .. first[t+1]-1
 *                  pair:   [n_to + 1], pairs of `to` entity, nearest first
 *   "<dim>.town"   [n] town of the entity           "<dim>.key"  [n] random address (sim/rng.h)
 *   "<dim>.from" "<dim>.to"  pair: [n] entity at either end
 *   "<dim>.out_first" "<dim>.out"  pair: [n_from + 1], pair numbers of a `from` entity, in key
 * order "town.<used dim>"  [n_town] index of the town's entry of a DIM_USED dimension and one
 * number, read as index[0]:
 *   "<dim>.n"      [1] count of entities */

enum dim_kind {
    DIM_ENTITY, /* declared in the script's list `list`, each in a town */
    DIM_FIXED,  /* a fixed list of names, `label`; only as the second part of a product */
    DIM_PAIR,   /* pairs (from, to) of two entity dimensions within reach */
    DIM_USED    /* those entries of a catalogue that towns refer to by `choice` */
};

struct dim_row {
    enum dim_kind kind;
    const char *name; /* "kiln" */
    const char
        *list; /* ENTITY: the script's list, "kilns"; USED: list of fields by entry, or NULL */
    const char *choice; /* ENTITY: field that picks a catalogue entry ("type"); its values come
                           from models/<name>.csv. USED: the town's field ("climate") */
    const char *choice_default; /* entry used when the script names none; NULL = required */
    const char *const *label;
    size_t n_label; /* FIXED: names; also label_ja */
    const char *const *label_ja;
    const char *from, *to; /* PAIR */
    const char *reach;  /* PAIR: full name of the `to` PARAM in km beyond which no pair is made */
    const char *accept; /* PAIR: field of `to`: list of the `from` choices it takes (default all) */
    const char *en, *ja;
};
/* The engine itself owns dimension "town" (list "towns"), with PARAM rows from any model. On a
 * PAIR dimension it fills PARAM rows named "distance_km" (road distance; 0 within a town) and
 * "accepted_frac" (1 where this option's `accept` list takes the pair, else 0). On an ENTITY
 * dimension a FORM_DATE row "opens_day" is NEVER_DAY in options that lack the entity, and such a
 * row "closes_day" is 0. */

/* Two PARAMs of one model and dimension that may not both be above 0 for an entity, because
 * together they would count one thing twice: the plan refuses a script that sets both. */
struct exclusive {
    const char *a, *b;   /* row names */
    const char *en, *ja; /* why */
};

struct model {
    const char *name, *en, *ja;
    const struct dim_row *dim;
    size_t n_dim;
    const struct row *row;
    size_t n_row;
    size_t ports_size;
    const char *headline[4]; /* recorded rows that the headline shows where a script names none */
    const struct exclusive *exclusive;
    size_t n_exclusive;
    void (*span)(const struct step *now,
                 const void *ports); /* a month at once, [entity0,entity1) */
    void (*start)(const struct step *now, const void *ports); /* once, after states are set */
    void (*day_want)(const struct step *now, const void *ports);
    void (*day_allot)(const struct step *now, const void *ports);
    void (*day_act)(const struct step *now, const void *ports);
    void (*month)(const struct step *now, const void *ports); /* after the month's last day */
    void (*year)(const struct step *now,
                 const void *ports); /* after the month kernel of each 12th month */
};

/* Each model file is compiled once per ISA; MODEL_SYMBOL gives each copy its own name. */
#ifndef ISA
#define ISA base
#endif
#define MODEL_PASTE2(a, b) a##_##b
#define MODEL_PASTE(a, b) MODEL_PASTE2(a, b)
#define MODEL_SYMBOL(name) MODEL_PASTE(model_##name, ISA)
#endif
