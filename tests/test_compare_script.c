/* test_compare_script.c - ratios, weights and regret of a script, from end to end.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/compare_cases.h"

#define BASE                                                                                      \
    "local j = require 'junkan'\n"                                                                \
    "local function case(n) return j.scenario { start = '2026-04-01', years = 2,\n"               \
    "  towns = {{name = 'T', climate = 'abashiri', area = '300 km2'}},\n"                         \
    "  biomass = {{town = 'T', name = 'S', kind = 'wheat_straw', supply = n}},\n"                 \
    "  kilns = {{town = 'T', name = 'K', type = 'sealed_batch'}},\n"                              \
    "  labour = {{town = 'T', kind = 'b_type', heads = 12}, {town = 'T', kind = 'parent', heads " \
    "= "                                                                                          \
    "4}},\n"                                                                                      \
    "  %s } end\n"                                                                                \
    "return j.compare { options = {{'few', case(20)}, {'more', case(150)}}, replicates = 24,\n"   \
    "  metrics = {'kiln.char_t', 'kiln.upkeep_yen'}, %s }\n"

static void store_ran(const struct ran *r, const char *to)
{
    struct results res = r->study->results;
    struct store *store;
    bool complete;
    struct diags d;
    diag_init(&d, LANG_EN);
    assert_int_equal(store_open(&store, to, &res, true, &complete, &d), ERR_OK);
    void **data = calloc(res.n_var, sizeof *data);
    for (size_t k = 0; k < res.n_batch; k++) {
        struct batch b = {.index = k, .data = data, .message = r->message};
        b.n_run = results_batch_runs(&res, k, &b.run0);
        b.message += b.run0;
        for (size_t v = 0; v < res.n_var; v++)
            data[v] = (char *)r->data[v] + b.run0 * results_run_bytes(&res, &res.var[v]);
        assert_int_equal(store_put(store, &b, &d), ERR_OK);
    }
    assert_int_equal(store_merge(store, &d), ERR_OK);
    store_close(store);
    free(data);
    diag_free(&d);
}

/* Run of an option and future, by what the file says of its runs. */
static double value_of(const struct results *r, const double *x, size_t option, size_t future)
{
    size_t seen = 0;
    for (size_t i = 0; i < r->n_run; i++)
        if (r->run[i].option == option && seen++ == future)
            return x[i];
    fail();
    return NAN;
}

static void check_script(const char *text)
{
    struct ran ran;
    ran_script(&ran, text);
    assert_int_equal(ran_failures(&ran), 0);
    store_ran(&ran, in("e.h5"));
    struct reader *r = opened(path);
    const struct results *res = reader_results(r);
    const double *tonne = reader_runs(r, "kpi.kiln.char_t");
    const double *yen = reader_runs(r, "kpi.kiln.upkeep_yen");
    double sum[2][2] = {{0.0}}, regret[2] = {0.0};
    for (size_t i = 0; i < 24; i++) {
        const double t[2] = {value_of(res, tonne, 0, i), value_of(res, tonne, 1, i)};
        for (size_t o = 0; o < 2; o++) {
            sum[o][0] += value_of(res, yen, o, i);
            sum[o][1] += t[o];
            regret[o] += (fmax(t[0], t[1]) - t[o]) / 24.0;
        }
    }
    assert_true(sum[0][1] > 0.0 && sum[1][1] > sum[0][1]);
    double got[4];
    read_var(path, "ratio", got, 2);
    close_to(got, (double[]){sum[0][0] / sum[0][1], sum[1][0] / sum[1][1]}, 2, "ratio");
    read_var(path, "ratio_difference", got, 2);
    assert_close(got[1] * (sum[1][1] - sum[0][1]), sum[1][0] - sum[0][0], 1e-6);
    read_var(path, "regret_mean", got, 4);
    assert_close(got[0], regret[0], 1e-9 * (1.0 + regret[0]));
    assert_close(got[1], regret[1], 1e-9 * (1.0 + regret[0]));
    char *en = headline(path, LANG_EN);
    says(en, "upkeep per t of char (yen/t)");
    free(en);
    reader_close(r);
    ran_free(&ran);
}

/* The ratios stand in the comparison or in its scenarios, their names first or by `name`. */
static void test_script(void **state)
{
    (void)state;
    char text[2048];
    snprintf(text, sizeof text, BASE, "note = ''",
             "ratios = {{'upkeep per t of char', numerator = 'kiln.upkeep_yen', "
             "denominator = 'kiln.char_t'}}, weights = {['kiln.char_t'] = 1}");
    check_script(text);
    assert_true(has_var(path, "weight_score"));
    snprintf(text, sizeof text, BASE,
             "ratios = {{name = 'upkeep per t of char', numerator = 'kiln.upkeep_yen', "
             "denominator = 'kiln.char_t'}}",
             "seed = 2");
    check_script(text);
    assert_false(has_var(path, "weight_score"));
}

/* One option costs 1 M yen a year, the other anything from 0 to 2 M: who knows the number saves a
 * quarter of a million a year on average, and no other input is worth a yen. */
static void test_worth(void **state)
{
    (void)state;
    struct ran ran;
    ran_script(&ran,
               "local j = require 'junkan'\n"
               "local function case(cost) return j.scenario { start = '2026-04-01', years = 1,\n"
               "  towns = {{name = 'T'}}, nested = 2, kilns = {{town = 'T', name = 'K',\n"
               "  type = 'sealed_batch', upkeep = cost, upkeep_per_firing = 0}} } end\n"
               "return j.compare { replicates = 512, metrics = {'kiln.upkeep_yen'},\n"
               "  options = {{'sure', case(1e6)}, {'unsure', case(j.uniform(0, 2e6))}} }\n");
    store_ran(&ran, in("w.h5"));
    struct reader *r = opened(path);
    size_t n = 0;
    for (size_t v = 0; v < reader_results(r)->n_var; v++)
        n += reader_results(r)->var[v].role == ROLE_DRAW;
    double *worth = calloc(n, sizeof *worth), *told = calloc(n, sizeof *told), most = 0.0;
    read_var(path, "worth_knowing", worth, n);
    read_var(path, "worth_knowing_told", told, n);
    size_t n_told = 0;
    for (size_t i = 0; i < n; i++) {
        most = worth[i] > most ? worth[i] : most;
        n_told += told[i] == 1.0;
    }
    assert_close(most, 250e3, 40e3);
    assert_true(n_told == 1 || n_told == 2); /* a second one by chance, once in twenty */
    char *en = headline(path, LANG_EN);
    says(en, "worth knowing before choosing by ");
    says(en, "kilns.K.upkeep 2");
    free(en);
    free(worth);
    free(told);
    reader_close(r);
    ran_free(&ran);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_script), cmocka_unit_test(test_worth)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
