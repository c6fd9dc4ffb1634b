/* store_headline.c - the headline of a result, in the terminal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define _DEFAULT_SOURCE /* winsize */
#include "sim/store_headline.h"
#include "sim/mem.h"
#include "sim/stats.h"
#include "sim/store_compare.h"
#include "sim/store_until.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* --- table ----------------------------------------------------------------------------------- */

static bool is_long_heading(const struct table *t, size_t row, size_t width)
{
    const char *first = t->cell[row][0];
    return t->heads && strncmp(first, "  ", 2) != 0 && text_width(first) > width;
}

void headline_print(const struct head *h, const struct table *t)
{
    size_t width[N_COLUMN] = {0}, rest = 0;
    for (size_t c = 0; c < t->n_column; c++) {
        for (size_t i = 0; i < t->n_row; i++) {
            const size_t w = text_width(t->cell[i][c]);
            width[c] = w > width[c] ? w : width[c];
        }
        rest += c > 0 ? width[c] + 2 : 0;
    }
    if (width[0] + rest > h->terminal) {
        width[0] = h->terminal > rest + 16 ? h->terminal - rest : 16;
    }
    for (size_t i = 0; i < t->n_row; i++) {
        char first[CELL];
        size_t last = t->n_column;
        while (last > 1 && t->cell[i][last - 1][0] == '\0') {
            last--;
        }
        if (is_long_heading(t, i, width[0])) {
            fprintf(h->to, "%s\n", t->cell[i][0]);
            first[0] = '\0';
        } else {
            text_cut(first, sizeof first, t->cell[i][0], width[0]);
        }
        text_pad(h->to, first, last > 1 ? width[0] : 0, false);
        for (size_t c = 1; c < last; c++) {
            fputs("  ", h->to);
            text_pad(h->to, t->cell[i][c], t->right[c] || c + 1 < last ? width[c] : 0, t->right[c]);
        }
        fputc('\n', h->to);
    }
}

const char *headline_label(const struct head *h, const struct var *v)
{
    const char *s = h->lang == LANG_JA ? v->ja : v->en;
    return s[0] != '\0' ? s : v->name;
}

const struct var *headline_metric(const struct head *h, size_t m)
{
    char name[300];
    snprintf(name, sizeof name, "kpi.%s", h->r->metric[m]);
    const struct var *v = results_find(h->r, name);
    v = v != NULL ? v : results_find(h->r, h->r->metric[m]);
    return v != NULL && reader_runs(h->reader, v->name) != NULL ? v : NULL;
}

void headline_interval(char cell[CELL], double lo, double hi, double step, bool plus)
{
    char a[TEXT_NUMBER], b[TEXT_NUMBER];
    snprintf(cell, CELL, "%s – %s", text_number(a, lo, step, plus), text_number(b, hi, step, plus));
}

void headline_percent(char cell[CELL], double share)
{
    const double percent = 100.0 * share;
    const double shown = percent > 99.0 && percent < 100.0 ? 99.0
                         : percent > 0.0 && percent < 1.0  ? 1.0
                                                           : percent;
    snprintf(cell, CELL, isnan(share) ? "-" : "%.0f %%", shown);
}

static void put_spread(const struct head *h, const struct var *v, size_t option, char median[CELL],
                       char interval[CELL])
{
    char a[TEXT_NUMBER];
    const struct spread s =
        futures_spread(&h->f, reader_runs(h->reader, v->name), option, h->scratch);
    const double step = text_step(s.median, s.lo, s.hi);
    snprintf(median, CELL, "%s", text_number(a, s.median, step, false));
    headline_interval(interval, s.lo, s.hi, step, false);
}

/* One option: a row per metric. */
static void plain_table(const struct head *h)
{
    struct table t = {.n_column = 4, .right = {false, true, true, false}};
    t.cell = calloc(h->r->n_metric + 1, sizeof *t.cell);
    if (t.cell == NULL) {
        return;
    }
    snprintf(t.cell[0][1], CELL, "%s", diag_text(MSG_HEAD_MEDIAN, h->lang));
    snprintf(t.cell[0][2], CELL, "%s", diag_text(MSG_HEAD_INTERVAL, h->lang));
    t.n_row = 1;
    for (size_t m = 0; m < h->r->n_metric; m++) {
        const struct var *v = headline_metric(h, m);
        if (v != NULL) {
            char unit[TEXT_NUMBER];
            snprintf(t.cell[t.n_row][0], CELL, "%s", headline_label(h, v));
            put_spread(h, v, 0, t.cell[t.n_row][1], t.cell[t.n_row][2]);
            snprintf(t.cell[t.n_row][3], CELL, "%s", text_unit(unit, v->unit, h->lang));
            t.n_row++;
        }
    }
    headline_print(h, &t);
    free(t.cell);
}

