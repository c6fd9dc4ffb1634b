/* sweep.c - what j.sweep { ... } asks for: factors, design, and the numbers of its points.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/rng.h"
#include "sim/sweep_internal.h"
#include <assert.h>
#include <fnmatch.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { RESAMPLES = 100, RUNS_MAX = 10000000, COUNT_MAX = 1 << 24 };

/* --- fields ----------------------------------------------------------------------------------- */

static size_t count_field(struct sweep_reading *k, const struct node *of, const char *key,
                          size_t fallback, size_t lo, size_t hi)
{
    const struct node *n = node_get(of, key);
    if (n == NULL)
        return fallback;
    if (n->kind == NODE_NUMBER && n->number >= (double)lo && n->number <= (double)hi &&
        floor(n->number) == n->number)
        return (size_t)n->number;
    char from[32], to[32];
    snprintf(from, sizeof from, "%zu", lo);
    snprintf(to, sizeof to, "%zu", hi);
    diag_add(k->d, n->at, n->path, MSG_COUNT_WANTED, from, to, NULL);
    return fallback;
}

static bool bool_field(struct sweep_reading *k, const struct node *of, const char *key,
                       bool fallback)
{
    const struct node *n = node_get(of, key);
    if (n && n->kind != NODE_BOOL)
        diag_add(k->d, n->at, n->path, MSG_SWEEP_BOOL, NULL);
    return n && n->kind == NODE_BOOL ? n->number != 0.0 : fallback;
}

static void read_design(struct sweep_reading *k)
{
    static const struct {
        const char *name;
        enum design_kind kind;
        size_t n;
    } known[] = {{"monte_carlo", DESIGN_MONTE_CARLO, 256},
                 {"grid", DESIGN_GRID, 1},
                 {"lhs", DESIGN_LHS, 256},
                 {"sobol", DESIGN_SOBOL, 256},
                 {"saltelli", DESIGN_SALTELLI, 256},
                 {"morris", DESIGN_MORRIS, 20}};
    struct design_spec *s = &k->w->info.spec;
    const char *kind = node_get(k->design, "kind")->text;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].name, kind) == 0) {
            s->kind = known[i].kind;
            s->n = count_field(k, k->design, "n", known[i].n, 2, COUNT_MAX);
        }
    s->levels = count_field(k, k->design, "levels", s->kind == DESIGN_MORRIS ? 4 : 3, 1, 1000);
    const struct node *levels = node_get(k->design, "levels");
    if (s->kind == DESIGN_MORRIS && levels && s->levels % 2 != 0)
        diag_add(k->d, levels->at, levels->path, MSG_SWEEP_EVEN, NULL);
    s->maximin = count_field(k, k->design, "maximin", 0, 0, 10000);
    s->second = bool_field(k, k->design, "second", false);
    k->w->info.resamples = count_field(k, k->root, "resamples", RESAMPLES, 0, 100000);
    k->w->chance = bool_field(k, k->root, "chance", k->in->chance);
    const struct node *level = node_get(k->root, "level");
    const bool good =
        level && level->kind == NODE_NUMBER && level->number >= 0.5 && level->number <= 0.999;
    if (level && !good)
        diag_add(k->d, level->at, level->path, MSG_SWEEP_LEVEL, NULL);
    k->w->info.level = good ? level->number : 0.9;
}

/* --- inputs and factors ----------------------------------------------------------------------- */

static bool list_inputs(struct sweep_reading *k)
{
    const struct inputs *in = k->in;
    k->path = arena_alloc(k->a, in->n + 1, sizeof *k->path);
    k->swept = arena_alloc(k->a, in->n + 1, sizeof *k->swept);
    k->group = arena_alloc(k->a, in->n + 1, sizeof *k->group);
    k->input_of = arena_alloc(k->a, in->n + 1, sizeof *k->input_of);
    k->factor = arena_alloc(k->a, in->n + 2, sizeof *k->factor);
    k->factor_of = arena_alloc(k->a, in->n + 1, sizeof *k->factor_of);
    if (arena_failed(k->a))
        return false;
    for (size_t i = 0; i < in->n; i++) {
        size_t at = 0;
        while (at < k->n_input && strcmp(k->path[at], in->draw[i].path) != 0)
            at++;
        k->path[at] = in->draw[i].path;
        k->n_input = at == k->n_input ? at + 1 : k->n_input;
        k->input_of[i] = (int32_t)at;
    }
    return true;
}

