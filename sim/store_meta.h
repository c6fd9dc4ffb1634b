/* store_meta.h - `struct results` as bytes and back; inside sim/store*.c only.
 *
 * The same bytes are the file study.meta in the parts folder, the dataset junkan_layout of the
 * result, and what the parsing child sends to its parent. Reading trusts nothing: every count is
 * checked against the bytes that are left. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_STORE_META_H
#define SIM_STORE_META_H
#include "sim/results.h"
#include "sim/store_bytes.h"

enum { STORE_LAYOUT = 5 }; /* version of the bytes; another version is refused */

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
