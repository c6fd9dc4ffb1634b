/* plan_exclusive.c - pairs of parameters that would count one thing twice (struct exclusive).
 *
 * They are compared month by month, so that one may end where the other begins. An uncertain number
 * counts as above 0. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/plan_build.h"
#include <string.h>

static bool above_zero(const struct plan *p, const struct cell *c, uint32_t month)
{
    return (c->draw >= 0 || c->fixed > 0.0) && (c->series < 0 || p->series[c->series][month] > 0.0);
}

static bool clash(const struct plan *p, const struct cell *a, const struct cell *c)
{
    bool both = false;
    for (uint32_t m = 0; m < p->n_month && !both; m++)
        both = above_zero(p, a, m) && above_zero(p, c, m);
    return both;
}

/* Where the script says it: at the second of the pair, else at the first, else at the entity. */
static void refuse(struct builder *b, const struct node *entity, const struct row *row[2],
                   const struct exclusive *x)
{
    const struct node *at = entity;
    for (size_t i = 0; i < 2; i++) {
        const struct node *n = node_get(entity, row[i]->word);
        at = n ? n : at;
    }
    diag_add(b->d, at->at, at->path, MSG_EXCLUSIVE, row[0]->word, row[1]->word,
             b->d->lang == LANG_JA ? x->ja : x->en, NULL);
}

static void check_pair(struct builder *b, const struct model *m, const struct exclusive *x)
{
    const struct plan *p = b->p;
    const uint32_t one = plan_field(p, build_text(b, "%s.%s", m->name, x->a));
    const uint32_t two = plan_field(p, build_text(b, "%s.%s", m->name, x->b));
    if (one == UINT32_MAX || two == UINT32_MAX)
        return; /* a fault of the table: registry_check() names it */
    const struct field *f = &p->field[one], *g = &p->field[two];
    const struct row *row[2] = {f->row, g->row};
    for (size_t o = 0; o < p->n_option; o++)
        for (uint32_t i = 0; i < f->n && i < g->n; i++) {
            const struct node *entity = b->set[f->dim].item[i / f->n_fixed].node[o];
            if (entity && clash(p, &f->cell[o][i], &g->cell[o][i]))
                refuse(b, entity, row, x);
        }
}

void build_exclusive(struct builder *b)
{
    for (size_t m = 0; m < b->r->n_model; m++)
        for (size_t i = 0; i < b->r->table[m]->n_exclusive; i++)
            check_pair(b, b->r->table[m], &b->r->table[m]->exclusive[i]);
}
