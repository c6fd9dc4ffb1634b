/* store_fit.c - a calibration's parameters, observations and scores as variables of the file.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/fit.h"
#include "sim/mem.h"
#include "sim/store_assemble.h"
#include <string.h>

struct sheet {
    struct assembly *a;
    const struct fit_info *f;
    size_t param, param2, obs, series, part;
};
struct column {
    const char *name, *en, *ja;
};

static void put(struct sheet *s, const struct column *c, hid_t type, size_t n_dim, size_t dim,
                size_t dim2, const void *data)
{
    const struct h5_spec spec = {.name = c->name,
                                 .unit = type == H5T_IEEE_F64LE ? NULL : "1",
                                 .en = c->en,
                                 .ja = c->ja,
                                 .type = type,
                                 .n_dim = n_dim,
                                 .dim = {dim, dim2}};
    assemble_put(s->a, &spec, NULL, data);
}

static void put_numbers(struct sheet *s, const char *name, const char *en, const char *ja,
                        size_t dim, const double *x)
{
    put(s, &(struct column){name, en, ja}, H5T_IEEE_F64LE, 1, dim, 0, x);
}

static void put_texts(struct sheet *s, const char *name, const char *en, const char *ja, size_t dim,
                      const char *const *x)
{
    put(s, &(struct column){name, en, ja}, s->a->h.text, 1, dim, 0, x);
}

static void put_flags(struct sheet *s, const struct column *c, size_t dim, const uint8_t *flag,
                      size_t n)
{
    int32_t *x = assemble_need(s->a, arena_alloc(s->a->arena, n + 1, sizeof *x));
    for (size_t i = 0; x && i < n; i++)
        x[i] = flag[i];
    if (x)
        put(s, c, H5T_STD_I32LE, 1, dim, 0, x);
}

static void put_params(struct sheet *s)
{
    const struct fit_info *f = s->f;
    const struct column flag = {"fit_flag",
                                "1: the interval reaches the lower bound, 2: the upper bound, 4: "
                                "not identified; added up",
                                "1：区間が下限に達する、2：上限に達する、4：決まらない（和）"};
    const struct column correlation = {"fit_correlation", "correlation of two estimates",
                                       "推定値どうしの相関"};
    put_texts(s, "parameter_unit", "unit of the parameter", "パラメータの単位", s->param,
              f->param_unit);
    put_numbers(s, "fit_estimate", "estimate, in the parameter's unit",
                "推定値（パラメータの単位）", s->param, f->estimate);
    put_numbers(s, "fit_lo", "lower end of its interval", "区間の下端", s->param, f->lo);
    put_numbers(s, "fit_hi", "upper end of its interval", "区間の上端", s->param, f->hi);
    put_numbers(s, "prior_median", "median before the data", "データの前の中央値", s->param,
                f->prior_median);
    put_numbers(s, "prior_lo", "lower end of the interval before the data",
                "データの前の区間の下端", s->param, f->prior_lo);
    put_numbers(s, "prior_hi", "upper end of the interval before the data",
                "データの前の区間の上端", s->param, f->prior_hi);
    put_flags(s, &flag, s->param, f->flag, f->n_param);
    put(s, &correlation, H5T_IEEE_F64LE, 2, s->param, s->param2, f->correlation);
}

/* Texts and differences that the meta keeps in shorter form. */
static void put_observations(struct sheet *s)
{
    const struct fit_info *f = s->f;
    struct assembly *a = s->a;
    const char **series = assemble_need(a, arena_alloc(a->arena, f->n_obs, sizeof *series));
    const char **unit = assemble_need(a, arena_alloc(a->arena, f->n_obs, sizeof *unit));
    double *residual = assemble_need(a, arena_alloc(a->arena, f->n_obs, sizeof *residual));
    if (!assemble_going(a))
        return;
    for (size_t i = 0; i < f->n_obs; i++) {
        series[i] = f->series[f->series_of[i]];
        unit[i] = f->series_unit[f->series_of[i]];
        residual[i] = f->observed[i] - f->fitted[i];
    }
    const struct column held = {"held_out", "1: the fit never saw it", "1：当てはめに使わなかった"};
    put_texts(s, "observation_series", "what was observed", "観測された量", s->obs, series);
    put_texts(s, "observation_unit", "its unit", "その単位", s->obs, unit);
    put_texts(s, "observation_time", "when, or the row of the table", "時期、または表の行", s->obs,
              f->when);
    put_flags(s, &held, s->obs, f->held_out, f->n_obs);
    put_numbers(s, "observed", "what was observed", "観測値", s->obs, f->observed);
    put_numbers(s, "fitted", "the model's figure at the estimate", "推定値でのモデルの値", s->obs,
                f->fitted);
    put_numbers(s, "residual", "observed less fitted", "観測値とモデルの値の差", s->obs, residual);
    put_numbers(s, "observation_sd", "standard deviation of an observation, given or found",
                "観測値の標準偏差（与えられた値、または推定値）", s->obs, f->sd);
    put_numbers(s, "fitted_lo", "lower end of where a new observation lies",
                "新しい観測値の区間の下端", s->obs, f->obs_lo);
    put_numbers(s, "fitted_hi", "upper end of where a new observation lies",
                "新しい観測値の区間の上端", s->obs, f->obs_hi);
}

