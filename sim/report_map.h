/* report_map.h - boundaries to draw under the map, from a GeoJSON or TopoJSON file.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_REPORT_MAP_H
#define SIM_REPORT_MAP_H
#include "sim/diag.h"
#include "sim/json.h"
#include "sim/store.h"

enum { MAP_MAX = 16 << 20 }; /* bytes of such a file */

/* Appends [[closed, ring, ...], ...]: polygons (1) and lines (0) that lie near the towns; a ring is
 * [lon, lat, lon, lat, ...] in whole ten-thousandths of a degree (11 m), first point again at the
 * end. Nothing else of the file: its names stay out of the page. ERR_SCRIPT: a finding says what
 * is wrong with the file or where else it lies; ERR_FAILED: no memory. */
enum err report_map(const char *path, const struct results *r, struct json *j, struct diags *d);
#endif
