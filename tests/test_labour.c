/* test_labour.c - hours split over tasks: balanced, within the pools, near the linear programme.
 * Who comes and how skilled they are: labour_people.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/labour_people.h"

static void check_limits(const struct kernel *k, uint32_t n_pool, uint32_t n_kiln)
{
    for (size_t l = 0; l < LANES; l++) {
        double done = 0.0, moved = 0.0, welfare = 0.0, task[TASKS] = {0};
        for (size_t p = 0; p < n_pool; p++) {
            const double came = kernel_row(k, "came_h")[p].v[l];
            const double work = kernel_row(k, "work_h")[p].v[l];
            const double fresh_h = kernel_row(k, "new_h")[p].v[l];
            const double base = kernel_row(k, "baseline_frac")[p].v[l];
            assert_true(work >= 0.0 && work <= came);
            assert_true(fresh_h >= 0.0 && fresh_h <= work);
            assert_true(fresh_h <= came * (1.0 - base) * (1.0 + 1e-12));
            /* idle hours first: nothing is moved while idle hours are left */
            assert_true(work == fresh_h || fresh_h >= came * (1.0 - base) * (1.0 - 1e-12));
            assert_true(kernel_row(k, "wage_yen")[p].v[l] ==
                        work * kernel_row(k, "wage_yen_per_h")[p].v[l]);
            done += work;
            moved += work - fresh_h;
            welfare += fresh_h * kernel_row(k, "welfare_frac")[p].v[l];
        }
        for (size_t q = 0; q < n_kiln; q++)
            for (size_t t = 0; t < TASKS; t++) {
                const double given = given_row(k, q, t)->v[l];
                assert_true(given >= 0.0 && given <= want_row(k, q, t)->v[l]);
                task[t] += t < STEPS || q == 0 ? given : 0.0;
            }
        for (size_t t = 0; t < TASKS; t++)
            assert_true(fabs(kernel_row(k, "task_h")[t].v[l] - task[t]) <= 1e-12 * (1.0 + task[t]));
        assert_true(fabs(kernel_row(k, "moved_h")[0].v[l] - moved) <= 1e-12 * (1.0 + done));
        assert_true(fabs(kernel_row(k, "welfare_h")[0].v[l] - welfare) <= 1e-12 * (1.0 + done));
    }
}

static void nobody_works_more_than_he_came(void **state)
{
    (void)state;
    uint64_t rng = 9;
    for (int round = 0; round < 200; round++) {
        const uint32_t n = 1 + (uint32_t)(kernel_draw(&rng) * MAX_POOL);
        const uint32_t kilns = 1 + (uint32_t)(kernel_draw(&rng) * MAX_KILN);
        struct kernel k = fresh(n, kilns);
        kernel_scatter(&k, "heads", &rng, 0.0, 20.0);
        kernel_scatter(&k, "attend_frac", &rng, 0.0, 1.0);
        kernel_scatter(&k, "pace_frac", &rng, -0.3, 1.2);
        struct lane *pace = kernel_row(&k, "pace_frac");
        for (size_t i = 0; i < n * TASKS; i++)
            for (size_t l = 0; l < LANES; l++)
                pace[i].v[l] = pace[i].v[l] < 0.0 ? 0.0 : pace[i].v[l];
        kernel_scatter(&k, "baseline_frac", &rng, 0.0, 1.0);
        kernel_scatter(&k, "welfare_frac", &rng, 0.0, 1.0);
        kernel_scatter(&k, "wage_yen_per_h", &rng, 200.0, 1500.0);
        kernel_scatter(&k, "kiln.crew_h", &rng, 0.0, 10.0);
        kernel_scatter(&k, "kiln.crew_want_h", &rng, 0.0, 20.0);
        kernel_scatter(&k, "station.staff_want_h", &rng, 0.0, 20.0);
        kernel_scatter(&k, "transport.drive_want_h", &rng, 0.0, 20.0);
        if (round % 5 == 0)
            kernel_set_at(&k, "kiln.crew_want_h", 2, 0.0);
        for (uint32_t d = 0; d < 4; d++) {
            day(&k, d);
            check_limits(&k, n, kilns);
        }
        kernel_free(&k);
    }
}

