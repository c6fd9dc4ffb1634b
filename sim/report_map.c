/* report_map.c - see report_map.h. RFC 7946 (GeoJSON) and the TopoJSON format specification 1.0:
 * an arc is a list of positions, steps from the one before where there is a transform; a ring joins
 * arcs, ~i is arc i from its end. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/report_map.h"
#include "sim/json_read.h"
#include "sim/mem.h"
#include "sim/report_internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double FINE = 1e4; /* steps of a degree in the page */

struct point {
    double lon, lat;
};
struct box {
    struct point lo, hi;
};
struct map {
    const char *path, *text;
    struct diags *d;
    struct json *j;
    struct json_doc doc;
    struct box towns, shapes;
    struct point *ring; /* [n] the one at hand */
    size_t n, capacity;
    size_t *arc, n_arc; /* nodes of the arcs of a topology */
    bool quantised;     /* positions of arcs are steps, to be scaled and shifted */
    struct point scale, shift;
    size_t n_shape, n_kept;
    bool failed; /* memory */
};

/* --- findings ----------------------------------------------------------------------------------
 */

static void blame(struct map *m, size_t node, enum msg msg, const char *a, const char *b)
{
    struct where at = {.file = m->path, .line = node < m->doc.n ? 1 : 0};
    for (const char *s = m->text; node < m->doc.n && s < m->doc.node[node].at; s++)
        at.line += *s == '\n';
    diag_add(m->d, at, "", msg, a ? a : "", b ? b : "", NULL);
}

static bool is_bad(const struct map *m) { return m->failed || m->d->n > 0; }

static void blame_numbers(struct map *m, size_t node, enum msg msg, double a, double b)
{
    char x[32], y[32];
    snprintf(x, sizeof x, "%.9g", a);
    snprintf(y, sizeof y, "%.9g", b);
    blame(m, node, msg, x, y);
}

/* --- positions ---------------------------------------------------------------------------------
 */

static const struct box nothing = {{INFINITY, INFINITY}, {-INFINITY, -INFINITY}};

static void box_add(struct box *b, struct point p)
{
    b->lo.lon = p.lon < b->lo.lon ? p.lon : b->lo.lon;
    b->lo.lat = p.lat < b->lo.lat ? p.lat : b->lo.lat;
    b->hi.lon = p.lon > b->hi.lon ? p.lon : b->hi.lon;
    b->hi.lat = p.lat > b->hi.lat ? p.lat : b->hi.lat;
}

static bool box_meets(const struct box *a, const struct box *b)
{
    return a->lo.lon <= b->hi.lon && b->lo.lon <= a->hi.lon && a->lo.lat <= b->hi.lat &&
           b->lo.lat <= a->hi.lat;
}

static bool read_pair(struct map *m, size_t node, struct point *out)
{
    const struct json_node *x = node < m->doc.n ? &m->doc.node[node] : NULL;
    if (x == NULL || x->kind != JSON_ARRAY || x->n < 2 || x[1].kind != JSON_NUMBER ||
        x[2].kind != JSON_NUMBER) {
        blame(m, node, MSG_MAP_SHAPE, NULL, NULL);
        return false;
    }
    *out = (struct point){x[1].number, x[2].number};
    return true;
}

static void add_point(struct map *m, size_t node, struct point p)
{
    if (!(fabs(p.lon) <= 180.0 && fabs(p.lat) <= 90.0)) {
        const bool swapped = fabs(p.lat) <= 180.0 && fabs(p.lon) <= 90.0;
        blame_numbers(m, node, swapped ? MSG_MAP_SWAPPED : MSG_MAP_RANGE, p.lon, p.lat);
    } else if (!mem_grow((void **)&m->ring, &m->capacity, m->n, sizeof *m->ring)) {
        m->failed = true;
    } else {
        m->ring[m->n++] = p;
    }
}

/* An arc's positions to the ring's end; but the first one, where the arc before ends there. */
static void add_arc(struct map *m, size_t node, double number)
{
    const bool back = number < 0.0;
    const double at = back ? -1.0 - number : number;
    const size_t before = m->n;
    struct point sum = {0.0, 0.0}, p;
    if (!(at < (double)m->n_arc) || at != floor(at)) {
        blame_numbers(m, node, MSG_MAP_ARC, number, (double)m->n_arc);
        return;
    }
    const size_t arc = m->arc[(size_t)at];
    for (size_t i = arc + 1; !is_bad(m) && i < m->doc.node[arc].next; i = m->doc.node[i].next) {
        if (!read_pair(m, i, &p))
            return;
        if (m->quantised) {
            sum = (struct point){sum.lon + p.lon, sum.lat + p.lat};
            p.lon = sum.lon * m->scale.lon + m->shift.lon;
            p.lat = sum.lat * m->scale.lat + m->shift.lat;
        }
        add_point(m, i, p);
    }
    for (size_t i = before, k = m->n; back && i + 1 < k; i++) {
        const struct point last = m->ring[--k];
        m->ring[k] = m->ring[i];
        m->ring[i] = last;
    }
    if (before > 0 && m->n > before) {
        memmove(m->ring + before, m->ring + before + 1, (m->n - before - 1) * sizeof *m->ring);
        m->n--;
    }
}

