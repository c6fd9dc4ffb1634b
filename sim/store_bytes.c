/* store_bytes.c - see store_bytes.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/store_bytes.h"
#include "sim/mem.h"
#include <stdlib.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "files are little-endian");

void bytes_put(struct store_bytes *b, const void *p, size_t n)
{
    if (b->failed || n == 0) {
        return;
    }
    if (n > b->capacity - b->n) {
        size_t want = b->capacity < 4096 ? 4096 : b->capacity * 2;
        want = want - b->n < n ? b->n + n : want;
        unsigned char *grown = realloc(b->p, want);
        if (grown == NULL) {
            b->failed = true;
            return;
        }
        b->p = grown;
        b->capacity = want;
    }
    memcpy(b->p + b->n, p, n);
    b->n += n;
}

void bytes_u64(struct store_bytes *b, uint64_t v) { bytes_put(b, &v, sizeof v); }

void bytes_f64(struct store_bytes *b, double v) { bytes_put(b, &v, sizeof v); }

void bytes_int(struct store_bytes *b, int v) { bytes_u64(b, (uint64_t)(int64_t)v); }

void bytes_string(struct store_bytes *b, const char *s)
{
    const uint64_t n = s == NULL ? UINT64_MAX : strlen(s);
    bytes_u64(b, n);
    bytes_put(b, s, s == NULL ? 0 : (size_t)n);
}

void bytes_strings(struct store_bytes *b, const char *const *s, size_t n)
{
    bytes_u64(b, n);
    for (size_t i = 0; i < n; i++) {
        bytes_string(b, s[i]);
    }
}

void bytes_free(struct store_bytes *b)
{
    free(b->p);
    *b = (struct store_bytes){0};
}

void cursor_get(struct store_cursor *c, void *p, size_t n)
{
    if (c->bad || n > c->left) {
        c->bad = true;
        memset(p, 0, n);
        return;
    }
    memcpy(p, c->p, n);
    c->p += n;
    c->left -= n;
}

uint64_t cursor_u64(struct store_cursor *c)
{
    uint64_t v;
    cursor_get(c, &v, sizeof v);
    return v;
}

double cursor_f64(struct store_cursor *c)
{
    double v;
    cursor_get(c, &v, sizeof v);
    return v;
}

int cursor_int(struct store_cursor *c, int lo, int hi)
{
    const int64_t v = (int64_t)cursor_u64(c);
    if (v < lo || v > hi) {
        c->bad = true;
        return lo;
    }
    return (int)v;
}

size_t cursor_count(struct store_cursor *c, size_t bytes_each)
{
    const uint64_t n = cursor_u64(c);
    if (bytes_each > 0 && n > c->left / bytes_each) {
        c->bad = true;
        return 0;
    }
    return c->bad ? 0 : (size_t)n;
}

const char *cursor_string(struct store_cursor *c, struct arena *a)
{
    const uint64_t n = cursor_u64(c);
    if (n == UINT64_MAX) {
        return NULL;
    }
    if (c->bad || n > c->left) {
        c->bad = true;
        return "";
    }
    char *s = arena_alloc(a, (size_t)n + 1, 1);
    if (s == NULL) {
        c->bad = true;
        return "";
    }
    cursor_get(c, s, (size_t)n);
    return s;
}

const char *cursor_text(struct store_cursor *c, struct arena *a)
{
    const char *s = cursor_string(c, a);
    return s == NULL ? "" : s;
}

void *cursor_array(struct store_cursor *c, struct arena *a, size_t n, size_t size)
{
    void *p = arena_alloc(a, n == 0 ? 1 : n, size);
    c->bad = c->bad || p == NULL;
    return p;
}

const char *const *cursor_strings(struct store_cursor *c, struct arena *a, size_t *n)
{
    *n = cursor_count(c, sizeof(uint64_t));
    const char **s = cursor_array(c, a, *n, sizeof *s);
    for (size_t i = 0; i < *n && s != NULL; i++) {
        s[i] = cursor_text(c, a);
    }
    if (c->bad) {
        *n = 0;
    }
    return s;
}
