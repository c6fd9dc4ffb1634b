/* test_plan.c - from what a script says to the frozen plan: distances, pairs, components, draws,
 * money, series, --set, the union of options. SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_script.h"
#include "sim/rng.h"

/* --- plans from text -------------------------------------------------------------------------- */

#define HEAD "local j = require 'junkan'\n"
#define SPAN "start='2026-04-01', years=2"

static const struct dim *dim_of(const struct plan *p, const char *name)
{
    for (size_t i = 0; i < p->n_dim; i++)
        if (strcmp(p->dim[i].name, name) == 0)
            return &p->dim[i];
    fail_msg("no dimension %s", name);
    return NULL;
}

static uint32_t entity(const struct plan *p, const char *dim, const char *label)
{
    const struct dim *d = dim_of(p, dim);
    for (uint32_t e = 0; e < d->n; e++)
        if (strcmp(d->label[e], label) == 0)
            return e;
    fail_msg("no %s %s", dim, label);
    return 0;
}

static const struct cell *cell(const struct plan *p, size_t option, const char *field,
                               const char *label, uint32_t fixed)
{
    const uint32_t i = plan_field(p, field);
    assert_true(i != UINT32_MAX);
    const struct field *f = &p->field[i];
    return &f->cell[option][entity(p, p->dim[f->dim].name, label) * f->n_fixed + fixed];
}
static double fixed(const struct plan *p, const char *field, const char *label)
{
    const struct cell *c = cell(p, 0, field, label, 0);
    assert_int_equal(c->draw, -1);
    return c->fixed;
}

/* Pairs of one kiln, "S1 S2 " in order. */
static void pairs_of(const struct plan *p, const char *kiln, char out[256])
{
    const struct dim *d = dim_of(p, "supply");
    const uint32_t k = entity(p, "kiln", kiln);
    out[0] = '\0';
    for (uint32_t i = d->first[k]; i < d->first[k + 1]; i++) {
        snprintf(out + strlen(out), 256 - strlen(out), "%s ", d->from_dim->label[d->from[i]]);
        assert_int_equal(d->to[i], k);
    }
}
static double pair_km(const struct plan *p, const char *label)
{
    const struct dim *d = dim_of(p, "supply");
    return d->distance_km[entity(p, "supply", label)];
}

static void expect_fault(const char *text, enum msg m, const char *part)
{
    struct ran r;
    ran_load(&r, text, NULL);
    bool said = false;
    for (size_t i = 0; i < r.d.n; i++)
        said = said || (r.d.item[i].msg == m && (!part || strstr(r.d.item[i].text, part)));
    if (!said) {
        fputs(text, stderr);
        diag_print(&r.d, stderr);
    }
    assert_null(r.study);
    assert_true(said);
    ran_free(&r);
}

/* --- where ------------------------------------------------------------------------------------ */

/* Towns on one meridian, 0.1 degrees apart: 11.1195 km each. */
#define MERIDIAN                                                                                 \
    "towns={{name='A', lat=43.5, lon=144}, {name='B', lat=43.6, lon=144}, {name='C', lat=43.7, " \
    "lon=144}, {name='D', lat=43.9, lon=144}}, "                                                 \
    "biomass={{name='SD', town='D', kind='wheat_straw'}, {name='SB', town='B', "                 \
    "kind='thinnings'}, "                                                                        \
    "{name='SA', town='A', kind='wheat_straw'}, {name='SC', town='C', kind='wheat_straw'}, "     \
    "{name='SA2', town='A', kind='thinnings'}}, "

