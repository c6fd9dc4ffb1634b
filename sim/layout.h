/* layout.h - the results file's structure, and each plan's way into it; private to study.c and
 * ensemble.c. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_LAYOUT_H
#define SIM_LAYOUT_H
#include "sim/recorder.h"
#include "sim/study.h"

/* Fills axes, variables, months, options, tables of s->results from the union plan. False: out of
 * memory. */
bool layout_make(struct study *s, const struct plan *whole);
/* Its text tables, from the same plan. False: out of memory. */
bool layout_tables(struct study *s, const struct plan *p);
/* Those that every study has: the files read, what the script says of itself. */
bool layout_files(struct study *s, struct text_table *out);
bool layout_about(struct study *s, struct text_table *out);
/* The map of one plan (its entities are among those of the union). */
struct record_map *layout_map(struct study *s, const struct plan *p);
#endif
