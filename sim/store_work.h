/* store_work.h - the inside of struct store, shared by store.c and store_merge.c.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_STORE_WORK_H
#define SIM_STORE_WORK_H
#include "sim/store.h"
#include "sim/store_part.h"
#include <pthread.h>

struct arena;

struct store {
    const struct results *r; /* borrowed, or &cut */
    struct results cut;      /* the study without the runs it could do without */
    struct parts parts;
    bool *has;                /* [n_batch] */
    char *path;               /* OUT.h5 */
    char *dir;                /* OUT.h5.parts */
    char *meta;               /* OUT.h5.parts/study.meta */
    char *tmp;                /* OUT.h5.tmp */
    char *lock_path, *suffix; /* OUT.h5.lock; ".I-N.tmp" */
    size_t n_shard;
    int lock; /* -1: none */
    enum lang lang;
    pthread_mutex_t mutex;    /* store_put */
    struct store_later later; /* the last part put, on its way to the disk */
    size_t later_index;
};
struct store *work_new(const char *path, const struct results *r, size_t shard, size_t n_shard,
                       enum lang lang); /* NULL: out of memory */
bool work_set_results(struct store *s, const struct results *r);
void work_free(struct store *s);
enum err work_lock(struct store *s, size_t shard, struct diags *d);
void work_unlock(struct store *s);
bool work_read_meta(const char *path, struct arena *a, struct results *r);
/* Until the last part put is on the disk; says why it is not. */
enum err work_settle(struct store *s, struct diags *d);
enum part_state work_check_part(struct store *s, size_t index); /* says on stderr what is bad */

enum err work_write_meta(struct store *s, struct diags *d);

/* sim/store_until.c */
void work_shorten(struct store *s, size_t n_run);
/* To the first round that has enough futures, or that is not complete yet. */
void work_shorten_to_enough(struct store *s);

/* sim/store_sweep.c */
void work_warn(enum lang lang, enum msg m, const char *path); /* one plain line on stderr */
bool work_any_part(const char *dir);
bool work_sweep(const char *dir, bool only_tmp); /* true if nothing foreign is in it */
void work_remove_parts(struct store *s);

#endif
