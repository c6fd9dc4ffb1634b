/* store_compare.h - what a comparison says of its futures; inside sim/store*.c and sim/export*.c.
 *
 * The headline and the file take the same numbers from here. Runs count by whole futures: one that
 * failed in any option is left out of all. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_STORE_COMPARE_H
#define SIM_STORE_COMPARE_H
#include "sim/contrast.h"
#include "sim/effects.h"
#include "sim/store_text.h"

enum { COMPARE_RESAMPLES = 1000, COMPARE_DRAWS = 10000, COMPARE_UNIT = 64 };
#define COMPARE_LEVEL 0.90
#define COMPARE_TAIL 0.10 /* the worst one in ten */

struct compare {
    const struct results *r;
    const struct futures *f;
    double *y, *x;                  /* [n_option][f->n] */
    double *first, *second;         /* [f->n] */
    struct contrast_regret *regret; /* [n_option] */
};
/* False: out of memory, nothing is to be freed. */
bool compare_new(struct compare *c, const struct results *r, const struct futures *f);
void compare_free(struct compare *c);

/* One option in one metric. Against the baseline (NaN, DOMINATES_NOT for itself): effect, gain,
 * over, under. Where neither more nor less is better all but effect and gain say nothing. */
struct compare_option {
    double effect, gain;
    double risk, shortfall, regret_mean, best_share;
    enum contrast_order over, under; /* dominates the baseline; is dominated by it */
};
/* kpi[n_run]; out[n_option]. False: out of memory. */
bool compare_metric(struct compare *c, const double *kpi, int better, struct compare_option *out);

struct compare_ratio {
    struct contrast_ratio own, added; /* added: difference over difference to the baseline */
    double more;                      /* mean difference of the denominator */
};
/* out[n_option]; NaN, not withheld, where the file lacks a quantity. False: out of memory. */
bool compare_ratio(struct compare *c, struct run_source x, const struct ratio_info *q,
                   struct compare_ratio *out);
/* score[n_option], share[n_option]. False: out of memory, or the file lacks a quantity. */
bool compare_weigh(struct compare *c, struct run_source x, double *score, double *share);

/* The KPI of a recorded quantity's name ("kiln.char_t"), NULL if there is none. */
const struct var *compare_var(const struct results *r, const char *name);
/* Unit of a ratio: "yen year-1" over "t year-1" is "yen t-1". Returns buf. */
char *compare_unit(const struct results *r, const struct ratio_info *q, char buf[COMPARE_UNIT]);
#endif