static void put_difference(const struct head *h, const struct var *v, size_t option,
                           char (*cell)[CELL])
{
    char a[TEXT_NUMBER];
    const double *kpi = reader_runs(h->reader, v->name);
    for (size_t i = 0; i < h->f.n; i++) {
        const size_t *run = h->f.run + i * h->f.n_option;
        h->scratch[i] = kpi[run[option]] - kpi[run[h->r->baseline]];
    }
    const struct stats_paired p = stats_paired(h->scratch, h->f.point, h->f.n, 0.90, v->better);
    const double step = text_step(p.mean, p.lo, p.hi);
    snprintf(cell[0], CELL, "%s", text_number(a, p.mean, step, true));
    headline_interval(cell[1], p.lo, p.hi, step, true);
    headline_percent(cell[2], p.share_better);
}

/* A heading and a row per option. */
static void option_rows(const struct head *h, const struct var *v, struct table *t)
{
    char unit[TEXT_NUMBER], against[CELL];
    char(*head)[CELL] = t->cell[t->n_row++];
    text_unit(unit, v->unit, h->lang);
    snprintf(head[0], CELL, unit[0] ? "%s (%s)" : "%s", headline_label(h, v), unit);
    snprintf(head[1], CELL, "%s", diag_text(MSG_HEAD_MEDIAN, h->lang));
    snprintf(head[2], CELL, "%s", diag_text(MSG_HEAD_INTERVAL, h->lang));
    text_cut(against, sizeof against, h->r->option[h->r->baseline], 16);
    diag_format(head[3], CELL, h->lang, MSG_HEAD_DIFFERENCE, against, NULL);
    snprintf(head[4], CELL, "%s", diag_text(MSG_HEAD_MEAN_INTERVAL, h->lang));
    snprintf(head[5], CELL, "%s",
             diag_text(v->better == 0 ? MSG_HEAD_HIGHER : MSG_HEAD_BETTER, h->lang));
    for (size_t o = 0; o < h->r->n_option; o++) {
        char(*cell)[CELL] = t->cell[t->n_row++];
        snprintf(cell[0], CELL, "  %s", h->r->option[o]);
        put_spread(h, v, o, cell[1], cell[2]);
        if (o != h->r->baseline) {
            put_difference(h, v, o, &cell[3]);
        }
    }
}

static void option_table(const struct head *h)
{
    struct table t = {.n_column = 6, .right = {false, true, true, true, true, true}, .heads = true};
    t.cell = calloc(h->r->n_metric * (h->r->n_option + 1) + 1, sizeof *t.cell);
    if (t.cell == NULL) {
        return;
    }
    for (size_t m = 0; m < h->r->n_metric; m++) {
        const struct var *v = headline_metric(h, m);
        if (v != NULL) {
            option_rows(h, v, &t);
        }
    }
    headline_print(h, &t);
    free(t.cell);
}

/* --- lines ----------------------------------------------------------------------------------- */

static void count_text(char buf[TEXT_NUMBER], size_t n) { text_number(buf, (double)n, 1.0, false); }

static void title_line(const struct head *h)
{
    char number[TEXT_NUMBER], part[CELL];
    fputs(h->r->title, h->to);
    for (size_t i = 0; i < h->r->n_axis; i++) {
        if (strcmp(h->r->axis[i].name, "town") == 0) {
            const size_t n = h->r->axis[i].n;
            count_text(number, n);
            fprintf(h->to, " · %s",
                    diag_format(part, sizeof part, h->lang,
                                n == 1 ? MSG_HEAD_TOWN_ONE : MSG_HEAD_TOWN_MANY, number, NULL));
        }
    }
    snprintf(number, sizeof number, "%.3g", h->r->years);
    const enum msg years = strcmp(number, "1") == 0 ? MSG_HEAD_YEAR_ONE : MSG_HEAD_YEARS;
    if (h->r->n_month > 0) /* a model of one's own knows no time */
        fprintf(h->to, " · %s", diag_format(part, sizeof part, h->lang, years, number, NULL));
    if (h->r->n_option > 1) {
        count_text(number, h->r->n_option);
        fprintf(h->to, " · %s",
                diag_format(part, sizeof part, h->lang, MSG_HEAD_OPTIONS, number, NULL));
    }
    count_text(number, h->f.n + h->f.n_left_out);
    if (h->r->fit == NULL) /* points of a search are no futures */
        fprintf(h->to, " · %s",
                diag_format(part, sizeof part, h->lang, MSG_HEAD_FUTURES, number, NULL));
    fputs("\n\n", h->to);
}

