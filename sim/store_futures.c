/* store_futures.c - which futures count, and their spread. See store_text.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/stats.h"
#include "sim/store.h"
#include "sim/store_text.h"
#include <stdlib.h>

struct seat {
    struct run_id id;
    size_t run;
    bool good;
};

static int by_future(const void *a, const void *b)
{
    const struct seat *x = a, *y = b;
    if (x->id.point != y->id.point) {
        return x->id.point < y->id.point ? -1 : 1;
    }
    if (x->id.replicate != y->id.replicate) {
        return x->id.replicate < y->id.replicate ? -1 : 1;
    }
    return (x->id.option > y->id.option) - (x->id.option < y->id.option);
}

bool futures_find(struct reader *reader, struct arena *a, struct futures *f)
{
    return futures_list(reader_results(reader), reader_messages(reader), a, f);
}

bool futures_list(const struct results *r, const char *const *message, struct arena *a,
                  struct futures *f)
{
    return futures_from(r, 0, message, a, f);
}

bool futures_from(const struct results *r, uint32_t first, const char *const *message,
                  struct arena *a, struct futures *f)
{
    struct seat *seat = arena_alloc(a, r->n_run + 1, sizeof *seat);
    size_t *run = arena_alloc(a, r->n_run + 1, sizeof *run);
    uint32_t *point = arena_alloc(a, r->n_run + 1, sizeof *point);
    *f = (struct futures){.n_option = r->n_option, .run = run, .point = point};
    if (seat == NULL || run == NULL || point == NULL) {
        return false;
    }
    size_t n = 0;
    for (size_t i = 0; i < r->n_run; i++) {
        struct run_id id = r->run[i];
        if (id.option >= first && id.option - first < r->n_option) {
            id.option -= first;
            seat[n++] = (struct seat){id, i, message[i] == NULL || message[i][0] == '\0'};
        }
    }
    bool in_order = true; /* mostly: options side by side */
    for (size_t i = 1; i < n && in_order; i++) {
        in_order = by_future(&seat[i - 1], &seat[i]) <= 0;
    }
    if (!in_order) {
        qsort(seat, n, sizeof *seat, by_future);
    }
    for (size_t i = 0, end; i < n; i = end) {
        bool whole = true;
        for (end = i; end < n && seat[end].id.point == seat[i].id.point &&
                      seat[end].id.replicate == seat[i].id.replicate;
             end++) {
            whole = whole && seat[end].good && seat[end].id.option == end - i;
        }
        if (!whole || end - i != r->n_option) {
            f->n_left_out++;
            continue;
        }
        for (size_t o = 0; o < r->n_option; o++) {
            run[f->n * r->n_option + o] = seat[i + o].run;
        }
        point[f->n++] = seat[i].id.point;
    }
    return true;
}

struct spread futures_spread(const struct futures *f, const double *kpi, size_t option,
                             double *scratch)
{
    for (size_t i = 0; i < f->n; i++) {
        scratch[i] = kpi[f->run[i * f->n_option + option]];
    }
    stats_sort(scratch, f->n);
    return (struct spread){stats_quantile(scratch, f->n, 0.5), stats_quantile(scratch, f->n, 0.05),
                           stats_quantile(scratch, f->n, 0.95)};
}

bool futures_inputs_vary(struct reader *reader, const struct futures *f)
{
    const struct results *r = reader_results(reader);
    const struct design_info *g = r->design;
    if (g != NULL && g->spec.n_dim > (g->chance != SIZE_MAX)) {
        return true; /* a sweep has points to set them apart */
    }
    for (size_t v = 0; v < r->n_var; v++) {
        const double *x = r->var[v].role == ROLE_DRAW ? reader_runs(reader, r->var[v].name) : NULL;
        for (size_t i = 1; x != NULL && i < f->n; i++) {
            if (x[f->run[i * f->n_option]] != x[f->run[0]]) {
                return true;
            }
        }
    }
    return false;
}
