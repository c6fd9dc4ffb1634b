/* test_design.c - designs against their definitions: nets, strata, trajectories, mixtures, ranks.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "design_cases.h"
#include "design_patterns.h"
#include "design_ranks.h"

static void sobol_is_joe_and_kuos(void **state)
{
    (void)state;
    enum { N = 1024 };
    /* The first points every text prints: van der Corput's in Gray-code order, and Sobol's second
     * and third dimension (Bratley and Fox 1988, doi:10.1145/42288.214372). */
    static const double first[8][3] = {{0, 0, 0},
                                       {0.5, 0.5, 0.5},
                                       {0.75, 0.25, 0.75},
                                       {0.25, 0.75, 0.25},
                                       {0.375, 0.375, 0.625},
                                       {0.875, 0.875, 0.125},
                                       {0.625, 0.125, 0.375},
                                       {0.125, 0.625, 0.875}};
    uint32_t *x = mem_alloc(N * JOE_KUO_DIMS, sizeof *x);
    assert_non_null(x);
    assert_true(design_sobol_raw(N, JOE_KUO_DIMS, x));
    for (uint32_t i = 0; i < N; i++)
        for (size_t j = 0; j < JOE_KUO_DIMS; j++) {
            if (i < 8 && j < 3)
                NEAR(x[i * JOE_KUO_DIMS + j] * 0x1p-32, first[i][j], 0);
            assert_int_equal(x[i * JOE_KUO_DIMS + j], sobol_by_definition(i, j));
        }
    mem_free(x);
}

/* Design_fill is the raw sequence, scrambled number by number. */
static void sobol_is_scrambled_as_said(void **state)
{
    (void)state;
    enum { N = 300, D = 19 };
    const struct design_spec s = {.kind = DESIGN_SOBOL, .n = N, .n_dim = D, .seed = 5};
    uint32_t *x = mem_alloc((size_t)N * D, sizeof *x);
    double *u = filled(&s);
    assert_true(x && design_sobol_raw(N, D, x));
    for (size_t i = 0; i < (size_t)N * D; i++) {
        const struct design_scramble k = design_scramble_of(5, i % D);
        const double want = (design_scramble_number(x[i], &k) + 0.5) * 0x1p-32;
        assert_true(u[i] == want);
    }
    mem_free(x);
    mem_free(u);
}

/* Numbers that share exactly their first k bits still do after scrambling: nested (Owen 1995). */
static void scrambling_is_nested(void **state)
{
    (void)state;
    for (size_t t = 0; t < 20000; t++) {
        const struct rng_word4 r = design_random(3, USE_POINT, t, 0, 0);
        const struct design_scramble k = design_scramble_of(r.w[0], t);
        const unsigned shared = r.w[1] % 32;
        const uint32_t differ = (r.w[2] >> shared) | 0x80000000u >> shared;
        const uint32_t a = design_scramble_number(r.w[3], &k);
        const uint32_t b = design_scramble_number(r.w[3] ^ differ, &k);
        assert_int_equal(__builtin_clz(a ^ b), shared);
    }
}

/* Over seeds, each number is uniform, and the flips of any two neighbouring intervals, and of the
 * first bit and its two halves together, are independent: what Owen's variance rests on. */
static void scrambling_is_random(void **state)
{
    (void)state;
    enum { SEEDS = 40000, CELLS = 64 };
    static const uint32_t point[] = {0, 0x80000000u, 0xFFFFFFFFu, 0x12345678u};
    for (size_t p = 0; p < 4; p++) {
        int count[CELLS] = {0};
        double chi2 = 0, e = (double)SEEDS / CELLS;
        for (uint64_t seed = 0; seed < SEEDS; seed++) {
            const struct design_scramble k = design_scramble_of(seed, 2);
            count[design_scramble_number(point[p], &k) >> 26]++;
        }
        for (int c = 0; c < CELLS; c++)
            chi2 += (count[c] - e) * (count[c] - e) / e;
        assert_true(chi2 > 25 && chi2 < 125); /* 63 degrees of freedom: 5.5 standard deviations */
    }
    int top[8] = {0}, agree[32][32] = {{0}};
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        const struct design_scramble k = design_scramble_of(seed, 0);
        const uint32_t zero = design_scramble_number(0, &k) >> 30;
        const uint32_t half = design_scramble_number(0x80000000u, &k) >> 30;
        top[zero << 1 | (half & 1)]++;
        uint32_t bit[32]; /* flip of the sixth bit below each of 32 intervals */
        for (uint32_t i = 0; i < 32; i++)
            bit[i] = design_scramble_number(i << 27, &k) >> 26 & 1;
        for (int i = 0; i < 32; i++)
            for (int j = 0; j < i; j++)
                agree[i][j] += bit[i] == bit[j] ? 1 : -1;
    }
    for (int c = 0; c < 8; c++)
        NEAR(top[c] / (double)SEEDS, 0.125, 5 * sqrt(0.125 * 0.875 / SEEDS));
    for (int i = 0; i < 32; i++)
        for (int j = 0; j < i; j++)
            NEAR(agree[i][j] / (double)SEEDS, 0, 5 / sqrt(SEEDS));
}

