/* labour_people.h - part of test_labour.c: who comes (attendance, season, childcare, children's
 * illness), how skilled they are, who guides them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_LABOUR_PEOPLE_H
#define TESTS_LABOUR_PEOPLE_H
#include "sim/num.h"
#include "tests/labour_town.h"

/* A pool of one kind: the mean share of its people who come on a working day, over years of 12
 * months of 30 days (tests/kernel.h), each lane a future of its own. */
static struct kernel pool_of(const char *kind, double heads)
{
    struct kernel k = fresh(1, 1);
    kernel_entry(&k, "labour", 0, kind);
    kernel_set(&k, "heads", heads);
    return k;
}
static double hours_per_head_and_day(const struct kernel *k, uint32_t day0, uint32_t n_day,
                                     double heads)
{
    double sum = 0.0;
    for (uint32_t d = day0; d < day0 + n_day; d++) {
        day(k, d);
        for (size_t l = 0; l < LANES; l++)
            sum += kernel_row(k, "came_h")[0].v[l];
    }
    return sum / heads / LANES / n_day;
}

/* Hours a person (type B and A: a place) gets in a month at the middle of the catalogue, against
 * the published band: type B 68.8 to 74.9 and type A 88.5 to 100.4 (wage reports of Hiroshima,
 * Aichi, Tochigi; 266 opening days, WAM 2025-002), part-timers 78 to 96.4 (Monthly Labour Survey
 * 2024, Aomori; 245 weekdays), side jobs 22 to 30 (Persol 2021, JOINS; all days). */
static void hours_a_month_are_as_published(void **state)
{
    (void)state;
    static const struct {
        const char *kind;
        double lo, hi, days, of_week;
    } cases[] = {{"b_type", 68.8, 74.9, 266.0, 5.0},
                 {"a_type", 88.5, 100.4, 266.0, 5.0},
                 {"parent", 78.0, 96.4, 245.0, 5.0},
                 {"side_job", 22.0, 30.0, 365.0, 7.0}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct kernel k = pool_of(cases[i].kind, 200.0);
        const double a_day = hours_per_head_and_day(&k, 0, 360 * 7, 200.0); /* whole weeks */
        const double month_h = a_day * 7.0 / cases[i].of_week * cases[i].days / 12.0;
        print_message("%s: %.1f h a month\n", cases[i].kind, month_h);
        assert_true(month_h > cases[i].lo && month_h < cases[i].hi);
        kernel_free(&k);
    }
}

/* The day's spread is binomial; weekends and holidays are closed; nobody comes twice. */
static void attendance_is_a_binomial_share(void **state)
{
    (void)state;
    struct kernel k = pool_of("b_type", 20.0);
    const double a = kernel_row(&k, "attend_frac")[0].v[0], h = kernel_row(&k, "day_h")[0].v[0];
    double sum = 0.0, sum2 = 0.0, n = 0.0;
    for (uint32_t d = 0; d < 7000; d++) {
        day(&k, d);
        for (size_t l = 0; l < LANES; l++) {
            const double came = kernel_row(&k, "came_h")[0].v[l] / h;
            assert_true(came >= 0.0 && came <= 20.0 * (1.0 + 1e-12));
            if ((d + 2) % 7 >= 5) {
                assert_true(came == 0.0);
                continue;
            }
            sum += came;
            sum2 += came * came;
            n += 1.0;
        }
    }
    const double mean = sum / n, var = sum2 / n - mean * mean;
    assert_true(fabs(mean - 20.0 * a) < 0.05); /* capped at 20: a little below */
    assert_true(fabs(var / (20.0 * a * (1.0 - a)) - 1.0) < 0.08);
    struct step holiday = kernel_step(0, future, 1);
    kernel_set_at(&k, "open_frac", 1, 1.0); /* Saturdays do not make holidays open */
    holiday.holiday = true;
    kernel_pass(&k, PASS_ALLOT, &holiday);
    assert_true(kernel_row(&k, "came_h")[0].v[0] == 0.0);
    kernel_free(&k);
}

/* Days a year that a worker who always stays home misses: the child's 19.3 at age 0 and 5.4 at age
 * 5 (Nohara et al. 2017), most in July, least in June, at the mean in other months. */
