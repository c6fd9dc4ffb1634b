/* describe.c - what `junkan check` says of a study that has no faults.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/calibrate.h"
#include "sim/ensemble.h"
#include "sim/lua_model.h"
#include "sim/study.h"
#include <stdio.h>
#include <string.h>

static const char *pick(enum lang lang, const char *en, const char *ja)
{
    return lang == LANG_JA ? ja : en;
}

static void describe_entities(const struct plan *p, enum lang lang, FILE *to)
{
    for (size_t i = 0; i < p->n_dim; i++) {
        const struct dim *d = &p->dim[i];
        const char *what =
            i == 0 ? pick(lang, "town", "市町村") : pick(lang, d->row->en, d->row->ja);
        fprintf(to, "  %-10s %6u  %s", d->name, d->n, what);
        for (uint32_t e = 0; d->sorted && e < d->n && e < 4 && (i == 0 || d->row->kind != DIM_PAIR);
             e++)
            fprintf(to, "%s%s", e ? ", " : ": ", d->sorted[e]);
        fprintf(to, "%s\n", d->n > 4 && (i == 0 || d->row->kind != DIM_PAIR) ? ", ..." : "");
    }
    fprintf(
        to, "  %-10s %6zu  %s\n", pick(lang, "component", "連結成分"), p->n_component,
        pick(lang, "groups of towns that exchange something", "互いにやり取りのある市町村の組"));
}

static void describe_draws(const struct draw *draw, size_t n, enum lang lang, FILE *to)
{
    fprintf(to,
            pick(lang, "uncertain inputs: %zu (each is one number per future)\n",
                 "不確かな入力: %zu（将来ごとに一つの値）\n"),
            n);
    for (size_t i = 0; i < n; i++) {
        const struct draw *w = &draw[i];
        fprintf(to, "  %-44s %9.4g .. %9.4g %-12s %s\n", w->path,
                dist_sample(&w->dist, 0.05, w->lo, w->hi),
                dist_sample(&w->dist, 0.95, w->lo, w->hi), w->row->unit,
                pick(lang, w->row->en, w->row->ja));
    }
}

static void describe_fit(const struct study *s, enum lang lang, FILE *to)
{
    const struct calibration *c = s->fit;
    size_t held = 0;
    for (size_t i = 0; i < c->fit.n_obs; i++)
        held += c->fit.held_out[i];
    fprintf(to,
            pick(lang, "calibration: %s, %zu parameters, %zu observations and %zu held out\n",
                 "当てはめ: %s、パラメータ %zu、観測値 %zu（ほかに取り置き %zu）\n"),
            c->info.method, c->fit.n_param, c->fit.n_obs - held, held);
    for (size_t i = 0; i < c->fit.n_param; i++)
        fprintf(to, "  %s\n", c->info.param[i]);
    fprintf(to,
            pick(lang, "  at most %zu points in rounds of %zu, each under %zu conditions\n",
                 "  最大 %zu 点（1 巡 %zu 点）、各点で条件 %zu 通り\n"),
            c->fit.n_point, fit_round_points(&c->fit), c->conditions.n);
}

static void describe_design(const struct study *s, enum lang lang, FILE *to)
{
    if (s->fit) {
        describe_fit(s, lang, to);
        return;
    }
    const struct design_info *g = s->results.design;
    fprintf(to,
            pick(lang, "design: %s, %zu factors, %zu points of %u runs\n",
                 "計画: %s、因子 %zu、点 %zu × %u 回\n"),
            design_name(g->spec.kind), g->spec.n_dim, design_rows(&g->spec), s->nested);
    for (size_t f = 0; f < g->spec.n_dim; f++)
        fprintf(to, "  %s\n", g->factor[f]);
    if (design_falls_back(&g->spec))
        fprintf(to, "  %s\n", diag_text(MSG_HEAD_FELL_BACK, lang));
}

/* What is left of a byte of a variable after packing: means of eight results (first, bihoro,
 * compare, okhotsk, a dense one, a Morris and two Saltelli sweeps), which they predict within 20 %.
 * Rows of a block repeat inputs; options of a comparison are much alike. */
