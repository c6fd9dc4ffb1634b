/* design.c - see design.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/design.h"
#include "sim/design_internal.h"

/* Indices are 32 bits of a random number's address, and Sobol' integers have 32 bits. */
#define SIZE_LIMIT ((size_t)1 << 31)
#define NUMBER_LIMIT (SIZE_MAX / 64)

static bool is_size(size_t n) { return n > 0 && n <= SIZE_LIMIT; }

/* levels^n_dim, 0 if too many. */
static size_t grid_rows(size_t levels, size_t n_dim)
{
    size_t rows = 1;
    for (size_t j = 0; levels > 1 && j < n_dim; j++) {
        if (__builtin_mul_overflow(rows, levels, &rows)) {
            return 0;
        }
    }
    return rows;
}

size_t design_block(const struct design_spec *s)
{
    switch (s->kind) {
    case DESIGN_SALTELLI:
        return s->second ? 2 * s->n_dim + 2 : s->n_dim + 2;
    case DESIGN_MORRIS:
        return s->n_dim + 1;
    default:
        return 1;
    }
}

static bool makes_sense(const struct design_spec *s)
{
    if (!is_size(s->n_dim)) {
        return false;
    }
    switch (s->kind) {
    case DESIGN_GRID:
        return is_size(s->levels);
    case DESIGN_MORRIS:
        return is_size(s->n) && is_size(s->levels) && s->levels % 2 == 0;
    case DESIGN_MONTE_CARLO:
    case DESIGN_LHS:
    case DESIGN_SOBOL:
    case DESIGN_SALTELLI:
        return is_size(s->n);
    default:
        return false;
    }
}

const char *design_name(enum design_kind kind)
{
    static const char *const name[] = {"monte_carlo", "grid", "lhs", "sobol", "saltelli", "morris"};
    return name[kind];
}

size_t design_rows(const struct design_spec *s)
{
    if (!makes_sense(s)) {
        return 0;
    }
    size_t rows = 0, numbers = 0;
    if (s->kind == DESIGN_GRID) {
        rows = grid_rows(s->levels, s->n_dim);
    } else if (__builtin_mul_overflow(s->n, design_block(s), &rows)) {
        return 0;
    }
    if (__builtin_mul_overflow(rows, s->n_dim, &numbers) || numbers > NUMBER_LIMIT) {
        return 0;
    }
    return rows;
}

bool design_is_pattern(enum design_kind kind)
{
    return kind == DESIGN_MORRIS || kind == DESIGN_GRID;
}

bool design_falls_back(const struct design_spec *s)
{
    return (s->kind == DESIGN_SOBOL && s->n_dim > DESIGN_SOBOL_DIMS) ||
           (s->kind == DESIGN_SALTELLI && s->n_dim > DESIGN_SOBOL_DIMS / 2);
}

static void fill_monte_carlo(const struct design_spec *s, double *u)
{
    const size_t d = s->n_dim;
    for (size_t i = 0; i < s->n; i++) {
        double *row = u + i * d;
        for (size_t j = 0; j < d; j += 2) {
            const struct rng_word4 r = design_random(s->seed, USE_POINT, i, j / 2, 0);
            row[j] = rng_unit(r.w[0], r.w[1]);
            if (j + 1 < d) {
                row[j + 1] = rng_unit(r.w[2], r.w[3]);
            }
        }
    }
}

static void fill_grid(const struct design_spec *s, size_t rows, double *u)
{
    for (size_t i = 0; i < rows; i++) {
        size_t rest = i;
        for (size_t j = s->n_dim; j-- > 0;) {
            u[i * s->n_dim + j] = ((double)(rest % s->levels) + 0.5) / (double)s->levels;
            rest /= s->levels;
        }
    }
}

bool design_fill(const struct design_spec *s, double *u)
{
    const size_t rows = design_rows(s);
    struct design_base b = {.n = s->n, .n_dim = s->n_dim, .stride = s->n_dim, .seed = s->seed};
    if (rows == 0) {
        return true;
    }
    switch (s->kind) {
    case DESIGN_MONTE_CARLO:
        fill_monte_carlo(s, u);
        return true;
    case DESIGN_GRID:
        fill_grid(s, rows, u);
        return true;
    case DESIGN_LHS:
        return design_lhs_fill(&b, s->maximin, u);
    case DESIGN_MORRIS:
        return design_morris_fill(s, u);
    case DESIGN_SALTELLI:
        b.n_dim = 2 * s->n_dim;
        b.stride = design_block(s) * s->n_dim;
        break;
    case DESIGN_SOBOL:
        break;
    }
    if (!(design_falls_back(s) ? design_lhs_fill(&b, 0, u) : design_sobol_fill(&b, u))) {
        return false;
    }
    if (s->kind == DESIGN_SALTELLI) {
        design_saltelli_spread(s, u);
    }
    return true;
}
