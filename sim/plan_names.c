/* plan_names.c - who exists: the scenario's own fields and the union of entities.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/plan_build.h"
#include "sim/rng.h"
#include <stdlib.h>
#include <string.h>

static const char *const scenario_field[] = {
    "name",    "title",   "question",   "answer", "note",       "start",     "years", "towns",
    "roads",   "detour",  "policies",   "policy", "replicates", "nested",    "seed",  "warmup",
    "metrics", "outputs", "price_year", "junkan", "ratios",     "to_within", "set",   "variants"};
static const char *const town_extra[] = {"lat", "lon", "name", "ja", "note", "source"};
static const char *const entity_extra[] = {"name", "town", "ja", "note", "source"};

/* --- names ------------------------------------------------------------------------------- */

static bool name_ok(const char *s)
{
    const size_t n = strlen(s);
    if (n == 0 || n > 64)
        return false;
    for (size_t i = 0; i < n; i++)
        if (strchr("./[]\"'`", s[i]) || (unsigned char)s[i] < 0x20 || s[i] == 0x7f)
            return false;
    return true;
}

/* "<town>.<type>.<n>", the name that an unnamed entity has: base:with{} writes it out where it
 * must keep a sibling's number. */
static bool is_auto_name(const char *name, const char *town, const char *type)
{
    const size_t n = strlen(town), m = type ? strlen(type) : 0;
    if (strncmp(name, town, n) != 0 || name[n] != '.' ||
        strncmp(name + n + 1, type ? type : "", m) != 0)
        return false;
    const char *digits = name + n + 1 + m;
    return digits[0] == '.' && digits[1] != '\0' &&
           digits[1 + strspn(digits + 1, "0123456789")] == '\0';
}

static struct entity *find_entity(const struct builder *b, uint32_t dim, const char *name)
{
    const struct entities *set = &b->set[dim];
    const uint32_t key = rng_key(b->p->dim[dim].name, name);
    for (size_t i = 0; i < set->n; i++)
        if (set->item[i].key == key && strcmp(set->item[i].name, name) == 0)
            return &set->item[i];
    return NULL;
}

static struct entity *add_entity(struct builder *b, uint32_t dim, const char *name, struct where at)
{
    struct entities *set = &b->set[dim];
    set->item = build_grow(b, set->item, &set->capacity, set->n, sizeof *set->item);
    struct entity *e = &set->item[set->n++];
    *e = (struct entity){.name = name, .at = at, .town = UINT32_MAX};
    e->key = rng_key(b->p->dim[dim].name, name);
    e->node = build_get(b, b->spec->n_option, sizeof *e->node);
    e->entry_of = build_get(b, b->spec->n_option, sizeof *e->entry_of);
    return e;
}

static const char *const *entity_names(struct builder *b, uint32_t dim)
{
    const char **names = build_get(b, b->set[dim].n, sizeof *names);
    for (size_t i = 0; i < b->set[dim].n; i++)
        names[i] = b->set[dim].item[i].name;
    return names;
}

/* The item's town as a number, or UINT32_MAX with a finding. One town only: it is the default. */
static uint32_t town_of(struct builder *b, const struct node *item)
{
    const struct node *n = node_get(item, "town");
    if (n == NULL && b->set[0].n == 1)
        return 0;
    if (n == NULL || n->kind != NODE_STRING) {
        diag_add(b->d, n ? n->at : item->at, n ? n->path : item->path, MSG_TOWN_WANTED, NULL);
        return UINT32_MAX;
    }
    for (uint32_t i = 0; i < b->set[0].n; i++)
        if (strcmp(b->set[0].item[i].name, n->text) == 0)
            return i;
    const char *near = diag_nearest(n->text, entity_names(b, 0), b->set[0].n);
    if (near)
        diag_add(b->d, n->at, n->path, MSG_TOWN_UNKNOWN_NEAR, n->text, near, NULL);
    else
        diag_add(b->d, n->at, n->path, MSG_TOWN_UNKNOWN, n->text, NULL);
    return UINT32_MAX;
}

