/* store_variants.c - see store_variants.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/store_variants.h"
#include "sim/stats.h"
#include "sim/store_compare.h"
#include "sim/store_worth.h"
#include <math.h>
#include <string.h>

/* --- ranks ----------------------------------------------------------------------------------- */

bool ranks_new(struct variant_ranks *k, const struct results *r, const char *const *message,
               struct arena *a)
{
    *k = (struct variant_ranks){.reference = results_reference(r),
                                .n_variant = r->n_variant > 0 ? r->n_variant : 1};
    const size_t n = k->reference.n_option;
    size_t most = 0;
    k->f = arena_alloc(a, k->n_variant, sizeof *k->f);
    k->option = arena_alloc(a, k->n_variant * n + 1, sizeof *k->option);
    for (size_t v = 0; k->f && v < k->n_variant; v++) {
        if (!futures_from(&k->reference, (uint32_t)(v * n), message, a, &k->f[v])) {
            return false;
        }
        most = k->f[v].n > most ? k->f[v].n : most;
    }
    k->scratch = arena_alloc(a, most + 1, sizeof *k->scratch);
    return k->f != NULL && k->option != NULL && k->scratch != NULL;
}

/* Option o less option p over the futures of a variant. */
static struct stats_paired paired(const struct variant_ranks *k, const struct futures *f,
                                  const double *kpi, size_t o, size_t p)
{
    for (size_t i = 0; i < f->n; i++) {
        k->scratch[i] = kpi[f->run[i * f->n_option + o]] - kpi[f->run[i * f->n_option + p]];
    }
    return stats_paired(k->scratch, f->point, f->n, COMPARE_LEVEL, 0);
}

/* Options by mean, the better first; of equals the first of the script. */
static void rank(const struct variant_ranks *k, const struct futures *f, const double *kpi,
                 int better, struct ranked *option)
{
    const size_t n = k->reference.n_option;
    const double sign = better < 0 ? -1.0 : 1.0;
    for (size_t o = 0; o < n; o++) {
        option[o].rank = 1;
        for (size_t p = 0; p < n; p++) {
            const double ahead = sign * (option[p].mean - option[o].mean);
            option[o].rank += ahead > 0.0 || (ahead == 0.0 && p < o);
        }
    }
    for (size_t o = 0; o < n; o++) {
        for (size_t p = 0; p < n; p++) {
            if (option[p].rank + 1 == option[o].rank) {
                const struct stats_paired d = paired(k, f, kpi, o, p);
                option[o].tied = !(d.lo > 0.0 || d.hi < 0.0);
            }
        }
    }
}

void ranks_metric(struct variant_ranks *k, const double *kpi, int better)
{
    const double nan = (double)NAN;
    const size_t n = k->reference.n_option, base = k->reference.baseline;
    for (size_t v = 0; v < k->n_variant; v++) {
        const struct futures *f = &k->f[v];
        struct ranked *option = k->option + v * n;
        for (size_t o = 0; o < n; o++) {
            option[o] = (struct ranked){nan, nan, nan, nan, 0, false};
            for (size_t i = 0; i < f->n; i++) {
                k->scratch[i] = kpi[f->run[i * f->n_option + o]];
            }
            option[o].mean = stats_mean(k->scratch, f->n);
            if (o != base && f->n > 0) {
                const struct stats_paired d = paired(k, f, kpi, o, base);
                option[o].difference = d.mean;
                option[o].lo = d.lo;
                option[o].hi = d.hi;
            }
        }
        if (better != 0 && f->n > 0) {
            rank(k, f, kpi, better, option);
        }
    }
}

size_t ranks_option(const struct variant_ranks *k, size_t v, size_t rank)
{
    for (size_t o = 0; o < k->reference.n_option; o++) {
        if (k->option[v * k->reference.n_option + o].rank == rank) {
            return o;
        }
    }
    return SIZE_MAX;
}

size_t ranks_first(const struct variant_ranks *k, size_t o)
{
    size_t n = 0;
    for (size_t v = 0; v < k->n_variant; v++) {
        n += k->option[v * k->reference.n_option + o].rank == 1;
    }
    return n;
}

bool ranks_swapped(const struct variant_ranks *k, size_t v, size_t first, size_t second)
{
    const struct ranked *option = k->option + v * k->reference.n_option;
    return option[second].rank > 0 && option[second].rank < option[first].rank &&
           option[second].mean != option[first].mean;
}

/* --- inputs ---------------------------------------------------------------------------------- */

bool pedigree_is_low(const char *pedigree)
{
    int sum = 0;
    for (size_t i = 0; i < 4; i++) {
        if (pedigree[i] < '0' || pedigree[i] > '4') {
            return false; /* a number of the script's own: not rated */
        }
        sum += pedigree[i] - '0';
    }
    return sum <= 4;
}

static size_t column_of(const struct text_table *t, const char *name)
{
    size_t c = 0;
    while (c < t->n_column && strcmp(t->column[c], name) != 0) {
        c++;
    }
    return c;
}

/* The table of parameters says which inputs are weak. */
static void find_low(const struct results *r, const struct worth *w, bool *low)
{
    for (size_t t = 0; t < r->n_table; t++) {
        const struct text_table *table = &r->table[t];
        const size_t path = column_of(table, "path"), pedigree = column_of(table, "pedigree");
        if (strcmp(table->name, "params") != 0 || path == table->n_column ||
            pedigree == table->n_column) {
            continue;
        }
        for (size_t row = 0; row < table->n_row; row++) {
            const char *const *cell = table->cell + row * table->n_column;
            if (!pedigree_is_low(cell[pedigree])) {
                continue;
            }
            for (size_t i = 0; i < w->n_input; i++) {
                low[i] = low[i] || strcmp(w->input[i], cell[path]) == 0;
            }
        }
    }
}

