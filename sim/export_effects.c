/* export_effects.c - a sweep's effects of its factors.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/export_tables.h"
#include "sim/mem.h"
#include <math.h>
#include <stdlib.h>

#define COLUMNS(a) (a), sizeof(a) / sizeof *(a)

enum { LEAD = 5, MOST = 6, CHARTED = 6, BARS = 12 };

/* The figures of one kind of design; the charted one first. */
struct kind {
    const char *figure[MOST];
    size_t n;
    bool own_unit; /* in the metric's unit */
};
static const struct kind kind[] = {
    {{"sobol_total", "sobol_total_lo", "sobol_total_hi", "sobol_first", "sobol_first_lo",
      "sobol_first_hi"},
     6,
     false},
    {{"morris_mu_star", "morris_mu_star_lo", "morris_mu_star_hi", "morris_mu", "morris_sigma",
      NULL},
     5,
     true},
    {{"rank_srrc", "rank_srrc_lo", "rank_srrc_hi", NULL, NULL, NULL}, 3, false}};

struct place {
    double weight;
    size_t factor;
};
struct sheet {
    const struct kind *kind;
    const double *x[MOST]; /* [metric][factor] (, factor) */
    struct place *place;   /* [metric][d] the most effective factor first */
};

static void put_metric(const struct exporter *e, size_t m, const char *unit,
                       struct export_cell cell[4])
{
    const struct var *v = export_headline(e, m);
    cell[0].text = e->r->metric[m];
    cell[1].text = v != NULL ? v->en : "";
    cell[2].text = v != NULL ? v->ja : "";
    cell[3].text = unit != NULL ? unit : v != NULL ? v->unit : "";
}

/* --- effects --------------------------------------------------------------------------------- */

static int by_weight(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->weight != y->weight) {
        return x->weight > y->weight ? -1 : 1;
    }
    return (x->factor > y->factor) - (x->factor < y->factor);
}

static bool put_in_order(const struct exporter *e, struct sheet *s)
{
    const size_t d = e->r->design->spec.n_dim;
    s->place = arena_alloc(e->arena, e->r->n_metric * d + 1, sizeof *s->place);
    for (size_t i = 0; s->place != NULL && i < e->r->n_metric * d; i++) {
        const double x = s->x[0][i];
        s->place[i] = (struct place){isnan(x) ? -1.0 : fabs(x), i % d};
        if (i % d == d - 1) {
            qsort(s->place + i - i % d, d, sizeof *s->place, by_weight);
        }
    }
    return s->place != NULL;
}

static void effect_row(const struct export_table *t, size_t i, struct export_cell *cell)
{
    const struct sheet *s = t->of;
    const size_t d = t->e->r->design->spec.n_dim, factor = s->place[i].factor;
    put_metric(t->e, i / d, s->kind->own_unit ? NULL : "1", cell);
    cell[4].text = t->e->r->design->factor[factor];
    for (size_t k = 0; k < s->kind->n; k++) {
        cell[LEAD + k].x = s->x[k] != NULL ? s->x[k][i - i % d + factor] : (double)NAN;
    }
}

static void chart_effects(struct exporter *e, const struct export_table *t)
{
    const struct sheet *s = t->of;
    const size_t d = e->r->design->spec.n_dim;
    for (size_t m = 0; m < e->r->n_metric && m < CHARTED; m++) {
        const struct var *v = export_headline(e, m);
        struct export_chart *c = v == NULL ? NULL : export_add_chart(e, true, d < BARS ? d : BARS);
        if (c == NULL) {
            continue;
        }
        c->en = arena_printf(e->arena, "%s: what drives it", v->en);
        c->ja = arena_printf(e->arena, "%s：何が効くか", v->ja);
        c->unit = s->kind->own_unit ? v->unit : "1";
        c->category = LEAD - 1;
        c->sideways = true;
        const struct export_column *column = &t->column[LEAD];
        c->line[c->n_line++] =
            (struct export_line){column[0].en, column[0].ja, LEAD, m * d, 0, false};
        if (s->kind->n == MOST) { /* Sobol': the first order too */
            c->line[c->n_line++] =
                (struct export_line){column[3].en, column[3].ja, LEAD + 3, m * d, 1, false};
        }
    }
}

static void add_effects(struct exporter *e)
{
    const char *column[LEAD + MOST] = {"metric", "name_en", "name_ja", "unit", "factor"};
    const size_t n = e->r->n_metric * e->r->design->spec.n_dim;
    struct sheet *s = arena_alloc(e->arena, 1, sizeof *s);
    for (size_t i = 0; s != NULL && i < sizeof kind / sizeof *kind; i++) {
        if (export_dataset(e, kind[i].figure[0], n) == NULL) {
            continue;
        }
        s->kind = &kind[i];
        for (size_t k = 0; k < kind[i].n; k++) {
            s->x[k] = export_dataset(e, kind[i].figure[k], n);
            column[LEAD + k] = kind[i].figure[k];
        }
        struct export_table *t =
            put_in_order(e, s) ? export_add(e, "effects", n, column, LEAD + kind[i].n) : NULL;
        if (t != NULL) {
            t->row = effect_row;
            t->of = s;
            chart_effects(e, t);
        }
        return;
    }
}

/* --- pairs ----------------------------------------------------------------------------------- */

static const char *const pair_column[] = {"metric",          "name_en",        "name_ja",
                                          "factor",          "factor_2",       "sobol_second",
                                          "sobol_second_lo", "sobol_second_hi"};

static void pair_row(const struct export_table *t, size_t i, struct export_cell *cell)
{
    const struct sheet *s = t->of;
    const struct design_info *g = t->e->r->design;
    const size_t d = g->spec.n_dim, n_pair = d * (d - 1) / 2;
    size_t a = 0, rest = i % n_pair;
    while (rest >= d - 1 - a) {
        rest -= d - 1 - a;
        a++;
    }
    const size_t b = a + 1 + rest;
    put_metric(t->e, i / n_pair, NULL, cell);
    cell[3].text = g->factor[a]; /* over the unit, which these figures do not have */
    cell[4].text = g->factor[b];
    for (size_t k = 0; k < 3; k++) {
        cell[5 + k].x = s->x[k] != NULL ? s->x[k][(i / n_pair * d + a) * d + b] : (double)NAN;
    }
}

static void add_pairs(struct exporter *e)
{
    const size_t d = e->r->design->spec.n_dim, n = e->r->n_metric * d * d;
    struct sheet *s = arena_alloc(e->arena, 1, sizeof *s);
    for (size_t k = 0; s != NULL && k < 3; k++) {
        s->x[k] = export_dataset(e, pair_column[5 + k], n);
    }
    struct export_table *t =
        s == NULL || s->x[0] == NULL || d < 2
            ? NULL
            : export_add(e, "pairs", e->r->n_metric * (d * (d - 1) / 2), COLUMNS(pair_column));
    if (t != NULL) {
        t->row = pair_row;
        t->of = s;
    }
}

void export_add_effects(struct exporter *e)
{
    if (e->r->design != NULL) {
        add_effects(e);
        add_pairs(e);
    }
}
