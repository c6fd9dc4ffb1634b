/* dist.h - distributions of uncertain numbers, by quantile.
 *
 *   normal(mean, sd)  lognormal(mean, sd)     mean and sd of the value itself
 *   uniform(lo, hi)   triangular(lo, mode, hi)  pert(lo, mode, hi)   beta(a, b[, lo, hi])
 *   discrete(v1:w1, v2:w2, ...)   empirical(v1, v2, ...)
 * A value is the quantile of one uniform, truncated to the field's range: u is mapped to
 * [F(lo), F(hi)]. pert is the beta on [lo, hi] with shapes 1 + 4 (mode - lo)/(hi - lo) and
 * 1 + 4 (hi - mode)/(hi - lo) (lambda 4; Malcolm et al. 1959, doi:10.1287/opre.7.5.646). empirical
 * gives each of its values the same chance; nothing is interpolated. All functions are pure and
 * deterministic: sim/dist_beta.h for pert and beta (GSL's beta functions, by sim/num.h's
 * mathematics, where its shapes end), closed forms for the rest.
 * The GSL error handler must be off (main does it at the start).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_DIST_H
#define SIM_DIST_H
#include <stdbool.h>
#include <stddef.h>

struct dist_beta;

enum dist_kind {
    DIST_FIXED,
    DIST_NORMAL,
    DIST_LOGNORMAL,
    DIST_UNIFORM,
    DIST_TRIANGULAR,
    DIST_PERT,
    DIST_BETA,
    DIST_DISCRETE,
    DIST_EMPIRICAL
};
struct dist {
    enum dist_kind kind;
    double p[4]; /* arguments in order; FIXED: p[0]; BETA: p[2] == p[3] means 0, 1 */
    const double
        *value; /* DISCRETE, EMPIRICAL: [n], caller's memory; quick if rising (dist_sort) */
    const double *weight; /* DISCRETE: [n] */
    size_t n;
    const struct dist_beta *beta; /* PERT, BETA: set by dist_prepare; NULL: made for every call */
};
/* DIST_OK if the arguments make sense; else which of MSG_DIST_* (errors.def) says what is wrong. */
enum dist_fault { DIST_OK, DIST_ORDER, DIST_SPREAD, DIST_COUNT, DIST_WEIGHTS, DIST_SHAPE };
enum dist_fault dist_check(const struct dist *d);
double dist_quantile(const struct dist *d, double u); /* 0 < u < 1 */
double dist_cdf(const struct dist *d, double x);
double dist_sample(const struct dist *d, double u, double lo, double hi); /* truncated */
double dist_mean(const struct dist *d);                                   /* untruncated */
/* PERT and BETA are quicker by a factor of ten after dist_prepare, to the same bits. `memory`
 * (caller's, sim/dist_beta.h) must live as long as *d and its copies; p must not change. */
bool dist_is_beta(const struct dist *d);
void dist_prepare(struct dist *d, struct dist_beta *memory);
double dist_median(const struct dist *d);
/* Puts values into rising order, each with its weight (NULL: none). */
void dist_sort(double *value, double *weight, size_t n);
/* Kind by name ("pert"), arguments expected (min, max; SIZE_MAX: any number, discrete counts
 * pairs); false if unknown. */
bool dist_kind_by_name(const char *name, enum dist_kind *kind, size_t *min_arg, size_t *max_arg);
const char *const *dist_names(size_t *n);
/* "0.25" or "pert(0.20, 0.25, 0.30)" -> *d; value and weight arrays come from `storage`
 * [capacity], rising. False on bad text or arguments (dist_check). Used for table defaults and
 * catalogues. */
bool dist_parse(const char *text, struct dist *d, double *storage, size_t capacity);
#endif
