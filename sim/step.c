/* step.c - days, months and years of one block.
 *
 * Per month: weather and other span rows for all days at once; then, component by component, every
 * day in three passes; then month kernels, lags, recording, policies. A component that is shared
 * by threads is cut into tiles, and the threads meet after each pass; no value has two writers, so
 * neither the tiles nor the threads can change a bit.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/step.h"
#include "sim/policy.h"
#include "sim/stopwatch.h"
#include "sim/trace.h"
#include <stdio.h>
#include <string.h>

enum { SHARE_TOWNS = 8 };

struct month {
    uint32_t number, n_day;
    const struct step *day; /* [n_day] of the plan's calendar */
};

static struct month month_of(const struct block *b, uint32_t number)
{
    const uint32_t day0 = b->plan->month_day[number];
    return (struct month){number, b->plan->month_day[number + 1] - day0, b->plan->step + day0};
}

/* A day of the calendar for this block. */
static struct step step_of(const struct block *b, const struct step *day)
{
    struct step now = *day;
    now.seed = b->seed;
    now.future = b->future;
    return now;
}

/* --- span rows ------------------------------------------------------------------------------ */

static void run_span(struct block *b, const struct month *m, const struct team *t)
{
    const struct plan *p = b->plan;
    for (size_t i = 0; i < p->registry->n_model; i++) {
        if (b->model[i]->span == NULL)
            continue;
        struct step now = step_of(b, m->day);
        for (uint32_t d = 1; d < p->n_dim; d++) /* the model's own USED dimension */
            for (size_t k = 0; p->dim[d].row->kind == DIM_USED && k < b->model[i]->n_dim; k++)
                if (strcmp(p->dim[d].name, b->model[i]->dim[k].name) == 0) {
                    now.entity0 = p->dim[d].n * (uint32_t)t->id / (uint32_t)t->n;
                    now.entity1 = p->dim[d].n * ((uint32_t)t->id + 1) / (uint32_t)t->n;
                }
        const double begin = b->model_s ? stopwatch_s() : 0.0;
        b->model[i]->span(&now, b->ports[i]);
        if (b->model_s)
            b->model_s[i] += stopwatch_s() - begin;
    }
    team_meet(t);
    for (size_t k = (size_t)t->id; k < p->n_total; k += (size_t)t->n) {
        const struct field *f = &p->field[p->total[k]];
        if (f->n_span > 1)
            b->ops->add_rows(b->total[k], b->buf[p->total[k]], f->n, m->n_day);
    }
}

/* --- days ----------------------------------------------------------------------------------- */

static void run_pass(struct block *b, const struct step *now, enum pass pass)
{
    const size_t at = (size_t)pass - PASS_WANT;
    for (size_t i = 0; i < b->n_kernel[at]; i++) {
        const struct kernel *k = &b->kernel[at][i];
        const double begin = b->model_s ? stopwatch_s() : 0.0;
        k->run(now, k->ports);
        if (b->model_s)
            b->model_s[k->model] += stopwatch_s() - begin;
    }
}

static void end_day(const struct block *b, const struct tile *t)
{
    b->ops->add_chunks(t->sum, t->n_sum);
    b->ops->copy_chunks(t->lag, t->n_lag);
}

/* A month of component c: in each pass a thread takes its part of the tiles. */
static void run_component(struct block *b, const struct month *m, size_t c, const struct journey *j,
                          const struct team *t)
{
    const struct tile *tile = &b->tile[b->first_tile[c]];
    const size_t n = b->first_tile[c + 1] - b->first_tile[c];
    const size_t first = n * (size_t)t->id / (size_t)t->n;
    const size_t end = n * ((size_t)t->id + 1) / (size_t)t->n;
    for (uint32_t d = 0; d < m->n_day; d++) {
        struct step now = step_of(b, &m->day[d]);
        for (enum pass pass = PASS_WANT; pass <= PASS_ACT; pass++) {
            for (size_t i = first; i < end; i++) {
                now.town0 = tile[i].town0;
                now.town1 = tile[i].town1;
                run_pass(b, &now, pass);
                if (pass == PASS_ACT)
                    end_day(b, &tile[i]);
            }
            team_meet(t);
        }
        if (j->trace) {
            const struct component *own = &b->plan->component[c];
            trace_day(b, j->trace, now.day, own->town0, own->town1);
            state_clear_day(b, own->town0, own->town1);
        }
    }
}

/* A component is shared where there are too few of them to keep all threads busy. */
static bool is_shared(const struct plan *p, const struct component *c, const struct team *t)
{
    const uint32_t n = c->town1 - c->town0;
    return t->n > 1 && n >= SHARE_TOWNS && (n >= 64 || p->n_component < 8 * (size_t)t->n);
}

static void run_days(struct block *b, const struct month *m, const struct journey *j,
                     const struct team *t)
{
    const struct plan *p = b->plan;
    const struct team alone = {0, 1, NULL};
    for (size_t c = 0; c < p->n_component; c++) {
        if (is_shared(p, &p->component[c], t))
            run_component(b, m, c, j, t);
        else if ((int)(c % (size_t)t->n) == t->id)
            run_component(b, m, c, j, &alone);
    }
    team_meet(t);
}

/* --- month's end ---------------------------------------------------------------------------- */

