/* store_contrast.c - what a comparison says of its options, as variables of the file.
 *
 * effect, risk, ... are [metric][option], ratio and ratio_difference [ratio_of][option],
 * weight_score and weight_share [option]. NaN: the baseline against itself, a ratio withheld, or a
 * metric of which neither more nor less is better.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/store_assemble.h"
#include "sim/store_compare.h"
#include "sim/store_worth.h"
#include <math.h>
#include <string.h>

enum { N_FIGURE = 7, N_RATIO = 6, N_SCORE = 2, MOST = 7 };

static const struct figure metric_figure[N_FIGURE] = {
    {"effect", "1",
     "standardised effect: mean paired difference to the baseline over its standard deviation "
     "(d_z)",
     "標準化した効果：基準との差の平均をその標準偏差で割った値 (d_z)"},
    {"common_gain", "1",
     "how many times as many independent runs the same interval of the difference would take",
     "差の同じ区間を得るのに、独立な計算なら何倍の回数が要るか"},
    {"risk", NULL, "worst one in ten futures begin here (value at risk), in the metric's unit",
     "悪い方から 1 割の未来の境（バリュー・アット・リスク、指標の単位）"},
    {"shortfall", NULL, "mean of the worst one in ten futures, in the metric's unit",
     "悪い方から 1 割の未来の平均（指標の単位）"},
    {"regret_mean", NULL,
     "mean regret: best option of the same future less this one, in the metric's unit",
     "後悔の平均：同じ未来での最良の選択肢との差（指標の単位）"},
    {"best_share", "1", "share of futures in which no option is better",
     "これより良い選択肢がない未来の割合"},
    {"dominance", "1",
     "2, 1: dominates the baseline (first, second order); -2, -1: is dominated by it; 0: neither",
     "2・1：基準に対して確率優越（一次・二次）、-2・-1：基準が優越、0：どちらでもない"}};
static const struct figure worth_figure[] = {
    {"worth_knowing", NULL,
     "what knowing the input before choosing an option would add to the metric (EVPPI)",
     "選ぶ前にその入力を知ることで増える指標の値（EVPPI）"},
    {"worth_knowing_told", "1", "1 where that is more than noise gives in 95 % of such comparisons",
     "1：同様の比較の 95 % で偶然が与える値より大きい"}};
static const struct figure ratio_figure[N_RATIO] = {
    {"ratio", NULL,
     "sum of the numerator over sum of the denominator; withheld where the denominator's interval "
     "spans zero",
     "分子の合計 ÷ 分母の合計。分母の区間が 0 をまたぐときは示さない"},
    {"ratio_lo", NULL, "lower end of its interval", "区間の下端"},
    {"ratio_hi", NULL, "upper end of its interval", "区間の上端"},
    {"ratio_difference", NULL,
     "the same of the differences to the baseline: e.g. cost per additional tonne",
     "基準との差どうしの比（追加 1 単位あたり）"},
    {"ratio_difference_lo", NULL, "lower end of its interval", "区間の下端"},
    {"ratio_difference_hi", NULL, "upper end of its interval", "区間の上端"}};
static const struct figure score_figure[N_SCORE] = {
    {"weight_score", "1",
     "weighted score under the script's weights: 0 the worst option throughout, 1 the best",
     "スクリプトの重みによる総合点（0：すべてで最下位、1：すべてで最上位）"},
    {"weight_share", "1", "share of random weights under which the option ranks first",
     "重みを無作為に引いたとき、この選択肢が 1 位になる割合"}};

struct sheet {
    struct assembly *a;
    struct compare c;
    size_t n_option, metric, ratio, option; /* option: dimension of the script's options */
    double *value[MOST];                    /* [row][option] */
};

static void put(struct sheet *s, const struct figure *f, size_t rows, const char *units,
                const double *value)
{
    assemble_figure(s->a, f, 2, (const size_t[H5_MAX_RANK]){rows, s->option}, units, value);
}

/* --- metrics --------------------------------------------------------------------------------- */

static double dominance(const struct compare_option *x)
{
    return (double)x->over - (double)x->under; /* enum contrast_order: 0, second 1, first 2 */
}

static void fill_metric(struct sheet *s, size_t m, struct compare_option *option)
{
    struct assembly *a = s->a;
    const struct var *v = compare_var(a->r, a->r->metric[m]);
    const double *kpi = v != NULL ? assemble_runs(a, v->name) : NULL;
    if (kpi != NULL && !compare_metric(&s->c, kpi, v->better, option)) {
        assemble_need(a, NULL);
    }
    for (size_t o = 0; o < s->n_option; o++) {
        const struct compare_option *x = &option[o];
        const bool judged = kpi != NULL && v->better != 0 && o != a->r->baseline && s->c.f->n > 0;
        const double value[N_FIGURE] = {x->effect,
                                        x->gain,
                                        x->risk,
                                        x->shortfall,
                                        x->regret_mean,
                                        x->best_share,
                                        judged ? dominance(x) : (double)NAN};
        for (size_t g = 0; g < N_FIGURE; g++) {
            s->value[g][m * s->n_option + o] = kpi != NULL ? value[g] : (double)NAN;
        }
    }
}

