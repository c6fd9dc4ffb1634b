/* test_num.c - one set of mathematical functions: the same bits from scalar code, every
 * instruction set, Lua and GSL; AS 241 against published values; the contraction guard.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* dladdr */
#include "sim/num.h"
#include "sim/num_lane.h"
#include "tests/cmocka_all.h"
#include <dlfcn.h>
#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_exp.h>
#include <gsl/gsl_sys.h>
#include <lauxlib.h>
#include <lualib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { N_ARG = 100000 };

static const struct num_lanes *const *builds(size_t *n)
{
#if defined(__x86_64__)
    static const struct num_lanes *const all[] = {&num_lanes_base, &num_lanes_v3, &num_lanes_v4};
    *n = 1;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        *n = 2;
        *n += __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
              __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
    }
#else
    static const struct num_lanes *const all[] = {&num_lanes_base};
    *n = 1;
#endif
    return all;
}

static double draw(uint32_t i)
{
    double u[2];
    rng_uniform2(11, 0, 0, STREAM_PARAM, 0, i, u);
    return u[0];
}

static void assert_bits(const char *what, const char *isa, double x, double got, double want)
{
    if (memcmp(&got, &want, sizeof got) != 0) {
        fail_msg("%s (%s) of %a: %a, scalar %a", what, isa, x, got, want);
    }
}

/* Compares a lane function with the scalar one over x(i), i < N_ARG. */
static void compare(const char *what, double (*x)(uint32_t), double (*scalar)(double),
                    void (*const lane_of[])(struct lane *, const struct lane *))
{
    size_t n = 0;
    const struct num_lanes *const *b = builds(&n);
    for (uint32_t i = 0; i + LANES <= N_ARG; i += LANES) {
        struct lane in, out;
        for (uint32_t l = 0; l < LANES; l++) {
            in.v[l] = x(i + l);
        }
        for (size_t k = 0; k < n; k++) {
            lane_of[k](&out, &in);
            for (size_t l = 0; l < LANES; l++) {
                assert_bits(what, b[k]->isa, in.v[l], out.v[l], scalar(in.v[l]));
            }
        }
    }
}

static double pick(const double *extreme, size_t n, uint32_t i, double otherwise)
{
    return i < n ? extreme[i] : otherwise;
}

static double exp_argument(uint32_t i)
{
    static const double extreme[] = {0.0,   -0.0,  1.0,     -1.0,  709.78,  710.0,   1e308,  -1e308,
                                     -700., -745., -708.39, -800., 0x1p-60, DBL_MIN, 1e-300, 88.7};
    return pick(extreme, sizeof extreme / sizeof *extreme, i, (draw(i) - 0.5) * 1420.0);
}

static double log_argument(uint32_t i)
{
    static const double extreme[] = {DBL_MIN, DBL_MAX, 1.0,     1.0 - 0x1p-53, 1.0 + 0x1p-52,
                                     0.5,     2.0,     0x1p-53, 1e-300,        1e300};
    const size_t n = sizeof extreme / sizeof *extreme;
    return pick(extreme, n, i, i % 2 ? draw(i) : num_exp((draw(i) - 0.5) * 1400.0));
}

static double quantile_argument(uint32_t i)
{
    static const double extreme[] = {0x1p-53,   1.0 - 0x1p-53, 0.5,           0.075,        0.925,
                                     0.0749999, 0.925001,      1.3e-11,       1.4e-11,      1e-300,
                                     DBL_MIN,   0x1p-52,       0.5 + 0x1p-53, 0.5 - 0x1p-54};
    const double u = draw(i);
    const size_t n = sizeof extreme / sizeof *extreme;
    return pick(extreme, n, i, i % 3 ? u : i % 2 ? u * 1e-12 : 1.0 - 0x1p-53 - u * 1e-12);
}

