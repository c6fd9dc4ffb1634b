/* export_folder.h - a folder of tables that appears as a whole; inside sim/export*.c only.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_EXPORT_FOLDER_H
#define SIM_EXPORT_FOLDER_H
#include "sim/diag.h"
#include <stdio.h>

/* Lists every table of a folder of ours, each line beginning with one's name and a comma. */
#define EXPORT_LIST "columns.csv"

struct folder {
    char *path; /* what was asked for, without slashes at its end */
    char *made; /* the folder being filled; NULL: none */
};
/* Makes the folder beside `path`. ERR_SCRIPT: `path` is a folder that holds what is not of an
 * earlier export, or a file. ERR_FAILED: disk or memory. Then there is nothing to be dropped. */
enum err folder_begin(struct folder *f, const char *path, struct diags *d);
/* A new file NAME.csv in it; NULL: errno. Characters that could lead elsewhere become "_". */
FILE *folder_file(const struct folder *f, const char *name);
/* Puts it in its place; an earlier one is removed. Afterwards there is nothing to be dropped. */
enum err folder_finish(struct folder *f, struct diags *d);
void folder_drop(struct folder *f);
#endif
