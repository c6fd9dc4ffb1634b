/* layout_tables.c - text tables of a result file: the numbers in use, the files read, and who is
 * where: entities with their towns, opening dates by option, positions and roads.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/layout.h"
#include "sim/mem.h"
#include <math.h>
#include <string.h>

struct sheet {
    struct arena *a;
    const char **cell;
    size_t n, n_column;
};

static bool sheet_new(struct sheet *t, struct arena *a, size_t n_column, size_t most)
{
    *t = (struct sheet){.a = a, .n_column = n_column};
    t->cell = arena_alloc(a, most * n_column + 1, sizeof *t->cell);
    return t->cell != NULL;
}

static void sheet_row(struct sheet *t, const char *const *cell)
{
    memcpy(t->cell + t->n * t->n_column, cell, t->n_column * sizeof *cell);
    t->n++;
}

/* --- entities -------------------------------------------------------------------------------- */

static const char *const entity_column[] = {
    "path", "dimension", "name", "town", "kind", "from", "to", "distance_km", "kind_en", "kind_ja"};

static const char *list_of(const struct plan *p, size_t dim)
{
    const struct dim *d = &p->dim[dim];
    return dim == 0 ? "towns" : d->row->list ? d->row->list : d->name;
}

static const char *path_of(struct arena *a, const struct plan *p, size_t dim, uint32_t e)
{
    return arena_printf(a, "%s.%s", list_of(p, dim), p->dim[dim].label[e]);
}

static const struct catalogue_entry *entry_of(const struct plan *p, const char *dim,
                                              const char *kind)
{
    const struct catalogue *c = registry_catalogue(p->registry, dim);
    for (size_t i = 0; c && i < c->n_entry; i++)
        if (strcmp(c->entry[i].name, kind) == 0)
            return &c->entry[i];
    return NULL;
}

static void put_entity(struct sheet *t, const struct plan *p, size_t dim, uint32_t e)
{
    const struct dim *d = &p->dim[dim];
    const bool pair = dim > 0 && d->row->kind == DIM_PAIR;
    const char *kind = !pair && d->entry && d->entry[e] ? d->entry[e] : "";
    const struct catalogue_entry *known = entry_of(p, d->name, kind);
    const char *cell[] = {path_of(t->a, p, dim, e),
                          d->name,
                          d->label[e],
                          p->dim[0].label[d->town[e]],
                          kind,
                          pair ? d->from_dim->label[d->from[e]] : "",
                          pair ? d->to_dim->label[d->to[e]] : "",
                          pair ? arena_printf(t->a, "%.4g", d->distance_km[e]) : "",
                          known ? known->en : "",
                          known ? known->ja : ""};
    sheet_row(t, cell);
}

static bool list_entities(struct study *s, const struct plan *p, struct text_table *out)
{
    struct sheet t;
    size_t n = 0;
    for (size_t i = 0; i < p->n_dim; i++)
        n += p->dim[i].n;
    if (!sheet_new(&t, s->arena, COUNT_OF(entity_column), n))
        return false;
    for (size_t i = 0; i < p->n_dim; i++) /* in canonical order, whatever the storage */
        for (uint32_t k = 0; k < p->dim[i].n; k++)
            put_entity(&t, p, i, p->dim[i].by_key ? p->dim[i].by_key[k] : k);
    *out = (struct text_table){.name = "entities",
                               .en = "everything that exists, with its town",
                               .ja = "存在するものとその市町村",
                               .column = entity_column,
                               .n_column = COUNT_OF(entity_column),
                               .cell = t.cell,
                               .n_row = t.n};
    return true;
}

/* --- openings -------------------------------------------------------------------------------- */

static const char *const opening_column[] = {"path", "option", "opens", "closes"};

static const char *day_text(struct arena *a, const struct plan *p, const struct cell *c)
{
    if (c->by_policy)
        return "by policy";
    if (c->draw >= 0 || c->series >= 0)
        return "uncertain";
    if (c->fixed >= NEVER_DAY)
        return "never";
    const double day = c->fixed > 0.0 ? c->fixed : 0.0;
    const struct date d = clock_date(p->day0 + (int64_t)day);
    return arena_printf(a, "%04d-%02d-%02d", d.year, d.month, d.day);
}

