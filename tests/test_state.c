/* test_state.c - memory of a block: no two arrays share a lane; what no run can change is kept
 * once. SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_script.h"
#include "sim/recorder.h"
#include "sim/state.h"

#define TOWN                                                                                   \
    "local j = require 'junkan'\n"                                                             \
    "return j.scenario{ start = '2026-04-01', years = 2, replicates = 16,\n"                   \
    "  towns = {{name = 'T'}, {name = 'U'}}, stations = {{town = 'T', households = 300}},\n"   \
    "  biomass = {{name = 'S', town = 'T', kind = 'wheat_straw', area = j.uniform(9, 99)}},\n" \
    "  kilns = {{name = 'K', town = 'T', capacity = 1, radius = 40}},\n"                       \
    "  labour = {{name = 'L', town = 'T', kind = 'b_type',\n"                                  \
    "             heads = j.series{['2026'] = 5, ['2027'] = 9}}}"

static const struct field *field(const struct ran *r, const char *name)
{
    const uint32_t i = plan_field(r->study->whole, name);
    assert_true(i != UINT32_MAX);
    return &r->study->whole->field[i];
}

static void plain_parameters_are_kept_once(void **state)
{
    (void)state;
    for (int policies = 0; policies < 2; policies++) {
        struct ran r;
        ran_load(&r,
                 policies ? TOWN ",\n policies = {{when = 'year', run = function() end}} }\n"
                          : TOWN " }\n",
                 NULL);
        assert_non_null(r.study);
        /* a policy may set a kiln's capacity, but not its distances or months */
        assert_true((field(&r, "kiln.capacity_t_per_day")->shared != NULL) == !policies);
        assert_non_null(field(&r, "kiln.season_frac")->shared);
        assert_non_null(field(&r, "kiln.distance_km")->shared);
        assert_null(field(&r, "biomass.area_ha")->shared); /* drawn */
        assert_null(field(&r, "labour.heads")->shared);    /* a series */
        assert_null(field(&r, "kiln.yard_t")->shared);     /* a state */
        assert_true(r.study->whole->shared_bytes > 0);
        const struct field *season = field(&r, "kiln.season_frac");
        for (uint32_t e = 0; e < season->n; e++)
            for (size_t l = 0; l < LANES; l++)
                assert_true(season->shared[e].v[l] == season->cell[0][e].fixed);
        ran_free(&r);
    }
}

struct piece {
    const struct lane *at;
    size_t n;
};
static int by_place(const void *x, const void *y)
{
    const struct piece *a = x, *b = y;
    return a->at < b->at ? -1 : a->at > b->at;
}

static void no_two_arrays_share_a_lane(void **state)
{
    (void)state;
    struct ran r;
    ran_load(&r, TOWN " }\n", NULL);
    assert_non_null(r.study);
    const struct plan *p = r.study->whole;
    struct block *b = state_new(p, isa_best());
    struct piece *piece = calloc(8 * p->n_field, sizeof *piece);
    assert_non_null(b);
    assert_non_null(piece);
    size_t n = 0, all = 0;
    for (size_t i = 0; i < p->n_field; i++) {
        const struct field *f = &p->field[i];
        struct lane *const single[] = {b->region[i], b->kpi[i], b->flow[i], b->stock0[i],
                                       b->closing[i]};
        if (!f->no_copy && !f->shared)
            piece[n++] = (struct piece){b->buf[i], (size_t)f->n * f->n_span};
        assert_true(!f->shared || b->buf[i] == f->shared);
        assert_true(!f->no_copy || b->buf[i] == b->buf[f->source]);
        for (size_t k = 0; k < sizeof single / sizeof *single; k++)
            if (single[k])
                piece[n++] = (struct piece){single[k], 1};
        if (b->year[i])
            piece[n++] = (struct piece){b->year[i], f->n};
    }
    for (size_t t = 0; t < p->n_total; t++)
        piece[n++] = (struct piece){b->total[t], p->field[p->total[t]].n};
    qsort(piece, n, sizeof *piece, by_place);
    for (size_t i = 0; i < n; i++) {
        assert_true((uintptr_t)piece[i].at % 64 == 0);
        assert_true(i == 0 || piece[i - 1].at + piece[i - 1].n <= piece[i].at);
        all += piece[i].n;
    }
    assert_true(all * sizeof(struct lane) <= state_bytes(p));
    free(piece);
    state_free(b);
    ran_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_parameters_are_kept_once),
        cmocka_unit_test(no_two_arrays_share_a_lane),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
