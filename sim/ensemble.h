/* ensemble.h - blocks of runs over threads. With sim/model_runs.c the only user of OpenMP.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_ENSEMBLE_H
#define SIM_ENSEMBLE_H
#include "sim/registry.h"
#include "sim/study.h"
#include <stdatomic.h>

struct progress { /* told from one thread at a time */
    size_t batch_done, batch_total, run_done, run_total, run_failed;
    double town_days; /* simulated so far, runs counted one by one */
    double seconds;
};
/* The Lua states of a study's policies, kept from one round of runs to the next: making one loads
 * the script anew, which may take longer than a round. Begin with {0}; of one study alone. */
struct ensemble_kept {
    struct policies **policies; /* [n], as the threads and plans of the first round want */
    size_t n;
};
void ensemble_forget(struct ensemble_kept *kept);

struct ensemble_options {
    int threads; /* 0: all */
    enum isa isa;
    uint32_t packing;  /* 0: runs in order; else a permutation of runs over lanes, for tests */
    long only_run;     /* -1: all; else simulate this run alone */
    const char *trace; /* with only_run: CSV of every recorded row by day; NULL: none */
    double *model_s;   /* [registry's n_model + 1] seconds spent in each model, last: the engine's
                          own; added to. On one thread only. NULL: not measured */
    void (*progress)(void *ctx, const struct progress *p);
    void *progress_ctx;
    struct ensemble_kept *kept; /* NULL: nothing is kept */
    atomic_int *stop;           /* set by a signal: finish nothing more, return ERR_INTERRUPTED */
};
/* Simulates the batches for which `wanted` says true and hands each to `done` (from one thread at
 * a time). Memory is allocated before the first day. */
enum err ensemble_run(const struct study *s, const struct ensemble_options *o,
                      bool (*wanted)(void *ctx, size_t batch),
                      enum err (*done)(void *ctx, const struct batch *b), void *ctx,
                      struct diags *d);
/* Bytes one block of `plan` needs while it runs. */
size_t ensemble_block_bytes(const struct plan *p, const struct registry *r);
#endif
