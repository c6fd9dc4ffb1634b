/* plan_value.c - every number of every entity in every option: script, catalogue or default.
 *
 * Two passes over the same code: the first only notes the smallest path at which each Lua
 * distribution value is used in an option, because that path is the value's random address; the
 * second makes the cells. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/dist_beta.h"
#include "sim/plan_build.h"
#include "sim/rng.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

const char *const plan_param_column[PARAM_COLUMNS] = {
    "path", "option", "value", "unit", "status", "source", "pedigree", "en", "ja"};

/* The place of one value: which field, option and element. */
struct spot {
    struct field *f;
    size_t option;
    uint32_t elem, entity, fixed;
    const struct entity *e; /* NULL on pair dimensions */
};

/* --- the parameter table -------------------------------------------------------------------- */

static void param_row(struct builder *b, const char *path, const char *option, const char *value,
                      const char *status, const char *source, const char *pedigree,
                      const struct row *row)
{
    const char *cell[PARAM_COLUMNS] = {path,   option,   value,   row->unit, status,
                                       source, pedigree, row->en, row->ja};
    b->param = build_grow(b, b->param, &b->cap_param, b->n_param, PARAM_COLUMNS * sizeof *b->param);
    for (size_t i = 0; i < PARAM_COLUMNS; i++)
        b->param[b->n_param * PARAM_COLUMNS + i] = cell[i] ? cell[i] : "";
    b->n_param++;
}

static const char *number_text(struct builder *b, double x)
{
    return x >= NEVER_DAY ? "never" : build_text(b, "%.12g", x);
}

static const char *dist_text(struct builder *b, const struct dist *d)
{
    size_t n_name;
    if (d->kind == DIST_FIXED)
        return number_text(b, d->p[0]);
    const char *const *name = dist_names(&n_name);
    const char *text = "";
    for (size_t i = 0; i < n_name; i++) {
        enum dist_kind k;
        size_t lo, hi;
        if (!dist_kind_by_name(name[i], &k, &lo, &hi) || k != d->kind)
            continue;
        text = build_text(b, "%s(", name[i]);
        const size_t n = d->value ? d->n : hi;
        for (size_t j = 0; j < n; j++) {
            text =
                build_text(b, "%s%s%.12g", text, j ? ", " : "", d->value ? d->value[j] : d->p[j]);
            if (d->weight)
                text = build_text(b, "%s:%.12g", text, d->weight[j]);
        }
        text = build_text(b, "%s)", text);
    }
    return text;
}

/* --- draws ----------------------------------------------------------------------------------- */

static bool same_dist(const struct dist *a, const struct dist *c)
{
    bool same = a->kind == c->kind && a->n == c->n && (a->weight == NULL) == (c->weight == NULL);
    for (size_t i = 0; same && i < COUNT_OF(a->p); i++)
        same = a->p[i] == c->p[i];
    for (size_t i = 0; same && a->value && i < a->n; i++)
        same = a->value[i] == c->value[i] && (!a->weight || a->weight[i] == c->weight[i]);
    return same;
}

static int32_t draw_number(struct builder *b, const struct spot *s, const char *path,
                           const struct reading *r, const char *source, const char *pedigree,
                           struct where at)
{
    struct plan *p = b->p;
    const struct row *row = s->f->row;
    const double lo = r->series ? 0.0 : row->lo, hi = r->series ? 1e300 : row->hi;
    for (size_t i = 0; i < p->n_draw; i++) /* options may differ at one path */
        if (p->draw[i].row == row && p->draw[i].lo == lo && p->draw[i].hi == hi &&
            strcmp(p->draw[i].path, path) == 0 && same_dist(&p->draw[i].dist, &r->dist))
            return (int32_t)i;
    p->draw = build_grow(b, p->draw, &b->cap_draw, p->n_draw, sizeof *p->draw);
    p->draw[p->n_draw] = (struct draw){.path = path,
                                       .key = rng_key("param", path),
                                       .dist = r->dist,
                                       .lo = lo,
                                       .hi = hi,
                                       .row = row,
                                       .model = s->f->model,
                                       .source = source,
                                       .pedigree = pedigree,
                                       .used = build_get(b, b->spec->n_option, sizeof(bool)),
                                       .at = at};
    struct dist *d = &p->draw[p->n_draw].dist;
    if (dist_is_beta(d))
        dist_prepare(d, build_get(b, 1, sizeof(struct dist_beta)));
    return (int32_t)p->n_draw++;
}

