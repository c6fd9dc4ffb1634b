/* report_structure.c - what would change the order of the options (variants, single inputs), how
 * much rests on weak numbers, and what a calibration found.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/report_internal.h"
#include "sim/store_variants.h"
#include <math.h>
#include <string.h>

static void put_text(struct report *p, const char *key, const char *text)
{
    json_key(p->j, key);
    json_string(p->j, text);
}

static void put_number(struct report *p, const char *key, double x)
{
    json_key(p->j, key);
    json_number(p->j, x);
}

static const double *read_runs(void *ctx, const char *var) { return reader_runs(ctx, var); }

/* --- variants ----------------------------------------------------------------------------------
 */

static void put_variant(struct report *p, const struct results *all, struct variant_ranks *k,
                        size_t v)
{
    const size_t n = p->r->n_option;
    json_open(p->j, '{');
    put_text(p, "en", all->variant[v].en);
    put_text(p, "ja", all->variant[v].ja);
    for (int what = 0; what < 2; what++) {
        json_key(p->j, what == 0 ? "rank" : "mean");
        json_open(p->j, '['); /* [metric][option] */
        for (size_t m = 0; m < p->r->n_metric; m++) {
            const char *name = arena_printf(p->arena, "kpi.%s", p->r->metric[m]);
            const struct var *x = name ? results_find(p->r, name) : NULL;
            json_open(p->j, '[');
            if (x)
                ranks_metric(k, reader_runs(p->reader, name), x->better);
            for (size_t o = 0; x && o < n; o++) {
                const struct ranked *y = &k->option[v * n + o];
                if (what == 0 && y->rank > 0)
                    json_count(p->j, y->rank);
                else
                    json_number(p->j, what == 0 ? (double)NAN : y->mean);
            }
            json_close(p->j, ']');
        }
        json_close(p->j, ']');
    }
    json_close(p->j, '}');
}

static void put_variants(struct report *p, const struct results *all, struct variant_ranks *k)
{
    if (all->n_variant < 2)
        return;
    json_key(p->j, "variants");
    json_open(p->j, '[');
    for (size_t v = 0; v < all->n_variant; v++)
        put_variant(p, all, k, v);
    json_close(p->j, ']');
}

/* --- swaps and weak numbers --------------------------------------------------------------------
 */

static void put_swap(struct report *p, const struct swaps *s, const struct swap_metric *x)
{
    json_open(p->j, '{');
    put_text(p, "metric", p->r->metric[x->metric]);
    put_text(p, "first", p->r->option[x->first]);
    put_text(p, "second", p->r->option[x->second]);
    if (x->input != SIZE_MAX) {
        put_text(p, "input", s->input[x->input]);
        put_number(p, "at", x->by.at);
        put_number(p, "from", x->by.from);
        put_number(p, "quantile", x->by.at_quantile);
    }
    json_close(p->j, '}');
}

static bool put_swaps(struct report *p, struct variant_ranks *k)
{
    struct swaps s;
    if (!swaps_find(&s, k, (struct run_source){p->reader, read_runs}, p->arena))
        return false;
    json_key(p->j, "swaps");
    json_open(p->j, '[');
    for (size_t i = 0; i < s.n; i++)
        put_swap(p, &s, &s.item[i]);
    json_close(p->j, ']');
    json_key(p->j, "low_pedigree"); /* [metric] share of the variance */
    json_open(p->j, '[');
    for (size_t m = 0; s.low_share && m < p->r->n_metric; m++)
        json_number(p->j, s.low_share[m]);
    json_close(p->j, ']');
    return true;
}

bool report_structure(struct report *p)
{
    const struct results *all = reader_results(p->reader);
    struct variant_ranks k;
    if (all->design || all->fit)
        return true;
    if (!ranks_new(&k, all, reader_messages(p->reader), p->arena))
        return false;
    put_variants(p, all, &k);
    return put_swaps(p, &k);
}

/* --- calibration -------------------------------------------------------------------------------
 */

static void put_parameter(struct report *p, const struct fit_info *f, size_t i)
{
    json_open(p->j, '{');
    put_text(p, "path", f->param[i]);
    put_text(p, "unit", f->param_unit[i]);
    put_number(p, "estimate", f->estimate[i]);
    put_number(p, "lo", f->lo[i]);
    put_number(p, "hi", f->hi[i]);
    put_number(p, "before", f->prior_median[i]);
    put_number(p, "before_lo", f->prior_lo[i]);
    put_number(p, "before_hi", f->prior_hi[i]);
    json_key(p->j, "flag");
    json_count(p->j, f->flag[i]);
    json_close(p->j, '}');
}

static void put_observation(struct report *p, const struct fit_info *f, size_t i)
{
    json_open(p->j, '{');
    put_text(p, "series", f->series[f->series_of[i]]);
    put_text(p, "unit", f->series_unit[f->series_of[i]]);
    put_text(p, "when", f->when[i]);
    json_key(p->j, "held_out");
    json_bool(p->j, f->held_out[i] != 0);
    put_number(p, "observed", f->observed[i]);
    put_number(p, "fitted", f->fitted[i]);
    put_number(p, "lo", f->obs_lo[i]);
    put_number(p, "hi", f->obs_hi[i]);
    json_close(p->j, '}');
}

void report_fit(struct report *p)
{
    const struct fit_info *f = p->r->fit;
    if (f == NULL)
        return;
    json_key(p->j, "fit");
    json_open(p->j, '{');
    put_text(p, "method", f->method);
    put_number(p, "level", f->level);
    json_key(p->j, "points");
    json_count(p->j, f->n_point);
    json_key(p->j, "parameters");
    json_open(p->j, '[');
    for (size_t i = 0; i < f->n_param; i++)
        put_parameter(p, f, i);
    json_close(p->j, ']');
    json_key(p->j, "observations");
    json_open(p->j, '[');
    for (size_t i = 0; i < f->n_obs; i++)
        put_observation(p, f, i);
    json_close(p->j, ']');
    json_close(p->j, '}');
}
