/* dist.c - see dist.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/dist.h"
#include "sim/dist_beta.h"
#include "sim/num.h"
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct kind_row {
    const char *name;
    enum dist_kind kind;
    size_t min_arg, max_arg;
};
static const struct kind_row kinds[] = {
    {"normal", DIST_NORMAL, 2, 2},
    {"lognormal", DIST_LOGNORMAL, 2, 2},
    {"uniform", DIST_UNIFORM, 2, 2},
    {"triangular", DIST_TRIANGULAR, 3, 3},
    {"pert", DIST_PERT, 3, 3},
    {"beta", DIST_BETA, 2, 4},
    {"discrete", DIST_DISCRETE, 1, SIZE_MAX},
    {"empirical", DIST_EMPIRICAL, 1, SIZE_MAX},
};
enum { N_KIND = sizeof kinds / sizeof *kinds };

const char *const *dist_names(size_t *n)
{
    static const char *const names[N_KIND] = {"normal", "lognormal", "uniform",  "triangular",
                                              "pert",   "beta",      "discrete", "empirical"};
    *n = N_KIND;
    return names;
}

bool dist_kind_by_name(const char *name, enum dist_kind *kind, size_t *min_arg, size_t *max_arg)
{
    for (size_t i = 0; i < N_KIND; i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            *kind = kinds[i].kind;
            *min_arg = kinds[i].min_arg;
            *max_arg = kinds[i].max_arg;
            return true;
        }
    }
    return false;
}

/* --- checking ------------------------------------------------------------------------------- */

static bool all_finite(const double *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(v[i])) {
            return false;
        }
    }
    return true;
}

static enum dist_fault check_list(const struct dist *d)
{
    if (d->n == 0 || d->value == NULL || (d->kind == DIST_DISCRETE && d->weight == NULL)) {
        return DIST_COUNT;
    }
    if (!all_finite(d->value, d->n)) {
        return DIST_SHAPE;
    }
    double total = 0.0;
    for (size_t i = 0; i < d->n && d->kind == DIST_DISCRETE; i++) {
        if (!isfinite(d->weight[i]) || d->weight[i] < 0.0) {
            return DIST_WEIGHTS;
        }
        total += d->weight[i];
    }
    return d->kind == DIST_DISCRETE && !(total > 0.0 && isfinite(total)) ? DIST_WEIGHTS : DIST_OK;
}

enum dist_fault dist_check(const struct dist *d)
{
    const double *p = d->p;
    if (d->kind == DIST_DISCRETE || d->kind == DIST_EMPIRICAL) {
        return check_list(d);
    }
    if (!all_finite(p, 4)) {
        return DIST_SHAPE;
    }
    switch (d->kind) {
    case DIST_NORMAL:
        return p[1] > 0.0 ? DIST_OK : DIST_SPREAD;
    case DIST_LOGNORMAL:
        return p[0] <= 0.0 ? DIST_SHAPE : p[1] > 0.0 ? DIST_OK : DIST_SPREAD;
    case DIST_UNIFORM:
        return p[0] < p[1] ? DIST_OK : DIST_ORDER;
    case DIST_TRIANGULAR:
    case DIST_PERT:
        return p[0] <= p[1] && p[1] <= p[2] && p[0] < p[2] ? DIST_OK : DIST_ORDER;
    case DIST_BETA:
        return p[0] <= 0.0 || p[1] <= 0.0 ? DIST_SHAPE : p[2] <= p[3] ? DIST_OK : DIST_ORDER;
    default:
        return DIST_OK;
    }
}

/* --- beta and pert -------------------------------------------------------------------------- */

struct beta {
    double a, b, lo, hi;
};

static struct beta beta_of(const struct dist *d)
{
    if (d->kind == DIST_PERT) {
        const double lo = d->p[0], mode = d->p[1], hi = d->p[2], width = hi - lo;
        return (struct beta){1.0 + 4.0 * (mode - lo) / width, 1.0 + 4.0 * (hi - mode) / width, lo,
                             hi};
    }
    const bool unit = !(d->p[2] < d->p[3]);
    return (struct beta){d->p[0], d->p[1], unit ? 0.0 : d->p[2], unit ? 1.0 : d->p[3]};
}

bool dist_is_beta(const struct dist *d) { return d->kind == DIST_PERT || d->kind == DIST_BETA; }

void dist_prepare(struct dist *d, struct dist_beta *memory)
{
    const struct beta b = beta_of(d);
    dist_beta_prepare(memory, b.a, b.b);
    d->beta = memory;
}

/* Prepared memory, or `spare` prepared now: the same bits either way. */
static const struct dist_beta *prepared(const struct dist *d, const struct beta *b,
                                        struct dist_beta *spare)
{
    if (d->beta != NULL) {
        return d->beta;
    }
    dist_beta_prepare(spare, b->a, b->b);
    return spare;
}