/* First use of a Lua value in this option, in path order. */
static const char *shared_path(struct builder *b, size_t option, uint32_t identity,
                               const char *path)
{
    struct first_use *u = &b->use[option];
    if (identity >= u->n) {
        const size_t more = 2 * (size_t)identity + 16;
        const char **grown = build_get(b, more, sizeof *grown);
        if (u->path)
            memcpy(grown, u->path, u->n * sizeof *grown);
        u->path = grown;
        u->n = more;
    }
    const char **first = &u->path[identity];
    if (b->collecting && (*first == NULL || strcmp(path, *first) < 0))
        *first = path;
    return *first ? *first : path;
}

static int32_t series_number(struct builder *b, const struct node *tag, const struct row *row)
{
    const double *v = build_series(b, tag, row);
    if (v == NULL)
        return -1;
    struct plan *p = b->p;
    const double **all = build_get(b, p->n_series + 1, sizeof *all);
    if (p->n_series > 0)
        memcpy(all, p->series, p->n_series * sizeof *all);
    all[p->n_series] = v;
    p->series = all;
    return (int32_t)p->n_series++;
}

static struct cell make_cell(struct builder *b, const struct spot *s, const char *path,
                             const struct reading *r, const char *source, const char *pedigree,
                             struct where at)
{
    struct cell c = {.fixed = r->dist.p[0], .draw = -1, .series = -1, .by_policy = r->by_policy};
    if (r->dist.kind != DIST_FIXED) {
        if (r->identity != 0 && !r->each)
            path = shared_path(b, s->option, r->identity, path);
        if (!b->collecting)
            c.draw = draw_number(b, s, path, r, source, pedigree, at);
        c.fixed = 0.0;
    }
    if (r->series && b->collecting)
        build_series(b, r->series, s->f->row); /* for its faults: all are found at once */
    else if (r->series)
        c.series = series_number(b, r->series, s->f->row);
    return c;
}

/* --- where a value comes from ----------------------------------------------------------------- */

static const char *fixed_label(const struct field *f, uint32_t k)
{
    return f->fixed ? f->fixed->label[k] : "";
}

static const char *script_path(struct builder *b, const struct spot *s)
{
    const char *dot = s->f->fixed ? "." : "";
    return build_text(b, "%s.%s.%s%s%s", build_list_name(b, s->f), s->e->name, s->f->row->word, dot,
                      fixed_label(s->f, s->fixed));
}

/* The node in the script, or NULL; in a product a map by label or a list. */
static const struct node *script_node(struct builder *b, const struct spot *s, bool *fault)
{
    const struct field *f = s->f;
    const struct node *item = s->e ? s->e->node[s->option] : NULL;
    const struct node *n = item && f->row->word ? node_get(item, f->row->word) : NULL;
    return n ? build_part(b, n, f, s->fixed, fault) : NULL;
}

const struct catalogue_value *build_catalogued(struct builder *b, const struct field *f,
                                               uint32_t fixed, const char *entry, bool *whole)
{
    const struct catalogue *c = registry_catalogue(b->r, b->p->dim[f->dim].name);
    const char *word = f->row->word;
    *whole = false;
    if (word == NULL || c == NULL || entry == NULL)
        return NULL;
    const char *dotted = build_text(b, "%s.%s", word, fixed_label(f, fixed));
    const char *indexed = build_text(b, "%s[%u]", word, fixed + 1);
    for (size_t i = 0; i < c->n_entry; i++) {
        if (strcmp(c->entry[i].name, entry) != 0)
            continue;
        for (size_t k = 0; k < c->entry[i].n_value; k++) {
            const struct catalogue_value *v = &c->entry[i].value[k];
            *whole = strcmp(v->field, word) == 0;
            if (*whole || strcmp(v->field, dotted) == 0 || strcmp(v->field, indexed) == 0)
                return v;
        }
    }
    return NULL;
}

const char *build_table_path(struct builder *b, const struct field *f, uint32_t fixed,
                             const char *entry)
{
    bool whole;
    const bool listed = build_catalogued(b, f, fixed, entry, &whole) != NULL;
    return build_text(b, "%s%s%s.%s", listed ? b->p->dim[f->dim].name : f->model->name,
                      listed ? "." : "", listed ? entry : "",
                      f->row->word ? f->row->word : f->row->name);
}

static const char *entry_of(const struct spot *s)
{
    return s->e ? s->e->entry_of[s->option] ? s->e->entry_of[s->option] : s->e->entry : NULL;
}

/* Cells of the field at hand that came from a table, or were set in its place: equal for all
 * entities of an entry. `option`: in which they are so, or ALL_OPTIONS. */