static void nearest_first_within_reach(void **state)
{
    (void)state;
    struct ran r;
    char got[256];
    const struct plan *p = ran_plan(
        &r,
        HEAD "return j.scenario{" SPAN ", detour=1, " MERIDIAN
             "kilns={{name='K', town='A', radius='22.3 km'}, {name='W', town='A', radius=1000}, "
             "{name='N', town='D', radius=0}, {name='F', town='A', radius=1000, "
             "feeds={'wheat_straw'}}}}",
        NULL);
    pairs_of(p, "K", got);
    assert_true(strcmp(got, "SA SA2 SB SC ") == 0 || strcmp(got, "SA2 SA SB SC ") == 0);
    pairs_of(p, "W", got);
    assert_non_null(strstr(got, "SB SC SD "));
    pairs_of(p, "N", got);
    assert_string_equal(got, "SD ");
    pairs_of(p, "F", got);
    assert_string_equal(got, "SA SC SD ");
    const double step = 6371.0088 * 0.1 * 3.14159265358979323846 / 180.0;
    assert_close(pair_km(p, "SA>K"), 0.0, 0.0);
    assert_close(pair_km(p, "SB>K"), step, 1e-9);
    assert_close(pair_km(p, "SD>W"), 4 * step, 1e-9);
    const struct dim *d = dim_of(p, "supply"); /* lists by giver hold every pair once */
    assert_int_equal(d->out_first[d->from_dim->n], d->n);
    for (uint32_t f = 0; f < d->from_dim->n; f++)
        for (uint32_t i = d->out_first[f]; i < d->out_first[f + 1]; i++) {
            assert_int_equal(d->from[d->out[i]], f);
            if (i > d->out_first[f])
                assert_true(d->to_dim->key[d->to[d->out[i - 1]]] <=
                            d->to_dim->key[d->to[d->out[i]]]);
        }
    ran_free(&r);
}

static void reach_is_what_it_may_become(void **state)
{
    (void)state;
    struct ran r;
    char got[256];
    const struct plan *p = ran_plan(&r,
                                    HEAD "return j.scenario{" SPAN ", detour=1, " MERIDIAN
                                         "kilns={{name='K', town='A', radius=j.uniform(1, 12)}}}",
                                    NULL);
    pairs_of(p, "K", got);
    assert_int_equal(strlen(got), strlen("SA SA2 SB "));
    ran_free(&r);
    static const char *const set[] = {"kilns.K.radius=40"};
    const struct study_override o = {.set = set, .n_set = 1};
    p = ran_plan(&r,
                 HEAD "return j.scenario{" SPAN ", detour=1, " MERIDIAN
                      "kilns={{name='K', town='A', radius=1}}}",
                 &o);
    pairs_of(p, "K", got);
    assert_non_null(strstr(got, "SC "));
    assert_null(strstr(got, "SD "));
    ran_free(&r);
}

/* Given roads count, even where the straight way is shorter or longer; paths add up; towns off the
 * roads are reached by the straight way times the detour. */
static void roads_and_detour(void **state)
{
    (void)state;
    struct ran r;
    const struct plan *p = ran_plan(
        &r,
        HEAD "return j.scenario{" SPAN ", " MERIDIAN
             "roads={{'A', 'B', '30 km'}, {from='B', to='C', distance='5000 m'}, {'A', 'C', "
             "40}, {'C', 'A', 60}}, "
             "kilns={{name='K', town='A', radius=1000}, {name='L', town='B', radius=1000}}}",
        NULL);
    assert_close(pair_km(p, "SB>K"), 30.0, 1e-12);
    assert_close(pair_km(p, "SC>K"), 35.0, 1e-12); /* through B, not the direct 40 */
    assert_close(pair_km(p, "SC>L"), 5.0, 1e-12);
    const double step = 6371.0088 * 0.1 * 3.14159265358979323846 / 180.0;
    assert_close(pair_km(p, "SD>K"), 1.25 * 4 * step, 1e-9);
    ran_free(&r);
    p = ran_plan(&r,
                 HEAD "return j.scenario{" SPAN ", detour=1.5, " MERIDIAN
                      "kilns={{name='K', town='A', radius=1000}}}",
                 NULL);
    assert_close(pair_km(p, "SB>K"), 1.5 * step, 1e-9);
    ran_free(&r);
}

