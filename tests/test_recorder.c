/* test_recorder.c - series: however many fields share a block's staging room, and whether a period
 * is a month or a year, the file gets the same numbers; region and KPI are their sums.
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "run_script.h"
#include "sim/layout.h"
#include "sim/step.h"

enum { MONTHS = 37, RUNS = 3, TEXT = 64 * 1024 };

struct text {
    char s[TEXT];
    size_t n;
};

static void put(struct text *t, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    t->n += (size_t)vsnprintf(t->s + t->n, TEXT - t->n, fmt, ap);
    va_end(ap);
    assert_true(t->n < TEXT);
}

/* n towns far apart, each with straw, a kiln and a pool: some 30 values a month each. */
static void run_towns(struct ran *r, int n, const char *time)
{
    struct text *t = calloc(1, sizeof *t);
    assert_non_null(t);
    put(t,
        "return require 'junkan'.scenario { name='towns', start='2026-04-01', replicates=%d,"
        " seed=3, %s,\n towns={",
        RUNS, time);
    for (int i = 0; i < n; i++)
        put(t, "{name='T%d',lat=%.1f,lon=%.1f,climate='abashiri'},", i, 26 + 1.8 * (i % 11),
            124 + 2.0 * (i / 11));
    put(t, "}, biomass={");
    for (int i = 0; i < n; i++)
        put(t, "{name='S%d',town='T%d',kind='wheat_straw',area=900},", i, i);
    put(t, "}, kilns={");
    for (int i = 0; i < n; i++)
        put(t, "{name='K%d',town='T%d'},", i, i);
    put(t, "}, labour={");
    for (int i = 0; i < n; i++)
        put(t, "{name='L%d',town='T%d',kind='b_type',heads=12},", i, i);
    put(t, "} }");
    ran_script(r, t->s);
    free(t);
    assert_int_equal(ran_failures(r), 0);
}

static bool is_series(const struct ran *r, size_t v)
{
    return r->study->results.var[v].role == ROLE_SERIES;
}

static const struct axis *axis_of(const struct ran *r, size_t v)
{
    return &r->study->results.axis[r->study->results.var[v].axis];
}

static size_t elements_of(const struct ran *r)
{
    size_t n = 0;
    for (size_t v = 0; v < r->study->results.n_var; v++)
        n += is_series(r, v) ? axis_of(r, v)->n : 0;
    return n;
}

/* Every series of every entity of `few` stands in `many` with the same bits. */
static size_t same_series(const struct ran *few, const struct ran *many)
{
    static float a[MONTHS], b[MONTHS];
    size_t alive = 0;
    for (size_t v = 0; v < few->study->results.n_var; v++)
        for (size_t e = 0; is_series(few, v) && e < axis_of(few, v)->n; e++)
            for (size_t run = 0; run < RUNS; run++) {
                const char *name = few->study->results.var[v].name;
                ran_series(few, name, axis_of(few, v)->label[e], run, a);
                ran_series(many, name, axis_of(few, v)->label[e], run, b);
                assert_memory_equal(a, b, few->study->results.n_month * sizeof *a);
                for (size_t m = 0; m < few->study->results.n_month; m++)
                    alive += a[m] != 0.0f;
            }
    return alive;
}

static void towns_share_the_room(void **state)
{
    (void)state;
    struct ran one, some, all;
    run_towns(&one, 1, "years='37 months'");
    run_towns(&some, 13, "years='37 months'");
    run_towns(&all, 150, "years='37 months'");
    assert_true(elements_of(&one) * 16 < 4096); /* 16 periods at once, some, one (recorder.c) */
    assert_true(elements_of(&some) * 16 > 4096 && elements_of(&some) * 2 < 4096);
    assert_true(elements_of(&all) > 4096);
    assert_true(same_series(&one, &some) > 400);
    assert_true(same_series(&some, &all) > 4000);
    ran_free(&one);
    ran_free(&some);
    ran_free(&all);
}

