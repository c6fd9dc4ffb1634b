/* folder.h - for tests: a folder of the test program's own, and paths in it. Wants _DEFAULT_SOURCE
 * (mkdtemp) before all else. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_FOLDER_H
#define TESTS_FOLDER_H
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static char folder[64];

/* pattern: its path, ending in XXXXXX. False: it cannot be made. */
static inline bool folder_make(const char *pattern)
{
    snprintf(folder, sizeof folder, "%s", pattern);
    return mkdtemp(folder) != NULL;
}

static inline int folder_drop(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

/* A path in the folder; slot 0..7 keeps it. */
static inline const char *in(int slot, const char *name)
{
    static char path[8][128];
    snprintf(path[slot], sizeof path[slot], "%s/%s", folder, name);
    return path[slot];
}
#endif
