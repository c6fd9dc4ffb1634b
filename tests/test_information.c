/* test_information.c - the value of knowing an input, against cases known by analysis.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"
#include "sim/information.h"
#include "sim/num.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 4096 };

static double uniform(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return ((double)((z ^ (z >> 31)) >> 11) + 0.5) * 0x1p-53;
}
static double normal(uint64_t *state) { return num_normal_quantile(uniform(state)); }

static void assert_near(double got, double want, double within)
{
    if (!(fabs(got - want) <= within))
        fail_msg("%.6g, wanted %.6g within %.3g", got, want, within);
}

/* Option 0 gives 0, option 1 gives a + b x: knowing x is worth a F(a/b) + b f(a/b) - max(0, a),
 * with the standard normal's F and f (x normal); 1/4 for x uniform in -1..1 and a = 0. Knowing an
 * input that neither option feels is worth nothing. Classes hide a little of it. */
static void linear_options_are_worth_what_analysis_says(void **state)
{
    (void)state;
    static double y[2 * MOST], x[MOST], z[MOST];
    struct information out;
    uint64_t s = 1;
    for (size_t i = 0; i < MOST; i++) {
        x[i] = 2.0 * uniform(&s) - 1.0;
        z[i] = uniform(&s);
        y[MOST + i] = x[i];
    }
    assert_true(information_of(y, 2, MOST, x, 1, 1, 1, &out));
    assert_near(out.value, 0.25, 0.025); /* taking off noise takes a little too much */
    assert_true(out.told);
    assert_true(information_of(y, 2, MOST, z, 1, 1, 1, &out));
    assert_near(out.value, 0.0, 0.01);
    for (double a = -1.0; a <= 1.0; a += 0.5) {
        const double b = 1.3, w = a / b;
        const double density = num_exp(-0.5 * w * w) / sqrt(2.0 * 3.14159265358979323846);
        const double worth = a * num_normal_cdf(w) + b * density - (a > 0.0 ? a : 0.0);
        for (size_t i = 0; i < MOST; i++) {
            x[i] = normal(&s);
            y[MOST + i] = a + b * x[i] + normal(&s); /* and something that nobody can know */
        }
        assert_true(information_of(y, 2, MOST, x, 1, 1, 1, &out));
        assert_near(out.value, worth, 0.045);
        for (size_t i = 0; i < MOST; i++) /* less is better: the mirror image */
            y[MOST + i] = -y[MOST + i];
        struct information mirror;
        assert_true(information_of(y, 2, MOST, x, 1, -1, 1, &mirror));
        assert_near(mirror.value, out.value, 1e-12);
    }
}

/* An input that says nothing is told of in about one case of twenty; one that decides, always. */
static void noise_is_not_told(void **state)
{
    (void)state;
    static double y[3 * 256], x[256];
    size_t told = 0, found = 0;
    uint64_t s = 7;
    for (int trial = 0; trial < 200; trial++) {
        struct information out;
        for (size_t i = 0; i < 256; i++) {
            x[i] = uniform(&s);
            for (size_t o = 0; o < 3; o++)
                y[o * 256 + i] = normal(&s);
        }
        assert_true(information_of(y, 3, 256, x, 1, 1, (uint64_t)trial, &out));
        assert_true(out.value >= 0.0);
        told += out.told;
        for (size_t i = 0; i < 256; i++)
            y[i] += 8.0 * (x[i] - 0.5);
        assert_true(information_of(y, 3, 256, x, 1, 1, (uint64_t)trial, &out));
        found += out.told;
    }
    print_message("told of nothing: %zu of 200\n", told);
    assert_true(told >= 1 && told <= 23); /* binomial(200, 0.05): 10 + 4.2 sd */
    assert_int_equal(found, 200);
}

/* Of many inputs that say nothing one is told of in one set of twenty, and the one that decides is
 * found among them. */
static void many_inputs_are_judged_together(void **state)
{
    (void)state;
    enum { INPUTS = 60, POINTS = 128 };
    static double y[2 * POINTS], x[INPUTS * POINTS];
    static struct information out[INPUTS];
    size_t sets = 0;
    uint64_t s = 11;
    for (int trial = 0; trial < 60; trial++) {
        for (size_t i = 0; i < (size_t)INPUTS * POINTS; i++)
            x[i] = uniform(&s);
        for (size_t i = 0; i < 2 * POINTS; i++)
            y[i] = normal(&s);
        assert_true(information_of(y, 2, POINTS, x, INPUTS, 1, (uint64_t)trial, out));
        bool any = false;
        for (size_t k = 0; k < INPUTS; k++)
            any = any || out[k].told;
        sets += any;
        for (size_t i = 0; i < POINTS; i++)
            y[i] += 10.0 * (x[17 * POINTS + i] - 0.5);
        assert_true(information_of(y, 2, POINTS, x, INPUTS, 1, (uint64_t)trial, out));
        assert_true(out[17].told && out[17].value > 0.5);
    }
    print_message("sets with a false finding: %zu of 60\n", sets);
    assert_true(sets <= 10); /* binomial(60, 0.05): 3 + 4 sd */
}

static void limits(void **state)
{
    (void)state;
    double y[40] = {0}, x[20] = {0};
    struct information out, again;
    for (size_t i = 0; i < 20; i++)
        y[20 + i] = i % 2 ? 3.0 : -3.0;
    assert_true(information_of(y, 2, 20, x, 1, 1, 1, &out)); /* an input that does not vary */
    assert_true(out.value == 0.0 && !out.told);
    for (size_t i = 0; i < 20; i++)
        x[i] = (double)i;
    assert_true(information_of(y, 1, 20, x, 1, 1, 1, &out)); /* one option: nothing to choose */
    assert_true(out.value == 0.0 && !out.told);
    assert_true(information_of(y, 2, 7, x, 1, 1, 1, &out)); /* too few points */
    assert_true(out.value == 0.0 && !out.told);
    for (size_t i = 0; i < 20; i++)
        y[20 + i] = 1.0 + x[i]; /* one option is always better: knowing changes nothing */
    assert_true(information_of(y, 2, 20, x, 1, 1, 1, &out));
    assert_true(out.value == 0.0 && !out.told);
    for (size_t i = 0; i < 20; i++)
        y[20 + i] = x[i] - 9.0;
    assert_true(information_of(y, 2, 20, x, 1, 1, 5, &out));
    assert_true(information_of(y, 2, 20, x, 1, 1, 5, &again));
    assert_memory_equal(&out.value, &again.value, sizeof out.value);
    assert_true(out.told);
}

int main(void)
{
    num_thread_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(linear_options_are_worth_what_analysis_says),
        cmocka_unit_test(noise_is_not_told),
        cmocka_unit_test(many_inputs_are_judged_together),
        cmocka_unit_test(limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
