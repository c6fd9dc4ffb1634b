/* store_io.h - files that are there whole or not at all; inside sim/store*.c only.
 *
 * A file is written under a temporary name, ends with a 64-byte footer, is synced and renamed, and
 * its folder is synced: a crash at any instant leaves the old file, the new file or a temporary.
 *
 *   footer: "JUNKAN\0\1" | length of all before, u64 | XXH3-128 of all before, big-endian | zeros
 *
 * Numbers in files are little-endian. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_STORE_IO_H
#define SIM_STORE_IO_H
#include "sim/diag.h"
#include <pthread.h>
#include <stdint.h>
#include <sys/types.h>

enum { STORE_FOOTER = 64, STORE_HASH = 16 };
enum store_footer {
    FOOTER_SOUND,
    FOOTER_NONE,      /* no file of ours: too short, or no magic */
    FOOTER_WRONG,     /* our magic, but the length or the hash does not fit: damaged */
    FOOTER_UNREADABLE /* errno says why */
};

/* A file being written, through a buffer. After the first failure the rest does nothing; `error`
 * keeps its errno. */
struct store_file {
    int fd, error;
    uint64_t length;
    char *path, *tmp, *buffer;
    size_t buffered;
    void *hash;
};
/* `tmp` must lie in the folder of `path`; both are copied. */
bool store_file_open(struct store_file *f, const char *path, const char *tmp);
void store_file_write(struct store_file *f, const void *p, size_t n);
/* Footer, fsync, rename, fsync of the folder. On failure the temporary is removed. Always frees. */
bool store_file_finish(struct store_file *f);
/* The same on a thread of its own: a disk takes milliseconds, in which the caller may go on. *l is
 * {0} or was waited for; it takes all that *f owns. */
struct store_later {
    struct store_file file;
    pthread_t thread;
    bool pending, threaded;
};
void store_file_finish_later(struct store_file *f, struct store_later *l);
/* Waits until that file is there or its temporary removed. 0 or errno; 0 if none was pending. */
int store_later_wait(struct store_later *l);

/* Reads the whole file; *length (may be NULL) is the size without footer. */
enum store_footer store_footer_check(const char *path, uint64_t *length, uint8_t hash[STORE_HASH]);
/* Hashes the file `tmp`, appends its footer, syncs, renames to `path`, syncs the folder. 0 or
 * errno; on failure `tmp` is removed. */
int store_footer_append(const char *tmp, const char *path);

/* 0 or errno: all of [offset, offset + n); a short file is EIO. */
int store_read_at(int fd, void *p, size_t n, uint64_t offset);
/* Allocated text; aborts when out of memory (a path, nothing more). Free with free(). */
char *store_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Locks `path`.lock for one process (n_shard 1), or for shard `shard` of several. *fd: the open
 * lock, -1 if refused. Returns 0, EAGAIN if another process holds it, or errno. The kernel drops
 * the lock when the process ends, however it ends. */
int store_lock(const char *lock, size_t shard, size_t n_shard, int *fd);
/* True if this process may now go alone (all other shards have ended). */
bool store_lock_alone(int fd);

/* Tells d what to do about errno `error` met while writing `path`; returns ERR_FAILED. */
enum err store_say(struct diags *d, int error, const char *path);

/* Tests: the n-th open, write, fsync, rename or mkdir from now on fails with `error` (0: off);
 * `sticky`: and all after it. Returns how many calls have been made since the last setting. */
unsigned long store_fail_at(unsigned long n, bool sticky, int error);
int store_mkdir(const char *path); /* 0 or errno; an existing folder is fine */
#endif
