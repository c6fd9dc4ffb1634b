/* store_stakes.h - who pays and who gains: the money left with each stakeholder a year, and the
 * three views of a comparison; inside sim/store*.c, sim/export*.c and sim/report*.c only.
 *
 * Every recorded flow of money has a payer and a payee (table "flows"); what a stakeholder is left
 * with is what it receives less what it pays. The views: the municipality; all public bodies
 * (municipality, prefecture, nation); the whole society of the region, where transfers within
 * cancel and only what comes from outside or goes there counts. Only what the models book is in
 * it. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_STORE_STAKES_H
#define SIM_STORE_STAKES_H
#include "sim/effects.h"
#include "sim/store_text.h"

enum { STAKE_MUNICIPALITY, STAKE_PUBLIC, STAKE_SOCIETY, STAKE_VIEWS };
struct stake {
    const char *en, *ja;
    double *net; /* [n_option][f->n] yen a year in each future */
};
struct stakes {
    const struct futures *f;
    size_t baseline, n; /* n: the views, then the stakeholders; 0: no money is booked */
    struct stake *item;
    double *scratch; /* [f->n] */
};
/* All in the arena. r: the reference's options. False: out of memory. */
bool stakes_find(struct stakes *s, const struct results *r, const struct futures *f,
                 struct run_source x, struct arena *a);
struct stake_figure {
    double mean;
    double difference, lo, hi; /* to the baseline, 90 % interval of its mean; NaN for itself */
};
struct stake_figure stakes_figure(const struct stakes *s, size_t item, size_t option);
#endif
