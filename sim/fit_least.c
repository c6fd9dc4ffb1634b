/* fit_least.c - least squares by GSL's trust region, from several starts. See fit.h.
 *
 * GSL asks for the residuals of one point, then for derivatives at the same point: the round that
 * answers the first holds the second too. The best point that was ever seen is the answer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/design.h"
#include "sim/fit_internal.h"
#include "sim/mem.h"
#include "sim/num.h"
#include <gsl/gsl_multifit_nlinear.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STARTS = 3, REWEIGHS = 2, IDLE = 3 };
#define FAILED_RESIDUAL 1e6 /* of a point that could not be evaluated: far from any fit */
#define AGREE 1e-4          /* of the loss: the same fit */

struct search {
    struct fit *f;
    gsl_multifit_nlinear_workspace *w;
    gsl_vector *x;
    double *j;          /* [n_obs][d] of the last round */
    double *chance;     /* [n_obs] */
    double *z, *fitted; /* of the last round */
    double best;        /* loss of f->z */
    size_t limit;       /* no further than this many points */
    double ended[STARTS];
};

/* --- what GSL asks ---------------------------------------------------------------------------- */

/* fit_read_star writes where the best is kept; what was there comes back if this is no better. */
static void keep_if_best(struct search *s)
{
    struct fit *f = s->f;
    const size_t d = f->s->n_param, n = f->s->n_obs;
    const double loss = fit_loss_of(f, f->mean);
    fit_read_star(f, s->z, f->mean, f->variance, s->fitted);
    if (loss < s->best) {
        s->best = loss;
        memcpy(f->r->fitted, s->fitted, n * sizeof *s->fitted);
        memcpy(s->chance, f->chance, n * sizeof *s->chance);
        memcpy(s->j + n * d, f->jacobian, n * d * sizeof *s->j);
        memcpy(s->z + d, f->z, d * sizeof *s->z);
    }
    memcpy(s->j, f->jacobian, n * d * sizeof *s->j);
}

static int residuals(const gsl_vector *x, void *ctx, gsl_vector *out)
{
    struct search *s = ctx;
    struct fit *f = s->f;
    const size_t d = f->s->n_param;
    for (size_t i = 0; i < d; i++) {
        const double z = gsl_vector_get(x, i);
        s->z[i] = isfinite(z) ? z : 0.0;
    }
    fit_put_star(f, s->z, f->u);
    if (f->r->n_used + f->per_round > s->limit || !fit_evaluate(f, 2 * d + 1))
        return GSL_EBADFUNC;
    keep_if_best(s);
    for (size_t k = 0; k < f->n_in; k++) {
        const size_t o = f->in[k];
        const double e = (f->mean[o] - f->s->observed[o]) / f->scale[o];
        gsl_vector_set(out, k, isfinite(e) ? e : FAILED_RESIDUAL);
    }
    return GSL_SUCCESS;
}

static int derivatives(const gsl_vector *x, void *ctx, gsl_matrix *out)
{
    const struct search *s = ctx;
    const struct fit *f = s->f;
    (void)x; /* the point of the last residuals */
    for (size_t k = 0; k < f->n_in; k++)
        for (size_t i = 0; i < f->s->n_param; i++)
            gsl_matrix_set(out, k, i, s->j[f->in[k] * f->s->n_param + i] / f->scale[f->in[k]]);
    return GSL_SUCCESS;
}

static double squares(const gsl_multifit_nlinear_workspace *w)
{
    const gsl_vector *e = gsl_multifit_nlinear_residual(w);
    double sum = 0.0;
    for (size_t i = 0; i < e->size; i++)
        sum += gsl_vector_get(e, i) * gsl_vector_get(e, i);
    return sum;
}

/* From z until it converges (true) or the limit. */
static bool descend(struct search *s, const double *z)
{
    gsl_multifit_nlinear_fdf fdf = {
        .f = residuals, .df = derivatives, .n = s->f->n_in, .p = s->f->s->n_param, .params = s};
    const bool exact = s->f->s->step <= 0.0;
    double before = HUGE_VAL;
    size_t idle = 0; /* iterations that gained next to nothing, as along a bound */
    const double xtol = exact ? 1e-8 : 1e-4, gtol = exact ? 1e-9 : 1e-6;
    for (size_t i = 0; i < s->f->s->n_param; i++)
        gsl_vector_set(s->x, i, z[i]);
    if (gsl_multifit_nlinear_init(s->x, &fdf, s->w) != GSL_SUCCESS)
        return false;
    for (;;) {
        int info = 0;
        const int status = gsl_multifit_nlinear_iterate(s->w);
        if (status == GSL_ENOPROG) /* no step helps: as good as it gets */
            return true;
        if (status != GSL_SUCCESS)
            return false;
        const double now = squares(s->w);
        idle = now > before * (1.0 - gtol) ? idle + 1 : 0;
        before = now;
        if (gsl_multifit_nlinear_test(xtol, gtol, 0.0, &info, s->w) == GSL_SUCCESS || idle == IDLE)
            return true;
    }
}

/* --- starts ----------------------------------------------------------------------------------- */

