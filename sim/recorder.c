/* recorder.c - monthly figures, KPIs and the audit, from lanes to runs.
 *
 * The audit is the engine's own check on every model: for each account with a stock,
 * closing - opening must equal what was booked in less what was booked out.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/recorder.h"
#include "sim/mem.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Series are kept by field and period and written out a cache line of one run at a time: up to
 * this many periods while all fields' fit the second cache; with fewer than STAGE_LEAST each month
 * is written at once. */
enum { STAGE_PERIODS = LANES, STAGE_LEAST = 4, STAGE_BYTES = 256 * 1024 };

/* What is recorded of a block, listed once. */
struct recording {
    struct tally *tally; /* [n_tally] in the order of fields */
    size_t n_tally;
    struct staged *staged; /* [n_staged] */
    size_t n_staged;
    size_t depth;       /* periods staged; 0: none */
    struct lane *share; /* [n_dim] 1 / entities of the dimension that the lane's option has */
    struct lane whole;  /* 1: the share of rows that add up over entities */
    uint32_t *booked;   /* [n_booked] stocks and flows of the audit */
    size_t n_booked;
};

bool record_is_tallied(const struct field *f)
{
    const struct row *r = f->row;
    return r->agg != AGG_NONE || r->kind == ROW_STATE || f->total >= 0;
}

bool record_is_series(const struct field *f)
{
    return f->row->agg != AGG_NONE && f->n > 0 && f->row->kind != ROW_PARAM;
}

bool record_is_booked(const struct field *f)
{
    return f->row->medium != 0 && (f->row->kind == ROW_STATE || f->row->kind == ROW_OUTPUT);
}

/* The month's values of a field, element by element, before division by days. */
static const struct lane *month_values(const struct block *b, size_t i)
{
    const struct field *f = &b->plan->field[i];
    return f->total >= 0 && f->row->agg != AGG_LAST ? b->total[f->total] : b->buf[i];
}

/* --- lists ---------------------------------------------------------------------------------- */

static size_t stage_elements(const struct plan *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n_field; i++)
        n += record_is_series(&p->field[i]) ? p->field[i].n : 0;
    return n;
}

static size_t stage_depth(const struct plan *p)
{
    const size_t bytes = stage_elements(p) * sizeof(float) * LANES; /* of one period */
    size_t depth = STAGE_PERIODS;
    while (depth > 0 && depth * bytes > STAGE_BYTES)
        depth--;
    return depth < STAGE_LEAST ? 0 : depth;
}

/* How long the lists will be. */
static struct recording count_lists(const struct plan *p)
{
    struct recording c = {.depth = stage_depth(p)};
    for (size_t i = 0; i < p->n_field; i++) {
        const struct field *f = &p->field[i];
        c.n_tally += record_is_tallied(f);
        c.n_staged += record_is_series(f);
        c.n_booked += record_is_booked(f);
    }
    return c;
}

size_t record_bytes(const struct plan *p)
{
    const struct recording c = count_lists(p);
    return stage_elements(p) * c.depth * sizeof(float) * LANES + p->n_dim * sizeof(struct lane) +
           c.n_tally * sizeof(struct tally) + c.n_staged * sizeof(struct staged);
}

static void list_field(const struct block *b, struct recording *c, uint32_t i, float **room)
{
    const struct field *f = &b->plan->field[i];
    const struct dim *d = &b->plan->dim[f->dim];
    const bool mean = f->row->agg == AGG_MEAN, last = f->row->agg == AGG_LAST;
    const bool of_all = f->row->across == ACROSS_MEAN;
    if (record_is_booked(f))
        c->booked[c->n_booked++] = i;
    if (record_is_tallied(f)) {
        c->tally[c->n_tally] = (struct tally){.field = i,
                                              .from = month_values(b, i),
                                              .entity = d->by_key,
                                              .n = d->n,
                                              .n_fixed = f->n_fixed,
                                              .region = b->region[i],
                                              .share = of_all ? &c->share[f->dim] : &c->whole,
                                              .part = of_all ? 1.0 / (double)f->n_fixed : 1.0,
                                              .kpi = b->kpi[i],
                                              .flow = b->flow[i],
                                              .mean = mean,
                                              .last = last};
        c->n_tally++;
    }
    if (record_is_series(f)) {
        c->staged[c->n_staged++] = (struct staged){i, month_values(b, i), f->n, *room, mean, last};
        *room += f->n * c->depth * LANES;
    }
}