/* Hours that pools book make exactly the standard hours that kilns get. */
static void hours_worked_make_what_is_given(void **state)
{
    (void)state;
    uint64_t rng = 31;
    struct kernel k = fresh(3, 1);
    kernel_scatter(&k, "heads", &rng, 2.0, 9.0);
    /* equal pace in all tasks of a pool: hours x pace must give the total */
    for (size_t p = 0; p < 3; p++)
        for (size_t t = 0; t < TASKS; t++)
            kernel_set_at(&k, "pace_frac", p * TASKS + t, 0.4 + 0.2 * (double)p);
    kernel_set(&k, "kiln.crew_h", 10.0);
    for (size_t t = 0; t < TASKS; t++)
        set_want(&k, t, 4.0 + 3.0 * (double)t);
    day(&k, 0);
    for (size_t l = 0; l < LANES; l++) {
        double made = 0.0;
        for (size_t p = 0; p < 3; p++)
            made += kernel_row(&k, "work_h")[p].v[l] * (0.4 + 0.2 * (double)p);
        assert_true(fabs(made - given_sum(&k, l)) < 1e-11 * made);
    }
    kernel_free(&k);
}

/* One pool: every task is cut alike, and the cut is what the hours allow. */
static void one_pool_is_balanced_exactly(void **state)
{
    (void)state;
    struct kernel k = fresh(1, 1);
    const double want[TASKS] = {2.5, 2.5, 1.5, 0.5, 1.0, 3.0, 2.0};
    const double pace[TASKS] = {0.45, 0.1, 0.45, 0.4, 0.55, 0.5, 0.9};
    double need = 0.0;
    for (size_t t = 0; t < TASKS; t++) {
        set_want(&k, t, want[t]);
        kernel_set_at(&k, "pace_frac", t, pace[t]);
        need += want[t] / pace[t];
    }
    for (int heads = 0; heads < 20; heads++) {
        kernel_set(&k, "heads", heads);
        kernel_set(&k, "wage_yen_per_h", 247.0);
        day(&k, 0);
        const double cut = heads * 5.0 < need ? heads * 5.0 / need : 1.0;
        for (size_t t = 0; t < TASKS; t++)
            assert_true(fabs(given_row(&k, 0, t)->v[5] - cut * want[t]) < 1e-13 * need);
        assert_true(fabs(kernel_row(&k, "work_h")[0].v[5] - cut * need) < 1e-12 * need);
        assert_true(fabs(kernel_row(&k, "wage_yen")[0].v[5] - 247.0 * cut * need) < 1e-9 * need);
    }
    kernel_free(&k);
}

/* A step that nobody can do stops the kiln, and nobody is paid for its other steps; staffing and
 * driving go on, and are stopped by themselves only. One pool and two must both see it so. */
static void what_nobody_can_do_stops_only_itself(void **state)
{
    (void)state;
    for (uint32_t n = 1; n <= 2; n++)
        for (size_t stop = 0; stop < TASKS; stop++) {
            struct kernel k = fresh(n, 1);
            kernel_set(&k, "heads", 50.0);
            kernel_set(&k, "pace_frac", 0.5);
            for (size_t t = 0; t < TASKS; t++)
                set_want(&k, t, 2.0 + (double)t);
            for (size_t p = 0; p < n; p++)
                kernel_set_at(&k, "pace_frac", p * TASKS + stop, 0.0);
            day(&k, 0);
            double all = 0.0;
            for (size_t t = 0; t < TASKS; t++) {
                const bool stopped = t == stop || (t < STEPS && stop < STEPS);
                const double want = stopped ? 0.0 : 2.0 + (double)t;
                assert_true(fabs(given_row(&k, 0, t)->v[3] - want) < 1e-12);
                all += want;
            }
            assert_true(fabs(kernel_sum(&k, "work_h", 3) - all / 0.5) < 1e-11);
            kernel_free(&k);
        }
}

