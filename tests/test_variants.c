/* test_variants.c - structural variants: which are run, what they change and what not; ranks under
 * each; the smallest change that swaps the first two; weak numbers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_script.h"
#include "sim/registry_catalogue.h"
#include "sim/store_variants.h"
#include "sim/variants.h"

#define HEAD "local j = require 'junkan'\n"
#define REGION                                                                          \
    "local base = j.scenario{start='2026-04-01', years=1, name='here', replicates=16, " \
    "towns={{name='A'}}, labour={{kind='b_type', heads=9}}, kilns={K1={town='A'}}, "    \
    "biomass={{kind='wheat_straw', area=900}}}\n"
#define OPTIONS "options={{'one', base}, {'two', base:with{kilns={K2={town='A'}}}}}"
#define OWN                                                        \
    "variants={['dear straw']={set={['biomass.*.price']=20000}}, " \
    "['third kiln']={kilns={K3={town='A'}}}}"
#define COMPARE HEAD REGION "return j.compare{" OPTIONS ", " OWN "}"

static const struct study_override all_variants = {.variants = true};

static size_t variant_number(const struct results *r, const char *name)
{
    for (size_t v = 0; v < r->n_variant; v++)
        if (strcmp(r->variant[v].name, name) == 0)
            return v;
    fail_msg("no variant %s", name);
    return 0;
}

/* --- which are run --------------------------------------------------------------------------- */

static void options_become_pairs(void **state)
{
    (void)state;
    struct ran r;
    ran_load(&r, COMPARE, &all_variants);
    assert_non_null(r.study);
    const struct results *s = &r.study->results;
    assert_int_equal(s->n_variant, 11); /* as stated, 8 of the table, 2 of the script */
    assert_int_equal(s->n_left_out, 3); /* stations: this region has none */
    assert_int_equal(s->n_option, 22);
    assert_int_equal(results_base_options(s), 2);
    assert_int_equal(s->n_run, 22 * 16);
    assert_string_equal(s->option[0], "one");
    assert_string_equal(s->option[1], "two");
    const size_t v = variant_number(s, "third kiln");
    assert_string_equal(s->option[2 * v + 1], "two | third kiln");
    assert_string_equal(s->variant[0].name, "as stated");
    const struct plan *p = r.study->whole;
    for (size_t i = 0; i < p->n_dim; i++)
        if (strcmp(p->dim[i].name, "kiln") == 0) { /* each option its own changed scenario */
            assert_int_equal(p->dim[i].open_count[2 * v], 2);
            assert_int_equal(p->dim[i].open_count[2 * v + 1], 3);
            assert_int_equal(p->dim[i].open_count[1], 2);
        }
    for (size_t o = 0; o < s->n_option; o++) /* labels name options: no two alike */
        for (size_t other = 0; other < o; other++)
            assert_string_not_equal(s->option[o], s->option[other]);
    ran_free(&r);
    static const char *const name[] = {"dear straw"};
    ran_load(&r, COMPARE, &(struct study_override){.variant = name, .n_variant = 1});
    assert_int_equal(r.study->results.n_option, 4);
    ran_free(&r);
    ran_load(&r, COMPARE, NULL);
    assert_int_equal(r.study->results.n_option, 2);
    assert_int_equal(r.study->n_variant_known, 10);
    ran_free(&r);
}

/* A script's variant of a required one's name takes its place; a comparison's count, else its first
 * option's; base:with merges them by name. */
