/* test_engine.c - the engine against toy models: books, leaks, masking, lags, takers of one stock.
 *
 * A toy village has wells (a stock), pumps that draw on them over pairs, and a tank. What must
 * come out is known by hand. SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_script.h"
#include "sim/model.h"

enum { M_WATER = 1, H_RAIN = 1, H_WELL, H_TANK };

/* --- the toy: wells fill by a fixed rain, pumps take, tanks keep ------------------------------ */

struct well_ports {
    const uint32_t *first, *out_first, *out;
    param_lane *rain_t_per_day, *opens_day, *closes_day;
    const struct lane *ask_t;
    struct lane *stock_t, *rain_t, *offer_t, *given_t;
};
#define AT(s, m) .at = offsetof(struct s, m)
static const struct dim_row well_dim[] = {
    {.kind = DIM_ENTITY, .name = "well", .list = "wells", .en = "well", .ja = "井戸"}};
#define TEXT .en = "toy", .ja = "玩具"
static const struct row well_row[] = {
    {.kind = ROW_INDEX, .name = "well.first", AT(well_ports, first)},
    {.kind = ROW_INDEX, .name = "draw.out_first", AT(well_ports, out_first)},
    {.kind = ROW_INDEX, .name = "draw.out", AT(well_ports, out)},
    {.kind = ROW_PARAM,
     .name = "rain_t_per_day",
     .word = "rain",
     .dim = "well",
     .unit = "t day-1",
     .value = "1",
     .lo = 0,
     .hi = 1e6,
     .varies = true,
     .source = "toy",
     TEXT,
     AT(well_ports, rain_t_per_day)},
    {.kind = ROW_PARAM,
     .name = "opens_day",
     .word = "opens",
     .dim = "well",
     .unit = "day",
     .value = "0",
     .lo = 0,
     .hi = NEVER_DAY,
     .form = FORM_DATE,
     TEXT,
     AT(well_ports, opens_day)},
    {.kind = ROW_PARAM,
     .name = "closes_day",
     .word = "closes",
     .dim = "well",
     .unit = "day",
     .value = "1e9",
     .lo = 0,
     .hi = NEVER_DAY,
     .form = FORM_DATE,
     TEXT,
     AT(well_ports, closes_day)},
    {.kind = ROW_INPUT,
     .name = "pump.ask_t",
     .dim = "draw",
     .unit = "t",
     .pass = PASS_ALLOT,
     AT(well_ports, ask_t)},
    {.kind = ROW_STATE,
     .name = "stock_t",
     .word = "stock",
     .dim = "well",
     .unit = "t",
     .value = "0",
     .lo = 0,
     .hi = 1e9,
     .agg = AGG_LAST,
     .medium = M_WATER,
     .from = H_WELL,
     TEXT,
     AT(well_ports, stock_t)},
    {.kind = ROW_OUTPUT,
     .name = "rain_t",
     .dim = "well",
     .unit = "t",
     .pass = PASS_ALLOT,
     .agg = AGG_SUM,
     .medium = M_WATER,
     .from = H_RAIN,
     .to = H_WELL,
     TEXT,
     AT(well_ports, rain_t)},
    {.kind = ROW_OUTPUT,
     .name = "offer_t",
     .dim = "well",
     .unit = "t",
     .pass = PASS_ACT,
     TEXT,
     AT(well_ports, offer_t)},
    {.kind = ROW_OUTPUT,
     .name = "given_t",
     .dim = "draw",
     .unit = "t",
     .pass = PASS_ALLOT,
     .agg = AGG_SUM,
     .medium = M_WATER,
     .from = H_WELL,
     .to = H_TANK,
     TEXT,
     AT(well_ports, given_t)},
};

static void well_allot(const struct step *now, const void *ports)
{
    const struct well_ports *p = ports;
    for (uint32_t w = p->first[now->town0]; w < p->first[now->town1]; w++) {
        struct lane asked = {{0}};
        for (uint32_t k = p->out_first[w]; k < p->out_first[w + 1]; k++)
            LANES_LOOP(l) asked.v[l] += p->ask_t[p->out[k]].v[l];
        LANES_LOOP(l)
        {
            const double on =
                p->opens_day[w]->v[l] <= now->day && now->day < p->closes_day[w]->v[l];
            p->rain_t[w].v[l] = on * p->rain_t_per_day[w]->v[l];
        }
        struct lane left = p->stock_t[w];
        for (uint32_t k = p->out_first[w]; k < p->out_first[w + 1]; k++)
            LANES_LOOP(l)
            {
                const double share = lane_min(1.0, lane_ratio(p->stock_t[w].v[l], asked.v[l]));
                const double give = lane_min(p->ask_t[p->out[k]].v[l] * share, left.v[l]);
                p->given_t[p->out[k]].v[l] = give;
                left.v[l] -= give;
            }
    }
}

