/* test_plan_set.c - settings by path: what each form reaches, which of several wins, what stays as
 * it was. SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_script.h"
#include "sim/rng.h"

#define HEAD "local j = require 'junkan'\n"
#define TOWN "start='2026-04-01', years=1, towns={{name='A'}}, "
#define KILNS                                                                \
    "kilns={{name='K1'}, {name='K2', yield=0.3}, {name='O1', type='open'}, " \
    "{name='O2', type='open', yield=0.2}}, "
#define STRAW                                                                                    \
    "biomass={{name='W', kind='wheat_straw', fate={plough=1}}, {name='V', kind='wheat_straw'}, " \
    "{name='T', kind='thinnings'}}, "
#define SCENARIO(set) HEAD "return j.scenario{" TOWN KILNS STRAW "set={" set "}}"

static const struct cell *cell(const struct plan *p, size_t option, const char *field,
                               const char *label, uint32_t fixed)
{
    const struct field *f = &p->field[plan_field(p, field)];
    const struct dim *d = &p->dim[f->dim];
    for (uint32_t e = 0; e < d->n; e++)
        if (strcmp(d->label[e], label) == 0)
            return &f->cell[option][e * f->n_fixed + fixed];
    fail_msg("no %s", label);
    return NULL;
}

/* A number that is not drawn; NAN if it is. */
static double number(const struct plan *p, const char *field, const char *label, uint32_t fixed)
{
    const struct cell *c = cell(p, 0, field, label, fixed);
    return c->draw >= 0 ? (double)NAN : c->fixed;
}
#define YIELD(label) number(p, "kiln.yield_frac", label, 0)
enum { PLOUGH, FEED, BEDDING, BURNT };
#define FATE(label, k) number(p, "biomass.fate_frac", label, k)

/* Column of the table of parameters: the option's own row, else that of all. */
static const char *param(const struct plan *p, const char *path, size_t option, size_t column)
{
    const char *found = "";
    for (size_t i = p->n_param_row; i-- > 0;) {
        const char *const *row = &p->param_cell[i * PARAM_COLUMNS];
        const bool own = strcmp(row[1], p->option[option].name) == 0;
        if (strcmp(row[0], path) == 0 && (own || (strcmp(row[1], "*") == 0 && !*found)))
            found = row[column];
        if (strcmp(row[0], path) == 0 && own)
            break;
    }
    return found;
}

/* A name, an entry or a pattern replaces what the script says too; a default only where it says
 * nothing. */
static void what_each_form_reaches(void **state)
{
    (void)state;
    static const struct {
        const char *set;
        double k1, k2, o1, o2; /* NAN: drawn from the table */
    } form[] = {
        {"['kilns.K1.yield']=0.11", 0.11, 0.3, NAN, 0.2},
        {"['kilns.K2.yield']=0.11", NAN, 0.11, NAN, 0.2},
        {"['kilns.open.yield']=0.11", NAN, 0.3, 0.11, 0.11},
        {"['kilns.*.yield']=0.11", 0.11, 0.11, 0.11, 0.11},
        {"['kilns.?2.yield']=0.11", NAN, 0.11, NAN, 0.11},
        {"['kilns.o*.yield']=0.11", NAN, 0.3, 0.11, 0.11},
        {"['kiln.open.yield']=0.11", NAN, 0.3, 0.11, 0.2},
        {"['default.kiln.open.yield']=0.11", NAN, 0.3, 0.11, 0.2},
        {"['default.kiln.*.yield']=0.11", 0.11, 0.3, 0.11, 0.2},
        {"", NAN, 0.3, NAN, 0.2},
    };
    for (size_t i = 0; i < COUNT_OF(form); i++) {
        struct ran r;
        char text[512];
        snprintf(text, sizeof text, HEAD "return j.scenario{" TOWN KILNS "set={%s}}", form[i].set);
        const struct plan *p = ran_plan(&r, text, NULL);
        const double want[] = {form[i].k1, form[i].k2, form[i].o1, form[i].o2};
        const double got[] = {YIELD("K1"), YIELD("K2"), YIELD("O1"), YIELD("O2")};
        for (size_t k = 0; k < 4; k++)
            if (!(isnan(want[k]) ? isnan(got[k]) : want[k] == got[k]))
                fail_msg("set={%s}: kiln %zu has yield %g, not %g", form[i].set, k, got[k],
                         want[k]);
        ran_free(&r);
    }
}

