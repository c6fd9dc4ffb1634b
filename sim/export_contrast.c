/* export_contrast.c - risk and regret of each option, ratios, weights: as the file holds them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/export_tables.h"
#include "sim/mem.h"
#include "sim/store_compare.h"
#include <math.h>

#define COLUMNS(a) (a), sizeof(a) / sizeof *(a)

/* Datasets of one shape, and the names of its rows. */
struct figures {
    const double *x[6]; /* NULL: not in the file */
    size_t n;
    const char **unit; /* of ratios */
};

static double at(const struct figures *g, size_t which, size_t i)
{
    return g->x[which] != NULL ? g->x[which][i] : (double)NAN;
}

/* NULL: none of them is in the file. */
static struct figures *find(const struct exporter *e, const char *const *name, size_t n_name,
                            size_t n)
{
    struct figures *g = arena_alloc(e->arena, 1, sizeof *g);
    bool any = false;
    for (size_t i = 0; g != NULL && i < n_name; i++) {
        g->x[i] = export_dataset(e, name[i], n);
        any = any || g->x[i] != NULL;
    }
    if (g != NULL) {
        g->n = n_name;
    }
    return any ? g : NULL;
}

/* --- risks ----------------------------------------------------------------------------------- */

static const char *const risk_figure[] = {"risk",       "shortfall", "regret_mean",
                                          "best_share", "dominance", "common_gain"};
static const char *const risk_column[] = {"metric",      "name_en",    "name_ja",   "unit",
                                          "better",      "option",     "risk",      "shortfall",
                                          "regret_mean", "best_share", "dominance", "common_gain"};

static void risk_row(const struct export_table *t, size_t i, struct export_cell *cell)
{
    const struct results *r = t->e->r;
    const struct figures *g = t->of;
    const size_t m = i / r->n_option;
    const struct var *v = export_headline(t->e, m);
    cell[0].text = r->metric[m];
    if (v != NULL) {
        cell[1].text = v->en;
        cell[2].text = v->ja;
        cell[3].text = v->unit;
        cell[4].text = v->better > 0 ? "more" : v->better < 0 ? "less" : "";
    }
    cell[5].text = r->option[i % r->n_option];
    for (size_t k = 0; k < g->n; k++) {
        cell[6 + k].x = at(g, k, i);
    }
}

static void add_risks(struct exporter *e)
{
    const size_t n = e->r->n_metric * e->r->n_option;
    const struct figures *g = find(e, COLUMNS(risk_figure), n);
    struct export_table *t = g == NULL ? NULL : export_add(e, "risks", n, COLUMNS(risk_column));
    if (t != NULL) {
        t->row = risk_row;
        t->of = g;
    }
}

/* --- ratios ---------------------------------------------------------------------------------- */

static const char *const ratio_figure[] = {"ratio",
                                           "ratio_lo",
                                           "ratio_hi",
                                           "ratio_difference",
                                           "ratio_difference_lo",
                                           "ratio_difference_hi"};
static const char *const ratio_column[] = {"ratio_of",
                                           "numerator",
                                           "denominator",
                                           "unit",
                                           "option",
                                           "ratio",
                                           "ratio_lo",
                                           "ratio_hi",
                                           "ratio_difference",
                                           "ratio_difference_lo",
                                           "ratio_difference_hi"};

static void ratio_row(const struct export_table *t, size_t i, struct export_cell *cell)
{
    const struct results *r = t->e->r;
    const struct figures *g = t->of;
    const struct ratio_info *q = &r->contrast->ratio[i / r->n_option];
    cell[0].text = q->name;
    cell[1].text = q->numerator;
    cell[2].text = q->denominator;
    cell[3].text = g->unit[i / r->n_option];
    cell[4].text = r->option[i % r->n_option];
    for (size_t k = 0; k < g->n; k++) {
        cell[5 + k].x = at(g, k, i);
    }
}

