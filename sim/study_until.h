/* study_until.h - `to_within` of a script and --until of the command line; inside sim/study*.c
 * only. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_STUDY_UNTIL_H
#define SIM_STUDY_UNTIL_H
#include "sim/study.h"

enum { UNTIL_ROUND = 64, UNTIL_MOST = 4096 }; /* futures of the first round; at most, by default */

/* What is asked: the command line's if it asks anything, else the script's `map` (may be NULL). */
struct until_asked {
    const struct node *map;
    const char *const *text; /* [n_text] METRIC=WIDTH */
    size_t n_text;
};
bool until_any(const struct until_asked *u);
/* Faults of shape and of names; name[n] are those that some model can record. False if there were
 * any. */
bool until_refuse(const struct until_asked *u, const char *const *name, size_t n, struct diags *d);
/* Into s->results.until, once its variables are known; `told`: until_refuse() found faults. False:
 * out of memory. */
bool until_list(struct study *s, const struct until_asked *u, bool told, struct diags *d);
#endif
