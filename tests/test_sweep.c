/* test_sweep.c - j.sweep { ... }: what a point's inputs and chance are, and what is said of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_script.h"
#include "sim/effects.h"
#include "sim/sweep.h"

#define BASE                                                                                    \
    "local j = require 'junkan'\n"                                                              \
    "local base = j.scenario{ start = '2026-04-01', years = 1, towns = {{name = 'T'}},\n"       \
    "  biomass = {{name = 'S', town = 'T', kind = 'wheat_straw', area = j.uniform(50, 90)}},\n" \
    "  kilns = {{name = 'K', town = 'T', type = 'sealed_batch', capacity = j.uniform(1, 2),\n"  \
    "            upkeep = j.uniform(0, 1000), upkeep_per_firing = 0}},\n"                       \
    "  labour = {{name = 'L', town = 'T', kind = 'b_type', heads = 20}}}\n"
#define SWEEP(fields) BASE "return j.sweep{ scenario = base, " fields " }\n"
#define THREE "only = {'kilns.K.*', 'biomass.S.area'}, "

static const double *runs(const struct ran *r, const char *var)
{
    const long v = ran_var(r, var);
    if (v < 0)
        fail_msg("no variable %s", var);
    return r->data[v];
}

static size_t factor(const struct ran *r, const char *name)
{
    const struct design_info *g = r->study->results.design;
    for (size_t f = 0; f < g->spec.n_dim; f++)
        if (strcmp(g->factor[f], name) == 0)
            return f;
    fail_msg("no factor %s", name);
    return SIZE_MAX;
}

static size_t draw_of(const struct plan *p, const char *path)
{
    for (size_t d = 0; d < p->n_draw; d++)
        if (strcmp(p->draw[d].path, path) == 0)
            return d;
    fail_msg("no input %s", path);
    return SIZE_MAX;
}

/* Each row of a block is A or B but for its own factor; chance goes along as a factor. */
static void saltelli_rows_mix_two_points(void **state)
{
    (void)state;
    for (int second = 0; second < 2; second++) {
        struct ran r;
        ran_load(&r,
                 second ? SWEEP(THREE "design = j.saltelli{ n = 8, second = true }")
                        : SWEEP(THREE "design = j.saltelli{ n = 8 }"),
                 NULL);
        assert_non_null(r.study);
        const struct sweep *w = r.study->sweep;
        const struct plan *p = r.study->whole;
        const size_t d = w->info.spec.n_dim, block = design_block(&w->info.spec);
        assert_int_equal(d, 4); /* three inputs and chance */
        assert_int_equal(block, second ? 2 * d + 2 : d + 2);
        assert_int_equal(w->n_row, 8 * block);
        for (uint32_t base = 0; base < 8; base++)
            for (uint32_t row = 0; row < block; row++) {
                const uint32_t at = base * (uint32_t)block, a = at, b = at + (uint32_t)block - 1;
                for (size_t x = 0; x < p->n_draw; x++) {
                    const int32_t f = w->factor_of[x];
                    if (f < 0)
                        continue;
                    const bool is_b = row == block - 1 ||
                                      (row > 0 && row <= d ? row - 1 == (size_t)f
                                                           : row > d && row - 1 - d != (size_t)f);
                    assert_true(sweep_draw(w, x, at + row) == sweep_draw(w, x, is_b ? b : a));
                    assert_true(sweep_draw(w, x, a) != sweep_draw(w, x, b));
                }
                const size_t c = factor(&r, "chance");
                const bool b_chance =
                    row == block - 1 ||
                    (row > 0 && row <= d ? row - 1 == c : row > d && row - 1 - d != c);
                assert_int_equal(sweep_future(w, at + row, 0, 1), 2 * base + b_chance);
            }
        ran_free(&r);
    }
}

