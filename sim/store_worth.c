/* store_worth.c - see store_worth.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/store_worth.h"
#include "sim/mem.h"
#include <math.h>
#include <string.h>

enum { SEED = 1 }; /* of what order alone gives */

static size_t count_points(const struct futures *f)
{
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++) {
        n += i == 0 || f->point[i] != f->point[i - 1];
    }
    return n;
}

/* An input's value at each point, from the first option that uses it; does it differ? */
static bool input_at_points(const struct worth *w, const double *drawn, double *x)
{
    const struct futures *f = w->f;
    bool differs = false;
    for (size_t i = 0, p = 0; i < f->n; i++) {
        if (i > 0 && f->point[i] == f->point[i - 1]) {
            continue;
        }
        double value = (double)NAN;
        for (size_t o = 0; o < f->n_option && isnan(value); o++) {
            value = drawn[f->run[i * f->n_option + o]];
        }
        x[p] = value;
        differs = differs || (p > 0 && x[p] != x[0]);
        p++;
    }
    return differs && !isnan(x[0]);
}

bool worth_new(struct worth *w, const struct results *r, const struct futures *f,
               struct run_source x, struct arena *a)
{
    size_t most = 0;
    for (size_t v = 0; v < r->n_var; v++) {
        most += r->var[v].role == ROLE_DRAW;
    }
    *w = (struct worth){.r = r, .f = f, .n_point = count_points(f)};
    w->input = arena_alloc(a, most + 1, sizeof *w->input);
    w->x = arena_alloc(a, most * w->n_point + 1, sizeof *w->x);
    w->y = arena_alloc(a, r->n_option * w->n_point + 1, sizeof *w->y);
    w->out = arena_alloc(a, most + 1, sizeof *w->out);
    if (w->input == NULL || w->x == NULL || w->y == NULL || w->out == NULL) {
        return false;
    }
    for (size_t v = 0; v < r->n_var && w->n_point > 0; v++) {
        const double *drawn = r->var[v].role == ROLE_DRAW ? x.get(x.ctx, r->var[v].name) : NULL;
        if (drawn != NULL && input_at_points(w, drawn, w->x + w->n_input * w->n_point)) {
            w->input[w->n_input++] = r->var[v].name + strlen("draw.");
        }
    }
    return true;
}

void worth_gather(struct worth *w, const double *kpi)
{
    const struct futures *f = w->f;
    for (size_t o = 0; o < f->n_option; o++) {
        double *y = w->y + o * w->n_point;
        for (size_t i = 0, p = 0; i < f->n; p++) {
            size_t end = i;
            double sum = 0.0;
            for (; end < f->n && f->point[end] == f->point[i]; end++) {
                sum += kpi[f->run[end * f->n_option + o]];
            }
            y[p] = sum / (double)(end - i);
            i = end;
        }
    }
}

bool worth_metrics(struct worth *w, const double *y, const int *better, size_t n,
                   struct information *out)
{
    return information_of_all(y, better, n, w->f->n_option,
                              (struct information_inputs){w->x, w->n_point, w->n_input, SEED}, out);
}

bool worth_metric(struct worth *w, const double *kpi, int better)
{
    worth_gather(w, kpi);
    return information_of(w->y, w->f->n_option, w->n_point, w->x, w->n_input, better, SEED, w->out);
}
