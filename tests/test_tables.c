/* test_tables.c - the data tables against totals that were published beside them.
 *
 * models/zone.csv: each station's yearly normal was not used to type in the months, so a slip in
 * any month shows. models/deflator.csv: the chain against the index of another publisher.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/mem.h"
#include "sim/registry.h"
#include "sim/registry_catalogue.h"

enum { MONTHS = 12 };
static const double month_days[MONTHS] = {31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

/* Yearly normals: SSDSE-F 2023v3, rows "year" (1991-2020); Abashiri: the normals of 1981-2010. */
static const struct year_normal {
    const char *zone;
    double temp_degc, precip_mm, wet_day; /* wet_day 0: not published */
} year_normal[] = {
    {"abashiri", 6.5, 787.5, 0.0},     {"sapporo", 9.2, 1146.1, 143.5},
    {"aomori", 10.7, 1350.7, 162.4},   {"morioka", 10.6, 1279.9, 126.3},
    {"sendai", 12.8, 1276.7, 99.4},    {"akita", 12.1, 1741.6, 173.8},
    {"kumagaya", 15.4, 1305.8, 95.7},  {"tokyo", 15.8, 1598.2, 102.5},
    {"niigata", 13.9, 1845.9, 171.5},  {"nagano", 12.3, 965.1, 109.6},
    {"shizuoka", 16.9, 2327.3, 106.1}, {"tsu", 16.3, 1612.9, 102.0},
    {"nara", 15.7, 1365.1, 106.3},     {"fukuoka", 17.3, 1686.9, 112.6},
    {"oita", 16.8, 1727.0, 98.4},      {"kumamoto", 17.2, 2007.0, 110.1},
};

/* Index of Japan's GDP deflator, 2020 = 100, IMF World Economic Outlook. */
static const struct level {
    int year;
    double index;
} level[] = {{1970, 43.4}, {1990, 106.5}, {2000, 108.9}, {2005, 102.1}, {2010, 97.1},
             {2011, 95.5}, {2012, 94.8},  {2013, 94.5},  {2014, 96.1},  {2015, 98.1},
             {2016, 98.5}, {2017, 98.5},  {2018, 98.4},  {2019, 99.1},  {2020, 100.0},
             {2021, 99.8}, {2022, 100.2}, {2023, 104.3}, {2024, 107.3}};

static void load_zones(struct arena *a, struct catalogue *zones)
{
    char fault[256] = "";
    const char *text = embedded_text("models/zone.csv");
    assert_non_null(text);
    if (!catalogue_parse(a, "zone", text, zones, fault))
        fail_msg("models/zone.csv:%s", fault);
}

static const struct catalogue_value *field_of(const struct catalogue_entry *e, const char *field)
{
    for (size_t i = 0; i < e->n_value; i++)
        if (strcmp(e->value[i].field, field) == 0)
            return &e->value[i];
    fail_msg("%s has no %s", e->name, field);
    return NULL;
}

static void months_of(const struct catalogue_entry *e, const char *field, double month[MONTHS])
{
    const char *at = field_of(e, field)->value;
    for (size_t m = 0; m < MONTHS; m++) {
        char *end;
        month[m] = strtod(at, &end);
        if (end == at)
            fail_msg("%s.%s has fewer than 12 numbers", e->name, field);
        at = end;
    }
    if (at[strspn(at, " ")] != '\0')
        fail_msg("%s.%s has more than 12 numbers", e->name, field);
}

static double sum_of(const double month[MONTHS])
{
    double sum = 0.0;
    for (size_t m = 0; m < MONTHS; m++)
        sum += month[m];
    return sum;
}

static void assert_near(double got, double want, double within, const char *what)
{
    if (!(got >= want - within && got <= want + within))
        fail_msg("%s: %.3f, published %.3f", what, got, want);
}

