/* plan_text.c - one value as it stands in a script, a catalogue or a default, to numbers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/plan_build.h"
#include "sim/units.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- money ------------------------------------------------------------------------------- */

/* models/deflator.csv: year,index,...; years outside hold the nearest known one. */
static double deflator_index(int year)
{
    const char *s = embedded_text("models/deflator.csv");
    double nearest = 1.0;
    int distance = 10000;
    while (s && *s) {
        char *end;
        const long y = strtol(s, &end, 10);
        if (end != s && *end == ',' && abs((int)y - year) < distance) {
            distance = abs((int)y - year);
            nearest = strtod(end + 1, NULL);
        }
        s = strchr(s, '\n');
        s = s ? s + 1 : NULL;
    }
    return nearest;
}

double build_deflate(struct builder *b, int year, struct where at, const char *path)
{
    if (year < 1955 || year > 2100) {
        diag_add(b->d, at, path, MSG_PRICE_YEAR, NULL);
        return 1.0;
    }
    return deflator_index(b->p->price_year) / deflator_index(year);
}

/* --- quantities -------------------------------------------------------------------------- */

static bool quantity(struct builder *b, const char *text, const char *unit, struct where at,
                     const char *path, double *out)
{
    struct quantity q = {0};
    char word[64] = "", word_ja[64] = "";
    const bool ja = b->d->lang == LANG_JA;
    switch (units_parse(text, unit, &q, word, word_ja)) {
    case UNITS_OK:
    case UNITS_NO_UNIT:
        *out = q.value;
        if (q.price_year != 0 && units_has_money(unit))
            *out *= build_deflate(b, q.price_year, at, path);
        return true;
    case UNITS_NO_NUMBER:
        diag_add(b->d, at, path, strchr(text, ',') ? MSG_NUMBER_COMMA : MSG_NUMBER_WANTED, text,
                 units_example(unit), NULL);
        return false;
    case UNITS_UNKNOWN: {
        size_t n;
        const char *const *words = units_words(&n);
        const char *near = diag_nearest(word, words, n);
        if (near)
            diag_add(b->d, at, path, MSG_UNIT_UNKNOWN_NEAR, text, word, near, NULL);
        else
            diag_add(b->d, at, path, MSG_UNIT_UNKNOWN, text, word, units_example(unit), NULL);
        return false;
    }
    case UNITS_DIMENSION:
    default:
        diag_add(b->d, at, path, MSG_UNITS_DIMENSION, text, ja ? word_ja : word,
                 units_dimension(unit, ja), units_example(unit), NULL);
        return false;
    }
}

static bool date_text(struct builder *b, const char *text, double *out)
{
    struct date d;
    if (strcmp(text, "never") == 0) {
        *out = NEVER_DAY;
        return true;
    }
    if (!clock_parse(text, &d))
        return false;
    *out = (double)(clock_days(d) - b->p->day0);
    return true;
}

/* A number of an argument or a plain value. */
static bool scalar(struct builder *b, const struct node *n, const char *unit, double *out)
{
    if (n->kind == NODE_NUMBER) {
        *out = n->number;
        return true;
    }
    if (n->kind == NODE_STRING)
        return quantity(b, n->text, unit, n->at, n->path, out);
    diag_add(b->d, n->at, n->path, MSG_VALUE_WANTED, units_example(unit), NULL);
    return false;
}

/* Only an opening may be left to a policy: nothing else has an order to set it (region.open). */
static bool is_opening(const struct row *row)
{
    return row->form == FORM_DATE && strcmp(row->name, "opens_day") == 0;
}

static enum msg date_wanted(const struct row *row)
{
    return is_opening(row) ? MSG_OPENING_WANTED : MSG_DATE_WANTED;
}

/* --- ranges ------------------------------------------------------------------------------ */

static bool in_range(struct builder *b, const struct row *row, const struct reading *r,
                     struct where at, const char *path)
{
    if (row->form == FORM_DATE || r->by_policy)
        return true;
    const double x = r->dist.kind == DIST_FIXED ? r->dist.p[0] : dist_median(&r->dist);
    if (isfinite(x) && x >= row->lo && x <= row->hi)
        return true;
    const bool plain = strcmp(row->unit, "1") == 0;
    diag_add(b->d, at, path, MSG_RANGE, build_text(b, "%.6g", x), build_text(b, "%.10g", row->lo),
             build_text(b, "%.10g%s%s", row->hi, plain ? "" : " ", plain ? "" : row->unit), NULL);
    return false;
}

