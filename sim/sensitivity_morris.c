/* sensitivity_morris.c - elementary effects of a Morris design; see sensitivity.h.
 *
 * Each trajectory gives one effect of each factor. The bootstrap draws whole trajectories, since
 * the effects of one share their points. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/resample.h"
#include <math.h>

struct effects {
    size_t n, d;      /* whole trajectories, factors */
    double *of;       /* [n][d] */
    bool *seen;       /* [d] scratch */
    double *sums;     /* [1 + resamples][d] */
    double *sorted;   /* [resamples] scratch */
    bool well_formed; /* each trajectory moves one factor a step, and each factor once */
};

/* The one factor in which two rows differ; d if it is not exactly one. */
static size_t find_moved(const double *from, const double *to, size_t d)
{
    size_t moved = d, n = 0;
    for (size_t i = 0; i < d; i++) {
        if (from[i] != to[i]) {
            moved = i;
            n++;
        }
    }
    return n == 1 ? moved : d;
}

static bool fill_trajectory(const double *u, const double *y, size_t d, bool *seen, double *effect)
{
    for (size_t i = 0; i < d; i++) {
        seen[i] = false;
    }
    for (size_t step = 0; step < d; step++, u += d) {
        const size_t i = find_moved(u, u + d, d);
        if (i == d || seen[i]) {
            return false;
        }
        seen[i] = true;
        effect[i] = (y[step + 1] - y[step]) / (u[d + i] - u[i]);
    }
    return true;
}

static bool is_whole(const double *y, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(y[i])) {
            return false;
        }
    }
    return true;
}

static void fill_effects(const double *u, const double *y, size_t n_trajectory, struct effects *e)
{
    const size_t d = e->d, rows = d + 1;
    e->well_formed = true;
    for (size_t t = 0; t < n_trajectory; t++) {
        if (is_whole(y + t * rows, rows)) {
            const bool ok =
                fill_trajectory(u + t * rows * d, y + t * rows, d, e->seen, e->of + e->n * d);
            e->well_formed = e->well_formed && ok;
            e->n++;
        }
    }
}

static void fill_absolute(void *context, size_t from, size_t n, double *piece)
{
    const struct effects *e = context;
    for (size_t i = 0; i < e->d; i++) {
        double *out = resample_term(piece, i);
        for (size_t k = 0; k < n; k++) {
            out[RESAMPLE_TILE * k] = fabs(e->of[(from + k) * e->d + i]);
        }
    }
}

static bool estimate(const struct design_spec *s, struct effects *e, size_t resamples, double level,
                     struct morris_effects *out)
{
    const size_t d = e->d;
    const double n = (double)e->n;
    const struct resample_terms terms = {e->n, d, fill_absolute, e};
    if (!resample_sums(&terms, s->seed, RESAMPLE_MORRIS, resamples, e->sums)) {
        return false;
    }
    for (size_t i = 0; i < (resamples + 1) * d; i++) {
        e->sums[i] /= n;
    }
    for (size_t i = 0; i < d; i++) {
        out->mu_star[i] = resample_interval(e->sums + i, d, resamples, level, e->sorted);
        double sum = 0.0, square = 0.0;
        for (size_t t = 0; t < e->n; t++) {
            sum += e->of[t * d + i];
        }
        out->mu[i] = sum / n;
        for (size_t t = 0; t < e->n; t++) {
            const double off = e->of[t * d + i] - out->mu[i];
            square += off * off;
        }
        out->sigma[i] = sqrt(square / (n - 1.0));
    }
    return true;
}

enum sensitivity_err sensitivity_morris(const struct design_spec *s, const double *u,
                                        const double *y, size_t n_row, size_t resamples,
                                        double level, struct morris_effects *out)
{
    *out = (struct morris_effects){0};
    if (s->kind != DESIGN_MORRIS || n_row == 0 || n_row != design_rows(s)) {
        return SENSITIVITY_ROWS;
    }
    const size_t d = s->n_dim;
    if (resamples > SIZE_MAX / 16 / d - 1) {
        return SENSITIVITY_MEMORY;
    }
    struct effects e = {.d = d,
                        .of = mem_alloc(s->n * d, sizeof *e.of),
                        .seen = mem_alloc(d, sizeof *e.seen),
                        .sums = mem_alloc((resamples + 1) * d, sizeof *e.sums),
                        .sorted = mem_alloc(resamples + 1, sizeof *e.sorted)};
    out->mu_star = mem_alloc(d, sizeof *out->mu_star);
    out->mu = mem_alloc(d, sizeof *out->mu);
    out->sigma = mem_alloc(d, sizeof *out->sigma);
    enum sensitivity_err err = SENSITIVITY_MEMORY;
    if (e.of && e.seen && e.sums && e.sorted && out->mu_star && out->mu && out->sigma) {
        fill_effects(u, y, s->n, &e);
        out->n_used = e.n;
        out->n_left_out = s->n - e.n;
        if (!e.well_formed) {
            err = SENSITIVITY_ROWS;
        } else if (e.n < 2) {
            err = SENSITIVITY_FEW;
        } else if (estimate(s, &e, resamples, level, out)) {
            err = SENSITIVITY_OK;
        }
    }
    mem_free(e.of);
    mem_free(e.seen);
    mem_free(e.sums);
    mem_free(e.sorted);
    return err;
}

void morris_free(struct morris_effects *x)
{
    mem_free(x->mu_star);
    mem_free(x->mu);
    mem_free(x->sigma);
    *x = (struct morris_effects){0};
}
