/* export_series.c - the region month by month (quantiles), and the mean future by Japanese fiscal
 * year (sim/fiscal.h), of the region and entity by entity.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/export_tables.h"
#include "sim/fiscal.h"
#include "sim/mem.h"
#include "sim/model.h"
#include <math.h>
#include <string.h>

#define COLUMNS(a) (a), sizeof(a) / sizeof *(a)

enum { QUANTILES = 5, WIDE_OPTIONS = CHART_LINES / 3, CHARTED = 6 };

struct series {
    const struct var *v;
    const double *x; /* band [option][quantile][month] or mean [option][month][entity] */
    size_t n_entity, row0;
};
struct series_list {
    struct series *series;
    size_t n;
    struct fiscal_years years;
};

static void put_series(const struct var *v, struct export_cell cell[4])
{
    cell[0].text = v->name;
    cell[1].text = v->en;
    cell[2].text = v->ja;
    cell[3].text = v->unit;
}

/* --- bands ----------------------------------------------------------------------------------- */

static const char *const band_column[] = {"series", "name_en", "name_ja", "unit", "option", "month",
                                          "q05",    "q25",     "q50",     "q75",  "q95"};
enum { AT_MONTH = 5, AT_BAND = 6 };

static void band_row(const struct export_table *t, size_t i, struct export_cell *cell)
{
    const struct results *r = t->e->all;
    const struct series_list *l = t->of;
    const size_t month = i % r->n_month, o = i / r->n_month % r->n_option;
    const struct series *s = &l->series[i / r->n_month / r->n_option];
    put_series(s->v, cell);
    cell[4].text = r->option[o];
    cell[AT_MONTH].text = r->month[month];
    for (size_t q = 0; q < QUANTILES; q++) {
        cell[AT_BAND + q].x = s->x[(o * QUANTILES + q) * r->n_month + month];
    }
}

/* All five quantiles of a single option; of several the median and the ends of each. */
static void chart_band(struct exporter *e, const struct series *s, size_t row0)
{
    const struct results *r = e->all;
    struct export_chart *c = export_add_chart(e, false, r->n_month);
    if (c == NULL) {
        return;
    }
    c->en = s->v->en;
    c->ja = s->v->ja;
    c->unit = s->v->unit;
    c->category = AT_MONTH;
    for (size_t o = 0; o < e->r->n_option && o < WIDE_OPTIONS; o++) { /* as it stands */
        for (size_t q = 0; q < QUANTILES; q++) {
            static const char *const name[] = {"5 %", "25 %", "50 %", "75 %", "95 %"};
            const bool alone = e->r->n_option == 1;
            if (!alone && q % 2 == 1) {
                continue;
            }
            const char *full =
                alone ? name[q] : arena_printf(e->arena, "%s, %s", r->option[o], name[q]);
            c->line[c->n_line++] = (struct export_line){
                full, full, AT_BAND + q, row0 + o * r->n_month, (unsigned)o, q != QUANTILES / 2};
        }
    }
}

static void add_bands(struct exporter *e)
{
    const struct results *r = e->all;
    struct series_list *l = arena_alloc(e->arena, 1, sizeof *l);
    struct series *s = arena_alloc(e->arena, e->n_series + 1, sizeof *s);
    if (l == NULL || s == NULL) {
        return;
    }
    l->series = s;
    size_t chosen = 0;
    for (size_t i = 0; i < e->n_series; i++) {
        const char *name = e->wanted[e->n_wanted - 2 * (e->n_series - i)];
        const double *x = export_dataset(e, name, r->n_option * QUANTILES * r->n_month);
        if (x != NULL) {
            s[l->n++] = (struct series){.v = &r->var[e->series[i]], .x = x};
            chosen += i < e->n_chosen;
        }
    }
    struct export_table *t =
        export_add(e, "bands", l->n * r->n_option * r->n_month, COLUMNS(band_column));
    if (t == NULL) {
        return;
    }
    t->row = band_row;
    t->of = l;
    for (size_t i = 0; i < chosen && i < CHARTED; i++) {
        chart_band(e, &s[i], i * r->n_option * r->n_month);
    }
}

