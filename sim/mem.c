/* mem.c - see mem.h. SPDX-License-Identifier: GPL-3.0-or-later */
#define _DEFAULT_SOURCE /* madvise */
#include "sim/mem.h"
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { MEM_ALIGN = 64, CHUNK_BYTES = 64 * 1024, LARGE_PAGE = 2 * 1024 * 1024 };

/* Process-wide by nature: a fault must be able to hit any module's next allocation. Off in
 * production, where it costs two relaxed reads. */
static atomic_ulong fault_countdown; /* 0 = off; 1 = the next allocation fails */
static atomic_bool fault_sticky;
static atomic_ulong allocation_count;

void mem_fail_at(unsigned long n, bool sticky)
{
    atomic_store(&fault_sticky, sticky);
    atomic_store(&fault_countdown, n);
}

unsigned long mem_count(void) { return atomic_load(&allocation_count); }

static bool fault_due(void)
{
    atomic_fetch_add_explicit(&allocation_count, 1, memory_order_relaxed);
    unsigned long left = atomic_load_explicit(&fault_countdown, memory_order_relaxed);
    while (left > 0) {
        if (left == 1 && atomic_load(&fault_sticky)) {
            return true;
        }
        if (atomic_compare_exchange_weak(&fault_countdown, &left, left - 1)) {
            return left == 1;
        }
    }
    return false;
}

/* n * size rounded up to whole cache lines, at least one; false on overflow. */
static bool padded_size(size_t n, size_t size, size_t *out)
{
    size_t bytes = 0;
    if (__builtin_mul_overflow(n, size, &bytes) || bytes > SIZE_MAX / 2) {
        return false;
    }
    bytes = bytes > 0 ? bytes : 1;
    *out = (bytes + MEM_ALIGN - 1) / MEM_ALIGN * MEM_ALIGN;
    return true;
}

/* The one place that asks the system. `bytes` is a multiple of MEM_ALIGN. What fills large pages is
 * asked for in large pages: hundreds of arrays side by side would exhaust the list of small ones.
 */
static void *system_alloc(size_t bytes)
{
    const bool large = bytes >= LARGE_PAGE;
    void *p = NULL;
    if (posix_memalign(&p, large ? LARGE_PAGE : MEM_ALIGN, bytes) == 0) {
#ifdef MADV_HUGEPAGE
        if (large)
            (void)madvise(p, bytes, MADV_HUGEPAGE); /* advice: nothing depends on it */
#endif
        memset(p, 0, bytes);
        return p;
    }
    return NULL;
}

void *mem_alloc(size_t n, size_t size)
{
    size_t bytes = 0;
    if (!padded_size(n, size, &bytes) || fault_due()) {
        return NULL;
    }
    return system_alloc(bytes);
}

void mem_free(void *p) { free(p); }

bool mem_grow(void **items, size_t *capacity, size_t n, size_t size)
{
    if (n < *capacity) {
        return true;
    }
    if (n >= SIZE_MAX / 4) {
        return false;
    }
    const size_t wanted = n + 1 > 2 * *capacity ? n + 1 : 2 * *capacity;
    const size_t larger = wanted > 8 ? wanted : 8;
    void *grown = mem_alloc(larger, size);
    if (grown == NULL) {
        return false;
    }
    /* Copied as bytes: *items is really a pointer to the caller's struct type. */
    void *old = NULL;
    memcpy(&old, items, sizeof old);
    if (old != NULL) {
        memcpy(grown, old, *capacity * size);
        mem_free(old);
    }
    memcpy(items, &grown, sizeof grown);
    *capacity = larger;
    return true;
}

/* --- arena --------------------------------------------------------------------------------- */

/* Head of a chunk; its MEM_ALIGN bytes are followed by `size` bytes of data. */
struct chunk {
    struct chunk *next;
    size_t size, used;
};
_Static_assert(sizeof(struct chunk) <= MEM_ALIGN, "a chunk's head must fit its line");

struct arena {
    struct chunk *first; /* the chunk that is being filled; full and large ones behind it */
    size_t bytes;
    bool failed;
};

struct arena *arena_new(void) { return mem_alloc(1, sizeof(struct arena)); }

void arena_free(struct arena *a)
{
    if (a == NULL) {
        return;
    }
    for (struct chunk *c = a->first, *next = NULL; c != NULL; c = next) {
        next = c->next;
        mem_free(c);
    }
    mem_free(a);
}

static void *chunk_data(struct chunk *c, size_t at) { return (char *)c + MEM_ALIGN + at; }

/* A large piece gets a chunk of its own, behind the one being filled. */
static struct chunk *chunk_with_room(struct arena *a, size_t bytes)
{
    if (a->first != NULL && a->first->size - a->first->used >= bytes) {
        return a->first;
    }
    const bool large = bytes > CHUNK_BYTES / 4;
    const size_t size = large ? bytes : (size_t)CHUNK_BYTES - MEM_ALIGN;
    struct chunk *c = system_alloc(size + MEM_ALIGN);
    if (c == NULL) {
        return NULL;
    }
    c->size = size;
    if (large && a->first != NULL) {
        c->next = a->first->next;
        a->first->next = c;
    } else {
        c->next = a->first;
        a->first = c;
    }
    return c;
}

void *arena_alloc(struct arena *a, size_t n, size_t size)
{
    size_t bytes = 0;
    struct chunk *c = NULL;
    if (padded_size(n, size, &bytes) && !fault_due()) {
        c = chunk_with_room(a, bytes);
    }
    if (c == NULL) {
        a->failed = true;
        return NULL;
    }
    void *p = chunk_data(c, c->used);
    c->used += bytes;
    a->bytes += bytes;
    return p;
}

char *arena_strdup(struct arena *a, const char *s)
{
    if (s == NULL) {
        return NULL;
    }
    const size_t size = strlen(s) + 1;
    char *copy = arena_alloc(a, size, 1);
    return copy == NULL ? NULL : memcpy(copy, s, size);
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    const int length = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    char *text = length < 0 ? NULL : arena_alloc(a, (size_t)length + 1, 1);
    if (text == NULL) {
        a->failed = true;
        return NULL;
    }
    va_start(args, fmt);
    (void)vsnprintf(text, (size_t)length + 1, fmt, args);
    va_end(args);
    return text;
}

bool arena_failed(const struct arena *a) { return a->failed; }
size_t arena_bytes(const struct arena *a) { return a->bytes; }