static void run_month_kernels(struct block *b, const struct month *m, const struct team *t,
                              bool year_end)
{
    const struct plan *p = b->plan;
    const uint32_t n_town = p->dim[0].n;
    struct step now = step_of(b, &m->day[m->n_day - 1]);
    now.town0 = n_town * (uint32_t)t->id / (uint32_t)t->n;
    now.town1 = n_town * ((uint32_t)t->id + 1) / (uint32_t)t->n;
    for (size_t i = 0; i < p->registry->n_model; i++) {
        if (b->model[i]->month)
            b->model[i]->month(&now, b->ports[i]);
        if (year_end && b->model[i]->year)
            b->model[i]->year(&now, b->ports[i]);
    }
    team_meet(t);
}

/* `days` of its window. */
static void run_lag(struct block *b, uint32_t i, double days)
{
    const struct field *f = &b->plan->field[i];
    const struct lane *sum = b->year[i] ? b->year[i] : b->total[b->plan->field[f->source].total];
    if (f->row->how == LAG_LAST)
        b->ops->copy(b->buf[i], b->buf[f->source], f->n);
    else
        b->ops->scale(b->buf[i], sum, f->n, f->row->how == LAG_MEAN ? 1.0 / days : 1.0);
}

static void run_lags(struct block *b, const struct month *m, const struct team *t, bool year_end)
{
    const struct plan *p = b->plan;
    const size_t lo = b->n_sum * (size_t)t->id / (size_t)t->n; /* this thread's sums */
    const size_t hi = b->n_sum * ((size_t)t->id + 1) / (size_t)t->n;
    const uint32_t back = m->number >= 11 ? m->number - 11 : 0;
    const double year_day = (double)(p->month_day[m->number + 1] - p->month_day[back]);
    for (size_t k = (size_t)t->id; k < b->n_late_lag; k += (size_t)t->n) {
        const uint32_t i = b->late_lag[k];
        const struct field *f = &p->field[i];
        if (b->year[i] && f->row->how != LAG_LAST)
            b->ops->add(b->year[i], b->total[p->field[f->source].total], f->n);
        if (f->row->window == LAG_MONTH || year_end)
            run_lag(b, i, b->year[i] ? year_day : (double)m->n_day);
        if (b->year[i] && year_end)
            memset(b->year[i], 0, f->n * sizeof *b->year[i]);
    }
    team_meet(t);
    memset(b->sums + lo, 0, (hi - lo) * sizeof *b->sums);
}

static void run_month_end(struct block *b, const struct month *m, const struct journey *j,
                          const struct team *t)
{
    const double n_day = (double)m->n_day;
    const bool year_end = m->number % 12 == 11;
    run_month_kernels(b, m, t, year_end);
    record_regions(b, t, n_day);
    record_series(b, j->map, j->results, j->out, t, m->number);
    team_meet(t);
    if (t->id == 0) {
        record_month(b, m->number, n_day);
        b->stopping = j->stop && *j->stop;
    }
    team_meet(t);
    if (j->policies)
        policy_month(b, j, m->number, n_day, t);
    team_meet(t);
    run_lags(b, m, t, year_end);
    team_meet(t);
}

/* --- the whole journey ---------------------------------------------------------------------- */

static void run_start(struct block *b, const struct team *t)
{
    struct step now = step_of(b, b->plan->step);
    now.town0 = b->plan->dim[0].n * (uint32_t)t->id / (uint32_t)t->n;
    now.town1 = b->plan->dim[0].n * ((uint32_t)t->id + 1) / (uint32_t)t->n;
    for (uint32_t d = 1; t->id == 0 && d < b->plan->n_dim; d++)
        if (b->plan->dim[d].row->kind == DIM_USED)
            now.entity1 = b->plan->dim[d].n; /* thread 0 starts entities without a town */
    for (size_t i = 0; i < b->plan->registry->n_model; i++)
        if (b->model[i]->start)
            b->model[i]->start(&now, b->ports[i]);
    team_meet(t);
    if (t->id == 0)
        record_opening(b);
    team_meet(t);
}

static bool step_all(struct block *b, const struct journey *j, const struct team *t)
{
    run_start(b, t);
    if (j->policies)
        for (size_t l = (size_t)t->id; l < LANES; l += (size_t)t->n)
            policies_reset(j->policies, l);
    for (uint32_t number = 0; number < b->plan->n_month; number++) {
        const struct month m = month_of(b, number);
        if (b->has_series && t->id == 0)
            state_refresh(b, number);
        team_meet(t);
        run_span(b, &m, t);
        team_meet(t);
        run_days(b, &m, j, t);
        run_month_end(b, &m, j, t);
        if (b->stopping)
            return false;
    }
    if (t->id == 0)
        record_run(b, j->map, j->results, j->out);
    team_meet(t);
    return true;
}

bool step_block(struct block *b, const struct journey *j, const struct team *t)
{
    const bool timed = b->model_s != NULL;
    const size_t n = b->plan->registry->n_model;
    const double begin = timed ? stopwatch_s() : 0.0;
    double models = 0.0;
    for (size_t i = 0; timed && i < n; i++)
        models -= b->model_s[i];
    const bool whole = step_all(b, j, t);
    for (size_t i = 0; timed && i < n; i++)
        models += b->model_s[i];
    if (timed)
        b->model_s[n] += stopwatch_s() - begin - models;
    return whole;
}
