/* fit.h - parameters of a model fitted to observations: pure numerics over rounds of points.
 *
 * A parameter lives in u, the open interval (0, 1): the quantile of its distribution. So bounds
 * hold, and before any data every u is as likely as another. The model is a callback that evaluates
 * a round of points at once; all points of one round are independent of each other, each round
 * follows from those before it and the seed. Equal specifications and equal answers give equal
 * bits. Unbounded steps are taken in the normal score z of u, cut at +-FIT_Z_MAX.
 *
 * least_squares: trust region (Levenberg-Marquardt; More 1978, doi:10.1007/BFb0067700; by GSL) on
 *   residuals over their standard deviation, from several points of a Latin hypercube; a round is
 *   the trial point and its central differences. Intervals: linearised, Student's t.
 * nlopt: no derivatives. DIRECT_L (Gablonsky and Kelley 2001, doi:10.1023/A:1017930332101), then
 *   BOBYQA (Powell 2009) for squares or subplex (Rowan 1990) for absolute residuals; a round is one
 *   point. Intervals: linearised at the optimum; for absolute residuals their scale is that of the
 *   median's regression (McKean and Schrader 1987, by order statistics).
 * abc: likelihood-free. Adaptive population Monte Carlo (Lenormand, Jabot and Deffuant 2013,
 *   doi:10.1007/s00180-013-0428-3, after Beaumont et al. 2009, doi:10.1093/biomet/asp052): a round
 *   is half a population, the nearer half of old and new goes on. Distances are taken between
 *   summaries that predict the parameters (Fearnhead and Prangle 2012,
 *   doi:10.1111/j.1467-9868.2011.01010.x); then the linear adjustment of Beaumont, Zhang and
 *   Balding 2002 (Genetics 162, 2025). Intervals: weighted posterior quantiles.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_FIT_H
#define SIM_FIT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fit_method { FIT_LEAST_SQUARES, FIT_NLOPT, FIT_ABC };
enum fit_loss { FIT_SQUARES, FIT_ABSOLUTE };
#define FIT_Z_MAX 4.0

/* n points u[n][n_param] in; for each the mean of each observed quantity over the replicates, and
 * their variance (0: one replicate, or no chance), [n][n_obs] out; NaN where all runs failed. */
struct fit_round {
    const double *u;
    size_t n;
    double *mean, *variance;
};
struct fit_spec {
    enum fit_method method;
    enum fit_loss loss; /* nlopt */
    size_t n_param, n_obs;
    const double *observed; /* [n_obs] */
    const double *sd;       /* [n_obs] of an observation's error; 0: not known */
    const uint32_t *series; /* [n_obs] observations of one series share an unknown sd */
    const bool *held_out;   /* [n_obs] never seen by the fit */
    size_t n_point;         /* the budget */
    size_t replicates;      /* of each point, >= 1 */
    double step;            /* of finite differences, in z; 0: for answers of full precision */
    double level;           /* of intervals, e.g. 0.9 */
    uint64_t seed;
    double (*value)(void *ctx, size_t param, double u);  /* rising in u */
    bool (*round)(void *ctx, const struct fit_round *r); /* false: stop at once, FIT_STOPPED */
    void *ctx;
};
struct fit_param {
    double u, estimate, lo, hi;
    bool at_lo, at_hi; /* the interval ends where the distribution does */
    bool identified;   /* else lo and hi are the distribution's own */
};
struct fit_result {
    struct fit_param *param; /* [n_param] */
    double *correlation;     /* [n_param][n_param] of the estimates */
    double *fitted;          /* [n_obs] held-out ones too */
    double *lo, *hi;         /* [n_obs] where a new observation lies with probability `level` */
    double *sd;              /* [n_obs] in use: as given, else estimated from the residuals */
    double loss;             /* least squares and nlopt: the weighted loss; abc: last tolerance */
    size_t n_used;           /* points, whole rounds */
    size_t n_start, n_agree; /* least squares: starts tried; that ended at the same fit */
    bool converged;          /* else the budget ended it */
};
enum fit_err { FIT_OK, FIT_STOPPED, FIT_MEMORY };

/* Points of every round, a function of method, n_param and n_point. */
size_t fit_round_points(const struct fit_spec *s);
/* The least budget that makes sense. */
size_t fit_least_points(enum fit_method method, size_t n_param);
/* A budget that mostly suffices. */
size_t fit_usual_points(enum fit_method method, size_t n_param);
/* On any other answer than FIT_OK nothing is to be freed. */
enum fit_err fit_run(const struct fit_spec *s, struct fit_result *out);
void fit_free(struct fit_result *r);

/* How well a series is met, against naive rules. RMSE in the series' unit. */
struct fit_score {
    size_t n[2];             /* observations: fitted, held out */
    double rmse[2];          /* of the model */
    double last[2], mean[2]; /* of the last fitted value, of the fitted values' mean */
    size_t n_inside[2];      /* within [lo, hi] */
};
struct fit_seen { /* all [n] */
    size_t n;
    const double *observed, *fitted, *lo, *hi;
    const uint32_t *series;
    const uint8_t *held_out;
};
struct fit_score fit_score_series(const struct fit_seen *x, uint32_t series);
#endif
