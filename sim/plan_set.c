/* plan_set.c - settings by path: a scenario's `set`, --set on the command line, and variants.
 *
 * A path is LIST.NAME.FIELD[.LABEL] of the script, NAME being a name, a catalogue entry or a
 * pattern; or, with or without a leading "default.", MODEL.FIELD[.LABEL] or DIM.ENTRY.FIELD[.LABEL]
 * of the tables. First the settings that name a field at all are picked out, then each of the
 * field's numbers looks among these: a scenario without settings pays nothing.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/plan_build.h"
#include <fnmatch.h>
#include <string.h>

/* Where a setting comes from; the later wins whatever the paths say. */
enum tier { TIER_SCRIPT, TIER_COMMAND, TIER_VARIANT };
#define EVERY_OPTION SIZE_MAX
#define WHOLE_FIELD UINT32_MAX

struct setting {
    const char *given, *path; /* path: without "default." */
    const struct node *node;  /* value in a script, or */
    const char *text;         /* value as text */
    size_t option;            /* whose */
    enum tier tier;
    bool fits;
};

/* A setting that names the field at hand, split at its parts. */
struct set_here {
    struct setting *set;
    const char *name; /* NAME or ENTRY; NULL in MODEL.FIELD */
    bool table;       /* it speaks of a table's value, which the script may still overrule */
    uint32_t label;   /* or WHOLE_FIELD */
};

/* --- gathering ------------------------------------------------------------------------------ */

static const char default_prefix[] = "default.";

static void add_setting(struct builder *b, struct setting s)
{
    const bool table = strncmp(s.given, default_prefix, sizeof default_prefix - 1) == 0;
    s.path = table ? s.given + sizeof default_prefix - 1 : s.given;
    b->setting = build_grow(b, b->setting, &b->cap_setting, b->n_setting, sizeof *b->setting);
    b->setting[b->n_setting++] = s;
}

/* "PATH=VALUE" */
static void add_text(struct builder *b, const char *text, size_t option, enum tier tier)
{
    const char *equals = strrchr(text, '='); /* a name may hold one, a value does not */
    const size_t n = equals ? (size_t)(equals - text) : 0;
    add_setting(b, (struct setting){.given = build_text(b, "%.*s", (int)n, text),
                                    .text = text + n + 1,
                                    .option = option,
                                    .tier = tier});
}

void build_settings(struct builder *b)
{
    const struct study_override *c = b->spec->override;
    for (size_t o = 0; o < b->spec->n_option; o++) {
        const struct option_plan *option = &b->spec->option[o];
        const struct node *set = node_get(option->scenario, "set");
        if (set && set->kind != NODE_MAP && (set->kind != NODE_LIST || set->n > 0))
            diag_add(b->d, set->at, set->path, MSG_SET_WANTED, NULL);
        for (size_t i = 0; set && set->kind == NODE_MAP && i < set->n; i++)
            add_setting(b, (struct setting){.given = set->item[i].key,
                                            .node = &set->item[i],
                                            .option = o,
                                            .tier = TIER_SCRIPT});
        for (size_t i = 0; i < option->n_set; i++)
            add_text(b, option->set[i], o, TIER_VARIANT);
    }
    for (size_t i = 0; c && i < c->n_set; i++)
        add_text(b, c->set[i], EVERY_OPTION, TIER_COMMAND);
}

/* --- the field at hand ---------------------------------------------------------------------- */

/* What stands between "head." and ".tail" of the first n bytes of a path; NULL if that is not how
 * it is made. */
static const char *between(const char *path, size_t n, const char *head, const char *tail,
                           size_t *length)
{
    const size_t h = strlen(head), t = strlen(tail);
    if (n < h + t + 3 || strncmp(path, head, h) != 0 || path[h] != '.' || path[n - t - 1] != '.' ||
        strncmp(path + n - t, tail, t) != 0)
        return NULL;
    *length = n - h - t - 2;
    return path + h + 1;
}

/* "MODEL.FIELD"? */
static bool joined(const char *path, size_t n, const char *model, const char *word)
{
    const size_t m = strlen(model);
    return n == m + 1 + strlen(word) && strncmp(path, model, m) == 0 && path[m] == '.' &&
           strncmp(path + m + 1, word, strlen(word)) == 0;
}

const char *build_list_name(const struct builder *b, const struct field *f)
{
    const struct dim *d = &b->p->dim[f->dim];
    return f->dim == 0 ? "towns" : d->row->list ? d->row->list : d->name;
}

