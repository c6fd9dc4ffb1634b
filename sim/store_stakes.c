/* store_stakes.c - see store_stakes.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/store_stakes.h"
#include "sim/mem.h"
#include "sim/stats.h"
#include "sim/store_compare.h"
#include <math.h>
#include <string.h>

/* Columns of the table "flows" (sim/layout_tables.c). */
enum { QUANTITY, MEDIUM, MEDIUM_JA, FROM, FROM_JA, TO, TO_JA, COLUMNS };

static const struct text_table *flows_of(const struct results *r)
{
    for (size_t i = 0; i < r->n_table; i++) {
        if (strcmp(r->table[i].name, "flows") == 0 && r->table[i].n_column == COLUMNS) {
            return &r->table[i];
        }
    }
    return NULL;
}

static bool is_public(const char *holder)
{
    return strcmp(holder, "municipality") == 0 || strcmp(holder, "prefecture") == 0 ||
           strcmp(holder, "nation") == 0;
}

static bool is_outside(const char *holder) { return strcmp(holder, "outside the region") == 0; }

/* The stakeholder of that name, new if need be; NULL: out of memory. */
static struct stake *stake_of(struct stakes *s, const char *en, const char *ja, size_t n_value,
                              struct arena *a)
{
    size_t i = STAKE_VIEWS;
    while (i < s->n && strcmp(s->item[i].en, en) != 0) {
        i++;
    }
    if (i == s->n) {
        s->item[s->n++] = (struct stake){en, ja, arena_alloc(a, n_value + 1, sizeof(double))};
    }
    return s->item[i].net != NULL ? &s->item[i] : NULL;
}

static void add(struct stakes *s, struct stake *to, const double *kpi, double sign)
{
    const size_t n = s->f->n, n_option = s->f->n_option;
    for (size_t o = 0; o < n_option; o++) {
        for (size_t i = 0; i < n; i++) {
            to->net[o * n + i] += sign * kpi[s->f->run[i * n_option + o]];
        }
    }
}

/* One end of a flow: what it receives (+1) or pays (-1). */
static bool add_end(struct stakes *s, const char *en, const char *ja, const double *kpi,
                    double sign, struct arena *a)
{
    struct stake *holder = stake_of(s, en, ja, s->f->n * s->f->n_option, a);
    if (holder == NULL) {
        return false;
    }
    add(s, holder, kpi, sign);
    if (strcmp(en, "municipality") == 0) {
        add(s, &s->item[STAKE_MUNICIPALITY], kpi, sign);
    }
    if (is_public(en)) {
        add(s, &s->item[STAKE_PUBLIC], kpi, sign);
    }
    if (is_outside(en)) {
        add(s, &s->item[STAKE_SOCIETY], kpi, -sign);
    }
    return true;
}

static bool views_begin(struct stakes *s, struct arena *a, size_t n_value)
{
    static const char *const name[STAKE_VIEWS][2] = {{"view: municipality", "市町村の立場"},
                                                     {"view: all public bodies", "公共全体の立場"},
                                                     {"view: whole region", "地域全体の立場"}};
    bool good = true;
    for (size_t i = 0; i < STAKE_VIEWS; i++) {
        s->item[i] =
            (struct stake){name[i][0], name[i][1], arena_alloc(a, n_value + 1, sizeof(double))};
        good = good && s->item[i].net != NULL;
    }
    s->n = STAKE_VIEWS;
    return good;
}

bool stakes_find(struct stakes *s, const struct results *r, const struct futures *f,
                 struct run_source x, struct arena *a)
{
    const struct text_table *t = flows_of(r);
    *s = (struct stakes){.f = f, .baseline = r->baseline};
    if (t == NULL || r->design != NULL || r->fit != NULL || f->n == 0) {
        return true;
    }
    bool any = false;
    s->item = arena_alloc(a, STAKE_VIEWS + 2 * t->n_row, sizeof *s->item);
    s->scratch = arena_alloc(a, f->n + 1, sizeof *s->scratch);
    if (s->item == NULL || s->scratch == NULL || !views_begin(s, a, f->n * f->n_option)) {
        return false;
    }
    for (size_t i = 0; i < t->n_row; i++) {
        const char *const *cell = t->cell + i * COLUMNS;
        const struct var *v = compare_var(r, cell[QUANTITY]);
        const bool money = strcmp(cell[MEDIUM], "money") == 0;
        const double *kpi = money && v != NULL ? x.get(x.ctx, v->name) : NULL;
        if (kpi == NULL) {
            continue;
        }
        any = true;
        if (!add_end(s, cell[FROM], cell[FROM_JA], kpi, -1.0, a) ||
            !add_end(s, cell[TO], cell[TO_JA], kpi, 1.0, a)) {
            return false;
        }
    }
    s->n = any ? s->n : 0;
    return true;
}

struct stake_figure stakes_figure(const struct stakes *s, size_t item, size_t option)
{
    const size_t n = s->f->n;
    const double *own = s->item[item].net + option * n;
    const double *base = s->item[item].net + s->baseline * n;
    struct stake_figure x = {stats_mean(own, n), (double)NAN, (double)NAN, (double)NAN};
    if (option != s->baseline) {
        for (size_t i = 0; i < n; i++) {
            s->scratch[i] = own[i] - base[i];
        }
        const struct stats_paired p = stats_paired(s->scratch, s->f->point, n, COMPARE_LEVEL, 1);
        x.difference = p.mean;
        x.lo = p.lo;
        x.hi = p.hi;
    }
    return x;
}
