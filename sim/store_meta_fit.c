/* store_meta_fit.c - what a calibration found, as bytes and back. See store_meta.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/store_meta.h"

static void put_numbers(struct store_bytes *b, const double *x, size_t n)
{
    bytes_put(b, x, n * sizeof *x);
}

static double *get_numbers(struct store_cursor *c, struct arena *a, size_t n)
{
    double *x = cursor_array(c, a, n, sizeof *x);
    if (x != NULL)
        cursor_get(c, x, n * sizeof *x);
    return x;
}

static uint8_t *get_flags(struct store_cursor *c, struct arena *a, size_t n)
{
    uint8_t *x = cursor_array(c, a, n, sizeof *x);
    if (x != NULL)
        cursor_get(c, x, n);
    return x;
}

void results_put_fit(struct store_bytes *b, const struct fit_info *f)
{
    bytes_int(b, f != NULL);
    if (f == NULL)
        return;
    const size_t d = f->n_param, n = f->n_obs;
    bytes_string(b, f->method);
    bytes_f64(b, f->level);
    bytes_f64(b, f->loss);
    const size_t count[] = {f->n_point, f->n_budget, f->replicates, f->n_start, f->n_agree};
    for (size_t i = 0; i < sizeof count / sizeof *count; i++)
        bytes_u64(b, count[i]);
    bytes_int(b, f->absolute);
    bytes_int(b, f->converged);
    bytes_strings(b, f->param, d);
    bytes_strings(b, f->param_unit, d);
    const double *const of_param[] = {f->estimate,     f->lo,       f->hi,
                                      f->prior_median, f->prior_lo, f->prior_hi};
    for (size_t i = 0; i < sizeof of_param / sizeof *of_param; i++)
        put_numbers(b, of_param[i], d);
    bytes_put(b, f->flag, d);
    put_numbers(b, f->correlation, d * d);
    bytes_strings(b, f->series, f->n_series);
    bytes_strings(b, f->series_unit, f->n_series);
    bytes_strings(b, f->when, n);
    bytes_put(b, f->series_of, n * sizeof *f->series_of);
    bytes_put(b, f->held_out, n);
    const double *const of_obs[] = {f->observed, f->fitted, f->obs_lo, f->obs_hi, f->sd};
    for (size_t i = 0; i < sizeof of_obs / sizeof *of_obs; i++)
        put_numbers(b, of_obs[i], n);
}

static void get_params(struct store_cursor *c, struct arena *a, struct fit_info *f)
{
    size_t n_unit;
    f->param = cursor_strings(c, a, &f->n_param);
    f->param_unit = cursor_strings(c, a, &n_unit);
    const size_t d = f->n_param;
    c->bad = c->bad || d == 0 || n_unit != d || d > 1u << 16;
    if (c->bad)
        return;
    double **const to[] = {&f->estimate,     &f->lo,       &f->hi,
                           &f->prior_median, &f->prior_lo, &f->prior_hi};
    for (size_t i = 0; i < sizeof to / sizeof *to; i++)
        *to[i] = get_numbers(c, a, d);
    f->flag = get_flags(c, a, d);
    c->bad = c->bad || d > c->left / d;
    if (!c->bad)
        f->correlation = get_numbers(c, a, d * d);
}

static void get_observations(struct store_cursor *c, struct arena *a, struct fit_info *f)
{
    size_t n_unit;
    f->series = cursor_strings(c, a, &f->n_series);
    f->series_unit = cursor_strings(c, a, &n_unit);
    f->when = cursor_strings(c, a, &f->n_obs);
    c->bad = c->bad || n_unit != f->n_series || f->n_obs > c->left;
    if (c->bad)
        return;
    f->series_of = cursor_array(c, a, f->n_obs, sizeof *f->series_of);
    if (f->series_of != NULL)
        cursor_get(c, f->series_of, f->n_obs * sizeof *f->series_of);
    for (size_t i = 0; f->series_of != NULL && i < f->n_obs && !c->bad; i++)
        c->bad = f->series_of[i] >= f->n_series;
    f->held_out = get_flags(c, a, f->n_obs);
    double **const to[] = {&f->observed, &f->fitted, &f->obs_lo, &f->obs_hi, &f->sd};
    for (size_t i = 0; i < sizeof to / sizeof *to; i++)
        *to[i] = get_numbers(c, a, f->n_obs);
}

const struct fit_info *results_get_fit(struct store_cursor *c, struct arena *a)
{
    if (cursor_int(c, 0, 1) == 0)
        return NULL;
    struct fit_info *f = cursor_array(c, a, 1, sizeof *f);
    if (f == NULL)
        return NULL;
    f->method = cursor_text(c, a);
    f->level = cursor_f64(c);
    f->loss = cursor_f64(c);
    size_t *const count[] = {&f->n_point, &f->n_budget, &f->replicates, &f->n_start, &f->n_agree};
    for (size_t i = 0; i < sizeof count / sizeof *count; i++)
        *count[i] = cursor_u64(c);
    f->absolute = cursor_int(c, 0, 1) != 0;
    f->converged = cursor_int(c, 0, 1) != 0;
    c->bad = c->bad || !(f->level > 0.0 && f->level < 1.0);
    get_params(c, a, f);
    if (!c->bad)
        get_observations(c, a, f);
    return f;
}
