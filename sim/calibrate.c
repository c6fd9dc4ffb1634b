/* calibrate.c - what j.calibrate { ... } asks for: method, parameters, conditions, budget.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/calibrate.h"
#include "sim/lua_model.h"
#include "sim/mem.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { REPLICATES = 16, POINTS_MOST = 1 << 20, RUNS_MOST = 10000000 };
#define STEP_CHANCE 0.05 /* of finite differences where figures are float or jump by chance */

struct planning {
    struct study *s;
    struct calibration *c;
    const struct node *root, *to;
    struct diags *d;
    size_t n_draw;
};

static void refuse(struct planning *k, const struct node *n, enum msg m)
{
    diag_add(k->d, n->at, n->path, m, NULL);
}

static bool is_text(const struct node *n, const char *text)
{
    return n->kind == NODE_STRING && strcmp(n->text, text) == 0;
}

/* --- method ----------------------------------------------------------------------------------- */

static void read_method(struct planning *k)
{
    static const char *const name[] = {"least_squares", "nlopt", "abc"};
    const struct node *method = node_get(k->root, "method"), *loss = node_get(k->root, "loss");
    struct fit_spec *f = &k->c->fit;
    size_t which = method ? COUNT_OF(name) : 0;
    for (size_t i = 0; method && i < COUNT_OF(name); i++)
        which = is_text(method, name[i]) ? i : which;
    if (which == COUNT_OF(name)) {
        refuse(k, method, MSG_FIT_METHOD);
        which = 0;
    }
    f->method = (enum fit_method)which;
    k->c->info.method = name[which];
    if (loss && is_text(loss, "absolute") && f->method == FIT_NLOPT)
        f->loss = FIT_ABSOLUTE;
    else if (loss && !is_text(loss, "squares"))
        refuse(k, loss, MSG_FIT_LOSS);
    k->c->info.absolute = f->loss == FIT_ABSOLUTE;
    const struct node *level = node_get(k->root, "level");
    const bool good =
        level && level->kind == NODE_NUMBER && level->number >= 0.5 && level->number <= 0.999;
    if (level && !good)
        refuse(k, level, MSG_SWEEP_LEVEL);
    f->level = k->c->info.level = good ? level->number : 0.9;
    f->seed = k->s->seed;
}

static void read_replicates(struct planning *k, long asked)
{
    const struct study *s = k->s;
    const bool chance = s->model == NULL || s->model->chance;
    const bool abc = k->c->fit.method == FIT_ABC;
    const struct node *n = node_get(k->root, "replicates");
    if (abc && asked > 1)
        diag_add(k->d, n ? n->at : (struct where){0}, n ? n->path : "--replicates",
                 MSG_FIT_ABC_REPLICATES, NULL);
    const long usual = chance && !abc ? REPLICATES : 1;
    k->s->nested = (uint32_t)(asked > 0 ? asked : usual);
    k->c->fit.replicates = k->c->info.replicates = k->s->nested;
    k->c->fit.step = chance || s->model == NULL ? STEP_CHANCE : 0.0;
}

/* --- conditions ------------------------------------------------------------------------------- */

static long input_number(const struct lua_model *m, const char *name)
{
    for (size_t i = 0; i < m->n_input; i++)
        if (strcmp(m->input[i], name) == 0)
            return (long)i;
    return -1;
}

/* Rows with a column that is named like an input. */
static bool has_conditions(const struct lua_model *m, const struct node *data)
{
    for (size_t r = 0; m && data && data->kind == NODE_LIST && r < data->n; r++)
        for (size_t c = 0; c < data->item[r].n; c++)
            if (data->item[r].key == NULL && data->item[r].kind == NODE_MAP &&
                input_number(m, data->item[r].item[c].key) >= 0)
                return true;
    return false;
}

/* Each series' first condition, and how many rows have one of their own: the same table serves
 * several series. */
