/* trace.h - `--only RUN --trace FILE.csv`: every recorded row of one run, every day.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_TRACE_H
#define SIM_TRACE_H
#include "sim/state.h"

void trace_head(void *file);
/* Lines "day,date,row,entity,value,unit" for towns [town0, town1), lane 0. */
void trace_day(const struct block *b, void *file, uint32_t day, uint32_t town0, uint32_t town1);
#endif
