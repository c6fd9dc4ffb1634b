/* design_morris.c - trajectories that move one factor at a time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/design_internal.h"
#include "sim/mem.h"
#include <string.h>

static double at_level(size_t k, size_t levels) { return ((double)k + 0.5) / (double)levels; }

/* From half of the levels a step of half the levels leads up, from the others down; a start drawn
 * from all of them is Morris's own distribution, direction included. Random numbers: one address a
 * trajectory and factor, two words for the start, two for the order of the moves. */
static void fill_trajectory(const struct design_spec *s, size_t t, size_t *order, double *u)
{
    const size_t d = s->n_dim, half = s->levels / 2;
    for (size_t j = 0; j < d; j++) {
        const struct rng_word4 r = design_random(s->seed, USE_LEVEL, t, j, 0);
        u[j] = at_level(design_below(r.w[0], r.w[1], s->levels), s->levels);
        const size_t k = design_below(r.w[2], r.w[3], j + 1); /* shuffle from the inside out */
        order[j] = order[k];
        order[k] = j;
    }
    for (size_t move = 0; move < d; move++, u += d) {
        const size_t j = order[move];
        memcpy(u + d, u, d * sizeof *u);
        const size_t from = (size_t)(u[j] * (double)s->levels); /* middle of a level: exact */
        u[d + j] = at_level(from < half ? from + half : from - half, s->levels);
    }
}

bool design_morris_fill(const struct design_spec *s, double *u)
{
    size_t *order = mem_alloc(s->n_dim, sizeof *order);
    if (order == NULL) {
        return false;
    }
    for (size_t t = 0; t < s->n; t++) {
        fill_trajectory(s, t, order, u + t * (s->n_dim + 1) * s->n_dim);
    }
    mem_free(order);
    return true;
}
