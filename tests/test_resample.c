/* test_resample.c - how often blocks are drawn, and the sums with those weights.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/resample.h"
#include "sim/rng.h"
#include "tests/prop.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* n draws in all; each block drawn Binomial(n, 1 / n) times: mean 1, variance 1 - 1 / n. */
static void test_counts(void **state)
{
    (void)state;
    enum { N = 1000, R = 400 };
    static uint8_t count[N];
    double total[N] = {0}, square = 0;
    for (uint32_t r = 1; r <= R; r++) {
        size_t sum = 0;
        resample_counts(7, RESAMPLE_SOBOL, r, N, count);
        for (size_t i = 0; i < N; i++) {
            sum += count[i];
            total[i] += count[i];
            square += (count[i] - 1.0) * (count[i] - 1.0);
        }
        assert_int_equal(sum, N);
    }
    double chi = 0; /* about chi-square with 999 degrees of freedom: 999 +- 45 */
    for (size_t i = 0; i < N; i++) {
        chi += (total[i] - R) * (total[i] - R) / R;
    }
    assert_true(chi > 800 && chi < 1200);
    square /= (double)N * R;
    assert_true(fabs(square - (1 - 1.0 / N)) < 0.02);
}

/* The draw has an address: the words of Philox there, scaled to 0 .. n - 1. */
static void test_address(void **state)
{
    (void)state;
    enum { N = 11 };
    const uint64_t seed = UINT64_C(0x123456789ABCDEF0);
    uint8_t count[N], want[N] = {0}, other[N];
    for (uint32_t i = 0; i < N; i++) {
        const struct rng_word4 at = {{5, RESAMPLE_RANK, STREAM_BOOTSTRAP << 16, i / 4}};
        const struct rng_word4 w = rng_philox(at, 0x9ABCDEF0u, 0x12345678u);
        want[(uint64_t)w.w[i % 4] * N >> 32]++;
    }
    resample_counts(seed, RESAMPLE_RANK, 5, N, count);
    assert_memory_equal(count, want, N);
    resample_counts(seed, RESAMPLE_RANK, 6, N, other);
    assert_memory_not_equal(other, count, N);
    resample_counts(seed, RESAMPLE_MORRIS, 5, N, other);
    assert_memory_not_equal(other, count, N);
    resample_counts(seed + 1, RESAMPLE_RANK, 5, N, other);
    assert_memory_not_equal(other, count, N);
}

enum { TERMS = 9 }; /* at most */
struct table {
    size_t n_term;
    double x[300][TERMS];
};
static void fill(void *context, size_t from, size_t n, double *piece)
{
    const struct table *t = context;
    assert_true(n <= RESAMPLE_PIECE);
    for (size_t i = 0; i < t->n_term; i++) {
        for (size_t k = 0; k < n; k++) {
            resample_term(piece, i)[RESAMPLE_TILE * k] = t->x[from + k][i];
        }
    }
}

/* Small whole numbers sum without rounding: whatever the shape, exactly the plain sums. */
static void test_sums(void **state)
{
    (void)state;
    static struct table t;
    static double sums[140][TERMS];
    struct prop p = {3};
    for (size_t i = 0; i < 300 * TERMS; i++) {
        t.x[i / TERMS][i % TERMS] = prop_int(&p, -99, 99);
    }
    for (int c = 0; c < prop_cases(200); c++) {
        const size_t n = (size_t)prop_int(&p, 1, 300), resamples = (size_t)prop_int(&p, 0, 139);
        t.n_term = (size_t)prop_int(&p, 1, TERMS);
        const struct resample_terms terms = {n, t.n_term, fill, &t};
        assert_true(resample_sums(&terms, 1, RESAMPLE_SOBOL, resamples, &sums[0][0]));
        for (uint32_t r = 0; r <= resamples; r++) {
            uint8_t count[300];
            memset(count, 1, n);
            if (r > 0) {
                resample_counts(1, RESAMPLE_SOBOL, r, n, count);
            }
            for (size_t i = 0; i < t.n_term; i++) {
                double want = 0;
                for (size_t k = 0; k < n; k++) {
                    want += count[k] * t.x[k][i];
                }
                assert_true((&sums[0][0])[r * t.n_term + i] == want);
            }
        }
    }
}

static void test_interval(void **state)
{
    (void)state;
    const double x[] = {9, -1, 30, -1, 10, -1, 40, -1, 20, -1}; /* every second one */
    double sorted[4];
    const struct index_estimate e = resample_interval(x, 2, 4, 0.5, sorted);
    assert_true(e.value == 9 && e.lo == 17.5 && e.hi == 32.5); /* type 7 quantiles by hand */
    const struct index_estimate none = resample_interval(x, 2, 0, 0.5, sorted);
    assert_true(none.value == 9 && none.lo == 9 && none.hi == 9);
}

static void test_memory(void **state)
{
    (void)state;
    static struct table t = {.n_term = 3};
    double sums[6][3];
    struct resample_terms terms = {40, 3, fill, &t};
    for (unsigned long n = 1; n <= 4; n++) {
        mem_fail_at(n, false);
        assert_false(resample_sums(&terms, 1, RESAMPLE_SOBOL, 5, &sums[0][0]));
    }
    mem_fail_at(0, false);
    assert_true(resample_sums(&terms, 1, RESAMPLE_SOBOL, 5, &sums[0][0]));
    terms.n_block = (size_t)RESAMPLE_MAX + 1;
    assert_false(resample_sums(&terms, 1, RESAMPLE_SOBOL, 5, &sums[0][0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts), cmocka_unit_test(test_address), cmocka_unit_test(test_sums),
        cmocka_unit_test(test_interval), cmocka_unit_test(test_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