/* Who cannot drive is not kept from the kiln by a lack of drivers. */
static void a_missing_driver_does_not_stop_the_kiln(void **state)
{
    (void)state;
    struct kernel k = fresh(2, 1);
    kernel_set(&k, "heads", 10.0);
    kernel_set_at(&k, "heads", 1, 1.0);
    kernel_set(&k, "pace_frac", 1.0);
    kernel_set_at(&k, "pace_frac", DRIVE, 0.0);
    kernel_set(&k, "kiln.crew_h", 8.0);
    for (size_t t = 0; t < TASKS; t++)
        set_want(&k, t, t < STEPS ? 8.0 : t == DRIVE ? 40.0 : 0.0);
    day(&k, 0);
    for (size_t t = 0; t < STEPS; t++)
        assert_true(fabs(given_row(&k, 0, t)->v[0] - 8.0) < 1e-9);
    const double drive = given_row(&k, 0, DRIVE)->v[0];
    assert_true(drive > 4.5 && drive <= 5.0); /* all of the only driver's hours, nearly */
    kernel_free(&k);
}

/* What the usual shares of the month make, per hour wanted, of the tasks that are wanted: the
 * largest relative difference between two tasks in any lane. */
static double unbalance(const struct kernel *k, uint32_t n, const double want[TASKS])
{
    day(k, 0);
    double worst = 0.0;
    for (size_t l = 0; l < LANES; l++) {
        double lo = INFINITY, hi = 0.0;
        for (size_t t = 0; t < TASKS; t++) {
            double made = 0.0;
            for (size_t p = 0; p < n; p++)
                made += kernel_row(k, "heads")[p].v[l] * kernel_row(k, "attend_frac")[p].v[l] *
                        kernel_row(k, "day_h")[p].v[l] *
                        kernel_row(k, "share_frac")[p * TASKS + t].v[l] *
                        kernel_row(k, "pace_frac")[p * TASKS + t].v[l];
            if (want[t] > 0.0) {
                lo = made / want[t] < lo ? made / want[t] : lo;
                hi = made / want[t] > hi ? made / want[t] : hi;
            }
        }
        worst = hi / lo - 1.0 > worst ? hi / lo - 1.0 : worst;
    }
    return worst;
}

/* The month's shares make the tasks in the mix of the kilns' full work: crew x capacity / batch,
 * summed over kilns, from the hours of those who usually come. */
static void usual_shares_serve_the_usual_month(void **state)
{
    (void)state;
    uint64_t rng = 21;
    const double pace[TASKS] = {0.5, 0.3, 0.6, 0.4, 0.8, 0.7, 0.9};
    const double crew[3][STEPS] = {{2, 5, 1, 2, 3}, {4, 1, 6, 1, 2}, {0, 0, 0, 0, 0}};
    double want[TASKS];
    struct kernel k = fresh(3, 3);
    kernel_scatter(&k, "heads", &rng, 2.0, 9.0);
    kernel_scatter(&k, "attend_frac", &rng, 0.5, 1.0);
    kernel_scatter(&k, "day_h", &rng, 3.0, 7.0);
    kernel_scatter(&k, "pace_frac", &rng, 0.7, 0.8);
    for (uint32_t q = 0; q < 3; q++) {
        kernel_set_at(&k, "kiln.capacity_t_per_day", q, 3.0 - q);
        kernel_set_at(&k, "kiln.batch_t", q, 0.5 + q);
        for (size_t t = 0; t < STEPS; t++)
            kernel_set_at(&k, "kiln.crew_h", q * STEPS + t, crew[q][t]);
    }
    for (size_t t = 0; t < STEPS; t++)
        want[t] = crew[0][t] * 6.0 + crew[1][t] * 2.0 / 1.5;
    kernel_set(&k, "station.usual_staff_h", want[STAFF] = 9.0);
    want[DRIVE] = 7.0; /* a working day's, if a month's mean day has 5 */
    kernel_set(&k, "usual_drive_h", 5.0);
    assert_true(unbalance(&k, 3, want) < 1e-6);
    for (size_t p = 0; p < 3; p++)
        for (size_t l = 0; l < LANES; l++) {
            const double h = kernel_row(&k, "heads")[p].v[l] *
                             kernel_row(&k, "attend_frac")[p].v[l] *
                             kernel_row(&k, "day_h")[p].v[l];
            assert_true(fabs(kernel_row(&k, "mean_h")[p].v[l] - h) < 1e-12 * h);
        }
    kernel_free(&k);
    /* one open pool needs one step, whichever task is wanted most or not at all */
    for (size_t none = 0; none <= TASKS; none++) {
        struct kernel one = fresh(2, 1);
        kernel_set(&one, "heads", 7.0);
        kernel_set_at(&one, "opens_day", 1, NEVER_DAY);
        for (size_t t = 0; t < TASKS; t++) {
            want[t] = t == none ? 0.0 : t == 3 ? 1e-4 : 8.0 - (double)t;
            kernel_set_at(&one, "pace_frac", t, pace[t]);
            struct lane usual;
            kernel_fill(&usual, 1, want[t]);
            set_usual(&one, t, &usual);
        }
        assert_true(unbalance(&one, 1, want) < 1e-12);
        kernel_free(&one);
    }
}

