/* export_sheet.c - one table into one sheet. See export_xlsx.h.
 *
 * Headings in the chosen language, a row of units where columns have them, rows with formats of
 * about three digits over the full numbers. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/export_xlsx.h"
#include "sim/mem.h"
#include <math.h>
#include <string.h>

enum {
    CELL_CHARACTERS = 32767,
    SAMPLE = 200,
    WIDEST = 48,
    NARROWEST = 8,
    LINE = 17, /* points: Japanese letters are tall */
    MOST_LINES = 4
};

static const struct where nowhere = {NULL, 0, false};

const char *book_word(const struct book *b, const char *en, const char *ja)
{
    return b->lang == LANG_JA ? ja : en;
}

static bool is_number(enum export_kind kind) { return kind >= EXPORT_COUNT; }

lxw_col_t book_column(const struct book *b, const struct export_table *t, size_t column)
{
    lxw_col_t at = 0;
    for (size_t c = 0; c < column; c++) {
        at = (lxw_col_t)(at + export_shown(&t->column[c], b->lang));
    }
    return at;
}

/* --- cells ----------------------------------------------------------------------------------- */

void book_text(struct book *b, lxw_worksheet *s, lxw_row_t row, lxw_col_t column, const char *text,
               lxw_format *format)
{
    const size_t room = strlen(text) * 3 + 1;
    char *clean = mem_alloc(room, 1), *end = clean;
    for (size_t n = 0; clean != NULL && *text != '\0'; n++) {
        const size_t bytes = export_utf8(text);
        const bool full = n + 1 == CELL_CHARACTERS && text[bytes > 0 ? bytes : 1] != '\0';
        const char *from = full ? "…" : bytes > 0 ? text : "\xef\xbf\xbd";
        const size_t length = bytes > 0 && !full ? bytes : 3;
        memcpy(end, from, length);
        end += length;
        text += full ? strlen(text) : bytes > 0 ? bytes : 1;
    }
    if (clean == NULL ||
        worksheet_write_string(s, row, column, clean, format) == LXW_ERROR_MEMORY_MALLOC_FAILED) {
        b->failed = true;
    }
    mem_free(clean);
}

static void write_number(struct book *b, lxw_worksheet *s, lxw_row_t row, lxw_col_t column,
                         double x, lxw_format *format)
{
    if (isinf(x)) {
        book_text(b, s, row, column, x > 0.0 ? "∞" : "−∞", NULL);
    } else if (!isnan(x) && worksheet_write_number(s, row, column, x, format) ==
                                LXW_ERROR_MEMORY_MALLOC_FAILED) {
        b->failed = true;
    }
}

/* About three digits of the largest of a group. */
static lxw_format *number_format(const struct book *b, double largest)
{
    double least = 100.0;
    for (size_t decimals = 0; decimals < BOOK_DECIMALS; decimals++) {
        if (largest >= least || largest == 0.0) {
            return b->number[decimals];
        }
        least /= 10.0;
    }
    return b->tiny;
}

static double larger(double largest, double x)
{
    return isfinite(x) && fabs(x) > largest ? fabs(x) : largest;
}

static void write_cell(struct book *b, lxw_worksheet *s, lxw_row_t row, lxw_col_t column,
                       const struct export_column *c, const struct export_cell *cell,
                       double largest)
{
    char unit[TEXT_NUMBER];
    double x;
    if (c->kind == EXPORT_COUNT || c->kind == EXPORT_SHARE) {
        write_number(b, s, row, column, cell->x, c->kind == EXPORT_COUNT ? b->count : b->share);
    } else if (is_number(c->kind)) {
        const double own = c->kind == EXPORT_PLAIN ? fabs(cell->x) : largest;
        write_number(b, s, row, column, cell->x, number_format(b, own));
    } else if (cell->text == NULL) {
        return;
    } else if (c->kind == EXPORT_LOOSE && export_plain_number(cell->text, &x)) {
        write_number(b, s, row, column, x, NULL);
    } else if (c->kind == EXPORT_WORD) {
        const struct export_word *w = export_word(cell->text);
        book_text(b, s, row, column, w == NULL ? cell->text : book_word(b, w->en, w->ja), b->text);
    } else {
        book_text(b, s, row, column,
                  c->kind == EXPORT_UNIT ? text_unit(unit, cell->text, b->lang) : cell->text,
                  b->text);
    }
}

