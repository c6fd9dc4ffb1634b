/* store_io.c - see store_io.h. SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* F_OFD_SETLK: locks that belong to the open file, not to the process */
#include "sim/store_io.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

static const char magic[8] = {'J', 'U', 'N', 'K', 'A', 'N', 0, 1};

enum { WRITE_BYTES = 1 << 18 }; /* small pieces go to the disk together */

/* The only mutable global of the store: a fault hook that tests switch on. */
static struct {
    unsigned long n, calls;
    bool sticky;
    int error;
} fault;

unsigned long store_fail_at(unsigned long n, bool sticky, int error)
{
    const unsigned long calls = fault.calls;
    fault.n = n;
    fault.sticky = sticky;
    fault.error = error;
    fault.calls = 0;
    return calls;
}

static bool faulty(void)
{
    fault.calls++;
    if (fault.n == 0 || fault.calls < fault.n || (fault.calls > fault.n && !fault.sticky)) {
        return false;
    }
    errno = fault.error;
    return true;
}

static int try_open(const char *path, int flags)
{
    return faulty() ? -1 : open(path, flags | O_CLOEXEC, 0666);
}

static int try_fsync(int fd) { return faulty() ? -1 : fsync(fd); }

static int try_rename(const char *from, const char *to) { return faulty() ? -1 : rename(from, to); }

static bool try_write(int fd, const void *p, size_t n)
{
    const char *c = p;
    while (n > 0) {
        const ssize_t w = faulty() ? -1 : write(fd, c, n);
        if (w < 0 && errno == EINTR) {
            continue;
        }
        if (w <= 0) {
            errno = w == 0 ? ENOSPC : errno;
            return false;
        }
        c += w;
        n -= (size_t)w;
    }
    return true;
}

int store_mkdir(const char *path)
{
    struct stat st;
    if (!faulty() && mkdir(path, 0777) == 0) {
        return 0;
    }
    const int e = errno;
    if (e == EEXIST && stat(path, &st) == 0) {
        return S_ISDIR(st.st_mode) ? 0 : ENOTDIR;
    }
    return e;
}

char *store_printf(const char *fmt, ...)
{
    va_list a, b;
    va_start(a, fmt);
    va_copy(b, a);
    const int n = vsnprintf(NULL, 0, fmt, a);
    char *s = n < 0 ? NULL : malloc((size_t)n + 1);
    if (s == NULL) {
        fputs("junkan: out of memory\n", stderr);
        abort();
    }
    vsnprintf(s, (size_t)n + 1, fmt, b);
    va_end(a);
    va_end(b);
    return s;
}

/* A rename is only lasting once its folder is on the disk. */
static int sync_folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *dir = slash == NULL   ? store_printf(".")
                : slash == path ? store_printf("/")
                                : store_printf("%.*s", (int)(slash - path), path);
    const int fd = try_open(dir, O_RDONLY | O_DIRECTORY);
    free(dir);
    if (fd < 0) {
        return errno;
    }
    /* some network file systems cannot sync a folder; the rename itself is all they offer */
    const int e = try_fsync(fd) != 0 && errno != EINVAL && errno != ENOTSUP ? errno : 0;
    close(fd);
    return e;
}

static void footer_make(unsigned char footer[STORE_FOOTER], uint64_t length, XXH128_hash_t h)
{
    XXH128_canonical_t c;
    memset(footer, 0, STORE_FOOTER);
    memcpy(footer, magic, sizeof magic);
    memcpy(footer + 8, &length, sizeof length);
    XXH128_canonicalFromHash(&c, h);
    memcpy(footer + 16, c.digest, STORE_HASH);
}

bool store_file_open(struct store_file *f, const char *path, const char *tmp)
{
    *f = (struct store_file){.fd = -1,
                             .path = store_printf("%s", path),
                             .tmp = store_printf("%s", tmp),
                             .buffer = malloc(WRITE_BYTES),
                             .hash = XXH3_createState()};
    if (f->hash == NULL || f->buffer == NULL) {
        f->error = ENOMEM;
        return false;
    }
    f->fd = try_open(tmp, O_WRONLY | O_CREAT | O_TRUNC);
    if (f->fd < 0) {
        f->error = errno;
        return false;
    }
    XXH3_128bits_reset(f->hash);
    return true;
}