static void test_lanes_equal_scalar(void **state)
{
    (void)state;
    size_t n = 0;
    const struct num_lanes *const *b = builds(&n);
    void (*f[3])(struct lane *, const struct lane *) = {0};
    for (size_t k = 0; k < n; k++) {
        f[k] = b[k]->exp;
    }
    compare("exp", exp_argument, num_exp, f);
    for (size_t k = 0; k < n; k++) {
        f[k] = b[k]->log;
    }
    compare("log", log_argument, num_log, f);
    for (size_t k = 0; k < n; k++) {
        f[k] = b[k]->log_quick;
    }
    compare("quick log", log_argument, Sleef_cinz_logd1_u35purec, f);
    for (size_t k = 0; k < n; k++) {
        f[k] = b[k]->normal_quantile;
    }
    compare("quantile", quantile_argument, num_normal_quantile, f);
    print_message("compared %zu instruction sets\n", n);
}

static void test_lane_draws_equal_scalar(void **state)
{
    (void)state;
    size_t n = 0;
    const struct num_lanes *const *b = builds(&n);
    for (uint32_t i = 0; i < N_ARG / LANES; i++) {
        uint32_t future[LANES];
        for (uint32_t l = 0; l < LANES; l++) {
            future[l] = i * 977u + l * l;
        }
        const uint64_t seed = UINT64_C(0x9E3779B97F4A7C15) * (i + 1);
        for (size_t k = 0; k < n; k++) {
            struct lane u0, u1, z0, z1, z, d, u2;
            b[k]->uniform2(seed, future, ~i, STREAM_ATTENDANCE, i % 7, i, &u0, &u1);
            b[k]->deviate2(seed, future, ~i, STREAM_ATTENDANCE, i % 7, i, &z0, &z1);
            b[k]->deviate_uniform(seed, future, ~i, STREAM_ATTENDANCE, i % 7, i, &d, &u2);
            b[k]->normal(seed, future, ~i, STREAM_ATTENDANCE, i % 7, i, &z);
            for (size_t l = 0; l < LANES; l++) {
                double u[2];
                rng_uniform2(seed, future[l], ~i, STREAM_ATTENDANCE, i % 7, i, u);
                assert_bits("uniform 0", b[k]->isa, (double)i, u0.v[l], u[0]);
                assert_bits("uniform 1", b[k]->isa, (double)i, u1.v[l], u[1]);
                const struct rng_word4 w =
                    rng_philox((struct rng_word4){{future[l], ~i,
                                                   (uint32_t)STREAM_ATTENDANCE << 16 | i % 7, i}},
                               (uint32_t)seed, (uint32_t)(seed >> 32));
                assert_bits("deviate 0", b[k]->isa, u[0], z0.v[l], rng_deviate(w.w[0], w.w[1]));
                assert_bits("deviate 1", b[k]->isa, u[1], z1.v[l], rng_deviate(w.w[2], w.w[3]));
                assert_bits("deviate", b[k]->isa, u[0], d.v[l], rng_deviate(w.w[0], w.w[1]));
                assert_bits("uniform", b[k]->isa, u[1], u2.v[l], u[1]);
                assert_bits("normal", b[k]->isa, u[0], z.v[l], num_normal_quantile(u[0]));
            }
        }
    }
}

static void test_in_place(void **state)
{
    (void)state;
    struct lane a, b;
    for (size_t l = 0; l < LANES; l++) {
        a.v[l] = b.v[l] = 0.01 + 0.06 * (double)l;
    }
    num_lanes_base.normal_quantile(&b, &b);
    num_lanes_base.normal_quantile(&a, &a);
    assert_memory_equal(&a, &b, sizeof a);
    assert_bits("in place", "base", 0.01, a.v[0], num_normal_quantile(0.01));
}