static bool count_conditions(struct planning *k)
{
    struct calibration *c = k->c;
    const size_t n = k->to->n;
    size_t *first = arena_alloc(k->s->arena, n + 1, sizeof *first);
    bool *by_row = arena_alloc(k->s->arena, n + 1, sizeof *by_row);
    if (first == NULL || by_row == NULL)
        return false;
    c->first_condition = first;
    c->by_row = by_row;
    c->conditions.n = 0;
    size_t plain = SIZE_MAX;
    for (size_t i = 0; i < n; i++) {
        const struct node *data = node_get(&k->to->item[i], "data");
        by_row[i] = has_conditions(k->s->model, data);
        size_t same = 0;
        while (same < i && !(by_row[i] && by_row[same] &&
                             node_get(&k->to->item[same], "data")->identity == data->identity))
            same++;
        if (same < i) {
            first[i] = first[same];
        } else if (by_row[i]) {
            first[i] = c->conditions.n;
            c->conditions.n += data->n;
        } else {
            plain = plain == SIZE_MAX ? c->conditions.n++ : plain;
            first[i] = plain;
        }
    }
    c->conditions.n = c->conditions.n > 0 ? c->conditions.n : 1;
    return true;
}

/* Inputs that a table sets are recorded like drawn ones. */
static void vary_inputs(struct planning *k)
{
    for (size_t i = 0; i < k->to->n; i++) {
        const struct node *data = node_get(&k->to->item[i], "data");
        for (size_t r = 0; k->c->by_row[i] && r < data->n; r++)
            for (size_t x = 0; x < data->item[r].n; x++) {
                const long at = input_number(k->s->model, data->item[r].item[x].key);
                if (at >= 0)
                    lua_model_vary(k->s->model, (size_t)at);
            }
    }
}

static bool fill_conditions(struct planning *k)
{
    struct conditions *c = &k->c->conditions;
    const struct lua_model *m = k->s->model;
    const size_t d = m ? m->n_draw : 0;
    bool any = false;
    for (size_t i = 0; i < k->to->n; i++)
        any = any || k->c->by_row[i];
    if (!any)
        return true;
    double *value = arena_alloc(k->s->arena, c->n * d, sizeof *value);
    if (value == NULL)
        return false;
    for (size_t i = 0; i < c->n * d; i++)
        value[i] = (double)NAN;
    for (size_t i = 0; i < k->to->n; i++) {
        const struct node *data = node_get(&k->to->item[i], "data");
        for (size_t r = 0; k->c->by_row[i] && r < data->n; r++)
            for (size_t x = 0; x < data->item[r].n; x++) {
                const struct node *cell = &data->item[r].item[x];
                const long at = input_number(m, cell->key);
                if (at < 0)
                    continue;
                if (cell->kind != NODE_NUMBER)
                    diag_add(k->d, cell->at, cell->path, MSG_NUMBER_WANTED,
                             cell->kind == NODE_STRING ? cell->text : "", "1.5", NULL);
                else
                    value[(k->c->first_condition[i] + r) * d + (size_t)m->draw_of[at]] =
                        cell->number;
            }
    }
    c->value = value;
    return true;
}

/* --- parameters and budget -------------------------------------------------------------------- */

static bool list_parameters(struct planning *k)
{
    struct study *s = k->s;
    const struct sweep *w = s->sweep;
    struct calibration *c = k->c;
    const size_t d = c->fit.n_param = c->info.n_param = w->info.spec.n_dim;
    c->draw = arena_alloc(s->arena, d, sizeof *c->draw);
    const char **unit = arena_alloc(s->arena, d, sizeof *unit);
    if (c->draw == NULL || unit == NULL)
        return false;
    for (size_t i = 0; i < w->in.n; i++)
        if (w->factor_of[i] >= 0 && c->draw[w->factor_of[i]] == NULL) {
            c->draw[w->factor_of[i]] = &w->in.draw[i];
            unit[w->factor_of[i]] = w->in.draw[i].row->unit;
        }
    c->info.param = w->info.factor;
    c->info.param_unit = unit;
    return true;
}