static void well_act(const struct step *now, const void *ports)
{
    const struct well_ports *p = ports;
    for (uint32_t w = p->first[now->town0]; w < p->first[now->town1]; w++) {
        struct lane gone = {{0}};
        for (uint32_t k = p->out_first[w]; k < p->out_first[w + 1]; k++)
            LANES_LOOP(l) gone.v[l] += p->given_t[p->out[k]].v[l];
        LANES_LOOP(l)
        {
            p->stock_t[w].v[l] += p->rain_t[w].v[l] - gone.v[l];
            p->offer_t[w].v[l] = p->stock_t[w].v[l];
        }
    }
}

static const struct model toy_well = {.name = "well",
                                      .en = "wells",
                                      .ja = "井戸",
                                      .dim = well_dim,
                                      .n_dim = 1,
                                      .row = well_row,
                                      .n_row = COUNT_OF(well_row),
                                      .ports_size = sizeof(struct well_ports),
                                      .day_allot = well_allot,
                                      .day_act = well_act};

struct pump_ports {
    const uint32_t *first, *pair_first, *from;
    param_lane *reach_km, *want_t, *leak_frac, *spoil_day, *accepted_frac;
    const struct lane *offer_t, *given_t, *sum_last_month_t, *sum_last_year_t;
    struct lane *tank_t, *ask_t, *remembered_t, *remembered_year_t;
};
static const struct dim_row pump_dim[] = {
    {.kind = DIM_ENTITY, .name = "pump", .list = "pumps", .en = "pump", .ja = "ポンプ"},
    {.kind = DIM_PAIR,
     .name = "draw",
     .from = "well",
     .to = "pump",
     .reach = "pump.reach_km",
     .en = "draw",
     .ja = "取水"}};
static const struct row pump_row[] = {
    {.kind = ROW_INDEX, .name = "pump.first", AT(pump_ports, first)},
    {.kind = ROW_INDEX, .name = "draw.first", AT(pump_ports, pair_first)},
    {.kind = ROW_INDEX, .name = "draw.from", AT(pump_ports, from)},
    {.kind = ROW_PARAM,
     .name = "reach_km",
     .word = "reach",
     .dim = "pump",
     .unit = "km",
     .value = "10",
     .lo = 0,
     .hi = 1000,
     .source = "toy",
     TEXT,
     AT(pump_ports, reach_km)},
    {.kind = ROW_PARAM,
     .name = "want_t",
     .word = "want",
     .dim = "pump",
     .unit = "t",
     .value = "1",
     .lo = 0,
     .hi = 1e6,
     .source = "toy",
     TEXT,
     AT(pump_ports, want_t)},
    {.kind = ROW_PARAM,
     .name = "leak_frac",
     .word = "leak",
     .dim = "pump",
     .unit = "1",
     .value = "0",
     .lo = 0,
     .hi = 1,
     .source = "toy",
     TEXT,
     AT(pump_ports, leak_frac)},
    {.kind = ROW_PARAM,
     .name = "spoil_day",
     .word = "spoil",
     .dim = "pump",
     .unit = "day",
     .value = "1e6",
     .lo = 0,
     .hi = 1e9,
     .source = "toy",
     TEXT,
     AT(pump_ports, spoil_day)},
    {.kind = ROW_PARAM,
     .name = "accepted_frac",
     .dim = "draw",
     .unit = "1",
     .value = "1",
     .lo = 0,
     .hi = 1,
     .source = "toy",
     TEXT,
     AT(pump_ports, accepted_frac)},
    {.kind = ROW_LAG,
     .name = "offer_t",
     .dim = "well",
     .unit = "t",
     .of = "well.offer_t",
     .window = LAG_DAY,
     .how = LAG_LAST,
     .value = "0",
     TEXT,
     AT(pump_ports, offer_t)},
    {.kind = ROW_INPUT,
     .name = "well.given_t",
     .dim = "draw",
     .unit = "t",
     .pass = PASS_ACT,
     AT(pump_ports, given_t)},
    {.kind = ROW_LAG,
     .name = "sum_last_month_t",
     .dim = "draw",
     .unit = "t",
     .of = "well.given_t",
     .window = LAG_MONTH,
     .how = LAG_SUM,
     .value = "0",
     TEXT,
     AT(pump_ports, sum_last_month_t)},
    {.kind = ROW_LAG,
     .name = "sum_last_year_t",
     .dim = "draw",
     .unit = "t",
     .of = "well.given_t",
     .window = LAG_YEAR,
     .how = LAG_SUM,
     .value = "0",
     TEXT,
     AT(pump_ports, sum_last_year_t)},
    {.kind = ROW_STATE,
     .name = "tank_t",
     .dim = "pump",
     .unit = "t",
     .value = "0",
     .lo = 0,
     .hi = 1e9,
     .agg = AGG_LAST,
     .medium = M_WATER,
     .from = H_TANK,
     TEXT,
     AT(pump_ports, tank_t)},
    {.kind = ROW_OUTPUT,
     .name = "ask_t",
     .dim = "draw",
     .unit = "t",
     .pass = PASS_WANT,
     TEXT,
     AT(pump_ports, ask_t)},
    {.kind = ROW_OUTPUT,
     .name = "remembered_t",
     .dim = "pump",
     .unit = "t",
     .pass = PASS_ACT,
     .agg = AGG_LAST,
     TEXT,
     AT(pump_ports, remembered_t)},
    {.kind = ROW_OUTPUT,
     .name = "remembered_year_t",
     .dim = "pump",
     .unit = "t",
     .pass = PASS_ACT,
     .agg = AGG_LAST,
     TEXT,
     AT(pump_ports, remembered_year_t)},
};