/* One run's sum over the region and all recorded months; means are weighed by days. */
static double region_sum(const struct ran *r, size_t v, size_t run, double *largest)
{
    const struct results *res = &r->study->results;
    const struct plan *p = r->study->plan[0];
    const bool mean = res->var[v].agg == AGG_MEAN;
    const size_t n = axis_of(r, v)->n;
    double sum = 0;
    *largest = 0;
    for (uint32_t m = 0; m < res->n_month; m++) {
        const uint32_t *day = &p->month_day[p->month_recorded + m];
        const double days = mean ? (double)(day[1] - day[0]) : 1.0;
        for (size_t e = 0; e < n; e++) {
            const double x = (double)((const float *)r->data[v])[(run * res->n_month + m) * n + e];
            sum += x * days / (res->var[v].across ? (double)n : 1.0);
            *largest = fabs(x) * days > *largest ? fabs(x) * days : *largest;
        }
    }
    return sum;
}

/* The region over all recorded months is the KPI; the warm-up is in neither. */
static void series_add_up_to_kpis(void **state)
{
    (void)state;
    struct ran r;
    run_towns(&r, 2, "years='33 months', warmup='4 months'");
    const struct results *res = &r.study->results;
    const struct plan *p = r.study->plan[0];
    assert_int_equal(res->n_month, 33);
    size_t alive = 0;
    for (size_t v = 0; v < res->n_var; v++)
        for (size_t run = 0; is_series(&r, v) && run < RUNS; run++) {
            const struct var *var = &res->var[v];
            if (var->agg == AGG_LAST)
                continue;
            double largest;
            const double sum = region_sum(&r, v, run, &largest);
            const double per = var->agg == AGG_SUM
                                   ? res->years
                                   : (double)(p->n_day - p->month_day[p->month_recorded]);
            char name[128];
            snprintf(name, sizeof name, "kpi.%s", var->name);
            const struct run_id *id = &res->run[run];
            const double kpi = ran_kpi(&r, name, id->option, id->point, id->replicate);
            assert_close(kpi * per, sum, 1e-5 * largest);
            alive += sum > 0;
        }
    assert_true(alive > 20);
    ran_free(&r);
}

/* --- one block by hand ------------------------------------------------------------------------ */

/* All runs once more, with the map's periods; leaves the block as its last month did. */
static struct block *run_block(const struct ran *r, const struct results *res,
                               const struct record_map *m, struct batch *out)
{
    const struct study *s = r->study;
    struct block *b = state_new(s->plan[0], isa_best(), false);
    *out = (struct batch){.n_run = res->n_run,
                          .data = calloc(res->n_var, sizeof(void *)),
                          .message = calloc(res->n_run, sizeof *out->message)};
    assert_true(b && out->data && out->message && res->n_run <= LANES);
    for (size_t v = 0; v < res->n_var; v++)
        out->data[v] = calloc(res->n_run, results_run_bytes(res, &res->var[v]) + 1);
    for (size_t l = 0; l < LANES; l++) {
        const size_t run = l < res->n_run ? l : 0;
        b->run[l] = (struct lane_run){0, res->run[run].point, study_future(s, &res->run[run]), run,
                                      l < res->n_run};
    }
    state_begin(b, s->seed, &(struct team){0, 1, NULL});
    const struct journey j = {.map = m, .results = res, .out = out};
    const struct team alone = {0, 1, NULL};
    assert_true(step_block(b, &j, &alone));
    return b;
}

static void free_block(const struct ran *r, struct block *b, struct batch *out)
{
    for (size_t v = 0; v < r->study->results.n_var; v++)
        free(out->data[v]);
    free(out->data);
    free(out->message);
    state_free(b);
}

