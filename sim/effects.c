/* effects.c - see effects.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/effects.h"
#include "sim/mem.h"
#include <math.h>
#include <stdio.h>

#define RANK_WORK 1e10 /* products of its bootstrap; the decomposition counts as 10 d^3 */

double *effects_means(const struct results *r, const double *x)
{
    const size_t n_row = design_rows(&r->design->spec);
    double *y = mem_alloc(n_row + 1, sizeof *y);
    uint32_t *n = mem_alloc(n_row + 1, sizeof *n);
    for (size_t i = 0; y && n && i < r->n_run; i++)
        if (r->run[i].point < n_row) {
            y[r->run[i].point] += x[i];
            n[r->run[i].point]++;
        }
    for (size_t p = 0; y && n && p < n_row; p++)
        y[p] = n[p] > 0 ? y[p] / n[p] : (double)NAN;
    mem_free(n);
    if (n == NULL) {
        mem_free(y);
        return NULL;
    }
    return y;
}

/* Rank regression needs the order of an input's values only: those that were drawn serve. */
static void input_values(const struct results *r, struct run_source x, size_t n_row, double *u)
{
    const struct design_info *g = r->design;
    const size_t d = g->spec.n_dim;
    char name[512];
    for (size_t f = 0; f < d; f++) {
        snprintf(name, sizeof name, "draw.%s", g->factor[f]);
        const double *drawn = x.get(x.ctx, name);
        for (size_t i = 0; drawn && i < r->n_run; i++)
            if (r->run[i].point < n_row)
                u[r->run[i].point * d + f] = drawn[i];
    }
}

double *effects_points(const struct results *r, struct run_source x)
{
    const struct design_spec *s = &r->design->spec;
    const size_t n_row = design_rows(s);
    if (s->kind == DESIGN_SALTELLI || n_row == 0)
        return NULL;
    double *u = mem_alloc(n_row * s->n_dim, sizeof *u);
    /* a group of j.grid has no draw of its own name: its levels are the design's */
    if (u && (s->kind == DESIGN_MORRIS || s->kind == DESIGN_GRID) && !design_fill(s, u)) {
        mem_free(u);
        return NULL;
    }
    if (u && s->kind != DESIGN_MORRIS)
        input_values(r, x, n_row, u);
    return u;
}

size_t effects_rank_resamples(const struct design_info *g, size_t n_row)
{
    const double d = (double)g->spec.n_dim, n = (double)n_row;
    return (double)g->resamples * d * d * (n + 10.0 * d) > RANK_WORK ? 0 : g->resamples;
}

static enum sensitivity_err analyse(const struct results *r, const double *y, size_t n_row,
                                    const double *u, struct effects *out)
{
    const struct design_info *g = r->design;
    const struct design_spec *s = &g->spec;
    if (out->kind == EFFECTS_SOBOL)
        return sensitivity_sobol(s, y, n_row, g->resamples, g->level, &out->of.sobol);
    if (u == NULL)
        return SENSITIVITY_MEMORY;
    if (out->kind == EFFECTS_MORRIS)
        return sensitivity_morris(s, u, y, n_row, g->resamples, g->level, &out->of.morris);
    return sensitivity_rank(u, y, n_row, s->n_dim, effects_rank_resamples(g, n_row), g->level,
                            s->seed, &out->of.rank);
}

enum sensitivity_err effects_new(const struct results *r, const double *kpi, const double *points,
                                 struct effects *out)
{
    const struct design_spec *s = &r->design->spec;
    const size_t n_row = design_rows(s);
    *out = (struct effects){.kind = s->kind == DESIGN_SALTELLI ? EFFECTS_SOBOL
                                    : s->kind == DESIGN_MORRIS ? EFFECTS_MORRIS
                                                               : EFFECTS_RANK};
    double *y = effects_means(r, kpi);
    const enum sensitivity_err err = y ? analyse(r, y, n_row, points, out) : SENSITIVITY_MEMORY;
    mem_free(y);
    if (err != SENSITIVITY_OK)
        effects_free(out);
    return err;
}

/* Of outputs `of[0 .. n - 1]`, which lack the same points. */
static void rank_together(const struct results *r, double *const *y, const double *points,
                          const size_t *of, size_t n, struct effects *out)
{
    const struct design_info *g = r->design;
    const size_t n_row = design_rows(&g->spec);
    const struct rank_asked q = {g->spec.n_dim, n, effects_rank_resamples(g, n_row), g->level,
                                 g->spec.seed};
    const double **some = mem_alloc(n, sizeof *some);
    struct rank_effects *rank = mem_alloc(n, sizeof *rank);
    for (size_t k = 0; some && k < n; k++)
        some[k] = y[of[k]];
    const bool ok =
        some && rank && sensitivity_rank_all(points, some, n_row, &q, rank) == SENSITIVITY_OK;
    for (size_t k = 0; rank && k < n; k++) {
        if (ok)
            out[of[k]].of.rank = rank[k];
        else
            rank_free(&rank[k]);
    }
    mem_free(some);
    mem_free(rank);
}

static bool same_points(const double *a, const double *b, size_t n)
{
    size_t i = 0;
    while (i < n && !isfinite(a[i]) == !isfinite(b[i]))
        i++;
    return i == n;
}

bool effects_rank_all(const struct results *r, double *const *y, size_t n, const double *points,
                      struct effects *out)
{
    const size_t n_row = design_rows(&r->design->spec);
    size_t *of = mem_alloc(n + 1, sizeof *of);
    bool *done = mem_alloc(n + 1, sizeof *done);
    for (size_t k = 0; k < n; k++)
        out[k] = (struct effects){.kind = EFFECTS_RANK};
    for (size_t k = 0; of && done && k < n; k++) {
        size_t m = 0;
        for (size_t i = k; !done[k] && i < n; i++)
            if (!done[i] && same_points(y[k], y[i], n_row))
                of[m++] = i;
        for (size_t i = 0; i < m; i++)
            done[of[i]] = true;
        if (m > 0)
            rank_together(r, y, points, of, m, out);
    }
    const bool ok = of && done;
    mem_free(of);
    mem_free(done);
    return ok;
}

void effects_free(struct effects *e)
{
    if (e->kind == EFFECTS_SOBOL)
        sobol_free(&e->of.sobol);
    else if (e->kind == EFFECTS_MORRIS)
        morris_free(&e->of.morris);
    else
        rank_free(&e->of.rank);
}

size_t effects_left_out(const struct results *r, const double *kpi)
{
    const struct design_spec *s = &r->design->spec;
    const size_t n_row = design_rows(s), block = design_block(s);
    double *y = effects_means(r, kpi);
    size_t n = 0;
    for (size_t from = 0; y && from < n_row; from += block) {
        bool whole = true;
        for (size_t i = from; i < from + block && i < n_row; i++)
            whole = whole && isfinite(y[i]);
        n += !whole;
    }
    mem_free(y);
    return n;
}

double effects_weight(const struct effects *e, size_t f)
{
    return e->kind == EFFECTS_SOBOL    ? e->of.sobol.total[f].value
           : e->kind == EFFECTS_MORRIS ? e->of.morris.mu_star[f].value
                                       : fabs(e->of.rank.srrc[f].value);
}
