/* fit.c - what the methods share: rounds, steps, scales, the loss. See fit.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/fit_internal.h"
#include "sim/mem.h"
#include "sim/num.h"
#include <math.h>
#include <string.h>

/* Cube root of the rounding error: where truncation and rounding of a central difference meet. */
#define STEP_EXACT 6e-6

enum { ABC_LEAST = 200, ABC_MOST = 500, ABC_ROUNDS = 20 };

size_t fit_round_points(const struct fit_spec *s)
{
    if (s->method == FIT_LEAST_SQUARES)
        return 2 * s->n_param + 1;
    if (s->method == FIT_NLOPT)
        return 1;
    const size_t p = s->n_point / ABC_ROUNDS;
    return p < ABC_LEAST ? ABC_LEAST : p < ABC_MOST ? p : ABC_MOST;
}

size_t fit_least_points(enum fit_method method, size_t n_param)
{
    return method == FIT_LEAST_SQUARES ? 4 * (2 * n_param + 1)
           : method == FIT_NLOPT       ? 10 * (n_param + 1)
                                       : 4 * (size_t)ABC_LEAST;
}

size_t fit_usual_points(enum fit_method method, size_t n_param)
{
    return method == FIT_LEAST_SQUARES ? 40 * (2 * n_param + 1)
           : method == FIT_NLOPT       ? 150 * (n_param + 1)
                                       : 5000;
}

double fit_step(const struct fit_spec *s) { return s->step > 0.0 ? s->step : STEP_EXACT; }

double fit_clamp(double z) { return z > FIT_Z_MAX ? FIT_Z_MAX : z < -FIT_Z_MAX ? -FIT_Z_MAX : z; }

double fit_u(double z) { return num_normal_cdf(fit_clamp(z)); }

/* --- rounds ----------------------------------------------------------------------------------- */

bool fit_evaluate(struct fit *f, size_t n)
{
    const size_t d = f->s->n_param;
    if (f->stopped || fit_left(f) < f->per_round)
        return false;
    for (size_t k = n; k < f->per_round; k++)
        memcpy(f->u + k * d, f->u, d * sizeof *f->u);
    const struct fit_round round = {f->u, f->per_round, f->mean, f->variance};
    if (!f->s->round(f->s->ctx, &round)) {
        f->stopped = true;
        return false;
    }
    f->r->n_used += f->per_round;
    return true;
}

void fit_put_star(const struct fit *f, const double *z, double *u)
{
    const size_t d = f->s->n_param;
    const double h = fit_step(f->s);
    for (size_t k = 0; k < 2 * d + 1; k++)
        for (size_t i = 0; i < d; i++) {
            const double step = k == 2 * i + 1 ? h : k == 2 * i + 2 ? -h : 0.0;
            u[k * d + i] = fit_u(fit_clamp(z[i]) + step);
        }
}

/* A neighbour that failed is left out: then the difference is one-sided, or none. */
static double slope(const double *y, size_t stride, size_t up, const double *at)
{
    const double *plus = y + up * stride, *minus = plus + stride;
    double a = *plus, b = *minus, from = at[0], to = at[1];
    if (!isfinite(a)) {
        a = *y;
        from = at[2];
    }
    if (!isfinite(b)) {
        b = *y;
        to = at[2];
    }
    return from > to && isfinite(a) && isfinite(b) ? (a - b) / (from - to) : 0.0;
}

void fit_read_star(struct fit *f, const double *z, const double *mean, const double *variance,
                   double *fitted)
{
    const size_t d = f->s->n_param, n = f->s->n_obs;
    const double h = fit_step(f->s);
    for (size_t o = 0; o < n; o++) {
        fitted[o] = mean[o];
        f->chance[o] = isfinite(variance[o]) ? variance[o] : 0.0;
        for (size_t i = 0; i < d; i++) {
            const double c = fit_clamp(z[i]);
            const double at[3] = {fit_clamp(c + h), fit_clamp(c - h), c};
            f->jacobian[o * d + i] = slope(mean + o, n, 2 * i + 1, at);
        }
    }
    for (size_t i = 0; i < d; i++)
        f->z[i] = fit_clamp(z[i]);
}

double fit_loss_of(const struct fit *f, const double *mean)
{
    double sum = 0.0;
    for (size_t k = 0; k < f->n_in; k++) {
        const size_t o = f->in[k];
        const double e = (mean[o] - f->s->observed[o]) / f->scale[o];
        sum += f->s->method == FIT_NLOPT && f->s->loss == FIT_ABSOLUTE ? fabs(e) : e * e;
    }
    return isfinite(sum) ? sum : HUGE_VAL;
}

/* --- scales ----------------------------------------------------------------------------------- */

/* Spread of a series' fitted observations about their mean; about zero if they are all alike. */
static double spread(const struct fit *f, uint32_t series)
{
    double n = 0.0, mean = 0.0, square = 0.0;
    for (size_t k = 0; k < f->n_in; k++)
        if (f->s->series[f->in[k]] == series) {
            mean += f->s->observed[f->in[k]];
            n += 1.0;
        }
    mean = n > 0.0 ? mean / n : 0.0;
    for (size_t k = 0; k < f->n_in; k++)
        if (f->s->series[f->in[k]] == series) {
            const double e = f->s->observed[f->in[k]] - mean;
            square += e * e;
        }
    if (square > 0.0)
        return sqrt(square / n);
    return mean != 0.0 ? fabs(mean) : 1.0;
}

