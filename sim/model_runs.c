/* model_runs.c - a batch to a thread: its inputs by column, eval row by row, then handed over.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/model_runs.h"
#include "sim/lua_model.h"
#include "sim/mem.h"
#include "sim/num.h"
#include "sim/stopwatch.h"
#include "sim/sweep.h"
#include <math.h>
#include <omp.h>
#include <string.h>

struct evaluation { /* of an option, by a thread */
    struct evaluator *eval;
    const double **x; /* [n_input] columns, NULL: fixed */
};
struct worker { /* one thread's */
    struct evaluation *option;
    struct batch b;
    double *number;   /* [n_var][run_per_batch] what b.data points into */
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

static void worker_end(struct worker *w, const struct study *s)
{
    for (size_t o = 0; w->option && o < s->results.n_option; o++) {
        evaluator_free(w->option[o].eval);
        mem_free(w->option[o].x);
    }
    mem_free(w->option);
    mem_free(w->number);
    mem_free(w->future);
    mem_free(w->b.data);
    mem_free(w->b.message);
}

static bool option_begin(struct worker *w, const struct study *s, size_t option, char err[256])
{
    struct evaluation *e = &w->option[option];
    const struct lua_model *m = s->option_model[option];
    const struct eval_names names = {m->input, m->output_name, m->n_input, m->n_output};
    e->x = mem_alloc(m->n_input, sizeof *e->x);
    for (size_t i = 0; e->x && i < m->n_input; i++)
        e->x[i] = m->draw_of[i] < 0 ? NULL : w->b.data[m->n_output + m->column[m->draw_of[i]]];
    e->eval = e->x ? evaluator_new(s->script, option, &names, err) : NULL;
    return e->eval != NULL;
}

static bool worker_begin(struct worker *w, const struct study *s, char err[256])
{
    const struct results *r = &s->results;
    const size_t n = r->run_per_batch;
    err[0] = '\0';
    w->option = mem_alloc(r->n_option, sizeof *w->option);
    w->number = mem_alloc(n * r->n_var, sizeof *w->number);
    w->future = mem_alloc(n, sizeof *w->future);
    w->b.data = mem_alloc(r->n_var, sizeof *w->b.data);
    w->b.message = mem_alloc(n, sizeof *w->b.message);
    bool ok = w->option && w->number && w->future && w->b.data && w->b.message;
    for (size_t v = 0; ok && v < r->n_var; v++)
        w->b.data[v] = w->number + v * n;
    for (size_t o = 0; ok && o < r->n_option; o++)
        ok = option_begin(w, s, o, err);
    return ok;
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

/* Runs [from, to) of the batch, which are of one option. NaN: it has no such input, or a number. */
static void set_inputs(const struct study *s, struct worker *w, size_t from, size_t to)
{
    const struct run_id *id = s->results.run + w->b.run0;
    const struct lua_model *m = s->option_model[id[from].option];
    for (size_t v = m->n_output; s->results.n_option > 1 && v < s->results.n_var; v++) {
        double *x = w->b.data[v];
        for (size_t i = from; i < to; i++)
            x[i] = (double)NAN;
    }
    for (size_t k = 0; k < m->n_draw; k++) {
        double *x = w->b.data[m->n_output + m->column[k]];
        for (size_t i = from; i < to; i++)
            x[i] = i > from && id[i].point == id[i - 1].point ? x[i - 1]
                   : s->sweep                                 ? sweep_draw(s->sweep, k, id[i].point)
                              : plan_draw_value(&m->draw[k], s->seed, id[i].point);
    }
    for (size_t i = from; i < to; i++)
        w->future[i] = study_future(s, &id[i]);
}

static void run_option(struct model_work *e, struct worker *w, size_t from, size_t to)
{
    const struct study *s = e->s;
    const size_t option = s->results.run[w->b.run0 + from].option;
    set_inputs(s, w, from, to);
    const struct eval_rows rows = {.from = from,
                                   .n = to,
                                   .x = w->option[option].x,
                                   .fixed = s->option_model[option]->fixed,
                                   .y = (double **)w->b.data,
                                   .future = w->future,
                                   .message = w->b.message,
                                   .seed = s->seed,
                                   .stop = e->o->stop};
    evaluator_run(w->option[option].eval, &rows);
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
    const struct run_id *id = r->run + w->b.run0;
    for (size_t from = 0, to; from < w->b.n_run; from = to) {
        for (to = from + 1; to < w->b.n_run && id[to].option == id[from].option;)
            to++;
        run_option(e, w, from, to);
    }
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
        worker_end(&e.worker[i], s);
    mem_free(e.worker);
    mem_free(e.batch);
    return e.err;
}
