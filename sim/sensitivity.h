/* sensitivity.h - which uncertain input makes how much of an output's spread.
 *
 * Outputs y come in the order of a design's rows (sim/design.h). Rows that failed are NaN: a block
 * or trajectory with one is left out, and counted. An output that is the same in all rows has
 * indices of 0, not NaN. Bootstrap draws are addressed random numbers: equal input, equal bits.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_SENSITIVITY_H
#define SIM_SENSITIVITY_H
#include "sim/design.h"

struct index_estimate {
    double value, lo, hi; /* interval of the stated level, from bootstrap percentiles of blocks */
};

/* Sobol' indices of one output. First order: Saltelli et al. 2010 (doi:10.1016/j.cpc.2009.09.018,
 * table 2 b); total: Jansen 1999 (same table, f); second: Saltelli 2002
 * (doi:10.1016/S0010-4655(02)00280-1). The variance is that of A and B together. */
struct sobol_indices {
    struct index_estimate *first, *total; /* [n_dim] */
    struct index_estimate *second; /* [n_dim][n_dim], i < j filled, else 0; NULL without `second` */
    size_t n_used, n_left_out;     /* blocks */
    double mean, variance;
};
enum sensitivity_err {
    SENSITIVITY_OK,
    SENSITIVITY_ROWS, /* n_row is not the design's */
    SENSITIVITY_FEW,  /* fewer than two whole blocks */
    SENSITIVITY_MEMORY
};
/* y[n_row]. resamples 0: no intervals (lo = hi = value). Free with sobol_free() in any case. */
enum sensitivity_err sensitivity_sobol(const struct design_spec *s, const double *y, size_t n_row,
                                       size_t resamples, double level, struct sobol_indices *out);
void sobol_free(struct sobol_indices *x);

/* Morris: mu* (mean of absolute elementary effects, Campolongo, Cariboni and Saltelli 2007,
 * doi:10.1016/j.envsoft.2006.10.004), mu and sigma of the effects, with the bootstrap interval of
 * mu*; an effect is the change of y per unit of the quantile. */
struct morris_effects {
    struct index_estimate *mu_star; /* [n_dim] */
    double *mu, *sigma;             /* [n_dim] */
    size_t n_used, n_left_out;      /* trajectories */
};
enum sensitivity_err sensitivity_morris(const struct design_spec *s, const double *u,
                                        const double *y, size_t n_row, size_t resamples,
                                        double level, struct morris_effects *out);
void morris_free(struct morris_effects *x);

/* For any other design of independent rows: standardised rank regression coefficients (Saltelli et
 * al. 2008, Global Sensitivity Analysis: The Primer, 1.2.5) and the R2 of the rank regression. */
struct rank_effects {
    struct index_estimate *srrc; /* [n_dim] */
    double r2;
    size_t n_used, n_left_out; /* rows */
};
enum sensitivity_err sensitivity_rank(const double *u, const double *y, size_t n_row, size_t n_dim,
                                      size_t resamples, double level, uint64_t seed,
                                      struct rank_effects *out);
/* The same numbers, bit for bit, of several outputs that are finite in the same rows (else
 * SENSITIVITY_ROWS): the inputs are ranked, correlated and decomposed once for all. y[n_y][n_row],
 * out[n_y]; free each in any case. */
struct rank_asked {
    size_t n_dim, n_y, resamples;
    double level;
    uint64_t seed;
};
enum sensitivity_err sensitivity_rank_all(const double *u, const double *const *y, size_t n_row,
                                          const struct rank_asked *q, struct rank_effects *out);
void rank_free(struct rank_effects *x);
#endif
