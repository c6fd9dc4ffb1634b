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

struct run_numbers {
    struct export_block *block;
};

static void run_row(const struct export_table *t, size_t i, struct export_cell *cell)
{
    const struct run_id id = t->e->all->run[i];
    const struct run_numbers *n = t->of;
    const char *message = reader_messages(t->e->reader)[i];
    cell[0].x = (double)i;
    cell[1].text = id.option < t->e->all->n_option ? t->e->all->option[id.option] : "";
    cell[2].x = (double)id.point;
    cell[3].x = (double)id.replicate;
    cell[4].x = message[0] != '\0' ? 1.0 : 0.0;
    cell[5].text = message;
    for (size_t c = LEAD; c < t->n_column; c++) {
        cell[c].x = *export_block_at(n->block, c - LEAD, i);
    }
}

/* The numbers of a run: metrics, then inputs. */
static size_t list_numbers(const struct exporter *e, size_t *var)
{
    size_t n = 0;
    for (size_t k = 0; k < e->n_kpi; k++) {
        var[n++] = (size_t)(e->kpi[k] - e->r->var);
    }
    for (size_t k = 0; k < e->all->n_var; k++) {
        const struct var *v = &e->all->var[k];
        if (v->role == ROLE_DRAW && v->axis < 0 && v->time == TIME_NONE) {
            var[n++] = k;
        }
    }
    return n;
}

static void add_runs(struct exporter *e)
{
    const size_t most = e->n_kpi + e->all->n_var + 1;
    struct run_numbers *of = arena_alloc(e->arena, 1, sizeof *of);
    size_t *var = arena_alloc(e->arena, most, sizeof *var);
    const char **id = arena_alloc(e->arena, LEAD + most, sizeof *id);
    if (of == NULL || var == NULL || id == NULL) {
        return;
    }
    const size_t n = list_numbers(e, var);
    memcpy(id, run_column, sizeof run_column);
    for (size_t k = 0; k < n; k++) {
        id[LEAD + k] = export_metric_id(&e->all->var[var[k]]);
    }
    of->block = export_block_new(e, var, n, true);
    struct export_table *t =
        n > 0 && of->block == NULL ? NULL : export_add(e, "runs", e->all->n_run, id, LEAD + n);
    if (t == NULL) {
        return;
    }
    for (size_t k = 0; k < n; k++) {
        struct export_column *c = &t->column[LEAD + k];
        const struct var *v = &e->all->var[var[k]];
        const bool draw = v->role == ROLE_DRAW; /* many inputs have one meaning */
        *c = (struct export_column){id[LEAD + k], draw ? c->id : v->en, draw ? c->id : v->ja,
                                    v->unit, EXPORT_NUMBER};
    }
    t->by_column = true;
    t->of = of;
    t->row = run_row;
}

/* --- audit ----------------------------------------------------------------------------------- */

static const char *const audit_column[] = {"account",  "audit_share", "residual",
                                           "turnover", "run",         "tolerance"};
struct audit {
    double share, residual, turnover;
    size_t run;
};

static void audit_row(const struct export_table *t, size_t i, struct export_cell *cell)
{
    const struct results *r = t->e->all;
    const struct audit *a = (const struct audit *)t->of + i;
    const bool none = a->share < 0.0;
    cell[1].x = none ? (double)NAN : a->share;
    cell[2].x = none ? (double)NAN : a->residual;
    cell[3].x = none ? (double)NAN : a->turnover;
    cell[4].x = none ? (double)NAN : (double)a->run;
    const struct var *v = results_find(r, "audit.residual");
    cell[0].text = v != NULL && v->axis >= 0 ? r->axis[v->axis].label[i] : "";
    cell[5].x = r->audit_tolerance;
}

/* The run that closes worst. NaN of failed runs never compares greater. */
static void judge_runs(const struct exporter *e, struct export_block *b, struct audit *a)
{
    for (size_t i = 0; i < b->each; i++) {
        a[i].share = -1.0;
    }
    for (size_t run = 0; run < e->all->n_run; run++) {
        const double *residual = export_block_at(b, 0, run);
        const double *turnover = export_block_at(b, 1, run);
        for (size_t i = 0; i < b->each; i++) {
            const double share = fabs(residual[i]) / (turnover[i] > 1.0 ? turnover[i] : 1.0);
            if (share > a[i].share) {
                a[i] = (struct audit){share, residual[i], turnover[i], run};
            }
        }
    }
}

static void add_audit(struct exporter *e)
{
    const struct var *v = results_find(e->all, "audit.residual");
    const struct var *w = results_find(e->all, "audit.turnover");
    if (v == NULL || w == NULL || v->axis != w->axis) {
        return;
    }
    const size_t pair[2] = {(size_t)(v - e->all->var), (size_t)(w - e->all->var)};
    struct export_block *b = export_block_new(e, pair, 2, true);
    struct audit *a = b == NULL ? NULL : arena_alloc(e->arena, b->each, sizeof *a);
    if (a == NULL) {
        return;
    }
    judge_runs(e, b, a);
    struct export_table *t = export_add(e, "audit", b->each, COLUMNS(audit_column));
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
