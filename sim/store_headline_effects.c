/* store_headline_effects.c - a sweep's effects as the file holds them: what was found when it was
 * assembled is told, not found once more. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/store_headline.h"
#include <math.h>

enum { N_PART = 3 }; /* a figure, the ends of its interval */

static const char *const sobol_name[] = {"sobol_first",  "sobol_first_lo",  "sobol_first_hi",
                                         "sobol_total",  "sobol_total_lo",  "sobol_total_hi",
                                         "sobol_second", "sobol_second_lo", "sobol_second_hi"};
static const char *const morris_name[] = {"morris_mu_star", "morris_mu_star_lo",
                                          "morris_mu_star_hi", "morris_mu", "morris_sigma"};
static const char *const rank_name[] = {"rank_srrc", "rank_srrc_lo", "rank_srrc_hi", "rank_r2"};

bool head_effects_open(const struct head *h, struct arena *a, struct head_effects *x)
{
    const struct design_spec *s = &h->r->design->spec;
    const size_t d = s->n_dim;
    const char *const *name = s->kind == DESIGN_SALTELLI ? sobol_name
                              : s->kind == DESIGN_MORRIS ? morris_name
                                                         : rank_name;
    *x = (struct head_effects){.kind = s->kind == DESIGN_SALTELLI ? EFFECTS_SOBOL
                                       : s->kind == DESIGN_MORRIS ? EFFECTS_MORRIS
                                                                  : EFFECTS_RANK};
    x->n_set = s->kind == DESIGN_SALTELLI ? (s->second ? 9 : 6) : s->kind == DESIGN_MORRIS ? 5 : 4;
    for (size_t i = 0; i < 2; i++) {
        x->index[i] = arena_alloc(a, d, sizeof *x->index[i]);
        x->plain[i] = arena_alloc(a, d, sizeof *x->plain[i]);
    }
    x->pair = s->second ? arena_alloc(a, d * d, sizeof *x->pair) : NULL;
    if (arena_failed(a) || !reader_datasets(h->reader, name, x->n_set, x->set)) {
        return false;
    }
    for (size_t i = 0; i < x->n_set; i++) {
        const size_t each = x->kind == EFFECTS_SOBOL && i >= 6  ? d * d
                            : x->kind == EFFECTS_RANK && i == 3 ? 1
                                                                : d;
        if (x->set[i].x == NULL || x->set[i].n != each * h->r->n_metric) {
            return false;
        }
    }
    return true;
}

/* Figure and interval of [n] things from three datasets; at: the first thing of the metric. */
static void fill(struct index_estimate *out, const struct dataset set[N_PART], size_t at, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        out[i] = (struct index_estimate){set[0].x[at + i], set[1].x[at + i], set[2].x[at + i]};
    }
}

static bool varies(const double *kpi, size_t n)
{
    double first = (double)NAN;
    for (size_t i = 0; i < n; i++) {
        if (!isnan(kpi[i])) {
            first = isnan(first) ? kpi[i] : first;
            if (kpi[i] != first) {
                return true;
            }
        }
    }
    return false;
}

bool head_effects_of(const struct head *h, struct head_effects *x, size_t metric, const double *kpi,
                     struct effects *e)
{
    const size_t d = h->r->design->spec.n_dim, at = metric * d;
    const size_t out = effects_left_out(h->r, kpi);
    *e = (struct effects){.kind = x->kind};
    fill(x->index[0], x->set, at, d);
    if (x->kind == EFFECTS_SOBOL) {
        fill(x->index[1], x->set + N_PART, at, d);
        if (x->pair != NULL) {
            fill(x->pair, x->set + 2 * (size_t)N_PART, at * d, d * d);
        }
        e->of.sobol = (struct sobol_indices){.first = x->index[0],
                                             .total = x->index[1],
                                             .second = x->pair,
                                             .n_left_out = out,
                                             .variance = varies(kpi, h->r->n_run) ? 1.0 : 0.0};
    } else if (x->kind == EFFECTS_MORRIS) {
        for (size_t i = 0; i < d; i++) {
            x->plain[0][i] = x->set[3].x[at + i];
            x->plain[1][i] = x->set[4].x[at + i];
        }
        e->of.morris = (struct morris_effects){
            .mu_star = x->index[0], .mu = x->plain[0], .sigma = x->plain[1], .n_left_out = out};
    } else {
        e->of.rank = (struct rank_effects){
            .srrc = x->index[0], .r2 = x->set[3].x[metric], .n_left_out = out};
    }
    return !isnan(x->index[0][0].value);
}
