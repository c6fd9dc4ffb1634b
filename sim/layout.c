/* layout.c - axes, variables and tables of a result file, from the plan's tables.
 *
 * An axis lists names in byte order, so that it does not depend on how the plan stores them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/layout.h"
#include "sim/calibrate.h"
#include "sim/mem.h"
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Series are monthly up to this many values, then by fiscal year. */
#define MONTHLY_VALUES_MAX 2e8

struct layout {
    struct study *s;
    const struct plan *p;
    struct results *r;
    int *axis_of; /* [n_field] */
    jmp_buf oom;
};

static void *get(struct layout *y, size_t n, size_t size)
{
    void *got = arena_alloc(y->s->arena, n ? n : 1, size);
    if (got == NULL)
        longjmp(y->oom, 1);
    return got;
}

static const char *text(struct layout *y, const char *fmt, ...)
{
    char buf[1024];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(buf, sizeof buf, fmt, ap);
    va_end(ap);
    const char *got = arena_strdup(y->s->arena, buf);
    if (got == NULL)
        longjmp(y->oom, 1);
    return got;
}

/* --- axes ---------------------------------------------------------------------------------- */

static int by_text(const void *x, const void *y)
{
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static const char *element_name(struct layout *y, const struct plan *p, const struct field *f,
                                uint32_t e)
{
    const char *name = p->dim[f->dim].label[e / f->n_fixed];
    return f->fixed ? text(y, "%s %s", name, f->fixed->label[e % f->n_fixed]) : name;
}

static const char *axis_name(struct layout *y, const struct plan *p, const struct field *f)
{
    const char *dim = p->dim[f->dim].name;
    return f->fixed ? text(y, "%s_%s", dim, f->fixed->name) : dim;
}

static int axis_number(struct layout *y, const struct field *f)
{
    const char *name = axis_name(y, y->p, f);
    for (size_t i = 0; i < y->r->n_axis; i++)
        if (strcmp(y->r->axis[i].name, name) == 0)
            return (int)i;
    const char **label = get(y, f->n, sizeof *label);
    for (uint32_t e = 0; e < f->n; e++)
        label[e] = element_name(y, y->p, f, e);
    qsort(label, f->n, sizeof *label, by_text);
    const struct dim_row *row = y->p->dim[f->dim].row;
    struct axis *a = &y->r->axis[y->r->n_axis];
    *a = (struct axis){.name = name,
                       .en = row ? row->en : "town",
                       .ja = row ? row->ja : "市町村",
                       .label = label,
                       .n = f->n};
    return (int)y->r->n_axis++;
}

/* --- variables ------------------------------------------------------------------------------- */

static void add_var(struct layout *y, struct var v) { y->r->var[y->r->n_var++] = v; }

/* A sweep has many runs: it keeps the series only if asked, and of the figures those asked for. */
static bool keeps_series(const struct layout *y, const char *name)
{
    if (y->s->fit) /* those that are compared with observations */
        return calibrate_wants(script_root(y->s->script), name);
    const struct node *n = node_get(script_root(y->s->script), "series");
    return y->s->sweep == NULL || (n && n->kind == NODE_BOOL && n->number != 0.0);
}

static bool keeps_kpi(const struct layout *y, const char *name)
{
    const struct node *root = script_root(y->s->script);
    const struct node *list = node_get(y->s->fit ? node_get(root, "scenario") : root, "metrics");
    bool named = y->s->sweep == NULL || (list == NULL && !y->s->fit);
    for (size_t i = 0; list && i < list->n; i++)
        named =
            named || (list->item[i].kind == NODE_STRING && strcmp(list->item[i].text, name) == 0);
    return named;
}

static void field_vars(struct layout *y, const struct field *f)
{
    const struct row *row = f->row;
    struct var v = {.name = f->name,
                    .unit = row->unit,
                    .en = row->en,
                    .ja = row->ja,
                    .source = f->model->name,
                    .role = ROLE_SERIES,
                    .type = TYPE_F32,
                    .time = TIME_MONTH,
                    .axis = axis_number(y, f),
                    .better = row->better == BETTER_MORE   ? 1
                              : row->better == BETTER_LESS ? -1
                                                           : 0,
                    .across = row->across == ACROSS_MEAN,
                    .agg = (int)row->agg};
    if (keeps_series(y, f->name))
        add_var(y, v);
    if (!keeps_kpi(y, f->name))
        return;
    v.name = text(y, "kpi.%s", f->name);
    if (row->agg == AGG_SUM)
        v.unit = strcmp(row->unit, "1") == 0 ? "year-1" : text(y, "%s year-1", row->unit);
    v.role = ROLE_KPI;
    v.type = TYPE_F64;
    v.time = TIME_NONE;
    v.axis = -1;
    add_var(y, v);
}

static void draw_vars(struct layout *y)
{
    for (size_t i = 0; i < y->p->n_draw; i++) {
        const struct draw *w = &y->p->draw[i];
        if (y->s->fit && y->s->sweep->factor_of[i] < 0)
            continue;       /* at its median, in every run */
        bool twice = false; /* one value used for fields of different units: its first use */
        for (size_t k = 0; k < i; k++)
            twice = twice || strcmp(y->p->draw[k].path, w->path) == 0;
        if (!twice)
            add_var(y, (struct var){.name = text(y, "draw.%s", w->path),
                                    .unit = w->row->unit,
                                    .en = w->row->en,
                                    .ja = w->row->ja,
                                    .source = w->source,
                                    .role = ROLE_DRAW,
                                    .type = TYPE_F64,
                                    .axis = -1});
    }
}

static size_t list_accounts(const struct plan *p, struct account *out)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n_field; i++) {
        const struct row *row = p->field[i].row;
        if (row->kind != ROW_STATE || row->medium == 0)
            continue;
        bool known = false;
        for (size_t k = 0; k < n; k++)
            known = known || (out[k].medium == row->medium && out[k].holder == row->from);
        if (!known)
            out[n++] = (struct account){row->medium, row->from};
    }
    return n;
}

