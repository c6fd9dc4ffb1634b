/* test_store_chunk.c - chunks packed by us are what libhdf5's own filters make and undo.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/store_hdf5.h"
#include "tests/cmocka_all.h"
#include <hdf5_hl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[64];

static int setup(void **state)
{
    (void)state;
    h5_quiet();
    snprintf(path, sizeof path, "build/tests/chunk_XXXXXX");
    const int fd = mkstemp(path);
    return fd < 0 || close(fd) != 0;
}

static int teardown(void **state)
{
    (void)state;
    return unlink(path);
}

static uint64_t noise(uint64_t *x)
{
    *x = *x * 6364136223846793005u + 1442695040888963407u;
    return *x >> 33;
}

/* `bytes` as libhdf5 stores them after shuffle and fletcher32 (no deflate); how many. */
static size_t through_libhdf5(hid_t type, const void *p, hsize_t n, unsigned char *out)
{
    uint32_t mask = 99;
    hsize_t stored = 0;
    const hsize_t zero = 0;
    const hid_t fapl = H5Pcreate(H5P_FILE_ACCESS), dcpl = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_fapl_core(fapl, 1 << 16, false);
    H5Pset_chunk(dcpl, 1, &n);
    H5Pset_shuffle(dcpl);
    H5Pset_fletcher32(dcpl);
    const hid_t file = H5Fcreate("memory only", H5F_ACC_TRUNC, H5P_DEFAULT, fapl);
    const hid_t space = H5Screate_simple(1, &n, NULL);
    const hid_t set = H5Dcreate2(file, "x", type, space, H5P_DEFAULT, dcpl, H5P_DEFAULT);
    assert_true(H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, p) >= 0);
    assert_true(H5Fflush(file, H5F_SCOPE_GLOBAL) >= 0);
    assert_true(H5Dget_chunk_storage_size(set, &zero, &stored) >= 0);
    assert_true(H5Dread_chunk(set, H5P_DEFAULT, &zero, &mask, out) >= 0);
    assert_int_equal(mask, 0);
    H5Dclose(set);
    H5Sclose(space);
    H5Fclose(file);
    H5Pclose(dcpl);
    H5Pclose(fapl);
    return (size_t)stored;
}

/* Lengths around the checksum's blocks, odd ones, and bytes at both ends of their range. */
static void test_filters(void **state)
{
    (void)state;
    static const size_t length[] = {1, 2, 3, 5, 359, 360, 719, 721, 65537, 131071, 131072, 300001};
    const hid_t type[] = {H5T_STD_U8LE, H5T_IEEE_F32LE, H5T_IEEE_F64LE};
    enum { MOST = 300001 * 8 };
    unsigned char *p = malloc(MOST), *mine = malloc(MOST), *theirs = malloc(MOST + 4);
    uint64_t seed = 7;
    for (size_t t = 0; t < 3; t++) {
        const size_t width = H5Tget_size(type[t]);
        for (size_t i = 0; i < sizeof length / sizeof *length; i++) {
            for (int kind = 0; kind < 3; kind++) {
                const size_t n = length[i], bytes = n * width;
                for (size_t k = 0; k < bytes; k++) {
                    p[k] = (unsigned char)(kind == 0 ? 0 : kind == 1 ? 255 : noise(&seed));
                }
                assert_int_equal(through_libhdf5(type[t], p, n, theirs), bytes + 4);
                chunk_shuffle(p, n, width, mine);
                assert_memory_equal(mine, theirs, bytes);
                const uint32_t sum = chunk_fletcher32(mine, bytes);
                const unsigned char *s = theirs + bytes;
                assert_int_equal(sum, s[0] | (uint32_t)s[1] << 8 | (uint32_t)s[2] << 16 |
                                          (uint32_t)s[3] << 24);
            }
        }
    }
    free(p);
    free(mine);
    free(theirs);
}

enum { A = 7, B = 5, C = 3, CHUNK_A = 3, CHUNK_B = 2 };
static const struct h5_spec spec = {.name = "x",
                                    .unit = "1",
                                    .en = "x",
                                    .ja = "x",
                                    .n_dim = 3,
                                    .dim = {0, 1, 2},
                                    .chunk = {CHUNK_A, CHUNK_B, C}};

