/* store.c - an output being written: place, lock, parts, resume. See store.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/store_io.h"
#include "sim/store_meta.h"
#include "sim/store_text.h"
#include "sim/store_work.h"
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

static const struct where nowhere = {NULL, 0, false};

static bool exists(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0;
}

/* --- what is already there ------------------------------------------------------------------- */

struct listing {
    char text[1024];
    size_t n;
};

static void list_change(void *ctx, const char *what)
{
    struct listing *l = ctx;
    const int n =
        snprintf(l->text + l->n, sizeof l->text - l->n, "%s%s", l->n > 0 ? "; " : "", what);
    if (n > 0) {
        l->n = l->n + (size_t)n < sizeof l->text ? l->n + (size_t)n : sizeof l->text - 1;
    }
}

static enum err refuse_other(const struct store *s, const char *path, const char *what_old,
                             struct diags *d)
{
    struct listing l = {.n = 0};
    if (text_changes(what_old, s->r->what_changed, d->lang, list_change, &l) == 0) {
        list_change(&l, diag_text(MSG_CHANGE_UNKNOWN, d->lang));
    }
    diag_add(d, nowhere, "", MSG_STORE_OTHER, path, l.text, NULL);
    return ERR_SCRIPT;
}

/* OUT.h5 itself: absent, ours and whole, ours but of another study, damaged, or foreign. */
static enum err look_at_output(struct store *s, bool fresh, bool *complete, struct diags *d)
{
    if (!exists(s->path)) {
        return ERR_OK;
    }
    const enum store_footer f = store_footer_check(s->path, NULL, NULL);
    if (f == FOOTER_UNREADABLE) {
        diag_add(d, nowhere, "", MSG_STORE_OPEN, s->path, strerror(errno), NULL);
        return ERR_FAILED;
    }
    if (f == FOOTER_NONE) {
        diag_add(d, nowhere, "", MSG_STORE_FOREIGN, s->path, NULL);
        return ERR_FAILED;
    }
    if (fresh) {
        return unlink(s->path) == 0 ? ERR_OK : store_say(d, errno, s->path);
    }
    if (f == FOOTER_WRONG) {
        diag_add(d, nowhere, "", MSG_STORE_DAMAGED, s->path, NULL);
        return ERR_FAILED;
    }
    struct reader *reader = NULL;
    enum err e = reader_open(&reader, s->path, d);
    if (e == ERR_OK) {
        const struct results *old = reader_results(reader);
        *complete = strcmp(old->digest, s->r->digest) == 0;
        e = *complete ? ERR_OK : refuse_other(s, s->path, old->what_changed, d);
    }
    reader_close(reader);
    return e;
}

bool work_read_meta(const char *path, struct arena *a, struct results *r)
{
    uint64_t length = 0;
    bool good = false;
    FILE *f = NULL;
    unsigned char *bytes = NULL;
    if (store_footer_check(path, &length, NULL) == FOOTER_SOUND && length < SIZE_MAX) {
        bytes = malloc((size_t)length + 1);
        f = fopen(path, "rbe");
    }
    if (f != NULL && bytes != NULL && fread(bytes, 1, (size_t)length, f) == length) {
        struct store_cursor c = {bytes, (size_t)length, false};
        good = results_get(&c, a, r) && c.left == 0;
    }
    if (f != NULL) {
        fclose(f);
    }
    free(bytes);
    return good;
}

enum err work_write_meta(struct store *s, struct diags *d)
{
    struct store_bytes b = {0};
    struct store_file f;
    char *tmp = store_printf("%s%s", s->meta, s->suffix);
    results_put(&b, s->r);
    if (store_file_open(&f, s->meta, tmp)) {
        store_file_write(&f, b.p, b.n);
        f.error = b.failed ? ENOMEM : f.error;
    }
    const bool done = store_file_finish(&f);
    free(tmp);
    bytes_free(&b);
    return done ? ERR_OK : store_say(d, f.error, s->meta);
}