/* m->ring from a list of positions, or of the numbers of arcs. */
static void read_ring(struct map *m, size_t node, bool arcs)
{
    const struct json_node *x = node < m->doc.n ? &m->doc.node[node] : NULL;
    m->n = 0;
    if (x == NULL || x->kind != JSON_ARRAY) {
        blame(m, node, MSG_MAP_SHAPE, NULL, NULL);
        return;
    }
    for (size_t i = node + 1; !is_bad(m) && i < x->next; i = m->doc.node[i].next) {
        struct point p;
        if (arcs && m->doc.node[i].kind != JSON_NUMBER)
            blame(m, i, MSG_MAP_SHAPE, NULL, NULL);
        else if (arcs)
            add_arc(m, i, m->doc.node[i].number);
        else if (read_pair(m, i, &p))
            add_point(m, i, p);
    }
    if (!is_bad(m) && m->n < 2)
        blame(m, node, MSG_MAP_SHAPE, NULL, NULL);
}

/* --- shapes ------------------------------------------------------------------------------------
 */

/* Points that fall together on the page's grid are put once. */
static void put_ring(struct map *m)
{
    long lon = 0, lat = 0;
    json_open(m->j, '[');
    for (size_t i = 0; i < m->n; i++) {
        const long x = (long)floor(m->ring[i].lon * FINE + 0.5);
        const long y = (long)floor(m->ring[i].lat * FINE + 0.5);
        if (i > 0 && x == lon && y == lat)
            continue;
        char text[64];
        const int n = snprintf(text, sizeof text, "%s%ld,%ld", i > 0 ? "," : "", x, y);
        json_raw(m->j, text, (size_t)n);
        lon = x;
        lat = y;
    }
    json_close(m->j, ']');
}

/* A polygon's rings, or one line; away from the towns nothing is left of it. */
static void put_shape(struct map *m, size_t node, bool closed, bool arcs)
{
    const struct json before = *m->j;
    struct box b = nothing;
    if (closed && (node >= m->doc.n || m->doc.node[node].kind != JSON_ARRAY)) {
        blame(m, node, MSG_MAP_SHAPE, NULL, NULL);
        return;
    }
    json_open(m->j, '[');
    json_count(m->j, closed);
    const size_t end = closed ? m->doc.node[node].next : node + 1;
    for (size_t i = closed ? node + 1 : node; !is_bad(m) && i < end; i = m->doc.node[i].next) {
        read_ring(m, i, arcs);
        for (size_t k = 0; k < m->n; k++)
            box_add(&b, m->ring[k]);
        put_ring(m);
    }
    json_close(m->j, ']');
    m->n_shape++;
    box_add(&m->shapes, b.lo);
    box_add(&m->shapes, b.hi);
    if (box_meets(&b, &m->towns)) {
        m->n_kept++;
    } else {
        m->j->n = before.n;
        m->j->comma = before.comma;
    }
}

static void put_several(struct map *m, size_t node, bool closed, bool arcs)
{
    if (node >= m->doc.n || m->doc.node[node].kind != JSON_ARRAY) {
        blame(m, node, MSG_MAP_SHAPE, NULL, NULL);
        return;
    }
    for (size_t i = node + 1; !is_bad(m) && i < m->doc.node[node].next; i = m->doc.node[i].next)
        put_shape(m, i, closed, arcs);
}

static void put_geometry(struct map *m, size_t node);

static void put_all(struct map *m, size_t list)
{
    if (list >= m->doc.n || m->doc.node[list].kind != JSON_ARRAY) {
        blame(m, list, MSG_MAP_SHAPE, NULL, NULL);
        return;
    }
    for (size_t i = list + 1; !is_bad(m) && i < m->doc.node[list].next; i = m->doc.node[i].next)
        put_geometry(m, i);
}

/* Whatever is drawn within a node; points are not. */
static void put_geometry(struct map *m, size_t node)
{
    const struct json_doc *d = &m->doc;
    const size_t type = json_get(d, node, "type");
    const bool topology = m->arc != NULL;
    const size_t where = json_get(d, node, topology ? "arcs" : "coordinates");
    const size_t inside = json_get(d, node, "geometry");
    if (json_is(d, type, "FeatureCollection"))
        put_all(m, json_get(d, node, "features"));
    else if (json_is(d, type, "GeometryCollection"))
        put_all(m, json_get(d, node, "geometries"));
    else if (json_is(d, type, "Feature")) {
        if (inside < d->n && d->node[inside].kind != JSON_NULL)
            put_geometry(m, inside);
    } else if (json_is(d, type, "Polygon") || json_is(d, type, "LineString"))
        put_shape(m, where, json_is(d, type, "Polygon"), topology);
    else if (json_is(d, type, "MultiPolygon") || json_is(d, type, "MultiLineString"))
        put_several(m, where, json_is(d, type, "MultiPolygon"), topology);
    else if (!json_is(d, type, "Point") && !json_is(d, type, "MultiPoint") &&
             d->node[node].kind != JSON_NULL && !(topology && type >= d->n))
        blame(m, node, MSG_MAP_KIND, NULL, NULL);
}

