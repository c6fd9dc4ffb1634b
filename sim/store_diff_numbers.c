/* store_diff_numbers.c - what a change did to the figures: was, is, and the mean difference.
 *
 * Runs of one seed, set of inputs and replicate have the same chance in both files (sim/rng.h), so
 * each future is compared with itself; else the two samples are compared.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/stats.h"
#include "sim/store_diff.h"
#include <math.h>
#include <string.h>

#define LEVEL 0.90

struct numbers {
    struct diff *f;
    struct futures fu[2];
    uint32_t *group[2]; /* [fu.n] sets of inputs; of a design with blocks, its blocks */
    enum msg why;       /* chance is not shared, if `apart` */
    bool apart;
    size_t n_pair;
    size_t (*pair)[2];  /* [n_pair] places in fu[0], fu[1] */
    uint32_t *together; /* [n_pair] groups */
    bool same_runs;     /* all futures of either file are a pair */
    double *x[2];       /* [longest] scratch */
    bool headed;
};

/* --- which futures are the same -------------------------------------------------------------- */

/* The line "seed 7 ..." of what a study was made from. */
static const char *seed_line(const char *text, size_t *n)
{
    for (const char *p = text; p != NULL && *p != '\0'; p = strchr(p, '\n')) {
        p += *p == '\n';
        if (strncmp(p, "seed ", 5) == 0) {
            *n = strcspn(p, "\n");
            return p;
        }
    }
    return NULL;
}

static bool same_seed(const struct results *a, const struct results *b)
{
    size_t n = 0, m = 0;
    const char *x = seed_line(a->what_changed, &n), *y = seed_line(b->what_changed, &m);
    return x != NULL && y != NULL && n == m && memcmp(x, y, n) == 0;
}

/* A point has the same inputs in both only where the designs are one. */
static bool same_design(const struct design_info *a, const struct design_info *b)
{
    if (a == NULL || b == NULL) {
        return a == b;
    }
    const struct design_spec *s = &a->spec, *t = &b->spec;
    bool same = s->kind == t->kind && s->n == t->n && s->n_dim == t->n_dim &&
                s->levels == t->levels && s->second == t->second && s->maximin == t->maximin &&
                a->chance == b->chance;
    for (size_t i = 0; same && i < s->n_dim; i++) {
        same = strcmp(a->factor[i], b->factor[i]) == 0;
    }
    return same;
}

/* Replicates of a set of inputs: part of the address of chance. */
static uint32_t replicates(const struct results *r)
{
    uint32_t n = 0;
    for (size_t i = 0; i < r->n_run; i++) {
        n = r->run[i].replicate >= n ? r->run[i].replicate + 1 : n;
    }
    return n;
}

