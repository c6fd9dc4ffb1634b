/* study.c - options, runs and plans of what a script returned; its digest.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/study.h"
#include "sim/calibrate.h"
#include "sim/junkan.h"
#include "sim/layout.h"
#include "sim/lua_model.h"
#include "sim/mem.h"
#include "sim/study_contrast.h"
#include "sim/study_names.h"
#include "sim/study_until.h"
#include "sim/sweep.h"
#include "sim/variants.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum { REPLICATES = 64, NESTED = 2, REPLICATES_MAX = 1000000 };
#define UNION_RATIO_MAX 1.25

struct making {
    struct study *s;
    const struct study_override *o;
    struct diags *d;
    const struct node *root, *first; /* the study's own fields; the first option's scenario */
    struct option_plan *option;
    size_t n_option;
    long replicates, fit_replicates; /* the latter of a calibration, 0: not said */
    struct until_asked until;
    bool metrics_bad, contrast_bad, until_bad; /* said already */
};

/* A field of the study, else of its first scenario. */
static const struct node *field(const struct making *k, const char *key)
{
    const struct node *n = node_get(k->root, key);
    return n ? n : node_get(k->first, key);
}

static long count(const struct making *k, const char *key, long fallback, long lo, long hi)
{
    const struct node *n = field(k, key);
    if (n == NULL)
        return fallback;
    if (n->kind == NODE_NUMBER && n->number >= (double)lo && n->number <= (double)hi &&
        floor(n->number) == n->number)
        return (long)n->number;
    char from[32], to[32];
    snprintf(from, sizeof from, "%ld", lo);
    snprintf(to, sizeof to, "%ld", hi);
    diag_add(k->d, n->at, n->path, MSG_COUNT_WANTED, from, to, NULL);
    return fallback;
}

/* --- options ---------------------------------------------------------------------------------- */

static bool list_options(struct making *k)
{
    struct study *s = k->s;
    const struct node *options = node_get(k->root, "options");
    const bool compare = strcmp(k->root->text, "compare") == 0;
    const bool plain =
        strcmp(k->root->text, "scenario") == 0 || strcmp(k->root->text, "model") == 0;
    k->n_option = compare && options ? options->n : 1;
    if (compare && k->n_option < 2) {
        diag_add(k->d, k->root->at, "options", MSG_OPTIONS_WANTED, NULL);
        return false;
    }
    k->option = arena_alloc(s->arena, k->n_option, sizeof *k->option);
    const char **name = arena_alloc(s->arena, k->n_option, sizeof *name);
    if (k->option == NULL || name == NULL)
        return false;
    for (size_t i = 0; i < k->n_option; i++) {
        const struct node *o = compare ? &options->item[i] : NULL;
        const struct node *own = plain ? k->root : node_get(compare ? o : k->root, "scenario");
        const struct node *label = compare ? node_get(o, "name") : node_get(own, "name");
        k->option[i] = (struct option_plan){
            .name = label && label->kind == NODE_STRING ? label->text : "scenario",
            .scenario = own,
            .number = (uint32_t)i};
        name[i] = k->option[i].name;
        if (k->option[i].scenario == NULL || k->option[i].scenario->kind != NODE_TAG) {
            diag_add(k->d, k->root->at, "options", MSG_OPTIONS_WANTED, NULL);
            return false;
        }
    }
    s->results.option = name;
    s->results.n_option = k->n_option;
    s->results.comparison = compare;
    k->first = k->option[0].scenario;
    const struct node *base = node_get(k->root, "baseline");
    for (size_t i = 0; compare && base && i < k->n_option; i++)
        if (base->kind == NODE_STRING && strcmp(base->text, name[i]) == 0)
            s->results.baseline = i;
    if (compare && base &&
        (base->kind != NODE_STRING || strcmp(base->text, name[s->results.baseline]) != 0))
        diag_add(k->d, base->at, base->path, MSG_BASELINE_UNKNOWN,
                 base->kind == NODE_STRING ? base->text : "", NULL);
    return true;
}

