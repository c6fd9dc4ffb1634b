/* store_diff.c - what differs between two results, in words.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/store_diff.h"
#include "sim/mem.h"
#include "sim/store_io.h"
#include <stdlib.h>
#include <string.h>

enum {
    TEXT = DIFF_TEXT,
    MAX_LINES = DIFF_LINES,
    SHOWN = 60,
    FEW = 12
}; /* more entries than these that only one file has are counted */

void diff_tell(struct diff *f, const char *sentence)
{
    fprintf(f->to, "%s\n", sentence);
    f->n++;
}

void diff_tell_more(struct diff *f, const char *of, size_t n)
{
    if (n > MAX_LINES) {
        char text[TEXT], more[32];
        snprintf(more, sizeof more, "%zu", n - MAX_LINES);
        diff_tell(f, diag_format(text, sizeof text, f->lang, MSG_DIFF_MORE, of, more, NULL));
    }
}

static void tell_change(void *ctx, const char *what) { diff_tell(ctx, what); }

static void tell_version(void *ctx, const char *what)
{
    struct diff *f = ctx;
    char text[TEXT];
    diff_tell(f, diag_format(text, sizeof text, f->lang, MSG_DIFF_VERSION, what, NULL));
}

/* --- tables ---------------------------------------------------------------------------------- */

static const struct text_table *find_table(const struct results *r, const char *name)
{
    for (size_t i = 0; i < r->n_table; i++) {
        if (strcmp(r->table[i].name, name) == 0) {
            return &r->table[i];
        }
    }
    return NULL;
}

/* Rows are known by their first cell, and by their option where there is such a column. */
static size_t key_columns(const struct text_table *t)
{
    return t->n_column > 1 && strcmp(t->column[1], "option") == 0 ? 2 : 1;
}

static bool same_key(const char *const *x, const char *const *y, size_t n_key)
{
    for (size_t k = 0; k < n_key; k++) {
        if (strcmp(x[k], y[k]) != 0) {
            return false;
        }
    }
    return true;
}

/* Both tables come from the same program and mostly agree: the search starts where the last hit
 * was, so that equal tables cost one comparison a row. */
static const char *const *find_row(const struct text_table *t, const char *const *key,
                                   size_t *start)
{
    for (size_t i = 0; i < t->n_row; i++) {
        const size_t k = (*start + i) % t->n_row;
        if (same_key(t->cell + k * t->n_column, key, key_columns(t))) {
            *start = k + 1;
            return t->cell + k * t->n_column;
        }
    }
    return NULL;
}

static void row_name(char *out, size_t size, const struct text_table *t, const char *const *row)
{
    if (key_columns(t) == 2) {
        snprintf(out, size, "%s [%s]", row[0], row[1]);
    } else {
        snprintf(out, size, "%s", row[0]);
    }
}

static size_t lines_alike(const char *a, const char *b, const char **from_a, const char **from_b)
{
    size_t line = 1;
    *from_a = a;
    *from_b = b;
    for (size_t i = 0; a[i] == b[i] && a[i] != '\0'; i++) {
        if (a[i] == '\n') {
            line++;
            *from_a = a + i + 1;
            *from_b = b + i + 1;
        }
    }
    return line;
}

static void first_line(char out[TEXT], const char *s)
{
    char line[TEXT / 2];
    const size_t n = strcspn(s, "\n");
    snprintf(line, sizeof line, "%.*s", (int)(n < sizeof line - 1 ? n : sizeof line - 1), s);
    text_cut(out, TEXT, line, SHOWN);
}

static void tell_cell(struct diff *f, const struct text_table *t, size_t column,
                      const char *const *a, const char *const *b)
{
    char text[4 * TEXT], was[TEXT], is[TEXT], key[TEXT];
    const char *from_a = a[column], *from_b = b[column];
    row_name(key, sizeof key, t, a);
    if (strchr(from_a, '\n') == NULL && strchr(from_b, '\n') == NULL) {
        first_line(was, from_a);
        first_line(is, from_b);
        diag_format(text, sizeof text, f->lang, MSG_DIFF_CELL, t->name, key, t->column[column], was,
                    is, NULL);
    } else {
        const size_t line = lines_alike(a[column], b[column], &from_a, &from_b);
        char number[32];
        snprintf(number, sizeof number, "%zu", line);
        first_line(was, from_a);
        first_line(is, from_b);
        diag_format(text, sizeof text, f->lang, MSG_DIFF_TEXT, t->name, key, t->column[column],
                    number, was, is, NULL);
    }
    diff_tell(f, text);
}

