/* export_xlsx.h - between a workbook's sheets and its charts; inside sim/export*.c only.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_EXPORT_XLSX_H
#define SIM_EXPORT_XLSX_H
#include "sim/export.h"
#include "sim/export_tables.h"
#include <xlsxwriter.h>

enum { BOOK_A4 = 9, BOOK_DECIMALS = 7, BOOK_SHEET_NAME = 128 };
struct book {
    lxw_workbook *w;
    struct exporter *e;
    enum lang lang;
    size_t max_row, max_column; /* of a sheet */
    lxw_format *note, *text, *count, *share;
    lxw_format *head[2], *unit[2]; /* over text, over numbers */
    lxw_format *number[BOOK_DECIMALS], *tiny;
    char (*name)[BOOK_SHEET_NAME]; /* [e->n_table] of its sheet */
    size_t *row0;                  /* [e->n_table] the sheet's first row of numbers */
    struct diags *d;
    bool failed; /* out of memory, or the library's temporary files could not be written */
};
/* The column of the sheet, where columns of the other language are not shown. */
lxw_col_t book_column(const struct book *b, const struct export_table *t, size_t column);
const char *book_word(const struct book *b, const char *en, const char *ja);
/* A cell of text, cut where a cell takes no more; stray bytes become U+FFFD. */
void book_text(struct book *b, lxw_worksheet *s, lxw_row_t row, lxw_col_t column, const char *text,
               lxw_format *format);
/* On paper: A4 across, `head` rows of headings on every page, all columns on it unless there are
 * too many to be read. */
void book_paper(lxw_worksheet *s, size_t n_column, lxw_row_t head);
/* Table k (export_sheet.c). */
void book_sheet(struct book *b, size_t k, lxw_worksheet *s);
/* Draws b->e->chart[] on a sheet of their own (export_charts.c). */
void book_charts(struct book *b, lxw_worksheet *to);
/* export_xlsx() with limits of one's own, for tests; both at least 3. */
enum err export_xlsx_within(struct reader *r, const char *path, enum lang lang, size_t max_row,
                            size_t max_column, struct export_count *n, struct diags *d);
#endif