/* The item's catalogue entry, the default, or NULL with a finding. */
static const char *entry_of(struct builder *b, const struct dim *d, const struct node *item)
{
    const struct catalogue *c = registry_catalogue(b->r, d->name);
    const struct node *n = node_get(item, d->row->choice);
    if (n == NULL && d->row->choice_default)
        return d->row->choice_default;
    const char **names = build_get(b, c ? c->n_entry : 0, sizeof *names);
    for (size_t i = 0; c && i < c->n_entry; i++) {
        names[i] = c->entry[i].name;
        if (n && n->kind == NODE_STRING && strcmp(names[i], n->text) == 0)
            return names[i];
    }
    const size_t n_name = c ? c->n_entry : 0;
    if (n == NULL || n->kind != NODE_STRING)
        diag_add(b->d, n ? n->at : item->at, n ? n->path : item->path, MSG_CHOICE_WANTED,
                 d->row->choice, build_list(b, names, n_name), NULL);
    else
        build_refuse_choice(b, n, n->text, names, n_name);
    return NULL;
}

/* --- unknown fields ---------------------------------------------------------------------- */

struct words {
    const char **word;
    const struct row **row; /* NULL: not a parameter */
    size_t n, capacity, row_capacity;
};

static void add_word(struct builder *b, struct words *w, const char *word, const struct row *row)
{
    w->word = build_grow(b, w->word, &w->capacity, w->n, sizeof *w->word);
    w->row = build_grow(b, w->row, &w->row_capacity, w->n, sizeof *w->row);
    w->word[w->n] = word;
    w->row[w->n++] = row;
}

static struct words known_words(struct builder *b, uint32_t dim)
{
    struct words w = {0};
    const struct dim *d = &b->p->dim[dim];
    const char *const *extra = dim == 0 ? town_extra : entity_extra;
    for (size_t i = 0; i < (dim == 0 ? COUNT_OF(town_extra) : COUNT_OF(entity_extra)); i++)
        add_word(b, &w, extra[i], NULL);
    if (dim > 0 && d->row->choice)
        add_word(b, &w, d->row->choice, NULL);
    for (size_t i = 1; i < b->p->n_dim; i++) {
        const struct dim_row *r = b->p->dim[i].row;
        if (r->kind == DIM_PAIR && r->accept && strcmp(r->to, d->name) == 0)
            add_word(b, &w, r->accept, NULL);
        if (r->kind == DIM_USED && dim == 0)
            add_word(b, &w, r->choice, NULL);
    }
    for (size_t m = 0; m < b->r->n_model; m++)
        for (size_t i = 0; i < b->r->table[m]->n_row; i++) {
            const struct row *row = &b->r->table[m]->row[i];
            const struct dim_row *fixed;
            if (row->word && row->dim && build_dim(b, row->dim, &fixed) == dim)
                add_word(b, &w, row->word, row);
        }
    return w;
}

static void refuse_unknown(struct builder *b, const struct words *w, const struct node *item)
{
    for (size_t i = 0; i < item->n; i++) {
        bool known = false;
        for (size_t k = 0; k < w->n && !known; k++)
            known = strcmp(w->word[k], item->item[i].key) == 0;
        if (known)
            continue;
        const struct node *n = &item->item[i];
        const char *near = diag_nearest(n->key, w->word, w->n);
        const struct row *row = NULL;
        for (size_t k = 0; near && k < w->n; k++)
            row = strcmp(w->word[k], near) == 0 ? w->row[k] : row;
        if (near == NULL)
            diag_add(b->d, n->at, n->path, MSG_FIELD_UNKNOWN, NULL);
        else if (row)
            diag_add(b->d, n->at, n->path, MSG_FIELD_UNKNOWN_NEAR_ROW, near,
                     b->d->lang == LANG_JA ? row->ja : row->en, build_example(row), NULL);
        else
            diag_add(b->d, n->at, n->path, MSG_FIELD_UNKNOWN_NEAR, near, NULL);
    }
}

/* --- collecting -------------------------------------------------------------------------- */

