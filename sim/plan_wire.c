/* plan_wire.c - joins the ports of all models by name, and refuses what cannot run.
 *
 * These are faults of the tables, not of a script: they are found at once by the first test that
 * makes any plan. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/plan_build.h"
#include <string.h>

struct at_row {
    const struct model *model;
    size_t number; /* of the model in models.def */
    const struct row *row;
};

static void fault(struct builder *b, const struct at_row *a, const char *what)
{
    diag_add(b->d, (struct where){0}, build_text(b, "%s.%s", a->model->name, a->row->name),
             MSG_TABLE_FAULT, what, NULL);
}

static size_t model_number(const struct builder *b, const struct model *m)
{
    size_t i = 0;
    while (b->r->table[i] != m)
        i++;
    return i;
}

static bool on_pair(const struct builder *b, const char *dim)
{
    const struct dim_row *fixed;
    const uint32_t d = build_dim(b, dim, &fixed);
    return d != UINT32_MAX && d > 0 && b->p->dim[d].row->kind == DIM_PAIR;
}

/* The field an INPUT names; checks unit, dimension and order. */
static uint32_t producer(struct builder *b, const struct at_row *in)
{
    const uint32_t f = plan_field(b->p, in->row->name);
    if (f == UINT32_MAX) {
        fault(b, in, "no model makes it");
        return f;
    }
    const struct field *made = &b->p->field[f];
    if (strcmp(made->row->unit, in->row->unit) != 0)
        fault(
            b, in,
            build_text(b, "unit \"%s\", but it is made in \"%s\"", in->row->unit, made->row->unit));
    if (in->row->dim && strcmp(made->row->dim, in->row->dim) != 0)
        fault(b, in, "dimension differs from its producer's");
    if ((made->row->kind == ROW_PARAM) != in->row->of_param)
        fault(b, in, "a parameter is read by INPUT_PARAM, nothing else is");
    if (made->row->kind == ROW_STATE)
        fault(b, in, "a stock is its owner's; read an output or a lag");
    if (made->row->kind != ROW_OUTPUT)
        return f;
    const bool earlier = made->row->pass < in->row->pass;
    const bool local = made->row->pass == in->row->pass &&
                       model_number(b, made->model) < in->number && !on_pair(b, made->row->dim);
    if (!earlier && !local)
        fault(b, in, "read before it is written; use a lag");
    return f;
}

static const uint32_t *index_array(struct builder *b, const struct at_row *a)
{
    const char *dot = strchr(a->row->name, '.');
    for (uint32_t i = 0; dot && i < b->p->n_dim; i++) {
        struct dim *d = &b->p->dim[i];
        const size_t n = (size_t)(dot - a->row->name);
        if (strlen(d->name) != n || strncmp(d->name, a->row->name, n) != 0)
            continue;
        const struct {
            const char *name;
            const uint32_t *array;
        } known[] = {
            {"first", d->first}, {"town", d->town}, {"key", d->key},  {"from", d->from},
            {"to", d->to},       {"out", d->out},   {"n", &d->count}, {"out_first", d->out_first}};
        for (size_t k = 0; k < COUNT_OF(known); k++)
            if (strcmp(known[k].name, dot + 1) == 0 && known[k].array)
                return known[k].array;
        for (uint32_t u = 1; i == 0 && u < b->p->n_dim; u++)
            if (strcmp(b->p->dim[u].name, dot + 1) == 0 && b->p->dim[u].of_town)
                return b->p->dim[u].of_town;
    }
    fault(b, a, "no such index");
    return NULL;
}

static void wire_lag(struct builder *b, const struct at_row *a)
{
    const uint32_t self = plan_field(b->p, build_text(b, "%s.%s", a->model->name, a->row->name));
    const uint32_t of = plan_field(b->p, a->row->of);
    if (of == UINT32_MAX || b->p->field[of].n != b->p->field[self].n ||
        strcmp(b->p->field[of].row->dim, a->row->dim) != 0) {
        fault(b, a, "remembers nothing of that name and dimension");
        return;
    }
    if (a->row->how == LAG_LAST && strcmp(b->p->field[of].row->unit, a->row->unit) != 0)
        fault(b, a, "unit differs from what it remembers");
    const struct row *from = b->p->field[of].row;
    b->p->field[self].source = of;
    b->p->field[self].no_copy = a->row->window == LAG_DAY && a->row->how == LAG_LAST &&
                                a->row->pass == PASS_WANT && from->kind == ROW_OUTPUT &&
                                from->pass == PASS_ACT && strcmp(a->row->value, "0") == 0;
}

void build_wires(struct builder *b)
{
    const struct wire **all = build_get(b, b->r->n_model, sizeof *all);
    for (size_t m = 0; m < b->r->n_model; m++) {
        const struct model *model = b->r->table[m];
        struct wire *w = build_get(b, model->n_row, sizeof *w);
        for (size_t i = 0; i < model->n_row; i++) {
            const struct at_row a = {model, m, &model->row[i]};
            w[i].field = UINT32_MAX;
            if (a.row->kind == ROW_INDEX)
                w[i].index = index_array(b, &a);
            else if (a.row->kind == ROW_INPUT)
                w[i].field = producer(b, &a);
            else
                w[i].field = plan_field(b->p, build_text(b, "%s.%s", model->name, a.row->name));
            if (a.row->kind == ROW_LAG)
                wire_lag(b, &a);
        }
        all[m] = w;
    }
    b->p->wire = all;
    uint32_t *lag = build_get(b, b->p->n_field, sizeof *lag);
    for (uint32_t i = 0; i < b->p->n_field; i++) {
        const struct row *row = b->p->field[i].row;
        if (row->kind == ROW_LAG && row->window == LAG_DAY && !b->p->field[i].no_copy)
            lag[b->p->n_day_lag++] = i;
    }
    b->p->day_lag = lag;
}
