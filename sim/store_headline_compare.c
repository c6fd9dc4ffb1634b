/* store_headline_compare.c - options against each other beyond their differences: effect, risk,
 * regret, dominance; ratios; weights. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/store_compare.h"
#include "sim/store_headline.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NAME = 32, LIST = 1024 }; /* columns of an option's name inside a sentence */

static const double *read_runs(void *ctx, const char *var) { return reader_runs(ctx, var); }

static const char *text(const struct head *h, enum msg m) { return diag_text(m, h->lang); }

static char *baseline(const struct head *h, char buf[CELL], size_t width)
{
    return text_cut(buf, CELL, h->r->option[h->r->baseline], width);
}

/* A line with up to two arguments. */
static void say(const struct head *h, const char *indent, enum msg m, const char *a, const char *b)
{
    char line[4 * CELL];
    fprintf(h->to, "%s%s\n", indent, diag_format(line, sizeof line, h->lang, m, a, b, NULL));
}

/* --- metrics --------------------------------------------------------------------------------- */

static const char *dominance(const struct head *h, const struct compare_option *x)
{
    const bool over = x->over != DOMINATES_NOT;
    if (x->over == DOMINATES_FIRST || x->under == DOMINATES_FIRST) {
        return text(h, over ? MSG_HEAD_OVER_FIRST : MSG_HEAD_UNDER_FIRST);
    }
    if (x->over == DOMINATES_SECOND || x->under == DOMINATES_SECOND) {
        return text(h, over ? MSG_HEAD_OVER_SECOND : MSG_HEAD_UNDER_SECOND);
    }
    return "";
}

static void put_heading(const struct head *h, const struct var *v, struct table *t)
{
    static const enum msg column[] = {MSG_HEAD_EFFECT, MSG_HEAD_RISK, MSG_HEAD_SHORTFALL,
                                      MSG_HEAD_REGRET, MSG_HEAD_BEST};
    char unit[TEXT_NUMBER];
    char(*cell)[CELL] = t->cell[t->n_row++];
    text_unit(unit, v->unit, h->lang);
    snprintf(cell[0], CELL, unit[0] ? "%s (%s)" : "%s", headline_label(h, v), unit);
    for (size_t c = 0; c < (v->better != 0 ? 5 : 1); c++) {
        snprintf(cell[c + 1], CELL, "%s", text(h, column[c]));
    }
}

static void put_number(char cell[CELL], double value, double step, bool plus)
{
    char number[TEXT_NUMBER];
    snprintf(cell, CELL, "%s", text_number(number, value, step, plus));
}

/* The finest step among the options', so that a column reads alike. */
static double risk_step(const struct head *h, const struct var *v)
{
    double least = (double)INFINITY;
    for (size_t o = 0; o < h->r->n_option; o++) {
        const struct spread s =
            futures_spread(&h->f, reader_runs(h->reader, v->name), o, h->scratch);
        const double step = text_step(s.median, s.lo, s.hi);
        least = step < least ? step : least;
    }
    return least;
}

static void put_option(const struct head *h, size_t o, const struct compare_option *x,
                       struct table *t)
{
    char(*cell)[CELL] = t->cell[t->n_row++];
    snprintf(cell[0], CELL, "  %s", h->r->option[o]);
    if (o != h->r->baseline) {
        put_number(cell[1], x->effect, fabs(x->effect) < 10.0 ? 0.01 : 1.0, true);
    }
}

static void put_judged(const struct head *h, const struct compare_option *x, double step,
                       double regret_step, char (*cell)[CELL])
{
    put_number(cell[2], x->risk, step, false);
    put_number(cell[3], x->shortfall, step, false);
    put_number(cell[4], x->regret_mean, regret_step, false);
    headline_percent(cell[5], x->best_share);
    snprintf(cell[6], CELL, "%s", dominance(h, x));
}

static void metric_rows(const struct head *h, const struct var *v,
                        const struct compare_option *option, struct table *t)
{
    const double step = risk_step(h, v);
    double most = 0.0;
    put_heading(h, v, t);
    for (size_t o = 0; o < h->r->n_option; o++) {
        most = option[o].regret_mean > most ? option[o].regret_mean : most;
    }
    for (size_t o = 0; o < h->r->n_option; o++) {
        put_option(h, o, &option[o], t);
        if (v->better != 0) {
            put_judged(h, &option[o], step, text_step(most, most, most), t->cell[t->n_row - 1]);
        }
    }
}

