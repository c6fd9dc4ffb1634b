/* store_compare.c - see store_compare.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/store_compare.h"
#include "sim/mem.h"
#include <ctype.h>
#include <math.h>
#include <string.h>

bool compare_new(struct compare *c, const struct results *r, const struct futures *f)
{
    const size_t n = f->n + 1, all = r->n_option * n;
    *c = (struct compare){.r = r,
                          .f = f,
                          .y = mem_alloc(all, sizeof *c->y),
                          .x = mem_alloc(all, sizeof *c->x),
                          .first = mem_alloc(n, sizeof *c->first),
                          .second = mem_alloc(n, sizeof *c->second),
                          .regret = mem_alloc(r->n_option + 1, sizeof *c->regret)};
    if (c->y && c->x && c->first && c->second && c->regret) {
        return true;
    }
    compare_free(c);
    return false;
}

void compare_free(struct compare *c)
{
    mem_free(c->y);
    mem_free(c->x);
    mem_free(c->first);
    mem_free(c->second);
    mem_free(c->regret);
    *c = (struct compare){0};
}

const struct var *compare_var(const struct results *r, const char *name)
{
    char kpi[300];
    snprintf(kpi, sizeof kpi, "kpi.%s", name);
    const struct var *v = results_find(r, kpi);
    return v != NULL ? v : results_find(r, name);
}

/* kpi[n_run] to y[n_option][f->n]. */
static void gather(const struct compare *c, const double *kpi, double *y)
{
    const struct futures *f = c->f;
    for (size_t o = 0; o < f->n_option; o++) {
        for (size_t i = 0; i < f->n; i++) {
            y[o * f->n + i] = kpi[f->run[i * f->n_option + o]];
        }
    }
}

static bool gather_named(const struct compare *c, struct run_source x, const char *name, double *y)
{
    const struct var *v = compare_var(c->r, name);
    const double *kpi = v != NULL ? x.get(x.ctx, v->name) : NULL;
    if (kpi != NULL) {
        gather(c, kpi, y);
    }
    return kpi != NULL;
}

/* --- one metric ------------------------------------------------------------------------------ */

static void against(struct compare *c, size_t option, struct compare_option *out)
{
    const size_t n = c->f->n;
    const double *own = c->y + option * n, *base = c->y + c->r->baseline * n;
    for (size_t i = 0; i < n; i++) {
        c->first[i] = own[i] - base[i];
    }
    out->effect = contrast_effect(c->first, n);
    out->gain = contrast_common_gain(own, base, c->f->point, n);
}

static void judge(struct compare *c, size_t option, int better, struct compare_option *out)
{
    const size_t n = c->f->n;
    const double *own = c->y + option * n, *base = c->y + c->r->baseline * n;
    memcpy(c->first, own, n * sizeof *own);
    const struct contrast_risk risk = contrast_risk(c->first, n, COMPARE_TAIL, better);
    out->risk = risk.at_risk;
    out->shortfall = risk.shortfall;
    out->regret_mean = c->regret[option].mean;
    out->best_share = c->regret[option].share_best;
    if (option != c->r->baseline) {
        memcpy(c->second, base, n * sizeof *base);
        out->over = contrast_dominance(c->first, c->second, n, better);
        out->under = contrast_dominance(c->second, c->first, n, better);
    }
}

bool compare_metric(struct compare *c, const double *kpi, int better, struct compare_option *out)
{
    const double nan = (double)NAN;
    gather(c, kpi, c->y);
    if (better != 0 && !contrast_regret(c->y, c->r->n_option, c->f->n, better, c->regret)) {
        return false;
    }
    for (size_t o = 0; o < c->r->n_option; o++) {
        out[o] =
            (struct compare_option){nan, nan, nan, nan, nan, nan, DOMINATES_NOT, DOMINATES_NOT};
        if (o != c->r->baseline && c->f->n > 0) {
            against(c, o, &out[o]);
        }
        if (better != 0 && c->f->n > 0) {
            judge(c, o, better, &out[o]);
        }
    }
    return true;
}

/* --- ratios ---------------------------------------------------------------------------------- */

static bool ratio_of(const struct compare *c, const double *above, const double *below,
                     struct contrast_ratio *out)
{
    return contrast_ratio(above, below, c->f->point, c->f->n, COMPARE_LEVEL, COMPARE_RESAMPLES,
                          c->r->contrast->seed, out);
}

