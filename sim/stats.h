/* stats.h - what is said about many runs: quantiles, paired differences, shares of variance.
 *
 * Sums run in index order, so equal input gives equal bits. No input may hold NaN.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_STATS_H
#define SIM_STATS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

double stats_mean(const double *x, size_t n); /* NaN if n = 0 */
void stats_sort(double *x, size_t n);         /* ascending */
/* Quantile p in [0, 1] of a sorted sample, linear between order statistics: type 7 of Hyndman and
 * Fan 1996, doi:10.1080/00031305.1996.10473566. NaN if n = 0. */
double stats_quantile(const double *sorted, size_t n, double p);
/* Quantile of Student's t with `df` > 0 degrees of freedom. */
double stats_t_quantile(double p, double df);

/* Index after the last of the equal neighbours of group[from], from < n. */
size_t stats_group_end(const uint32_t *group, size_t from, size_t n);

/* Differences between two options, one a pair of runs that share their chance and inputs. Pairs of
 * one group (one set of inputs) are not independent of each other, so the interval of the mean is
 * Student's t over the groups' means: n_group - 1 degrees of freedom; with one group, over the
 * pairs (chance alone). */
struct stats_paired {
    double mean, lo, hi; /* lo, hi are NaN with fewer than two independent values */
    double share_better; /* strictly; of all pairs */
    size_t n, n_group;
};
/* difference[n]: option minus baseline. group[n]: equal neighbours form a group. better: 1 more,
 * -1 less, 0 neither (then share_better is the share that is greater). level: e.g. 0.90. */
struct stats_paired stats_paired(const double *difference, const uint32_t *group, size_t n,
                                 double level, int better);

/* Means of two samples that share nothing: y's less x's, with the interval of Welch 1947
 * (doi:10.1093/biomet/34.1-2.28) over the groups' means as above. lo, hi are NaN where either has
 * fewer than two independent values. */
struct stats_sample {
    const double *value;   /* [n] */
    const uint32_t *group; /* [n] equal neighbours form a group */
    size_t n;
};
struct stats_apart {
    double mean, lo, hi;
};
struct stats_apart stats_apart(const struct stats_sample *x, const struct stats_sample *y,
                               double level);

/* Variance of nested runs: inputs (between groups) and chance (within), by the one-way random
 * effects analysis of variance for unequal group sizes (Searle, Casella and McCulloch 1992,
 * Variance Components, chapter 3). share_error is the standard error of the inputs' share, the
 * large-sample formula for an intraclass correlation (Swiger, Harvey, Everson and
 * Gregory 1964, Biometrics 20, 818-826). */
struct stats_split {
    double chance, inputs;            /* variances, >= 0 */
    double share_inputs, share_error; /* 0..1; NaN if all values are equal */
    size_t n_group;
};
/* False if there are fewer than two groups or no group has two runs: then nothing can be split. */
bool stats_split(const double *x, const uint32_t *group, size_t n, struct stats_split *out);
#endif
