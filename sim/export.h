/* export.h - the numbers of a result for Excel and CSV: `junkan export`.
 *
 * Both take the same list of tables (sim/export_tables.h), made from the same functions as the
 * headline. What is written depends on the result, the language (workbooks) and nothing else: equal
 * results give equal bytes. scenarios/RESULTS.md describes the tables to users.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_EXPORT_H
#define SIM_EXPORT_H
#include "sim/store.h"

/* Tables written, for the last word to the user. */
struct export_count {
    size_t n_table, n_chart;
};

/* One CSV file a table into the folder `dir`, which is made as a whole under a temporary name and
 * then takes its place: a folder of an earlier export is replaced, an empty one filled, any other
 * refused (ERR_SCRIPT). RFC 4180 with line feeds; UTF-8, `bom` puts the byte order mark before it.
 * ERR_FAILED: disk or memory; then nothing of it remains. */
enum err export_csv(struct reader *r, const char *dir, bool bom, struct export_count *n,
                    struct diags *d);
/* One sheet a table, and one of charts, into the workbook `path`, which appears when it is whole.
 * An earlier workbook is replaced, any other file refused (ERR_SCRIPT). Rows and columns beyond
 * Excel's limits are left out; the sheet and a line in d (with ERR_OK) say how many. */
enum err export_xlsx(struct reader *r, const char *path, enum lang lang, struct export_count *n,
                     struct diags *d);
#endif
