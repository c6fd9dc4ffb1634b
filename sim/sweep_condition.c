/* sweep_condition.c - inputs that count only where another one says so: `conditional` of j.sweep.
 *
 * A condition is judged on the other input's value in the same point; where that one does not count
 * itself, the condition does not hold. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/sweep_internal.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

struct entry { /* one { "pattern", when = , is = } */
    const struct node *node;
    size_t when; /* an input */
    struct sweep_condition c;
    bool *of; /* [n_input] */
};
struct condition_list {
    struct sweep_reading *k;
    struct entry *entry;
    size_t n;
};

static void refuse(struct sweep_reading *k, const struct node *n)
{
    diag_add(k->d, n->at, n->path, MSG_SWEEP_CONDITIONAL, NULL);
}

/* The input of exactly this name, SIZE_MAX: none. */
static size_t input_by_name(const struct sweep_reading *k, const char *name)
{
    for (size_t i = 0; i < k->n_input; i++)
        if (strcmp(k->path[i], name) == 0 || strcmp(sweep_short_name(k->path[i]), name) == 0)
            return i;
    return SIZE_MAX;
}

static size_t draw_of(const struct sweep_reading *k, size_t input)
{
    size_t i = 0;
    while (k->input_of[i] != (int32_t)input)
        i++;
    return i;
}

/* --- is = ... --------------------------------------------------------------------------------- */

static bool read_numbers(struct sweep_reading *k, const struct node *is, struct sweep_condition *c)
{
    const bool list = is->kind == NODE_LIST;
    double *value = arena_alloc(k->a, (list ? is->n : 1) + 1, sizeof *value);
    c->n = list ? is->n : 1;
    c->value = value;
    for (size_t i = 0; value && i < c->n; i++) {
        const struct node *one = list ? &is->item[i] : is;
        if (one->kind != NODE_NUMBER) {
            refuse(k, one);
            return false;
        }
        value[i] = one->number;
    }
    return value != NULL && c->n > 0;
}

/* Each is a value that the other input has. */
static void check_values(struct sweep_reading *k, const struct node *is, const struct draw *x,
                         const struct sweep_condition *c)
{
    for (size_t i = 0; i < c->n; i++) {
        double nearest = (double)NAN;
        for (size_t v = 0; v < x->dist.n; v++)
            if (!(fabs(x->dist.value[v] - c->value[i]) >= fabs(nearest - c->value[i])))
                nearest = x->dist.value[v];
        if (nearest != c->value[i]) {
            char want[32], near[32];
            snprintf(want, sizeof want, "%.6g", c->value[i]);
            snprintf(near, sizeof near, "%.6g", nearest);
            diag_add(k->d, is->at, is->path, MSG_SWEEP_CONDITIONAL_VALUE, x->path, want, near,
                     NULL);
        }
    }
}

static void check_range(struct sweep_reading *k, const struct node *is, const struct draw *x,
                        const struct sweep_condition *c)
{
    if (c->n != 2 || c->value[0] > c->value[1]) {
        diag_add(k->d, is->at, is->path, MSG_SWEEP_CONDITIONAL_RANGE, x->path, NULL);
        return;
    }
    const double lo = c->value[0] > x->lo ? c->value[0] : x->lo;
    const double hi = c->value[1] < x->hi ? c->value[1] : x->hi;
    if (!(lo <= hi && dist_cdf(&x->dist, hi) > dist_cdf(&x->dist, lo))) {
        char from[32], to[32];
        snprintf(from, sizeof from, "%.6g", c->value[0]);
        snprintf(to, sizeof to, "%.6g", c->value[1]);
        diag_add(k->d, is->at, is->path, MSG_SWEEP_CONDITIONAL_NEVER, x->path, from, to, NULL);
    }
}

static void read_is(struct sweep_reading *k, const struct node *is, struct entry *e)
{
    const struct draw *x = &k->in->draw[draw_of(k, e->when)];
    e->c.draw = (size_t)(x - k->in->draw);
    e->c.range = x->dist.kind != DIST_DISCRETE && x->dist.kind != DIST_EMPIRICAL;
    if (!read_numbers(k, is, &e->c)) {
        if (is->kind == NODE_LIST && is->n == 0)
            refuse(k, is);
    } else if (e->c.range) {
        check_range(k, is, x, &e->c);
    } else {
        check_values(k, is, x, &e->c);
    }
}

/* --- entries ---------------------------------------------------------------------------------- */

/* A pattern may cover the other input too; only a plain name asks for a condition on itself. */
static void read_inputs(struct sweep_reading *k, const struct node *name, struct entry *e)
{
    bool any = false;
    for (size_t i = 0; i < k->n_input; i++)
        if (sweep_matches(name->text, k->path[i])) {
            any = true;
            e->of[i] = i != e->when;
        }
    const bool plain = strpbrk(name->text, "*?[") == NULL;
    if (!any)
        sweep_refuse_name(k, name);
    else if (plain && sweep_matches(name->text, k->path[e->when]))
        diag_add(k->d, name->at, name->path, MSG_SWEEP_CONDITIONAL_SELF, name->text, NULL);
}