static void components_are_who_can_meet(void **state)
{
    (void)state;
    struct ran r;
    static const struct {
        int radius;
        size_t n;
    } want[] = {{0, 4}, {12, 2}, {23, 1}};
    for (size_t i = 0; i < COUNT_OF(want); i++) {
        char text[2048];
        snprintf(text, sizeof text,
                 HEAD "return j.scenario{" SPAN ", detour=1, " MERIDIAN
                      "kilns={{name='K', town='B', radius=%d}, {name='L', town='C', radius=%d}}}",
                 want[i].radius, want[i].radius);
        const struct plan *p = ran_plan(&r, text, NULL);
        assert_int_equal(p->n_component, want[i].n);
        uint32_t next = 0; /* they cut the towns without gaps, and entities follow their towns */
        for (size_t c = 0; c < p->n_component; c++) {
            assert_int_equal(p->component[c].town0, next);
            next = p->component[c].town1;
        }
        assert_int_equal(next, 4);
        const struct dim *d = dim_of(p, "biomass");
        for (uint32_t t = 0; t < 4; t++)
            for (uint32_t e = d->first[t]; e < d->first[t + 1]; e++)
                assert_int_equal(d->town[e], t);
        for (uint32_t e = 1; e < d->n; e++)
            assert_true(d->key[d->by_key[e - 1]] < d->key[d->by_key[e]]);
        ran_free(&r);
    }
}

/* --- draws
 * ----------------------------------------------------------------------------------------- */

#define ONE "towns={{name='A'}}, "
#define TWO_KILNS(a, b) "kilns={{name='K1', capacity=" a "}, {name='K2', capacity=" b "}}"

static void one_value_one_draw(void **state)
{
    (void)state;
    struct ran r;
    const struct plan *p =
        ran_plan(&r,
                 HEAD "local v = j.uniform(0.2, 0.4)\nreturn j.scenario{" SPAN ", " ONE
                      "kilns={{name='K2', yield=v, capacity=v}, {name='K1', yield=v, batch=v}}}",
                 NULL);
    const struct cell *y1 = cell(p, 0, "kiln.yield_frac", "K1", 0),
                      *y2 = cell(p, 0, "kiln.yield_frac", "K2", 0);
    const struct cell *c2 = cell(p, 0, "kiln.capacity_t_per_day", "K2", 0);
    const struct cell *b1 = cell(p, 0, "kiln.batch_t", "K1", 0);
    assert_true(y1->draw >= 0 && y1->draw == y2->draw);
    assert_string_equal(p->draw[y1->draw].path, "kilns.K1.batch"); /* the first in path order */
    const struct draw *d[] = {&p->draw[y1->draw], &p->draw[c2->draw], &p->draw[b1->draw]};
    for (uint32_t point = 0; point < 50; point++)
        for (int i = 1; i < 3; i++)
            assert_true(plan_draw_value(d[i], 1, point) == plan_draw_value(d[0], 1, point));
    size_t n = 0; /* one dimension in the file */
    for (size_t v = 0; v < r.study->results.n_var; v++)
        n += strncmp(r.study->results.var[v].name, "draw.kilns.", 11) == 0;
    assert_int_equal(n, 1);
    ran_free(&r);
    /* two equal values are two draws */
    p = ran_plan(&r,
                 HEAD "return j.scenario{" SPAN
                      ", " ONE TWO_KILNS("j.uniform(1, 2)", "j.uniform(1, 2)") "}",
                 NULL);
    const struct cell *a = cell(p, 0, "kiln.capacity_t_per_day", "K1", 0);
    const struct cell *b = cell(p, 0, "kiln.capacity_t_per_day", "K2", 0);
    assert_true(a->draw != b->draw);
    assert_true(plan_draw_value(&p->draw[a->draw], 1, 0) !=
                plan_draw_value(&p->draw[b->draw], 1, 0));
    ran_free(&r);
}

/* Fields of different ranges: one quantile, each within its own range. */
static void one_draw_equal_quantile(void **state)
{
    (void)state;
    struct ran r;
    const struct plan *p = ran_plan(&r,
                                    HEAD "local v = j.normal(0.4, 0.3)\nreturn j.scenario{" SPAN
                                         ", " ONE "kilns={{name='K', yield=v, heat_use=v}}}",
                                    NULL);
    const struct draw *a = &p->draw[cell(p, 0, "kiln.yield_frac", "K", 0)->draw];
    const struct draw *b = &p->draw[cell(p, 0, "kiln.heat_use_frac", "K", 0)->draw];
    assert_true(a != b && a->key == b->key);
    for (uint32_t point = 0; point < 200; point++) {
        const double x = plan_draw_value(a, 3, point), y = plan_draw_value(b, 3, point);
        const double ux = (dist_cdf(&a->dist, x) - dist_cdf(&a->dist, a->lo)) /
                          (dist_cdf(&a->dist, a->hi) - dist_cdf(&a->dist, a->lo));
        const double uy = (dist_cdf(&b->dist, y) - dist_cdf(&b->dist, b->lo)) /
                          (dist_cdf(&b->dist, b->hi) - dist_cdf(&b->dist, b->lo));
        assert_true(x >= 0.0 && x <= 0.5 && y >= 0.0 && y <= 1.0);
        assert_close(ux, uy, 1e-9);
    }
    ran_free(&r);
}

