/* state.c - memory of a block and its starting values.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/state.h"
#include "sim/mem.h"
#include "sim/recorder.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct ops *const ops_of[N_ISA] = {
    [ISA_BASE] = &ops_base,
#ifdef HAVE_V3
    [ISA_V3] = &ops_v3,
#endif
#ifdef HAVE_V4
    [ISA_V4] = &ops_v4,
#endif
};

static size_t field_lanes(const struct field *f) { return (size_t)f->n * f->n_span; }

/* Summed at each day's end; else by the kernel itself, from span rows, or never. */
static bool is_daily(const struct plan *p, const struct field *f, bool traced)
{
    const struct dim_row *row = p->dim[f->dim].row;
    return f->n_span == 1 && (row == NULL || row->kind != DIM_USED) && (traced || !f->row->adds);
}

/* --- one piece of memory for all lanes ---------------------------------------------------------
 * A kernel reads the same entity of sixty arrays at once. Were these a multiple of a page apart, as
 * arrays over 32, 64, ... towns are, they would all want the same few lines of the first-level
 * cache, and loads would wait for stores whose addresses look alike (4 KiB aliasing). So a lane is
 * left free behind each long array. */
struct slab {
    struct lane *base; /* NULL: only to see how much it takes */
    size_t at;         /* lanes handed out */
};
enum { PAGE_LANES = 4096 / sizeof(struct lane), LONG_LANES = PAGE_LANES / 4 };

/* n lanes for list[i]; without a block there is no list, and only their number counts. */
static void slab_give(struct slab *s, struct lane **list, size_t i, size_t n)
{
    if (list)
        list[i] = s->base + s->at;
    s->at += n + (n >= LONG_LANES);
}

/* Daily values that are summed over the month lie side by side, and so do their sums, at the same
 * distances: a day's end is then one addition for all of them (step.c). Other sums are behind. */
static void lay_sums(const struct plan *p, struct slab *s, bool traced, struct block *b)
{
    for (size_t t = 0; t < p->n_total; t++)
        if (is_daily(p, &p->field[p->total[t]], traced))
            slab_give(s, b ? b->buf : NULL, p->total[t], p->field[p->total[t]].n);
    const size_t n_daily = s->at;
    s->at += LONG_LANES; /* sums do not fall on the lines of their values */
    const size_t begin = s->at;
    for (int daily = 1; daily >= 0; daily--)
        for (size_t t = 0; t < p->n_total; t++)
            if (is_daily(p, &p->field[p->total[t]], traced) == daily)
                slab_give(s, b ? b->total : NULL, t, p->field[p->total[t]].n);
    if (b) {
        b->daily = s->base;
        b->n_daily = n_daily;
        b->sums = s->base + begin;
        b->n_sum = s->at - begin;
    }
}

/* What is reckoned from the fields, all 0 at a run's start. */
static void lay_figures(const struct plan *p, struct slab *s, struct block *b)
{
    const size_t begin = s->at;
    for (size_t i = 0; i < p->n_field; i++) {
        const struct field *f = &p->field[i];
        if (record_is_tallied(f))
            slab_give(s, b ? b->region : NULL, i, 1);
        if (record_is_series(f))
            slab_give(s, b ? b->kpi : NULL, i, 1);
        if (record_is_booked(f) && f->row->kind == ROW_OUTPUT)
            slab_give(s, b ? b->flow : NULL, i, 1);
        if (record_is_booked(f) && f->row->kind == ROW_STATE) {
            slab_give(s, b ? b->stock0 : NULL, i, 1);
            slab_give(s, b ? b->closing : NULL, i, 1);
        }
        if (f->row->kind == ROW_LAG && f->row->window == LAG_YEAR)
            slab_give(s, b ? b->year : NULL, i, f->n);
    }
    if (b) {
        b->figures = s->base + begin;
        b->n_figure = s->at - begin;
    }
}

/* All lanes of a block; `b` may be NULL. Returns their number, never 0. */
static size_t lay_out(const struct plan *p, bool traced, struct block *b, struct lane *base)
{
    struct slab s = {.base = base};
    struct lane **buf = b ? b->buf : NULL;
    lay_sums(p, &s, traced, b);
    for (size_t i = 0; i < p->n_field; i++) {
        const struct field *f = &p->field[i];
        const bool summed = f->total >= 0 && is_daily(p, f, traced);
        if (!f->no_copy && !f->home && !summed && (traced || !f->row->adds))
            slab_give(&s, buf, i, field_lanes(f));
    }
    for (size_t i = 0; b && i < p->n_field; i++) {
        const struct field *f = &p->field[i];
        if (f->no_copy)
            buf[i] = buf[f->source];
        if (f->row->adds && !traced)
            buf[i] = b->total[f->total];
    }
    lay_figures(p, &s, b);
    slab_give(&s, b ? &b->drawn : NULL, 0, p->n_draw);
    slab_give(&s, b ? &b->own : NULL, 0, p->n_own);
    return s.at + 1;
}