static void read_entry(struct condition_list *s, const struct node *n)
{
    struct sweep_reading *k = s->k;
    const struct node *name = node_get(n, "input"), *when = node_get(n, "when");
    const struct node *is = node_get(n, "is");
    if (n->kind != NODE_MAP || n->n != 3 || name == NULL || name->kind != NODE_STRING ||
        when == NULL || when->kind != NODE_STRING || is == NULL) {
        refuse(k, n);
        return;
    }
    struct entry e = {.node = n, .when = input_by_name(k, when->text)};
    e.of = arena_alloc(k->a, k->n_input + 1, sizeof *e.of);
    if (e.of == NULL)
        return;
    if (e.when == SIZE_MAX) {
        sweep_refuse_name(k, when);
        return;
    }
    read_inputs(k, name, &e);
    read_is(k, is, &e);
    s->entry[s->n++] = e;
}

/* --- circles ---------------------------------------------------------------------------------- */

/* An entry by which an input waits for one that is not free yet; NULL: the input is free. */
static const struct entry *waits(const struct condition_list *s, const bool *free, size_t input)
{
    for (size_t e = 0; e < s->n; e++)
        if (s->entry[e].of[input] && !free[s->entry[e].when])
            return &s->entry[e];
    return NULL;
}

/* Inputs are freed once all they depend on are; who is left is in a circle, or waits for one. */
static void refuse_circle(const struct condition_list *s, bool *free)
{
    struct sweep_reading *k = s->k;
    size_t at = 0;
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < k->n_input; i++)
            if (!free[i] && waits(s, free, i) == NULL)
                more = free[i] = true;
    }
    while (at < k->n_input && free[at])
        at++;
    if (at == k->n_input)
        return;
    for (size_t i = 0; i < k->n_input; i++) /* after so many steps it is inside */
        at = waits(s, free, at)->when;
    char text[512];
    size_t used = (size_t)snprintf(text, sizeof text, "%s", sweep_short_name(k->path[at]));
    const struct entry *e = waits(s, free, at);
    for (size_t next = SIZE_MAX, here = at; next != at && used < sizeof text; here = next) {
        next = waits(s, free, here)->when;
        used += (size_t)snprintf(text + used, sizeof text - used, " -> %s",
                                 sweep_short_name(k->path[next]));
    }
    diag_add(k->d, e->node->at, e->node->path, MSG_SWEEP_CONDITIONAL_CIRCLE, text, NULL);
}

/* --- all of it -------------------------------------------------------------------------------- */

static bool list_conditions(const struct condition_list *s)
{
    const struct sweep_reading *k = s->k;
    struct sweep_condition *c = arena_alloc(k->a, s->n * k->in->n + 1, sizeof *c);
    size_t *first = arena_alloc(k->a, k->in->n + 1, sizeof *first), n = 0;
    for (size_t i = 0; c && first && i < k->in->n; i++) {
        first[i] = n;
        for (size_t e = 0; e < s->n; e++)
            if (s->entry[e].of[k->input_of[i]])
                c[n++] = s->entry[e].c;
        first[i + 1] = n;
    }
    k->w->condition = c;
    k->w->first = first;
    return c && first;
}

bool sweep_conditions(struct sweep_reading *k)
{
    const struct node *list = node_get(k->root, "conditional");
    const size_t before = k->d->n;
    if (list == NULL)
        return true;
    if (list->kind != NODE_LIST) {
        refuse(k, list);
        return true;
    }
    struct condition_list s = {.k = k};
    s.entry = arena_alloc(k->a, list->n + 1, sizeof *s.entry);
    bool *free = arena_alloc(k->a, k->n_input + 1, sizeof *free);
    for (size_t i = 0; s.entry && i < list->n; i++)
        read_entry(&s, &list->item[i]);
    if (arena_failed(k->a))
        return false;
    if (k->d->n == before)
        refuse_circle(&s, free);
    return k->d->n != before || list_conditions(&s);
}

bool sweep_holds(const struct sweep *w, size_t draw, uint32_t point)
{
    for (size_t i = w->first ? w->first[draw] : 0; w->first && i < w->first[draw + 1]; i++) {
        const struct sweep_condition *c = &w->condition[i];
        const struct draw *x = &w->in.draw[c->draw];
        if (!sweep_holds(w, c->draw, point))
            return false;
        const double v = dist_sample(&x->dist, sweep_quantile(w, c->draw, point), x->lo, x->hi);
        bool any = c->range && v >= c->value[0] && v <= c->value[1];
        for (size_t k = 0; !c->range && k < c->n; k++)
            any = any || v == c->value[k];
        if (!any)
            return false;
    }
    return true;
}