static double beta_cdf(const struct dist *d, double x)
{
    const struct beta b = beta_of(d);
    if (x <= b.lo || x >= b.hi) {
        return x <= b.lo ? 0.0 : 1.0;
    }
    struct dist_beta spare;
    const struct dist_beta *q = prepared(d, &b, &spare);
    const double width = b.hi - b.lo;
    const struct beta_point at = {(x - b.lo) / width, (b.hi - x) / width};
    return q->quick ? dist_beta_cdf(q, at) : gsl_cdf_beta_P(at.x, b.a, b.b);
}

/* For shapes that dist_beta.h does not take. GSL's inverse now and then stops early (its own
 * iteration limit); the answer is then found by halving, which always ends: 1100 halvings separate
 * any two doubles of [0, 1]. */
static struct beta_point slow_quantile(const struct beta *b, double u)
{
    double x = gsl_cdf_beta_Pinv(u, b->a, b->b);
    if (!(x >= 0.0 && x <= 1.0 && fabs(gsl_cdf_beta_P(x, b->a, b->b) - u) <= 1e-9 * u)) {
        double low = 0.0, high = 1.0;
        for (int i = 0; i < 1100; i++) {
            x = 0.5 * (low + high);
            if (x <= low || x >= high) {
                break;
            }
            if (gsl_cdf_beta_P(x, b->a, b->b) < u) {
                low = x;
            } else {
                high = x;
            }
        }
    }
    return (struct beta_point){x, 1.0 - x};
}

/* Measured from the nearer end, so that a value close to either keeps its distance. */
static double beta_quantile(const struct dist *d, double u)
{
    const struct beta b = beta_of(d);
    struct dist_beta spare;
    const struct dist_beta *q = prepared(d, &b, &spare);
    const struct beta_point at = q->quick ? dist_beta_quantile(q, u) : slow_quantile(&b, u);
    const double width = b.hi - b.lo;
    return at.x < at.rest ? b.lo + width * at.x : b.hi - width * at.rest;
}

/* --- lists: discrete, empirical --------------------------------------------------------------- */

static double weight_at(const struct dist *d, size_t i)
{
    return d->kind == DIST_DISCRETE ? d->weight[i] : 1.0;
}

/* Weight of the values below x, or up to x. */
static double weight_below(const struct dist *d, double x, bool with_x)
{
    double sum = 0.0;
    for (size_t i = 0; i < d->n; i++) {
        sum += d->value[i] < x || (with_x && d->value[i] <= x) ? weight_at(d, i) : 0.0;
    }
    return sum;
}

static double total_weight(const struct dist *d) { return weight_below(d, HUGE_VAL, true); }

/* The smallest value whose cumulated weight reaches u of the whole. */
static double list_quantile(const struct dist *d, double u)
{
    const double wanted = u * total_weight(d);
    bool rising = true;
    for (size_t i = 1; i < d->n; i++) {
        rising = rising && d->value[i - 1] <= d->value[i];
    }
    double best = -HUGE_VAL, largest = -HUGE_VAL, sum = 0.0;
    bool found = false;
    for (size_t i = 0; i < d->n; i++) {
        const double x = d->value[i], w = weight_at(d, i);
        sum = rising ? sum + w : weight_below(d, x, true);
        if (w > 0.0 && x > largest) {
            largest = x; /* rounding may leave `wanted` just above the last sum */
        }
        if (sum >= wanted && (!found || x < best)) {
            best = x;
            found = true;
            if (rising) {
                break;
            }
        }
    }
    return found ? best : largest;
}

/* --- all kinds ------------------------------------------------------------------------------ */

/* Mean and standard deviation of the value's logarithm. */
static void lognormal_log(const struct dist *d, double *mu, double *sigma)
{
    const double cv = d->p[1] / d->p[0];
    const double variance = num_log1p(cv * cv);
    *mu = num_log(d->p[0]) - 0.5 * variance;
    *sigma = sqrt(variance);
}

static double triangular_quantile(const double p[3], double u)
{
    const double width = p[2] - p[0], left = p[1] - p[0], right = p[2] - p[1];
    return u * width < left ? p[0] + sqrt(u * width * left)
                            : p[2] - sqrt((1.0 - u) * width * right);
}

static double triangular_cdf(const double p[3], double x)
{
    if (x <= p[0] || x >= p[2]) {
        return x <= p[0] ? 0.0 : 1.0;
    }
    const double width = p[2] - p[0];
    if (x < p[1]) {
        return (x - p[0]) * (x - p[0]) / (width * (p[1] - p[0]));
    }
    return p[1] < p[2] ? 1.0 - (p[2] - x) * (p[2] - x) / (width * (p[2] - p[1])) : 1.0;
}