/* A pool that is not open changes no bit of the others' day. */
static void a_closed_pool_changes_nothing(void **state)
{
    (void)state;
    struct kernel two = fresh(2, 1), three = fresh(3, 1);
    struct kernel *both[2] = {&two, &three};
    for (size_t i = 0; i < 2; i++) {
        for (size_t p = 0; p < 2 + i; p++) {
            kernel_set_at(both[i], "heads", p, 3.0 + (double)p);
            kernel_set_at(both[i], "attend_frac", p, 0.8);
            for (size_t t = 0; t < TASKS; t++)
                kernel_set_at(both[i], "pace_frac", p * TASKS + t,
                              p == 0 ? 0.3 + 0.1 * (double)t : 1.0 - 0.1 * (double)t);
        }
        kernel_set(both[i], "kiln.crew_h", 5.0);
        kernel_set(both[i], "kiln.crew_want_h", 7.0);
        kernel_set(both[i], "station.staff_want_h", 4.0);
        kernel_set(both[i], "transport.drive_want_h", 3.0);
    }
    kernel_set_at(&three, "opens_day", 2, NEVER_DAY);
    for (uint32_t d = 0; d < 40; d++) {
        dims[1].n = first[1] = 2;
        day(&two, d);
        first[1] = 3;
        day(&three, d);
        assert_memory_equal(kernel_row(&two, "task_h"), kernel_row(&three, "task_h"),
                            TASKS * sizeof(struct lane));
        assert_memory_equal(kernel_row(&two, "work_h"), kernel_row(&three, "work_h"),
                            2 * sizeof(struct lane));
        assert_memory_equal(kernel_row(&two, "moved_h"), kernel_row(&three, "moved_h"),
                            sizeof(struct lane));
        assert_true(kernel_row(&three, "work_h")[2].v[0] == 0.0);
    }
    kernel_free(&two);
    kernel_free(&three);
}

/* A town with one pool takes a short way; it must give the bits of the long one, whenever and for
 * whatever reason the other pool stays away. */
static void one_who_comes_alone_is_served_alike(void **state)
{
    (void)state;
    uint64_t rng = 3;
    for (int reason = 0; reason < 3; reason++) {
        struct kernel one = fresh(1, 1), two = fresh(2, 1);
        struct kernel *both[2] = {&one, &two};
        struct lane heads, pace[TASKS], want[TASKS];
        for (size_t l = 0; l < LANES; l++) {
            heads.v[l] = 6.0 * kernel_draw(&rng);
            for (size_t t = 0; t < TASKS; t++) {
                pace[t].v[l] = kernel_draw(&rng) < 0.1 ? 0.0 : kernel_draw(&rng);
                want[t].v[l] = kernel_draw(&rng) < 0.2 ? 0.0 : 8.0 * kernel_draw(&rng);
            }
        }
        for (size_t i = 0; i < 2; i++) {
            kernel_set(both[i], "attend_frac", 0.8);
            kernel_set(both[i], "heads", 5.0);
            kernel_set(both[i], "kiln.crew_h", 5.0);
            kernel_set(both[i], "novice_frac", 0.6);
            kernel_row(both[i], "heads")[0] = heads;
            memcpy(kernel_row(both[i], "pace_frac"), pace, sizeof pace);
            for (size_t t = 0; t < TASKS; t++)
                *want_row(both[i], 0, t) = want[t];
        }
        if (reason == 0)
            kernel_set_at(&two, "opens_day", 1, NEVER_DAY);
        else if (reason == 1)
            kernel_set_at(&two, "heads", 1, 0.0);
        else
            for (size_t type = 0; type < 4; type++)
                kernel_set_at(&two, "open_frac", 4 + type, 0.0);
        for (uint32_t d = 0; d < 40; d++) {
            first[1] = dims[1].n = 1;
            day(&one, d);
            month_end(&one, d);
            first[1] = dims[1].n = 2;
            day(&two, d);
            month_end(&two, d);
            static const char *const row[] = {"task_h",        "crew_given_h", "staff_given_h",
                                              "drive_given_h", "work_h",       "new_h",
                                              "moved_h",       "instructor_h", "skill_frac"};
            for (size_t i = 0; i < COUNT_OF(row); i++)
                assert_memory_equal(kernel_row(&one, row[i]), kernel_row(&two, row[i]),
                                    (i == 0   ? TASKS
                                     : i == 1 ? STEPS
                                              : 1) *
                                        sizeof(struct lane));
            assert_true(kernel_row(&two, "work_h")[1].v[0] == 0.0);
        }
        kernel_free(&one);
        kernel_free(&two);
    }
}