/* --- fiscal years ---------------------------------------------------------------------------- */

static const char *const year_column[] = {"series",  "name_en",     "name_ja", "unit", "option",
                                          "year_is", "fiscal_year", "months",  "mean"};
static const char *const entity_year_column[] = {"series",      "name_en", "name_ja", "unit",
                                                 "dimension",   "entity",  "option",  "year_is",
                                                 "fiscal_year", "months",  "mean"};

static void put_year(const struct fiscal_year *y, int agg, double value, struct export_cell cell[4])
{
    cell[0].text = agg == AGG_LAST ? "last" : agg == AGG_MEAN ? "mean" : "sum";
    cell[1].x = (double)y->fiscal;
    cell[2].x = (double)y->months;
    cell[3].x = value;
}

static void year_row(const struct export_table *t, size_t i, struct export_cell *cell)
{
    const struct results *r = t->e->all;
    const struct series_list *l = t->of;
    const size_t y = i % l->years.n, o = i / l->years.n % r->n_option;
    const struct series *s = &l->series[i / l->years.n / r->n_option];
    const double *x = s->x + o * r->n_month * s->n_entity;
    double sum = 0.0;
    for (size_t k = 0; k < s->n_entity; k++) {
        sum += fiscal_gather(&l->years, y, s->v->agg, x + k, s->n_entity);
    }
    put_series(s->v, cell);
    cell[4].text = r->option[o];
    put_year(&l->years.year[y], s->v->agg, s->v->across == 1 ? sum / (double)s->n_entity : sum,
             &cell[5]);
}

static void entity_year_row(const struct export_table *t, size_t i, struct export_cell *cell)
{
    const struct results *r = t->e->all;
    const struct series_list *l = t->of;
    size_t lo = 0, hi = l->n;
    while (hi - lo > 1) { /* the last series that begins at row i or before */
        const size_t middle = lo + (hi - lo) / 2;
        *(l->series[middle].row0 <= i ? &lo : &hi) = middle;
    }
    const struct series *s = &l->series[lo];
    const size_t in = i - s->row0, y = in % l->years.n, k = in / l->years.n % s->n_entity;
    const size_t o = in / l->years.n / s->n_entity;
    const double *x = s->x + o * r->n_month * s->n_entity + k;
    const struct axis *a = s->v->axis < 0 ? NULL : &r->axis[s->v->axis];
    put_series(s->v, cell);
    cell[4].text = a == NULL ? "" : a->name;
    cell[5].text = a == NULL ? "" : a->label[k];
    cell[6].text = r->option[o];
    put_year(&l->years.year[y], s->v->agg, fiscal_gather(&l->years, y, s->v->agg, x, s->n_entity),
             &cell[7]);
}

static void add_years(struct exporter *e)
{
    const struct results *r = e->all;
    struct series_list *l = arena_alloc(e->arena, 1, sizeof *l);
    struct series *s = arena_alloc(e->arena, e->n_series + 1, sizeof *s);
    if (l == NULL || s == NULL || r->n_month == 0 || !fiscal_list(r, e->arena, &l->years)) {
        return;
    }
    size_t n_row = 0;
    l->series = s;
    for (size_t i = 0; i < e->n_series; i++) {
        const struct var *v = &r->var[e->series[i]];
        const size_t n_entity = v->axis < 0 ? 1 : r->axis[v->axis].n;
        const char *name = e->wanted[e->n_wanted - 2 * (e->n_series - i) + 1];
        const double *x = export_dataset(e, name, r->n_option * r->n_month * n_entity);
        if (x != NULL) {
            s[l->n++] = (struct series){v, x, n_entity, n_row};
            n_row += r->n_option * n_entity * l->years.n;
        }
    }
    struct export_table *t =
        export_add(e, "years", l->n * r->n_option * l->years.n, COLUMNS(year_column));
    if (t != NULL) {
        t->row = year_row;
        t->of = l;
    }
    t = export_add(e, "entity_years", n_row, COLUMNS(entity_year_column));
    if (t != NULL) {
        t->row = entity_year_row;
        t->of = l;
    }
}

void export_add_series(struct exporter *e)
{
    add_bands(e);
    add_years(e);
}