static void write_hashed(struct store_file *f, const void *p, size_t n)
{
    if (f->error == 0 && n > 0) {
        XXH3_128bits_update(f->hash, p, n);
        f->error = try_write(f->fd, p, n) ? 0 : errno;
    }
}

void store_file_write(struct store_file *f, const void *p, size_t n)
{
    if (f->error != 0 || n == 0) {
        return;
    }
    f->length += n;
    if (n > WRITE_BYTES - f->buffered) {
        write_hashed(f, f->buffer, f->buffered);
        f->buffered = 0;
    }
    if (n >= WRITE_BYTES) {
        write_hashed(f, p, n);
        return;
    }
    memcpy(f->buffer + f->buffered, p, n);
    f->buffered += n;
}

/* The last bytes that are written. */
static void seal(struct store_file *f)
{
    write_hashed(f, f->buffer, f->buffered);
    if (f->error == 0) {
        unsigned char footer[STORE_FOOTER];
        footer_make(footer, f->length, XXH3_128bits_digest(f->hash));
        f->error = try_write(f->fd, footer, sizeof footer) ? 0 : errno;
    }
    XXH3_freeState(f->hash);
    free(f->buffer);
    f->hash = NULL;
    f->buffer = NULL;
}

static void *settle(void *file)
{
    struct store_file *f = file;
    if (f->error == 0 && try_fsync(f->fd) != 0) {
        f->error = errno;
    }
    if (f->fd >= 0 && close(f->fd) != 0 && f->error == 0) {
        f->error = errno;
    }
    if (f->error == 0 && try_rename(f->tmp, f->path) != 0) {
        f->error = errno;
    }
    if (f->error != 0 && f->fd >= 0) {
        unlink(f->tmp);
    }
    if (f->error == 0) {
        f->error = sync_folder_of(f->path);
    }
    free(f->path);
    free(f->tmp);
    f->path = f->tmp = NULL;
    f->fd = -1;
    return NULL;
}

bool store_file_finish(struct store_file *f)
{
    seal(f);
    settle(f);
    return f->error == 0;
}

void store_file_finish_later(struct store_file *f, struct store_later *l)
{
    seal(f);
    *l = (struct store_later){.file = *f, .pending = true};
    f->path = f->tmp = NULL;
    f->fd = -1;
    l->threaded = l->file.error == 0 && pthread_create(&l->thread, NULL, settle, &l->file) == 0;
    if (!l->threaded) {
        settle(&l->file);
        f->error = l->file.error;
        l->pending = f->error == 0;
    }
}

int store_later_wait(struct store_later *l)
{
    if (!l->pending) {
        return 0;
    }
    if (l->threaded) {
        pthread_join(l->thread, NULL);
    }
    l->pending = false;
    return l->file.error;
}

int store_read_at(int fd, void *p, size_t n, uint64_t offset)
{
    char *c = p;
    while (n > 0) {
        const ssize_t r = pread(fd, c, n, (off_t)offset);
        if (r < 0 && errno == EINTR) {
            continue;
        }
        if (r <= 0) {
            return r == 0 ? EIO : errno;
        }
        c += r;
        n -= (size_t)r;
        offset += (uint64_t)r;
    }
    return 0;
}