bool record_prepare(struct block *b)
{
    const struct plan *p = b->plan;
    struct arena *a = b->arena;
    struct recording *c = arena_alloc(a, 1, sizeof *c);
    if (c == NULL)
        return false;
    const struct recording n = count_lists(p);
    c->depth = n.depth;
    c->tally = arena_alloc(a, n.n_tally + 1, sizeof *c->tally);
    c->share = arena_alloc(a, p->n_dim, sizeof *c->share);
    c->staged = arena_alloc(a, n.n_staged + 1, sizeof *c->staged);
    c->booked = arena_alloc(a, n.n_booked + 1, sizeof *c->booked);
    float *room = arena_alloc(a, stage_elements(p) * c->depth, LANES * sizeof *room);
    if (arena_failed(a))
        return false;
    for (uint32_t i = 0; i < p->n_field; i++)
        list_field(b, c, i, &room);
    b->recording = c;
    return true;
}

/* --- each month ----------------------------------------------------------------------------- */

void record_regions(struct block *b, const struct team *t, double n_day)
{
    const struct recording *c = b->recording;
    b->ops->tally_regions(c->tally,
                          (struct slice){(size_t)t->id, (size_t)t->n, c->n_tally, 1.0 / n_day});
}

/* Staged periods [from, from + n) of one field to its runs. */
static void write_series(const struct block *b, const struct record_map *m, const struct results *r,
                         struct batch *out, const struct staged *s, size_t from, size_t n)
{
    const size_t depth = b->recording->depth, width = m->width[s->field];
    const uint32_t *place = m->place[s->field];
    float *data = out->data[m->series[s->field]];
    for (size_t l = 0; l < LANES; l++) {
        if (!b->run[l].record)
            continue;
        float *row = data + (b->run[l].slot * r->n_month + from) * width;
        for (size_t e = 0; e < s->n; e++) {
            const float *x = s->to + e * depth * LANES + l;
            float *cell = row + place[e];
            for (size_t k = 0; k < n; k++)
                cell[k * width] = x[k * LANES];
        }
    }
}

/* One field's month straight to its runs, where too few periods would fit to stage them. */
static void write_month(const struct block *b, const struct record_map *m, const struct results *r,
                        struct batch *out, const struct staged *s, size_t period, double scale,
                        bool begins)
{
    const size_t width = m->width[s->field];
    const uint32_t *place = m->place[s->field];
    float *data = out->data[m->series[s->field]];
    for (size_t l = 0; l < LANES; l++) {
        if (!b->run[l].record)
            continue;
        float *row = data + (b->run[l].slot * r->n_month + period) * width;
        for (size_t e = 0; e < s->n; e++) { /* a sum from 0: -0 becomes 0 */
            const float x = (float)(s->from[e].v[l] * scale),
                        before = begins ? 0.0f : row[place[e]];
            row[place[e]] = s->last ? x : before + x;
        }
    }
}

void record_series(const struct block *b, const struct record_map *m, const struct results *r,
                   struct batch *out, const struct team *t, uint32_t month)
{
    const struct recording *c = b->recording;
    const uint32_t period = m->period[month];
    if (period == UINT32_MAX)
        return;
    /* A period is one month, or a year of them. */
    const bool begins = month == 0 || m->period[month - 1] != period;
    const bool last = month + 1 == b->plan->n_month;
    const double mean = 1.0 / m->period_days[period];
    for (size_t i = (size_t)t->id; c->depth == 0 && i < c->n_staged; i += (size_t)t->n)
        if (m->series[c->staged[i].field] >= 0)
            write_month(b, m, r, out, &c->staged[i], period, c->staged[i].mean ? mean : 1.0,
                        begins);
    if (c->depth == 0)
        return;
    const size_t at = period % c->depth;
    b->ops->stage(c->staged, (struct slice){(size_t)t->id, (size_t)t->n, c->n_staged, mean}, at,
                  c->depth, begins);
    if (!last && (at + 1 < c->depth || m->period[month + 1] == period))
        return;
    for (size_t i = (size_t)t->id; i < c->n_staged; i += (size_t)t->n)
        if (m->series[c->staged[i].field] >= 0)
            write_series(b, m, r, out, &c->staged[i], period - at, at + 1);
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
    const struct recording *c = b->recording;
    for (size_t i = 0; i < c->n_tally; i++)
        for (size_t l = 0; l < LANES; l++)
            if (!isfinite(c->tally[i].region->v[l]))
                name_fault(b, c->tally[i].field, l, month);
}

