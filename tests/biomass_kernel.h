/* biomass_kernel.h - residues of one town for the tests of models/biomass.c: sources asked by
 * kilns.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_BIOMASS_KERNEL_H
#define TESTS_BIOMASS_KERNEL_H
#include "tests/kernel.h"
#include <math.h>

enum { MAX = 8 };
static uint32_t first[2] = {0, 1}, kiln_first[2] = {0, 1}, zone[1] = {1}, n_zone[1] = {2};
static uint32_t out_first[MAX + 1], out[MAX * MAX], future[LANES];
static struct kernel_dim dims[] = {{"town", 1}, {"zone", 2},   {"biomass", 1},
                                   {"kiln", 1}, {"supply", 1}, {NULL, 0}};

/* n sources in one town, each asked by `takers` kilns. */
static inline struct kernel fresh_of(const struct model *m, uint32_t n, uint32_t takers)
{
    dims[2].n = first[1] = n;
    dims[3].n = kiln_first[1] = takers;
    dims[4].n = n * takers;
    for (uint32_t s = 0; s <= n; s++)
        out_first[s] = s * takers;
    for (uint32_t s = 0; s < n; s++)
        for (uint32_t t = 0; t < takers; t++) /* pairs stand by taker, as in a plan */
            out[s * takers + t] = t * n + s;
    struct kernel k = kernel_new(m, dims);
    kernel_index(&k, "biomass.first", first);
    kernel_index(&k, "kiln.first", kiln_first);
    kernel_index(&k, "supply.out_first", out_first);
    kernel_index(&k, "supply.out", out);
    kernel_index(&k, "town.zone", zone);
    kernel_index(&k, "zone.n", n_zone);
    for (size_t d = 0; d < KERNEL_DAYS; d++) { /* the other zone is frozen and barren */
        kernel_set_at(&k, "weather.temp_degc", d * 2, -30.0);
        kernel_set_at(&k, "weather.temp_degc", d * 2 + 1, 10.0);
        kernel_set_at(&k, "weather.crop_frac", d * 2 + 1, 1.0);
    }
    return k;
}
static inline struct kernel fresh(uint32_t n, uint32_t takers)
{
    return fresh_of(kernel_model("biomass"), n, takers);
}
static inline void day(const struct kernel *k, uint32_t d)
{
    struct step now = kernel_step(d, future, 1);
    kernel_pass(k, PASS_WANT, &now);
    kernel_pass(k, PASS_ALLOT, &now);
    kernel_pass(k, PASS_ACT, &now);
}
/* A heap of `dry` tonnes at moisture m that nothing joins and nothing eats. */
static inline void heap(const struct kernel *k, double dry_t, double m)
{
    kernel_set(k, "stock_t", dry_t);
    kernel_set(k, "water_t", dry_t * m);
    kernel_set(k, "moisture_frac", m);
    kernel_set(k, "loss_per_day", 0.0);
    kernel_set(k, "spoil_per_day", 0.0);
    kernel_set(k, "season_weight", 0.0);
}
/* Of what source s gave today: kept from burning, landfill and decay. */
static inline double kept(const struct kernel *k, uint32_t s, size_t l)
{
    const double a = kernel_row(k, "kept_from_burning_t")[s].v[l];
    const double b = kernel_row(k, "kept_from_landfill_t")[s].v[l];
    const double c = kernel_row(k, "kept_from_decay_t")[s].v[l];
    assert_true(a >= 0.0 && b >= 0.0 && c >= 0.0);
    return a + b + c;
}
#endif
