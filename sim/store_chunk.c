/* store_chunk.c - see store_chunk.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/store_chunk.h"
#include <assert.h>
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

enum { CHECKSUM = 4 };

bool chunk_reserve(struct chunk_packer *c, size_t bytes)
{
    if (c->compressor == NULL) {
        c->compressor = libdeflate_alloc_compressor(CHUNK_DEFLATE);
    }
    if (c->compressor == NULL) {
        return false;
    }
    if (bytes <= c->capacity) {
        return true;
    }
    free(c->raw);
    free(c->shuffled);
    free(c->packed);
    c->capacity = bytes;
    c->packed_capacity = libdeflate_zlib_compress_bound(c->compressor, bytes) + CHECKSUM;
    c->raw = malloc(c->capacity);
    c->shuffled = malloc(c->capacity);
    c->packed = malloc(c->packed_capacity);
    if (c->raw == NULL || c->shuffled == NULL || c->packed == NULL) {
        c->capacity = 0;
        return false;
    }
    return true;
}

void chunk_free(struct chunk_packer *c)
{
    libdeflate_free_compressor(c->compressor);
    free(c->raw);
    free(c->shuffled);
    free(c->packed);
    *c = (struct chunk_packer){0};
}

/* Compiled for each width: the distance between bytes must be known for vectors. */
static inline void shuffle(const unsigned char *restrict from, size_t n, size_t width,
                           unsigned char *restrict to)
{
    for (size_t k = 0; k < width; k++) {
        for (size_t i = 0; i < n; i++) {
            to[k * n + i] = from[i * width + k];
        }
    }
}

void chunk_shuffle(const void *from, size_t n, size_t width, unsigned char *to)
{
    switch (width) {
    case 1:
        memcpy(to, from, n);
        break;
    case 4:
        shuffle(from, n, 4, to);
        break;
    case 8:
        shuffle(from, n, 8, to);
        break;
    default:
        shuffle(from, n, width, to);
    }
}

/* To 16 bits; all that is not zero stays so, as in ones' complement. */
static uint64_t fold(uint64_t x)
{
    while (x >> 16 != 0) {
        x = (x & 0xffff) + (x >> 16);
    }
    return x;
}

uint32_t chunk_fletcher32(const void *p, size_t n)
{
    enum { BLOCK = 1 << 16 }; /* words whose sums fit 64 bits by far */
    const unsigned char *byte = p;
    const size_t words = n / 2;
    uint64_t sum = 0, running = 0;
    for (size_t from = 0; from < words; from += BLOCK) {
        for (size_t i = from; i < words && i < from + BLOCK; i++) {
            sum += (uint64_t)byte[2 * i] << 8 | byte[2 * i + 1];
            running += sum;
        }
        sum = fold(sum);
        running = fold(running);
    }
    if (n % 2 != 0) {
        sum = fold(sum + ((uint64_t)byte[n - 1] << 8));
        running = fold(running + sum);
    }
    return (uint32_t)(running << 16 | sum);
}

size_t chunk_pack(struct chunk_packer *c, const void *raw, size_t n, size_t width)
{
    const size_t bytes = n * width;
    assert(bytes <= c->capacity);
    chunk_shuffle(raw, n, width, c->shuffled);
    const size_t size = libdeflate_zlib_compress(c->compressor, c->shuffled, bytes, c->packed,
                                                 c->packed_capacity - CHECKSUM);
    assert(size > 0);
    const uint32_t sum = chunk_fletcher32(c->packed, size);
    for (size_t i = 0; i < CHECKSUM; i++) {
        c->packed[size + i] = (unsigned char)(sum >> 8 * i);
    }
    return size + CHECKSUM;
}