bool compare_ratio(struct compare *c, struct run_source x, const struct ratio_info *q,
                   struct compare_ratio *out)
{
    const size_t n = c->f->n, base = c->r->baseline * n;
    const double nan = (double)NAN;
    const struct contrast_ratio none = {nan, nan, nan, false};
    bool ok = true;
    const bool found =
        gather_named(c, x, q->numerator, c->y) && gather_named(c, x, q->denominator, c->x);
    for (size_t o = 0; o < c->r->n_option && ok; o++) {
        out[o] = (struct compare_ratio){none, none, nan};
        ok = !found || ratio_of(c, c->y + o * n, c->x + o * n, &out[o].own);
        if (!found || o == c->r->baseline) {
            continue;
        }
        for (size_t i = 0; i < n; i++) {
            c->first[i] = c->y[o * n + i] - c->y[base + i];
            c->second[i] = c->x[o * n + i] - c->x[base + i];
        }
        ok = ok && ratio_of(c, c->first, c->second, &out[o].added);
        out[o].more = stats_mean(c->second, n);
    }
    return ok;
}

/* "yen t-1 year-1" without the last part. False if it has none. */
static bool per_year(const char *unit, char *bare, size_t size)
{
    static const char year[] = "year-1";
    const size_t n = strlen(unit), m = sizeof year - 1;
    const bool ends =
        n >= m && strcmp(unit + n - m, year) == 0 && (n == m || unit[n - m - 1] == ' ');
    snprintf(bare, size, "%.*s", ends ? (int)(n > m ? n - m - 1 : 0) : (int)n, unit);
    return ends;
}

/* Appends the word of a unit turned over: "t" -> "t-1", "m3" -> "m-3", "h-1" -> "h". */
static void turn_over(const char *word, size_t n, char buf[COMPARE_UNIT])
{
    size_t name = n;
    while (name > 0 && (isdigit((unsigned char)word[name - 1]) || word[name - 1] == '-')) {
        name--;
    }
    const size_t used = strlen(buf);
    const char *gap = used > 0 ? " " : "";
    if (name == 0) {
        return; /* "1" */
    }
    if (name < n && word[name] == '-') {
        const int power = (int)(n - name) - 1;
        const bool one = power == 1 && word[name + 1] == '1';
        snprintf(buf + used, COMPARE_UNIT - used, "%s%.*s%.*s", gap, (int)name, word,
                 one ? 0 : power, word + name + 1);
    } else {
        snprintf(buf + used, COMPARE_UNIT - used, "%s%.*s-%.*s", gap, (int)name, word,
                 name < n ? (int)(n - name) : 1, name < n ? word + name : "1");
    }
}

char *compare_unit(const struct results *r, const struct ratio_info *q, char buf[COMPARE_UNIT])
{
    const struct var *v = compare_var(r, q->numerator), *w = compare_var(r, q->denominator);
    char above[COMPARE_UNIT], below[COMPARE_UNIT];
    buf[0] = '\0';
    if (v == NULL || w == NULL) {
        return buf;
    }
    const bool both =
        per_year(v->unit, above, sizeof above) && per_year(w->unit, below, sizeof below);
    const char *up = both ? above : v->unit, *down = both ? below : w->unit;
    if (strcmp(up, down) != 0) {
        snprintf(buf, COMPARE_UNIT, "%s", strcmp(up, "1") == 0 ? "" : up);
        for (size_t n; *down != '\0'; down += n + (down[n] == ' ')) {
            n = strcspn(down, " ");
            turn_over(down, n, buf);
        }
    }
    if (buf[0] == '\0') {
        snprintf(buf, COMPARE_UNIT, "1");
    }
    return buf;
}

/* --- weights --------------------------------------------------------------------------------- */

bool compare_weigh(struct compare *c, struct run_source x, double *score, double *share)
{
    const struct contrast_info *g = c->r->contrast;
    const size_t n = c->f->n, n_option = c->r->n_option;
    double *mean = mem_alloc(n_option * g->n_weight, sizeof *mean);
    int *better = mem_alloc(g->n_weight, sizeof *better);
    bool ok = mean != NULL && better != NULL;
    for (size_t m = 0; m < g->n_weight && ok; m++) {
        ok = gather_named(c, x, g->weighed[m], c->y);
        better[m] = ok ? compare_var(c->r, g->weighed[m])->better : 0;
        for (size_t o = 0; o < n_option && ok; o++) {
            mean[o * g->n_weight + m] = stats_mean(c->y + o * n, n);
        }
    }
    for (size_t o = 0; o < n_option; o++) {
        score[o] = share[o] = (double)NAN;
    }
    ok = ok && (n == 0 || contrast_weigh(mean, n_option, g->n_weight, better, g->weight,
                                         COMPARE_DRAWS, g->seed, score, share));
    mem_free(mean);
    mem_free(better);
    return ok;
}