/* Lags over months and years, and what else a plan makes necessary. */
static void list_needs(struct block *b)
{
    const struct plan *p = b->plan;
    for (uint32_t i = 0; i < p->n_field; i++) {
        const struct row *row = p->field[i].row;
        b->has_series = b->has_series || p->field[i].varies;
        if (row->kind == ROW_LAG && row->window != LAG_DAY)
            b->late_lag[b->n_late_lag++] = i;
    }
}

static const struct lane *at_home(const struct block *b, uint32_t home)
{
    const uint32_t number = home & HOME_NUMBER;
    return home & HOME_OWN     ? &b->own[number]
           : home & HOME_DRAWN ? &b->drawn[number]
                               : &b->plan->plain[number];
}

/* Where each parameter's elements lie. */
static bool list_params(struct block *b)
{
    const struct plan *p = b->plan;
    const struct lane **list = arena_alloc(b->arena, p->n_home + 1, sizeof *list);
    for (size_t i = 0; list && i < p->n_field; i++) {
        const struct field *f = &p->field[i];
        if (f->home == NULL)
            continue;
        b->param[i] = list;
        for (uint32_t e = 0; e < f->n; e++)
            *list++ = at_home(b, f->home[e]);
    }
    return list != NULL;
}

static bool allocate(struct block *b)
{
    const struct plan *p = b->plan;
    struct arena *a = b->arena;
    struct lane ***const list[] = {&b->buf,  &b->year,   &b->region, &b->kpi,
                                   &b->flow, &b->stock0, &b->closing};
    for (size_t i = 0; i < COUNT_OF(list); i++)
        *list[i] = arena_alloc(a, p->n_field, sizeof **list[i]);
    b->total = arena_alloc(a, p->n_total + 1, sizeof *b->total);
    b->late_lag = arena_alloc(a, p->n_field, sizeof *b->late_lag);
    b->ports = arena_alloc(a, p->registry->n_model, sizeof *b->ports);
    b->param = arena_alloc(a, p->n_field, sizeof *b->param);
    b->pinned = arena_alloc(a, p->n_own + 1, sizeof *b->pinned);
    if (arena_failed(a))
        return false;
    list_needs(b);
    b->lanes = mem_alloc(lay_out(p, b->traced, NULL, NULL), sizeof *b->lanes);
    if (b->lanes == NULL)
        return false;
    lay_out(p, b->traced, b, b->lanes);
    for (size_t m = 0; m < p->registry->n_model; m++)
        b->ports[m] = arena_alloc(a, 1, p->registry->table[m]->ports_size + 1);
    return list_params(b) && !arena_failed(a);
}

static void join_ports(struct block *b)
{
    const struct plan *p = b->plan;
    for (size_t m = 0; m < p->registry->n_model; m++) {
        const struct model *model = p->registry->table[m];
        for (size_t i = 0; i < model->n_row; i++) {
            char *at = (char *)b->ports[m] + model->row[i].at;
            const struct wire *w = &p->wire[m][i];
            if (w->field == UINT32_MAX)
                memcpy(at, &w->index, sizeof w->index);
            else if (b->param[w->field])
                memcpy(at, &b->param[w->field], sizeof b->param[w->field]);
            else
                memcpy(at, &b->buf[w->field], sizeof b->buf[w->field]);
        }
    }
}

static bool list_kernels(struct block *b)
{
    const size_t n = b->plan->registry->n_model;
    for (size_t pass = 0; pass < 3; pass++) {
        b->kernel[pass] = arena_alloc(b->arena, n, sizeof(struct kernel));
        for (size_t i = 0; b->kernel[pass] && i < n; i++) {
            const struct model *m = b->model[i];
            void (*run)(const struct step *, const void *) = pass == 0   ? m->day_want
                                                             : pass == 1 ? m->day_allot
                                                                         : m->day_act;
            if (run)
                b->kernel[pass][b->n_kernel[pass]++] =
                    (struct kernel){run, b->ports[i], (uint32_t)i};
        }
    }
    return !arena_failed(b->arena);
}

struct block *state_new(const struct plan *p, enum isa isa, bool traced)
{
    struct arena *a = arena_new();
    struct block *b = a ? arena_alloc(a, 1, sizeof *b) : NULL;
    if (b == NULL) {
        arena_free(a);
        return NULL;
    }
    b->arena = a;
    b->plan = p;
    b->traced = traced;
    b->model = p->registry->model[isa];
    b->ops = ops_of[isa];
    if (!allocate(b) || !tiles_make(b) || !list_kernels(b) || !record_prepare(b)) {
        state_free(b);
        return NULL;
    }
    join_ports(b);
    return b;
}

void state_free(struct block *b)
{
    if (b == NULL)
        return;
    mem_free(b->lanes);
    arena_free(b->arena);
}

size_t state_bytes(const struct plan *p)
{
    return lay_out(p, false, NULL, NULL) * sizeof(struct lane) + p->n_home * sizeof(struct lane *) +
           record_bytes(p);
}

static double lane_value(const struct block *b, const struct field *f, uint32_t i, size_t lane,
                         uint32_t month)
{
    const struct cell *c = &f->cell[b->run[lane].option][i];
    const double drawn = c->draw >= 0 ? b->drawn[c->draw].v[lane] : 0.0;
    return plan_cell_value(b->plan, c, drawn, month);
}