static void put_metrics(struct sheet *s)
{
    struct assembly *a = s->a;
    struct compare_option *option =
        assemble_need(a, arena_alloc(a->arena, s->n_option, sizeof *option));
    for (size_t g = 0; g < N_FIGURE; g++) {
        s->value[g] = assemble_numbers(a, a->r->n_metric * s->n_option);
    }
    for (size_t m = 0; m < a->r->n_metric && assemble_going(a); m++) {
        fill_metric(s, m, option);
    }
    if (!assemble_going(a)) {
        return;
    }
    s->metric = h5_dim_find(&a->h, "metric");
    if (s->metric == SIZE_MAX) {
        s->metric = assemble_metric(a);
    }
    for (size_t g = 0; g < N_FIGURE; g++) {
        put(s, &metric_figure[g], s->metric, "metric_unit", s->value[g]);
    }
    assemble_metric_unit(a, s->metric);
}

/* --- what is worth knowing ------------------------------------------------------------------- */

/* Those metrics that have a better side: m -> y, better, at[m] their numbers or SIZE_MAX. */
static size_t gather_worth(struct sheet *s, struct worth *w, double *y, int *better, size_t *at)
{
    struct assembly *a = s->a;
    size_t n = 0;
    for (size_t m = 0; m < a->r->n_metric && assemble_going(a); m++) {
        const struct var *v = compare_var(a->r, a->r->metric[m]);
        const double *kpi = v != NULL && v->better != 0 ? assemble_runs(a, v->name) : NULL;
        at[m] = SIZE_MAX;
        if (kpi != NULL) {
            worth_gather(w, kpi);
            memcpy(y + n * s->n_option * w->n_point, w->y, s->n_option * w->n_point * sizeof *y);
            better[n] = v->better;
            at[m] = n++;
        }
    }
    return n;
}

/* value[n_metric][n_input] and told[], NaN where a metric has no better side. */
static void fill_worth(struct sheet *s, struct worth *w, struct arena *own, double *value,
                       double *told)
{
    struct assembly *a = s->a;
    const size_t n_metric = a->r->n_metric;
    double *y =
        assemble_need(a, arena_alloc(own, n_metric * s->n_option * w->n_point + 1, sizeof *y));
    int *better = assemble_need(a, arena_alloc(own, n_metric, sizeof *better));
    size_t *at = assemble_need(a, arena_alloc(own, n_metric, sizeof *at));
    struct information *out =
        assemble_need(a, arena_alloc(own, n_metric * w->n_input, sizeof *out));
    if (!assemble_going(a)) {
        return;
    }
    const size_t n = gather_worth(s, w, y, better, at);
    if (assemble_going(a) && !worth_metrics(w, y, better, n, out)) {
        assemble_need(a, NULL);
    }
    for (size_t m = 0; m < n_metric && assemble_going(a); m++) {
        for (size_t i = 0; i < w->n_input; i++) {
            const bool known = at[m] != SIZE_MAX;
            const struct information *x = &out[(known ? at[m] : 0) * w->n_input + i];
            value[m * w->n_input + i] = known ? x->value : (double)NAN;
            told[m * w->n_input + i] = known ? (double)x->told : (double)NAN;
        }
    }
}

/* `own` holds a number for each input and point: not longer than it must. */
static void put_worth_in(struct sheet *s, const struct futures *f, struct arena *own)
{
    struct assembly *a = s->a;
    const struct h5_spec dim = {.name = "input",
                                .unit = "1",
                                .en = "uncertain input that differs between the runs",
                                .ja = "計算ごとに異なる不確かな入力"};
    struct worth w;
    if (!worth_new(&w, s->c.r, f, (struct run_source){a, assemble_runs}, own)) {
        assemble_need(a, NULL);
    }
    if (!assemble_going(a) || w.n_input == 0) {
        return;
    }
    double *value = assemble_numbers(a, a->r->n_metric * w.n_input),
           *told = assemble_numbers(a, a->r->n_metric * w.n_input);
    if (assemble_going(a)) {
        fill_worth(s, &w, own, value, told);
    }
    if (assemble_going(a)) {
        const size_t input = h5_dim_text(&a->h, &dim, w.input, w.n_input);
        const size_t option = s->option;
        s->option = input; /* put() lays rows over the options */
        put(s, &worth_figure[0], s->metric, "metric_unit", value);
        put(s, &worth_figure[1], s->metric, NULL, told);
        s->option = option;
    }
}

static void put_worth(struct sheet *s, const struct futures *f)
{
    struct arena *own = arena_new();
    if (assemble_need(s->a, own) != NULL) {
        put_worth_in(s, f, own);
    }
    arena_free(own);
}

