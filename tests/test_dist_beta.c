/* test_dist_beta.c - the prepared beta against GSL, closed forms and itself.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/dist.h"
#include "sim/dist_beta.h"
#include "sim/num.h"
#include "tests/cmocka_all.h"
#include "tests/prop.h"
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <math.h>

static void assert_close(double got, double want, double relative, const char *what)
{
    if (!(fabs(got - want) <= relative * fabs(want))) {
        fail_msg("%s: %.17g, expected %.17g within %g of it", what, got, want, relative);
    }
}

static double log_real(struct prop *r, double lo, double hi)
{
    return num_exp(prop_real(r, num_log(lo), num_log(hi)));
}

/* Uniforms of which half lie in the tails, down to 1e-17 and up to 1 - 2^-53. */
static double tail_real(struct prop *r)
{
    switch (prop_int(r, 0, 3)) {
    case 0:
        return log_real(r, 1e-17, 1.0);
    case 1:
        return 1.0 - log_real(r, 0x1p-53, 1.0);
    default:
        return prop_real(r, 0x1p-53, 1.0 - 0x1p-53);
    }
}

/* Shapes of a pert, of moderate and of wide betas. */
static struct dist drawn(struct prop *r)
{
    struct dist d = {.kind = DIST_BETA, .p = {0, 0, 0, 1}};
    const int kind = prop_int(r, 0, 2);
    d.p[0] = kind == 0   ? prop_real(r, 1.0, 5.0)
             : kind == 1 ? log_real(r, 0.3, 30.0)
                         : log_real(r, 0.1, 100.0);
    d.p[1] = kind == 0   ? 6.0 - d.p[0]
             : kind == 1 ? log_real(r, 0.3, 30.0)
                         : log_real(r, 0.1, 100.0);
    return d;
}

/* Both tails keep their relative accuracy, by GSL's own F. */
static void agrees_with_gsl(void **state)
{
    (void)state;
    struct prop r = {.state = 11};
    int quick = 0;
    const int n = prop_cases(4000);
    for (int k = 0; k < n; k++) {
        const struct dist d = drawn(&r);
        const double a = d.p[0], b = d.p[1];
        struct dist_beta q;
        dist_beta_prepare(&q, a, b);
        if (!q.quick) {
            continue;
        }
        quick++;
        for (int i = 0; i < 4; i++) {
            const double u = tail_real(&r);
            const struct beta_point at = dist_beta_quantile(&q, u);
            assert_true(at.x >= 0.0 && at.rest >= 0.0 && fabs(at.x + at.rest - 1.0) <= 0x1p-53);
            if (u < 0.5) {
                assert_close(gsl_cdf_beta_P(at.x, a, b), u, 1e-11, "lower tail");
                assert_close(dist_beta_cdf(&q, at), u, 1e-13, "lower tail, own");
            } else {
                assert_close(gsl_cdf_beta_P(at.rest, b, a), 1.0 - u, 1e-11, "upper tail");
                assert_close(dist_beta_cdf(&q, at), u, 1e-14, "upper tail, own");
            }
        }
    }
    assert_true(quick >= n * 9 / 10);
}

/* Every pert is quick, and so is a beta of shapes 1 to 100 or 0.1 to 10. */
static void common_shapes_are_quick(void **state)
{
    (void)state;
    struct prop r = {.state = 12};
    for (int k = 0; k <= 1000; k++) {
        struct dist_beta q;
        const double a = 1.0 + 4.0 * k / 1000;
        dist_beta_prepare(&q, a, 6.0 - a);
        assert_true(q.quick);
        dist_beta_prepare(&q, log_real(&r, 1.0, 99.9), log_real(&r, 1.0, 99.9));
        assert_true(q.quick);
        dist_beta_prepare(&q, log_real(&r, 0.1001, 10.0), log_real(&r, 0.1001, 10.0));
        assert_true(q.quick);
    }
}

/* 1 - (1 - u)^(1/a) without cancellation. */
static double rest_of_power(double u, double a)
{
    return -num_expm1((u < 0.5 ? num_log1p(-u) : num_log(1.0 - u)) / a);
}

