/* test_labour.c - hours split over tasks: balanced, within the pools, near the linear programme.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/kernel.h"
#include <math.h>

enum { TASKS = 4, MAX_POOL = 6, MAX_KILN = 3 };
static uint32_t first[2], kiln_first[2], key[MAX_POOL] = {11, 22, 33, 44, 55, 66};
static uint32_t future[LANES];
static struct kernel_dim dims[] = {{"town", 1}, {"labour", 1}, {"kiln", 1}, {NULL, 0}};

/* A town of n_pool pools and n_kiln kilns; everybody comes unless the test says otherwise. */
static struct kernel fresh_of(const struct model *m, uint32_t n_pool, uint32_t n_kiln)
{
    dims[1].n = n_pool;
    dims[2].n = n_kiln;
    first[1] = n_pool;
    kiln_first[1] = n_kiln;
    for (uint32_t l = 0; l < LANES; l++)
        future[l] = l;
    struct kernel k = kernel_new(m, dims);
    kernel_index(&k, "labour.first", first);
    kernel_index(&k, "labour.key", key);
    kernel_index(&k, "kiln.first", kiln_first);
    kernel_set(&k, "attend_frac", 1.0);
    kernel_set(&k, "day_h", 5.0);
    kernel_set(&k, "kiln.closes_day", NEVER_DAY);
    kernel_set(&k, "kiln.batch_t", 1.0);
    kernel_set(&k, "kiln.capacity_t_per_day", 1.0);
    return k;
}
static struct kernel fresh(uint32_t n_pool, uint32_t n_kiln)
{
    return fresh_of(kernel_model("labour"), n_pool, n_kiln);
}
static void day(const struct kernel *k, uint32_t d)
{
    struct step now = kernel_step(d, future, 1);
    k->model->day_want(&now, k->ports);
    k->model->day_allot(&now, k->ports);
}

/* Largest common fraction of the wants that the pools can meet: maximise f subject to
 * sum_p e[p][t] h[p][t] >= f D[t], sum_t h[p][t] <= H[p], h >= 0. Dense simplex, Bland's rule. */
static double best_fraction(uint32_t n, double e[MAX_POOL][TASKS], const double hours[MAX_POOL],
                            const double want[TASKS])
{
    enum { COLS = MAX_POOL * TASKS + 1 + MAX_POOL + TASKS + 1, ROWS = MAX_POOL + TASKS };
    double a[ROWS + 1][COLS] = {{0}};
    int basis[ROWS];
    const int nv = (int)n * TASKS + 1, rows = (int)n + TASKS, rhs = nv + rows;
    for (int p = 0; p < (int)n; p++) {
        for (int t = 0; t < TASKS; t++)
            a[p][p * TASKS + t] = 1.0;
        a[p][rhs] = hours[p];
    }
    for (int t = 0; t < TASKS; t++) { /* f D - sum e h <= 0 */
        for (int p = 0; p < (int)n; p++)
            a[(int)n + t][p * TASKS + t] = -e[p][t];
        a[(int)n + t][nv - 1] = want[t];
    }
    for (int r = 0; r < rows; r++) {
        a[r][nv + r] = 1.0;
        basis[r] = nv + r;
    }
    a[rows][nv - 1] = -1.0;
    for (int it = 0; it < 2000; it++) {
        int in = -1, out = -1;
        for (int c = 0; c < rhs && in < 0; c++)
            if (a[rows][c] < -1e-11)
                in = c;
        if (in < 0)
            break;
        double best = 0.0;
        for (int r = 0; r < rows; r++)
            if (a[r][in] > 1e-11) {
                const double q = a[r][rhs] / a[r][in];
                if (out < 0 || q < best - 1e-13 || (q < best + 1e-13 && basis[r] < basis[out])) {
                    best = q;
                    out = r;
                }
            }
        if (out < 0)
            return INFINITY;
        const double pivot = a[out][in];
        for (int c = 0; c <= rhs; c++)
            a[out][c] /= pivot;
        for (int r = 0; r <= rows; r++) {
            const double f = a[r][in];
            for (int c = 0; r != out && c <= rhs; c++)
                a[r][c] -= f * a[out][c];
        }
        basis[out] = in;
    }
    return a[rows][rhs];
}

static void simplex_knows_small_cases(void **state)
{
    (void)state;
    double e[MAX_POOL][TASKS] = {{1, 1, 1, 1}};
    const double hours[MAX_POOL] = {10, 10}, want[TASKS] = {5, 5, 5, 5};
    assert_true(fabs(best_fraction(1, e, hours, want) - 0.5) < 1e-12);
    double two[MAX_POOL][TASKS] = {{1, 0, 0, 0}, {0, 1, 1, 1}};
    assert_true(fabs(best_fraction(2, two, hours, want) - 10.0 / 15.0) < 1e-12);
}