static void more_exact_wins(void **state)
{
    (void)state;
    struct ran r;
    const struct plan *p = ran_plan(
        &r,
        SCENARIO("['kilns.*.yield']=0.1, ['kilns.K*.yield']=0.12, ['kilns.open.yield']=0.14, "
                 "['kilns.O2.yield']=0.16"),
        NULL);
    assert_close(YIELD("K1"), 0.12, 0); /* of two patterns the later in byte order */
    assert_close(YIELD("O1"), 0.14, 0);
    assert_close(YIELD("O2"), 0.16, 0);
    ran_free(&r);
    static const char *const set[] = {"kilns.*.yield=0.18", "kilns.O1.yield=uniform(0.1, 0.2)"};
    const struct study_override o = {.set = set, .n_set = COUNT_OF(set)};
    p = ran_plan(&r, SCENARIO("['kilns.K1.yield']=0.1, ['kilns.O1.yield']=0.1"), &o);
    assert_close(YIELD("K1"), 0.18, 0); /* the command line comes last, pattern or not */
    assert_close(YIELD("K2"), 0.18, 0);
    assert_int_equal(p->draw[cell(p, 0, "kiln.yield_frac", "O1", 0)->draw].dist.kind, DIST_UNIFORM);
    assert_string_equal(param(p, "kilns.K1.yield", 0, 5), "--set");
    ran_free(&r);
}

/* In a product a path may go on to the part, or give all parts as a map, a list or one value. */
static void parts_of_products(void **state)
{
    (void)state;
    struct ran r;
    const struct plan *p =
        ran_plan(&r, SCENARIO("['biomass.W.fate.burnt']=1, ['biomass.W.fate.plough']=0"), NULL);
    assert_close(FATE("W", BURNT), 1, 0);
    assert_close(FATE("W", PLOUGH), 0, 0);
    assert_close(FATE("V", PLOUGH), 0.9, 0); /* models/biomass.csv */
    ran_free(&r);
    p = ran_plan(&r, SCENARIO("['biomass.wheat_straw.fate']={burnt=0.7}"), NULL);
    assert_close(FATE("W", BURNT), 0.7, 0);
    assert_close(FATE("W", PLOUGH), 1, 0); /* what the map leaves out stays */
    assert_close(FATE("V", BURNT), 0.7, 0);
    ran_free(&r);
    p = ran_plan(&r, SCENARIO("['default.biomass.wheat_straw.fate']={0,0,0.5,0.5,0,0,0}"), NULL);
    assert_close(FATE("W", PLOUGH), 1, 0);
    assert_close(FATE("V", BEDDING), 0.5, 0);
    assert_close(FATE("V", PLOUGH), 0, 0);
    ran_free(&r);
    static const char *const set[] = {"biomass.wheat_straw.fate=0 1 0 0 0 0 0",
                                      "biomass.wheat_straw.fate.sold=pert(0, 0.1, 0.2)"};
    const struct study_override o = {.set = set, .n_set = COUNT_OF(set)};
    p = ran_plan(&r, SCENARIO(""), &o);
    assert_close(FATE("W", FEED), 1, 0);
    assert_close(FATE("W", PLOUGH), 0, 0);
    const struct cell *w = cell(p, 0, "biomass.fate_frac", "W", 6);
    assert_int_equal(w->draw,
                     cell(p, 0, "biomass.fate_frac", "V", 6)->draw); /* one text, one draw */
    assert_string_equal(p->draw[w->draw].path, "biomass.wheat_straw.fate.sold");
    ran_free(&r);
}

