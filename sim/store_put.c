/* store_put.c - the steps by which the sheets of store_assemble.h put their variables into the
 * file. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/store_assemble.h"
#include "sim/store_compare.h"

bool assemble_going(const struct assembly *a) { return a->h.failed_at == NULL; }

void *assemble_need(struct assembly *a, void *p)
{
    if (p == NULL && assemble_going(a)) {
        a->h.failed_at = "memory";
    }
    return p;
}

double *assemble_numbers(struct assembly *a, size_t n)
{
    return assemble_need(a, arena_alloc(a->arena, n + 1, sizeof(double)));
}

const double *assemble_runs(void *assembly, const char *name)
{
    struct assembly *a = assembly;
    const struct var *v = results_find(a->r, name);
    if (v == NULL || v->axis >= 0 || v->time != TIME_NONE || v->type != TYPE_F64) {
        return NULL;
    }
    if (a->run_value == NULL) {
        a->run_value = assemble_numbers(a, a->r->n_run);
    }
    const size_t var = (size_t)(v - a->r->var);
    return assemble_read(a, var, 0, a->r->n_run, a->run_value) ? a->run_value : NULL;
}

void assemble_put(struct assembly *a, const struct h5_spec *spec, const char *units, const void *p)
{
    if (assemble_going(a)) {
        const hid_t var = h5_var(&a->h, spec);
        h5_put(&a->h, var, NULL, NULL, p);
        h5_text(&a->h, var, "ancillary_variables", spec->unit == NULL ? units : NULL);
        h5_done(&a->h, var);
    }
}

void assemble_figure(struct assembly *a, const struct figure *f, size_t n_dim,
                     const size_t dim[H5_MAX_RANK], const char *units, const double *value)
{
    const struct h5_spec spec = {.name = f->name,
                                 .unit = f->unit,
                                 .en = f->en,
                                 .ja = f->ja,
                                 .type = H5T_IEEE_F64LE,
                                 .n_dim = n_dim,
                                 .dim = {dim[0], dim[1], dim[2]}};
    assemble_put(a, &spec, units, value);
}

void assemble_text(struct assembly *a, const char *name, const char *en, const char *ja, size_t dim,
                   const char *const *value)
{
    const struct h5_spec spec = {
        .name = name, .unit = "1", .en = en, .ja = ja, .type = a->h.text, .n_dim = 1, .dim = {dim}};
    assemble_put(a, &spec, NULL, value);
}

size_t assemble_metric(struct assembly *a)
{
    static const struct h5_spec metric = {
        .name = "metric", .unit = "1", .en = "figure of the headline", .ja = "見出しの指標"};
    return h5_dim_text(&a->h, &metric, a->r->metric, a->r->n_metric);
}

void assemble_metric_unit(struct assembly *a, size_t metric)
{
    const char **unit = assemble_need(a, arena_alloc(a->arena, a->r->n_metric, sizeof *unit));
    for (size_t m = 0; m < a->r->n_metric && unit != NULL; m++) {
        const struct var *v = compare_var(a->r, a->r->metric[m]);
        unit[m] = v != NULL ? v->unit : "1";
    }
    assemble_text(a, "metric_unit", "unit of the metric", "指標の単位", metric, unit);
}