static void own_variants(void **state)
{
    (void)state;
    struct ran r;
    ran_load(&r,
             HEAD REGION
             "return base:with{variants={['straw burnt']={set={['kilns.K1.yield']=0.1}}, "
             "gone={}}}:with{variants={gone=false, more={kilns={K1={capacity=0.5}}}}}",
             &all_variants);
    assert_non_null(r.study);
    const struct results *s = &r.study->results;
    assert_int_equal(s->n_variant, 10);
    assert_string_equal(s->option[variant_number(s, "more")], "here | more");
    const struct plan *p = r.study->whole;
    const struct field *f = &p->field[plan_field(p, "kiln.yield_frac")];
    assert_close(f->cell[variant_number(s, "straw burnt")][0].fixed, 0.1, 0);
    f = &p->field[plan_field(p, "kiln.capacity_t_per_day")];
    assert_close(f->cell[variant_number(s, "more")][0].fixed, 0.5, 0);
    ran_free(&r);
    ran_load(&r,
             HEAD REGION "local b = base:with{variants={mine={kilns={K1={capacity=0.5}}}}}\n"
                         "return j.compare{options={{'a', b}, {'b', base}}}",
             &all_variants);
    assert_non_null(r.study);
    assert_int_equal(r.study->results.n_variant, 10);
    assert_int_equal(r.study->results.n_option, 20);
    ran_free(&r);
}

/* A variant would be none if script or command line took it back. */
static void variants_come_last(void **state)
{
    (void)state;
    struct ran r;
    static const char *const set[] = {"towns.A.credit_price=1000"};
    const struct study_override o = {.set = set, .n_set = 1, .variants = true};
    ran_load(&r, HEAD REGION "return base:with{set={['towns.A.methane_gwp']=30}}", &o);
    assert_non_null(r.study);
    const struct results *s = &r.study->results;
    const struct plan *p = r.study->whole;
    const struct field *price = &p->field[plan_field(p, "carbon.credit_yen_per_t")];
    const struct field *gwp = &p->field[plan_field(p, "carbon.methane_gwp")];
    assert_close(price->cell[0][0].fixed, 1000, 0);
    assert_close(price->cell[variant_number(s, "credit price 0")][0].fixed, 0, 0);
    assert_close(price->cell[variant_number(s, "straw burnt")][0].fixed, 1000, 0);
    assert_close(gwp->cell[0][0].fixed, 30, 0);
    assert_close(gwp->cell[variant_number(s, "methane over 20 years")][0].fixed, 84, 0);
    ran_free(&r);
}

static void expect(const char *text, const struct study_override *o, enum msg m, const char *part)
{
    struct ran r;
    ran_load(&r, text, o);
    assert_null(r.study);
    if (r.d.n != 1 || r.d.item[0].msg != m || !strstr(r.d.item[0].text, part)) {
        diag_print(&r.d, stderr);
        fail_msg("not this one fault: %s", text);
    }
    ran_free(&r);
}

static void faults(void **state)
{
    (void)state;
    static const char *const wrong[] = {"straw brunt"}, *const absent[] = {"join all at once"};
    const struct study_override o = {.variant = wrong, .n_variant = 1};
    const struct study_override q = {.variant = absent, .n_variant = 1};
    expect(COMPARE, &o, MSG_VARIANT_UNKNOWN_NEAR, "straw burnt");
    expect(COMPARE, &q, MSG_VARIANT_NOTHING, "stations.*.launch");
    expect(HEAD REGION "return j.sweep{scenario=base, design=j.lhs{n=8}}", &all_variants,
           MSG_VARIANT_STUDY, "scenario or a comparison");
    expect(HEAD "return j.model{inputs={x=j.uniform(0,1)}, outputs={'y'}, eval=function(x) return "
                "x.x end}",
           &all_variants, MSG_VARIANT_STUDY, "scenario or a comparison");
    expect(HEAD REGION "return base:with{variants={a={set={['kilns.K9.capacity']=1}}}}",
           &all_variants, MSG_SET_UNKNOWN_NEAR, "kilns.K1.capacity");
}

/* Every required variant is told in both languages, and its paths and values make sense where there
 * is something that they change. */
