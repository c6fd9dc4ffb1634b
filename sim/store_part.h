/* store_part.h - one finished batch as a file in OUT.h5.parts/; inside sim/store*.c only.
 *
 *   header (96 bytes): "JKPART\0\1" | digest, 32 characters | layout u64 | index u64 | run0 u64 |
 *                      n_run u64 | n_var u64 | zeros
 *   per variable: n_run * results_run_bytes(), runs in order
 *   messages: n_run * RUN_MESSAGE; nothing if no run has one
 *   footer (store_io.h)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_STORE_PART_H
#define SIM_STORE_PART_H
#include "sim/results.h"
#include "sim/store_io.h"
#include <stdint.h>

enum { PART_HEADER = 96 };
enum part_state { PART_MISSING, PART_SOUND, PART_BAD, PART_OTHER };

/* Reads runs across the parts of one study; keeps one file open. */
struct parts {
    const struct results *r; /* borrowed */
    const char *dir;         /* borrowed */
    uint64_t *before;        /* [n_var + 1] bytes of one run ahead of each variable */
    int fd;
    size_t fd_index;
};
bool parts_init(struct parts *p, const struct results *r, const char *dir); /* false: no memory */
void parts_free(struct parts *p);
char *parts_path(const struct parts *p, size_t index);          /* free() it */
uint64_t parts_file_bytes(const struct parts *p, size_t index); /* at most */
/* Reads the whole file: header, size and hash must fit. */
enum part_state parts_check(const struct parts *p, size_t index);
/* 0 or errno of what went wrong at once; what comes later, store_later_wait() tells. `suffix` makes
 * the temporary name ("NNNNNN.part" + suffix). Nothing of *b is kept. */
int parts_write(const struct parts *p, const struct batch *b, const char *suffix,
                struct store_later *later);
/* Runs [run0, run0 + n) of variable `var` into out; 0 or errno. */
int parts_read(struct parts *p, size_t var, size_t run0, size_t n, void *out);
/* The message of each run of batch `index`; 0 or errno. */
int parts_messages(struct parts *p, size_t index, char (*out)[RUN_MESSAGE]);
#endif
