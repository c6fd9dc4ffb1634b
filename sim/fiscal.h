/* fiscal.h - the Japanese fiscal years (April to March) of a result, and what a series comes to in
 * one. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_FISCAL_H
#define SIM_FISCAL_H
#include "sim/results.h"

struct arena;
struct fiscal_year {
    int fiscal;
    size_t from, end; /* periods of the result, months or years */
    size_t months;    /* 12 in a whole year, also where the file has years only */
};
struct fiscal_years {
    struct fiscal_year *year; /* [n] in order */
    size_t n;
    double *days; /* [n_month] of each period */
    bool monthly; /* else the result's periods are fiscal years themselves */
};
/* False: no memory. */
bool fiscal_list(const struct results *r, struct arena *a, struct fiscal_years *out);
/* Of x[period * stride]: the year's sum, mean by days or last value, as agg (model.h) says. */
double fiscal_gather(const struct fiscal_years *l, size_t year, int agg, const double *x,
                     size_t stride);
#endif
