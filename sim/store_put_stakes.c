/* store_put_stakes.c - who pays and who gains, as variables of the file: [stakeholder][option].
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/store_assemble.h"
#include "sim/store_stakes.h"

static const struct figure money[] = {
    {"stake_net", "yen year-1", "money received less paid, mean of the futures",
     "受取−支払、将来の平均"},
    {"stake_difference", "yen year-1", "its mean difference to the baseline",
     "その基準との差の平均"},
    {"stake_difference_lo", "yen year-1", "lower end of its 90 % interval", "その 90 % 区間の下端"},
    {"stake_difference_hi", "yen year-1", "upper end of its 90 % interval",
     "その 90 % 区間の上端"}};
enum { N_FIGURE = sizeof money / sizeof *money };

static void put_names(struct assembly *a, const struct stakes *s, size_t dim)
{
    const char **ja = assemble_need(a, arena_alloc(a->arena, s->n, sizeof *ja));
    for (size_t i = 0; ja != NULL && i < s->n; i++) {
        ja[i] = s->item[i].ja;
    }
    assemble_text(a, "stakeholder_ja", "the stakeholder's name in Japanese", "関係者の日本語名",
                  dim, ja);
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
    assemble_figure(a, &money[k], 2, (const size_t[H5_MAX_RANK]){dim, option}, NULL, value);
}

void assemble_stakes(struct assembly *a)
{
    const struct results reference = results_reference(a->r);
    struct futures f;
    struct stakes s;
    if (!assemble_going(a) || !reference.comparison) {
        return;
    }
    if (!futures_list(&reference, a->message, a->arena, &f) ||
        !stakes_find(&s, &reference, &f, (struct run_source){a, assemble_runs}, a->arena)) {
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