void record_month(struct block *b, uint32_t month, double n_day)
{
    const struct recording *c = b->recording;
    const bool kept = month >= b->plan->month_recorded;
    b->ops->tally_month(c->tally, c->n_tally, n_day, kept, &b->finite);
    bool all = true;
    for (size_t l = 0; l < LANES; l++)
        all = all && b->finite.v[l] == 0.0;
    if (!all)
        find_faults(b, month);
}

/* --- each run ------------------------------------------------------------------------------- */

static void sum_stocks(const struct block *b, struct lane *const *out)
{
    const struct plan *p = b->plan;
    const struct recording *c = b->recording;
    for (size_t k = 0; k < c->n_booked; k++) {
        const uint32_t i = c->booked[k];
        const struct field *f = &p->field[i];
        const struct dim *d = &p->dim[f->dim];
        if (f->row->kind == ROW_STATE)
            b->ops->sum(out[i], b->buf[i], d->by_key, d->n, f->n_fixed);
    }
}

void record_opening(struct block *b)
{
    const struct plan *p = b->plan;
    struct recording *c = b->recording;
    sum_stocks(b, b->stock0);
    for (size_t l = 0; l < LANES; l++) {
        c->whole.v[l] = 1.0;
        for (size_t d = 0; d < p->n_dim; d++) {
            const uint32_t n = p->dim[d].open_count[b->run[l].option];
            c->share[d].v[l] = n > 0 ? 1.0 / (double)n : 1.0;
        }
    }
}

struct books {
    double residual, turnover;
};

static struct books close_account(const struct block *b, const struct account *a, size_t l)
{
    const struct recording *c = b->recording;
    double in = 0.0, out = 0.0, change = 0.0;
    for (size_t k = 0; k < c->n_booked; k++) {
        const uint32_t i = c->booked[k];
        const struct field *f = &b->plan->field[i];
        if (f->row->medium != a->medium)
            continue;
        if (f->row->kind == ROW_STATE && f->row->from == a->holder)
            change += b->closing[i]->v[l] - b->stock0[i]->v[l];
        if (f->row->kind == ROW_OUTPUT && f->row->to == a->holder)
            in += b->flow[i]->v[l];
        if (f->row->kind == ROW_OUTPUT && f->row->from == a->holder)
            out += b->flow[i]->v[l];
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
        return b->kpi[i]->v[l] / b->plan->years;
    if (row->agg == AGG_MEAN) {
        const uint32_t from = b->plan->month_day[b->plan->month_recorded];
        return b->kpi[i]->v[l] / (double)(b->plan->n_day - from);
    }
    return b->kpi[i]->v[l];
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
    const struct recording *c = b->recording;
    sum_stocks(b, b->closing);
    for (size_t l = 0; l < LANES; l++) {
        const size_t slot = b->run[l].slot;
        if (!b->run[l].record)
            continue;
        audit_run(b, m, r, l, (double *)out->data[m->residual] + slot * m->n_account,
                  (double *)out->data[m->turnover] + slot * m->n_account);
        for (size_t k = 0; k < c->n_staged; k++) {
            const uint32_t i = c->staged[k].field;
            if (m->kpi[i] >= 0)
                ((double *)out->data[m->kpi[i]])[slot] = kpi_value(b, i, l);
        }
        for (int own = 0; own < 2; own++) /* of draws at one path the first that the option uses */
            for (size_t d = p->n_draw; d-- > 0;)
                if (m->draw[d] >= 0 && (!own || p->draw[d].used[b->run[l].option]))
                    ((double *)out->data[m->draw[d]])[slot] = b->drawn[d].v[l];
        memcpy(out->message[slot], b->message[l], RUN_MESSAGE);
        if (b->failed[l])
            drop_run(r, out, slot);
    }
}