static double input_value(const struct block *b, size_t d, uint32_t point)
{
    return b->sweep ? sweep_draw(b->sweep, d, point)
                    : plan_draw_value(&b->plan->draw[d], b->seed, point);
}

/* Lanes of the same input set share the draw: the quantile is worked out once. */
static void draw_input(struct block *b, size_t d)
{
    for (size_t l = 0; l < LANES; l++) {
        size_t same = 0;
        while (same < l && b->run[same].point != b->run[l].point)
            same++;
        b->drawn[d].v[l] = same < l ? b->drawn[d].v[same] : input_value(b, d, b->run[l].point);
    }
}

static void fill_own(struct block *b, size_t k, uint32_t month)
{
    const struct own *own = &b->plan->own[k];
    for (size_t l = 0; l < LANES; l++)
        if (!(b->pinned[k] & 1u << l))
            b->own[k].v[l] = lane_value(b, &b->plan->field[own->field], own->element, l, month);
}

static void begin_field(struct block *b, size_t i)
{
    const struct field *f = &b->plan->field[i];
    if (f->home)
        return;
    const double init =
        f->row->kind == ROW_LAG && f->row->value ? strtod(f->row->value, NULL) : 0.0;
    for (uint32_t e = 0; e < f->n; e++)
        for (size_t l = 0; l < LANES; l++)
            b->buf[i][e].v[l] = f->cell ? lane_value(b, f, e, l, 0) : init;
    if (f->n_span > 1)
        memset(b->buf[i], 0, field_lanes(f) * sizeof(struct lane));
}

void state_begin(struct block *b, uint64_t seed, const struct team *t)
{
    const size_t id = (size_t)t->id, n = (size_t)t->n;
    if (id == 0) {
        b->seed = seed;
        b->stopping = false;
        memset(&b->finite, 0, sizeof b->finite);
        memset(b->failed, 0, sizeof b->failed);
        for (size_t l = 0; l < LANES; l++) {
            b->future[l] = b->run[l].future;
            b->message[l][0] = '\0';
        }
        memset(b->sums, 0, b->n_sum * sizeof *b->sums);
        memset(b->figures, 0, b->n_figure * sizeof *b->figures);
        memset(b->pinned, 0, b->plan->n_own * sizeof *b->pinned);
    }
    team_meet(t);
    for (size_t d = id; d < b->plan->n_draw; d += n)
        draw_input(b, d);
    team_meet(t);
    for (size_t k = id; k < b->plan->n_own; k += n)
        fill_own(b, k, 0);
    for (size_t i = id; i < b->plan->n_field; i += n)
        if (!b->plan->field[i].no_copy)
            begin_field(b, i);
    team_meet(t);
    for (size_t i = 0; id == 0 && i < b->plan->n_field; i++)
        if (b->plan->field[i].no_copy) /* its first value lies in what it remembers */
            begin_field(b, i);
    team_meet(t);
}

void state_refresh(struct block *b, uint32_t month)
{
    for (size_t k = 0; k < b->plan->n_own; k++)
        if (b->plan->field[b->plan->own[k].field].varies)
            fill_own(b, k, month);
}

double state_param(const struct block *b, uint32_t field, uint32_t element, size_t lane)
{
    return b->param[field][element]->v[lane];
}

void state_pin(struct block *b, uint32_t field, uint32_t element, size_t lane, double value)
{
    const uint32_t home = b->plan->field[field].home[element];
    assert(home & HOME_OWN); /* of every parameter in a policy's reach */
    const uint32_t number = home & HOME_NUMBER;
    b->own[number].v[lane] = value;
    b->pinned[number] = (uint16_t)(b->pinned[number] | 1u << lane);
}

void state_range(const struct plan *p, const struct field *f, uint32_t town0, uint32_t town1,
                 uint32_t *lo, uint32_t *hi)
{
    const struct dim *d = &p->dim[f->dim];
    if (f->dim == 0) {
        *lo = town0;
        *hi = town1;
    } else if (d->row->kind == DIM_PAIR) {
        *lo = d->first[d->to_dim->first[town0]];
        *hi = d->first[d->to_dim->first[town1]];
    } else if (d->row->kind == DIM_USED) { /* belongs to no town: span kernels look after it */
        *lo = *hi = 0;
    } else {
        *lo = d->first[town0];
        *hi = d->first[town1];
    }
    *lo *= f->n_fixed;
    *hi *= f->n_fixed;
}

void state_clear_day(struct block *b, uint32_t town0, uint32_t town1)
{
    const struct plan *p = b->plan;
    uint32_t lo, hi;
    for (size_t i = 0; b->traced && i < p->n_field; i++)
        if (p->field[i].row->adds) {
            state_range(p, &p->field[i], town0, town1, &lo, &hi);
            memset(b->buf[i] + lo, 0, (hi - lo) * sizeof *b->buf[i]);
        }
}

void state_fail(struct block *b, size_t lane, const char *message)
{
    if (b->failed[lane])
        return;
    b->failed[lane] = true;
    snprintf(b->message[lane], RUN_MESSAGE, "%s", message);
}
