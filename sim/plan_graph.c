/* plan_graph.c - where everything is: pairs within reach, components, storage order.
 *
 * Towns that share a pair form a component; towns are stored by component (the one with
 * the smallest key first), then by key; entities by town, then by key.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/plan_roads.h"
#include <stdlib.h>
#include <string.h>

/* --- components and storage order ---------------------------------------------------------- */

static uint32_t root(uint32_t *up, uint32_t t)
{
    while (up[t] != t)
        t = up[t] = up[up[t]];
    return t;
}

static uint32_t dim_number(const struct builder *b, const char *name)
{
    const struct dim_row *fixed;
    return build_dim(b, name, &fixed);
}

/* Reach of a `to` entity in km; 0 for a pair dimension within towns only. */
static double reach_of(struct builder *b, const struct dim_row *pair, const struct entity *e)
{
    if (pair->reach == NULL)
        return 0.0;
    for (size_t m = 0; m < b->r->n_model; m++)
        for (size_t i = 0; i < b->r->table[m]->n_row; i++) {
            const struct row *row = &b->r->table[m]->row[i];
            if (row->kind == ROW_PARAM &&
                strcmp(build_text(b, "%s.%s", b->r->table[m]->name, row->name), pair->reach) == 0)
                return build_upper(b, dim_number(b, pair->to), e, b->r->table[m], row);
        }
    return 0.0;
}

struct link {
    double km;
    uint32_t key, from;
};

static int nearest_first(const void *x, const void *y)
{
    const struct link *a = x, *c = y;
    if (a->km != c->km)
        return a->km < c->km ? -1 : 1;
    return a->key < c->key ? -1 : a->key > c->key;
}

static void couple_towns(struct builder *b, const struct roads *r, uint32_t *up)
{
    for (size_t i = 1; i < b->p->n_dim; i++) {
        const struct dim_row *pair = b->p->dim[i].row;
        if (pair->kind != DIM_PAIR || pair->reach == NULL)
            continue;
        const struct entities *to = &b->set[dim_number(b, pair->to)];
        const struct entities *from = &b->set[dim_number(b, pair->from)];
        bool *has = build_get(b, b->set[0].n, sizeof *has);
        for (size_t f = 0; f < from->n; f++)
            if (from->item[f].town != UINT32_MAX)
                has[from->item[f].town] = true;
        for (size_t e = 0; e < to->n; e++) {
            const uint32_t home = to->item[e].town;
            const double reach = reach_of(b, pair, &to->item[e]);
            for (uint32_t t = 0; home != UINT32_MAX && t < b->set[0].n; t++)
                if (has[t] && !roads_surely_far(r, home, t, reach) &&
                    roads_km(b, r, home, t) <= reach)
                    up[root(up, t)] = root(up, home);
        }
    }
}

struct place {     /* a town on its way into storage order */
    uint32_t head; /* smallest town number of its component: towns are sorted by key by now */
    uint32_t old;
};

static int by_component(const void *x, const void *y)
{
    const struct place *a = x, *c = y;
    if (a->head != c->head)
        return a->head < c->head ? -1 : 1;
    return a->old < c->old ? -1 : a->old > c->old;
}

static int by_town_key(const void *x, const void *y)
{
    const struct entity *a = x, *c = y;
    if (a->town != c->town)
        return a->town < c->town ? -1 : 1;
    return a->key < c->key ? -1 : a->key > c->key;
}

