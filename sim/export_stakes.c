/* export_stakes.c - who pays and who gains: the three views and each stakeholder, by option.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/export_tables.h"
#include "sim/mem.h"
#include "sim/store_stakes.h"

static const char *const stake_column[] = {"stakeholder",   "name_ja",      "unit",
                                           "option",        "mean",         "difference",
                                           "difference_lo", "difference_hi"};

static void stake_row(const struct export_table *t, size_t i, struct export_cell *cell)
{
    const struct stakes *s = t->of;
    const size_t n_option = t->e->r->n_option;
    const struct stake_figure x = stakes_figure(s, i / n_option, i % n_option);
    cell[0].text = s->item[i / n_option].en;
    cell[1].text = s->item[i / n_option].ja;
    cell[2].text = "yen year-1";
    cell[3].text = t->e->r->option[i % n_option];
    cell[4].x = x.mean;
    cell[5].x = x.difference;
    cell[6].x = x.lo;
    cell[7].x = x.hi;
}

void export_add_stakes(struct exporter *e)
{
    struct stakes *s = arena_alloc(e->arena, 1, sizeof *s);
    if (s == NULL ||
        !stakes_find(s, e->r, &e->f, (struct run_source){e, export_run_source}, e->arena) ||
        s->n == 0) {
        return; /* memory that ran out is noticed by the arena */
    }
    struct export_table *t = export_add(e, "stakeholders", s->n * e->r->n_option, stake_column,
                                        sizeof stake_column / sizeof *stake_column);
    if (t != NULL) {
        t->of = s;
        t->row = stake_row;
    }
}
