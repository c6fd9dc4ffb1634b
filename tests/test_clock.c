/* test_clock.c - days and dates, weekdays, fiscal years, holidays against the published list.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/clock.h"
#include "tests/cmocka_all.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void test_days_follow_each_other(void **state)
{
    (void)state;
    struct date d = {1899, 12, 31};
    int64_t days = clock_days(d);
    int weekday = clock_weekday(days); /* a Sunday */
    assert_int_equal(weekday, 6);
    while (d.year < 2101) {
        const struct date back = clock_date(days);
        assert_true(back.year == d.year && back.month == d.month && back.day == d.day);
        assert_int_equal(clock_days(d), days);
        assert_int_equal(clock_weekday(days), weekday);
        days++;
        weekday = (weekday + 1) % 7;
        if (++d.day > clock_month_days(d.year, d.month)) {
            d.day = 1;
            d.month = d.month % 12 + 1;
            d.year += d.month == 1;
        }
    }
    assert_int_equal(clock_days((struct date){1970, 1, 1}), 0);
    assert_int_equal(clock_days((struct date){2000, 3, 1}), 11017);
    assert_int_equal(clock_days((struct date){1, 1, 1}), -719162);
    const struct date first = clock_date(-719162);
    assert_true(first.year == 1 && first.month == 1 && first.day == 1);
}

static void test_year_parts(void **state)
{
    (void)state;
    assert_int_equal(clock_month_days(2024, 2), 29);
    assert_int_equal(clock_month_days(2100, 2), 28);
    assert_int_equal(clock_month_days(2000, 2), 29);
    assert_int_equal(clock_weekday(clock_days((struct date){2026, 4, 1})), 2); /* Wednesday */
    assert_int_equal(clock_day_of_year((struct date){2026, 1, 1}), 0);
    assert_int_equal(clock_day_of_year((struct date){2024, 12, 31}), 365);
    assert_int_equal(clock_fiscal_year((struct date){2026, 3, 31}), 2025);
    assert_int_equal(clock_fiscal_year((struct date){2026, 4, 1}), 2026);
}

static void test_parse(void **state)
{
    (void)state;
    struct date d = {0};
    assert_true(clock_parse("2026-04-01", &d));
    assert_true(d.year == 2026 && d.month == 4 && d.day == 1);
    assert_true(clock_parse("2024-02-29", &d));
    assert_true(clock_parse("2026-12", &d));
    assert_true(d.year == 2026 && d.month == 12 && d.day == 1);
    assert_true(clock_parse("2030", &d));
    assert_true(d.year == 2030 && d.month == 1 && d.day == 1);
    static const char *const bad[] = {
        "",           "26-04-01",    "2026-4-1",    "2026-13-01", "2026-00-01", "2026-02-29",
        "2026-04-00", "2026-04-31",  "2026-04-01x", "2026-04-",   "2026-",      "2026/04/01",
        " 2026",      "2026-04-01 ", "-2026",       "never",      "20260401",   "0000-01-01"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (clock_parse(bad[i], &d)) {
            fail_msg("\"%s\" was taken for a date", bad[i]);
        }
    }
}

/* Each line of the list names all holidays of its year; every other day must be none. */
static void check_year(char *line)
{
    char *rest = NULL;
    const int year = atoi(strtok_r(line, " \n", &rest));
    bool listed[13][32] = {{false}};
    for (char *w = strtok_r(NULL, " \n", &rest); w != NULL; w = strtok_r(NULL, " \n", &rest)) {
        listed[atoi(w)][atoi(w + 3)] = true;
    }
    for (int m = 1; m <= 12; m++) {
        for (int d = 1; d <= clock_month_days(year, m); d++) {
            if (clock_is_holiday((struct date){year, m, d}) != listed[m][d]) {
                fail_msg("%d-%02d-%02d: listed %d", year, m, d, listed[m][d]);
            }
        }
    }
}

static void test_published_holidays(void **state)
{
    (void)state;
    FILE *f = fopen("tests/kat/holidays.txt", "r");
    assert_non_null(f);
    char line[512];
    int n = 0;
    while (fgets(line, sizeof line, f) != NULL) {
        if (line[0] != '#') {
            check_year(line);
            n++;
        }
    }
    fclose(f);
    assert_int_equal(n, 18);
}

static void assert_name(int year, int month, int day, const char *en, const char *ja)
{
    const struct date d = {year, month, day};
    if (en == NULL) {
        assert_null(clock_holiday_name(d, false));
        assert_null(clock_holiday_name(d, true));
        assert_false(clock_is_holiday(d));
        return;
    }
    assert_string_equal(clock_holiday_name(d, false), en);
    assert_string_equal(clock_holiday_name(d, true), ja);
}

static void test_names_and_amendments(void **state)
{
    (void)state;
    assert_name(2026, 1, 1, "New Year's Day", "元日");
    assert_name(2026, 5, 6, "Substitute holiday", "振替休日");
    assert_name(2026, 9, 22, "Citizens' holiday", "国民の休日");
    assert_name(2026, 4, 1, NULL, NULL);
    assert_name(1986, 5, 4, NULL, NULL); /* a Sunday */
    assert_name(1987, 5, 4, "Substitute holiday", "振替休日");
    assert_name(1988, 5, 4, "Citizens' holiday", "国民の休日");
    assert_name(1985, 5, 4, NULL, NULL); /* before the amendment */
    assert_name(1989, 2, 24, "Funeral of Emperor Showa", "大喪の礼");
    assert_name(1989, 4, 29, "Greenery Day", "みどりの日");
    assert_name(1993, 6, 9, "Wedding of Crown Prince Naruhito", "結婚の儀");
    assert_name(1995, 7, 20, NULL, NULL);
    assert_name(1999, 1, 15, "Coming of Age Day", "成人の日");
    assert_name(2000, 1, 15, NULL, NULL);
    assert_name(2019, 12, 23, NULL, NULL);
    assert_name(2020, 7, 20, NULL, NULL);
}

/* The spring equinox reaches 19 March in 2092 (table of the article 春分の日, Japanese Wikipedia:
 * leap years after 2088); autumn 2049 makes a day between two holidays. */
static void test_equinoxes_to_2099(void **state)
{
    (void)state;
    assert_name(1980, 3, 20, "Vernal Equinox Day", "春分の日");
    assert_name(2012, 9, 22, "Autumnal Equinox Day", "秋分の日");
    assert_name(2026, 9, 23, "Autumnal Equinox Day", "秋分の日");
    assert_name(2050, 9, 23, "Autumnal Equinox Day", "秋分の日");
    assert_name(2049, 9, 21, "Citizens' holiday", "国民の休日");
    assert_name(2092, 3, 19, "Vernal Equinox Day", "春分の日");
    for (int year = 1980; year <= 2099; year++) {
        int n = 0;
        for (int64_t t = clock_days((struct date){year, 1, 1});
             t < clock_days((struct date){year + 1, 1, 1}); t++) {
            n += clock_is_holiday(clock_date(t));
        }
        assert_in_range((uintmax_t)n, 12, 22);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days_follow_each_other),
        cmocka_unit_test(test_year_parts),
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_published_holidays),
        cmocka_unit_test(test_names_and_amendments),
        cmocka_unit_test(test_equinoxes_to_2099),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