/* The arcs' places and the transform, then every object. */
static void put_topology(struct map *m)
{
    const struct json_doc *d = &m->doc;
    const size_t arcs = json_get(d, 0, "arcs"), objects = json_get(d, 0, "objects");
    const size_t transform = json_get(d, 0, "transform");
    if (arcs >= d->n || objects >= d->n || d->node[arcs].kind != JSON_ARRAY ||
        d->node[objects].kind != JSON_OBJECT) {
        blame(m, 0, MSG_MAP_KIND, NULL, NULL);
        return;
    }
    m->arc = mem_alloc(d->node[arcs].n + 1, sizeof *m->arc);
    m->failed = m->arc == NULL;
    for (size_t i = arcs + 1; m->arc && i < d->node[arcs].next; i = d->node[i].next) {
        m->arc[m->n_arc++] = i;
        if (d->node[i].kind != JSON_ARRAY)
            blame(m, i, MSG_MAP_SHAPE, NULL, NULL);
    }
    m->quantised = transform < d->n;
    if (m->quantised && (!read_pair(m, json_get(d, transform, "scale"), &m->scale) ||
                         !read_pair(m, json_get(d, transform, "translate"), &m->shift)))
        return;
    for (size_t i = objects + 1; !is_bad(m) && i < d->node[objects].next; i = d->node[i + 1].next)
        put_geometry(m, i + 1);
}

/* --- the file ----------------------------------------------------------------------------------
 */

/* The box of the towns' positions, a good deal wider: neighbours are drawn too. */
static struct box find_towns(const struct results *r)
{
    struct box b = nothing;
    for (size_t i = 0; i < r->n_table; i++) {
        const struct text_table *t = &r->table[i];
        size_t lat = SIZE_MAX, lon = SIZE_MAX;
        for (size_t c = 0; strcmp(t->name, "places") == 0 && c < t->n_column; c++) {
            lat = strcmp(t->column[c], "latitude") == 0 ? c : lat;
            lon = strcmp(t->column[c], "longitude") == 0 ? c : lon;
        }
        for (size_t k = 0; lat != SIZE_MAX && lon != SIZE_MAX && k < t->n_row; k++) {
            const char *const *cell = t->cell + k * t->n_column;
            if (cell[lat][0] && cell[lon][0])
                box_add(&b, (struct point){strtod(cell[lon], NULL), strtod(cell[lat], NULL)});
        }
    }
    const double tall = b.hi.lat - b.lo.lat, wide = b.hi.lon - b.lo.lon;
    const double more = 0.1 + 0.5 * (tall > wide ? tall : wide);
    b.lo = (struct point){b.lo.lon - more, b.lo.lat - more};
    b.hi = (struct point){b.hi.lon + more, b.hi.lat + more};
    return b;
}

static void put_file(struct map *m)
{
    if (!json_read(&m->doc, m->text)) {
        const struct where at = {.file = m->path, .line = (int)m->doc.line};
        m->failed = m->doc.line == 0;
        if (!m->failed)
            diag_add(m->d, at, "", MSG_MAP_NOT_JSON, NULL);
        return;
    }
    json_open(m->j, '[');
    if (json_is(&m->doc, json_get(&m->doc, 0, "type"), "Topology"))
        put_topology(m);
    else
        put_geometry(m, 0);
    json_close(m->j, ']');
    if (!is_bad(m) && m->n_shape == 0)
        blame(m, SIZE_MAX, MSG_MAP_EMPTY, NULL, NULL);
    if (!is_bad(m) && m->n_kept == 0) {
        char a[64], b[64];
        snprintf(a, sizeof a, "%.2f to %.2f, %.2f to %.2f", m->shapes.lo.lon, m->shapes.hi.lon,
                 m->shapes.lo.lat, m->shapes.hi.lat);
        snprintf(b, sizeof b, "%.2f, %.2f", (m->towns.lo.lon + m->towns.hi.lon) / 2.0,
                 (m->towns.lo.lat + m->towns.hi.lat) / 2.0);
        blame(m, SIZE_MAX, MSG_MAP_ELSEWHERE, a, b);
    }
}

enum err report_map(const char *path, const struct results *r, struct json *j, struct diags *d)
{
    char *text = report_file(path, MAP_MAX, d);
    struct map m = {.path = path, .text = text, .d = d, .j = j, .shapes = nothing};
    m.towns = find_towns(r);
    if (text && !(m.towns.lo.lon <= m.towns.hi.lon))
        blame(&m, SIZE_MAX, MSG_MAP_NO_TOWNS, NULL, NULL);
    else if (text)
        put_file(&m);
    json_free(&m.doc);
    mem_free(m.ring);
    mem_free(m.arc);
    free(text);
    return d->n > 0 ? ERR_SCRIPT : m.failed || j->failed ? ERR_FAILED : ERR_OK;
}
