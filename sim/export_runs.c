/* export_runs.c - run by run: what each gave and what was drawn for it; and how its books closed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/export_tables.h"
#include "sim/mem.h"
#include <math.h>
#include <string.h>

#define COLUMNS(a) (a), sizeof(a) / sizeof *(a)

/* --- runs ------------------------------------------------------------------------------------ */

static const char *const run_column[] = {"run",       "option", "point",
                                         "replicate", "failed", "message"};
enum { LEAD = sizeof run_column / sizeof *run_column };

static void run_row(const struct export_table *t, size_t i, struct export_cell *cell)
{
    const struct run_id id = t->e->all->run[i];
    const double *const *x = t->of;
    const char *message = reader_messages(t->e->reader)[i];
    cell[0].x = (double)i;
    cell[1].text = id.option < t->e->all->n_option ? t->e->all->option[id.option] : "";
    cell[2].x = (double)id.point;
    cell[3].x = (double)id.replicate;
    cell[4].x = message[0] != '\0' ? 1.0 : 0.0;
    cell[5].text = message;
    for (size_t c = LEAD; c < t->n_column; c++) {
        cell[c].x = x[c - LEAD][i];
    }
}

/* The numbers of a run: metrics, then inputs. */
static size_t list_numbers(const struct exporter *e, const struct var **v, const double **x)
{
    size_t n = 0;
    for (size_t k = 0; k < e->n_kpi; k++) {
        v[n++] = e->kpi[k];
    }
    for (size_t k = 0; k < e->all->n_var; k++) {
        if (e->all->var[k].role == ROLE_DRAW) {
            v[n++] = &e->all->var[k];
        }
    }
    size_t kept = 0;
    for (size_t k = 0; k < n; k++) {
        v[kept] = v[k];
        x[kept] = v[k]->role != ROLE_DRAW
                      ? reader_runs(e->reader, v[k]->name)
                      : export_dataset(e, reader_file_name(e->reader, (size_t)(v[k] - e->all->var)),
                                       e->all->n_run);
        kept += x[kept] != NULL;
    }
    return kept;
}

static void add_runs(struct exporter *e)
{
    const size_t most = e->n_kpi + e->all->n_var + 1;
    const struct var **v = arena_alloc(e->arena, most, sizeof *v);
    const double **x = arena_alloc(e->arena, most, sizeof *x);
    const char **id = arena_alloc(e->arena, LEAD + most, sizeof *id);
    if (v == NULL || x == NULL || id == NULL) {
        return;
    }
    const size_t n = list_numbers(e, v, x);
    memcpy(id, run_column, sizeof run_column);
    for (size_t k = 0; k < n; k++) {
        id[LEAD + k] = export_metric_id(v[k]);
    }
    struct export_table *t = export_add(e, "runs", e->all->n_run, id, LEAD + n);
    if (t == NULL) {
        return;
    }
    for (size_t k = 0; k < n; k++) {
        struct export_column *c = &t->column[LEAD + k];
        const bool draw = v[k]->role == ROLE_DRAW; /* many inputs have one meaning */
        *c = (struct export_column){id[LEAD + k], draw ? c->id : v[k]->en, draw ? c->id : v[k]->ja,
                                    v[k]->unit, EXPORT_NUMBER};
    }
    t->by_column = true;
    t->of = x;
    t->row = run_row;
}

/* --- audit ----------------------------------------------------------------------------------- */

static const char *const audit_column[] = {"account",  "audit_share", "residual",
                                           "turnover", "run",         "tolerance"};
struct audit {
    const double *residual, *turnover; /* [run][account] */
    size_t n;
};

/* The run that closes worst. NaN of failed runs never compares greater. */
static void audit_row(const struct export_table *t, size_t i, struct export_cell *cell)
{
    const struct results *r = t->e->all;
    const struct audit *a = t->of;
    double worst = -1.0;
    for (size_t c = 1; c < 5; c++) {
        cell[c].x = (double)NAN;
    }
    for (size_t run = 0; run < r->n_run; run++) {
        const double residual = a->residual[run * a->n + i], turnover = a->turnover[run * a->n + i];
        const double share = fabs(residual) / (turnover > 1.0 ? turnover : 1.0);
        if (share > worst) {
            worst = share;
            cell[1].x = share;
            cell[2].x = residual;
            cell[3].x = turnover;
            cell[4].x = (double)run;
        }
    }
    const struct var *v = results_find(r, "audit.residual");
    cell[0].text = v != NULL && v->axis >= 0 ? r->axis[v->axis].label[i] : "";
    cell[5].x = r->audit_tolerance;
}

static void add_audit(struct exporter *e)
{
    const struct var *v = results_find(e->all, "audit.residual");
    struct audit *a = arena_alloc(e->arena, 1, sizeof *a);
    if (v == NULL || a == NULL) {
        return;
    }
    a->n = v->axis < 0 ? 1 : e->all->axis[v->axis].n;
    a->residual = export_dataset(e, v->name, e->all->n_run * a->n);
    a->turnover = export_dataset(e, "audit.turnover", e->all->n_run * a->n);
    struct export_table *t = a->residual == NULL || a->turnover == NULL
                                 ? NULL
                                 : export_add(e, "audit", a->n, COLUMNS(audit_column));
    if (t != NULL) {
        t->row = audit_row;
        t->of = a;
    }
}

void export_add_runs(struct exporter *e)
{
    add_runs(e);
    add_audit(e);
}
