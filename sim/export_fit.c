/* export_fit.c - what a calibration found: its parameters, how they go together, what was observed
 * beside what the model gives, and how well that is met.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/export_tables.h"
#include "sim/fit.h"
#include "sim/mem.h"
#include <math.h>
#include <string.h>

#define COLUMNS(a) (a), sizeof(a) / sizeof *(a)

enum { CHARTED = 12 };

/* The level of intervals is the study's own. */
static void name_ends(struct exporter *e, struct export_table *t, size_t lo)
{
    const double percent = 100.0 * e->r->fit->level;
    for (size_t i = 0; i < 2; i++) {
        struct export_column *c = &t->column[lo + i];
        c->en = arena_printf(e->arena, "%s (%.3g %%)", c->en, percent);
        c->ja = arena_printf(e->arena, "%s (%.3g %%)", c->ja, percent);
    }
}

/* --- parameters ------------------------------------------------------------------------------ */

static const char *const param_column[] = {"path",     "unit",     "estimate",
                                           "fit_lo",   "fit_hi",   "prior_median",
                                           "prior_lo", "prior_hi", "fit_flag"};
enum { AT_FIT_LO = 3, AT_PRIOR_LO = 6 };

static const char *flag_word(unsigned flag)
{
    if ((flag & FIT_UNKNOWN) != 0) {
        return "not_identified";
    }
    return (flag & FIT_AT_LO) != 0 && (flag & FIT_AT_HI) != 0 ? "at_both_bounds"
           : (flag & FIT_AT_LO) != 0                          ? "at_lower_bound"
           : (flag & FIT_AT_HI) != 0                          ? "at_upper_bound"
                                                              : "";
}

static void param_row(const struct export_table *t, size_t i, struct export_cell *cell)
{
    const struct fit_info *f = t->e->r->fit;
    cell[0].text = f->param[i];
    cell[1].text = f->param_unit[i];
    cell[2].x = f->estimate[i];
    cell[3].x = f->lo[i];
    cell[4].x = f->hi[i];
    cell[5].x = f->prior_median[i];
    cell[6].x = f->prior_lo[i];
    cell[7].x = f->prior_hi[i];
    cell[8].text = flag_word(f->flag[i]);
}

static const char *const pair_column[] = {"path", "path_2", "correlation"};

static void pair_row(const struct export_table *t, size_t i, struct export_cell *cell)
{
    const struct fit_info *f = t->e->r->fit;
    size_t a = 0;
    while (i >= f->n_param - 1 - a) {
        i -= f->n_param - 1 - a;
        a++;
    }
    cell[0].text = f->param[a];
    cell[1].text = f->param[a + 1 + i];
    cell[2].x = f->correlation[a * f->n_param + a + 1 + i];
}

/* --- observations ---------------------------------------------------------------------------- */

static const char *const obs_column[] = {
    "series", "unit",      "when",      "held_out",        "observed",
    "fitted", "fitted_lo", "fitted_hi", "residual_of_fit", "observation_sd"};
enum { AT_WHEN = 2, AT_OBSERVED = 4, AT_FITTED = 5, AT_FITTED_LO = 6 };

static void obs_row(const struct export_table *t, size_t i, struct export_cell *cell)
{
    const struct fit_info *f = t->e->r->fit;
    cell[0].text = f->series[f->series_of[i]];
    cell[1].text = f->series_unit[f->series_of[i]];
    cell[2].text = f->when[i];
    cell[3].x = f->held_out[i] != 0 ? 1.0 : 0.0;
    cell[4].x = f->observed[i];
    cell[5].x = f->fitted[i];
    cell[6].x = f->obs_lo[i];
    cell[7].x = f->obs_hi[i];
    cell[8].x = f->observed[i] - f->fitted[i];
    cell[9].x = f->sd[i];
}

