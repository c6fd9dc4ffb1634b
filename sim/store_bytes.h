/* store_bytes.h - numbers and strings as bytes and back, little-endian; inside sim/store*.c only.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_STORE_BYTES_H
#define SIM_STORE_BYTES_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

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
#endif
