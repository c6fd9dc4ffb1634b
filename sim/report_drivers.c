/* report_drivers.c - what drives the answer: a sweep's effects, or how the uncertain inputs of a
 * run go together with its figures; and what knowing one is worth.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/effects.h"
#include "sim/mem.h"
#include "sim/report_internal.h"
#include "sim/store_worth.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- effects of a sweep ------------------------------------------------------------------------
 */

static const char *const effect_set[] = {
    "sobol_first",    "sobol_first_lo", "sobol_first_hi",    "sobol_total",       "sobol_total_lo",
    "sobol_total_hi", "morris_mu_star", "morris_mu_star_lo", "morris_mu_star_hi", "morris_mu",
    "morris_sigma",   "rank_srrc",      "rank_srrc_lo",      "rank_srrc_hi"};
enum { N_SET = sizeof effect_set / sizeof *effect_set };

static bool put_effects(struct report *p)
{
    const struct design_info *g = p->r->design;
    struct dataset set[N_SET];
    if (!reader_datasets(p->reader, effect_set, N_SET, set))
        return false;
    json_key(p->j, "design");
    json_string(p->j, design_name(g->spec.kind));
    json_key(p->j, "level");
    json_number(p->j, g->level);
    json_key(p->j, "factors");
    json_open(p->j, '[');
    for (size_t i = 0; i < g->spec.n_dim; i++)
        json_string(p->j, g->factor[i]);
    json_close(p->j, ']');
    json_key(p->j, "effects"); /* each [metric][factor], as they lie in the file */
    json_open(p->j, '{');
    for (size_t s = 0; s < N_SET; s++) {
        if (set[s].x == NULL)
            continue;
        json_key(p->j, effect_set[s]);
        json_open(p->j, '[');
        for (size_t i = 0; i < set[s].n; i++)
            json_number(p->j, set[s].x[i]);
        json_close(p->j, ']');
    }
    json_close(p->j, '}');
    return true;
}

/* --- rank correlations -------------------------------------------------------------------------
 */

struct ranked {
    double x;
    size_t at;
};

static int by_value(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->x != y->x)
        return x->x < y->x ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

/* Centred mid-ranks, of length 1 together; all 0 where the values are all the same. */
static void rank_of(struct ranked *s, size_t n, double *out)
{
    double square = 0.0;
    qsort(s, n, sizeof *s, by_value);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && s[end].x == s[i].x; end++) {
        }
        for (size_t k = i; k < end; k++)
            out[s[k].at] = 0.5 * (double)(i + end) - 0.5 * (double)n;
    }
    for (size_t i = 0; i < n; i++)
        square += out[i] * out[i];
    for (size_t i = 0; i < n; i++)
        out[i] = square > 0.0 ? out[i] / sqrt(square) : 0.0;
}

/* Of one variable over the futures of the baseline; false if it is not a number in all of them. */
static bool rank_runs(struct report *p, const char *var, struct ranked *s, double *out)
{
    const double *x = reader_runs(p->reader, var);
    for (size_t i = 0; x && i < p->f.n; i++) {
        s[i] = (struct ranked){x[p->f.run[i * p->f.n_option + p->r->baseline]], i};
        if (isnan(s[i].x))
            return false;
    }
    if (x)
        rank_of(s, p->f.n, out);
    return x != NULL;
}

static void put_draws(struct report *p, const size_t *draw, size_t n)
{
    json_key(p->j, "draws");
    json_open(p->j, '[');
    for (size_t i = 0; i < n; i++) {
        const struct var *v = &p->r->var[draw[i]];
        json_open(p->j, '{');
        json_key(p->j, "path");
        json_string(p->j, v->name + strlen("draw."));
        json_key(p->j, "en");
        json_string(p->j, v->en);
        json_key(p->j, "ja");
        json_string(p->j, v->ja);
        json_close(p->j, '}');
    }
    json_close(p->j, ']');
}

/* Spearman's, [metric][draw], in the baseline's futures. */
static bool put_correlations(struct report *p)
{
    const size_t n = p->f.n;
    size_t n_draw = 0;
    struct ranked *s = arena_alloc(p->arena, n + 1, sizeof *s);
    size_t *draw = arena_alloc(p->arena, p->r->n_var + 1, sizeof *draw);
    for (size_t v = 0; draw && v < p->r->n_var; v++)
        if (p->r->var[v].role == ROLE_DRAW)
            draw[n_draw++] = v;
    double *metric = arena_alloc(p->arena, p->r->n_metric * n + 1, sizeof *metric);
    double *rho = arena_alloc(p->arena, p->r->n_metric * n_draw + 1, sizeof *rho);
    double *own = arena_alloc(p->arena, n + 1, sizeof *own);
    if (arena_failed(p->arena))
        return false;
    for (size_t m = 0; m < p->r->n_metric; m++) {
        const char *name = arena_printf(p->arena, "kpi.%s", p->r->metric[m]);
        if (name == NULL || !rank_runs(p, name, s, metric + m * n))
            memset(metric + m * n, 0, n * sizeof *metric);
    }
    for (size_t d = 0; d < n_draw; d++) {
        if (!rank_runs(p, p->r->var[draw[d]].name, s, own))
            continue;
        for (size_t m = 0; m < p->r->n_metric; m++)
            for (size_t i = 0; i < n; i++)
                rho[m * n_draw + d] += metric[m * n + i] * own[i];
    }
    put_draws(p, draw, n_draw);
    json_key(p->j, "rank");
    json_open(p->j, '[');
    for (size_t i = 0; i < p->r->n_metric * n_draw; i++)
        json_number(p->j, rho[i]);
    json_close(p->j, ']');
    return true;
}

/* --- what knowing is worth ----------------------------------------------------------------------
 */

static const double *read_runs(void *ctx, const char *var) { return reader_runs(ctx, var); }

static bool put_worth(struct report *p)
{
    static const char *const name[] = {"worth_knowing", "worth_knowing_told"};
    struct dataset set[2];
    struct worth w;
    if (!reader_datasets(p->reader, name, 2, set))
        return false;
    if (set[0].x == NULL)
        return true;
    if (!worth_new(&w, p->r, &p->f, (struct run_source){p->reader, read_runs}, p->arena))
        return false;
    if (w.n_input * p->r->n_metric != set[0].n)
        return true;
    json_key(p->j, "worth"); /* told inputs by metric */
    json_open(p->j, '[');
    for (size_t m = 0; m < p->r->n_metric; m++) {
        json_open(p->j, '{');
        for (size_t i = 0; i < w.n_input; i++)
            if (set[1].x && set[1].x[m * w.n_input + i] > 0.5) {
                json_key(p->j, w.input[i]);
                json_number(p->j, set[0].x[m * w.n_input + i]);
            }
        json_close(p->j, '}');
    }
    json_close(p->j, ']');
    return true;
}

bool report_drivers(struct report *p)
{
    if (p->r->design)
        return put_effects(p);
    return put_correlations(p) && (!p->r->comparison || put_worth(p));
}