static void audit_vars(struct layout *y)
{
    const struct registry *g = y->p->registry;
    struct account *account = get(y, y->p->n_field, sizeof *account);
    const size_t n = list_accounts(y->p, account);
    const char **label = get(y, n, sizeof *label);
    for (size_t i = 0; i < n; i++)
        label[i] =
            text(y, "%s %s", g->medium[account[i].medium].id, g->holder[account[i].holder].id);
    y->r->axis[y->r->n_axis] = (struct axis){.name = "account",
                                             .en = "account that holds a stock",
                                             .ja = "勘定",
                                             .label = label,
                                             .n = n};
    struct var v = {.name = "audit.residual",
                    .unit = "1",
                    .en = "closing less opening stock less booked flows, in the medium's unit",
                    .ja = "期末と期首の差から記帳した流れを引いた残差（媒体の単位）",
                    .role = ROLE_AUDIT,
                    .type = TYPE_F64,
                    .axis = (int)y->r->n_axis++};
    add_var(y, v);
    v.name = "audit.turnover";
    v.en = "sum of booked flows in and out, in the medium's unit";
    v.ja = "記帳した出入りの合計（媒体の単位）";
    add_var(y, v);
}

static void list_vars(struct layout *y)
{
    const struct plan *p = y->p;
    y->r->axis = get(y, p->n_field + 1, sizeof *y->r->axis);
    y->r->var = get(y, 2 * p->n_field + p->n_draw + 2, sizeof *y->r->var);
    for (size_t i = 0; i < p->n_field; i++)
        if (record_is_series(&p->field[i]))
            field_vars(y, &p->field[i]);
    draw_vars(y);
    audit_vars(y);
}

/* --- time ----------------------------------------------------------------------------- */

static bool is_yearly(const struct layout *y)
{
    double values = 0;
    for (size_t i = 0; i < y->p->n_field; i++)
        if (record_is_series(&y->p->field[i]))
            values += (double)y->p->field[i].n * (y->p->n_month - y->p->month_recorded);
    return y->s->fit == NULL && values * (double)y->r->n_run > MONTHLY_VALUES_MAX;
}

/* Number of the period that holds a recorded month (from 0): itself, or its fiscal year. */
static uint32_t period_of(const struct plan *p, bool yearly, uint32_t i)
{
    const struct date d = clock_date(p->day0 + p->month_day[p->month_recorded]);
    const uint32_t since_april = (uint32_t)(d.month + 8) % 12;
    return yearly ? (i + since_april) / 12 : i;
}

