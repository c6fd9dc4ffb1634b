/* export_tables.h - a result as a list of tidy tables, row by row; inside sim/export*.c only.
 *
 * A table knows its columns and how many rows it has, and makes one row at a time, so that nothing
 * is held twice. To add a table: its function (a builder) in the list of export_tables.c, its
 * columns' words in export_words.c. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_EXPORT_TABLES_H
#define SIM_EXPORT_TABLES_H
#include "sim/store.h"
#include "sim/store_text.h"

enum export_kind {
    EXPORT_TEXT,
    EXPORT_WORD,   /* text of export_words.c: a workbook shows it in its language */
    EXPORT_UNIT,   /* "t year-1"; a workbook shows "t/y" */
    EXPORT_LOOSE,  /* text that may be a plain number, then a workbook has it as one */
    EXPORT_COUNT,  /* whole numbers; NaN: an empty cell, here and below */
    EXPORT_NUMBER, /* in the unit of its row, or of its column */
    EXPORT_PLAIN,  /* a number of its own scale */
    EXPORT_SHARE   /* 0..1 */
};
struct export_column {
    const char *id, *en, *ja;
    const char *unit; /* NULL: none, or each row says its own */
    enum export_kind kind;
};
struct export_cell {
    const char *text; /* of the kinds of text; NULL: empty. Valid until the next row is made */
    double x;         /* of the kinds of number */
};
struct exporter;
struct export_table {
    const char *id, *en, *ja; /* at most 31 characters: names of sheets */
    struct export_column *column;
    size_t n_column, n_row;
    bool by_column; /* the numbers of a column go together, not those of a row */
    struct exporter *e;
    const void *of; /* what it is made from, by its builder */
    /* Fills cell[n_column], zeroed before. */
    void (*row)(const struct export_table *t, size_t row, struct export_cell *cell);
};

enum { CHART_LINES = 24 };
struct export_line {
    const char *en, *ja; /* name in the legend */
    size_t column, row0;
    unsigned colour; /* 0, 1, ...: lines of an option are of one */
    bool thin;       /* the ends of an interval */
};
/* Drawn from rows of a table: lines over months, or bars. */
struct export_chart {
    bool bars, sideways; /* sideways: for long labels, the first on top */
    const char *en, *ja, *unit;
    size_t table;    /* its number */
    size_t category; /* column of the labels */
    size_t n_row;
    struct export_line line[CHART_LINES];
    size_t n_line;
};

/* Variables of one shape run by run, read in blocks: all of them for some runs, or some of them for
 * all runs. */
struct export_block {
    struct reader *reader;
    const size_t *var;         /* [n_var] numbers of variables */
    size_t n_var, n_run, each; /* each: numbers a run */
    size_t step_var, step_run; /* of a block */
    size_t var0, run0;         /* of the one at hand, */
    bool filled;               /* if there is one: */
    double *x;                 /* [var][run][each] */
};

struct exporter {
    struct reader *reader;
    const struct results *all; /* with variants an option is a pair: months, years, runs */
    const struct results *r;   /* the script as it stands: all other tables */
    struct results reference;  /* r */
    struct arena *arena;
    struct futures f;       /* of r */
    double *scratch;        /* [f.n] */
    const struct var **kpi; /* [n_kpi] those of the headline first */
    size_t n_kpi, n_headline;
    struct export_block *kpis; /* their numbers, by variable */
    size_t *series;            /* [n_series] variables; those of the headline first */
    size_t n_series, n_chosen; /* n_chosen: of the headline */
    const char **wanted;       /* [n_wanted] datasets by name, */
    struct dataset *dataset;   /* and what the file holds of them */
    size_t n_wanted;
    struct export_table *table; /* [n_table] */
    size_t n_table, table_room;
    struct export_chart *chart; /* [n_chart] */
    size_t n_chart, chart_room;
    bool failed; /* a builder ran out of memory outside the arena */
};

/* Everything of the reader's result. NULL: the file went bad, which d then says, or memory ran out,
 * which it does not. */
struct exporter *exporter_new(struct reader *r, struct diags *d);
void exporter_free(struct exporter *e); /* NULL is fine */

/* --- for the builders --- */

/* Adds a table with columns that export_words.c knows; none if it has no rows. NULL: none was
 * added; memory that ran out is noticed by exporter_new(). */
struct export_table *export_add(struct exporter *e, const char *id, size_t n_row,
                                const char *const *column, size_t n_column);
/* A chart of the table added last; NULL: no more of them. */
struct export_chart *export_add_chart(struct exporter *e, bool bars, size_t n_row);
/* For struct run_source with the exporter as its ctx: it keeps some figures at a time, the reader
 * some inputs. */
const double *export_run_source(void *exporter, const char *name);
/* A dataset of the file, NULL if it holds none of that name with n numbers. */
const double *export_dataset(const struct exporter *e, const char *name, size_t n);
const char *export_metric_id(const struct var *kpi); /* "kiln.char_t" */
/* var[n_var] stays the caller's. NULL: there are none, or memory ran out. */
struct export_block *export_block_new(struct exporter *e, const size_t *var, size_t n_var,
                                      bool by_run);
/* From number `v` of its list and `run` on: by run [each], by variable [n_run - run][each]. Valid
 * until the next call. What cannot be read is NaN; see reader_sound(). */
const double *export_block_at(struct export_block *b, size_t v, size_t run);
/* A figure [metric][...] of the headline's metric m: its KPI, NULL if the file has none. */
const struct var *export_headline(const struct exporter *e, size_t m);

void export_add_options(struct exporter *e); /* summary, differences: export_options.c */
void export_add_stakes(struct exporter *e);  /* who pays and who gains: export_stakes.c */
void export_add_fit(struct exporter *e);     /* of a calibration: export_fit.c */
void export_add_contrasts(
    struct exporter *e);                   /* risks, ratios, weights, variants: export_contrast.c */
void export_add_swaps(struct exporter *e); /* swaps, pedigree, worth: export_swaps.c */
void export_add_effects(struct exporter *e); /* effects, pairs: export_effects.c */
void export_add_series(struct exporter *e);  /* bands, years: export_series.c */
void export_add_runs(struct exporter *e);    /* runs, audit: export_runs.c */
void export_add_texts(struct exporter *e);   /* tables of text: export_text.c */
void export_add_about(struct exporter *e);   /* about, columns: export_about.c */

/* --- words (export_words.c) --- */

struct export_word {
    const char *id;
    enum export_kind kind;
    const char *en, *ja;
};
/* A column, a table, a word in a cell; NULL: unknown. */
const struct export_word *export_word(const char *id);
/* A column "name_en" is not shown in Japanese, nor "ja" in English. */
bool export_shown(const struct export_column *c, enum lang lang);
/* Bytes of the UTF-8 character at s, 0 if there is none (a stray byte). */
size_t export_utf8(const char *s);
enum { EXPORT_DIGITS = 40 };
/* The shortest text that reads back as x; NaN: "". Returns buf. */
char *export_number(char buf[EXPORT_DIGITS], double x);
/* Is the whole text a decimal number? */
bool export_plain_number(const char *s, double *x);
#endif