/* 0 or errno. */
static int hash_range(int fd, uint64_t length, XXH128_hash_t *out)
{
    enum { BLOCK = 1 << 20 };
    char *block = malloc(BLOCK);
    XXH3_state_t *state = XXH3_createState();
    int e = block == NULL || state == NULL ? ENOMEM : 0;
    if (e == 0) {
        XXH3_128bits_reset(state);
    }
    for (uint64_t at = 0; e == 0 && at < length; at += BLOCK) {
        const size_t n = length - at < BLOCK ? (size_t)(length - at) : BLOCK;
        e = store_read_at(fd, block, n, at);
        if (e == 0) {
            XXH3_128bits_update(state, block, n);
        }
    }
    if (e == 0) {
        *out = XXH3_128bits_digest(state);
    }
    free(block);
    XXH3_freeState(state);
    return e;
}

enum store_footer store_footer_check(const char *path, uint64_t *length, uint8_t hash[STORE_HASH])
{
    unsigned char have[STORE_FOOTER], want[STORE_FOOTER];
    XXH128_hash_t h = {0};
    struct stat st;
    enum store_footer result = FOOTER_UNREADABLE;
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return FOOTER_UNREADABLE;
    }
    if (fstat(fd, &st) != 0) {
        goto out;
    }
    if (!S_ISREG(st.st_mode) || st.st_size < STORE_FOOTER) {
        result = FOOTER_NONE;
        goto out;
    }
    const uint64_t n = (uint64_t)st.st_size - STORE_FOOTER;
    int e = store_read_at(fd, have, sizeof have, n);
    if (e == 0 && memcmp(have, magic, sizeof magic) != 0) {
        result = FOOTER_NONE;
        goto out;
    }
    e = e != 0 ? e : hash_range(fd, n, &h);
    if (e != 0) {
        errno = e;
        goto out;
    }
    footer_make(want, n, h);
    result = memcmp(have, want, sizeof have) == 0 ? FOOTER_SOUND : FOOTER_WRONG;
    if (length != NULL) {
        *length = n;
    }
    if (hash != NULL) {
        memcpy(hash, want + 16, STORE_HASH);
    }
out:
    close(fd);
    return result;
}

int store_footer_append(const char *tmp, const char *path)
{
    XXH128_hash_t h = {0};
    struct stat st = {0};
    int e = 0;
    const int fd = try_open(tmp, O_RDWR | O_APPEND);
    if (fd < 0 || fstat(fd, &st) != 0) {
        e = errno;
    } else {
        e = hash_range(fd, (uint64_t)st.st_size, &h);
    }
    if (e == 0) {
        unsigned char footer[STORE_FOOTER];
        footer_make(footer, (uint64_t)st.st_size, h);
        e = try_write(fd, footer, sizeof footer) && try_fsync(fd) == 0 ? 0 : errno;
    }
    if (fd >= 0 && close(fd) != 0 && e == 0) {
        e = errno;
    }
    if (e == 0 && try_rename(tmp, path) != 0) {
        e = errno;
    }
    if (e != 0) {
        unlink(tmp);
        return e;
    }
    return sync_folder_of(path);
}

static int set_lock(int fd, short type, off_t start, off_t n)
{
    struct flock l = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = n};
    return fcntl(fd, F_OFD_SETLK, &l) == 0 ? 0 : errno == EACCES ? EAGAIN : errno;
}

int store_lock(const char *lock, size_t shard, size_t n_shard, int *out)
{
    *out = -1;
    for (;;) {
        struct stat mine, now;
        const int fd = try_open(lock, O_RDWR | O_CREAT);
        if (fd < 0) {
            return errno;
        }
        int e = set_lock(fd, n_shard > 1 ? F_RDLCK : F_WRLCK, 0, 1);
        if (e == 0 && n_shard > 1) {
            e = set_lock(fd, F_WRLCK, (off_t)shard + 1, 1);
        }
        if (e == 0 && fstat(fd, &mine) == 0 && stat(lock, &now) == 0 && mine.st_ino == now.st_ino &&
            mine.st_dev == now.st_dev) {
            *out = fd;
            return 0;
        }
        close(fd);
        if (e != 0) {
            return e;
        }
        /* the holder finished and removed the file between our open and our lock: once more */
    }
}

bool store_lock_alone(int fd) { return set_lock(fd, F_WRLCK, 0, 1) == 0; }
