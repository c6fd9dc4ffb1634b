/* store_chunk.h - chunks packed as libhdf5's filters shuffle, deflate and fletcher32 would, faster.
 *
 * libhdf5 deflates through zlib; libdeflate makes a smaller stream of the same format in less than
 * half the time. Any reader undoes it with the filters that the dataset names. Formats: shuffle and
 * fletcher32 in "HDF5 File Format Specification" 2.0, IV.A.2.l; deflate RFC 1951 within RFC 1950.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_STORE_CHUNK_H
#define SIM_STORE_CHUNK_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Measured on series of 4,096 ten-year runs, 170 chunks of 77.4 MB in all (time of the deflating
 * alone, one core): zlib 1 takes 1.29 s for 40.1 MB, 3 1.68 s for 39.2 MB, 6 3.71 s for 38.2 MB;
 * libdeflate 1 0.53 s for 38.9 MB, 3 0.93 s for 38.4 MB, 6 1.37 s for 38.1 MB. What is left are
 * mantissas, which no level makes smaller. */
enum { CHUNK_DEFLATE = 1, CHUNK_WIDTH = 8 };

/* Buffers that grow to the largest chunk; {0} at first. Not for two threads at once. */
struct chunk_packer {
    void *compressor;
    unsigned char *raw, *shuffled, *packed; /* raw: free for the caller between packings */
    size_t capacity, packed_capacity;       /* bytes of raw and shuffled; of packed */
    unsigned char *zeros;                   /* zeros_of bytes of 0, packed: zeros_size */
    size_t zeros_of, zeros_size;
};
/* Room for chunks of `bytes`; false: out of memory. */
bool chunk_reserve(struct chunk_packer *c, size_t bytes);
void chunk_free(struct chunk_packer *c);
/* Packs n elements of `width` <= CHUNK_WIDTH bytes into c->packed and returns the bytes there.
 * Room for them was reserved; `raw` may be c->raw. */
size_t chunk_pack(struct chunk_packer *c, const void *raw, size_t n, size_t width);

/* Whether n bytes look like chance: then they are kept as they are. */
bool chunk_is_noise(const unsigned char *p, size_t n);
/* Byte 0 of all n elements, then byte 1 of all, ...; `to` does not overlap `from`. */
void chunk_shuffle(const void *from, size_t n, size_t width, unsigned char *to);
/* Sums of the big-endian 16-bit words in ones' complement (an odd last byte is a high one), the
 * running sum in the upper half; it follows the data in the file, little-endian. */
uint32_t chunk_fletcher32(const void *p, size_t n);
#endif
