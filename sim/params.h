/* params.h - the tables of the models as text: for people, and for editors.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_PARAMS_H
#define SIM_PARAMS_H
#include "sim/diag.h"
#include "sim/registry.h"
#include "sim/results.h"

/* Parameters of one model (NULL: all) with unit, default, range, pedigree, meaning and source;
 * then what each catalogue entry sets. */
void params_print(const struct registry *r, const struct model *only, enum lang lang, FILE *to);
/* A table of text with aligned columns, as wide as its longest cells. */
void params_print_table(const struct text_table *t, FILE *to);
/* Type annotations of the whole script language for the Lua language server. */
void params_luals(const struct registry *r, enum lang lang, FILE *to);
/* Columns that a UTF-8 text takes on a terminal. */
size_t params_width(const char *text);
#endif
