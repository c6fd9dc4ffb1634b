/* test_sweep_conditional.c - inputs that count only where another one says so.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_script.h"
#include "sim/effects.h"
#include "sim/sweep.h"

/* y = a + b, a where s = 0, b where s = 1; the other stands at 1/2. */
#define SWITCH(design)                                                                            \
    "local j = require 'junkan'\n"                                                                \
    "local m = j.model{ outputs = { 'y' }, eval = function(x) return x.a + x.b end,\n"            \
    "  inputs = { a = j.uniform(0, 1), b = j.uniform(0, 1), s = j.discrete({0, 1}, {1, 3}) } }\n" \
    "return j.sweep{ scenario = m, design = " design ",\n"                                        \
    "  conditional = { {'a', when = 's', is = 0}, {'b', when = 's', is = {1}} } }\n"

static const double *runs(const struct ran *r, const char *var)
{
    const long v = ran_var(r, var);
    if (v < 0)
        fail_msg("no variable %s", var);
    return r->data[v];
}

static const double *of_ran(void *ctx, const char *var)
{
    const long v = ran_var(ctx, var);
    return v < 0 ? NULL : ((struct ran *)ctx)->data[v];
}

/* In every design, in every run. */
static void it_stands_at_its_median_elsewhere(void **state)
{
    (void)state;
    static const char *const script[] = {
        SWITCH("j.monte_carlo{ n = 200 }"), SWITCH("j.lhs{ n = 200 }"),
        SWITCH("j.sobol{ n = 256 }"),       SWITCH("j.grid{ levels = 4 }"),
        SWITCH("j.morris{ n = 20 }"),       SWITCH("j.saltelli{ n = 32, second = true }")};
    for (size_t i = 0; i < sizeof script / sizeof *script; i++) {
        struct ran r;
        ran_script(&r, script[i]);
        const double *a = runs(&r, "draw.a"), *b = runs(&r, "draw.b"), *s = runs(&r, "draw.s");
        const double *y = runs(&r, "kpi.y");
        size_t n[2] = {0}, moved[2] = {0};
        assert_int_equal(r.study->results.design->spec.n_dim, 3); /* each stays one factor */
        for (size_t k = 0; k < r.study->results.n_run; k++) {
            const bool on = s[k] != 0.0;
            assert_true((on ? a[k] : b[k]) == 0.5);
            assert_true(y[k] == a[k] + b[k]);
            n[on]++;
            moved[on] += (on ? b[k] : a[k]) != 0.5;
        }
        for (size_t k = 0; k < 2; k++)
            assert_true(n[k] > 5 && moved[k] > n[k] * 9 / 10);
        ran_free(&r);
    }
}

/* With p = P(s = 0) = 1/4, q = 1 - p and V(a) = V(b) = 1/12 = V(y):
 *   E(y | s) = 1, so s alone makes nothing; E(y | a) = p a + const, so S_a = p^2; S_b = q^2;
 *   E(y | a, s): p V(a), less S_a: S_as = p - p^2 = p q = S_bs; E(y | a, b) = p a + q b: S_ab = 0;
 *   totals: T_a = p, T_b = q, T_s = 2 p q (the variance of a or b by chance, p q (a - b)^2). */
static void indices_of_a_switch(void **state)
{
    (void)state;
    static const double first[] = {0.0625, 0.5625, 0.0}, total[] = {0.25, 0.75, 0.375};
    static const double pair[3][3] = {{0, 0, 0.1875}, {0, 0, 0.1875}, {0.1875, 0.1875, 0}};
    struct ran r;
    struct effects e;
    ran_script(&r, SWITCH("j.saltelli{ n = 16384, second = true }"));
    double *u = effects_points(&r.study->results, (struct run_source){&r, of_ran});
    assert_int_equal(effects_new(&r.study->results, runs(&r, "kpi.y"), u, &e), SENSITIVITY_OK);
    for (size_t f = 0; f < 3; f++) {
        assert_close(e.of.sobol.first[f].value, first[f], 0.01);
        assert_close(e.of.sobol.total[f].value, total[f], 0.01);
        for (size_t g = 0; g < 3; g++)
            if (g > f)
                assert_close(e.of.sobol.second[f * 3 + g].value, pair[f][g], 0.02);
    }
    effects_free(&e);
    mem_free(u);
    ran_free(&r);
}

