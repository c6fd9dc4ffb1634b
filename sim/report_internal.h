/* report_internal.h - the parts of a report's data; inside sim/report*.c only.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_REPORT_INTERNAL_H
#define SIM_REPORT_INTERNAL_H
#include "sim/json.h"
#include "sim/store.h"
#include "sim/store_text.h"

struct arena;
struct report {
    struct reader *reader;
    const struct results *r;
    struct futures f;
    struct arena *arena;
    struct json *j;
    const char *months; /* texts of the figures that are drawn by calendar month */
    double *scratch;    /* [f.n] */
};
/* sim/report_series.c: "vars" and the fiscal years "fy". False: the file could not be read. */
bool report_series(struct report *p);
/* sim/report_drivers.c: "effects" of a sweep, "rank" correlations of inputs with the headline's
 * figures, "worth" of knowing them. */
bool report_drivers(struct report *p);
/* sim/report_structure.c: "variants", "swaps", "low_pedigree"; "fit" of a calibration. */
bool report_structure(struct report *p);
void report_fit(struct report *p);
/* sim/report_stakes.c: "stakes", what a comparison leaves with whom. */
bool report_stakes(struct report *p);
/* The text of a file of the user's, at most `max` bytes; NULL: a finding says why. free() it. */
char *report_file(const char *path, size_t max, struct diags *d);
#endif