static void children_are_ill_as_published(void **state)
{
    (void)state;
    static const double published[] = {19.3, 5.4};
    for (size_t i = 0; i < COUNT_OF(published); i++) {
        struct kernel k = pool_of("parent", 2000.0);
        kernel_set(&k, "attend_frac", 1.0);
        kernel_set(&k, "need_frac", 0.0);
        kernel_set(&k, "day_h", 1.0);
        kernel_set(&k, "open_frac", 1.0);
        kernel_set(&k, "sick_home_frac", 1.0);
        kernel_set(&k, "sick_day", published[i]);
        const double care = kernel_row(&k, "care_day")[0].v[0];
        const double swing = kernel_row(&k, "sick_swing_frac")[0].v[0];
        double year = 0.0;
        for (uint32_t m = 0; m < 12; m++) { /* from April */
            const double missed =
                care * (1.0 - hours_per_head_and_day(&k, m * 30, 30, 2000.0)) / 12.0;
            const double expect = published[i] / 12.0 *
                                  (m == 3   ? 1.0 + swing
                                   : m == 2 ? 1.0 - swing
                                            : 1.0);
            assert_true(fabs(missed - expect) < 0.04);
            year += missed;
        }
        print_message("sick days a year: %.2f of %.1f\n", year, published[i]);
        assert_true(fabs(year - published[i]) < 0.2);
        kernel_set(&k, "sick_home_frac", 0.44); /* others look after the child on 56 % of days */
        const double missed = care * (1.0 - hours_per_head_and_day(&k, 360, 360, 2000.0));
        assert_true(fabs(missed - 0.44 * published[i]) < 0.2);
        kernel_free(&k);
    }
}

/* Mean hours of a day in the month of day `d`, in lane 4. */
static double usual_h(const struct kernel *k, uint32_t d)
{
    day(k, d);
    return kernel_row(k, "mean_h")[0].v[4];
}

/* Those who need a place come as far as there are places; the others always. */
static void childcare_places_let_parents_come(void **state)
{
    (void)state;
    struct kernel k = fresh(1, 1);
    kernel_set(&k, "heads", 20.0);
    kernel_set(&k, "attend_frac", 0.8);
    assert_true(fabs(usual_h(&k, 0) - 20.0 * 0.8 * 5.0) < 1e-12);
    kernel_set(&k, "need_frac", 0.6); /* 12 of 20 */
    static const double places[] = {0.0, 3.0, 11.0, 12.0, 50.0};
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        kernel_set(&k, "places", places[i]);
        const double able = 8.0 + (places[i] < 12.0 ? places[i] : 12.0);
        assert_true(fabs(usual_h(&k, 0) - able * 0.8 * 5.0) < 1e-12);
        assert_true(fabs(kernel_row(&k, "most_h")[0].v[4] - able * 5.0) < 1e-12);
        assert_true(fabs(kernel_row(&k, "spread_h")[0].v[4] - 5.0 * sqrt(able * 0.16)) < 1e-12);
    }
    kernel_free(&k);
}

/* Farmers come from November to April, and nobody in summer. */
static void seasons_open_and_close_a_pool(void **state)
{
    (void)state;
    struct kernel k = pool_of("farm_off_season", 10.0);
    const double full =
        10.0 * kernel_row(&k, "day_h")[0].v[0] * kernel_row(&k, "attend_frac")[0].v[0];
    static const double from_april[12] = {0.3, 0, 0, 0, 0, 0, 0, 0.5, 1, 1, 1, 1};
    for (uint32_t m = 0; m < 12; m++)
        assert_true(fabs(usual_h(&k, m * 30) - from_april[m] * full) < 1e-12 * full);
    kernel_free(&k);
}

/* 3.73 full-time staff for 10 users who are there all day (WAM 2025-002): 29.84 h a day. */
static void instructors_are_counted_by_users(void **state)
{
    (void)state;
    struct kernel k = fresh(1, 1);
    kernel_set(&k, "heads", 10.0);
    kernel_set(&k, "instructor_frac", 0.373);
    kernel_set(&k, "kiln.crew_want_h", 1000.0);
    day(&k, 0);
    assert_true(fabs(kernel_row(&k, "work_h")[0].v[0] - 50.0) < 1e-12);
    assert_true(fabs(kernel_row(&k, "instructor_h")[0].v[0] - 3.73 * 8.0) < 1e-12);
    kernel_set(&k, "kiln.crew_want_h", 0.0); /* information on this work, not on the office */
    day(&k, 1);
    assert_true(kernel_row(&k, "instructor_h")[0].v[0] == 0.0);
    kernel_free(&k);
}

static double skill_after(const struct kernel *k, uint32_t months, double want_h)
{
    set_want(k, STAFF, want_h);
    for (uint32_t d = 0; d < months * 30; d++) {
        day(k, d);
        month_end(k, d);
    }
    return kernel_row(k, "skill_frac")[0].v[7];
}