static void pump_want(const struct step *now, const void *ports)
{
    const struct pump_ports *p = ports;
    for (uint32_t i = p->first[now->town0]; i < p->first[now->town1]; i++)
        for (uint32_t k = p->pair_first[i]; k < p->pair_first[i + 1]; k++)
            LANES_LOOP(l) p->ask_t[k].v[l] = p->want_t[i]->v[l] * p->accepted_frac[k]->v[l];
}

static void pump_act(const struct step *now, const void *ports)
{
    const struct pump_ports *p = ports;
    for (uint32_t i = p->first[now->town0]; i < p->first[now->town1]; i++) {
        LANES_LOOP(l) p->remembered_t[i].v[l] = p->remembered_year_t[i].v[l] = 0.0;
        for (uint32_t k = p->pair_first[i]; k < p->pair_first[i + 1]; k++)
            LANES_LOOP(l)
            {
                p->tank_t[i].v[l] += p->given_t[k].v[l] * (1.0 - p->leak_frac[i]->v[l]);
                p->remembered_t[i].v[l] += p->sum_last_month_t[k].v[l];
                p->remembered_year_t[i].v[l] += p->sum_last_year_t[k].v[l];
            }
        LANES_LOOP(l)
        {
            const double bad = now->day >= p->spoil_day[i]->v[l] ? (double)NAN : 0.0;
            p->tank_t[i].v[l] += bad;
        }
    }
}

static const struct model toy_pump = {.name = "pump",
                                      .en = "pumps",
                                      .ja = "ポンプ",
                                      .dim = pump_dim,
                                      .n_dim = 2,
                                      .row = pump_row,
                                      .n_row = COUNT_OF(pump_row),
                                      .ports_size = sizeof(struct pump_ports),
                                      .day_want = pump_want,
                                      .day_act = pump_act};

static const struct model *const toys[] = {&toy_well, &toy_pump};
static const struct account_name medium[] = {{"NONE", "", "none", "なし"},
                                             {"WATER", "t", "water", "水"}};
static const struct account_name holder[] = {{"NONE", "", "none", "なし"},
                                             {"RAIN", "", "rain", "雨"},
                                             {"WELL", "", "well", "井戸"},
                                             {"TANK", "", "tank", "槽"}};
static const struct registry toy_registry = {.model = {toys, toys, toys},
                                             .n_model = 2,
                                             .table = toys,
                                             .medium = medium,
                                             .n_medium = 2,
                                             .holder = holder,
                                             .n_holder = 4};

static void run_toy(struct ran *r, const char *body, int threads)
{
    char text[8192];
    snprintf(text, sizeof text,
             "local j = require 'junkan'\nreturn j.scenario { name = 'toy', start = '2026-01-01', "
             "replicates = 20, nested = 1, %s }\n",
             body);
    const struct study_override o = {.registry = &toy_registry};
    ran_load(r, text, &o);
    if (r->study == NULL)
        diag_print(&r->d, stderr);
    assert_non_null(r->study);
    ran_simulate(r, threads, ISA_BASE, 0);
}

