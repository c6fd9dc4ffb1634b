/* test_common.c - common random numbers: an option alone is the option inside a comparison; what
 * one entity draws does not depend on which others there are; threads, instruction sets and
 * packing change no bit. SPDX-License-Identifier: GPL-3.0-or-later */
#include "prop.h"
#include "run_script.h"
#include "sim/layout.h"
#include "sim/rng.h"
#include "sim/step.h"

static const char *said; /* the script at hand, printed when something differs */

#define SAME(what, ...)                    \
    do {                                   \
        if (!(what)) {                     \
            fprintf(stderr, "%s\n", said); \
            fprintf(stderr, __VA_ARGS__);  \
            fail_msg("%s", #what);         \
        }                                  \
    } while (0)

/* --- two studies, number by number ------------------------------------------------------------ */

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
            SAME(memcmp(p, q, size) == 0,
                 "%s %s, run %zu, month %zu: alone %.17g, beside others %.17g\n", var->name,
                 ax ? ax->label[e] : "", i, m, vp, vq);
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
        {"a series times another",
         "biomass={SB={area=j.series{['2026']=1, times=j.uniform(5, 50)}}}"},
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
        {"a town more",
         "towns={{name='E', lat=43.9, lon=144.3}}, kilns={{name='KE', town='E', radius=40}}"},
        {"another climate", "towns={A={climate='sapporo'}}"},
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

/* A kiln that never opens joins some towns into one component, and so changes how towns are stored:
 * the region's sums keep their bits, because they run in the order of keys. */
static void sums_in_the_order_of_keys(void **state)
{
    (void)state;
    for (int i = 0; i < 12; i++) {
        static struct prop_text body;
        struct prop p = {UINT64_C(31000) + (uint64_t)i};
        int n_split = 0;
        body.n = 0;
        put(&body,
            "local j = require 'junkan'\nlocal base = j.scenario { name='sums', "
            "start='2026-04-01', years='2 months', replicates=8, seed=%d,\n  towns = {",
            i);
        for (int t = 0; t < 8; t++)
            put(&body, "{name='T%d', lat=%.4f, lon=144.0}, ", t, prop_real(&p, 35.0, 45.0));
        put(&body, "},\n  biomass = {");
        for (int t = 0; t < 8; t++)
            put(&body, "{name='S%d', town='T%d', kind='thinnings', area=j.uniform(10, 900)}, ", t,
                t);
        put(&body,
            "} }\nlocal other = base:with{ kilns={{name='X', town='T0', radius=%d, "
            "opens='never'}} }\n",
            prop_int(&p, 100, 700));
        const char *const alone[] = {"base", "other"};
        compare_alone(body.s, "{'base', base}, {'other', other}", alone, 2, &n_split);
        assert_int_equal(n_split, 0);
    }
}

/* --- who else is there ------------------------------------------------------------------------ */

/* The days' draws that are not recorded: a block's memory after the last day. */
static struct block *last_day(struct ran *r, struct batch *out)
{
    const struct study *s = r->study;
    const struct results *res = &s->results;
    struct block *b = state_new(s->plan[0], isa_best(), false);
    *out = (struct batch){.n_run = res->n_run,
                          .data = calloc(res->n_var, sizeof(void *)),
                          .message = calloc(res->n_run, sizeof *out->message)};
    assert_true(b && out->data && out->message && res->n_run <= LANES);
    for (size_t v = 0; v < res->n_var; v++)
        out->data[v] = calloc(res->n_run + 1, results_run_bytes(res, &res->var[v]) + 1);
    for (size_t l = 0; l < LANES; l++) {
        const size_t run = l < res->n_run ? l : 0;
        b->run[l] = (struct lane_run){0, res->run[run].point, study_future(s, &res->run[run]), run,
                                      l < res->n_run};
    }
    state_begin(b, s->seed, &(struct team){0, 1, NULL});
    atomic_int stop = 0;
    const struct journey j = {.map = s->map[0], .results = res, .out = out, .stop = &stop};
    const struct team alone = {0, 1, NULL};
    assert_true(step_block(b, &j, &alone));
    return b;
}

static void free_day(const struct ran *r, struct block *b, struct batch *out)
{
    for (size_t v = 0; v < r->study->results.n_var; v++)
        free(out->data[v]);
    free(out->data);
    free(out->message);
    state_free(b);
}

static const struct lane *element_of(const struct block *b, const char *field, const char *label)
{
    const struct plan *p = b->plan;
    const uint32_t f = plan_field(p, field);
    assert_true(f != UINT32_MAX);
    const struct dim *d = &p->dim[p->field[f].dim];
    for (uint32_t e = 0; e < d->n; e++)
        if (strcmp(d->label[e], label) == 0) {
            const size_t first = e * p->field[f].n_fixed;
            return b->param[f] ? b->param[f][first] : &b->buf[f][first];
        }
    fail_msg("no %s in %s", label, field);
    return NULL;
}

/* Two regions: A, where things change, and D, far away. `change` goes through base:with. */
static void unmoved(const char *change, int months)
{
    static struct prop_text before, after;
    struct ran a, b;
    before.n = after.n = 0;
    put(&before, "%sreturn base:with{ years='%d months' }\n", small, months);
    put(&after, "%sreturn base:with{ years='%d months', %s }\n", small, months, change);
    run_text(&a, before.s);
    run_text(&b, after.s);
    static const struct {
        const char *var, *entity;
    } same[] = {{"kiln.char_t", "KD"},           {"kiln.yard_t", "KD"},
                {"kiln.held_failure_day", "KD"}, {"labour.work_h", "LD"},
                {"biomass.stock_t", "SD"},       {"biomass.stock_t", "SE"},
                {"biomass.given_t", "SE>KD"},    {"carbon.net_tco2", "D"},
                {"labour.task_h", "D tend"},     {"weather.temp_degc", "abashiri"},
                {"weather.snow_mm", "nagano"},   {"weather.precip_mm", "abashiri"}};
    for (size_t i = 0; i < COUNT_OF(same); i++)
        for (size_t run = 0; run < a.study->results.n_run; run++) {
            float x[12] = {0}, y[12] = {0};
            ran_series(&a, same[i].var, same[i].entity, run, x);
            ran_series(&b, same[i].var, same[i].entity, run, y);
            SAME(memcmp(x, y, sizeof x) == 0, "%s of %s moved\n", same[i].var, same[i].entity);
        }
    struct batch ba, bb;
    struct block *da = last_day(&a, &ba), *db = last_day(&b, &bb);
    static const struct {
        const char *field, *entity;
    } draw[] = {{"labour.came_h", "LA"},    {"labour.came_h", "LB"},    {"labour.came_h", "LD"},
                {"labour.next_draw", "LA"}, {"labour.next_draw", "LB"}, {"kiln.next_draw", "KA"},
                {"kiln.next_draw", "KD"}};
    for (size_t i = 0; i < COUNT_OF(draw); i++)
        SAME(memcmp(element_of(da, draw[i].field, draw[i].entity),
                    element_of(db, draw[i].field, draw[i].entity), sizeof(struct lane)) == 0,
             "%s of %s moved\n", draw[i].field, draw[i].entity);
    free_day(&a, da, &ba);
    free_day(&b, db, &bb);
    ran_free(&a);
    ran_free(&b);
}

static void others_come_and_go(void **state)
{
    (void)state;
    static const char *const change[] = {
        "biomass={SX={town='A', kind='thinnings', area=90}}", /* in the same town */
        "kilns={KX={town='A'}}",
        "labour={LX={town='A', kind='parent', heads=j.each(j.uniform(1, 9))}}",
        "kilns={KX={town='B', radius=50}}", /* in reach */
        "biomass={SA=false, SB=false}",
        "towns={{name='0'}}, kilns={{name='X', town='0'}}, biomass={{name='Y', town='0', "
        "kind='wheat_straw', area=50}}",
        "towns={{name='Z', lat=43.85, lon=144.15, climate='sapporo'}}, kilns={{name='X', town='Z', "
        "radius=60}}",
    };
    for (size_t i = 0; i < COUNT_OF(change); i++)
        for (int months = 1; months <= 12; months += 5)
            unmoved(change[i], months);
}

/* Any order of the lists gives the same file, bit for bit. */
static void order_of_lists(void **state)
{
    (void)state;
    static struct prop_text turned;
    struct ran a, b;
    static struct prop_text plain;
    plain.n = turned.n = 0;
    put(&plain, "%sreturn base\n", small);
    put(&turned,
        "%slocal function back(list) local r = {} for i = #list, 1, -1 do r[#r + 1] = list[i] end "
        "return r end\n"
        "local s = {} for k, v in pairs(base) do s[k] = v end\n"
        "for _, k in ipairs{'towns', 'biomass', 'kilns', 'labour'} do s[k] = back(base[k]) end\n"
        "return j.scenario(s)\n",
        small);
    run_text(&a, plain.s);
    run_text(&b, turned.s);
    same_runs(&a, &b, 0);
    same_runs(&b, &a, 0);
    ran_free(&a);
    ran_free(&b);
}

/* --- streams
 * --------------------------------------------------------------------------------------- */

static void streams_and_futures_differ(void **state)
{
    (void)state;
    static const enum stream stream[] = {
#define STREAM(NAME, number, text) STREAM_##NAME,
#include "sim/streams.def"
#undef STREAM
    };
    struct prop p = {5};
    for (int i = 0; i < 2000; i++) {
        const uint64_t seed = prop_bits(&p);
        const uint32_t future = (uint32_t)prop_bits(&p), key = (uint32_t)prop_bits(&p);
        const uint32_t day = (uint32_t)prop_int(&p, 0, 40000);
        for (size_t s = 0; s < COUNT_OF(stream); s++) {
            double u[2], v[2];
            rng_uniform2(seed, future, key, stream[s], 0, day, u);
            rng_uniform2(seed, future + 1, key, stream[s], 0, day, v);
            assert_true(u[0] != v[0] && u[1] != v[1]);
            for (size_t t = 0; t < s; t++) {
                rng_uniform2(seed, future, key, stream[t], 0, day, v);
                assert_true(u[0] != v[0] && u[1] != v[1]);
            }
        }
    }
}

/* In the models: neighbours in the list of futures share nothing that is drawn. */
static void replicates_differ(void **state)
{
    (void)state;
    static struct prop_text text;
    struct ran r;
    text.n = 0;
    put(&text,
        "%sreturn base:with{ nested=2, replicates=8, kilns={KD={failure=0.3, repair=0.3}} }\n",
        small);
    run_text(&r, text.s);
    static const struct {
        const char *var, *entity;
    } drawn[] = {{"weather.temp_degc", "abashiri"},
                 {"weather.precip_mm", "nagano"},
                 {"biomass.stock_t", "SE"},
                 {"labour.work_h", "LD"},
                 {"kiln.held_failure_day", "KD"}};
    for (size_t i = 0; i < COUNT_OF(drawn); i++)
        for (size_t run = 1; run < 8; run++) {
            float x[12], y[12];
            ran_series(&r, drawn[i].var, drawn[i].entity, run - 1, x);
            ran_series(&r, drawn[i].var, drawn[i].entity, run, y);
            SAME(memcmp(x, y, sizeof x) != 0, "%s: futures %zu and %zu are one\n", drawn[i].var,
                 run - 1, run);
        }
    for (size_t run = 1; run < 8; run++) /* inputs: equal within a nest, new beyond it */
        for (size_t v = 0; v < r.study->results.n_var; v++) {
            const double *x = r.data[v];
            if (r.study->results.var[v].role == ROLE_DRAW)
                SAME((x[run - 1] == x[run]) == (run % 2 == 1), "%s, run %zu\n",
                     r.study->results.var[v].name, run);
        }
    ran_free(&r);
}

/* --- threads, instruction sets, packing
 * -------------------------------------------------------------- */

static void same_data(const struct ran *a, const struct ran *b, const char *how)
{
    const struct results *r = &a->study->results;
    assert_memory_equal(a->message, b->message, r->n_run * sizeof *a->message);
    for (size_t v = 0; v < r->n_var; v++)
        SAME(memcmp(a->data[v], b->data[v], r->n_run * results_run_bytes(r, &r->var[v])) == 0,
             "%s: %s differs\n", how, r->var[v].name);
}

static void every_way(const char *text)
{
    static const uint32_t packing[] = {0, 1, 7};
    struct ran first;
    said = text;
    ran_load(&first, text, NULL);
    if (first.study == NULL)
        diag_print(&first.d, stderr);
    SAME(first.study != NULL, "not accepted\n");
    ran_simulate(&first, 1, ISA_BASE, 0);
    SAME(ran_failures(&first) == 0, "a run failed\n");
    for (int threads = 1; threads <= 2; threads++)
        for (enum isa isa = ISA_BASE; isa < N_ISA; isa++)
            for (size_t i = 0; i < COUNT_OF(packing) && isa_usable(isa); i++) {
                struct ran r;
                char how[64];
                ran_load(&r, text, NULL);
                ran_simulate(&r, threads, isa, packing[i]);
                snprintf(how, sizeof how, "%d threads, %s, packing %u", threads, isa_name(isa),
                         packing[i]);
                same_data(&first, &r, how);
                ran_free(&r);
            }
    ran_free(&first);
}

static void ways_of_running(void **state)
{
    (void)state;
    static struct prop_text text;
    for (int i = 0; i < prop_cases(4); i++) {
        struct prop p = {UINT64_C(555000) + (uint64_t)i};
        text.n = 0;
        const struct prop_shape s = prop_put_base(&p, &text, 21);
        prop_put_other(&p, &text, s, 20, i % 2);
        put(&text, "return j.compare { options = { {'base', base}, {'other', other} } }\n");
        every_way(text.s);
    }
}

/* A town that decides: it opens a second kiln when char runs short, and remembers; chance of its
 * own too. The memory is the run's, whichever thread and lane it ran in. */
static void ways_of_deciding(void **state)
{
    (void)state;
    static struct prop_text text;
    text.n = 0;
    put(&text,
        "%s"
        "local function decide(now, region, memory)\n"
        "  memory.sum = (memory.sum or 0) + region.kilns.KD.char_t\n"
        "  if not memory.open and memory.sum > 2 + 3 * math.random() then\n"
        "    region.open('kilns', 'K2'); memory.open = now.month_index\n"
        "  end\n"
        "  if memory.open and now.month_index - memory.open == 3 then\n"
        "    region.set('labour.LD.heads', 10 + memory.sum)\n"
        "  end\n"
        "end\n"
        "local other = base:with{ kilns={K2={town='D', opens=j.by_policy, capacity=j.uniform(1, "
        "2)}},\n"
        "  policies={{run=decide}} }\n"
        "return j.compare{ options={{'base', base}, {'other', other}}, replicates=40 }\n",
        small);
    every_way(text.s);
    struct ran r;
    run_text(&r, text.s);
    size_t opened = 0, month[12] = {0};
    for (size_t run = 0; run < r.study->results.n_run; run++) {
        float x[12];
        ran_series(&r, "kiln.char_t", "K2", run, x);
        for (size_t m = 0; m < 12; m++)
            if (x[m] > 0.0f) {
                opened++;
                month[m]++;
                SAME(r.study->results.run[run].option == 1, "opened where nobody may\n");
                break;
            }
    }
    size_t months = 0;
    for (size_t m = 0; m < 12; m++)
        months += month[m] > 0;
    SAME(opened > 20 && months > 1, "%zu runs open, in %zu months\n", opened, months);
    ran_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(random_option_alone),
                                       cmocka_unit_test(every_difference_alone),
                                       cmocka_unit_test(sums_in_the_order_of_keys),
                                       cmocka_unit_test(others_come_and_go),
                                       cmocka_unit_test(order_of_lists),
                                       cmocka_unit_test(streams_and_futures_differ),
                                       cmocka_unit_test(replicates_differ),
                                       cmocka_unit_test(ways_of_running),
                                       cmocka_unit_test(ways_of_deciding)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
