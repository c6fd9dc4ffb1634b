/* export_tables.c - the list of tables, and what they are made from. See export_tables.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/export_tables.h"
#include "sim/mem.h"
#include "sim/store_compare.h"
#include <string.h>

/* In the order of the sheets. */
static void (*const builder[])(struct exporter *) = {
    export_add_fit,     export_add_options, export_add_stakes, export_add_contrasts,
    export_add_effects, export_add_swaps,   export_add_series, export_add_runs,
    export_add_texts,   export_add_about};

/* Datasets that builders ask for, beside the series'. */
static const char *const fixed_dataset[] = {"risk",
                                            "shortfall",
                                            "regret_mean",
                                            "best_share",
                                            "dominance",
                                            "common_gain",
                                            "ratio",
                                            "ratio_lo",
                                            "ratio_hi",
                                            "ratio_difference",
                                            "ratio_difference_lo",
                                            "ratio_difference_hi",
                                            "weight_score",
                                            "weight_share",
                                            "sobol_first",
                                            "sobol_first_lo",
                                            "sobol_first_hi",
                                            "sobol_total",
                                            "sobol_total_lo",
                                            "sobol_total_hi",
                                            "sobol_second",
                                            "sobol_second_lo",
                                            "sobol_second_hi",
                                            "morris_mu_star",
                                            "morris_mu_star_lo",
                                            "morris_mu_star_hi",
                                            "morris_mu",
                                            "morris_sigma",
                                            "rank_srrc",
                                            "rank_srrc_lo",
                                            "rank_srrc_hi",
                                            "worth_knowing",
                                            "worth_knowing_told",
                                            "variant_rank",
                                            "variant_tied",
                                            "variant_mean",
                                            "variant_difference",
                                            "variant_difference_lo",
                                            "variant_difference_hi"};
enum { N_FIXED = sizeof fixed_dataset / sizeof *fixed_dataset, TABLES = 32, CHARTS = 48 };

const char *export_metric_id(const struct var *kpi)
{
    return strncmp(kpi->name, "kpi.", 4) == 0 ? kpi->name + 4 : kpi->name;
}

/* One number a run, which the reader saw there when it opened the file. */
static bool is_kpi(const struct var *v)
{
    return v->role == ROLE_KPI && v->axis < 0 && v->time == TIME_NONE;
}

const struct var *export_headline(const struct exporter *e, size_t m)
{
    const struct var *v = compare_var(e->r, e->r->metric[m]);
    return v != NULL && is_kpi(v) ? v : NULL;
}

const double *export_dataset(const struct exporter *e, const char *name, size_t n)
{
    for (size_t i = 0; i < e->n_wanted; i++) {
        if (e->wanted[i] != NULL && strcmp(e->wanted[i], name) == 0) {
            return e->dataset[i].n == n && n > 0 ? e->dataset[i].x : NULL;
        }
    }
    return NULL;
}

const double *export_run_source(void *exporter, const char *name)
{
    struct exporter *e = exporter;
    for (size_t k = 0; k < e->n_kpi; k++) {
        if (strcmp(e->kpi[k]->name, name) == 0) {
            return export_block_at(e->kpis, k, 0);
        }
    }
    return reader_runs(e->reader, name);
}

struct export_table *export_add(struct exporter *e, const char *id, size_t n_row,
                                const char *const *column, size_t n_column)
{
    struct export_column *c = arena_alloc(e->arena, n_column + 1, sizeof *c);
    if (c == NULL || n_row == 0 || e->n_table == e->table_room) {
        return NULL;
    }
    for (size_t i = 0; i < n_column; i++) {
        const struct export_word *w = export_word(column[i]);
        c[i] = w != NULL
                   ? (struct export_column){column[i], w->en, w->ja, NULL, w->kind}
                   : (struct export_column){column[i], column[i], column[i], NULL, EXPORT_TEXT};
    }
    const struct export_word *w = export_word(id);
    for (size_t i = 0; i < e->n_table; i++) {
        if (strcmp(e->table[i].id, id) == 0) { /* a table of text that took the name */
            id = arena_printf(e->arena, "%s_%zu", id, e->n_table);
            w = NULL;
            break;
        }
    }
    if (id == NULL) {
        return NULL;
    }
    struct export_table *t = &e->table[e->n_table++];
    *t = (struct export_table){.id = id,
                               .en = w != NULL ? w->en : id,
                               .ja = w != NULL ? w->ja : id,
                               .column = c,
                               .n_column = n_column,
                               .n_row = n_row,
                               .e = e};
    return t;
}

struct export_chart *export_add_chart(struct exporter *e, bool bars, size_t n_row)
{
    if (e->n_chart == e->chart_room || n_row == 0) {
        return NULL;
    }
    struct export_chart *c = &e->chart[e->n_chart++];
    *c = (struct export_chart){.bars = bars, .table = e->n_table - 1, .n_row = n_row, .unit = ""};
    return c;
}

static bool of_headline(const struct results *r, const char *name)
{
    for (size_t m = 0; m < r->n_metric; m++) {
        if (strcmp(r->metric[m], name) == 0) {
            return true;
        }
    }
    return false;
}

