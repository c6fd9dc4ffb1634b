/* store_chunk.c - see store_chunk.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/store_chunk.h"
#include <assert.h>
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

enum { CHECKSUM = 4, STORED = 65535, BLOCK_HEAD = 5 };

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

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
    c->packed_capacity = libdeflate_zlib_compress_bound(c->compressor, bytes) + CHECKSUM +
                         (bytes / STORED + CHUNK_WIDTH) * BLOCK_HEAD;
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
    free(c->zeros);
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
    /* words whose sums fit 32 bits, and blocks whose sums fit 64 bits by far */
    enum { BLOCK = 128, BLOCKS = 1 << 9 };
    const unsigned char *byte = p;
    const size_t words = n / 2;
    uint64_t sum = 0, running = 0;
    for (size_t from = 0; from < words; from += BLOCK) {
        const size_t here = smaller(words - from, BLOCK);
        uint32_t own = 0, ahead = 0; /* the running sum counts a word for each that follows */
        for (size_t i = 0; i < here; i++) {
            const unsigned char *at = byte + 2 * (from + i);
            const uint32_t word = (uint32_t)at[0] << 8 | at[1];
            own += word;
            ahead += word * (uint32_t)(here - i);
        }
        running += ahead + sum * here;
        sum += own;
        if (from / BLOCK % BLOCKS == BLOCKS - 1) {
            sum = fold(sum);
            running = fold(running);
        }
    }
    sum = fold(sum);
    running = fold(running);
    if (n % 2 != 0) {
        sum = fold(sum + ((uint64_t)byte[n - 1] << 8));
        running = fold(running + sum);
    }
    return (uint32_t)(running << 16 | sum);
}

/* --- deflating ------------------------------------------------------------------------------- */

static uint32_t four_bytes(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* Low bytes of measured numbers look like chance, and no search for repeats makes them smaller.
 * They are known by a sample: but for one value (0, most often) that is not a sixth of all, its 256
 * values are about as frequent as each other, so that Huffman codes gain a tenth at most; and fewer
 * than 1 in 16 of its places begin with four bytes that were there before (of chance 1 in 4e9). */
bool chunk_is_noise(const unsigned char *p, size_t n_all)
{
    enum { SAMPLE = 1 << 12, LEAST = 256, SEATS = 1 << 12, HASH = 20 };
    uint32_t count[256] = {0};
    uint16_t seat[SEATS] = {0};
    uint64_t squares = 0;
    size_t again = 0;
    const size_t n = smaller(n_all, SAMPLE);
    if (n < LEAST) {
        return false;
    }
    for (size_t i = 0; i + 4 <= n; i++) {
        const uint32_t word = four_bytes(p + i);
        uint16_t *at = &seat[word * 2654435761u >> HASH];
        again += four_bytes(p + *at) == word && i > 0;
        *at = (uint16_t)i;
        count[p[i]]++;
    }
    uint64_t most = 0;
    for (size_t v = 0; v < 256; v++) {
        squares += (uint64_t)count[v] * count[v];
        most = count[v] > most ? count[v] : most;
    }
    /* of n values of pure chance n + n (n - 1) / 256 */
    const uint64_t chance = n + n * (n - 1) / 256;
    return again * 16 < n && most * 6 < n && (squares - most * most) * 2 < chance * 3;
}

/* Blocks of RFC 1951, 3.2.4, that hold bytes as they are; none is the last. Where they end. */
static unsigned char *store_bytes_as_is(const unsigned char *p, size_t n, unsigned char *to)
{
    while (n > 0) {
        const size_t part = smaller(n, STORED);
        const unsigned char head[BLOCK_HEAD] = {
            0, (unsigned char)(part & 255), (unsigned char)(part >> 8),
            (unsigned char)(~part & 255), (unsigned char)(~part >> 8 & 255)};
        memcpy(to, head, BLOCK_HEAD);
        memcpy(to + BLOCK_HEAD, p, part);
        to += BLOCK_HEAD + part;
        p += part;
        n -= part;
    }
    return to;
}

/* A zlib stream: what looks like chance as it is, the bytes after it deflated. Its size. */
static size_t pack_planes(struct chunk_packer *c, size_t n, size_t width)
{
    size_t noisy = 0;
    while (noisy + 1 < width && chunk_is_noise(c->shuffled + noisy * n, n)) {
        noisy++;
    }
    const unsigned char *rest = c->shuffled + noisy * n;
    c->packed[0] = 0x78; /* deflate, a window of 32 KiB */
    c->packed[1] = 0x01; /* fastest; makes the first two bytes a multiple of 31 */
    unsigned char *to = store_bytes_as_is(c->shuffled, noisy * n, c->packed + 2);
    const size_t room = c->packed_capacity - (size_t)(to - c->packed) - 2 * (size_t)CHECKSUM;
    const size_t size =
        libdeflate_deflate_compress(c->compressor, rest, (width - noisy) * n, to, room);
    assert(size > 0);
    const uint32_t sum = libdeflate_adler32(1, c->shuffled, n * width);
    to += size;
    for (size_t i = 0; i < CHECKSUM; i++) {
        *to++ = (unsigned char)(sum >> 8 * (CHECKSUM - 1 - i));
    }
    return (size_t)(to - c->packed);
}

/* Many quantities of many places are 0 throughout; then the chunk is that of the time before. */
static bool is_zero(const unsigned char *p, size_t n)
{
    return n > 0 && p[0] == 0 && memcmp(p, p + 1, n - 1) == 0;
}

static void keep_zeros(struct chunk_packer *c, size_t bytes, size_t size)
{
    free(c->zeros);
    c->zeros = malloc(size); /* without it the next one takes longer */
    c->zeros_of = c->zeros != NULL ? bytes : 0;
    c->zeros_size = size;
    if (c->zeros != NULL) {
        memcpy(c->zeros, c->packed, size);
    }
}

size_t chunk_pack(struct chunk_packer *c, const void *raw, size_t n, size_t width)
{
    const size_t bytes = n * width;
    const bool zero = is_zero(raw, bytes);
    assert(bytes <= c->capacity);
    if (zero && c->zeros_of == bytes) {
        memcpy(c->packed, c->zeros, c->zeros_size);
        return c->zeros_size;
    }
    chunk_shuffle(raw, n, width, c->shuffled);
    const size_t size = pack_planes(c, n, width);
    const uint32_t sum = chunk_fletcher32(c->packed, size);
    for (size_t i = 0; i < CHECKSUM; i++) {
        c->packed[size + i] = (unsigned char)(sum >> 8 * i);
    }
    if (zero) {
        keep_zeros(c, bytes, size + CHECKSUM);
    }
    return size + CHECKSUM;
}