static bool make_model(struct making *k)
{
    struct study *s = k->s;
    if (!lua_model_is(k->first))
        return true;
    if (k->o && k->o->n_set > 0)
        diag_add(k->d, (struct where){0}, "", MSG_MODEL_SET, NULL);
    const struct node *series = node_get(k->root, "series");
    if (series && !(series->kind == NODE_BOOL && series->number == 0.0))
        diag_add(k->d, series->at, series->path, MSG_MODEL_SERIES, NULL);
    s->option_model = arena_alloc(s->arena, k->n_option, sizeof *s->option_model);
    for (size_t i = 0; s->option_model && i < k->n_option; i++) {
        const struct node *n = k->option[i].scenario;
        struct lua_model *m = lua_model_new(n, k->d, s->arena);
        if (m == NULL)
            return false;
        s->option_model[i] = m;
        s->model = s->option_model[0];
        s->model->chance = s->model->chance || m->chance;
        const char *path = arena_printf(s->arena, "options.%s", k->option[i].name);
        if (!lua_model_alike(s->model, m))
            diag_add(k->d, n->at, path ? path : "options", MSG_MODEL_ALIKE, k->option[0].name,
                     NULL);
    }
    return s->model != NULL;
}

/* --- variants ----------------------------------------------------------------------------------
 */

/* Options become pairs of variant and option. Which variants fit is asked of the plan of the
 * options as they stand, which is dropped again. */
static bool make_variants(struct making *k, const struct registry *g)
{
    const struct variants_asked asked = {k->o && k->o->variants, k->o ? k->o->variant : NULL,
                                         k->o ? k->o->n_variant : 0};
    if (!asked.all && asked.n == 0)
        return true;
    const bool options =
        strcmp(k->root->text, "scenario") == 0 || strcmp(k->root->text, "compare") == 0;
    if (k->s->model || !options) {
        diag_add(k->d, (struct where){0}, asked.all ? "--variants" : "--variant", MSG_VARIANT_STUDY,
                 NULL);
        return false;
    }
    const struct plan_spec stated = {k->option, k->n_option, k->o, false};
    struct plan *base = plan_new(g, &stated, k->d);
    struct variants all, run;
    bool ok = base && variants_list(node_get(k->root, "variants"), base, k->s->arena, k->d, &all) &&
              variants_choose(&all, &asked, k->s->arena, k->d, &run, &k->s->results);
    plan_free(base);
    if (ok && run.n > 0) {
        k->option = variants_expand(&run, k->option, k->n_option, k->s->arena, &k->s->results);
        k->n_option = k->s->results.n_option;
        ok = k->option != NULL;
    }
    return ok;
}

/* Plans the script's own variants for their faults alone: they are told though no variant is run.
 */
static bool check_variants(struct making *k, const struct registry *g, const struct variants *all)
{
    struct study *s = k->s;
    struct results names = s->results; /* the options' names are made anew there */
    struct variants own = {arena_alloc(s->arena, all->n + 1, sizeof *own.item), 0};
    if (own.item == NULL)
        return false;
    for (size_t i = 0; i < all->n; i++)
        if (all->item[i].scenario)
            own.item[own.n++] = all->item[i];
    if (own.n == 0)
        return true;
    const struct option_plan *option =
        variants_expand(&own, k->option, k->n_option, s->arena, &names);
    const struct plan_spec spec = {option, (own.n + 1) * k->n_option, k->o, false};
    struct plan *p = option ? plan_new(g, &spec, k->d) : NULL;
    const bool ok = p != NULL;
    plan_free(p);
    return ok;
}

/* For `check`: how many there would be. */
static bool count_variants(struct making *k, const struct registry *g)
{
    struct study *s = k->s;
    struct variants all;
    if (s->whole == NULL || s->sweep || s->results.n_variant > 0)
        return true;
    if (!variants_list(node_get(k->root, "variants"), s->whole, s->arena, k->d, &all))
        return false;
    for (size_t i = 0; i < all.n; i++)
        s->n_variant_known += all.item[i].misses == NULL;
    return check_variants(k, g, &all);
}

/* --- plans ------------------------------------------------------------------------------------ */

