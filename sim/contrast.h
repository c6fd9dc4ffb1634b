/* contrast.h - rollout options against each other: by how much, how surely, at what risk.
 *
 * Options of a comparison share inputs and chance, so run i of one is paired with run i of another.
 * y[n_option][n] holds one metric; group[n] numbers the set of inputs (equal neighbours form a
 * group, as in stats.h). Runs that failed in any option are dropped by the caller beforehand: no
 * input may hold NaN. better: 1 more, -1 less (0 is read as 1). Equal input gives equal bits.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_CONTRAST_H
#define SIM_CONTRAST_H
#include "sim/stats.h"

/* Mean of the paired differences over their standard deviation (Cohen 1988, d_z); 0 where all
 * differences are 0, infinite where they are all the same otherwise, NaN with fewer than two. */
double contrast_effect(const double *difference, size_t n);

/* Each option's worst against hindsight: regret of option o in run i = the best option's value
 * there less its own (>= 0, in the metric's unit, in the sense of `better`). */
struct contrast_regret {
    double mean, q90, max;
    double share_best; /* share of runs in which no option is strictly better */
};
/* out[n_option]; NaN throughout where n = 0. False: out of memory. */
bool contrast_regret(const double *y, size_t n_option, size_t n, int better,
                     struct contrast_regret *out);

/* Stochastic dominance of a over b, from the two sorted samples (paired or not): first order: a's
 * distribution is nowhere worse; second order: nor is its integral from the worst end (any
 * risk-averse judge prefers a). Equal samples dominate neither way; sums that differ by no more
 * than rounding are equal. Levy 2016, Stochastic Dominance, 3rd ed. */
enum contrast_order { DOMINATES_NOT, DOMINATES_SECOND, DOMINATES_FIRST };
/* a[n], b[n]; reordered (sorted) by the call. */
enum contrast_order contrast_dominance(double *a, double *b, size_t n, int better);

/* Value at risk: the quantile at `tail` (e.g. 0.1) from the worst end, and the mean beyond it
 * (expected shortfall: of the worst tail * n values, the last one in part; Acerbi and Tasche 2002,
 * doi:10.1016/S0378-4266(02)00283-2), never better than the quantile. 0 <= tail <= 1. NaN where
 * n = 0. Sorts y (ascending). */
struct contrast_risk {
    double at_risk, shortfall;
};
struct contrast_risk contrast_risk(double *y, size_t n, double tail, int better);

/* Cost per tonne and its like: sum of numerators over sum of denominators (modelling rule 2), with
 * a percentile interval by bootstrap of groups (Davison and Hinkley 1997, Bootstrap Methods and
 * their Application, 5.3); with one group, of its runs (chance alone). Withheld where the
 * percentile interval of the denominator's sum at the same level contains zero (or comes so near
 * that an end of the ratio's is not finite), or n = 0. lo and hi are NaN with fewer than two groups
 * or runs to draw from, or no resamples. False: out of memory. */
struct contrast_ratio {
    double value, lo, hi;
    bool withheld; /* value, lo, hi are NaN */
};
bool contrast_ratio(const double *numerator, const double *denominator, const uint32_t *group,
                    size_t n, double level, size_t resamples, uint64_t seed,
                    struct contrast_ratio *out);

/* How many times fewer runs common random numbers need for an interval of the same width:
 * (variance of a + variance of b) / variance of (a - b), between groups where there are two or
 * more. INFINITY where the differences are all equal and a or b varies; 1 where nothing varies. */
double contrast_common_gain(const double *a, const double *b, const uint32_t *group, size_t n);

/* Share of weightings in which each option has the largest weighted sum of metrics, each scaled to
 * 0..1 over the options' means (worst to best; a metric equal for all counts 0): first with the
 * given weights, then under weights drawn uniformly from the simplex (Lahdelma, Hokkanen and
 * Salminen 1998, SMAA, doi:10.1016/S0377-2217(97)00163-X). mean[n_option][n_metric];
 * weight[n_metric] >= 0, not all 0; score[n_option] (the given weights' sum, 0..1) and
 * share[n_option] (of the draws) are filled. Ties share. Without draws the shares are NaN. False:
 * out of memory. */
bool contrast_weigh(const double *mean, size_t n_option, size_t n_metric, const int *better,
                    const double *weight, size_t draws, uint64_t seed, double *score,
                    double *share);
#endif
