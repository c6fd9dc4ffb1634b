/* kernel.h - one model's ports from its own table, so that kernels are tested without the engine.
 *
 * kernel_new() allocates every row by its dimension and fills parameters with the middle of their
 * defaults, states and lags with their initial values. A catalogue entry may be laid over an
 * entity. Rows of other models (inputs) are arrays of their own, or wired to another kernel's. Each
 * element of a parameter has lanes of its own here, so that tests may set it by itself.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_KERNEL_H
#define TESTS_KERNEL_H
#include "sim/dist.h"
#include "sim/mem.h"
#include "sim/model.h"
#include "sim/registry.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KERNEL_DAYS = 31, KERNEL_NUMBERS = 64 };

struct kernel_dim {
    const char *name;
    uint32_t n;
};
struct kernel {
    const struct model *model;
    struct arena *arena;
    char *ports;
    const struct kernel_dim *dim; /* ends with name NULL */
    size_t *size;                 /* [n_row] elements, 0: index */
    struct lane **lanes;          /* [n_row] */
    double month;                 /* what rows that are added to hold before a day */
};

/* The same entry of every instruction set that this machine can run. */
static inline size_t kernel_isas(const char *name, const struct model *out[N_ISA])
{
    const struct registry *r = registry_get();
    size_t n = 0;
    for (int i = 0; i < N_ISA; i++)
        for (size_t m = 0; r->model[i] && isa_usable((enum isa)i) && m < r->n_model; m++)
            if (strcmp(r->model[i][m]->name, name) == 0)
                out[n++] = r->model[i][m];
    return n;
}
static inline const struct model *kernel_model(const char *name)
{
    const struct model *all[N_ISA];
    const size_t n = kernel_isas(name, all);
    if (n == 0) {
        fprintf(stderr, "no model %s\n", name);
        abort();
    }
    return all[n - 1];
}

static inline uint32_t kernel_count(const struct kernel *k, const char *name, size_t length)
{
    for (const struct kernel_dim *d = k->dim; d->name; d++)
        if (strlen(d->name) == length && strncmp(d->name, name, length) == 0)
            return d->n;
    const struct registry *r = registry_get();
    for (size_t m = 0; m < r->n_model; m++)
        for (size_t i = 0; i < r->table[m]->n_dim; i++) {
            const struct dim_row *d = &r->table[m]->dim[i];
            if (d->kind == DIM_FIXED && strlen(d->name) == length &&
                strncmp(d->name, name, length) == 0)
                return (uint32_t)d->n_label;
        }
    fprintf(stderr, "kernel.h: how many of dimension %.*s?\n", (int)length, name);
    abort();
}

static inline size_t kernel_size(const struct kernel *k, const char *dim)
{
    const size_t first = strcspn(dim, "*");
    const size_t n = kernel_count(k, dim, first);
    return dim[first] ? n * kernel_count(k, dim + first + 1, strlen(dim + first + 1)) : n;
}

/* Middle of a table's text: its number, or its distribution's median. */
static inline double kernel_middle(const char *text)
{
    double storage[KERNEL_NUMBERS];
    struct dist d;
    if (!text || !dist_parse(text, &d, storage, KERNEL_NUMBERS))
        return 0.0;
    return d.kind == DIST_FIXED ? d.p[0] : dist_median(&d);
}

static inline size_t kernel_number(const struct kernel *k, const char *name)
{
    for (size_t i = 0; i < k->model->n_row; i++)
        if (strcmp(k->model->row[i].name, name) == 0)
            return i;
    fprintf(stderr, "kernel.h: %s has no row %s\n", k->model->name, name);
    abort();
}
static inline struct lane *kernel_lanes(const struct kernel *k, const char *name, size_t *size)
{
    const size_t i = kernel_number(k, name);
    *size = k->size[i];
    return k->lanes[i];
}
static inline struct lane *kernel_row(const struct kernel *k, const char *name)
{
    return k->lanes[kernel_number(k, name)];
}
static inline void kernel_index(const struct kernel *k, const char *name, const uint32_t *index)
{
    memcpy(k->ports + k->model->row[kernel_number(k, name)].at, &index, sizeof(index));
}
static inline void kernel_wire_row(const struct kernel *k, size_t i, struct lane *array)
{
    const struct row *row = &k->model->row[i];
    void *port = array;
    k->lanes[i] = array;
    if (row->kind == ROW_PARAM || row->of_param) {
        const struct lane **list = arena_alloc(k->arena, k->size[i] + 1, sizeof(*list));
        for (size_t e = 0; e < k->size[i]; e++)
            list[e] = &array[e];
        port = list;
    }
    memcpy(k->ports + row->at, &port, sizeof(port));
}
/* This kernel's row reads (or writes) that array. */
static inline void kernel_wire(const struct kernel *k, const char *name, struct lane *array)
{
    kernel_wire_row(k, kernel_number(k, name), array);
}