static void each_draws_for_each(void **state)
{
    (void)state;
    struct ran r;
    const struct plan *p =
        ran_plan(&r,
                 HEAD "local v = j.each(j.uniform(1, 2))\nreturn j.scenario{" SPAN
                      ", " ONE TWO_KILNS("v", "v") "}",
                 NULL);
    const struct draw *a = &p->draw[cell(p, 0, "kiln.capacity_t_per_day", "K1", 0)->draw];
    const struct draw *b = &p->draw[cell(p, 0, "kiln.capacity_t_per_day", "K2", 0)->draw];
    assert_string_equal(a->path, "kilns.K1.capacity");
    assert_string_equal(b->path, "kilns.K2.capacity");
    assert_int_equal(a->key, rng_key("param", "kilns.K1.capacity"));
    assert_true(plan_draw_value(a, 1, 0) != plan_draw_value(b, 1, 0));
    ran_free(&r);
}

static void defaults_are_shared(void **state)
{
    (void)state;
    struct ran r;
    const struct plan *p = ran_plan(&r,
                                    HEAD "return j.scenario{" SPAN ", " ONE
                                         "kilns={{name='K1'}, {name='K2'}}, biomass={{name='S', "
                                         "kind='thinnings'}, {name='R', kind='wheat_straw'}}}",
                                    NULL);
    const struct cell *a = cell(p, 0, "kiln.yield_frac", "K1", 0),
                      *b = cell(p, 0, "kiln.yield_frac", "K2", 0);
    assert_true(a->draw >= 0 && a->draw == b->draw);
    assert_string_equal(p->draw[a->draw].path, "default.kiln.sealed_batch.yield");
    assert_string_not_equal(p->draw[a->draw].source, "script");
    const struct cell *s = cell(p, 0, "biomass.collectable_frac", "S", 0); /* one for each kind */
    const struct cell *t = cell(p, 0, "biomass.collectable_frac", "R", 0);
    assert_true(s->draw != t->draw);
    const struct cell *l0 = cell(p, 0, "kiln.crew_h", "K1", 0),
                      *l1 = cell(p, 0, "kiln.crew_h", "K1", 1);
    assert_string_equal(p->draw[l0->draw].path, "default.kiln.sealed_batch.crew.load");
    assert_true(l0->draw != l1->draw);
    ran_free(&r);
}

/* Two names with one 32-bit address, found by search, are refused; so are their neighbours not. */
static void equal_keys_are_refused(void **state)
{
    (void)state;
    enum { N = 1 << 18, SLOTS = 1 << 20 };
    uint32_t *seen = calloc(SLOTS, sizeof *seen); /* number + 1 */
    assert_non_null(seen);
    char a[32] = "", b[32] = "";
    for (uint32_t i = 0; i < N && !a[0]; i++) {
        snprintf(b, sizeof b, "N%u", i);
        const uint32_t key = rng_key("kiln", b);
        uint32_t at = key % SLOTS;
        for (; seen[at]; at = (at + 1) % SLOTS) {
            char other[32];
            snprintf(other, sizeof other, "N%u", seen[at] - 1);
            if (rng_key("kiln", other) == key)
                strcpy(a, other);
        }
        seen[at] = i + 1;
    }
    free(seen);
    assert_true(a[0] != '\0'); /* 2^36 / 2 pairs over 2^32 addresses: about eight */
    char text[512];
    snprintf(text, sizeof text,
             HEAD "return j.scenario{" SPAN ", " ONE "kilns={{name='%s'}, {name='%s'}}}", a, b);
    expect_fault(text, MSG_KEY_COLLISION, NULL);
    snprintf(text, sizeof text,
             HEAD "return j.scenario{" SPAN ", " ONE "kilns={{name='%s'}, {name='%sx'}}}", a, b);
    struct ran r;
    ran_plan(&r, text, NULL);
    ran_free(&r);
}

