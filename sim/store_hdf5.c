/* store_hdf5.c - see store_hdf5.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/store_hdf5.h"
#include <hdf5_hl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A variable's attributes lie in its header. More than ATTRIBUTES (unasked: 8) would go to a heap
 * and a tree of their own, which costs more than all else about a small variable. */
enum { ATTRIBUTES = 64, META_BLOCK = 1 << 13 };

void h5_quiet(void)
{
    /* a file whose last writes failed must not be written again while the process ends */
    H5dont_atexit();
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

bool h5_ok(struct h5_out *h, bool good, const char *what)
{
    if (!good && h->failed_at == NULL) {
        h->failed_at = what;
    }
    return h->failed_at == NULL;
}

/* n: how many elements; NULL: a scalar. */
static void put_attribute(struct h5_out *h, hid_t at, const char *name, hid_t type,
                          const hsize_t *n, const void *p)
{
    if (h->failed_at != NULL) {
        return;
    }
    const hid_t space = n == NULL ? h->scalar : H5Screate_simple(1, n, NULL);
    const hid_t attr = H5Acreate2(at, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    bool good = attr >= 0 && H5Awrite(attr, type, p) >= 0;
    good = (attr < 0 || H5Aclose(attr) >= 0) && good;
    if (n != NULL) {
        H5Sclose(space);
    }
    h5_ok(h, good, name);
}

/* No object carries a time: equal content, equal bytes. Creation order is kept, so that readers
 * list variables as they were written; format 1.8 is what netCDF-4 itself writes. */
bool h5_create(struct h5_out *h, const char *path)
{
    *h = (struct h5_out){.file = -1, .text = -1, .refs = -1, .scalar = -1};
    const hid_t fcpl = H5Pcreate(H5P_FILE_CREATE), fapl = H5Pcreate(H5P_FILE_ACCESS);
    bool good =
        fcpl >= 0 && fapl >= 0 && H5Pset_obj_track_times(fcpl, false) >= 0 &&
        H5Pset_link_creation_order(fcpl, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED) >= 0 &&
        H5Pset_libver_bounds(fapl, H5F_LIBVER_V18, H5F_LIBVER_V18) >= 0 &&
        H5Pset_meta_block_size(fapl, META_BLOCK) >= 0;
    h->file = good ? H5Fcreate(path, H5F_ACC_TRUNC, fcpl, fapl) : -1;
    h5_ok(h, h->file >= 0, "create");
    H5Pclose(fcpl);
    H5Pclose(fapl);
    h->text = H5Tcopy(H5T_C_S1);
    h->refs = H5Tvlen_create(H5T_STD_REF_OBJ);
    h->scalar = H5Screate(H5S_SCALAR);
    good = H5Tset_size(h->text, H5T_VARIABLE) >= 0 && H5Tset_cset(h->text, H5T_CSET_UTF8) >= 0 &&
           h->refs >= 0 && h->scalar >= 0;
    return h5_ok(h, good, "text type");
}

/* --- dimension scales --------------------------------------------------------------------------
 *
 * A variable's DIMENSION_LIST refers to its scales, a scale's REFERENCE_LIST back to them all
 * ("HDF5 Dimension Scale Specification", 4.2). H5DSattach_scale() would write the latter anew for
 * each variable: more work than all else about small variables. So it is gathered, and written
 * once. */

static bool reserve_use(struct h5_dim *d)
{
    if (d->n_use < d->use_capacity) {
        return true;
    }
    const size_t more = d->use_capacity * 2 + 16;
    struct h5_use *grown = realloc(d->use, more * sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    d->use = grown;
    d->use_capacity = more;
    return true;
}

static void attach_scales(struct h5_out *h, hid_t var, const struct h5_spec *s)
{
    const hsize_t rank = s->n_dim;
    hvl_t list[H5_MAX_RANK];
    hobj_ref_t own;
    if (h->failed_at != NULL ||
        !h5_ok(h, H5Rcreate(&own, var, ".", H5R_OBJECT, -1) >= 0, s->name)) {
        return;
    }
    for (size_t i = 0; i < s->n_dim; i++) {
        struct h5_dim *d = &h->dim[s->dim[i]];
        if (!h5_ok(h, reserve_use(d), "memory")) {
            return;
        }
        d->use[d->n_use++] = (struct h5_use){own, (int32_t)i, 0};
        list[i] = (hvl_t){1, &d->ref};
    }
    put_attribute(h, var, "DIMENSION_LIST", h->refs, &rank, list);
}

static void put_uses(struct h5_out *h, const struct h5_dim *d)
{
    const hsize_t n = d->n_use;
    if (n == 0 || h->failed_at != NULL) {
        return;
    }
    const hid_t type = H5Tcreate(H5T_COMPOUND, sizeof *d->use);
    h5_ok(h,
          H5Tinsert(type, "dataset", offsetof(struct h5_use, var), H5T_STD_REF_OBJ) >= 0 &&
              H5Tinsert(type, "dimension", offsetof(struct h5_use, dim), H5T_STD_I32LE) >= 0,
          d->name);
    put_attribute(h, d->scale, "REFERENCE_LIST", type, &n, d->use);
    H5Tclose(type);
}

bool h5_close(struct h5_out *h)
{
    for (size_t i = 0; i < h->n_dim; i++) {
        put_uses(h, &h->dim[i]);
        h5_done(h, h->dim[i].scale);
        free(h->dim[i].use);
    }
    free(h->dim);
    chunk_free(&h->packer);
    H5Tclose(h->refs);
    H5Sclose(h->scalar);
    if (h->text >= 0) {
        h5_ok(h, H5Tclose(h->text) >= 0, "close");
    }
    if (h->file >= 0) {
        h5_ok(h, H5Fflush(h->file, H5F_SCOPE_GLOBAL) >= 0, "flush");
        h5_ok(h, H5Fclose(h->file) >= 0, "close");
    }
    h->dim = NULL;
    h->n_dim = 0;
    return h->failed_at == NULL;
}

/* --- attributes ------------------------------------------------------------------------------- */

void h5_text(struct h5_out *h, hid_t at, const char *name, const char *value)
{
    if (h->failed_at != NULL || value == NULL) {
        return;
    }
    const size_t n = strlen(value);
    const hid_t type = H5Tcopy(H5T_C_S1);
    const bool good = H5Tset_size(type, n > 0 ? n : 1) >= 0 &&
                      H5Tset_strpad(type, H5T_STR_NULLTERM) >= 0 &&
                      H5Tset_cset(type, H5T_CSET_UTF8) >= 0;
    if (h5_ok(h, good, name)) {
        put_attribute(h, at, name, type, NULL, value);
    }
    H5Tclose(type);
}

static void put_number(struct h5_out *h, hid_t at, const char *name, hid_t type, const void *p)
{
    const hsize_t one = 1;
    put_attribute(h, at, name, type, &one, p);
}

void h5_int(struct h5_out *h, hid_t at, const char *name, int32_t value)
{
    put_number(h, at, name, H5T_STD_I32LE, &value);
}

void h5_f64(struct h5_out *h, hid_t at, const char *name, double value)
{
    put_number(h, at, name, H5T_IEEE_F64LE, &value);
}

static void describe(struct h5_out *h, hid_t var, const struct h5_spec *s)
{
    h5_text(h, var, "units", s->unit);
    h5_text(h, var, "long_name", s->en);
    h5_text(h, var, "long_name_ja", s->ja);
}

/* Creation properties of a dataset; -1 if any could not be set. */
static hid_t properties(const struct h5_spec *s, const hsize_t *size)
{
    hsize_t chunk[H5_MAX_RANK];
    const hid_t p = H5Pcreate(H5P_DATASET_CREATE);
    for (size_t i = 0; i < s->n_dim; i++) {
        chunk[i] = s->chunk[i] > 0 && s->chunk[i] < size[i] ? s->chunk[i] : size[i];
        chunk[i] = chunk[i] > 0 ? chunk[i] : 1; /* libhdf5 refuses an empty one */
    }
    bool good = p >= 0 && H5Pset_obj_track_times(p, false) >= 0 &&
                H5Pset_attr_phase_change(p, ATTRIBUTES, ATTRIBUTES) >= 0 &&
                H5Pset_chunk(p, (int)s->n_dim, chunk) >= 0;
    /* variable-length strings lie in the file's heap, where libhdf5 permits no filter */
    const bool text = H5Tget_class(s->type) == H5T_STRING;
    good = good && (text || (H5Pset_shuffle(p) >= 0 && H5Pset_deflate(p, CHUNK_DEFLATE) >= 0 &&
                             H5Pset_fletcher32(p) >= 0));
    if (H5Tget_class(s->type) == H5T_FLOAT) {
        const double nan = (double)NAN;
        good = good && H5Pset_fill_value(p, H5T_NATIVE_DOUBLE, &nan) >= 0;
    }
    if (!good && p >= 0) {
        H5Pclose(p);
    }
    return good ? p : -1;
}

static hid_t create(struct h5_out *h, const struct h5_spec *s, const hsize_t *size, bool is_dim)
{
    if (h->failed_at != NULL) {
        return -1;
    }
    const hid_t space = H5Screate_simple((int)s->n_dim, size, NULL), p = properties(s, size);
    const hid_t var = space >= 0 && p >= 0 ? H5Dcreate2(h->file, s->name, s->type, space,
                                                        H5P_DEFAULT, p, H5P_DEFAULT)
                                           : -1;
    h5_ok(h, var >= 0, s->name);
    H5Pclose(p);
    H5Sclose(space);
    if (H5Tget_class(s->type) == H5T_FLOAT && var >= 0 && !is_dim) { /* CF: none on coordinates */
        const float nan32 = NAN;
        const double nan64 = (double)NAN;
        const bool wide = H5Tget_size(s->type) == sizeof(double);
        put_number(h, var, "_FillValue", s->type, wide ? (const void *)&nan64 : &nan32);
    }
    describe(h, var, s);
    return var;
}

hid_t h5_var(struct h5_out *h, const struct h5_spec *s)
{
    hsize_t size[H5_MAX_RANK] = {0};
    for (size_t i = 0; i < s->n_dim && h->failed_at == NULL; i++) {
        size[i] = h->dim[s->dim[i]].n;
    }
    const hid_t var = create(h, s, size, false);
    attach_scales(h, var, s);
    return var;
}

void h5_done(struct h5_out *h, hid_t var)
{
    if (var >= 0) {
        h5_ok(h, H5Dclose(var) >= 0, "close a variable");
    }
}

/* --- dimensions ------------------------------------------------------------------------------ */

size_t h5_dim_find(const struct h5_out *h, const char *name)
{
    for (size_t i = 0; i < h->n_dim; i++) {
        if (strcmp(h->dim[i].name, name) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

static size_t add_dim(struct h5_out *h, const struct h5_spec *s, const void *p, size_t n)
{
    const hsize_t size = n;
    struct h5_spec own = *s;
    own.n_dim = 1;
    own.chunk[0] = n > 65536 ? 65536 : 0;
    if (h->failed_at != NULL) {
        return 0;
    }
    if (h->n_dim == h->dim_capacity) {
        const size_t more = h->dim_capacity * 2 + 16;
        struct h5_dim *grown = realloc(h->dim, more * sizeof *grown);
        if (grown == NULL) {
            h->failed_at = "memory";
            return 0;
        }
        h->dim = grown;
        h->dim_capacity = more;
    }
    const hid_t scale = create(h, &own, &size, true);
    h5_put(h, scale, NULL, NULL, p);
    if (h->failed_at == NULL) {
        h5_ok(h, H5DSset_scale(scale, s->name) >= 0, s->name);
    }
    h->dim[h->n_dim] = (struct h5_dim){.name = s->name, .scale = scale, .n = size};
    if (h->failed_at == NULL) {
        h5_ok(h, H5Rcreate(&h->dim[h->n_dim].ref, scale, ".", H5R_OBJECT, -1) >= 0, s->name);
    }
    return h->n_dim++;
}

size_t h5_dim_text(struct h5_out *h, const struct h5_spec *s, const char *const *label, size_t n)
{
    struct h5_spec own = *s;
    own.type = h->text;
    return add_dim(h, &own, label, n);
}

size_t h5_dim_int(struct h5_out *h, const struct h5_spec *s, const int32_t *value, size_t n)
{
    struct h5_spec own = *s;
    own.type = H5T_STD_I32LE;
    return add_dim(h, &own, value, n);
}

size_t h5_dim_f64(struct h5_out *h, const struct h5_spec *s, const double *value, size_t n)
{
    struct h5_spec own = *s;
    own.type = H5T_IEEE_F64LE;
    return add_dim(h, &own, value, n);
}

size_t h5_dim_count(struct h5_out *h, const struct h5_spec *s, size_t n)
{
    int32_t *number = malloc(n * sizeof *number);
    if (number == NULL) {
        h5_ok(h, false, "memory");
        return 0;
    }
    for (size_t i = 0; i < n; i++) {
        number[i] = (int32_t)i;
    }
    const size_t dim = h5_dim_int(h, s, number, n);
    free(number);
    return dim;
}
