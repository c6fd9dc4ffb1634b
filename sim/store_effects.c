/* store_effects.c - a sweep's sensitivity indices as variables of the file.
 *
 * first, total, ... are [metric][factor], each with its interval in _lo and _hi; metrics are those
 * of the headline. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/effects.h"
#include "sim/mem.h"
#include "sim/store_assemble.h"
#include <math.h>

enum { N_PART = 3, MOST = 4 };

struct index_figure { /* a figure of the file */
    const char *name, *unit, *en, *ja;
    bool interval;
    int factors; /* dimensions after the metric */
};
static const struct index_figure sobol_figure[] = {
    {"sobol_first", "1",
     "first-order Sobol' index: share of the variance that the factor makes alone",
     "一次ソボル指数：その因子だけで生じる分散の割合", true, 1},
    {"sobol_total", "1", "total Sobol' index: share of the variance in which the factor has a part",
     "全ソボル指数：その因子が関わる分散の割合", true, 1},
    {"sobol_second", "1", "second-order Sobol' index: share that two factors make together only",
     "二次ソボル指数：二つの因子の組でだけ生じる分散の割合", true, 2},
    {NULL, NULL, NULL, NULL, false, 0}};
static const struct index_figure morris_figure[] = {
    {"morris_mu_star", NULL,
     "mean size of the effect of moving the factor through its range (Morris), in the metric's "
     "unit",
     "因子を範囲いっぱいに動かしたときの効果の大きさの平均（モリス法、指標の単位）", true, 1},
    {"morris_mu", NULL,
     "mean effect of moving the factor through its range (Morris), in the metric's unit",
     "因子を範囲いっぱいに動かしたときの効果の平均（モリス法、指標の単位）", false, 1},
    {"morris_sigma", NULL,
     "standard deviation of the effect: interactions and curvature (Morris), in the metric's unit",
     "効果の標準偏差：交互作用と非線形性（モリス法、指標の単位）", false, 1},
    {NULL, NULL, NULL, NULL, false, 0}};
static const struct index_figure rank_figure[] = {
    {"rank_srrc", "1", "standardised rank regression coefficient of the factor",
     "順位回帰の標準化係数", true, 1},
    {"rank_r2", "1", "share of the ranks' variance that the rank regression explains",
     "順位回帰が説明する順位の分散の割合", false, 0},
    {NULL, NULL, NULL, NULL, false, 0}};

struct sheet {
    struct assembly *a;
    const struct index_figure *figure;
    size_t n_metric, n_factor, metric, factor, factor2;
    double *points;              /* effects_points() */
    double *value[MOST][N_PART]; /* [metric][factor] or [metric][factor][factor] */
};

static struct index_estimate figure_of(const struct effects *e, size_t figure, size_t at)
{
    const struct index_estimate none = {0.0, 0.0, 0.0};
    if (e->kind == EFFECTS_SOBOL)
        return figure == 0          ? e->of.sobol.first[at]
               : figure == 1        ? e->of.sobol.total[at]
               : e->of.sobol.second ? e->of.sobol.second[at]
                                    : none;
    if (e->kind == EFFECTS_RANK)
        return figure == 0 ? e->of.rank.srrc[at]
                           : (struct index_estimate){e->of.rank.r2, e->of.rank.r2, e->of.rank.r2};
    const double x = figure == 1 ? e->of.morris.mu[at] : e->of.morris.sigma[at];
    return figure == 0 ? e->of.morris.mu_star[at] : (struct index_estimate){x, x, x};
}

static size_t cells_of(const struct sheet *s, size_t figure)
{
    const int n = s->figure[figure].factors;
    return n == 2 ? s->n_factor * s->n_factor : n == 1 ? s->n_factor : 1;
}

static bool has_figure(const struct sheet *s, size_t figure)
{
    return s->figure[figure].name &&
           (s->figure[figure].factors < 2 || s->a->r->design->spec.second);
}

static const double *kpi_of(struct sheet *s, size_t metric)
{
    struct assembly *a = s->a;
    const char *name = assemble_need(a, arena_printf(a->arena, "kpi.%s", a->r->metric[metric]));
    return name ? assemble_runs(a, name) : NULL;
}

/* What the file will have; e NULL: nothing is known. */
static void fill_metric(struct sheet *s, size_t metric, const struct effects *e)
{
    const double nan = (double)NAN;
    for (size_t g = 0; s->figure[g].name; g++)
        for (size_t i = 0; s->value[g][2] && i < cells_of(s, g); i++) {
            const struct index_estimate v =
                e ? figure_of(e, g, i) : (struct index_estimate){nan, nan, nan};
            s->value[g][0][metric * cells_of(s, g) + i] = v.value;
            s->value[g][1][metric * cells_of(s, g) + i] = v.lo;
            s->value[g][2][metric * cells_of(s, g) + i] = v.hi;
        }
}

