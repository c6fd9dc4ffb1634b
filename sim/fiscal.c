/* fiscal.c - see fiscal.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/fiscal.h"
#include "sim/clock.h"
#include "sim/mem.h"
#include "sim/model.h"
#include <string.h>

/* Months since year 0 of the month that holds a day. */
static long month_number(struct date d) { return 12L * d.year + d.month - 1; }

/* The day after the result's last: its span is a whole number of months. */
static int64_t last_end(const struct results *r, struct date start)
{
    const long m = month_number(start) + (long)(12.0 * r->years + 0.5);
    struct date d = {(int)(m / 12), (int)(m % 12) + 1, start.day};
    const int last = clock_month_days(d.year, d.month);
    d.day = d.day > last ? last : d.day;
    return clock_days(d);
}

bool fiscal_list(const struct results *r, struct arena *a, struct fiscal_years *out)
{
    struct date start = {1970, 1, 1};
    *out = (struct fiscal_years){.monthly = r->n_month == 0 || strlen(r->month[0]) > 4};
    out->year = arena_alloc(a, r->n_month + 1, sizeof *out->year);
    out->days = arena_alloc(a, r->n_month + 1, sizeof *out->days);
    if (out->year == NULL || out->days == NULL)
        return false;
    if (r->n_month > 0 && !clock_parse(r->start, &start))
        return false;
    const int64_t day0 = clock_days(start), end = last_end(r, start);
    for (size_t m = 0; m < r->n_month; m++) {
        const int64_t from = day0 + r->month_days[m];
        const int64_t to = m + 1 < r->n_month ? day0 + r->month_days[m + 1] : end;
        const struct date d = clock_date(from);
        const int fiscal = clock_fiscal_year(d);
        if (out->n == 0 || out->year[out->n - 1].fiscal != fiscal)
            out->year[out->n++] = (struct fiscal_year){.fiscal = fiscal, .from = m};
        struct fiscal_year *y = &out->year[out->n - 1];
        y->end = m + 1;
        y->months += out->monthly ? 1 : (size_t)(month_number(clock_date(to)) - month_number(d));
        out->days[m] = (double)(to - from);
    }
    return true;
}

double fiscal_gather(const struct fiscal_years *l, size_t year, int agg, const double *x,
                     size_t stride)
{
    const struct fiscal_year *y = &l->year[year];
    double sum = 0.0, days = 0.0;
    for (size_t m = y->from; m < y->end; m++) {
        sum += agg == AGG_MEAN ? l->days[m] * x[m * stride] : x[m * stride];
        days += l->days[m];
    }
    return agg == AGG_LAST ? x[(y->end - 1) * stride] : agg == AGG_MEAN ? sum / days : sum;
}
