/* store_meta.c - see store_meta.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/store_meta.h"

size_t results_run_bytes(const struct results *r, const struct var *v)
{
    const size_t n_axis = v->axis < 0 ? 1 : r->axis[v->axis].n;
    const size_t n_time = v->time == TIME_MONTH ? r->n_month : 1;
    return n_axis * n_time * (v->type == TYPE_F32 ? sizeof(float) : sizeof(double));
}

size_t results_batch_runs(const struct results *r, size_t index, size_t *run0)
{
    *run0 = index * r->run_per_batch;
    const size_t left = *run0 < r->n_run ? r->n_run - *run0 : 0;
    return left < r->run_per_batch ? left : r->run_per_batch;
}

static void put_axes(struct store_bytes *b, const struct results *r)
{
    bytes_u64(b, r->n_axis);
    for (size_t i = 0; i < r->n_axis; i++) {
        bytes_string(b, r->axis[i].name);
        bytes_string(b, r->axis[i].en);
        bytes_string(b, r->axis[i].ja);
        bytes_strings(b, r->axis[i].label, r->axis[i].n);
    }
}

static void put_vars(struct store_bytes *b, const struct results *r)
{
    bytes_u64(b, r->n_var);
    for (size_t i = 0; i < r->n_var; i++) {
        const struct var *v = &r->var[i];
        bytes_string(b, v->name);
        bytes_string(b, v->unit);
        bytes_string(b, v->en);
        bytes_string(b, v->ja);
        bytes_string(b, v->source);
        bytes_int(b, (int)v->role);
        bytes_int(b, (int)v->type);
        bytes_int(b, (int)v->time);
        bytes_int(b, v->axis);
        bytes_int(b, v->better);
        bytes_int(b, v->across);
        bytes_int(b, v->agg);
    }
}

static void put_tables(struct store_bytes *b, const struct results *r)
{
    bytes_u64(b, r->n_table);
    for (size_t i = 0; i < r->n_table; i++) {
        const struct text_table *t = &r->table[i];
        bytes_string(b, t->name);
        bytes_string(b, t->en);
        bytes_string(b, t->ja);
        bytes_strings(b, t->column, t->n_column);
        bytes_strings(b, t->cell, t->n_row * t->n_column);
    }
}

static void put_design(struct store_bytes *b, const struct design_info *x)
{
    bytes_int(b, x != NULL);
    if (x == NULL) {
        return;
    }
    const struct design_spec *s = &x->spec;
    bytes_int(b, (int)s->kind);
    bytes_u64(b, s->n);
    bytes_u64(b, s->levels);
    bytes_int(b, s->second);
    bytes_u64(b, s->maximin);
    bytes_u64(b, s->seed);
    bytes_strings(b, x->factor, s->n_dim);
    bytes_u64(b, x->chance);
    bytes_u64(b, x->resamples);
    bytes_f64(b, x->level);
}

static const struct design_info *get_design(struct store_cursor *c, struct arena *a)
{
    if (cursor_int(c, 0, 1) == 0) {
        return NULL;
    }
    struct design_info *x = cursor_array(c, a, 1, sizeof *x);
    if (x == NULL) {
        return NULL;
    }
    struct design_spec *s = &x->spec;
    s->kind = (enum design_kind)cursor_int(c, DESIGN_MONTE_CARLO, DESIGN_MORRIS);
    s->n = cursor_u64(c);
    s->levels = cursor_u64(c);
    s->second = cursor_int(c, 0, 1) != 0;
    s->maximin = cursor_u64(c);
    s->seed = cursor_u64(c);
    x->factor = cursor_strings(c, a, &s->n_dim);
    x->chance = cursor_u64(c);
    x->resamples = cursor_u64(c);
    x->level = cursor_f64(c);
    c->bad = c->bad || s->n_dim == 0 || s->n == 0 || s->levels == 0 || x->resamples > 1000000 ||
             !(x->level > 0.0 && x->level < 1.0);
    return x;
}

static void put_contrast(struct store_bytes *b, const struct contrast_info *x)
{
    bytes_int(b, x != NULL);
    if (x == NULL) {
        return;
    }
    bytes_u64(b, x->n_ratio);
    for (size_t i = 0; i < x->n_ratio; i++) {
        bytes_string(b, x->ratio[i].name);
        bytes_string(b, x->ratio[i].numerator);
        bytes_string(b, x->ratio[i].denominator);
    }
    bytes_strings(b, x->weighed, x->n_weight);
    for (size_t i = 0; i < x->n_weight; i++) {
        bytes_f64(b, x->weight[i]);
    }
    bytes_u64(b, x->seed);
}

static const struct contrast_info *get_contrast(struct store_cursor *c, struct arena *a)
{
    if (cursor_int(c, 0, 1) == 0) {
        return NULL;
    }
    struct contrast_info *x = cursor_array(c, a, 1, sizeof *x);
    if (x == NULL) {
        return NULL;
    }
    x->n_ratio = cursor_count(c, 3 * sizeof(uint64_t));
    struct ratio_info *ratio = cursor_array(c, a, x->n_ratio, sizeof *ratio);
    for (size_t i = 0; i < x->n_ratio && ratio != NULL && !c->bad; i++) {
        ratio[i].name = cursor_text(c, a);
        ratio[i].numerator = cursor_text(c, a);
        ratio[i].denominator = cursor_text(c, a);
    }
    x->ratio = ratio;
    x->weighed = cursor_strings(c, a, &x->n_weight);
    double *weight = cursor_array(c, a, x->n_weight, sizeof *weight);
    for (size_t i = 0; i < x->n_weight && weight != NULL && !c->bad; i++) {
        weight[i] = cursor_f64(c);
        c->bad = c->bad || !(weight[i] >= 0.0 && weight[i] <= CONTRAST_WEIGHT_MAX);
    }
    x->weight = weight;
    x->seed = cursor_u64(c);
    return x;
}

static void put_until(struct store_bytes *b, const struct results *r)
{
    bytes_u64(b, r->n_until);
    bytes_u64(b, r->round_run);
    for (size_t i = 0; i < r->n_until; i++) {
        bytes_string(b, r->until[i].metric);
        bytes_f64(b, r->until[i].half_width);
        bytes_int(b, r->until[i].relative);
    }
}

static void get_until(struct store_cursor *c, struct arena *a, struct results *r)
{
    r->n_until = cursor_count(c, 3 * sizeof(uint64_t));
    r->round_run = cursor_u64(c);
    struct until_info *until = cursor_array(c, a, r->n_until, sizeof *until);
    for (size_t i = 0; i < r->n_until && until != NULL && !c->bad; i++) {
        until[i].metric = cursor_text(c, a);
        until[i].half_width = cursor_f64(c);
        until[i].relative = cursor_int(c, 0, 1) != 0;
        c->bad = c->bad || !(until[i].half_width > 0.0);
    }
    r->until = until;
    const bool rounds = r->round_run > 0 && r->round_run % r->run_per_batch == 0;
    c->bad = c->bad || (r->n_until > 0 && !rounds);
}

static void put_variants(struct store_bytes *b, const struct results *r)
{
    bytes_u64(b, r->n_variant);
    for (size_t i = 0; i < r->n_variant; i++) {
        bytes_string(b, r->variant[i].name);
        bytes_string(b, r->variant[i].en);
        bytes_string(b, r->variant[i].ja);
    }
    bytes_strings(b, r->left_out, r->n_left_out);
}

static void get_variants(struct store_cursor *c, struct arena *a, struct results *r)
{
    r->n_variant = cursor_count(c, 3 * sizeof(uint64_t));
    struct variant_info *variant = cursor_array(c, a, r->n_variant, sizeof *variant);
    for (size_t i = 0; i < r->n_variant && !c->bad; i++) {
        variant[i].name = cursor_text(c, a);
        variant[i].en = cursor_text(c, a);
        variant[i].ja = cursor_text(c, a);
    }
    r->variant = variant;
    r->left_out = cursor_strings(c, a, &r->n_left_out);
    c->bad = c->bad || (r->n_variant > 0 && r->n_option % r->n_variant != 0);
}

void results_put(struct store_bytes *b, const struct results *r)
{
    bytes_u64(b, STORE_LAYOUT);
    bytes_string(b, r->title);
    bytes_string(b, r->digest);
    bytes_string(b, r->what_changed);
    bytes_string(b, r->version);
    bytes_string(b, r->start);
    bytes_strings(b, r->month, r->n_month);
    bytes_put(b, r->month_days, r->n_month * sizeof *r->month_days);
    bytes_f64(b, r->years);
    bytes_strings(b, r->option, r->n_option);
    bytes_u64(b, r->baseline);
    bytes_int(b, r->comparison);
    bytes_int(b, r->no_chance);
    put_variants(b, r);
    bytes_strings(b, r->metric, r->n_metric);
    put_design(b, r->design);
    put_contrast(b, r->contrast);
    results_put_fit(b, r->fit);
    bytes_u64(b, r->n_run);
    for (size_t i = 0; i < r->n_run; i++) {
        const uint32_t id[3] = {r->run[i].option, r->run[i].point, r->run[i].replicate};
        bytes_put(b, id, sizeof id);
    }
    bytes_u64(b, r->run_per_batch);
    bytes_u64(b, r->n_batch);
    put_until(b, r);
    put_axes(b, r);
    put_vars(b, r);
    put_tables(b, r);
    bytes_f64(b, r->audit_tolerance);
}

static void get_axes(struct store_cursor *c, struct arena *a, struct results *r)
{
    r->n_axis = cursor_count(c, 4 * sizeof(uint64_t));
    r->axis = cursor_array(c, a, r->n_axis, sizeof *r->axis);
    for (size_t i = 0; i < r->n_axis && !c->bad; i++) {
        struct axis *x = &r->axis[i];
        x->name = cursor_text(c, a);
        x->en = cursor_text(c, a);
        x->ja = cursor_text(c, a);
        x->label = cursor_strings(c, a, &x->n);
    }
}

static void get_vars(struct store_cursor *c, struct arena *a, struct results *r)
{
    r->n_var = cursor_count(c, 12 * sizeof(uint64_t));
    r->var = cursor_array(c, a, r->n_var, sizeof *r->var);
    for (size_t i = 0; i < r->n_var && !c->bad; i++) {
        struct var *v = &r->var[i];
        v->name = cursor_text(c, a);
        v->unit = cursor_text(c, a);
        v->en = cursor_text(c, a);
        v->ja = cursor_text(c, a);
        v->source = cursor_string(c, a);
        v->role = (enum var_role)cursor_int(c, ROLE_KPI, ROLE_AUDIT);
        v->type = (enum var_type)cursor_int(c, TYPE_F64, TYPE_F32);
        v->time = (enum var_time)cursor_int(c, TIME_NONE, TIME_MONTH);
        v->axis = cursor_int(c, -1, (int)r->n_axis - 1);
        v->better = cursor_int(c, -1, 1);
        v->across = cursor_int(c, 0, 255);
        v->agg = cursor_int(c, 0, 255);
    }
}

static void get_tables(struct store_cursor *c, struct arena *a, struct results *r)
{
    r->n_table = cursor_count(c, 5 * sizeof(uint64_t));
    r->table = cursor_array(c, a, r->n_table, sizeof *r->table);
    for (size_t i = 0; i < r->n_table && !c->bad; i++) {
        struct text_table *t = &r->table[i];
        size_t n_cell;
        t->name = cursor_text(c, a);
        t->en = cursor_text(c, a);
        t->ja = cursor_text(c, a);
        t->column = cursor_strings(c, a, &t->n_column);
        t->cell = cursor_strings(c, a, &n_cell);
        c->bad = c->bad || t->n_column == 0 || n_cell % t->n_column != 0;
        t->n_row = c->bad ? 0 : n_cell / t->n_column;
    }
}

static void get_runs(struct store_cursor *c, struct arena *a, struct results *r)
{
    r->n_run = cursor_count(c, 3 * sizeof(uint32_t));
    r->run = cursor_array(c, a, r->n_run, sizeof *r->run);
    for (size_t i = 0; i < r->n_run && !c->bad; i++) {
        uint32_t id[3];
        cursor_get(c, id, sizeof id);
        r->run[i] = (struct run_id){id[0], id[1], id[2]};
        c->bad = c->bad || id[0] >= r->n_option;
    }
    r->run_per_batch = cursor_u64(c);
    r->n_batch = cursor_u64(c);
    const size_t per = r->run_per_batch;
    c->bad = c->bad || per == 0 || r->n_batch != r->n_run / per + (r->n_run % per != 0);
}

bool results_get(struct store_cursor *c, struct arena *a, struct results *r)
{
    size_t n_month;
    *r = (struct results){0};
    if (cursor_u64(c) != STORE_LAYOUT) {
        c->bad = true;
        return false;
    }
    r->title = cursor_text(c, a);
    r->digest = cursor_text(c, a);
    r->what_changed = cursor_text(c, a);
    r->version = cursor_text(c, a);
    r->start = cursor_text(c, a);
    r->month = cursor_strings(c, a, &n_month);
    r->n_month = (uint32_t)n_month;
    int32_t *days = cursor_array(c, a, n_month, sizeof *days);
    if (days != NULL) {
        cursor_get(c, days, n_month * sizeof *days);
    }
    r->month_days = days;
    r->years = cursor_f64(c);
    r->option = cursor_strings(c, a, &r->n_option);
    r->baseline = cursor_u64(c);
    r->comparison = cursor_int(c, 0, 1) != 0;
    r->no_chance = cursor_int(c, 0, 1) != 0;
    get_variants(c, a, r);
    r->metric = cursor_strings(c, a, &r->n_metric);
    r->design = get_design(c, a);
    r->contrast = get_contrast(c, a);
    r->fit = results_get_fit(c, a);
    c->bad = c->bad || (r->n_option > 0 && r->baseline >= r->n_option);
    get_runs(c, a, r);
    get_until(c, a, r);
    get_axes(c, a, r);
    get_vars(c, a, r);
    get_tables(c, a, r);
    r->audit_tolerance = cursor_f64(c);
    return !c->bad;
}
