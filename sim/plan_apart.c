/* plan_apart.c - what a plan has only once. Options must agree on distances (roads, positions);
 * where they differ in their towns' climate, one union cannot serve them, and each gets a plan of
 * its own. SPDX-License-Identifier: GPL-3.0-or-later */
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

/* First node of the town in options before o that have it, else the town's in o. */
static const struct node *earlier(const struct entity *town, size_t o)
{
    size_t k = 0;
    while (k < o && town->node[k] == NULL)
        k++;
    return town->node[k];
}

static void refuse(struct builder *b, const struct node *value, const struct node *owner,
                   const char *path)
{
    diag_add(b->d, value ? value->at : owner->at, path, MSG_PLACE_DIFFERS, NULL);
}

/* Distances are the plan's: options must agree on them. */
static void refuse_moves(struct builder *b, size_t o)
{
    static const char *const field[] = {"roads", "detour"}, *const place[] = {"lat", "lon"};
    const struct node *mine = b->spec->option[o].scenario, *first = b->spec->option[0].scenario;
    for (size_t i = 0; i < COUNT_OF(field); i++)
        if (!same_node(node_get(mine, field[i]), node_get(first, field[i])))
            refuse(b, node_get(mine, field[i]), mine, field[i]);
    for (size_t t = 0; t < b->set[0].n; t++) {
        const struct node *now = b->set[0].item[t].node[o];
        const struct node *was = earlier(&b->set[0].item[t], o);
        for (size_t i = 0; now && i < COUNT_OF(place); i++)
            if (!same_node(node_get(now, place[i]), node_get(was, place[i])))
                refuse(b, node_get(now, place[i]), now, now->path);
    }
}

/* A town that several options have makes the same choices in all, e.g. of its climate. */
static bool chooses_alike(const struct builder *b, size_t o, const struct dim *d)
{
    for (size_t t = 0; t < b->set[0].n; t++) {
        const struct node *now = b->set[0].item[t].node[o];
        const struct node *was = earlier(&b->set[0].item[t], o);
        if (now && !same_node(node_get(now, d->row->choice), node_get(was, d->row->choice)))
            return false;
    }
    return true;
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

bool build_apart(struct builder *b)
{
    bool apart = false;
    for (size_t o = 0; b->spec->n_option > 1 && o < b->spec->n_option; o++) {
        refuse_moves(b, o);
        for (size_t i = 1; i < b->p->n_dim; i++) {
            const struct dim *d = &b->p->dim[i];
            if (d->row->kind == DIM_USED)
                apart = apart || !chooses_alike(b, o, d) || !uses_all(b, o, d);
        }
    }
    return apart;
}