static bool list_kpis(struct exporter *e)
{
    const struct results *r = e->r;
    e->kpi = arena_alloc(e->arena, r->n_metric + r->n_var + 1, sizeof *e->kpi);
    size_t *var = arena_alloc(e->arena, r->n_metric + r->n_var + 1, sizeof *var);
    for (size_t m = 0; e->kpi != NULL && m < r->n_metric; m++) {
        const struct var *v = export_headline(e, m);
        if (v != NULL) {
            e->kpi[e->n_kpi++] = v;
        }
    }
    e->n_headline = e->n_kpi;
    for (size_t v = 0; e->kpi != NULL && v < r->n_var; v++) {
        const struct var *x = &r->var[v];
        if (is_kpi(x) && !of_headline(r, export_metric_id(x))) {
            e->kpi[e->n_kpi++] = x;
        }
    }
    for (size_t k = 0; var != NULL && k < e->n_kpi; k++) {
        var[k] = (size_t)(e->kpi[k] - r->var);
    }
    e->kpis = var == NULL ? NULL : export_block_new(e, var, e->n_kpi, false);
    return !arena_failed(e->arena);
}

static bool is_series(const struct results *r, size_t v)
{
    const struct var *x = &r->var[v];
    const bool room = x->axis < 0 || r->axis[x->axis].n > 0;
    return x->role == ROLE_SERIES && x->time == TIME_MONTH && room && r->n_month > 0;
}

static bool list_series(struct exporter *e)
{
    const struct results *r = e->r;
    e->series = arena_alloc(e->arena, r->n_metric + r->n_var + 1, sizeof *e->series);
    for (size_t m = 0; e->series != NULL && m < r->n_metric; m++) {
        for (size_t v = 0; v < r->n_var; v++) {
            if (is_series(r, v) && strcmp(r->var[v].name, r->metric[m]) == 0) {
                e->series[e->n_series++] = v;
            }
        }
    }
    e->n_chosen = e->n_series;
    for (size_t v = 0; e->series != NULL && v < r->n_var; v++) {
        if (is_series(r, v) && !of_headline(r, r->var[v].name)) {
            e->series[e->n_series++] = v;
        }
    }
    return e->series != NULL;
}

/* Every dataset at once: the file is opened once more for all of them. */
static bool load(struct exporter *e)
{
    e->n_wanted = N_FIXED + 2 * e->n_series; /* in this order */
    e->wanted = arena_alloc(e->arena, e->n_wanted, sizeof *e->wanted);
    e->dataset = arena_alloc(e->arena, e->n_wanted, sizeof *e->dataset);
    if (e->wanted == NULL || e->dataset == NULL) {
        return false;
    }
    memcpy(e->wanted, fixed_dataset, sizeof fixed_dataset);
    for (size_t i = 0; i < e->n_series; i++) {
        const char *name = reader_file_name(e->reader, e->series[i]);
        const char **pair = &e->wanted[N_FIXED + 2 * i];
        pair[0] = name == NULL ? NULL : arena_printf(e->arena, "band.%s", name);
        pair[1] = name == NULL ? NULL : arena_printf(e->arena, "mean.%s", name);
        if (pair[0] == NULL || pair[1] == NULL) {
            return false;
        }
    }
    return reader_datasets(e->reader, e->wanted, e->n_wanted, e->dataset);
}

static bool fill(struct exporter *e)
{
    e->table_room = TABLES + e->r->n_table;
    e->chart_room = CHARTS;
    e->table = arena_alloc(e->arena, e->table_room, sizeof *e->table);
    e->chart = arena_alloc(e->arena, e->chart_room, sizeof *e->chart);
    if (e->table == NULL || e->chart == NULL ||
        !futures_list(e->r, reader_messages(e->reader), e->arena, &e->f)) {
        return false;
    }
    e->scratch = arena_alloc(e->arena, e->f.n + 1, sizeof *e->scratch);
    e->f.n = e->r->fit != NULL ? 0 : e->f.n; /* the points of a search are no futures */
    if (e->scratch == NULL || !list_kpis(e) || !list_series(e) || !load(e)) {
        return false;
    }
    for (size_t i = 0; i < sizeof builder / sizeof *builder; i++) {
        builder[i](e);
    }
    return !arena_failed(e->arena) && !e->failed;
}

struct exporter *exporter_new(struct reader *r, struct diags *d)
{
    struct arena *a = arena_new();
    struct exporter *e = a == NULL ? NULL : arena_alloc(a, 1, sizeof *e);
    if (e == NULL) {
        arena_free(a);
        return NULL;
    }
    *e = (struct exporter){.reader = r, .all = reader_results(r), .arena = a};
    e->reference = results_reference(e->all);
    e->r = &e->reference;
    const bool filled = fill(e);
    if (!reader_sound(r, d) || !filled) {
        exporter_free(e);
        return NULL;
    }
    return e;
}

void exporter_free(struct exporter *e)
{
    if (e != NULL) {
        arena_free(e->arena); /* e is in it */
    }
}