/* Dates, series and quantities are read as in the list. */
static void any_value_of_the_field(void **state)
{
    (void)state;
    struct ran r;
    const struct plan *p = ran_plan(&r,
                                    SCENARIO("['kilns.K1.opens']='2026-10-01', ['kilns.*.closes']="
                                             "'never', ['kilns.K1.capacity']='2 t/week', "
                                             "['default.kiln.to_soil']=j.series{['2026']=0.25}"),
                                    NULL);
    assert_close(number(p, "kiln.opens_day", "K1", 0), 183, 0);
    assert_close(number(p, "kiln.capacity_t_per_day", "K1", 0), 2.0 / 7.0, 1e-15);
    assert_close(p->series[cell(p, 0, "kiln.soil_frac", "O2", 0)->series][3], 0.25, 0);
    ran_free(&r);
}

/* Chance stays where it was: a shared number keeps its address though its first user is set to
 * something else, and a default keeps that of its path. */
static void addresses_stay(void **state)
{
    (void)state;
    struct ran r;
    const struct plan *p = ran_plan(
        &r,
        HEAD "local v = j.uniform(1, 2)\nreturn j.compare{options={{'a', j.scenario{" TOWN
             "kilns={{name='K1', capacity=v}, {name='K2', capacity=v}}}}, {'b', j.scenario{" TOWN
             "kilns={{name='K1', capacity=v}, {name='K2', capacity=v}}, set={"
             "['kilns.K1.capacity']=3, ['kiln.sealed_batch.yield']=j.normal(0.25, 0.01)}}}}}",
        NULL);
    const struct cell *a = cell(p, 0, "kiln.capacity_t_per_day", "K2", 0);
    const struct cell *b = cell(p, 1, "kiln.capacity_t_per_day", "K2", 0);
    assert_int_equal(a->draw, b->draw);
    assert_string_equal(p->draw[b->draw].path, "kilns.K1.capacity");
    const struct draw *x = &p->draw[cell(p, 0, "kiln.yield_frac", "K1", 0)->draw];
    const struct draw *y = &p->draw[cell(p, 1, "kiln.yield_frac", "K1", 0)->draw];
    assert_string_equal(x->path, "default.kiln.sealed_batch.yield");
    assert_int_equal(x->key, y->key);
    assert_ptr_not_equal(x, y);
    assert_string_equal(y->source, "set");
    assert_string_equal(param(p, "kilns.K1.capacity", 1, 4), "set");
    assert_int_equal(strncmp(param(p, "kilns.K1.capacity", 1, 5), "set ", 4), 0);
    assert_string_equal(param(p, "default.kiln.sealed_batch.yield", 1, 2), "normal(0.25, 0.01)");
    ran_free(&r);
}

/* base:with merges by path, and `false` takes a setting back. */
static void with_merges_settings(void **state)
{
    (void)state;
    struct ran r;
    const struct plan *p =
        ran_plan(&r,
                 HEAD "local base = j.scenario{" TOWN KILNS
                      "set={['kilns.K1.yield']=0.1, ['kilns.K2.yield']=0.12, "
                      "['kilns.O1.crew']={tend=1, load=2}}}\n"
                      "return j.compare{options={{'x', base:with{set={['kilns.K1.yield']=false, "
                      "['kilns.O2.yield']=0.14}}}, {'base', base}}}",
                 NULL);
    assert_true(isnan(YIELD("K1")));
    assert_close(YIELD("K2"), 0.12, 0);
    assert_close(YIELD("O2"), 0.14, 0);
    assert_close(cell(p, 1, "kiln.yield_frac", "K1", 0)->fixed, 0.1, 0);
    ran_free(&r);
}

/* A setting that options share need only fit one of them; the plan of each alone says so too. */
static void shared_settings_fit_one(void **state)
{
    (void)state;
    struct ran r;
    static const char *const set[] = {"kilns.K5.yield=0.18"};
    const struct study_override o = {.set = set, .n_set = COUNT_OF(set)};
    ran_plan(&r,
             HEAD
             "local base = j.scenario{" TOWN "kilns={K1={town='A'}, K2={town='A'}, K5={town='A'}}, "
             "set={['kilns.K1.yield']=0.1}}\n"
             "return j.compare{options={{'these', base}, {'others', base:with{kilns={K1=false, "
             "K2=false, K5=false, K7={town='A'}, K8={town='A'}, K9={town='A'}}}}}}",
             &o);
    assert_int_equal(r.study->n_plan, 2);
    ran_free(&r);
}