static void note_setting(struct builder *b, struct set_here *here, const char *name, size_t n)
{
    here->name = name ? build_text(b, "%.*s", (int)n, name) : NULL;
    b->here = build_grow(b, b->here, &b->cap_here, b->n_here, sizeof *b->here);
    b->here[b->n_here++] = *here;
}

/* The first n bytes of the setting's path, read as a path to the whole field; what follows them is
 * the label. */
static void match_field(struct builder *b, const struct field *f, struct setting *s, size_t n,
                        uint32_t label)
{
    const char *list = build_list_name(b, f), *dim = b->p->dim[f->dim].name;
    const char *word = f->row->word;
    const bool table = s->path != s->given;
    struct set_here h = {.set = s, .label = label};
    size_t length = 0;
    const char *name = table ? NULL : between(s->path, n, list, word, &length);
    if (name)
        note_setting(b, &h, name, length);
    h.table = true;
    name = table || strcmp(list, dim) != 0 ? between(s->path, n, dim, word, &length) : NULL;
    if (name)
        note_setting(b, &h, name, length);
    if (joined(s->path, n, f->model->name, word))
        note_setting(b, &h, NULL, 0);
}

void build_settings_of(struct builder *b, const struct field *f)
{
    b->n_here = 0;
    for (size_t i = 0; i < b->n_setting && f->row->word; i++) {
        struct setting *s = &b->setting[i];
        const char *dot = strrchr(s->path, '.');
        match_field(b, f, s, strlen(s->path), WHOLE_FIELD);
        for (uint32_t k = 0; f->fixed && dot && k < f->n_fixed; k++)
            if (strcmp(dot + 1, f->fixed->label[k]) == 0)
                match_field(b, f, s, (size_t)(dot - s->path), k);
    }
}

/* --- one number ----------------------------------------------------------------------------- */

/* 2: named outright, 1: by its catalogue entry or its default, 0: by a pattern, -1: not at all. */
static int exactness(const struct set_here *h, const struct set_query *q, bool listed)
{
    const char *name = q->e ? q->e->name : "", *entry = q->entry ? q->entry : "";
    if (h->set->option != EVERY_OPTION && h->set->option != q->option)
        return -1;
    if (h->name == NULL) /* a model's default is what entries without a value of their own take */
        return listed ? -1 : 1;
    if (q->e == NULL)
        return -1;
    if (!h->table && strcmp(h->name, name) == 0)
        return 2;
    if (strcmp(h->name, entry) == 0)
        return 1;
    const bool fits = (!h->table && fnmatch(h->name, name, FNM_NOESCAPE) == 0) ||
                      (*entry && fnmatch(h->name, entry, FNM_NOESCAPE) == 0);
    return fits ? 0 : -1;
}

const struct node *build_part(struct builder *b, const struct node *n, const struct field *f,
                              uint32_t fixed, bool *fault)
{
    if (f->fixed == NULL || n->kind == NODE_TAG || n->kind == NODE_NUMBER || n->kind == NODE_STRING)
        return n;
    if (n->kind == NODE_LIST && n->n == f->n_fixed)
        return &n->item[fixed];
    if (n->kind == NODE_MAP) {
        if (fixed == 0 && b->collecting)
            for (size_t i = 0; i < n->n; i++) {
                bool known = false;
                for (uint32_t k = 0; k < f->n_fixed; k++)
                    known = known || strcmp(n->item[i].key, f->fixed->label[k]) == 0;
                if (!known)
                    build_refuse_choice(b, &n->item[i], n->item[i].key, f->fixed->label,
                                        f->n_fixed);
            }
        return node_get(n, f->fixed->label[fixed]);
    }
    diag_add(b->d, n->at, n->path, MSG_PARTS_WANTED, build_text(b, "%u", f->n_fixed),
             f->fixed->label[0], NULL);
    *fault = true;
    return NULL;
}

/* A text for all parts of a product may be a list of as many items. */
static const char *text_part(struct builder *b, const char *text, const struct field *f,
                             uint32_t fixed, bool *own)
{
    const char *last = f->n_fixed > 1 ? build_item(b, text, f->n_fixed - 1) : NULL;
    *own = last && last != text && build_item(b, text, f->n_fixed) == NULL;
    return *own ? build_item(b, text, fixed) : text;
}