static double packed(const struct study *s, enum var_role role)
{
    const struct results *r = &s->results;
    const bool alike = r->n_option > 1 && s->n_plan == 1;
    const bool blocks = r->design && design_block(&r->design->spec) > 1;
    const double repeat = blocks ? 5.6 / (double)design_block(&r->design->spec) : 1.0;
    if (role == ROLE_SERIES)
        return alike ? 0.25 : 0.37;
    if (role == ROLE_DRAW) { /* runs of a set of inputs repeat its numbers */
        const double rows = s->fit ? (double)s->fit->conditions.n : 1.0;
        return (repeat < 0.87 ? repeat : 0.87) / (rows * (double)s->nested);
    }
    if (role == ROLE_AUDIT)
        return blocks ? 0.15 : 0.5;
    return s->model ? 0.9 : 0.58;
}

/* Variants differ little from the script as stated, and stand beside it in the file: what is left
 * of a byte then, against a study of as many options. Means of four results. */
#define VARIANTS_PACK 0.22

static double file_bytes(const struct study *s)
{
    enum {
        DATASET_BYTES = 3850,
        OTHER_DATASETS = 70,
        TABLES_BYTES = 200000,
        MODEL_BYTES = 60000,    /* the few tables of a function */
        FIT_BYTES = 65000,      /* what a calibration of it found */
        CONTRAST_BYTES = 75000, /* a comparison's */
        SOBOL_BYTES = 25000,    /* what Sobol' indices take more than other effects */
        QUANTILES = 5
    };
    const struct results *r = &s->results;
    double bytes = s->model ? MODEL_BYTES : TABLES_BYTES + OTHER_DATASETS * DATASET_BYTES;
    bytes += s->fit && s->model ? FIT_BYTES : 0;
    bytes += r->comparison && s->model ? CONTRAST_BYTES : 0;
    bytes += r->design && r->design->spec.kind == DESIGN_SALTELLI ? SOBOL_BYTES : 0;
    const double again = r->n_variant > 0 ? VARIANTS_PACK : 1.0;
    for (size_t i = 0; i < r->n_var; i++) {
        const double all = (double)results_run_bytes(r, &r->var[i]) * (double)r->n_run * again;
        bytes += DATASET_BYTES + all * packed(s, r->var[i].role);
        if (r->var[i].role == ROLE_SERIES) /* its band and its mean */
            bytes += (double)2 * DATASET_BYTES +
                     0.33 * (double)(2 * r->n_option * results_run_bytes(r, &r->var[i])) +
                     again * 0.33 * (double)(r->n_option * QUANTILES * r->n_month * sizeof(double));
    }
    return bytes;
}

static void describe_until(const struct results *r, enum lang lang, FILE *to)
{
    for (size_t i = 0; i < r->n_until; i++) {
        const struct until_info *u = &r->until[i];
        fprintf(to,
                pick(lang,
                     "  until %s is known to +-%.6g%s, judged after 64, 128, 256, ... futures\n",
                     "  %s が ±%.6g%s まで分かるまで（64、128、256、… 通りの後に判定）\n"),
                u->metric, u->relative ? 100.0 * u->half_width : u->half_width,
                u->relative ? " %" : "");
    }
}

/* Town-days a second per core of this build, for the estimate only; `make bench` measures it. */
#define TOWN_DAYS_PER_S 5e6

static void describe_options(const struct results *r, enum lang lang, FILE *to)
{
    for (size_t i = 0; i < results_base_options(r) && r->comparison; i++)
        fprintf(to, "  %s %zu: %s%s\n", pick(lang, "option", "選択肢"), i + 1, r->option[i],
                i == r->baseline ? pick(lang, " (baseline)", "（基準）") : "");
}

static void describe_model(const struct study *s, enum lang lang, FILE *to)
{
    const struct lua_model *m = s->model;
    const struct results *r = &s->results;
    fprintf(to, pick(lang, "%s: no faults\n", "%s: 誤りはありません\n"), r->title);
    for (size_t i = 0; i < m->n_output; i++)
        fprintf(to, "  %s %s: %s (%s)\n", pick(lang, "output", "出力"), m->output[i].name,
                pick(lang, m->output[i].en, m->output[i].ja), m->output[i].unit);
    describe_options(r, lang, to);
    for (size_t o = 0; o < r->n_option; o++) {
        m = s->option_model[o];
        if (r->comparison)
            fprintf(to, "%s:\n", r->option[o]);
        for (size_t i = 0; i < m->n_input; i++)
            if (m->draw_of[i] < 0)
                fprintf(to, "  %s = %.17g\n", m->input[i], m->fixed[i]);
        describe_draws(m->draw, m->n_draw, lang, to);
    }
    if (s->sweep)
        describe_design(s, lang, to);
    fprintf(to,
            pick(lang,
                 "runs: %zu = %zu options x %zu points x %u of chance, about %.2f MB of results\n",
                 "計算: %zu = 選択肢%zu × 点%zu × 偶然%u通り、結果は約%.2f MB\n"),
            r->n_run, r->n_option, s->n_future / s->nested, s->nested, file_bytes(s) / 1e6);
    describe_until(&s->results, lang, to);
}

