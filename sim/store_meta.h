/* store_meta.h - `struct results` as bytes and back; inside sim/store*.c only.
 *
 * The same bytes are the file study.meta in the parts folder, the dataset junkan_layout of the
 * result, and what the parsing child sends to its parent. Reading trusts nothing: every count is
 * checked against the bytes that are left. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_STORE_META_H
#define SIM_STORE_META_H
#include "sim/results.h"

struct arena;

enum { STORE_LAYOUT = 5 }; /* version of the bytes; another version is refused */

/* Growing output. After a failed allocation the rest does nothing. */
struct store_bytes {
    unsigned char *p;
    size_t n, capacity;
    bool failed;
};
void bytes_put(struct store_bytes *b, const void *p, size_t n);
void bytes_u64(struct store_bytes *b, uint64_t v);
void bytes_f64(struct store_bytes *b, double v);
void bytes_int(struct store_bytes *b, int v);
void bytes_string(struct store_bytes *b, const char *s); /* NULL is kept */
void bytes_strings(struct store_bytes *b, const char *const *s, size_t n);
void bytes_free(struct store_bytes *b);

/* Input. After the first misfit all reads give zero and `bad` is set. */
struct store_cursor {
    const unsigned char *p;
    size_t left;
    bool bad;
};
void cursor_get(struct store_cursor *c, void *p, size_t n);
uint64_t cursor_u64(struct store_cursor *c);
size_t cursor_count(struct store_cursor *c, size_t bytes_each); /* a count that can fit */
double cursor_f64(struct store_cursor *c);
int cursor_int(struct store_cursor *c, int lo, int hi); /* outside: bad */
void *cursor_array(struct store_cursor *c, struct arena *a, size_t n, size_t size);
const char *cursor_string(struct store_cursor *c, struct arena *a);
/* A string that must be there: readers may use it without asking. */
const char *cursor_text(struct store_cursor *c, struct arena *a);
const char *const *cursor_strings(struct store_cursor *c, struct arena *a, size_t *n);

/* sim/store_meta_fit.c: what a calibration found, or that there is none. */
void results_put_fit(struct store_bytes *b, const struct fit_info *f);
const struct fit_info *results_get_fit(struct store_cursor *c, struct arena *a);

void results_put(struct store_bytes *b, const struct results *r);
/* False if the bytes are not what results_put() wrote. Everything lives in the arena. */
bool results_get(struct store_cursor *c, struct arena *a, struct results *r);

/* One variable name per var, fit for netCDF: no '/', no control characters, no dimension's name,
 * unique. [n_var] in the arena; NULL: out of memory. */
const char *const *results_names(const struct results *r, struct arena *a);
char *store_clean_name(const char *name, struct arena *a);

/* Runs of batch `index`: [run0, run0 + n). */
size_t results_batch_runs(const struct results *r, size_t index, size_t *run0);
#endif
