/* plan_roads.c - see plan_roads.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/plan_roads.h"
#include "sim/num.h"
#include "sim/units.h"
#include <math.h>
#include <string.h>

#define EARTH_KM 6371.0088 /* mean radius, IUGG 1980 (Moritz 2000, doi:10.1007/s001900050278) */
#define DEG (3.14159265358979323846 / 180.0)
/* Road over great circle where no road is given: assumption, 1.1 .. 1.7 (1.25 is near the median
 * of known road distances between Okhotsk towns; hills run to 1.4 and more). */
#define DETOUR 1.25
enum { ROAD_TOWNS_MAX = 600 }; /* all-pairs paths are kept as one matrix */

static double great_circle_km(double lat1, double lon1, double lat2, double lon2)
{
    const double a = num_sin((lat2 - lat1) * DEG / 2), c = num_sin((lon2 - lon1) * DEG / 2);
    const double h = a * a + num_cos(lat1 * DEG) * num_cos(lat2 * DEG) * c * c;
    const double s = sqrt(lane_min(h, 1.0));
    return 2.0 * EARTH_KM * num_asin(s);
}

double roads_km(const struct builder *b, const struct roads *r, uint32_t x, uint32_t y)
{
    if (x == y)
        return 0.0;
    if (r->hub[x] != UINT32_MAX && r->hub[y] != UINT32_MAX) {
        const double km = r->km[r->hub[x] * r->n_hub + r->hub[y]];
        if (isfinite(km))
            return km;
    }
    if (isnan(r->lat[x]) || isnan(r->lat[y]))
        return INFINITY;
    return b->detour * great_circle_km(r->lat[x], r->lon[x], r->lat[y], r->lon[y]);
}

static double coordinate(struct builder *b, const struct entity *e, const char *key, double limit)
{
    for (size_t o = 0; o < b->spec->n_option; o++) {
        const struct node *n = e->node[o] ? node_get(e->node[o], key) : NULL;
        if (n == NULL)
            continue;
        if (n->kind == NODE_NUMBER && fabs(n->number) <= limit)
            return n->number;
        diag_add(b->d, n->at, n->path, MSG_COORDINATE, NULL);
        return 0.0;
    }
    return NAN;
}

static uint32_t road_end(struct builder *b, const struct node *road, const char *key, size_t k)
{
    const struct node *n = road->kind == NODE_MAP ? node_get(road, key)
                           : k < road->n          ? &road->item[k]
                                                  : NULL;
    for (uint32_t t = 0; n && n->kind == NODE_STRING && t < b->set[0].n; t++)
        if (strcmp(b->set[0].item[t].name, n->text) == 0)
            return t;
    const char **names = build_get(b, b->set[0].n, sizeof *names);
    for (size_t i = 0; i < b->set[0].n; i++)
        names[i] = b->set[0].item[i].name;
    const char *word = n && n->kind == NODE_STRING ? n->text : "";
    const char *near = diag_nearest(word, names, b->set[0].n);
    if (n && near)
        diag_add(b->d, n->at, n->path, MSG_TOWN_UNKNOWN_NEAR, word, near, NULL);
    else
        diag_add(b->d, road->at, road->path, MSG_ROAD, NULL);
    return UINT32_MAX;
}

struct road {
    uint32_t a, b;
    double km;
};

static bool read_road(struct builder *b, const struct node *n, struct road *out)
{
    if (n->kind != NODE_LIST && n->kind != NODE_MAP) {
        diag_add(b->d, n->at, n->path, MSG_ROAD, NULL);
        return false;
    }
    out->a = road_end(b, n, "from", 0);
    out->b = road_end(b, n, "to", 1);
    const struct node *km = n->kind == NODE_MAP ? node_get(n, "distance")
                            : n->n > 2          ? &n->item[2]
                                                : NULL;
    struct quantity q = {0};
    char word[64], word_ja[64];
    if (km && km->kind == NODE_NUMBER)
        q.value = km->number;
    else if (km == NULL || km->kind != NODE_STRING ||
             units_parse(km->text, "km", &q, word, word_ja) != UNITS_OK)
        q.value = -1;
    if (!(q.value > 0 && q.value < 3000)) {
        diag_add(b->d, n->at, n->path, MSG_ROAD, NULL);
        return false;
    }
    out->km = q.value;
    return out->a != UINT32_MAX && out->b != UINT32_MAX;
}

