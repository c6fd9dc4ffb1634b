/* fit_summary.c - few numbers that tell most of many observations: what a ridge regression predicts
 * of the parameters. See fit_abc.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/fit_abc.h"
#include "sim/mem.h"
#include <gsl/gsl_eigen.h>
#include <math.h>

enum { RIDGES = 7 };

struct ridge {
    const struct fit_sample *s;
    size_t p;        /* observations */
    double *centre;  /* [p] */
    double *size;    /* [p] standard deviation; 0: constant, left out */
    double *x;       /* [n][p] standardised, times the root of the weight */
    double *rotated; /* [n][p] x times the eigenvectors */
    double *part;    /* [p] of one parameter along each */
    gsl_matrix *square, *vector;
    gsl_vector *value;
    gsl_eigen_symmv_workspace *room;
};

static void free_ridge(struct ridge *g)
{
    mem_free(g->centre);
    mem_free(g->size);
    mem_free(g->x);
    mem_free(g->rotated);
    mem_free(g->part);
    gsl_matrix_free(g->square);
    gsl_matrix_free(g->vector);
    gsl_vector_free(g->value);
    if (g->room)
        gsl_eigen_symmv_free(g->room);
}

static bool get_ridge(struct ridge *g)
{
    const size_t n = g->s->n, p = g->p;
    g->centre = mem_alloc(p, sizeof *g->centre);
    g->size = mem_alloc(p, sizeof *g->size);
    g->x = mem_alloc(n * p, sizeof *g->x);
    g->rotated = mem_alloc(n * p, sizeof *g->rotated);
    g->part = mem_alloc(p, sizeof *g->part);
    g->square = gsl_matrix_calloc(p, p);
    g->vector = gsl_matrix_alloc(p, p);
    g->value = gsl_vector_alloc(p);
    g->room = gsl_eigen_symmv_alloc(p);
    return g->centre && g->size && g->x && g->rotated && g->part && g->square && g->vector &&
           g->value && g->room;
}

static double observed_of(const struct fit_sample *s, size_t i, size_t o)
{
    return s->y[i * s->stride + s->in[o]];
}

static void standardise(struct ridge *g)
{
    const struct fit_sample *s = g->s;
    for (size_t o = 0; o < g->p; o++) {
        double mean = 0.0, square = 0.0;
        for (size_t i = 0; i < s->n; i++)
            mean += s->weight[i] * observed_of(s, i, o);
        for (size_t i = 0; i < s->n; i++) {
            const double e = observed_of(s, i, o) - mean;
            square += s->weight[i] * e * e;
        }
        g->centre[o] = mean;
        g->size[o] = square > 1e-24 * mean * mean ? sqrt(square) : 0.0;
        for (size_t i = 0; i < s->n; i++)
            g->x[i * g->p + o] =
                g->size[o] > 0.0 ? sqrt(s->weight[i]) * (observed_of(s, i, o) - mean) / g->size[o]
                                 : 0.0;
    }
}

/* x = (rotated) (vectors)': one eigenvalue problem serves all parameters and all penalties. */
static void rotate(struct ridge *g)
{
    const size_t n = g->s->n, p = g->p;
    for (size_t a = 0; a < p; a++)
        for (size_t b = 0; b <= a; b++) {
            double sum = 0.0;
            for (size_t i = 0; i < n; i++)
                sum += g->x[i * p + a] * g->x[i * p + b];
            gsl_matrix_set(g->square, a, b, sum);
            gsl_matrix_set(g->square, b, a, sum);
        }
    gsl_eigen_symmv(g->square, g->value, g->vector, g->room);
    for (size_t i = 0; i < n; i++)
        for (size_t e = 0; e < p; e++) {
            double sum = 0.0;
            for (size_t o = 0; o < p; o++)
                sum += g->x[i * p + o] * gsl_matrix_get(g->vector, o, e);
            g->rotated[i * p + e] = sum;
        }
}

/* Share of direction e that a penalty keeps; directions that hold rounding errors only, none. */
static double kept(const struct ridge *g, size_t e, double penalty)
{
    const double v = gsl_vector_get(g->value, e);
    return v > 1e-12 * (double)g->p ? v / (v + penalty) : 0.0;
}

/* Generalised cross-validation (Golub, Heath and Wahba 1979, doi:10.1080/00401706.1979.10489751).
 */
static double choose_penalty(const struct ridge *g, double total, double n)
{
    double best = HUGE_VAL, choice = 1.0, penalty = 1e-6;
    for (size_t k = 0; k < RIDGES; k++) {
        double rest = total, used = 1.0;
        for (size_t e = 0; e < g->p; e++) {
            const double v = gsl_vector_get(g->value, e), h = kept(g, e, penalty);
            rest -= h > 0.0 ? g->part[e] * g->part[e] / v * h * (2.0 - h) : 0.0;
            used += h;
        }
        const double free = 1.0 - used / n;
        const double score = free > 0.0 ? rest / (free * free) : HUGE_VAL;
        if (score < best) {
            best = score;
            choice = penalty;
        }
        penalty *= 10.0;
    }
    return choice;
}

static void regress(struct ridge *g, size_t param, double *coefficient)
{
    const struct fit_sample *s = g->s;
    double mean = 0.0, total = 0.0, effective = 0.0;
    for (size_t i = 0; i < s->n; i++) {
        mean += s->weight[i] * s->z[i * s->d + param];
        effective += s->weight[i] * s->weight[i];
    }
    for (size_t e = 0; e < g->p; e++)
        g->part[e] = 0.0;
    for (size_t i = 0; i < s->n; i++) {
        const double z = sqrt(s->weight[i]) * (s->z[i * s->d + param] - mean);
        total += z * z;
        for (size_t e = 0; e < g->p; e++)
            g->part[e] += g->rotated[i * g->p + e] * z;
    }
    const double penalty = choose_penalty(g, total, 1.0 / effective);
    for (size_t o = 0; o < g->p; o++) {
        double sum = 0.0;
        for (size_t e = 0; e < g->p; e++) {
            const double h = kept(g, e, penalty);
            if (h > 0.0)
                sum +=
                    gsl_matrix_get(g->vector, o, e) * h * g->part[e] / gsl_vector_get(g->value, e);
        }
        coefficient[o] = g->size[o] > 0.0 ? sum / g->size[o] : 0.0;
    }
}

bool fit_summary_learn(const struct fit_sample *s, double *coefficient)
{
    struct ridge g = {.s = s, .p = s->n_in};
    const bool ok = get_ridge(&g);
    if (ok) {
        standardise(&g);
        rotate(&g);
        for (size_t k = 0; k < s->d; k++)
            regress(&g, k, coefficient + k * s->n_in);
    }
    free_ridge(&g);
    return ok;
}

void fit_summary_of(const struct fit_sample *s, const double *coefficient, const double *y,
                    double *summary)
{
    for (size_t k = 0; k < s->d; k++) {
        double sum = 0.0;
        for (size_t o = 0; o < s->n_in; o++)
            sum += coefficient[k * s->n_in + o] * y[s->in[o]];
        summary[k] = sum;
    }
}
