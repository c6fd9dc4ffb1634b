/* store_variants.h - how options rank under each variant, which single change swaps the first two,
 * and how much of a figure rests on weak numbers; inside sim/store*.c only.
 *
 * The headline and the file take the same numbers from here.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_STORE_VARIANTS_H
#define SIM_STORE_VARIANTS_H
#include "sim/effects.h"
#include "sim/mem.h"
#include "sim/store_text.h"
#include "sim/swap.h"

/* --- ranks ----------------------------------------------------------------------------------- */

struct ranked {
    double mean;
    double difference, lo, hi; /* to the baseline, 90 % interval of its mean; NaN for itself */
    size_t rank;               /* by mean, from 1; 0: neither more nor less is better */
    bool tied; /* the 90 % interval of its difference to the option before it spans 0 */
};
struct variant_ranks {
    struct results reference; /* the study without variants */
    size_t n_variant;         /* >= 1: the reference is one */
    struct futures *f;        /* [n_variant] */
    struct ranked *option;    /* [n_variant][reference.n_option] of the metric at hand */
    double *scratch;
};
/* All in the arena. False: out of memory. */
bool ranks_new(struct variant_ranks *k, const struct results *r, const char *const *message,
               struct arena *a);
/* kpi[n_run] -> k->option. */
void ranks_metric(struct variant_ranks *k, const double *kpi, int better);
/* The option of that rank under variant v; SIZE_MAX: none. */
size_t ranks_option(const struct variant_ranks *k, size_t v, size_t rank);
/* In how many variants option o is first. */
size_t ranks_first(const struct variant_ranks *k, size_t o);
/* Whether `second` is better on average than `first` under variant v. */
bool ranks_swapped(const struct variant_ranks *k, size_t v, size_t first, size_t second);

/* --- inputs ---------------------------------------------------------------------------------- */

/* One metric of a study: the two best options of the reference and what it takes to swap them. */
struct swap_metric {
    size_t metric;        /* number of the headline's metric */
    size_t first, second; /* options */
    size_t input;         /* number among swaps.input; SIZE_MAX: no single one does */
    struct swap_input by; /* that input */
};
struct swaps {
    size_t n_input, n;
    const char *const *input; /* [n_input] paths */
    struct swap_metric *item; /* [n]: metrics with a better side; none without options */
    double *low_share; /* [n_metric] share of the variance of the baseline's figure that comes from
                          inputs of low pedigree */
};
/* f: the reference's futures; x: its runs. All in the arena. False: out of memory. */
bool swaps_find(struct swaps *s, const struct variant_ranks *k, struct run_source x,
                struct arena *a);
/* A pedigree ("1122") is low where its digits' mean is 1 of 4 or less. */
bool pedigree_is_low(const char *pedigree);
#endif
