/* num_quantile.h - the arithmetic of AS 241, once, for scalars (num.c) and lanes (num_lane.h).
 *
 * Branch-free: the pieces are selected coefficient by coefficient, so that one numerator, one
 * denominator and one division serve all three and gcc can vectorise over lanes. Coefficients and
 * splits: Wichura 1988, doi:10.2307/2347330, PPND16.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_NUM_QUANTILE_H
#define SIM_NUM_QUANTILE_H
#include <math.h>

/* Fault of contraction: (1 + 2^-27)(1 - 2^-27) - 1 is 0 with two roundings, -2^-54 with one. */
static inline double num_contraction_residual(void)
{
    const volatile double a = 1.0 + 0x1p-27, b = 1.0 - 0x1p-27, c = -1.0;
    return a * b + c;
}

/* The smaller tail of p, whose logarithm num_quantile_of wants; never below 2^-1022, so that the
 * logarithm stays finite. */
static inline double num_quantile_tail(double p)
{
    const double tail = p < 0.5 ? p : 1.0 - p;
    return tail > 0x1p-1022 ? tail : 0x1p-1022;
}

/* Quantile of p with log_tail = log(num_quantile_tail(p)). */
static inline double num_quantile_of(double p, double log_tail)
{
    const double q = p - 0.5;
    const double root = sqrt(-log_tail);
    const double q_abs = q < 0.0 ? -q : q;
    const int mid = q_abs <= 0.425;
    const int near = root <= 5.0;
    const double r = mid ? 0.180625 - q * q : (near ? root - 1.6 : root - 5.0);
#define PIECE(a, c, e) (mid ? (a) : (near ? (c) : (e)))
    double num =
        PIECE(2.5090809287301226727e3, 7.74545014278341407640e-4, 2.01033439929228813265e-7);
    num = num * r +
          PIECE(3.3430575583588128105e4, 2.27238449892691845833e-2, 2.71155556874348757815e-5);
    num = num * r +
          PIECE(6.7265770927008700853e4, 2.41780725177450611770e-1, 1.24266094738807843860e-3);
    num = num * r +
          PIECE(4.5921953931549871457e4, 1.27045825245236838258e0, 2.65321895265761230930e-2);
    num = num * r +
          PIECE(1.3731693765509461125e4, 3.64784832476320460504e0, 2.96560571828504891230e-1);
    num = num * r +
          PIECE(1.9715909503065514427e3, 5.76949722146069140550e0, 1.78482653991729133580e0);
    num = num * r +
          PIECE(1.3314166789178437745e2, 4.63033784615654529590e0, 5.46378491116411436990e0);
    num = num * r +
          PIECE(3.3871328727963666080e0, 1.42343711074968357734e0, 6.65790464350110377720e0);
    double den =
        PIECE(5.2264952788528545610e3, 1.05075007164441684324e-9, 2.04426310338993978564e-15);
    den = den * r +
          PIECE(2.8729085735721942674e4, 5.47593808499534494600e-4, 1.42151175831644588870e-7);
    den = den * r +
          PIECE(3.9307895800092710610e4, 1.51986665636164571966e-2, 1.84631831751005468180e-5);
    den = den * r +
          PIECE(2.1213794301586595867e4, 1.48103976427480074590e-1, 7.86869131145613259100e-4);
    den = den * r +
          PIECE(5.3941960214247511077e3, 6.89767334985100004550e-1, 1.48753612908506148525e-2);
    den = den * r +
          PIECE(6.8718700749205790830e2, 1.67638483018380384940e0, 1.36929880922735805310e-1);
    den = den * r +
          PIECE(4.2313330701600911252e1, 2.05319162663775882187e0, 5.99832206555887937690e-1);
    den = den * r + 1.0;
#undef PIECE
    const double sign = q < 0.0 ? -1.0 : 1.0;
    return (mid ? q : sign) * num / den;
}
#endif