/* Inputs of a group have numbers of their own and change together. */
static void a_group_moves_as_one(void **state)
{
    (void)state;
    struct ran r;
    ran_load(&r, SWEEP(THREE "design = j.saltelli{ n = 64 }, group = { kiln = 'kilns.K.*' }"),
             NULL);
    assert_non_null(r.study);
    const struct sweep *w = r.study->sweep;
    const struct plan *p = r.study->whole;
    assert_int_equal(w->info.spec.n_dim, 3); /* the group, the area, chance */
    const size_t g = factor(&r, "kiln"), block = design_block(&w->info.spec);
    const size_t x = draw_of(p, "kilns.K.capacity"), y = draw_of(p, "kilns.K.upkeep");
    double sx = 0.0, sy = 0.0, sxx = 0.0, syy = 0.0, sxy = 0.0;
    for (uint32_t base = 0; base < 64; base++) {
        const uint32_t a = base * (uint32_t)block, own = a + 1 + (uint32_t)g;
        assert_true(sweep_draw(w, x, a) != sweep_draw(w, x, own));
        assert_true(sweep_draw(w, y, a) != sweep_draw(w, y, own));
        const double u = sweep_draw(w, x, a) - 1.5, v = sweep_draw(w, y, a) / 1000.0 - 0.5;
        sx += u, sy += v, sxx += u * u, syy += v * v, sxy += u * v;
    }
    const double n = 64.0,
                 r2 = (sxy - sx * sy / n) / sqrt((sxx - sx * sx / n) * (syy - sy * sy / n));
    assert_true(fabs(r2) < 0.45); /* independent: |r| > 0.45 once in 10^4 */
    ran_free(&r);
}

/* What is not swept stands at its median, in every run. */
static void the_rest_stands_at_its_median(void **state)
{
    (void)state;
    struct ran r;
    ran_script(&r, SWEEP("only = 'kilns.*', except = 'kilns.K.upkeep', design = j.lhs{ n = 32 }"));
    const struct plan *p = r.study->whole;
    assert_int_equal(r.study->results.design->spec.n_dim, 1);
    const double *capacity = runs(&r, "draw.kilns.K.capacity");
    const double *upkeep = runs(&r, "draw.kilns.K.upkeep"), *area = runs(&r, "draw.biomass.S.area");
    bool cell[32] = {false};
    for (size_t i = 0; i < 32; i++) {
        assert_true(upkeep[i] == 500.0);
        assert_close(area[i], 70.0, 1e-9);
        cell[(size_t)((capacity[i] - 1.0) * 32.0)] = true;
    }
    for (size_t i = 0; i < 32; i++)
        assert_true(cell[i]); /* a Latin hypercube: one in each cell */
    const struct draw *other = &p->draw[draw_of(p, "default.kiln.snow_limit")];
    const double *snow = runs(&r, "draw.default.kiln.snow_limit");
    assert_true(snow[7] == dist_sample(&other->dist, 0.5, other->lo, other->hi));
    assert_true(ran_var(&r, "kiln.char_t") < 0); /* series are kept when asked for */
    assert_true(ran_var(&r, "kpi.kiln.char_t") >= 0);
    ran_free(&r);
}

/* A point is the scenario with those numbers: the same figures to the bit in the same future. */
static void a_point_is_a_scenario(void **state)
{
    (void)state;
    struct ran r, one;
    ran_script(&r, SWEEP("design = j.sobol{ n = 32 }, chance = false, series = true"));
    const struct plan *p = r.study->whole;
    static char script[65536];
    for (size_t i = 3; i < 32; i += 14) {
        const double *area = runs(&r, "draw.biomass.S.area");
        const double *capacity = runs(&r, "draw.kilns.K.capacity");
        const double *upkeep = runs(&r, "draw.kilns.K.upkeep");
        snprintf(script, sizeof script,
                 "local j = require 'junkan'\n"
                 "return j.scenario{ start = '2026-04-01', years = 1, towns = {{name = 'T'}},\n"
                 "  biomass = {{name = 'S', town = 'T', kind = 'wheat_straw', area = %.17g}},\n"
                 "  kilns = {{name = 'K', town = 'T', type = 'sealed_batch', capacity = %.17g,\n"
                 "            upkeep = %.17g, upkeep_per_firing = 0}},\n"
                 "  labour = {{name = 'L', town = 'T', kind = 'b_type', heads = 20}},\n"
                 "  replicates = 1, nested = 1 }\n",
                 area[i], capacity[i], upkeep[i]);
        ran_load(&one, script, NULL);
        assert_non_null(one.study);
        /* defaults are uncertain there too: set them by a sweep of one point's numbers */
        size_t set = 0;
        for (size_t d = 0; d < one.study->whole->n_draw; d++) {
            struct draw *x = &one.study->whole->draw[d];
            char name[300];
            snprintf(name, sizeof name, "draw.%s", x->path);
            x->dist = (struct dist){.kind = DIST_FIXED, .p = {runs(&r, name)[i]}};
            set++;
        }
        assert_true(set > 50 && set + 3 == p->n_draw);
        ran_simulate(&one, 1, isa_best(), 0);
        assert_true(ran_kpi(&one, "kpi.kiln.char_t", 0, 0, 0) == runs(&r, "kpi.kiln.char_t")[i]);
        assert_true(ran_kpi(&one, "kpi.carbon.net_tco2", 0, 0, 0) ==
                    runs(&r, "kpi.carbon.net_tco2")[i]);
        float x[12], y[12];
        ran_series(&r, "kiln.char_t", "K", i, x);
        ran_series(&one, "kiln.char_t", "K", 0, y);
        assert_memory_equal(x, y, sizeof x);
        ran_free(&one);
    }
    ran_free(&r);
}

