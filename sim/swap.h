/* swap.h - how little of an uncertain input it takes to turn a difference round, and how much of a
 * figure's spread comes from which input.
 *
 * d[n] or y[n] is one number for each set of inputs (a point), averaged over chance; x[n_input][n]
 * the inputs' values there. Each input is seen through its normal scores (van der Waerden: quantile
 * (r - 1/2) / n of the standard normal at mid-rank r), on which d is regressed by itself: inputs
 * are drawn independently of each other. Slopes count that Student's t finds at 5 %, shared out
 * among the inputs (Bonferroni). Sums run in index order: equal input gives equal bits. No input
 * may hold NaN. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_SWAP_H
#define SIM_SWAP_H
#include <stdbool.h>
#include <stddef.h>

enum { SWAP_LEAST = 8 }; /* with fewer points nothing is said */

struct swap_input {
    double slope;       /* of d per unit of normal score */
    double share;       /* squared correlation of d with the score: of d's variance */
    bool counts;        /* significantly other than 0 */
    bool turns;         /* counts, the fitted d is 0 within the values that were drawn, and the
                         * mean of d over the points beyond has the other sign */
    double at_quantile; /* where that is: quantile of the input, */
    double at, from;    /* its value there; its median */
};
/* d[n_d][n]: several differences at once; out[n_d][n_input]. False: out of memory. */
bool swap_inputs(const double *d, size_t n_d, size_t n, const double *x, size_t n_input,
                 struct swap_input *out);
/* The input that turns d round with the smallest step from its median, in quantiles; SIZE_MAX: none
 * does. */
size_t swap_smallest(const struct swap_input *in, size_t n_input);
/* Share of the variance of y that comes from those inputs of `some` that count: the sum of their
 * `share`, at most 1. */
double swap_share(const struct swap_input *in, size_t n_input, const bool *some);
#endif
