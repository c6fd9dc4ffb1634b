/* report.h - one HTML file that shows a result, without network: `junkan report`.
 *
 * The page's parts (plots/: figures, styles, scripts, words, indicators) are compiled in; the file
 * is written beside its place and renamed. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_REPORT_H
#define SIM_REPORT_H
#include "sim/store.h"

struct report_how {
    const char *out;     /* the page */
    const char *figures; /* folder of further figures, *.vl.json; NULL: none */
    const char *map;     /* TopoJSON or GeoJSON of boundaries; NULL: none */
    enum lang lang;      /* that the page opens in */
};
enum err report_write(struct reader *r, const struct report_how *how, struct diags *d);
/* False: something stands there that is neither an earlier page nor an empty file. */
bool report_may_write(const char *path);
#endif