static bool make_plans(struct making *k, const struct registry *g)
{
    struct study *s = k->s;
    const struct plan_spec all = {k->option, k->n_option, k->o, false};
    s->whole = plan_new(g, &all, k->d);
    if (s->whole == NULL)
        return false;
    const bool split = k->n_option > 1 && plan_union_ratio(s->whole) > UNION_RATIO_MAX;
    s->n_plan = split ? k->n_option : 1;
    s->plan = arena_alloc(s->arena, s->n_plan, sizeof(struct plan *));
    s->map = arena_alloc(s->arena, s->n_plan, sizeof(struct record_map *));
    s->study_option = arena_alloc(s->arena, s->n_plan, sizeof(uint32_t *));
    size_t *plan_of = arena_alloc(s->arena, k->n_option, sizeof *plan_of);
    uint32_t *lane_option = arena_alloc(s->arena, k->n_option, sizeof *lane_option);
    if (arena_failed(s->arena))
        return false;
    for (size_t i = 0; i < s->n_plan; i++) {
        const struct plan_spec one = {&k->option[i], 1, k->o, true};
        s->plan[i] = split ? plan_new(g, &one, k->d) : s->whole;
        s->study_option[i] = arena_alloc(s->arena, k->n_option, sizeof(uint32_t));
        if (s->plan[i] == NULL || s->study_option[i] == NULL)
            return false;
        for (size_t o = 0; o < s->plan[i]->n_option; o++)
            s->study_option[i][o] = s->plan[i]->option[o].number;
    }
    for (size_t o = 0; o < k->n_option; o++) {
        plan_of[o] = split ? o : 0;
        lane_option[o] = split ? 0 : (uint32_t)o;
        s->has_policies = s->has_policies || policies_count(s->script, k->option[o].number) > 0;
    }
    s->plan_of = plan_of;
    s->lane_option = lane_option;
    return true;
}

/* --- runs ------------------------------------------------------------------------------------- */

uint32_t study_future(const struct study *s, const struct run_id *run)
{
    if (s->sweep)
        return sweep_future(s->sweep, run->point, run->replicate, s->nested);
    return run->point * s->nested + run->replicate;
}

/* A part costs some milliseconds to make safe on disk: in long studies it holds up to four million
 * town-days, a fraction of a second of work; in short ones a block, so that little is ever lost. */
static size_t blocks_per_batch(const struct study *s, size_t n_run)
{
    enum { FEW_BLOCKS = 64, MOST_BLOCKS = 64, MODEL_BLOCKS = 256 };
    if (s->model) { /* nobody knows how long an eval takes */
        const size_t blocks = n_run / ((size_t)FEW_BLOCKS * LANES);
        return blocks < 1 ? 1 : blocks < MODEL_BLOCKS ? blocks : MODEL_BLOCKS;
    }
    const double town_days = (double)LANES * s->whole->dim[0].n * s->whole->n_day;
    const double blocks = 4e6 / town_days;
    if (n_run <= (size_t)FEW_BLOCKS * LANES || blocks < 1.0)
        return 1;
    return blocks > MOST_BLOCKS ? MOST_BLOCKS : (size_t)blocks;
}

/* Futures [from, to): replicate by replicate, options side by side; options with plans of their own
 * one by one. */
static void list_round(struct making *k, size_t from, size_t to)
{
    struct study *s = k->s;
    const bool side_by_side = s->n_plan == 1;
    const size_t n_rep = to - from;
    struct run_id *run = s->results.run + from * k->n_option;
    for (size_t i = 0; i < n_rep * k->n_option; i++) {
        const size_t rep = from + (side_by_side ? i / k->n_option : i % n_rep);
        const size_t option = side_by_side ? i % k->n_option : i / n_rep;
        run[i] = (struct run_id){(uint32_t)option, (uint32_t)(rep / s->nested),
                                 (uint32_t)(rep % s->nested)};
    }
}

/* All at once, or in rounds that end with a batch. */
static bool list_runs(struct making *k)
{
    struct study *s = k->s;
    struct results *r = &s->results;
    const size_t n_rep = s->n_future =
        s->sweep ? s->sweep->n_row * s->nested : (size_t)k->replicates;
    r->n_run = n_rep * k->n_option;
    r->run = arena_alloc(s->arena, r->n_run, sizeof *r->run);
    if (r->run == NULL)
        return false;
    size_t blocks = blocks_per_batch(s, r->n_run);
    if (until_any(&k->until)) {
        r->round_run = UNTIL_ROUND * k->n_option;
        while (r->round_run / LANES % blocks != 0)
            blocks--;
        for (size_t from = 0, to = UNTIL_ROUND; from < n_rep; from = to, to *= 2) {
            to = to < n_rep ? to : n_rep;
            list_round(k, from, to);
        }
    } else {
        list_round(k, 0, n_rep);
    }
    r->run_per_batch = blocks * LANES;
    r->n_batch = (r->n_run + r->run_per_batch - 1) / r->run_per_batch;
    if (s->fit)
        calibrate_batches(s);
    return true;
}