/* The value of a setting for one part. False: it says nothing of this part. */
static bool value_of(struct builder *b, const struct set_here *h, const struct set_query *q,
                     struct set_value *v)
{
    const struct setting *s = h->set;
    *v = (struct set_value){.table = h->table, .of_entry = h->name, .given = s->given};
    v->own = v->labelled = h->label != WHOLE_FIELD;
    v->node = s->node;
    v->text = s->text;
    v->source = s->tier == TIER_VARIANT ? "variant" : "--set";
    if (h->label != WHOLE_FIELD)
        return h->label == q->fixed;
    if (s->node) {
        v->node = build_part(b, s->node, q->f, q->fixed, &v->fault);
        v->own = v->node != s->node;
        return v->node || v->fault;
    }
    v->text = text_part(b, s->text, q->f, q->fixed, &v->own);
    return true;
}

bool build_setting(struct builder *b, const struct set_query *q, struct set_value *out)
{
    int best = -1;
    bool whole;
    const bool listed = b->n_here > 0 && build_catalogued(b, q->f, q->fixed, q->entry, &whole);
    for (size_t i = 0; i < b->n_here; i++) {
        const struct set_here *h = &b->here[i];
        const int exact = exactness(h, q, listed);
        struct set_value v;
        if (exact < 0)
            continue;
        h->set->fits = true;
        if ((h->table && q->said) || !value_of(b, h, q, &v))
            continue;
        const int labelled = h->label != WHOLE_FIELD;
        const int rank = 16 * (int)h->set->tier + 4 * exact + 2 * labelled + !h->table;
        if (rank >= best) { /* of equals the later: paths stand in byte order */
            best = rank;
            *out = v;
        }
    }
    return best >= 0;
}

/* --- settings that fit nothing -------------------------------------------------------------- */

struct names {
    const char **item;
    size_t n, capacity;
};

static void add_name(struct builder *b, struct names *all, const char *name)
{
    if (all->n > 0 && strcmp(all->item[all->n - 1], name) == 0)
        return;
    all->item = build_grow(b, all->item, &all->capacity, all->n, sizeof *all->item);
    all->item[all->n++] = name;
}

/* The path, and where it is the beginning of what was given, the path of each part. */
static void add_parts(struct builder *b, const struct field *f, const struct setting *s,
                      const char *path, struct names *all)
{
    add_name(b, all, path);
    for (uint32_t k = 0; f->fixed && k < f->n_fixed; k++)
        if (strncmp(s->given, path, strlen(path)) == 0)
            add_name(b, all, build_text(b, "%s.%s", path, f->fixed->label[k]));
}

/* Paths that would fit the field of an entity: its own, its entry's, its default's, and the words
 * of the setting with the field's (a pattern that stands). */
static void add_paths(struct builder *b, const struct field *f, const struct entity *e, size_t o,
                      const struct setting *s, struct names *all)
{
    const char *list = build_list_name(b, f), *word = f->row->word;
    const char *entry = e ? e->entry_of[o] ? e->entry_of[o] : e->entry : NULL;
    const bool table = s->path != s->given;
    add_parts(b, f, s,
              build_text(b, "%s%s", table ? "default." : "", build_table_path(b, f, 0, entry)),
              all);
    if (e == NULL || table)
        return;
    add_parts(b, f, s, build_text(b, "%s.%s.%s", list, e->name, word), all);
    if (entry)
        add_parts(b, f, s, build_text(b, "%s.%s.%s", list, entry, word), all);
    const char *first = strchr(s->path, '.'), *last = strrchr(s->path, '.');
    if (first == NULL || first == last)
        return;
    const char *name = build_text(b, "%.*s", (int)(last - first - 1), first + 1);
    if (fnmatch(name, e->name, FNM_NOESCAPE) == 0 ||
        (entry && fnmatch(name, entry, FNM_NOESCAPE) == 0))
        add_parts(b, f, s, build_text(b, "%s.%s.%s", list, name, word), all);
}

/* Of paths to the same word the nearest, or any; else the nearest of all. */
static const char *nearest_path(struct builder *b, const char *given, const struct names *all)
{
    const char *last = strrchr(given, '.');
    struct names same = {0};
    for (size_t i = 0; i < all->n; i++) {
        const char *word = strrchr(all->item[i], '.');
        if (last && word && strcmp(word, last) == 0)
            add_name(b, &same, all->item[i]);
    }
    const char *near = same.n > 0 ? diag_nearest(given, same.item, same.n)
                                  : diag_nearest(given, all->item, all->n);
    return near || same.n == 0 ? near : same.item[0];
}

