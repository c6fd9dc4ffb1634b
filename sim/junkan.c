/* junkan.c - see junkan.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/junkan.h"
#include "sim/calibrate.h"
#include "sim/mem.h"
#include "sim/num.h"
#include <gsl/gsl_errno.h>
#include <time.h>

struct junkan {
    struct script *script;
    struct study *study;
};

void junkan_start(void)
{
    num_thread_begin();
    gsl_set_error_handler_off();
}

struct junkan *junkan_load(const struct junkan_load *how, struct diags *d)
{
    struct junkan *j = mem_alloc(1, sizeof(*j));
    if (!j) {
        diag_add(d, (struct where){0}, "", MSG_OUT_OF_MEMORY, NULL);
        return NULL;
    }
    const size_t before = d->n;
    j->script = script_load(how->script, &how->files, d);
    struct study_override override = how->override;
    override.option = how->files.option;
    override.n_option = how->files.n_option;
    if (j->script && d->n == before)
        j->study = study_new(j->script, &override, d);
    if (!j->study) {
        junkan_free(j);
        return NULL;
    }
    return j;
}

const struct study *junkan_study(const struct junkan *j) { return j->study; }

void junkan_free(struct junkan *j)
{
    if (!j)
        return;
    if (j->study)
        study_free(j->study);
    if (j->script)
        script_free(j->script);
    mem_free(j);
}

/* One call of junkan_run(), as its callbacks see it. */
struct job {
    const struct junkan *j;
    const struct junkan_run *how;
    struct store *store;
    struct junkan_outcome *out;
    struct diags *d;
    size_t first, end;           /* batches of this round */
    struct progress before, now; /* at the end of the last round; now */
    struct ensemble_kept kept;   /* from round to round */
};

static bool job_owns(const struct job *job, size_t batch)
{
    return job->how->n_shard < 2 || batch % job->how->n_shard == job->how->shard;
}

static bool job_wants(void *ctx, size_t batch)
{
    const struct job *job = ctx;
    return batch >= job->first && batch < job->end && job_owns(job, batch) &&
           !store_has(job->store, batch);
}

static enum err job_done(void *ctx, const struct batch *b)
{
    struct job *job = ctx;
    const enum err e = store_put(job->store, b, job->d);
    if (e == ERR_OK)
        job->out->batch_now++;
    if (e == ERR_OK && job->j->study->fit)
        calibrate_observe(job->j->study, b);
    return e;
}

/* What earlier rounds did counts too. */
static void job_progress(void *ctx, const struct progress *p)
{
    struct job *job = ctx;
    job->now = *p;
    job->now.batch_done += job->before.batch_done;
    job->now.batch_total += job->before.batch_total;
    job->now.run_done += job->before.run_done;
    job->now.run_total += job->before.run_total;
    job->now.run_failed += job->before.run_failed;
    job->now.town_days += job->before.town_days;
    job->now.seconds += job->before.seconds;
    if (job->how->ensemble.progress)
        job->how->ensemble.progress(job->how->ensemble.progress_ctx, &job->now);
}

/* The own batches among [job->first, job->end). */
static enum err job_round(const struct junkan *j, struct job *job)
{
    struct ensemble_options o = job->how->ensemble;
    size_t left = 0;
    for (size_t b = job->first; b < job->end; b++)
        if (job_owns(job, b)) {
            const bool has = store_has(job->store, b);
            job->out->batch_total++;
            job->out->batch_before += has;
            left += !has;
        }
    if (left == 0)
        return ERR_OK;
    job->before = job->now;
    o.progress = job_progress;
    o.progress_ctx = job;
    o.kept = &job->kept;
    const enum err e = ensemble_run(j->study, &o, job_wants, job_done, job, job->d);
    return e == ERR_PARTIAL ? ERR_OK : e;
}

