/* store_means.c - each option's mean future of a series, entity by entity: the sums are gathered
 * while the series itself is written. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/store_assemble.h"
#include <math.h>
#include <stdlib.h>

/* A mean of this many bytes or more is left out: it would be kept in memory. */
#define MEAN_BYTES_MAX ((size_t)1 << 26)

void means_begin(struct assembly *a, size_t var, struct means *m)
{
    const struct results *r = a->r;
    const struct var *v = &r->var[var];
    *m = (struct means){.var = var};
    if (v->role != ROLE_SERIES || v->time != TIME_MONTH || r->n_option == 0 || r->fit != NULL) {
        return; /* points of a search have no mean future */
    }
    m->n = r->n_month * (v->axis < 0 ? 1 : r->axis[v->axis].n);
    if (m->n == 0 || m->n >= MEAN_BYTES_MAX / sizeof(double) / r->n_option) {
        return;
    }
    m->sum = assemble_need(a, calloc(r->n_option * m->n, sizeof *m->sum));
    m->count = assemble_need(a, calloc(r->n_option, sizeof *m->count));
}

void means_add(const struct assembly *a, struct means *m, size_t run0, size_t n, const void *data)
{
    const struct results *r = a->r;
    const bool narrow = r->var[m->var].type == TYPE_F32;
    for (size_t i = 0; m->sum != NULL && m->count != NULL && i < n; i++) {
        if (a->failed[run0 + i]) {
            continue;
        }
        const size_t option = r->run[run0 + i].option;
        double *sum = m->sum + option * m->n;
        const float *f = (const float *)data + (narrow ? i * m->n : 0);
        const double *d = (const double *)data + (narrow ? 0 : i * m->n);
        m->count[option]++;
        for (size_t k = 0; narrow && k < m->n; k++) {
            sum[k] += (double)f[k];
        }
        for (size_t k = 0; !narrow && k < m->n; k++) {
            sum[k] += d[k];
        }
    }
}

/* mean.NAME(option, month, entity); NaN where no run of an option is good. */
void means_end(struct assembly *a, struct means *m)
{
    const struct results *r = a->r;
    const struct var *v = &r->var[m->var];
    if (m->sum != NULL && m->count != NULL && assemble_going(a)) {
        for (size_t i = 0; i < r->n_option * m->n; i++) {
            const size_t n = m->count[i / m->n];
            m->sum[i] = n > 0 ? m->sum[i] / (double)n : (double)NAN;
        }
        char *name = assemble_need(a, arena_printf(a->arena, "mean.%s", a->name[m->var]));
        char *en = assemble_need(a, arena_printf(a->arena, "%s: mean over the futures", v->en));
        char *ja = assemble_need(a, arena_printf(a->arena, "%s：未来の平均", v->ja));
        struct h5_spec s = {.name = name,
                            .unit = v->unit,
                            .en = en,
                            .ja = ja,
                            .type = H5T_IEEE_F64LE,
                            .n_dim = v->axis < 0 ? 2 : 3,
                            .dim = {a->option, a->month, v->axis < 0 ? 0 : a->axis[v->axis]},
                            .chunk = {1}};
        assemble_put(a, &s, NULL, m->sum);
    }
    free(m->sum);
    free(m->count);
    *m = (struct means){0};
}