/* Figures that are the same whatever the option would only lengthen the table. */
static bool differs(const struct head *h, const struct compare_option *option)
{
    bool any = false;
    for (size_t o = 0; o < h->r->n_option; o++) {
        const struct compare_option *x = &option[o];
        const bool varies = isfinite(x->gain) && x->gain != 1.0; /* does the difference */
        any = any || (o != h->r->baseline && (x->effect != 0.0 || varies));
    }
    return any;
}

/* Of several options the one that gains least speaks for all. */
static void gain_line(const struct head *h, const struct compare_option *option)
{
    double least = (double)INFINITY;
    for (size_t o = 0; o < h->r->n_option; o++) {
        least = option[o].gain < least ? option[o].gain : least; /* the baseline's is NaN */
    }
    if (isfinite(least) && h->f.n > 1) {
        char number[TEXT_NUMBER];
        text_number(number, least, least < 10.0 ? 0.1 : 1.0, false);
        say(h, "", h->r->n_option > 2 ? MSG_HEAD_GAIN_LEAST : MSG_HEAD_GAIN, number, NULL);
    }
}

static void metrics(const struct head *h, struct compare *c, struct table *t,
                    struct compare_option *option)
{
    bool any = false;
    struct compare_option *kept = option + h->r->n_option;
    for (size_t m = 0; m < h->r->n_metric; m++) {
        const struct var *v = headline_metric(h, m);
        if (v == NULL || !compare_metric(c, reader_runs(h->reader, v->name), v->better, option) ||
            !differs(h, option)) {
            continue;
        }
        metric_rows(h, v, option, t);
        if (!any) {
            memcpy(kept, option, h->r->n_option * sizeof *option);
        }
        any = true;
    }
    if (any) {
        char name[CELL];
        baseline(h, name, NAME);
        fputc('\n', h->to);
        headline_print(h, t);
        fputc('\n', h->to);
        say(h, "", MSG_HEAD_EFFECT_IS, name, NULL);
        say(h, "", MSG_HEAD_REGRET_IS, NULL, NULL);
        say(h, "", MSG_HEAD_DOMINANCE_IS, name, NULL);
        gain_line(h, kept);
    }
}

static void metric_table(const struct head *h, struct compare *c)
{
    struct table t = {
        .n_column = 7, .right = {false, true, true, true, true, true, false}, .heads = true};
    struct compare_option *option = mem_alloc(2 * h->r->n_option, sizeof *option);
    t.cell = calloc(h->r->n_metric * (h->r->n_option + 1) + 1, sizeof *t.cell);
    if (option != NULL && t.cell != NULL) {
        metrics(h, c, &t, option);
    }
    mem_free(option);
    free(t.cell);
}

/* --- ratios ---------------------------------------------------------------------------------- */

static void put_ratio(const struct head *h, const struct contrast_ratio *x, char (*cell)[CELL])
{
    if (x->withheld) {
        snprintf(cell[0], CELL, "%s", text(h, MSG_HEAD_WITHHELD));
        return;
    }
    const double step = text_step(x->value, x->lo, x->hi);
    put_number(cell[0], x->value, step, false);
    if (!isnan(x->lo)) {
        headline_interval(cell[1], x->lo, x->hi, step, false);
    }
}

static void ratio_rows(const struct head *h, const struct ratio_info *q,
                       const struct compare_ratio *ratio, struct table *t)
{
    char unit[COMPARE_UNIT], shown[TEXT_NUMBER];
    char(*head)[CELL] = t->cell[t->n_row++];
    text_unit(shown, compare_unit(h->r, q, unit), h->lang);
    snprintf(head[0], CELL, shown[0] ? "%s (%s)" : "%s", q->name, shown);
    snprintf(head[1], CELL, "%s", text(h, MSG_HEAD_RATIO));
    snprintf(head[2], CELL, "%s", text(h, MSG_HEAD_INTERVAL));
    if (h->r->n_option > 1) {
        char name[CELL];
        diag_format(head[3], CELL, h->lang, MSG_HEAD_ADDED, baseline(h, name, 16), NULL);
        snprintf(head[4], CELL, "%s", text(h, MSG_HEAD_INTERVAL));
    }
    for (size_t o = 0; o < h->r->n_option; o++) {
        char(*cell)[CELL] = t->cell[t->n_row++];
        snprintf(cell[0], CELL, "  %s", h->r->n_option > 1 ? h->r->option[o] : h->r->title);
        put_ratio(h, &ratio[o].own, &cell[1]);
        if (o != h->r->baseline) {
            put_ratio(h, &ratio[o].added, &cell[3]);
        }
    }
}