/* Reference: the root of the normal cdf at 40 digits (mpmath), rounded to double. */
static void test_quantile_values(void **state)
{
    (void)state;
    static const double known[][2] = {
        {0.5, 0.0},
        {0.975, 1.959963984540054},
        {0.025, -1.959963984540054},
        {0.995, 2.5758293035489004},
        {0.8413447460685429, 1.0},
        {1e-10, -6.361340902404056},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const double z = num_normal_quantile(known[i][0]);
        assert_true(fabs(z - known[i][1]) <= 4e-16 * fmax(1.0, fabs(z)) + 1e-15);
    }
    assert_true(num_normal_quantile(0.0) == -HUGE_VAL && num_normal_quantile(1.0) == HUGE_VAL);
    /* The cdf takes it back, and it rises without a step where the pieces meet. */
    double last = -HUGE_VAL;
    for (int i = 1; i < 20000; i++) {
        const double p = (double)i / 20000.0, z = num_normal_quantile(p);
        assert_true(fabs(num_normal_cdf(z) - p) <= 1e-15);
        assert_true(z > last);
        last = z;
    }
    static const double seam[] = {0.075, 0.925, 1.3887943864964021e-11}; /* exp(-25) */
    for (size_t i = 0; i < 3; i++) {
        const double p = seam[i], below = num_normal_quantile(p * (1.0 - 1e-14));
        const double above = num_normal_quantile(p * (1.0 + 1e-14));
        assert_true(above > below && above - below < 1e-12);
    }
}

static void test_normal_cdf_values(void **state)
{
    (void)state;
    assert_true(num_normal_cdf(0.0) == 0.5);
    assert_true(fabs(num_normal_cdf(1.0) - 0.8413447460685429) < 2e-16);
    assert_true(fabs(num_normal_cdf(-6.0) / 9.865876450376981e-10 - 1.0) < 1e-14);
}

/* SLEEF promises 1 unit in the last place; the expected values are at 17 digits (mpmath). */
static void test_functions_are_accurate(void **state)
{
    (void)state;
    const double got_want[][2] = {
        {num_exp(1.0), 2.7182818284590452},         {num_log(10.0), 2.3025850929940457},
        {num_log1p(1e-10), 9.9999999995000000e-11}, {num_expm1(1e-10), 1.0000000000500000e-10},
        {num_pow(2.0, 0.5), 1.4142135623730950},    {num_sin(1.0), 0.84147098480789651},
        {num_cos(1.0), 0.54030230586813972},
    };
    for (size_t i = 0; i < sizeof got_want / sizeof *got_want; i++) {
        assert_true(fabs(got_want[i][0] / got_want[i][1] - 1.0) <= DBL_EPSILON);
    }
    assert_true(num_exp(0.0) == 1.0 && num_log(1.0) == 0.0 && num_pow(3.0, 2.0) == 9.0);
}

/* Lua and GSL are shared libraries that call exp, log, ... by name: they must get ours. */
static void test_lua_is_captured(void **state)
{
    (void)state;
    lua_State *L = luaL_newstate();
    assert_non_null(L);
    luaL_openlibs(L);
    assert_int_equal(luaL_dostring(L, "return math.exp, math.log, math.sin, math.cos,"
                                      " function(x) return x ^ 0.37 end"),
                     LUA_OK);
    for (uint32_t i = 0; i < 20000; i++) {
        const double x = 1e-3 + 40.0 * draw(i);
        const double want[] = {num_exp(x), num_log(x), num_sin(x), num_cos(x), num_pow(x, 0.37)};
        for (int f = 0; f < 5; f++) {
            lua_pushvalue(L, f + 1);
            lua_pushnumber(L, x);
            lua_call(L, 1, 1);
            assert_bits("Lua", "lua", x, lua_tonumber(L, -1), want[f]);
            lua_pop(L, 1);
        }
    }
    lua_close(L);
}

static const char *owner(const char *name)
{
    static Dl_info info;
    void *at = dlsym(RTLD_DEFAULT, name);
    return at != NULL && dladdr(at, &info) != 0 ? info.dli_fname : "nowhere";
}

/* Whose definition a shared library gets: that of the executable, for every captured name. */
static void test_names_are_ours(void **state)
{
    (void)state;
    static const char *const name[] = {
        "exp",   "exp2",  "expm1", "log",  "log2", "log10",  "log1p",  "pow",   "cbrt", "hypot",
        "sin",   "cos",   "tan",   "asin", "acos", "atan",   "atan2",  "sinh",  "cosh", "tanh",
        "asinh", "acosh", "atanh", "erf",  "erfc", "lgamma", "tgamma", "sincos"};
    const char *mine = owner("num_exp");
    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
        if (strcmp(owner(name[i]), mine) != 0) {
            fail_msg("%s comes from %s", name[i], owner(name[i]));
        }
    }
}

