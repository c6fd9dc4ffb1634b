/* test_state.c - memory of a block: no two arrays share a lane; each parameter has the home that
 * its kind of number asks for. SPDX-License-Identifier: GPL-3.0-or-later */
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

static uint32_t home(const struct ran *r, const char *name, uint32_t e)
{
    const struct field *f = field(r, name);
    assert_non_null(f->home);
    return f->home[e] & ~(uint32_t)HOME_NUMBER;
}

static void a_number_has_one_home(void **state)
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
        assert_int_equal(home(&r, "kiln.capacity_t_per_day", 0), policies ? HOME_OWN : HOME_PLAIN);
        assert_int_equal(home(&r, "kiln.season_frac", 0), HOME_PLAIN);
        assert_int_equal(home(&r, "kiln.distance_km", 0), HOME_PLAIN);
        assert_int_equal(home(&r, "biomass.area_ha", 0), policies ? HOME_OWN : HOME_DRAWN);
        assert_int_equal(home(&r, "labour.heads", 0), HOME_OWN); /* a series */
        assert_null(field(&r, "kiln.yard_t")->home);             /* a state */
        const struct plan *p = r.study->whole;
        size_t n = 0;
        for (size_t i = 0; i < p->n_field; i++)
            for (uint32_t e = 0; p->field[i].home && e < p->field[i].n; e++, n++) {
                const uint32_t h = p->field[i].home[e], number = h & HOME_NUMBER;
                const struct cell *c = &p->field[i].cell[0][e];
                if (h & HOME_OWN)
                    assert_true(number < p->n_own && p->own[number].field == i);
                else if (h & HOME_DRAWN)
                    assert_true(c->draw == (int32_t)number && c->series < 0);
                else
                    for (size_t l = 0; l < LANES; l++)
                        assert_true(c->draw < 0 && p->plain[number].v[l] == c->fixed);
            }
        assert_int_equal(n, p->n_home);
        for (size_t x = 0; x < p->n_plain; x++)
            for (size_t y = 0; y < x; y++)
                assert_true(memcmp(&p->plain[x], &p->plain[y], sizeof *p->plain) != 0);
        ran_free(&r);
    }
}

/* What a policy sets holds for one run alone, and a series does not undo it. */
static void a_pin_holds_for_one_run(void **state)
{
    (void)state;
    struct ran r;
    ran_load(&r, TOWN ",\n policies = {{when = 'year', run = function() end}} }\n", NULL);
    assert_non_null(r.study);
    const struct plan *p = r.study->whole;
    struct block *b = state_new(p, isa_best(), false);
    assert_non_null(b);
    const struct team alone = {0, 1, NULL};
    state_begin(b, 1, &alone);
    const uint32_t heads = plan_field(p, "labour.heads"), size = plan_field(p, "kiln.batch_t");
    const double before = state_param(b, size, 0, 3);
    state_pin(b, heads, 0, 3, 7.0);
    state_pin(b, size, 0, 3, 2.5);
    state_refresh(b, 12);
    for (size_t l = 0; l < LANES; l++) {
        assert_true(state_param(b, heads, 0, l) == (l == 3 ? 7.0 : 9.0));
        assert_true(state_param(b, size, 0, l) == (l == 3 ? 2.5 : before));
    }
    state_begin(b, 1, &alone); /* the next runs know nothing of it */
    assert_true(state_param(b, heads, 0, 3) == 5.0 && state_param(b, size, 0, 3) == before);
    state_free(b);
    ran_free(&r);
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
    for (int traced = 0; traced < 2; traced++) {
        struct block *b = state_new(p, isa_best(), traced);
        struct piece *piece = calloc(8 * p->n_field, sizeof *piece);
        assert_non_null(b);
        assert_non_null(piece);
        size_t n = 0, all = 0;
        for (size_t i = 0; i < p->n_field; i++) {
            const struct field *f = &p->field[i];
            struct lane *const single[] = {b->region[i], b->kpi[i], b->flow[i], b->stock0[i],
                                           b->closing[i]};
            const bool is_sum = f->row->adds && !traced;
            if (!f->no_copy && !f->home && !is_sum)
                piece[n++] = (struct piece){b->buf[i], (size_t)f->n * f->n_span};
            assert_true(!f->home || b->buf[i] == NULL);
            assert_true(!f->no_copy || b->buf[i] == b->buf[f->source]);
            assert_true(!is_sum || b->buf[i] == b->total[f->total]);
            for (size_t k = 0; k < sizeof single / sizeof *single; k++)
                if (single[k])
                    piece[n++] = (struct piece){single[k], 1};
            if (b->year[i])
                piece[n++] = (struct piece){b->year[i], f->n};
        }
        piece[n++] = (struct piece){b->drawn, p->n_draw};
        piece[n++] = (struct piece){b->own, p->n_own};
        for (size_t t = 0; t < p->n_total; t++)
            piece[n++] = (struct piece){b->total[t], p->field[p->total[t]].n};
        qsort(piece, n, sizeof *piece, by_place);
        for (size_t i = 0; i < n; i++) {
            assert_true((uintptr_t)piece[i].at % 64 == 0);
            assert_true(i == 0 || piece[i - 1].at + piece[i - 1].n <= piece[i].at);
            all += piece[i].n;
        }
        assert_true(traced || all * sizeof(struct lane) <= state_bytes(p));
        free(piece);
        state_free(b);
    }
    ran_free(&r);
}

/* A month's sums are the same to the bit whether the day's values are kept apart or not. */
static void tracing_changes_no_sum(void **state)
{
    (void)state;
    struct ran r;
    ran_load(&r, TOWN " }\n", NULL);
    assert_non_null(r.study);
    const struct plan *p = r.study->plan[0];
    const struct team alone = {0, 1, NULL};
    struct block *b[2];
    size_t n_added = 0;
    for (int traced = 0; traced < 2; traced++) {
        b[traced] = state_new(p, isa_best(), traced);
        assert_non_null(b[traced]);
        for (uint32_t l = 0; l < LANES; l++)
            b[traced]->run[l] = (struct lane_run){.point = l, .future = l};
        state_begin(b[traced], 1, &alone);
        for (uint32_t d = 0; d < 200; d++)
            for (int pass = 0; pass < 3; pass++) {
                struct step now = p->step[d % 28]; /* one long month */
                now.seed = 1;
                now.future = b[traced]->future;
                now.town1 = p->dim[0].n;
                for (size_t i = 0; i < b[traced]->n_kernel[pass]; i++)
                    b[traced]->kernel[pass][i].run(&now, b[traced]->kernel[pass][i].ports);
                for (size_t i = 0; traced && pass == 2 && i < p->n_field; i++)
                    if (p->field[i].row->adds)
                        b[1]->ops->add(b[1]->total[p->field[i].total], b[1]->buf[i], p->field[i].n);
                if (pass == 2)
                    state_clear_day(b[traced], 0, p->dim[0].n);
            }
    }
    for (size_t i = 0; i < p->n_field; i++) {
        const struct field *f = &p->field[i];
        if (!f->row->adds)
            continue;
        assert_memory_equal(b[0]->total[f->total], b[1]->total[f->total],
                            f->n * sizeof(struct lane));
        for (uint32_t e = 0; e < f->n; e++)
            n_added += b[0]->total[f->total][e].v[0] != 0.0;
    }
    assert_true(n_added > 30);
    state_free(b[0]);
    state_free(b[1]);
    ran_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_has_one_home),
        cmocka_unit_test(a_pin_holds_for_one_run),
        cmocka_unit_test(no_two_arrays_share_a_lane),
        cmocka_unit_test(tracing_changes_no_sum),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
