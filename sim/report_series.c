/* report_series.c - every recorded quantity for the page: its figure over the futures, its mean
 * future by fiscal year and entity and by calendar month, and the band of a headline figure.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/fiscal.h"
#include "sim/mem.h"
#include "sim/model.h"
#include "sim/report_internal.h"
#include "sim/stats.h"
#include "sim/store_compare.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MONTHS = 12, N_BAND = 5, FINE = 6 }; /* FINE: digits of what the page subtracts */

/* --- time ------------------------------------------------------------------------------------- */

static void put_years(struct report *p, const struct fiscal_years *y)
{
    json_key(p->j, "fy");
    json_open(p->j, '[');
    for (size_t i = 0; i < y->n; i++)
        json_count(p->j, (size_t)y->year[i].fiscal);
    json_close(p->j, ']');
    json_key(p->j, "fy_months"); /* of an incomplete year fewer than 12 */
    json_open(p->j, '[');
    for (size_t i = 0; i < y->n; i++)
        json_count(p->j, y->year[i].months);
    json_close(p->j, ']');
}

/* --- one quantity ----------------------------------------------------------------------------- */

static void put_head(struct report *p, const struct var *v, const char *id)
{
    json_key(p->j, "id");
    json_string(p->j, id);
    json_key(p->j, "unit");
    json_string(p->j, v->unit);
    json_key(p->j, "en");
    json_string(p->j, v->en);
    json_key(p->j, "ja");
    json_string(p->j, v->ja);
    json_key(p->j, "better");
    json_number(p->j, (double)v->better);
    json_key(p->j, "model");
    json_string(p->j, v->source);
    if (v->axis >= 0) {
        json_key(p->j, "axis");
        json_string(p->j, p->r->axis[v->axis].name);
    }
    json_key(p->j, "agg");
    json_string(p->j, v->agg == AGG_SUM ? "sum" : v->agg == AGG_MEAN ? "mean" : "last");
    json_key(p->j, "across");
    json_string(p->j, v->across ? "mean" : "sum");
}

/* Per option: median, 5 %, 95 %, mean. */
static void put_spreads(struct report *p, const double *kpi)
{
    json_key(p->j, "s");
    json_open(p->j, '[');
    for (size_t o = 0; o < p->r->n_option; o++) {
        const struct spread s = futures_spread(&p->f, kpi, o, p->scratch);
        json_open(p->j, '[');
        json_number(p->j, s.median);
        json_number(p->j, s.lo);
        json_number(p->j, s.hi);
        json_digits(p->j, stats_mean(p->scratch, p->f.n), FINE);
        json_close(p->j, ']');
    }
    json_close(p->j, ']');
}

/* Per option against the baseline: mean difference, its interval, share of futures better. */
static void put_differences(struct report *p, const struct var *v, const double *kpi)
{
    json_key(p->j, "d");
    json_open(p->j, '[');
    for (size_t o = 0; o < p->r->n_option; o++) {
        if (o == p->r->baseline) {
            json_null(p->j);
            continue;
        }
        for (size_t i = 0; i < p->f.n; i++) {
            const size_t *run = p->f.run + i * p->f.n_option;
            p->scratch[i] = kpi[run[o]] - kpi[run[p->r->baseline]];
        }
        const struct stats_paired s =
            stats_paired(p->scratch, p->f.point, p->f.n, COMPARE_LEVEL, v->better);
        json_open(p->j, '[');
        json_number(p->j, s.mean);
        json_number(p->j, s.lo);
        json_number(p->j, s.hi);
        json_number(p->j, s.share_better);
        json_close(p->j, ']');
    }
    json_close(p->j, ']');
}

static void put_kpi(struct report *p, const char *name)
{
    const char *full = arena_printf(p->arena, "kpi.%s", name);
    const struct var *v = full ? results_find(p->r, full) : NULL;
    const double *kpi = v ? reader_runs(p->reader, full) : NULL;
    if (kpi == NULL || p->f.n == 0)
        return;
    json_key(p->j, "kpi");
    json_open(p->j, '{');
    json_key(p->j, "unit");
    json_string(p->j, v->unit);
    put_spreads(p, kpi);
    if (p->r->n_option > 1)
        put_differences(p, v, kpi);
    json_close(p->j, '}');
}

/* --- mean futures ------------------------------------------------------------------------------
 */

static void put_by_year(struct report *p, const struct var *v, const struct fiscal_years *y,
                        const double *mean, size_t n_entity)
{
    const size_t n = p->r->n_month;
    json_key(p->j, "fy");
    json_open(p->j, '[');
    for (size_t o = 0; o < p->r->n_option; o++) {
        json_open(p->j, '[');
        for (size_t k = 0; k < y->n; k++) {
            json_open(p->j, '[');
            for (size_t e = 0; e < n_entity; e++)
                json_digits(
                    p->j, fiscal_gather(y, k, v->agg, mean + o * n * n_entity + e, n_entity), FINE);
            json_close(p->j, ']');
        }
        json_close(p->j, ']');
    }
    json_close(p->j, ']');
}