#define ALL_OPTIONS SIZE_MAX
static struct cell *known_cell(struct builder *b, const struct spot *s, size_t option)
{
    const char *entry = entry_of(s);
    for (size_t i = 0; i < b->n_known; i++)
        if (b->known[i].row == s->f->row && b->known[i].entry == entry &&
            b->known[i].fixed == s->fixed && b->known[i].option == option)
            return &b->known[i].cell;
    return NULL;
}

static struct cell remember_cell(struct builder *b, const struct spot *s, size_t option,
                                 struct cell c)
{
    b->known = build_grow(b, b->known, &b->cap_known, b->n_known, sizeof *b->known);
    b->known[b->n_known++] = (struct known_cell){s->f->row, entry_of(s), s->fixed, option, c};
    return c;
}

/* A default or catalogue value: one draw per field and entry, whoever uses it. */
static struct cell table_cell(struct builder *b, const struct spot *s)
{
    const struct row *row = s->f->row;
    const char *entry = entry_of(s);
    const struct cell *known = known_cell(b, s, ALL_OPTIONS);
    if (known)
        return *known;
    bool whole = false;
    const struct catalogue_value *v = build_catalogued(b, s->f, s->fixed, entry, &whole);
    const char *text = v ? v->value : row->value;
    const char *source = v ? v->source : row->source, *pedigree = v ? v->pedigree : row->pedigree;
    const bool list = s->f->n_fixed > 1 && (v == NULL || whole) && text;
    const char *item = list ? build_item(b, text, s->fixed) : text;
    const bool own = s->f->n_fixed > 1 && (item != text || (v && !whole));
    const char *path = build_text(b, "default.%s%s%s", build_table_path(b, s->f, s->fixed, entry),
                                  own ? "." : "", own ? fixed_label(s->f, s->fixed) : "");
    struct reading r = {.dist = {.kind = DIST_FIXED}};
    if (item == NULL) {
        if (s->e && b->collecting)
            diag_add(b->d, s->e->at, script_path(b, s), MSG_VALUE_REQUIRED,
                     b->d->lang == LANG_JA ? row->ja : row->en, NULL);
        return (struct cell){.draw = -1, .series = -1};
    }
    if (!read_text(b, item, row, &r, (struct where){0}, path))
        return (struct cell){.draw = -1, .series = -1};
    const struct cell c = make_cell(b, s, path, &r, source, pedigree, (struct where){0});
    if (!b->collecting && row->kind == ROW_PARAM && (own || s->fixed == 0)) {
        for (size_t i = b->n_param; i-- > 0;) /* a default serves many entries: list it once */
            if (strcmp(b->param[i * PARAM_COLUMNS], path) == 0 &&
                strcmp(b->param[i * PARAM_COLUMNS + 1], "*") == 0)
                return remember_cell(b, s, ALL_OPTIONS, c);
        param_row(b, path, "*", dist_text(b, &r.dist), "default", source, pedigree, row);
        b->p->n_default++;
        b->p->n_assumption += source && strncmp(source, "assumption", 10) == 0;
    }
    return remember_cell(b, s, ALL_OPTIONS, c);
}

/* --- settings (sim/plan_set.c) -----------------------------------------------------------------
 */

static struct set_query query_of(const struct spot *s, bool said)
{
    return (struct set_query){.f = s->f,
                              .option = s->option,
                              .fixed = s->fixed,
                              .e = s->e,
                              .entry = entry_of(s),
                              .said = said};
}

/* A shared distribution of the script that is set aside here keeps its address: that of its first
 * use, set aside or not. */
static void note_use(struct builder *b, const struct spot *s, const struct node *said)
{
    struct reading r;
    if (b->collecting && said && said->kind == NODE_TAG && read_node(b, said, s->f->row, &r) &&
        r.dist.kind != DIST_FIXED && r.identity && !r.each)
        shared_path(b, s->option, r.identity, script_path(b, s));
}

/* The draw of a text that serves many numbers is one, under the path as it was given. */
static const char *draw_path(struct builder *b, const struct spot *s, const struct set_value *v,
                             const char *path)
{
    if (v->text == NULL)
        return path;
    const bool part = v->own && !v->labelled;
    return build_text(b, "%s%s%s", v->given, part ? "." : "",
                      part ? fixed_label(s->f, s->fixed) : "");
}

/* Path of a table's value that was set. */
static const char *set_path(struct builder *b, const struct spot *s, const struct set_value *v,
                            bool own)
{
    const char *entry = entry_of(s), *dim = b->p->dim[s->f->dim].name;
    const char *label = own ? fixed_label(s->f, s->fixed) : "";
    const char *path = v->of_entry ? build_text(b, "%s.%s.%s", dim, entry, s->f->row->word)
                                   : build_table_path(b, s->f, s->fixed, entry);
    return build_text(b, "default.%s%s%s", path, *label ? "." : "", label);
}

