/* store_headline_fit.c - what a calibration found: estimates, how well they meet what was observed,
 * and what the data did not say. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/fit.h"
#include "sim/store_headline.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TOLD_CORRELATION 0.9

static const char *text(const struct head *h, enum msg m) { return diag_text(m, h->lang); }

static void say(const struct head *h, enum msg m, const char *a, const char *b, const char *c)
{
    char line[4 * CELL];
    fprintf(h->to, "%s\n", diag_format(line, sizeof line, h->lang, m, a, b, c, NULL));
}

static const char *short_name(const char *path)
{
    return strncmp(path, "default.", 8) == 0 ? path + 8 : path;
}

static void level_text(const struct head *h, char *cell, enum msg m)
{
    char level[16];
    snprintf(level, sizeof level, "%.3g", 100.0 * h->r->fit->level);
    diag_format(cell, CELL, h->lang, m, level, NULL);
}

/* --- parameters ------------------------------------------------------------------------------- */

static void put_value(char (*cell)[CELL], double x, double lo, double hi)
{
    char number[TEXT_NUMBER];
    const double step = text_step(x, lo, hi);
    snprintf(cell[0], CELL, "%s", text_number(number, x, step, false));
    if (hi > lo)
        headline_interval(cell[1], lo, hi, step, false);
}

static void put_parameter(const struct head *h, size_t i, struct table *t)
{
    const struct fit_info *f = h->r->fit;
    char(*cell)[CELL] = t->cell[t->n_row++];
    char unit[TEXT_NUMBER];
    snprintf(cell[0], CELL, "%s", short_name(f->param[i]));
    put_value(&cell[1], f->estimate[i], f->lo[i], f->hi[i]);
    snprintf(cell[3], CELL, "%s", text_unit(unit, f->param_unit[i], h->lang));
    put_value(&cell[4], f->prior_median[i], f->prior_lo[i], f->prior_hi[i]);
    if (f->flag[i] & FIT_UNKNOWN)
        snprintf(cell[6], CELL, "%s", text(h, MSG_HEAD_FIT_UNKNOWN));
    else if (f->flag[i] & (FIT_AT_LO | FIT_AT_HI))
        snprintf(cell[6], CELL, "%s",
                 text(h, f->flag[i] & FIT_AT_LO ? MSG_HEAD_FIT_AT_LO : MSG_HEAD_FIT_AT_HI));
}

static void parameter_table(const struct head *h)
{
    const struct fit_info *f = h->r->fit;
    struct table t = {.n_column = 7, .right = {false, true, true, false, true, true, false}};
    t.cell = calloc(f->n_param + 1, sizeof *t.cell);
    if (t.cell == NULL)
        return;
    char(*head)[CELL] = t.cell[t.n_row++];
    snprintf(head[0], CELL, "%s", text(h, MSG_HEAD_FIT_PARAMETER));
    snprintf(head[1], CELL, "%s", text(h, MSG_HEAD_FIT_ESTIMATE));
    level_text(h, head[2], MSG_HEAD_FIT_LEVEL);
    snprintf(head[5], CELL, "%s", text(h, MSG_HEAD_FIT_BEFORE));
    for (size_t i = 0; i < f->n_param; i++)
        put_parameter(h, i, &t);
    headline_print(h, &t);
    free(t.cell);
}

/* "a, b (-0.97); c, d (0.92)" */
static void correlation_line(const struct head *h)
{
    const struct fit_info *f = h->r->fit;
    char list[3 * CELL] = "";
    for (size_t i = 0; i < f->n_param; i++)
        for (size_t j = i + 1; j < f->n_param; j++) {
            const double x = f->correlation[i * f->n_param + j];
            const size_t used = strlen(list);
            if (fabs(x) > TOLD_CORRELATION)
                snprintf(list + used, sizeof list - used, "%s%s, %s (%s%.2f)", used ? "; " : "",
                         short_name(f->param[i]), short_name(f->param[j]), x < 0.0 ? "−" : "",
                         fabs(x));
        }
    if (list[0])
        say(h, MSG_HEAD_FIT_CORRELATED, list, NULL, NULL);
}

/* --- observations ----------------------------------------------------------------------------- */

static void put_score(const struct head *h, const struct fit_score *s, size_t held, struct table *t)
{
    char(*cell)[CELL] = t->cell[t->n_row++];
    char number[TEXT_NUMBER], in[32], of[32];
    double least = HUGE_VAL;
    const double x[3] = {s->rmse[held], s->last[held], s->mean[held]};
    for (size_t k = 0; k < 3; k++)
        least = x[k] > 0.0 && x[k] < least ? x[k] : least;
    const double step = isfinite(least) ? text_step(least, least, least) : 1.0;
    snprintf(cell[0], CELL, "  %s", text(h, held ? MSG_HEAD_FIT_PREDICTION : MSG_HEAD_FIT_FITTED));
    snprintf(cell[1], CELL, "%zu", s->n[held]);
    for (size_t k = 0; k < 3; k++)
        snprintf(cell[2 + k], CELL, "%s", text_number(number, x[k], step, false));
    if (held == 0) /* the last of what it saw is no rule for what it saw */
        cell[3][0] = '\0';
    snprintf(in, sizeof in, "%zu", s->n_inside[held]);
    snprintf(of, sizeof of, "%zu", s->n[held]);
    diag_format(cell[5], CELL, h->lang, MSG_HEAD_FIT_INSIDE_OF, in, of, NULL);
}