/* --- tests ------------------------------------------------------------------------------------ */

static void known_by_hand(void **state)
{
    (void)state;
    struct ran r;
    run_toy(&r,
            "years = 1, towns = {{name='A'}}, wells = {{name='W', rain='2 t/day'}}, pumps = "
            "{{name='P', want='1 t'}}",
            1);
    /* the first day's ask meets an empty well: 364 t are pumped, 2*365 fall */
    assert_close(ran_kpi(&r, "kpi.well.rain_t", 0, 0, 0), 730.0, 1e-12);
    assert_close(ran_kpi(&r, "kpi.well.given_t", 0, 3, 0), 364.0, 1e-12);
    assert_close(ran_kpi(&r, "kpi.pump.tank_t", 0, 19, 0), 364.0, 1e-12);
    float m[12];
    ran_series(&r, "pump.remembered_t", "P", 5, m);
    assert_float_equal(m[0], 0.0f, 0);
    assert_float_equal(m[1], 30.0f, 0); /* January's sum, read in February */
    assert_float_equal(m[2], 28.0f, 0);
    assert_int_equal(ran_failures(&r), 0);
    ran_free(&r);
}

static void year_lag_and_series(void **state)
{
    (void)state;
    struct ran r;
    run_toy(&r,
            "years = 2, towns = {{name='A'}}, wells = {{name='W', rain=j.series{['2026']='2 "
            "t/day', ['2027']='4 t/day'}}}, pumps = {{name='P', want='1 t'}}",
            1);
    float m[24];
    ran_series(&r, "pump.remembered_year_t", "P", 0, m);
    assert_float_equal(m[11], 0.0f, 0);
    assert_float_equal(m[12], 364.0f, 0);
    assert_float_equal(m[23], 364.0f, 0);
    ran_series(&r, "well.rain_t", "W", 0, m);
    assert_float_equal(m[11], 62.0f, 0);
    assert_float_equal(m[12], 124.0f, 0);
    ran_free(&r);
}

static void takers_never_overdraw(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 2; threads++) {
        struct ran r;
        run_toy(&r,
                "years = 1, towns = {{name='A', lat=43.8, lon=144.1}, {name='B', lat=43.85, "
                "lon=144.1}}, wells = {{name='W', town='A', rain='0.3 t/day', stock=0.7}},"
                "pumps = {{name='P', town='A', want=j.each(j.uniform(0, 5))}, {name='Q', town='B', "
                "want=j.each(j.uniform(0, 5))}, {name='R', town='B', want=1e-7}}",
                threads);
        assert_int_equal(ran_failures(&r), 0);
        const long v = ran_var(&r, "well.stock_t");
        const struct results *res = &r.study->results;
        for (size_t i = 0; i < res->n_run * res->n_month; i++)
            assert_true(((float *)r.data[v])[i] >= 0.0f);
        ran_free(&r);
    }
}

/* A tank that keeps 1 - 1e-6 of what it was given: the books show it. */
static void planted_leak_is_caught(void **state)
{
    (void)state;
    struct ran r;
    run_toy(&r,
            "years = 1, towns = {{name='A'}}, wells = {{name='W', rain=2}}, pumps = {{name='P', "
            "leak=1e-6}}",
            1);
    assert_int_equal(ran_failures(&r), 20);
    assert_non_null(strstr(r.message[0], "do not close"));
    ran_free(&r);
}

/* One lane breaks: it is named and dropped; its mates keep their bits. */
static void one_failing_lane_is_masked(void **state)
{
    (void)state;
    struct ran good, bad;
    const char *body = "years = 1, towns = {{name='A'}}, wells = {{name='W', rain=j.uniform(1, "
                       "3)}}, pumps = {{name='P', want=j.uniform(0, 2), spoil=%s}}";
    char text[1024];
    snprintf(text, sizeof text, body, "1e6");
    run_toy(&good, text, 1);
    snprintf(text, sizeof text, body, "j.discrete{values={100, 1e6}, weights={0.1, 0.9}}");
    run_toy(&bad, text, 1);
    const long v = ran_var(&good, "kpi.pump.tank_t"), w = ran_var(&bad, "kpi.pump.tank_t");
    size_t failed = 0;
    for (size_t i = 0; i < 20; i++) {
        const double a = ((double *)good.data[v])[i], c = ((double *)bad.data[w])[i];
        if (bad.message[i][0]) {
            assert_true(isnan(c));
            assert_non_null(
                strstr(bad.message[i], "pump.tank_t of P is not a finite number in 2026-04"));
            failed++;
        } else {
            assert_memory_equal(&a, &c, sizeof a);
        }
    }
    assert_true(failed > 0 && failed < 20);
    ran_free(&good);
    ran_free(&bad);
}

