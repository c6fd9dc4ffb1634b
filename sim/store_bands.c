/* store_bands.c - quantile bands of the region's total. SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "sim/mem.h"
#include "sim/stats.h"
#include "sim/store_assemble.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    STRIP = 8,    /* months gathered together: one cache line of totals */
    OPTIONS = 16, /* options written together: one chunk */
    CHUNK_MONTHS = 1024,
    SMALL = 24,     /* sorted by insertion */
    MAX_SPLIT = 64, /* splits not yet used; more: an unlucky range is sorted whole */
    SAMPLE = 9
};
static const double quantile_at[N_BAND] = {0.05, 0.25, 0.5, 0.75, 0.95};

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

/* --- order statistics ------------------------------------------------------------------------ */

static void insert_sort(double *x, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const double v = x[i];
        size_t k = i;
        for (; k > 0 && x[k - 1] > v; k--) {
            x[k] = x[k - 1];
        }
        x[k] = v;
    }
}

static double middle_of(const double *x, size_t n)
{
    double s[SAMPLE];
    for (size_t i = 0; i < SAMPLE; i++) {
        s[i] = x[(2 * i + 1) * n / ((size_t)2 * SAMPLE)];
    }
    insert_sort(s, SAMPLE);
    return s[SAMPLE / 2];
}

/* Brings what is below the pivot (or equal to it, if `with`) to the front; how many those are. No
 * branch depends on the data: a mispredicted one costs more than both stores. */
static size_t split(double *x, size_t n, double pivot, bool with, double *rest)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        const double v = x[i];
        const bool front = with ? v <= pivot : v < pivot;
        x[k] = v;
        rest[i - k] = v;
        k += front;
    }
    memcpy(x + k, rest, (n - k) * sizeof *x);
    return k;
}

/* Splits x until the ranks lie where a sort would put them. Ranks ascend. What lies below `done`
 * is in place; the splits above are kept for the ranks to come. Equal values may change places,
 * which no quantile shows: zeros of either sign interpolate to +0. */
static void select_ranks(double *x, size_t n, const size_t *rank, size_t n_rank, double *rest)
{
    size_t bound[MAX_SPLIT], n_bound = 1, done = 0;
    bound[0] = n;
    for (size_t i = 0; i < n_rank;) {
        const size_t end = bound[n_bound - 1], width = end - done;
        if (rank[i] < done) {
            i++;
        } else if (rank[i] >= end) {
            done = end;
            n_bound--;
        } else if (width <= SMALL || n_bound == MAX_SPLIT) {
            if (width <= SMALL) {
                insert_sort(x + done, width);
            } else {
                stats_sort(x + done, width);
            }
            done = end;
        } else {
            const double pivot = middle_of(x + done, width);
            const size_t k = split(x + done, width, pivot, false, rest);
            if (k > 0) {
                bound[n_bound++] = done + k;
            } else {
                done += split(x + done, width, pivot, true, rest); /* all equal to the pivot */
            }
        }
    }
}

/* The same numbers, bit for bit, as from a sorted sample. */
static void quantiles_of(double *sample, size_t n, double *rest, double out[N_BAND])
{
    size_t rank[2 * N_BAND], n_rank = 0;
    for (size_t q = 0; q < N_BAND && n > 0; q++) {
        const size_t i = (size_t)floor(quantile_at[q] * (double)(n - 1));
        for (size_t k = i; k < n && k <= i + 1; k++) {
            if (n_rank == 0 || k > rank[n_rank - 1]) { /* few runs: quantiles share ranks */
                rank[n_rank++] = k;
            }
        }
    }
    select_ranks(sample, n, rank, n_rank, rest);
    for (size_t q = 0; q < N_BAND; q++) {
        out[q] = stats_quantile(sample, n, quantile_at[q]);
    }
}

/* --- one series ------------------------------------------------------------------------------ */

/* The months [month0, month0 + n_month) of one series, all runs. */
struct block {
    size_t month0, n_month;
    double *total;  /* [run][n_month] */
    size_t *good;   /* good runs, option by option */
    size_t *first;  /* [n_option + 1] where an option's begin in `good` */
    double *sample; /* [STRIP][stride] */
    double *rest;   /* [n_run] */
    size_t stride;
};

