/* store_until.c - see store_until.h; and the store's own judging, from its parts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/store_until.h"
#include "sim/mem.h"
#include "sim/stats.h"
#include "sim/store_compare.h"
#include "sim/store_meta.h"
#include "sim/store_work.h"
#include <math.h>
#include <stdlib.h>

size_t until_runs(const struct results *r, size_t round)
{
    size_t n = r->n_until > 0 ? r->round_run : r->n_run;
    for (size_t k = 0; k < round && n < r->n_run; k++) {
        n = n <= r->n_run / 2 ? 2 * n : r->n_run;
    }
    return n < r->n_run ? n : r->n_run;
}

static struct until_width judge_one(const struct results *r, const struct futures *f,
                                    const struct until_info *u, const double *kpi, double *scratch)
{
    struct until_width worst = {(double)NAN, u->half_width, r->baseline};
    double worst_share = -1.0;
    for (size_t o = 0; o < r->n_option; o++) {
        if (r->n_option > 1 && o == r->baseline) {
            continue;
        }
        double sum = 0.0; /* of what the goal is a share of: the value itself, or the baseline's */
        for (size_t i = 0; i < f->n; i++) {
            const double base = kpi[f->run[i * r->n_option + r->baseline]];
            const double own = kpi[f->run[i * r->n_option + o]];
            scratch[i] = r->n_option > 1 ? own - base : own;
            sum += base;
        }
        const struct stats_paired p = stats_paired(scratch, f->point, f->n, COMPARE_LEVEL, 0);
        const double half = 0.5 * (p.hi - p.lo);
        const double scale = u->relative ? fabs(sum) / (double)f->n : 1.0;
        const double wanted = u->half_width * scale;
        if (isnan(half)) {
            return (struct until_width){half, wanted, o};
        }
        const double share = half <= 0.0 ? 0.0 : half / wanted; /* wanted 0: never near */
        if (share > worst_share) {
            worst_share = share;
            worst = (struct until_width){half, wanted, o};
        }
    }
    return worst;
}

bool until_judge(const struct results *r, const struct futures *f, struct run_source x,
                 double *scratch, struct until_width *out)
{
    bool enough = true;
    for (size_t i = 0; i < r->n_until; i++) {
        const struct var *v = compare_var(r, r->until[i].metric);
        const double *kpi = v != NULL ? x.get(x.ctx, v->name) : NULL;
        out[i] = (struct until_width){(double)NAN, r->until[i].half_width, r->baseline};
        if (kpi != NULL && f->n > 0) {
            out[i] = judge_one(r, f, &r->until[i], kpi, scratch);
        }
        enough = enough && out[i].half_width <= out[i].wanted;
    }
    return enough;
}

/* --- from the parts -------------------------------------------------------------------------- */

struct source {
    struct store *s;
    size_t n_run;
    double *run; /* [n_run] */
    int error;
};

static const double *read_parts(void *ctx, const char *var)
{
    struct source *x = ctx;
    const struct var *v = results_find(x->s->r, var);
    if (v == NULL || v->type != TYPE_F64) {
        return NULL;
    }
    x->error = parts_read(&x->s->parts, (size_t)(v - x->s->r->var), 0, x->n_run, x->run);
    return x->error == 0 ? x->run : NULL;
}

/* The first `n_run` runs of the study, as if there were no others. */
static struct results cut_runs(const struct results *r, size_t n_run)
{
    struct results cut = *r;
    cut.n_run = n_run;
    cut.n_batch = (n_run + r->run_per_batch - 1) / r->run_per_batch;
    return cut;
}

/* Which of the first runs failed. False: a part cannot be read, or no memory. */
static bool read_failed(struct store *s, const struct results *cut, struct arena *a,
                        const char **message)
{
    char(*text)[RUN_MESSAGE] = arena_alloc(a, cut->run_per_batch, sizeof *text);
    bool good = text != NULL;
    for (size_t b = 0; b < cut->n_batch && good; b++) {
        size_t run0;
        const size_t n = results_batch_runs(cut, b, &run0);
        good = parts_messages(&s->parts, b, text) == 0;
        for (size_t i = 0; i < n && good; i++) {
            message[run0 + i] = text[i][0] != '\0' ? "failed" : "";
        }
    }
    return good;
}

/* Reads a round back and judges it. Where it cannot, it was not enough: the study goes on, and the
 * merge tells what is wrong with the parts. */
static bool judge_runs(struct store *s, size_t n_run)
{
    const struct results all = cut_runs(s->r, n_run), cut = results_reference(&all);
    struct arena *a = arena_new();
    struct futures f;
    bool enough = false;
    const char **message = a != NULL ? arena_alloc(a, n_run + 1, sizeof *message) : NULL;
    struct source x = {.s = s, .n_run = n_run};
    if (message != NULL && read_failed(s, &cut, a, message) && futures_list(&cut, message, a, &f)) {
        struct until_width *width = arena_alloc(a, cut.n_until, sizeof *width);
        double *scratch = arena_alloc(a, f.n + 1, sizeof *scratch);
        x.run = arena_alloc(a, n_run + 1, sizeof *x.run);
        enough = width != NULL && scratch != NULL && x.run != NULL &&
                 until_judge(&cut, &f, (struct run_source){&x, read_parts}, scratch, width) &&
                 x.error == 0;
    }
    arena_free(a);
    return enough;
}

static bool round_is_there(struct store *s, size_t n_batch)
{
    for (size_t b = 0; b < n_batch; b++) {
        if (!s->has[b]) {
            s->has[b] = parts_check(&s->parts, b) == PART_SOUND;
        }
        if (!s->has[b]) {
            return false;
        }
    }
    return true;
}

bool store_enough(struct store *s, size_t round)
{
    const size_t n_run = until_runs(s->r, round);
    struct diags quiet;
    bool enough = n_run == s->r->n_run;
    if (!enough) {
        diag_init(&quiet, s->lang);
        pthread_mutex_lock(&s->mutex);
        enough = work_settle(s, &quiet) == ERR_OK &&
                 round_is_there(s, cut_runs(s->r, n_run).n_batch) && judge_runs(s, n_run);
        pthread_mutex_unlock(&s->mutex);
        diag_free(&quiet);
    }
    return enough;
}

size_t store_round(const struct store *s, size_t round)
{
    return cut_runs(s->r, until_runs(s->r, round)).n_batch;
}

void work_shorten(struct store *s, size_t n_run)
{
    s->cut = cut_runs(s->r, n_run);
    s->r = &s->cut;
    s->parts.r = &s->cut;
}

void work_shorten_to_enough(struct store *s)
{
    size_t n_run = s->r->n_run;
    bool found = s->r->n_until == 0;
    for (size_t k = 0; !found; k++) {
        n_run = until_runs(s->r, k);
        found = n_run == s->r->n_run || !round_is_there(s, cut_runs(s->r, n_run).n_batch) ||
                judge_runs(s, n_run);
    }
    if (n_run < s->r->n_run) {
        work_shorten(s, n_run);
    }
}

enum err store_shorten(struct store *s, const struct results *r, size_t n_batch, struct diags *d)
{
    pthread_mutex_lock(&s->mutex);
    enum err e = work_settle(s, d);
    if (e == ERR_OK) {
        const size_t n_run = n_batch * r->run_per_batch;
        s->r = r;
        s->parts.r = r;
        work_shorten(s, n_run < r->n_run ? n_run : r->n_run);
        e = work_write_meta(s, d);
    }
    pthread_mutex_unlock(&s->mutex);
    return e;
}
