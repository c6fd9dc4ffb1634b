/* effects.c - see effects.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/effects.h"
#include "sim/mem.h"
#include <math.h>
#include <stdio.h>

#define RANK_WORK 1e10 /* products of its bootstrap */

/* y[n_row]: means over the runs of each point. */
static double *point_means(const struct results *r, const double *x, size_t n_row)
{
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
    if (u && s->kind == DESIGN_MORRIS && !design_fill(s, u)) {
        mem_free(u);
        return NULL;
    }
    if (u && s->kind != DESIGN_MORRIS)
        input_values(r, x, n_row, u);
    return u;
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
    /* Each resample ranks and fits anew: with hundreds of inputs that would take longer than the
     * runs. Then there are estimates without intervals. */
    const double work = (double)g->resamples * (double)n_row * (double)(s->n_dim * s->n_dim);
    const size_t resamples = work > RANK_WORK ? 0 : g->resamples;
    return sensitivity_rank(u, y, n_row, s->n_dim, resamples, g->level, s->seed, &out->of.rank);
}

enum sensitivity_err effects_new(const struct results *r, const double *kpi, const double *points,
                                 struct effects *out)
{
    const struct design_spec *s = &r->design->spec;
    const size_t n_row = design_rows(s);
    *out = (struct effects){.kind = s->kind == DESIGN_SALTELLI ? EFFECTS_SOBOL
                                    : s->kind == DESIGN_MORRIS ? EFFECTS_MORRIS
                                                               : EFFECTS_RANK};
    double *y = point_means(r, kpi, n_row);
    const enum sensitivity_err err = y ? analyse(r, y, n_row, points, out) : SENSITIVITY_MEMORY;
    mem_free(y);
    if (err != SENSITIVITY_OK)
        effects_free(out);
    return err;
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

double effects_weight(const struct effects *e, size_t f)
{
    return e->kind == EFFECTS_SOBOL    ? e->of.sobol.total[f].value
           : e->kind == EFFECTS_MORRIS ? e->of.morris.mu_star[f].value
                                       : fabs(e->of.rank.srrc[f].value);
}