static void kind_lines(const struct head *h)
{
    char text[CELL * 2];
    struct stats_split s;
    const bool inputs = h->inputs_vary || futures_inputs_vary(h->reader, &h->f);
    const enum msg kinds = h->r->no_chance ? MSG_HEAD_INPUTS
                           : inputs        ? MSG_HEAD_CHANCE_INPUTS
                                           : MSG_HEAD_CHANCE;
    const char *kind = diag_text(kinds, h->lang);
    if (h->r->design && design_is_pattern(h->r->design->spec.kind)) {
        fprintf(h->to, "\n%s\n", diag_text(MSG_HEAD_PATTERN, h->lang));
        return;
    }
    fprintf(h->to, "\n%s\n", diag_format(text, sizeof text, h->lang, MSG_HEAD_KIND, kind, NULL));
    if (h->r->n_option > 1) {
        fprintf(h->to, "%s\n", diag_text(MSG_HEAD_PAIRED, h->lang));
    }
    const struct var *v = h->r->n_metric > 0 ? headline_metric(h, 0) : NULL;
    if (v == NULL || !inputs) {
        return;
    }
    const double *kpi = reader_runs(h->reader, v->name);
    for (size_t i = 0; i < h->f.n; i++) {
        h->scratch[i] = kpi[h->f.run[i * h->f.n_option + h->r->baseline]];
    }
    if (stats_split(h->scratch, h->f.point, h->f.n, &s) && !isnan(s.share_inputs)) {
        const double percent = 100.0 * s.share_inputs, off = 100.0 * s.share_error;
        char share[16], error[16];
        snprintf(share, sizeof share, percent > 99.0 ? "> 99" : "%.0f", percent);
        snprintf(error, sizeof error, off < 1.0 ? "< 1" : "%.0f", off);
        fprintf(h->to, "%s\n",
                diag_format(text, sizeof text, h->lang, MSG_HEAD_SPLIT, headline_label(h, v), share,
                            error, NULL));
    }
}

static const double *read_runs(void *ctx, const char *var) { return reader_runs(ctx, var); }

/* Whether what was to be known closely is. */
static void until_lines(const struct head *h)
{
    struct until_width *width = mem_alloc(h->r->n_until, sizeof *width);
    if (width != NULL && h->scratch != NULL) {
        until_judge(h->r, &h->f, (struct run_source){h->reader, read_runs}, h->scratch, width);
    }
    for (size_t i = 0; width != NULL && i < h->r->n_until; i++) {
        const struct var *v = compare_var(h->r, h->r->until[i].metric);
        const bool good = width[i].half_width <= width[i].wanted;
        char half[TEXT_NUMBER], wanted[TEXT_NUMBER], unit[TEXT_NUMBER], n[TEXT_NUMBER];
        char text[CELL * 2], named[2 * TEXT_NUMBER];
        text_number(half, width[i].half_width, text_step(width[i].half_width, 0.0, 0.0), false);
        text_number(wanted, width[i].wanted, text_step(width[i].wanted, 0.0, 0.0), false);
        text_unit(unit, v != NULL ? v->unit : "1", h->lang);
        snprintf(named, sizeof named, unit[0] ? "%s %s" : "%s", half, unit);
        count_text(n, h->f.n);
        diag_format(text, sizeof text, h->lang, good ? MSG_HEAD_UNTIL : MSG_HEAD_UNTIL_NOT,
                    v != NULL ? headline_label(h, v) : h->r->until[i].metric, named, wanted, n,
                    NULL);
        fprintf(h->to, "%s\n", text);
    }
    mem_free(width);
}