static void order_towns(struct builder *b, struct roads *r, uint32_t *up)
{
    const size_t n = b->set[0].n;
    struct place *place = build_get(b, n, sizeof *place);
    uint32_t *head = build_get(b, n, sizeof *head);
    memset(head, 0xff, n * sizeof *head);
    for (uint32_t t = 0; t < n; t++) {
        uint32_t *h = &head[root(up, t)];
        *h = *h < t ? *h : t;
        place[t] = (struct place){*h, t};
    }
    qsort(place, n, sizeof *place, by_component);
    struct entity *item = build_get(b, n, sizeof *item);
    struct roads s = *r;
    s.lat = build_get(b, n, sizeof(double));
    s.lon = build_get(b, n, sizeof(double));
    s.hub = build_get(b, n, sizeof(uint32_t));
    uint32_t *now = build_get(b, n, sizeof *now);
    b->p->component = build_get(b, n, sizeof *b->p->component);
    for (uint32_t t = 0; t < n; t++) {
        const uint32_t old = place[t].old;
        now[old] = t;
        item[t] = b->set[0].item[old];
        item[t].town = t;
        s.lat[t] = r->lat[old];
        s.lon[t] = r->lon[old];
        s.hub[t] = r->hub[old];
        if (t == 0 || place[t].head != place[t - 1].head)
            b->p->component[b->p->n_component++] = (struct component){t, t};
        b->p->component[b->p->n_component - 1].town1 = t + 1;
    }
    *r = s;
    b->set[0].item = item;
    for (size_t i = 1; i < b->p->n_dim; i++) {
        struct entities *set = &b->set[i];
        const bool used = b->p->dim[i].row->kind == DIM_USED;
        for (size_t e = 0; e < set->n && !used; e++)
            set->item[e].town = set->item[e].town == UINT32_MAX ? 0 : now[set->item[e].town];
        if (set->n > 1 && !used)
            qsort(set->item, set->n, sizeof *set->item, by_town_key);
    }
}

/* --- dimensions ---------------------------------------------------------------------------- */

struct ranked {
    uint32_t key, number;
};
static int by_rank(const void *x, const void *y)
{
    const struct ranked *a = x, *c = y;
    if (a->key != c->key)
        return a->key < c->key ? -1 : 1;
    return a->number < c->number ? -1 : a->number > c->number;
}

static void canonical_order(struct builder *b, struct dim *d)
{
    struct ranked *rank = build_get(b, d->n, sizeof *rank);
    d->by_key = build_get(b, d->n, sizeof *d->by_key);
    for (uint32_t i = 0; i < d->n; i++)
        rank[i] = (struct ranked){d->key[i], i};
    if (d->n > 1)
        qsort(rank, d->n, sizeof *rank, by_rank);
    for (uint32_t i = 0; i < d->n; i++)
        d->by_key[i] = rank[i].number;
}