static bool dist_makes_sense(struct builder *b, const struct dist *d, struct where at,
                             const char *path)
{
    static const enum msg msg[] = {[DIST_ORDER] = MSG_DIST_ORDER,
                                   [DIST_SPREAD] = MSG_DIST_SPREAD,
                                   [DIST_COUNT] = MSG_DIST_COUNT,
                                   [DIST_WEIGHTS] = MSG_DIST_WEIGHTS,
                                   [DIST_SHAPE] = MSG_DIST_SHAPE};
    const enum dist_fault f = dist_check(d);
    if (f != DIST_OK)
        diag_add(b->d, at, path, msg[f], NULL);
    return f == DIST_OK;
}

/* --- distributions ----------------------------------------------------------------------- */

static bool number_list(struct builder *b, const struct node *list, const char *unit,
                        const double **out, size_t *n)
{
    double *v = build_get(b, list->n, sizeof *v);
    bool ok = true;
    for (size_t i = 0; i < list->n; i++)
        ok = scalar(b, &list->item[i], unit, &v[i]) && ok;
    *out = v;
    *n = list->n;
    return ok;
}

static bool read_dist(struct builder *b, const struct node *tag, const struct row *row,
                      struct dist *d)
{
    const struct node *kind = node_get(tag, "kind"), *args = node_get(tag, "args");
    const struct node *values = node_get(tag, "values"), *weights = node_get(tag, "weights");
    size_t lo, hi;
    if (row->form == FORM_DATE) {
        diag_add(b->d, tag->at, tag->path, date_wanted(row), NULL);
        return false;
    }
    if (kind == NULL || !dist_kind_by_name(kind->text, &d->kind, &lo, &hi)) {
        diag_add(b->d, tag->at, tag->path, MSG_DIST_UNKNOWN, NULL);
        return false;
    }
    bool ok = true;
    if (d->kind == DIST_DISCRETE || d->kind == DIST_EMPIRICAL) {
        const struct node *list = values ? values : args;
        ok = list && number_list(b, list, row->unit, &d->value, &d->n);
        size_t n_weight = 0;
        if (ok && weights)
            ok = number_list(b, weights, "1", &d->weight, &n_weight);
        if (ok && d->kind == DIST_DISCRETE && n_weight != d->n) {
            diag_add(b->d, tag->at, tag->path, MSG_DIST_WEIGHTS, NULL);
            return false;
        }
    } else {
        if (args == NULL || args->n < lo || args->n > hi) {
            diag_add(b->d, tag->at, tag->path, MSG_DIST_COUNT, NULL);
            return false;
        }
        for (size_t i = 0; i < args->n && i < 4; i++) /* beta's shapes are pure numbers */
            ok = scalar(b, &args->item[i], d->kind == DIST_BETA && i < 2 ? "1" : row->unit,
                        &d->p[i]) &&
                 ok;
        if (d->kind == DIST_BETA && args->n == 2)
            d->p[3] = 1.0;
    }
    return ok && dist_makes_sense(b, d, tag->at, tag->path);
}

static bool read_tag(struct builder *b, const struct node *n, const struct row *row,
                     struct reading *out)
{
    out->identity = n->identity;
    if (strcmp(n->text, "dist") == 0)
        return read_dist(b, n, row, &out->dist);
    if (strcmp(n->text, "each") == 0) {
        const struct node *of = node_get(n, "of");
        out->each = true;
        return of && read_dist(b, of, row, &out->dist);
    }
    if (strcmp(n->text, "by_policy") == 0 && is_opening(row)) {
        out->by_policy = true;
        out->dist = (struct dist){.kind = DIST_FIXED, .p = {NEVER_DAY}};
        return true;
    }
    if (strcmp(n->text, "series") == 0 && row->varies) {
        const struct node *times = node_get(n, "times");
        out->series = n;
        out->dist = (struct dist){.kind = DIST_FIXED, .p = {1.0}};
        out->identity = times ? times->identity : 0;
        const struct row factor = {.unit = "1", .lo = 0, .hi = 1e12};
        return times == NULL || (times->kind == NODE_TAG ? read_dist(b, times, &factor, &out->dist)
                                                         : scalar(b, times, "1", out->dist.p));
    }
    if (strcmp(n->text, "series") == 0)
        diag_add(b->d, n->at, n->path, MSG_NOT_VARYING, NULL);
    else
        diag_add(b->d, n->at, n->path, row->form == FORM_DATE ? date_wanted(row) : MSG_VALUE_WANTED,
                 build_example(row), NULL);
    return false;
}

bool read_node(struct builder *b, const struct node *n, const struct row *row, struct reading *out)
{
    *out = (struct reading){.dist = {.kind = DIST_FIXED}};
    bool ok;
    if (n->kind == NODE_TAG) {
        ok = read_tag(b, n, row, out);
        if (out->series)
            return ok; /* each value is checked as the series is laid out */
    } else if (row->form == FORM_DATE) {
        const char *text = n->kind == NODE_STRING   ? n->text
                           : n->kind == NODE_NUMBER ? build_text(b, "%.0f", n->number)
                                                    : "";
        ok = date_text(b, text, &out->dist.p[0]);
        if (!ok)
            diag_add(b->d, n->at, n->path, date_wanted(row), NULL);
    } else if (n->kind == NODE_BOOL && strcmp(row->unit, "1") == 0) {
        out->dist.p[0] = n->number;
        ok = true;
    } else {
        ok = scalar(b, n, row->unit, &out->dist.p[0]);
    }
    return ok && in_range(b, row, out, n->at, n->path);
}

