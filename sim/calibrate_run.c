/* calibrate_run.c - the search of a calibration: rounds of runs in, what was found out.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/calibrate.h"
#include "sim/clock.h"
#include "sim/mem.h"
#include <math.h>
#include <string.h>

struct running {
    struct study *s;
    const struct calibrate_host *h;
    size_t n_batch; /* so far */
    enum err err;
};

/* --- from a run to a figure ------------------------------------------------------------------- */

static double number(const struct var *v, const void *data, size_t at)
{
    return v->type == TYPE_F32 ? (double)((const float *)data)[at] : ((const double *)data)[at];
}

/* One month of an entity or of the region; its parts together as the variable's `across` says. */
static double of_month(const struct results *r, const struct observed *o, const void *data,
                       size_t run, size_t month)
{
    const struct var *v = &r->var[o->var];
    const size_t width = v->axis < 0 ? 1 : r->axis[v->axis].n;
    const size_t row = (run * r->n_month + month) * width;
    const size_t n = o->place ? o->n_place : width;
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += number(v, data, row + (o->place ? o->place[i] : i));
    return v->across != 0 && n > 0 ? sum / (double)n : sum;
}

static int days_of(const struct results *r, size_t month)
{
    struct date d;
    return clock_parse(r->month[month], &d) ? clock_month_days(d.year, d.month) : 30;
}

static double figure(const struct results *r, const struct observed *o, const struct batch *b,
                     size_t run)
{
    const void *data = b->data[o->var];
    if (o->n == 0)
        return number(&r->var[o->var], data, run);
    if (o->over == OVER_LAST)
        return of_month(r, o, data, run, o->month + o->n - 1);
    double sum = 0.0, days = 0.0;
    for (size_t m = o->month; m < o->month + o->n; m++) {
        const double weight = o->over == OVER_MEAN ? (double)days_of(r, m) : 1.0;
        sum += weight * of_month(r, o, data, run, m);
        days += weight;
    }
    return o->over == OVER_MEAN ? sum / days : sum;
}

void calibrate_observe(const struct study *s, const struct batch *b)
{
    const struct calibration *c = s->fit;
    const struct results *r = &s->results;
    const size_t n = c->fit.n_obs, k = c->fit.replicates;
    for (size_t i = 0; i < b->n_run; i++) {
        const struct run_id *id = &r->run[b->run0 + i];
        const size_t point = id->point / c->conditions.n - c->first;
        const size_t condition = id->point % c->conditions.n;
        for (size_t o = 0; o < n; o++)
            if (c->at[o].condition == condition)
                c->value[(point * n + o) * k + id->replicate] =
                    b->message[i][0] ? (double)NAN : figure(r, &c->at[o], b, i);
    }
}

/* --- a round ---------------------------------------------------------------------------------- */

/* Of the good replicates, two passes in their order. */
static void average(const double *x, size_t k, double *mean, double *variance)
{
    double n = 0.0, sum = 0.0, square = 0.0;
    for (size_t i = 0; i < k; i++)
        if (isfinite(x[i])) {
            sum += x[i];
            n += 1.0;
        }
    *mean = n > 0.0 ? sum / n : (double)NAN;
    for (size_t i = 0; i < k; i++)
        if (isfinite(x[i]))
            square += (x[i] - *mean) * (x[i] - *mean);
    *variance = n > 1.0 ? square / (n - 1.0) : 0.0;
}

static bool run_round(void *ctx, const struct fit_round *round)
{
    struct running *e = ctx;
    struct calibration *c = e->s->fit;
    const size_t n = c->fit.n_obs, k = c->fit.replicates, d = c->fit.n_param;
    c->first = e->n_batch / c->round_batches * round->n;
    memcpy(e->s->sweep->u + c->first * d, round->u, round->n * d * sizeof *round->u);
    e->err = e->h->round(e->h->ctx, e->n_batch, e->n_batch + c->round_batches);
    if (e->err != ERR_OK)
        return false;
    e->n_batch += c->round_batches;
    for (size_t i = 0; i < round->n * n; i++)
        average(c->value + i * k, k, &round->mean[i], &round->variance[i]);
    return true;
}

