/* store_put_stakes.c - who pays and who gains, as variables of the file: [stakeholder][option].
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/store_assemble.h"
#include "sim/store_stakes.h"
#include <string.h>

static const struct {
    const char *name, *en, *ja;
} figure[] = {
    {"stake_net", "money received less paid, mean of the futures", "受取−支払、将来の平均"},
    {"stake_difference", "its mean difference to the baseline", "その基準との差の平均"},
    {"stake_difference_lo", "lower end of its 90 % interval", "その 90 % 区間の下端"},
    {"stake_difference_hi", "upper end of its 90 % interval", "その 90 % 区間の上端"}};
enum { N_FIGURE = sizeof figure / sizeof *figure };

struct source {
    struct assembly *a;
    double *run; /* [n_run] of the figure last asked for */
};

static const double *read_runs(void *ctx, const char *name)
{
    struct source *s = ctx;
    const struct results *r = s->a->r;
    const struct var *v = results_find(r, name);
    if (v == NULL || v->axis >= 0 || v->time != TIME_NONE || v->type != TYPE_F64) {
        return NULL;
    }
    return assemble_read(s->a, (size_t)(v - r->var), 0, r->n_run, s->run) ? s->run : NULL;
}

static void put_names(struct assembly *a, const struct stakes *s, size_t dim)
{
    const char **ja = assemble_need(a, arena_alloc(a->arena, s->n, sizeof *ja));
    for (size_t i = 0; ja != NULL && i < s->n; i++) {
        ja[i] = s->item[i].ja;
    }
    const struct h5_spec spec = {.name = "stakeholder_ja",
                                 .unit = "1",
                                 .en = "the stakeholder's name in Japanese",
                                 .ja = "関係者の日本語名",
                                 .type = a->h.text,
                                 .n_dim = 1,
                                 .dim = {dim}};
    if (assemble_going(a)) {
        const hid_t id = h5_var(&a->h, &spec);
        h5_put(&a->h, id, NULL, NULL, ja);
        h5_done(&a->h, id);
    }
}

static void put_figure(struct assembly *a, const struct stakes *s, size_t k, size_t dim,
                       size_t option)
{
    const size_t n_option = s->f->n_option;
    double *value = assemble_need(a, arena_alloc(a->arena, s->n * n_option, sizeof *value));
    for (size_t i = 0; value != NULL && i < s->n * n_option; i++) {
        const struct stake_figure x = stakes_figure(s, i / n_option, i % n_option);
        value[i] = k == 0 ? x.mean : k == 1 ? x.difference : k == 2 ? x.lo : x.hi;
    }
    const struct h5_spec spec = {.name = figure[k].name,
                                 .unit = "yen year-1",
                                 .en = figure[k].en,
                                 .ja = figure[k].ja,
                                 .type = H5T_IEEE_F64LE,
                                 .n_dim = 2,
                                 .dim = {dim, option}};
    if (assemble_going(a)) {
        const hid_t id = h5_var(&a->h, &spec);
        h5_put(&a->h, id, NULL, NULL, value);
        h5_done(&a->h, id);
    }
}

void assemble_stakes(struct assembly *a)
{
    const struct results reference = results_reference(a->r);
    struct futures f;
    struct stakes s;
    struct source x = {.a = a};
    if (!assemble_going(a) || !reference.comparison) {
        return;
    }
    x.run = assemble_need(a, arena_alloc(a->arena, a->r->n_run + 1, sizeof *x.run));
    if (!assemble_going(a)) {
        return;
    }
    if (!futures_list(&reference, a->message, a->arena, &f) ||
        !stakes_find(&s, &reference, &f, (struct run_source){&x, read_runs}, a->arena)) {
        assemble_need(a, NULL);
        return;
    }
    if (s.n == 0 || !assemble_going(a)) {
        return;
    }
    const char **name = assemble_need(a, arena_alloc(a->arena, s.n, sizeof *name));
    for (size_t i = 0; name != NULL && i < s.n; i++) {
        name[i] = s.item[i].en;
    }
    const struct h5_spec who = {.name = "stakeholder",
                                .unit = "1",
                                .en = "whose money: the three views, then each stakeholder",
                                .ja = "誰のお金か：三つの立場、次に各関係者"};
    if (assemble_going(a)) {
        const size_t dim = h5_dim_text(&a->h, &who, name, s.n);
        const size_t option = assemble_base_option(a);
        put_names(a, &s, dim);
        for (size_t k = 0; k < N_FIGURE; k++) {
            put_figure(a, &s, k, dim, option);
        }
    }
}
