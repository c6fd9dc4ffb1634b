/* calibrate_read.c - the observations of j.calibrate { ... }: what, when, how much, how surely.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/calibrate.h"
#include "sim/lua_model.h"
#include "sim/mem.h"
#include "sim/study_names.h"
#include "sim/units.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOLD_OUT 0.25 /* of a series over time, unless the script says otherwise */
enum { FEW_TIMES = 4 };

struct reading {
    struct study *s;
    struct calibration *c;
    const struct node *root;
    const char *const *name; /* quantities that there can be */
    size_t n_name;
    struct diags *d;
    size_t n; /* observations so far */
    double *observed, *sd;
    uint32_t *series_of;
    bool *held_out;
    struct observed *at;
    const char **when;
    /* the series being read */
    const struct node *item;
    size_t series;
    const struct var *var;
    struct observed like; /* what its observations have in common */
    double unit;          /* of its numbers in the variable's */
    bool *is_set;         /* [n_input] by a column of its data */
};

static void refuse(struct reading *k, const struct node *n, enum msg m)
{
    diag_add(k->d, n->at, n->path, m, NULL);
}

static const struct node *field(const struct reading *k, const char *name)
{
    return node_get(k->item, name);
}

/* --- what ------------------------------------------------------------------------------------- */

static bool find_var(struct reading *k, const char *quantity)
{
    const struct results *r = &k->s->results;
    const size_t skip = k->s->model ? 4 : 0; /* "kpi." */
    for (size_t v = 0; v < r->n_var; v++)
        if (r->var[v].role == (k->s->model ? ROLE_KPI : ROLE_SERIES) &&
            strcmp(r->var[v].name + skip, quantity) == 0) {
            k->var = &r->var[v];
            k->like.var = v;
            return true;
        }
    return false;
}

/* "S1" names the element S1, or all that are parts of it: "S1 paper", "S1 glass". */
static bool is_part(const char *label, const char *entity)
{
    const size_t n = strlen(entity);
    return n > 0 && strncmp(label, entity, n) == 0 && (label[n] == '\0' || label[n] == ' ');
}

static void refuse_entity(struct reading *k, const struct node *of, const struct axis *a,
                          const char *word)
{
    const char **known = arena_alloc(k->s->arena, 2 * a->n + 1, sizeof *known);
    for (size_t i = 0; known && i < a->n; i++) { /* with and without the part's name */
        const char *blank = strrchr(a->label[i], ' ');
        known[2 * i] = a->label[i];
        known[2 * i + 1] =
            blank ? arena_printf(k->s->arena, "%.*s", (int)(blank - a->label[i]), a->label[i])
                  : a->label[i];
    }
    const bool whole = !arena_failed(k->s->arena);
    const char *near = whole ? diag_nearest(word, known, 2 * a->n) : NULL;
    if (near)
        diag_add(k->d, of->at, of->path, MSG_FIT_ENTITY_NEAR, word, near, NULL);
    else
        diag_add(k->d, of->at, of->path, MSG_FIT_ENTITY, word, NULL);
}

static bool read_entity(struct reading *k)
{
    const struct node *of = field(k, "of");
    if (of == NULL)
        return true;
    if (k->var->axis < 0) {
        refuse(k, of, MSG_FIT_NO_ENTITY);
        return false;
    }
    const struct axis *a = &k->s->results.axis[k->var->axis];
    const char *word = of->kind == NODE_STRING ? of->text : "";
    size_t *place = arena_alloc(k->s->arena, a->n + 1, sizeof *place);
    if (place == NULL)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (is_part(a->label[i], word))
            place[k->like.n_place++] = i;
    k->like.place = place;
    if (k->like.n_place == 0)
        refuse_entity(k, of, a, word);
    return k->like.n_place > 0;
}

static bool read_unit(struct reading *k)
{
    const struct node *unit = field(k, "unit");
    char text[128], word[64] = "", word_ja[64] = "";
    struct quantity q = {.value = 1.0};
    k->unit = 1.0;
    if (unit == NULL)
        return true;
    snprintf(text, sizeof text, "1 %s", unit->kind == NODE_STRING ? unit->text : "");
    const enum units_fault f = units_parse(text, k->var->unit, &q, word, word_ja);
    if (unit->kind != NODE_STRING || (f != UNITS_OK && f != UNITS_NO_UNIT) || !(q.value > 0.0)) {
        diag_add(k->d, unit->at, unit->path, MSG_FIT_UNIT,
                 unit->kind == NODE_STRING ? unit->text : "", k->var->unit, NULL);
        return false;
    }
    k->unit = q.value;
    return true;
}