/* The average January, February, ... by entity. */
static void put_by_month(struct report *p, const double *mean, size_t n_entity)
{
    const size_t n = p->r->n_month;
    json_key(p->j, "moy"); /* a period's label is "2026-04" */
    json_open(p->j, '[');
    for (size_t o = 0; o < p->r->n_option; o++) {
        json_open(p->j, '[');
        for (int m = 0; m < MONTHS; m++) {
            json_open(p->j, '[');
            for (size_t e = 0; e < n_entity; e++) {
                double sum = 0.0, count = 0.0;
                for (size_t i = 0; i < n; i++)
                    if (strtol(p->r->month[i] + 5, NULL, 10) == m + 1) {
                        sum += mean[(o * n + i) * n_entity + e];
                        count += 1.0;
                    }
                json_number(p->j, count > 0.0 ? sum / count : (double)NAN);
            }
            json_close(p->j, ']');
        }
        json_close(p->j, ']');
    }
    json_close(p->j, ']');
}

static void put_band(struct report *p, const double *band)
{
    json_key(p->j, "band");
    json_open(p->j, '[');
    for (size_t o = 0; o < p->r->n_option; o++) {
        json_open(p->j, '[');
        for (size_t q = 0; q < N_BAND; q++) {
            json_open(p->j, '[');
            for (size_t m = 0; m < p->r->n_month; m++)
                json_number(p->j, band[(o * N_BAND + q) * p->r->n_month + m]);
            json_close(p->j, ']');
        }
        json_close(p->j, ']');
    }
    json_close(p->j, ']');
}

/* --- all of them -------------------------------------------------------------------------------
 */

static bool is_headline(const struct results *r, const char *name)
{
    for (size_t m = 0; m < r->n_metric; m++)
        if (strcmp(r->metric[m], name) == 0)
            return true;
    return false;
}

/* With variants the file holds their options too, after the script's own. */
static void put_mean(struct report *p, const struct var *v, const struct fiscal_years *y,
                     const struct dataset *mean)
{
    const size_t n_entity = v->axis < 0 ? 1 : p->r->axis[v->axis].n;
    if (mean->x == NULL || mean->n < p->r->n_option * p->r->n_month * n_entity)
        return;
    put_by_year(p, v, y, mean->x, n_entity);
    const char *quoted = arena_printf(p->arena, "\"%s\"", v->name);
    if (y->monthly && quoted && strstr(p->months, quoted))
        put_by_month(p, mean->x, n_entity);
}

static void put_series(struct report *p, const struct fiscal_years *y, const size_t *var, size_t n,
                       const struct dataset *set)
{
    for (size_t i = 0; i < n; i++) {
        const struct var *v = &p->r->var[var[i]];
        const struct dataset *mean = &set[2 * i], *band = &set[2 * i + 1];
        json_open(p->j, '{');
        put_head(p, v, v->name);
        put_kpi(p, v->name);
        put_mean(p, v, y, mean);
        if (band->x && is_headline(p->r, v->name) &&
            band->n >= p->r->n_option * N_BAND * p->r->n_month)
            put_band(p, band->x);
        json_close(p->j, '}');
    }
}

/* Figures without a series: of a model of one's own, or of a sweep. */
static void put_bare_kpis(struct report *p)
{
    for (size_t v = 0; v < p->r->n_var; v++) {
        const struct var *x = &p->r->var[v];
        if (x->role != ROLE_KPI || results_find(p->r, x->name + 4))
            continue;
        json_open(p->j, '{');
        put_head(p, x, x->name + 4);
        put_kpi(p, x->name + 4);
        json_close(p->j, '}');
    }
}

bool report_series(struct report *p)
{
    const struct results *r = p->r;
    struct fiscal_years y;
    size_t n = 0;
    size_t *var = arena_alloc(p->arena, r->n_var + 1, sizeof *var);
    const char **name = arena_alloc(p->arena, 2 * r->n_var + 1, sizeof *name);
    struct dataset *set = arena_alloc(p->arena, 2 * r->n_var + 1, sizeof *set);
    if (!fiscal_list(r, p->arena, &y) || var == NULL || name == NULL || set == NULL)
        return false;
    for (size_t v = 0; v < r->n_var; v++)
        if (r->var[v].role == ROLE_SERIES) {
            const char *own = reader_file_name(p->reader, v);
            name[2 * n] = arena_printf(p->arena, "mean.%s", own ? own : "");
            name[2 * n + 1] = is_headline(r, r->var[v].name)
                                  ? arena_printf(p->arena, "band.%s", own ? own : "")
                                  : "-"; /* no such dataset */
            var[n++] = v;
        }
    if (arena_failed(p->arena) || !reader_datasets(p->reader, name, 2 * n, set))
        return false;
    put_years(p, &y);
    json_key(p->j, "vars");
    json_open(p->j, '[');
    put_series(p, &y, var, n, set);
    put_bare_kpis(p);
    json_close(p->j, ']');
    return !p->j->failed;
}
