/* diag.h - what is wrong with a script or its arguments: found all at once, one line each.
 *
 *   okhotsk.lua:14: kilns[2].capcity: no such field. Did you mean "capacity"? (...)
 *
 * Texts are in errors.def, English and Japanese, with {0} {1} ... for arguments; {a0} is argument
 * 0 with its English article ("an area", "a mass").
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_DIAG_H
#define SIM_DIAG_H
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum err {
    ERR_OK = 0,
    ERR_FAILED = 1,       /* the world: disk, memory, library; or over 1 % of runs failed */
    ERR_SCRIPT = 2,       /* the script or the arguments are wrong; nothing was written */
    ERR_PARTIAL = 3,      /* done, but some runs failed */
    ERR_WAIT = 75,        /* a shard waits for others: requeue */
    ERR_INTERRUPTED = 130 /* resumable */
};
enum lang { LANG_EN, LANG_JA };

enum msg {
#define MSG(ID, en, ja) MSG_##ID,
#include "sim/errors.def"
#undef MSG
    N_MSG
};

struct where {
    const char *file; /* NULL: no file, e.g. the command line */
    int line;         /* 0: unknown */
    bool near_line;   /* the value was computed; the line is the nearest known */
};

struct diag {
    struct where at;
    char *path; /* "kilns[2].capacity", may be "" */
    char *text; /* the finished sentence */
    enum msg msg;
};
struct diags {
    enum lang lang;
    struct diag *item;
    size_t n, capacity;
};

void diag_init(struct diags *d, enum lang lang);
void diag_free(struct diags *d);
/* Appends one finding; arguments are const char *, the last is NULL. All strings are copied.
 * An equal finding (same place, path and text) is kept once. Out of memory: aborts with a line. */
void diag_add(struct diags *d, struct where at, const char *path, enum msg m, ...)
    __attribute__((sentinel));
/* One line per finding, sorted by file and line, then "N faults, nothing written." */
void diag_print(const struct diags *d, FILE *to);
const char *diag_text(enum msg m, enum lang lang); /* the template */
/* Formats a template into buf; same arguments as diag_add. Returns buf. */
char *diag_format(char *buf, size_t size, enum lang lang, enum msg m, ...)
    __attribute__((sentinel));
/* The candidate nearest to `word` (Damerau-Levenshtein on UTF-8, at most a third of its length,
 * at least 1), or NULL. */
const char *diag_nearest(const char *word, const char *const *candidate, size_t n);
/* ja where the environment's locale (LC_ALL, LC_MESSAGES, LANG) is Japanese. */
enum lang diag_lang_default(void);
#endif