/* The best points of a Latin hypercube over an eighth of the budget: z[STARTS][d] and losses. */
static bool find_starts(struct search *s, double *z, double *loss)
{
    struct fit *f = s->f;
    const size_t d = f->s->n_param, n = f->s->n_obs;
    const size_t rounds = f->s->n_point / f->per_round / 8;
    const struct design_spec spec = {.kind = DESIGN_LHS,
                                     .n = (rounds > 0 ? rounds : 1) * f->per_round,
                                     .n_dim = d,
                                     .levels = 1,
                                     .seed = f->s->seed};
    double *u = mem_alloc(spec.n * d, sizeof *u);
    bool ok = u && design_fill(&spec, u);
    f->no_memory = f->no_memory || !ok;
    for (size_t k = 0; k < STARTS; k++)
        loss[k] = HUGE_VAL;
    for (size_t at = 0; ok && at < spec.n; at += f->per_round) {
        memcpy(f->u, u + at * d, f->per_round * d * sizeof *u);
        ok = fit_evaluate(f, f->per_round);
        for (size_t k = 0; ok && k < f->per_round; k++) {
            const double x = fit_loss_of(f, f->mean + k * n);
            size_t place = STARTS;
            while (place > 0 && x < loss[place - 1])
                place--;
            if (place == STARTS)
                continue;
            memmove(loss + place + 1, loss + place, (STARTS - 1 - place) * sizeof *loss);
            memmove(z + (place + 1) * d, z + place * d, (STARTS - 1 - place) * d * sizeof *z);
            loss[place] = x;
            for (size_t i = 0; i < d; i++)
                z[place * d + i] = num_normal_quantile(f->u[k * d + i]);
        }
    }
    mem_free(u);
    return ok;
}

static void put_best_back(struct search *s)
{
    struct fit *f = s->f;
    const size_t d = f->s->n_param, n = f->s->n_obs;
    memcpy(f->jacobian, s->j + n * d, n * d * sizeof *s->j);
    memcpy(f->chance, s->chance, n * sizeof *s->chance);
    memcpy(f->z, s->z + d, d * sizeof *s->z);
}

/* Weights that the fit itself tells (unknown sd of several series, chance beside a known one) move
 * the fit a little. */
static bool weights_matter(const struct fit *f)
{
    bool known = false, unknown = false, several = false, chance = false;
    for (size_t k = 0; k < f->n_in; k++) {
        const size_t o = f->in[k];
        const bool has = f->s->sd[o] > 0.0;
        known = known || has;
        unknown = unknown || !has;
        chance = chance || (has && f->chance[o] > 0.0);
        several = several || f->s->series[o] != f->s->series[f->in[0]];
    }
    return chance || (unknown && (known || several));
}

static void search_all(struct search *s, const double *z, const double *loss)
{
    struct fit *f = s->f;
    const size_t d = f->s->n_param;
    for (size_t k = 0; k < STARTS && isfinite(loss[k]) && !f->stopped; k++) {
        const size_t left = fit_left(f) / f->per_round;
        s->limit = f->r->n_used + (k + 1 < STARTS ? left - left / 3 : left) * f->per_round;
        f->r->converged = descend(s, z + k * d) || f->r->converged;
        s->ended[k] = squares(s->w); /* where it stands, not the last trial */
        f->r->n_start++;
        if (left < 3)
            break;
    }
    for (size_t k = 0; k < f->r->n_start; k++)
        f->r->n_agree += s->ended[k] <= s->best * (1.0 + AGREE) + 1e-20;
    s->limit = f->s->n_point;
    put_best_back(s);
    for (size_t k = 0; k < REWEIGHS && isfinite(s->best) && weights_matter(f) && !f->stopped; k++) {
        fit_reweigh(f);
        s->best = fit_loss_of(f, f->r->fitted);
        double *from = s->z + 2 * d;
        memcpy(from, f->z, d * sizeof *from);
        descend(s, from);
        put_best_back(s);
    }
}

bool fit_least_squares(struct fit *f)
{
    const size_t d = f->s->n_param, n = f->s->n_obs;
    const gsl_multifit_nlinear_parameters how = gsl_multifit_nlinear_default_parameters();
    struct search s = {.f = f, .best = HUGE_VAL, .limit = f->s->n_point};
    double loss[STARTS];
    double *start = mem_alloc((STARTS + 1) * d, sizeof *start);
    s.w = gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &how, f->n_in, d);
    s.x = gsl_vector_alloc(d);
    s.j = mem_alloc(2 * n * d, sizeof *s.j); /* the last round's, the best */
    s.chance = mem_alloc(n, sizeof *s.chance);
    s.z = mem_alloc(3 * d, sizeof *s.z);
    s.fitted = mem_alloc(n, sizeof *s.fitted);
    bool ok = start && s.w && s.x && s.j && s.chance && s.z && s.fitted;
    if (ok && find_starts(&s, start, loss)) {
        search_all(&s, start, loss);
        f->r->loss = s.best;
        fit_reweigh(f);
        ok = !f->stopped && fit_linear_intervals(f);
    } else {
        ok = false;
    }
    gsl_multifit_nlinear_free(s.w);
    gsl_vector_free(s.x);
    mem_free(start);
    mem_free(s.j);
    mem_free(s.chance);
    mem_free(s.z);
    mem_free(s.fitted);
    return ok;
}
