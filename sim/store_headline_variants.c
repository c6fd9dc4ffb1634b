/* store_headline_variants.c - what changes the order of the options: variants and single inputs;
 * and a word of warning where a figure rests on weak numbers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/store_headline.h"
#include "sim/store_variants.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NAME = 32, SHORT = 16, LIST = 1024 };

static const double *read_runs(void *ctx, const char *var) { return reader_runs(ctx, var); }

static void say(const struct head *h, enum msg m, const char *const arg[7])
{
    char line[4 * LIST];
    fprintf(h->to, "%s\n",
            diag_format(line, sizeof line, h->lang, m, arg[0], arg[1], arg[2], arg[3], arg[4],
                        arg[5], arg[6], NULL));
}

static const char *variant_name(const struct head *h, size_t v)
{
    return h->lang == LANG_JA ? h->all->variant[v].ja : h->all->variant[v].en;
}

/* --- tables ---------------------------------------------------------------------------------- */

static void put_head(const struct head *h, const struct var *v, char (*cell)[CELL])
{
    char unit[TEXT_NUMBER];
    text_unit(unit, v->unit, h->lang);
    snprintf(cell[0], CELL, unit[0] ? "%s (%s)" : "%s", headline_label(h, v), unit);
}

/* "+120 (1)": the difference to the baseline and the rank; "=": not told apart from the one before.
 */
static void put_ranked(const struct ranked *x, char cell[CELL])
{
    char number[TEXT_NUMBER] = "";
    if (!isnan(x->difference)) {
        text_number(number, x->difference, text_step(x->difference, x->lo, x->hi), true);
    }
    snprintf(cell, CELL, "%s%s(%zu%s)", number, number[0] ? " " : "", x->rank, x->tied ? "=" : "");
}

/* Whether a variant changes nothing about the metric, to the bit. */
static bool is_as_stated(const struct variant_ranks *k, size_t v)
{
    const size_t n = k->reference.n_option;
    bool same = true;
    for (size_t o = 0; o < n; o++) {
        const struct ranked *x = &k->option[o], *y = &k->option[v * n + o];
        const bool alone = isnan(x->difference); /* the baseline */
        same = same && x->mean == y->mean && (alone || (x->lo == y->lo && x->hi == y->hi));
    }
    return same;
}

/* Such variants would only lengthen the table. */
static void put_same(const struct head *h, size_t same, struct table *t)
{
    if (same > 0) {
        char number[TEXT_NUMBER];
        snprintf(number, sizeof number, "%zu", same);
        diag_format(t->cell[t->n_row++][0], CELL, h->lang,
                    same == 1 ? MSG_HEAD_VARIANT_SAME_ONE : MSG_HEAD_VARIANT_SAME, number, NULL);
    }
}

static void rank_rows(const struct head *h, const struct variant_ranks *k, const struct var *v,
                      struct table *t)
{
    const size_t n = k->reference.n_option;
    char(*head)[CELL] = t->cell[t->n_row++];
    put_head(h, v, head);
    for (size_t o = 0; o + 1 < t->n_column; o++) {
        text_cut(head[o + 1], CELL, h->r->option[o], SHORT);
    }
    size_t same = 0;
    for (size_t i = 0; i < k->n_variant; i++) {
        if (i > 0 && is_as_stated(k, i)) {
            same++;
            continue;
        }
        char(*cell)[CELL] = t->cell[t->n_row++];
        snprintf(cell[0], CELL, "  %s", variant_name(h, i));
        for (size_t o = 0; o + 1 < t->n_column; o++) {
            put_ranked(&k->option[i * n + o], cell[o + 1]);
        }
    }
    put_same(h, same, t);
}

static void spread_rows(const struct head *h, const struct variant_ranks *k, const struct var *v,
                        struct table *t)
{
    char(*head)[CELL] = t->cell[t->n_row++];
    put_head(h, v, head);
    snprintf(head[1], CELL, "%s", diag_text(MSG_HEAD_MEDIAN, h->lang));
    snprintf(head[2], CELL, "%s", diag_text(MSG_HEAD_INTERVAL, h->lang));
    const double *kpi = reader_runs(h->reader, v->name);
    const struct spread stated = futures_spread(&k->f[0], kpi, 0, k->scratch);
    size_t same = 0;
    for (size_t i = 0; i < k->n_variant; i++) {
        const struct spread s = futures_spread(&k->f[i], kpi, 0, k->scratch);
        if (i > 0 && s.median == stated.median && s.lo == stated.lo && s.hi == stated.hi) {
            same++;
            continue;
        }
        char(*cell)[CELL] = t->cell[t->n_row++], a[TEXT_NUMBER];
        snprintf(cell[0], CELL, "  %s", variant_name(h, i));
        const double step = text_step(s.median, s.lo, s.hi);
        snprintf(cell[1], CELL, "%s", text_number(a, s.median, step, false));
        headline_interval(cell[2], s.lo, s.hi, step, false);
    }
    put_same(h, same, t);
}

