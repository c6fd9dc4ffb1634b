/* stopwatch.h - seconds since some moment, for measuring how long something took.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_STOPWATCH_H
#define SIM_STOPWATCH_H
#include <time.h>

static inline double stopwatch_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}
#endif