/* A series and its first block of months, which mostly is all of them. */
struct band {
    size_t var, months; /* of a block */
    struct block b;
};

static void total_f32(const float *row, size_t n_month, size_t n_entity, double *out)
{
    for (size_t m = 0; m < n_month; m++) {
        double sum = 0.0;
        for (size_t e = 0; e < n_entity; e++) {
            sum += (double)row[m * n_entity + e];
        }
        out[m] = sum;
    }
}

static void total_f64(const double *row, size_t n_month, size_t n_entity, double *out)
{
    for (size_t m = 0; m < n_month; m++) {
        double sum = 0.0;
        for (size_t e = 0; e < n_entity; e++) {
            sum += row[m * n_entity + e];
        }
        out[m] = sum;
    }
}

/* Totals of n runs from run0 on, whose numbers are in `data`. */
static void total_runs(const struct results *r, const struct var *v, const struct block *b,
                       size_t run0, size_t n, const void *data)
{
    const size_t n_entity = v->axis < 0 ? 1 : r->axis[v->axis].n;
    for (size_t i = 0; i < n; i++) {
        const size_t at = (i * r->n_month + b->month0) * n_entity;
        double *total = b->total + (run0 + i) * b->n_month;
        if (v->type == TYPE_F32) {
            total_f32((const float *)data + at, b->n_month, n_entity, total);
        } else {
            total_f64((const double *)data + at, b->n_month, n_entity, total);
        }
        for (size_t m = 0; v->across != 0 && m < b->n_month; m++) {
            total[m] /= (double)n_entity;
        }
    }
}

static void total_up(struct assembly *a, size_t var, struct block *b)
{
    const struct results *r = a->r;
    const struct var *v = &r->var[var];
    const size_t bytes = results_run_bytes(r, v);
    const size_t rows = bytes < ASSEMBLE_BYTES ? ASSEMBLE_BYTES / bytes : 1;
    void *buffer = assemble_need(a, malloc(rows * bytes));
    for (size_t run = 0; run < r->n_run; run += rows) {
        const size_t n = smaller(r->n_run - run, rows);
        if (!assemble_read(a, var, run, n, buffer)) {
            break;
        }
        total_runs(r, v, b, run, n, buffer);
    }
    free(buffer);
}

/* Months month0 + [0, n) of the block, each gathered over one option's runs: out[q * step + m]. */
static void put_strip(const struct block *b, size_t option, size_t month0, size_t n, double *out,
                      size_t step)
{
    size_t count[STRIP] = {0};
    for (size_t i = b->first[option]; i < b->first[option + 1]; i++) {
        const double *row = b->total + b->good[i] * b->n_month + month0;
        for (size_t m = 0; m < n; m++) {
            b->sample[m * b->stride + count[m]] = row[m];
            count[m] += !isnan(row[m]);
        }
    }
    for (size_t m = 0; m < n; m++) {
        double q[N_BAND];
        quantiles_of(b->sample + m * b->stride, count[m], b->rest, q);
        for (size_t k = 0; k < N_BAND; k++) {
            out[k * step + m] = q[k];
        }
    }
}

static void put_block(struct assembly *a, hid_t id, const struct block *b)
{
    const size_t n_option = a->r->n_option, each = N_BAND * b->n_month;
    double *out = assemble_need(a, malloc((OPTIONS * each + 1) * sizeof *out));
    for (size_t option = 0; option < n_option && assemble_going(a); option += OPTIONS) {
        const size_t n = smaller(n_option - option, OPTIONS);
        for (size_t o = 0; o < n; o++) {
            for (size_t m = 0; m < b->n_month; m += STRIP) {
                const size_t strip = smaller(b->n_month - m, STRIP);
                put_strip(b, option + o, m, strip, out + o * each + m, b->n_month);
            }
        }
        const hsize_t start[] = {option, 0, b->month0}, count[] = {n, N_BAND, b->n_month};
        h5_put(&a->h, id, start, count, out);
    }
    free(out);
}

