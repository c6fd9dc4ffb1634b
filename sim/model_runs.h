/* model_runs.h - the runs of a model that is a Lua function, over threads.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_MODEL_RUNS_H
#define SIM_MODEL_RUNS_H
#include "sim/ensemble.h"

/* ensemble_run for a study with s->model: same callbacks, same batches, and results that do not
 * depend on the number of threads. Memory is allocated before the first run. */
enum err model_runs(const struct study *s, const struct ensemble_options *o,
                    bool (*wanted)(void *ctx, size_t batch),
                    enum err (*done)(void *ctx, const struct batch *b), void *ctx, struct diags *d);
#endif