static void read_budget(struct planning *k)
{
    struct fit_spec *f = &k->c->fit;
    const struct node *n = node_get(k->root, "n");
    const size_t least = fit_least_points(f->method, f->n_param);
    f->n_point = fit_usual_points(f->method, f->n_param);
    const bool good = n && n->kind == NODE_NUMBER && n->number >= (double)least &&
                      n->number <= (double)POINTS_MOST && floor(n->number) == n->number;
    if (n && !good) {
        char from[32], to[32];
        snprintf(from, sizeof from, "%zu", least);
        snprintf(to, sizeof to, "%d", POINTS_MOST);
        diag_add(k->d, n->at, n->path, MSG_COUNT_WANTED, from, to, NULL);
    }
    if (good)
        f->n_point = (size_t)n->number;
    const size_t round = fit_round_points(f);
    f->n_point -= f->n_point % round;
    k->c->info.n_budget = f->n_point;
}

static bool make_points(struct planning *k)
{
    struct sweep *w = k->s->sweep;
    const struct fit_spec *f = &k->c->fit;
    const double runs = (double)f->n_point * (double)k->c->conditions.n * (double)k->s->nested;
    if (runs > RUNS_MOST) {
        diag_add(k->d, k->root->at, "n", MSG_FIT_LARGE, "10,000,000", NULL);
        return false;
    }
    w->n_row = f->n_point * k->c->conditions.n;
    w->chance = f->method == FIT_ABC;
    w->u = mem_alloc(f->n_point * f->n_param, sizeof *w->u);
    for (size_t i = 0; w->u && i < f->n_point * f->n_param; i++)
        w->u[i] = 0.5;
    return w->u != NULL;
}

static bool plan(struct planning *k, long replicates)
{
    struct study *s = k->s;
    read_method(k);
    read_replicates(k, replicates);
    if (k->to == NULL || k->to->kind != NODE_LIST || k->to->n == 0) {
        diag_add(k->d, k->to ? k->to->at : k->root->at, "to", MSG_FIT_TO, NULL);
        return false;
    }
    if (!count_conditions(k))
        return false;
    vary_inputs(k);
    if (!fill_conditions(k))
        return false;
    const struct inputs in = s->model ? (struct inputs){s->model->draw, s->model->n_draw, false}
                                      : (struct inputs){s->whole->draw, s->whole->n_draw, false};
    s->sweep = sweep_new_fit(k->root, &in, &k->c->conditions, s->seed, k->d, s->arena);
    if (s->sweep == NULL || !list_parameters(k))
        return false;
    read_budget(k);
    return make_points(k);
}

bool calibrate_plan(struct study *s, const struct node *root, long replicates, struct diags *d)
{
    struct planning k = {.s = s, .root = root, .to = node_get(root, "to"), .d = d};
    s->fit = k.c = arena_alloc(s->arena, 1, sizeof *k.c);
    return s->fit != NULL && plan(&k, replicates);
}

/* A part costs some milliseconds of disk, as long as many a whole round of a function; so few
 * parts, and none of less than a block of runs. */
void calibrate_batches(struct study *s)
{
    enum { BATCHES_MOST = 4, RUNS_LEAST = 8 * LANES };
    struct calibration *c = s->fit;
    struct results *r = &s->results;
    const size_t runs = fit_round_points(&c->fit) * c->conditions.n * s->nested;
    c->round_batches = 1;
    for (size_t k = 2; s->model && k <= BATCHES_MOST && runs / k >= RUNS_LEAST; k++)
        c->round_batches = runs % k == 0 ? k : c->round_batches;
    r->run_per_batch = runs / c->round_batches;
    r->n_batch = r->n_run / r->run_per_batch;
}

bool calibrate_wants(const struct node *root, const char *quantity)
{
    const struct node *to = node_get(root, "to");
    for (size_t i = 0; to && to->kind == NODE_LIST && i < to->n; i++) {
        const struct node *name = node_get(&to->item[i], "name");
        if (name && is_text(name, quantity))
            return true;
    }
    return false;
}