/* On random towns: the fraction met against the linear programme's optimum. */
static void split_is_near_the_optimum(void **state)
{
    (void)state;
    uint64_t rng = 5;
    double sum = 0.0, worst = 1.0;
    size_t n_case = 0;
    for (int round = 0; round < 60; round++) {
        const uint32_t n = 2 + (uint32_t)(kernel_draw(&rng) * (MAX_POOL - 1));
        struct kernel k = fresh(n, 1);
        kernel_scatter(&k, "heads", &rng, 1.0, 12.0);
        kernel_scatter(&k, "kiln.crew_h", &rng, 5.0, 60.0);
        struct lane *pace = kernel_row(&k, "pace_frac"), *want = kernel_row(&k, "kiln.crew_want_h");
        for (size_t i = 0; i < n * TASKS; i++)
            for (size_t l = 0; l < LANES; l++) /* from 0.2 to 1; a fifth of them cannot do it */
                pace[i].v[l] =
                    kernel_draw(&rng) < 0.2 && i >= TASKS ? 0.0 : 0.2 + 0.8 * kernel_draw(&rng);
        for (size_t t = 0; t < TASKS; t++)
            want[t] = kernel_row(&k, "kiln.crew_h")[t];
        /* attendance of the day differs from the usual by a tenth or so */
        kernel_set(&k, "attend_frac", 0.85);
        kernel_set(&k, "wage_yen_per_h", 100.0);
        day(&k, 0);
        for (size_t l = 0; l < LANES; l++) {
            double e[MAX_POOL][TASKS], h[MAX_POOL], d[TASKS];
            for (size_t p = 0; p < n; p++) {
                h[p] = kernel_row(&k, "came_h")[p].v[l];
                for (size_t t = 0; t < TASKS; t++)
                    e[p][t] = pace[p * TASKS + t].v[l];
            }
            double met = 1.0;
            for (size_t t = 0; t < TASKS; t++) {
                d[t] = want[t].v[l];
                const double f = kernel_row(&k, "crew_given_h")[t].v[l] / d[t];
                met = f < met ? f : met;
            }
            double best = best_fraction(n, e, h, d);
            best = best < 1.0 ? best : 1.0;
            assert_true(met <= best * (1.0 + 1e-9));
            sum += met / best;
            n_case++;
            worst = met / best < worst ? met / best : worst;
        }
        kernel_free(&k);
    }
    print_message("fraction met against the optimum: mean %.4f, worst %.4f of %zu\n",
                  sum / (double)n_case, worst, n_case);
    assert_true(sum / (double)n_case > 0.97);
    assert_true(worst > 0.65);
}

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
                const double given = kernel_row(k, "crew_given_h")[q * TASKS + t].v[l];
                assert_true(given >= 0.0);
                assert_true(given <= kernel_row(k, "kiln.crew_want_h")[q * TASKS + t].v[l]);
                task[t] += given;
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
        kernel_set_at(&k, "kiln.crew_want_h", t, 4.0 + 3.0 * (double)t);
    day(&k, 0);
    for (size_t l = 0; l < LANES; l++) {
        double made = 0.0;
        for (size_t p = 0; p < 3; p++)
            made += kernel_row(&k, "work_h")[p].v[l] * (0.4 + 0.2 * (double)p);
        assert_true(fabs(made - kernel_sum(&k, "crew_given_h", l)) < 1e-11 * made);
    }
    kernel_free(&k);
}

