/* labour_town.h - part of test_labour.c: a town of pools, kilns, one station and trucks; its split
 * of hours against the optimum of a linear programme.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_LABOUR_TOWN_H
#define TESTS_LABOUR_TOWN_H
#include "tests/kernel.h"
#include <glpk.h>
#include <math.h>

/* The first STEPS tasks are a kiln's; then a station's staff; then driving. */
enum { STEPS = 5, STAFF = 5, DRIVE = 6, TASKS = 7, MAX_POOL = 6, MAX_KILN = 3 };
static uint32_t first[2], kiln_first[2], station_first[2];
static uint32_t key[MAX_POOL] = {11, 22, 33, 44, 55, 66};
static uint32_t future[LANES];
static struct kernel_dim dims[] = {
    {"town", 1}, {"labour", 1}, {"kiln", 1}, {"station", 1}, {NULL, 0}};

/* A town of n_pool pools and n_kiln kilns; everybody comes unless the test says otherwise. */
static struct kernel fresh_of(const struct model *m, uint32_t n_pool, uint32_t n_kiln)
{
    dims[1].n = n_pool;
    dims[2].n = n_kiln;
    first[1] = n_pool;
    kiln_first[1] = n_kiln;
    station_first[1] = dims[3].n; /* 1 unless the test says otherwise */
    for (uint32_t l = 0; l < LANES; l++)
        future[l] = l;
    struct kernel k = kernel_new(m, dims);
    kernel_index(&k, "labour.first", first);
    kernel_index(&k, "labour.key", key);
    kernel_index(&k, "kiln.first", kiln_first);
    kernel_index(&k, "station.first", station_first);
    kernel_set(&k, "attend_frac", 1.0);
    kernel_set(&k, "novice_frac", 1.0);
    kernel_set(&k, "day_h", 5.0);
    kernel_set(&k, "station.closes_day", NEVER_DAY);
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
    kernel_pass(k, PASS_ALLOT, &now);
}
static void month_end(const struct kernel *k, uint32_t d)
{
    const struct step now = kernel_step(d, future, 1);
    if (now.day_of_month + 1 == now.n_day)
        k->model->month(&now, k->ports);
}
/* What is wanted of a task, or given to it: by kiln `q`, by the only station, by the trucks. */
static struct lane *want_row(const struct kernel *k, size_t q, size_t t)
{
    return t < STEPS    ? kernel_row(k, "kiln.crew_want_h") + q * STEPS + t
           : t == STAFF ? kernel_row(k, "station.staff_want_h")
                        : kernel_row(k, "transport.drive_want_h");
}
static const struct lane *given_row(const struct kernel *k, size_t q, size_t t)
{
    return t < STEPS    ? kernel_row(k, "crew_given_h") + q * STEPS + t
           : t == STAFF ? kernel_row(k, "staff_given_h")
                        : kernel_row(k, "drive_given_h");
}
/* What a usual day wants of a task: kilns at their full work, driving in five days of seven. */
static void set_usual(const struct kernel *k, size_t t, const struct lane *hours)
{
    for (size_t l = 0; l < LANES; l++)
        if (t < STEPS)
            kernel_row(k, "kiln.crew_h")[t].v[l] = hours->v[l];
        else if (t == STAFF)
            kernel_row(k, "station.usual_staff_h")->v[l] = hours->v[l];
        else
            kernel_row(k, "usual_drive_h")->v[l] = hours->v[l] / 1.4;
}
static void set_want(const struct kernel *k, size_t t, double hours)
{
    kernel_fill(want_row(k, 0, t), 1, hours);
}
static double given_sum(const struct kernel *k, size_t lane)
{
    return kernel_sum(k, "crew_given_h", lane) + kernel_sum(k, "staff_given_h", lane) +
           kernel_sum(k, "drive_given_h", lane);
}

/* Largest common fraction of the wants that the pools can meet: maximise f subject to
 * sum_p e[p][t] h[p][t] >= f D[t], sum_t h[p][t] <= H[p], h >= 0. GLPK's simplex. */