/* Towns do not share: in the first of three nobody tends, so nothing is met and nobody is paid; the
 * others, of one pool and of two, are served in full. */
static void towns_do_not_share(void **state)
{
    (void)state;
    static const uint32_t pools[4] = {0, 2, 3, 5}, kilns[4] = {0, 1, 2, 3};
    static const uint32_t stations[4] = {0, 1, 1, 1};
    dims[0].n = 3;
    struct kernel k = fresh(5, 3);
    kernel_index(&k, "labour.first", pools);
    kernel_index(&k, "kiln.first", kilns);
    kernel_index(&k, "station.first", stations);
    kernel_set(&k, "heads", 4.0);
    kernel_set(&k, "pace_frac", 0.5);
    kernel_set(&k, "kiln.crew_h", 5.0);
    kernel_set(&k, "kiln.crew_want_h", 1.0);
    kernel_set(&k, "transport.drive_want_h", 1.0);
    kernel_set_at(&k, "transport.drive_want_h", 0, 0.0);
    for (size_t pool = 0; pool < 2; pool++)
        kernel_set_at(&k, "pace_frac", pool * TASKS + 1, 0.0);
    struct step now = kernel_step(0, future, 3);
    kernel_pass(&k, PASS_ALLOT, &now);
    for (size_t t = 0; t < STEPS; t++)
        for (size_t town = 0; town < 3; town++)
            assert_true(fabs(kernel_row(&k, "crew_given_h")[town * STEPS + t].v[4] -
                             (town > 0 ? 1.0 : 0.0)) < 1e-12);
    for (size_t town = 0; town < 3; town++)
        assert_true(fabs(kernel_row(&k, "drive_given_h")[town].v[4] - (town > 0 ? 1.0 : 0.0)) <
                    1e-12);
    const struct lane *work = kernel_row(&k, "work_h");
    assert_true(work[0].v[4] == 0.0 && work[1].v[4] == 0.0);
    assert_true(fabs(work[2].v[4] - 12.0) < 1e-12);
    assert_true(fabs(work[3].v[4] + work[4].v[4] - 12.0) < 1e-9);
    const struct lane *share = &kernel_row(&k, "share_frac")[3 * TASKS];
    for (size_t t = 1; t < STEPS; t++)
        assert_true(fabs(share[t].v[4] - share[0].v[4]) < 1e-12 && share[t].v[4] > 0.18);
    /* practice is each pool's own, in all towns of the call */
    now.day = now.day_of_month = 29;
    k.model->month(&now, k.ports);
    const struct lane *skill = kernel_row(&k, "skill_frac");
    for (size_t pool = 0; pool < 5; pool++)
        assert_true(skill[pool].v[4] == 1.0 && kernel_row(&k, "practice_h")[pool].v[4] == 0.0);
    dims[0].n = 1;
    kernel_free(&k);
}

