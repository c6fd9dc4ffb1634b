/* fit_interval.c - intervals of a fit by linearisation at its end. See fit.h.
 *
 * The covariance of the normal scores is the inverse of J'WJ. Directions in which the data say
 * nothing are found by its eigenvalues and left out: a parameter with a part in such a direction is
 * not identified. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/fit_internal.h"
#include "sim/mem.h"
#include "sim/num.h"
#include "sim/stats.h"
#include <gsl/gsl_eigen.h>
#include <math.h>

#define END_U 1e-12    /* quantile that stands for an end of a distribution */
#define PART_LEAST 0.1 /* of a parameter in a direction without data, squared length */

struct work {
    gsl_matrix *normal, *vector;
    gsl_vector *value;
    gsl_eigen_symmv_workspace *room;
    double *norm;       /* [d] of the weighted columns */
    double *covariance; /* [d][d] of z, directions without data left out */
    double *whole;      /* [d][d] with these as far as the arithmetic tells, for correlations */
    double *sorted;     /* [n_in] */
};

static void free_work(struct work *w)
{
    if (w->room)
        gsl_eigen_symmv_free(w->room);
    gsl_matrix_free(w->normal);
    gsl_matrix_free(w->vector);
    gsl_vector_free(w->value);
    mem_free(w->norm);
    mem_free(w->covariance);
    mem_free(w->whole);
    mem_free(w->sorted);
}

static bool get_work(struct work *w, size_t d, size_t n)
{
    w->room = gsl_eigen_symmv_alloc(d);
    w->normal = gsl_matrix_calloc(d, d);
    w->vector = gsl_matrix_alloc(d, d);
    w->value = gsl_vector_alloc(d);
    w->norm = mem_alloc(d, sizeof *w->norm);
    w->covariance = mem_alloc(d * d, sizeof *w->covariance);
    w->whole = mem_alloc(d * d, sizeof *w->whole);
    w->sorted = mem_alloc(n, sizeof *w->sorted);
    return w->whole && w->room && w->normal && w->vector && w->value && w->norm && w->covariance &&
           w->sorted;
}

/* Scaled to columns of length 1, so that the eigenvalues do not depend on units. */
static void fill_normal(const struct fit *f, struct work *w)
{
    const size_t d = f->s->n_param;
    for (size_t i = 0; i < d; i++) {
        double sum = 0.0;
        for (size_t k = 0; k < f->n_in; k++) {
            const double x = f->jacobian[f->in[k] * d + i] / f->scale[f->in[k]];
            sum += x * x;
        }
        w->norm[i] = sqrt(sum);
    }
    for (size_t i = 0; i < d; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = 0.0;
            for (size_t k = 0; k < f->n_in; k++) {
                const size_t o = f->in[k];
                sum +=
                    f->jacobian[o * d + i] / f->scale[o] * (f->jacobian[o * d + j] / f->scale[o]);
            }
            const double size = w->norm[i] * w->norm[j];
            gsl_matrix_set(w->normal, i, j, size > 0.0 ? sum / size : 0.0);
            gsl_matrix_set(w->normal, j, i, size > 0.0 ? sum / size : 0.0);
        }
}

/* Covariance over the directions that the data know; marks the parameters of the others. */
static void invert(const struct fit *f, struct work *w)
{
    const size_t d = f->s->n_param;
    const double least = f->s->step > 0.0 ? 1e-6 : 1e-10;
    gsl_eigen_symmv(w->normal, w->value, w->vector, w->room);
    for (size_t i = 0; i < d; i++)
        f->r->param[i].identified = w->norm[i] > 0.0;
    for (size_t e = 0; e < d; e++) {
        const double value = gsl_vector_get(w->value, e);
        for (size_t i = 0; i < d; i++) {
            const double x = gsl_matrix_get(w->vector, i, e);
            if (value < least && x * x > PART_LEAST)
                f->r->param[i].identified = false;
            for (size_t j = 0; j < d; j++) {
                const double size = w->norm[i] * w->norm[j];
                const double y = gsl_matrix_get(w->vector, j, e);
                const double part = size > 0.0 ? x * y / size : 0.0;
                w->covariance[i * d + j] += value >= least ? part / value : 0.0;
                w->whole[i * d + j] += part / (value > least ? value : least);
            }
        }
    }
}

/* Standard error of a regression on the median against that of J'WJ: from order statistics of the
 * residuals, the n_param that such a fit makes zero left out. 95 % as McKean and Schrader took. */