const char *sweep_short_name(const char *path)
{
    return strncmp(path, "default.", 8) == 0 ? path + 8 : path;
}

bool sweep_matches(const char *pattern, const char *path)
{
    return fnmatch(pattern, path, FNM_NOESCAPE) == 0 ||
           fnmatch(pattern, sweep_short_name(path), FNM_NOESCAPE) == 0;
}

void sweep_refuse_name(struct sweep_reading *k, const struct node *n)
{
    const char **name = arena_alloc(k->a, 2 * k->n_input + 1, sizeof *name);
    for (size_t i = 0; name && i < k->n_input; i++) {
        name[2 * i] = k->path[i];
        name[2 * i + 1] = sweep_short_name(k->path[i]);
    }
    const char *near = name ? diag_nearest(n->text, name, 2 * k->n_input) : NULL;
    if (near)
        diag_add(k->d, n->at, n->path, MSG_SWEEP_PATTERN_NEAR, n->text, near, NULL);
    else
        diag_add(k->d, n->at, n->path, MSG_SWEEP_PATTERN, n->text, NULL);
}

/* Calls `each` for every input that a pattern, or one of a list of them, names. */
static void for_matching(struct sweep_reading *k, const struct node *n, const char *example,
                         void (*each)(struct sweep_reading *k, size_t input, const struct node *n,
                                      const char *group),
                         const char *group)
{
    const bool list = n->kind == NODE_LIST;
    for (size_t i = 0; i < (list ? n->n : 1); i++) {
        const struct node *one = list ? &n->item[i] : n;
        bool any = false;
        if (one->kind != NODE_STRING) {
            diag_add(k->d, one->at, one->path, MSG_SWEEP_PATTERNS, example, NULL);
            continue;
        }
        for (size_t x = 0; x < k->n_input; x++)
            if (sweep_matches(one->text, k->path[x])) {
                each(k, x, one, group);
                any = true;
            }
        if (!any)
            sweep_refuse_name(k, one);
    }
}

static const char sweep_chance[] = "chance"; /* what the noise as a factor is called */
static const char group_example[] = "group = { weather = \"weather.*\" }";

static void take(struct sweep_reading *k, size_t input, const struct node *n, const char *group)
{
    (void)n;
    (void)group;
    k->swept[input] = true;
}

static void leave(struct sweep_reading *k, size_t input, const struct node *n, const char *group)
{
    (void)n;
    (void)group;
    k->swept[input] = false;
}

static void join(struct sweep_reading *k, size_t input, const struct node *n, const char *group)
{
    if (k->group[input] && strcmp(k->group[input], group) != 0)
        diag_add(k->d, n->at, n->path, MSG_SWEEP_GROUP_TWICE, k->path[input], NULL);
    k->group[input] = group;
}

static void refuse_to_fit(struct sweep_reading *k, const struct node *fit, const char *path)
{
    const bool list = fit->kind == NODE_LIST;
    for (size_t i = 0; i < (list ? fit->n : 1); i++) {
        const struct node *one = list ? &fit->item[i] : fit;
        if (one->kind == NODE_STRING && strcmp(one->text, path) == 0)
            diag_add(k->d, one->at, one->path, MSG_FIT_SET, path, NULL);
    }
}

/* What a table of conditions sets cannot be fitted: a fault if it was asked for by its name. */
static void leave_conditions(struct sweep_reading *k, const struct node *fit)
{
    const struct conditions *c = k->w->conditions;
    for (size_t i = 0; c->value && i < k->in->n; i++)
        for (size_t row = 0; k->swept[k->input_of[i]] && row < c->n; row++)
            if (!isnan(c->value[row * k->in->n + i])) {
                k->swept[k->input_of[i]] = false;
                refuse_to_fit(k, fit, k->in->draw[i].path);
            }
}