/* Runs of a point differ by chance; a Morris trajectory shares it; without chance all share it. */
static void chance_follows_the_design(void **state)
{
    (void)state;
    static const struct {
        const char *script;
        uint32_t point[3], future[3]; /* replicate 0 */
    } known[] = {
        {SWEEP(THREE "design = j.lhs{ n = 9 }, replicates = 3"), {0, 1, 8}, {0, 3, 24}},
        {SWEEP(THREE "design = j.lhs{ n = 9 }, replicates = 3, chance = false"),
         {0, 1, 8},
         {0, 0, 0}},
        {SWEEP(THREE "design = j.morris{ n = 5 }, replicates = 2"), {0, 3, 4}, {0, 0, 2}},
        {SWEEP(THREE "design = j.saltelli{ n = 5 }, chance = false"), {0, 4, 5}, {0, 0, 0}},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct ran r;
        ran_load(&r, known[i].script, NULL);
        assert_non_null(r.study);
        for (size_t k = 0; k < 3; k++) {
            struct run_id id = {0, known[i].point[k], 0};
            assert_int_equal(study_future(r.study, &id), known[i].future[k]);
            if (r.study->nested > 1) {
                id.replicate = 1;
                assert_int_equal(study_future(r.study, &id), known[i].future[k] + 1);
            }
        }
        assert_int_equal(r.study->results.n_run, r.study->sweep->n_row * r.study->nested);
        ran_free(&r);
    }
}

static double correlation(const double *x, const double *y, size_t n)
{
    double mx = 0.0, my = 0.0, xx = 0.0, yy = 0.0, xy = 0.0;
    for (size_t i = 0; i < n; i++)
        mx += x[i] / (double)n, my += y[i] / (double)n;
    for (size_t i = 0; i < n; i++) {
        xx += (x[i] - mx) * (x[i] - mx);
        yy += (y[i] - my) * (y[i] - my);
        xy += (x[i] - mx) * (y[i] - my);
    }
    return xy / sqrt(xx * yy);
}

/* Of uniform inputs the rank correlation is the plain one, but for the place within the cell. */
static void inputs_correlate_as_asked(void **state)
{
    (void)state;
    struct ran r;
    ran_script(&r, SWEEP(THREE "design = j.lhs{ n = 512 }, correlate = {"
                               "{'kilns.K.capacity', 'biomass.S.area', -0.7}}"));
    const double *x = runs(&r, "draw.kilns.K.capacity"), *y = runs(&r, "draw.biomass.S.area");
    assert_close(correlation(x, y, 512), -0.7, 0.02);
    assert_close(correlation(x, runs(&r, "draw.kilns.K.upkeep"), 512), 0.0, 0.02);
    ran_free(&r);
}

static const double *of_ran(void *ctx, const char *var)
{
    const long v = ran_var(ctx, var);
    return v < 0 ? NULL : ((struct ran *)ctx)->data[v];
}

static void effects(struct ran *r, const char *kpi, struct effects *e)
{
    double *u = effects_points(&r->study->results, (struct run_source){r, of_ran});
    assert_int_equal(effects_new(&r->study->results, runs(r, kpi), u, e), SENSITIVITY_OK);
    mem_free(u);
}