static void required_ones_make_sense(void **state)
{
    (void)state;
    struct ran r;
    ran_load(&r,
             HEAD REGION "return base:with{biomass={{kind='rice_straw', area=3}}, "
                         "stations={{households=400}}}",
             &all_variants);
    if (r.study == NULL)
        diag_print(&r.d, stderr);
    assert_non_null(r.study);
    assert_int_equal(r.study->results.n_left_out, 0);
    struct arena *a = arena_new();
    struct catalogue c;
    char fault[256];
    assert_true(catalogue_parse(a, "variants", embedded_text("models/variants.csv"), &c, fault));
    for (size_t i = 0; i < c.n_entry; i++) {
        assert_true(c.entry[i].n_value > 0 && strchr(c.entry[i].name, '|') == NULL);
        for (size_t k = 0; k < c.entry[i].n_value; k++) {
            const struct catalogue_value *v = &c.entry[i].value[k];
            if (!plan_has_path(r.study->whole, v->field))
                fail_msg("%s: nothing has the path %s", c.entry[i].name, v->field);
            assert_true(strlen(v->pedigree) == 4 && strlen(v->source) > 7);
        }
    }
    assert_false(plan_has_path(r.study->whole, "stations.*.lanch"));
    assert_false(plan_has_path(r.study->whole, "kilns.open.yield"));
    assert_true(plan_has_path(r.study->whole, "default.kiln.sealed_batch.yield"));
    assert_true(plan_has_path(r.study->whole, "biomass.wheat_straw.fate.burnt"));
    assert_false(plan_has_path(r.study->whole, "biomass.wheat_straw.fate.brunt"));
    arena_free(a);
    ran_free(&r);
}

/* --- what they change ------------------------------------------------------------------------- */

/* Same chance, same inputs: the reference has the bits of a run without variants, and a variant
 * moves what it is about and nothing else. */
static void chance_is_common(void **state)
{
    (void)state;
    struct ran plain, r;
    ran_script(&plain, COMPARE);
    ran_load(&r, COMPARE, &all_variants);
    assert_non_null(r.study);
    ran_simulate(&r, 2, isa_best(), 0);
    assert_int_equal(ran_failures(&r), 0);
    const struct results *s = &r.study->results;
    const uint32_t none = 2 * (uint32_t)variant_number(s, "credit price 0");
    const uint32_t dear = 2 * (uint32_t)variant_number(s, "dear straw");
    const uint32_t burnt = 2 * (uint32_t)variant_number(s, "straw burnt");
    double less = 0, avoided = 0, lost = 0;
    for (uint32_t i = 0; i < 16; i++)
        for (uint32_t o = 0; o < 2; o++) {
            static const char *const name[] = {"kpi.kiln.char_t", "kpi.carbon.net_tco2",
                                               "kpi.labour.welfare_h", "kpi.carbon.credit_yen"};
            for (size_t k = 0; k < COUNT_OF(name); k++)
                assert_close(ran_kpi(&plain, name[k], o, i / 2, i % 2),
                             ran_kpi(&r, name[k], o, i / 2, i % 2), 0);
            assert_close(ran_kpi(&r, "kpi.carbon.credit_yen", none + o, i / 2, i % 2), 0, 0);
            assert_close(ran_kpi(&r, "kpi.kiln.char_t", none + o, i / 2, i % 2),
                         ran_kpi(&r, "kpi.kiln.char_t", o, i / 2, i % 2), 0);
            less += ran_kpi(&r, "kpi.biomass.paid_yen", dear + o, i / 2, i % 2) -
                    ran_kpi(&r, "kpi.biomass.paid_yen", o, i / 2, i % 2);
            avoided += ran_kpi(&r, "kpi.carbon.avoided_tco2", burnt + o, i / 2, i % 2) -
                       ran_kpi(&r, "kpi.carbon.avoided_tco2", o, i / 2, i % 2);
            lost += ran_kpi(&r, "kpi.carbon.soil_loss_tco2", burnt + o, i / 2, i % 2);
        }
    assert_true(less > 0 && avoided > 0);
    assert_close(lost, 0, 0); /* burnt straw would have left no carbon in the soil */
    ran_free(&plain);
    ran_free(&r);
}

/* --- ranks on numbers made by hand -------------------------------------------------------------
 */

