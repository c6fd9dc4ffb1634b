/* sensitivity_cases.h - functions whose sensitivity indices are known, and designs to try them on.
 *
 * The designs here are made without sim/design.c, so that a fault there does not hide one in the
 * estimators. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SENSITIVITY_CASES_H
#define TESTS_SENSITIVITY_CASES_H
#include "sim/num.h"
#include "sim/sensitivity.h"
#include "tests/prop.h"
#include <math.h>

enum { CASE_DIM = 4 }; /* at most */

/* A function of the unit cube with its analytic variance decomposition. */
struct known {
    const char *name;
    size_t d;
    double (*f)(const double *u);
    double mean, variance;
    double first[CASE_DIM], total[CASE_DIM], second[CASE_DIM][CASE_DIM]; /* i < j */
};

static const double pi = 3.141592653589793;

/* Ishigami and Homma 1990 (doi:10.1109/ISUMA.1990.151285), a = 7, b = 0.1, x in (-pi, pi). */
static inline double ishigami(const double *u)
{
    const double x1 = pi * (2 * u[0] - 1), x2 = pi * (2 * u[1] - 1), x3 = pi * (2 * u[2] - 1);
    const double s1 = num_sin(x1), s2 = num_sin(x2);
    return s1 + 7 * s2 * s2 + 0.1 * x3 * x3 * x3 * x3 * s1;
}
static inline struct known known_ishigami(void)
{
    const double a = 7, b = 0.1, pi4 = pi * pi * pi * pi, pi8 = pi4 * pi4;
    const double v1 = 0.5 * (1 + b * pi4 / 5) * (1 + b * pi4 / 5), v2 = a * a / 8;
    const double v13 = b * b * pi8 * 8 / 225, v = v1 + v2 + v13;
    struct known k = {"Ishigami", 3, ishigami, a / 2, v, {v1 / v, v2 / v, 0}, {0}, {{0}}};
    k.total[0] = (v1 + v13) / v;
    k.total[1] = v2 / v;
    k.total[2] = k.second[0][2] = v13 / v;
    return k;
}

/* Sobol' g-function, Saltelli and Sobol' 1995 (doi:10.1016/0951-8320(95)00099-2): a product of
 * factors of mean 1 and variance 1 / (3 (1 + a)^2). */
static const double g_a[CASE_DIM] = {0, 1, 4.5, 9};
static inline double g_function(const double *u)
{
    double y = 1;
    for (size_t i = 0; i < CASE_DIM; i++) {
        y *= (fabs(4 * u[i] - 2) + g_a[i]) / (1 + g_a[i]);
    }
    return y;
}
static inline struct known known_g(void)
{
    struct known k = {"g-function", CASE_DIM, g_function, 1, 0, {0}, {0}, {{0}}};
    double part[CASE_DIM], all = 1;
    for (size_t i = 0; i < CASE_DIM; i++) {
        part[i] = 1 / (3 * (1 + g_a[i]) * (1 + g_a[i]));
        all *= 1 + part[i];
    }
    k.variance = all - 1;
    for (size_t i = 0; i < CASE_DIM; i++) {
        k.first[i] = part[i] / k.variance;
        k.total[i] = part[i] * all / (1 + part[i]) / k.variance;
        for (size_t j = i + 1; j < CASE_DIM; j++) {
            k.second[i][j] = part[i] * part[j] / k.variance;
        }
    }
    return k;
}

/* y = 100 + 2 x1 + x2 + 3 (x1 - 1/2)(x3 - 1/2): variances 4/12, 1/12 and 9/144. */
static inline double linear(const double *u)
{
    return 100 + 2 * u[0] + u[1] + 3 * (u[0] - 0.5) * (u[2] - 0.5);
}
static inline struct known known_linear(void)
{
    const double v1 = 4.0 / 12, v2 = 1.0 / 12, v13 = 9.0 / 144, v = v1 + v2 + v13;
    struct known k = {"linear", 3, linear, 101.5, v, {v1 / v, v2 / v, 0}, {0}, {{0}}};
    k.total[0] = (v1 + v13) / v;
    k.total[1] = v2 / v;
    k.total[2] = k.second[0][2] = v13 / v;
    return k;
}

/* --- designs --- */

