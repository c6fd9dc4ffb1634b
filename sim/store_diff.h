/* store_diff.h - what the parts of `junkan diff` share; inside sim/store_diff*.c only.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_STORE_DIFF_H
#define SIM_STORE_DIFF_H
#include "sim/store.h"
#include "sim/store_text.h"

enum { DIFF_LINES = 20, DIFF_TEXT = 1024 };

struct diff { /* [0]: the file named first, "was"; [1]: "is" */
    struct reader *reader[2];
    const struct results *r[2];
    const char *path[2];
    enum lang lang;
    FILE *to;
    size_t n; /* differences told */
};
/* A line that tells of a difference. */
void diff_tell(struct diff *f, const char *sentence);
/* "kpi: and 7 more" where n is above DIFF_LINES. */
void diff_tell_more(struct diff *f, const char *of, size_t n);
/* Number of file k's option o in the other file, SIZE_MAX: it has none. Options are known by their
 * names; a file's only one is the other file's only one whatever it is called. */
size_t diff_option(const struct diff *f, int k, size_t o);
/* What the runs say: the headline's figures, the other figures, the inputs drawn. */
void diff_numbers(struct diff *f, struct arena *a);
#endif