/* Of the 2^15 patterns of flips of the first four bits, two rounds reach thousands (a published
 * round with one seed 16 to 128; full scrambling all). */
static void scrambling_has_many_patterns(void **state)
{
    (void)state;
    enum { SEEDS = 40000 };
    static unsigned char seen[1 << 15];
    int patterns = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        const struct design_scramble k = design_scramble_of(seed, 1);
        uint32_t flips = 0;
        for (unsigned level = 0; level < 4; level++)
            for (uint32_t i = 0; i < 1u << level; i++) {
                const uint32_t x = level > 0 ? i << (32 - level) : 0;
                flips = flips << 1 | (design_scramble_number(x, &k) >> (31 - level) & 1);
            }
        patterns += seen[flips]++ == 0;
    }
    print_message("patterns of the first four bits' flips: %d\n", patterns);
    assert_true(patterns > 3500);
}

/* (0, m, 1)-nets in every dimension, and (0, m, 2) in the first two, for every aligned block. */
static void sobol_is_a_net(void **state)
{
    (void)state;
    enum { M = 10, N = 1 << M, D = 40 };
    for (uint64_t seed = 0; seed < 5; seed++) {
        const struct design_spec s = {.kind = DESIGN_SOBOL, .n = 2 * N, .n_dim = D, .seed = seed};
        double *u = filled(&s);
        for (size_t j = 0; j < D; j++) {
            assert_strata(u, N, D, j);
            assert_strata(u + (size_t)N * D, N, D, j);
            assert_strata(u, 16, D, j);
        }
        for (int a = 0; a <= M; a++) { /* cells 2^-a by 2^-(M-a) */
            unsigned char seen[N] = {0};
            for (size_t i = 0; i < N; i++) {
                const size_t x = (size_t)(u[i * D] * (1 << a));
                const size_t y = (size_t)(u[i * D + 1] * (1 << (M - a)));
                assert_int_equal(seen[x << (M - a) | y]++, 0);
            }
        }
        mem_free(u);
    }
}

/* Mean of prod 3 u^2 (integral 1) at n = 256 and 4096 over 40 seeds: root mean square errors fall
 * by far more than Monte Carlo's 4, for smooth functions by 16^1.5 = 64 (Owen 1997). */
static double rms_error(enum design_kind kind, size_t n)
{
    double square = 0;
    for (uint64_t seed = 0; seed < 40; seed++) {
        const struct design_spec s = {.kind = kind, .n = n, .n_dim = 3, .seed = seed};
        double *u = filled(&s), sum = 0;
        for (size_t i = 0; i < n; i++) {
            const double p = u[3 * i] * u[3 * i + 1] * u[3 * i + 2];
            sum += 27 * p * p;
        }
        square += (sum / (double)n - 1) * (sum / (double)n - 1);
        mem_free(u);
    }
    return sqrt(square / 40);
}

static void sobol_converges_faster(void **state)
{
    (void)state;
    const double few = rms_error(DESIGN_SOBOL, 256), many = rms_error(DESIGN_SOBOL, 4096);
    const double chance = rms_error(DESIGN_MONTE_CARLO, 4096);
    NEAR(chance, sqrt((5.832 - 1) / 4096), 0.5 * chance); /* variance (9/5)^3 - 1 */
    assert_true(few / many > 20);
    assert_true(chance / many > 30);
}

static void seeds_matter_and_repeat(void **state)
{
    (void)state;
    for (int kind = DESIGN_MONTE_CARLO; kind <= DESIGN_MORRIS; kind++) {
        struct design_spec s = {.kind = (enum design_kind)kind,
                                .n = 50,
                                .n_dim = 3,
                                .levels = 4,
                                .maximin = 3,
                                .seed = UINT64_C(1) << 40};
        const size_t bytes = design_rows(&s) * 3 * sizeof(double);
        double *a = filled(&s), *b = filled(&s);
        assert_memory_equal(a, b, bytes);
        mem_free(b);
        s.seed++;
        b = filled(&s);
        assert_int_equal(memcmp(a, b, bytes) == 0, kind == DESIGN_GRID);
        mem_free(b);
        s.seed = 0; /* the upper half of a seed counts */
        b = filled(&s);
        assert_int_equal(memcmp(a, b, bytes) == 0, kind == DESIGN_GRID);
        mem_free(b);
        if (kind == DESIGN_MONTE_CARLO || kind == DESIGN_SOBOL) { /* a longer one begins the same */
            s.n = 77;
            b = filled(&s);
            double *c = filled(&(struct design_spec){.kind = s.kind, .n = 50, .n_dim = 3});
            assert_memory_equal(b, c, bytes);
            mem_free(b);
            mem_free(c);
        }
        mem_free(a);
    }
}

