/* plan_calendar.c - when: the days, months and years of a plan, the same in all its options.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/plan_build.h"
#include "sim/units.h"
#include <math.h>
#include <string.h>

static struct date read_start(struct builder *b, size_t o)
{
    struct date start = {0};
    const struct node *n = build_field_of(b, o, "start");
    if (n && n->kind == NODE_STRING && clock_parse(n->text, &start) && start.year >= 1980 &&
        start.year <= 2090)
        return start;
    diag_add(b->d, n ? n->at : b->spec->option[o].scenario->at, "start", MSG_START, NULL);
    return (struct date){0};
}

/* Length in months of "10", "10 y", "18 months"; -1 if it makes no sense. */
static long read_months(const struct node *n)
{
    struct quantity q = {0};
    char word[64], word_ja[64];
    if (n->kind == NODE_NUMBER)
        q.value = n->number * 365.25;
    else if (n->kind != NODE_STRING || units_parse(n->text, "day", &q, word, word_ja) != UNITS_OK)
        return -1;
    const double months = q.value / 365.25 * 12.0;
    const double whole = floor(months + 0.5);
    return isfinite(months) && months >= 0 && months <= 1200 && fabs(months - whole) < 0.02
               ? (long)whole
               : -1;
}

static struct date add_months(struct date d, long months)
{
    const long m = d.year * 12L + d.month - 1 + months;
    struct date r = {(int)(m / 12), (int)(m % 12) + 1, d.day};
    const int last = clock_month_days(r.year, r.month);
    r.day = r.day > last ? last : r.day;
    return r;
}

struct span {
    struct date start;
    long months, warmup;
    int price_year;
};

static struct span read_span(struct builder *b, size_t o)
{
    struct span s = {.start = read_start(b, o)};
    const struct where at = b->spec->option[o].scenario->at;
    const struct node *years = build_field_of(b, o, "years"),
                      *warm = build_field_of(b, o, "warmup");
    const struct node *price = build_field_of(b, o, "price_year");
    s.months = years ? read_months(years) : -1;
    if (s.months < 1)
        diag_add(b->d, years ? years->at : at, "years", MSG_YEARS, NULL);
    s.warmup = warm ? read_months(warm) : 0;
    if (s.warmup < 0)
        diag_add(b->d, warm->at, "warmup", MSG_WARMUP, NULL);
    s.price_year = price && price->kind == NODE_NUMBER ? (int)price->number : s.start.year;
    if (price && (price->kind != NODE_NUMBER || price->number < 1980 || price->number > 2100))
        diag_add(b->d, price->at, "price_year", MSG_PRICE_YEAR, NULL);
    return s;
}

/* Every day's place in month, year and week, worked out once: runs only copy it. */
static const struct step *lay_out_days(struct builder *b)
{
    const struct plan *p = b->p;
    struct step *day = build_get(b, p->n_day, sizeof *day);
    for (uint32_t month = 0; month < p->n_month; month++) {
        const uint32_t day0 = p->month_day[month], n = p->month_day[month + 1] - day0;
        const struct date first = clock_date(p->day0 + day0);
        for (uint32_t d = 0; d < n; d++) {
            const struct date at = clock_date(p->day0 + day0 + d);
            day[day0 + d] = (struct step){.day = day0 + d,
                                          .day_of_month = d,
                                          .n_day = n,
                                          .month = month,
                                          .year = (uint32_t)at.year,
                                          .month_of_year = (uint32_t)at.month - 1,
                                          .day_of_year = (uint32_t)clock_day_of_year(at),
                                          .weekday = (uint32_t)clock_weekday(p->day0 + day0 + d),
                                          .holiday = clock_is_holiday(at),
                                          .weekday0 = (uint32_t)clock_weekday(p->day0 + day0),
                                          .day0 = day0,
                                          .day_of_year0 = (uint32_t)clock_day_of_year(first)};
        }
    }
    return day;
}

/* Says at which of the option's fields it parts from the first option. */
static void refuse_calendar(struct builder *b, size_t o, const struct span *s, const struct span *t)
{
    const struct option_plan *option = &b->spec->option[o];
    const struct {
        const char *field;
        bool differs;
    } part[] = {{"start", memcmp(&t->start, &s->start, sizeof s->start) != 0},
                {"years", t->months != s->months},
                {"warmup", t->warmup != s->warmup},
                {"price_year",
                 t->price_year != s->price_year &&
                     (build_field_of(b, o, "price_year") || build_field_of(b, 0, "price_year"))}};
    for (size_t i = 0; i < COUNT_OF(part); i++) {
        const struct node *n = build_field_of(b, o, part[i].field);
        if (part[i].differs)
            diag_add(b->d, n ? n->at : option->scenario->at,
                     build_text(b, "%s.%s", option->name, part[i].field), MSG_CALENDAR_DIFFERS,
                     NULL);
    }
}

/* After a fault a year stands in, so that the faults of all else are found too. */
static struct span stand_in(struct span s)
{
    if (s.start.year == 0)
        s.start = (struct date){2026, 4, 1};
    s.months = s.months < 1 ? 12 : s.months;
    s.warmup = s.warmup < 0 ? 0 : s.warmup;
    s.price_year = s.price_year < 1980 || s.price_year > 2100 ? s.start.year : s.price_year;
    return s;
}

void build_calendar(struct builder *b)
{
    const struct span given = read_span(b, 0), s = stand_in(given);
    for (size_t o = 1; o < b->spec->n_option; o++) {
        const struct span t = read_span(b, o);
        refuse_calendar(b, o, &given, &t);
    }
    struct plan *p = b->p;
    const struct date first = add_months(s.start, -s.warmup);
    const struct date recorded = s.start, end = add_months(s.start, s.months);
    p->day0 = clock_days(first);
    p->n_day = (uint32_t)(clock_days(end) - p->day0);
    p->years = (double)s.months / 12.0;
    p->price_year = s.price_year;
    uint32_t *month = build_get(b, (size_t)(s.months + s.warmup) + 3, sizeof *month);
    struct date at = first;
    while (clock_days(at) < clock_days(end)) { /* spans end with calendar months */
        const uint32_t day = (uint32_t)(clock_days(at) - p->day0);
        if (clock_days(at) == clock_days(recorded))
            p->month_recorded = p->n_month;
        month[p->n_month++] = day;
        const struct date next = add_months((struct date){at.year, at.month, 1}, 1);
        at = clock_days(at) < clock_days(recorded) && clock_days(next) > clock_days(recorded)
                 ? recorded
                 : next;
    }
    month[p->n_month] = p->n_day;
    p->month_day = month;
    p->step = lay_out_days(b);
}
