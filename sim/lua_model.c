/* lua_model.c - see lua_model.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/lua_model.h"
#include "sim/dist_beta.h"
#include "sim/layout.h"
#include "sim/mem.h"
#include "sim/rng.h"
#include <math.h>
#include <string.h>

bool lua_model_is(const struct node *n)
{
    return n->kind == NODE_TAG && strcmp(n->text, "model") == 0;
}

bool lua_model_alike(const struct lua_model *a, const struct lua_model *b)
{
    bool same = a->n_output == b->n_output;
    for (size_t i = 0; same && i < a->n_output; i++)
        same = strcmp(a->output[i].name, b->output[i].name) == 0 &&
               strcmp(a->output[i].unit, b->output[i].unit) == 0;
    return same;
}

/* --- distributions ---------------------------------------------------------------------------- */

struct reading {
    struct lua_model *m;
    struct diags *d;
    struct arena *a;
};

static void refuse(struct reading *k, const struct node *n, enum msg m)
{
    diag_add(k->d, n->at, n->path, m, NULL);
}

/* Numbers of a list into `out`; a text among them is refused. */
static bool numbers(struct reading *k, const struct node *list, double *out)
{
    for (size_t i = 0; i < list->n; i++) {
        if (list->item[i].kind != NODE_NUMBER) {
            refuse(k, &list->item[i], MSG_MODEL_INPUT_NUMBER);
            return false;
        }
        out[i] = list->item[i].number;
    }
    return true;
}

static bool read_list(struct reading *k, const struct node *list, const struct node *weights,
                      struct dist *d)
{
    double *value = arena_alloc(k->a, list->n + 1, sizeof *value);
    double *weight = arena_alloc(k->a, list->n + 1, sizeof *weight);
    if (value == NULL || weight == NULL || !numbers(k, list, value))
        return false;
    if (weights && (weights->n != list->n || !numbers(k, weights, weight))) {
        refuse(k, weights, MSG_DIST_WEIGHTS);
        return false;
    }
    dist_sort(value, weights ? weight : NULL, list->n);
    d->value = value;
    d->weight = weights ? weight : NULL;
    d->n = list->n;
    return true;
}

static bool read_dist(struct reading *k, const struct node *tag, struct dist *d)
{
    static const enum msg msg[] = {[DIST_ORDER] = MSG_DIST_ORDER,
                                   [DIST_SPREAD] = MSG_DIST_SPREAD,
                                   [DIST_COUNT] = MSG_DIST_COUNT,
                                   [DIST_WEIGHTS] = MSG_DIST_WEIGHTS,
                                   [DIST_SHAPE] = MSG_DIST_SHAPE};
    const struct node *kind = node_get(tag, "kind"), *args = node_get(tag, "args");
    const struct node *values = node_get(tag, "values");
    size_t lo, hi;
    if (kind == NULL || !dist_kind_by_name(kind->text, &d->kind, &lo, &hi)) {
        refuse(k, tag, MSG_DIST_UNKNOWN);
        return false;
    }
    const struct node *list = values ? values : args;
    if (d->kind == DIST_DISCRETE || d->kind == DIST_EMPIRICAL) {
        if (list == NULL || !read_list(k, list, node_get(tag, "weights"), d))
            return false;
    } else if (args == NULL || args->n < lo || args->n > hi || args->n > 4) {
        refuse(k, tag, MSG_DIST_COUNT);
        return false;
    } else if (!numbers(k, args, d->p)) {
        return false;
    } else if (d->kind == DIST_BETA && args->n == 2) {
        d->p[3] = 1.0;
    }
    const enum dist_fault f = dist_check(d);
    if (f != DIST_OK)
        refuse(k, tag, msg[f]);
    if (f == DIST_OK && dist_is_beta(d)) {
        struct dist_beta *memory = arena_alloc(k->a, 1, sizeof *memory);
        if (memory)
            dist_prepare(d, memory);
    }
    return f == DIST_OK;
}

/* --- inputs and outputs ----------------------------------------------------------------------- */

/* What is said of an input where a plan says its row. */
static const struct row plain_row = {
    .unit = "1", .en = "", .ja = "", .lo = -HUGE_VAL, .hi = HUGE_VAL};

static void read_input(struct reading *k, const struct node *n)
{
    struct lua_model *m = k->m;
    const size_t at = m->n_input++;
    m->input[at] = n->key;
    m->draw_of[at] = -1;
    if (n->kind == NODE_NUMBER) {
        m->fixed[at] = n->number;
        return;
    }
    struct dist d = {.kind = DIST_FIXED};
    if (n->kind != NODE_TAG || strcmp(n->text, "dist") != 0)
        diag_add(k->d, n->at, n->path, MSG_MODEL_INPUT, n->kind == NODE_TAG ? n->text : "value",
                 NULL);
    else if (read_dist(k, n, &d)) {
        m->draw_of[at] = (int32_t)m->n_draw;
        m->draw[m->n_draw++] = (struct draw){.path = n->key,
                                             .key = rng_key("param", n->key),
                                             .dist = d,
                                             .lo = plain_row.lo,
                                             .hi = plain_row.hi,
                                             .row = &plain_row,
                                             .source = "script",
                                             .at = n->at};
    }
}

static const char *text_of(const struct node *n, const char *key, const char *otherwise)
{
    const struct node *text = node_get(n, key);
    return text && text->kind == NODE_STRING ? text->text : otherwise;
}