/* Two variants of three options, 20 futures of 10 points: under the reference 1 is 10 above 0 and 2
 * is 0.1 above 1 give or take 2; under the other 0 is far above both. */
enum { OPT = 3, FUTURES = 20, RUNS = 2 * OPT * FUTURES };
struct made {
    struct results r;
    struct run_id run[RUNS];
    struct var var[3];
    double kpi[RUNS], x[2][RUNS];
    const char *message[RUNS];
    const char *cell[6];
    struct text_table table;
};
static const char *const option_name[] = {"a", "b", "c", "a | v", "b | v", "c | v"};
static const char *const metric_name[] = {"m"};
static const struct variant_info variant_name[] = {{"as stated", "", ""}, {"v", "", ""}};
static const char *const column[] = {"path", "pedigree"};

static double z_of(size_t point, size_t k)
{
    static const size_t order[10] = {7, 2, 9, 4, 0, 6, 1, 8, 3, 5};
    return (double)(k ? order[point] : point) - 4.5;
}

static void make(struct made *m)
{
    *m = (struct made){
        .var = {{.name = "kpi.m", .unit = "t", .role = ROLE_KPI, .axis = -1, .better = 1},
                {.name = "draw.p", .unit = "1", .role = ROLE_DRAW, .axis = -1},
                {.name = "draw.q", .unit = "1", .role = ROLE_DRAW, .axis = -1}},
        .cell = {"p", "0112", "q", "2222"}};
    m->table = (struct text_table){"params", "", "", column, 2, m->cell, 2};
    m->r = (struct results){.option = option_name,
                            .n_option = 2 * OPT,
                            .comparison = true,
                            .variant = variant_name,
                            .n_variant = 2,
                            .metric = metric_name,
                            .n_metric = 1,
                            .run = m->run,
                            .n_run = RUNS,
                            .var = m->var,
                            .n_var = 3,
                            .table = &m->table,
                            .n_table = 1};
    for (uint32_t i = 0; i < RUNS; i++) {
        const uint32_t o = i % (2 * OPT), future = i / (2 * OPT);
        m->run[i] = (struct run_id){o, future / 2, future % 2};
        const double own = o == 1   ? 10
                           : o == 2 ? 10.1 + (future % 4 < 2 ? 2 : -2)
                           : o == 3 ? 50
                                    : 0;
        m->kpi[i] = 100.0 + own + (double)(future % 3);
        for (size_t k = 0; k < 2; k++)
            m->x[k][i] = z_of(future / 2, k);
    }
}

static const double *runs_of(void *ctx, const char *name)
{
    struct made *m = ctx;
    return strcmp(name, "draw.p") == 0   ? m->x[0]
           : strcmp(name, "draw.q") == 0 ? m->x[1]
           : strcmp(name, "kpi.m") == 0  ? m->kpi
                                         : NULL;
}

static void ranks(void **state)
{
    (void)state;
    struct made *m = calloc(1, sizeof *m);
    struct arena *a = arena_new();
    struct variant_ranks k;
    make(m);
    m->message[3] = "failed"; /* of the variant: the reference keeps its future */
    assert_true(ranks_new(&k, &m->r, m->message, a));
    assert_int_equal(k.f[0].n, FUTURES);
    assert_int_equal(k.f[1].n, FUTURES - 1);
    ranks_metric(&k, m->kpi, 1);
    const size_t want[2][OPT] = {{3, 2, 1}, {1, 2, 3}};
    for (size_t v = 0; v < 2; v++)
        for (size_t o = 0; o < OPT; o++)
            assert_int_equal(k.option[v * OPT + o].rank, want[v][o]);
    assert_true(k.option[1].tied && !k.option[0].tied && !k.option[2].tied);
    assert_close(k.option[1].difference, 10, 1e-12);
    assert_close(k.option[OPT + 1].difference, -50, 1e-12);
    assert_true(k.option[OPT + 2].tied); /* equal to the one before */
    assert_int_equal(ranks_option(&k, 0, 1), 2);
    assert_int_equal(ranks_first(&k, 2), 1);
    assert_int_equal(ranks_first(&k, 0), 1);
    assert_false(ranks_swapped(&k, 1, 2, 1)); /* alike there, not swapped */
    assert_true(ranks_swapped(&k, 1, 2, 0));
    ranks_metric(&k, m->kpi, -1);
    assert_int_equal(k.option[0].rank, 1);
    ranks_metric(&k, m->kpi, 0);
    assert_int_equal(k.option[0].rank, 0);
    arena_free(a);
    free(m);
}

