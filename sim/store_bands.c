/* store_bands.c - quantile bands of the region's total. SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "sim/mem.h"
#include "sim/stats.h"
#include "sim/store_assemble.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The months [month0, month0 + n_month) of one series, all runs. */
struct block {
    size_t month0, n_month;
    double *total; /* [run][n_month] */
};

static double element(const struct var *v, const void *row, size_t i)
{
    if (v->type == TYPE_F32) {
        float f;
        memcpy(&f, (const char *)row + i * sizeof f, sizeof f);
        return (double)f;
    }
    double d;
    memcpy(&d, (const char *)row + i * sizeof d, sizeof d);
    return d;
}

static void total_up(struct assembly *a, size_t var, struct block *b)
{
    const struct results *r = a->r;
    const struct var *v = &r->var[var];
    const size_t n_entity = v->axis < 0 ? 1 : r->axis[v->axis].n;
    const size_t bytes = results_run_bytes(r, v);
    const size_t rows = bytes < ASSEMBLE_BYTES ? ASSEMBLE_BYTES / bytes : 1;
    char *buffer = malloc(rows * bytes);
    if (buffer == NULL) {
        a->h.failed_at = "memory";
        return;
    }
    for (size_t run = 0; run < r->n_run; run += rows) {
        const size_t n = r->n_run - run < rows ? r->n_run - run : rows;
        if (!assemble_read(a, var, run, n, buffer)) {
            break;
        }
        for (size_t i = 0; i < n; i++) {
            for (size_t m = 0; m < b->n_month; m++) {
                double sum = 0.0;
                for (size_t e = 0; e < n_entity; e++) {
                    sum += element(v, buffer + i * bytes, (b->month0 + m) * n_entity + e);
                }
                b->total[(run + i) * b->n_month + m] =
                    v->across == 0 ? sum : sum / (double)n_entity;
            }
        }
    }
    free(buffer);
}

static void quantiles_of(const struct assembly *a, const struct block *b, size_t option,
                         size_t month, double *sample, double out[N_BAND])
{
    static const double at[N_BAND] = {0.05, 0.25, 0.5, 0.75, 0.95};
    size_t n = 0;
    for (size_t run = 0; run < a->r->n_run; run++) {
        const double x = b->total[run * b->n_month + month];
        if (a->r->run[run].option == option && !a->failed[run] && !isnan(x)) {
            sample[n++] = x;
        }
    }
    stats_sort(sample, n);
    for (size_t q = 0; q < N_BAND; q++) {
        out[q] = stats_quantile(sample, n, at[q]);
    }
}

static void put_block(struct assembly *a, hid_t id, const struct block *b, double *sample)
{
    double *out = malloc(N_BAND * b->n_month * sizeof *out);
    if (out == NULL) {
        a->h.failed_at = "memory";
        return;
    }
    for (size_t option = 0; option < a->r->n_option; option++) {
        for (size_t m = 0; m < b->n_month; m++) {
            double q[N_BAND];
            quantiles_of(a, b, option, m, sample, q);
            for (size_t k = 0; k < N_BAND; k++) {
                out[k * b->n_month + m] = q[k];
            }
        }
        const hsize_t start[] = {option, 0, b->month0}, count[] = {1, N_BAND, b->n_month};
        h5_put(&a->h, id, H5T_NATIVE_DOUBLE, start, count, out);
    }
    free(out);
}

void assemble_band(struct assembly *a, size_t var)
{
    const struct results *r = a->r;
    const struct var *v = &r->var[var];
    if (v->role != ROLE_SERIES || v->time != TIME_MONTH || results_run_bytes(r, v) == 0 ||
        r->n_run == 0 || r->n_option == 0 || a->h.failed_at != NULL) {
        return;
    }
    const size_t fit = BAND_BYTES / (r->n_run * sizeof(double));
    const size_t months = fit < 1 ? 1 : fit < r->n_month ? fit : r->n_month;
    char *name = arena_printf(a->arena, "band.%s", a->name[var]);
    char *en = arena_printf(a->arena, "%s: quantiles over the futures, whole region", v->en);
    char *ja = arena_printf(a->arena, "%s：未来の分位点（地域全体）", v->ja);
    struct block b = {.total = malloc(r->n_run * months * sizeof(double))};
    double *sample = malloc(r->n_run * sizeof *sample);
    if (name == NULL || en == NULL || ja == NULL || b.total == NULL || sample == NULL) {
        a->h.failed_at = "memory";
    } else {
        const struct h5_spec s = {.name = name,
                                  .unit = v->unit,
                                  .en = en,
                                  .ja = ja,
                                  .type = H5T_IEEE_F64LE,
                                  .n_dim = 3,
                                  .dim = {a->option, a->quantile, a->month},
                                  .chunk = {16, N_BAND, 1024}};
        const hid_t id = h5_var(&a->h, &s);
        for (; b.month0 < r->n_month && a->h.failed_at == NULL; b.month0 += months) {
            b.n_month = r->n_month - b.month0 < months ? r->n_month - b.month0 : months;
            total_up(a, var, &b);
            put_block(a, id, &b, sample);
        }
        h5_done(&a->h, id);
    }
    free(b.total);
    free(sample);
}