static size_t row_differs(const char *const *a, const char *const *b, size_t n_column)
{
    size_t c = 0;
    while (c < n_column && strcmp(a[c], b[c]) == 0) {
        c++;
    }
    return c;
}

static void tell_only(struct diff *f, const struct text_table *t, const char *const *row, int in)
{
    char text[TEXT], key[TEXT / 2];
    row_name(key, sizeof key, t, row);
    diff_tell(f, diag_format(text, sizeof text, f->lang, MSG_DIFF_ROW_NEW, t->name, key,
                             f->path[in], NULL));
}

/* Rows of `a` that `b` has not. */
static size_t rows_only(const struct text_table *a, const struct text_table *b)
{
    size_t n = 0, start = 0;
    for (size_t i = 0; i < a->n_row; i++)
        n += find_row(b, a->cell + i * a->n_column, &start) == NULL;
    return n;
}

/* Lists with little in common say how much that is. */
static void tell_counts(struct diff *f, const char *what, const size_t only[2])
{
    char text[TEXT], n[2][32];
    snprintf(n[0], sizeof n[0], "%zu", only[0]);
    snprintf(n[1], sizeof n[1], "%zu", only[1]);
    diff_tell(f, diag_format(text, sizeof text, f->lang, MSG_DIFF_COUNTS, what, n[0], f->path[0],
                             n[1], f->path[1], NULL));
}

static void compare_table(struct diff *f, const struct text_table *a, const struct text_table *b)
{
    const size_t only[2] = {rows_only(a, b), rows_only(b, a)};
    const size_t n_only = only[0] + only[1];
    const bool counted = n_only > MAX_LINES || (n_only > FEW && 2 * n_only > a->n_row + b->n_row);
    size_t n = 0, start = 0;
    if (counted)
        tell_counts(f, a->name, only);
    for (size_t i = 0; i < a->n_row; i++) {
        const char *const *x = a->cell + i * a->n_column;
        const char *const *y = find_row(b, x, &start);
        const size_t c = y == NULL ? 0 : row_differs(x, y, a->n_column);
        if (y == NULL ? !counted && n++ < MAX_LINES : c < a->n_column && n++ < MAX_LINES) {
            if (y == NULL) {
                tell_only(f, a, x, 0);
            } else {
                tell_cell(f, a, c, x, y);
            }
        }
    }
    start = 0;
    for (size_t i = 0; i < b->n_row && !counted; i++) {
        const char *const *y = b->cell + i * b->n_column;
        if (find_row(a, y, &start) == NULL && n++ < MAX_LINES) {
            tell_only(f, b, y, 1);
        }
    }
    diff_tell_more(f, a->name, n);
}

static void compare_tables(struct diff *f)
{
    for (size_t i = 0; i < f->r[0]->n_table; i++) {
        const struct text_table *a = &f->r[0]->table[i], *b = find_table(f->r[1], a->name);
        struct text_table empty = *a;
        empty.n_row = 0;
        const bool alike = b != NULL && b->n_column == a->n_column;
        compare_table(f, a, alike ? b : &empty);
    }
    for (size_t i = 0; i < f->r[1]->n_table; i++) {
        const struct text_table *b = &f->r[1]->table[i], *a = find_table(f->r[0], b->name);
        struct text_table empty = *b;
        empty.n_row = 0;
        if (a == NULL || a->n_column != b->n_column) {
            compare_table(f, &empty, b);
        }
    }
}

/* --- shape ---------------------------------------------------------------------------------- */

static void compare_shape(struct diff *f, const char *what, size_t a, size_t b)
{
    if (a != b) {
        char text[TEXT], x[32], y[32];
        snprintf(x, sizeof x, "%zu", a);
        snprintf(y, sizeof y, "%zu", b);
        diff_tell(f, diag_format(text, sizeof text, f->lang, MSG_DIFF_SHAPE, what, x, y, NULL));
    }
}

static void compare_options(struct diff *f)
{
    char text[TEXT];
    for (int k = 0; k < 2 && (f->r[0]->n_option > 1 || f->r[1]->n_option > 1); k++) {
        for (size_t o = 0; o < f->r[k]->n_option; o++) {
            if (diff_option(f, k, o) == SIZE_MAX) {
                diff_tell(f, diag_format(text, sizeof text, f->lang, MSG_DIFF_ROW_NEW, "option",
                                         f->r[k]->option[o], f->path[k], NULL));
            }
        }
    }
}