/* b = 1: F = x^a. a = 1: 1 - F = (1 - x)^b. a = b = 1/2: F = 2/pi asin(sqrt(x)). */
static void closed_forms(void **state)
{
    (void)state;
    struct prop r = {.state = 13};
    for (int k = 0; k < prop_cases(2000); k++) {
        struct dist_beta q;
        const double a = k % 2 ? 5.0 : log_real(&r, 0.2, 30.0), u = tail_real(&r);
        dist_beta_prepare(&q, a, 1.0);
        assert_true(q.quick);
        struct beta_point at = dist_beta_quantile(&q, u);
        assert_close(at.x, num_pow(u, 1.0 / a), 1e-13, "b = 1");
        assert_close(at.rest, u < 0.5 ? 1.0 - num_pow(u, 1.0 / a) : rest_of_power(1.0 - u, a),
                     1e-13, "b = 1, rest");
        dist_beta_prepare(&q, 1.0, a);
        assert_true(q.quick);
        at = dist_beta_quantile(&q, u);
        assert_close(at.rest, num_pow(1.0 - u, 1.0 / a), 1e-13, "a = 1");
        assert_close(at.x, rest_of_power(u, a), 1e-13, "a = 1, x");
        dist_beta_prepare(&q, 0.5, 0.5);
        const double root = num_sin(u * 1.57079632679489661923);
        assert_close(dist_beta_quantile(&q, u).x, root * root, 1e-13, "arcsine");
    }
}

/* The other way round is the mirror image, and the sides meet. */
static void mirrors_itself(void **state)
{
    (void)state;
    struct prop r = {.state = 14};
    for (int k = 0; k < prop_cases(1000); k++) {
        const struct dist d = drawn(&r);
        struct dist_beta q, m;
        dist_beta_prepare(&q, d.p[0], d.p[1]);
        dist_beta_prepare(&m, d.p[1], d.p[0]);
        assert_true(q.quick == m.quick);
        if (!q.quick) {
            continue;
        }
        const double u = prop_int(&r, 1, 1023) / 1024.0;
        const struct beta_point x = dist_beta_quantile(&q, u), y = dist_beta_quantile(&m, 1.0 - u);
        assert_close(x.x, y.rest, 1e-12, "mirror");
        assert_close(x.rest, y.x, 1e-12, "mirror, rest");
        const double below = dist_beta_quantile(&q, q.low.mass * (1.0 - 1e-12)).x;
        const double above = dist_beta_quantile(&q, q.low.mass * (1.0 + 1e-12)).x;
        assert_true(below <= above);
        assert_close(below, q.low.split, 1e-9, "side's end");
    }
}

/* Never falls as u rises, strictly rises over a thousand steps, and takes both ends. */
static void rises(void **state)
{
    (void)state;
    struct prop r = {.state = 15};
    for (int k = 0; k < prop_cases(200); k++) {
        const struct dist d = drawn(&r);
        struct dist_beta q;
        dist_beta_prepare(&q, d.p[0], d.p[1]);
        if (!q.quick) {
            continue;
        }
        struct beta_point last = dist_beta_quantile(&q, 0.0);
        assert_true(last.x == 0.0 && last.rest == 1.0);
        for (int i = 1; i <= 1000; i++) {
            const struct beta_point at = dist_beta_quantile(&q, i / 1000.0);
            assert_true(at.x >= last.x && at.rest <= last.rest);
            assert_true(at.x > last.x || at.rest < last.rest);
            last = at;
        }
        assert_true(last.x == 1.0 && last.rest == 0.0);
    }
}

/* However small u is: x falls with it as (a B u)^(1/a), until it is zero. */
static void ends_at_zero(void **state)
{
    (void)state;
    static const double shape[] = {0.1, 0.5, 1.0, 2.6, 30.0, 100.0};
    for (size_t i = 0; i < sizeof shape / sizeof *shape; i++) {
        struct dist_beta q;
        const double a = shape[i];
        dist_beta_prepare(&q, a, 3.4);
        assert_true(q.quick);
        double last = dist_beta_quantile(&q, 0x1p-200).x;
        for (int k = 201; k < 1000; k++) {
            const double x = dist_beta_quantile(&q, ldexp(1.0, -k)).x;
            if (x > 1e-300 && x < 1e-15) {
                assert_close(last / x, num_pow(2.0, 1.0 / a), 1e-11, "tail");
            } else {
                assert_true(x > 0.0 ? x < last : x == 0.0);
            }
            last = x;
        }
        assert_true(last <= 10.0 * num_pow(0x1p-999, 1.0 / a));
    }
}