static int by_text(const void *x, const void *y)
{
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static const char *const *sort_labels(struct builder *b, const char *const *label, uint32_t n)
{
    const char **sorted = build_get(b, n + 1, sizeof *sorted);
    if (n > 0)
        memcpy(sorted, label, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, by_text);
    return sorted;
}

static void fill_dim(struct builder *b, uint32_t i)
{
    struct dim *d = &b->p->dim[i];
    const struct entities *set = &b->set[i];
    const size_t n_town = b->set[0].n;
    d->n = d->count = (uint32_t)set->n;
    const char **label = build_get(b, d->n, sizeof *label);
    const char **entry = build_get(b, d->n, sizeof *entry);
    d->key = build_get(b, d->n, sizeof *d->key);
    d->town = build_get(b, d->n, sizeof *d->town);
    d->first = build_get(b, n_town + 1, sizeof *d->first);
    for (uint32_t e = 0; e < d->n; e++) {
        label[e] = set->item[e].name;
        entry[e] = set->item[e].entry;
        d->key[e] = set->item[e].key;
        d->town[e] = set->item[e].town;
        d->first[d->town[e] + 1]++;
    }
    for (size_t t = 0; t < n_town; t++)
        d->first[t + 1] += d->first[t];
    d->label = label;
    d->sorted = sort_labels(b, label, d->n);
    d->entry = entry;
    d->open_count = build_get(b, b->spec->n_option, sizeof *d->open_count);
    for (size_t o = 0; o < b->spec->n_option; o++)
        for (uint32_t e = 0; e < d->n; e++)
            d->open_count[o] += set->item[e].node[o] != NULL;
    canonical_order(b, d);
    if (i > 0 && d->row->kind == DIM_USED) {
        d->of_town = build_get(b, n_town, sizeof *d->of_town);
        for (uint32_t t = 0; t < n_town; t++) {
            const struct node *item = NULL;
            for (size_t o = 0; o < b->spec->n_option && !item; o++)
                item = b->set[0].item[t].node[o];
            const struct node *c = item ? node_get(item, d->row->choice) : NULL;
            const char *want = c && c->kind == NODE_STRING ? c->text : d->row->choice_default;
            for (uint32_t e = 0; e < d->n; e++)
                if (want && strcmp(label[e], want) == 0)
                    d->of_town[t] = e;
        }
    }
}

static bool entry_accepted(const struct builder *b, size_t o, const struct dim_row *pair,
                           const struct entity *to, const char *entry)
{
    (void)b;
    const struct node *list =
        to->node[o] && pair->accept ? node_get(to->node[o], pair->accept) : NULL;
    for (size_t i = 0; list && i < list->n; i++)
        if (list->item[i].kind == NODE_STRING && entry && strcmp(list->item[i].text, entry) == 0)
            return true;
    return list == NULL;
}

/* Does option o take this pair? Used for the "accepted_frac" cells too. */
bool build_accepted(const struct builder *b, size_t o, const struct dim *pair, uint32_t number)
{
    const uint32_t to = dim_number(b, pair->row->to), from = dim_number(b, pair->row->from);
    const struct entity *f = &b->set[from].item[pair->from[number]];
    return entry_accepted(b, o, pair->row, &b->set[to].item[pair->to[number]],
                          f->entry_of[o] ? f->entry_of[o] : f->entry);
}

static void refuse_unknown_accepts(struct builder *b, const struct dim_row *pair,
                                   const struct entity *to)
{
    const struct catalogue *c = registry_catalogue(b->r, pair->from);
    for (size_t o = 0; o < b->spec->n_option; o++) {
        const struct node *list =
            to->node[o] && pair->accept ? node_get(to->node[o], pair->accept) : NULL;
        if (list && c && list->kind != NODE_LIST)
            diag_add(b->d, list->at, list->path, MSG_NAMES_WANTED, c->entry[0].name, NULL);
        for (size_t i = 0; list && c && list->kind == NODE_LIST && i < list->n; i++) {
            const struct node *n = &list->item[i];
            const char **names = build_get(b, c->n_entry, sizeof *names);
            bool known = false;
            for (size_t k = 0; k < c->n_entry; k++) {
                names[k] = c->entry[k].name;
                known = known || (n->kind == NODE_STRING && strcmp(names[k], n->text) == 0);
            }
            const char *word = n->kind == NODE_STRING ? n->text : "";
            if (!known)
                build_refuse_choice(b, n, word, names, c->n_entry);
        }
    }
}

static bool accepted_anywhere(const struct builder *b, const struct dim_row *pair,
                              const struct entity *to, const struct entity *from)
{
    for (size_t o = 0; o < b->spec->n_option; o++)
        if (to->node[o] &&
            entry_accepted(b, o, pair, to, from->entry_of[o] ? from->entry_of[o] : from->entry))
            return true;
    return false;
}

struct pairs {
    struct link *link;
    size_t n, capacity;
};

static void links_to(struct builder *b, const struct roads *r, const struct dim *d,
                     const struct entity *to, struct pairs *out)
{
    const struct dim *from = d->from_dim;
    const struct entities *set = &b->set[dim_number(b, d->row->from)];
    const double reach = reach_of(b, d->row, to);
    const size_t begin = out->n;
    for (uint32_t t = 0; t < b->set[0].n; t++) {
        if (from->first[t] == from->first[t + 1] || roads_surely_far(r, to->town, t, reach))
            continue;
        const double km = roads_km(b, r, to->town, t);
        for (uint32_t f = from->first[t]; km <= reach && f < from->first[t + 1]; f++) {
            if (!accepted_anywhere(b, d->row, to, &set->item[f]))
                continue;
            out->link = build_grow(b, out->link, &out->capacity, out->n, sizeof *out->link);
            out->link[out->n++] = (struct link){km, from->key[f], f};
        }
    }
    if (out->n - begin > 1)
        qsort(out->link + begin, out->n - begin, sizeof *out->link, nearest_first);
}

static void fill_out_lists(struct builder *b, struct dim *d)
{
    const uint32_t n_from = d->from_dim->n;
    d->out_first = build_get(b, n_from + 1, sizeof *d->out_first);
    d->out = build_get(b, d->n, sizeof *d->out);
    uint32_t *fill = build_get(b, n_from + 1, sizeof *fill);
    for (uint32_t i = 0; i < d->n; i++)
        d->out_first[d->from[i] + 1]++;
    for (uint32_t f = 0; f < n_from; f++)
        d->out_first[f + 1] += d->out_first[f];
    memcpy(fill, d->out_first, (n_from + 1) * sizeof *fill);
    /* in key order of the taker: canonical, whatever the storage */
    for (uint32_t k = 0; k < d->to_dim->n; k++) {
        const uint32_t to = d->to_dim->by_key[k];
        for (uint32_t i = d->first[to]; i < d->first[to + 1]; i++)
            d->out[fill[d->from[i]]++] = i;
    }
}

static void fill_pairs(struct builder *b, const struct roads *r, uint32_t i)
{
    struct dim *d = &b->p->dim[i];
    const uint32_t to_dim = dim_number(b, d->row->to);
    d->from_dim = &b->p->dim[dim_number(b, d->row->from)];
    d->to_dim = &b->p->dim[to_dim];
    struct pairs all = {0};
    d->first = build_get(b, d->to_dim->n + 1, sizeof *d->first);
    for (uint32_t e = 0; e < d->to_dim->n; e++) {
        refuse_unknown_accepts(b, d->row, &b->set[to_dim].item[e]);
        links_to(b, r, d, &b->set[to_dim].item[e], &all);
        d->first[e + 1] = (uint32_t)all.n;
    }
    d->n = d->count = (uint32_t)all.n;
    d->from = build_get(b, all.n, sizeof *d->from);
    d->to = build_get(b, all.n, sizeof *d->to);
    d->key = build_get(b, all.n, sizeof *d->key);
    d->town = build_get(b, all.n, sizeof *d->town);
    d->distance_km = build_get(b, all.n, sizeof *d->distance_km);
    const char **label = build_get(b, all.n, sizeof *label);
    for (uint32_t e = 0; e < d->to_dim->n; e++)
        for (uint32_t k = d->first[e]; k < d->first[e + 1]; k++) {
            d->from[k] = all.link[k].from;
            d->to[k] = e;
            d->town[k] = d->to_dim->town[e];
            d->distance_km[k] = all.link[k].km;
            d->key[k] = d->to_dim->key[e];
            label[k] = build_text(b, "%s>%s", d->from_dim->label[d->from[k]], d->to_dim->label[e]);
        }
    d->label = label;
    d->sorted = sort_labels(b, label, d->n);
    d->open_count = build_get(b, b->spec->n_option, sizeof *d->open_count);
    for (size_t o = 0; o < b->spec->n_option; o++)
        for (uint32_t k = 0; k < d->n; k++)
            d->open_count[o] += b->set[to_dim].item[d->to[k]].node[o] != NULL;
    canonical_order(b, d); /* by taker's key; within a taker storage order is nearest first */
    fill_out_lists(b, d);
}

static void sort_lists(struct builder *b)
{
    const char **list = build_get(b, b->p->n_dim, sizeof *list);
    uint32_t n = 0;
    list[n++] = "towns";
    for (size_t i = 1; i < b->p->n_dim; i++)
        if (b->p->dim[i].row->list)
            list[n++] = b->p->dim[i].row->list;
    b->p->list_sorted = sort_labels(b, list, n);
}

void build_graph(struct builder *b)
{
    sort_lists(b);
    struct roads r = roads_read(b);
    uint32_t *up = build_get(b, b->set[0].n, sizeof *up);
    for (uint32_t t = 0; t < b->set[0].n; t++)
        up[t] = t;
    couple_towns(b, &r, up);
    order_towns(b, &r, up);
    b->p->town_lat = r.lat;
    b->p->town_lon = r.lon;
    for (uint32_t i = 0; i < b->p->n_dim; i++)
        if (i == 0 || b->p->dim[i].row->kind != DIM_PAIR)
            fill_dim(b, i);
    for (uint32_t i = 1; i < b->p->n_dim; i++)
        if (b->p->dim[i].row->kind == DIM_PAIR)
            fill_pairs(b, &r, i);
}