/* Batches of a calibration's round that an earlier run finished. */
static enum err job_read_back(struct job *job)
{
    const struct study *s = job->j->study;
    bool *wanted = mem_alloc(s->results.n_var + 1, sizeof *wanted);
    enum err e = wanted ? ERR_OK : ERR_FAILED;
    if (wanted == NULL)
        diag_add(job->d, (struct where){0}, "", MSG_OUT_OF_MEMORY, NULL);
    for (size_t o = 0; wanted && o < s->fit->fit.n_obs; o++)
        wanted[s->fit->at[o].var] = true;
    for (size_t b = job->first; b < job->end && e == ERR_OK; b++) {
        struct batch back;
        if (!store_has(job->store, b))
            continue;
        e = store_get(job->store, b, wanted, &back, job->d);
        if (e == ERR_OK) {
            calibrate_observe(s, &back);
            store_free_batch(job->store, &back);
        }
    }
    mem_free(wanted);
    return e;
}

static enum err job_fit_round(void *ctx, size_t first, size_t end)
{
    struct job *job = ctx;
    job->first = first;
    job->end = end;
    const enum err e = job_read_back(job);
    return e == ERR_OK ? job_round(job->j, job) : e;
}

static enum err job_calibrate(struct job *job)
{
    struct study *s = job->j->study;
    const struct calibrate_host host = {job_fit_round, job};
    size_t n_batch = 0;
    if (job->how->opened)
        job->how->opened(job->how->ctx);
    enum err e = calibrate_run(s, &host, &n_batch, job->d);
    if (e == ERR_OK)
        e = store_shorten(job->store, &s->results, n_batch, job->d);
    if (e == ERR_OK)
        e = store_fitted(s->results.fit, job->how->out, job->d);
    return e == ERR_OK ? store_merge(job->store, job->d) : e;
}

/* Round by round. A shard that has done its share of one does not wait for the others' before it
 * begins the next: that may be work for nothing, but it cannot stand still. */
static enum err job_work(const struct junkan *j, struct job *job)
{
    const size_t n_batch = j->study->results.n_batch;
    enum err e = ERR_OK;
    if (job->how->opened)
        job->how->opened(job->how->ctx);
    for (size_t round = 0; e == ERR_OK && job->end < n_batch; round++) {
        job->first = job->end;
        job->end = store_round(job->store, round);
        e = job_round(j, job);
        if (e == ERR_OK && job->end < n_batch && store_enough(job->store, round))
            break;
    }
    return e == ERR_OK ? store_merge(job->store, job->d) : e;
}

/* A shard that begins or ends holds the output alone for an instant, one that merges for longer:
 * another shard tries for a while, then comes back later. */
static enum err open_shard(struct store **out, const struct results *r,
                           const struct junkan_run *how, bool *complete, struct diags *d)
{
    enum { TRIES = 30 };
    const struct timespec pause = {.tv_nsec = 100000000};
    for (int i = 0;; i++) {
        const size_t before = d->n;
        const enum err e =
            store_open_shard(out, how->out, r, how->fresh, how->shard, how->n_shard, complete, d);
        const bool locked = d->n == before + 1 && d->item[before].msg == MSG_STORE_LOCKED;
        if (e == ERR_OK || !locked)
            return e;
        if (i == TRIES)
            return ERR_WAIT;
        struct diag *told = &d->item[--d->n]; /* it may not be so the next time */
        mem_free(told->path);
        mem_free(told->text);
        nanosleep(&pause, NULL);
    }
}

enum err junkan_run(const struct junkan *j, const struct junkan_run *how,
                    struct junkan_outcome *out, struct diags *d)
{
    *out = (struct junkan_outcome){0};
    struct job job = {.j = j, .how = how, .out = out, .d = d};
    const struct results *r = &j->study->results;
    enum err e = how->n_shard < 2
                     ? store_open(&job.store, how->out, r, how->fresh, &out->complete, d)
                     : open_shard(&job.store, r, how, &out->complete, d);
    if (e == ERR_OK && !out->complete)
        e = j->study->fit ? job_calibrate(&job) : job_work(j, &job);
    else if (e == ERR_OK && j->study->fit)
        e = store_fitted_again(how->out, d);
    ensemble_forget(&job.kept);
    if (job.store)
        store_close(job.store);
    return e;
}

static bool one_wants(void *ctx, size_t batch)
{
    (void)ctx;
    (void)batch;
    return true;
}

enum err junkan_run_one(const struct junkan *j, const struct ensemble_options *o,
                        enum err (*done)(void *ctx, const struct batch *b), void *ctx,
                        struct diags *d)
{
    return ensemble_run(j->study, o, one_wants, done, ctx, d);
}