static inline void kernel_fill(struct lane *a, size_t n, double x)
{
    for (size_t i = 0; i < n; i++)
        for (size_t l = 0; l < LANES; l++)
            a[i].v[l] = x;
}
/* All elements and lanes of a row; one element; one element and lane. */
static inline void kernel_set(const struct kernel *k, const char *name, double x)
{
    size_t n = 0;
    struct lane *a = kernel_lanes(k, name, &n);
    kernel_fill(a, n, x);
}
static inline void kernel_set_at(const struct kernel *k, const char *name, size_t i, double x)
{
    kernel_fill(kernel_row(k, name) + i, 1, x);
}

static inline struct kernel kernel_new(const struct model *m, const struct kernel_dim *dim)
{
    struct kernel k = {.model = m, .arena = arena_new(), .dim = dim};
    k.ports = arena_alloc(k.arena, m->ports_size, 1);
    k.size = arena_alloc(k.arena, m->n_row, sizeof(*k.size));
    k.lanes = arena_alloc(k.arena, m->n_row, sizeof(*k.lanes));
    for (size_t i = 0; i < m->n_row; i++) {
        const struct row *row = &m->row[i];
        if (row->kind == ROW_INDEX)
            continue;
        k.size[i] = kernel_size(&k, row->dim);
        if (row->pass == PASS_SPAN || strncmp(row->name, "weather.", 8) == 0)
            k.size[i] *= KERNEL_DAYS;
        struct lane *a = arena_alloc(k.arena, k.size[i] + 1, sizeof(*a));
        kernel_wire_row(&k, i, a);
        const bool made = row->kind == ROW_OUTPUT || row->kind == ROW_INPUT;
        kernel_fill(a, k.size[i], made ? 0.0 : kernel_middle(row->value));
    }
    return k;
}
static inline void kernel_free(struct kernel *k) { arena_free(k->arena); }

/* Lays a catalogue entry over entity `e`: lists, "word.label" and plain words. */
static inline void kernel_entry(const struct kernel *k, const char *dim, uint32_t e,
                                const char *entry)
{
    const struct catalogue *c = registry_catalogue(registry_get(), dim);
    for (size_t n = 0; c && n < c->n_entry; n++)
        for (size_t v = 0; strcmp(c->entry[n].name, entry) == 0 && v < c->entry[n].n_value; v++) {
            const struct catalogue_value *x = &c->entry[n].value[v];
            const size_t word = strcspn(x->field, ".");
            for (size_t i = 0; i < k->model->n_row; i++) {
                const struct row *row = &k->model->row[i];
                if (row->kind != ROW_PARAM || !row->word || strlen(row->word) != word ||
                    strncmp(row->word, x->field, word) != 0 ||
                    strncmp(row->dim, dim, strlen(dim)) != 0)
                    continue;
                struct lane *a = kernel_row(k, row->name);
                const char *star = strchr(row->dim, '*');
                const size_t width = star ? kernel_count(k, star + 1, strlen(star + 1)) : 1;
                const char *text = x->value;
                const struct registry *r = registry_get();
                for (size_t f = 0; f < width; f++) {
                    bool here = true;
                    for (size_t m = 0; x->field[word] && m < r->n_model; m++)
                        for (size_t d = 0; d < r->table[m]->n_dim; d++)
                            if (star && strcmp(r->table[m]->dim[d].name, star + 1) == 0)
                                here =
                                    strcmp(r->table[m]->dim[d].label[f], x->field + word + 1) == 0;
                    double value = kernel_middle(x->value);
                    if (width > 1 && !x->field[word] && strchr(text, '(') == NULL) {
                        char *end = NULL;
                        const double number = strtod(text, &end);
                        if (end != text) { /* a list: one number each */
                            value = number;
                            text = *end ? end : text;
                        }
                    }
                    if (here)
                        kernel_fill(&a[e * width + f], 1, value);
                }
            }
        }
}

/* Draws for tests: splitmix64, in [0, 1). */
static inline double kernel_draw(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}
/* Each element and lane of a row by itself, uniform in [lo, hi). */
static inline void kernel_scatter(const struct kernel *k, const char *name, uint64_t *state,
                                  double lo, double hi)
{
    size_t n = 0;
    struct lane *a = kernel_lanes(k, name, &n);
    for (size_t i = 0; i < n; i++)
        for (size_t l = 0; l < LANES; l++)
            a[i].v[l] = lo + (hi - lo) * kernel_draw(state);
}

static inline double kernel_sum(const struct kernel *k, const char *name, size_t lane)
{
    size_t n = 0;
    const struct lane *a = kernel_lanes(k, name, &n);
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += a[i].v[lane];
    return sum;
}

