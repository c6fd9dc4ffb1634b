/* test_swap.c - the smallest change that turns a difference round: linear differences whose answer
 * is known, false findings, limits. SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"
#include "sim/num.h"
#include "sim/rng.h"
#include "sim/swap.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { N = 400, INPUTS = 20 };
static double x[INPUTS * N], d[N];
static struct swap_input out[INPUTS];

static double uniform(uint32_t i, uint32_t k, uint32_t stream)
{
    double u[2];
    rng_uniform2(11, i, k, (enum stream)0, stream, 0, u);
    return u[0];
}

/* Independent inputs, normal with mean 10 k and sd 2. */
static void draw(uint32_t stream)
{
    for (uint32_t k = 0; k < INPUTS; k++)
        for (uint32_t i = 0; i < N; i++)
            x[k * N + i] = 10.0 * k + 2.0 * num_normal_quantile(uniform(i, k, stream));
}
static double z_of(uint32_t k, uint32_t i) { return (x[k * N + i] - 10.0 * k) / 2.0; }

static void near(double got, double want, double off, const char *what)
{
    if (!(fabs(got - want) <= off))
        fail_msg("%s is %.6g, not %.6g within %g", what, got, want, off);
}

/* d = 1 + 2 z0 - 1.5 z3: 0 at z0 = -0.5 (31st percentile) and z3 = 2/3 (75th): input 0 is nearer.
 */
static void linear(void **state)
{
    (void)state;
    draw(1);
    for (uint32_t i = 0; i < N; i++)
        d[i] = 1.0 + 2.0 * z_of(0, i) - 1.5 * z_of(3, i);
    assert_true(swap_inputs(d, 1, N, x, INPUTS, out));
    assert_int_equal(swap_smallest(out, INPUTS), 0);
    assert_true(out[0].turns && out[3].turns && out[0].slope > 0 && out[3].slope < 0);
    near(out[0].at_quantile, num_normal_cdf(-0.5), 0.05, "quantile of input 0");
    near(out[0].at, -1.0, 0.3, "value of input 0");
    near(out[0].from, 0.0, 0.3, "median of input 0");
    near(out[3].at_quantile, num_normal_cdf(2.0 / 3.0), 0.05, "quantile of input 3");
    near(out[3].at, 30.0 + 4.0 / 3.0, 0.4, "value of input 3");
    near(out[0].share, 4.0 / 6.25, 0.05, "share of input 0");
    near(out[3].share, 2.25 / 6.25, 0.06, "share of input 3");
    const bool low[INPUTS] = {[3] = true, [5] = true};
    near(swap_share(out, INPUTS, low), out[3].share, 0.0, "share of the low ones");
}

/* One input alone, without noise: exact, whatever monotone scale it is on. */
static void exact(void **state)
{
    (void)state;
    for (size_t i = 0; i < N; i++) {
        const double z = num_normal_quantile(((double)i + 0.5) / N);
        x[i] = num_normal_cdf(z) * 100.0;
        d[i] = 3.0 * z - 3.0 * num_normal_quantile(0.8);
    }
    assert_true(swap_inputs(d, 1, N, x, 1, out));
    near(out[0].at_quantile, 0.8, 1e-9, "quantile");
    near(out[0].at, 80.0, 1e-6, "value");
    near(out[0].from, 50.0, 1e-9, "median");
    near(out[0].slope, 3.0, 1e-12, "slope");
    near(out[0].share, 1.0, 1e-12, "share");
}

/* What says nothing is found in one study of twenty, not in one input of twenty. */
static void false_findings(void **state)
{
    (void)state;
    size_t found = 0;
    const size_t studies = 300;
    for (uint32_t s = 0; s < studies; s++) {
        draw(100 + s);
        for (uint32_t i = 0; i < N; i++)
            d[i] = num_normal_quantile(uniform(i, 999, 100 + s));
        assert_true(swap_inputs(d, 1, N, x, INPUTS, out));
        bool any = false;
        for (size_t k = 0; k < INPUTS; k++)
            any = any || out[k].counts;
        found += any;
    }
    if (found > 30) /* mean 15, sd 3.8 */
        fail_msg("%zu of %zu studies of noise find something", found, studies);
}

/* Too far away to be turned round by any value that was drawn; too few points; constants. */
static void limits(void **state)
{
    (void)state;
    draw(2);
    for (uint32_t i = 0; i < N; i++)
        d[i] = 40.0 + 2.0 * z_of(0, i);
    assert_true(swap_inputs(d, 1, N, x, INPUTS, out));
    assert_true(out[0].counts && !out[0].turns);
    assert_int_equal(swap_smallest(out, INPUTS), SIZE_MAX);
    assert_true(swap_inputs(d, 1, SWAP_LEAST - 1, x, INPUTS, out));
    assert_false(out[0].counts);
    for (uint32_t i = 0; i < N; i++)
        d[i] = 4.0;
    assert_true(swap_inputs(d, 1, N, x, INPUTS, out));
    for (size_t k = 0; k < INPUTS; k++)
        assert_true(!out[k].counts && out[k].share == 0.0);
    for (uint32_t i = 0; i < N; i++) {
        x[i] = 7.0;
        d[i] = (double)i;
    }
    assert_true(swap_inputs(d, 1, N, x, 1, out));
    assert_true(!out[0].counts && out[0].from == 7.0);
    assert_true(swap_inputs(d, 1, N, x, 0, out));
}

/* The same at half the points of two values each: ties share a score. */
static void ties(void **state)
{
    (void)state;
    for (size_t i = 0; i < N; i++) {
        x[i] = i % 2 ? 1.0 : 0.0;
        d[i] = i % 2 ? 3.0 : -1.0;
    }
    assert_true(swap_inputs(d, 1, N, x, 1, out));
    near(out[0].share, 1.0, 1e-12, "share");
    assert_true(out[0].turns && out[0].at_quantile < 0.5);
}

/* A line through two values, or through a curve that flattens out, reaches 0 where no difference
 * does: nothing turns. Of three values the one that turns is told, not one between. */
static void drawn_only(void **state)
{
    (void)state;
    for (size_t i = 0; i < N; i++) {
        x[i] = i % 5 < 2 ? 2.0 : 1.0;
        d[i] =
            i % 5 < 2 ? 2.7 : 15.0; /* the line is 0 at the 9th decile, beyond all that is drawn */
    }
    assert_true(swap_inputs(d, 1, N, x, 1, out));
    assert_true(out[0].counts && !out[0].turns);
    near(out[0].from, 1.0, 0.0, "median of two values");
    for (size_t i = 0; i < N; i++) {
        const double z = num_normal_quantile(((double)i + 0.5) / N);
        x[i] = z;
        d[i] = 2.0 - (z < 1.5 ? z : 1.5);
    }
    assert_true(swap_inputs(d, 1, N, x, 1, out));
    assert_true(out[0].counts && out[0].at_quantile < 0.99 && !out[0].turns);
    for (size_t i = 0; i < N; i++) {
        x[i] = i % 8 < 1 ? 5.0 : i % 8 < 2 ? 3.0 : 2.0;
        d[i] = x[i] < 5.0 ? 1.0 : -2.0;
    }
    assert_true(swap_inputs(d, 1, N, x, 1, out));
    assert_true(out[0].turns);
    near(out[0].at, 5.0, 0.0, "value that turns");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(linear), cmocka_unit_test(exact), cmocka_unit_test(false_findings),
        cmocka_unit_test(limits), cmocka_unit_test(ties),  cmocka_unit_test(drawn_only)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
