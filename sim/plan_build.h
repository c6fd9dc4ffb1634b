/* plan_build.h - the plan while it is being made; private to sim/plan*.c.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_PLAN_BUILD_H
#define SIM_PLAN_BUILD_H
#include "sim/mem.h"
#include "sim/plan.h"
#include "sim/study.h"
#include <setjmp.h>

/* An entity of the union while names are collected. */
struct entity {
    const char *name, *entry; /* entry: catalogue choice of the first option that has it */
    uint32_t key, town;       /* town: number in the town list as it stands */
    const struct node **node; /* [option]; NULL where the option lacks it */
    const char **entry_of;    /* [option] */
    struct where at;
};
struct entities {
    struct entity *item;
    size_t n, capacity;
};

/* A cell that came from a default or catalogue. */
struct known_cell {
    const struct row *row;
    const char *entry;
    uint32_t fixed;
    size_t option; /* in which it is so; SIZE_MAX: in all */
    struct cell cell;
};

/* Path of the first use of one Lua distribution value, per option. */
struct first_use {
    const char **path; /* [identity] */
    size_t n;
};

struct setting; /* sim/plan_set.c */
struct set_here;

struct builder {
    struct plan *p;
    const struct registry *r;
    const struct plan_spec *spec;
    struct diags *d;       /* the caller's, or `quiet` for a while */
    struct diags quiet;    /* faults that are told elsewhere; emptied after use, or by plan_new() */
    struct entities *set;  /* [n_dim], parallel to p->dim */
    struct first_use *use; /* [option] */
    bool collecting;       /* first pass over values: only note paths */
    struct setting *setting;
    struct set_here *here; /* settings that name the field at hand */
    size_t n_setting, cap_setting, n_here, cap_here;
    double detour; /* road distance over great circle where no road is given */
    size_t cap_draw, cap_param;
    const char **param;
    size_t n_param;
    struct known_cell *known; /* of the field at hand, see plan_value.c */
    size_t n_known, cap_known;
    jmp_buf oom;
};

/* Zeroed arena memory; leaves plan_new() by longjmp when there is none. */
void *build_get(struct builder *b, size_t n, size_t size);
const char *build_text(struct builder *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Makes room for item n in an arena-backed array. */
void *build_grow(struct builder *b, void *items, size_t *capacity, size_t n, size_t size);

/* "kiln*task" -> dimension number and FIXED part (NULL: none). */
uint32_t build_dim(const struct builder *b, const char *text, const struct dim_row **fixed);

/* A field of option o's scenario; NULL: it is not given. */
static inline const struct node *build_field_of(const struct builder *b, size_t o, const char *key)
{
    return node_get(b->spec->option[o].scenario, key);
}
/* plan_calendar.c: day 0, months and steps. */
void build_calendar(struct builder *b);
/* plan_names.c: scenario fields, entities of all options. */
void build_entities(struct builder *b);
/* plan_graph.c: pairs, components, storage order; fills p->dim. */
void build_graph(struct builder *b);
/* plan_value.c: fields and their cells, draws, series, the parameter table. */
void build_fields(struct builder *b);
void build_values(struct builder *b);
/* Largest value that a PARAM of an entity can take in any option (for reach). */
double build_upper(struct builder *b, uint32_t dim, const struct entity *e, const struct model *m,
                   const struct row *row);
/* Value of a catalogue for one part of a field, or NULL: the model's default holds. whole: it is
 * the value of all parts. */
const struct catalogue_value *build_catalogued(struct builder *b, const struct field *f,
                                               uint32_t fixed, const char *entry, bool *whole);
/* "kiln.sealed_batch.yield" or "kiln.yield": what "default." stands before, without a label. */
const char *build_table_path(struct builder *b, const struct field *f, uint32_t fixed,
                             const char *entry);

/* plan_set.c: settings by path. First all of the study are gathered; then, field by field, those
 * that name it at all; then each of its numbers asks. */
struct set_query { /* one number */
    const struct field *f;
    size_t option;
    uint32_t fixed;
    const struct entity *e; /* NULL on pair dimensions */
    const char *entry;      /* of its catalogue, or NULL */
    bool said;              /* by the script: defaults that are set are of no account */
};
struct set_value {
    const struct node *node; /* as in a script, or */
    const char *text;        /* as text */
    const char *given;       /* the path as it was given */
    const char *source;      /* of a text: "--set" or "variant" */
    bool table, of_entry;    /* it takes the place of a table's value; of one entry only */
    bool own, labelled;      /* it is this part's own; the path said so */
    bool fault;              /* has been reported */
};
void build_settings(struct builder *b);
void build_settings_of(struct builder *b, const struct field *f);
/* The strongest setting of a number; false, and *out as it was, where there is none. */
bool build_setting(struct builder *b, const struct set_query *q, struct set_value *out);
/* Findings for paths that fitted no number. */
void build_refuse_settings(struct builder *b);
/* Name in the script of the list of a field's entities. */
const char *build_list_name(const struct builder *b, const struct field *f);
/* One part of a value as a script gives it: in a product a map by label, a list, or a value for
 * all. NULL: a map without that part, or a fault, which is reported. */
const struct node *build_part(struct builder *b, const struct node *n, const struct field *f,
                              uint32_t fixed, bool *fault);
/* plan_text.c: one value as it stands in a script or a table. */
struct reading {
    struct dist dist;          /* in the row's unit */
    uint32_t identity;         /* of the Lua distribution value; 0: a plain number or table text */
    bool each;                 /* one draw per entity */
    bool by_policy;            /* a date that a policy sets */
    const struct node *series; /* values over time; dist then multiplies them */
};
/* False with a finding if the value makes no sense for the row. */
bool read_node(struct builder *b, const struct node *n, const struct row *row, struct reading *out);
/* The same for the text of a default, a catalogue or --set. */
bool read_text(struct builder *b, const char *text, const struct row *row, struct reading *out,
               struct where at, const char *path);
/* Factor from yen of `year` to yen of the plan's price year (models/deflator.csv). */
double build_deflate(struct builder *b, int year, struct where at, const char *path);
/* k-th item of a blank-separated list (blanks inside parentheses do not count); a single item
 * serves every k. NULL: no such item. */
const char *build_item(struct builder *b, const char *text, uint32_t k);
/* Expands a series tag over the plan's months. NULL with a finding if it makes no sense. */
const double *build_series(struct builder *b, const struct node *tag, const struct row *row);
/* plan_graph.c: does option o take this pair? */
bool build_accepted(const struct builder *b, size_t o, const struct dim *pair, uint32_t number);
/* plan_apart.c: do options differ in a choice of their towns? Faults where they differ in
 * distances. */
bool build_apart(struct builder *b);
/* plan_choice.c: names joined with commas; a finding for a word that is none of them; a number as
 * a row wants it, for messages; refuses entities that close before they open. */
const char *build_list(struct builder *b, const char *const *name, size_t n);
void build_refuse_choice(struct builder *b, const struct node *at, const char *word,
                         const char *const *name, size_t n);
const char *build_example(const struct row *row);
void build_dates(struct builder *b);
/* plan_exclusive.c: refuses numbers that would count one thing twice. */
void build_exclusive(struct builder *b);
/* plan_home.c: where each parameter's number is kept. */
void build_homes(struct builder *b);
/* plan_wire.c: ports of every model. */
void build_wires(struct builder *b);
#endif
