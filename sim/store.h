/* store.h - results that survive: parts, footer, merge, reading back.
 *
 * Each finished batch becomes OUT.h5.parts/NNNNNN.part (temporary name, fsync, rename); merge
 * assembles OUT.h5 and then removes the parts. Resume, shards and merge are this one mechanism.
 * OUT.h5 holds no time, host, path, thread, shard or ISA: equal studies give equal bytes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_STORE_H
#define SIM_STORE_H
#include "sim/diag.h"
#include "sim/results.h"

struct store; /* an output being written */

/* Opens OUT.h5 for a study: takes the lock (a second process is told), checks that the place is
 * writable and has room, and finds the parts already finished. `fresh` discards what is there.
 * ERR_OK with *complete set if OUT.h5 is already whole and of this digest (leftovers removed).
 * A digest that differs is refused (ERR_SCRIPT), naming what changed. `r` is borrowed until
 * store_close(). A file at `path` that is not a Junkan result is never touched, fresh or not.
 * Damaged or foreign parts are named on stderr and treated as missing. */
enum err store_open(struct store **out, const char *path, const struct results *r, bool fresh,
                    bool *complete, struct diags *d);
/* The same for one of n_shard processes that share the parts folder (`--shard I/N`, 0-based): they
 * do not exclude one another, but each shard runs once, and none together with a whole run. Only
 * the first shard should be given `fresh`. */
enum err store_open_shard(struct store **out, const char *path, const struct results *r, bool fresh,
                          size_t shard, size_t n_shard, bool *complete, struct diags *d);
void store_close(struct store *s);                   /* NULL is fine; parts stay for a later run */
bool store_has(const struct store *s, size_t batch); /* this batch's part is finished and sound */
/* Writes one part; callable from any thread (serialised inside). It gets its name when the disk has
 * it, some milliseconds later; if that fails, the next store_put() or store_merge() tells. */
enum err store_put(struct store *s, const struct batch *b, struct diags *d);
/* A batch that store_has(), read back: the wanted[n_var] variables, NULL for the others, and all
 * messages. On ERR_OK free it. */
enum err store_get(struct store *s, size_t batch, const bool *wanted, struct batch *b,
                   struct diags *d);
void store_free_batch(const struct store *s, struct batch *b);
/* Of a study that ends once it has enough futures (results.until): the number of batches up to the
 * end of a round, and whether that round was enough, by all its parts (false if one is missing).
 * Without `until` there is one round, of all batches. */
size_t store_round(const struct store *s, size_t round);
bool store_enough(struct store *s, size_t round);
/* A study that ended before its budget: `r` (borrowed; the study given to store_open, with what was
 * found since) is cut to its first batches, also in the parts folder's own description, so that
 * merge finds it so. The parts of the others are dropped by the merge. */
enum err store_shorten(struct store *s, const struct results *r, size_t n_batch, struct diags *d);
/* What a calibration found as a table that j.fitted reads: OUT.fitted.csv, whole or not at all. */
enum err store_fitted(const struct fit_info *f, const char *out, struct diags *d);
/* The same from a whole OUT.h5, if the table is not there any more. */
enum err store_fitted_again(const char *out, struct diags *d);
/* Assembles OUT.h5, then removes parts and lock. ERR_WAIT if parts are missing (they are counted
 * in the message) or another shard is still at work. */
enum err store_merge(struct store *s, struct diags *d);
/* `junkan merge OUT.h5`: the same from the parts folder alone. */
enum err store_merge_path(const char *path, struct diags *d);

/* Reading back: checks the footer before libhdf5 sees the file. All strings and arrays belong to
 * the reader. */
struct reader;
enum err reader_open(struct reader **out, const char *path, struct diags *d);
void reader_close(struct reader *r);
const struct results *reader_results(const struct reader *r); /* layout, tables, runs */
/* Failed runs have a message. [n_run] */
const char *const *reader_messages(const struct reader *r);
/* [n_run] doubles of a KPI or draw ("kpi.kiln.char_t"); a KPI is NaN where the run failed. They are
 * read when first asked for. A KPI's stay; a draw's stay until another draw is asked for. NULL if
 * there is none, or it could not be read: see reader_sound(). */
const double *reader_runs(struct reader *r, const char *var);
/* Whether all that was asked for could be read; else tells d. For the end of a command. */
bool reader_sound(const struct reader *r, struct diags *d);
/* Whole datasets of the file by their names in it ("band.kiln.char_t", "sobol_total"), as doubles;
 * x and text NULL where there is none of that name. Opens the file once more: ask for all at once.
 * False: out of memory, or the file went bad. */
struct dataset {
    const double *x; /* [n], the last dimension fastest; the reader's; NULL: not numbers */
    size_t n;
    const char *const *text; /* [n] the same of a variable of text, else NULL */
};
bool reader_datasets(struct reader *r, const char *const *name, size_t n, struct dataset *out);
/* Runs run0 ... run0 + n_run - 1 of n variables that are no series, by their numbers: one after the
 * other, each [n_run][account or nothing]. Nothing of them is kept, so that a study of any size can
 * be gone through. x has room for all; false: they could not be read, see reader_sound(). Each call
 * costs a process. */
bool reader_slice(struct reader *r, const size_t *var, size_t n, size_t run0, size_t n_run,
                  double *x);
/* The name in the file of a variable ("band." and "mean." go before it). */
const char *reader_file_name(struct reader *r, size_t var);
/* Largest |residual| / max(turnover, 1) over all runs and accounts. */
double reader_audit_worst(struct reader *r);
/* The headline of a finished file, in the terminal's width; what `junkan show` prints. */
void reader_headline(struct reader *r, enum lang lang, FILE *to);
/* `junkan diff`: what differs, in words. Returns ERR_OK if nothing differs, ERR_FAILED otherwise
 * (like diff(1): 1 = they differ). */
enum err store_diff(const char *a, const char *b, enum lang lang, FILE *to, struct diags *d);
#endif
