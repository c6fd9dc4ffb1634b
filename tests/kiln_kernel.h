/* kiln_kernel.h - part of test_kiln.c: the kiln kernel by itself, with three sources.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_KILN_KERNEL_H
#define TESTS_KILN_KERNEL_H
#include "tests/kernel.h"
#include <math.h>

enum { STEPS = 5, SOURCES = 3, WOOD = 0, ONION = 1, STRAW = 2 };
static const uint32_t first[2] = {0, 1}, key[1] = {7}, zone[1] = {1}, n_zone[1] = {2};
static const uint32_t pair_first[2] = {0, SOURCES}, pair_from[SOURCES] = {0, 1, 2};
static uint32_t future[LANES];
static const struct kernel_dim dims[] = {{"town", 1}, {"zone", 2},         {"biomass", SOURCES},
                                         {"kiln", 1}, {"supply", SOURCES}, {NULL, 0}};

/* Kilns that never break, always open, with hands enough; feeds as their catalogue says. */
static void set_up(const struct kernel *k)
{
    for (uint32_t l = 0; l < LANES; l++)
        future[l] = l;
    kernel_index(k, "town.zone", zone);
    kernel_index(k, "zone.n", n_zone);
    for (uint32_t i = 0; i < kernel_count(k, "kiln", 4); i++)
        kernel_entry(k, "kiln", i, "sealed_batch");
    kernel_set(k, "capacity_t_per_day", 1.0);
    kernel_set(k, "open_frac", 1.0);
    kernel_set(k, "fail_frac", 0.0);
    kernel_set(k, "yard_day", 5.0);
    kernel_set(k, "yield_law", 0.0);
    kernel_set(k, "wet_loss_frac", 0.0);
    kernel_set(k, "soil_area_ha", 1e6);
    const double moisture[SOURCES] = {0.3, 9.0, 0.18}, bulk[SOURCES] = {0.2, 0.06, 0.13};
    const double lhv[SOURCES] = {18.1, 15.5, 13.6}, fc[SOURCES] = {0.77, 0.65, 0.65};
    const double ratio[SOURCES] = {1.0, 0.9, 1.1}, lignin[SOURCES] = {0.27, 0.05, 0.18};
    for (uint32_t i = 0; i < SOURCES; i++) {
        kernel_set_at(k, "offered_moisture_frac", i, moisture[i]);
        kernel_set_at(k, "biomass.bulk_t_per_m3", i, bulk[i]);
        kernel_set_at(k, "biomass.lhv_gj_per_t", i, lhv[i]);
        kernel_set_at(k, "biomass.fixed_c_frac", i, fc[i]);
        kernel_set_at(k, "biomass.char_ratio_frac", i, ratio[i]);
        kernel_set_at(k, "biomass.lignin_frac", i, lignin[i]);
    }
}

static struct kernel fresh_of(const struct model *m)
{
    struct kernel k = kernel_new(m, dims);
    set_up(&k);
    kernel_index(&k, "kiln.first", first);
    kernel_index(&k, "kiln.key", key);
    kernel_index(&k, "supply.first", pair_first);
    kernel_index(&k, "supply.from", pair_from);
    return k;
}
static struct kernel fresh(void) { return fresh_of(kernel_model("kiln")); }

/* One day: sources give all that is asked, the crew comes in the share `crew`. */
static void day_as(const struct kernel *k, uint32_t d, double crew)
{
    struct step now = kernel_step(d, future, 1);
    kernel_pass(k, PASS_WANT, &now);
    for (size_t i = 0; i < SOURCES; i++)
        for (size_t l = 0; l < LANES; l++) {
            const double ask = kernel_row(k, "ask_t")[i].v[l];
            kernel_row(k, "biomass.given_t")[i].v[l] = ask;
            kernel_row(k, "biomass.given_moisture_frac")[i].v[l] =
                kernel_row(k, "offered_moisture_frac")[i].v[l];
        }
    for (size_t t = 0; t < STEPS; t++)
        for (size_t l = 0; l < LANES; l++)
            kernel_row(k, "labour.crew_given_h")[t].v[l] =
                kernel_row(k, "crew_want_h")[t].v[l] * crew;
    kernel_pass(k, PASS_ACT, &now);
}
static void day(const struct kernel *k, uint32_t d) { day_as(k, d, 1.0); }
static double at(const struct kernel *k, const char *name) { return kernel_row(k, name)[0].v[3]; }
#endif