/* --- headline metrics ------------------------------------------------------------------------- */

static bool is_metric(const struct results *r, const char *name)
{
    for (size_t i = 0; i < r->n_var; i++)
        if (r->var[i].role == ROLE_KPI && strcmp(r->var[i].name + 4, name) == 0)
            return true;
    return false;
}

/* Names that any plan of these models can record; [n] in the arena. */
static const char *const *metric_names(struct making *k, const struct registry *g, size_t *n)
{
    size_t most = 0;
    if (k->s->model) {
        *n = k->s->model->n_output;
        return k->s->model->output_name;
    }
    for (size_t m = 0; m < g->n_model; m++)
        most += g->table[m]->n_row;
    const char **name = arena_alloc(k->s->arena, most + 1, sizeof *name);
    *n = 0;
    for (size_t m = 0; name && m < g->n_model; m++)
        for (size_t i = 0; i < g->table[m]->n_row; i++) {
            const struct row *row = &g->table[m]->row[i];
            if (row->agg != AGG_NONE && row->kind != ROW_PARAM)
                name[(*n)++] = arena_printf(k->s->arena, "%s.%s", g->table[m]->name, row->name);
        }
    return name;
}

/* Only options can be weighed against each other. */
static const struct node *asked_weights(const struct making *k)
{
    return k->s->results.comparison ? node_get(k->root, "weights") : NULL;
}

/* Before the plan is made, so that these faults are found together with its own. */
static bool refuse_unknown_metrics(struct making *k, const struct registry *g)
{
    const struct node *list = field(k, "metrics");
    const size_t before = k->d->n;
    size_t n;
    const char *const *name = metric_names(k, g, &n);
    if (arena_failed(k->s->arena))
        return false;
    if (list && list->kind != NODE_LIST)
        diag_add(k->d, list->at, list->path, MSG_NAMES_WANTED, "kiln.char_t", NULL);
    for (size_t i = 0; list && i < list->n; i++) {
        const struct node *item = &list->item[i];
        const char *text = item->kind == NODE_STRING ? item->text : "";
        name_refuse(item->at, item->path, text, name, n, k->d);
        for (size_t j = 0; j < i; j++)
            if (list->item[j].kind == NODE_STRING && strcmp(list->item[j].text, text) == 0) {
                diag_add(k->d, item->at, item->path, MSG_METRIC_TWICE, text, NULL);
                break;
            }
    }
    k->metrics_bad = k->d->n != before;
    k->until_bad = !until_refuse(&k->until, name, n, k->d);
    k->contrast_bad = !contrast_refuse(field(k, "ratios"), asked_weights(k), name, n, k->d);
    return true;
}

/* Whether its model puts "kiln.char_t" into the headline. */
static bool is_headline(const struct registry *g, const char *name)
{
    for (size_t m = 0; m < g->n_model; m++) {
        const struct model *model = g->table[m];
        const size_t n = strlen(model->name);
        if (strncmp(model->name, name, n) != 0 || name[n] != '.')
            continue;
        for (size_t i = 0; i < COUNT_OF(model->headline) && model->headline[i]; i++)
            if (strcmp(model->headline[i], name + n + 1) == 0)
                return true;
    }
    return false;
}

/* Those of the script, else those that the models put first. */
static bool list_metrics(struct making *k)
{
    struct results *r = &k->s->results;
    const struct node *list = field(k, "metrics");
    const char **metric = arena_alloc(k->s->arena, (list ? list->n : 0) + r->n_var, sizeof *metric);
    if (metric == NULL)
        return false;
    for (size_t i = 0; list && i < list->n; i++) {
        if (list->item[i].kind == NODE_STRING && is_metric(r, list->item[i].text))
            metric[r->n_metric++] = list->item[i].text;
        else if (!k->metrics_bad) /* known, but this region has none of it */
            diag_add(k->d, list->item[i].at, list->item[i].path, MSG_METRIC_UNKNOWN,
                     list->item[i].text, NULL);
    }
    for (size_t i = 0; list == NULL && i < r->n_var; i++)
        if (r->var[i].role == ROLE_KPI &&
            (k->s->whole == NULL || is_headline(k->s->whole->registry, r->var[i].name + 4)))
            metric[r->n_metric++] = r->var[i].name + 4;
    r->metric = metric;
    return true;
}