static void lhs_has_one_row_a_cell(void **state)
{
    (void)state;
    static const size_t size[][2] = {{1, 3},     {2, 1},       {1000, 7},
                                     {65537, 2}, {1 << 20, 1}, {9, 1200}};
    for (size_t t = 0; t < sizeof size / sizeof *size; t++) {
        const struct design_spec s = {
            .kind = t == 5 ? DESIGN_SOBOL : DESIGN_LHS, .n = size[t][0], .n_dim = size[t][1]};
        double *u = filled(&s);
        assert_int_equal(design_falls_back(&s), t == 5);
        for (size_t j = 0; j < s.n_dim; j++)
            assert_strata(u, s.n, s.n_dim, j);
        mem_free(u);
    }
    /* The place within a cell is uniform, and columns are independent. */
    const struct design_spec s = {.kind = DESIGN_LHS, .n = 20000, .n_dim = 2, .seed = 1};
    double *u = filled(&s), mean = 0, square = 0, both = 0;
    for (size_t i = 0; i < s.n; i++) {
        const double at = u[2 * i] * 20000, f = at - floor(at);
        mean += f / 20000;
        square += f * f / 20000;
        both += (u[2 * i] - 0.5) * (u[2 * i + 1] - 0.5) * 12 / 20000;
    }
    NEAR(mean, 0.5, 0.01);
    NEAR(square, 1.0 / 3.0, 0.01);
    NEAR(both, 0, 5 / sqrt(20000));
    mem_free(u);
}

static double least_by_hand(const double *u, size_t n, size_t d)
{
    double least = (double)INFINITY;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++) {
            double square = 0;
            for (size_t j = 0; j < d; j++)
                square += (u[i * d + j] - u[k * d + j]) * (u[i * d + j] - u[k * d + j]);
            least = square < least ? square : least;
        }
    return least;
}

static void maximin_takes_the_best(void **state)
{
    (void)state;
    static const size_t size[][2] = {{10, 2}, {60, 5}, {300, 3}, {2500, 2}};
    for (size_t t = 0; t < 4; t++) {
        struct design_spec s = {
            .kind = DESIGN_LHS, .n = size[t][0], .n_dim = size[t][1], .seed = t};
        const struct design_base b = {s.n, s.n_dim, s.n_dim, s.seed};
        double least[2], found, last = 0;
        for (size_t m = 0; m <= 20; m += 4) {
            s.maximin = m;
            double *u = filled(&s);
            least[m > 0] = least_by_hand(u, s.n, s.n_dim);
            assert_true(design_lhs_least_square(&b, u, &found));
            NEAR(found, least[m > 0], 1e-15);
            assert_true(least[m > 0] >= last); /* more candidates include the fewer */
            last = least[m > 0];
            for (size_t j = 0; j < s.n_dim; j++)
                assert_strata(u, s.n, s.n_dim, j);
            mem_free(u);
        }
        assert_true(least[1] > least[0]);
    }
    const struct design_base one = {1, 2, 2, 0};
    double found = 0;
    assert_true(design_lhs_least_square(&one, (double[]){0.5, 0.5}, &found));
    assert_true(isinf(found));
}

