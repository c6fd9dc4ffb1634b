/* dist.h - distributions of uncertain numbers, by quantile.
 *
 *   normal(mean, sd)  lognormal(mean, sd)     mean and sd of the value itself
 *   uniform(lo, hi)   triangular(lo, mode, hi)  pert(lo, mode, hi)   beta(a, b[, lo, hi])
 *   discrete(v1:w1, v2:w2, ...)   empirical(v1, v2, ...)
 * A value is the quantile of one uniform, truncated to the field's range: u is mapped to
 * [F(lo), F(hi)]. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_DIST_H
#define SIM_DIST_H
#include <stdbool.h>
#include <stddef.h>

enum dist_kind {
    DIST_FIXED, DIST_NORMAL, DIST_LOGNORMAL, DIST_UNIFORM, DIST_TRIANGULAR, DIST_PERT, DIST_BETA,
    DIST_DISCRETE, DIST_EMPIRICAL
};
struct dist {
    enum dist_kind kind;
    double p[4];          /* arguments in order; FIXED: p[0] */
    const double *value;  /* DISCRETE, EMPIRICAL: [n], caller's memory */
    const double *weight; /* DISCRETE: [n] */
    size_t n;
};
/* NULL if the arguments make sense, else a short English reason key for MSG_DIST_*; see dist.c. */
enum dist_fault { DIST_OK, DIST_ORDER, DIST_SPREAD, DIST_COUNT, DIST_WEIGHTS, DIST_SHAPE };
enum dist_fault dist_check(const struct dist *d);
double dist_quantile(const struct dist *d, double u);
double dist_cdf(const struct dist *d, double x);
double dist_sample(const struct dist *d, double u, double lo, double hi); /* truncated */
double dist_mean(const struct dist *d);   /* untruncated */
double dist_median(const struct dist *d);
/* Kind by name ("pert"), arguments expected (min, max); false if unknown. */
bool dist_kind_by_name(const char *name, enum dist_kind *kind, size_t *min_arg, size_t *max_arg);
const char *const *dist_names(size_t *n);
/* "0.25" or "pert(0.20, 0.25, 0.30)" -> *d; value and weight arrays come from `storage`
 * [capacity]. Returns false on bad text. Used for table defaults and catalogues. */
bool dist_parse(const char *text, struct dist *d, double *storage, size_t capacity);
#endif