/* One pool: every task is cut alike, and the cut is what the hours allow. */
static void one_pool_is_balanced_exactly(void **state)
{
    (void)state;
    struct kernel k = fresh(1, 1);
    const double want[TASKS] = {2.5, 2.5, 1.5, 1.0}, pace[TASKS] = {0.45, 0.1, 0.45, 0.55};
    double need = 0.0;
    for (size_t t = 0; t < TASKS; t++) {
        kernel_set_at(&k, "kiln.crew_want_h", t, want[t]);
        kernel_set_at(&k, "kiln.crew_h", t, 3.0 - (double)t * 0.5); /* another usual mix */
        kernel_set_at(&k, "pace_frac", t, pace[t]);
        need += want[t] / pace[t];
    }
    for (int heads = 0; heads < 12; heads++) {
        kernel_set(&k, "heads", heads);
        kernel_set(&k, "wage_yen_per_h", 247.0);
        day(&k, 0);
        const double cut = heads * 5.0 < need ? heads * 5.0 / need : 1.0;
        for (size_t t = 0; t < TASKS; t++)
            assert_true(fabs(kernel_row(&k, "crew_given_h")[t].v[5] - cut * want[t]) <
                        1e-13 * need);
        assert_true(fabs(kernel_row(&k, "work_h")[0].v[5] - cut * need) < 1e-12 * need);
        assert_true(fabs(kernel_row(&k, "wage_yen")[0].v[5] - 247.0 * cut * need) < 1e-9 * need);
    }
    /* a task nobody can do: nothing is met, nobody is paid */
    kernel_set_at(&k, "pace_frac", 1, 0.0);
    day(&k, 0);
    for (size_t t = 0; t < TASKS; t++)
        assert_true(kernel_row(&k, "crew_given_h")[t].v[0] == 0.0);
    assert_true(kernel_row(&k, "wage_yen")[0].v[0] == 0.0);
    kernel_free(&k);
}

/* What the usual shares of the month make, per hour wanted, of the tasks that are wanted: the
 * largest relative difference between two tasks in any lane. */
static double unbalance(const struct kernel *k, uint32_t n, const double want[TASKS])
{
    struct step now = kernel_step(0, future, 1);
    k->model->day_want(&now, k->ports);
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
    const double pace[TASKS] = {0.5, 0.3, 0.6, 0.8};
    const double crew[3][TASKS] = {{2, 5, 1, 3}, {4, 1, 6, 2}, {0, 0, 0, 0}};
    double want[TASKS];
    struct kernel k = fresh(3, 3);
    kernel_scatter(&k, "heads", &rng, 2.0, 9.0);
    kernel_scatter(&k, "attend_frac", &rng, 0.5, 1.0);
    kernel_scatter(&k, "day_h", &rng, 3.0, 7.0);
    kernel_scatter(&k, "pace_frac", &rng, 0.7, 0.8);
    for (uint32_t q = 0; q < 3; q++) {
        kernel_set_at(&k, "kiln.capacity_t_per_day", q, 3.0 - q);
        kernel_set_at(&k, "kiln.batch_t", q, 0.5 + q);
        for (size_t t = 0; t < TASKS; t++)
            kernel_set_at(&k, "kiln.crew_h", q * TASKS + t, crew[q][t]);
    }
    for (size_t t = 0; t < TASKS; t++)
        want[t] = crew[0][t] * 6.0 + crew[1][t] * 2.0 / 1.5;
    assert_true(unbalance(&k, 3, want) < 1e-6);
    for (size_t p = 0; p < 3; p++)
        for (size_t l = 0; l < LANES; l++) {
            const double h = kernel_row(&k, "heads")[p].v[l] *
                             kernel_row(&k, "attend_frac")[p].v[l] *
                             kernel_row(&k, "day_h")[p].v[l];
            assert_true(fabs(kernel_row(&k, "came_h")[p].v[l] - h) < 1e-12 * h);
        }
    kernel_free(&k);
    /* one open pool needs one step, whichever task is wanted most or not at all */
    for (size_t none = 0; none <= TASKS; none++) {
        struct kernel one = fresh(2, 1);
        kernel_set(&one, "heads", 7.0);
        kernel_set_at(&one, "opens_day", 1, NEVER_DAY);
        for (size_t t = 0; t < TASKS; t++) {
            want[t] = t == none ? 0.0 : t == 3 ? 1e-4 : 4.0 - (double)t;
            kernel_set_at(&one, "pace_frac", t, pace[t]);
            kernel_set_at(&one, "kiln.crew_h", t, want[t]);
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
                              p == 0 ? 0.3 + 0.2 * (double)t : 1.0 - 0.2 * (double)t);
        }
        kernel_set(both[i], "kiln.crew_h", 5.0);
        kernel_set(both[i], "kiln.crew_want_h", 7.0);
    }
    kernel_set_at(&three, "opens_day", 2, NEVER_DAY);
    for (uint32_t d = 0; d < 40; d++) {
        dims[1].n = first[1] = 2;
        day(&two, d);
        first[1] = 3;
        day(&three, d);
        assert_memory_equal(kernel_row(&two, "crew_given_h"), kernel_row(&three, "crew_given_h"),
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
            kernel_row(both[i], "heads")[0] = heads;
            memcpy(kernel_row(both[i], "pace_frac"), pace, sizeof pace);
            memcpy(kernel_row(both[i], "kiln.crew_want_h"), want, sizeof want);
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
            first[1] = dims[1].n = 2;
            day(&two, d);
            static const char *const town_row[] = {"task_h", "crew_given_h", "work_h", "new_h",
                                                   "moved_h"};
            for (size_t i = 0; i < COUNT_OF(town_row); i++)
                assert_memory_equal(kernel_row(&one, town_row[i]), kernel_row(&two, town_row[i]),
                                    (i < 2 ? TASKS : 1) * sizeof(struct lane));
            assert_true(kernel_row(&two, "work_h")[1].v[0] == 0.0);
        }
        kernel_free(&one);
        kernel_free(&two);
    }
}

