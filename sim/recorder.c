/* recorder.c - monthly figures, KPIs and the audit, from lanes to runs.
 *
 * The audit is the engine's own check on every model: for each account with a stock,
 * closing - opening must equal what was booked in less what was booked out.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/recorder.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static bool wanted(const struct field *f)
{
    const struct row *r = f->row;
    return r->agg != AGG_NONE || r->kind == ROW_STATE || f->total >= 0;
}

/* The month's values of a field, element by element, before division by days. */
static const struct lane *month_values(const struct block *b, size_t i)
{
    const struct field *f = &b->plan->field[i];
    return f->total >= 0 && f->row->agg != AGG_LAST ? b->total[f->total] : b->buf[i];
}

static double scale_of(const struct row *r, double n_day)
{
    return r->agg == AGG_MEAN ? 1.0 / n_day : 1.0;
}

void record_regions(struct block *b, const struct team *t, double n_day)
{
    const struct plan *p = b->plan;
    for (size_t i = (size_t)t->id; i < p->n_field; i += (size_t)t->n) {
        const struct field *f = &p->field[i];
        if (!wanted(f))
            continue;
        const struct dim *d = &p->dim[f->dim];
        b->ops->sum(&b->region[i], month_values(b, i), d->by_key, d->n, f->n_fixed);
        const double scale = scale_of(f->row, n_day);
        if (f->row->agg != AGG_MEAN && f->row->across != ACROSS_MEAN)
            continue;
        struct lane factor;
        for (size_t l = 0; l < LANES; l++) {
            const double count = (double)d->open_count[b->run[l].option] * f->n_fixed;
            factor.v[l] = scale * (f->row->across == ACROSS_MEAN && count > 0 ? 1.0 / count : 1.0);
        }
        b->ops->multiply(&b->region[i], &factor);
    }
}

void record_series(const struct block *b, const struct record_map *m, const struct results *r,
                   struct batch *out, const struct team *t, uint32_t month, double n_day)
{
    const struct plan *p = b->plan;
    const uint32_t period = m->period[month];
    if (period == UINT32_MAX)
        return;
    for (size_t i = (size_t)t->id; i < p->n_field; i += (size_t)t->n) {
        if (m->series[i] < 0)
            continue;
        const struct field *f = &p->field[i];
        const struct lane *value = month_values(b, i);
        const double scale =
            f->row->agg == AGG_MEAN ? 1.0 / m->period_days[period] : scale_of(f->row, n_day);
        const size_t width = m->width[i], run = r->n_month * width;
        for (size_t l = 0; l < LANES; l++) {
            if (!b->run[l].record)
                continue;
            float *row = (float *)out->data[m->series[i]] + b->run[l].slot * run + period * width;
            for (uint32_t e = 0; e < f->n; e++) { /* a period is one month, or a year of them */
                float *cell = &row[m->place[i][e]];
                const float x = (float)(value[e].v[l] * scale);
                *cell = f->row->agg == AGG_LAST ? x : *cell + x;
            }
        }
    }
}

static void name_fault(struct block *b, size_t i, size_t lane, uint32_t month)
{
    const struct field *f = &b->plan->field[i];
    const struct lane *value = month_values(b, i);
    uint32_t e = 0;
    while (e + 1 < f->n && isfinite(value[e].v[lane]) && isfinite(b->buf[i][e].v[lane]))
        e++;
    const struct date d = clock_date(b->plan->day0 + b->plan->month_day[month]);
    char text[RUN_MESSAGE];
    snprintf(text, sizeof text, "%s of %.64s is not a finite number in %04d-%02d", f->name,
             b->plan->dim[f->dim].label[e / f->n_fixed], d.year, d.month);
    state_fail(b, lane, text);
}

static void find_faults(struct block *b, uint32_t month)
{
    for (size_t i = 0; i < b->plan->n_field; i++)
        for (size_t l = 0; l < LANES; l++)
            if (wanted(&b->plan->field[i]) && !isfinite(b->region[i].v[l]))
                name_fault(b, i, l, month);
}

void record_month(struct block *b, uint32_t month, double n_day)
{
    const struct plan *p = b->plan;
    const bool kept = month >= p->month_recorded;
    for (size_t i = 0; i < p->n_field; i++) {
        const struct field *f = &p->field[i];
        if (!wanted(f))
            continue;
        b->ops->poison(&b->finite, &b->region[i]);
        if (kept && f->row->agg == AGG_LAST)
            b->kpi[i] = b->region[i];
        else if (kept)
            b->ops->add_scaled(&b->kpi[i], &b->region[i], f->row->agg == AGG_MEAN ? n_day : 1.0);
        if (f->total >= 0 && f->row->medium != 0 && f->row->kind == ROW_OUTPUT)
            b->ops->add(&b->flow[f->total], &b->region[i], 1);
    }
    bool all = true;
    for (size_t l = 0; l < LANES; l++)
        all = all && b->finite.v[l] == 0.0;
    if (!all)
        find_faults(b, month);
}