/* What keeps a ratio from being read wrongly. */
static void ratio_notes(const struct head *h, const struct ratio_info *q,
                        const struct compare_ratio *ratio)
{
    const struct var *v = compare_var(h->r, q->denominator);
    const char *name = v != NULL ? headline_label(h, v) : q->denominator;
    bool withheld = false;
    for (size_t o = 0; o < h->r->n_option; o++) {
        withheld = withheld || ratio[o].own.withheld || ratio[o].added.withheld;
        if (ratio[o].more < 0.0 && !ratio[o].added.withheld) {
            say(h, "  ", MSG_HEAD_ADDED_LESS, h->r->option[o], name);
        }
    }
    if (withheld) {
        say(h, "  ", MSG_HEAD_WITHHELD_WHY, "90", name);
    }
}

static void ratio_table(const struct head *h, struct compare *c, const struct ratio_info *q)
{
    struct table t = {.n_column = 5, .right = {false, true, true, true, true}, .heads = true};
    struct compare_ratio *ratio = mem_alloc(h->r->n_option, sizeof *ratio);
    t.cell = calloc(h->r->n_option + 1, sizeof *t.cell);
    if (ratio != NULL && t.cell != NULL &&
        compare_ratio(c, (struct run_source){h->reader, read_runs}, q, ratio)) {
        ratio_rows(h, q, ratio, &t);
        headline_print(h, &t);
        ratio_notes(h, q, ratio);
    }
    mem_free(ratio);
    free(t.cell);
}

/* --- weights --------------------------------------------------------------------------------- */

/* "carbon.net_tco2 2 · labour.welfare_h 1" */
static void list_weights(const struct head *h, char list[LIST])
{
    const struct contrast_info *g = h->r->contrast;
    size_t used = 0;
    list[0] = '\0';
    for (size_t i = 0; i < g->n_weight && used < LIST; i++) {
        used += (size_t)snprintf(list + used, LIST - used, "%s%s %g", i > 0 ? " · " : "",
                                 g->weighed[i], g->weight[i]);
    }
}

static void weight_table(const struct head *h, struct compare *c)
{
    struct table t = {.n_column = 3, .right = {false, true, true}};
    double *score = mem_alloc(h->r->n_option, sizeof *score);
    double *share = mem_alloc(h->r->n_option, sizeof *share);
    t.cell = calloc(h->r->n_option + 1, sizeof *t.cell);
    if (score != NULL && share != NULL && t.cell != NULL &&
        compare_weigh(c, (struct run_source){h->reader, read_runs}, score, share)) {
        char list[LIST];
        list_weights(h, list);
        fputc('\n', h->to);
        say(h, "", MSG_HEAD_WEIGHTS, list, NULL);
        snprintf(t.cell[0][1], CELL, "%s", text(h, MSG_HEAD_SCORE));
        snprintf(t.cell[0][2], CELL, "%s", text(h, MSG_HEAD_FIRST_SHARE));
        t.n_row = 1;
        for (size_t o = 0; o < h->r->n_option; o++) {
            char(*cell)[CELL] = t.cell[t.n_row++];
            snprintf(cell[0], CELL, "  %s", h->r->option[o]);
            put_number(cell[1], score[o], 0.01, false);
            headline_percent(cell[2], share[o]);
        }
        headline_print(h, &t);
        say(h, "", MSG_HEAD_WEIGHTS_IS, NULL, NULL);
    }
    mem_free(score);
    mem_free(share);
    free(t.cell);
}

void headline_compare(const struct head *h)
{
    const struct contrast_info *g = h->r->design == NULL ? h->r->contrast : NULL;
    const bool options = h->r->n_option > 1;
    struct compare c;
    if ((!options && (g == NULL || g->n_ratio == 0)) || !compare_new(&c, h->r, &h->f)) {
        return;
    }
    if (options) {
        metric_table(h, &c);
        headline_worth(h);
    }
    if (g != NULL && g->n_ratio > 0) {
        fputc('\n', h->to);
        for (size_t q = 0; q < g->n_ratio; q++) {
            ratio_table(h, &c, &g->ratio[q]);
        }
        say(h, "", options ? MSG_HEAD_RATIO_IS : MSG_HEAD_RATIO_OF, NULL, NULL);
    }
    if (options && g != NULL && g->n_weight > 0) {
        weight_table(h, &c);
    }
    compare_free(&c);
}