/* The parts folder: of this study, of another, or none. */
static enum err look_at_parts(struct store *s, bool fresh, struct diags *d)
{
    struct results old;
    enum err e = ERR_OK;
    bool keep = false;
    if (fresh) {
        work_remove_parts(s);
    }
    struct arena *a = arena_new();
    if (exists(s->meta)) {
        const bool read = a && work_read_meta(s->meta, a, &old);
        if (a == NULL || (!read && arena_failed(a))) {
            e = store_say(d, ENOMEM, s->meta); /* not the file's fault */
        } else if (!read) {
            work_warn(d->lang, MSG_STORE_META_BAD, s->meta);
        } else if (strcmp(old.digest, s->r->digest) != 0 && work_any_part(s->dir)) {
            e = refuse_other(s, s->dir, old.what_changed, d);
        } else {
            keep = strcmp(old.digest, s->r->digest) == 0;
        }
    }
    arena_free(a);
    if (e != ERR_OK) {
        return e;
    }
    const int made = store_mkdir(s->dir);
    if (made != 0) {
        return store_say(d, made, s->dir);
    }
    if (s->n_shard == 1) {
        work_sweep(s->dir, true);
        unlink(s->tmp);
    }
    return keep ? ERR_OK : work_write_meta(s, d);
}

enum part_state work_check_part(struct store *s, size_t index)
{
    const enum part_state p = parts_check(&s->parts, index);
    if (p == PART_BAD || p == PART_OTHER) {
        char *path = parts_path(&s->parts, index);
        work_warn(s->lang, p == PART_BAD ? MSG_STORE_PART_BAD : MSG_STORE_PART_OTHER, path);
        free(path);
    }
    return p;
}

/* Parts are written for certain; so too little room for them is known now, not hours later. */
static enum err look_for_room(struct store *s, struct diags *d)
{
    struct statvfs v;
    uint64_t need = 0;
    char need_mb[32], free_mb[32];
    size_t round = 0, end = store_round(s, 0);
    bool whole = true; /* no part is missing up to here */
    for (size_t i = 0; i < s->r->n_batch; i++) {
        s->has[i] = work_check_part(s, i) == PART_SOUND;
        if (i == end) { /* who knows whether there will be another round? */
            end = whole ? store_round(s, ++round) : end;
        }
        whole = whole && s->has[i];
        need += s->has[i] || i >= end ? 0 : parts_file_bytes(&s->parts, i);
    }
    need /= s->n_shard;
    if (statvfs(s->dir, &v) != 0 || (uint64_t)v.f_bavail * v.f_frsize >= need) {
        return ERR_OK;
    }
    const uint64_t room = (uint64_t)v.f_bavail * v.f_frsize;
    snprintf(need_mb, sizeof need_mb, "%" PRIu64, need / 1000000 + 1);
    snprintf(free_mb, sizeof free_mb, "%" PRIu64, room / 1000000);
    diag_add(d, nowhere, "", MSG_STORE_ROOM, s->path, need_mb, free_mb, NULL);
    bool any = s->n_shard > 1; /* others may be at work */
    for (size_t i = 0; i < s->r->n_batch; i++)
        any = any || s->has[i];
    if (!any) /* the description alone can be large */
        work_remove_parts(s);
    return ERR_FAILED;
}

/* --- open and close -------------------------------------------------------------------------- */

struct store *work_new(const char *path, const struct results *r, size_t shard, size_t n_shard,
                       enum lang lang)
{
    struct store *s = calloc(1, sizeof *s);
    if (s == NULL) {
        return NULL;
    }
    s->r = r;
    s->lang = lang;
    s->lock = -1;
    s->n_shard = n_shard;
    s->path = store_printf("%s", path);
    s->dir = store_printf("%s.parts", path);
    s->meta = store_printf("%s.parts/study.meta", path);
    s->tmp = store_printf("%s.tmp", path);
    s->lock_path = store_printf("%s.lock", path);
    s->suffix = store_printf(".%zu-%zu.tmp", shard, n_shard);
    pthread_mutex_init(&s->mutex, NULL);
    return s;
}

bool work_set_results(struct store *s, const struct results *r)
{
    s->r = r;
    s->has = calloc(r->n_batch + 1, sizeof *s->has);
    return s->has != NULL && parts_init(&s->parts, r, s->dir);
}

