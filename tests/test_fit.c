/* test_fit.c - searches for parameters: certified values, known truth, coverage, what cannot be
 * known. SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit_cases.h"
#include "sim/junkan.h"
#include "sim/stats.h"

static void close_to(const char *what, double a, double b, double relative)
{
    if (!(fabs(a - b) <= relative * fabs(b)))
        fail_msg("%s: %.12g, wanted %.12g", what, a, b);
}

/* Estimates, standard errors and sum of squares of NIST's certified values. */
static void certified_values_come_out(void **state)
{
    (void)state;
    for (size_t c = 0; c < sizeof fit_nist / sizeof *fit_nist; c++) {
        const struct fit_certified *x = &fit_nist[c];
        struct fit_model m = x->model;
        struct fit_data data = {0};
        struct fit_result r;
        memcpy(data.y, x->y, m.n * sizeof *data.y);
        struct fit_spec s = fit_spec_of(&m, &data, FIT_LEAST_SQUARES);
        s.n_point *= 10;
        assert_int_equal(fit_run(&s, &r), FIT_OK);
        double rss = 0.0;
        for (size_t o = 0; o < m.n; o++)
            rss += (r.fitted[o] - data.y[o]) * (r.fitted[o] - data.y[o]);
        close_to(x->name, rss, x->rss, 1e-8);
        const double t = stats_t_quantile(0.95, (double)(m.n - m.d));
        for (size_t i = 0; i < m.d; i++) {
            close_to(x->name, r.param[i].estimate, x->b[i], 1e-5);
            const double half = r.param[i].at_hi ? r.param[i].estimate - r.param[i].lo
                                                 : r.param[i].hi - r.param[i].estimate;
            close_to(x->name, half / t, x->sd[i], 1e-4);
            assert_true(r.param[i].identified);
        }
        assert_true(r.converged);
        fit_free(&r);
    }
}

/* Without noise the truth itself is found. */
static void exact_observations_give_exact_parameters(void **state)
{
    (void)state;
    for (size_t k = 0; k < 20; k++) {
        struct fit_model m = decay_model();
        struct fit_data data;
        struct fit_result r;
        double truth[FIT_PARAMS];
        decay_case(&m, k, 0.0, truth, &data);
        const struct fit_spec s = fit_spec_of(&m, &data, FIT_LEAST_SQUARES);
        assert_int_equal(fit_run(&s, &r), FIT_OK);
        for (size_t i = 0; i < m.d; i++) {
            close_to("exact", r.param[i].estimate, truth[i], 1e-6);
            close_to("exact lo", r.param[i].lo, truth[i], 1e-4);
            close_to("exact hi", r.param[i].hi, truth[i], 1e-4);
        }
        fit_free(&r);
    }
}

/* Over 100 truths drawn from the distributions, 90 % intervals hold each parameter in 83 to 97
 * cases, and at least 90 estimates lie within a quarter of the range in all parameters. */
struct trial {
    const char *name;
    enum fit_method method;
    enum fit_loss loss;
    double noise;
    enum { SD_UNKNOWN, SD_GIVEN, SD_CHANCE } sd;
    size_t n_point;
};

static void one_case(const struct trial *v, size_t k, size_t inside[3], size_t *near)
{
    struct fit_model m = decay_model();
    struct fit_data data;
    struct fit_result r;
    double truth[FIT_PARAMS];
    bool all = true;
    decay_case(&m, k, v->noise, truth, &data);
    for (size_t o = 0; o < m.n; o++)
        data.sd[o] = v->sd == SD_GIVEN ? v->noise : 0.0;
    m.noise = v->sd == SD_CHANCE ? v->noise : 0.0;
    m.seed = 5 + k;
    struct fit_spec s = fit_spec_of(&m, &data, v->method);
    s.loss = v->loss;
    s.n_point = v->n_point ? v->n_point : s.n_point;
    assert_int_equal(fit_run(&s, &r), FIT_OK);
    for (size_t i = 0; i < 3; i++) {
        const struct fit_param *p = &r.param[i];
        inside[i] += p->lo <= truth[i] && truth[i] <= p->hi;
        all = all && fabs(p->estimate - truth[i]) < 0.25 * (m.hi[i] - m.lo[i]);
        assert_true(p->lo <= p->estimate && p->estimate <= p->hi);
        assert_true(p->lo >= m.lo[i] && p->hi <= m.hi[i]);
    }
    *near += all;
    fit_free(&r);
}

