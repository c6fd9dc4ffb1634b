/* study_contrast.c - see study_contrast.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/study_contrast.h"
#include "sim/mem.h"
#include "sim/study_names.h"
#include <string.h>

static const char *text_of(const struct node *n)
{
    return n != NULL && n->kind == NODE_STRING ? n->text : "";
}

/* --- ratios ---------------------------------------------------------------------------------- */

static bool is_ratio(const struct node *n)
{
    return n->kind == NODE_MAP && n->n == 3 && text_of(node_get(n, "name"))[0] != '\0' &&
           text_of(node_get(n, "numerator"))[0] != '\0' &&
           text_of(node_get(n, "denominator"))[0] != '\0';
}

static void refuse_ratios(const struct node *list, const char *const *name, size_t n,
                          struct diags *d)
{
    if (list->kind != NODE_LIST || list->n == 0)
        diag_add(d, list->at, list->path, MSG_RATIO_WANTED, NULL);
    for (size_t i = 0; list->kind == NODE_LIST && i < list->n; i++) {
        const struct node *q = &list->item[i];
        if (!is_ratio(q)) {
            diag_add(d, q->at, q->path, MSG_RATIO_WANTED, NULL);
            continue;
        }
        const struct node *up = node_get(q, "numerator"), *down = node_get(q, "denominator");
        name_refuse(up->at, up->path, up->text, name, n, d);
        name_refuse(down->at, down->path, down->text, name, n, d);
        const char *own = text_of(node_get(q, "name"));
        for (size_t k = 0; k < i; k++)
            if (strcmp(text_of(node_get(&list->item[k], "name")), own) == 0)
                diag_add(d, q->at, q->path, MSG_RATIO_TWICE, own, NULL);
    }
}

/* --- weights --------------------------------------------------------------------------------- */

static bool is_weight(const struct node *n)
{
    return n->kind == NODE_NUMBER && n->number >= 0.0 && n->number <= CONTRAST_WEIGHT_MAX;
}

static void refuse_weights(const struct node *map, const char *const *name, size_t n,
                           struct diags *d)
{
    bool any = false;
    if (map->kind != NODE_MAP || map->n == 0) {
        diag_add(d, map->at, map->path, MSG_WEIGHTS_WANTED, NULL);
        return;
    }
    for (size_t i = 0; i < map->n; i++) {
        const struct node *w = &map->item[i];
        name_refuse(w->at, w->path, w->key, name, n, d);
        if (!is_weight(w))
            diag_add(d, w->at, w->path, MSG_WEIGHT_WANTED, NULL);
        any = any || !is_weight(w) || w->number > 0.0;
    }
    if (!any)
        diag_add(d, map->at, map->path, MSG_WEIGHTS_ZERO, NULL);
}

bool contrast_refuse(const struct node *ratios, const struct node *weights, const char *const *name,
                     size_t n, struct diags *d)
{
    const size_t before = d->n;
    if (ratios)
        refuse_ratios(ratios, name, n, d);
    if (weights)
        refuse_weights(weights, name, n, d);
    return d->n == before;
}

/* --- once the variables are known ------------------------------------------------------------ */

static bool list_ratios(struct study *s, const struct node *list, struct contrast_info *x,
                        struct diags *d)
{
    struct ratio_info *ratio = arena_alloc(s->arena, list->n + 1, sizeof *ratio);
    for (size_t i = 0; ratio && list->kind == NODE_LIST && i < list->n; i++) {
        const struct node *q = &list->item[i];
        if (!is_ratio(q))
            continue;
        const struct node *up = node_get(q, "numerator"), *down = node_get(q, "denominator");
        if (name_recorded(&s->results, up->at, up->path, up->text, d) &&
            name_recorded(&s->results, down->at, down->path, down->text, d))
            ratio[x->n_ratio++] =
                (struct ratio_info){text_of(node_get(q, "name")), up->text, down->text};
    }
    x->ratio = ratio;
    return ratio != NULL;
}

static bool list_weights(struct study *s, const struct node *map, struct contrast_info *x,
                         struct diags *d)
{
    const char **weighed = arena_alloc(s->arena, map->n + 1, sizeof *weighed);
    double *weight = arena_alloc(s->arena, map->n + 1, sizeof *weight);
    if (weighed == NULL || weight == NULL)
        return false;
    for (size_t i = 0; map->kind == NODE_MAP && i < map->n; i++) {
        const struct node *w = &map->item[i];
        const struct var *v =
            is_weight(w) ? name_recorded(&s->results, w->at, w->path, w->key, d) : NULL;
        if (v && v->better == 0)
            diag_add(d, w->at, w->path, MSG_WEIGHT_NEITHER, w->key, NULL);
        else if (v) {
            weighed[x->n_weight] = w->key;
            weight[x->n_weight++] = w->number;
        }
    }
    x->weighed = weighed;
    x->weight = weight;
    return true;
}

bool contrast_list(struct study *s, const struct node *ratios, const struct node *weights,
                   struct diags *d)
{
    if (s->sweep || (ratios == NULL && weights == NULL))
        return true;
    struct contrast_info *x = arena_alloc(s->arena, 1, sizeof *x);
    if (x == NULL)
        return false;
    x->seed = s->seed;
    s->results.contrast = x;
    return (ratios == NULL || list_ratios(s, ratios, x, d)) &&
           (weights == NULL || list_weights(s, weights, x, d));
}