/* A kiln or a station that is not open changes no bit either. */
static void a_closed_kiln_or_station_changes_nothing(void **state)
{
    (void)state;
    struct kernel one = fresh(2, 1), two;
    dims[3].n = 2;
    two = fresh_of(one.model, 2, 2);
    struct kernel *both[2] = {&one, &two};
    for (size_t i = 0; i < 2; i++) {
        for (size_t t = 0; t < TASKS; t++) {
            kernel_set_at(both[i], "pace_frac", t, 0.3 + 0.1 * (double)t);
            kernel_set_at(both[i], "pace_frac", TASKS + t, 1.0 - 0.1 * (double)t);
            set_want(both[i], t, 9.0 + (double)t);
        }
        for (size_t t = 0; t < STEPS; t++)
            kernel_set_at(both[i], "kiln.crew_h", t, 5.0);
        kernel_set_at(both[i], "station.usual_staff_h", 0, 6.0);
        kernel_set(both[i], "heads", 4.0);
    }
    for (size_t t = 0; t < STEPS; t++)
        kernel_set_at(&two, "kiln.crew_h", STEPS + t, t == 0 ? 50.0 : 1.0);
    kernel_set_at(&two, "kiln.opens_day", 1, NEVER_DAY);
    kernel_set_at(&two, "station.usual_staff_h", 1, 60.0);
    kernel_set_at(&two, "station.opens_day", 1, NEVER_DAY);
    for (uint32_t d = 0; d < 5; d++) {
        kiln_first[1] = station_first[1] = 1;
        day(&one, d);
        kiln_first[1] = station_first[1] = 2;
        day(&two, d);
        assert_memory_equal(kernel_row(&one, "task_h"), kernel_row(&two, "task_h"),
                            TASKS * sizeof(struct lane));
        assert_memory_equal(kernel_row(&one, "work_h"), kernel_row(&two, "work_h"),
                            2 * sizeof(struct lane));
        assert_true(kernel_row(&two, "staff_given_h")[1].v[0] == 0.0);
    }
    /* while it is open, its usual hours count */
    kernel_set_at(&two, "station.opens_day", 1, 0.0);
    day(&two, 30);
    kiln_first[1] = station_first[1] = 1;
    day(&one, 30);
    assert_memory_not_equal(kernel_row(&one, "task_h"), kernel_row(&two, "task_h"),
                            TASKS * sizeof(struct lane));
    kernel_free(&one);
    kernel_free(&two);
    dims[3].n = 1;
}

/* On a day when nobody wants anything, or nobody comes, all is zero and nothing lingers. */
static void a_day_of_rest_leaves_nothing(void **state)
{
    (void)state;
    for (int reason = 0; reason < 2; reason++) {
        struct kernel k = fresh(2, 1);
        kernel_set(&k, "heads", 4.0);
        for (size_t t = 0; t < TASKS; t++)
            set_want(&k, t, 5.0);
        day(&k, 0);
        assert_true(kernel_sum(&k, "work_h", 2) > 1.0);
        for (size_t t = 0; t < TASKS && reason == 0; t++)
            set_want(&k, t, 0.0);
        if (reason == 1)
            kernel_set(&k, "open_frac", 0.0);
        day(&k, 1);
        static const char *const row[] = {"work_h",  "new_h",         "wage_yen",
                                          "task_h",  "crew_given_h",  "staff_given_h",
                                          "moved_h", "drive_given_h", "per_share_h"};
        for (size_t i = 0; i < COUNT_OF(row); i++)
            for (size_t l = 0; l < LANES; l++)
                assert_true(kernel_sum(&k, row[i], l) == 0.0);
        kernel_free(&k);
    }
}