/* "<town>.<type>.<n>": n counts unnamed entities of that town and type from 1. */
static const char *auto_name(struct builder *b, const char *const *seen, size_t n_seen,
                             const char *town, const char *type)
{
    const char *stem = build_text(b, "%s.%s.", town, type ? type : "");
    size_t count = 1;
    for (size_t i = 0; i < n_seen; i++)
        count += seen[i] && strncmp(seen[i], stem, strlen(stem)) == 0;
    return build_text(b, "%s%zu", stem, count);
}

static void collect_item(struct builder *b, uint32_t dim, size_t o, const struct node *item,
                         const struct words *w, const char **seen, size_t n_seen)
{
    if (item->kind != NODE_MAP && !(item->kind == NODE_LIST && item->n == 0)) {
        diag_add(b->d, item->at, item->path, MSG_TABLE_WANTED, NULL);
        return;
    }
    refuse_unknown(b, w, item);
    const struct node *name = node_get(item, "name");
    const char *text = name && name->kind == NODE_STRING ? name->text : item->key;
    const bool given = text != NULL;
    const uint32_t town = dim > 0 ? town_of(b, item) : 0;
    const char *entry =
        dim > 0 && b->p->dim[dim].row->choice ? entry_of(b, &b->p->dim[dim], item) : NULL;
    const bool numbered = given && dim > 0 && town != UINT32_MAX &&
                          is_auto_name(text, b->set[0].item[town].name, entry);
    if ((name && name->kind != NODE_STRING) || (given && !numbered && !name_ok(text)) ||
        (dim == 0 && !given)) {
        diag_add(b->d, name ? name->at : item->at, name ? name->path : item->path, MSG_NAME_BAD,
                 NULL);
        return;
    }
    if (!given && b->set[0].n == 0)
        return;
    if (!given) /* of an unknown town: any name, so that its values are looked at */
        text =
            auto_name(b, seen, n_seen, b->set[0].item[town == UINT32_MAX ? 0 : town].name, entry);
    struct entity *e = find_entity(b, dim, text);
    if (e && e->node[o]) {
        diag_add(b->d, item->at, item->path, MSG_NAME_TWICE, text, NULL);
        return;
    }
    if (e == NULL)
        e = add_entity(b, dim, text, item->at);
    if (!given)
        seen[n_seen] = text;
    e->node[o] = item;
    e->entry_of[o] = entry;
    e->entry = e->entry ? e->entry : entry;
    if (e->town == UINT32_MAX)
        e->town = town;
    else if (dim > 0 && town != UINT32_MAX && e->town != town) {
        const struct node *to = node_get(item, "town");
        diag_add(b->d, to ? to->at : item->at, item->path, MSG_TOWN_MOVES, text, NULL);
    }
}

static void collect_list(struct builder *b, uint32_t dim, size_t o, const char *list)
{
    const struct node *n = build_field_of(b, o, list);
    if (n == NULL)
        return;
    if (n->kind != NODE_LIST && n->kind != NODE_MAP) {
        diag_add(b->d, n->at, n->path, MSG_LIST_WANTED, NULL);
        return;
    }
    const struct words w = known_words(b, dim);
    const char **seen = build_get(b, n->n, sizeof *seen);
    for (size_t i = 0; i < n->n; i++)
        collect_item(b, dim, o, &n->item[i], &w, seen, i);
}

/* Fields of USED entries: the script's list `row->list`, items named as the entry. */
static void collect_used_fields(struct builder *b, uint32_t dim, size_t o)
{
    const struct dim_row *row = b->p->dim[dim].row;
    const struct node *list = row->list ? build_field_of(b, o, row->list) : NULL;
    const struct words w = known_words(b, dim);
    const char *const *used = entity_names(b, dim);
    const size_t n_used = b->set[dim].n;
    if (list && list->kind != NODE_LIST && list->kind != NODE_MAP) {
        diag_add(b->d, list->at, list->path, MSG_LIST_WANTED, NULL);
        return;
    }
    for (size_t i = 0; list && i < list->n; i++) {
        const struct node *item = &list->item[i], *name = node_get(item, "name");
        const char *text = name && name->kind == NODE_STRING ? name->text
                           : item->key                       ? item->key
                                                             : "";
        struct entity *e = find_entity(b, dim, text);
        refuse_unknown(b, &w, item);
        if (e)
            e->node[o] = item;
        else
            build_refuse_choice(b, item, text, used, n_used);
    }
}

