/* registry_check.c - what a table must say before the program is given out.
 *
 * The engine's own wiring (sim/state.c) refuses what cannot run; this refuses what cannot be
 * defended: a default without source, a range that excludes its default, a text in one language.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/registry_catalogue.h"
#include "sim/units.h"
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBERS = 64 };

struct check {
    const struct registry *r;
    FILE *to;
    size_t n;
    const char *place; /* model or file in hand */
};

static void fault(struct check *c, const char *name, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
static void fault(struct check *c, const char *name, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fprintf(c->to, "%s: %s: ", c->place, name);
    vfprintf(c->to, fmt, args);
    fputc('\n', c->to);
    va_end(args);
    c->n++;
}

static bool filled(const char *s) { return s && s[0]; }

static bool pedigree_ok(const char *p) { return p && strlen(p) == 4 && strspn(p, "01234") == 4; }

static const struct dim_row *dim_find(const struct registry *r, const char *name, size_t length)
{
    for (size_t m = 0; m < r->n_model; m++)
        for (size_t k = 0; k < r->table[m]->n_dim; k++) {
            const struct dim_row *d = &r->table[m]->dim[k];
            if (strlen(d->name) == length && strncmp(d->name, name, length) == 0)
                return d;
        }
    return NULL;
}

/* "kiln", "kiln*task", "town" */
static bool dim_known(const struct registry *r, const char *text)
{
    for (;;) {
        const size_t n = strcspn(text, "*");
        const bool town = n == 4 && strncmp(text, "town", 4) == 0;
        if (!town && !dim_find(r, text, n))
            return false;
        if (!text[n])
            return true;
        text += n + 1;
    }
}

/* Row by full name "model.name". */
static const struct row *row_find(const struct registry *r, const char *full)
{
    const char *dot = strchr(full, '.');
    if (!dot)
        return NULL;
    for (size_t m = 0; m < r->n_model; m++) {
        const struct model *model = r->table[m];
        if (strlen(model->name) != (size_t)(dot - full) ||
            strncmp(model->name, full, (size_t)(dot - full)) != 0)
            continue;
        for (size_t i = 0; i < model->n_row; i++) {
            const struct row *row = &model->row[i];
            if (row->kind != ROW_INPUT && row->kind != ROW_INDEX && row->kind != ROW_LAG &&
                strcmp(row->name, dot + 1) == 0)
                return row;
        }
    }
    return NULL;
}

/* "5", "pert(1, 2, 3)" or, where a product allows it, numbers separated by blanks: all in range. */
static const char *value_fault(const char *text, double lo, double hi, size_t n_list)
{
    double storage[NUMBERS];
    struct dist d;
    if (dist_parse(text, &d, storage, NUMBERS)) {
        if (dist_check(&d) != DIST_OK)
            return "its distribution's arguments make no sense";
        const double middle = dist_median(&d);
        return middle >= lo && middle <= hi ? NULL : "outside its range";
    }
    size_t n = 0;
    for (;; n++) {
        char *end = NULL;
        text += strspn(text, " ");
        if (!*text)
            break;
        const double x = strtod(text, &end);
        if (end == text)
            return "not a number, distribution or list";
        if (!(x >= lo && x <= hi))
            return "outside its range";
        text = end;
    }
    return n == n_list && n > 1 ? NULL : "the wrong count of numbers";
}

static void check_value(struct check *c, const struct row *row)
{
    if (!row->value)
        return;
    if (row->form == FORM_DATE) {
        char *end = NULL;
        strtod(row->value, &end);
        if (*end)
            fault(c, row->name, "the default of a date is a day number");
        return;
    }
    const char *why = value_fault(row->value, row->lo, row->hi, 0);
    if (why)
        fault(c, row->name, "default \"%s\": %s", row->value, why);
}

static void check_row_texts(struct check *c, const struct row *row)
{
    const bool asked = row->kind == ROW_PARAM || (row->kind == ROW_STATE && row->word);
    if (!filled(row->en) || !filled(row->ja))
        fault(c, row->name, "no meaning in both languages");
    if (!row->unit || !units_valid(row->unit))
        fault(c, row->name, "unit \"%s\"", row->unit);
    if (!asked)
        return;
    if (row->kind == ROW_PARAM && row->value && row->form == FORM_NUMBER) {
        if (!filled(row->source))
            fault(c, row->name, "a default without a source");
        if (!pedigree_ok(row->pedigree))
            fault(c, row->name, "pedigree is four digits 0-4");
    }
    if (!(row->lo <= row->hi))
        fault(c, row->name, "range %g to %g", row->lo, row->hi);
    check_value(c, row);
}

static void check_link(struct check *c, const struct row *row, const char *full)
{
    if (!full) {
        fault(c, row->name, "a lag without `of`");
        return;
    }
    const struct row *made = row_find(c->r, full);
    if (!made)
        fault(c, row->name, "no model writes \"%s\"", full);
    else if (made->adds &&
             (row->kind == ROW_INPUT || row->window == LAG_DAY || row->how == LAG_LAST))
        fault(c, row->name, "a row that is added to has no value of a day to be read");
    else if (row->kind == ROW_INPUT && strcmp(made->unit, row->unit) != 0)
        fault(c, row->name, "unit \"%s\", the writer's is \"%s\"", row->unit, made->unit);
}

/* Is there a month's sum to which days can be added? */
static bool can_add(const struct row *row)
{
    const bool daily = row->pass == PASS_WANT || row->pass == PASS_ALLOT || row->pass == PASS_ACT;
    const bool summed = row->agg == AGG_SUM || row->agg == AGG_MEAN;
    return row->kind == ROW_OUTPUT && daily && (summed || (row->agg == AGG_NONE && row->medium));
}

static void check_row(struct check *c, const struct model *m, const struct row *row)
{
    if (!filled(row->name)) {
        fault(c, "(row)", "a row without a name");
        return;
    }
    if (row->at % sizeof(void *) || row->at >= m->ports_size)
        fault(c, row->name, "not a member of the ports struct");
    if (row->kind == ROW_INDEX)
        return;
    check_row_texts(c, row);
    if (row->kind == ROW_INPUT)
        check_link(c, row, row->name);
    else if (!row->dim || !dim_known(c->r, row->dim))
        fault(c, row->name, "dimension \"%s\"", row->dim ? row->dim : "");
    if (row->kind == ROW_LAG)
        check_link(c, row, row->of);
    if (row->adds && !can_add(row))
        fault(c, row->name, "nothing that days add up to");
    if ((row->medium || row->from || row->to) &&
        (row->medium <= 0 || (size_t)row->medium >= c->r->n_medium || row->from < 0 ||
         (size_t)row->from >= c->r->n_holder || row->to < 0 || (size_t)row->to >= c->r->n_holder))
        fault(c, row->name, "account numbers %d, %d, %d", row->medium, row->from, row->to);
}

static void check_pairs_of_rows(struct check *c, const struct model *m)
{
    for (size_t i = 0; i < m->n_row; i++) {
        const struct row *a = &m->row[i];
        for (size_t k = 0; k < i; k++) {
            const struct row *b = &m->row[k];
            if (a->at == b->at)
                fault(c, a->name, "shares its member with %s", b->name);
            if (strcmp(a->name, b->name) == 0 && a->kind == b->kind)
                fault(c, a->name, "stands twice");
            if (a->word && b->word && strcmp(a->word, b->word) == 0 && a->dim && b->dim &&
                strcmp(a->dim, b->dim) == 0)
                fault(c, a->name, "word \"%s\" is also %s", a->word, b->name);
        }
    }
    for (size_t h = 0; h < COUNT_OF(m->headline) && m->headline[h]; h++) {
        bool known = false;
        for (size_t i = 0; i < m->n_row; i++)
            known = known || (m->row[i].agg != AGG_NONE && m->row[i].name &&
                              strcmp(m->row[i].name, m->headline[h]) == 0);
        if (!known)
            fault(c, m->headline[h], "in the headline, but no recorded row");
    }
    if (m->n_row * sizeof(void *) != m->ports_size)
        fault(c, "ports", "%zu rows for %zu pointers", m->n_row, m->ports_size / sizeof(void *));
}

static const struct row *param_find(const struct model *m, const char *name)
{
    for (size_t i = 0; name && i < m->n_row; i++)
        if (m->row[i].kind == ROW_PARAM && strcmp(m->row[i].name, name) == 0)
            return &m->row[i];
    return NULL;
}

static void check_exclusive(struct check *c, const struct model *m, const struct exclusive *x)
{
    const struct row *a = param_find(m, x->a), *b = param_find(m, x->b);
    if (!a || !b || a == b || !a->word || !b->word || strcmp(a->dim, b->dim) != 0)
        fault(c, x->a ? x->a : "exclusive", "excludes no other parameter of its dimension");
    if (!filled(x->en) || !filled(x->ja))
        fault(c, x->a ? x->a : "exclusive", "no reason in both languages");
}

static void check_dim(struct check *c, const struct dim_row *d)
{
    if (!filled(d->en) || !filled(d->ja))
        fault(c, d->name, "no meaning in both languages");
    if (dim_find(c->r, d->name, strlen(d->name)) != d)
        fault(c, d->name, "dimension stands twice");
    if (d->kind == DIM_ENTITY && !filled(d->list))
        fault(c, d->name, "no list in the script");
    if (d->kind == DIM_FIXED && (!d->n_label || !d->label || !d->label_ja))
        fault(c, d->name, "no labels in both languages");
    if (d->kind == DIM_PAIR && (!d->from || !d->to || !dim_known(c->r, d->from) ||
                                !dim_known(c->r, d->to) || !d->reach || !row_find(c->r, d->reach)))
        fault(c, d->name, "a pair needs from, to and reach");
    if (!d->choice || d->kind == DIM_PAIR || !d->choice_default)
        return;
    const struct catalogue *list = registry_catalogue(c->r, d->name);
    for (size_t i = 0; list && i < list->n_entry; i++)
        if (strcmp(list->entry[i].name, d->choice_default) == 0)
            return;
    fault(c, d->name, "default \"%s\" is not in models/%s.csv", d->choice_default, d->name);
}

/* The PARAM of dimension `dim` (or of a product with it) that a catalogue field overrides, and how
 * many numbers its list holds. */
static const struct row *field_row(const struct check *c, const char *dim, const char *field,
                                   size_t *n_list)
{
    const size_t word = strcspn(field, "[."), length = strlen(dim);
    for (size_t m = 0; m < c->r->n_model; m++)
        for (size_t i = 0; i < c->r->table[m]->n_row; i++) {
            const struct row *row = &c->r->table[m]->row[i];
            if (!row->word || row->kind == ROW_INPUT || row->kind == ROW_INDEX)
                continue;
            if (strncmp(row->dim, dim, length) != 0 ||
                (row->dim[length] && row->dim[length] != '*'))
                continue;
            if (strlen(row->word) != word || strncmp(row->word, field, word) != 0)
                continue;
            const char *star = strchr(row->dim, '*');
            const struct dim_row *second = star ? dim_find(c->r, star + 1, strlen(star + 1)) : NULL;
            *n_list = second && !field[word] ? second->n_label : 0;
            return row;
        }
    return NULL;
}

static void check_catalogue(struct check *c, const struct catalogue *list)
{
    for (size_t e = 0; e < list->n_entry; e++) {
        const struct catalogue_entry *entry = &list->entry[e];
        for (size_t i = 0; i < entry->n_value; i++) {
            const struct catalogue_value *v = &entry->value[i];
            char name[128];
            size_t n_list = 0;
            snprintf(name, sizeof(name), "%s.%s", entry->name, v->field);
            const struct row *row = field_row(c, list->dim, v->field, &n_list);
            if (!row) {
                fault(c, name, "no parameter of this name");
                continue;
            }
            const char *why =
                row->form == FORM_DATE ? NULL : value_fault(v->value, row->lo, row->hi, n_list);
            if (why)
                fault(c, name, "\"%s\": %s", v->value, why);
            if (!filled(v->source))
                fault(c, name, "no source");
            if (!pedigree_ok(v->pedigree))
                fault(c, name, "pedigree is four digits 0-4");
        }
    }
}

static void check_accounts(struct check *c, const struct account_name *list, size_t n, bool medium)
{
    for (size_t i = 0; i < n; i++) {
        if (!filled(list[i].en) || !filled(list[i].ja))
            fault(c, list[i].id, "no meaning in both languages");
        if (medium && i > 0 && !units_valid(list[i].unit))
            fault(c, list[i].id, "unit \"%s\"", list[i].unit);
        for (size_t k = 0; k < i; k++)
            if (strcmp(list[i].id, list[k].id) == 0)
                fault(c, list[i].id, "stands twice");
    }
}

size_t registry_check(const struct registry *r, FILE *to)
{
    struct check c = {.r = r, .to = to};
    for (size_t m = 0; m < r->n_model; m++) {
        const struct model *model = r->table[m];
        c.place = model->name;
        if (!filled(model->en) || !filled(model->ja))
            fault(&c, model->name, "no name");
        for (size_t i = 0; i < model->n_dim; i++)
            check_dim(&c, &model->dim[i]);
        for (size_t i = 0; i < model->n_row; i++)
            check_row(&c, model, &model->row[i]);
        check_pairs_of_rows(&c, model);
        for (size_t i = 0; i < model->n_exclusive; i++)
            check_exclusive(&c, model, &model->exclusive[i]);
    }
    for (size_t i = 0; i < r->n_catalogue; i++) {
        c.place = r->catalogue[i].dim;
        check_catalogue(&c, &r->catalogue[i]);
    }
    c.place = "accounts.def";
    check_accounts(&c, r->medium, r->n_medium, true);
    check_accounts(&c, r->holder, r->n_holder, false);
    return c.n;
}