static void describe_variants(const struct study *s, enum lang lang, FILE *to)
{
    const struct results *r = &s->results;
    if (r->n_variant > 0)
        fprintf(to,
                pick(lang, "variants: %zu beside the script as stated, on the same futures\n",
                     "変種: シナリオのとおりのほかに%zu（同じ将来で計算）\n"),
                r->n_variant - 1);
    for (size_t i = 1; i < r->n_variant; i++)
        fprintf(to, "  %s\n", pick(lang, r->variant[i].en, r->variant[i].ja));
    if (s->n_variant_known > 0)
        fprintf(to,
                pick(lang, "with --variants: %zu runs, under %zu variants more\n",
                     "--variants を付けると: %zu回、変種は%zu増える\n"),
                r->n_run * (1 + s->n_variant_known), s->n_variant_known);
}

void study_describe(const struct study *s, enum lang lang, FILE *to)
{
    if (s->model) {
        describe_model(s, lang, to);
        return;
    }
    const struct plan *p = s->whole;
    const struct results *r = &s->results;
    bool series = false;
    for (size_t v = 0; v < r->n_var; v++)
        series = series || r->var[v].role == ROLE_SERIES;
    const struct date a = clock_date(p->day0), z = clock_date(p->day0 + p->n_day - 1);
    fprintf(to, pick(lang, "%s: no faults\n", "%s: 誤りはありません\n"), r->title);
    fprintf(to, "  %04d-%02d-%02d .. %04d-%02d-%02d, ", a.year, a.month, a.day, z.year, z.month,
            z.day);
    fprintf(to, pick(lang, "%u days, prices of %d\n", "%u日、%d年価格\n"), p->n_day, p->price_year);
    describe_options(r, lang, to);
    describe_entities(p, lang, to);
    describe_draws(p->draw, p->n_draw, lang, to);
    fprintf(to,
            pick(lang, "defaults in use: %zu, of which %zu are assumptions\n",
                 "使われる既定値: %zu（うち仮定 %zu）\n"),
            p->n_default, p->n_assumption);
    if (s->sweep)
        describe_design(s, lang, to);
    const double town_days = (double)p->dim[0].n * p->n_day * (double)r->n_run;
    const size_t bytes = ensemble_block_bytes(p, p->registry);
    fprintf(to,
            pick(lang,
                 "runs: %zu = %zu options x %zu futures (%u of chance to each draw of inputs)\n",
                 "計算: %zu = 選択肢%zu × 将来%zu（入力1組につき偶然%u通り）\n"),
            r->n_run, r->n_option, s->n_future, s->nested);
    describe_variants(s, lang, to);
    describe_until(r, lang, to);
    fprintf(
        to,
        pick(lang,
             "plans: %zu, memory per block of 16 runs: %.1f MB, %.1f KiB a town; %.1f MB for "
             "all blocks\n",
             "計画: %zu、16将来あたりのメモリ: %.1f MB（市町村あたり %.1f KiB）、全体で共有: %.1f "
             "MB\n"),
        s->n_plan, (double)bytes / 1e6, (double)bytes / 1024 / p->dim[0].n,
        (double)(p->n_plain * sizeof(struct lane) + p->n_home * sizeof(uint32_t)) / 1e6);
    fprintf(to,
            pick(lang, "expected: about %.1f s of one core, about %.1f MB of results, %s\n",
                 "見込み: 1コアで約%.1f秒、結果は約%.1f MB、%s\n"),
            town_days / TOWN_DAYS_PER_S, file_bytes(s) / 1e6,
            !series ? pick(lang, "no series", "系列なし")
            : r->n_month == p->n_month - p->month_recorded
                ? pick(lang, "monthly series", "月次の系列")
                : pick(lang, "yearly series", "年次の系列"));
}