/* --- digest ----------------------------------------------------------------------------------- */

struct list {
    char *text;
    size_t n, capacity;
};

static bool add_line(struct list *l, const char *what, const char *name, const void *data, size_t n)
{
    const size_t need = l->n + strlen(what) + strlen(name) + 40;
    if (!mem_grow((void **)&l->text, &l->capacity, need, 1))
        return false;
    const XXH64_hash_t h = XXH3_64bits(data, n);
    l->n += (size_t)snprintf(l->text + l->n, l->capacity - l->n, "%s %s %016llx\n", what, name,
                             (unsigned long long)h);
    return true;
}

static bool make_digest(struct making *k)
{
    struct study *s = k->s;
    struct results *r = &s->results;
    struct list l = {0};
    size_t n_file;
    const struct script_file *file = script_files(s->script, &n_file);
    char libraries[512], number[64];
    const char *build = embedded_text("build"); /* a hash of the program's sources */
    junkan_libraries(libraries, sizeof libraries);
    bool ok = add_line(&l, "program", "junkan " JUNKAN_VERSION, build, strlen(build)) &&
              add_line(&l, "libraries", "", libraries, strlen(libraries));
    for (size_t i = 0; ok && i < n_file; i++)
        ok = add_line(&l, i == 0 ? "script" : "file", file[i].name, file[i].text, file[i].size);
    snprintf(number, sizeof number, "%llu", (unsigned long long)s->seed);
    ok = ok && add_line(&l, "seed", number, number, strlen(number));
    snprintf(number, sizeof number, "%ld", k->replicates);
    ok = ok && add_line(&l, "replicates", number, number, strlen(number));
    for (size_t i = 0; ok && k->o && i < k->o->n_set; i++)
        ok = add_line(&l, "set", k->o->set[i], k->o->set[i], strlen(k->o->set[i]));
    for (size_t i = 0; ok && k->o && i < k->o->n_until; i++)
        ok = add_line(&l, "until", k->o->until[i], k->o->until[i], strlen(k->o->until[i]));
    for (size_t i = 1; ok && i < r->n_variant; i++)
        ok = add_line(&l, "variant", r->variant[i].name, r->variant[i].name,
                      strlen(r->variant[i].name));
    for (size_t i = 0; ok && k->o && i < k->o->n_option; i++)
        ok = add_line(&l, "option", k->o->option[i], k->o->option[i], strlen(k->o->option[i]));
    if (ok) {
        const XXH128_hash_t h = XXH3_128bits(l.text, l.n);
        snprintf(number, sizeof number, "%016llx%016llx", (unsigned long long)h.high64,
                 (unsigned long long)h.low64);
        r->what_changed = arena_strdup(s->arena, l.text);
        r->digest = arena_strdup(s->arena, number);
        char version[640];
        snprintf(version, sizeof version, "junkan %s\n%s", JUNKAN_VERSION, libraries);
        r->version = arena_strdup(s->arena, version);
    }
    free(l.text);
    return ok && r->digest && r->what_changed && r->version;
}

/* --- all of it -------------------------------------------------------------------------------- */