static void test_gsl_is_captured(void **state)
{
    (void)state;
    gsl_sf_result r;
    for (uint32_t i = 0; i < 20000; i++) {
        const double x = 5.0 * draw(i);
        assert_int_equal(gsl_sf_exp_e(x, &r), 0);
        assert_bits("gsl exp", "gsl", x, r.val, num_exp(x));
        /* Exponential distribution: 1 - exp(-x / mu), by expm1. */
        assert_bits("gsl cdf", "gsl", x, gsl_cdf_exponential_P(x, 1.0), -num_expm1(-x));
    }
}

static uint64_t bits(double x)
{
    uint64_t u = 0;
    memcpy(&u, &x, sizeof u);
    return u;
}

/* Looked at by bits: with DAZ on, a subnormal compares equal to zero. */
static void test_subnormals_are_flushed(void **state)
{
    (void)state;
    num_thread_begin();
    volatile double least = DBL_MIN;
    volatile double result = least / 4.0;
    assert_true(bits(result) == 0); /* FTZ */
    const uint64_t subnormal = UINT64_C(0x0008000000000000);
    double half_least = 0.0;
    memcpy(&half_least, &subnormal, sizeof half_least);
    volatile double input = half_least;
    result = input * 0x1p60;
    assert_true(bits(result) == 0); /* DAZ */
    volatile double one = 1.0;
    assert_true(one / 3.0 == 0x1.5555555555555p-2); /* to nearest */
}

static void test_contraction_is_off_here(void **state)
{
    (void)state;
    assert_true(num_contraction_is_off());
    size_t n = 0;
    const struct num_lanes *const *b = builds(&n);
    for (size_t k = 0; k < n; k++) {
        if (!b[k]->contraction_is_off()) {
            fail_msg("num_lanes_%s was built with contraction", b[k]->isa);
        }
    }
}

/* The guard must trip in a build that contracts: made here, now, with the flags that do it. */
static void test_contraction_guard_trips(void **state)
{
    (void)state;
#if defined(__x86_64__)
    if (!__builtin_cpu_supports("fma")) {
        skip();
    }
    char folder[] = P_tmpdir "/junkan-test-XXXXXX", command[512], file[64];
    assert_non_null(mkdtemp(folder));
    (void)snprintf(file, sizeof file, "%s/contracted.so", folder);
    (void)snprintf(command, sizeof command,
                   "%s -std=c17 -O3 -mfma -ffp-contract=fast -fno-math-errno -shared -fPIC -I. "
                   "sim/num.c -o %s -lsleef",
                   getenv("CC") != NULL ? getenv("CC") : "gcc", file);
    assert_int_equal(system(command), 0);
    void *so = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    assert_non_null(so);
    void *symbol = dlsym(so, "num_contraction_is_off");
    bool (*is_off)(void) = NULL;
    memcpy(&is_off, &symbol, sizeof is_off);
    assert_non_null(is_off);
    assert_ptr_not_equal(is_off, num_contraction_is_off);
    assert_false(is_off());
    dlclose(so);
    (void)unlink(file);
    (void)rmdir(folder);
#else
    skip();
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lanes_equal_scalar),
        cmocka_unit_test(test_lane_draws_equal_scalar),
        cmocka_unit_test(test_in_place),
        cmocka_unit_test(test_quantile_values),
        cmocka_unit_test(test_normal_cdf_values),
        cmocka_unit_test(test_functions_are_accurate),
        cmocka_unit_test(test_lua_is_captured),
        cmocka_unit_test(test_names_are_ours),
        cmocka_unit_test(test_gsl_is_captured),
        cmocka_unit_test(test_contraction_is_off_here),
        cmocka_unit_test(test_contraction_guard_trips),
        cmocka_unit_test(test_subnormals_are_flushed),
        cmocka_unit_test(test_lanes_equal_scalar), /* again, now with flushing on */
        cmocka_unit_test(test_lane_draws_equal_scalar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