/* Several pools, and a task that none of them can do: nothing is met, nobody is paid. Pools of
 * another town do not count, here one pool and there two. */
static void what_nobody_can_do_is_not_done(void **state)
{
    (void)state;
    static const uint32_t towns_first[4] = {0, 2, 3, 5}, towns_kiln[4] = {0, 1, 2, 3};
    dims[0].n = 3;
    struct kernel k = fresh(5, 3);
    kernel_index(&k, "labour.first", towns_first);
    kernel_index(&k, "kiln.first", towns_kiln);
    kernel_set(&k, "heads", 4.0);
    kernel_set(&k, "pace_frac", 0.5);
    kernel_set(&k, "kiln.crew_h", 5.0);
    kernel_set(&k, "kiln.crew_want_h", 2.0);
    for (size_t pool = 0; pool < 2; pool++) /* in the first town nobody tends */
        kernel_set_at(&k, "pace_frac", pool * TASKS + 1, 0.0);
    struct step now = kernel_step(0, future, 3);
    k.model->day_want(&now, k.ports);
    k.model->day_allot(&now, k.ports);
    for (size_t t = 0; t < TASKS; t++) {
        assert_true(kernel_row(&k, "crew_given_h")[t].v[4] == 0.0);
        assert_true(fabs(kernel_row(&k, "crew_given_h")[TASKS + t].v[4] - 2.0) < 1e-12);
        assert_true(fabs(kernel_row(&k, "crew_given_h")[2 * TASKS + t].v[4] - 2.0) < 1e-12);
    }
    const struct lane *work = kernel_row(&k, "work_h");
    assert_true(work[0].v[4] == 0.0 && work[1].v[4] == 0.0);
    assert_true(fabs(work[2].v[4] - 16.0) < 1e-12);
    assert_true(fabs(work[3].v[4] + work[4].v[4] - 16.0) < 1e-9);
    assert_true(fabs(kernel_row(&k, "share_frac")[3 * TASKS].v[4] - 0.25) < 1e-9);
    dims[0].n = 1;
    kernel_free(&k);
}

/* A kiln that is not open changes no bit either. */
static void a_closed_kiln_changes_nothing(void **state)
{
    (void)state;
    struct kernel one = fresh(2, 1), two = fresh(2, 2);
    struct kernel *both[2] = {&one, &two};
    for (size_t i = 0; i < 2; i++) {
        for (size_t t = 0; t < TASKS; t++) {
            kernel_set_at(both[i], "pace_frac", t, 0.3 + 0.2 * (double)t);
            kernel_set_at(both[i], "pace_frac", TASKS + t, 1.0 - 0.2 * (double)t);
            kernel_set_at(both[i], "kiln.crew_h", t, 5.0);
            kernel_set_at(both[i], "kiln.crew_want_h", t, 9.0 + (double)t);
        }
        kernel_set(both[i], "heads", 4.0);
    }
    for (size_t t = 0; t < TASKS; t++)
        kernel_set_at(&two, "kiln.crew_h", TASKS + t, t == 0 ? 50.0 : 1.0);
    kernel_set_at(&two, "kiln.opens_day", 1, NEVER_DAY);
    kiln_first[1] = 1;
    day(&one, 0);
    kiln_first[1] = 2;
    day(&two, 0);
    assert_memory_equal(kernel_row(&one, "crew_given_h"), kernel_row(&two, "crew_given_h"),
                        TASKS * sizeof(struct lane));
    assert_memory_equal(kernel_row(&one, "work_h"), kernel_row(&two, "work_h"),
                        2 * sizeof(struct lane));
    kernel_free(&one);
    kernel_free(&two);
}

/* B-type: places x use x hours a month as published (68.8 to 74.9 h; VT8 of the wage reports), the
 * day's spread binomial, weekends and holidays closed. */