/* --- sheets ---------------------------------------------------------------------------------- */

/* One table on its way into a sheet. */
struct page {
    const struct export_table *t;
    lxw_worksheet *s;
    struct export_cell *cell;   /* [n_column] */
    double *largest;            /* [n_column] of the first rows */
    size_t *width;              /* [n_column] of the first rows, in characters */
    size_t n_row, n_column;     /* what fits; n_column: of the table's, shown or not */
    size_t cut_row, cut_column; /* what does not; cut_column: shown ones */
    bool units;
};

static void make_row(const struct page *p, size_t i)
{
    memset(p->cell, 0, p->t->n_column * sizeof *p->cell);
    p->t->row(p->t, i, p->cell);
}

/* Characters of a cell as it is shown. */
static size_t cell_width(const struct book *b, enum export_kind kind, const char *text)
{
    char unit[TEXT_NUMBER];
    const struct export_word *w = kind == EXPORT_WORD ? export_word(text) : NULL;
    return text_width(w != NULL             ? book_word(b, w->en, w->ja)
                      : kind == EXPORT_UNIT ? text_unit(unit, text, b->lang)
                                            : text);
}

/* A look at the first rows. */
static void measure(const struct book *b, const struct page *p)
{
    for (size_t i = 0; i < p->t->n_row && i < SAMPLE; i++) {
        make_row(p, i);
        for (size_t c = 0; c < p->t->n_column; c++) {
            const enum export_kind kind = p->t->column[c].kind;
            const bool number = is_number(kind);
            const size_t w = number || p->cell[c].text == NULL
                                 ? NARROWEST + 2
                                 : cell_width(b, kind, p->cell[c].text);
            p->width[c] = w > p->width[c] ? w : p->width[c];
            p->largest[c] = number ? larger(p->largest[c], p->cell[c].x) : 0.0;
        }
    }
}

/* Characters: what is in the column, or a heading in three lines and its longest word. */
static size_t column_width(const struct page *p, size_t c, const char *heading)
{
    size_t w = p->width[c] < NARROWEST ? NARROWEST : p->width[c] > WIDEST ? WIDEST : p->width[c];
    const size_t third = text_width(heading) / 3 + 1;
    w = third > w ? third : w;
    for (const char *s = heading; *s != '\0'; s += strspn(s, " ")) {
        const size_t n = strcspn(s, " ");
        const bool fits = n > w && n <= 2 * (size_t)NARROWEST; /* bytes: wide letters may part */
        w = fits ? n : w;
        s += n;
    }
    return w + 2;
}

/* Bold letters are wider, and words break early. */
static size_t heading_lines(const char *heading, size_t width)
{
    const size_t n = text_width(heading) * 4 / 3 / (width - 1) + 1;
    return n < MOST_LINES ? n : MOST_LINES;
}

static void write_units(struct book *b, const struct page *p)
{
    lxw_col_t at = 0;
    for (size_t c = 0; c < p->n_column; c++) {
        const struct export_column *k = &p->t->column[c];
        if (export_shown(k, b->lang)) {
            char unit[TEXT_NUMBER];
            book_text(b, p->s, 1, at++, k->unit == NULL ? "" : text_unit(unit, k->unit, b->lang),
                      b->unit[is_number(k->kind)]);
        }
    }
}

static void write_head(struct book *b, struct page *p)
{
    lxw_col_t at = 0;
    size_t lines = 1;
    for (size_t c = 0; c < p->n_column; c++) {
        const struct export_column *k = &p->t->column[c];
        char unit[TEXT_NUMBER];
        if (!export_shown(k, b->lang)) {
            continue;
        }
        const char *heading = book_word(b, k->en, k->ja);
        const size_t width = column_width(p, c, heading), n = heading_lines(heading, width);
        lines = n > lines ? n : lines;
        worksheet_set_column(p->s, at, at, (double)width, NULL);
        p->units = p->units || (k->unit != NULL && text_unit(unit, k->unit, b->lang)[0] != '\0');
        at++;
    }
    worksheet_set_row(p->s, 0, (double)(LINE * lines), NULL);
    at = 0;
    for (size_t c = 0; c < p->n_column; c++) {
        const struct export_column *k = &p->t->column[c];
        if (export_shown(k, b->lang)) {
            book_text(b, p->s, 0, at++, book_word(b, k->en, k->ja), b->head[is_number(k->kind)]);
        }
    }
    if (p->units) {
        write_units(b, p);
    }
    worksheet_freeze_panes(p->s, p->units ? 2 : 1, 0);
}

