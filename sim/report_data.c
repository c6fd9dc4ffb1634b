/* report_data.c - everything a page knows of a result, as one JSON object.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/report_data.h"
#include "sim/mem.h"
#include "sim/report_internal.h"
#include "sim/stats.h"
#include <math.h>
#include <string.h>

static void put_text(struct report *p, const char *key, const char *text)
{
    json_key(p->j, key);
    json_string(p->j, text);
}

static void put_texts(struct report *p, const char *key, const char *const *text, size_t n)
{
    json_key(p->j, key);
    json_open(p->j, '[');
    for (size_t i = 0; i < n; i++)
        json_string(p->j, text[i]);
    json_close(p->j, ']');
}

static void put_count(struct report *p, const char *key, size_t n)
{
    json_key(p->j, key);
    json_count(p->j, n);
}

static size_t count_failed(const struct report *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->r->n_run; i++)
        n += reader_messages(p->reader)[i][0] != '\0';
    return n;
}

static void put_about(struct report *p)
{
    const struct results *r = p->r;
    put_text(p, "title", r->title);
    put_text(p, "digest", r->digest);
    put_text(p, "version", r->version);
    put_text(p, "inputs", r->what_changed);
    put_text(p, "start", r->start);
    const char *slash =
        strrchr(reader_path(p->reader), '/'); /* whose folder is nobody's business */
    put_text(p, "path", slash ? slash + 1 : reader_path(p->reader));
    put_text(p, "kind",
             r->fit          ? "calibrate"
             : r->design     ? "sweep"
             : r->comparison ? "compare"
                             : "run");
    json_key(p->j, "years");
    json_number(p->j, r->years);
    put_count(p, "n_run", r->n_run);
    put_count(p, "n_future", p->f.n);
    put_count(p, "n_failed", count_failed(p));
    put_count(p, "baseline", r->baseline);
    json_key(p->j, "no_chance");
    json_bool(p->j, r->no_chance);
    put_texts(p, "months", r->month, r->n_month);
    put_texts(p, "options", r->option, r->n_option);
    put_texts(p, "metrics", r->metric, r->n_metric);
}

static void put_axes(struct report *p)
{
    json_key(p->j, "axes");
    json_open(p->j, '{');
    for (size_t i = 0; i < p->r->n_axis; i++) {
        const struct axis *x = &p->r->axis[i];
        json_key(p->j, x->name);
        json_open(p->j, '{');
        put_text(p, "en", x->en);
        put_text(p, "ja", x->ja);
        put_texts(p, "label", x->label, x->n);
        json_close(p->j, '}');
    }
    json_close(p->j, '}');
}

/* Null for the text above it: sources and words repeat from row to row. */
static void put_cell(struct report *p, const struct text_table *t, size_t row, size_t column)
{
    const char *const *cell = t->cell + row * t->n_column + column;
    if (row > 0 && strcmp(*cell, *(cell - t->n_column)) == 0)
        json_null(p->j);
    else
        json_string(p->j, *cell);
}

static void put_tables(struct report *p)
{
    json_key(p->j, "tables");
    json_open(p->j, '{');
    for (size_t i = 0; i < p->r->n_table; i++) {
        const struct text_table *t = &p->r->table[i];
        json_key(p->j, t->name);
        json_open(p->j, '{');
        put_text(p, "en", t->en);
        put_text(p, "ja", t->ja);
        put_texts(p, "columns", t->column, t->n_column);
        json_key(p->j, "rows");
        json_open(p->j, '[');
        for (size_t k = 0; k < t->n_row; k++) {
            json_open(p->j, '[');
            for (size_t c = 0; c < t->n_column; c++)
                put_cell(p, t, k, c);
            json_close(p->j, ']');
        }
        json_close(p->j, ']');
        json_close(p->j, '}');
    }
    json_close(p->j, '}');
}

/* The share of the first figure's variance that the inputs make, chance the rest. */
static void put_split(struct report *p)
{
    struct stats_split s;
    const char *name = p->r->n_metric ? arena_printf(p->arena, "kpi.%s", p->r->metric[0]) : NULL;
    const double *kpi = name ? reader_runs(p->reader, name) : NULL;
    for (size_t i = 0; kpi && i < p->f.n; i++)
        p->scratch[i] = kpi[p->f.run[i * p->f.n_option + p->r->baseline]];
    if (kpi == NULL || !stats_split(p->scratch, p->f.point, p->f.n, &s))
        return;
    json_key(p->j, "split");
    json_open(p->j, '[');
    json_number(p->j, s.share_inputs);
    json_number(p->j, s.share_error);
    json_close(p->j, ']');
}

static bool put_ratios(struct report *p)
{
    static const char *const name[] = {"ratio",
                                       "ratio_lo",
                                       "ratio_hi",
                                       "ratio_difference",
                                       "ratio_difference_lo",
                                       "ratio_difference_hi"};
    struct dataset set[6];
    const struct contrast_info *g = p->r->contrast;
    if (g == NULL || g->n_ratio == 0)
        return true;
    if (!reader_datasets(p->reader, name, 6, set))
        return false;
    json_key(p->j, "ratios");
    json_open(p->j, '[');
    for (size_t q = 0; q < g->n_ratio; q++) {
        json_open(p->j, '{');
        put_text(p, "name", g->ratio[q].name);
        put_text(p, "numerator", g->ratio[q].numerator);
        put_text(p, "denominator", g->ratio[q].denominator);
        for (size_t s = 0; s < 6; s++) {
            json_key(p->j, name[s]);
            json_open(p->j, '[');
            for (size_t o = 0; set[s].x && o < p->r->n_option; o++)
                json_number(p->j, set[s].x[q * p->r->n_option + o]);
            json_close(p->j, ']');
        }
        json_close(p->j, '}');
    }
    json_close(p->j, ']');
    return true;
}

static void put_audit(struct report *p)
{
    json_key(p->j, "audit");
    json_open(p->j, '{');
    json_key(p->j, "worst");
    json_number(p->j, reader_audit_worst(p->reader));
    json_key(p->j, "tolerance");
    json_number(p->j, p->r->audit_tolerance);
    json_close(p->j, '}');
}

bool report_data(struct reader *reader, const char *months, struct json *j)
{
    const struct results reference = results_reference(reader_results(reader));
    struct report p = {.reader = reader, .r = &reference, .j = j, .months = months};
    p.arena = arena_new();
    bool good = p.arena && futures_list(p.r, reader_messages(reader), p.arena, &p.f);
    if (good) {
        p.scratch = arena_alloc(p.arena, p.f.n + 1, sizeof *p.scratch);
        json_open(j, '{');
        put_about(&p);
        put_axes(&p);
        report_fit(&p);
        /* the points of a search are no futures: nothing is said of them */
        p.f.n = p.r->fit ? 0 : p.f.n;
        good = p.scratch && report_series(&p) && (p.r->fit || report_drivers(&p)) &&
               put_ratios(&p) && report_stakes(&p) && report_structure(&p);
    }
    if (good) {
        put_split(&p);
        put_audit(&p);
        put_tables(&p);
        json_close(j, '}');
    }
    good = good && !arena_failed(p.arena) && !j->failed;
    arena_free(p.arena);
    return good;
}
