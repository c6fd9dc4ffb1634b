/* variants.c - see variants.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/variants.h"
#include "sim/registry_catalogue.h"
#include <string.h>

static const struct variant_info reference = {"as stated", "as stated", "シナリオのとおり"};

/* --- which there are ------------------------------------------------------------------------- */

static struct variant *find(const struct variants *v, const char *name)
{
    for (size_t i = 0; i < v->n; i++)
        if (strcmp(v->item[i].info.name, name) == 0)
            return &v->item[i];
    return NULL;
}

static bool required(const struct catalogue_entry *e, const struct plan *base, struct arena *a,
                     struct variant *out)
{
    const char **set = arena_alloc(a, e->n_value + 1, sizeof *set);
    *out = (struct variant){.info = {e->name, e->en, e->ja}, .set = set, .n_set = e->n_value};
    bool fits = false;
    for (size_t i = 0; set && i < e->n_value; i++) {
        set[i] = arena_printf(a, "%s=%s", e->value[i].field, e->value[i].value);
        fits = fits || plan_has_path(base, e->value[i].field);
    }
    out->misses = fits || e->n_value == 0 ? NULL : e->value[0].field;
    return set && !arena_failed(a);
}

bool variants_list(const struct node *list, const struct plan *base, struct arena *a,
                   struct diags *d, struct variants *out)
{
    struct catalogue table = {0};
    char fault[256] = "";
    const char *text = embedded_text("models/variants.csv");
    if (text && !catalogue_parse(a, "variants", text, &table, fault)) {
        if (!arena_failed(a)) /* else the caller says so */
            diag_add(d, (struct where){0}, "models/variants.csv", MSG_TABLE_FAULT, fault, NULL);
        return false;
    }
    const size_t n_own = list && list->kind == NODE_LIST ? list->n : 0;
    *out = (struct variants){arena_alloc(a, table.n_entry + n_own + 1, sizeof *out->item), 0};
    if (out->item == NULL)
        return false;
    for (size_t i = 0; i < table.n_entry; i++)
        if (!required(&table.entry[i], base, a, &out->item[out->n++]))
            return false;
    for (size_t i = 0; i < n_own; i++) {
        const struct node *name = node_get(&list->item[i], "name");
        struct variant *v = name ? find(out, name->text) : NULL;
        v = v ? v : &out->item[out->n++];
        *v = (struct variant){.scenario = node_get(&list->item[i], "scenarios")};
        if (name)
            v->info = (struct variant_info){name->text, name->text, name->text};
    }
    return true;
}

/* --- which are run --------------------------------------------------------------------------- */

static void refuse_name(const struct variants *all, const char *name, struct arena *a,
                        struct diags *d)
{
    const char **names = arena_alloc(a, all->n + 1, sizeof *names);
    const char *list = "";
    for (size_t i = 0; names && i < all->n; i++) {
        names[i] = all->item[i].info.name;
        list = arena_printf(a, "%s%s\"%s\"", list ? list : "", i ? ", " : "", names[i]);
    }
    const char *near = names ? diag_nearest(name, names, all->n) : NULL;
    if (near)
        diag_add(d, (struct where){0}, "--variant", MSG_VARIANT_UNKNOWN_NEAR, name, near, list,
                 NULL);
    else
        diag_add(d, (struct where){0}, "--variant", MSG_VARIANT_UNKNOWN, name, list, NULL);
}

static bool is_named(const struct variants_asked *asked, const char *name)
{
    bool named = false;
    for (size_t i = 0; i < asked->n; i++)
        named = named || strcmp(asked->name[i], name) == 0;
    return named;
}

bool variants_choose(const struct variants *all, const struct variants_asked *asked,
                     struct arena *a, struct diags *d, struct variants *out, struct results *r)
{
    const size_t before = d->n;
    const char **left = arena_alloc(a, all->n + 1, sizeof *left);
    *out = (struct variants){arena_alloc(a, all->n + 1, sizeof *out->item), 0};
    if (left == NULL || out->item == NULL)
        return false;
    for (size_t i = 0; i < asked->n; i++) {
        const struct variant *v = find(all, asked->name[i]);
        if (v == NULL)
            refuse_name(all, asked->name[i], a, d);
        else if (v->misses)
            diag_add(d, (struct where){0}, "--variant", MSG_VARIANT_NOTHING, v->info.name,
                     v->misses, NULL);
    }
    for (size_t i = 0; i < all->n; i++) {
        const struct variant *v = &all->item[i];
        if (v->misses == NULL && (asked->all || is_named(asked, v->info.name)))
            out->item[out->n++] = *v;
        else if (v->misses && asked->all)
            left[r->n_left_out++] = v->info.name;
    }
    r->left_out = left;
    return d->n == before;
}

struct option_plan *variants_expand(const struct variants *v, const struct option_plan *option,
                                    size_t n, struct arena *a, struct results *r)
{
    const size_t n_variant = v->n + 1;
    struct variant_info *info = arena_alloc(a, n_variant, sizeof *info);
    struct option_plan *all = arena_alloc(a, n_variant * n, sizeof *all);
    const char **name = arena_alloc(a, n_variant * n, sizeof *name);
    if (info == NULL || all == NULL || name == NULL)
        return NULL;
    for (size_t k = 0; k < n_variant; k++) {
        const struct variant *own = k > 0 ? &v->item[k - 1] : NULL;
        info[k] = own ? own->info : reference;
        for (size_t o = 0; o < n; o++) {
            struct option_plan *p = &all[k * n + o];
            *p = option[o];
            if (own) {
                p->name = arena_printf(a, "%s | %s", option[o].name, own->info.name);
                p->set = own->set;
                p->n_set = own->n_set;
                p->scenario = own->scenario ? &own->scenario->item[o] : p->scenario;
            }
            name[k * n + o] = p->name;
        }
    }
    r->variant = info;
    r->n_variant = n_variant;
    r->option = name;
    r->n_option = n_variant * n;
    return arena_failed(a) ? NULL : all;
}