static struct h5_out made(void)
{
    struct h5_out h;
    assert_true(h5_create(&h, path));
    const struct h5_spec dim = {.name = "a", .unit = "1", .en = "a", .ja = "a"};
    struct h5_spec b = dim, c = dim;
    b.name = "b";
    c.name = "c";
    assert_int_equal(h5_dim_count(&h, &dim, A), 0);
    assert_int_equal(h5_dim_count(&h, &b, B), 1);
    assert_int_equal(h5_dim_count(&h, &c, C), 2);
    return h;
}

/* A variable of chunks that do not divide it, put in two pieces: libhdf5 reads every number, and
 * the edges of the chunks hold the fill value. */
static void test_edges(void **state)
{
    (void)state;
    struct h5_out h = made();
    struct h5_spec s = spec;
    double x[A][B][C], back[A][B][C], chunk[CHUNK_A][CHUNK_B][C];
    for (size_t i = 0; i < sizeof x / sizeof(double); i++) {
        ((double *)x)[i] = sqrt((double)i + 1);
    }
    s.type = H5T_IEEE_F64LE;
    const hid_t var = h5_var(&h, &s);
    const hsize_t start[2][3] = {{0}, {6, 0, 0}}, count[2][3] = {{6, B, C}, {1, B, C}};
    h5_put(&h, var, start[1], count[1], x[6]);
    h5_put(&h, var, start[0], count[0], x);
    h5_done(&h, var);
    assert_true(h5_close(&h));

    uint32_t mask = 99;
    const hsize_t corner[3] = {6, 4, 0};
    const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT), set = H5Dopen2(file, "x", 0);
    assert_true(H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, back) >= 0);
    assert_memory_equal(x, back, sizeof x);
    unsigned char raw[1024];
    assert_true(H5Dread_chunk(set, H5P_DEFAULT, corner, &mask, raw) >= 0);
    assert_int_equal(mask, 0); /* no filter was passed over: not every reader knows that */
    H5Dclose(set);
    H5Fclose(file);

    /* the corner chunk as libhdf5 sees it if the variable were larger */
    struct chunk_packer c = {0};
    for (size_t i = 0; i < sizeof chunk / sizeof(double); i++) {
        ((double *)chunk)[i] = (double)NAN;
    }
    memcpy(chunk[0][0], x[6][4], sizeof x[6][4]);
    assert_true(chunk_reserve(&c, sizeof chunk));
    const size_t n = chunk_pack(&c, chunk, sizeof chunk / sizeof(double), sizeof(double));
    assert_memory_equal(c.packed, raw, n);
    chunk_free(&c);
}

/* A piece that begins or ends within a chunk would overwrite the rest of it: refused. */
static void test_within_chunk(void **state)
{
    (void)state;
    static const double x[A * B * C];
    const hsize_t start[][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 0}, {0, 0, 0}, {3, 0, 0}};
    const hsize_t count[][3] = {{6, B, C}, {A, 4, C}, {2, B, C}, {A, B, 2}, {6, B, C}};
    for (size_t i = 0; i < sizeof start / sizeof *start; i++) {
        struct h5_out h = made();
        struct h5_spec s = spec;
        s.type = H5T_IEEE_F64LE;
        const hid_t var = h5_var(&h, &s);
        h5_put(&h, var, start[i], count[i], x);
        assert_non_null(h.failed_at);
        h5_done(&h, var);
        assert_false(h5_close(&h));
    }
}

/* An axis without an element: a variable of no numbers, which every reader may open. */
static void test_empty_axis(void **state)
{
    (void)state;
    struct h5_out h;
    int32_t nothing = 4711;
    assert_true(h5_create(&h, path));
    const struct h5_spec dim = {.name = "none", .unit = "1", .en = "none", .ja = "none"};
    struct h5_spec s = spec;
    s.n_dim = 1;
    s.type = H5T_STD_I32LE;
    s.dim[0] = h5_dim_int(&h, &dim, &nothing, 0);
    const hid_t var = h5_var(&h, &s);
    h5_put(&h, var, NULL, NULL, &nothing);
    assert_null(h.failed_at);
    h5_done(&h, var);
    assert_true(h5_close(&h));
    const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT), set = H5Dopen2(file, "x", 0);
    const hid_t space = H5Dget_space(set);
    assert_int_equal(H5Sget_simple_extent_npoints(space), 0);
    assert_true(H5Dread(set, H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, &nothing) >= 0);
    assert_int_equal(nothing, 4711);
    H5Sclose(space);
    H5Dclose(set);
    H5Fclose(file);
}

