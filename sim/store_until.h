/* store_until.h - when a study whose figures must be known closely has enough futures.
 *
 * Futures come in rounds: 64 of each option, then 128 in all, 256, ... After each round the 90 %
 * interval of each figure's mean is judged: of a comparison, that of every option's paired
 * difference to the baseline (Student's t over sets of inputs, sim/stats.h). The first round that
 * satisfies all is the last. Stopping when the interval happens to be narrow costs a little of its
 * coverage (Chow and Robbins 1965, doi:10.1214/aoms/1177700156: none in the limit); few looks, each
 * at twice as many futures, keep that small: tests/test_until.c measures it.
 * Inside sim/store*.c only. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_STORE_UNTIL_H
#define SIM_STORE_UNTIL_H
#include "sim/effects.h"
#include "sim/store_text.h"

/* Runs up to the end of a round, from 0; n_run in the last round and beyond. */
size_t until_runs(const struct results *r, size_t round);

struct until_width { /* of the option that is farthest from its goal */
    double half_width, wanted;
    size_t option;
};
/* out[r->n_until]; scratch[f->n]. True if every figure is narrow enough; one that is not in the
 * file, or of fewer than two sets of inputs, is not (half_width NaN). */
bool until_judge(const struct results *r, const struct futures *f, struct run_source x,
                 double *scratch, struct until_width *out);
#endif