/* Number i of van der Corput's sequence, shifted (Cranley and Patterson 1976). */
static inline double corput(size_t i, unsigned base, double shift)
{
    double x = shift, digit = 1.0;
    for (; i > 0; i /= base) {
        digit /= base;
        x += digit * (double)(i % base);
    }
    return x - floor(x);
}

/* Point r of 2 d dimensions: pseudo-random, or Halton's (1960). */
static inline void base_point(struct prop *p, bool random, size_t r, size_t d2, double *ab)
{
    static const unsigned prime[2 * CASE_DIM] = {2, 3, 5, 7, 11, 13, 17, 19};
    for (size_t i = 0; i < d2; i++) {
        ab[i] = random ? prop_real(p, 0, 1) : corput(r, prime[i], 0.3 + 0.07 * (double)i);
    }
}

/* y[] of the function over a Saltelli design (order of rows: sim/design.h). Free with free(). */
static inline double *run_saltelli(const struct known *k, const struct design_spec *s, bool random)
{
    struct prop p = {s->seed};
    const size_t d = s->n_dim, rows = (s->second ? 2 : 1) * d + 2;
    double *y = malloc(s->n * rows * sizeof *y);
    for (size_t r = 0; y && r < s->n; r++) {
        double a[2 * CASE_DIM], *b = a + d, *out = y + r * rows;
        base_point(&p, random, r, 2 * d, a);
        for (size_t i = 0; i < d; i++) {
            double x[CASE_DIM];
            memcpy(x, a, d * sizeof *x);
            x[i] = b[i];
            out[1 + i] = k->f(x);
            if (s->second) {
                memcpy(x, b, d * sizeof *x);
                x[i] = a[i];
                out[1 + d + i] = k->f(x);
            }
        }
        out[0] = k->f(a);
        out[rows - 1] = k->f(b);
    }
    return y;
}
static inline struct design_spec saltelli(size_t n, size_t d, bool second, uint64_t seed)
{
    return (struct design_spec){
        .kind = DESIGN_SALTELLI, .n = n, .n_dim = d, .second = second, .seed = seed};
}
static inline size_t saltelli_rows(const struct design_spec *s)
{
    return s->n * ((s->second ? 2 : 1) * s->n_dim + 2);
}
/* --- the plain formulas, block after block --- */

struct plain {
    double first[CASE_DIM], total[CASE_DIM], second[CASE_DIM][CASE_DIM];
};

/* The estimators as the papers print them; y is centred by the mean of all its A and B, block r
 * counts count[r] times. */
static inline struct plain plain_indices(const struct design_spec *s, const double *y,
                                         const uint8_t *count)
{
    struct plain out = {{0}, {0}, {{0}}};
    const size_t d = s->n_dim, rows = (s->second ? 2 : 1) * d + 2;
    double centre = 0, mean = 0, variance = 0;
    const double n = (double)s->n;
    for (size_t r = 0; r < s->n; r++) {
        centre += (y[r * rows] + y[r * rows + rows - 1]) / (2 * n);
        mean += count[r] * (y[r * rows] + y[r * rows + rows - 1]) / (2 * n);
    }
    for (size_t r = 0; r < s->n; r++) {
        const double a = y[r * rows] - mean, b = y[r * rows + rows - 1] - mean;
        variance += count[r] * (a * a + b * b) / (2 * n);
    }
    for (size_t r = 0; r < s->n; r++) {
        const double w = count[r] / (n * variance), a = y[r * rows] - centre;
        const double b = y[r * rows + rows - 1] - centre, *ab = y + r * rows + 1;
        for (size_t i = 0; i < d; i++) {
            const double abi = ab[i] - centre;
            out.first[i] += w * b * (abi - a);
            out.total[i] += w * (a - abi) * (a - abi) / 2;
            for (size_t j = i + 1; s->second && j < d; j++) {
                const double abj = ab[j] - centre, bai = ab[d + i] - centre;
                const double baj = ab[d + j] - centre;
                out.second[i][j] += w * ((bai * abj + baj * abi) / 2 - a * b);
            }
        }
    }
    for (size_t i = 0; i < d; i++) {
        for (size_t j = i + 1; s->second && j < d; j++) {
            out.second[i][j] -= out.first[i] + out.first[j];
        }
    }
    return out;
}
#endif
