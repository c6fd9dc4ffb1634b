/* study_names.h - names of recorded quantities in a script; inside sim/study*.c only.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_STUDY_NAMES_H
#define SIM_STUDY_NAMES_H
#include "sim/diag.h"
#include "sim/node.h"
#include "sim/results.h"

/* A fault, with the nearest name, if `word` is none of the names. `at`: where it stands. */
void name_refuse(struct where at, const char *path, const char *word, const char *const *name,
                 size_t n, struct diags *d);
/* The KPI of "kiln.char_t". NULL, and a fault: the name is some model's but this region has none of
 * it. */
const struct var *name_recorded(const struct results *r, struct where at, const char *path,
                                const char *word, struct diags *d);
#endif