static void put_scores(struct sheet *s)
{
    static const struct column score[] = {
        {"rmse", "root mean square of model less observation", "モデルと観測値の差の RMSE"},
        {"rmse_last", "the same of a naive rule: the last value that the fit saw",
         "素朴な規則（最後の値）の RMSE"},
        {"rmse_mean", "the same of a naive rule: the mean of the values that the fit saw",
         "素朴な規則（平均）の RMSE"},
        {"n_scored", "observations", "観測値の数"},
        {"n_inside", "observations inside their interval", "区間の中の観測値の数"}};
    enum { SCORES = sizeof score / sizeof *score };
    const struct fit_info *f = s->f;
    const struct fit_seen seen = {f->n_obs,  f->observed,  f->fitted,  f->obs_lo,
                                  f->obs_hi, f->series_of, f->held_out};
    double *x[SCORES];
    for (size_t k = 0; k < SCORES; k++)
        x[k] = assemble_need(s->a, arena_alloc(s->a->arena, 2 * f->n_series, sizeof *x[k]));
    for (size_t i = 0; i < f->n_series && assemble_going(s->a); i++) {
        const struct fit_score y = fit_score_series(&seen, (uint32_t)i);
        for (size_t h = 0; h < 2; h++) {
            const double of[SCORES] = {y.rmse[h], y.last[h], y.mean[h], (double)y.n[h],
                                       (double)y.n_inside[h]};
            for (size_t k = 0; k < SCORES; k++)
                x[k][2 * i + h] = of[k];
        }
    }
    for (size_t k = 0; k < SCORES; k++)
        put(s, &score[k], H5T_IEEE_F64LE, 2, s->series, s->part, x[k]);
}

/* Series may have the same name; a coordinate may not. */
static const char *const *series_labels(struct sheet *s)
{
    const struct fit_info *f = s->f;
    struct arena *a = s->a->arena;
    const char **label = arena_alloc(a, f->n_series + 1, sizeof *label);
    for (size_t i = 0; label && i < f->n_series; i++) {
        bool twice = false;
        for (size_t k = 0; k < i; k++)
            twice = twice || strcmp(f->series[k], f->series[i]) == 0;
        label[i] = twice ? arena_printf(a, "%s (%zu)", f->series[i], i + 1) : f->series[i];
    }
    return assemble_need(s->a, arena_failed(a) ? NULL : (void *)label);
}

void assemble_fit(struct assembly *a)
{
    static const char *const part[] = {"fitted", "prediction"};
    const struct fit_info *f = a->r->fit;
    if (f == NULL || !assemble_going(a))
        return;
    struct sheet s = {.a = a, .f = f};
    const struct h5_spec param = {
        .name = "parameter", .unit = "1", .en = "parameter that was fitted", .ja = "パラメータ"};
    const struct h5_spec param2 = {
        .name = "parameter_2", .unit = "1", .en = "the other of a pair", .ja = "組のもう一方"};
    const struct h5_spec obs = {.name = "observation",
                                .unit = "1",
                                .en = "number of the observation",
                                .ja = "観測値の番号"};
    const struct h5_spec series = {
        .name = "observed_series", .unit = "1", .en = "observed series", .ja = "観測された系列"};
    const struct h5_spec parts = {.name = "seen",
                                  .unit = "1",
                                  .en = "seen by the fit, or held out",
                                  .ja = "当てはめに使ったか、取り置いたか"};
    const char *const *label = series_labels(&s);
    if (!assemble_going(a))
        return;
    s.param = h5_dim_text(&a->h, &param, f->param, f->n_param);
    s.param2 = h5_dim_text(&a->h, &param2, f->param, f->n_param);
    s.obs = h5_dim_count(&a->h, &obs, f->n_obs);
    s.series = h5_dim_text(&a->h, &series, label, f->n_series);
    s.part = h5_dim_text(&a->h, &parts, part, 2);
    put_params(&s);
    put_observations(&s);
    put_scores(&s);
    if (!assemble_going(a))
        return;
    h5_text(&a->h, a->h.file, "fit_method", f->method);
    h5_f64(&a->h, a->h.file, "interval_level", f->level);
    h5_int(&a->h, a->h.file, "fit_points", (int32_t)f->n_point);
    h5_int(&a->h, a->h.file, "fit_settled", f->converged);
}
