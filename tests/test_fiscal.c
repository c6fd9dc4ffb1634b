/* test_fiscal.c - fiscal years of results by month and by year, and what a series comes to in them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/fiscal.h"
#include "sim/mem.h"
#include "sim/model.h"
#include "tests/cmocka_all.h"

static const char *const month[] = {"2026-01", "2026-02", "2026-03", "2026-04", "2026-05"};
static const int32_t month_day[] = {0, 31, 59, 90, 120};
static const char *const year[] = {"2025", "2026", "2027"};
static const int32_t year_day[] = {0, 90, 455};

/* January to May 2026: three months of one fiscal year, two of the next. */
static void by_month(void **state)
{
    (void)state;
    const double x[] = {10.0, 20.0, 30.0, 1.0, 3.0};
    const struct results r = {.start = "2026-01-01",
                              .n_month = 5,
                              .month = month,
                              .month_days = month_day,
                              .years = 5.0 / 12.0};
    struct fiscal_years l;
    struct arena *a = arena_new();
    assert_true(fiscal_list(&r, a, &l));
    assert_true(l.monthly);
    assert_int_equal(l.n, 2);
    assert_int_equal(l.year[0].fiscal, 2025);
    assert_int_equal(l.year[0].months, 3);
    assert_int_equal(l.year[1].fiscal, 2026);
    assert_int_equal(l.year[1].months, 2);
    assert_true(fiscal_gather(&l, 0, AGG_SUM, x, 1) == 60.0);
    assert_true(fiscal_gather(&l, 0, AGG_LAST, x, 1) == 30.0);
    /* a mean counts a month by its days: 31, 28 and 31; 30 and 31 */
    assert_true(fiscal_gather(&l, 0, AGG_MEAN, x, 1) == (310.0 + 560.0 + 930.0) / 90.0);
    assert_true(fiscal_gather(&l, 1, AGG_MEAN, x, 1) == (30.0 + 93.0) / 61.0);
    assert_true(fiscal_gather(&l, 1, AGG_SUM, x, 1) == 4.0);
    arena_free(a);
}

/* January 2026 to June 2027 by year: of the first and the last only a part. */
static void by_year(void **state)
{
    (void)state;
    const double x[] = {1.0, -1.0, 2.0, -1.0, 4.0, -1.0}; /* of two entities, the first */
    const struct results r = {
        .start = "2026-01-01", .n_month = 3, .month = year, .month_days = year_day, .years = 1.5};
    struct fiscal_years l;
    struct arena *a = arena_new();
    assert_true(fiscal_list(&r, a, &l));
    assert_false(l.monthly);
    assert_int_equal(l.n, 3);
    assert_int_equal(l.year[0].fiscal, 2025);
    assert_int_equal(l.year[0].months, 3);
    assert_int_equal(l.year[1].fiscal, 2026);
    assert_int_equal(l.year[1].months, 12);
    assert_int_equal(l.year[2].fiscal, 2027);
    assert_int_equal(l.year[2].months, 3);
    assert_true(l.days[0] == 90.0 && l.days[1] == 365.0 && l.days[2] == 91.0);
    assert_true(fiscal_gather(&l, 1, AGG_MEAN, x, 2) == 2.0);
    assert_true(fiscal_gather(&l, 2, AGG_SUM, x, 2) == 4.0);
    arena_free(a);
}

/* A model of one's own has no time. */
static void no_time(void **state)
{
    (void)state;
    const struct results r = {.start = ""};
    struct fiscal_years l;
    struct arena *a = arena_new();
    assert_true(fiscal_list(&r, a, &l));
    assert_int_equal(l.n, 0);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(by_month), cmocka_unit_test(by_year),
                                       cmocka_unit_test(no_time)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
