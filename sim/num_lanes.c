/* num_lanes.c - num_lane.h compiled once per ISA and made callable, so that tests can compare the
 * bits of every width. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/num_lane.h"

#ifndef ISA
#define ISA base
#endif
#define PASTE2(a, b) a##_##b
#define PASTE(a, b) PASTE2(a, b)
#define TEXT2(a) #a
#define TEXT(a) TEXT2(a)

static bool contraction_is_off(void) { return num_contraction_residual() == 0.0; }

const struct num_lanes PASTE(num_lanes, ISA) = {
    .isa = TEXT(ISA),
    .exp = num_lane_exp,
    .log = num_lane_log,
    .log_quick = num_lane_log_quick,
    .normal_quantile = num_lane_normal_quantile,
    .uniform2 = num_lane_uniform2,
    .deviate2 = num_lane_deviate2,
    .deviate_uniform = num_lane_deviate_uniform,
    .normal = num_lane_normal,
    .contraction_is_off = contraction_is_off,
};