/* --- what is packed how ---------------------------------------------------------------------- */

enum kind { ZEROS, NOISE, MEASURED, FEW_VALUES, REPEATS, N_KIND };

static void fill(enum kind kind, float *x, size_t n)
{
    uint64_t seed = 3;
    for (size_t i = 0; i < n; i++) {
        const uint32_t word = (uint32_t)noise(&seed);
        const float one = (float)word / 4294967296.0f;
        switch (kind) {
        case ZEROS:
            x[i] = 0.0f;
            break;
        case NOISE:
            memcpy(&x[i], &word, sizeof word);
            break;
        case MEASURED: /* the exponent is much the same */
            x[i] = 1000.0f * sqrtf(one + 0.1f);
            break;
        case FEW_VALUES:
            x[i] = (float)(word >> 28);
            break;
        default:
            x[i] = i < 1000 ? one : x[i - 1000];
        }
    }
}

/* Each kind in chunks of several blocks of 65,535 bytes and in small ones: libhdf5 undoes them, and
 * none is larger than the little that a stream needs around bytes kept as they are. */
static void test_kinds(void **state)
{
    (void)state;
    static const size_t length[] = {1, 255, 257, 5000, 65535, 200000};
    enum { MOST = 200000 };
    float *x = malloc(MOST * sizeof *x), *back = malloc(MOST * sizeof *x);
    for (size_t i = 0; i < sizeof length / sizeof *length; i++) {
        for (enum kind k = 0; k < N_KIND; k++) {
            struct h5_out h;
            const size_t n = length[i], bytes = n * sizeof *x;
            assert_true(h5_create(&h, path));
            const struct h5_spec dim = {.name = "n", .unit = "1", .en = "n", .ja = "n"};
            const struct h5_spec s = {.name = "x",
                                      .unit = "1",
                                      .en = "x",
                                      .ja = "x",
                                      .type = H5T_IEEE_F32LE,
                                      .n_dim = 1,
                                      .dim = {h5_dim_count(&h, &dim, n)}};
            const hid_t var = h5_var(&h, &s);
            fill(k, x, n);
            h5_put(&h, var, NULL, NULL, x);
            const hsize_t size = H5Dget_storage_size(var);
            assert_true(size <= bytes + bytes / 4096 + 64);
            assert_true(n < 5000 || (k != ZEROS && k != REPEATS) || size < bytes / 3);
            h5_done(&h, var);
            assert_true(h5_close(&h));
            const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
            const hid_t set = H5Dopen2(file, "x", H5P_DEFAULT);
            memset(back, 1, bytes);
            assert_true(H5Dread(set, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, back) >= 0);
            assert_memory_equal(x, back, bytes);
            H5Dclose(set);
            H5Fclose(file);
        }
    }
    free(x);
    free(back);
}

/* Zeros of a second size and of the first again, whatever was packed between. */
static void test_zeros(void **state)
{
    (void)state;
    enum { MOST = 9000 };
    static const size_t length[] = {MOST, 100, MOST, MOST, 100};
    static const double zero[MOST];
    struct chunk_packer c = {0};
    assert_true(chunk_reserve(&c, sizeof zero));
    for (size_t i = 0; i < sizeof length / sizeof *length; i++) {
        struct chunk_packer fresh = {0};
        const double other = (double)i + 0.5;
        chunk_pack(&c, &other, 1, sizeof other);
        const size_t n = chunk_pack(&c, zero, length[i], sizeof *zero);
        assert_true(chunk_reserve(&fresh, sizeof zero));
        assert_int_equal(chunk_pack(&fresh, zero, length[i], sizeof *zero), n);
        assert_memory_equal(c.packed, fresh.packed, n);
        chunk_free(&fresh);
    }
    chunk_free(&c);
}