static void read_design(struct making *k)
{
    const bool fit = strcmp(k->root->text, "calibrate") == 0;
    const bool sweep = fit || strcmp(k->root->text, "sweep") == 0;
    const long rep = k->o && k->o->replicates > 0 ? k->o->replicates : 0;
    if (k->o && k->o->n_until > 0)
        k->until = (struct until_asked){NULL, k->o->until, k->o->n_until};
    else if (!sweep)
        k->until.map = field(k, "to_within");
    if (sweep && until_any(&k->until)) {
        diag_add(k->d, (struct where){0}, "--until", MSG_UNTIL_SWEEP, NULL);
        k->until = (struct until_asked){0};
    }
    k->replicates = sweep ? 1 : until_any(&k->until) ? UNTIL_MOST : REPLICATES;
    /* a sweep's own are runs of each point; a script's without to_within are no limit of --until */
    if (sweep ? node_get(k->root, "replicates") != NULL : k->until.n_text == 0)
        k->replicates = count(k, "replicates", k->replicates, 1, REPLICATES_MAX);
    k->replicates = rep ? rep : k->replicates;
    k->fit_replicates = rep || node_get(k->root, "replicates") ? k->replicates : 0;
    const long nested = k->s->model && !k->s->model->chance ? 1 : NESTED;
    k->s->nested =
        (uint32_t)(sweep ? k->replicates : count(k, "nested", nested, 1, REPLICATES_MAX));
    const long seed = count(k, "seed", 1, 0, 1L << 53);
    k->s->seed = k->o && k->o->has_seed ? k->o->seed : (uint64_t)seed;
}

static bool make_sweep(struct making *k)
{
    struct study *s = k->s;
    if (strcmp(k->root->text, "calibrate") == 0)
        return calibrate_plan(s, k->root, k->fit_replicates, k->d);
    if (strcmp(k->root->text, "sweep") != 0)
        return true;
    const struct inputs in =
        s->model ? (struct inputs){s->model->draw, s->model->n_draw, s->model->chance}
                 : (struct inputs){s->whole->draw, s->whole->n_draw, true};
    s->sweep = sweep_new(k->root, &in, s->seed, k->d, s->arena);
    s->results.design = s->sweep ? &s->sweep->info : NULL;
    return s->sweep != NULL;
}

static bool make_observations(struct making *k, const struct registry *g)
{
    size_t n;
    if (k->s->fit == NULL)
        return true;
    const char *const *name = metric_names(k, g, &n);
    return !arena_failed(k->s->arena) && calibrate_observations(k->s, k->root, name, n, k->d);
}

static bool make_study(struct making *k, const struct registry *g)
{
    struct study *s = k->s;
    if (!list_options(k) || !make_model(k))
        return false;
    read_design(k);
    if (!refuse_unknown_metrics(k, g) || !make_variants(k, g) || (!s->model && !make_plans(k, g)) ||
        !make_sweep(k) || !count_variants(k, g) || !list_runs(k) ||
        !(s->model ? lua_model_layout(s) : layout_make(s, s->whole)))
        return false;
    for (size_t i = 0; i < s->n_plan; i++) {
        s->map[i] = layout_map(s, s->plan[i]);
        if (s->map[i] == NULL)
            return false;
    }
    if (s->whole)
        s->results.title = s->whole->name;
    return make_observations(k, g) && list_metrics(k) &&
           until_list(s, &k->until, k->until_bad, k->d) &&
           (k->contrast_bad || contrast_list(s, field(k, "ratios"), asked_weights(k), k->d)) &&
           make_digest(k);
}

struct study *study_new(const struct script *script, const struct study_override *o,
                        struct diags *d)
{
    const struct registry *g = o && o->registry ? o->registry : registry_get();
    struct arena *arena = arena_new();
    struct study *s = arena ? arena_alloc(arena, 1, sizeof *s) : NULL;
    const size_t before = d->n;
    if (s == NULL || g == NULL) {
        arena_free(arena);
        diag_add(d, (struct where){0}, "", MSG_OUT_OF_MEMORY, NULL);
        return NULL;
    }
    s->arena = arena;
    s->script = script;
    const struct node *root = script_root(script);
    struct making k = {.s = s, .o = o, .d = d, .root = root, .first = root};
    const bool ok = make_study(&k, g);
    if (!ok && d->n == before)
        diag_add(d, (struct where){0}, "", MSG_OUT_OF_MEMORY, NULL);
    if (!ok || d->n != before) {
        study_free(s);
        return NULL;
    }
    return s;
}

void study_free(struct study *s)
{
    if (s == NULL)
        return;
    for (size_t i = 0; s->plan && i < s->n_plan; i++)
        if (s->plan[i] != s->whole)
            plan_free(s->plan[i]);
    sweep_free(s->sweep);
    plan_free(s->whole);
    arena_free(s->arena);
}