static double value_of(void *ctx, size_t param, double u)
{
    const struct running *e = ctx;
    const struct draw *x = e->s->fit->draw[param];
    return dist_sample(&x->dist, u, x->lo, x->hi);
}

/* --- what was found --------------------------------------------------------------------------- */

static double *copy(struct arena *a, const double *from, size_t n)
{
    double *to = arena_alloc(a, n + 1, sizeof *to);
    if (to)
        memcpy(to, from, n * sizeof *from);
    return to;
}

static bool tell_params(struct running *e, const struct fit_result *f)
{
    struct fit_info *to = &e->s->fit->info;
    struct arena *a = e->s->arena;
    const size_t d = to->n_param;
    double **const list[] = {&to->estimate,     &to->lo,       &to->hi,
                             &to->prior_median, &to->prior_lo, &to->prior_hi};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        *list[i] = arena_alloc(a, d, sizeof **list[i]);
    to->flag = arena_alloc(a, d, sizeof *to->flag);
    to->correlation = copy(a, f->correlation, d * d);
    if (arena_failed(a))
        return false;
    for (size_t i = 0; i < d; i++) {
        const struct fit_param *p = &f->param[i];
        to->estimate[i] = p->estimate;
        to->lo[i] = p->lo;
        to->hi[i] = p->hi;
        to->prior_median[i] = value_of(e, i, 0.5);
        to->prior_lo[i] = value_of(e, i, 0.5 - 0.5 * to->level);
        to->prior_hi[i] = value_of(e, i, 0.5 + 0.5 * to->level);
        to->flag[i] = (uint8_t)((p->at_lo ? FIT_AT_LO : 0) | (p->at_hi ? FIT_AT_HI : 0) |
                                (p->identified ? 0 : FIT_UNKNOWN));
    }
    return true;
}

static bool tell(struct running *e, const struct fit_result *f)
{
    struct fit_info *to = &e->s->fit->info;
    struct arena *a = e->s->arena;
    to->loss = f->loss;
    to->n_point = f->n_used;
    to->n_start = f->n_start;
    to->n_agree = f->n_agree;
    to->converged = f->converged;
    to->fitted = copy(a, f->fitted, to->n_obs);
    to->obs_lo = copy(a, f->lo, to->n_obs);
    to->obs_hi = copy(a, f->hi, to->n_obs);
    to->sd = copy(a, f->sd, to->n_obs);
    if (!tell_params(e, f) || arena_failed(a))
        return false;
    e->s->results.fit = to;
    return true;
}

enum err calibrate_run(struct study *s, const struct calibrate_host *h, size_t *n_batch,
                       struct diags *d)
{
    struct calibration *c = s->fit;
    struct running e = {.s = s, .h = h};
    struct fit_result found;
    c->fit.value = value_of;
    c->fit.round = run_round;
    c->fit.ctx = &e;
    c->value =
        mem_alloc(fit_round_points(&c->fit) * c->fit.n_obs * c->fit.replicates, sizeof *c->value);
    const enum fit_err how = c->value ? fit_run(&c->fit, &found) : FIT_MEMORY;
    enum err err = how == FIT_STOPPED ? e.err : how == FIT_OK ? ERR_OK : ERR_FAILED;
    if (how == FIT_OK && !isfinite(found.loss)) {
        diag_add(d, (struct where){0}, "", MSG_FIT_NOTHING, NULL);
        err = ERR_FAILED;
    } else if (how == FIT_MEMORY || (how == FIT_OK && !tell(&e, &found))) {
        diag_add(d, (struct where){0}, "", MSG_OUT_OF_MEMORY, NULL);
        err = ERR_FAILED;
    }
    if (how == FIT_OK)
        fit_free(&found);
    mem_free(c->value);
    c->value = NULL;
    *n_batch = e.n_batch;
    return err;
}