/* Chance; then less and less of it, by values or by repeats. */
static void test_noise(void **state)
{
    (void)state;
    enum { MOST = 40000 };
    unsigned char *p = malloc(MOST);
    static const size_t length[] = {256, 1000, 16384, MOST};
    for (size_t i = 0; i < sizeof length / sizeof *length; i++) {
        const size_t n = length[i];
        uint64_t seed = i;
        for (size_t k = 0; k < n; k++) {
            p[k] = (unsigned char)(noise(&seed) >> 5);
        }
        assert_true(chunk_is_noise(p, n));
        assert_false(chunk_is_noise(p, 255)); /* too few to tell */
        if (n > 4096) {
            memcpy(p + 2000, p, 500); /* found again within the sample */
            assert_false(chunk_is_noise(p, n));
        }
        for (size_t k = 0; k < n; k++) {
            p[k] =
                (unsigned char)(k % 15 == 0 ? 0 : noise(&seed) >> 5); /* a year before the start */
        }
        assert_true(chunk_is_noise(p, n));
        for (size_t k = 0; k < n; k++) {
            p[k] = (unsigned char)(k % 3 == 0 ? 0 : noise(&seed) >> 5);
        }
        assert_false(chunk_is_noise(p, n));
        for (size_t k = 0; k < n; k++) {
            p[k] = (unsigned char)((noise(&seed) >> 5) % 100);
        }
        assert_false(chunk_is_noise(p, n));
    }
    memset(p, 0, MOST);
    assert_false(chunk_is_noise(p, MOST));
    free(p);
}

/* One column of three of a chunk: gathered by steps, not in rows. */
static void test_column(void **state)
{
    (void)state;
    struct h5_out h = made();
    struct h5_spec s = spec;
    float x[A][B][C], back[A][B][C];
    for (size_t i = 0; i < sizeof x / sizeof(float); i++) {
        ((float *)x)[i] = (float)i + 1.0f;
    }
    s.type = H5T_IEEE_F32LE;
    s.chunk[2] = 1;
    const hid_t var = h5_var(&h, &s);
    h5_put(&h, var, NULL, NULL, x);
    h5_done(&h, var);
    assert_true(h5_close(&h));
    const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT), set = H5Dopen2(file, "x", 0);
    assert_true(H5Dread(set, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, back) >= 0);
    assert_memory_equal(x, back, sizeof x);
    H5Dclose(set);
    H5Fclose(file);
}

static void count_scale(const char *name, size_t want)
{
    const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    const hid_t scale = H5Dopen2(file, name, H5P_DEFAULT);
    const hid_t attr = H5Aopen(scale, "REFERENCE_LIST", H5P_DEFAULT);
    const hid_t space = H5Aget_space(attr);
    assert_int_equal(H5Sget_simple_extent_npoints(space), want);
    H5Sclose(space);
    H5Aclose(attr);
    H5Dclose(scale);
    H5Fclose(file);
}

/* Scales as the HDF5 library's own functions see them; a list beyond 64 kB too, the most that an
 * object's header holds. */
static void test_scales(void **state)
{
    (void)state;
    enum { MANY = 5000 };
    struct h5_out h = made();
    struct h5_spec s = spec;
    char name[16];
    const int32_t one[A] = {1};
    s.type = H5T_STD_I32LE;
    h5_done(&h, h5_var(&h, &s));
    s.n_dim = 1;
    s.chunk[0] = A;
    for (int i = 0; i < MANY; i++) {
        snprintf(name, sizeof name, "x%d", i);
        s.name = name;
        const hid_t var = h5_var(&h, &s);
        h5_put(&h, var, NULL, NULL, one);
        h5_done(&h, var);
    }
    assert_true(h5_close(&h));
    count_scale("a", MANY + 1);
    count_scale("c", 1);
    const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    const hid_t set = H5Dopen2(file, "x", 0), last = H5Dopen2(file, "x4999", 0);
    for (unsigned k = 0; k < 3; k++) {
        const char own[] = {(char)('a' + k), 0};
        const hid_t scale = H5Dopen2(file, own, 0);
        assert_int_equal(H5DSget_num_scales(set, k), 1);
        assert_true(H5DSis_attached(set, scale, k) > 0);
        assert_int_equal(H5DSis_attached(last, scale, 0) > 0, k == 0);
        H5Dclose(scale);
    }
    H5Dclose(last);
    H5Dclose(set);
    H5Fclose(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_filters),      cmocka_unit_test(test_edges),
        cmocka_unit_test(test_within_chunk), cmocka_unit_test(test_empty_axis),
        cmocka_unit_test(test_kinds),        cmocka_unit_test(test_zeros),
        cmocka_unit_test(test_noise),        cmocka_unit_test(test_column),
        cmocka_unit_test(test_scales)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