void work_free(struct store *s)
{
    if (s == NULL) {
        return;
    }
    if (s->lock >= 0) {
        close(s->lock);
    }
    parts_free(&s->parts);
    pthread_mutex_destroy(&s->mutex);
    free(s->has);
    free(s->path);
    free(s->dir);
    free(s->meta);
    free(s->tmp);
    free(s->lock_path);
    free(s->suffix);
    free(s);
}

/* A reading child of a killed process holds the inherited lock for a moment longer: wait a second
 * before saying that another process is at work. */
enum err work_lock(struct store *s, size_t shard, struct diags *d)
{
    const struct timespec pause = {.tv_nsec = 20000000};
    int e = EAGAIN;
    for (int i = 0; e == EAGAIN && i < 50; i++) {
        if (i > 0)
            nanosleep(&pause, NULL);
        e = store_lock(s->lock_path, shard, s->n_shard, &s->lock);
    }
    if (e == EAGAIN) {
        diag_add(d, nowhere, "", MSG_STORE_LOCKED, s->path, s->lock_path, NULL);
        return ERR_FAILED;
    }
    return e == 0 ? ERR_OK : store_say(d, e, s->path);
}

/* The name of the lock goes only while it is held alone, so nobody loses a lock he thinks is his.
 */
void work_unlock(struct store *s)
{
    if (s->lock >= 0) {
        if (store_lock_alone(s->lock)) {
            unlink(s->lock_path);
        }
        close(s->lock);
        s->lock = -1;
    }
}

enum err store_open_shard(struct store **out, const char *path, const struct results *r, bool fresh,
                          size_t shard, size_t n_shard, bool *complete, struct diags *d)
{
    *out = NULL;
    *complete = false;
    struct store *s = work_new(path, r, shard, n_shard < 1 ? 1 : n_shard, d->lang);
    if (s == NULL || !work_set_results(s, r)) {
        diag_add(d, nowhere, "", MSG_STORE_MEMORY, path, NULL);
        work_free(s);
        return ERR_FAILED;
    }
    enum err e = work_lock(s, shard, d);
    if (e == ERR_OK) {
        e = look_at_output(s, fresh, complete, d);
        if (e == ERR_OK && *complete) {
            work_remove_parts(s);
            unlink(s->tmp);
        } else if (e == ERR_OK) {
            e = look_at_parts(s, fresh, d);
            e = e == ERR_OK ? look_for_room(s, d) : e;
        }
        if (e != ERR_OK || *complete) {
            work_unlock(s);
        }
        if (e == ERR_FAILED) {
            rmdir(s->dir); /* goes only if it is empty */
        }
    }
    if (e != ERR_OK) {
        work_free(s);
        return e;
    }
    *out = s;
    return ERR_OK;
}

enum err store_open(struct store **out, const char *path, const struct results *r, bool fresh,
                    bool *complete, struct diags *d)
{
    return store_open_shard(out, path, r, fresh, 0, 1, complete, d);
}

enum err work_settle(struct store *s, struct diags *d)
{
    const int e = store_later_wait(&s->later);
    if (e == 0) {
        return ERR_OK;
    }
    char *path = parts_path(&s->parts, s->later_index);
    s->has[s->later_index] = false;
    store_say(d, e, path);
    free(path);
    return ERR_FAILED;
}

void store_close(struct store *s)
{
    if (s != NULL) {
        /* if it failed, its part is missing, as a later run will see */
        store_later_wait(&s->later);
        work_unlock(s);
        work_free(s);
    }
}

bool store_has(const struct store *s, size_t batch)
{
    return batch < s->r->n_batch && s->has[batch];
}

enum err store_put(struct store *s, const struct batch *b, struct diags *d)
{
    pthread_mutex_lock(&s->mutex);
    enum err result = work_settle(s, d);
    const int e = result == ERR_OK ? parts_write(&s->parts, b, s->suffix, &s->later) : 0;
    if (e != 0) {
        char *path = parts_path(&s->parts, b->index);
        result = store_say(d, e, path);
        free(path);
    } else if (result == ERR_OK) {
        s->has[b->index] = true;
        s->later_index = b->index;
    }
    pthread_mutex_unlock(&s->mutex);
    return result;
}