static bool read_what(struct reading *k)
{
    const struct node *name = field(k, "name");
    if (name == NULL || name->kind != NODE_STRING) {
        refuse(k, name ? name : k->item, MSG_FIT_TO);
        return false;
    }
    k->like = (struct observed){.condition = k->c->first_condition[k->series]};
    if (!find_var(k, name->text)) {
        const size_t before = k->d->n;
        name_refuse(name->at, name->path, name->text, k->name, k->n_name, k->d);
        if (k->d->n == before) /* known, but this region has none of it */
            diag_add(k->d, name->at, name->path, MSG_METRIC_UNKNOWN, name->text, NULL);
        return false;
    }
    k->like.over = k->var->agg == AGG_SUM    ? OVER_SUM
                   : k->var->agg == AGG_MEAN ? OVER_MEAN
                                             : OVER_LAST;
    const bool entity = read_entity(k);
    return read_unit(k) && entity;
}

/* --- columns ---------------------------------------------------------------------------------- */

static const char *column_name(const struct reading *k, const char *field_name,
                               const char *otherwise)
{
    const struct node *n = field(k, field_name);
    return n && n->kind == NODE_STRING ? n->text : otherwise;
}

static bool has_column(const struct node *data, const char *name)
{
    for (size_t r = 0; r < data->n; r++)
        if (data->item[r].kind == NODE_MAP && node_get(&data->item[r], name))
            return true;
    return false;
}

static bool want_column(struct reading *k, const struct node *data, const char *field_name,
                        const char *name)
{
    if (has_column(data, name))
        return true;
    const struct node *n = field(k, field_name);
    const struct node *row = &data->item[0];
    const char **known = arena_alloc(k->s->arena, row->n + 1, sizeof *known);
    for (size_t i = 0; known && i < row->n; i++)
        known[i] = row->item[i].key;
    const char *near = known ? diag_nearest(name, known, row->n) : NULL;
    char path[512];
    snprintf(path, sizeof path, "%s.%s", k->item->path, field_name);
    const struct where at = n ? n->at : k->item->at;
    if (near)
        diag_add(k->d, at, path, MSG_FIT_COLUMN_NEAR, name, near, NULL);
    else
        diag_add(k->d, at, path, MSG_FIT_COLUMN, name, NULL);
    return false;
}

/* A number, in the series' unit unless it is a text with one of its own. */
static bool read_number(struct reading *k, const struct node *n, double *out)
{
    char word[64] = "", word_ja[64] = "";
    struct quantity q;
    if (n->kind == NODE_NUMBER) {
        *out = n->number * k->unit;
        return true;
    }
    if (n->kind == NODE_STRING && strchr(n->text, ' ') &&
        units_parse(n->text, k->var->unit, &q, word, word_ja) == UNITS_OK) {
        *out = q.value;
        return true;
    }
    const bool comma = n->kind == NODE_STRING && strchr(n->text, ',');
    diag_add(k->d, n->at, n->path, comma ? MSG_NUMBER_COMMA : MSG_NUMBER_WANTED,
             n->kind == NODE_STRING ? n->text : "", "1.5", NULL);
    return false;
}

static bool read_sd(struct reading *k, const struct node *row, double *sd)
{
    const struct node *n = field(k, "sd");
    const struct node *data = field(k, "data");
    const struct node *cell = n;
    *sd = 0.0;
    if (n == NULL)
        return true;
    if (row && n->kind == NODE_STRING && has_column(data, n->text))
        cell = node_get(row, n->text);
    else if (row && n->kind == NODE_STRING && !strchr(n->text, ' '))
        return want_column(k, data, "sd", n->text);
    if (cell == NULL) { /* an empty cell */
        refuse(k, row, MSG_FIT_SD);
        return false;
    }
    if (!read_number(k, cell, sd))
        return false;
    if (*sd > 0.0 && *sd < 1e300)
        return true;
    refuse(k, cell, MSG_FIT_SD);
    return false;
}

/* --- when ------------------------------------------------------------------------------------- */

static bool read_when(struct reading *k, const struct node *cell, struct observed *o,
                      const char **label)
{
    const struct results *r = &k->s->results;
    char text[64];
    long month = 0, n = 0, first = 0, one = 0;
    if (cell->kind == NODE_NUMBER)
        snprintf(text, sizeof text, "%.17g", cell->number);
    else
        snprintf(text, sizeof text, "%s", cell->kind == NODE_STRING ? cell->text : "");
    if (!calibrate_span(text, &month, &n)) {
        diag_add(k->d, cell->at, cell->path, MSG_FIT_TIME, text, NULL);
        return false;
    }
    *label = arena_strdup(k->s->arena, text);
    calibrate_month(r->month[0], &first, &one);
    if (month < first || month + n > first + (long)r->n_month) {
        diag_add(k->d, cell->at, cell->path, MSG_FIT_OUTSIDE, text, r->month[0],
                 r->month[r->n_month - 1], NULL);
        return false;
    }
    o->month = (size_t)(month - first);
    o->n = (size_t)n;
    return true;
}

