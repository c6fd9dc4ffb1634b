/* information.h - what it is worth to know an uncertain input before one chooses an option.
 *
 * Expected value of partial perfect information (Raiffa and Schlaifer 1961; Strong, Oakley and
 * Brennan 2014, doi:10.1177/0272989X13505910): the mean over the input's values of what the then
 * best option gives, less what the option that is best on the whole gives. It is in the metric's
 * unit, and 0 where knowing the input would change no choice. Equal input gives equal bits.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_INFORMATION_H
#define SIM_INFORMATION_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct information {
    double value; /* of the plain estimate, what mere noise gives is taken off; never below 0 */
    bool told; /* the plain estimate is above what 95 % of sets of as many inputs that say nothing
                  would give at most: one false finding in twenty sets, not in twenty inputs */
};
/* y[n_option][n]: the metric at n points (sets of inputs), averaged over chance; x[n_input][n];
 * out[n_input]. better: 1 more, -1 less (0 is read as 1). Conditional means are those of about the
 * cube root of n classes of equal size in x (2 to 20). Fewer than 8 points: 0, not told. False: out
 * of memory. */
bool information_of(const double *y, size_t n_option, size_t n, const double *x, size_t n_input,
                    int better, uint64_t seed, struct information *out);
/* The same of several metrics at once, for less: y[n_metric][n_option][n], better[n_metric],
 * out[n_metric][n_input]. Each gets the numbers that it would get alone. */
struct information_inputs {
    const double *x; /* [n_input][n] */
    size_t n, n_input;
    uint64_t seed;
};
bool information_of_all(const double *y, const int *better, size_t n_metric, size_t n_option,
                        struct information_inputs in, struct information *out);
#endif