double dist_quantile(const struct dist *d, double u)
{
    const double *p = d->p;
    double mu = 0.0, sigma = 0.0;
    switch (d->kind) {
    case DIST_NORMAL:
        return p[0] + p[1] * num_normal_quantile(u);
    case DIST_LOGNORMAL:
        lognormal_log(d, &mu, &sigma);
        return num_exp(mu + sigma * num_normal_quantile(u));
    case DIST_UNIFORM:
        return p[0] + u * (p[1] - p[0]);
    case DIST_TRIANGULAR:
        return triangular_quantile(p, u);
    case DIST_PERT:
    case DIST_BETA:
        return beta_quantile(d, u);
    case DIST_DISCRETE:
    case DIST_EMPIRICAL:
        return list_quantile(d, u);
    case DIST_FIXED:
        break;
    }
    return p[0];
}

double dist_cdf(const struct dist *d, double x)
{
    const double *p = d->p;
    double mu = 0.0, sigma = 0.0;
    switch (d->kind) {
    case DIST_NORMAL:
        return num_normal_cdf((x - p[0]) / p[1]);
    case DIST_LOGNORMAL:
        lognormal_log(d, &mu, &sigma);
        return x > 0.0 ? num_normal_cdf((num_log(x) - mu) / sigma) : 0.0;
    case DIST_UNIFORM:
        return x <= p[0] ? 0.0 : x >= p[1] ? 1.0 : (x - p[0]) / (p[1] - p[0]);
    case DIST_TRIANGULAR:
        return triangular_cdf(p, x);
    case DIST_PERT:
    case DIST_BETA:
        return beta_cdf(d, x);
    case DIST_DISCRETE:
    case DIST_EMPIRICAL:
        return weight_below(d, x, true) / total_weight(d);
    case DIST_FIXED:
        break;
    }
    return x >= p[0] ? 1.0 : 0.0;
}

static double clamp(double x, double lo, double hi) { return x < lo ? lo : x > hi ? hi : x; }

double dist_sample(const struct dist *d, double u, double lo, double hi)
{
    if (lo == -HUGE_VAL && hi == HUGE_VAL)
        return dist_quantile(d, u); /* the same bits as below */
    const bool list = d->kind == DIST_DISCRETE || d->kind == DIST_EMPIRICAL;
    /* Both ends belong to the range: for a list, F just below lo. */
    const double f_lo = list ? weight_below(d, lo, false) / total_weight(d) : dist_cdf(d, lo);
    const double f_hi = dist_cdf(d, hi);
    const double part = f_lo + u * (f_hi - f_lo);
    /* Nothing (or less than a double can show) of it lies within the range: its nearest end. */
    if (!(f_hi > f_lo) || part <= 0.0 || part >= 1.0) {
        return clamp(dist_median(d), lo, hi);
    }
    return clamp(dist_quantile(d, part), lo, hi);
}

double dist_mean(const struct dist *d)
{
    const double *p = d->p;
    double sum = 0.0;
    struct beta b;
    switch (d->kind) {
    case DIST_UNIFORM:
        return 0.5 * (p[0] + p[1]);
    case DIST_TRIANGULAR:
        return (p[0] + p[1] + p[2]) / 3.0;
    case DIST_PERT:
    case DIST_BETA:
        b = beta_of(d);
        return b.lo + (b.hi - b.lo) * b.a / (b.a + b.b);
    case DIST_DISCRETE:
    case DIST_EMPIRICAL:
        for (size_t i = 0; i < d->n; i++) {
            sum += d->value[i] * weight_at(d, i);
        }
        return sum / total_weight(d);
    default: /* FIXED, NORMAL, LOGNORMAL */
        return p[0];
    }
}

double dist_median(const struct dist *d) { return dist_quantile(d, 0.5); }

void dist_sort(double *value, double *weight, size_t n)
{
    /* Shell sort with the gaps of Ciura 2001 (doi:10.1007/3-540-44669-9_12) and one more: two
     * arrays, no memory of its own, stable enough as equal values are interchangeable here. */
    static const size_t gaps[] = {1750, 701, 301, 132, 57, 23, 10, 4, 1};
    for (size_t g = 0; g < sizeof gaps / sizeof *gaps; g++) {
        const size_t gap = gaps[g];
        for (size_t i = gap; i < n; i++) {
            const double v = value[i], w = weight != NULL ? weight[i] : 0.0;
            size_t k = i;
            for (; k >= gap && value[k - gap] > v; k -= gap) {
                value[k] = value[k - gap];
                if (weight != NULL) {
                    weight[k] = weight[k - gap];
                }
            }
            value[k] = v;
            if (weight != NULL) {
                weight[k] = w;
            }
        }
    }
}
