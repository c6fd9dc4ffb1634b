/* junkan.h - the engine as a small C library: load a script, run it, read the results, free.
 *
 *   struct diags d;
 *   diag_init(&d, LANG_EN);
 *   junkan_start();
 *   struct junkan *j = junkan_load(&(struct junkan_load){.script = "first.lua"}, &d);
 *   if (j) junkan_run(j, &(struct junkan_run){.out = "first.h5", .ensemble.only_run = -1}, ...);
 *   junkan_free(j);
 *
 * Faults of the script go to the caller's diags, with ERR_SCRIPT; nothing was written then. Several
 * may be loaded at once; each is used by one thread at a time. The command line (sim/cli.c) is the
 * first client. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_JUNKAN_H
#define SIM_JUNKAN_H
#include "sim/ensemble.h"
#include "sim/store.h"
#include "sim/study.h"

#define JUNKAN_VERSION "0.1.0"

/* Once per process, before all else: rounding mode of this thread, GSL's error handler off. */
void junkan_start(void);

/* "lua 5.4.4\ngsl 2.7.1\n...": what results may depend on besides this program. Returns buf. */
char *junkan_libraries(char *buf, size_t size);

struct junkan; /* a checked script, ready to run */
struct junkan_load {
    const char *script; /* path */
    struct script_options files;
    struct study_override override;
};
/* Reads and checks everything; NULL if d has findings. The strings of `how` must live as long as
 * the result. */
struct junkan *junkan_load(const struct junkan_load *how, struct diags *d);
const struct study *junkan_study(const struct junkan *j);
void junkan_free(struct junkan *j);

struct junkan_run {
    const char *out;         /* OUT.h5 */
    bool fresh;              /* discard what is there */
    uint32_t shard, n_shard; /* batches b with b % n_shard == shard; n_shard 0: all */
    struct ensemble_options ensemble;
    void (*opened)(void *ctx); /* the output is ours and work begins; NULL: nobody asks */
    void *ctx;
};
struct junkan_outcome {
    bool complete;                 /* OUT.h5 was whole before: nothing to do */
    size_t batch_before;           /* finished by earlier runs, of this shard's */
    size_t batch_now, batch_total; /* of this shard's */
};
/* Simulates what is missing, keeps each batch as it is finished, and assembles OUT.h5 when all are
 * there. ERR_WAIT: other shards are not done; ERR_INTERRUPTED: run again to go on. */
enum err junkan_run(const struct junkan *j, const struct junkan_run *how,
                    struct junkan_outcome *out, struct diags *d);
/* Simulates one run (ensemble.only_run) and hands its batch to `done`; writes no results. */
enum err junkan_run_one(const struct junkan *j, const struct ensemble_options *o,
                        enum err (*done)(void *ctx, const struct batch *b), void *ctx,
                        struct diags *d);
/* Results are read with reader_open() and its kin (sim/store.h). */
#endif
