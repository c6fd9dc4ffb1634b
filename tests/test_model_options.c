/* test_model_options.c - Lua functions as the options of a comparison: each with its own inputs and
 * eval, all in the same futures. SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_script.h"
#include "sim/results.h"

/* "fee" is "today" and an input more; "bulk" is another function, which fails where price < 80. */
static const char stalls[] =
    "local j = require 'junkan'\n"
    "local out = { { 'cost', unit = 'yen', better = 'less' }, { 'waste', unit = 'kg' } }\n"
    "local today = j.model { outputs = out,\n"
    "  inputs = { price = j.normal(100, 10), kg = j.uniform(4, 6), fee = 0 },\n"
    "  eval = function(x, rng) return x.price * x.kg + x.fee, x.kg * rng() end }\n"
    "return j.compare { replicates = 900, nested = 3, options = { { 'today', today },\n"
    "  { 'fee', today:with { inputs = { fee = j.uniform(10, 20) } } },\n"
    "  { 'bulk', j.model { outputs = out, inputs = { price = j.normal(90, 10), box = 5 },\n"
    "      eval = function(x, rng, memory)\n"
    "        memory.n = (memory.n or 0) + 1\n"
    "        if x.price < 80 then error('no seller') end\n"
    "        return x.price * x.box, memory.n * rng() end } } } }\n";
enum { TODAY, FEE, BULK };

static double at(const struct ran *r, const char *name, size_t run)
{
    const long v = ran_var(r, name);
    assert_true(v >= 0);
    const double *x = r->data[v];
    return x[run];
}

static size_t run_of(const struct ran *r, size_t option, const struct run_id *like)
{
    const struct results *res = &r->study->results;
    for (size_t i = 0; i < res->n_run; i++)
        if (res->run[i].option == option && res->run[i].point == like->point &&
            res->run[i].replicate == like->replicate)
            return i;
    fail_msg("option %zu lacks a future", option);
    return 0;
}

/* By hand: what each eval makes of the draws that are told beside it. */
static void test_each_option_has_its_eval(void **state)
{
    (void)state;
    struct ran r;
    ran_script(&r, stalls);
    const struct results *res = &r.study->results;
    assert_int_equal(res->n_run, 3 * 900);
    size_t failed = 0;
    for (size_t i = 0; i < res->n_run; i++) {
        const size_t o = res->run[i].option;
        const double price = at(&r, "draw.price", i), cost = at(&r, "kpi.cost", i);
        failed += r.message[i][0] != '\0';
        if (o == BULK) {
            assert_int_equal(r.message[i][0] != '\0', price < 80.0);
            assert_true(price < 80.0 ? isnan(cost) : cost == price * 5.0);
        } else {
            const double fee = o == FEE ? at(&r, "draw.fee", i) : 0.0;
            assert_true(cost == price * at(&r, "draw.kg", i) + fee);
        }
        assert_int_equal(isnan(at(&r, "draw.fee", i)), o != FEE);
        assert_int_equal(isnan(at(&r, "draw.kg", i)), o == BULK);
    }
    assert_true(failed > 60 && failed < 250); /* 900 Phi(-1) = 143; 3 runs share a price */
    assert_int_equal(res->var[ran_var(&r, "kpi.cost")].better, -1);
    assert_int_equal(res->var[ran_var(&r, "kpi.waste")].better, 0);
    ran_free(&r);
}

/* The same future of two options: the same quantiles of their inputs, the same uniforms. */
static void test_futures_are_common(void **state)
{
    (void)state;
    struct ran r;
    ran_script(&r, stalls);
    const struct results *res = &r.study->results;
    for (size_t i = 0; i < res->n_run; i++) {
        if (res->run[i].option != TODAY)
            continue;
        const size_t fee = run_of(&r, FEE, &res->run[i]), bulk = run_of(&r, BULK, &res->run[i]);
        assert_true(at(&r, "kpi.waste", i) == at(&r, "kpi.waste", fee));
        assert_true(at(&r, "draw.price", i) == at(&r, "draw.price", fee));
        assert_true(fabs(at(&r, "draw.price", i) - 10.0 - at(&r, "draw.price", bulk)) < 1e-9);
        const double rng = at(&r, "kpi.waste", i) / at(&r, "draw.kg", i);
        if (r.message[bulk][0] == '\0') /* memory was empty, too */
            assert_true(fabs(rng - at(&r, "kpi.waste", bulk)) < 1e-12);
    }
    ran_free(&r);
}

static void test_threads_do_not_matter(void **state)
{
    (void)state;
    struct ran r[2];
    for (int i = 0; i < 2; i++) {
        ran_load(&r[i], stalls, NULL);
        assert_non_null(r[i].study);
        ran_simulate(&r[i], 1 + 2 * i, isa_best(), 0);
    }
    const struct results *res = &r[0].study->results;
    assert_true(res->n_batch > 1);
    for (size_t v = 0; v < res->n_var; v++)
        assert_memory_equal(r[0].data[v], r[1].data[v], res->n_run * sizeof(double));
    ran_free(&r[0]);
    ran_free(&r[1]);
}

/* A failing assertion must not leave a parallel region: callbacks answer instead. */
static enum err is_as_before(void *ctx, const struct batch *b)
{
    const struct ran *r = ctx;
    bool same = b->n_run == 1;
    for (size_t v = 0; same && v < r->study->results.n_var; v++) {
        const double *one = b->data[v], *all = r->data[v];
        same = memcmp(one, all + b->run0, sizeof *one) == 0;
    }
    return same ? ERR_OK : ERR_FAILED;
}

static void test_one_run_alone(void **state)
{
    (void)state;
    struct ran r;
    ran_script(&r, stalls);
    for (long run = 5; run < 2700; run += 211) {
        const struct ensemble_options o = {.only_run = run};
        assert_int_equal(ensemble_run(r.study, &o, ran_all, is_as_before, &r, &r.d), ERR_OK);
    }
    ran_free(&r);
}

int main(void)
{
    junkan_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_option_has_its_eval),
        cmocka_unit_test(test_futures_are_common),
        cmocka_unit_test(test_threads_do_not_matter),
        cmocka_unit_test(test_one_run_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
