/* clock.h - the calendar: days, months, fiscal years, weekdays, Japanese national holidays.
 *
 * Dates are proleptic Gregorian; day numbers count from 1970-01-01 (civil days, no time zone).
 * Holidays: Act on National Holidays (昭和23年法律第178号) as amended; equinoxes by the usual
 * approximation of the national observatory's almanac, valid 1980-2099; substitute days and days
 * between two holidays included. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_CLOCK_H
#define SIM_CLOCK_H
#include <stdbool.h>
#include <stdint.h>

struct date {
    int year, month, day; /* month 1..12 */
};
int64_t clock_days(struct date d); /* civil day number */
struct date clock_date(int64_t days);
int clock_month_days(int year, int month);
int clock_weekday(int64_t days);      /* 0 = Monday */
int clock_day_of_year(struct date d); /* 0-based */
int clock_fiscal_year(struct date d); /* starts 1 April */
bool clock_is_holiday(struct date d);
const char *clock_holiday_name(struct date d, bool ja); /* NULL: none */
/* "2026-04-01" (also "2026-04", "2026"); false on anything else. */
bool clock_parse(const char *text, struct date *out);
#endif
