/* mem.h - one funnel for memory: overflow-checked sizes, 64-byte alignment, a fault hook.
 *
 * An arena is a list of chunks freed at once; it never moves what it gave. Allocation failure is
 * returned as NULL and remembered (mem_failed), so a builder may check once at its end.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_MEM_H
#define SIM_MEM_H
#include <stdbool.h>
#include <stddef.h>

struct arena;
struct arena *arena_new(void);    /* NULL: out of memory */
void arena_free(struct arena *a); /* NULL is fine */
/* n * size zeroed bytes, aligned to 64. NULL: out of memory or overflow (then arena_failed). */
void *arena_alloc(struct arena *a, size_t n, size_t size);
char *arena_strdup(struct arena *a, const char *s);
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
bool arena_failed(const struct arena *a);
size_t arena_bytes(const struct arena *a); /* handed out so far */

/* Growable array outside arenas: *items grows to hold at least n + 1 of `size` bytes. */
bool mem_grow(void **items, size_t *capacity, size_t n, size_t size);
/* Tests: the n-th allocation from now on fails (0 = off); `sticky`: and all after it. */
void mem_fail_at(unsigned long n, bool sticky);
void *mem_alloc(size_t n, size_t size); /* zeroed, 64-byte aligned; free with mem_free */
void mem_free(void *p);
/* Allocations asked for so far in this process, arena pieces included: a test takes the difference
 * over a run to show that nothing is allocated after set-up. */
unsigned long mem_count(void);
#endif