/* A chart for each series whose observations stand together, of two or more. */
static void chart_observations(struct exporter *e)
{
    const struct fit_info *f = e->r->fit;
    for (size_t i = 0, end, drawn = 0; i < f->n_obs && drawn < CHARTED; i = end) {
        const uint32_t series = f->series_of[i];
        for (end = i; end < f->n_obs && f->series_of[end] == series; end++) {
        }
        struct export_chart *c = end - i < 2 ? NULL : export_add_chart(e, false, end - i);
        if (c == NULL) {
            continue;
        }
        drawn++;
        c->en = c->ja = f->series[series];
        c->unit = f->series_unit[series];
        c->category = AT_WHEN;
        c->line[0] = (struct export_line){"observed", "観測値", AT_OBSERVED, i, 1, false};
        c->line[1] = (struct export_line){"model", "モデルの値", AT_FITTED, i, 0, false};
        c->line[2] = (struct export_line){"from", "下限", AT_FITTED_LO, i, 0, true};
        c->line[3] = (struct export_line){"to", "上限", AT_FITTED_LO + 1, i, 0, true};
        c->n_line = 4;
    }
}

/* --- scores ---------------------------------------------------------------------------------- */

static const char *const score_column[] = {"series", "unit",      "seen",      "n_scored",
                                           "rmse",   "rmse_last", "rmse_mean", "n_inside"};
struct score {
    size_t series, part; /* part: 0 fitted, 1 held out */
    struct fit_score of;
};

static void score_row(const struct export_table *t, size_t i, struct export_cell *cell)
{
    const struct fit_info *f = t->e->r->fit;
    const struct score *s = (const struct score *)t->of + i;
    const size_t h = s->part;
    cell[0].text = f->series[s->series];
    cell[1].text = f->series_unit[s->series];
    cell[2].text = h == 0 ? "fit" : "prediction";
    cell[3].x = (double)s->of.n[h];
    cell[4].x = s->of.rmse[h];
    cell[5].x = h == 0 ? (double)NAN : s->of.last[h]; /* no rule for what it saw itself */
    cell[6].x = s->of.mean[h];
    cell[7].x = (double)s->of.n_inside[h];
}

static void add_scores(struct exporter *e)
{
    const struct fit_info *f = e->r->fit;
    const struct fit_seen seen = {f->n_obs,  f->observed,  f->fitted,  f->obs_lo,
                                  f->obs_hi, f->series_of, f->held_out};
    struct score *s = arena_alloc(e->arena, 2 * f->n_series + 1, sizeof *s);
    size_t n = 0;
    for (size_t i = 0; s != NULL && i < f->n_series; i++) {
        const struct fit_score of = fit_score_series(&seen, (uint32_t)i);
        for (size_t part = 0; part < 2; part++) {
            if (of.n[part] > 0) {
                s[n++] = (struct score){i, part, of};
            }
        }
    }
    struct export_table *t =
        s == NULL ? NULL : export_add(e, "fit_scores", n, COLUMNS(score_column));
    if (t != NULL) {
        t->row = score_row;
        t->of = s;
    }
}

void export_add_fit(struct exporter *e)
{
    const struct fit_info *f = e->r->fit;
    if (f == NULL) {
        return;
    }
    struct export_table *t = export_add(e, "fit_parameters", f->n_param, COLUMNS(param_column));
    if (t != NULL) {
        t->row = param_row;
        name_ends(e, t, AT_FIT_LO);
        name_ends(e, t, AT_PRIOR_LO);
    }
    t = export_add(e, "fit_pairs", f->n_param * (f->n_param - 1) / 2, COLUMNS(pair_column));
    if (t != NULL) {
        t->row = pair_row;
    }
    t = export_add(e, "fit_observations", f->n_obs, COLUMNS(obs_column));
    if (t != NULL) {
        t->row = obs_row;
        name_ends(e, t, AT_FITTED_LO);
        chart_observations(e);
    }
    add_scores(e);
}