/* Entries of a USED dimension: those that towns refer to, or the default. */
static void collect_used(struct builder *b, uint32_t dim)
{
    static const struct node no_fields = {.kind = NODE_MAP, .path = ""};
    const struct dim *d = &b->p->dim[dim];
    for (size_t t = 0; t < b->set[0].n; t++)
        for (size_t o = 0; o < b->spec->n_option; o++) {
            const struct node *item = b->set[0].item[t].node[o];
            const char *entry = item ? entry_of(b, d, item) : NULL;
            if (entry && find_entity(b, dim, entry) == NULL) {
                struct entity *e = add_entity(b, dim, entry, item->at);
                e->entry = entry;
                e->town = 0;
                for (size_t k = 0; k < b->spec->n_option; k++) {
                    e->node[k] = &no_fields; /* present everywhere */
                    e->entry_of[k] = entry;
                }
            }
        }
    for (size_t o = 0; o < b->spec->n_option; o++)
        collect_used_fields(b, dim, o);
}

/* `junkan = 1`: the major version that the script was written for. */
static void refuse_other_version(struct builder *b, size_t o)
{
    const struct node *n = build_field_of(b, o, "junkan");
    if (n && (n->kind != NODE_NUMBER || n->number != 1.0))
        diag_add(b->d, n->at, n->path, MSG_SCRIPT_VERSION, NULL);
}

static void refuse_unknown_lists(struct builder *b, size_t o)
{
    struct words w = {0};
    for (size_t i = 0; i < COUNT_OF(scenario_field); i++)
        add_word(b, &w, scenario_field[i], NULL);
    for (size_t i = 1; i < b->p->n_dim; i++)
        if (b->p->dim[i].row->list)
            add_word(b, &w, b->p->dim[i].row->list, NULL);
    refuse_unknown(b, &w, b->spec->option[o].scenario);
}

static int by_key(const void *x, const void *y)
{
    const struct entity *a = x, *c = y;
    return a->key < c->key ? -1 : a->key > c->key;
}

static void refuse_equal_keys(struct builder *b, uint32_t dim)
{
    const struct entities *set = &b->set[dim];
    for (size_t i = 1; i < set->n; i++)
        if (set->item[i].key == set->item[i - 1].key)
            diag_add(b->d, set->item[i].at, set->item[i].name, MSG_KEY_COLLISION,
                     set->item[i - 1].name, NULL);
}

void build_entities(struct builder *b)
{
    b->p->name = "scenario";
    for (size_t o = 0; o < b->spec->n_option; o++) {
        refuse_unknown_lists(b, o);
        refuse_other_version(b, o);
        const struct node *name = build_field_of(b, o, "name");
        if (o == 0 && name && name->kind == NODE_STRING)
            b->p->name = name->text;
        collect_list(b, 0, o, "towns");
        if (build_field_of(b, o, "towns") == NULL)
            diag_add(b->d, b->spec->option[o].scenario->at, "towns", MSG_TOWNS_WANTED, NULL);
    }
    if (b->set[0].n > 1) /* town numbers are used from here on */
        qsort(b->set[0].item, b->set[0].n, sizeof(struct entity), by_key);
    refuse_equal_keys(b, 0);
    for (uint32_t i = 1; i < b->p->n_dim; i++) {
        const struct dim_row *r = b->p->dim[i].row;
        for (size_t o = 0; r->kind == DIM_ENTITY && o < b->spec->n_option; o++)
            collect_list(b, i, o, r->list);
        if (r->kind == DIM_USED)
            collect_used(b, i);
        if (b->set[i].n > 1)
            qsort(b->set[i].item, b->set[i].n, sizeof(struct entity), by_key);
        refuse_equal_keys(b, i);
    }
}