static struct cell set_cell(struct builder *b, const struct spot *s, const struct node *said,
                            const struct set_value *v)
{
    const struct row *row = s->f->row;
    const struct where at = v->node ? v->node->at : (struct where){0};
    const struct cell *known = v->table ? known_cell(b, s, s->option) : NULL;
    struct reading r;
    note_use(b, s, said);
    if (known)
        return *known;
    const bool own = !v->table || (v->own && s->f->fixed);
    const char *path = v->table ? set_path(b, s, v, own) : script_path(b, s);
    if (v->fault ||
        !(v->text ? read_text(b, v->text, row, &r, at, path) : read_node(b, v->node, row, &r)))
        return (struct cell){.draw = -1, .series = -1};
    const struct cell c = make_cell(b, s, draw_path(b, s, v, path), &r, "set", "", at);
    const char *source =
        v->text ? v->source : build_text(b, "set %s:%d", at.file ? at.file : "", at.line);
    if (!b->collecting && (own || s->fixed == 0))
        param_row(b, path, b->spec->option[s->option].name,
                  r.series ? "series" : dist_text(b, &r.dist), "set", source, "", row);
    return v->table ? remember_cell(b, s, s->option, c) : c;
}

static struct cell script_cell(struct builder *b, const struct spot *s)
{
    bool fault = false;
    const struct node *n = script_node(b, s, &fault);
    struct set_value v;
    struct reading r;
    if (fault)
        return (struct cell){.draw = -1, .series = -1};
    if (b->n_here > 0) {
        const struct set_query q = query_of(s, n != NULL);
        if (build_setting(b, &q, &v))
            return set_cell(b, s, n, &v);
    }
    if (n == NULL)
        return table_cell(b, s);
    const char *path = script_path(b, s);
    if (!read_node(b, n, s->f->row, &r))
        return (struct cell){.draw = -1, .series = -1};
    const struct cell c = make_cell(b, s, path, &r, "script", "", n->at);
    if (!b->collecting)
        param_row(b, path, b->spec->option[s->option].name,
                  r.series ? "series" : dist_text(b, &r.dist), "script",
                  build_text(b, "%s:%d", n->at.file ? n->at.file : "", n->at.line), "", s->f->row);
    return c;
}

/* What the engine itself knows about a pair, or about an entity an option lacks. */
static bool engine_cell(struct builder *b, const struct spot *s, struct cell *c)
{
    const struct dim *d = &b->p->dim[s->f->dim];
    const char *name = s->f->row->name;
    *c = (struct cell){.draw = -1, .series = -1};
    if (d->row && d->row->kind == DIM_PAIR) {
        if (strcmp(name, "distance_km") == 0)
            c->fixed = d->distance_km[s->entity];
        else if (strcmp(name, "accepted_frac") == 0)
            c->fixed = build_accepted(b, s->option, d, s->entity) ? 1.0 : 0.0;
        else
            return false;
        return true;
    }
    const bool absent = s->e && s->e->node[s->option] == NULL;
    if (absent && s->f->row->form == FORM_DATE) {
        c->fixed = strcmp(name, "opens_day") == 0 ? NEVER_DAY : 0.0;
        return true;
    }
    if (absent && s->f->row->kind == ROW_STATE) /* what is not there holds nothing */
        return s->f->row->medium != 0 || s->f->row->agg != AGG_NONE;
    return false;
}

static void field_cells(struct builder *b, struct field *f, struct cell **cell)
{
    const struct dim *d = &b->p->dim[f->dim];
    const bool pair = d->row && d->row->kind == DIM_PAIR;
    for (size_t o = 0; o < b->spec->n_option; o++)
        for (uint32_t i = 0; i < f->n; i++) {
            struct spot s = {
                .f = f, .option = o, .elem = i, .entity = i / f->n_fixed, .fixed = i % f->n_fixed};
            s.e = pair ? NULL : &b->set[f->dim].item[s.entity];
            struct cell c;
            if (!engine_cell(b, &s, &c)) {
                for (size_t k = 0; s.e && s.e->node[s.option] == NULL && k < b->spec->n_option; k++)
                    s.option = s.e->node[k] ? k : s.option; /* lacks it: any finite number does */
                c = script_cell(b, &s);
            }
            if (cell)
                cell[o][i] = c;
            if (c.draw >= 0)
                b->p->draw[c.draw].used[s.option] = true;
            f->varies = f->varies || c.series >= 0;
        }
}

/* --- fields ----------------------------------------------------------------------------------- */