static void intervals_cover_the_truth(void **state)
{
    (void)state;
    static const struct trial trial[] = {
        {"least squares", FIT_LEAST_SQUARES, FIT_SQUARES, 0.1, SD_UNKNOWN, 0},
        {"least squares, known sd", FIT_LEAST_SQUARES, FIT_SQUARES, 0.1, SD_GIVEN, 0},
        {"nlopt", FIT_NLOPT, FIT_SQUARES, 0.1, SD_UNKNOWN, 0},
        {"nlopt, known sd", FIT_NLOPT, FIT_SQUARES, 0.1, SD_GIVEN, 0},
        {"nlopt, absolute", FIT_NLOPT, FIT_ABSOLUTE, 0.1, SD_UNKNOWN, 0},
        {"abc, known sd", FIT_ABC, FIT_SQUARES, 0.1, SD_GIVEN, 2000},
        {"abc, chance", FIT_ABC, FIT_SQUARES, 0.1, SD_CHANCE, 2000}};
    for (size_t t = 0; t < sizeof trial / sizeof *trial; t++) {
        size_t inside[3] = {0}, near = 0;
        for (size_t k = 0; k < 100; k++)
            one_case(&trial[t], k, inside, &near);
        print_message("%s: 90 %% intervals held %zu, %zu, %zu of 100; near %zu\n", trial[t].name,
                      inside[0], inside[1], inside[2], near);
        for (size_t i = 0; i < 3; i++)
            assert_in_range(inside[i], 83, 97);
        assert_in_range(near, 90, 100);
    }
}

/* --- what cannot be known --------------------------------------------------------------------- */

static double constant_at(const double *b, double x)
{
    (void)b;
    (void)x;
    return 7.0;
}
static double product_at(const double *b, double x) { return b[0] * b[1] * x; }
static double first_at(const double *b, double x) { return b[0] + 0.0 * x; }

static void check_finite(const struct fit_model *m, const struct fit_result *r)
{
    for (size_t i = 0; i < m->d; i++) {
        assert_true(isfinite(r->param[i].estimate) && isfinite(r->param[i].lo) &&
                    isfinite(r->param[i].hi));
        for (size_t k = 0; k < m->d; k++)
            assert_true(fabs(r->correlation[i * m->d + k]) <= 1.0 + 1e-9);
    }
    for (size_t o = 0; o < m->n; o++)
        assert_true(isfinite(r->fitted[o]) && r->lo[o] <= r->hi[o]);
}

/* A constant output says nothing: the intervals are the distributions' own, and no NaN appears. */
static void nothing_is_learnt_from_a_constant(void **state)
{
    (void)state;
    for (int method = FIT_LEAST_SQUARES; method <= FIT_ABC; method++)
        for (int alike = 0; alike < 2; alike++) {
            struct fit_model m = decay_model();
            struct fit_data data = {0};
            struct fit_result r;
            m.at = constant_at;
            for (size_t o = 0; o < m.n; o++) {
                data.y[o] = alike ? 7.0 : (double)o;
                data.sd[o] = method == FIT_ABC ? 1.0 : 0.0;
            }
            const struct fit_spec s = fit_spec_of(&m, &data, (enum fit_method)method);
            assert_int_equal(fit_run(&s, &r), FIT_OK);
            check_finite(&m, &r);
            for (size_t i = 0; i < m.d; i++) {
                const double range = m.hi[i] - m.lo[i];
                assert_false(r.param[i].identified);
                assert_true(r.param[i].hi - r.param[i].lo > 0.7 * range);
                if (method != FIT_ABC)
                    close_to("median", r.param[i].estimate, 0.5 * (m.lo[i] + m.hi[i]), 1e-9);
            }
            fit_free(&r);
        }
}