static void variant_table(const struct head *h, struct variant_ranks *k)
{
    const size_t n = k->reference.n_option, shown = n < N_COLUMN - 1 ? n : N_COLUMN - 1;
    struct table t = {.n_column = n > 1 ? shown + 1 : 3, .heads = true};
    for (size_t c = 1; c < t.n_column; c++) {
        t.right[c] = true;
    }
    t.cell = calloc(h->r->n_metric * (k->n_variant + 2) + 1, sizeof *t.cell);
    for (size_t m = 0; t.cell != NULL && m < h->r->n_metric; m++) {
        const struct var *v = headline_metric(h, m);
        if (v == NULL || (n > 1 && v->better == 0)) {
            continue;
        }
        if (n > 1) {
            ranks_metric(k, reader_runs(h->reader, v->name), v->better);
            rank_rows(h, k, v, &t);
        } else {
            spread_rows(h, k, v, &t);
        }
    }
    if (t.n_row > 0) {
        char name[CELL], number[TEXT_NUMBER];
        snprintf(number, sizeof number, "%zu", k->n_variant);
        fputc('\n', h->to);
        say(h, MSG_HEAD_VARIANTS, (const char *[7]){number});
        headline_print(h, &t);
        text_cut(name, sizeof name, h->r->option[h->r->baseline], NAME);
        if (n > 1) {
            say(h, MSG_HEAD_VARIANT_IS, (const char *[7]){name});
        }
    }
    free(t.cell);
}

/* --- the order of the options ----------------------------------------------------------------- */

/* Share of the reference's futures in which no option is strictly better. */
static double best_share(const struct head *h, const double *kpi, int better, size_t option)
{
    const size_t n = h->f.n_option;
    size_t best = 0;
    for (size_t i = 0; i < h->f.n; i++) {
        const double own = kpi[h->f.run[i * n + option]];
        bool beaten = false;
        for (size_t o = 0; o < n; o++) {
            const double other = kpi[h->f.run[i * n + o]];
            beaten = beaten || (better > 0 ? other > own : other < own);
        }
        best += !beaten;
    }
    return (double)best / (double)h->f.n;
}

/* "31st", in Japanese "31". */
static void ordinal(const struct head *h, double quantile, char buf[TEXT_NUMBER])
{
    static const char *const ending[] = {"th", "st", "nd", "rd"};
    const double percent = floor(100.0 * quantile + 0.5);
    const unsigned n = percent < 1.0 ? 1 : percent > 99.0 ? 99 : (unsigned)percent;
    const unsigned last = n % 10 <= 3 && n / 10 != 1 ? n % 10 : 0;
    snprintf(buf, TEXT_NUMBER, "%u%s", n, h->lang == LANG_JA ? "" : ending[last]);
}

/* A value to three digits with its unit. */
static void put_value(const struct head *h, const char *input, double x, char buf[CELL])
{
    char name[300], number[TEXT_NUMBER], unit[TEXT_NUMBER];
    snprintf(name, sizeof name, "draw.%s", input);
    const struct var *v = results_find(h->r, name);
    text_number(number, x, text_step(x, (double)NAN, (double)NAN), false);
    text_unit(unit, v != NULL ? v->unit : "1", h->lang);
    snprintf(buf, CELL, "%s%s%s", number, unit[0] ? " " : "", unit);
}

/* Which input swaps the two best options, and which variants. */
static void swap_lines(const struct head *h, const struct variant_ranks *k, const struct swaps *s,
                       const struct swap_metric *x, const struct var *v)
{
    char one[CELL], two[CELL], list[LIST] = "";
    const char *label = headline_label(h, v);
    text_cut(one, sizeof one, h->r->option[x->first], NAME);
    text_cut(two, sizeof two, h->r->option[x->second], NAME);
    if (x->input != SIZE_MAX) {
        char at[CELL], from[CELL], rank[TEXT_NUMBER];
        const char *path = s->input[x->input];
        put_value(h, path, x->by.at, at);
        put_value(h, path, x->by.from, from);
        ordinal(h, x->by.at_quantile, rank);
        path += strncmp(path, "default.", 8) == 0 ? 8 : 0;
        say(h, MSG_HEAD_SWAP, (const char *[7]){label, one, two, path, at, from, rank});
    } else {
        say(h, MSG_HEAD_SWAP_NONE, (const char *[7]){label, one, two});
    }
    for (size_t i = 1; i < k->n_variant; i++) {
        const size_t used = strlen(list);
        if (ranks_swapped(k, i, x->first, x->second) && used < LIST - 1) {
            snprintf(list + used, LIST - used, "%s%s", used ? " · " : "", variant_name(h, i));
        }
    }
    if (k->n_variant > 1 && list[0] != '\0') {
        say(h, MSG_HEAD_SWAP_VARIANTS, (const char *[7]){list});
    } else if (k->n_variant > 1) {
        say(h, MSG_HEAD_SWAP_NO_VARIANT, (const char *[7]){NULL});
    }
}