/* A group is a factor of its own: its name may not be that of another one. */
static void check_group(struct sweep_reading *k, const struct node *g)
{
    bool taken = k->w->chance && k->w->info.spec.kind == DESIGN_SALTELLI &&
                 strcmp(g->key, sweep_chance) == 0;
    for (size_t i = 0; i < k->n_input; i++)
        taken = taken || (strcmp(k->path[i], g->key) == 0 &&
                          (k->group[i] == NULL || strcmp(k->group[i], g->key) != 0));
    if (taken)
        diag_add(k->d, g->at, g->path, MSG_SWEEP_GROUP_NAME, g->key, NULL);
    if (g->kind == NODE_LIST && g->n == 0)
        diag_add(k->d, g->at, g->path, MSG_SWEEP_PATTERNS, group_example, NULL);
}

static void choose_inputs(struct sweep_reading *k)
{
    const bool fit = k->w->conditions != NULL;
    const struct node *only = node_get(k->root, fit ? "fit" : "only");
    const struct node *except = node_get(k->root, "except");
    const struct node *group = node_get(k->root, "group");
    const enum design_kind kind = k->w->info.spec.kind;
    for (size_t i = 0; i < k->n_input; i++)
        k->swept[i] = only == NULL;
    if (only)
        for_matching(k, only, fit ? "fit = { \"kiln.yield\" }" : "only = { \"kilns.*\" }", take,
                     NULL);
    if (fit && only)
        leave_conditions(k, only);
    if (except)
        for_matching(k, except, "except = \"weather.*\"", leave, NULL);
    if (group && group->kind != NODE_MAP)
        diag_add(k->d, group->at, group->path, MSG_SWEEP_PATTERNS, group_example, NULL);
    else if (group && kind != DESIGN_SALTELLI && kind != DESIGN_MORRIS && kind != DESIGN_GRID)
        diag_add(k->d, group->at, group->path, MSG_SWEEP_GROUP_DESIGN, NULL);
    for (size_t g = 0; group && group->kind == NODE_MAP && g < group->n; g++)
        for_matching(k, &group->item[g], group_example, join, group->item[g].key);
    for (size_t g = 0; group && group->kind == NODE_MAP && g < group->n; g++)
        check_group(k, &group->item[g]);
}

static void list_factors(struct sweep_reading *k)
{
    size_t n = 0;
    for (size_t i = 0; i < k->n_input; i++) {
        k->factor_of[i] = -1;
        if (!k->swept[i])
            continue;
        const char *name = k->group[i] ? k->group[i] : k->path[i];
        size_t at = 0;
        while (at < n && strcmp(k->factor[at], name) != 0)
            at++;
        k->factor[at] = name;
        n = at == n ? n + 1 : n;
        k->factor_of[i] = (int32_t)at;
    }
    if (n == 0 && k->d->n == 0) /* else a wrong pattern was told already */
        diag_add(k->d, k->root->at, k->w->conditions ? "fit" : "scenario",
                 k->w->conditions ? MSG_FIT_WANTED : MSG_SWEEP_NOTHING, NULL);
    k->w->info.chance = SIZE_MAX;
    if (k->w->chance && k->w->info.spec.kind == DESIGN_SALTELLI) {
        k->w->info.chance = n;
        k->factor[n++] = sweep_chance;
    }
    k->w->info.factor = k->factor;
    k->w->info.spec.n_dim = n;
}

static bool map_draws(struct sweep_reading *k)
{
    int32_t *factor_of = arena_alloc(k->a, k->in->n + 1, sizeof *factor_of);
    bool *member = arena_alloc(k->a, k->in->n + 1, sizeof *member);
    for (size_t i = 0; factor_of && member && i < k->in->n; i++) {
        const int32_t input = k->input_of[i];
        factor_of[i] = k->factor_of[input];
        member[i] = k->group[input] != NULL && k->w->info.spec.kind == DESIGN_SALTELLI;
    }
    k->w->factor_of = factor_of;
    k->w->member = member;
    return factor_of && member;
}

