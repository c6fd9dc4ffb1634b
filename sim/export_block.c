/* export_block.c - the numbers of a study's runs, a block at a time, so that any number of runs
 * takes the same memory. See export_tables.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/export_tables.h"
#include "sim/mem.h"
#include <math.h>

enum { ROOM = 1 << 20 }; /* numbers: 8 MB */

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

struct export_block *export_block_new(struct exporter *e, const size_t *var, size_t n_var,
                                      bool by_run)
{
    const struct var *first = n_var > 0 ? &e->all->var[var[0]] : NULL;
    const size_t n_run = e->all->n_run;
    struct export_block *b = arena_alloc(e->arena, 1, sizeof *b);
    if (b == NULL || first == NULL || n_run == 0) {
        return NULL;
    }
    const size_t each = first->axis < 0 ? 1 : e->all->axis[first->axis].n;
    *b = (struct export_block){
        .reader = e->reader, .var = var, .n_var = n_var, .n_run = n_run, .each = each};
    b->step_var = by_run ? n_var : smaller(n_var, ROOM / (n_run * each) + 1);
    b->step_run = by_run ? smaller(n_run, ROOM / (n_var * each) + 1) : n_run;
    b->x = each == 0 ? NULL : arena_alloc(e->arena, b->step_var * b->step_run * each, sizeof *b->x);
    return b->x != NULL ? b : NULL;
}

const double *export_block_at(struct export_block *b, size_t v, size_t run)
{
    const size_t var0 = v - v % b->step_var, run0 = run - run % b->step_run;
    const size_t runs = smaller(b->step_run, b->n_run - run0);
    if (!b->filled || var0 != b->var0 || run0 != b->run0) {
        const size_t vars = smaller(b->step_var, b->n_var - var0);
        if (!reader_slice(b->reader, b->var + var0, vars, run0, runs, b->x)) {
            for (size_t i = 0; i < vars * runs * b->each; i++) {
                b->x[i] = (double)NAN; /* the reader knows: nothing of it is kept */
            }
        }
        b->var0 = var0;
        b->run0 = run0;
        b->filled = true;
    }
    return b->x + ((v - var0) * runs + (run - run0)) * b->each;
}