/* --- numbers ---------------------------------------------------------------------------------- */

/* models/deflator.csv: 2018 and 2020 (= 100), chained yearly. */
static double index_of(int year)
{
    char mark[16];
    snprintf(mark, sizeof mark, "\n%d,", year);
    const char *line = strstr(embedded_text("models/deflator.csv"), mark);
    assert_non_null(line);
    return strtod(line + 6, NULL);
}

static void money_of_another_year(void **state)
{
    (void)state;
    struct ran r;
    const struct plan *p = ran_plan(
        &r,
        HEAD "return j.scenario{" SPAN ", price_year=2020, " ONE
             "kilns={{name='K', char_price='1.2 M yen/t@2018'}, {name='L', char_price='1.2 M "
             "yen/t@2020'}, "
             "{name='M', char_price=j.uniform('1000 yen/t@1990', '2000 yen/t@1990')}}}",
        NULL);
    assert_int_equal(p->price_year, 2020);
    assert_close(index_of(2020), 100.0, 1e-12);
    assert_close(fixed(p, "kiln.char_price_yen_per_t", "K"), 1.2e6 * 100.0 / index_of(2018), 1e-6);
    assert_close(fixed(p, "kiln.char_price_yen_per_t", "L"), 1.2e6, 0.0);
    const struct draw *d = &p->draw[cell(p, 0, "kiln.char_price_yen_per_t", "M", 0)->draw];
    assert_close(d->dist.p[1], 2000.0 * 100.0 / index_of(1990), 1e-9);
    ran_free(&r);
    p = ran_plan(&r,
                 HEAD "return j.scenario{" SPAN ", " ONE
                      "kilns={{name='K', char_price='1 M yen/t@2026'}}}",
                 NULL);
    assert_int_equal(p->price_year, 2026); /* the start's, unless said */
    assert_close(fixed(p, "kiln.char_price_yen_per_t", "K"), 1e6, 0.0);
    ran_free(&r);
}

static void series_by_step_and_line(void **state)
{
    (void)state;
    struct ran r;
    const struct plan *p = ran_plan(
        &r,
        HEAD
        "return j.scenario{" SPAN ", warmup='3 months', " ONE
        "kilns={{name='K', to_soil=j.series{['2026']=0.2, ['2027-01']=0.6}}, "
        "{name='L', to_soil=j.series{['2026-05']='20 %', ['2026-09']=0.6, interpolate='linear'}}, "
        "{name='M', to_soil=j.series{['2026']=0.5, times=j.uniform(0.2, 0.6)}}}}",
        NULL);
    assert_int_equal(p->n_month, 27);
    assert_int_equal(p->month_recorded, 3);
    const struct cell *k = cell(p, 0, "kiln.soil_frac", "K", 0),
                      *l = cell(p, 0, "kiln.soil_frac", "L", 0);
    const struct cell *m = cell(p, 0, "kiln.soil_frac", "M", 0);
    for (uint32_t t = 0; t < p->n_month; t++) { /* month 0 is January 2026 */
        assert_close(plan_cell_value(p, k, 0, t), t < 12 ? 0.2 : 0.6, 0.0);
        const double days[] = {0, 31, 61, 92}; /* from 1 May */
        const double x = t < 4 ? 0.2 : t >= 8 ? 0.6 : 0.2 + 0.4 * days[t - 4] / 123.0;
        assert_close(plan_cell_value(p, l, 0, t), x, 1e-15);
    }
    const double drawn = plan_draw_value(&p->draw[m->draw], 1, 0);
    assert_true(drawn >= 0.2 && drawn <= 0.6);
    assert_close(plan_cell_value(p, m, drawn, 5), 0.5 * drawn, 0.0);
    ran_free(&r);
    expect_fault(HEAD "return j.scenario{" SPAN ", " ONE
                      "kilns={{to_soil=j.series{['2026']=0.2, ['2026-01']=0.3}}}}",
                 MSG_SERIES_TWICE, "2026-01");
}

