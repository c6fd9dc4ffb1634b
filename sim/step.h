/* step.h - a block through time: days in three passes, months, years.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_STEP_H
#define SIM_STEP_H
#include "sim/recorder.h"
#include "sim/script.h"

/* What a block's journey needs besides the block. */
struct journey {
    const struct record_map *map;
    const struct results *results;
    struct batch *out;
    struct policies *policies; /* this thread's; NULL: no policies */
    const struct script *script;
    const uint32_t *study_option; /* [plan's n_option] number in the study */
    atomic_int *stop;
    void *trace; /* FILE * of --trace, or NULL: every recorded row, every day, lane 0 */
};
/* Runs all days of the block's runs. Every thread of the team calls it with the same block; lanes'
 * results are written by the time it returns. False if stopped. */
bool step_block(struct block *b, const struct journey *j, const struct team *t);
#endif