/* --- ratios ---------------------------------------------------------------------------------- */

static void put_units(struct sheet *s)
{
    struct assembly *a = s->a;
    const struct contrast_info *g = a->r->contrast;
    const char **name = assemble_need(a, arena_alloc(a->arena, g->n_ratio, sizeof *name));
    const char **unit = assemble_need(a, arena_alloc(a->arena, g->n_ratio, sizeof *unit));
    const struct h5_spec dim = {
        .name = "ratio_of", .unit = "1", .en = "name of the ratio", .ja = "比の名前"};
    for (size_t q = 0; q < g->n_ratio && assemble_going(a); q++) {
        char buf[COMPARE_UNIT];
        name[q] = g->ratio[q].name;
        unit[q] = assemble_need(a, arena_strdup(a->arena, compare_unit(a->r, &g->ratio[q], buf)));
    }
    if (assemble_going(a)) {
        s->ratio = h5_dim_text(&a->h, &dim, name, g->n_ratio);
        assemble_text(a, "ratio_unit", "unit of the ratio", "比の単位", s->ratio, unit);
    }
}

static void put_ratios(struct sheet *s)
{
    struct assembly *a = s->a;
    const struct contrast_info *g = a->r->contrast;
    struct compare_ratio *ratio =
        assemble_need(a, arena_alloc(a->arena, s->n_option, sizeof *ratio));
    for (size_t i = 0; i < N_RATIO; i++) {
        s->value[i] = assemble_numbers(a, g->n_ratio * s->n_option);
    }
    for (size_t q = 0; q < g->n_ratio && assemble_going(a); q++) {
        if (!compare_ratio(&s->c, (struct run_source){a, assemble_runs}, &g->ratio[q], ratio)) {
            assemble_need(a, NULL);
        }
        for (size_t o = 0; o < s->n_option && assemble_going(a); o++) {
            const struct contrast_ratio *x = &ratio[o].own, *y = &ratio[o].added;
            const double value[N_RATIO] = {x->value, x->lo, x->hi, y->value, y->lo, y->hi};
            for (size_t i = 0; i < N_RATIO; i++) {
                s->value[i][q * s->n_option + o] = value[i];
            }
        }
    }
    put_units(s);
    for (size_t i = 0; i < N_RATIO && (i < N_RATIO / 2 || s->n_option > 1); i++) {
        put(s, &ratio_figure[i], s->ratio, "ratio_unit", s->value[i]);
    }
}

/* --- weights --------------------------------------------------------------------------------- */

static void put_weights(struct sheet *s)
{
    struct assembly *a = s->a;
    const struct contrast_info *g = a->r->contrast;
    const struct h5_spec dim = {
        .name = "weighed", .unit = "1", .en = "what was given a weight", .ja = "重みを付けた指標"};
    struct h5_spec spec = {.name = "weight",
                           .unit = "1",
                           .en = "weight given by the script",
                           .ja = "スクリプトが与えた重み",
                           .type = H5T_IEEE_F64LE,
                           .n_dim = 1};
    const size_t option[H5_MAX_RANK] = {s->option};
    double *score = assemble_numbers(a, s->n_option), *share = assemble_numbers(a, s->n_option);
    if (!assemble_going(a) ||
        !compare_weigh(&s->c, (struct run_source){a, assemble_runs}, score, share)) {
        assemble_need(a, NULL);
        return;
    }
    assemble_figure(a, &score_figure[0], 1, option, NULL, score);
    assemble_figure(a, &score_figure[1], 1, option, NULL, share);
    if (assemble_going(a)) {
        spec.dim[0] = h5_dim_text(&a->h, &dim, g->weighed, g->n_weight);
        assemble_put(a, &spec, NULL, g->weight);
    }
}

void assemble_contrast(struct assembly *a)
{
    const struct results base = results_reference(a->r), *r = &base;
    const size_t n_ratio = r->contrast != NULL ? r->contrast->n_ratio : 0;
    const bool options = r->n_option > 1;
    if (r->design != NULL || r->n_run == 0 || (!options && n_ratio == 0) || !assemble_going(a)) {
        return;
    }
    struct sheet s = {.a = a, .n_option = r->n_option, .option = assemble_base_option(a)};
    struct futures f;
    if (!assemble_going(a) || !futures_list(r, a->message, a->arena, &f) ||
        !compare_new(&s.c, r, &f)) {
        assemble_need(a, NULL);
        return;
    }
    if (options && r->n_metric > 0) {
        put_metrics(&s);
        put_worth(&s, &f);
    }
    if (n_ratio > 0 && assemble_going(a)) {
        put_ratios(&s);
    }
    if (options && r->contrast != NULL && r->contrast->n_weight > 0 && assemble_going(a)) {
        put_weights(&s);
    }
    compare_free(&s.c);
}