static void dates_and_states(void **state)
{
    (void)state;
    struct ran r;
    const struct plan *p = ran_plan(&r,
                                    HEAD "return j.scenario{" SPAN ", warmup='1 y', " ONE
                                         "kilns={{name='K', opens='2026-04-01', closes='2027'}, "
                                         "{name='L', opens='never'}, {name='M'}}, "
                                         "biomass={{name='S', kind='thinnings', stock='12 t'}}}",
                                    NULL);
    assert_close(fixed(p, "kiln.opens_day", "K"), 365.0,
                 0.0); /* days count from the warm-up's start */
    assert_close(fixed(p, "kiln.closes_day", "K"), 365.0 + 275.0, 0.0);
    assert_true(fixed(p, "kiln.opens_day", "L") >= NEVER_DAY);
    assert_close(fixed(p, "kiln.opens_day", "M"), 0.0, 0.0);
    assert_close(fixed(p, "biomass.stock_t", "S"), 12.0, 0.0);
    ran_free(&r);
}

static void set_comes_last(void **state)
{
    (void)state;
    struct ran r;
    static const char *const set[] = {"kilns.K.capacity=1.5 t/day",
                                      "kilns.A.sealed_batch.1.yield=uniform(0.1, 0.2)",
                                      "kilns.K.crew.tend=3 h"};
    const struct study_override o = {
        .set = set, .n_set = COUNT_OF(set), .replicates = 7, .seed = 99, .has_seed = true};
    const struct plan *p = ran_plan(&r,
                                    HEAD "return j.scenario{" SPAN ", seed=5, replicates=3, " ONE
                                         "kilns={{name='K', capacity=9}, {}}}",
                                    &o);
    assert_close(fixed(p, "kiln.capacity_t_per_day", "K"), 1.5, 0.0);
    assert_close(cell(p, 0, "kiln.crew_h", "K", 1)->fixed, 3.0, 0.0);
    const struct cell *y = cell(p, 0, "kiln.yield_frac", "A.sealed_batch.1", 0);
    assert_true(y->draw >= 0 && p->draw[y->draw].dist.kind == DIST_UNIFORM);
    assert_int_equal(r.study->results.n_run, 7);
    assert_int_equal(r.study->seed, 99);
    ran_free(&r);
    static const char *const wrong[] = {"kilns.K.capcity=1", "kilns.Q.capacity=1",
                                        "kilns.K.capacity=1 km"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        const struct study_override w = {.set = &wrong[i], .n_set = 1};
        ran_load(&r, HEAD "return j.scenario{" SPAN ", " ONE "kilns={{name='K'}}}", &w);
        assert_null(r.study);
        assert_int_equal(r.d.n, 1);
        assert_int_equal(r.d.item[0].msg, i < 2 ? MSG_SET_UNKNOWN_NEAR : MSG_UNITS_DIMENSION);
        ran_free(&r);
    }
}

/* --- options
 * ----------------------------------------------------------------------------------------- */

#define TEN                                                                                       \
    "{name='K1'}, {name='K2'}, {name='K3'}, {name='K4'}, {name='K5'}, {name='K6'}, {name='K7'}, " \
    "{name='K8'}"
#define OPTIONS(change)                                                \
    HEAD "local base = j.scenario{" SPAN ", " ONE "kilns={" TEN "}}\n" \
         "return j.compare{options={{'base', base}, {'other', base:with{ kilns={" change "} }}}}"

