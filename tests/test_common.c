/* test_common.c - common random numbers: an option alone is the option inside a comparison; what
 * one entity draws does not depend on which others there are; threads, instruction sets and
 * packing change no bit. SPDX-License-Identifier: GPL-3.0-or-later */
#include "prop.h"
#include "run_script.h"
#include "sim/layout.h"
#include "sim/rng.h"
#include "sim/step.h"



static const char *said; /* the script at hand, printed when something differs */

#define SAME(what, ...)                                                                            \
    do {                                                                                           \
        if (!(what)) {                                                                             \
            fprintf(stderr, "%s\n", said);                                                         \
            fprintf(stderr, __VA_ARGS__);                                                          \
            fail_msg("%s", #what);                                                                 \
        }                                                                                          \
    } while (0)

/* --- two studies, number by number --------------------------------------------------------------- */

static size_t label_at(const struct axis *a, const char *label)
{
    for (size_t i = 0; i < a->n; i++)
        if (strcmp(a->label[i], label) == 0)
            return i;
    return SIZE_MAX;
}

static long run_at(const struct results *r, uint32_t option, const struct run_id *id)
{
    for (size_t i = 0; i < r->n_run; i++)
        if (r->run[i].option == option && r->run[i].point == id->point &&
            r->run[i].replicate == id->replicate)
            return (long)i;
    return -1;
}

/* One variable of one run: every element that `a` has must stand in `b` with the same bits. */
static void same_var(const struct ran *a, const struct ran *b, size_t v, long w, size_t i, size_t k)
{
    const struct results *x = &a->study->results, *y = &b->study->results;
    const struct var *var = &x->var[v];
    const size_t size = var->type == TYPE_F64 ? sizeof(double) : sizeof(float);
    const size_t months = var->time == TIME_MONTH ? x->n_month : 1;
    const struct axis *ax = var->axis < 0 ? NULL : &x->axis[var->axis];
    const struct axis *ay = var->axis < 0 ? NULL : &y->axis[y->var[w].axis];
    const size_t n = ax ? ax->n : 1, wide = ay ? ay->n : 1;
    const char *from = (const char *)a->data[v] + i * months * n * size;
    const char *to = (const char *)b->data[w] + k * months * wide * size;
    for (size_t e = 0; e < n; e++) {
        const size_t at = ax ? label_at(ay, ax->label[e]) : 0;
        SAME(at != SIZE_MAX, "%s: no %s\n", var->name, ax->label[e]);
        for (size_t m = 0; m < months; m++) {
            const char *p = from + (m * n + e) * size, *q = to + (m * wide + at) * size;
            double vp = 0, vq = 0;
            if (size == sizeof(double)) {
                memcpy(&vp, p, size);
                memcpy(&vq, q, size);
            } else {
                vp = (double)*(const float *)p;
                vq = (double)*(const float *)q;
            }
            SAME(memcmp(p, q, size) == 0, "%s %s, run %zu, month %zu: alone %.17g, beside others %.17g\n",
                 var->name, ax ? ax->label[e] : "", i, m, vp, vq);
        }
    }
}

/* All runs of `a` (one option) against those of option `o` of b; whole regions too if `region`. */
static void same_runs(const struct ran *a, const struct ran *b, uint32_t o)
{
    const struct results *x = &a->study->results;
    for (size_t i = 0; i < x->n_run; i++) {
        const long k = run_at(&b->study->results, o, &x->run[i]);
        SAME(k >= 0, "no run\n");
        SAME(strcmp(a->message[i], b->message[k]) == 0, "%s / %s\n", a->message[i], b->message[k]);
        for (size_t v = 0; v < x->n_var; v++) {
            const long w = ran_var(b, x->var[v].name);
            SAME(w >= 0, "no %s\n", x->var[v].name);
            same_var(a, b, v, w, i, (size_t)k);
        }
    }
}

static void run_text(struct ran *r, const char *text)
{
    said = text;
    ran_load(r, text, NULL);
    if (r->study == NULL)
        diag_print(&r->d, stderr);
    SAME(r->study != NULL, "not accepted\n");
    ran_simulate(r, 1, isa_best(), 0);
}

static void compare_alone(const char *body, const char *options, const char *const *alone, size_t n,
                          int *n_split)
{
    static struct prop_text text;
    struct ran both, one;
    text.n = 0;
    put(&text, "%sreturn j.compare { options = { %s } }\n", body, options);
    run_text(&both, text.s);
    const bool split = both.study->n_plan > 1;
    if (plan_union_ratio(both.study->whole) > 1.25) /* sim/study.h */
        SAME(split, "one plan for too much\n");
    *n_split += split;
    for (uint32_t o = 0; o < n; o++) {
        static struct prop_text own;
        own.n = 0;
        put(&own, "%sreturn %s\n", body, alone[o]);
        run_text(&one, own.s);
        said = text.s;
        same_runs(&one, &both, o);
        ran_free(&one);
    }
    ran_free(&both);
}

static void random_option_alone(void **state)
{
    (void)state;
    int n_split = 0;
    const int cases = prop_cases(60);
    static struct prop_text body;
    for (int i = 0; i < cases; i++) {
        struct prop p = {UINT64_C(77000000) + (uint64_t)i};
        body.n = 0;
        const struct prop_shape s = prop_put_base(&p, &body, 6);
        if (i % 2 == 0)
            prop_put_other(&p, &body, s, 10, prop_int(&p, 0, 1));
        else
            prop_put_other(&p, &body, s, 60, 2);
        const char *alone[] = {"base", "other"};
        compare_alone(body.s, "{'base', base}, {'other', other}", alone, 2, &n_split);
    }
    print_message("%d of %d comparisons had plans of their own\n", n_split, cases);
    assert_true(n_split > cases / 10 && n_split < cases * 9 / 10);
}

/* Each of what makes structure differ between options, one at a time. */
static const char small[] =
    "local j = require 'junkan'\n"
    "local v = j.uniform(0.5, 1.5)\n"
    "local base = j.scenario { name='small', start='2026-04-01', years=1, replicates=5, seed=9,\n"
    "  towns = {{name='A', lat=43.80, lon=144.10, climate='abashiri'},\n"
    "           {name='B', lat=43.95, lon=144.10, climate='abashiri'},\n"
    "           {name='C', lat=43.80, lon=144.40, climate='abashiri'},\n"
    "           {name='D', lat=35.00, lon=137.00, climate='nagano'}},\n"
    "  biomass = {{name='SA', town='A', kind='wheat_straw', area=80},\n"
    "             {name='SB', town='B', kind='thinnings', area=j.uniform(100, 900)},\n"
    "             {name='SC', town='C', kind='wheat_straw', area=300},\n"
    "             {name='SD', town='D', kind='thinnings', area=500},\n"
    "             {name='SE', town='D', kind='wheat_straw', area=500}},\n"
    "  kilns = {{name='KA', town='A', capacity=v, radius=25}, {name='KD', town='D', capacity=v}},\n"
    "  labour = {{name='LA', town='A', kind='b_type', heads=12}, \n"
    "            {name='LB', town='A', kind='parent', heads=4},\n"
    "            {name='LD', town='D', kind='b_type', heads=20}} }\n";

static void every_difference_alone(void **state)
{
    (void)state;
    static const struct {
        const char *what, *change;
    } list[] = {
        {"another distribution at the same place", "kilns={KA={capacity=j.uniform(2, 3)}}"},
        {"a number where there was a distribution", "kilns={KA={capacity=1}}"},
        {"a series times another", "biomass={SB={area=j.series{['2026']=1, times=j.uniform(5, 50)}}}"},
        {"the same value elsewhere", "kilns={KA={capacity=1}, KB={town='B', capacity=v}}"},
        {"a source with a stock", "biomass={SX={town='A', kind='thinnings', stock=40, area=0}}"},
        {"a longer radius", "kilns={KA={radius=60}}"},
        {"a shorter radius", "kilns={KA={radius=5}}"},
        {"a drawn radius", "kilns={KA={radius=j.uniform(1, 40)}}"},
        {"other feeds", "kilns={KA={feeds={'thinnings'}}}"},
        {"another kind", "biomass={SB={kind='wheat_straw'}}"},
        {"a kiln more", "kilns={KC={town='C', radius=50}}"},
        {"a kiln less", "kilns={KA=false}"},
        {"a kiln later", "kilns={KA={opens='2026-10-01'}}"},
        {"a pool more", "labour={LX={town='A', kind='parent', heads=9}}"},
        {"a town more", "towns={{name='E', lat=43.9, lon=144.3}}, kilns={{name='KE', town='E', radius=40}}"},
        {"another climate", "towns={A={climate='sapporo'}}"},
        {"a town elsewhere", "towns={C={lon=144.2}}"},
        {"a road", "roads={{'A', 'C', '8 km'}}"},
        {"hills", "detour=1.6"},
    };
    for (size_t i = 0; i < COUNT_OF(list); i++) {
        static struct prop_text body;
        int n_split = 0;
        body.n = 0;
        put(&body, "%s", small);
        put(&body, "-- %s\nlocal other = base:with { %s }\n", list[i].what, list[i].change);
        const char *const alone[] = {"base", "other"};
        compare_alone(body.s, "{'base', base}, {'other', other}", alone, 2, &n_split);
        print_message("%s: %s\n", list[i].what, n_split ? "plans of their own" : "together");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(random_option_alone),
                                       cmocka_unit_test(every_difference_alone)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