/* More people never mean less work done; nobody means none. */
static void more_people_do_more(void **state)
{
    (void)state;
    struct kernel k = fresh(2, 2);
    for (size_t t = 0; t < TASKS; t++) {
        kernel_set_at(&k, "pace_frac", t, 0.3);
        kernel_set_at(&k, "pace_frac", TASKS + t, 0.9 - 0.1 * (double)t);
    }
    kernel_set(&k, "kiln.crew_h", 3.0);
    kernel_set(&k, "kiln.crew_want_h", 6.0);
    kernel_set(&k, "station.staff_want_h", 6.0);
    kernel_set(&k, "transport.drive_want_h", 6.0);
    kernel_set_at(&k, "heads", 1, 2.0);
    double last = -1.0;
    for (int heads = 0; heads <= 60; heads++) {
        kernel_set_at(&k, "heads", 0, heads);
        day(&k, 0);
        const double all = given_sum(&k, 0);
        assert_true(all >= last - 1e-9);
        last = all;
    }
    assert_true(fabs(last - 72.0) < 1e-9);
    /* the first kiln in plan order is served first */
    kernel_set_at(&k, "heads", 0, 5.0);
    day(&k, 0);
    const struct lane *given = kernel_row(&k, "crew_given_h");
    for (size_t t = 0; t < STEPS; t++)
        assert_true(given[t].v[0] >= given[STEPS + t].v[0]);
    kernel_set(&k, "heads", 0.0);
    day(&k, 0);
    assert_true(given_sum(&k, 0) == 0.0);
    kernel_free(&k);
}

static struct kernel scattered(const struct model *m)
{
    uint64_t rng = 77;
    struct kernel k = fresh_of(m, 5, 2);
    kernel_scatter(&k, "heads", &rng, 0.0, 9.0);
    kernel_scatter(&k, "attend_frac", &rng, 0.3, 1.0);
    kernel_scatter(&k, "pace_frac", &rng, 0.0, 1.0);
    kernel_scatter(&k, "kiln.crew_h", &rng, 0.0, 9.0);
    kernel_scatter(&k, "kiln.crew_want_h", &rng, 0.0, 9.0);
    kernel_scatter(&k, "station.staff_want_h", &rng, 0.0, 9.0);
    kernel_scatter(&k, "station.usual_staff_h", &rng, 0.0, 9.0);
    kernel_scatter(&k, "transport.drive_want_h", &rng, 0.0, 9.0);
    kernel_scatter(&k, "usual_drive_h", &rng, 0.0, 9.0);
    kernel_scatter(&k, "novice_frac", &rng, 0.3, 1.0);
    kernel_scatter(&k, "need_frac", &rng, 0.0, 1.0);
    kernel_scatter(&k, "places", &rng, 0.0, 9.0);
    kernel_scatter(&k, "sick_day", &rng, 0.0, 20.0);
    kernel_scatter(&k, "sick_home_frac", &rng, 0.0, 1.0);
    return k;
}
static void whole_day(const struct kernel *k, uint32_t d)
{
    day(k, d);
    month_end(k, d);
}
static void same_bits_for_every_isa_and_lane_order(void **state)
{
    (void)state;
    kernel_same_everywhere(&(struct kernel_trial){"labour", scattered, whole_day, 100, future});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(optimum_of_small_cases),
        cmocka_unit_test(split_is_near_the_optimum),
        cmocka_unit_test(nobody_works_more_than_he_came),
        cmocka_unit_test(hours_worked_make_what_is_given),
        cmocka_unit_test(one_pool_is_balanced_exactly),
        cmocka_unit_test(what_nobody_can_do_stops_only_itself),
        cmocka_unit_test(a_missing_driver_does_not_stop_the_kiln),
        cmocka_unit_test(usual_shares_serve_the_usual_month),
        cmocka_unit_test(a_closed_pool_changes_nothing),
        cmocka_unit_test(one_who_comes_alone_is_served_alike),
        cmocka_unit_test(towns_do_not_share),
        cmocka_unit_test(a_closed_kiln_or_station_changes_nothing),
        cmocka_unit_test(a_day_of_rest_leaves_nothing),
        cmocka_unit_test(more_people_do_more),
        cmocka_unit_test(hours_a_month_are_as_published),
        cmocka_unit_test(attendance_is_a_binomial_share),
        cmocka_unit_test(children_are_ill_as_published),
        cmocka_unit_test(childcare_places_let_parents_come),
        cmocka_unit_test(seasons_open_and_close_a_pool),
        cmocka_unit_test(instructors_are_counted_by_users),
        cmocka_unit_test(skill_comes_with_practice_and_leaves_with_people),
        cmocka_unit_test(kinds_differ_in_what_they_may_do),
        cmocka_unit_test(same_bits_for_every_isa_and_lane_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
