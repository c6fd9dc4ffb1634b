/* design_lhs.c - Latin hypercubes, and the best of several.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/design_internal.h"
#include "sim/mem.h"
#include <math.h>

/* A row's place is cell + fraction, and must not round up into the next cell: with 32 bits of
 * fraction that is safe to 2^16 rows, with 16 bits to 2^32. */
enum { FINE_ROWS = 65536 };

/* place[n]: cell << 32 | fraction, shuffled from the inside out. */
static void fill_column(const struct design_base *b, size_t candidate, size_t j, uint64_t *place,
                        double *u)
{
    for (size_t i = 0; i < b->n; i++) {
        const struct rng_word4 r = design_random(b->seed, USE_CELL, i, j, candidate);
        const size_t k = design_below(r.w[0], r.w[1], i + 1);
        place[i] = place[k];
        place[k] = (uint64_t)i << 32 | r.w[2];
    }
    const unsigned drop = b->n > FINE_ROWS ? 16 : 0;
    const double unit = b->n > FINE_ROWS ? 0x1p-16 : 0x1p-32, n = (double)b->n;
    for (size_t i = 0; i < b->n; i++) {
        const double fraction = ((double)((uint32_t)place[i] >> drop) + 0.5) * unit;
        u[i * b->stride + j] = ((double)(place[i] >> 32) + fraction) / n;
    }
}

static void fill_candidate(const struct design_base *b, size_t candidate, uint64_t *place,
                           double *u)
{
    for (size_t j = 0; j < b->n_dim; j++) {
        fill_column(b, candidate, j, place, u);
    }
}

/* Square of the distance of two rows, or anything not below `best` once it cannot be. */
static double square_of(const double *p, const double *q, size_t d, double best)
{
    double sum = 0.0;
    for (size_t j = 0; j < d && sum < best; j++) {
        sum += (p[j] - q[j]) * (p[j] - q[j]);
    }
    return sum;
}

/* Rows in the order of the first column: once that column alone is too far, all later ones are. */
static double least_square(const struct design_base *b, const double *u, uint32_t *order)
{
    for (size_t i = 0; i < b->n; i++) {
        order[(size_t)(u[i * b->stride] * (double)b->n)] = (uint32_t)i;
    }
    double best = (double)INFINITY;
    for (size_t i = 0; i < b->n; i++) {
        const double *p = u + order[i] * b->stride;
        const size_t end = b->n - i > DESIGN_MAXIMIN_NEAR ? i + DESIGN_MAXIMIN_NEAR : b->n;
        for (size_t k = i + 1; k < end; k++) {
            const double *q = u + order[k] * b->stride;
            if ((q[0] - p[0]) * (q[0] - p[0]) >= best) {
                break;
            }
            const double square = square_of(p, q, b->n_dim, best);
            best = square < best ? square : best;
        }
    }
    return best;
}

bool design_lhs_least_square(const struct design_base *b, const double *u, double *least)
{
    uint32_t *order = mem_alloc(b->n, sizeof *order);
    if (order != NULL) {
        *least = least_square(b, u, order);
    }
    mem_free(order);
    return order != NULL;
}

/* The best candidate is made again at the end rather than kept: one matrix, not two. */
bool design_lhs_fill(const struct design_base *b, size_t maximin, double *u)
{
    uint64_t *place = mem_alloc(b->n, sizeof *place);
    bool ok = place != NULL;
    size_t best = 0, last = 0;
    double best_least = -1.0;
    for (size_t c = 0; ok && maximin > 1 && c < maximin; c++) {
        double least = 0.0;
        fill_candidate(b, c, place, u);
        last = c;
        ok = design_lhs_least_square(b, u, &least);
        if (ok && least > best_least) {
            best_least = least;
            best = c;
        }
    }
    if (ok && (maximin <= 1 || best != last)) {
        fill_candidate(b, best, place, u);
    }
    mem_free(place);
    return ok;
}