/* Ranges with their ends; several conditions; one on an input that does not count itself; a pattern
 * leaves out the input it is about; a name may lack its "default.". */
static void conditions_chain(void **state)
{
    (void)state;
    struct ran r;
    ran_script(&r, "local j = require 'junkan'\n"
                   "local u = j.uniform(0, 1)\n"
                   "local m = j.model{ outputs = { 'y' }, eval = function(x) return x.a end,\n"
                   "  inputs = { a = j.uniform(0, 1), b = j.uniform(0, 1), k1 = j.uniform(0, 1),\n"
                   "             k2 = j.uniform(2, 4), n = j.empirical(1, 2, 3, 4) } }\n"
                   "return j.sweep{ scenario = m, design = j.lhs{ n = 2000 }, conditional = {\n"
                   "  {'k*', when = 'k1', is = {0.25, 1}}, {'a', when = 'k2', is = {2.5, 3.5}},\n"
                   "  {'b', when = 'n', is = {1, 4}}, {'b', when = 'k1', is = {0, 0.5}} } }\n");
    const double *a = runs(&r, "draw.a"), *b = runs(&r, "draw.b"), *k1 = runs(&r, "draw.k1");
    const double *k2 = runs(&r, "draw.k2"), *n = runs(&r, "draw.n");
    size_t free_a = 0, free_b = 0;
    for (size_t i = 0; i < 2000; i++) {
        const bool on_k2 = k1[i] >= 0.25, on_a = on_k2 && k2[i] >= 2.5 && k2[i] <= 3.5;
        const bool on_b = (n[i] == 1.0 || n[i] == 4.0) && k1[i] <= 0.5;
        assert_true(k1[i] != 0.5);
        assert_true((k2[i] == 3.0) == !on_k2);
        assert_true((a[i] == 0.5) == !on_a); /* also where k2 stands at 3, inside the range */
        assert_true((b[i] == 0.5) == !on_b);
        free_a += on_a;
        free_b += on_b;
    }
    assert_close((double)free_a, 750.0, 80.0);
    assert_close((double)free_b, 500.0, 80.0);
    ran_free(&r);
}

/* A region's inputs, by pattern and short name: what is conditional has no effect elsewhere. */
static void of_a_scenario(void **state)
{
    (void)state;
    struct ran r;
    ran_script(&r,
               "local j = require 'junkan'\n"
               "local base = j.scenario{ start = '2026-04-01', years = 1, towns = {{name = 'T'}},\n"
               "  biomass = {{name = 'S', town = 'T', kind = 'wheat_straw', area = 70}},\n"
               "  kilns = {{name = 'K', town = 'T', type = 'sealed_batch', upkeep_per_firing = 0,\n"
               "            capacity = j.discrete({1, 2}, {1, 1}), upkeep = j.uniform(0, 1000)}},\n"
               "  labour = {{name = 'L', town = 'T', kind = 'b_type', heads = 20}}}\n"
               "return j.sweep{ scenario = base, design = j.lhs{ n = 32 }, chance = false,\n"
               "  only = {'kilns.K.*', 'kiln.snow_limit'}, conditional = {\n"
               "    {'kilns.K.*', when = 'kilns.K.capacity', is = 2},\n"
               "    {'kiln.snow_limit', when = 'kilns.K.capacity', is = 2} } }\n");
    const double *capacity = runs(&r, "draw.kilns.K.capacity");
    const double *upkeep = runs(&r, "draw.kilns.K.upkeep");
    const double *snow = runs(&r, "draw.default.kiln.snow_limit");
    const double *yen = runs(&r, "kpi.kiln.upkeep_yen"), *char_t = runs(&r, "kpi.kiln.char_t");
    size_t n = 0, first = SIZE_MAX;
    for (size_t i = 0; i < 32; i++) {
        n += capacity[i] == 2.0;
        if (capacity[i] == 2.0)
            continue;
        first = first == SIZE_MAX ? i : first;
        assert_true(upkeep[i] == 500.0 && snow[i] == snow[first]);
        assert_true(yen[i] == yen[first] && char_t[i] == char_t[first]);
    }
    assert_int_equal(n, 16);
    ran_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_stands_at_its_median_elsewhere),
        cmocka_unit_test(indices_of_a_switch),
        cmocka_unit_test(conditions_chain),
        cmocka_unit_test(of_a_scenario),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
