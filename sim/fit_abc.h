/* fit_abc.h - a weighted sample of points with their simulated observations, and its summaries;
 * inside sim/fit*.c only. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_FIT_ABC_H
#define SIM_FIT_ABC_H
#include "sim/fit_internal.h"

struct fit_sample {
    size_t n, d;
    const double *z;      /* [n][d] normal scores of the parameters */
    const double *weight; /* [n] sum 1 */
    const double *y;      /* [n][stride] simulated, errors of observation included */
    size_t stride;
    const size_t *in; /* [n_in] those that the fit may see */
    size_t n_in;
};
/* coefficient[d][n_in]: summary k is the sum of coefficient[k][o] * y[in[o]]. False: no memory. */
bool fit_summary_learn(const struct fit_sample *s, double *coefficient);
void fit_summary_of(const struct fit_sample *s, const double *coefficient, const double *y,
                    double *summary);
/* The linear adjustment (Beaumont, Zhang and Balding 2002): each of the n_column numbers of x[n]
 * moves along its regression on summary[n][d] to the observed one. kernel[n]: weights of the
 * regression, sum 1. False: no memory. */
struct fit_adjustment {
    const double *summary, *observed, *kernel;
    size_t n, d;
};
bool fit_adjust(const struct fit_adjustment *a, double *x, size_t n_column);
/* The value up to which share p of the weight lies; room for n pairs. */
struct fit_pair {
    double x, weight;
};
void fit_sort_pairs(struct fit_pair *pair, size_t n);
double fit_quantile(const struct fit_pair *sorted, size_t n, double p);

/* --- the population of sim/fit_abc.c --------------------------------------------------------- */

struct fit_pool {
    struct fit *f;
    size_t half, d, n;            /* points of a half, parameters, observations */
    double *z;                    /* [2 half][d] */
    double *weight;               /* [2 half] prior over proposal */
    double *share;                /* [2 half] the same, sum 1 */
    double *y, *raw;              /* [2 half][n] with and without errors of observation */
    double *coefficient, *spread; /* [d][n_in], [d] of a summary's scale */
    double *summary;              /* [2 half][d] */
    double *target;               /* [d] */
    double *distance;             /* [2 half] */
    double *root;                 /* [d][d] lower Cholesky factor of the kernel's covariance */
    uint32_t generation;
};
enum fit_use { USE_PARENT, USE_MOVE, USE_ERROR, USE_NEW_ERROR };
/* A normal deviate at (generation, index, dim) of this use. */
double fit_pool_normal(const struct fit_pool *p, enum fit_use use, size_t index, size_t dim);
/* A failed point must not spoil sums: it has no weight, and lies infinitely far. */
bool fit_pool_is_good(const struct fit_pool *p, size_t i);
/* share[] of the first n points; the figures of failed ones become the observed ones. */
void fit_pool_share(struct fit_pool *p, size_t n);
/* Estimates, intervals and figures from the nearer half: Epanechnikov's kernel over distances,
 * times the weights. False: no memory. sim/fit_posterior.c */
bool fit_pool_posterior(struct fit_pool *p);
#endif
