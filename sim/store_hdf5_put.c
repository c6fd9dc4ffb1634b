/* store_hdf5_put.c - numbers into a variable, chunk by chunk. See store_hdf5.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/store_hdf5.h"
#include <string.h>

enum { TEXT_BUFFER = 1 << 14 };

/* What is written and in which chunks, as if every variable had H5_MAX_RANK dimensions: those that
 * it lacks come first and are 1. */
struct region {
    int rank;
    size_t width;                    /* bytes of an element */
    unsigned char fill[CHUNK_WIDTH]; /* what an element holds that was never written */
    hsize_t chunk[H5_MAX_RANK], start[H5_MAX_RANK], count[H5_MAX_RANK];
};

static bool region_of(hid_t var, hid_t type, const hsize_t *start, const hsize_t *count,
                      struct region *g)
{
    hsize_t size[H5_MAX_RANK], chunk[H5_MAX_RANK];
    const hid_t space = H5Dget_space(var), p = H5Dget_create_plist(var);
    *g = (struct region){.rank = H5Sget_simple_extent_ndims(space), .width = H5Tget_size(type)};
    bool good = g->rank > 0 && g->rank <= H5_MAX_RANK && g->width > 0 && g->width <= CHUNK_WIDTH &&
                H5Sget_simple_extent_dims(space, size, NULL) == g->rank &&
                H5Pget_chunk(p, H5_MAX_RANK, chunk) == g->rank &&
                H5Pget_fill_value(p, type, g->fill) >= 0;
    for (int k = 0; k < H5_MAX_RANK && good; k++) {
        const int own = k - (H5_MAX_RANK - g->rank);
        g->chunk[k] = own < 0 ? 1 : chunk[own];
        g->start[k] = own < 0 || start == NULL ? 0 : start[own];
        g->count[k] = own < 0 ? 1 : start == NULL ? size[own] : count[own];
        const hsize_t end = g->start[k] + g->count[k];
        good = own < 0 || (g->start[k] % g->chunk[k] == 0 && end <= size[own] &&
                           (end % g->chunk[k] == 0 || end == size[own]));
    }
    H5Pclose(p);
    H5Sclose(space);
    return good;
}

/* One element of each row: there is no run of bytes to copy. Compiled for its width. */
static inline void gather_column(const struct region *g, const hsize_t *n, size_t width,
                                 const unsigned char *restrict p, unsigned char *restrict raw)
{
    const size_t from = g->count[2] * width;
    for (hsize_t i = 0; i < n[0]; i++) {
        const unsigned char *row = p + i * g->count[1] * from;
        unsigned char *to = raw + i * g->chunk[1] * width;
        for (hsize_t k = 0; k < n[1]; k++) {
            memcpy(to + k * width, row + k * from, width);
        }
    }
}

/* n[] elements from p on into a chunk. */
static void gather(const struct region *g, const hsize_t *n, const unsigned char *p,
                   unsigned char *raw)
{
    if (g->chunk[2] == 1 && g->width == sizeof(float)) {
        gather_column(g, n, sizeof(float), p, raw);
        return;
    }
    for (hsize_t i = 0; i < n[0]; i++) {
        for (hsize_t k = 0; k < n[1]; k++) {
            memcpy(raw + (i * g->chunk[1] + k) * g->chunk[2] * g->width,
                   p + (i * g->count[1] + k) * g->count[2] * g->width, n[2] * g->width);
        }
    }
}

/* The chunk that lies at[] elements into the region: its elements in p, or gathered in `raw`. */
static const void *chunk_at(const struct region *g, const hsize_t *at, const unsigned char *p,
                            unsigned char *raw)
{
    hsize_t n[H5_MAX_RANK];
    bool whole = true; /* one piece of p */
    for (int k = 0; k < H5_MAX_RANK; k++) {
        const hsize_t rest = g->count[k] - at[k];
        n[k] = rest < g->chunk[k] ? rest : g->chunk[k];
        whole = whole && n[k] == g->chunk[k] && (k == 0 || n[k] == g->count[k]);
    }
    p += ((at[0] * g->count[1] + at[1]) * g->count[2] + at[2]) * g->width;
    if (whole) {
        return p;
    }
    const size_t all = g->chunk[0] * g->chunk[1] * g->chunk[2];
    for (size_t i = 0; i < all && n[0] * n[1] * n[2] < all; i++) {
        memcpy(raw + i * g->width, g->fill, g->width);
    }
    gather(g, n, p, raw);
    return raw;
}

static void put_chunk(struct h5_out *h, hid_t var, const struct region *g, const hsize_t *at,
                      const unsigned char *p)
{
    hsize_t offset[H5_MAX_RANK];
    const size_t n = g->chunk[0] * g->chunk[1] * g->chunk[2];
    for (int k = 0; k < H5_MAX_RANK; k++) {
        offset[k] = g->start[k] + at[k];
    }
    const void *raw = chunk_at(g, at, p, h->packer.raw);
    const size_t size = chunk_pack(&h->packer, raw, n, g->width);
    h5_ok(h,
          H5Dwrite_chunk(var, H5P_DEFAULT, 0, offset + H5_MAX_RANK - g->rank, size,
                         h->packer.packed) >= 0,
          "write");
}

static void put_numbers(struct h5_out *h, hid_t var, hid_t type, const hsize_t *start,
                        const hsize_t *count, const void *p)
{
    struct region g;
    hsize_t at[H5_MAX_RANK];
    if (!h5_ok(h, region_of(var, type, start, count, &g), "chunks")) {
        return;
    }
    if (!h5_ok(h, chunk_reserve(&h->packer, g.chunk[0] * g.chunk[1] * g.chunk[2] * g.width),
               "memory")) {
        return;
    }
    for (at[0] = 0; at[0] < g.count[0]; at[0] += g.chunk[0]) {
        for (at[1] = 0; at[1] < g.count[1]; at[1] += g.chunk[1]) {
            for (at[2] = 0; at[2] < g.count[2] && h->failed_at == NULL; at[2] += g.chunk[2]) {
                put_chunk(h, var, &g, at, p);
            }
        }
    }
}

void h5_put(struct h5_out *h, hid_t var, const hsize_t *start, const hsize_t *count, const void *p)
{
    if (h->failed_at != NULL) {
        return;
    }
    const hid_t type = H5Dget_type(var);
    if (H5Tget_class(type) == H5T_STRING) {
        /* unasked, libhdf5 clears a megabyte for each text variable */
        const hid_t few = H5Pcreate(H5P_DATASET_XFER);
        h5_ok(h,
              start == NULL && H5Pset_buffer(few, TEXT_BUFFER, NULL, NULL) >= 0 &&
                  H5Dwrite(var, type, H5S_ALL, H5S_ALL, few, p) >= 0,
              "write");
        H5Pclose(few);
    } else {
        put_numbers(h, var, type, start, count, p);
    }
    H5Tclose(type);
}
