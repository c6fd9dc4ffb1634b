/* report_place.c - where a page may be written: a new file, or over an earlier page.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define _XOPEN_SOURCE 700 /* lstat */
#include "sim/report.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* How every page begins (plots/page/page.html); the language stands between. */
static const char *const sign[] = {"<!doctype html>", "<title>Junkan 循環</title>"};

static bool holds_page(const char *path)
{
    char head[1024];
    FILE *f = fopen(path, "rbe");
    const size_t n = f ? fread(head, 1, sizeof head - 1, f) : 0;
    if (f)
        fclose(f);
    head[n] = '\0';
    return n == 0 || (strncmp(head, sign[0], strlen(sign[0])) == 0 && strstr(head, sign[1]));
}

bool report_may_write(const char *path)
{
    struct stat s;
    if (lstat(path, &s) != 0 || S_ISDIR(s.st_mode))
        return true; /* the writing itself says what hinders it */
    return stat(path, &s) != 0 || (S_ISREG(s.st_mode) && holds_page(path));
}