static void attendance_is_as_published(void **state)
{
    (void)state;
    struct kernel k = fresh(1, 1);
    kernel_entry(&k, "labour", 0, "b_type");
    kernel_set(&k, "heads", 20.0);
    const double a = kernel_row(&k, "attend_frac")[0].v[0], h = kernel_row(&k, "day_h")[0].v[0];
    double sum = 0.0, sum2 = 0.0, n = 0.0;
    for (uint32_t d = 0; d < 7000; d++) {
        day(&k, d);
        for (size_t l = 0; l < LANES; l++) {
            const double came = kernel_row(&k, "came_h")[0].v[l] / h;
            assert_true(came >= 0.0 && came <= 20.0);
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
    const double month_h = mean / 20.0 * h * 266.0 / 12.0; /* 266 opening days, WAM 2025-002 */
    assert_true(month_h > 68.8 && month_h < 74.9);
    struct step holiday = kernel_step(0, future, 1);
    kernel_set_at(&k, "open_frac", 1, 1.0); /* Saturdays do not make holidays open */
    holiday.holiday = true;
    k.model->day_allot(&holiday, k.ports);
    assert_true(kernel_row(&k, "came_h")[0].v[0] == 0.0);
    kernel_free(&k);
}

/* More people never mean less work done; nobody means none. */
static void more_people_do_more(void **state)
{
    (void)state;
    struct kernel k = fresh(2, 2);
    for (size_t t = 0; t < TASKS; t++) {
        kernel_set_at(&k, "pace_frac", t, 0.3);
        kernel_set_at(&k, "pace_frac", TASKS + t, 0.9 - 0.2 * (double)t);
    }
    kernel_set(&k, "kiln.crew_h", 3.0);
    kernel_set(&k, "kiln.crew_want_h", 6.0);
    kernel_set_at(&k, "heads", 1, 2.0);
    double last = -1.0;
    for (int heads = 0; heads <= 40; heads++) {
        kernel_set_at(&k, "heads", 0, heads);
        day(&k, 0);
        const double all = kernel_sum(&k, "crew_given_h", 0);
        assert_true(all >= last - 1e-9);
        last = all;
    }
    assert_true(fabs(last - 48.0) < 1e-9);
    /* the first kiln in plan order is served first */
    kernel_set_at(&k, "heads", 0, 5.0);
    day(&k, 0);
    const struct lane *given = kernel_row(&k, "crew_given_h");
    for (size_t t = 0; t < TASKS; t++)
        assert_true(given[t].v[0] >= given[TASKS + t].v[0]);
    kernel_set(&k, "heads", 0.0);
    day(&k, 0);
    assert_true(kernel_sum(&k, "crew_given_h", 0) == 0.0);
    kernel_free(&k);
}

static void same_bits_for_every_isa_and_lane_order(void **state)
{
    (void)state;
    const struct model *isa[N_ISA];
    const size_t n = kernel_isas("labour", isa);
    struct kernel k[N_ISA + 1];
    for (size_t i = 0; i <= n; i++) {
        uint64_t rng = 77;
        k[i] = fresh_of(isa[i < n ? i : n - 1], 5, 2);
        kernel_scatter(&k[i], "heads", &rng, 0.0, 9.0);
        kernel_scatter(&k[i], "attend_frac", &rng, 0.3, 1.0);
        kernel_scatter(&k[i], "pace_frac", &rng, 0.0, 1.0);
        kernel_scatter(&k[i], "kiln.crew_h", &rng, 0.0, 9.0);
        kernel_scatter(&k[i], "kiln.crew_want_h", &rng, 0.0, 9.0);
        if (i == n) {
            kernel_reverse(&k[i]);
            for (uint32_t l = 0; l < LANES; l++)
                future[l] = LANES - 1 - l;
        }
        for (uint32_t d = 0; d < 70; d++)
            day(&k[i], d);
        if (i == n)
            kernel_reverse(&k[i]);
        assert_true(kernel_same(&k[0], &k[i]));
    }
    for (size_t i = 0; i <= n; i++)
        kernel_free(&k[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(simplex_knows_small_cases),
        cmocka_unit_test(split_is_near_the_optimum),
        cmocka_unit_test(nobody_works_more_than_he_came),
        cmocka_unit_test(hours_worked_make_what_is_given),
        cmocka_unit_test(one_pool_is_balanced_exactly),
        cmocka_unit_test(usual_shares_serve_the_usual_month),
        cmocka_unit_test(a_closed_pool_changes_nothing),
        cmocka_unit_test(one_who_comes_alone_is_served_alike),
        cmocka_unit_test(what_nobody_can_do_is_not_done),
        cmocka_unit_test(a_closed_kiln_changes_nothing),
        cmocka_unit_test(attendance_is_as_published),
        cmocka_unit_test(more_people_do_more),
        cmocka_unit_test(same_bits_for_every_isa_and_lane_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