/* Only the product of two parameters shows. */
static void a_product_does_not_tell_its_factors(void **state)
{
    (void)state;
    struct fit_model m = {.d = 2, .n = 10, .lo = {1, 1}, .hi = {3, 3}, .x = decay_x};
    struct fit_data data = {0};
    struct fit_result r;
    m.at = product_at;
    for (size_t o = 0; o < m.n; o++)
        data.y[o] = 4.0 * m.x[o] + 0.1 * fit_noise(3, 0, o);
    const struct fit_spec s = fit_spec_of(&m, &data, FIT_LEAST_SQUARES);
    assert_int_equal(fit_run(&s, &r), FIT_OK);
    check_finite(&m, &r);
    close_to("product", r.param[0].estimate * r.param[1].estimate, 4.0, 0.05);
    assert_false(r.param[0].identified);
    assert_false(r.param[1].identified);
    if (!(r.correlation[1] < -0.99))
        fail_msg("correlation %g of %g, %g", r.correlation[1], r.param[0].estimate,
                 r.param[1].estimate);
    fit_free(&r);
}

/* The second parameter has no part in the answer; the first is as good as ever. */
static void an_idle_parameter_does_no_harm(void **state)
{
    (void)state;
    struct fit_model m = {.d = 2, .n = 10, .lo = {0, 0}, .hi = {2, 8}, .x = decay_x};
    struct fit_data data = {0};
    struct fit_result r;
    m.at = first_at;
    double mean = 0.0;
    for (size_t o = 0; o < m.n; o++) {
        data.y[o] = 1.2 + 0.1 * fit_noise(4, 0, o);
        mean += data.y[o] / 10.0;
    }
    const struct fit_spec s = fit_spec_of(&m, &data, FIT_LEAST_SQUARES);
    assert_int_equal(fit_run(&s, &r), FIT_OK);
    close_to("mean", r.param[0].estimate, mean, 1e-6);
    assert_true(r.param[0].identified);
    assert_false(r.param[1].identified);
    close_to("median", r.param[1].estimate, 4.0, 1e-9);
    fit_free(&r);
}

/* A truth beyond the range ends at its bound, and that is told. */
static void a_bound_is_told(void **state)
{
    (void)state;
    for (int method = FIT_LEAST_SQUARES; method <= FIT_NLOPT; method++) {
        struct fit_model m = {.d = 1, .n = 10, .lo = {0}, .hi = {1}, .x = decay_x, .at = first_at};
        struct fit_data data = {0};
        struct fit_result r;
        for (size_t o = 0; o < m.n; o++)
            data.y[o] = 1.3 + 0.1 * fit_noise(6, 0, o);
        const struct fit_spec s = fit_spec_of(&m, &data, (enum fit_method)method);
        assert_int_equal(fit_run(&s, &r), FIT_OK);
        assert_true(r.param[0].estimate > 0.999);
        assert_true(r.param[0].at_hi && !r.param[0].at_lo && r.param[0].hi <= 1.0);
        fit_free(&r);
    }
}

/* Many frequencies fit a wave a little; the one that fits best is kept, wherever the others end. */
static double wave_at(const double *b, double x) { return num_sin(b[0] * x); }
static void the_best_of_several_starts_is_kept(void **state)
{
    (void)state;
    for (int method = FIT_LEAST_SQUARES; method <= FIT_NLOPT; method++) {
        size_t apart = 0, found = 0;
        for (size_t k = 0; k < 20; k++) {
            struct fit_model m = {.d = 1, .n = DECAY_N, .lo = {0.3}, .hi = {5.5}, .x = decay_x};
            struct fit_data data = {0};
            struct fit_result r;
            const double truth = 0.8 + 0.2 * (double)k;
            m.at = wave_at;
            for (size_t o = 0; o < m.n; o++)
                data.y[o] = num_sin(truth * m.x[o]) + 0.05 * fit_noise(12, k, o);
            struct fit_spec s = fit_spec_of(&m, &data, (enum fit_method)method);
            s.n_point = method == FIT_NLOPT ? 300 : 120;
            assert_int_equal(fit_run(&s, &r), FIT_OK);
            found += fabs(r.param[0].estimate - truth) < 0.02;
            apart += r.n_agree < r.n_start;
            fit_free(&r);
        }
        assert_in_range(found, 19, 20);
        if (method == FIT_LEAST_SQUARES)
            assert_true(apart > 10);
    }
}