/* --- points ----------------------------------------------------------------------------------- */

static int32_t factor_by_name(const struct sweep_reading *k, const struct node *n)
{
    for (size_t i = 0; n->kind == NODE_STRING && i < k->w->info.spec.n_dim; i++)
        if (strcmp(k->factor[i], n->text) == 0 ||
            strcmp(sweep_short_name(k->factor[i]), n->text) == 0)
            return (int32_t)i;
    return -1;
}

/* One { "input", "other", r } into the matrix. */
static void read_pair(struct sweep_reading *k, const struct node *n, double *want)
{
    const size_t d = k->w->info.spec.n_dim;
    int32_t f[2] = {-1, -1};
    for (size_t i = 0; i < 2 && n->kind == NODE_LIST && n->n == 3; i++) {
        f[i] = factor_by_name(k, &n->item[i]);
        if (f[i] < 0 && n->item[i].kind == NODE_STRING) {
            sweep_refuse_name(k, &n->item[i]);
            return;
        }
    }
    const double r = f[1] >= 0 && n->item[2].kind == NODE_NUMBER ? n->item[2].number : 2.0;
    if (f[0] < 0 || f[1] < 0 || f[0] == f[1] || !(fabs(r) <= 1.0) ||
        want[(size_t)f[0] * d + (size_t)f[1]] != 0.0)
        diag_add(k->d, n->at, n->path, MSG_SWEEP_CORRELATE, NULL);
    else
        want[(size_t)f[0] * d + (size_t)f[1]] = want[(size_t)f[1] * d + (size_t)f[0]] = r;
}

static bool correlate(struct sweep_reading *k)
{
    const struct node *list = node_get(k->root, "correlate");
    const struct design_spec *s = &k->w->info.spec;
    const size_t d = s->n_dim, before = k->d->n;
    if (list == NULL)
        return true;
    if (s->kind != DESIGN_MONTE_CARLO && s->kind != DESIGN_LHS && s->kind != DESIGN_SOBOL)
        diag_add(k->d, list->at, list->path, MSG_SWEEP_CORRELATE_DESIGN, NULL);
    else if (list->kind != NODE_LIST)
        diag_add(k->d, list->at, list->path, MSG_SWEEP_CORRELATE, NULL);
    double *want = mem_alloc(d * d, sizeof *want);
    for (size_t i = 0; want && i < d; i++)
        want[i * d + i] = 1.0;
    for (size_t i = 0; want && list->kind == NODE_LIST && i < list->n; i++)
        read_pair(k, &list->item[i], want);
    enum design_correlate how = CORRELATE_OK;
    if (want && k->d->n == before)
        how = design_correlate(k->w->u, k->w->n_row, d, want, s->seed);
    if (how == CORRELATE_NOT_POSITIVE)
        diag_add(k->d, list->at, list->path, MSG_SWEEP_CORRELATE_MATRIX, NULL);
    mem_free(want);
    return want != NULL && how != CORRELATE_NO_MEMORY;
}

static bool fill_points(struct sweep_reading *k)
{
    struct sweep *w = k->w;
    struct design_spec s = w->info.spec;
    w->n_row = design_rows(&s);
    if (s.n_dim == 0) /* told already */
        return true;
    if (w->n_row == 0 || w->n_row > RUNS_MAX) {
        diag_add(k->d, k->design->at, k->design->path, MSG_SWEEP_LARGE, "10,000,000", NULL);
        return true;
    }
    if (s.kind == DESIGN_SALTELLI) { /* its blocks are mixtures of these */
        s.kind = DESIGN_SOBOL;
        s.n_dim *= 2;
    }
    w->u = mem_alloc(design_rows(&s) * s.n_dim, sizeof *w->u);
    return w->u && design_fill(&s, w->u) && correlate(k);
}

static bool read_sweep(struct sweep_reading *k)
{
    const size_t before = k->d->n;
    k->design = node_get(k->root, "design");
    read_design(k);
    if (!list_inputs(k))
        return false;
    choose_inputs(k);
    list_factors(k);
    if (k->d->n != before)
        return true;
    return map_draws(k) && sweep_conditions(k) && fill_points(k);
}