/* --- rows ------------------------------------------------------------------------------------- */

static void add(struct reading *k, const struct observed *at, double value, double sd,
                const char *when)
{
    k->observed[k->n] = value;
    k->sd[k->n] = sd;
    k->series_of[k->n] = (uint32_t)k->series;
    k->at[k->n] = *at;
    k->when[k->n++] = when;
}

/* Inputs of a j.model that the columns of a table set. */
static bool list_set_inputs(struct reading *k, const struct node *data)
{
    const struct lua_model *m = k->s->model;
    k->is_set = m ? arena_alloc(k->s->arena, m->n_input, sizeof *k->is_set) : NULL;
    for (size_t r = 0; k->is_set && r < data->n; r++)
        for (size_t i = 0; i < m->n_input; i++)
            k->is_set[i] = k->is_set[i] || node_get(&data->item[r], m->input[i]) != NULL;
    return m == NULL || k->is_set;
}

/* Without its cell a row would be run at an input's usual value: another observation. */
static void refuse_missing_inputs(struct reading *k, const struct node *row)
{
    const struct lua_model *m = k->s->model;
    for (size_t i = 0; m && i < m->n_input; i++)
        if (k->is_set[i] && node_get(row, m->input[i]) == NULL)
            diag_add(k->d, row->at, row->path, MSG_FIT_ROW_INPUT, m->input[i], NULL);
}

static void read_row(struct reading *k, const struct node *row, size_t number,
                     const char *time_column, const char *value_column)
{
    const bool model = k->s->model != NULL;
    const struct node *value = node_get(row, value_column);
    const struct node *time = model ? NULL : node_get(row, time_column);
    struct observed at = k->like;
    double x, sd;
    if (value == NULL) /* an empty cell: nothing was observed */
        return;
    refuse_missing_inputs(k, row);
    if (!model && time == NULL) {
        diag_add(k->d, row->at, row->path, MSG_FIT_TIME, "", NULL);
        return;
    }
    at.condition += k->c->by_row[k->series] ? number : 0;
    const char *when = model ? arena_printf(k->s->arena, "%zu", number + 1) : NULL;
    bool good = read_number(k, value, &x);
    good = read_sd(k, row, &sd) && good;
    good = (model || read_when(k, time, &at, &when)) && good;
    if (good)
        add(k, &at, x, sd, when);
}

/* By time, stable: a table may be in any order. */
static void sort_series(struct reading *k, size_t from)
{
    for (size_t i = from + 1; i < k->n; i++)
        for (size_t j = i; j > from && k->at[j].month < k->at[j - 1].month; j--) {
            const struct observed at = k->at[j];
            const double y = k->observed[j], sd = k->sd[j];
            const char *when = k->when[j];
            k->at[j] = k->at[j - 1];
            k->observed[j] = k->observed[j - 1];
            k->sd[j] = k->sd[j - 1];
            k->when[j] = k->when[j - 1];
            k->at[j - 1] = at;
            k->observed[j - 1] = y;
            k->sd[j - 1] = sd;
            k->when[j - 1] = when;
        }
}

static void hold_out(struct reading *k, size_t from)
{
    const struct node *h = node_get(k->root, "hold_out");
    const size_t n = k->n - from;
    long month = 0, length, first;
    double share = k->s->model || n < FEW_TIMES ? 0.0 : HOLD_OUT;
    if (h && h->kind == NODE_NUMBER)
        share = h->number;
    if (h && h->kind == NODE_STRING && !k->s->model && calibrate_span(h->text, &month, &length)) {
        calibrate_month(k->s->results.month[0], &first, &length);
        for (size_t i = from; i < k->n; i++)
            k->held_out[i] = (long)k->at[i].month + first >= month;
        return;
    }
    if (h && (h->kind != NODE_NUMBER || !(share >= 0.0 && share <= 0.9))) {
        refuse(k, h, MSG_FIT_HOLD);
        return;
    }
    const size_t held = (size_t)(share * (double)n + 0.5);
    for (size_t i = k->n - held; i < k->n; i++)
        k->held_out[i] = true;
}