static void sum_stocks(struct block *b, struct lane *out)
{
    const struct plan *p = b->plan;
    for (size_t i = 0; i < p->n_field; i++) {
        const struct field *f = &p->field[i];
        const struct dim *d = &p->dim[f->dim];
        if (f->row->kind == ROW_STATE && f->row->medium != 0)
            b->ops->sum(&out[i], b->buf[i], d->by_key, d->n, f->n_fixed);
    }
}

void record_opening(struct block *b) { sum_stocks(b, b->stock0); }

struct books {
    double residual, turnover;
};

static struct books close_account(const struct block *b, const struct account *a, size_t l)
{
    const struct plan *p = b->plan;
    double in = 0.0, out = 0.0, change = 0.0;
    for (size_t i = 0; i < p->n_field; i++) {
        const struct field *f = &p->field[i];
        if (f->row->medium != a->medium)
            continue;
        if (f->row->kind == ROW_STATE && f->row->from == a->holder)
            change += b->closing[i].v[l] - b->stock0[i].v[l];
        if (f->row->kind == ROW_OUTPUT && f->row->to == a->holder)
            in += b->flow[f->total].v[l];
        if (f->row->kind == ROW_OUTPUT && f->row->from == a->holder)
            out += b->flow[f->total].v[l];
    }
    return (struct books){change - (in - out), fabs(in) + fabs(out)};
}

static void audit_run(struct block *b, const struct record_map *m, const struct results *r,
                      size_t l, double *residual, double *turnover)
{
    const struct registry *g = b->plan->registry;
    for (size_t k = 0; k < m->n_account; k++) {
        const struct books c = close_account(b, &m->account[k], l);
        residual[k] = c.residual;
        turnover[k] = c.turnover;
        const double limit = r->audit_tolerance * (c.turnover > 1.0 ? c.turnover : 1.0);
        if (fabs(c.residual) <= limit)
            continue;
        char text[RUN_MESSAGE];
        snprintf(text, sizeof text, "the books of %s / %s do not close: %.3g %s of %.3g",
                 g->medium[m->account[k].medium].en, g->holder[m->account[k].holder].en, c.residual,
                 g->medium[m->account[k].medium].unit, c.turnover);
        state_fail(b, l, text);
    }
}

static double kpi_value(const struct block *b, size_t i, size_t l)
{
    const struct row *row = b->plan->field[i].row;
    if (row->agg == AGG_SUM)
        return b->kpi[i].v[l] / b->plan->years;
    if (row->agg == AGG_MEAN) {
        const uint32_t from = b->plan->month_day[b->plan->month_recorded];
        return b->kpi[i].v[l] / (double)(b->plan->n_day - from);
    }
    return b->kpi[i].v[l];
}

static void drop_run(const struct results *r, struct batch *out, size_t slot)
{
    for (size_t v = 0; v < r->n_var; v++) {
        if (r->var[v].role == ROLE_DRAW)
            continue; /* the inputs of a failed run are wanted to find out why */
        const size_t bytes = results_run_bytes(r, &r->var[v]);
        char *at = (char *)out->data[v] + slot * bytes;
        const double nan64 = (double)NAN;
        const float nan32 = NAN;
        const bool wide = r->var[v].type == TYPE_F64;
        for (size_t k = 0; k < bytes; k += wide ? sizeof nan64 : sizeof nan32)
            memcpy(at + k, wide ? (const void *)&nan64 : (const void *)&nan32,
                   wide ? sizeof nan64 : sizeof nan32);
    }
}

void record_run(struct block *b, const struct record_map *m, const struct results *r,
                struct batch *out)
{
    const struct plan *p = b->plan;
    sum_stocks(b, b->closing);
    for (size_t l = 0; l < LANES; l++) {
        const size_t slot = b->run[l].slot;
        if (!b->run[l].record)
            continue;
        audit_run(b, m, r, l, (double *)out->data[m->residual] + slot * m->n_account,
                  (double *)out->data[m->turnover] + slot * m->n_account);
        for (size_t i = 0; i < p->n_field; i++)
            if (m->kpi[i] >= 0)
                ((double *)out->data[m->kpi[i]])[slot] = kpi_value(b, i, l);
        for (int own = 0; own < 2; own++) /* of draws at one path the first that the option uses */
            for (size_t d = p->n_draw; d-- > 0;)
                if (m->draw[d] >= 0 && (!own || p->draw[d].used[b->run[l].option]))
                    ((double *)out->data[m->draw[d]])[slot] = b->drawn[d].v[l];
        memcpy(out->message[slot], b->message[l], RUN_MESSAGE);
        if (b->failed[l])
            drop_run(r, out, slot);
    }
}