static void read_output(struct reading *k, const struct node *n)
{
    const char *name = text_of(n, "name", ""), *en = text_of(n, "en", name);
    const char *better = text_of(n, "better", "");
    struct lua_output *out = &k->m->output[k->m->n_output];
    *out = (struct lua_output){name, text_of(n, "unit", "1"), en, text_of(n, "ja", en),
                               strcmp(better, "more") == 0   ? 1
                               : strcmp(better, "less") == 0 ? -1
                                                             : 0};
    k->m->output_name[k->m->n_output++] = name;
}

static bool get_room(struct lua_model *m, size_t n_in, size_t n_out, struct arena *a)
{
    m->input = arena_alloc(a, n_in + 1, sizeof *m->input);
    m->fixed = arena_alloc(a, n_in + 1, sizeof *m->fixed);
    m->draw_of = arena_alloc(a, n_in + 1, sizeof *m->draw_of);
    m->draw = arena_alloc(a, n_in + 1, sizeof *m->draw);
    m->column = arena_alloc(a, n_in + 1, sizeof *m->column);
    m->output = arena_alloc(a, n_out + 1, sizeof *m->output);
    m->output_name = arena_alloc(a, n_out + 1, sizeof *m->output_name);
    return !arena_failed(a);
}

struct lua_model *lua_model_new(const struct node *n, struct diags *d, struct arena *a)
{
    struct lua_model *m = arena_alloc(a, 1, sizeof *m);
    const struct node *inputs = node_get(n, "inputs"), *outputs = node_get(n, "outputs");
    const struct node *eval = node_get(n, "eval");
    const size_t before = d->n;
    if (inputs == NULL || inputs->kind != NODE_MAP) {
        diag_add(d, n->at, "inputs", MSG_MODEL_INPUTS, NULL);
        return NULL;
    }
    if (outputs == NULL || outputs->kind != NODE_LIST || eval == NULL) {
        diag_add(d, n->at, "outputs", MSG_MODEL_OUTPUTS, NULL);
        return NULL;
    }
    if (m == NULL || !get_room(m, inputs->n, outputs->n, a))
        return NULL;
    struct reading k = {m, d, a};
    m->name = text_of(n, "name", "model");
    m->chance = eval->number >= 2.0;
    for (size_t i = 0; i < inputs->n; i++)
        read_input(&k, &inputs->item[i]);
    for (size_t i = 0; i < outputs->n; i++)
        read_output(&k, &outputs->item[i]);
    return d->n == before && !arena_failed(a) ? m : NULL;
}

void lua_model_vary(struct lua_model *m, size_t input)
{
    if (m->draw_of[input] >= 0)
        return;
    m->draw_of[input] = (int32_t)m->n_draw;
    m->draw[m->n_draw++] = (struct draw){.path = m->input[input],
                                         .key = rng_key("param", m->input[input]),
                                         .dist = {.kind = DIST_FIXED, .p = {m->fixed[input]}},
                                         .lo = plain_row.lo,
                                         .hi = plain_row.hi,
                                         .row = &plain_row,
                                         .source = "script"};
}

/* --- layout ----------------------------------------------------------------------------------- */

static size_t find_draw(const struct results *r, size_t first, const char *path)
{
    size_t v = first;
    while (v < r->n_var && strcmp(r->var[v].en, path) != 0)
        v++;
    return v;
}

/* The draws of m that no option before it has. */
static void list_draws(struct study *s, struct lua_model *m)
{
    struct results *r = &s->results;
    for (size_t i = 0; i < m->n_draw; i++) {
        const size_t v = find_draw(r, m->n_output, m->draw[i].path);
        m->column[i] = v - m->n_output;
        if (v == r->n_var)
            r->var[r->n_var++] =
                (struct var){.name = arena_printf(s->arena, "draw.%s", m->draw[i].path),
                             .unit = m->draw[i].row->unit,
                             .en = m->draw[i].path,
                             .ja = m->draw[i].path,
                             .source = m->draw[i].source,
                             .role = ROLE_DRAW,
                             .type = TYPE_F64,
                             .axis = -1};
    }
}

static bool list_vars(struct study *s)
{
    const struct lua_model *m = s->model;
    struct results *r = &s->results;
    size_t n_draw = 0;
    for (size_t o = 0; o < r->n_option; o++)
        n_draw += s->option_model[o]->n_draw;
    r->var = arena_alloc(s->arena, m->n_output + n_draw, sizeof *r->var);
    if (r->var == NULL)
        return false;
    for (size_t i = 0; i < m->n_output; i++)
        r->var[r->n_var++] =
            (struct var){.name = arena_printf(s->arena, "kpi.%s", m->output[i].name),
                         .unit = m->output[i].unit,
                         .en = m->output[i].en,
                         .ja = m->output[i].ja,
                         .source = m->name,
                         .role = ROLE_KPI,
                         .better = m->output[i].better,
                         .type = TYPE_F64,
                         .axis = -1};
    for (size_t o = 0; o < r->n_option; o++)
        list_draws(s, s->option_model[o]);
    return !arena_failed(s->arena);
}

static bool list_tables(struct study *s)
{
    enum { TABLES = 2 };
    struct text_table *t = arena_alloc(s->arena, TABLES, sizeof *t);
    s->results.table = t;
    s->results.n_table = TABLES;
    return t && layout_files(s, &t[0]) && layout_about(s, &t[1]) && !arena_failed(s->arena);
}

bool lua_model_layout(struct study *s)
{
    s->results.title = s->model->name;
    s->results.audit_tolerance = 1e-9;
    s->results.no_chance = !s->model->chance;
    return list_vars(s) && list_tables(s);
}