/* Estimates of the parameters that both calibrations fitted. */
static void compare_fits(struct diff *f)
{
    const struct fit_info *const x[2] = {f->r[0]->fit, f->r[1]->fit};
    char number[6][TEXT_NUMBER], unit[TEXT_NUMBER], text[TEXT];
    for (size_t i = 0; x[0] && x[1] && i < x[0]->n_param; i++) {
        size_t at[2] = {i, 0};
        while (at[1] < x[1]->n_param && strcmp(x[1]->param[at[1]], x[0]->param[i]) != 0) {
            at[1]++;
        }
        if (at[1] == x[1]->n_param || x[0]->estimate[i] == x[1]->estimate[at[1]]) {
            continue;
        }
        for (size_t k = 0; k < 2; k++) {
            const double e = x[k]->estimate[at[k]], lo = x[k]->lo[at[k]], hi = x[k]->hi[at[k]];
            const double step = text_step(e, lo, hi);
            text_number(number[3 * k], e, step, false);
            text_number(number[3 * k + 1], lo, step, false);
            text_number(number[3 * k + 2], hi, step, false);
        }
        diff_tell(f, diag_format(text, sizeof text, f->lang, MSG_DIFF_METRIC, x[0]->param[i], "",
                                 number[0], number[1], number[2], number[3], number[4], number[5],
                                 text_unit(unit, x[0]->param_unit[i], f->lang), NULL));
    }
}

static bool only_there(const struct diff *f, int k, size_t i, enum var_role role)
{
    const struct var *v = &f->r[k]->var[i];
    return v->role == role && results_find(f->r[1 - k], v->name) == NULL;
}

static void compare_role(struct diff *f, enum var_role role, const char *what)
{
    char text[TEXT];
    size_t only[2] = {0};
    for (int k = 0; k < 2; k++)
        for (size_t i = 0; i < f->r[k]->n_var; i++)
            only[k] += only_there(f, k, i, role);
    const bool counted = only[0] + only[1] > FEW;
    if (counted)
        tell_counts(f, what, only);
    for (int k = 0; k < 2 && !counted; k++)
        for (size_t i = 0; i < f->r[k]->n_var; i++)
            if (only_there(f, k, i, role))
                diff_tell(f, diag_format(text, sizeof text, f->lang, MSG_DIFF_METRIC_ONLY,
                                         f->r[k]->var[i].name, f->path[k], NULL));
}

static void compare_vars(struct diff *f)
{
    compare_role(f, ROLE_KPI, "kpi");
    compare_role(f, ROLE_SERIES, diag_text(MSG_DIFF_MONTHLY, f->lang));
    compare_role(f, ROLE_DRAW, "draw");
    compare_role(f, ROLE_AUDIT, "audit");
}

enum err store_diff(const char *a, const char *b, enum lang lang, FILE *to, struct diags *d)
{
    struct diff f = {.path = {a, b}, .lang = lang, .to = to};
    enum err e = reader_open(&f.reader[0], a, d);
    const enum err e1 = reader_open(&f.reader[1], b, d);
    struct arena *arena = arena_new();
    e = e == ERR_OK ? e1 : e;
    if (e == ERR_OK && arena != NULL) {
        uint8_t hash[2][STORE_HASH] = {{0}};
        for (int k = 0; k < 2; k++) {
            f.r[k] = reader_results(f.reader[k]);
            store_footer_check(f.path[k], NULL, hash[k]);
        }
        const bool same = memcmp(hash[0], hash[1], STORE_HASH) == 0;
        if (!same) {
            text_changes(f.r[0]->what_changed, f.r[1]->what_changed, lang, tell_change, &f);
            text_changes(f.r[0]->version, f.r[1]->version, lang, tell_version, &f);
            compare_shape(&f, "options", f.r[0]->n_option, f.r[1]->n_option);
            compare_shape(&f, "runs", f.r[0]->n_run, f.r[1]->n_run);
            compare_shape(&f, "months", f.r[0]->n_month, f.r[1]->n_month);
            compare_options(&f);
            compare_tables(&f);
            compare_vars(&f);
            compare_fits(&f);
            if (f.r[0]->fit == NULL && f.r[1]->fit == NULL) { /* else points of a search */
                diff_numbers(&f, arena);
            }
        }
        if (f.n == 0) {
            fprintf(to, "%s\n", diag_text(same ? MSG_DIFF_SAME : MSG_DIFF_SERIES, lang));
        }
        e = same ? ERR_OK : ERR_FAILED;
        reader_sound(f.reader[0], d);
        reader_sound(f.reader[1], d);
    }
    reader_close(f.reader[0]);
    reader_close(f.reader[1]);
    arena_free(arena);
    return e;
}
