/* store_load.h - what a reading command needs from a result, parsed in a child process.
 *
 * libhdf5 crashes or hangs on some damaged files, so it only ever reads one in a child with limits
 * on memory and processor time, which sends plain bytes:
 *   layout length u64, layout; then, each time it is asked for datasets, those.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_STORE_LOAD_H
#define SIM_STORE_LOAD_H
#include "sim/store_meta.h"

/* NULL and the bytes in *out (free with bytes_free); else a short English cause. */
const char *load_in_child(const char *path, struct store_bytes *out);
/* The same for datasets by name: per name its number of values u64 and its doubles, or LOAD_TEXT
 * and its strings (bytes_strings), or LOAD_NONE. */
#define LOAD_NONE UINT64_MAX
#define LOAD_TEXT (UINT64_MAX - 1)
const char *load_more_in_child(const char *path, const char *const *name, size_t n,
                               struct store_bytes *out);
/* n_row > 0 rows of each, from row0 of the first dimension on: the doubles alone, one dataset after
 * the other. */
const char *load_rows_in_child(const char *path, const char *const *name, size_t n, size_t row0,
                               size_t n_row, struct store_bytes *out);
/* The child's work: NULL, or what could not be read. */
const char *load_file(const char *path, struct store_bytes *out);
#endif
