/* test_stakes.c - who pays and who gains: by hand, and what holds for any flows.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/rng.h"
#include "sim/store_stakes.h"
#include "tests/run_script.h"

enum { FUTURES = 4, OPTIONS = 2, FLOWS = 5, RUNS = FUTURES * OPTIONS };

static const char *const column[] = {"quantity", "medium", "medium_ja", "from",
                                     "from_ja",  "to",     "to_ja"};
static const char *const cell[FLOWS * 7] = {"a.wages_yen", "money",
                                            "お金",        "welfare operator",
                                            "福祉",        "residents",
                                            "住民", //
                                            "a.grant_yen", "money",
                                            "お金",        "nation",
                                            "国",          "municipality",
                                            "市町村", //
                                            "a.fee_yen",   "money",
                                            "お金",        "municipality",
                                            "市町村",      "welfare operator",
                                            "福祉", //
                                            "a.sales_yen", "money",
                                            "お金",        "outside the region",
                                            "地域外",      "welfare operator",
                                            "福祉", //
                                            "a.char_t",    "dry matter",
                                            "乾物",        "kiln yard",
                                            "置き場",      "char store",
                                            "保管場"};

struct world {
    struct results r;
    struct futures f;
    struct text_table table;
    struct var var[FLOWS];
    double kpi[FLOWS][RUNS];
    size_t run[RUNS];
    uint32_t point[FUTURES];
};

static const double *get(void *ctx, const char *name)
{
    const struct world *w = ctx;
    for (size_t v = 0; v < FLOWS; v++)
        if (strcmp(w->var[v].name, name) == 0)
            return w->kpi[v];
    return NULL;
}

static struct world *world_new(void)
{
    static const char *const kpi[FLOWS] = {"kpi.a.wages_yen", "kpi.a.grant_yen", "kpi.a.fee_yen",
                                           "kpi.a.sales_yen", "kpi.a.char_t"};
    struct world *w = mem_alloc(1, sizeof *w);
    assert_non_null(w);
    for (size_t v = 0; v < FLOWS; v++)
        w->var[v] =
            (struct var){.name = kpi[v], .unit = "yen year-1", .role = ROLE_KPI, .axis = -1};
    for (size_t i = 0; i < RUNS; i++)
        w->run[i] = i;
    for (size_t i = 0; i < FUTURES; i++)
        w->point[i] = (uint32_t)i;
    w->table = (struct text_table){"flows", "", "", column, 7, cell, FLOWS};
    w->r = (struct results){.var = w->var,
                            .n_var = FLOWS,
                            .table = &w->table,
                            .n_table = 1,
                            .n_option = OPTIONS,
                            .n_run = RUNS};
    w->f = (struct futures){.n = FUTURES, .n_option = OPTIONS, .run = w->run, .point = w->point};
    return w;
}

static struct stakes find(struct world *w, struct arena *a)
{
    struct stakes s;
    assert_true(stakes_find(&s, &w->r, &w->f, (struct run_source){w, get}, a));
    return s;
}

static size_t item(const struct stakes *s, const char *name)
{
    size_t i = 0;
    while (i < s->n && strcmp(s->item[i].en, name) != 0)
        i++;
    assert_true(i < s->n);
    return i;
}

/* Wages 10 or 12, grant 7, fee 5, sales 3 + the future's number: by hand. */
static void test_by_hand(void **state)
{
    (void)state;
    struct world *w = world_new();
    struct arena *a = arena_new();
    for (size_t i = 0; i < RUNS; i++) {
        w->kpi[0][i] = i % 2 ? 12.0 : 10.0;
        w->kpi[1][i] = 7.0;
        w->kpi[2][i] = 5.0;
        w->kpi[3][i] = 3.0 + (double)(i / 2);
        w->kpi[4][i] = 1e9; /* no money */
    }
    const struct stakes s = find(w, a);
    assert_int_equal(s.n, STAKE_VIEWS + 5);
    assert_close(stakes_figure(&s, STAKE_MUNICIPALITY, 0).mean, 2.0, 1e-12);
    assert_close(stakes_figure(&s, STAKE_PUBLIC, 0).mean, -5.0, 1e-12); /* the grant cancels */
    assert_close(stakes_figure(&s, STAKE_SOCIETY, 0).mean, 4.5, 1e-12);
    const struct stake_figure welfare = stakes_figure(&s, item(&s, "welfare operator"), 1);
    assert_close(welfare.mean, 5.0 + 4.5 - 12.0, 1e-12);
    assert_close(welfare.difference, -2.0, 1e-12);
    assert_close(welfare.lo, -2.0, 1e-12); /* the same in every future */
    assert_true(isnan(stakes_figure(&s, 0, 0).difference));
    assert_string_equal(s.item[item(&s, "residents")].ja, "住民");
    arena_free(a);
    mem_free(w);
}

/* Whatever the flows: what one pays another receives; the region gains what the outside loses. */
static void test_closed(void **state)
{
    (void)state;
    struct world *w = world_new();
    for (uint32_t t = 0; t < 50; t++) {
        struct arena *a = arena_new();
        for (uint32_t v = 0; v < FLOWS; v++)
            for (uint32_t i = 0; i < RUNS; i++) {
                double u[2];
                rng_uniform2(3, t, v * 100 + i, STREAM_PARAM, 0, 0, u);
                w->kpi[v][i] = 1e7 * (u[0] - 0.3);
            }
        const struct stakes s = find(w, a);
        for (size_t o = 0; o < OPTIONS; o++) {
            double all = 0.0;
            for (size_t i = STAKE_VIEWS; i < s.n; i++)
                all += stakes_figure(&s, i, o).mean;
            assert_close(all, 0.0, 1e-6);
            assert_close(stakes_figure(&s, STAKE_SOCIETY, o).mean,
                         -stakes_figure(&s, item(&s, "outside the region"), o).mean, 1e-6);
        }
        arena_free(a);
    }
    mem_free(w);
}

static void test_nothing(void **state)
{
    (void)state;
    struct world *w = world_new();
    struct arena *a = arena_new();
    const struct design_info design = {.level = 0.9};
    w->r.design = &design; /* of a sweep nothing is said */
    assert_int_equal(find(w, a).n, 0);
    w->r.design = NULL;
    w->table.n_row = 0;
    assert_int_equal(find(w, a).n, 0);
    w->r.n_table = 0;
    assert_int_equal(find(w, a).n, 0);
    arena_free(a);
    mem_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_by_hand),
                                       cmocka_unit_test(test_closed),
                                       cmocka_unit_test(test_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