static void series_heading(const struct head *h, size_t i, struct table *t)
{
    char(*cell)[CELL] = t->cell[t->n_row++];
    char unit[TEXT_NUMBER];
    text_unit(unit, h->r->fit->series_unit[i], h->lang);
    snprintf(cell[0], CELL, unit[0] ? "%s (%s)" : "%s", h->r->fit->series[i], unit);
    snprintf(cell[1], CELL, "%s", text(h, MSG_HEAD_FIT_N));
    snprintf(cell[2], CELL, "%s", text(h, MSG_HEAD_FIT_RMSE));
    snprintf(cell[3], CELL, "%s", text(h, MSG_HEAD_FIT_LAST));
    snprintf(cell[4], CELL, "%s", text(h, MSG_HEAD_FIT_MEAN));
    level_text(h, cell[5], MSG_HEAD_FIT_INSIDE);
}

static void series_table(const struct head *h)
{
    const struct fit_info *f = h->r->fit;
    const struct fit_seen seen = {f->n_obs,  f->observed,  f->fitted,  f->obs_lo,
                                  f->obs_hi, f->series_of, f->held_out};
    struct table t = {.n_column = 6, .right = {false, true, true, true, true, true}};
    size_t n_held = 0, n_better = 0;
    char better[32], held[32];
    t.cell = calloc(3 * f->n_series + 1, sizeof *t.cell);
    if (t.cell == NULL)
        return;
    for (size_t i = 0; i < f->n_series; i++) {
        const struct fit_score s = fit_score_series(&seen, (uint32_t)i);
        series_heading(h, i, &t);
        put_score(h, &s, 0, &t);
        if (s.n[1] > 0) {
            put_score(h, &s, 1, &t);
            n_held++;
            n_better += s.rmse[1] < s.last[1] && s.rmse[1] < s.mean[1];
        }
    }
    headline_print(h, &t);
    free(t.cell);
    snprintf(better, sizeof better, "%zu", n_better);
    snprintf(held, sizeof held, "%zu", n_held);
    fprintf(h->to, "%s\n", text(h, MSG_HEAD_FIT_RMSE_IS));
    if (n_held > 0)
        say(h, MSG_HEAD_FIT_BETTER, better, held, NULL);
    else
        fprintf(h->to, "%s\n", text(h, MSG_HEAD_FIT_NO_HOLD));
}

/* --- all of it -------------------------------------------------------------------------------- */

static void search_lines(const struct head *h)
{
    const struct fit_info *f = h->r->fit;
    char points[TEXT_NUMBER], most[TEXT_NUMBER], runs[32], agree[32], starts[32], line[CELL];
    text_number(points, (double)f->n_point, 1.0, false);
    snprintf(runs, sizeof runs, "%zu", f->replicates);
    snprintf(agree, sizeof agree, "%zu", f->n_agree);
    snprintf(starts, sizeof starts, "%zu", f->n_start);
    text_number(most, (double)f->n_budget, 1.0, false);
    fprintf(h->to, "%s\n",
            diag_format(line, sizeof line, h->lang, MSG_HEAD_FIT_SEARCH, f->method, points, most,
                        runs, NULL));
    if (f->n_start > 0)
        say(h, MSG_HEAD_FIT_STARTS, agree, starts, NULL);
    if (!f->converged)
        fprintf(h->to, "%s\n", text(h, MSG_HEAD_FIT_BUDGET));
    if (h->r->n_month > 0)
        fprintf(h->to, "%s\n", text(h, MSG_HEAD_FIT_OTHERS));
}

static void csv_line(const struct head *h)
{
    const char *path = reader_path(h->reader);
    const size_t n = strlen(path);
    char name[CELL];
    const size_t stem = n > 3 && strcmp(path + n - 3, ".h5") == 0 ? n - 3 : n;
    snprintf(name, sizeof name, "%.*s.fitted.csv", (int)stem, path);
    say(h, h->r->n_month > 0 ? MSG_HEAD_FIT_CSV : MSG_HEAD_FIT_CSV_MODEL, name, NULL, NULL);
}

void headline_fit(const struct head *h)
{
    parameter_table(h);
    correlation_line(h);
    fputc('\n', h->to);
    series_table(h);
    fputc('\n', h->to);
    search_lines(h);
    csv_line(h);
}
