/* fit_cases.h - models with known truth for tests of sim/fit.h.
 *
 * Data of the NIST Statistical Reference Datasets, nonlinear regression (National Institute of
 * Standards and Technology, www.itl.nist.gov/div898/strd/nls/nls_main.shtml), with their certified
 * parameters and standard deviations. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_FIT_CASES_H
#define TESTS_FIT_CASES_H
#include "cmocka_all.h"
#include "sim/fit.h"
#include "sim/mem.h"
#include "sim/num.h"
#include "sim/rng.h"
#include <math.h>
#include <string.h>

enum { FIT_MOST = 64, FIT_PARAMS = 7 };

/* A model: n figures of parameters b; uniform from lo to hi. */
struct fit_model {
    size_t d, n;
    double lo[FIT_PARAMS], hi[FIT_PARAMS];
    const double *x; /* [n] */
    double (*at)(const double *b, double x);
    double noise;      /* standard deviation that the model itself adds; address: point, figure */
    uint64_t seed;     /* of that noise */
    size_t n_done;     /* points so far */
    size_t stop_after; /* 0: never */
    size_t replicates;
};

static inline double fit_value(void *ctx, size_t param, double u)
{
    const struct fit_model *m = ctx;
    return m->lo[param] + (m->hi[param] - m->lo[param]) * u;
}

static inline double fit_noise(uint64_t seed, size_t point, size_t figure)
{
    double u[2];
    rng_uniform2(seed, (uint32_t)point, 1, STREAM_MODEL, (uint32_t)figure, 0, u);
    return num_normal_quantile(u[0]);
}

static inline bool fit_model_round(void *ctx, const struct fit_round *r)
{
    struct fit_model *m = ctx;
    for (size_t k = 0; k < r->n; k++, m->n_done++) {
        double b[FIT_PARAMS];
        for (size_t i = 0; i < m->d; i++)
            b[i] = fit_value(m, i, r->u[k * m->d + i]);
        for (size_t o = 0; o < m->n; o++) {
            double e = 0.0;
            for (size_t i = 0; m->noise > 0.0 && i < m->replicates; i++)
                e += m->noise * fit_noise(m->seed, m->n_done * m->replicates + i, o);
            r->mean[k * m->n + o] = m->at(b, m->x[o]) + e / (double)m->replicates;
            r->variance[k * m->n + o] = m->replicates > 1 ? m->noise * m->noise : 0.0;
        }
    }
    return m->stop_after == 0 || m->n_done < m->stop_after;
}

struct fit_data {
    double y[FIT_MOST], sd[FIT_MOST];
    uint32_t series[FIT_MOST];
    bool held_out[FIT_MOST];
};

static inline struct fit_spec fit_spec_of(struct fit_model *m, struct fit_data *data,
                                          enum fit_method method)
{
    m->replicates = m->replicates ? m->replicates : 1;
    return (struct fit_spec){.method = method,
                             .n_param = m->d,
                             .n_obs = m->n,
                             .observed = data->y,
                             .sd = data->sd,
                             .series = data->series,
                             .held_out = data->held_out,
                             .n_point = fit_usual_points(method, m->d),
                             .replicates = m->replicates,
                             .level = 0.9,
                             .seed = 1,
                             .value = fit_value,
                             .round = fit_model_round,
                             .ctx = m};
}

/* --- NIST ------------------------------------------------------------------------------------- */

struct fit_certified {
    const char *name;
    struct fit_model model;
    const double *y;
    double b[FIT_PARAMS], sd[FIT_PARAMS], rss;
};

static inline double misra1a_at(const double *b, double x)
{
    return b[0] * (1.0 - num_exp(-b[1] * x));
}
static inline double mgh09_at(const double *b, double x)
{
    return b[0] * (x * x + x * b[1]) / (x * x + x * b[2] + b[3]);
}
static inline double thurber_at(const double *b, double x)
{
    return (b[0] + x * (b[1] + x * (b[2] + x * b[3]))) / (1.0 + x * (b[4] + x * (b[5] + x * b[6])));
}

static const double misra1a_x[] = {77.6,  114.9, 141.1, 190.8, 239.9, 289.0, 332.8,
                                   378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0};
static const double misra1a_y[] = {10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02,
                                   44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78};
static const double mgh09_x[] = {4.0,   2.0, 1.0,    0.5,    0.25,  0.167,
                                 0.125, 0.1, 0.0833, 0.0714, 0.0625};