/* Reverses the lanes of every array of the kernel's own (not of wired ones twice). */
static inline void kernel_reverse(const struct kernel *k)
{
    for (size_t i = 0; i < k->model->n_row; i++) {
        if (k->model->row[i].kind == ROW_INDEX)
            continue;
        struct lane *a = kernel_row(k, k->model->row[i].name);
        for (size_t e = 0; e < k->size[i]; e++)
            for (size_t l = 0; l < LANES / 2; l++) {
                const double x = a[e].v[l];
                a[e].v[l] = a[e].v[LANES - 1 - l];
                a[e].v[LANES - 1 - l] = x;
            }
    }
}
/* True where all states and outputs of two kernels hold the same bits. */
static inline bool kernel_same(const struct kernel *x, const struct kernel *y)
{
    for (size_t i = 0; i < x->model->n_row; i++) {
        const struct row *row = &x->model->row[i];
        if (row->kind != ROW_STATE && row->kind != ROW_OUTPUT)
            continue;
        if (memcmp(kernel_row(x, row->name), kernel_row(y, row->name),
                   x->size[i] * sizeof(struct lane)) != 0) {
            fprintf(stderr, "%s.%s differs\n", x->model->name, row->name);
            return false;
        }
    }
    return true;
}

/* A pass of a day. Rows that are added to begin at `month`, 0 unless a test says otherwise, so that
 * they too show the day's value. */
static inline void kernel_pass(const struct kernel *k, enum pass pass, const struct step *now)
{
    for (size_t i = 0; i < k->model->n_row; i++)
        if (k->model->row[i].adds && k->model->row[i].pass == pass)
            kernel_fill(k->lanes[i], k->size[i], k->month);
    if (pass == PASS_WANT)
        k->model->day_want(now, k->ports);
    else if (pass == PASS_ALLOT)
        k->model->day_allot(now, k->ports);
    else
        k->model->day_act(now, k->ports);
}

/* True where rows that are added to hold in y what they hold in x more than y held before, and all
 * else is the same: they were added to once for each element, and never read. */
static inline bool kernel_same_but_for_month(const struct kernel *x, const struct kernel *y)
{
    for (size_t i = 0; i < x->model->n_row; i++) {
        const struct row *row = &x->model->row[i];
        const double more = row->adds ? y->month : 0.0;
        if (row->kind != ROW_STATE && row->kind != ROW_OUTPUT)
            continue;
        for (size_t e = 0; e < x->size[i]; e++)
            for (size_t l = 0; l < LANES; l++) {
                const double sum = row->adds ? more + x->lanes[i][e].v[l] : x->lanes[i][e].v[l];
                if (memcmp(&sum, &y->lanes[i][e].v[l], sizeof(sum)) != 0) {
                    fprintf(stderr, "%s.%s: %.17g, not %.17g\n", x->model->name, row->name,
                            y->lanes[i][e].v[l], sum);
                    return false;
                }
            }
    }
    return true;
}

/* Day `day` of a run that starts on 1 April 2026, a Wednesday; months of 30 days. */
static inline struct step kernel_step(uint32_t day, const uint32_t future[LANES], uint32_t n_town)
{
    const uint32_t month = day / 30;
    return (struct step){.day = day,
                         .day_of_month = day % 30,
                         .n_day = 30,
                         .month = month,
                         .year = 2026 + (month + 3) / 12,
                         .month_of_year = (month + 3) % 12,
                         .weekday = (day + 2) % 7,
                         .day0 = month * 30,
                         .town1 = n_town,
                         .entity1 = n_town,
                         .seed = UINT64_C(20260401),
                         .future = future};
}

/* The same days by every instruction set, with the lanes in reverse order, and with a month's sums
 * begun: every state and output must come out with the same bits. `future`: the test's addresses of
 * chance, or NULL. */
struct kernel_trial {
    const char *model;
    struct kernel (*fresh)(const struct model *m); /* with its inputs scattered, alike each time */
    void (*day)(const struct kernel *k, uint32_t d);
    uint32_t n_day, *future;
};
static inline void kernel_same_everywhere(const struct kernel_trial *t)
{
    const struct model *isa[N_ISA];
    const size_t n = kernel_isas(t->model, isa);
    struct kernel k[N_ISA + 2];
    for (size_t i = 0; i < n + 2; i++) {
        const bool reversed = i == n;
        k[i] = t->fresh(isa[i < n ? i : n - 1]);
        k[i].month = i > n ? 1000.0 / 3.0 : 0.0;
        for (uint32_t l = 0; t->future && l < LANES; l++)
            t->future[l] = reversed ? LANES - 1 - l : l;
        if (reversed)
            kernel_reverse(&k[i]);
        for (uint32_t d = 0; d < t->n_day; d++)
            t->day(&k[i], d);
        if (reversed)
            kernel_reverse(&k[i]);
        assert_true(i > n ? kernel_same_but_for_month(&k[0], &k[i]) : kernel_same(&k[0], &k[i]));
    }
    for (size_t i = 0; i < n + 2; i++)
        kernel_free(&k[i]);
}
#endif
