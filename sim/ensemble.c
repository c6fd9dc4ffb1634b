/* ensemble.c - work for the threads: blocks side by side, then the last ones shared.
 *
 * As many blocks as divide evenly among the threads run one to a thread; each of the rest is run
 * by all threads together, tile by tile. Both ways give the same bits (tests/system.sh), so how
 * the work is split is free. With sim/model_runs.c the only user of OpenMP.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/ensemble.h"
#include "sim/mem.h"
#include "sim/model_runs.h"
#include "sim/num.h"
#include "sim/recorder.h"
#include "sim/rng.h"
#include "sim/step.h"
#include "sim/stopwatch.h"
#include "sim/trace.h"
#include <assert.h>
#include <errno.h>
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct work { /* one block's runs */
    size_t batch, plan;
    size_t run[LANES]; /* numbers in results.run */
    size_t n;
};
struct open_batch {
    struct batch b;
    size_t blocks_left;
    bool open;
};

struct ensemble {
    const struct study *s;
    const struct ensemble_options *o;
    enum err (*done)(void *ctx, const struct batch *b);
    void *ctx;
    struct diags *d;
    int threads;
    struct work *work;
    size_t n_work;
    struct open_batch *batch;   /* [n_batch] */
    struct block **block;       /* [thread][plan] */
    struct policies **policies; /* [thread][plan] */
    struct progress progress;
    double began;
    enum err err;
    atomic_int stop;
    FILE *trace;
};

size_t ensemble_block_bytes(const struct plan *p, const struct registry *r)
{
    (void)r;
    return state_bytes(p);
}

/* --- what to do ------------------------------------------------------------------------------- */

/* A fixed shuffle of a batch's runs, to prove that packing does not matter. */
static void shuffle(size_t *run, size_t n, uint32_t packing)
{
    for (size_t i = n; packing && i > 1; i--) {
        const struct rng_word4 w =
            rng_philox((struct rng_word4){{packing, (uint32_t)i, 0, 0}}, packing, 0);
        const size_t k = w.w[0] % i;
        const size_t t = run[i - 1];
        run[i - 1] = run[k];
        run[k] = t;
    }
}

static void add_runs(struct ensemble *e, size_t batch, const size_t *run, size_t n)
{
    const struct study *s = e->s;
    for (size_t p = 0; p < s->n_plan; p++) {
        struct work *w = NULL;
        for (size_t i = 0; i < n; i++) {
            if (s->plan_of[s->results.run[run[i]].option] != p)
                continue;
            if (w == NULL || w->n == LANES) {
                w = &e->work[e->n_work++];
                *w = (struct work){.batch = batch, .plan = p};
                e->batch[batch].blocks_left++;
            }
            w->run[w->n++] = run[i];
        }
    }
}

static bool list_work(struct ensemble *e, bool (*wanted)(void *ctx, size_t batch))
{
    const struct results *r = &e->s->results;
    assert(r->run_per_batch > 0 && e->s->n_plan > 0);
    const size_t most = (r->run_per_batch / LANES + e->s->n_plan) * r->n_batch;
    e->work = mem_alloc(most, sizeof *e->work);
    e->batch = mem_alloc(r->n_batch, sizeof *e->batch);
    size_t *run = mem_alloc(r->run_per_batch, sizeof *run);
    for (size_t k = 0; e->work && e->batch && run && k < r->n_batch; k++) {
        const size_t run0 = k * r->run_per_batch;
        const size_t only = e->o->only_run < 0 ? run0 : (size_t)e->o->only_run;
        if (only < run0 || only >= run0 + r->run_per_batch ||
            (e->o->only_run < 0 && !wanted(e->ctx, k)))
            continue;
        size_t n = r->n_run - run0 < r->run_per_batch ? r->n_run - run0 : r->run_per_batch;
        for (size_t i = 0; i < n; i++)
            run[i] = run0 + i;
        e->batch[k].b = (struct batch){.index = k, .run0 = run0, .n_run = n};
        if (e->o->only_run >= 0) {
            run[0] = (size_t)e->o->only_run;
            e->batch[k].b.run0 = run[0];
            e->batch[k].b.n_run = n = 1;
        }
        shuffle(run, n, e->o->packing);
        add_runs(e, k, run, n);
        e->progress.batch_total++;
        e->progress.run_total += n;
    }
    mem_free(run);
    return e->work && e->batch && run;
}

/* --- batches ---------------------------------------------------------------------------------- */

static void free_batch(const struct results *r, struct batch *b)
{
    for (size_t v = 0; b->data && v < r->n_var; v++)
        mem_free(b->data[v]);
    free(b->data);
    free(b->message);
    b->data = NULL;
    b->message = NULL;
}

