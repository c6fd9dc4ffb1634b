/* policy.c - the host side of policies: names to numbers of one lane.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/policy.h"
#include <stdio.h>
#include <string.h>

struct host {
    struct block *b;
    size_t lane;
    double n_day;
    uint32_t next_day;
};
#define WHOLE_REGION UINT32_C(0xffffffff)

static uint32_t dim_of_list(const struct plan *p, const char *list)
{
    for (uint32_t d = 0; d < p->n_dim; d++) {
        const char *name = d == 0 ? "towns" : p->dim[d].row->list;
        if (name && strcmp(name, list) == 0)
            return d;
    }
    return UINT32_MAX;
}

static bool readable(const struct field *f, uint32_t dim, bool to_set)
{
    const struct row *r = f->row;
    if (f->dim != dim || f->n_fixed != 1 || f->n_span != 1)
        return false;
    return r->kind == ROW_PARAM ? r->word != NULL : !to_set && r->agg != AGG_NONE;
}

static uint32_t field_of(const struct plan *p, uint32_t dim, const char *name, bool to_set)
{
    for (uint32_t i = 0; i < p->n_field; i++) {
        const struct field *f = &p->field[i];
        if (!readable(f, dim, to_set))
            continue;
        if (strcmp(f->row->name, name) == 0 || (f->row->word && strcmp(f->row->word, name) == 0))
            return i;
    }
    return UINT32_MAX;
}

static void nearest_field(const struct plan *p, uint32_t dim, const char *name, bool to_set,
                          char hint[128])
{
    enum { MANY = 256 };
    const char *known[MANY];
    size_t n = 0;
    for (uint32_t i = 0; i < p->n_field && n < MANY; i++)
        if (readable(&p->field[i], dim, to_set))
            known[n++] =
                p->field[i].row->kind == ROW_PARAM ? p->field[i].row->word : p->field[i].row->name;
    const char *near = diag_nearest(name, known, n);
    snprintf(hint, 128, "%s", near ? near : "");
}

static uint32_t entity_of(const struct dim *d, const char *name, char hint[128])
{
    for (uint32_t e = 0; e < d->n; e++)
        if (strcmp(d->label[e], name) == 0)
            return e;
    const char *near = diag_nearest(name, d->label, d->n);
    snprintf(hint, 128, "%s", near ? near : "");
    return UINT32_MAX;
}

static long host_find(void *ctx, const char *list, const char *entity, const char *field,
                      bool to_set, char hint[128])
{
    const struct plan *p = ((struct host *)ctx)->b->plan;
    hint[0] = '\0';
    const uint32_t dim = dim_of_list(p, list);
    if (dim == UINT32_MAX)
        return -1;
    const uint32_t e = entity ? entity_of(&p->dim[dim], entity, hint) : WHOLE_REGION;
    if (entity && e == UINT32_MAX)
        return -1;
    const uint32_t f = field_of(p, dim, field, to_set);
    if (f == UINT32_MAX || (entity == NULL && p->field[f].row->kind == ROW_PARAM)) {
        nearest_field(p, dim, field, to_set, hint);
        return -1;
    }
    return (long)((uint64_t)f << 32 | e);
}

static double host_get(void *ctx, long handle)
{
    const struct host *h = ctx;
    const uint32_t i = (uint32_t)((uint64_t)handle >> 32), e = (uint32_t)handle;
    const struct field *f = &h->b->plan->field[i];
    if (e == WHOLE_REGION)
        return h->b->region[i]->v[h->lane];
    if (f->total >= 0 && f->row->agg != AGG_LAST) {
        const double x = h->b->total[f->total][e].v[h->lane];
        return f->row->agg == AGG_MEAN ? x / h->n_day : x;
    }
    if (f->home)
        return state_param(h->b, i, e, h->lane);
    return h->b->buf[i][e].v[h->lane];
}

static bool host_set(void *ctx, long handle, double value)
{
    const struct host *h = ctx;
    const uint32_t i = (uint32_t)((uint64_t)handle >> 32), e = (uint32_t)handle;
    const struct row *row = h->b->plan->field[i].row;
    if (row->kind != ROW_PARAM || row->form == FORM_DATE || !(value >= row->lo && value <= row->hi))
        return false;
    state_pin(h->b, i, e, h->lane, value);
    return true;
}

static bool host_open(void *ctx, const char *list, const char *entity, bool open, char hint[128])
{
    const struct host *h = ctx;
    const struct plan *p = h->b->plan;
    const uint32_t dim = dim_of_list(p, list);
    const uint32_t e = dim == UINT32_MAX ? UINT32_MAX : entity_of(&p->dim[dim], entity, hint);
    if (e == UINT32_MAX)
        return false;
    for (uint32_t i = 0; i < p->n_field; i++) {
        const struct field *f = &p->field[i];
        if (f->dim != dim || strcmp(f->row->name, open ? "opens_day" : "closes_day") != 0)
            continue;
        if (open && !f->cell[h->b->run[h->lane].option][e].by_policy) {
            snprintf(hint, 128, "opens = j.by_policy");
            return false;
        }
        if (!open || state_param(h->b, i, e, h->lane) >= NEVER_DAY)
            state_pin(h->b, i, e, h->lane, (double)h->next_day);
        return true;
    }
    return false;
}

static const char *const *host_names(void *ctx, const char *list)
{
    const struct plan *p = ((struct host *)ctx)->b->plan;
    if (list == NULL)
        return p->list_sorted;
    const uint32_t dim = dim_of_list(p, list);
    return dim == UINT32_MAX ? NULL : p->dim[dim].sorted;
}

void policy_month(struct block *b, const struct journey *j, uint32_t month, double n_day,
                  const struct team *t)
{
    const uint32_t end = b->plan->month_day[month + 1];
    const struct date last = clock_date(b->plan->day0 + end - 1);
    for (size_t l = (size_t)t->id; l < LANES; l += (size_t)t->n) {
        const size_t option = j->study_option[b->run[l].option];
        if (b->failed[l] || policies_count(j->script, option) == 0)
            continue;
        struct host host = {b, l, n_day, end};
        const struct policy_host calls = {&host,    host_find, host_get,
                                          host_set, host_open, host_names};
        const struct policy_now now = {.year = last.year,
                                       .month = last.month,
                                       .day = last.day,
                                       .fiscal_year = clock_fiscal_year(last),
                                       .month_index = month,
                                       .year_end = month % 12 == 11,
                                       .seed = b->seed,
                                       .future = b->run[l].future};
        char err[256];
        if (!policies_run(j->policies, option, l, &now, &calls, err))
            state_fail(b, l, err);
    }
}