static void test_zone_years(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    struct catalogue zones;
    load_zones(a, &zones);
    assert_true(zones.n_entry >= 12);
    assert_int_equal(zones.n_entry, COUNT_OF(year_normal));
    for (size_t i = 0; i < zones.n_entry; i++) {
        const struct catalogue_entry *e = &zones.entry[i];
        const struct year_normal *year = &year_normal[i];
        double month[MONTHS];
        assert_string_equal(e->name, year->zone);
        months_of(e, "temp", month);
        assert_near(sum_of(month) / MONTHS, year->temp_degc, 0.06, e->name);
        months_of(e, "precip", month);
        assert_near(sum_of(month), year->precip_mm, 1.2, e->name);
        months_of(e, "wet_days", month);
        if (year->wet_day > 0.0)
            assert_near(sum_of(month), year->wet_day, 0.6, e->name);
    }
    arena_free(a);
}

static void test_zone_values(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    struct catalogue zones;
    load_zones(a, &zones);
    for (size_t i = 0; i < zones.n_entry; i++) {
        const struct catalogue_entry *e = &zones.entry[i];
        double temp[MONTHS], sd[MONTHS], precip[MONTHS], wet[MONTHS];
        assert_int_equal(e->n_value, 4);
        months_of(e, "temp", temp);
        months_of(e, "temp_sd", sd);
        months_of(e, "precip", precip);
        months_of(e, "wet_days", wet);
        for (size_t m = 0; m < MONTHS; m++) {
            assert_true(sd[m] >= 1.5 && sd[m] <= 5.5);
            assert_true(wet[m] > 1.0 && wet[m] < month_days[m]);
            assert_true(precip[m] / wet[m] > 3.0 && precip[m] / wet[m] < 45.0);
            assert_true(temp[m] < temp[7] + 0.01); /* August is the warmest month everywhere */
        }
        assert_true(strncmp(field_of(e, "temp_sd")->source, "assumption", 10) == 0);
        for (size_t v = 0; v < e->n_value; v++) {
            assert_true(strlen(e->value[v].source) > 20);
            assert_int_equal(strspn(e->value[v].pedigree, "01234"), 4);
        }
    }
    arena_free(a);
}

/* The index of one year, or 0. */
static double deflator_of(int year)
{
    const char *s = embedded_text("models/deflator.csv");
    assert_non_null(s);
    while (s && *s) {
        char *end;
        if (strtol(s, &end, 10) == year && end != s && *end == ',')
            return strtod(end + 1, NULL);
        s = strchr(s, '\n');
        s = s ? s + 1 : NULL;
    }
    return 0.0;
}

static void test_deflator(void **state)
{
    (void)state;
    for (int year = 1960; year <= 2024; year++)
        assert_true(deflator_of(year) > 20.0);
    assert_true(deflator_of(2025) == 0.0); /* not read anywhere: the plan holds 2024 */
    assert_near(deflator_of(2020), 100.0, 1e-9, "base year");
    for (size_t i = 0; i < COUNT_OF(level); i++) {
        char what[16];
        snprintf(what, sizeof(what), "%d", level[i].year);
        assert_near(deflator_of(level[i].year), level[i].index, 0.07, what);
    }
}

static void test_deflator_sources(void **state)
{
    (void)state;
    const char *s = embedded_text("models/deflator.csv");
    size_t n = 0;
    for (; s && *s; s = strchr(s, '\n') ? strchr(s, '\n') + 1 : NULL) {
        char *end;
        if (strtol(s, &end, 10) == 0)
            continue;
        const size_t line = strcspn(s, "\n");
        const char *quote = memchr(s, '"', line);
        assert_non_null(quote);
        assert_true((size_t)(quote - s) + 30 < line);
        n++;
    }
    assert_int_equal(n, 2024 - 1960 + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zone_years),
        cmocka_unit_test(test_zone_values),
        cmocka_unit_test(test_deflator),
        cmocka_unit_test(test_deflator_sources),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