static const struct field *dates_of(const struct plan *p, uint32_t dim, const char *name)
{
    for (size_t i = 0; i < p->n_field; i++)
        if (p->field[i].dim == dim && p->field[i].row->kind == ROW_PARAM &&
            p->field[i].n_fixed == 1 && strcmp(p->field[i].row->name, name) == 0)
            return &p->field[i];
    return NULL;
}

static bool list_openings(struct study *s, const struct plan *p, struct text_table *out)
{
    struct sheet t;
    size_t n = 0;
    for (size_t i = 1; i < p->n_dim; i++)
        n += p->dim[i].n * p->n_option;
    if (!sheet_new(&t, s->arena, COUNT_OF(opening_column), n))
        return false;
    for (uint32_t i = 1; i < p->n_dim; i++) {
        const struct field *opens = dates_of(p, i, "opens_day");
        const struct field *closes = dates_of(p, i, "closes_day");
        for (uint32_t k = 0; opens && k < p->dim[i].n; k++) {
            const uint32_t e = p->dim[i].by_key ? p->dim[i].by_key[k] : k;
            for (size_t o = 0; o < p->n_option; o++) {
                const char *cell[] = {path_of(s->arena, p, i, e), p->option[o].name,
                                      day_text(s->arena, p, &opens->cell[o][e]),
                                      closes ? day_text(s->arena, p, &closes->cell[o][e]) : ""};
                sheet_row(&t, cell);
            }
        }
    }
    *out = (struct text_table){.name = "openings",
                               .en = "when each opens and closes, by option",
                               .ja = "選択肢ごとの開始日と終了日",
                               .column = opening_column,
                               .n_column = COUNT_OF(opening_column),
                               .cell = t.cell,
                               .n_row = t.n};
    return true;
}

/* --- places ---------------------------------------------------------------------------------- */

static const char *const place_column[] = {"town", "latitude", "longitude"};
static const char *const road_column[] = {"road", "from", "to", "distance"};

static bool list_places(struct study *s, const struct plan *p, struct text_table *out)
{
    struct sheet t;
    const struct dim *d = &p->dim[0];
    if (!sheet_new(&t, s->arena, COUNT_OF(place_column), d->n))
        return false;
    for (uint32_t k = 0; k < d->n; k++) {
        const uint32_t e = d->by_key ? d->by_key[k] : k;
        const double lat = p->town_lat ? p->town_lat[e] : (double)NAN;
        const double lon = p->town_lon ? p->town_lon[e] : (double)NAN;
        const char *cell[] = {d->label[e], isnan(lat) ? "" : arena_printf(s->arena, "%.6g", lat),
                              isnan(lon) ? "" : arena_printf(s->arena, "%.7g", lon)};
        sheet_row(&t, cell);
    }
    *out = (struct text_table){.name = "places",
                               .en = "positions of the towns, degrees",
                               .ja = "市町村の位置（度）",
                               .column = place_column,
                               .n_column = COUNT_OF(place_column),
                               .cell = t.cell,
                               .n_row = t.n};
    return true;
}

static const char *said(struct arena *a, const struct node *of, const char *key)
{
    const struct node *n = node_get(of, key);
    if (n && n->kind == NODE_NUMBER)
        return arena_printf(a, "%.6g km", n->number);
    return n && n->kind == NODE_STRING ? n->text : "";
}

/* As the first option's script says; where it says nothing, there are none. */
static bool list_roads(struct study *s, const struct plan *p, struct text_table *out)
{
    struct sheet t;
    const struct node *roads = node_get(p->option[0].scenario, "roads");
    const size_t n = roads && roads->kind == NODE_LIST ? roads->n : 0;
    if (!sheet_new(&t, s->arena, COUNT_OF(road_column), n))
        return false;
    for (size_t i = 0; i < n; i++) {
        const char *from = said(s->arena, &roads->item[i], "from");
        const char *to = said(s->arena, &roads->item[i], "to");
        const char *cell[] = {arena_printf(s->arena, "%s-%s", from, to), from, to,
                              said(s->arena, &roads->item[i], "distance")};
        sheet_row(&t, cell);
    }
    *out = (struct text_table){.name = "roads",
                               .en = "roads between the towns",
                               .ja = "市町村間の道路",
                               .column = road_column,
                               .n_column = COUNT_OF(road_column),
                               .cell = t.cell,
                               .n_row = t.n};
    return true;
}

