/* num_lane.h - exp, log and the normal quantile over lanes, for files compiled once per ISA.
 *
 * The width follows the compiler's flags; the bits do not (sim/num.h). In place or not, as you
 * like: out may be in. All pure.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_NUM_LANE_H
#define SIM_NUM_LANE_H
#include "sim/lane.h"
#include "sim/rng.h"
/* [filled by the foundations: num_lane_exp, num_lane_log, num_lane_normal_quantile,
 *  num_lane_uniform2] */
#endif
