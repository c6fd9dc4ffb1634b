/* town.c - what a town is: people and land. No kernels; other models and the report read it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/rows.h"

struct town_ports {
    param_lane *population_person, *area_ha;
};
#define PORTS struct town_ports

static const struct row town_row[] = {
    PARAM(population_person, "population", "town", "person", "0", 0.0, 4e7,
          "not given: results per head are then left out", "0000", "residents at the start",
          "開始時の人口"),
    PARAM(area_ha, "area", "town", "ha", "0", 0.0, 1e7,
          "not given: results per area are then left out", "0000", "area of the town", "面積"),
};
_Static_assert(sizeof(PORTS) == COUNT_OF(town_row) * sizeof(void *), "port without row");

const struct model MODEL_SYMBOL(town) = {.name = "town",
                                         .en = "towns",
                                         .ja = "市町村",
                                         .row = town_row,
                                         .n_row = COUNT_OF(town_row),
                                         .ports_size = sizeof(PORTS)};