static void fill_one_by_one(struct sheet *s)
{
    for (size_t m = 0; m < s->n_metric && assemble_going(s->a); m++) {
        const double *kpi = kpi_of(s, m);
        struct effects e;
        const bool got = kpi && effects_new(s->a->r, kpi, s->points, &e) == SENSITIVITY_OK;
        fill_metric(s, m, got ? &e : NULL);
        if (got)
            effects_free(&e);
    }
}

static void fill_together(struct sheet *s)
{
    struct assembly *a = s->a;
    double **y = assemble_need(a, mem_alloc(s->n_metric, sizeof *y));
    struct effects *e = assemble_need(a, mem_alloc(s->n_metric, sizeof *e));
    for (size_t m = 0; m < s->n_metric && assemble_going(a); m++) {
        const double *kpi = kpi_of(s, m);
        y[m] = kpi ? assemble_need(a, effects_means(a->r, kpi)) : NULL;
        assemble_need(a, y[m]);
    }
    const bool ok = assemble_going(a) && effects_rank_all(a->r, y, s->n_metric, s->points, e);
    for (size_t m = 0; y && e && m < s->n_metric; m++) {
        fill_metric(s, m, ok && e[m].of.rank.srrc ? &e[m] : NULL);
        if (ok)
            effects_free(&e[m]);
        mem_free(y[m]);
    }
    mem_free(y);
    mem_free(e);
}

static void put_figure(struct sheet *s, size_t g)
{
    static const char *const suffix[N_PART] = {"", "_lo", "_hi"};
    struct assembly *a = s->a;
    const struct index_figure *f = &s->figure[g];
    for (size_t part = 0; part < (f->interval ? (size_t)N_PART : 1) && assemble_going(a); part++) {
        struct h5_spec spec = {
            .name = assemble_need(a, arena_printf(a->arena, "%s%s", f->name, suffix[part])),
            .unit = f->unit,
            .en = part == 0   ? f->en
                  : part == 1 ? "lower end of its interval"
                              : "upper end of its interval",
            .ja = part == 0   ? f->ja
                  : part == 1 ? "区間の下端"
                              : "区間の上端",
            .type = H5T_IEEE_F64LE,
            .n_dim = 1 + (size_t)f->factors,
            .dim = {s->metric, s->factor, s->factor2}};
        assemble_put(a, &spec, NULL, s->value[g][part]);
    }
}

static void put_dims(struct sheet *s)
{
    struct assembly *a = s->a;
    const struct h5_spec factor = {.name = "factor",
                                   .unit = "1",
                                   .en =
                                       "what the design moves as one: an input, a group, or chance",
                                   .ja = "計画が一つとして動かすもの（入力・グループ・偶然）"};
    const struct h5_spec second = {.name = "factor_2",
                                   .unit = "1",
                                   .en = "the other factor of a pair",
                                   .ja = "組のもう一方の因子"};
    s->metric = assemble_metric(a);
    s->factor = h5_dim_text(&a->h, &factor, a->r->design->factor, s->n_factor);
    if (a->r->design->spec.second)
        s->factor2 = h5_dim_text(&a->h, &second, a->r->design->factor, s->n_factor);
}

void assemble_effects(struct assembly *a)
{
    if (a->r->design == NULL || a->r->n_metric == 0 || a->r->n_run == 0 || !assemble_going(a))
        return;
    const enum design_kind kind = a->r->design->spec.kind;
    struct sheet s = {.a = a,
                      .figure = kind == DESIGN_SALTELLI ? sobol_figure
                                : kind == DESIGN_MORRIS ? morris_figure
                                                        : rank_figure,
                      .n_metric = a->r->n_metric,
                      .n_factor = a->r->design->spec.n_dim};
    for (size_t g = 0; s.figure[g].name; g++)
        for (size_t part = 0; part < N_PART && has_figure(&s, g); part++)
            s.value[g][part] = assemble_need(
                a, arena_alloc(a->arena, s.n_metric * cells_of(&s, g), sizeof(double)));
    if (assemble_going(a))
        s.points = effects_points(a->r, (struct run_source){a, assemble_runs});
    if (s.figure == rank_figure && s.points)
        fill_together(&s);
    else
        fill_one_by_one(&s);
    mem_free(s.points);
    if (assemble_going(a))
        put_dims(&s);
    if (assemble_going(a))
        assemble_metric_unit(a, s.metric); /* effects in a metric's own unit say which that is */
    for (size_t g = 0; s.figure[g].name && assemble_going(a); g++)
        if (has_figure(&s, g))
            put_figure(&s, g);
    h5_text(&a->h, a->h.file, "design", design_name(kind));
    h5_f64(&a->h, a->h.file, "interval_level", a->r->design->level);
}