static struct road *collect_roads(struct builder *b, size_t *n_road)
{
    struct road *road = NULL;
    size_t capacity = 0;
    *n_road = 0;
    for (size_t o = 0; o < b->spec->n_option; o++) {
        const struct node *list = node_get(b->spec->option[o].scenario, "roads");
        if (list && list->kind != NODE_LIST && list->kind != NODE_MAP)
            diag_add(b->d, list->at, list->path, MSG_ROAD, NULL);
        for (size_t i = 0; list && i < list->n; i++) {
            road = build_grow(b, road, &capacity, *n_road, sizeof *road);
            *n_road += read_road(b, &list->item[i], &road[*n_road]);
        }
    }
    return road;
}

static void shortest_paths(struct builder *b, struct roads *r, const struct road *road, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (r->hub[road[i].a] == UINT32_MAX)
            r->hub[road[i].a] = (uint32_t)r->n_hub++;
        if (r->hub[road[i].b] == UINT32_MAX)
            r->hub[road[i].b] = (uint32_t)r->n_hub++;
    }
    if (r->n_hub > ROAD_TOWNS_MAX) {
        diag_add(b->d, b->spec->option[0].scenario->at, "roads", MSG_ROADS_MANY, NULL);
        r->n_hub = 0;
        for (size_t t = 0; t < b->set[0].n; t++)
            r->hub[t] = UINT32_MAX;
        return;
    }
    const size_t h = r->n_hub;
    r->km = build_get(b, h * h, sizeof(double));
    for (size_t i = 0; i < h * h; i++)
        r->km[i] = i % (h + 1) == 0 ? 0.0 : (double)INFINITY;
    for (size_t i = 0; i < n; i++) {
        const uint32_t x = r->hub[road[i].a], y = r->hub[road[i].b];
        r->km[x * h + y] = r->km[y * h + x] = lane_min(r->km[x * h + y], road[i].km);
    }
    for (size_t k = 0; k < h; k++) /* Floyd-Warshall */
        for (size_t i = 0; i < h; i++)
            for (size_t j = 0; j < h; j++)
                r->km[i * h + j] = lane_min(r->km[i * h + j], r->km[i * h + k] + r->km[k * h + j]);
}

struct roads roads_read(struct builder *b)
{
    const size_t n = b->set[0].n;
    struct roads r = {.lat = build_get(b, n, sizeof(double)),
                      .lon = build_get(b, n, sizeof(double)),
                      .hub = build_get(b, n, sizeof(uint32_t))};
    for (size_t t = 0; t < n; t++) {
        r.lat[t] = coordinate(b, &b->set[0].item[t], "lat", 90);
        r.lon[t] = coordinate(b, &b->set[0].item[t], "lon", 180);
        r.hub[t] = UINT32_MAX;
        if (isnan(r.lat[t]) != isnan(r.lon[t])) /* one alone places nothing */
            diag_add(b->d, b->set[0].item[t].at, build_text(b, "towns.%s", b->set[0].item[t].name),
                     MSG_COORDINATE, NULL);
    }
    b->detour = DETOUR;
    const struct node *detour = node_get(b->spec->option[0].scenario, "detour");
    if (detour && detour->kind == NODE_NUMBER && detour->number >= 1 && detour->number <= 3)
        b->detour = detour->number;
    else if (detour)
        diag_add(b->d, detour->at, detour->path, MSG_DETOUR, NULL);
    size_t n_road;
    const struct road *road = collect_roads(b, &n_road);
    shortest_paths(b, &r, road, n_road);
    return r;
}

bool roads_surely_far(const struct roads *r, uint32_t x, uint32_t y, double reach_km)
{
    return r->n_hub == 0 && fabs(r->lat[x] - r->lat[y]) * DEG * EARTH_KM > reach_km;
}