static void first_scales(struct fit *f)
{
    for (size_t o = 0; o < f->s->n_obs; o++) {
        size_t same = 0; /* worked out once a series */
        while (same < o && (f->s->series[same] != f->s->series[o] || f->s->sd[same] > 0.0))
            same++;
        f->scale[o] = f->s->sd[o] > 0.0 ? f->s->sd[o]
                      : same < o        ? f->scale[same]
                                        : spread(f, f->s->series[o]);
    }
}

/* Residual standard deviation of a series without known sd; degrees of freedom are shared among
 * all observations alike. sqrt(pi / 2) times the mean of absolute ones, for that loss. */
static double residual_sd(const struct fit *f, uint32_t series)
{
    const bool absolute = f->s->method == FIT_NLOPT && f->s->loss == FIT_ABSOLUTE;
    double n = 0.0, sum = 0.0;
    for (size_t k = 0; k < f->n_in; k++) {
        const size_t o = f->in[k];
        if (f->s->series[o] != series || f->s->sd[o] > 0.0)
            continue;
        const double e = f->r->fitted[o] - f->s->observed[o];
        sum += absolute ? fabs(e) : e * e;
        n += 1.0;
    }
    const double free = n * (1.0 - (double)f->s->n_param / (double)f->n_in);
    if (absolute)
        return free > 0.0 ? 1.2533141373155001 * sum / free : 0.0;
    return free > 0.0 ? sqrt(sum / free) : 0.0;
}

void fit_reweigh(struct fit *f)
{
    const double k = (double)f->s->replicates;
    for (size_t o = 0; o < f->s->n_obs; o++) {
        double sd = f->s->sd[o];
        if (sd > 0.0) /* the observation is one future, the model's figure a mean of k */
            sd = sqrt(sd * sd + f->chance[o] * (1.0 + 1.0 / k));
        else
            sd = residual_sd(f, f->s->series[o]);
        f->r->sd[o] = sd;
        if (sd > 0.0)
            f->scale[o] = sd;
    }
}

/* --- all of it -------------------------------------------------------------------------------- */

static bool get_result(struct fit_result *r, size_t d, size_t n)
{
    *r = (struct fit_result){0};
    r->param = mem_alloc(d, sizeof *r->param);
    r->correlation = mem_alloc(d * d, sizeof *r->correlation);
    r->fitted = mem_alloc(n, sizeof *r->fitted);
    r->lo = mem_alloc(n, sizeof *r->lo);
    r->hi = mem_alloc(n, sizeof *r->hi);
    r->sd = mem_alloc(n, sizeof *r->sd);
    return r->param && r->correlation && r->fitted && r->lo && r->hi && r->sd;
}

void fit_free(struct fit_result *r)
{
    mem_free(r->param);
    mem_free(r->correlation);
    mem_free(r->fitted);
    mem_free(r->lo);
    mem_free(r->hi);
    mem_free(r->sd);
    *r = (struct fit_result){0};
}

static bool begin(struct fit *f)
{
    const size_t d = f->s->n_param, n = f->s->n_obs, m = f->per_round;
    f->in = mem_alloc(n, sizeof *f->in);
    f->scale = mem_alloc(n, sizeof *f->scale);
    f->u = mem_alloc(m * d, sizeof *f->u);
    f->mean = mem_alloc(m * n, sizeof *f->mean);
    f->variance = mem_alloc(m * n, sizeof *f->variance);
    f->z = mem_alloc(d, sizeof *f->z);
    f->jacobian = mem_alloc(n * d, sizeof *f->jacobian);
    f->chance = mem_alloc(n, sizeof *f->chance);
    if (!f->in || !f->scale || !f->u || !f->mean || !f->variance || !f->z || !f->jacobian ||
        !f->chance)
        return false;
    for (size_t o = 0; o < n; o++)
        if (!f->s->held_out[o])
            f->in[f->n_in++] = o;
    first_scales(f);
    return true;
}

static void end(struct fit *f)
{
    mem_free(f->in);
    mem_free(f->scale);
    mem_free(f->u);
    mem_free(f->mean);
    mem_free(f->variance);
    mem_free(f->z);
    mem_free(f->jacobian);
    mem_free(f->chance);
}

enum fit_err fit_run(const struct fit_spec *s, struct fit_result *out)
{
    struct fit f = {.s = s, .r = out, .per_round = fit_round_points(s)};
    bool ok = get_result(out, s->n_param, s->n_obs);
    ok = begin(&f) && ok;
    if (ok)
        ok = s->method == FIT_LEAST_SQUARES ? fit_least_squares(&f)
             : s->method == FIT_NLOPT       ? fit_nlopt(&f)
                                            : fit_abc(&f);
    const bool stopped = f.stopped;
    end(&f);
    if (ok && !stopped)
        return FIT_OK;
    fit_free(out);
    return stopped ? FIT_STOPPED : FIT_MEMORY;
}