static bool spans_month(const struct row *row)
{
    return row->kind == ROW_OUTPUT && row->pass == PASS_SPAN;
}

static bool accumulates(const struct row *row)
{
    const bool flow = row->kind == ROW_OUTPUT && row->medium != 0;
    return flow || (row->agg == AGG_SUM || row->agg == AGG_MEAN);
}

void build_fields(struct builder *b)
{
    struct plan *p = b->p;
    size_t n = 0;
    for (size_t m = 0; m < b->r->n_model; m++)
        n += b->r->table[m]->n_row;
    p->field = build_get(b, n, sizeof *p->field);
    for (size_t m = 0; m < b->r->n_model; m++)
        for (size_t i = 0; i < b->r->table[m]->n_row; i++) {
            const struct row *row = &b->r->table[m]->row[i];
            if (row->kind == ROW_INPUT || row->kind == ROW_INDEX)
                continue;
            struct field *f = &p->field[p->n_field++];
            *f = (struct field){
                .model = b->r->table[m], .row = row, .source = UINT32_MAX, .total = -1};
            f->name = build_text(b, "%s.%s", f->model->name, row->name);
            f->dim = build_dim(b, row->dim, &f->fixed);
            f->n_fixed = f->fixed ? (uint32_t)f->fixed->n_label : 1;
            f->n = p->dim[f->dim].n * f->n_fixed;
            f->n_span = spans_month(row) ? 31 : 1;
        }
    uint32_t *total = build_get(b, p->n_field, sizeof *total);
    for (uint32_t i = 0; i < p->n_field; i++) {
        struct field *f = &p->field[i];
        bool remembered = false; /* by a lag over a month or a year */
        for (uint32_t k = 0; k < p->n_field; k++) {
            const struct row *lag = p->field[k].row;
            remembered = remembered || (lag->kind == ROW_LAG && lag->window != LAG_DAY &&
                                        lag->how != LAG_LAST && strcmp(lag->of, f->name) == 0);
        }
        if (accumulates(f->row) || remembered) {
            f->total = (int32_t)p->n_total;
            total[p->n_total++] = i;
        }
    }
    p->total = total;
}

void build_values(struct builder *b)
{
    struct plan *p = b->p;
    for (int pass = 0; pass < 2; pass++) {
        b->collecting = pass == 0;
        const size_t before = b->d->n;
        for (uint32_t i = 0; i < p->n_field; i++) {
            struct field *f = &p->field[i];
            if (f->row->kind != ROW_PARAM && f->row->kind != ROW_STATE)
                continue;
            struct cell **cell = NULL;
            b->n_known = 0;
            build_settings_of(b, f);
            if (pass == 1) {
                cell = build_get(b, b->spec->n_option, sizeof *cell);
                for (size_t o = 0; o < b->spec->n_option; o++)
                    cell[o] = build_get(b, f->n, sizeof **cell);
                f->cell = (const struct cell *const *)cell;
            }
            field_cells(b, f, cell);
        }
        if (b->d->n != before)
            return; /* the second pass would find the same again */
    }
    p->param_cell = b->param;
    p->n_param_row = b->n_param;
}

double build_upper(struct builder *b, uint32_t dim, const struct entity *e, const struct model *m,
                   const struct row *row)
{
    double upper = 0.0;
    struct diags *loud = b->d;
    b->d = &b->quiet; /* faults are reported when the values are built */
    struct field f = {.model = m, .row = row, .dim = dim, .n_fixed = 1};
    build_settings_of(b, &f);
    for (size_t o = 0; o < b->spec->n_option; o++) {
        struct spot s = {.f = &f, .option = o, .e = e};
        bool fault = false, whole;
        const struct node *n = e->node[o] ? script_node(b, &s, &fault) : NULL;
        const struct catalogue_value *v = build_catalogued(b, &f, 0, e->entry, &whole);
        const struct set_query q = query_of(&s, n != NULL);
        struct set_value set = {.node = n, .text = n ? NULL : v ? v->value : row->value};
        struct reading r = {.dist = {.kind = DIST_FIXED}};
        build_setting(b, &q, &set);
        const bool ok = set.node
                            ? read_node(b, set.node, row, &r)
                            : set.text && read_text(b, set.text, row, &r, (struct where){0}, "");
        const double top = !ok ? 0.0
                           : r.series || r.dist.kind == DIST_NORMAL || r.dist.kind == DIST_LOGNORMAL
                               ? row->hi
                               : dist_quantile(&r.dist, 1.0 - 0x1p-53);
        upper = top > upper ? top : upper;
    }
    b->d = loud;
    diag_free(&b->quiet);
    return upper < row->hi ? upper : row->hi;
}
