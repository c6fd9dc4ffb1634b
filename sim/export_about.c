/* export_about.c - what the numbers are of: study, span, kind of uncertainty, program, how to make
 * them again. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/design.h"
#include "sim/export_tables.h"
#include "sim/mem.h"
#include <math.h>
#include <string.h>

enum { ITEMS = 64 };
static const char *const about_column[] = {"item", "value_en", "value_ja"};

struct item {
    const char *id, *en, *ja;
};
struct about {
    struct exporter *e;
    struct item item[ITEMS];
    size_t n;
};

static void about_row(const struct export_table *t, size_t i, struct export_cell *cell)
{
    const struct about *a = t->of;
    cell[0].text = a->item[i].id;
    cell[1].text = a->item[i].en;
    cell[2].text = a->item[i].ja;
}

/* NULL: memory ran out, which the arena remembers. */
static void put(struct about *a, const char *id, const char *en, const char *ja)
{
    if (a->n < ITEMS) {
        a->item[a->n++] = (struct item){id, en, ja};
    }
}

static void put_count(struct about *a, const char *id, size_t n)
{
    const char *text = arena_printf(a->e->arena, "%zu", n);
    put(a, id, text, text);
}

static void put_number(struct about *a, const char *id, double x)
{
    char digits[EXPORT_DIGITS];
    const char *text = arena_strdup(a->e->arena, export_number(digits, x));
    put(a, id, text, text);
}

/* A row for each line. */
static void put_lines(struct about *a, const char *id, const char *text)
{
    for (const char *p = text; p != NULL && *p != '\0';) {
        const size_t n = strcspn(p, "\n");
        const char *line = arena_printf(a->e->arena, "%.*s", (int)n, p);
        if (n > 0) {
            put(a, id, line, line);
        }
        p += n + (p[n] == '\n');
    }
}

static const char *say(struct about *a, enum lang lang, enum msg m, const char *argument)
{
    char text[1024];
    return arena_strdup(a->e->arena, diag_format(text, sizeof text, lang, m, argument, NULL));
}

static void put_study(struct about *a)
{
    const struct results *r = a->e->r;
    put(a, "title", r->title, r->title);
    const enum msg kind = r->fit != NULL      ? MSG_EXPORT_CALIBRATION
                          : r->design != NULL ? MSG_EXPORT_SWEEP
                          : r->n_option > 1   ? MSG_EXPORT_COMPARISON
                                              : MSG_EXPORT_RUN;
    put(a, "study", diag_text(kind, LANG_EN), diag_text(kind, LANG_JA));
    if (r->n_month > 0) {
        put(a, "start", r->start, r->start);
        put_number(a, "years", r->years);
    }
    for (size_t o = 0; r->n_option > 1 && o < r->n_option; o++) {
        put(a, "option", r->option[o], r->option[o]);
    }
    if (r->n_option > 1) {
        put(a, "baseline", r->option[r->baseline], r->option[r->baseline]);
    }
    for (size_t v = 0; v < a->e->all->n_variant; v++) {
        put(a, "variant", a->e->all->variant[v].en, a->e->all->variant[v].ja);
    }
    if (r->design != NULL) {
        const char *design = design_name(r->design->spec.kind);
        put(a, "design", design, design);
        put_number(a, "interval_level", r->design->level);
    }
}

/* The points of its search are no futures: only how it was found is told. */
static void put_fit(struct about *a)
{
    const struct fit_info *f = a->e->r->fit;
    put(a, "fit_method", f->method, f->method);
    put_number(a, "interval_level", f->level);
    put_count(a, "fit_points", f->n_point);
    put_count(a, "fit_budget", f->n_budget);
    put_count(a, "fit_replicates", f->replicates);
    if (f->n_start > 0) {
        put_count(a, "fit_starts", f->n_start);
        put_count(a, "fit_agree", f->n_agree);
    }
    put_count(a, "fit_settled", f->converged);
}

static void put_futures(struct about *a)
{
    struct exporter *e = a->e;
    put_count(a, "futures", e->f.n + e->f.n_left_out);
    put_count(a, "left_out", e->f.n_left_out);
    const enum msg kind = e->r->no_chance                         ? MSG_HEAD_INPUTS
                          : futures_inputs_vary(e->reader, &e->f) ? MSG_HEAD_CHANCE_INPUTS
                                                                  : MSG_HEAD_CHANCE;
    const bool points = e->r->design && design_is_pattern(e->r->design->spec.kind);
    const enum msg kinds = points ? MSG_HEAD_PATTERN : MSG_HEAD_KIND;
    put(a, "intervals", say(a, LANG_EN, kinds, diag_text(kind, LANG_EN)),
        say(a, LANG_JA, kinds, diag_text(kind, LANG_JA)));
}

static void put_runs(struct about *a)
{
    struct exporter *e = a->e;
    size_t failed = 0;
    for (size_t i = 0; i < e->r->n_run; i++) {
        failed += reader_messages(e->reader)[i][0] != '\0';
    }
    put_count(a, "runs", e->r->n_run);
    put_count(a, "failed", failed);
    if (e->r->fit != NULL) {
        put_fit(a);
    } else {
        put_futures(a);
    }
    const double worst = reader_audit_worst(e->reader);
    if (!isnan(worst)) {
        put_number(a, "audit_share", worst);
        put_number(a, "tolerance", e->r->audit_tolerance);
    }
}

/* --- columns --------------------------------------------------------------------------------- */

static const char *const columns_column[] = {"table", "column", "unit", "column_en", "column_ja"};

/* Every column of every table, this one's included; EXPORT_LIST is made of it. */
static void columns_row(const struct export_table *t, size_t i, struct export_cell *cell)
{
    const struct export_table *of = t->e->table;
    while (i >= of->n_column) {
        i -= of->n_column;
        of++;
    }
    cell[0].text = of->id;
    cell[1].text = of->column[i].id;
    cell[2].text = of->column[i].unit;
    cell[3].text = of->column[i].en;
    cell[4].text = of->column[i].ja;
}

static void add_columns(struct exporter *e)
{
    enum { OWN = sizeof columns_column / sizeof *columns_column };
    size_t n = OWN;
    for (size_t i = 0; i < e->n_table; i++) {
        n += e->table[i].n_column;
    }
    struct export_table *t = export_add(e, "columns", n, columns_column, OWN);
    if (t != NULL) {
        t->row = columns_row;
    }
}

void export_add_about(struct exporter *e)
{
    struct about *a = arena_alloc(e->arena, 1, sizeof *a);
    if (a == NULL) {
        return;
    }
    a->e = e;
    put_study(a);
    put_runs(a);
    put_lines(a, "program", e->r->version);
    put(a, "digest", e->r->digest, e->r->digest);
    put_lines(a, "made_from", e->r->what_changed);
    put(a, "again", diag_text(MSG_EXPORT_AGAIN, LANG_EN), diag_text(MSG_EXPORT_AGAIN, LANG_JA));
    struct export_table *t =
        export_add(e, "about", a->n, about_column, sizeof about_column / sizeof *about_column);
    if (t != NULL) {
        t->row = about_row;
        t->of = a;
    }
    add_columns(e);
}
