/* store_headline_sweep.c - which factor makes how much of each metric's spread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/store_headline.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 10, PAIRS = 3 };
#define LEAST_SHOWN 0.005 /* of an index: less is noise for a reader */

struct place {
    double weight;
    size_t at;
};
static int by_weight(const void *x, const void *y)
{
    const struct place *a = x, *b = y;
    if (a->weight != b->weight)
        return a->weight > b->weight ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at);
}

static const char *text(const struct head *h, enum msg m) { return diag_text(m, h->lang); }

/* "0.42" and "0.38 – 0.46", two decimals: an index is a share. */
static void put_share(char (*cell)[CELL], const struct index_estimate *x)
{
    char number[TEXT_NUMBER];
    snprintf(cell[0], CELL, "%s", text_number(number, x->value, 0.01, false));
    if (x->hi > x->lo)
        headline_interval(cell[1], x->lo, x->hi, 0.01, false);
}

static void put_size(char (*cell)[CELL], const struct index_estimate *x)
{
    char number[TEXT_NUMBER];
    const double step = text_step(x->value, x->lo, x->hi);
    snprintf(cell[0], CELL, "%s", text_number(number, x->value, step, false));
    if (x->hi > x->lo)
        headline_interval(cell[1], x->lo, x->hi, step, false);
}

static void put_heading(const struct head *h, const struct var *v, const struct effects *e,
                        struct table *t)
{
    char unit[TEXT_NUMBER];
    char(*cell)[CELL] = t->cell[t->n_row++];
    text_unit(unit, v->unit, h->lang);
    snprintf(cell[0], CELL, unit[0] ? "%s (%s)" : "%s", headline_label(h, v), unit);
    const enum msg first = e->kind == EFFECTS_SOBOL    ? MSG_HEAD_FIRST
                           : e->kind == EFFECTS_MORRIS ? MSG_HEAD_MU_STAR
                                                       : MSG_HEAD_SRRC;
    snprintf(cell[1], CELL, "%s", text(h, first));
    if (e->kind != EFFECTS_RANK)
        snprintf(cell[3], CELL, "%s",
                 text(h, e->kind == EFFECTS_SOBOL ? MSG_HEAD_TOTAL : MSG_HEAD_SIGMA));
}

static const char *factor_name(const struct head *h, size_t f)
{
    const char *name = h->r->design->factor[f];
    return strncmp(name, "default.", 8) == 0 ? name + 8 : name;
}

static void put_factor(const struct head *h, const struct effects *e, size_t f, struct table *t)
{
    char(*cell)[CELL] = t->cell[t->n_row++];
    snprintf(cell[0], CELL, "  %s", factor_name(h, f));
    if (e->kind == EFFECTS_SOBOL) {
        put_share(&cell[1], &e->of.sobol.first[f]);
        put_share(&cell[3], &e->of.sobol.total[f]);
    } else if (e->kind == EFFECTS_RANK) {
        put_share(&cell[1], &e->of.rank.srrc[f]);
    } else {
        const struct index_estimate sigma = {e->of.morris.sigma[f], 0.0, 0.0};
        put_size(&cell[1], &e->of.morris.mu_star[f]);
        put_size(&cell[3], &sigma);
    }
}

/* Two factors can have a part together only where each has one. */
static bool can_pair(const struct sobol_indices *s, size_t i, size_t k)
{
    return s->total[i].value > LEAST_SHOWN && s->total[k].value > LEAST_SHOWN;
}

/* The strongest pairs, as "a × b 0.05". */
static void say_pairs(const struct head *h, const struct sobol_indices *s)
{
    const size_t d = h->r->design->spec.n_dim;
    char list[4 * CELL] = "";
    double last = INFINITY;
    for (size_t shown = 0; s->second && shown < PAIRS; shown++) {
        size_t best = SIZE_MAX;
        for (size_t i = 0; i < d * d; i++)
            if (s->second[i].value < last && s->second[i].lo > LEAST_SHOWN &&
                can_pair(s, i / d, i % d) &&
                (best == SIZE_MAX || s->second[i].value > s->second[best].value))
                best = i;
        if (best == SIZE_MAX)
            break;
        const size_t used = strlen(list);
        last = s->second[best].value;
        snprintf(list + used, sizeof list - used, "%s%s × %s %.2f", used ? ", " : "",
                 factor_name(h, best / d), factor_name(h, best % d), last);
    }
    if (list[0]) {
        char line[5 * CELL];
        fprintf(h->to, "  %s\n",
                diag_format(line, sizeof line, h->lang, MSG_HEAD_PAIR, list, NULL));
    }
}

