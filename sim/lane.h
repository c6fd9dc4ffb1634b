/* lane.h - one value per run: 16 simulated futures advance in lock step.
 *
 * Every state variable is an array [entity] of struct lane. Inner loops run over lanes under
 * LANES_LOOP, are free of branches, and use the selects below: gcc vectorises `a < b ? a : b`,
 * never an early return. No lane ever reads another lane.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_LANE_H
#define SIM_LANE_H
#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>

enum { LANES = 16 };

/* [lane]; two cache lines, written by one thread only. */
struct lane {
    alignas(64) double v[LANES];
};

/* A parameter is an array of these: its elements often share a number, which then lies in one
 * place. `param_lane *yield_frac` is read yield_frac[kiln]->v[l]. */
typedef const struct lane *const param_lane;

/* Loop over lanes. gcc fully unrolls a nested loop of <= 16 trips and then does not vectorise it;
 * the pragma restores it at every width. `make lint` checks each against the vectoriser's log. */
#ifdef JUNKAN_SCALAR /* `make bench` builds this too: what vectors are worth (with -O3, no \
                        vectors) */
#define LANES_LOOP(l) for (size_t l = 0; l < LANES; l++)
#else
#define LANES_LOOP(l) _Pragma("omp simd") for (size_t l = 0; l < LANES; l++)
#endif

static inline double lane_min(double a, double b) { return a < b ? a : b; }
static inline double lane_max(double a, double b) { return a > b ? a : b; }
static inline double lane_clamp(double x, double lo, double hi)
{
    return lane_min(lane_max(x, lo), hi);
}
/* a / b, and 0 where b <= 0: a share of nothing is nothing. Never divides by zero. */
static inline double lane_ratio(double a, double b)
{
    const double safe = b > 0.0 ? b : 1.0;
    const double q = a / safe;
    return b > 0.0 ? q : 0.0;
}
/* Largest whole number <= x, for 0 <= x < 2^51; exact and branch-free at every ISA (SSE2 has no
 * rounding instruction): adding 2^52 rounds to nearest, one step back where that went up. */
static inline double lane_floor(double x)
{
    const double big = 4503599627370496.0;
    const double r = (x + big) - big;
    return r > x ? r - 1.0 : r;
}
#endif