/* What was prepared is what is used, and a value near an end keeps its distance from it. */
static void uses_what_was_prepared(void **state)
{
    (void)state;
    struct dist d = {.kind = DIST_PERT, .p = {-2.0, -0.5, 0.0}};
    struct dist_beta own, other;
    dist_beta_prepare(&own, 4.0, 2.0);
    assert_close(dist_quantile(&d, 1.0 - 0x1p-50),
                 -2.0 * dist_beta_quantile(&own, 1.0 - 0x1p-50).rest, 1e-15, "near hi");
    dist_beta_prepare(&other, 1.0, 5.0);
    d.beta = &other;
    assert_close(dist_quantile(&d, 0.25), -2.0 + 2.0 * dist_beta_quantile(&other, 0.25).x, 1e-15,
                 "of the memory");
}

/* Prepared or not: the same bits, inside [lo, hi], also where the range cuts a part off. */
static void preparing_changes_nothing(void **state)
{
    (void)state;
    struct prop r = {.state = 16};
    for (int k = 0; k < prop_cases(2000); k++) {
        struct dist d = {.kind = DIST_PERT};
        d.p[0] = prop_real(&r, -5.0, 5.0);
        d.p[2] = d.p[0] + log_real(&r, 1e-6, 1e6);
        const int where = prop_int(&r, 0, 4); /* the mode at an end, or anywhere */
        d.p[1] = where == 0 ? d.p[0] : where == 1 ? d.p[2] : prop_real(&r, d.p[0], d.p[2]);
        if (prop_chance(&r, 30)) {
            d = drawn(&r);
            d.p[2] = 0.1;
            d.p[3] = 0.3;
        }
        struct dist quick = d;
        struct dist_beta memory;
        assert_true(dist_is_beta(&d));
        dist_prepare(&quick, &memory);
        const double lo = d.kind == DIST_PERT ? d.p[0] : d.p[2];
        const double hi = d.kind == DIST_PERT ? d.p[2] : d.p[3];
        const double u = tail_real(&r), x = dist_quantile(&quick, u);
        assert_true(x >= lo && x <= hi && x == dist_quantile(&d, u));
        assert_true(dist_cdf(&quick, x) == dist_cdf(&d, x));
        assert_true(dist_sample(&quick, u, -1e300, 1e300) == x);
        const double cut_lo = lo + 0.3 * (hi - lo), cut_hi = lo + 0.6 * (hi - lo);
        const double y = dist_sample(&quick, u, cut_lo, cut_hi);
        assert_true(y >= cut_lo && y <= cut_hi && y == dist_sample(&d, u, cut_lo, cut_hi));
    }
}

/* Shapes beyond are refused here and answered by dist.h all the same. */
static void other_shapes_have_another_way(void **state)
{
    (void)state;
    static const double shape[][2] = {{0.05, 2.0}, {0.1, 100.0}, {1000.0, 900.0}, {0.05, 1000.0}};
    for (size_t i = 0; i < sizeof shape / sizeof *shape; i++) {
        struct dist d = {.kind = DIST_BETA, .p = {shape[i][0], shape[i][1], 0, 1}};
        struct dist_beta q;
        dist_prepare(&d, &q);
        assert_false(q.quick);
        double last = 0.0;
        for (int k = 1; k < 100; k++) {
            const double u = k / 100.0, x = dist_quantile(&d, u);
            assert_true(x >= last && x <= 1.0);
            last = x;
            if (x > 1e-300) { /* below, F jumps from one double to the next */
                assert_close(dist_cdf(&d, x), u, 1e-8, "other way");
            }
        }
    }
    struct dist_beta q;
    static const double wrong[] = {NAN, 0.0, -1.0, HUGE_VAL};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        dist_beta_prepare(&q, wrong[i], 2.0);
        assert_false(q.quick);
        dist_beta_prepare(&q, 2.0, wrong[i]);
        assert_false(q.quick);
    }
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    num_thread_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_gsl),
        cmocka_unit_test(common_shapes_are_quick),
        cmocka_unit_test(closed_forms),
        cmocka_unit_test(mirrors_itself),
        cmocka_unit_test(rises),
        cmocka_unit_test(ends_at_zero),
        cmocka_unit_test(uses_what_was_prepared),
        cmocka_unit_test(preparing_changes_nothing),
        cmocka_unit_test(other_shapes_have_another_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
