/* fit_adjust.c - the linear adjustment and weighted quantiles of a sample. See fit_abc.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/fit_abc.h"
#include "sim/mem.h"
#include <gsl/gsl_eigen.h>
#include <math.h>
#include <stdlib.h>

struct plane {
    double *mean;    /* [d] of the summaries */
    double *product; /* [d] of one column with the summaries */
    double *slope;   /* [d] */
    gsl_matrix *square, *vector;
    gsl_vector *value;
    gsl_eigen_symmv_workspace *room;
};

static void free_plane(struct plane *p)
{
    mem_free(p->mean);
    mem_free(p->product);
    mem_free(p->slope);
    gsl_matrix_free(p->square);
    gsl_matrix_free(p->vector);
    gsl_vector_free(p->value);
    if (p->room)
        gsl_eigen_symmv_free(p->room);
}

static bool get_plane(struct plane *p, size_t d)
{
    p->mean = mem_alloc(d, sizeof *p->mean);
    p->product = mem_alloc(d, sizeof *p->product);
    p->slope = mem_alloc(d, sizeof *p->slope);
    p->square = gsl_matrix_calloc(d, d);
    p->vector = gsl_matrix_alloc(d, d);
    p->value = gsl_vector_alloc(d);
    p->room = gsl_eigen_symmv_alloc(d);
    return p->mean && p->product && p->slope && p->square && p->vector && p->value && p->room;
}

static void fill_square(const struct fit_adjustment *a, struct plane *p)
{
    for (size_t k = 0; k < a->d; k++)
        for (size_t i = 0; i < a->n; i++)
            p->mean[k] += a->kernel[i] * a->summary[i * a->d + k];
    for (size_t k = 0; k < a->d; k++)
        for (size_t m = 0; m <= k; m++) {
            double sum = 0.0;
            for (size_t i = 0; i < a->n; i++)
                sum += a->kernel[i] * (a->summary[i * a->d + k] - p->mean[k]) *
                       (a->summary[i * a->d + m] - p->mean[m]);
            gsl_matrix_set(p->square, k, m, sum);
            gsl_matrix_set(p->square, m, k, sum);
        }
    gsl_eigen_symmv(p->square, p->value, p->vector, p->room);
}

/* Least squares along the directions in which the summaries differ. */
static void find_slope(const struct fit_adjustment *a, struct plane *p, const double *x,
                       size_t n_column)
{
    double mean = 0.0, most = 0.0;
    for (size_t i = 0; i < a->n; i++)
        mean += a->kernel[i] * x[i * n_column];
    for (size_t k = 0; k < a->d; k++) {
        p->product[k] = p->slope[k] = 0.0;
        most = fmax(most, gsl_vector_get(p->value, k));
        for (size_t i = 0; i < a->n; i++)
            p->product[k] +=
                a->kernel[i] * (a->summary[i * a->d + k] - p->mean[k]) * (x[i * n_column] - mean);
    }
    for (size_t e = 0; e < a->d; e++) {
        const double value = gsl_vector_get(p->value, e);
        double along = 0.0;
        for (size_t k = 0; k < a->d; k++)
            along += gsl_matrix_get(p->vector, k, e) * p->product[k];
        for (size_t k = 0; value > 1e-8 * most && k < a->d; k++)
            p->slope[k] += gsl_matrix_get(p->vector, k, e) * along / value;
    }
}

bool fit_adjust(const struct fit_adjustment *a, double *x, size_t n_column)
{
    struct plane p = {0};
    const bool ok = get_plane(&p, a->d);
    if (ok)
        fill_square(a, &p);
    for (size_t c = 0; ok && c < n_column; c++) {
        find_slope(a, &p, x + c, n_column);
        for (size_t i = 0; i < a->n; i++)
            for (size_t k = 0; k < a->d; k++)
                x[i * n_column + c] -= p.slope[k] * (a->summary[i * a->d + k] - a->observed[k]);
    }
    free_plane(&p);
    return ok;
}

static int by_value(const void *a, const void *b)
{
    const struct fit_pair *x = a, *y = b;
    if (x->x != y->x)
        return x->x < y->x ? -1 : 1;
    return (x->weight > y->weight) - (x->weight < y->weight);
}

void fit_sort_pairs(struct fit_pair *pair, size_t n) { qsort(pair, n, sizeof *pair, by_value); }

/* Each value stands for the middle of its weight; straight between, as far as the first and last.
 */
double fit_quantile(const struct fit_pair *sorted, size_t n, double p)
{
    double total = 0.0, before = 0.0, at = 0.0;
    for (size_t i = 0; i < n; i++)
        total += sorted[i].weight;
    for (size_t i = 0; i < n; i++) {
        const double middle = before + 0.5 * sorted[i].weight;
        if (middle >= p * total) {
            if (i == 0 || !(middle > at))
                return sorted[i].x;
            const double share = (p * total - at) / (middle - at);
            return sorted[i - 1].x + share * (sorted[i].x - sorted[i - 1].x);
        }
        before += sorted[i].weight;
        at = middle;
    }
    return n > 0 ? sorted[n - 1].x : (double)NAN;
}
