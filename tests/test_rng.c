/* test_rng.c - known answers, addresses, keys, and that streams and neighbours do not share.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/rng.h"
#include "tests/cmocka_all.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void test_known_answers(void **state)
{
    (void)state;
    FILE *f = fopen("tests/kat/philox.txt", "r");
    assert_non_null(f);
    char line[256];
    int n = 0;
    while (fgets(line, sizeof line, f) != NULL) {
        uint32_t c[4], k[2], want[4];
        if (line[0] == '#') {
            continue;
        }
        assert_int_equal(sscanf(line,
                                "%" SCNx32 "%" SCNx32 "%" SCNx32 "%" SCNx32 "%" SCNx32 "%" SCNx32
                                "%" SCNx32 "%" SCNx32 "%" SCNx32 "%" SCNx32,
                                &c[0], &c[1], &c[2], &c[3], &k[0], &k[1], &want[0], &want[1],
                                &want[2], &want[3]),
                         10);
        const struct rng_word4 got =
            rng_philox((struct rng_word4){{c[0], c[1], c[2], c[3]}}, k[0], k[1]);
        assert_memory_equal(got.w, want, sizeof want);
        n++;
    }
    fclose(f);
    assert_int_equal(n, 3);
}

/* The address is (future, key, stream << 16 | draw, day) under the seed, low word first. */
static void test_address_layout(void **state)
{
    (void)state;
    double u[2];
    rng_uniform2(UINT64_C(0x0123456789ABCDEF), 7, 0xCAFEu, STREAM_ATTENDANCE, 3, 365, u);
    const struct rng_word4 w =
        rng_philox((struct rng_word4){{7, 0xCAFEu, (uint32_t)STREAM_ATTENDANCE << 16 | 3u, 365}},
                   0x89ABCDEFu, 0x01234567u);
    assert_true(u[0] == rng_unit(w.w[0], w.w[1]));
    assert_true(u[1] == rng_unit(w.w[2], w.w[3]));
}

static void test_unit_interval(void **state)
{
    (void)state;
    assert_true(rng_unit(0, 0) == 0x1p-53);
    assert_true(rng_unit(UINT32_MAX, UINT32_MAX) == 1.0 - 0x1p-53);
    assert_true(rng_unit(0x80000000u, 0) == 0.5 + 0x1p-53);
    assert_true(rng_unit(0, 0x1000u) == 0x1.8p-52); /* the lowest bit that counts */
    assert_true(rng_unit(0, 0xFFFu) == 0x1p-53);    /* below it nothing does */
}

/* Mean 0, variance 1, excess kurtosis -1.2 / 4, ends at 4 halves of 65535; every half counts. */
static void test_deviates_are_standardised(void **state)
{
    (void)state;
    const double end = 131070.0 * 2.6428997921303014e-05;
    assert_true(rng_deviate(UINT32_MAX, UINT32_MAX) == end && rng_deviate(0, 0) == -end);
    assert_true(fabs(end - 3.4641) < 1e-4);
    const double one = rng_deviate(1, 0) - rng_deviate(0, 0);
    assert_true(rng_deviate(0x10000, 0) - rng_deviate(0, 0) == one);
    assert_true(rng_deviate(0, 1) - rng_deviate(0, 0) == one);
    assert_true(rng_deviate(0, 0x10000) - rng_deviate(0, 0) == one);
    assert_true(rng_deviate(UINT64_C(0xABCDEF0100000000), 0) == -end); /* rubbish above a word */
    double sum = 0.0, sum2 = 0.0, sum4 = 0.0;
    const uint32_t n = 1000000;
    for (uint32_t i = 0; i < n; i++) {
        const struct rng_word4 w = rng_philox((struct rng_word4){{i, 1, 2, 3}}, 4, 5);
        const double z = rng_deviate(w.w[0], w.w[1]);
        sum += z;
        sum2 += z * z;
        sum4 += z * z * z * z;
    }
    assert_true(fabs(sum / n) < 4.5e-3);
    assert_true(fabs(sum2 / n - 1.0) < 6e-3);
    assert_true(fabs(sum4 / n - 2.7) < 0.03);
}