struct sweep *sweep_new(const struct node *root, const struct inputs *in, uint64_t seed,
                        struct diags *d, struct arena *a)
{
    struct sweep *w = arena_alloc(a, 1, sizeof *w);
    const size_t before = d->n;
    if (w == NULL)
        return NULL;
    struct sweep_reading k = {.root = root, .in = in, .w = w, .d = d, .a = a};
    w->in = *in;
    w->seed = w->info.spec.seed = seed;
    if (!read_sweep(&k) || d->n != before) {
        sweep_free(w);
        return NULL;
    }
    return w;
}

struct sweep *sweep_new_fit(const struct node *root, const struct inputs *in,
                            const struct conditions *conditions, uint64_t seed, struct diags *d,
                            struct arena *a)
{
    struct sweep *w = arena_alloc(a, 1, sizeof *w);
    const size_t before = d->n;
    if (w == NULL)
        return NULL;
    struct sweep_reading k = {.root = root, .in = in, .w = w, .d = d, .a = a};
    w->in = *in;
    w->conditions = conditions;
    w->seed = w->info.spec.seed = seed;
    w->info.spec.kind = DESIGN_MONTE_CARLO;
    if (!list_inputs(&k))
        return NULL;
    choose_inputs(&k);
    list_factors(&k);
    return d->n == before && map_draws(&k) ? w : NULL;
}

void sweep_free(struct sweep *w)
{
    if (w)
        mem_free(w->u);
}

/* --- values ----------------------------------------------------------------------------------- */

/* Saltelli: does factor f of this row come from B? Rows of a block: A, AB^1 .. AB^d, [BA^1 ..
 * BA^d,] B; AB^f is A with f from B. */
static bool from_b(const struct sweep *w, size_t f, uint32_t point)
{
    const size_t d = w->info.spec.n_dim, block = design_block(&w->info.spec);
    const size_t row = point % block;
    if (row == 0 || row == block - 1)
        return row != 0;
    return row <= d ? row - 1 == f : row - 1 - d != f;
}

double sweep_quantile(const struct sweep *w, size_t draw, uint32_t point)
{
    const size_t d = w->info.spec.n_dim;
    if (w->factor_of[draw] < 0)
        return 0.5;
    const size_t f = (size_t)w->factor_of[draw];
    if (w->info.spec.kind != DESIGN_SALTELLI)
        return w->u[point * d + f];
    const size_t base = point / design_block(&w->info.spec);
    const bool b = from_b(w, f, point);
    if (!w->member[draw])
        return w->u[base * 2 * d + (b ? d : 0) + f];
    double own[2];
    rng_uniform2(w->seed, (uint32_t)(2 * base + b), w->in.draw[draw].key, STREAM_DESIGN, 1, 0, own);
    return own[0];
}

double sweep_draw(const struct sweep *w, size_t draw, uint32_t point)
{
    const struct draw *x = &w->in.draw[draw];
    const struct conditions *c = w->conditions;
    if (c) {
        const double set = c->value ? c->value[point % c->n * w->in.n + draw] : (double)NAN;
        if (!isnan(set))
            return set;
        point = (uint32_t)(point / c->n);
    }
    const double u = sweep_holds(w, draw, point) ? sweep_quantile(w, draw, point) : 0.5;
    return dist_sample(&x->dist, u, x->lo, x->hi);
}

uint32_t sweep_future(const struct sweep *w, uint32_t point, uint32_t replicate,
                      uint32_t replicates)
{
    const enum design_kind kind = w->info.spec.kind;
    if (!w->chance) /* conditions are experiments apart, each with chance of its own */
        return w->conditions ? (uint32_t)(point % w->conditions->n) * replicates + replicate
                             : replicate;
    uint32_t set = point;
    if (kind == DESIGN_SALTELLI || kind == DESIGN_MORRIS) {
        set = (uint32_t)(point / design_block(&w->info.spec));
        if (w->info.chance != SIZE_MAX)
            set = 2 * set + from_b(w, w->info.chance, point);
    }
    return set * replicates + replicate;
}