/* Beginners' pace rises with hours worked per head, by 63 % of the gap in `learning` hours, and
 * falls towards a beginner's with those who leave; the pace of the work follows it, once. */
static void skill_comes_with_practice_and_leaves_with_people(void **state)
{
    (void)state;
    struct kernel k = fresh(1, 1);
    kernel_set(&k, "heads", 4.0);
    kernel_set(&k, "novice_frac", 0.6);
    kernel_set(&k, "learn_h", 300.0);
    kernel_set(&k, "leave_per_year", 0.0);
    kernel_set(&k, "pace_frac", 0.5);
    day(&k, 0);
    assert_true(kernel_row(&k, "skill_frac")[0].v[7] == 0.6);
    set_want(&k, STAFF, 3.0); /* at 0.5 x 0.6 of a standard worker: 10 hours, 2.5 a head */
    day(&k, 0);
    assert_true(fabs(kernel_row(&k, "work_h")[0].v[7] - 10.0) < 1e-12);
    assert_true(fabs(kernel_row(&k, "staff_given_h")[0].v[7] - 3.0) < 1e-12);
    kernel_set(&k, "practice_h", 0.0);
    /* one month: 30 days of 10 h over 4 heads = 75 h of 300 */
    assert_true(fabs(skill_after(&k, 1, 3.0) - (1.0 - 0.4 * num_exp(-75.0 / 300.0))) < 1e-12);
    /* practised people need fewer hours for the same work */
    day(&k, 30);
    assert_true(kernel_row(&k, "work_h")[0].v[7] < 10.0);
    /* never over the full pace, which is neared in the end */
    const double full = skill_after(&k, 60, 50.0);
    assert_true(full <= 1.0 && full > 0.9999);
    /* idle and leaving at 0.24 a year: the lead over beginners shrinks by e^-0.24 in 12 months */
    kernel_set(&k, "leave_per_year", 0.24);
    const double later = skill_after(&k, 12, 0.0);
    assert_true(fabs((later - 0.6) / (full - 0.6) - num_exp(-0.24)) < 1e-12);
    /* twice the heads: half of them beginners; fewer heads: the same skill */
    kernel_set(&k, "leave_per_year", 0.0);
    kernel_set(&k, "heads", 8.0);
    assert_true(fabs(skill_after(&k, 1, 0.0) - (0.6 + (later - 0.6) / 2.0)) < 1e-12);
    kernel_set(&k, "heads", 3.0);
    assert_true(fabs(skill_after(&k, 1, 0.0) - (0.6 + (later - 0.6) / 2.0)) < 1e-12);
    kernel_free(&k);
    /* more turnover never means more skill */
    double last = 2.0;
    for (int turnover = 0; turnover < 8; turnover++) {
        k = fresh(1, 1);
        kernel_set(&k, "heads", 4.0);
        kernel_set(&k, "novice_frac", 0.6);
        kernel_set(&k, "leave_per_year", 0.2 * turnover);
        const double s = skill_after(&k, 24, 9.0);
        assert_true(s < last && s > 0.6);
        last = s;
        kernel_free(&k);
    }
}

/* Every kind has pace for each task, and who may do what is as the catalogue says. */
static void kinds_differ_in_what_they_may_do(void **state)
{
    (void)state;
    static const char *const kind[] = {"b_type",   "a_type",          "parent", "senior",
                                       "side_job", "farm_off_season", "staff"};
    for (size_t i = 0; i < COUNT_OF(kind); i++) {
        struct kernel k = pool_of(kind[i], 50.0);
        const struct lane *pace = kernel_row(&k, "pace_frac");
        for (size_t t = 0; t < TASKS; t++) {
            const bool barred = i == 0 && t == DRIVE;
            assert_true(barred ? pace[t].v[0] == 0.0 : pace[t].v[0] > 0.0);
            assert_true(i < COUNT_OF(kind) - 1 || pace[t].v[0] == 1.0);
        }
        assert_true(kernel_row(&k, "welfare_frac")->v[0] == (i < 2 ? 1.0 : 0.0));
        assert_true(kernel_row(&k, "wage_yen_per_h")->v[0] > (i == 0 ? 220.0 : 900.0));
        set_want(&k, DRIVE, 1.0);
        day(&k, 270);
        day(&k, 272); /* a Tuesday in January */
        assert_true((kernel_sum(&k, "drive_given_h", 0) > 0.0) == (i > 0));
        kernel_free(&k);
    }
}
#endif