/* One step along any coordinate gives another number: no two of them are mixed up. */
static void test_every_coordinate_counts(void **state)
{
    (void)state;
    double base[2], u[2];
    rng_uniform2(1, 2, 3, STREAM_PARAM, 4, 5, base);
    rng_uniform2(2, 2, 3, STREAM_PARAM, 4, 5, u);
    assert_true(u[0] != base[0] && u[1] != base[1]);
    rng_uniform2(1 + (UINT64_C(1) << 32), 2, 3, STREAM_PARAM, 4, 5, u);
    assert_true(u[0] != base[0] && u[1] != base[1]);
    rng_uniform2(1, 3, 3, STREAM_PARAM, 4, 5, u);
    assert_true(u[0] != base[0] && u[1] != base[1]);
    rng_uniform2(1, 2, 4, STREAM_PARAM, 4, 5, u);
    assert_true(u[0] != base[0] && u[1] != base[1]);
    rng_uniform2(1, 2, 3, STREAM_PARAM, 5, 5, u);
    assert_true(u[0] != base[0] && u[1] != base[1]);
    rng_uniform2(1, 2, 3, STREAM_PARAM, 4, 6, u);
    assert_true(u[0] != base[0] && u[1] != base[1]);
}

static const struct {
    enum stream number;
    const char *name;
} streams[] = {
#define STREAM(NAME, number, text) {STREAM_##NAME, #NAME},
#include "sim/streams.def"
#undef STREAM
};
enum { N_STREAM = sizeof streams / sizeof *streams };

static void test_streams_are_distinct(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_STREAM; i++) {
        assert_in_range(streams[i].number, 1, 0xFFFF); /* the counter holds 16 bits of it */
        for (size_t k = 0; k < i; k++) {
            if (streams[i].number == streams[k].number) {
                fail_msg("streams %s and %s share a number", streams[i].name, streams[k].name);
            }
        }
    }
}

/* Replicate k and k + 1 differ on every stream, for many entities and days. */
static void test_replicates_differ_on_every_stream(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_STREAM; i++) {
        for (uint32_t day = 0; day < 200; day++) {
            double a[2], b[2];
            rng_uniform2(42, day, 0x1234u, streams[i].number, 0, day, a);
            rng_uniform2(42, day + 1, 0x1234u, streams[i].number, 0, day, b);
            assert_true(a[0] != b[0] && a[1] != b[1]);
        }
    }
}

/* Mean, variance and correlation of 200,000 pairs along days, within five standard errors
 * (1/12, 1/12 and 1/144 per draw). */
static void test_moments(void **state)
{
    (void)state;
    enum { N = 200000 };
    double sum = 0.0, square = 0.0, cross = 0.0, lag = 0.0, last = 0.5;
    for (uint32_t day = 0; day < N; day++) {
        double u[2];
        rng_uniform2(2026, 0, rng_key("kiln", "K1"), STREAM_KILN_FAILURE, 0, day, u);
        sum += u[0] - 0.5;
        square += (u[0] - 0.5) * (u[0] - 0.5);
        cross += (u[0] - 0.5) * (u[1] - 0.5);
        lag += (u[0] - 0.5) * (last - 0.5);
        last = u[0];
    }
    const double root_n = 447.2; /* sqrt(N) */
    assert_true(sum / N < 5 * 0.2887 / root_n && sum / N > -5 * 0.2887 / root_n);
    assert_true(square / N > 1.0 / 12 - 5 * 0.0745 / root_n);
    assert_true(square / N < 1.0 / 12 + 5 * 0.0745 / root_n);
    assert_true(cross / N < 5.0 / 12 / root_n && cross / N > -5.0 / 12 / root_n);
    assert_true(lag / N < 5.0 / 12 / root_n && lag / N > -5.0 / 12 / root_n);
}

static int compare_u32(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void test_keys(void **state)
{
    (void)state;
    /* These keys are in every result ever made: they must never change. */
    assert_int_equal(rng_key("kiln", "K1"), rng_key("kiln", "K1"));
    assert_true(rng_key("ab", "c") != rng_key("a", "bc"));
    assert_true(rng_key("kiln", "K1") != rng_key("pool", "K1"));
    assert_true(rng_key("town", "美幌") != rng_key("town", "北見"));
    /* 2,000 names: a collision has a chance of 5e-4, and these have none. */
    static uint32_t keys[2000];
    for (int i = 0; i < 2000; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "town%d", i);
        keys[i] = rng_key("town", name);
    }
    qsort(keys, 2000, sizeof *keys, compare_u32);
    for (int i = 1; i < 2000; i++) {
        assert_true(keys[i] != keys[i - 1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_answers),
        cmocka_unit_test(test_address_layout),
        cmocka_unit_test(test_unit_interval),
        cmocka_unit_test(test_deviates_are_standardised),
        cmocka_unit_test(test_every_coordinate_counts),
        cmocka_unit_test(test_streams_are_distinct),
        cmocka_unit_test(test_replicates_differ_on_every_stream),
        cmocka_unit_test(test_moments),
        cmocka_unit_test(test_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