static void sort_runs(const struct assembly *a, struct block *b)
{
    const struct results *r = a->r;
    for (size_t i = 0; i < r->n_run; i++) {
        if (!a->failed[i] && r->run[i].option < r->n_option) {
            b->first[r->run[i].option + 2]++;
        }
    }
    for (size_t o = 0; o < r->n_option; o++) {
        b->first[o + 2] += b->first[o + 1];
    }
    /* each option's beginning moves up to its end, where the next one begins */
    for (size_t i = 0; i < r->n_run; i++) {
        if (!a->failed[i] && r->run[i].option < r->n_option) {
            b->good[b->first[r->run[i].option + 1]++] = i;
        }
    }
}

static bool block_make(struct assembly *a, size_t months, struct block *b)
{
    const size_t n = a->r->n_run;
    *b = (struct block){.stride = n + STRIP}; /* apart, lest all strips share their cache sets */
    b->total = assemble_need(a, malloc(n * months * sizeof *b->total));
    b->good = assemble_need(a, malloc(n * sizeof *b->good));
    b->first = assemble_need(a, calloc(a->r->n_option + 2, sizeof *b->first));
    b->sample = assemble_need(a, malloc(STRIP * b->stride * sizeof *b->sample));
    b->rest = assemble_need(a, malloc(n * sizeof *b->rest));
    if (assemble_going(a)) {
        sort_runs(a, b);
    }
    return assemble_going(a);
}

static void block_free(struct block *b)
{
    free(b->total);
    free(b->good);
    free(b->first);
    free(b->sample);
    free(b->rest);
}

struct band *bands_begin(struct assembly *a, size_t var)
{
    const struct results *r = a->r;
    const struct var *v = &r->var[var];
    /* points of a search are no sample of futures */
    if (r->fit != NULL || v->role != ROLE_SERIES || v->time != TIME_MONTH ||
        results_run_bytes(r, v) == 0 || r->n_run == 0 || r->n_option == 0 || !assemble_going(a)) {
        return NULL;
    }
    const size_t fit = BAND_BYTES / (r->n_run * sizeof(double));
    const size_t months = smaller(fit < 1 ? 1 : fit, smaller(r->n_month, CHUNK_MONTHS));
    struct band *band = assemble_need(a, calloc(1, sizeof *band));
    if (band != NULL) {
        band->var = var;
        band->months = months;
        block_make(a, months, &band->b);
        band->b.n_month = months;
    }
    return band;
}

void bands_add(const struct assembly *a, struct band *band, size_t run0, size_t n, const void *data)
{
    if (band != NULL && assemble_going(a)) {
        total_runs(a->r, &a->r->var[band->var], &band->b, run0, n, data);
    }
}

void bands_end(struct assembly *a, struct band *band)
{
    if (band == NULL) {
        return;
    }
    const struct results *r = a->r;
    const struct var *v = &r->var[band->var];
    struct block *b = &band->b;
    char *name = assemble_need(a, arena_printf(a->arena, "band.%s", a->name[band->var]));
    char *en = assemble_need(
        a, arena_printf(a->arena, "%s: quantiles over the futures, whole region", v->en));
    char *ja = assemble_need(a, arena_printf(a->arena, "%s：未来の分位点（地域全体）", v->ja));
    if (assemble_going(a)) {
        const struct h5_spec s = {.name = name,
                                  .unit = v->unit,
                                  .en = en,
                                  .ja = ja,
                                  .type = H5T_IEEE_F64LE,
                                  .n_dim = 3,
                                  .dim = {a->option, a->quantile, a->month},
                                  .chunk = {OPTIONS, N_BAND, band->months}};
        const hid_t id = h5_var(&a->h, &s);
        put_block(a, id, b);
        for (size_t month = band->months; month < r->n_month && assemble_going(a);
             month += band->months) {
            b->month0 = month;
            b->n_month = smaller(r->n_month - month, band->months);
            total_up(a, band->var, b);
            put_block(a, id, b);
        }
        h5_done(&a->h, id);
    }
    block_free(b);
    free(band);
}