static bool open_batch(struct ensemble *e, struct open_batch *ob)
{
    const struct results *r = &e->s->results;
    if (ob->open)
        return true;
    ob->open = true;
    ob->b.data = calloc(r->n_var, sizeof *ob->b.data);
    ob->b.message = calloc(ob->b.n_run, sizeof *ob->b.message);
    bool ok = ob->b.data && ob->b.message;
    for (size_t v = 0; ok && v < r->n_var; v++) {
        ob->b.data[v] = mem_alloc(ob->b.n_run, results_run_bytes(r, &r->var[v]));
        ok = ob->b.data[v] != NULL;
        double *draw = ob->b.data[v]; /* an option that does not use an input has no value of it */
        for (size_t i = 0; ok && r->var[v].role == ROLE_DRAW && i < ob->b.n_run; i++)
            draw[i] = (double)NAN;
    }
    return ok;
}

static void fail(struct ensemble *e, enum err err)
{
    if (e->err == ERR_OK)
        e->err = err;
    e->stop = 1;
}

static void out_of_memory(struct ensemble *e)
{
#pragma omp critical(junkan_store) /* whoever hands over a batch may be saying something too */
    diag_add(e->d, (struct where){0}, "", MSG_OUT_OF_MEMORY, NULL);
    fail(e, ERR_FAILED);
}

/* One thread at a time. True: it was the last block of its batch, which is now to be handed over.
 */
static bool finish_block(struct ensemble *e, const struct work *w)
{
    struct open_batch *ob = &e->batch[w->batch];
    const struct plan *p = e->s->plan[w->plan];
    e->progress.town_days += (double)p->dim[0].n * p->n_day * (double)w->n;
    e->progress.run_done += w->n;
    e->progress.seconds = stopwatch_s() - e->began;
    if (e->o->progress)
        e->o->progress(e->o->progress_ctx, &e->progress);
    if (e->o->stop && *e->o->stop)
        fail(e, ERR_INTERRUPTED);
    return --ob->blocks_left == 0;
}

/* One thread at a time, the same as above: after the batch was handed over with this outcome. */
static void close_batch(struct ensemble *e, struct open_batch *ob, enum err err)
{
    for (size_t i = 0; i < ob->b.n_run; i++)
        e->progress.run_failed += ob->b.message[i][0] != '\0';
    if (err != ERR_OK)
        fail(e, err);
    e->progress.batch_done++;
    free_batch(&e->s->results, &ob->b);
}

/* --- blocks ----------------------------------------------------------------------------------- */

static void load_runs(const struct ensemble *e, const struct work *w, struct block *b)
{
    for (size_t l = 0; l < LANES; l++) {
        const size_t run = w->run[l < w->n ? l : 0];
        const struct run_id *id = &e->s->results.run[run];
        b->run[l] = (struct lane_run){.option = e->s->lane_option[id->option],
                                      .point = id->point,
                                      .future = study_future(e->s, id),
                                      .slot = run - e->batch[w->batch].b.run0,
                                      .record = l < w->n};
    }
}

static struct journey journey_of(struct ensemble *e, const struct work *w, int thread)
{
    const size_t at = (size_t)thread * e->s->n_plan + w->plan;
    return (struct journey){.map = e->s->map[w->plan],
                            .results = &e->s->results,
                            .out = &e->batch[w->batch].b,
                            .policies = e->policies ? e->policies[at] : NULL,
                            .script = e->s->script,
                            .study_option = e->s->study_option[w->plan],
                            .stop = &e->stop,
                            .trace = e->trace};
}

static void barrier(void)
{
#pragma omp barrier
}

/* Blocks [0, n) one to a thread. */
static void run_apart(struct ensemble *e, size_t n)
{
#pragma omp parallel num_threads(e->threads)
    {
        num_thread_begin();
        const int id = omp_get_thread_num();
#pragma omp for schedule(dynamic, 1)
        for (size_t i = 0; i < n; i++) {
            const struct work *w = &e->work[i];
            struct block *b = e->block[(size_t)id * e->s->n_plan + w->plan];
            bool ok = e->stop == 0;
            if (ok) {
#pragma omp critical(junkan_batch)
                {
                    ok = open_batch(e, &e->batch[w->batch]);
                    if (!ok)
                        out_of_memory(e);
                    if (e->o->stop && *e->o->stop)
                        fail(e, ERR_INTERRUPTED);
                }
            }
            if (ok) {
                load_runs(e, w, b);
                const struct journey j = journey_of(e, w, id);
                const struct team alone = {0, 1, NULL};
                state_begin(b, e->s->seed, &alone);
                ok = step_block(b, &j, &alone);
            }
            bool whole = false;
            if (ok) {
#pragma omp critical(junkan_batch)
                whole = finish_block(e, w);
            }
            if (whole) { /* one after another, while the others simulate on */
                struct open_batch *ob = &e->batch[w->batch];
                enum err err = ERR_OK;
#pragma omp critical(junkan_store)
                err = e->done(e->ctx, &ob->b);
#pragma omp critical(junkan_batch)
                close_batch(e, ob, err);
            }
        }
    }
}

