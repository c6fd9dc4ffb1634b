/* plan.c - builds and frees a plan; small look-ups over it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/plan.h"
#include "sim/plan_build.h"
#include "sim/rng.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void *build_get(struct builder *b, size_t n, size_t size)
{
    void *got = arena_alloc(b->p->arena, n ? n : 1, size);
    if (got == NULL)
        longjmp(b->oom, 1);
    return got;
}

const char *build_text(struct builder *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    const int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    char *text = build_get(b, (size_t)n + 1, 1);
    va_start(ap, fmt);
    vsnprintf(text, (size_t)n + 1, fmt, ap);
    va_end(ap);
    return text;
}

void *build_grow(struct builder *b, void *items, size_t *capacity, size_t n, size_t size)
{
    if (n < *capacity)
        return items;
    const size_t more = *capacity ? 2 * *capacity : 16;
    char *got = build_get(b, more, size);
    if (n > 0)
        memcpy(got, items, n * size);
    *capacity = more;
    return got;
}

uint32_t build_dim(const struct builder *b, const char *text, const struct dim_row **fixed)
{
    *fixed = NULL;
    const char *star = strchr(text, '*');
    const size_t len = star ? (size_t)(star - text) : strlen(text);
    if (star)
        for (size_t m = 0; m < b->r->n_model; m++)
            for (size_t i = 0; i < b->r->table[m]->n_dim; i++) {
                const struct dim_row *d = &b->r->table[m]->dim[i];
                if (d->kind == DIM_FIXED && strcmp(d->name, star + 1) == 0)
                    *fixed = d;
            }
    for (uint32_t i = 0; i < b->p->n_dim; i++)
        if (strlen(b->p->dim[i].name) == len && strncmp(b->p->dim[i].name, text, len) == 0)
            return i;
    return UINT32_MAX;
}

static void list_dims(struct builder *b)
{
    size_t n = 1;
    for (size_t m = 0; m < b->r->n_model; m++)
        n += b->r->table[m]->n_dim;
    b->p->dim = build_get(b, n, sizeof *b->p->dim);
    b->set = build_get(b, n, sizeof *b->set);
    b->p->dim[0].name = "town";
    b->p->n_dim = 1;
    for (size_t m = 0; m < b->r->n_model; m++)
        for (size_t i = 0; i < b->r->table[m]->n_dim; i++) {
            const struct dim_row *row = &b->r->table[m]->dim[i];
            if (row->kind == DIM_FIXED)
                continue;
            struct dim *d = &b->p->dim[b->p->n_dim++];
            d->row = row;
            d->name = row->name;
        }
}

static void refuse_key_collisions(struct builder *b)
{
    for (size_t i = 0; i < b->p->n_draw; i++)
        for (size_t k = 0; k < i; k++)
            if (b->p->draw[i].key == b->p->draw[k].key &&
                strcmp(b->p->draw[i].path, b->p->draw[k].path) != 0)
                diag_add(b->d, b->p->draw[i].at, b->p->draw[i].path, MSG_KEY_COLLISION,
                         b->p->draw[k].path, NULL);
}

static bool build_all(struct builder *b, struct diags *d)
{
    if (setjmp(b->oom) != 0) {
        b->d = d; /* memory may have run out amid quiet work */
        diag_free(&b->quiet);
        diag_add(b->d, (struct where){0}, "", MSG_OUT_OF_MEMORY, NULL);
        return false;
    }
    const size_t before = b->d->n;
    b->use = build_get(b, b->spec->n_option, sizeof *b->use);
    b->p->option = build_get(b, b->spec->n_option, sizeof *b->p->option);
    memcpy(b->p->option, b->spec->option, b->spec->n_option * sizeof *b->p->option);
    b->p->n_option = b->spec->n_option;
    list_dims(b);
    build_settings(b);
    build_calendar(b);
    build_entities(b);
    if (b->p->n_month == 0 || b->set[0].n == 0)
        return false; /* without time or place nothing further can be said */
    build_graph(b);
    b->p->apart = build_apart(b);
    build_fields(b);
    build_values(b);
    if (b->d->n == before) {
        build_exclusive(b);
        build_dates(b);
    }
    if (!b->spec->part)
        build_refuse_settings(b);
    refuse_key_collisions(b);
    if (b->d->n != before)
        return false;
    build_homes(b);
    build_wires(b);
    return b->d->n == before;
}

struct plan *plan_new(const struct registry *r, const struct plan_spec *s, struct diags *d)
{
    struct arena *arena = arena_new();
    struct plan *p = arena ? arena_alloc(arena, 1, sizeof *p) : NULL;
    struct builder *b = arena ? arena_alloc(arena, 1, sizeof *b) : NULL;
    if (p == NULL || b == NULL) {
        arena_free(arena);
        diag_add(d, (struct where){0}, "", MSG_OUT_OF_MEMORY, NULL);
        return NULL;
    }
    p->arena = arena;
    p->registry = r;
    *b = (struct builder){.p = p, .r = r, .spec = s, .d = d};
    diag_init(&b->quiet, LANG_EN);
    if (!build_all(b, d)) {
        plan_free(p);
        return NULL;
    }
    return p;
}

void plan_free(struct plan *p)
{
    if (p)
        arena_free(p->arena);
}

double plan_union_ratio(const struct plan *p)
{
    if (p->apart)
        return (double)INFINITY;
    size_t all = 0, largest = 1;
    for (size_t o = 0; o < p->n_option; o++) {
        size_t mine = 0;
        all = 0;
        for (size_t f = 0; f < p->n_field; f++) {
            const struct field *fd = &p->field[f];
            if (fd->row->kind != ROW_PARAM || fd->row->form != FORM_DATE ||
                strcmp(fd->row->name, "opens_day") != 0)
                continue;
            all += fd->n;
            for (uint32_t i = 0; i < fd->n; i++)
                mine += fd->cell[o][i].fixed < NEVER_DAY || fd->cell[o][i].by_policy ||
                        fd->cell[o][i].draw >= 0;
        }
        largest = mine > largest ? mine : largest;
    }
    return (double)all / (double)largest;
}

uint32_t plan_field(const struct plan *p, const char *name)
{
    for (uint32_t f = 0; f < p->n_field; f++)
        if (strcmp(p->field[f].name, name) == 0)
            return f;
    return UINT32_MAX;
}

double plan_draw_value(const struct draw *w, uint64_t seed, uint32_t point)
{
    double u[2];
    rng_uniform2(seed, point, w->key, STREAM_PARAM, 0, 0, u);
    return dist_sample(&w->dist, u[0], w->lo, w->hi);
}