static void nonsense_has_no_rows(void **state)
{
    (void)state;
    const size_t big = SIZE_MAX, two31 = (size_t)1 << 31;
    const struct design_spec bad[] = {
        {.kind = DESIGN_MONTE_CARLO, .n = 0, .n_dim = 3},
        {.kind = DESIGN_MONTE_CARLO, .n = 3, .n_dim = 0},
        {.kind = DESIGN_MONTE_CARLO, .n = two31 + 1, .n_dim = 1},
        {.kind = DESIGN_MONTE_CARLO, .n = two31, .n_dim = two31},
        {.kind = DESIGN_SOBOL, .n = big, .n_dim = 2},
        {.kind = DESIGN_SALTELLI, .n = two31, .n_dim = two31},
        {.kind = DESIGN_SALTELLI, .n = two31, .n_dim = 1 << 15, .second = true},
        {.kind = DESIGN_SALTELLI, .n = 2, .n_dim = big, .second = true},
        {.kind = DESIGN_MORRIS, .n = 4, .n_dim = 3, .levels = 5},
        {.kind = DESIGN_MORRIS, .n = 4, .n_dim = 3, .levels = 0},
        {.kind = DESIGN_MORRIS, .n = 4, .n_dim = big, .levels = 2},
        {.kind = DESIGN_MORRIS, .n = 0, .n_dim = 3, .levels = 4},
        {.kind = DESIGN_GRID, .n = 1, .n_dim = 3, .levels = 0},
        {.kind = DESIGN_GRID, .n = 1, .n_dim = 0, .levels = 3},
        {.kind = DESIGN_GRID, .n = 1, .n_dim = 64, .levels = 2},
        {.kind = DESIGN_GRID, .n = 1, .n_dim = 62, .levels = 2},
        {.kind = DESIGN_GRID, .n = 1, .n_dim = big, .levels = 1},
        {.kind = DESIGN_GRID, .n = 1, .n_dim = 3, .levels = two31},
        {.kind = (enum design_kind)99, .n = 3, .n_dim = 3, .levels = 4}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (design_rows(&bad[i]) != 0)
            fail_msg("specification %zu has %zu rows", i, design_rows(&bad[i]));
        assert_true(design_fill(&bad[i], NULL));
    }
    const struct design_spec wide = {.kind = DESIGN_MONTE_CARLO, .n = two31, .n_dim = 1 << 20};
    assert_int_equal(design_rows(&wide), two31);
    const struct design_spec cube = {.kind = DESIGN_GRID, .n_dim = 4, .levels = 1000};
    assert_true(design_rows(&cube) == (size_t)1000000 * 1000000);
}

static void memory_may_run_out(void **state)
{
    (void)state;
    static double u[400];
    const struct design_spec s[] = {{.kind = DESIGN_LHS, .n = 9, .n_dim = 2, .maximin = 4},
                                    {.kind = DESIGN_SOBOL, .n = 9, .n_dim = 2},
                                    {.kind = DESIGN_SALTELLI, .n = 9, .n_dim = 2},
                                    {.kind = DESIGN_MORRIS, .n = 9, .n_dim = 2, .levels = 4}};
    for (size_t i = 0; i < 4; i++)
        for (int sticky = 0; sticky < 2; sticky++) {
            unsigned long n = 1, before = 0;
            for (bool done = false; !done; n++) {
                before = mem_count();
                mem_fail_at(n, sticky);
                done = design_fill(&s[i], u);
                mem_fail_at(0, false);
                assert_true(n < 20);
            }
            assert_true(n > 2 && mem_count() - before == n - 2);
        }
    const double want[] = {1, 0.5, 0.5, 1}, old[] = {0.1, 0.2, 0.3, 0.4, 0.6, 0.7};
    for (unsigned long n = 1; n <= 4; n++) {
        double v[6];
        memcpy(v, old, sizeof v);
        mem_fail_at(n, false);
        assert_int_equal(design_correlate(v, 3, 2, want, 0), CORRELATE_NO_MEMORY);
        mem_fail_at(0, false);
        assert_memory_equal(v, old, sizeof v);
    }
    assert_int_equal(design_correlate(u, SIZE_MAX / 4, 2, want, 0), CORRELATE_NO_MEMORY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sobol_is_joe_and_kuos),
                                       cmocka_unit_test(sobol_is_scrambled_as_said),
                                       cmocka_unit_test(scrambling_is_nested),
                                       cmocka_unit_test(scrambling_is_random),
                                       cmocka_unit_test(scrambling_has_many_patterns),
                                       cmocka_unit_test(sobol_is_a_net),
                                       cmocka_unit_test(sobol_converges_faster),
                                       cmocka_unit_test(seeds_matter_and_repeat),
                                       cmocka_unit_test(lhs_has_one_row_a_cell),
                                       cmocka_unit_test(maximin_takes_the_best),
                                       cmocka_unit_test(grid_is_exact),
                                       cmocka_unit_test(morris_moves_one_factor_at_a_time),
                                       cmocka_unit_test(saltelli_mixes_two_points),
                                       cmocka_unit_test(nonsense_has_no_rows),
                                       cmocka_unit_test(memory_may_run_out),
                                       cmocka_unit_test(correlation_is_reached),
                                       cmocka_unit_test(correlation_keeps_values),
                                       cmocka_unit_test(correlation_keeps_evenness),
                                       cmocka_unit_test(no_correlation_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
