/* plan_shared.c - parameters that no run can change: one copy for all blocks of a plan.
 *
 * Half of a town's numbers are plain ones of the catalogue or the script. Kept once, they take no
 * room in a block, and all threads find them in the same cache.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/plan_build.h"

/* A policy may set any parameter of an entity, but none of a product or a pair. */
static bool out_of_reach(const struct field *f, const struct dim *d)
{
    return f->n_fixed > 1 || (d->row && d->row->kind == DIM_PAIR);
}

static bool is_constant(const struct plan *p, const struct field *f)
{
    if (f->row->kind != ROW_PARAM || f->varies || f->cell == NULL || f->n_span > 1)
        return false;
    for (size_t o = 0; o < p->n_option; o++)
        for (uint32_t e = 0; e < f->n; e++) {
            const struct cell *c = &f->cell[o][e];
            if (c->draw >= 0 || c->series >= 0 || c->by_policy || c->fixed != f->cell[0][e].fixed)
                return false;
        }
    return true;
}

void build_shared(struct builder *b)
{
    struct plan *p = b->p;
    bool policies = false;
    for (size_t o = 0; o < p->n_option; o++)
        policies = policies || node_get(p->option[o].scenario, "policies") != NULL;
    for (size_t i = 0; i < p->n_field; i++) {
        struct field *f = &p->field[i];
        if (!is_constant(p, f) || (policies && !out_of_reach(f, &p->dim[f->dim])))
            continue;
        /* one lane more, so that arrays of equal length do not begin at the same place of a page */
        struct lane *lane = build_get(b, f->n + 1, sizeof *lane);
        for (uint32_t e = 0; e < f->n; e++)
            LANES_LOOP(l) lane[e].v[l] = f->cell[0][e].fixed;
        f->shared = lane;
        p->shared_bytes += f->n * sizeof *lane;
    }
}
