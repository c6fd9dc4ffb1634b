/* num.h - the one set of mathematical functions: SLEEF's deterministic family (Sleef_cinz_*).
 *
 * glibc picks FMA variants by CPU, so its exp differs between machines; SLEEF's cinz functions
 * give the same bits from scalar, SSE2, AVX and AVX-512 code (tests/test_num.c). Strong symbols
 * exp, log, pow, sin, ... in num.c capture the calls of Lua and GSL too. `make lint` refuses any
 * other use of libm's transcendentals in the project.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_NUM_H
#define SIM_NUM_H
#include <stdbool.h>
#include <stdint.h>

double num_exp(double x);
double num_expm1(double x);
double num_log(double x);
double num_log1p(double x);
double num_pow(double x, double y);
double num_sin(double x);
double num_cos(double x);
double num_asin(double x);
/* Cumulative distribution of the standard normal, by SLEEF's erfc (1.5 ulp). */
double num_normal_cdf(double z);
/* Quantile of the standard normal, 0 < p < 1: Wichura 1988, algorithm AS 241 (PPND16),
 * doi:10.2307/2347330; relative error about 1e-16. At 0 and 1 minus and plus infinity. */
double num_normal_quantile(double p);

/* Round to nearest, flush subnormals to zero (FTZ, DAZ): call first in every thread. Subnormals
 * in a decaying stock would cost a factor of forty. */
void num_thread_begin(void);

/* True if num.c was compiled without contraction of a * b + c into one rounding (FMA), as bit
 * identity needs (-ffp-contract=off). The optimiser cannot answer it at compile time. */
bool num_contraction_is_off(void);

/* Order-preserving bits of a double; -0 and 0 are one value. */
static inline uint64_t num_order_key(double x)
{
    const union {
        double d;
        uint64_t u;
    } bits = {.d = x + 0.0};
    return bits.u >> 63 ? ~bits.u : bits.u | UINT64_C(1) << 63;
}
#endif