static void refuse_setting(struct builder *b, const struct setting *s)
{
    const struct where at = s->node ? s->node->at : (struct where){0};
    struct names all = {0};
    for (size_t i = 0; i < b->p->n_field; i++) {
        const struct field *f = &b->p->field[i];
        const struct entities *set = &b->set[f->dim];
        if ((f->row->kind != ROW_PARAM && f->row->kind != ROW_STATE) || f->row->word == NULL)
            continue;
        if (set->n == 0 && f->n > 0)
            add_paths(b, f, NULL, 0, s, &all);
        for (size_t e = 0; e < set->n; e++)
            for (size_t o = 0; o < b->spec->n_option; o++)
                if (set->item[e].node[o] && (s->option == EVERY_OPTION || s->option == o))
                    add_paths(b, f, &set->item[e], o, s, &all);
    }
    const char *near = nearest_path(b, s->given, &all);
    const char *path = "--set";
    if (s->node) /* "set", of a variant "variants.NAME.set": what its key is added to */
        path = build_text(b, "%.*s", (int)(strlen(s->node->path) - strlen(s->given) - 1),
                          s->node->path);
    if (path == NULL)
        return;
    if (near)
        diag_add(b->d, at, path, MSG_SET_UNKNOWN_NEAR, s->given, near, NULL);
    else
        diag_add(b->d, at, path, MSG_SET_UNKNOWN, s->given, NULL);
}

/* The same words at the same place: options that share them, of which one may have what the other
 * lacks. */
static bool same_setting(const struct setting *a, const struct setting *c)
{
    return a->node && c->node && strcmp(a->given, c->given) == 0 &&
           a->node->at.line == c->node->at.line && a->node->at.file && c->node->at.file &&
           strcmp(a->node->at.file, c->node->at.file) == 0;
}

void build_refuse_settings(struct builder *b)
{
    for (size_t i = 0; i < b->n_setting; i++) {
        const struct setting *s = &b->setting[i];
        /* those of required variants were looked at: plan_has_path(); one is told once */
        bool fits = s->fits || s->tier == TIER_VARIANT;
        for (size_t k = 0; k < b->n_setting && !fits; k++)
            fits = (b->setting[k].fits || k < i) && same_setting(s, &b->setting[k]);
        if (!fits)
            refuse_setting(b, s);
    }
}

/* --- paths against a plan that stands --------------------------------------------------------- */

static bool dim_has(const struct dim *d, const char *name, size_t length, bool by_name)
{
    char pattern[256];
    if (length >= sizeof pattern)
        return false;
    memcpy(pattern, name, length);
    pattern[length] = '\0';
    for (uint32_t e = 0; e < d->n; e++) {
        const char *entry = d->entry ? d->entry[e] : NULL;
        if ((by_name && fnmatch(pattern, d->label[e], FNM_NOESCAPE) == 0) ||
            (entry && fnmatch(pattern, entry, FNM_NOESCAPE) == 0))
            return true;
    }
    return false;
}

static bool field_has(const struct plan *p, const struct field *f, const char *path, size_t n,
                      bool table)
{
    const struct dim *d = &p->dim[f->dim];
    const char *list = f->dim == 0 ? "towns" : d->row->list ? d->row->list : d->name;
    size_t length = 0;
    const char *name = table ? NULL : between(path, n, list, f->row->word, &length);
    if (name && dim_has(d, name, length, true))
        return true;
    name = between(path, n, d->name, f->row->word, &length);
    return (name && dim_has(d, name, length, false)) ||
           (f->n > 0 && joined(path, n, f->model->name, f->row->word));
}

bool plan_has_path(const struct plan *p, const char *path)
{
    const bool table = strncmp(path, default_prefix, sizeof default_prefix - 1) == 0;
    path += table ? sizeof default_prefix - 1 : 0;
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; i < p->n_field; i++) {
        const struct field *f = &p->field[i];
        if ((f->row->kind != ROW_PARAM && f->row->kind != ROW_STATE) || f->row->word == NULL)
            continue;
        bool has = field_has(p, f, path, strlen(path), table);
        for (uint32_t k = 0; f->fixed && dot && k < f->n_fixed && !has; k++)
            has = strcmp(dot + 1, f->fixed->label[k]) == 0 &&
                  field_has(p, f, path, (size_t)(dot - path), table);
        if (has)
            return true;
    }
    return false;
}
