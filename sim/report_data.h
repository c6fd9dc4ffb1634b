/* report_data.h - see report_data.c. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_REPORT_DATA_H
#define SIM_REPORT_DATA_H
#include "sim/json.h"
#include "sim/store.h"

/* Appends the object; plots/README.md says what is in it. False: out of memory, or the file went
 * bad. */
bool report_data(struct reader *reader, struct json *j);
#endif