/* By each kind of design: upkeep alone makes the upkeep's cost (it is linear in it and in nothing
 * else but the opening days), and makes no char. */
static void effects_find_the_cause(void **state)
{
    (void)state;
    static const char *const design[] = {"j.saltelli{ n = 128 }", "j.morris{ n = 10 }",
                                         "j.lhs{ n = 100 }",      "j.grid{ levels = 4 }",
                                         "j.sobol{ n = 64 }",     "j.monte_carlo{ n = 100 }"};
    for (size_t i = 0; i < sizeof design / sizeof *design; i++) {
        struct ran r;
        struct effects e;
        char script[4096];
        snprintf(script, sizeof script, SWEEP(THREE "design = %s, chance = false"), design[i]);
        ran_script(&r, script);
        const size_t upkeep = factor(&r, "kilns.K.upkeep"), other = factor(&r, "kilns.K.capacity");
        effects(&r, "kpi.kiln.upkeep_yen", &e);
        if (e.kind == EFFECTS_SOBOL) {
            assert_close(e.of.sobol.first[upkeep].value, 1.0, 0.15);
            assert_close(e.of.sobol.total[upkeep].value, 1.0, 0.15);
            assert_close(e.of.sobol.total[other].value, 0.0, 1e-3);
        } else if (e.kind == EFFECTS_MORRIS) { /* from 0 to 1000 yen a year over the quantile */
            assert_close(e.of.morris.mu_star[upkeep].value, 1000.0, 1.0);
            assert_close(e.of.morris.mu_star[other].value, 0.0, 1e-6);
        } else {
            assert_close(e.of.rank.srrc[upkeep].value, 1.0, 1e-3);
            assert_close(e.of.rank.srrc[other].value, 0.0, 1e-2);
            assert_close(e.of.rank.r2, 1.0, 1e-3);
        }
        assert_true(effects_weight(&e, upkeep) > effects_weight(&e, other));
        effects_free(&e);
        effects(&r, "kpi.kiln.char_t", &e);
        assert_close(effects_weight(&e, upkeep), 0.0, e.kind == EFFECTS_RANK ? 0.2 : 1e-9);
        assert_true(effects_weight(&e, factor(&r, "biomass.S.area")) > 0.5); /* it lacks feed */
        effects_free(&e);
        effects(&r, "kpi.kiln.heat_gj", &e); /* nobody buys heat: nothing varies */
        for (size_t f = 0; f < 3; f++)
            assert_true(effects_weight(&e, f) == 0.0);
        effects_free(&e);
        ran_free(&r);
    }
}

/* A group has no draw of its own name; y is its members' sum and nothing else. */
static void a_group_of_a_grid_has_an_effect(void **state)
{
    (void)state;
    struct ran r;
    struct effects e;
    ran_script(&r, "local j = require 'junkan'\n"
                   "local m = j.model{ inputs = { a = j.uniform(0, 1), b = j.normal(5, 2),\n"
                   "  c = j.uniform(0, 1) }, outputs = { 'y' },\n"
                   "  eval = function(x) return x.a + x.b end }\n"
                   "return j.sweep{ scenario = m, design = j.grid{ levels = 4 },\n"
                   "  group = { ab = {'a', 'b'} } }\n");
    effects(&r, "kpi.y", &e);
    assert_close(e.of.rank.srrc[factor(&r, "ab")].value, 1.0, 1e-9);
    assert_close(e.of.rank.srrc[factor(&r, "c")].value, 0.0, 1e-9);
    assert_close(e.of.rank.r2, 1.0, 1e-9);
    effects_free(&e);
    ran_free(&r);
}

/* A failed run takes its point out, not the study. */
static void a_failed_point_is_left_out(void **state)
{
    (void)state;
    struct ran r;
    ran_script(&r, SWEEP(THREE "design = j.saltelli{ n = 16 }, replicates = 2"));
    double *kpi = ((double **)r.data)[ran_var(&r, "kpi.kiln.char_t")];
    kpi[5] = (double)NAN;
    struct effects e;
    effects(&r, "kpi.kiln.char_t", &e);
    assert_int_equal(e.of.sobol.n_left_out, 1);
    assert_int_equal(e.of.sobol.n_used, 15);
    effects_free(&e);
    ran_free(&r);
}