struct finding {
    struct swaps *out;
    const struct variant_ranks *k;
    struct worth w;
    double *own;           /* [2 * n_metric][n_point]: the baseline's figure, then `difference` */
    double *difference;    /* [n_metric][n_point]: first less second */
    struct swap_input *by; /* [2 * n_metric][n_input] */
    bool *low;             /* [n_input] */
    double *between; /* [n_metric] variance of the points' means over that of all futures: the rest
                        is chance, which no input makes */
};

static double variance(const double *x, size_t n)
{
    const double mean = stats_mean(x, n);
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        sum += (x[i] - mean) * (x[i] - mean);
    }
    return sum / (double)n;
}

/* Of the baseline's figure; w->y holds the points' means. */
static double between_points(const struct finding *g, const double *kpi)
{
    const struct futures *f = &g->k->f[0];
    const size_t base = g->k->reference.baseline, n = g->w.n_point;
    for (size_t i = 0; i < f->n; i++) {
        g->k->scratch[i] = kpi[f->run[i * f->n_option + base]];
    }
    const double all = variance(g->k->scratch, f->n), means = variance(g->w.y + base * n, n);
    return all > 0.0 && means < all ? means / all : 1.0;
}

/* Gathers the metrics: the baseline's figure of each, and the difference of the two best options of
 * those with a better side. */
static void gather(struct finding *g, struct run_source x)
{
    const struct results *r = &g->k->reference;
    const size_t n = g->w.n_point;
    struct variant_ranks alone = *g->k; /* of the reference only */
    alone.n_variant = 1;
    for (size_t m = 0; m < r->n_metric; m++) {
        const struct var *v = compare_var(r, r->metric[m]);
        const double *kpi = v != NULL ? x.get(x.ctx, v->name) : NULL;
        if (kpi == NULL) {
            continue;
        }
        worth_gather(&g->w, kpi);
        g->between[m] = between_points(g, kpi);
        memcpy(g->own + m * n, g->w.y + r->baseline * n, n * sizeof *g->own);
        if (v->better == 0 || r->n_option < 2) {
            continue;
        }
        ranks_metric(&alone, kpi, v->better);
        const size_t first = ranks_option(&alone, 0, 1), second = ranks_option(&alone, 0, 2);
        double *d = g->difference + g->out->n * n;
        for (size_t p = 0; p < n && second != SIZE_MAX; p++) {
            d[p] = g->w.y[first * n + p] - g->w.y[second * n + p];
        }
        g->out->item[g->out->n++] =
            (struct swap_metric){.metric = m, .first = first, .second = second, .input = SIZE_MAX};
    }
}

static bool judge(struct finding *g)
{
    const struct results *r = &g->k->reference;
    struct swaps *s = g->out;
    const size_t n = g->w.n_point;
    /* the differences follow the figures: an input is put in order once for all of them */
    memcpy(g->own + r->n_metric * n, g->difference, s->n * n * sizeof *g->own);
    if (!swap_inputs(g->own, r->n_metric + s->n, n, g->w.x, s->n_input, g->by)) {
        return false;
    }
    for (size_t m = 0; m < r->n_metric; m++) {
        s->low_share[m] = g->between[m] * swap_share(g->by + m * s->n_input, s->n_input, g->low);
    }
    for (size_t i = 0; i < s->n; i++) {
        const struct swap_input *by = g->by + (r->n_metric + i) * s->n_input;
        s->item[i].input = swap_smallest(by, s->n_input);
        if (s->item[i].input != SIZE_MAX) {
            s->item[i].by = by[s->item[i].input];
        }
    }
    return true;
}

bool swaps_find(struct swaps *s, const struct variant_ranks *k, struct run_source x,
                struct arena *a)
{
    const struct results *r = &k->reference;
    struct finding g = {.out = s, .k = k};
    *s = (struct swaps){0};
    if (!worth_new(&g.w, r, &k->f[0], x, a)) {
        return false;
    }
    const size_t m = r->n_metric;
    s->n_input = g.w.n_input;
    s->input = g.w.input;
    s->item = arena_alloc(a, m + 1, sizeof *s->item);
    s->low_share = arena_alloc(a, m + 1, sizeof *s->low_share);
    g.own = arena_alloc(a, 2 * m * g.w.n_point + 1, sizeof *g.own);
    g.difference = arena_alloc(a, m * g.w.n_point + 1, sizeof *g.difference);
    g.by = arena_alloc(a, 2 * m * s->n_input + 1, sizeof *g.by);
    g.between = arena_alloc(a, m + 1, sizeof *g.between);
    g.low = arena_alloc(a, s->n_input + 1, sizeof *g.low);
    if (arena_failed(a) || s->item == NULL || s->low_share == NULL || g.own == NULL ||
        g.difference == NULL || g.by == NULL || g.low == NULL || g.between == NULL) {
        return false;
    }
    if (k->f[0].n == 0) {
        return true;
    }
    find_low(r, &g.w, g.low);
    gather(&g, x);
    return judge(&g);
}