/* --- flows ----------------------------------------------------------------------------------- */

static const char *const flow_column[] = {"quantity", "medium", "medium_ja", "from",
                                          "from_ja",  "to",     "to_ja"};

/* What each recorded flow moves, from whom to whom: who pays, who gains. */
static bool list_flows(struct study *s, const struct plan *p, struct text_table *out)
{
    struct sheet t;
    const struct registry *g = p->registry;
    if (!sheet_new(&t, s->arena, COUNT_OF(flow_column), p->n_field))
        return false;
    for (size_t i = 0; i < p->n_field; i++) {
        const struct row *row = p->field[i].row;
        if (row->kind != ROW_OUTPUT || row->medium == 0 || row->agg == AGG_NONE)
            continue;
        const struct account_name *m = &g->medium[row->medium];
        const struct account_name *from = &g->holder[row->from], *to = &g->holder[row->to];
        const char *cell[] = {p->field[i].name, m->en, m->ja, from->en, from->ja, to->en, to->ja};
        sheet_row(&t, cell);
    }
    *out = (struct text_table){.name = "flows",
                               .en = "what is booked from whom to whom",
                               .ja = "何が誰から誰へ記帳されるか",
                               .column = flow_column,
                               .n_column = COUNT_OF(flow_column),
                               .cell = t.cell,
                               .n_row = t.n};
    return true;
}

/* --- all of it ------------------------------------------------------------------------------- */

bool layout_files(struct study *s, struct text_table *out)
{
    static const char *const column[] = {"name", "text"};
    size_t n_file;
    struct sheet t;
    const struct script_file *file = script_files(s->script, &n_file);
    if (!sheet_new(&t, s->arena, COUNT_OF(column), n_file))
        return false;
    for (size_t i = 0; i < n_file; i++) {
        const char *cell[] = {file[i].name, file[i].text};
        sheet_row(&t, cell);
    }
    *out = (struct text_table){.name = "files",
                               .en = "text of every file read",
                               .ja = "読み込んだファイルの全文",
                               .column = column,
                               .n_column = COUNT_OF(column),
                               .cell = t.cell,
                               .n_row = t.n};
    return true;
}

/* What the script says of itself. */
bool layout_about(struct study *s, struct text_table *out)
{
    static const char *const column[] = {"field", "text"};
    static const char *const key[] = {"name", "title", "question", "answer", "note"};
    struct sheet t;
    const struct node *root = script_root(s->script), *options = node_get(root, "options");
    const struct node *base =
        node_get(options && options->n > 0 ? &options->item[0] : root, "scenario");
    if (!sheet_new(&t, s->arena, COUNT_OF(column), COUNT_OF(key)))
        return false;
    for (size_t i = 0; i < COUNT_OF(key); i++) {
        const struct node *own = node_get(root, key[i]);
        const struct node *n = own ? own : base ? node_get(base, key[i]) : NULL;
        const char *cell[] = {key[i], n && n->kind == NODE_STRING ? n->text : ""};
        if (cell[1][0] != '\0')
            sheet_row(&t, cell);
    }
    *out = (struct text_table){.name = "about",
                               .en = "what the script says of itself",
                               .ja = "スクリプトの説明",
                               .column = column,
                               .n_column = COUNT_OF(column),
                               .cell = t.cell,
                               .n_row = t.n};
    return true;
}

bool layout_tables(struct study *s, const struct plan *p)
{
    enum { TABLES = 8 };
    struct text_table *t = arena_alloc(s->arena, TABLES, sizeof *t);
    if (t == NULL)
        return false;
    t[0] = (struct text_table){.name = "params",
                               .en = "every number in use, with its source",
                               .ja = "使われた数値とその出典",
                               .column = plan_param_column,
                               .n_column = PARAM_COLUMNS,
                               .cell = p->param_cell,
                               .n_row = p->n_param_row};
    s->results.table = t;
    s->results.n_table = TABLES;
    return layout_files(s, &t[1]) && list_entities(s, p, &t[2]) && list_openings(s, p, &t[3]) &&
           list_places(s, p, &t[4]) && list_roads(s, p, &t[5]) && list_flows(s, p, &t[6]) &&
           layout_about(s, &t[7]) && !arena_failed(s->arena);
}