static void read_series(struct reading *k)
{
    const struct node *data = field(k, "data"), *value = field(k, "value");
    const size_t from = k->n;
    double x, sd;
    if (!read_what(k))
        return;
    if (data == NULL && value && k->s->model) { /* one figure */
        bool good = read_number(k, value, &x);
        good = read_sd(k, NULL, &sd) && good;
        if (good)
            add(k, &k->like, x, sd, "");
    } else if (data == NULL || data->kind != NODE_LIST || data->n == 0 ||
               data->item[0].kind != NODE_MAP) {
        diag_add(k->d, data ? data->at : k->item->at, data ? data->path : k->item->path,
                 MSG_FIT_DATA, NULL);
    } else {
        const char *quantity = field(k, "name")->text, *dot = strchr(quantity, '.');
        const char *of_value = column_name(k, "value", dot && !k->s->model ? dot + 1 : quantity);
        const char *of_time = column_name(k, "time", "month");
        bool good = want_column(k, data, "value", of_value);
        good = (k->s->model || want_column(k, data, "time", of_time)) && good;
        good = list_set_inputs(k, data) && good;
        for (size_t r = 0; good && r < data->n; r++)
            if (data->item[r].kind == NODE_MAP)
                read_row(k, &data->item[r], r, of_time, of_value);
    }
    sort_series(k, from);
    hold_out(k, from);
}

/* --- all of it -------------------------------------------------------------------------------- */

static bool get_room(struct reading *k, const struct node *to)
{
    struct arena *a = k->s->arena;
    size_t most = 0;
    for (size_t i = 0; i < to->n; i++) {
        const struct node *data = node_get(&to->item[i], "data");
        most += data ? data->n + 1 : 1;
    }
    k->observed = arena_alloc(a, most, sizeof *k->observed);
    k->sd = arena_alloc(a, most, sizeof *k->sd);
    k->series_of = arena_alloc(a, most, sizeof *k->series_of);
    k->held_out = arena_alloc(a, most, sizeof *k->held_out);
    k->at = arena_alloc(a, most, sizeof *k->at);
    k->when = arena_alloc(a, most, sizeof *k->when);
    return !arena_failed(a);
}

static void refuse_too_few(struct reading *k)
{
    const size_t d = k->c->fit.n_param;
    size_t n = 0;
    bool known = true;
    for (size_t i = 0; i < k->n; i++) {
        n += !k->held_out[i];
        known = known && k->sd[i] > 0.0;
    }
    if (n < d + 1) {
        char have[32], parameters[32], want[32];
        snprintf(have, sizeof have, "%zu", n);
        snprintf(parameters, sizeof parameters, "%zu", d);
        snprintf(want, sizeof want, "%zu", d + 1);
        diag_add(k->d, k->root->at, "to", MSG_FIT_FEW, have, parameters, want, NULL);
    }
    if (k->c->fit.method == FIT_ABC && !known && k->s->model && !k->s->model->chance)
        diag_add(k->d, k->root->at, "to", MSG_FIT_ABC_SD, NULL);
}

static bool keep(struct reading *k, const struct node *to)
{
    struct calibration *c = k->c;
    struct fit_info *f = &c->info;
    struct arena *a = k->s->arena;
    const char **series = arena_alloc(a, to->n, sizeof *series);
    const char **unit = arena_alloc(a, to->n, sizeof *unit);
    f->held_out = arena_alloc(a, k->n + 1, sizeof *f->held_out);
    if (arena_failed(a))
        return false;
    for (size_t i = 0; i < to->n; i++) {
        const struct node *name = node_get(&to->item[i], "name"),
                          *of = node_get(&to->item[i], "of");
        k->item = &to->item[i];
        series[i] = of ? arena_printf(a, "%s of %s", name->text, of->text) : name->text;
        unit[i] = find_var(k, name->text) ? k->var->unit : "1";
    }
    for (size_t i = 0; i < k->n; i++)
        f->held_out[i] = k->held_out[i];
    c->at = k->at;
    c->fit.n_obs = f->n_obs = k->n;
    c->fit.observed = f->observed = k->observed;
    c->fit.sd = k->sd;
    c->fit.series = f->series_of = k->series_of;
    c->fit.held_out = k->held_out;
    f->when = k->when;
    f->series = series;
    f->series_unit = unit;
    f->n_series = to->n;
    return !arena_failed(a);
}

bool calibrate_observations(struct study *s, const struct node *root, const char *const *name,
                            size_t n, struct diags *d)
{
    struct reading k = {.s = s, .c = s->fit, .root = root, .name = name, .n_name = n, .d = d};
    const struct node *to = node_get(root, "to");
    const size_t before = d->n;
    if (!get_room(&k, to))
        return false;
    for (k.series = 0; k.series < to->n; k.series++) {
        k.item = &to->item[k.series];
        if (k.item->kind == NODE_MAP)
            read_series(&k);
        else
            refuse(&k, k.item, MSG_FIT_TO);
    }
    if (k.d->n != before)
        return true;
    refuse_too_few(&k);
    return k.d->n != before || keep(&k, to);
}