size_t diff_option(const struct diff *f, int k, size_t o)
{
    const struct results *a = f->r[k], *b = f->r[1 - k];
    if (a->n_option == 1 && b->n_option == 1) {
        return 0;
    }
    for (size_t i = 0; i < b->n_option; i++) {
        if (strcmp(a->option[o], b->option[i]) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

static struct run_id id_of(const struct numbers *k, int file, size_t i)
{
    const struct futures *u = &k->fu[file];
    return k->f->r[file]->run[u->run[i * u->n_option]];
}

/* Futures are in the order of (point, replicate) in both. */
static void find_pairs(struct numbers *k)
{
    size_t i = 0, j = 0;
    while (i < k->fu[0].n && j < k->fu[1].n) {
        const struct run_id a = id_of(k, 0, i), b = id_of(k, 1, j);
        const bool before = a.point < b.point || (a.point == b.point && a.replicate < b.replicate);
        if (a.point == b.point && a.replicate == b.replicate) {
            k->together[k->n_pair] = k->group[0][i];
            k->pair[k->n_pair][0] = i;
            k->pair[k->n_pair][1] = j;
            k->n_pair++;
        }
        i += before || (a.point == b.point && a.replicate == b.replicate);
        j += !before;
    }
    k->same_runs = k->n_pair == k->fu[0].n && k->n_pair == k->fu[1].n;
}

static bool group_futures(struct numbers *k, int file, struct arena *a)
{
    const struct results *r = k->f->r[file];
    const size_t block = r->design != NULL ? design_block(&r->design->spec) : 1;
    if (!futures_find(k->f->reader[file], a, &k->fu[file])) {
        return false;
    }
    k->group[file] = arena_alloc(a, k->fu[file].n + 1, sizeof(uint32_t));
    for (size_t i = 0; k->group[file] != NULL && i < k->fu[file].n; i++) {
        k->group[file][i] = k->fu[file].point[i] / (uint32_t)block;
    }
    return k->group[file] != NULL;
}

static bool numbers_make(struct numbers *k, struct arena *a)
{
    const struct results *const *r = k->f->r;
    if (!group_futures(k, 0, a) || !group_futures(k, 1, a)) {
        return false;
    }
    const size_t n = k->fu[0].n > k->fu[1].n ? k->fu[0].n : k->fu[1].n;
    k->pair = arena_alloc(a, n + 1, sizeof *k->pair);
    k->together = arena_alloc(a, n + 1, sizeof *k->together);
    k->x[0] = arena_alloc(a, n + 1, sizeof(double));
    k->x[1] = arena_alloc(a, n + 1, sizeof(double));
    if (arena_failed(a)) {
        return false;
    }
    k->apart = true;
    k->why = !same_seed(r[0], r[1])                     ? MSG_DIFF_OTHER_SEED
             : !same_design(r[0]->design, r[1]->design) ? MSG_DIFF_OTHER_DESIGN
             : replicates(r[0]) != replicates(r[1])     ? MSG_DIFF_OTHER_NESTED
                                                        : MSG_DIFF_NO_FUTURE;
    if (k->why == MSG_DIFF_NO_FUTURE) {
        find_pairs(k);
        k->apart = k->n_pair == 0;
    }
    return true;
}

/* --- one figure ------------------------------------------------------------------------------ */

struct figure {
    const struct var *v;
    const double *kpi[2];
    size_t option[2];
};

static double value_at(const struct numbers *k, const struct figure *x, int file, size_t i)
{
    const struct futures *u = &k->fu[file];
    return x->kpi[file][u->run[i * u->n_option + x->option[file]]];
}

static bool differs(double a, double b) { return !(a == b || (isnan(a) && isnan(b))); }

/* Without shared chance two samples differ unless all numbers are one. */
static bool all_one(const struct numbers *k, const struct figure *x)
{
    for (int file = 0; file < 2; file++) {
        for (size_t i = 0; i < k->fu[file].n; i++) {
            if (differs(value_at(k, x, file, i), value_at(k, x, 0, 0))) {
                return false;
            }
        }
    }
    return true;
}

/* Whether there is anything to tell: another number in any future. */
static bool moved(const struct numbers *k, const struct figure *x)
{
    bool any = k->apart && k->fu[0].n > 0 && k->fu[1].n > 0 && !all_one(k, x);
    for (size_t i = 0; i < k->n_pair && !any; i++) {
        any = differs(value_at(k, x, 0, k->pair[i][0]), value_at(k, x, 1, k->pair[i][1]));
    }
    return any;
}

static struct stats_apart difference(const struct numbers *k, const struct figure *x)
{
    if (!k->apart) {
        for (size_t i = 0; i < k->n_pair; i++) {
            k->x[0][i] = value_at(k, x, 1, k->pair[i][1]) - value_at(k, x, 0, k->pair[i][0]);
        }
        const struct stats_paired p = stats_paired(k->x[0], k->together, k->n_pair, LEVEL, 0);
        return (struct stats_apart){p.mean, p.lo, p.hi};
    }
    struct stats_sample sample[2];
    for (int file = 0; file < 2; file++) {
        sample[file] = (struct stats_sample){k->x[file], k->group[file], k->fu[file].n};
        for (size_t i = 0; i < k->fu[file].n; i++) {
            k->x[file][i] = value_at(k, x, file, i);
        }
    }
    return stats_apart(&sample[0], &sample[1], LEVEL);
}

static void say_heading(struct numbers *k)
{
    const struct diff *f = k->f;
    char text[DIFF_TEXT], n[TEXT_NUMBER];
    if (k->headed) {
        return;
    }
    k->headed = true;
    text_number(n, (double)k->n_pair, 1.0, false);
    fprintf(f->to, "%s\n", diag_text(MSG_DIFF_FIGURES, f->lang));
    diag_format(text, sizeof text, f->lang, k->apart ? MSG_DIFF_APART : MSG_DIFF_PAIRED,
                k->apart ? diag_text(k->why, f->lang) : n, NULL);
    fprintf(f->to, "%s\n", text);
}

static void tell_figure(struct numbers *k, const struct figure *x)
{
    struct diff *f = k->f;
    char number[9][TEXT_NUMBER], unit[TEXT_NUMBER], text[DIFF_TEXT], line[2 * DIFF_TEXT];
    char in[DIFF_TEXT / 2] = "";
    for (size_t file = 0; file < 2; file++) {
        const struct spread s =
            futures_spread(&k->fu[file], x->kpi[file], x->option[file], k->x[0]);
        const double step = text_step(s.median, s.lo, s.hi);
        text_number(number[3 * file], s.median, step, false);
        text_number(number[3 * file + 1], s.lo, step, false);
        text_number(number[3 * file + 2], s.hi, step, false);
    }
    if (f->r[0]->n_option > 1 || f->r[1]->n_option > 1) {
        snprintf(in, sizeof in, " [%s]", f->r[0]->option[x->option[0]]);
    }
    say_heading(k);
    const struct stats_apart by = difference(k, x);
    const double step = text_step(by.mean, by.lo, by.hi);
    text_number(number[6], by.mean, step, true);
    text_number(number[7], by.lo, step, true);
    text_number(number[8], by.hi, step, true);
    text_unit(unit, x->v->unit, f->lang);
    diag_format(text, sizeof text, f->lang, MSG_DIFF_METRIC, x->v->name, in, number[0], number[1],
                number[2], number[3], number[4], number[5], unit[0] ? " " : "", unit, NULL);
    const size_t n = (size_t)snprintf(line, sizeof line, "  %s", text);
    diag_format(line + n, sizeof line - n, f->lang,
                isnan(by.lo) ? MSG_DIFF_MEAN : MSG_DIFF_MEAN_INTERVAL, number[6], number[7],
                number[8], NULL);
    diff_tell(f, line);
}

/* Tells of a KPI in every option that both files have, as long as there is room: of how many there
 * was something to tell. */
static size_t tell_kpi(struct numbers *k, const struct var *v, size_t room)
{
    struct diff *f = k->f;
    struct figure x = {.v = v};
    size_t n = 0;
    x.kpi[0] = reader_runs(f->reader[0], v->name);
    x.kpi[1] = reader_runs(f->reader[1], v->name);
    for (size_t o = 0; x.kpi[0] != NULL && x.kpi[1] != NULL && o < f->r[0]->n_option; o++) {
        x.option[0] = o;
        x.option[1] = diff_option(f, 0, o);
        if (x.option[1] == SIZE_MAX) {
            continue;
        }
        /* where one file has more futures, the headline's medians may differ though no future does
         */
        const bool tell = moved(k, &x) || (room == SIZE_MAX && k->n_pair > 0 && !k->same_runs);
        if (tell && n++ < room) {
            tell_figure(k, &x);
        }
    }
    return n;
}

/* --- all of them ----------------------------------------------------------------------------- */

static bool in_headline(const struct results *r, const char *kpi)
{
    for (size_t m = 0; m < r->n_metric; m++) {
        if (strcmp(r->metric[m], kpi + 4) == 0) { /* after "kpi." */
            return true;
        }
    }
    return false;
}

static bool is_kpi(const struct var *v)
{
    return v->role == ROLE_KPI && strncmp(v->name, "kpi.", 4) == 0;
}

/* The headline's figures (of either file), then the others. */
static void tell_kpis(struct numbers *k)
{
    struct diff *f = k->f;
    char same[DIFF_TEXT] = "";
    size_t n = 0;
    for (size_t i = 0; i < f->r[0]->n_var; i++) {
        const struct var *v = &f->r[0]->var[i];
        const bool headline =
            is_kpi(v) && (in_headline(f->r[0], v->name) || in_headline(f->r[1], v->name));
        if (headline && reader_runs(f->reader[1], v->name) != NULL &&
            tell_kpi(k, v, SIZE_MAX) == 0) {
            const size_t used = strlen(same);
            snprintf(same + used, sizeof same - used, "%s%s", used ? ", " : "", v->name);
        }
    }
    for (size_t i = 0; i < f->r[0]->n_var; i++) {
        const struct var *v = &f->r[0]->var[i];
        if (is_kpi(v) && !in_headline(f->r[0], v->name) && !in_headline(f->r[1], v->name)) {
            n += tell_kpi(k, v, n < DIFF_LINES ? DIFF_LINES - n : 0);
        }
    }
    diff_tell_more(f, "  kpi", n);
    if (k->headed && same[0] != '\0') {
        char text[2 * DIFF_TEXT];
        fprintf(f->to, "  %s\n",
                diag_format(text, sizeof text, f->lang, MSG_DIFF_KEPT, same, NULL));
    }
}

/* What is drawn or booked: in how many runs another number. */
static void tell_runs(const struct numbers *k)
{
    struct diff *f = k->f;
    const struct results *const *r = f->r;
    size_t n = 0;
    if (k->apart || r[0]->n_run != r[1]->n_run || /* then they are other draws anyway */
        memcmp(r[0]->run, r[1]->run, r[0]->n_run * sizeof *r[0]->run) != 0) {
        return;
    }
    for (size_t i = 0; i < r[0]->n_var; i++) {
        const struct var *v = &r[0]->var[i];
        const double *x = is_kpi(v) ? NULL : reader_runs(f->reader[0], v->name);
        const double *y = is_kpi(v) ? NULL : reader_runs(f->reader[1], v->name);
        size_t other = 0;
        for (size_t run = 0; x != NULL && y != NULL && run < r[0]->n_run; run++) {
            other += differs(x[run], y[run]);
        }
        if (other > 0 && n++ < DIFF_LINES) {
            char text[DIFF_TEXT], count[32], of[32];
            snprintf(count, sizeof count, "%zu", other);
            snprintf(of, sizeof of, "%zu", r[0]->n_run);
            diff_tell(f, diag_format(text, sizeof text, f->lang, MSG_DIFF_RUNS, v->name, count, of,
                                     NULL));
        }
    }
    diff_tell_more(f, "draw", n);
}

void diff_numbers(struct diff *f, struct arena *a)
{
    struct numbers k = {.f = f};
    if (!numbers_make(&k, a)) {
        return;
    }
    tell_runs(&k);
    tell_kpis(&k);
}