static void list_periods(struct layout *y)
{
    const struct plan *p = y->p;
    const bool yearly = is_yearly(y);
    const uint32_t kept = p->n_month - p->month_recorded;
    const uint32_t n = kept > 0 ? period_of(p, yearly, kept - 1) + 1 : 0;
    const char **label = get(y, n, sizeof *label);
    int32_t *day = get(y, n, sizeof *day);
    for (uint32_t k = 0; k < kept; k++) {
        const uint32_t at = p->month_day[p->month_recorded + k], i = period_of(p, yearly, k);
        const struct date d = clock_date(p->day0 + at);
        if (k > 0 && period_of(p, yearly, k - 1) == i)
            continue;
        label[i] =
            yearly ? text(y, "%04d", clock_fiscal_year(d)) : text(y, "%04d-%02d", d.year, d.month);
        day[i] = (int32_t)(at - p->month_day[p->month_recorded]);
    }
    y->r->n_month = n;
    y->r->month = label;
    y->r->month_days = day;
    const struct date start = clock_date(p->day0 + p->month_day[p->month_recorded]);
    y->r->start = text(y, "%04d-%02d-%02d", start.year, start.month, start.day);
    y->r->years = p->years;
}

bool layout_make(struct study *s, const struct plan *whole)
{
    struct layout y = {.s = s, .p = whole, .r = &s->results};
    if (setjmp(y.oom) != 0)
        return false;
    y.r->audit_tolerance = 1e-9;
    list_vars(&y);
    list_periods(&y);
    return layout_tables(s, whole);
}

/* --- a plan's way into it --------------------------------------------------------------------- */

static int32_t var_number(const struct results *r, const char *name)
{
    for (size_t i = 0; i < r->n_var; i++)
        if (strcmp(r->var[i].name, name) == 0)
            return (int32_t)i;
    return -1;
}

static void map_field(struct layout *y, struct record_map *m, size_t i)
{
    const struct field *f = &y->p->field[i];
    m->series[i] = record_is_series(f) ? var_number(y->r, f->name) : -1;
    m->kpi[i] = record_is_series(f) ? var_number(y->r, text(y, "kpi.%s", f->name)) : -1;
    if (m->series[i] < 0)
        return;
    const struct axis *a = &y->r->axis[y->r->var[m->series[i]].axis];
    uint32_t *place = get(y, f->n, sizeof *place);
    for (uint32_t e = 0; e < f->n; e++) {
        const char *name = element_name(y, y->p, f, e);
        const char *const *at = bsearch(&name, a->label, a->n, sizeof *a->label, by_text);
        assert(at); /* the union has every plan's entities */
        place[e] = (uint32_t)(at - a->label);
    }
    m->place[i] = place;
    m->width[i] = (uint32_t)a->n;
}

static void map_periods(struct layout *y, struct record_map *m)
{
    const struct plan *p = y->p;
    const uint32_t kept = p->n_month - p->month_recorded;
    const bool yearly = y->r->n_month != kept;
    uint32_t *period = get(y, p->n_month, sizeof *period);
    double *days = get(y, y->r->n_month, sizeof *days);
    for (uint32_t i = 0; i < p->n_month; i++) {
        period[i] =
            i < p->month_recorded ? UINT32_MAX : period_of(p, yearly, i - p->month_recorded);
        if (period[i] != UINT32_MAX)
            days[period[i]] += (double)(p->month_day[i + 1] - p->month_day[i]);
    }
    m->period = period;
    m->period_days = days;
}

struct record_map *layout_map(struct study *s, const struct plan *p)
{
    struct layout y = {.s = s, .p = p, .r = &s->results};
    if (setjmp(y.oom) != 0)
        return NULL;
    struct record_map *m = get(&y, 1, sizeof *m);
    m->series = get(&y, p->n_field, sizeof *m->series);
    m->kpi = get(&y, p->n_field, sizeof *m->kpi);
    m->place = get(&y, p->n_field, sizeof *m->place);
    m->width = get(&y, p->n_field, sizeof *m->width);
    for (size_t i = 0; i < p->n_field; i++)
        map_field(&y, m, i);
    int32_t *draw = get(&y, p->n_draw, sizeof *draw);
    for (size_t i = 0; i < p->n_draw; i++)
        draw[i] = var_number(y.r, text(&y, "draw.%s", p->draw[i].path));
    m->draw = draw;
    map_periods(&y, m);
    struct account *account = get(&y, p->n_field, sizeof *account);
    m->n_account = list_accounts(p, account);
    m->account = account;
    m->residual = var_number(y.r, "audit.residual");
    m->turnover = var_number(y.r, "audit.turnover");
    return m;
}
