/* model_runs.c - a batch to a thread: its inputs by column, eval row by row, then handed over.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/model_runs.h"
#include "sim/lua_model.h"
#include "sim/mem.h"
#include "sim/num.h"
#include "sim/stopwatch.h"
#include "sim/sweep.h"
#include <omp.h>
#include <string.h>

struct worker { /* one thread's */
    struct evaluator *eval;
    struct batch b;
    double *number;   /* [n_var][run_per_batch] what b.data points into */
    const double **x; /* [n_input] columns, NULL: fixed */
    uint32_t *future; /* [run_per_batch] */
};
struct model_work {
    const struct study *s;
    const struct ensemble_options *o;
    enum err (*done)(void *ctx, const struct batch *b);
    void *ctx;
    struct diags *d;
    size_t *batch; /* [n_batch] to do */
    size_t n_batch;
    struct worker *worker;
    int threads;
    struct progress progress;
    double began;
    enum err err;
    atomic_int stop;
};

/* --- memory ----------------------------------------------------------------------------------- */

static void worker_end(struct worker *w)
{
    evaluator_free(w->eval);
    mem_free(w->number);
    mem_free(w->x);
    mem_free(w->future);
    mem_free(w->b.data);
    mem_free(w->b.message);
}

static bool worker_begin(struct worker *w, const struct study *s, char err[256])
{
    const struct lua_model *m = s->model;
    const struct results *r = &s->results;
    const struct eval_names names = {m->input, m->output_name, m->n_input, m->n_output};
    const size_t n = r->run_per_batch;
    err[0] = '\0';
    w->number = mem_alloc(n * r->n_var, sizeof *w->number);
    w->x = mem_alloc(m->n_input, sizeof *w->x);
    w->future = mem_alloc(n, sizeof *w->future);
    w->b.data = mem_alloc(r->n_var, sizeof *w->b.data);
    w->b.message = mem_alloc(n, sizeof *w->b.message);
    if (!w->number || !w->x || !w->future || !w->b.data || !w->b.message)
        return false;
    for (size_t v = 0; v < r->n_var; v++)
        w->b.data[v] = w->number + v * n;
    for (size_t i = 0; i < m->n_input; i++)
        w->x[i] = m->draw_of[i] < 0 ? NULL : w->b.data[m->n_output + (size_t)m->draw_of[i]];
    w->eval = evaluator_new(s->script, &names, err);
    return w->eval != NULL;
}

static bool begin(struct model_work *e, bool (*wanted)(void *ctx, size_t batch))
{
    const struct results *r = &e->s->results;
    const bool one = e->o->only_run >= 0;
    char err[256] = "";
    e->batch = mem_alloc(r->n_batch, sizeof *e->batch);
    for (size_t k = 0; e->batch && k < r->n_batch; k++)
        if (one ? (size_t)e->o->only_run / r->run_per_batch == k : wanted(e->ctx, k)) {
            size_t left = r->n_run - k * r->run_per_batch;
            left = left < r->run_per_batch ? left : r->run_per_batch;
            e->batch[e->n_batch++] = k;
            e->progress.run_total += one ? 1 : left;
        }
    e->progress.batch_total = e->n_batch;
    if ((size_t)e->threads > e->n_batch)
        e->threads = e->n_batch > 0 ? (int)e->n_batch : 1;
    e->worker = mem_alloc((size_t)e->threads, sizeof *e->worker);
    bool ok = e->batch && e->worker;
    for (int i = 0; ok && i < e->threads; i++)
        ok = worker_begin(&e->worker[i], e->s, err);
    if (!ok && err[0])
        diag_add(e->d, (struct where){0}, "eval", MSG_SCRIPT_TEXT, err, NULL);
    else if (!ok)
        diag_add(e->d, (struct where){0}, "", MSG_OUT_OF_MEMORY, NULL);
    return ok;
}

/* --- a batch ---------------------------------------------------------------------------------- */

static void set_inputs(const struct study *s, struct worker *w)
{
    const struct lua_model *m = s->model;
    const struct run_id *id = s->results.run + w->b.run0;
    for (size_t k = 0; k < m->n_draw; k++) {
        double *x = w->b.data[m->n_output + k];
        for (size_t i = 0; i < w->b.n_run; i++)
            x[i] = i > 0 && id[i].point == id[i - 1].point ? x[i - 1]
                   : s->sweep                              ? sweep_draw(s->sweep, k, id[i].point)
                              : plan_draw_value(&m->draw[k], s->seed, id[i].point);
    }
    for (size_t i = 0; i < w->b.n_run; i++)
        w->future[i] = study_future(s, &id[i]);
}

static void run_batch(struct model_work *e, struct worker *w, size_t batch)
{
    const struct study *s = e->s;
    const struct results *r = &s->results;
    const size_t run0 = batch * r->run_per_batch;
    w->b.index = batch;
    w->b.run0 = e->o->only_run >= 0 ? (size_t)e->o->only_run : run0;
    w->b.n_run = e->o->only_run >= 0                  ? 1
                 : r->n_run - run0 < r->run_per_batch ? r->n_run - run0
                                                      : r->run_per_batch;
    set_inputs(s, w);
    const struct eval_rows rows = {.n = w->b.n_run,
                                   .x = w->x,
                                   .fixed = s->model->fixed,
                                   .y = (double **)w->b.data,
                                   .future = w->future,
                                   .message = w->b.message,
                                   .seed = s->seed,
                                   .stop = e->o->stop};
    evaluator_run(w->eval, &rows);
}

static void fail(struct model_work *e, enum err err)
{
    if (e->err == ERR_OK)
        e->err = err;
    e->stop = 1;
}

/* One thread at a time. */
static void close_batch(struct model_work *e, const struct batch *b, enum err err)
{
    for (size_t i = 0; i < b->n_run; i++)
        e->progress.run_failed += b->message[i][0] != '\0';
    if (err != ERR_OK)
        fail(e, err);
    e->progress.run_done += b->n_run;
    e->progress.batch_done++;
    e->progress.seconds = stopwatch_s() - e->began;
    if (e->o->progress)
        e->o->progress(e->o->progress_ctx, &e->progress);
}

static void run_all(struct model_work *e)
{
#pragma omp parallel num_threads(e->threads)
    {
        num_thread_begin();
        struct worker *w = &e->worker[omp_get_thread_num()];
#pragma omp for schedule(dynamic, 1)
        for (size_t i = 0; i < e->n_batch; i++) {
            if (e->stop)
                continue;
            run_batch(e, w, e->batch[i]);
            enum err err = ERR_OK;
            const bool whole = !(e->o->stop && *e->o->stop);
#pragma omp critical(junkan_store)
            err = whole ? e->done(e->ctx, &w->b) : ERR_INTERRUPTED;
#pragma omp critical(junkan_batch)
            close_batch(e, &w->b, err);
        }
    }
}

enum err model_runs(const struct study *s, const struct ensemble_options *o,
                    bool (*wanted)(void *ctx, size_t batch),
                    enum err (*done)(void *ctx, const struct batch *b), void *ctx, struct diags *d)
{
    struct model_work e = {.s = s, .o = o, .done = done, .ctx = ctx, .d = d};
    e.began = stopwatch_s();
    e.threads = o->only_run >= 0 ? 1 : o->threads > 0 ? o->threads : omp_get_max_threads();
    num_thread_begin();
    if (begin(&e, wanted))
        run_all(&e);
    else
        fail(&e, ERR_FAILED);
    for (int i = 0; e.worker && i < e.threads; i++)
        worker_end(&e.worker[i]);
    mem_free(e.worker);
    mem_free(e.batch);
    return e.err;
}
