/* store_put_variants.c - options under each variant, and what swaps the first two, as variables of
 * the file. variant_... are [metric][variant][base_option], swap_... and low_pedigree_share
 * [metric]. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/store_assemble.h"
#include "sim/store_compare.h"
#include "sim/store_variants.h"
#include <math.h>

enum { N_RANKED = 6, N_SWAP = 6 };

static const struct figure ranked_figure[N_RANKED] = {
    {"variant_mean", NULL, "mean over the futures", "未来の平均"},
    {"variant_difference", NULL, "mean paired difference to the baseline under the same variant",
     "同じ変種での基準との差の平均"},
    {"variant_difference_lo", NULL, "lower end of its 90 % interval", "90 % 区間の下端"},
    {"variant_difference_hi", NULL, "upper end of its 90 % interval", "90 % 区間の上端"},
    {"variant_rank", "1", "rank by mean, 1 the best", "平均による順位（1 が最良）"},
    {"variant_tied", "1",
     "1 where the 90 % interval of the difference to the option ranked before spans 0",
     "1：一つ上の選択肢との差の 90 % 区間が 0 をまたぐ"}};
static const struct figure swap_figure[N_SWAP] = {
    {"swap_first", "1", "number of the best option of the reference", "基準での最良の選択肢の番号"},
    {"swap_second", "1", "number of the second", "2 番目の選択肢の番号"},
    {"swap_value", NULL,
     "value of swap_input at which the two swap; NaN: no single input within its range swaps them",
     "二つが入れ替わる swap_input の値。NaN：範囲内で入れ替える単独の入力はない"},
    {"swap_median", NULL, "the input's median", "その入力の中央値"},
    {"swap_quantile", "1", "quantile of that value", "その値の分位"},
    {"low_pedigree_share", "1",
     "share of the variance of the baseline's figure that comes from inputs of low pedigree",
     "基準の値のばらつきのうち、裏付けの弱い入力による割合"}};

struct sheet {
    struct assembly *a;
    struct variant_ranks k;
    struct swaps s;
    size_t metric, variant, base; /* dimensions */
};

/* --- variants -------------------------------------------------------------------------------- */

/* Of which variant and which option of the script each option is. */
static void put_pairs(struct sheet *s)
{
    struct assembly *a = s->a;
    const struct results *r = a->r;
    const size_t n = results_base_options(r);
    const char **variant = assemble_need(a, arena_alloc(a->arena, r->n_option, sizeof *variant));
    const char **base = assemble_need(a, arena_alloc(a->arena, r->n_option, sizeof *base));
    for (size_t i = 0; i < r->n_option && assemble_going(a); i++) {
        variant[i] = r->variant[i / n].name;
        base[i] = r->option[i % n];
    }
    assemble_text(a, "option_variant", "variant of the option", "選択肢の変種", a->option, variant);
    assemble_text(a, "option_base", "option of the script", "スクリプトの選択肢", a->option, base);
}

static void put_ranked(struct sheet *s)
{
    struct assembly *a = s->a;
    const struct results *r = a->r;
    const size_t dim[H5_MAX_RANK] = {s->metric, s->variant, s->base};
    const size_t each = s->k.n_variant * s->k.reference.n_option;
    double *value[N_RANKED];
    for (size_t g = 0; g < N_RANKED; g++) {
        value[g] = assemble_numbers(a, r->n_metric * each);
    }
    for (size_t m = 0; m < r->n_metric && assemble_going(a); m++) {
        const struct var *v = compare_var(r, r->metric[m]);
        const double *kpi = v != NULL ? assemble_runs(a, v->name) : NULL;
        if (kpi != NULL) {
            ranks_metric(&s->k, kpi, v->better);
        }
        for (size_t i = 0; i < each; i++) {
            const struct ranked *x = &s->k.option[i];
            const double nan = (double)NAN;
            const double figure[N_RANKED] = {x->mean,
                                             x->difference,
                                             x->lo,
                                             x->hi,
                                             x->rank > 0 ? (double)x->rank : nan,
                                             x->rank > 0 ? (double)x->tied : nan};
            for (size_t g = 0; g < N_RANKED; g++) {
                value[g][m * each + i] = kpi != NULL ? figure[g] : nan;
            }
        }
    }
    for (size_t g = 0; g < N_RANKED && assemble_going(a); g++) {
        assemble_figure(a, &ranked_figure[g], 3, dim, "metric_unit", value[g]);
    }
}

