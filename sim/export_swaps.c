/* export_swaps.c - what would change the choice between a comparison's options: the smallest change
 * of one input that swaps the two best, the variants that do, how much rests on weak numbers, and
 * what is worth knowing before choosing. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/export_tables.h"
#include "sim/mem.h"
#include "sim/store_variants.h"
#include <math.h>
#include <string.h>

#define COLUMNS(a) (a), sizeof(a) / sizeof *(a)

static const char *const swap_column[] = {"metric",     "name_en",     "name_ja",       "unit",
                                          "first",      "second",      "swap_input",    "swap_unit",
                                          "swap_value", "swap_median", "swap_quantile", "first_in",
                                          "swapped_in", "variant_n"};
static const char *const pedigree_column[] = {"metric", "name_en", "name_ja", "low_pedigree_share"};
static const char *const worth_column[] = {"metric", "name_en",       "name_ja",           "unit",
                                           "input",  "worth_knowing", "worth_knowing_told"};

struct swap_line {
    struct swap_metric of;
    size_t first_in, swapped_in; /* variants */
};
struct finding {
    const char **input; /* [n_input] paths */
    size_t n_input;
    struct swap_line *line; /* [n] */
    size_t n;
    double *low_share;          /* [n_metric] */
    const double *worth, *told; /* [metric][input] */
};

static void put_metric(const struct exporter *e, size_t m, struct export_cell cell[4])
{
    const struct var *v = export_headline(e, m);
    cell[0].text = e->r->metric[m];
    cell[1].text = v != NULL ? v->en : "";
    cell[2].text = v != NULL ? v->ja : "";
    cell[3].text = v != NULL ? v->unit : "";
}

/* --- finding --------------------------------------------------------------------------------- */

static void keep_line(struct exporter *e, struct variant_ranks *k, const struct swap_metric *x,
                      struct finding *g)
{
    struct swap_line *line = &g->line[g->n];
    const struct var *v = export_headline(e, x->metric);
    if (v == NULL || x->second == SIZE_MAX) {
        return;
    }
    *line = (struct swap_line){.of = *x};
    ranks_metric(k, export_run_source(e, v->name), v->better);
    line->first_in = ranks_first(k, x->first);
    for (size_t i = 1; i < k->n_variant; i++) {
        line->swapped_in += ranks_swapped(k, i, x->first, x->second);
    }
    g->n++;
}

/* What is needed to find them, a number for each input and point, is let go again. */
static bool find(struct exporter *e, struct arena *a, struct finding *g)
{
    struct variant_ranks k;
    struct swaps s;
    const size_t m = e->r->n_metric;
    if (!ranks_new(&k, e->all, reader_messages(e->reader), a) ||
        !swaps_find(&s, &k, (struct run_source){e, export_run_source}, a)) {
        return false;
    }
    g->input = arena_alloc(e->arena, s.n_input + 1, sizeof *g->input);
    g->line = arena_alloc(e->arena, s.n + 1, sizeof *g->line);
    g->low_share = arena_alloc(e->arena, m + 1, sizeof *g->low_share);
    if (g->input == NULL || g->line == NULL || g->low_share == NULL) {
        return false;
    }
    g->n_input = s.n_input;
    memcpy(g->input, s.input, s.n_input * sizeof *s.input);
    memcpy(g->low_share, s.low_share, m * sizeof *s.low_share);
    for (size_t i = 0; i < s.n; i++) {
        keep_line(e, &k, &s.item[i], g);
    }
    return true;
}

/* --- tables ---------------------------------------------------------------------------------- */

static const char *unit_of(const struct exporter *e, const char *input)
{
    for (size_t v = 0; v < e->r->n_var; v++) {
        const struct var *x = &e->r->var[v];
        if (x->role == ROLE_DRAW && strncmp(x->name, "draw.", 5) == 0 &&
            strcmp(x->name + 5, input) == 0) {
            return x->unit;
        }
    }
    return "";
}

static void swap_row(const struct export_table *t, size_t i, struct export_cell *cell)
{
    const struct finding *g = t->of;
    const struct swap_line *x = &g->line[i];
    const struct exporter *e = t->e;
    const bool some = x->of.input != SIZE_MAX, variants = e->all->n_variant > 1;
    put_metric(e, x->of.metric, cell);
    cell[4].text = e->r->option[x->of.first];
    cell[5].text = e->r->option[x->of.second];
    cell[6].text = some ? g->input[x->of.input] : "";
    cell[7].text = some ? unit_of(e, g->input[x->of.input]) : "";
    cell[8].x = some ? x->of.by.at : (double)NAN;
    cell[9].x = some ? x->of.by.from : (double)NAN;
    cell[10].x = some ? x->of.by.at_quantile : (double)NAN;
    cell[11].x = variants ? (double)x->first_in : (double)NAN;
    cell[12].x = variants ? (double)x->swapped_in : (double)NAN;
    cell[13].x = variants ? (double)e->all->n_variant : (double)NAN;
}

static void pedigree_row(const struct export_table *t, size_t i, struct export_cell *cell)
{
    const struct finding *g = t->of;
    struct export_cell metric[4];
    put_metric(t->e, i, metric);
    memcpy(cell, metric, 3 * sizeof *cell); /* a share has no unit */
    cell[3].x = g->low_share[i];
}

static void worth_row(const struct export_table *t, size_t i, struct export_cell *cell)
{
    const struct finding *g = t->of;
    put_metric(t->e, i / g->n_input, cell);
    cell[4].text = g->input[i % g->n_input];
    cell[5].x = g->worth[i];
    cell[6].x = g->told[i];
}

static void add(struct exporter *e, const char *id, size_t n_row, const char *const *column,
                size_t n_column,
                void (*row)(const struct export_table *, size_t, struct export_cell *),
                const struct finding *g)
{
    struct export_table *t = export_add(e, id, n_row, column, n_column);
    if (t != NULL) {
        t->row = row;
        t->of = g;
    }
}

void export_add_swaps(struct exporter *e)
{
    struct finding *g = arena_alloc(e->arena, 1, sizeof *g);
    struct arena *a = arena_new();
    const bool choice = e->r->design == NULL && e->r->fit == NULL && e->r->n_metric > 0;
    if (g == NULL || a == NULL || !choice || !find(e, a, g)) {
        e->failed = e->failed || a == NULL || choice;
        arena_free(a);
        return;
    }
    arena_free(a);
    const size_t n = e->r->n_metric * g->n_input;
    if (g->n_input > 0 || e->all->n_variant > 1) {
        add(e, "swaps", g->n, COLUMNS(swap_column), swap_row, g);
    }
    if (g->n_input > 0) {
        add(e, "pedigree", e->r->n_metric, COLUMNS(pedigree_column), pedigree_row, g);
    }
    g->worth = export_dataset(e, "worth_knowing", n);
    g->told = export_dataset(e, "worth_knowing_told", n);
    if (g->worth != NULL && g->told != NULL) {
        add(e, "worth", n, COLUMNS(worth_column), worth_row, g);
    }
}
