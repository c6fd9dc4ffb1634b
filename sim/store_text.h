/* store_text.h - words and numbers for the headline, the diff and refusals; inside sim/store*.c
 * and sim/export*.c.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_STORE_TEXT_H
#define SIM_STORE_TEXT_H
#include "sim/diag.h"
#include "sim/results.h"
#include <stdio.h>

/* What differs between two `what_changed` texts, or two version texts: calls `tell` once for each
 * line that was changed, added or dropped, with a finished phrase ("script a.lua changed").
 * Lines are "kind name value"; name may be absent, the value is the last word (a hash, or short
 * enough to be told). Returns how many there were. */
size_t text_changes(const char *old_text, const char *new_text, enum lang lang,
                    void (*tell)(void *ctx, const char *what), void *ctx);

/* Columns that a UTF-8 text takes in a terminal: 2 for East Asian wide characters, 0 for
 * combining marks. */
size_t text_width(const char *s);
/* Writes s and blanks up to `width` columns; right: blanks first. */
void text_pad(FILE *to, const char *s, size_t width, bool right);

enum { TEXT_NUMBER = 64 };
/* The step to which a number is rounded when its interval is [lo, hi]: two significant digits of
 * the interval's width; three of the value where the width is 0 or not known. */
double text_step(double value, double lo, double hi);
/* `value` rounded to `step`, groups of three set apart by a thin space (U+2009), a real minus sign;
 * `plus`: a plus sign on positive numbers. NaN: "-". */
char *text_number(char buf[TEXT_NUMBER], double value, double step, bool plus);

/* "t year-1" -> "t/y", "円/h" in Japanese; "1" -> "". Returns buf. */
char *text_unit(char buf[TEXT_NUMBER], const char *unit, enum lang lang);

/* Cuts a UTF-8 text to `width` columns, with an ellipsis if anything was lost. Returns buf. */
char *text_cut(char *buf, size_t size, const char *s, size_t width);

struct reader;
struct arena;
const char *reader_path(const struct reader *r);
const struct var *results_find(const struct results *r, const char *name); /* NULL: none */

/* The futures that count: (point, replicate) pairs of which every option has a good run, sorted.
 * Where one option's run failed, the whole future is left out of all of them. */
struct futures {
    size_t n, n_option;
    const size_t *run;     /* [n][n_option] run numbers */
    const uint32_t *point; /* [n] */
    size_t n_left_out;     /* futures with a failed or missing run */
};
bool futures_find(struct reader *r, struct arena *a, struct futures *f); /* false: no memory */
/* The same of runs that are not in a file yet; message[n_run]: NULL or "" where the run is good. */
bool futures_list(const struct results *r, const char *const *message, struct arena *a,
                  struct futures *f);
/* The same of the options from `first` on, as many as r has: those of a variant, where r is
 * results_reference() of the study. Runs of other options do not count. */
bool futures_from(const struct results *r, uint32_t first, const char *const *message,
                  struct arena *a, struct futures *f);
/* Median and 90 % interval of a KPI over the futures. */
struct spread {
    double median, lo, hi;
};
struct spread futures_spread(const struct futures *f, const double *kpi, size_t option,
                             double *scratch /* [f->n] */);
/* Chance is in every future; inputs only where a drawn number differs between futures. */
bool futures_inputs_vary(struct reader *r, const struct futures *f);
#endif
