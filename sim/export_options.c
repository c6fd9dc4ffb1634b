/* export_options.c - summary of each option in each metric, and differences to the baseline: the
 * headline's numbers, unrounded. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/contrast.h"
#include "sim/export_tables.h"
#include "sim/mem.h"
#include "sim/stats.h"
#include <math.h>

enum { CHARTED = 6, LEVEL = 90 };

static void put_metric(const struct exporter *e, size_t k, struct export_cell cell[6])
{
    const struct var *v = e->kpi[k];
    cell[0].text = export_metric_id(v);
    cell[1].text = v->en;
    cell[2].text = v->ja;
    cell[3].text = v->unit;
    cell[4].x = k < e->n_headline ? 1.0 : 0.0;
    cell[5].text = v->better > 0 ? "more" : v->better < 0 ? "less" : "";
}

/* --- summary --------------------------------------------------------------------------------- */

static const char *const summary_column[] = {"metric",   "name_en", "name_ja", "unit",
                                             "headline", "better",  "option",  "median",
                                             "q05",      "q95",     "mean",    "n"};

static void summary_row(const struct export_table *t, size_t i, struct export_cell *cell)
{
    struct exporter *e = t->e;
    const size_t k = i / e->r->n_option, o = i % e->r->n_option;
    const double *kpi = export_block_at(e->kpis, k, 0);
    for (size_t f = 0; f < e->f.n; f++) {
        e->scratch[f] = kpi[e->f.run[f * e->f.n_option + o]];
    }
    const double mean = stats_mean(e->scratch, e->f.n); /* before the sort: in the futures' order */
    const struct spread s = futures_spread(&e->f, kpi, o, e->scratch);
    put_metric(e, k, cell);
    cell[6].text = e->r->option[o];
    cell[7].x = s.median;
    cell[8].x = s.lo;
    cell[9].x = s.hi;
    cell[10].x = mean;
    cell[11].x = (double)e->f.n;
}

/* --- differences ----------------------------------------------------------------------------- */

static const char *const difference_column[] = {
    "metric",     "name_en",       "name_ja",       "unit",         "headline", "better", "option",
    "difference", "difference_lo", "difference_hi", "share_better", "effect",   "n"};
enum { AT_OPTION = 6, AT_MEAN = 7 };

static size_t option_of(const struct results *r, size_t i)
{
    return i < r->baseline ? i : i + 1; /* all but the baseline */
}

static void difference_row(const struct export_table *t, size_t i, struct export_cell *cell)
{
    struct exporter *e = t->e;
    const size_t k = i / (e->r->n_option - 1), o = option_of(e->r, i % (e->r->n_option - 1));
    const double *kpi = export_block_at(e->kpis, k, 0);
    for (size_t f = 0; f < e->f.n; f++) {
        const size_t *run = e->f.run + f * e->f.n_option;
        e->scratch[f] = kpi[run[o]] - kpi[run[e->r->baseline]];
    }
    const struct stats_paired p =
        stats_paired(e->scratch, e->f.point, e->f.n, LEVEL / 100.0, e->kpi[k]->better);
    put_metric(e, k, cell);
    cell[AT_OPTION].text = e->r->option[o];
    cell[AT_MEAN].x = p.mean;
    cell[8].x = p.lo;
    cell[9].x = p.hi;
    cell[10].x = p.share_better;
    cell[11].x = contrast_effect(e->scratch, e->f.n);
    cell[12].x = (double)e->f.n;
}

/* Bars of the mean difference between those of the ends of its interval. */
static void chart_differences(struct exporter *e)
{
    const size_t n = e->r->n_option - 1;
    for (size_t k = 0; k < e->n_headline && k < CHARTED; k++) {
        struct export_chart *c = export_add_chart(e, true, n);
        if (c == NULL) {
            return;
        }
        c->en = arena_printf(e->arena, "%s: difference to %s", e->kpi[k]->en,
                             e->r->option[e->r->baseline]);
        c->ja =
            arena_printf(e->arena, "%s：%s との差", e->kpi[k]->ja, e->r->option[e->r->baseline]);
        c->unit = e->kpi[k]->unit;
        c->category = AT_OPTION;
        c->line[0] =
            (struct export_line){"from (90 %)", "下限 (90 %)", AT_MEAN + 1, k * n, 0, true};
        c->line[1] = (struct export_line){"mean difference", "差の平均", AT_MEAN, k * n, 0, false};
        c->line[2] = (struct export_line){"to (90 %)", "上限 (90 %)", AT_MEAN + 2, k * n, 0, true};
        c->n_line = 3;
    }
}

void export_add_options(struct exporter *e)
{
    const size_t n_option = e->r->n_option;
    if (e->r->fit != NULL || e->kpis == NULL) {
        return;
    }
    struct export_table *t = export_add(e, "summary", e->n_kpi * n_option, summary_column,
                                        sizeof summary_column / sizeof *summary_column);
    if (t != NULL) {
        t->row = summary_row;
    }
    t = n_option < 2 ? NULL
                     : export_add(e, "differences", e->n_kpi * (n_option - 1), difference_column,
                                  sizeof difference_column / sizeof *difference_column);
    if (t != NULL) {
        t->row = difference_row;
        chart_differences(e);
    }
}