static bool is_constant(const struct effects *e, const struct place *place)
{
    return e->kind == EFFECTS_SOBOL ? e->of.sobol.variance == 0.0 : place[0].weight == 0.0;
}

static size_t left_out(const struct effects *e)
{
    return e->kind == EFFECTS_SOBOL    ? e->of.sobol.n_left_out
           : e->kind == EFFECTS_MORRIS ? e->of.morris.n_left_out
                                       : e->of.rank.n_left_out;
}

static void say_after(const struct head *h, const struct effects *e, size_t rest)
{
    char line[2 * CELL], number[TEXT_NUMBER];
    if (rest > 0) {
        snprintf(number, sizeof number, "%zu", rest);
        fprintf(h->to, "  %s\n",
                diag_format(line, sizeof line, h->lang, MSG_HEAD_REST, number, NULL));
    }
    if (e->kind == EFFECTS_SOBOL)
        say_pairs(h, &e->of.sobol);
    if (e->kind == EFFECTS_RANK) {
        snprintf(number, sizeof number, "%.0f", 100.0 * e->of.rank.r2);
        fprintf(h->to, "  %s\n",
                diag_format(line, sizeof line, h->lang, MSG_HEAD_R2, number, NULL));
    }
    if (left_out(e) > 0) {
        snprintf(number, sizeof number, "%zu", left_out(e));
        fprintf(h->to, "  %s\n",
                diag_format(line, sizeof line, h->lang, MSG_HEAD_LEFT_OUT, number, NULL));
    }
}

static void tell_metric(const struct head *h, const struct var *v, const struct effects *e,
                        struct place *place)
{
    const size_t d = h->r->design->spec.n_dim;
    struct table t = {.n_column = 5, .right = {false, true, false, true, false}, .heads = true};
    t.cell = calloc(SHOWN + 1, sizeof *t.cell);
    if (t.cell == NULL)
        return;
    for (size_t f = 0; f < d; f++)
        place[f] = (struct place){effects_weight(e, f), f};
    qsort(place, d, sizeof *place, by_weight);
    put_heading(h, v, e, &t);
    const bool constant = is_constant(e, place);
    size_t n = 0;
    while (!constant && n < d && n < SHOWN &&
           (e->kind == EFFECTS_MORRIS ? place[n].weight > 0.0 : place[n].weight >= LEAST_SHOWN))
        put_factor(h, e, place[n++].at, &t);
    headline_print(h, &t);
    if (constant)
        fprintf(h->to, "  %s\n", text(h, MSG_HEAD_CONSTANT));
    else
        say_after(h, e, d - n);
    free(t.cell);
}

void headline_sweep(const struct head *h)
{
    const struct design_info *g = h->r->design;
    char line[2 * CELL], factors[TEXT_NUMBER], points[TEXT_NUMBER], level[16];
    text_number(factors, (double)g->spec.n_dim, 1.0, false);
    text_number(points, (double)design_rows(&g->spec), 1.0, false);
    fprintf(h->to, "\n%s\n",
            diag_format(line, sizeof line, h->lang, MSG_HEAD_DESIGN, design_name(g->spec.kind),
                        factors, points, NULL));
    if (design_falls_back(&g->spec))
        fprintf(h->to, "%s\n", text(h, MSG_HEAD_FELL_BACK));
    struct place *place = mem_alloc(g->spec.n_dim, sizeof *place);
    struct arena *a = arena_new();
    struct head_effects held;
    const bool known = a && place && h->r->n_metric > 0 && head_effects_open(h, a, &held);
    for (size_t m = 0; known && m < h->r->n_metric; m++) {
        const struct var *v = headline_metric(h, m);
        struct effects e;
        if (v == NULL)
            continue;
        if (head_effects_of(h, &held, m, reader_runs(h->reader, v->name), &e))
            tell_metric(h, v, &e, place);
        else
            fprintf(h->to, "%s: %s\n", headline_label(h, v), text(h, MSG_HEAD_FEW));
    }
    snprintf(level, sizeof level, "%.3g", 100.0 * g->level);
    fprintf(h->to, "%s\n",
            diag_format(line, sizeof line, h->lang, MSG_HEAD_BY_DESIGN, level, NULL));
    if (g->chance != SIZE_MAX && h->r->n_month > 0) /* else it is the rng of an eval */
        fprintf(h->to, "%s\n", text(h, MSG_HEAD_CHANCE_FACTOR));
    arena_free(a);
    mem_free(place);
}