static const double mgh09_y[] = {0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627,
                                 0.0456, 0.0342, 0.0323, 0.0235, 0.0246};
static const double thurber_x[] = {-3.067, -2.981, -2.921, -2.912, -2.840, -2.797, -2.702, -2.699,
                                   -2.633, -2.481, -2.363, -2.322, -1.501, -1.460, -1.274, -1.212,
                                   -1.100, -1.046, -0.915, -0.714, -0.566, -0.545, -0.400, -0.309,
                                   -0.109, -0.103, 0.010,  0.119,  0.377,  0.790,  0.963,  1.006,
                                   1.115,  1.572,  1.841,  2.047,  2.200};
static const double thurber_y[] = {
    80.574,   84.248,   87.264,   87.195,   89.076,   89.608,   89.868,   90.101,
    92.405,   95.854,   100.696,  101.060,  401.672,  390.724,  567.534,  635.316,
    733.054,  759.087,  894.206,  990.785,  1090.109, 1080.914, 1122.643, 1178.351,
    1260.531, 1273.514, 1288.339, 1327.543, 1353.863, 1414.509, 1425.208, 1421.384,
    1442.962, 1464.350, 1468.705, 1447.894, 1457.628};

static const struct fit_certified fit_nist[] = {
    {"Misra1a",
     {.d = 2, .n = 14, .lo = {100, 1e-5}, .hi = {1000, 1e-3}, .x = misra1a_x, .at = misra1a_at},
     misra1a_y,
     {2.3894212918e+02, 5.5015643181e-04},
     {2.7070075241e+00, 7.2668688436e-06},
     1.2455138894e-01},
    {"MGH09",
     {.d = 4, .n = 11, .lo = {0, 0, 0, 0}, .hi = {1, 1, 1, 1}, .x = mgh09_x, .at = mgh09_at},
     mgh09_y,
     {1.9280693458e-01, 1.9128232873e-01, 1.2305650693e-01, 1.3606233068e-01},
     {1.1435312227e-02, 1.9633220911e-01, 8.0842031232e-02, 9.0025542308e-02},
     3.0750560385e-04},
    {"Thurber",
     {.d = 7,
      .n = 37,
      .lo = {1000, 1000, 400, 40, 0.7, 0.3, 0.03},
      .hi = {1500, 2000, 800, 100, 1.2, 0.5, 0.07},
      .x = thurber_x,
      .at = thurber_at},
     thurber_y,
     {1.2881396800e+03, 1.4910792535e+03, 5.8323836877e+02, 7.5416644291e+01, 9.6629502864e-01,
      3.9797285797e-01, 4.9727297349e-02},
     {4.6647963344e+00, 3.9571156086e+01, 2.8698696102e+01, 5.5675370270e+00, 3.1333340687e-02,
      1.4984928198e-02, 6.5842344623e-03},
     5.6427082397e+03}};

/* --- decay to a floor ------------------------------------------------------------------------- */

enum { DECAY_N = 20 };
static const double decay_x[DECAY_N] = {0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5,
                                        5.0, 5.5, 6.0, 6.5, 7.0, 7.5, 8.0, 8.5, 9.0, 9.5};
static inline double decay_at(const double *b, double x)
{
    return b[0] * num_exp(-b[1] * x) + b[2];
}
static inline struct fit_model decay_model(void)
{
    return (struct fit_model){.d = 3,
                              .n = DECAY_N,
                              .lo = {1.0, 0.2, 0.0},
                              .hi = {3.0, 1.2, 1.0},
                              .x = decay_x,
                              .at = decay_at};
}
/* Truth of case k, uniform over the box, and its observations with errors of sd. */
static inline void decay_case(const struct fit_model *m, size_t k, double sd, double *truth,
                              struct fit_data *data)
{
    *data = (struct fit_data){0};
    for (size_t i = 0; i < m->d; i++) {
        double u[2];
        rng_uniform2(77, (uint32_t)k, 2, STREAM_MODEL, (uint32_t)i, 0, u);
        truth[i] = m->lo[i] + (m->hi[i] - m->lo[i]) * u[0];
    }
    for (size_t o = 0; o < m->n; o++)
        data->y[o] = m->at(truth, m->x[o]) + sd * fit_noise(99, k, o);
}
#endif