/* b is 2 + z above a, by the input q: they swap at z = -2, the 25th percentile of ten points. */
static void swaps(void **state)
{
    (void)state;
    struct made *m = calloc(1, sizeof *m);
    struct arena *a = arena_new();
    struct variant_ranks k;
    struct swaps s;
    make(m);
    for (uint32_t i = 0; i < RUNS; i++) {
        const uint32_t o = i % (2 * OPT), future = i / (2 * OPT);
        m->kpi[i] = o == 1   ? 100 + 2 + z_of(future / 2, 1)
                    : o == 0 ? 100 + 3 * z_of(future / 2, 0)
                             : 0;
    }
    assert_true(ranks_new(&k, &m->r, m->message, a));
    for (int noise = 0; noise < 2; noise++) {
        assert_true(swaps_find(&s, &k, (struct run_source){m, runs_of}, a));
        assert_int_equal(s.n, 1);
        assert_int_equal(s.item[0].first, 1);
        assert_int_equal(s.item[0].second, 0);
        assert_string_equal(s.input[0], "p");
        /* the baseline's figure is all p's, whose pedigree is low */
        assert_close(s.low_share[0], noise ? 0.0 : 0.97, noise ? 0.0 : 0.04);
        m->cell[1] = "0113"; /* a mean above 1: no longer low */
    }
    /* chance of as much variance as the points': half of it is no input's */
    m->cell[1] = "0112";
    for (uint32_t i = 0; i < RUNS; i++)
        m->kpi[i] += i % (2 * OPT) == 0 ? (i / (2 * OPT) % 2 ? 8.62 : -8.62) : 0;
    assert_true(swaps_find(&s, &k, (struct run_source){m, runs_of}, a));
    assert_close(s.low_share[0], 0.5 * 0.97, 0.03);
    for (uint32_t i = 0; i < RUNS; i++)
        m->kpi[i] -= i % (2 * OPT) == 0 ? (i / (2 * OPT) % 2 ? 8.62 : -8.62) : 0;
    for (uint32_t i = 0; i < RUNS; i++)
        m->kpi[i] -= i % (2 * OPT) == 0 ? 3 * m->x[0][i] : 0;
    assert_true(swaps_find(&s, &k, (struct run_source){m, runs_of}, a));
    assert_int_equal(s.item[0].input, 1);
    assert_close(s.item[0].by.at, -2.0, 0.5);
    assert_close(s.item[0].by.from, 0.0, 1e-12);
    assert_close(s.item[0].by.at_quantile, 0.25, 0.05);
    arena_free(a);
    free(m);
}

static void low_pedigree(void **state)
{
    (void)state;
    assert_true(pedigree_is_low("0000") && pedigree_is_low("1111") && pedigree_is_low("0112"));
    assert_false(pedigree_is_low("0113") || pedigree_is_low("4444"));
    assert_false(pedigree_is_low("") || pedigree_is_low("set") || pedigree_is_low("11"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(options_become_pairs),
                                       cmocka_unit_test(own_variants),
                                       cmocka_unit_test(variants_come_last),
                                       cmocka_unit_test(faults),
                                       cmocka_unit_test(required_ones_make_sense),
                                       cmocka_unit_test(chance_is_common),
                                       cmocka_unit_test(ranks),
                                       cmocka_unit_test(swaps),
                                       cmocka_unit_test(low_pedigree)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