/* Reading another's stock, a wrong unit, or what is not yet written is refused by wiring. */
static void wiring_refuses(void **state)
{
    (void)state;
    struct row row[COUNT_OF(pump_row)];
    struct model pump = toy_pump;
    const struct model *table[] = {&toy_well, &pump};
    struct registry g = toy_registry;
    g.table = table;
    pump.row = row;
    static const struct {
        const char *name, *unit;
        enum pass pass;
        const char *say;
    } wrong[] = {{"well.none_t", "t", PASS_ACT, "no model makes it"},
                 {"well.given_t", "kg", PASS_ACT, "unit"},
                 {"well.given_t", "t", PASS_WANT, "read before it is written"},
                 {"well.stock_t", "t", PASS_ACT, "a stock is its owner's"}};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        memcpy(row, pump_row, sizeof row);
        for (size_t k = 0; k < COUNT_OF(row); k++)
            if (row[k].kind == ROW_INPUT) {
                row[k].name = wrong[i].name;
                row[k].unit = wrong[i].unit;
                row[k].pass = wrong[i].pass;
                row[k].dim = i == 3 ? "well" : "draw";
            }
        struct ran r;
        const struct study_override o = {.registry = &g};
        ran_load(&r,
                 "local j = require 'junkan'\nreturn j.scenario{name='t', start='2026-01-01', "
                 "years=1, towns={{name='A'}}, wells={{}}, pumps={{}}}",
                 &o);
        assert_null(r.study);
        assert_true(r.d.n >= 1);
        bool said = false;
        for (size_t k = 0; k < r.d.n; k++)
            said = said || strstr(r.d.item[k].text, wrong[i].say) != NULL;
        assert_true(said);
        ran_free(&r);
    }
}

/* Warm-up lies before the start and leaves KPIs and series alone. */
static void warmup_is_left_out(void **state)
{
    (void)state;
    struct ran r;
    run_toy(&r,
            "years = 1, warmup = '1 y', towns = {{name='A'}}, wells = {{name='W', rain=2}}, pumps "
            "= {{name='P', want=1}}",
            1);
    assert_close(ran_kpi(&r, "kpi.well.given_t", 0, 0, 0), 365.0, 1e-12);
    assert_string_equal(r.study->results.start, "2026-01-01");
    assert_int_equal(r.study->results.n_month, 12);
    assert_close(ran_kpi(&r, "kpi.pump.tank_t", 0, 0, 0), 729.0, 1e-12);
    ran_free(&r);
}

/* Series above 2e8 values are kept by fiscal year: the first is January to March, the last April to
 * December. */
static void long_series_become_yearly(void **state)
{
    (void)state;
    struct ran r;
    const char *text =
        "local j = require 'junkan'\nreturn j.scenario{name='t', start='2026-01-01', "
        "years=100, replicates=%d, towns={{name='A'}}, wells={{}}, pumps={{}}}";
    char script[512];
    const struct study_override o = {.registry = &toy_registry};
    for (int big = 0; big < 2; big++) {
        snprintf(script, sizeof script, text, big ? 40000 : 20);
        ran_load(&r, script, &o);
        assert_non_null(r.study);
        assert_int_equal(r.study->results.n_month, big ? 101 : 1200);
        assert_string_equal(r.study->results.month[0], big ? "2025" : "2026-01");
        assert_string_equal(r.study->results.month[1], big ? "2026" : "2026-02");
        assert_int_equal(r.study->results.month_days[1], big ? 90 : 31);
        ran_free(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(known_by_hand),
                                       cmocka_unit_test(year_lag_and_series),
                                       cmocka_unit_test(takers_never_overdraw),
                                       cmocka_unit_test(planted_leak_is_caught),
                                       cmocka_unit_test(one_failing_lane_is_masked),
                                       cmocka_unit_test(wiring_refuses),
                                       cmocka_unit_test(warmup_is_left_out),
                                       cmocka_unit_test(long_series_become_yearly)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