static void failed_line(const struct head *h)
{
    size_t n = 0;
    for (size_t i = 0; i < h->r->n_run; i++) {
        n += reader_messages(h->reader)[i][0] != '\0';
    }
    if (n > 0) {
        char failed[TEXT_NUMBER], all[TEXT_NUMBER], out[TEXT_NUMBER], text[CELL * 2];
        count_text(failed, n);
        count_text(all, h->r->n_run);
        count_text(out, h->f.n_left_out);
        fprintf(h->to, "%s\n",
                diag_format(text, sizeof text, h->lang, MSG_HEAD_FAILED, failed, all, out, NULL));
    }
}

static size_t column_of(const struct text_table *t, const char *name)
{
    size_t c = 0;
    while (c < t->n_column && strcmp(t->column[c], name) != 0) {
        c++;
    }
    return c;
}

/* The parameters' table lists each default once, whatever the options. */
static bool count_defaults(const struct results *r, size_t *n, size_t *assumed)
{
    *n = *assumed = 0;
    for (size_t i = 0; i < r->n_table; i++) {
        const struct text_table *t = &r->table[i];
        const size_t status = column_of(t, "status"), source = column_of(t, "source");
        if (strcmp(t->name, "params") != 0 || status == t->n_column || source == t->n_column) {
            continue;
        }
        for (size_t k = 0; k < t->n_row && r->n_option > 0; k++) {
            const char *const *cell = t->cell + k * t->n_column;
            const bool is_default = strcmp(cell[status], "default") == 0;
            *n += is_default;
            *assumed += is_default && strncmp(cell[source], "assumption", 10) == 0;
        }
        return true;
    }
    return false;
}

static void last_line(const struct head *h)
{
    char text[4 * CELL];
    size_t n, assumed;
    const double worst = reader_audit_worst(h->reader);
    const char *path = reader_path(h->reader);
    if (!isnan(worst)) {
        char number[TEXT_NUMBER];
        snprintf(number, sizeof number, "%.0e", worst);
        fprintf(h->to, "%s · ",
                diag_format(text, sizeof text, h->lang,
                            worst <= h->r->audit_tolerance ? MSG_HEAD_CLOSED : MSG_HEAD_OPEN,
                            number, NULL));
    }
    fputs(diag_format(text, sizeof text, h->lang, MSG_HEAD_RESULTS, path, NULL), h->to);
    if (count_defaults(h->r, &n, &assumed)) {
        char a[32], b[32];
        snprintf(a, sizeof a, "%zu", n);
        snprintf(b, sizeof b, "%zu", assumed);
        fprintf(h->to, " · %s",
                diag_format(text, sizeof text, h->lang, MSG_HEAD_DEFAULTS, a, b, path, NULL));
    }
    fputc('\n', h->to);
}

static size_t terminal_width(FILE *to)
{
    struct winsize w;
    const int fd = fileno(to);
    return fd >= 0 && ioctl(fd, TIOCGWINSZ, &w) == 0 && w.ws_col >= 40 ? w.ws_col : 100;
}

void reader_headline(struct reader *reader, enum lang lang, FILE *to)
{
    struct arena *a = arena_new();
    const struct results *all = reader_results(reader), reference = results_reference(all);
    struct head h = {.reader = reader,
                     .r = &reference,
                     .all = all,
                     .lang = lang,
                     .to = to,
                     .terminal = terminal_width(to)};
    if (a == NULL || !futures_list(&reference, reader_messages(reader), a, &h.f)) {
        arena_free(a);
        return;
    }
    h.scratch = arena_alloc(a, h.f.n + 1, sizeof *h.scratch);
    if (h.f.n > 0 && h.scratch != NULL && reference.design == NULL) {
        headline_prepare(&h, a);
    }
    title_line(&h);
    if (h.f.n == 0 || h.scratch == NULL) {
        fprintf(to, "%s\n", diag_text(MSG_HEAD_NONE, lang));
    } else if (h.r->fit) {
        headline_fit(&h);
    } else if (h.r->n_option > 1) {
        option_table(&h);
        headline_pedigree(&h);
        headline_compare(&h);
        headline_stakes(&h);
        kind_lines(&h);
    } else {
        plain_table(&h);
        headline_pedigree(&h);
        headline_compare(&h);
        kind_lines(&h);
        if (h.r->design)
            headline_sweep(&h);
    }
    headline_variants(&h);
    until_lines(&h);
    failed_line(&h);
    last_line(&h);
    arena_free(a);
}