bool read_text(struct builder *b, const char *text, const struct row *row, struct reading *out,
               struct where at, const char *path)
{
    *out = (struct reading){.dist = {.kind = DIST_FIXED}};
    if (row->form == FORM_DATE) {
        char *end;
        const double days = strtod(text, &end); /* tables write day numbers */
        if (*end == '\0' && end != text)
            out->dist.p[0] = days;
        else if (!date_text(b, text, &out->dist.p[0])) {
            diag_add(b->d, at, path, date_wanted(row), NULL);
            return false;
        }
        return true;
    }
    const size_t room = strlen(text) + 2; /* at most one number a character */
    double *storage = build_get(b, room, sizeof *storage);
    if (!dist_parse(text, &out->dist, storage, room)) {
        out->dist = (struct dist){.kind = DIST_FIXED};
        if (!quantity(b, text, row->unit, at, path, &out->dist.p[0]))
            return false;
    }
    return dist_makes_sense(b, &out->dist, at, path) && in_range(b, row, out, at, path);
}

/* --- lists and series ---------------------------------------------------------------------- */

const char *build_item(struct builder *b, const char *text, uint32_t k)
{
    uint32_t item = 0;
    const char *begin = NULL, *found = NULL;
    size_t found_n = 0;
    int depth = 0;
    for (const char *s = text;; s++) {
        const bool blank = *s == '\0' || (depth == 0 && strchr(" \t;", *s));
        depth += (*s == '(') - (*s == ')');
        if (!blank && begin == NULL)
            begin = s;
        if (blank && begin) {
            if (item++ == k) {
                found = begin;
                found_n = (size_t)(s - begin);
            }
            begin = NULL;
        }
        if (*s == '\0')
            break;
    }
    if (item == 1)
        return text;
    return found ? build_text(b, "%.*s", (int)found_n, found) : NULL;
}

struct knot {
    int64_t day;
    double value;
};
static int by_day(const void *x, const void *y)
{
    const struct knot *a = x, *c = y;
    return a->day < c->day ? -1 : a->day > c->day;
}

const double *build_series(struct builder *b, const struct node *tag, const struct row *row)
{
    const struct node *values = node_get(tag, "values"), *how = node_get(tag, "interpolate");
    const bool linear = how && how->kind == NODE_STRING && strcmp(how->text, "linear") == 0;
    if (values == NULL || values->n == 0 ||
        (how && !linear && (how->kind != NODE_STRING || strcmp(how->text, "step") != 0))) {
        diag_add(b->d, tag->at, tag->path, MSG_SERIES, NULL);
        return NULL;
    }
    struct knot *knot = build_get(b, values->n, sizeof *knot);
    bool ok = true;
    for (size_t i = 0; i < values->n; i++) {
        const struct node *v = &values->item[i];
        struct date d;
        struct reading r = {.dist = {.kind = DIST_FIXED}};
        if (v->key == NULL || !clock_parse(v->key, &d)) {
            diag_add(b->d, v->at, v->path, MSG_SERIES, NULL);
            return NULL;
        }
        ok = scalar(b, v, row->unit, &r.dist.p[0]) && in_range(b, row, &r, v->at, v->path) && ok;
        knot[i] = (struct knot){clock_days(d), r.dist.p[0]};
    }
    qsort(knot, values->n, sizeof *knot, by_day);
    for (size_t i = 1; i < values->n; i++)
        if (knot[i].day == knot[i - 1].day) {
            const struct date d = clock_date(knot[i].day);
            diag_add(b->d, tag->at, tag->path, MSG_SERIES_TWICE,
                     build_text(b, "%04d-%02d", d.year, d.month), NULL);
            ok = false;
        }
    if (!ok)
        return NULL;
    double *out = build_get(b, b->p->n_month, sizeof *out);
    for (uint32_t m = 0; m < b->p->n_month; m++) {
        const int64_t day = b->p->day0 + b->p->month_day[m];
        size_t k = 0;
        while (k + 1 < values->n && knot[k + 1].day <= day)
            k++;
        out[m] = knot[k].value;
        if (linear && k + 1 < values->n && day > knot[k].day)
            out[m] += (knot[k + 1].value - knot[k].value) * (double)(day - knot[k].day) /
                      (double)(knot[k + 1].day - knot[k].day);
    }
    return out;
}
