/* store_hdf5.h - a netCDF-4 file through libhdf5, the same bytes for the same calls.
 *
 * Only store_hdf5*.c, store_merge.c, store_bands.c and store_load.c know HDF5. After the first
 * failure the rest does nothing; `failed_at` names the step.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_STORE_HDF5_H
#define SIM_STORE_HDF5_H
#include "sim/store_chunk.h"
#include <hdf5.h>
#include <stdbool.h>

enum { H5_MAX_RANK = 3 };
/* An element of REFERENCE_LIST: a variable, and which of its dimensions. */
struct h5_use {
    hobj_ref_t var;
    int32_t dim, zero; /* zero: no byte of the file is chance */
};
struct h5_dim {
    const char *name; /* borrowed */
    hid_t scale;
    hobj_ref_t ref; /* to the scale */
    hsize_t n;
    struct h5_use *use; /* [n_use] written when the file is closed */
    size_t n_use, use_capacity;
};
struct h5_out {
    hid_t file, text;      /* text: variable-length UTF-8 */
    hid_t refs, scalar;    /* type of an element of DIMENSION_LIST; space of one attribute */
    const char *failed_at; /* NULL: all well */
    struct h5_dim *dim;
    size_t n_dim, dim_capacity;
    struct chunk_packer packer;
};
struct h5_spec {
    const char *name, *unit, *en, *ja;
    hid_t type; /* in the file */
    size_t n_dim;
    size_t dim[H5_MAX_RANK];    /* numbers given by h5_dim_*() */
    hsize_t chunk[H5_MAX_RANK]; /* 0: the whole dimension, or 1 if that is empty */
};

/* Notes the first step that failed; whether all is well. */
bool h5_ok(struct h5_out *h, bool good, const char *what);
void h5_quiet(void); /* call before anything else: no error stacks on stderr, no exit handler */
bool h5_create(struct h5_out *h, const char *path);
bool h5_close(struct h5_out *h); /* false if anything failed */

/* A dimension with its coordinate variable; its number. n > 0. Names must live as long as h. */
size_t h5_dim_text(struct h5_out *h, const struct h5_spec *s, const char *const *label, size_t n);
size_t h5_dim_int(struct h5_out *h, const struct h5_spec *s, const int32_t *value, size_t n);
size_t h5_dim_f64(struct h5_out *h, const struct h5_spec *s, const double *value, size_t n);
size_t h5_dim_count(struct h5_out *h, const struct h5_spec *s, size_t n); /* 0, 1, 2, ... */
/* Number of the dimension of that name, or SIZE_MAX. */
size_t h5_dim_find(const struct h5_out *h, const char *name);

/* A variable: chunked, shuffled, deflated (numbers), with checksums, NaN where never written, CF
 * attributes, dimension scales attached. Close with h5_done(). */
hid_t h5_var(struct h5_out *h, const struct h5_spec *s);
/* Writes count[] elements from start[] on; start NULL: all of it. `p` holds them in the file's own
 * type, text as pointers. Numbers go chunk by chunk: each edge of what is written must be one of a
 * chunk or of the variable. */
void h5_put(struct h5_out *h, hid_t var, const hsize_t *start, const hsize_t *count, const void *p);
void h5_done(struct h5_out *h, hid_t var);
void h5_text(struct h5_out *h, hid_t at, const char *name, const char *value); /* NULL: left out */
void h5_int(struct h5_out *h, hid_t at, const char *name, int32_t value);
void h5_f64(struct h5_out *h, hid_t at, const char *name, double value);
#endif
