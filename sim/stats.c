/* stats.c - see stats.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/stats.h"
#include "sim/mem.h"
#include "sim/num.h"
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

double stats_mean(const double *x, size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        sum += x[i];
    }
    return n > 0 ? sum / (double)n : (double)NAN;
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

enum { RADIX_LEAST = 2048, DIGIT_BITS = 11, DIGITS = 6, DIGIT = 1 << DIGIT_BITS };

/* Least digit first, stable: what a merge sort gives, several times faster for many numbers. */
static void radix_sort(double *x, size_t n, double *other)
{
    double *from = x, *to = other;
    for (unsigned digit = 0; digit < DIGITS; digit++) {
        const unsigned shift = digit * DIGIT_BITS;
        size_t start[DIGIT] = {0}, sum = 0;
        for (size_t i = 0; i < n; i++) {
            start[num_order_key(from[i]) >> shift & (DIGIT - 1)]++;
        }
        if (start[num_order_key(from[0]) >> shift & (DIGIT - 1)] == n) {
            continue; /* all the same */
        }
        for (size_t i = 0; i < DIGIT; i++) {
            const size_t here = start[i];
            start[i] = sum;
            sum += here;
        }
        for (size_t i = 0; i < n; i++) {
            to[start[num_order_key(from[i]) >> shift & (DIGIT - 1)]++] = from[i];
        }
        double *swap = from;
        from = to;
        to = swap;
    }
    if (from != x) {
        memcpy(x, from, n * sizeof *x);
    }
}

void stats_sort(double *x, size_t n)
{
    double *other = n >= RADIX_LEAST ? mem_alloc(n, sizeof *other) : NULL;
    if (other != NULL) {
        radix_sort(x, n, other);
        mem_free(other);
    } else if (n > 1) {
        qsort(x, n, sizeof *x, compare);
    }
}

double stats_quantile(const double *sorted, size_t n, double p)
{
    if (n == 0) {
        return (double)NAN;
    }
    const double at = p * (double)(n - 1);
    const double whole = floor(at);
    const size_t i = (size_t)whole;
    if (i + 1 >= n) {
        return sorted[n - 1];
    }
    return sorted[i] + (at - whole) * (sorted[i + 1] - sorted[i]);
}

double stats_t_quantile(double p, double df) { return gsl_cdf_tdist_Pinv(p, df); }

size_t stats_group_end(const uint32_t *group, size_t from, size_t n)
{
    size_t i = from + 1;
    while (i < n && group[i] == group[from]) {
        i++;
    }
    return i;
}

static size_t count_groups(const uint32_t *group, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i = stats_group_end(group, i, n)) {
        count++;
    }
    return count;
}

/* Independent values behind a mean: groups, or with one group its members. */
static size_t count_units(const uint32_t *group, size_t n)
{
    const size_t n_group = count_groups(group, n);
    return n_group > 1 ? n_group : n;
}

/* Standard error of the mean over at least two units. */
static double mean_error(const double *x, const uint32_t *group, size_t n, double mean)
{
    const size_t units = count_units(group, n);
    const bool by_group = count_groups(group, n) > 1;
    /* Groups may differ in size after failed runs were dropped: their means then weigh by size, as
     * they do in the plain mean, and the spread is that of the weighted residuals. */
    double square = 0.0;
    const double even = (double)n / (double)units;
    for (size_t i = 0; i < n;) {
        const size_t end = by_group ? stats_group_end(group, i, n) : i + 1;
        const double residual = stats_mean(x + i, end - i) - mean;
        const double weight = (double)(end - i) / even;
        square += weight * residual * weight * residual;
        i = end;
    }
    return sqrt(square / (double)(units - 1) / (double)units);
}

struct stats_paired stats_paired(const double *difference, const uint32_t *group, size_t n,
                                 double level, int better)
{
    struct stats_paired out = {.mean = stats_mean(difference, n),
                               .lo = (double)NAN,
                               .hi = (double)NAN,
                               .share_better = (double)NAN,
                               .n = n,
                               .n_group = count_groups(group, n)};
    const size_t units = count_units(group, n);
    size_t good = 0;
    for (size_t i = 0; i < n; i++) {
        good += better < 0 ? difference[i] < 0.0 : difference[i] > 0.0;
    }
    if (n > 0) {
        out.share_better = (double)good / (double)n;
    }
    if (units < 2) {
        return out;
    }
    const double error = mean_error(difference, group, n, out.mean);
    const double t = stats_t_quantile(0.5 + 0.5 * level, (double)(units - 1));
    out.lo = out.mean - t * error;
    out.hi = out.mean + t * error;
    return out;
}

struct stats_apart stats_apart(const struct stats_sample *x, const struct stats_sample *y,
                               double level)
{
    const double mean_x = stats_mean(x->value, x->n), mean_y = stats_mean(y->value, y->n);
    const double mean = mean_y - mean_x;
    struct stats_apart out = {mean, (double)NAN, (double)NAN};
    const size_t n_x = count_units(x->group, x->n), n_y = count_units(y->group, y->n);
    if (n_x < 2 || n_y < 2) {
        return out;
    }
    const double e_x = mean_error(x->value, x->group, x->n, mean_x);
    const double e_y = mean_error(y->value, y->group, y->n, mean_y);
    const double a = e_x * e_x, b = e_y * e_y, sum = a + b;
    double half = 0.0;
    if (sum > 0.0) {
        const double p = a / sum, q = b / sum;
        const double df = 1.0 / (p * p / (double)(n_x - 1) + q * q / (double)(n_y - 1));
        half = stats_t_quantile(0.5 + 0.5 * level, df) * sqrt(sum);
    }
    out.lo = mean - half;
    out.hi = mean + half;
    return out;
}

bool stats_split(const double *x, const uint32_t *group, size_t n, struct stats_split *out)
{
    const size_t n_group = count_groups(group, n);
    if (n_group < 2 || n_group == n) {
        return false;
    }
    const double all = stats_mean(x, n), k = (double)n_group, total = (double)n;
    double between = 0.0, within = 0.0, sizes2 = 0.0;
    for (size_t i = 0; i < n;) {
        const size_t end = stats_group_end(group, i, n);
        const double m = (double)(end - i), mean = stats_mean(x + i, end - i);
        between += m * (mean - all) * (mean - all);
        sizes2 += m * m;
        for (; i < end; i++) {
            within += (x[i] - mean) * (x[i] - mean);
        }
    }
    const double ms_between = between / (k - 1.0), ms_within = within / (total - k);
    const double n0 = (total - sizes2 / total) / (k - 1.0);
    const double inputs = (ms_between - ms_within) / n0;
    *out = (struct stats_split){
        .chance = ms_within, .inputs = inputs > 0.0 ? inputs : 0.0, .n_group = n_group};
    const double sum = out->chance + out->inputs;
    const double share = sum > 0.0 ? out->inputs / sum : (double)NAN;
    const double a = 1.0 - share, b = 1.0 + (n0 - 1.0) * share;
    out->share_inputs = share;
    out->share_error =
        sqrt(2.0 * (total - 1.0) * a * a * b * b / (n0 * n0 * (total - k) * (k - 1.0)));
    return true;
}