/* What a span kernel wrote for the last month, day by day, is that month's figure. */
static void spans_are_summed(void **state)
{
    (void)state;
    struct ran r;
    run_towns(&r, 2, "years='3 months'");
    const struct plan *p = r.study->plan[0];
    struct batch out;
    struct block *b = run_block(&r, &r.study->results, r.study->map[0], &out);
    const uint32_t days = p->month_day[3] - p->month_day[2];
    size_t seen = 0;
    for (size_t i = 0; i < p->n_field; i++) {
        const struct field *f = &p->field[i];
        if (f->n_span == 1 || f->total < 0 || f->row->agg == AGG_LAST || f->n != 1)
            continue;
        for (size_t l = 0; l < LANES; l++) {
            double sum = 0;
            for (uint32_t d = 0; d < days; d++)
                sum += b->buf[i][d].v[l];
            const double scale = f->row->agg == AGG_MEAN ? 1.0 / days : 1.0;
            assert_true(b->region[i]->v[l] == sum * scale);
        }
        seen++;
    }
    assert_true(seen > 1);
    free_block(&r, b, &out);
    ran_free(&r);
}

/* --- years ------------------------------------------------------------------------------------ */

/* The same block once more, with periods of 12 months. */
static struct block *run_yearly(const struct ran *r, struct results *res, struct batch *out)
{
    const struct plan *p = r->study->plan[0];
    const uint32_t kept = p->n_month - p->month_recorded;
    struct record_map m = *r->study->map[0];
    uint32_t *period = calloc(p->n_month, sizeof *period);
    double *days = calloc(kept, sizeof *days);
    assert_true(period && days);
    for (uint32_t i = 0; i < p->n_month; i++) {
        period[i] = i < p->month_recorded ? UINT32_MAX : (i - p->month_recorded) / 12;
        if (i >= p->month_recorded)
            days[period[i]] += (double)(p->month_day[i + 1] - p->month_day[i]);
    }
    m.period = period;
    m.period_days = days;
    res->n_month = (kept + 11) / 12;
    struct block *b = run_block(r, res, &m, out);
    free(period);
    free(days);
    return b;
}

static void same_year(const struct ran *r, size_t v, const float *month, const float *year,
                      uint32_t from, uint32_t n)
{
    const struct plan *p = r->study->plan[0];
    const size_t width = axis_of(r, v)->n;
    const int agg = r->study->results.var[v].agg;
    for (size_t e = 0; e < width; e++) {
        float sum = 0;
        double weighed = 0, days = 0;
        for (uint32_t k = from; k < from + n; k++) {
            const uint32_t at = p->month_recorded + k;
            const double length = (double)(p->month_day[at + 1] - p->month_day[at]);
            sum += month[k * width + e];
            weighed += (double)month[k * width + e] * length;
            days += length;
        }
        const double got = (double)year[from / 12 * width + e];
        if (agg == AGG_SUM)
            assert_true(got == (double)sum);
        else if (agg == AGG_LAST)
            assert_true(got == (double)month[(from + n - 1) * width + e]);
        else
            assert_close(got, weighed / days, 1e-5 * (1.0 + fabs(got)));
    }
}

static void years_hold_their_months(void **state)
{
    (void)state;
    struct ran r;
    run_towns(&r, 2, "years='29 months', warmup='4 months'");
    struct results res = r.study->results;
    struct batch out;
    struct block *b = run_yearly(&r, &res, &out);
    assert_int_equal(res.n_month, 3); /* the last of five months */
    size_t found[AGG_LAST + 1] = {0};
    for (size_t v = 0; v < res.n_var; v++)
        for (size_t run = 0; is_series(&r, v) && run < RUNS; run++) {
            const size_t width = axis_of(&r, v)->n;
            const float *month = (const float *)r.data[v] + run * 29 * width;
            const float *year = (const float *)out.data[v] + run * 3 * width;
            found[res.var[v].agg]++;
            for (uint32_t from = 0; from < 29; from += 12)
                same_year(&r, v, month, year, from, from == 24 ? 5 : 12);
        }
    assert_true(found[AGG_SUM] > 0 && found[AGG_MEAN] > 0 && found[AGG_LAST] > 0);
    free_block(&r, b, &out);
    ran_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(towns_share_the_room), cmocka_unit_test(series_add_up_to_kpis),
        cmocka_unit_test(spans_are_summed), cmocka_unit_test(years_hold_their_months)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