static void add_ratios(struct exporter *e)
{
    const struct results *r = e->r;
    const size_t n = r->contrast->n_ratio * r->n_option;
    struct figures *g = find(e, COLUMNS(ratio_figure), n);
    if (g == NULL) {
        return;
    }
    g->unit = arena_alloc(e->arena, r->contrast->n_ratio + 1, sizeof *g->unit);
    for (size_t q = 0; g->unit != NULL && q < r->contrast->n_ratio; q++) {
        char buf[COMPARE_UNIT];
        g->unit[q] = arena_strdup(e->arena, compare_unit(r, &r->contrast->ratio[q], buf));
    }
    struct export_table *t =
        g->unit == NULL ? NULL : export_add(e, "ratios", n, COLUMNS(ratio_column));
    if (t != NULL) {
        t->row = ratio_row;
        t->of = g;
    }
}

/* --- weights --------------------------------------------------------------------------------- */

static const char *const score_figure[] = {"weight_score", "weight_share"};
static const char *const score_column[] = {"option", "weight_score", "weight_share"};
static const char *const weight_column[] = {"metric", "weight"};

static void score_row(const struct export_table *t, size_t i, struct export_cell *cell)
{
    const struct figures *g = t->of;
    cell[0].text = t->e->r->option[i];
    cell[1].x = at(g, 0, i);
    cell[2].x = at(g, 1, i);
}

static void weight_row(const struct export_table *t, size_t i, struct export_cell *cell)
{
    cell[0].text = t->e->r->contrast->weighed[i];
    cell[1].x = t->e->r->contrast->weight[i];
}

static void add_weights(struct exporter *e)
{
    const size_t n = e->r->n_option;
    const struct figures *g = find(e, COLUMNS(score_figure), n);
    struct export_table *t = g == NULL ? NULL : export_add(e, "scores", n, COLUMNS(score_column));
    if (t != NULL) {
        t->row = score_row;
        t->of = g;
        t = export_add(e, "weights", e->r->contrast->n_weight, COLUMNS(weight_column));
    }
    if (t != NULL) {
        t->row = weight_row;
    }
}

/* --- variants -------------------------------------------------------------------------------- */

static const char *const variant_figure[] = {"variant_rank",          "variant_tied",
                                             "variant_mean",          "variant_difference",
                                             "variant_difference_lo", "variant_difference_hi"};
static const char *const variant_column[] = {"metric",
                                             "name_en",
                                             "name_ja",
                                             "unit",
                                             "variant",
                                             "variant_en",
                                             "variant_ja",
                                             "option",
                                             "variant_rank",
                                             "variant_tied",
                                             "variant_mean",
                                             "variant_difference",
                                             "variant_difference_lo",
                                             "variant_difference_hi"};

static void variant_row(const struct export_table *t, size_t i, struct export_cell *cell)
{
    const struct results *r = t->e->r, *all = t->e->all;
    const struct figures *g = t->of;
    const size_t m = i / r->n_option / all->n_variant;
    const struct variant_info *x = &all->variant[i / r->n_option % all->n_variant];
    const struct var *v = export_headline(t->e, m);
    cell[0].text = r->metric[m];
    if (v != NULL) {
        cell[1].text = v->en;
        cell[2].text = v->ja;
        cell[3].text = v->unit;
    }
    cell[4].text = x->name;
    cell[5].text = x->en;
    cell[6].text = x->ja;
    cell[7].text = r->option[i % r->n_option];
    for (size_t k = 0; k < g->n; k++) {
        cell[8 + k].x = at(g, k, i);
    }
}

static void add_variants(struct exporter *e)
{
    const size_t n = e->r->n_metric * e->all->n_variant * e->r->n_option;
    const struct figures *g = find(e, COLUMNS(variant_figure), n);
    struct export_table *t =
        g == NULL ? NULL : export_add(e, "variants", n, COLUMNS(variant_column));
    if (t != NULL) {
        t->row = variant_row;
        t->of = g;
    }
}

void export_add_contrasts(struct exporter *e)
{
    if (e->r->fit != NULL) {
        return;
    }
    add_risks(e);
    add_variants(e);
    if (e->r->contrast != NULL) {
        add_ratios(e);
        add_weights(e);
    }
}