/* --- rounds ----------------------------------------------------------------------------------- */

/* Held-out observations may be anything: the fit is the same. */
static void held_out_observations_are_not_seen(void **state)
{
    (void)state;
    for (int method = FIT_LEAST_SQUARES; method <= FIT_ABC; method++) {
        struct fit_result r[2];
        for (size_t k = 0; k < 2; k++) {
            struct fit_model m = decay_model();
            struct fit_data data;
            double truth[FIT_PARAMS];
            decay_case(&m, 8, 0.1, truth, &data);
            for (size_t o = 0; o < m.n; o++) {
                data.sd[o] = 0.1;
                data.held_out[o] = o >= 15;
                data.y[o] += k == 1 && o >= 15 ? 1000.0 : 0.0;
            }
            struct fit_spec s = fit_spec_of(&m, &data, (enum fit_method)method);
            s.n_point = method == FIT_ABC ? 1600 : s.n_point;
            assert_int_equal(fit_run(&s, &r[k]), FIT_OK);
        }
        for (size_t i = 0; i < 3; i++) {
            assert_true(r[0].param[i].estimate == r[1].param[i].estimate);
            assert_true(r[0].param[i].lo == r[1].param[i].lo);
        }
        for (size_t o = 0; o < DECAY_N; o++)
            assert_true(r[0].fitted[o] == r[1].fitted[o]);
        fit_free(&r[0]);
        fit_free(&r[1]);
    }
}

/* Whole rounds within the budget; a round that says stop ends it, wherever that is. */
static void the_budget_is_kept_and_a_stop_obeyed(void **state)
{
    (void)state;
    for (int method = FIT_LEAST_SQUARES; method <= FIT_ABC; method++)
        for (size_t budget = fit_least_points((enum fit_method)method, 3); budget < 2000;
             budget += 391) {
            struct fit_model m = decay_model();
            struct fit_data data;
            struct fit_result r;
            double truth[FIT_PARAMS];
            decay_case(&m, 3, 0.1, truth, &data);
            for (size_t o = 0; o < m.n; o++)
                data.sd[o] = 0.1;
            struct fit_spec s = fit_spec_of(&m, &data, (enum fit_method)method);
            s.n_point = budget;
            assert_int_equal(fit_run(&s, &r), FIT_OK);
            assert_true(r.n_used <= budget && r.n_used == m.n_done);
            assert_int_equal(r.n_used % fit_round_points(&s), 0);
            const size_t used = r.n_used;
            fit_free(&r);
            for (size_t stop = 1; stop <= used; stop += used / 7 + 1) {
                m.n_done = 0;
                m.stop_after = stop;
                assert_int_equal(fit_run(&s, &r), FIT_STOPPED);
            }
        }
}

/* Every allocation may fail: no leak, no wrong answer (run under the sanitizers too). */
static void memory_may_run_out(void **state)
{
    (void)state;
    for (int method = FIT_LEAST_SQUARES; method <= FIT_ABC; method++)
        for (unsigned long n = 1;; n++) {
            struct fit_model m = decay_model();
            struct fit_data data;
            struct fit_result r;
            double truth[FIT_PARAMS];
            decay_case(&m, 3, 0.1, truth, &data);
            for (size_t o = 0; o < m.n; o++)
                data.sd[o] = 0.1;
            struct fit_spec s = fit_spec_of(&m, &data, (enum fit_method)method);
            s.n_point = fit_least_points(s.method, 3);
            mem_fail_at(n, false);
            const enum fit_err e = fit_run(&s, &r);
            mem_fail_at(0, false);
            if (e == FIT_OK) {
                fit_free(&r);
                break;
            }
            assert_int_equal(e, FIT_MEMORY);
        }
}

