/* registry_catalogue.h - one models/<dim>.csv to a catalogue.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_REGISTRY_CATALOGUE_H
#define SIM_REGISTRY_CATALOGUE_H
#include "sim/mem.h"
#include "sim/registry.h"
#include <stdio.h>

/* RFC 4180 text (header line entry,field,value,pedigree,source,en,ja; lines that begin with '#'
 * and blank lines are comments) -> *out. Everything is copied into `a`. Rows of one entry stand
 * together; each entry has a row "label" with its names. False: fault holds "LINE: what". */
bool catalogue_parse(struct arena *a, const char *dim, const char *text, struct catalogue *out,
                     char fault[256]);

/* Checks that a program must pass before it is given out: every row and catalogue value has a
 * valid unit, range, default within it, source, pedigree and both languages; names are unique;
 * inputs and lags name an existing row of the same unit; ports structs are covered by rows.
 * Prints one line per fault to `to` and returns how many. Used by tests/test_registry.c. */
size_t registry_check(const struct registry *r, FILE *to);
#endif