static double median_factor(const struct fit *f, struct work *w)
{
    const double z = 1.959963984540054;
    for (size_t k = 0; k < f->n_in; k++) {
        const size_t o = f->in[k];
        w->sorted[k] = fabs(f->r->fitted[o] - f->s->observed[o]) / f->scale[o];
    }
    stats_sort(w->sorted, f->n_in);
    const double limit = w->sorted[f->s->n_param - 1];
    size_t n = 0, dropped = 0;
    for (size_t k = 0; k < f->n_in; k++) {
        const size_t o = f->in[k];
        const double e = (f->r->fitted[o] - f->s->observed[o]) / f->scale[o];
        if (fabs(e) <= limit && dropped < f->s->n_param)
            dropped++;
        else
            w->sorted[n++] = e;
    }
    if (n < 2) /* one observation more than parameters: nothing to order */
        return n == 1 ? 2.0 * fabs(w->sorted[0]) : 0.0;
    stats_sort(w->sorted, n);
    const double at = 0.5 * ((double)n + 1.0) - z * sqrt(0.25 * (double)n);
    const double place = at < 1.0 ? 0.0 : at - 1.0; /* between order statistics, from 0 */
    const size_t c = (size_t)place;
    const double part = place - (double)c;
    const double below = w->sorted[c] + part * (w->sorted[c + 1] - w->sorted[c]);
    const double above =
        w->sorted[n - 1 - c] + part * (w->sorted[n - 2 - c] - w->sorted[n - 1 - c]);
    return sqrt((double)n) * (above - below) / (2.0 * z);
}

static double quantile(const struct fit *f)
{
    const double p = 0.5 + 0.5 * f->s->level;
    bool unknown = f->s->method == FIT_NLOPT && f->s->loss == FIT_ABSOLUTE;
    for (size_t k = 0; k < f->n_in; k++)
        unknown = unknown || !(f->s->sd[f->in[k]] > 0.0);
    return unknown ? stats_t_quantile(p, (double)(f->n_in - f->s->n_param))
                   : num_normal_quantile(p);
}

/* Symmetric in the parameter's own unit, cut where its distribution ends. */
static void set_param(const struct fit *f, size_t i, double se_z, double t)
{
    const struct fit_spec *s = f->s;
    struct fit_param *p = &f->r->param[i];
    const double h = 1e-4, z = f->z[i], a = fit_clamp(z + h), b = fit_clamp(z - h);
    const double least = s->value(s->ctx, i, END_U), most = s->value(s->ctx, i, 1.0 - END_U);
    p->u = fit_u(z);
    p->estimate = s->value(s->ctx, i, p->u);
    const double slope = (s->value(s->ctx, i, fit_u(a)) - s->value(s->ctx, i, fit_u(b))) / (a - b);
    p->lo = p->estimate - t * se_z * slope;
    p->hi = p->estimate + t * se_z * slope;
    p->at_lo = !(p->lo > least) || fabs(z) >= FIT_Z_MAX - 0.5;
    p->at_hi = !(p->hi < most) || fabs(z) >= FIT_Z_MAX - 0.5;
    p->at_lo = p->at_lo && (z < 0.0 || !(p->lo > least));
    p->at_hi = p->at_hi && (z > 0.0 || !(p->hi < most));
    p->lo = p->lo > least ? p->lo : least;
    p->hi = p->hi < most ? p->hi : most;
    p->identified = p->identified && !(p->at_lo && p->at_hi);
    if (!p->identified) {
        p->lo = s->value(s->ctx, i, 0.5 - 0.5 * s->level);
        p->hi = s->value(s->ctx, i, 0.5 + 0.5 * s->level);
        p->at_lo = p->at_hi = true;
    }
}

static void set_observations(const struct fit *f, const struct work *w, double factor, double t)
{
    const size_t d = f->s->n_param;
    for (size_t o = 0; o < f->s->n_obs; o++) {
        double sum = 0.0;
        for (size_t i = 0; i < d; i++)
            for (size_t j = 0; j < d; j++)
                sum += f->jacobian[o * d + i] * w->covariance[i * d + j] * f->jacobian[o * d + j];
        sum = sum > 0.0 ? factor * factor * sum : 0.0;
        const double sd = sqrt(sum + f->r->sd[o] * f->r->sd[o]);
        f->r->lo[o] = f->r->fitted[o] - t * sd;
        f->r->hi[o] = f->r->fitted[o] + t * sd;
    }
}

bool fit_linear_intervals(struct fit *f)
{
    const size_t d = f->s->n_param;
    struct work w = {0};
    const bool got = get_work(&w, d, f->n_in);
    if (got) {
        fill_normal(f, &w);
        invert(f, &w);
        const bool absolute = f->s->method == FIT_NLOPT && f->s->loss == FIT_ABSOLUTE;
        const double factor = absolute ? median_factor(f, &w) : 1.0, t = quantile(f);
        for (size_t i = 0; i < d; i++) {
            if (w.norm[i] <= 0.0) /* it changes nothing: told as it was before the data */
                f->z[i] = 0.0;
            set_param(f, i, factor * sqrt(w.covariance[i * d + i]), t);
            for (size_t j = 0; j < d; j++) {
                const double size = sqrt(w.whole[i * d + i]) * sqrt(w.whole[j * d + j]);
                f->r->correlation[i * d + j] = i == j       ? 1.0
                                               : size > 0.0 ? w.whole[i * d + j] / size
                                                            : 0.0;
            }
        }
        set_observations(f, &w, factor, t);
    }
    free_work(&w);
    f->no_memory = !got;
    return got;
}