static void order_lines(const struct head *h, struct variant_ranks *k, const struct swaps *s)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct swap_metric *x = &s->item[i];
        const struct var *v = headline_metric(h, x->metric);
        if (v == NULL || x->second == SIZE_MAX) {
            continue;
        }
        const double *kpi = reader_runs(h->reader, v->name);
        ranks_metric(k, kpi, v->better);
        if (k->option[x->first].mean == k->option[x->second].mean) {
            continue; /* neither comes first: nothing to swap */
        }
        if (k->n_variant > 1) {
            char share[CELL], name[CELL], first[TEXT_NUMBER], all[TEXT_NUMBER];
            headline_percent(share, best_share(h, kpi, v->better, x->first));
            text_cut(name, sizeof name, h->r->option[x->first], NAME);
            snprintf(first, sizeof first, "%zu", ranks_first(k, x->first));
            snprintf(all, sizeof all, "%zu", k->n_variant);
            say(h, MSG_HEAD_VARIANT_FIRST,
                (const char *[7]){headline_label(h, v), name, share, first, all});
        }
        swap_lines(h, k, s, x, v);
    }
}

static void left_out_line(const struct head *h)
{
    char list[LIST] = "";
    for (size_t i = 0; i < h->all->n_left_out; i++) {
        const size_t used = strlen(list);
        if (used < LIST - 1) {
            snprintf(list + used, LIST - used, "%s%s", used ? " · " : "", h->all->left_out[i]);
        }
    }
    if (list[0] != '\0') {
        say(h, MSG_HEAD_VARIANT_LEFT, (const char *[7]){list});
    }
}

/* The swaps as the file holds them, since to find them again every input of every run would have to
 * be read. False: it has none. */
static bool stored_swaps(const struct head *h, struct swaps *s, struct arena *a)
{
    enum { SHARE, FIRST, SECOND, VALUE, MEDIAN, QUANTILE, INPUT, N_SET };
    static const char *const name[N_SET] = {"low_pedigree_share", "swap_first",  "swap_second",
                                            "swap_value",         "swap_median", "swap_quantile",
                                            "swap_input"};
    const size_t n = h->r->n_metric, wanted = h->r->n_option > 1 ? N_SET : FIRST;
    struct dataset set[N_SET] = {{0}};
    bool good = n > 0 && reader_datasets(h->reader, name, wanted, set);
    for (size_t k = 0; k < wanted; k++) {
        good = good && set[k].n == n && (k == INPUT ? set[k].text != NULL : set[k].x != NULL);
    }
    *s = (struct swaps){.n_input = n, .input = set[INPUT].text};
    s->low_share = arena_alloc(a, n + 1, sizeof *s->low_share);
    s->item = arena_alloc(a, n + 1, sizeof *s->item);
    if (!good || s->low_share == NULL || s->item == NULL) {
        return false;
    }
    memcpy(s->low_share, set[SHARE].x, n * sizeof *s->low_share);
    for (size_t m = 0; m < n && wanted == N_SET; m++) {
        const double first = set[FIRST].x[m], second = set[SECOND].x[m];
        const double most = (double)h->r->n_option;
        const bool judged = first >= 0.0 && first < most && second >= 0.0 && second < most;
        if (judged) {
            s->item[s->n++] =
                (struct swap_metric){.metric = m,
                                     .first = (size_t)first,
                                     .second = (size_t)second,
                                     .input = set[INPUT].text[m][0] != '\0' ? m : SIZE_MAX,
                                     .by = {.at = set[VALUE].x[m],
                                            .from = set[MEDIAN].x[m],
                                            .at_quantile = set[QUANTILE].x[m]}};
        }
    }
    return true;
}

void headline_prepare(struct head *h, struct arena *a)
{
    struct variant_ranks *k = arena_alloc(a, 1, sizeof *k);
    struct swaps *s = arena_alloc(a, 1, sizeof *s);
    if (k != NULL && s != NULL && ranks_new(k, h->all, reader_messages(h->reader), a) &&
        (stored_swaps(h, s, a) || swaps_find(s, k, (struct run_source){h->reader, read_runs}, a))) {
        h->ranks = k;
        h->swaps = s;
        h->inputs_vary = s->n_input > 0;
    }
}

void headline_variants(const struct head *h)
{
    if (h->ranks != NULL && h->ranks->n_variant > 1) {
        variant_table(h, h->ranks);
    }
    if (h->ranks != NULL) {
        order_lines(h, h->ranks, h->swaps);
        left_out_line(h);
    }
}

void headline_pedigree(const struct head *h)
{
    const struct var *v = h->r->n_metric > 0 ? headline_metric(h, 0) : NULL;
    if (v != NULL && h->swaps != NULL && h->swaps->low_share[0] > 0.5) {
        char share[CELL];
        headline_percent(share, h->swaps->low_share[0]);
        fputc('\n', h->to);
        say(h, MSG_HEAD_PEDIGREE, (const char *[7]){share, headline_label(h, v)});
    }
}