static const char *input_unit(struct assembly *a, const char *path)
{
    const char *name = assemble_need(a, arena_printf(a->arena, "draw.%s", path));
    const struct var *v = name != NULL ? results_find(a->r, name) : NULL;
    return v != NULL ? v->unit : "1";
}

/* --- swaps ----------------------------------------------------------------------------------- */

static void put_swaps(struct sheet *s)
{
    struct assembly *a = s->a;
    const size_t n = a->r->n_metric;
    double *value[N_SWAP];
    const char **input = assemble_need(a, arena_alloc(a->arena, n + 1, sizeof *input));
    const char **unit = assemble_need(a, arena_alloc(a->arena, n + 1, sizeof *unit));
    for (size_t g = 0; g < N_SWAP; g++) {
        value[g] = assemble_numbers(a, n);
    }
    for (size_t m = 0; m < n && assemble_going(a); m++) {
        for (size_t g = 0; g < N_SWAP; g++) {
            value[g][m] = (double)NAN;
        }
        input[m] = unit[m] = "";
        value[N_SWAP - 1][m] = s->s.low_share[m];
    }
    for (size_t i = 0; i < s->s.n && assemble_going(a); i++) {
        const struct swap_metric *x = &s->s.item[i];
        value[0][x->metric] = (double)x->first;
        value[1][x->metric] = (double)x->second;
        if (x->input != SIZE_MAX) {
            input[x->metric] = s->s.input[x->input];
            unit[x->metric] = input_unit(a, input[x->metric]);
            value[2][x->metric] = x->by.at;
            value[3][x->metric] = x->by.from;
            value[4][x->metric] = x->by.at_quantile;
        }
    }
    for (size_t g = s->s.n > 0 ? 0 : N_SWAP - 1; g < N_SWAP && assemble_going(a); g++) {
        assemble_figure(a, &swap_figure[g], 1, (const size_t[H5_MAX_RANK]){s->metric}, "swap_unit",
                        value[g]);
    }
    if (s->s.n > 0) {
        assemble_text(a, "swap_input", "input whose smallest change swaps the two best options",
                      "最小の変化で上位二つを入れ替える入力", s->metric, input);
        assemble_text(a, "swap_unit", "its unit", "その単位", s->metric, unit);
    }
}

/* --- all of it ------------------------------------------------------------------------------- */

static void put_dims(struct sheet *s)
{
    struct assembly *a = s->a;
    const struct results *r = a->r;
    const struct h5_spec variant = {
        .name = "variant", .unit = "1", .en = "view of how the world works", .ja = "構造の変種"};
    s->metric = h5_dim_find(&a->h, "metric");
    if (s->metric == SIZE_MAX) {
        s->metric = assemble_metric(a);
        assemble_metric_unit(a, s->metric); /* of a comparison they are there */
    }
    if (r->n_variant == 0) {
        return;
    }
    const char **name = assemble_need(a, arena_alloc(a->arena, r->n_variant, sizeof *name));
    for (size_t v = 0; v < r->n_variant && assemble_going(a); v++) {
        name[v] = r->variant[v].name;
    }
    if (assemble_going(a)) {
        s->variant = h5_dim_text(&a->h, &variant, name, r->n_variant);
        s->base = assemble_base_option(a);
    }
}

/* `own` holds a number for each input and point: not longer than it must. */
static void put_all(struct sheet *s, struct arena *own)
{
    struct assembly *a = s->a;
    const struct results *r = a->r;
    if (!ranks_new(&s->k, r, a->message, own) ||
        !swaps_find(&s->s, &s->k, (struct run_source){a, assemble_runs}, own)) {
        assemble_need(a, NULL);
        return;
    }
    if (r->n_variant == 0 && s->s.n_input == 0) {
        return;
    }
    put_dims(s);
    if (r->n_variant > 0) {
        put_pairs(s);
        put_ranked(s);
    }
    if (s->s.n_input > 0) {
        put_swaps(s);
    }
}

void assemble_variants(struct assembly *a)
{
    const struct results *r = a->r;
    if (r->design != NULL || r->fit != NULL || r->n_run == 0 || r->n_metric == 0 ||
        !assemble_going(a)) {
        return;
    }
    struct sheet s = {.a = a};
    struct arena *own = arena_new();
    if (assemble_need(a, own) != NULL && assemble_going(a)) {
        put_all(&s, own);
    }
    arena_free(own);
}
