/* num.c - see num.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/num.h"
#include "sim/num_quantile.h"
#include <math.h>
#include <sleef.h>
#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

double num_exp(double x) { return Sleef_cinz_expd1_u10purec(x); }
double num_expm1(double x) { return Sleef_cinz_expm1d1_u10purec(x); }
double num_log(double x) { return Sleef_cinz_logd1_u10purec(x); }
double num_log1p(double x) { return Sleef_cinz_log1pd1_u10purec(x); }
double num_pow(double x, double y) { return Sleef_cinz_powd1_u10purec(x, y); }
double num_sin(double x) { return Sleef_cinz_sind1_u10purec(x); }
double num_cos(double x) { return Sleef_cinz_cosd1_u10purec(x); }
double num_asin(double x) { return Sleef_cinz_asind1_u10purec(x); }

double num_normal_cdf(double z)
{
    return 0.5 * Sleef_cinz_erfcd1_u15purec(z * -0.70710678118654752440); /* 1/sqrt(2) */
}

double num_normal_quantile(double p)
{
    if (p <= 0.0) {
        return -HUGE_VAL;
    }
    if (p >= 1.0) {
        return HUGE_VAL;
    }
    return num_quantile_of(p, num_log(num_quantile_tail(p)));
}

void num_thread_begin(void)
{
#if defined(__SSE2__)
    const unsigned masked_nearest = 0x1F80u, flush = 0x8000u, denormals_zero = 0x0040u;
    _mm_setcsr(masked_nearest | flush | denormals_zero);
#elif defined(__aarch64__)
    const unsigned long flush = 1ul << 24; /* FPCR.FZ: inputs and results; rounding mode 0 */
    __asm__ volatile("msr fpcr, %0" : : "r"(flush));
#endif
}

bool num_contraction_is_off(void) { return num_contraction_residual() == 0.0; }

/* --- the names that Lua and GSL call --------------------------------------------------------
 * The dynamic linker gives a shared library the executable's definition before libm's. Not here:
 * what is exact and therefore equal everywhere (sqrt, fmod, ldexp, frexp, modf, floor, ceil). */
#define CAPTURE(name, sleef) \
    double name(double x) { return sleef(x); }
#define CAPTURE2(name, sleef) \
    double name(double x, double y) { return sleef(x, y); }
CAPTURE(exp, Sleef_cinz_expd1_u10purec)
CAPTURE(exp2, Sleef_cinz_exp2d1_u10purec)
CAPTURE(expm1, Sleef_cinz_expm1d1_u10purec)
CAPTURE(log, Sleef_cinz_logd1_u10purec)
CAPTURE(log2, Sleef_cinz_log2d1_u10purec)
CAPTURE(log10, Sleef_cinz_log10d1_u10purec)
CAPTURE(log1p, Sleef_cinz_log1pd1_u10purec)
CAPTURE2(pow, Sleef_cinz_powd1_u10purec)
CAPTURE(cbrt, Sleef_cinz_cbrtd1_u10purec)
CAPTURE2(hypot, Sleef_cinz_hypotd1_u05purec)
CAPTURE(sin, Sleef_cinz_sind1_u10purec)
CAPTURE(cos, Sleef_cinz_cosd1_u10purec)
CAPTURE(tan, Sleef_cinz_tand1_u10purec)
CAPTURE(asin, Sleef_cinz_asind1_u10purec)
CAPTURE(acos, Sleef_cinz_acosd1_u10purec)
CAPTURE(atan, Sleef_cinz_atand1_u10purec)
CAPTURE2(atan2, Sleef_cinz_atan2d1_u10purec)
CAPTURE(sinh, Sleef_cinz_sinhd1_u10purec)
CAPTURE(cosh, Sleef_cinz_coshd1_u10purec)
CAPTURE(tanh, Sleef_cinz_tanhd1_u10purec)
CAPTURE(asinh, Sleef_cinz_asinhd1_u10purec)
CAPTURE(acosh, Sleef_cinz_acoshd1_u10purec)
CAPTURE(atanh, Sleef_cinz_atanhd1_u10purec)
CAPTURE(erf, Sleef_cinz_erfd1_u10purec)
CAPTURE(erfc, Sleef_cinz_erfcd1_u15purec)
CAPTURE(lgamma, Sleef_cinz_lgammad1_u10purec)
CAPTURE(tgamma, Sleef_cinz_tgammad1_u10purec)

/* A GNU name outside POSIX that compilers call for sin and cos of one argument (GSL does). */
void sincos(double x, double *s, double *c);
void sincos(double x, double *s, double *c)
{
    *s = Sleef_cinz_sind1_u10purec(x);
    *c = Sleef_cinz_cosd1_u10purec(x);
}
