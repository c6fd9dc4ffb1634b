/* plan_apart.c - what a plan has only once: roads, positions of towns, climate. Where options differ
 * in it, one union cannot serve them all, and each gets a plan of its own.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/plan_build.h"
#include <string.h>

/* The same words and numbers, wherever they stand in the source. */
static bool same_node(const struct node *a, const struct node *c)
{
    if (a == NULL || c == NULL)
        return a == c;
    bool same = a->kind == c->kind && a->number == c->number && a->n == c->n &&
                (a->text == NULL) == (c->text == NULL) && (a->key == NULL) == (c->key == NULL);
    same = same && (a->text == NULL || strcmp(a->text, c->text) == 0);
    same = same && (a->key == NULL || strcmp(a->key, c->key) == 0);
    for (size_t i = 0; same && i < a->n; i++)
        same = same_node(&a->item[i], &c->item[i]);
    return same;
}

/* A town that both options have must lie in the same place and make the same choices. */
static bool same_town(const struct builder *b, const struct node *a, const struct node *c)
{
    bool same = same_node(node_get(a, "lat"), node_get(c, "lat")) &&
                same_node(node_get(a, "lon"), node_get(c, "lon"));
    for (size_t i = 1; same && i < b->p->n_dim; i++) {
        const struct dim_row *row = b->p->dim[i].row;
        if (row->kind == DIM_USED)
            same = same_node(node_get(a, row->choice), node_get(c, row->choice));
    }
    return same;
}

/* Means over the entries of a used dimension are over those in use: an option must use all. */
static bool uses_all(const struct builder *b, size_t o, const struct dim *d)
{
    size_t used = 0;
    for (uint32_t e = 0; e < d->n; e++) {
        bool mine = false;
        for (size_t t = 0; t < b->set[0].n && !mine; t++)
            mine = b->set[0].item[t].node[o] && d->of_town[t] == e;
        used += mine;
    }
    return used == d->n;
}

bool build_apart(const struct builder *b)
{
    for (size_t o = 0; b->spec->n_option > 1 && o < b->spec->n_option; o++) {
        const struct node *mine = b->spec->option[o].scenario;
        const struct node *first = b->spec->option[0].scenario;
        if (!same_node(node_get(mine, "roads"), node_get(first, "roads")) ||
            !same_node(node_get(mine, "detour"), node_get(first, "detour")))
            return true;
        for (size_t t = 0; t < b->set[0].n; t++) {
            const struct node *const *node = b->set[0].item[t].node;
            size_t k = 0;
            while (k < o && node[k] == NULL) /* against the first option that has the town */
                k++;
            if (node[o] && !same_town(b, node[k], node[o]))
                return true;
        }
        for (size_t i = 1; i < b->p->n_dim; i++)
            if (b->p->dim[i].row->kind == DIM_USED && !uses_all(b, o, &b->p->dim[i]))
                return true;
    }
    return false;
}