/* A rank regression that would take more than 10^10 products is told without intervals. */
static void too_much_work_is_not_resampled(void **state)
{
    (void)state;
    struct design_info g = {.spec = {.kind = DESIGN_LHS, .n = 1000, .n_dim = 100},
                            .resamples = 500};
    assert_int_equal(effects_rank_resamples(&g, 1000), 500); /* 10^10 itself is not too much */
    assert_int_equal(effects_rank_resamples(&g, 1001), 0);
    g.resamples = 501;
    assert_int_equal(effects_rank_resamples(&g, 1000), 0);
    g.spec.n_dim = 99;
    assert_int_equal(effects_rank_resamples(&g, 1000), 501);
    for (int above = 0; above < 2; above++) {
        char script[400];
        struct ran r;
        struct effects e;
        snprintf(script, sizeof script,
                 "local j = require 'junkan'\n"
                 "local m = j.model{ inputs = { a = j.uniform(0, 1), b = j.uniform(0, 1) },\n"
                 "  outputs = { 'y' }, eval = function(x) return x.a + x.b end }\n"
                 "return j.sweep{ scenario = m, resamples = %d, design = j.lhs{ n = %d } }\n",
                 above ? 100000 : 50, above ? 25001 : 300);
        ran_script(&r, script);
        effects(&r, "kpi.y", &e);
        assert_close(e.of.rank.srrc[0].value, 0.7, 0.05);
        assert_true(above ? e.of.rank.srrc[0].lo == e.of.rank.srrc[0].hi
                          : e.of.rank.srrc[0].lo < e.of.rank.srrc[0].hi - 0.001);
        effects_free(&e);
        ran_free(&r);
    }
}

/* Outputs that lack different points are still told as each alone. */
static void outputs_together_are_as_alone(void **state)
{
    (void)state;
    struct ran r;
    ran_script(&r, "local j = require 'junkan'\n"
                   "local m = j.model{ inputs = { a = j.uniform(0, 1), b = j.uniform(0, 1) },\n"
                   "  outputs = { 'x', 'y', 'z' },\n"
                   "  eval = function(x) return x.a + x.b, x.a * x.b, x.a - x.b end }\n"
                   "return j.sweep{ scenario = m, design = j.sobol{ n = 64 } }\n");
    static const char *const name[] = {"kpi.x", "kpi.y", "kpi.z"};
    double *y[3];
    struct effects all[3], one;
    ((double **)r.data)[ran_var(&r, "kpi.y")][7] = (double)NAN;
    double *u = effects_points(&r.study->results, (struct run_source){&r, of_ran});
    for (size_t k = 0; k < 3; k++)
        y[k] = effects_means(&r.study->results, runs(&r, name[k]));
    assert_true(effects_rank_all(&r.study->results, y, 3, u, all));
    for (size_t k = 0; k < 3; k++) {
        effects(&r, name[k], &one);
        assert_memory_equal(all[k].of.rank.srrc, one.of.rank.srrc, 2 * sizeof *one.of.rank.srrc);
        assert_true(all[k].of.rank.r2 == one.of.rank.r2);
        assert_int_equal(all[k].of.rank.n_left_out, k == 1);
        assert_int_equal(effects_left_out(&r.study->results, runs(&r, name[k])), k == 1);
        effects_free(&one);
        effects_free(&all[k]);
        mem_free(y[k]);
    }
    mem_free(u);
    ran_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(saltelli_rows_mix_two_points),
        cmocka_unit_test(a_group_moves_as_one),
        cmocka_unit_test(the_rest_stands_at_its_median),
        cmocka_unit_test(a_point_is_a_scenario),
        cmocka_unit_test(chance_follows_the_design),
        cmocka_unit_test(inputs_correlate_as_asked),
        cmocka_unit_test(effects_find_the_cause),
        cmocka_unit_test(a_group_of_a_grid_has_an_effect),
        cmocka_unit_test(a_failed_point_is_left_out),
        cmocka_unit_test(too_much_work_is_not_resampled),
        cmocka_unit_test(outputs_together_are_as_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
