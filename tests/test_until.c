/* test_until.c - rounds, when a round is enough, and what stopping early costs the interval.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/rng.h"
#include "sim/stats.h"
#include "sim/store_until.h"
#include "tests/cmocka_all.h"
#include "tests/run_script.h"
#include <math.h>
#include <string.h>

enum { MOST = 8192 };

static void test_rounds(void **state)
{
    (void)state;
    const struct until_info u = {"a", 1.0, false};
    struct results r = {.n_run = 2000, .round_run = 128, .until = &u, .n_until = 1};
    const size_t end[] = {128, 256, 512, 1024, 2000, 2000};
    for (size_t k = 0; k < 6; k++)
        assert_int_equal(until_runs(&r, k), end[k]);
    r.n_run = 100; /* less than a round */
    assert_int_equal(until_runs(&r, 0), 100);
    r.n_run = SIZE_MAX - 1; /* no overflow on the way */
    assert_int_equal(until_runs(&r, 200), SIZE_MAX - 1);
    r.n_until = 0;
    r.n_run = 7;
    assert_int_equal(until_runs(&r, 0), 7);
}

/* Runs of two options side by side; each future is a set of inputs of its own. */
struct pairs {
    struct var var;
    struct until_info until;
    struct results r;
    struct futures f;
    double y[MOST], scratch[MOST];
    size_t run[MOST];
    uint32_t point[MOST];
};

static const double *get(void *ctx, const char *var)
{
    struct pairs *p = ctx;
    return strcmp(var, "kpi.a") == 0 ? p->y : NULL;
}

static struct pairs *pairs_new(size_t n_option, size_t n_future)
{
    struct pairs *p = mem_alloc(1, sizeof *p);
    assert_non_null(p);
    p->var = (struct var){.name = "kpi.a", .unit = "t", .role = ROLE_KPI, .axis = -1};
    p->until = (struct until_info){"a", 1.0, false};
    p->r = (struct results){.n_option = n_option,
                            .var = &p->var,
                            .n_var = 1,
                            .until = &p->until,
                            .n_until = 1,
                            .n_run = n_option * n_future};
    p->f = (struct futures){.n = n_future, .n_option = n_option, .run = p->run, .point = p->point};
    for (size_t i = 0; i < p->r.n_run; i++)
        p->run[i] = i;
    for (size_t i = 0; i < n_future; i++)
        p->point[i] = (uint32_t)i;
    return p;
}

static bool judge(struct pairs *p, struct until_width *w)
{
    return until_judge(&p->r, &p->f, (struct run_source){p, get}, p->scratch, w);
}

/* By hand: of 1, 2, 3, 4 the half-width is t(0.95; 3) sqrt(5/3)/2. */
static void test_half_width(void **state)
{
    (void)state;
    struct pairs *p = pairs_new(1, 4);
    struct until_width w;
    for (size_t i = 0; i < 4; i++)
        p->y[i] = (double)(i + 1);
    const double half = stats_t_quantile(0.95, 3.0) * sqrt(5.0 / 3.0) / 2.0;
    p->until.half_width = half * 1.001;
    assert_true(judge(p, &w));
    assert_close(w.half_width, half, 1e-12);
    p->until.half_width = half * 0.999;
    assert_false(judge(p, &w));
    p->until = (struct until_info){"a", half / 2.5 * 1.001, true}; /* the mean is 2.5 */
    assert_true(judge(p, &w));
    assert_close(w.wanted, half * 1.001, 1e-12);
    p->until.half_width *= 0.998;
    assert_false(judge(p, &w));
    p->until.metric = "b"; /* not in the file */
    assert_false(judge(p, &w));
    mem_free(p);
}

/* The option whose difference is least known decides; a share is one of the baseline's mean. */
static void test_options(void **state)
{
    (void)state;
    struct pairs *p = pairs_new(3, 4);
    struct until_width w;
    for (size_t i = 0; i < 4; i++) {
        p->y[3 * i] = 100.0 + (double)(i * i); /* the baseline */
        p->y[3 * i + 1] = p->y[3 * i] + 5.0;   /* a difference known exactly */
        p->y[3 * i + 2] = p->y[3 * i] + (double)(i + 1);
    }
    const double half = stats_t_quantile(0.95, 3.0) * sqrt(5.0 / 3.0) / 2.0;
    p->until = (struct until_info){"a", half / 103.5 * 1.001, true};
    assert_true(judge(p, &w));
    assert_int_equal(w.option, 2);
    assert_close(w.wanted, half * 1.001, 1e-12);
    p->until.half_width *= 0.998;
    assert_false(judge(p, &w));
    mem_free(p);
}

/* Constant: known at once. One set of inputs or one future: chance alone, or nothing is known. */
static void test_limits(void **state)
{
    (void)state;
    struct pairs *p = pairs_new(1, 64);
    struct until_width w;
    for (size_t i = 0; i < 64; i++)
        p->y[i] = 3.0;
    p->until.half_width = 1e-9;
    assert_true(judge(p, &w));
    assert_true(w.half_width == 0.0);
    for (size_t i = 0; i < 64; i++)
        p->y[i] = 0.0;
    p->until.relative = true; /* a share of nothing, of a figure that is nothing */
    assert_true(judge(p, &w));
    p->f.n = 1;
    assert_false(judge(p, &w));
    assert_true(isnan(w.half_width));
    p->f.n = 0;
    assert_false(judge(p, &w));
    mem_free(p);
}

/* 2,000 studies of a normal figure, each stopped by its own rounds: the last interval still covers
 * the truth in nearly 90 % (87.3 to 92.7 are let pass: 4 standard errors are 2.7 points). */
static void test_coverage(void **state)
{
    (void)state;
    enum { TRIALS = 2000, N = 4096 };
    size_t covered = 0, stopped[8] = {0};
    for (uint32_t t = 0; t < TRIALS; t++) {
        struct pairs *p = pairs_new(1, N);
        struct until_width w;
        for (size_t i = 0; i < N; i += 2) {
            double u[2];
            rng_uniform2(7, t, (uint32_t)i, STREAM_PARAM, 0, 0, u);
            p->y[i] = sqrt(12.0) * (u[0] - 0.5); /* mean 0, variance 1 */
            p->y[i + 1] = sqrt(12.0) * (u[1] - 0.5);
        }
        p->until.half_width =
            0.11; /* wants 224: stops at 256, by luck at 128, by bad luck at 512 */
        p->r.round_run = 64;
        for (size_t k = 0;; k++) {
            p->f.n = until_runs(&p->r, k);
            if (judge(p, &w) || p->f.n == N) {
                stopped[k]++;
                break;
            }
        }
        const struct stats_paired s = stats_paired(p->y, p->point, p->f.n, 0.90, 0);
        covered += s.lo <= 0.0 && s.hi >= 0.0;
        mem_free(p);
    }
    printf("stopping covers %.1f %%; at 128, 256, 512: %zu, %zu, %zu\n",
           100.0 * (double)covered / TRIALS, stopped[1], stopped[2], stopped[3]);
    assert_true(stopped[2] > TRIALS / 2);
    assert_true(covered > 0.873 * TRIALS && covered < 0.927 * TRIALS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rounds), cmocka_unit_test(test_half_width),
        cmocka_unit_test(test_options), cmocka_unit_test(test_limits),
        cmocka_unit_test(test_coverage)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
