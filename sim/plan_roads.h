/* plan_roads.h - how far towns are from each other; private to sim/plan*.c.
 *
 * Along the given roads where a path exists, else great circle times `detour`.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_PLAN_ROADS_H
#define SIM_PLAN_ROADS_H
#include "sim/plan_build.h"

struct roads {
    double *lat, *lon; /* [n_town] NAN unknown */
    uint32_t *hub;     /* [n_town] number in the matrix, UINT32_MAX: on no given road */
    double *km;        /* [n_hub][n_hub] shortest path along given roads */
    size_t n_hub;
};
/* Positions, roads and b->detour of the scenario; faults are reported. */
struct roads roads_read(struct builder *b);
/* INFINITY: nothing is known. */
double roads_km(const struct builder *b, const struct roads *r, uint32_t x, uint32_t y);
/* Could a great circle alone already be too far? Saves the trigonometry over a whole country. */
bool roads_surely_far(const struct roads *r, uint32_t x, uint32_t y, double reach_km);
#endif