/* A scenario in which all is set to what it was gives the same bits. */
static void set_to_the_same(void **state)
{
    (void)state;
    struct ran a, b;
    ran_script(&a,
               HEAD "return j.scenario{" TOWN "replicates=16, labour={{kind='b_type', heads=9}}, "
                    "kilns={{name='K1', capacity=0.9}}, " STRAW "}");
    ran_script(&b,
               HEAD "return j.scenario{" TOWN "replicates=16, labour={{kind='b_type', heads=9}}, "
                    "kilns={{name='K1', capacity=0.1}}, " STRAW
                    "set={['kilns.*.capacity']='0.9 t/day', ['biomass.V.fate.plough']=0.9}}");
    for (uint32_t i = 0; i < 16; i++)
        assert_close(ran_kpi(&a, "kpi.kiln.char_t", 0, i / 2, i % 2),
                     ran_kpi(&b, "kpi.kiln.char_t", 0, i / 2, i % 2), 0);
    ran_free(&a);
    ran_free(&b);
}

static void expect(const char *set, enum msg m, const char *part)
{
    struct ran r;
    char text[900];
    snprintf(text, sizeof text, HEAD "return j.scenario{" TOWN KILNS STRAW "set=%s}", set);
    ran_load(&r, text, NULL);
    assert_null(r.study);
    if (r.d.n != 1 || r.d.item[0].msg != m || (part && !strstr(r.d.item[0].text, part))) {
        diag_print(&r.d, stderr);
        fail_msg("set=%s: not this one fault", set);
    }
    ran_free(&r);
}

static void paths_that_fit_nothing(void **state)
{
    (void)state;
    expect("{['kilns.*.capcity']=1}", MSG_SET_UNKNOWN_NEAR, "\"kilns.*.capacity\"");
    expect("{['kilns.K9.capacity']=1}", MSG_SET_UNKNOWN_NEAR, "\"kilns.K1.capacity\"");
    expect("{['default.kiln.opem.yield']=1}", MSG_SET_UNKNOWN_NEAR, "\"default.kiln.open.yield\"");
    expect("{['kiln.yield']=0.2}", MSG_SET_UNKNOWN_NEAR, ".yield\""); /* both types say theirs */
    expect("{['biomass.W.fate.brunt']=1}", MSG_SET_UNKNOWN_NEAR, "\"biomass.W.fate.burnt\"");
    expect("{['kilns.sealed_batch.town']='A'}", MSG_SET_UNKNOWN_NEAR, NULL);
    expect("{['nothing']=1}", MSG_SET_UNKNOWN, NULL);
    expect("{['kilns.K1.yield']=7}", MSG_RANGE, NULL);
    expect("{['kilns.K1.capacity']='1 km'}", MSG_UNITS_DIMENSION, NULL);
    expect("{['biomass.W.fate']={1, 2}}", MSG_PARTS_WANTED, NULL);
    expect("{['biomass.W.fate']={brunt=1}}", MSG_CHOICE_UNKNOWN_NEAR, "burnt");
    expect("{['kilns.K1.closes']='2026-05-01', ['kilns.K1.opens']='2026-06-01'}", MSG_CLOSES_EARLY,
           NULL);
    expect("{'kilns.K1.yield'}", MSG_SET_WANTED, NULL);
    expect("3", MSG_SET_WANTED, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_each_form_reaches),  cmocka_unit_test(more_exact_wins),
        cmocka_unit_test(parts_of_products),       cmocka_unit_test(any_value_of_the_field),
        cmocka_unit_test(addresses_stay),          cmocka_unit_test(with_merges_settings),
        cmocka_unit_test(shared_settings_fit_one), cmocka_unit_test(set_to_the_same),
        cmocka_unit_test(paths_that_fit_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