/* One block by all threads. */
static void run_together(struct ensemble *e, const struct work *w)
{
    if (e->stop)
        return;
    struct block *b = e->block[w->plan];
    if (!open_batch(e, &e->batch[w->batch])) {
        out_of_memory(e);
        return;
    }
    load_runs(e, w, b);
    bool ok = true;
#pragma omp parallel num_threads(e->threads)
    {
        num_thread_begin();
        const struct team team = {omp_get_thread_num(), omp_get_num_threads(), barrier};
        const struct journey j = journey_of(e, w, team.id);
        state_begin(b, e->s->seed, &team);
        const bool mine = step_block(b, &j, &team);
        if (team.id == 0)
            ok = mine;
    }
    if (ok && finish_block(e, w))
        close_batch(e, &e->batch[w->batch], e->done(e->ctx, &e->batch[w->batch].b));
}

/* --- all of it -------------------------------------------------------------------------------- */

/* Blocks that run one to a thread. A single town cannot be shared: the others would only wait. */
static size_t blocks_apart(const struct ensemble *e)
{
    bool shared = false;
    for (size_t p = 0; p < e->s->n_plan; p++)
        shared = shared || e->s->plan[p]->dim[0].n > 1;
    return shared && e->threads > 1 ? e->n_work - e->n_work % (size_t)e->threads : e->n_work;
}

static bool make_policies(struct ensemble *e, size_t n)
{
    struct ensemble_kept *kept = e->o->kept;
    if (!e->s->has_policies)
        return true;
    if (kept && kept->policies && kept->n == n) {
        e->policies = kept->policies;
        return true;
    }
    e->policies = calloc(n, sizeof(struct policies *));
    for (size_t i = 0; e->policies && i < n; i++) {
        char err[256];
        e->policies[i] = policies_new(e->s->script, err);
        if (e->policies[i] == NULL)
            return false;
    }
    if (kept && kept->policies == NULL && e->policies)
        *kept = (struct ensemble_kept){e->policies, n};
    return e->policies != NULL;
}

static void free_policies(struct policies **list, size_t n)
{
    for (size_t i = 0; list && i < n; i++)
        policies_free(list[i]);
    free(list);
}

void ensemble_forget(struct ensemble_kept *kept)
{
    free_policies(kept->policies, kept->n);
    *kept = (struct ensemble_kept){0};
}

static bool make_blocks(struct ensemble *e)
{
    const size_t apart = blocks_apart(e); /* none: only thread 0's are used */
    const size_t n_plan = e->s->n_plan;
    assert(e->threads > 0 && n_plan > 0);
    const size_t n = (size_t)e->threads * n_plan;
    e->block = calloc(n, sizeof(struct block *));
    if (e->block == NULL || !make_policies(e, n))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (i < n_plan || apart > 0)
            e->block[i] = state_new(e->s->plan[i % n_plan], e->o->isa, e->trace != NULL);
        if ((i < n_plan || apart > 0) && e->block[i] == NULL)
            return false;
        if (e->block[i]) {
            e->block[i]->model_s = e->o->model_s;
            e->block[i]->sweep = e->s->sweep;
        }
    }
    return true;
}

static void free_ensemble(struct ensemble *e)
{
    const size_t n = (size_t)e->threads * e->s->n_plan;
    for (size_t i = 0; e->block && i < n; i++)
        state_free(e->block[i]);
    if (e->o->kept == NULL || e->policies != e->o->kept->policies)
        free_policies(e->policies, n);
    for (size_t k = 0; e->batch && k < e->s->results.n_batch; k++)
        free_batch(&e->s->results, &e->batch[k].b);
    free(e->block);
    mem_free(e->work);
    mem_free(e->batch);
    if (e->trace)
        fclose(e->trace);
}

static void run_all(struct ensemble *e)
{
    const size_t apart = blocks_apart(e);
    run_apart(e, apart);
    for (size_t i = apart; i < e->n_work; i++)
        run_together(e, &e->work[i]);
}

static bool open_trace(struct ensemble *e)
{
    if (e->o->trace == NULL)
        return true;
    e->trace = fopen(e->o->trace, "w");
    if (e->trace == NULL) {
        diag_add(e->d, (struct where){0}, e->o->trace, MSG_TRACE_OPEN, strerror(errno), NULL);
        return false;
    }
    trace_head(e->trace);
    return true;
}

enum err ensemble_run(const struct study *s, const struct ensemble_options *o,
                      bool (*wanted)(void *ctx, size_t batch),
                      enum err (*done)(void *ctx, const struct batch *b), void *ctx,
                      struct diags *d)
{
    if (s->model)
        return model_runs(s, o, wanted, done, ctx, d);
    struct ensemble e = {.s = s, .o = o, .done = done, .ctx = ctx, .d = d, .began = stopwatch_s()};
    e.threads = o->trace || o->only_run >= 0 || o->model_s ? 1
                : o->threads > 0                           ? o->threads
                                                           : omp_get_max_threads();
    num_thread_begin();
    if (!open_trace(&e)) {
        free_ensemble(&e);
        return ERR_FAILED;
    }
    if (!list_work(&e, wanted) || !make_blocks(&e))
        out_of_memory(&e);
    else
        run_all(&e);
    free_ensemble(&e);
    return e.err;
}
