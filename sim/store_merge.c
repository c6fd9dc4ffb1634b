/* store_merge.c - parts to OUT.h5, whole or not at all. SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "sim/mem.h"
#include "sim/store_assemble.h"
#include "sim/store_io.h"
#include "sim/store_work.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

static const struct where nowhere = {NULL, 0, false};

/* Every part is read again: another shard wrote it, or the disk had time to spoil it. */
static enum err all_there(struct store *s, struct diags *d)
{
    size_t missing = 0;
    char n[32], of[32];
    for (size_t i = 0; i < s->r->n_batch; i++) {
        s->has[i] = work_check_part(s, i) == PART_SOUND;
        missing += !s->has[i];
    }
    if (missing == 0) {
        return ERR_OK;
    }
    snprintf(n, sizeof n, "%zu", missing);
    snprintf(of, sizeof of, "%zu", s->r->n_batch);
    diag_add(d, nowhere, "", MSG_STORE_WAIT, s->path, n, of, NULL);
    return ERR_WAIT;
}

/* libhdf5 keeps the cause of a failed write to itself; a full disk can be seen from here. */
static int guess_errno(const char *path)
{
    struct statvfs v;
    char *dir = store_printf("%s", path);
    char *slash = strrchr(dir, '/');
    const char *in = slash == NULL ? "." : dir;
    if (slash != NULL) {
        slash[slash == dir] = '\0';
    }
    const bool full = statvfs(in, &v) == 0 && (uint64_t)v.f_bavail * v.f_frsize < (1u << 20);
    free(dir);
    return full ? ENOSPC : 0;
}

static enum err merge(struct store *s, struct diags *d)
{
    int error;
    enum err e = work_settle(s, d);
    if (e == ERR_OK) {
        work_shorten_to_enough(s);
    }
    e = e == ERR_OK ? all_there(s, d) : e;
    if (e != ERR_OK) {
        return e;
    }
    if (!store_lock_alone(s->lock)) {
        diag_add(d, nowhere, "", MSG_STORE_BUSY, s->path, NULL);
        return ERR_WAIT;
    }
    const char *failed = assemble(&s->parts, s->tmp, &error);
    if (failed != NULL) {
        error = error != 0 ? error : guess_errno(s->path);
        unlink(s->tmp);
        if (strcmp(failed, "memory") == 0) {
            diag_add(d, nowhere, "", MSG_STORE_MEMORY, s->path, NULL);
            return ERR_FAILED;
        }
        if (error != 0) {
            return store_say(d, error, s->path);
        }
        diag_add(d, nowhere, "", MSG_STORE_HDF5, s->path, failed, s->dir, NULL);
        return ERR_FAILED;
    }
    error = store_footer_append(s->tmp, s->path);
    if (error != 0) {
        return store_say(d, error, s->path);
    }
    work_remove_parts(s);
    work_unlock(s);
    return ERR_OK;
}

enum err store_merge(struct store *s, struct diags *d)
{
    pthread_mutex_lock(&s->mutex);
    const enum err e = merge(s, d);
    pthread_mutex_unlock(&s->mutex);
    return e;
}

/* OUT.h5 may be there already, from a merge that was killed before it had cleaned up. */
static enum err merge_found(struct store *s, struct arena *a, struct diags *d)
{
    struct results r;
    struct reader *reader = NULL;
    const bool parts = work_read_meta(s->meta, a, &r);
    if (access(s->path, F_OK) == 0) {
        enum err e = reader_open(&reader, s->path, d);
        if (e == ERR_OK && parts && strcmp(reader_results(reader)->digest, r.digest) != 0) {
            diag_add(d, nowhere, "", MSG_STORE_OTHER, s->path,
                     diag_text(MSG_CHANGE_UNKNOWN, d->lang), NULL);
            e = ERR_SCRIPT;
        } else if (e == ERR_OK) {
            work_remove_parts(s);
        }
        reader_close(reader);
        return e;
    }
    if (!parts) {
        diag_add(d, nowhere, "", MSG_STORE_NO_PARTS, s->path, s->meta, NULL);
        return ERR_FAILED;
    }
    if (!work_set_results(s, &r)) {
        diag_add(d, nowhere, "", MSG_STORE_MEMORY, s->path, NULL);
        return ERR_FAILED;
    }
    return merge(s, d);
}

enum err store_merge_path(const char *path, struct diags *d)
{
    struct arena *a = arena_new();
    struct store *s = work_new(path, NULL, 0, 1, d->lang);
    enum err e = ERR_FAILED;
    if (a == NULL || s == NULL) {
        diag_add(d, nowhere, "", MSG_STORE_MEMORY, path, NULL);
    } else if (access(s->path, F_OK) != 0 && access(s->meta, F_OK) != 0) {
        diag_add(d, nowhere, "", MSG_STORE_NO_PARTS, s->path, s->meta, NULL);
    } else {
        e = work_lock(s, 0, d);
        e = e == ERR_OK ? merge_found(s, a, d) : e;
        work_unlock(s);
    }
    work_free(s);
    arena_free(a);
    return e;
}