static double best_fraction(uint32_t n, double e[MAX_POOL][TASKS], const double hours[MAX_POOL],
                            const double want[TASKS])
{
    const int pools = (int)n, all = pools * TASKS + 1; /* the last column is f */
    glp_prob *lp = glp_create_prob();
    glp_set_obj_dir(lp, GLP_MAX);
    glp_add_rows(lp, pools + TASKS);
    glp_add_cols(lp, all);
    for (int c = 1; c <= all; c++)
        glp_set_col_bnds(lp, c, GLP_LO, 0.0, 0.0);
    glp_set_obj_coef(lp, all, 1.0);
    int column[TASKS + 2]; /* counted from 1; at most MAX_POOL + 1 or TASKS of them */
    double factor[TASKS + 2];
    for (int p = 0; p < pools; p++) {
        for (int t = 0; t < TASKS; t++) {
            column[t + 1] = p * TASKS + t + 1;
            factor[t + 1] = 1.0;
        }
        glp_set_row_bnds(lp, p + 1, GLP_UP, 0.0, hours[p]);
        glp_set_mat_row(lp, p + 1, TASKS, column, factor);
    }
    for (int t = 0; t < TASKS; t++) {
        for (int p = 0; p < pools; p++) {
            column[p + 1] = p * TASKS + t + 1;
            factor[p + 1] = e[p][t];
        }
        column[pools + 1] = all;
        factor[pools + 1] = -want[t];
        glp_set_row_bnds(lp, pools + t + 1, GLP_LO, 0.0, 0.0);
        glp_set_mat_row(lp, pools + t + 1, pools + 1, column, factor);
    }
    glp_smcp how;
    glp_init_smcp(&how);
    how.msg_lev = GLP_MSG_OFF;
    assert_int_equal(glp_simplex(lp, &how), 0);
    assert_int_equal(glp_get_status(lp), GLP_OPT);
    const double best = glp_get_obj_val(lp);
    glp_delete_prob(lp);
    return best;
}

/* That the programme is stated rightly. */
static void optimum_of_small_cases(void **state)
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
        struct lane *pace = kernel_row(&k, "pace_frac");
        for (size_t i = 0; i < n * TASKS; i++)
            for (size_t l = 0; l < LANES; l++) /* from 0.2 to 1; a fifth of them cannot do it */
                pace[i].v[l] =
                    kernel_draw(&rng) < 0.2 && i >= TASKS ? 0.0 : 0.2 + 0.8 * kernel_draw(&rng);
        for (size_t t = 0; t < TASKS; t++) {
            for (size_t l = 0; l < LANES; l++)
                want_row(&k, 0, t)->v[l] = 3.0 + 32.0 * kernel_draw(&rng);
            set_usual(&k, t, want_row(&k, 0, t));
        }
        /* attendance of the day differs from the usual by a tenth or so; pools differ in skill */
        kernel_set(&k, "attend_frac", 0.85);
        kernel_scatter(&k, "novice_frac", &rng, 0.3, 1.0);
        kernel_set(&k, "wage_yen_per_h", 100.0);
        day(&k, 0);
        for (size_t l = 0; l < LANES; l++) {
            double e[MAX_POOL][TASKS], h[MAX_POOL], d[TASKS];
            for (size_t p = 0; p < n; p++) {
                h[p] = kernel_row(&k, "came_h")[p].v[l];
                for (size_t t = 0; t < TASKS; t++)
                    e[p][t] = pace[p * TASKS + t].v[l] * kernel_row(&k, "novice_frac")[p].v[l];
            }
            double met = 1.0;
            for (size_t t = 0; t < TASKS; t++) {
                d[t] = want_row(&k, 0, t)->v[l];
                const double f = given_row(&k, 0, t)->v[l] / d[t];
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
    assert_true(sum / (double)n_case > 0.955);
    assert_true(worst > 0.7);
}
#endif
