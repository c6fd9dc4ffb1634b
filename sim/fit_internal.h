/* fit_internal.h - what the methods of sim/fit.h share; nothing else includes it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_FIT_INTERNAL_H
#define SIM_FIT_INTERNAL_H
#include "sim/fit.h"

/* One fit in progress. Arrays over observations hold all of them, the held-out ones too; `in` lists
 * those that the fit may see. */
struct fit {
    const struct fit_spec *s;
    struct fit_result *r;
    size_t n_in, per_round;
    size_t *in;       /* [n_in] */
    double *scale;    /* [n_obs] residuals are divided by it */
    double *u;        /* [per_round][n_param] the round */
    double *mean;     /* [per_round][n_obs] */
    double *variance; /* [per_round][n_obs] */
    double *z;        /* [n_param] of the best point */
    double *jacobian; /* [n_obs][n_param] there: change of an observed quantity per z */
    double *chance;   /* [n_obs] variance over replicates there */
    bool stopped, no_memory;
};
static inline size_t fit_left(const struct fit *f) { return f->s->n_point - f->r->n_used; }
/* Evaluates f->u, n <= per_round points that differ (the rest of the round repeats the first).
 * False: stopped, or the budget is used up. */
bool fit_evaluate(struct fit *f, size_t n);
double fit_clamp(double z);
double fit_u(double z); /* quantile of a normal score, cut at FIT_Z_MAX */
/* Puts z and its central differences, 2 n_param + 1 points, at f->u. */
void fit_put_star(const struct fit *f, const double *z, double *u);
/* Derivatives and values at the star's middle. mean and variance are [2 n_param + 1][n_obs]. */
void fit_read_star(struct fit *f, const double *z, const double *mean, const double *variance,
                   double *fitted);
/* Sum over the fitted observations of squared (or absolute) residuals over their scale. Not finite
 * answers give HUGE_VAL. */
double fit_loss_of(const struct fit *f, const double *mean);
/* From z, jacobian, fitted and chance: standard deviations, covariance, intervals. */
bool fit_linear_intervals(struct fit *f);
/* Standard deviations for scale[]: known ones with chance, unknown ones from residuals. */
void fit_reweigh(struct fit *f);
bool fit_least_squares(struct fit *f);
bool fit_nlopt(struct fit *f);
bool fit_abc(struct fit *f);
double fit_step(const struct fit_spec *s);
#endif