void book_paper(lxw_worksheet *s, size_t n_column, lxw_row_t head)
{
    enum { LEGIBLE = 16 };
    worksheet_set_paper(s, BOOK_A4);
    worksheet_set_landscape(s);
    if (head > 0) {
        worksheet_repeat_rows(s, 0, head - 1);
    }
    if (n_column <= LEGIBLE) {
        worksheet_fit_to_pages(s, 1, 0);
    }
}

static void write_rows(struct book *b, const struct page *p, size_t row0)
{
    for (size_t i = 0; i < p->n_row && !b->failed; i++) {
        lxw_col_t at = 0;
        double largest = 0.0;
        make_row(p, i);
        for (size_t c = 0; c < p->n_column; c++) {
            largest =
                p->t->column[c].kind == EXPORT_NUMBER ? larger(largest, p->cell[c].x) : largest;
        }
        for (size_t c = 0; c < p->n_column; c++) {
            if (export_shown(&p->t->column[c], b->lang)) {
                write_cell(b, p->s, (lxw_row_t)(row0 + i), at++, &p->t->column[c], &p->cell[c],
                           p->t->by_column ? p->largest[c] : largest);
            }
        }
    }
}

/* What fits: the last row and the last column are kept for words about the rest. */
static void fit(const struct book *b, struct page *p)
{
    size_t shown = 0;
    const size_t rows = b->max_row - 3;
    for (size_t c = 0; c < p->t->n_column; c++) {
        if (export_shown(&p->t->column[c], b->lang)) {
            const bool room = shown + 1 < b->max_column;
            shown += room;
            p->cut_column += !room;
        }
        p->n_column += p->cut_column == 0;
    }
    p->n_row = p->t->n_row < rows ? p->t->n_row : rows;
    p->cut_row = p->t->n_row - p->n_row;
}

static void tell_cut(struct book *b, const struct page *p, lxw_row_t row)
{
    char rows[32], columns[32], text[1024];
    snprintf(rows, sizeof rows, "%zu", p->cut_row);
    snprintf(columns, sizeof columns, "%zu", p->cut_column);
    const char *name = book_word(b, p->t->en, p->t->ja);
    diag_format(text, sizeof text, b->lang, MSG_EXPORT_CUT, name, rows, columns, NULL);
    book_text(b, p->s, row, 0, text, b->note);
    diag_add(b->d, nowhere, "", MSG_EXPORT_CUT, name, rows, columns, NULL);
}

void book_sheet(struct book *b, size_t k, lxw_worksheet *s)
{
    struct page p = {.t = &b->e->table[k], .s = s};
    p.cell = mem_alloc(p.t->n_column, sizeof *p.cell);
    p.largest = mem_alloc(p.t->n_column, sizeof *p.largest);
    p.width = mem_alloc(p.t->n_column, sizeof *p.width);
    if (p.cell != NULL && p.largest != NULL && p.width != NULL) {
        fit(b, &p);
        measure(b, &p);
        write_head(b, &p);
        b->row0[k] = p.units ? 2 : 1;
        book_paper(s, p.n_column, (lxw_row_t)b->row0[k]);
        write_rows(b, &p, b->row0[k]);
        const lxw_col_t last = (lxw_col_t)(book_column(b, p.t, p.n_column) - 1);
        const lxw_row_t end = (lxw_row_t)(b->row0[k] + p.n_row);
        if (!p.units) { /* a filter would sort the units among the numbers */
            worksheet_autofilter(s, 0, 0, end - 1, last);
        }
        if (p.cut_row > 0 || p.cut_column > 0) {
            tell_cut(b, &p, end);
        }
    } else {
        b->failed = true;
    }
    mem_free(p.cell);
    mem_free(p.largest);
    mem_free(p.width);
}
