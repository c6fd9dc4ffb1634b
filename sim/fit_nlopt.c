/* fit_nlopt.c - a search without derivatives by NLopt: the whole box first, then near the best
 * point. Only methods without chance are used: NLopt's random numbers are the process's own.
 * See fit.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/fit_internal.h"
#include "sim/mem.h"
#include "sim/num.h"
#include <math.h>
#include <nlopt.h>
#include <string.h>

enum { GLOBAL_SHARE = 3, LOCAL_TIMES = 3 };

struct search {
    struct fit *f;
    nlopt_opt opt;
    double *u;    /* [d] best */
    double *from; /* [d] scratch of NLopt */
    double *mean; /* [2 d + 1][n_obs] of the star */
    double *variance;
    double best;
    size_t stop_at; /* points used */
};

static double objective(unsigned d, const double *u, double *gradient, void *ctx)
{
    struct search *s = ctx;
    struct fit *f = s->f;
    (void)gradient;
    memcpy(f->u, u, d * sizeof *u);
    if (f->r->n_used >= s->stop_at || !fit_evaluate(f, 1)) {
        nlopt_force_stop(s->opt);
        return HUGE_VAL;
    }
    const double loss = fit_loss_of(f, f->mean);
    if (loss < s->best) {
        s->best = loss;
        memcpy(s->u, u, d * sizeof *u);
        memcpy(f->r->fitted, f->mean, f->s->n_obs * sizeof *f->mean);
        for (size_t o = 0; o < f->s->n_obs; o++)
            f->chance[o] = isfinite(f->variance[o]) ? f->variance[o] : 0.0;
    }
    return isfinite(loss) ? loss : 1e300;
}

/* One method from the best point so far, up to `stop_at` points in all. True: it converged. */
static bool search_by(struct search *s, nlopt_algorithm method, double step, size_t stop_at)
{
    const unsigned d = (unsigned)s->f->s->n_param;
    const double tolerance = s->f->s->step > 0.0 ? 1e-4 : 1e-8, end = num_normal_cdf(-FIT_Z_MAX);
    s->stop_at = stop_at;
    s->opt = nlopt_create(method, d);
    if (s->opt == NULL) {
        s->f->no_memory = true;
        return false;
    }
    nlopt_set_min_objective(s->opt, objective, s);
    nlopt_set_lower_bounds1(s->opt, end);
    nlopt_set_upper_bounds1(s->opt, 1.0 - end);
    nlopt_set_maxeval(s->opt, stop_at > s->f->r->n_used ? (int)(stop_at - s->f->r->n_used) : 1);
    if (step > 0.0) {
        nlopt_set_initial_step1(s->opt, step);
        nlopt_set_xtol_abs1(s->opt, tolerance);
        nlopt_set_ftol_rel(s->opt, 0.01 * tolerance);
    }
    for (size_t i = 0; i < d; i++)
        s->from[i] = s->u[i] < end ? end : s->u[i] > 1.0 - end ? 1.0 - end : s->u[i];
    double value;
    const nlopt_result how = nlopt_optimize(s->opt, s->from, &value);
    nlopt_destroy(s->opt);
    return how == NLOPT_XTOL_REACHED || how == NLOPT_FTOL_REACHED || how == NLOPT_SUCCESS ||
           how == NLOPT_ROUNDOFF_LIMITED;
}

/* BOBYQA models the squares well; with one parameter it is not there. */
static void search_near(struct search *s, size_t stop_at)
{
    const struct fit_spec *spec = s->f->s;
    const bool smooth = spec->loss == FIT_SQUARES && spec->n_param > 1;
    double step = 0.1;
    for (size_t k = 0; k < LOCAL_TIMES && s->f->r->n_used < stop_at && !s->f->stopped; k++) {
        s->f->r->converged = search_by(s, smooth ? NLOPT_LN_BOBYQA : NLOPT_LN_SBPLX, step, stop_at);
        step *= 0.2;
    }
}

/* The star around the best point, one point a round. */
static bool look_around(struct search *s)
{
    struct fit *f = s->f;
    const size_t d = f->s->n_param, n = f->s->n_obs, m = 2 * d + 1;
    double *z = mem_alloc(d, sizeof *z);
    double *u = mem_alloc(m * d, sizeof *u);
    double *fitted = mem_alloc(n, sizeof *fitted);
    bool ok = z && u && fitted;
    f->no_memory = f->no_memory || !ok;
    for (size_t i = 0; ok && i < d; i++)
        z[i] = fit_clamp(num_normal_quantile(s->u[i]));
    if (ok)
        fit_put_star(f, z, u);
    for (size_t k = 0; ok && k < m; k++) {
        memcpy(f->u, u + k * d, d * sizeof *u);
        ok = fit_evaluate(f, 1);
        memcpy(s->mean + k * n, f->mean, n * sizeof *f->mean);
        memcpy(s->variance + k * n, f->variance, n * sizeof *f->variance);
    }
    if (ok) {
        fit_read_star(f, z, s->mean, s->variance, fitted);
        memcpy(f->r->fitted, fitted, n * sizeof *fitted);
    }
    mem_free(z);
    mem_free(u);
    mem_free(fitted);
    return ok;
}

static bool search_all(struct search *s)
{
    struct fit *f = s->f;
    const size_t star = 2 * f->s->n_param + 1, all = f->s->n_point - star;
    for (size_t i = 0; i < f->s->n_param; i++)
        s->u[i] = 0.5;
    search_by(s, NLOPT_GN_DIRECT_L, 0.0, all / GLOBAL_SHARE);
    search_near(s, all - all / 4);
    if (isfinite(s->best)) { /* series of unknown spread get their own */
        fit_reweigh(f);
        s->best = fit_loss_of(f, f->r->fitted);
        search_near(s, all);
    }
    f->r->loss = s->best;
    if (f->stopped || !look_around(s))
        return false;
    fit_reweigh(f);
    return fit_linear_intervals(f);
}

bool fit_nlopt(struct fit *f)
{
    const size_t d = f->s->n_param, n = f->s->n_obs;
    struct search s = {.f = f, .best = HUGE_VAL};
    s.u = mem_alloc(d, sizeof *s.u);
    s.from = mem_alloc(d, sizeof *s.from);
    s.mean = mem_alloc((2 * d + 1) * n, sizeof *s.mean);
    s.variance = mem_alloc((2 * d + 1) * n, sizeof *s.variance);
    const bool ok = s.u && s.from && s.mean && s.variance && search_all(&s);
    mem_free(s.u);
    mem_free(s.from);
    mem_free(s.mean);
    mem_free(s.variance);
    return ok;
}