/* Two series in units a million apart weigh alike once their spreads are known. */
static double two_units_at(const double *b, double x)
{
    return x < 5.0 ? b[0] * x : 1e6 * b[0] * (x - 5.0) + 1e6 * b[1];
}
static void series_of_different_units_are_weighed(void **state)
{
    (void)state;
    size_t inside[2] = {0};
    for (size_t k = 0; k < 100; k++) {
        struct fit_model m = {.d = 2, .n = DECAY_N, .lo = {0, 0}, .hi = {4, 4}, .x = decay_x};
        struct fit_data data = {0};
        struct fit_result r;
        const double truth[2] = {1.5, 2.0};
        m.at = two_units_at;
        for (size_t o = 0; o < m.n; o++) {
            data.series[o] = decay_x[o] >= 5.0;
            data.y[o] = m.at(truth, m.x[o]) + (data.series[o] ? 3e5 : 0.1) * fit_noise(11, k, o);
        }
        const struct fit_spec s = fit_spec_of(&m, &data, FIT_LEAST_SQUARES);
        assert_int_equal(fit_run(&s, &r), FIT_OK);
        assert_true(fabs(r.param[0].estimate - 1.5) < 0.1);
        const double ratio = r.sd[DECAY_N - 1] / r.sd[0] / 3e6; /* about the root of an F(9, 9) */
        assert_true(ratio > 0.25 && ratio < 4.0);
        for (size_t i = 0; i < 2; i++)
            inside[i] += r.param[i].lo <= truth[i] && truth[i] <= r.param[i].hi;
        fit_free(&r);
    }
    print_message("two units: %zu, %zu of 100\n", inside[0], inside[1]);
    assert_in_range(inside[0], 83, 97);
    assert_in_range(inside[1], 83, 97);
}

/* RMSE of the model and of the naive rules, by hand. */
static void scores_are_what_they_say(void **state)
{
    (void)state;
    const double observed[] = {1, 2, 3, 5, 9}, fitted[] = {1, 2, 4, 4, 8};
    const double lo[] = {0, 0, 0, 0, 0}, hi[] = {9, 9, 9, 4.5, 9};
    const uint32_t series[] = {0, 0, 0, 0, 1};
    const uint8_t held_out[] = {0, 0, 0, 1, 0};
    const struct fit_seen x = {5, observed, fitted, lo, hi, series, held_out};
    const struct fit_score s = fit_score_series(&x, 0);
    assert_int_equal(s.n[0], 3);
    assert_int_equal(s.n[1], 1);
    close_to("rmse", s.rmse[0], sqrt(1.0 / 3.0), 1e-12);
    close_to("held out", s.rmse[1], 1.0, 1e-12);
    close_to("last", s.last[1], 2.0, 1e-12);
    close_to("mean", s.mean[1], 3.0, 1e-12);
    assert_int_equal(s.n_inside[0], 3);
    assert_int_equal(s.n_inside[1], 0);
}

int main(void)
{
    junkan_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(certified_values_come_out),
        cmocka_unit_test(exact_observations_give_exact_parameters),
        cmocka_unit_test(intervals_cover_the_truth),
        cmocka_unit_test(nothing_is_learnt_from_a_constant),
        cmocka_unit_test(a_product_does_not_tell_its_factors),
        cmocka_unit_test(an_idle_parameter_does_no_harm),
        cmocka_unit_test(a_bound_is_told),
        cmocka_unit_test(the_best_of_several_starts_is_kept),
        cmocka_unit_test(held_out_observations_are_not_seen),
        cmocka_unit_test(the_budget_is_kept_and_a_stop_obeyed),
        cmocka_unit_test(memory_may_run_out),
        cmocka_unit_test(series_of_different_units_are_weighed),
        cmocka_unit_test(scores_are_what_they_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
