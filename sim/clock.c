/* clock.c - see clock.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/clock.h"
#include <stddef.h>

enum { DAYS_400_YEARS = 146097 };

static bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int clock_month_days(int year, int month)
{
    static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}

/* Days of the months before this one, in a year that begins in March: 0 for March, 31 for April,
 * ... 337 for February. Counting from March puts the leap day last. */
static int64_t days_before_month(int month_from_march) { return (153 * month_from_march + 2) / 5; }

int64_t clock_days(struct date d)
{
    const int64_t year = d.month > 2 ? d.year : (int64_t)d.year - 1; /* begins in March */
    const int64_t era = (year >= 0 ? year : year - 399) / 400;
    const int64_t year_of_era = year - era * 400;
    const int64_t day_of_year = days_before_month((d.month + 9) % 12) + d.day - 1;
    const int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    const int64_t epoch = 719468; /* 0000-03-01 to 1970-01-01 */
    return era * DAYS_400_YEARS + day_of_era - epoch;
}

struct date clock_date(int64_t days)
{
    /* The year by estimate (365.2425 days), then at most one step either way. */
    const int64_t era = (days >= 0 ? days : days - (DAYS_400_YEARS - 1)) / DAYS_400_YEARS;
    const int64_t in_era = days - era * DAYS_400_YEARS;
    int year = (int)(1970 + era * 400 + in_era * 400 / DAYS_400_YEARS);
    while (clock_days((struct date){year, 1, 1}) > days) {
        year--;
    }
    while (clock_days((struct date){year + 1, 1, 1}) <= days) {
        year++;
    }
    int rest = (int)(days - clock_days((struct date){year, 1, 1}));
    int month = 1;
    while (rest >= clock_month_days(year, month)) {
        rest -= clock_month_days(year, month++);
    }
    return (struct date){year, month, rest + 1};
}

int clock_weekday(int64_t days)
{
    const int64_t thursday = 3; /* 1970-01-01 */
    return (int)(((days + thursday) % 7 + 7) % 7);
}

int clock_day_of_year(struct date d)
{
    return (int)(clock_days(d) - clock_days((struct date){d.year, 1, 1}));
}

int clock_fiscal_year(struct date d) { return d.month >= 4 ? d.year : d.year - 1; }

/* --- parsing -------------------------------------------------------------------------------- */

/* Exactly n digits, or -1. */
static int take_digits(const char **at, int n)
{
    int value = 0;
    for (int i = 0; i < n; i++) {
        const char c = (*at)[i];
        if (c < '0' || c > '9') {
            return -1;
        }
        value = 10 * value + (c - '0');
    }
    *at += n;
    return value;
}

bool clock_parse(const char *text, struct date *out)
{
    const char *at = text;
    struct date d = {.year = take_digits(&at, 4), .month = 1, .day = 1};
    if (d.year >= 0 && *at == '-') {
        at++;
        d.month = take_digits(&at, 2);
        if (d.month >= 1 && d.month <= 12 && *at == '-') {
            at++;
            d.day = take_digits(&at, 2);
        }
    }
    if (d.year < 1 || d.month < 1 || d.month > 12 || d.day < 1 ||
        d.day > clock_month_days(d.year, d.month) || *at != '\0') {
        return false;
    }
    *out = d;
    return true;
}