static void union_of_options(void **state)
{
    (void)state;
    struct ran r;
    const struct plan *p =
        ran_plan(&r, OPTIONS("K1=false, {name='K9', town='A', capacity=j.uniform(1, 2)}"), NULL);
    assert_close(plan_union_ratio(p), 9.0 / 8.0, 1e-15);
    assert_int_equal(r.study->n_plan, 1);
    assert_true(r.study->plan[0] == p);
    assert_true(cell(p, 0, "kiln.opens_day", "K9", 0)->fixed >= NEVER_DAY);
    assert_true(cell(p, 1, "kiln.opens_day", "K1", 0)->fixed >= NEVER_DAY);
    assert_close(cell(p, 1, "kiln.closes_day", "K1", 0)->fixed, 0.0, 0.0);
    assert_close(cell(p, 1, "kiln.opens_day", "K9", 0)->fixed, 0.0, 0.0);
    assert_int_equal(dim_of(p, "kiln")->n, 9);
    assert_int_equal(dim_of(p, "kiln")->open_count[0], 8);
    ran_free(&r);
    p = ran_plan(&r, OPTIONS("K1=false, K2=false, {name='K9', town='A'}, {name='K10', town='A'}"),
                 NULL);
    assert_close(plan_union_ratio(p), 1.25, 1e-15); /* the limit itself is within */
    assert_int_equal(r.study->n_plan, 1);
    ran_free(&r);
    p = ran_plan(
        &r,
        OPTIONS("K1=false, K2=false, K3=false, {name='K9', town='A'}, {name='K10', town='A'}, "
                "{name='K11', town='A'}"),
        NULL);
    assert_int_equal(r.study->n_plan, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(dim_of(r.study->plan[i], "kiln")->n, 8);
        assert_int_equal(r.study->study_option[i][0], i);
        assert_int_equal(r.study->plan_of[i], i);
        assert_int_equal(r.study->lane_option[i], 0);
    }
    ran_free(&r);
}

/* What an option lacks holds nothing; options may draw differently at one path. */
static void options_keep_their_numbers(void **state)
{
    (void)state;
    struct ran r;
    const struct plan *p =
        ran_plan(&r,
                 HEAD "local base = j.scenario{" SPAN ", " ONE "kilns={" TEN
                      ", {name='K', capacity=j.uniform(1, 2)}}}\n"
                      "return j.compare{options={{'base', base}, {'other', base:with{ "
                      "kilns={K={capacity=j.uniform(3, 4)}}, "
                      "biomass={{name='S', town='A', kind='thinnings', stock=5}} }}}}",
                 NULL);
    assert_close(cell(p, 0, "biomass.stock_t", "S", 0)->fixed, 0.0, 0.0);
    assert_close(cell(p, 1, "biomass.stock_t", "S", 0)->fixed, 5.0, 0.0);
    const struct draw *a = &p->draw[cell(p, 0, "kiln.capacity_t_per_day", "K", 0)->draw];
    const struct draw *b = &p->draw[cell(p, 1, "kiln.capacity_t_per_day", "K", 0)->draw];
    assert_int_equal(a->key, b->key); /* the same chance: one quantile */
    for (uint32_t point = 0; point < 20; point++)
        assert_close(plan_draw_value(b, 1, point) - plan_draw_value(a, 1, point), 2.0, 1e-12);
    assert_true(a->used[0] && !a->used[1] && !b->used[0] && b->used[1]);
    ran_simulate(&r, 1, isa_best(), 0);
    const double *drawn = r.data[ran_var(&r, "draw.kilns.K.capacity")];
    for (size_t i = 0; i < r.study->results.n_run; i++)
        assert_true(r.study->results.run[i].option == 0 ? drawn[i] < 2.0 : drawn[i] > 3.0);
    ran_free(&r);
}

/* A climate zone that towns share has fields too, in the list `zones`. */
static void zones_take_fields(void **state)
{
    (void)state;
    struct ran r;
    const struct plan *p = ran_plan(
        &r, HEAD "return j.scenario{" SPAN ", " ONE "zones={{name='abashiri', temp_shift=2}}}",
        NULL);
    assert_close(cell(p, 0, "weather.temp_shift_k", "abashiri", 0)->fixed, 2.0, 0.0);
    ran_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nearest_first_within_reach),
                                       cmocka_unit_test(reach_is_what_it_may_become),
                                       cmocka_unit_test(roads_and_detour),
                                       cmocka_unit_test(components_are_who_can_meet),
                                       cmocka_unit_test(one_value_one_draw),
                                       cmocka_unit_test(one_draw_equal_quantile),
                                       cmocka_unit_test(each_draws_for_each),
                                       cmocka_unit_test(defaults_are_shared),
                                       cmocka_unit_test(equal_keys_are_refused),
                                       cmocka_unit_test(money_of_another_year),
                                       cmocka_unit_test(series_by_step_and_line),
                                       cmocka_unit_test(dates_and_states),
                                       cmocka_unit_test(set_comes_last),
                                       cmocka_unit_test(union_of_options),
                                       cmocka_unit_test(options_keep_their_numbers),
                                       cmocka_unit_test(zones_take_fields)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
