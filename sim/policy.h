/* policy.h - month's end: what a policy may read of a run, and the orders it may give.
 *
 * Reads are of this month's figures, lane by lane, without copying the region. Orders take effect
 * on the next day. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_POLICY_H
#define SIM_POLICY_H
#include "sim/step.h"

/* Runs the policies of lanes l with l % n == id; a lane always meets the same thread, because a
 * run's memory lives in that thread's Lua state. Errors fail the run, not the study. */
void policy_month(struct block *b, const struct journey *j, uint32_t month, double n_day,
                  const struct team *t);
#endif
