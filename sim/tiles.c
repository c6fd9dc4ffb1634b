/* tiles.c - components cut into tiles, and what is to be done at the end of a tile's day: sums over
 * the month, and yesterday's values for tomorrow. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/state.h"
#include <string.h>

static uint32_t tiles_of(const struct component *c)
{
    return (c->town1 - c->town0 + TILE_TOWNS - 1) / TILE_TOWNS;
}

/* One chunk more, or the last one longer: neighbours in memory are done together. */
static void add_chunk(struct chunk *list, size_t *n, struct chunk c)
{
    if (*n > 0 && list[*n - 1].to + list[*n - 1].n == c.to &&
        list[*n - 1].from + list[*n - 1].n == c.from)
        list[*n - 1].n += c.n;
    else
        list[(*n)++] = c;
}

static void plan_sums(const struct block *b, struct tile *t, struct chunk *list)
{
    const struct plan *p = b->plan;
    uint32_t lo, hi;
    const bool all = t->town0 == 0 && t->town1 == p->dim[0].n;
    if (all && b->n_daily > 0)
        add_chunk(list, &t->n_sum, (struct chunk){b->sums, b->daily, b->n_daily});
    for (size_t k = 0; !all && k < p->n_total; k++) {
        const struct field *f = &p->field[p->total[k]];
        state_range(p, f, t->town0, t->town1, &lo, &hi);
        if (f->n_span == 1 && hi > lo && (b->traced || !f->row->adds))
            add_chunk(list, &t->n_sum,
                      (struct chunk){b->total[k] + lo, b->buf[p->total[k]] + lo, hi - lo});
    }
}

static void plan_lags(const struct block *b, struct tile *t, struct chunk *list)
{
    const struct plan *p = b->plan;
    uint32_t lo, hi;
    for (size_t k = 0; k < p->n_day_lag; k++) {
        const uint32_t i = p->day_lag[k];
        const struct field *f = &p->field[i];
        state_range(p, f, t->town0, t->town1, &lo, &hi);
        if (hi > lo)
            add_chunk(list, &t->n_lag,
                      (struct chunk){b->buf[i] + lo, b->buf[f->source] + lo, hi - lo});
    }
}

static const struct chunk *keep(struct arena *a, const struct chunk *list, size_t n)
{
    struct chunk *got = arena_alloc(a, n + 1, sizeof *got);
    return got ? memcpy(got, list, n * sizeof *got) : NULL;
}

bool tiles_make(struct block *b)
{
    const struct plan *p = b->plan;
    struct chunk *list = mem_alloc(p->n_total + p->n_day_lag + 1, sizeof *list);
    uint32_t n = 0;
    b->first_tile = arena_alloc(b->arena, p->n_component + 1, sizeof *b->first_tile);
    for (size_t c = 0; c < p->n_component; c++)
        n += tiles_of(&p->component[c]);
    b->tile = arena_alloc(b->arena, n, sizeof *b->tile);
    if (list == NULL || arena_failed(b->arena)) {
        mem_free(list);
        return false;
    }
    n = 0;
    for (size_t c = 0; c < p->n_component; c++) {
        const struct component *own = &p->component[c];
        b->first_tile[c] = n;
        for (uint32_t town = own->town0; town < own->town1; town += TILE_TOWNS) {
            struct tile *t = &b->tile[n++];
            t->town0 = town;
            t->town1 = town + TILE_TOWNS < own->town1 ? town + TILE_TOWNS : own->town1;
            plan_sums(b, t, list);
            t->sum = keep(b->arena, list, t->n_sum);
            plan_lags(b, t, list);
            t->lag = keep(b->arena, list, t->n_lag);
        }
    }
    b->first_tile[p->n_component] = n;
    mem_free(list);
    return !arena_failed(b->arena);
}
