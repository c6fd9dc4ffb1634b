/* order.h - places of numbers in ascending order; of equal ones the first comes first.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_ORDER_H
#define SIM_ORDER_H
#include <stddef.h>

struct seat {
    double value;
    size_t at; /* its place before */
};
/* x[n] without NaN -> seat[n]; spare[n] is room to work in. Equal input gives equal order. */
void order_by_value(const double *x, size_t n, struct seat *seat, struct seat *spare);
#endif
