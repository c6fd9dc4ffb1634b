/* report_data.h - see report_data.c. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_REPORT_DATA_H
#define SIM_REPORT_DATA_H
#include "sim/json.h"
#include "sim/store.h"

/* Appends the object; plots/README.md says what is in it. False: out of memory, or the file went
 * bad. `months`: texts of the figures by calendar month; what none of these names is not given so.
 */
bool report_data(struct reader *reader, const char *months, struct json *j);
#endif
