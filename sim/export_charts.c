/* export_charts.c - native charts of a workbook: lines of the months, bars of the options or
 * factors. Colours tell apart for the colour-blind (Okabe and Ito 2008, "Color universal design",
 * jfly.uni-koeln.de/color). SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/export_xlsx.h"

enum {
    ACROSS = 2,
    DOWN = 2,
    ROWS = 21,
    COLUMNS = 11,
    LABELS = 8,
    EACH = 24,
    PAGES = 32,
    SCALE = 52
};

static const lxw_color_t palette[] = {0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9};

static void set_values(const struct book *b, const struct export_chart *c,
                       const struct export_line *l, lxw_chart_series *s)
{
    const struct export_table *t = &b->e->table[c->table];
    const char *sheet = b->name[c->table];
    const lxw_row_t first = (lxw_row_t)(b->row0[c->table] + l->row0);
    const lxw_row_t last = (lxw_row_t)(first + c->n_row - 1);
    const lxw_col_t label = book_column(b, t, c->category), value = book_column(b, t, l->column);
    chart_series_set_categories(s, sheet, first, label, last, label);
    chart_series_set_values(s, sheet, first, value, last, value);
    chart_series_set_name(s, b->lang == LANG_JA ? l->ja : l->en);
}

static void set_look(const struct export_chart *c, const struct export_line *l, lxw_chart_series *s)
{
    const lxw_color_t colour = palette[l->colour % (sizeof palette / sizeof *palette)];
    if (c->bars) {
        lxw_chart_fill fill = {.color = colour, .transparency = l->thin ? 60 : 0};
        chart_series_set_fill(s, &fill);
    } else {
        lxw_chart_line line = {.color = colour,
                               .width = l->thin ? 1.0f : 2.25f,
                               .dash_type =
                                   l->thin ? LXW_CHART_LINE_DASH_DASH : LXW_CHART_LINE_DASH_SOLID};
        chart_series_set_line(s, &line);
        chart_series_set_marker_type(s, LXW_CHART_MARKER_NONE);
    }
}

/* Rows that were left out for want of room cannot be drawn. */
static bool fits(const struct book *b, const struct export_chart *c)
{
    const struct export_table *t = &b->e->table[c->table];
    bool all = true;
    for (size_t i = 0; i < c->n_line; i++) {
        all = all && c->line[i].row0 + c->n_row + b->row0[c->table] < b->max_row &&
              book_column(b, t, c->line[i].column) + (size_t)1 < b->max_column;
    }
    return all;
}

static lxw_chart *make_chart(struct book *b, const struct export_chart *c)
{
    char unit[TEXT_NUMBER], title[512];
    lxw_chart *chart = workbook_add_chart(b->w, c->sideways ? LXW_CHART_BAR
                                                : c->bars   ? LXW_CHART_COLUMN
                                                            : LXW_CHART_LINE);
    if (chart == NULL) {
        b->failed = true;
        return NULL;
    }
    for (size_t i = 0; i < c->n_line; i++) {
        lxw_chart_series *s = chart_add_series(chart, NULL, NULL);
        if (s == NULL) {
            b->failed = true;
            return NULL;
        }
        set_values(b, c, &c->line[i], s);
        set_look(c, &c->line[i], s);
    }
    text_unit(unit, c->unit, b->lang);
    snprintf(title, sizeof title, unit[0] ? "%s (%s)" : "%s", b->lang == LANG_JA ? c->ja : c->en,
             unit);
    lxw_chart_font font = {.size = 12};
    lxw_chart_axis *labels = c->sideways ? chart->y_axis : chart->x_axis;
    lxw_chart_axis *values = c->sideways ? chart->x_axis : chart->y_axis;
    chart_title_set_name(chart, title);
    chart_title_set_name_font(chart, &font);
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    lxw_chart_font small = {.size = 8};
    chart_axis_set_num_font(labels, &small);
    chart_axis_set_label_position(labels, LXW_CHART_AXIS_LABEL_POSITION_LOW);
    if (c->sideways) {
        chart_axis_set_reverse(labels);
    }
    chart_axis_set_num_format(values, "#,##0.######");
    if (!c->bars && c->n_row > EACH) { /* whole years between labels, if there are many */
        const size_t years = (size_t)12 * LABELS, step = (c->n_row + years - 1) / years * 12;
        chart_axis_set_interval_unit(chart->x_axis, (uint16_t)step);
        chart_axis_set_interval_tick(chart->x_axis, (uint16_t)step);
    }
    return chart;
}

/* A4 across, four charts a page, none on two pages. */
static void set_paper(lxw_worksheet *to, size_t n)
{
    lxw_row_t at[PAGES + 1] = {0};
    const size_t page = (size_t)ACROSS * DOWN, pages = (n + page - 1) / page;
    for (size_t i = 1; i < pages && i <= PAGES; i++) {
        at[i - 1] = (lxw_row_t)(2 + i * DOWN * ROWS);
    }
    worksheet_set_paper(to, BOOK_A4);
    worksheet_set_landscape(to);
    worksheet_set_print_scale(to, SCALE);
    if (pages > 1) {
        worksheet_set_h_pagebreaks(to, at); /* ends with 0 */
    }
}

void book_charts(struct book *b, lxw_worksheet *to)
{
    size_t at = 0;
    for (size_t i = 0; i < b->e->n_chart && !b->failed; i++) {
        const struct export_chart *c = &b->e->chart[i];
        lxw_chart *chart = fits(b, c) ? make_chart(b, c) : NULL;
        if (chart != NULL) {
            lxw_chart_options scale = {.x_scale = 1.4, .y_scale = 1.4};
            worksheet_insert_chart_opt(to, (lxw_row_t)(2 + at / ACROSS * ROWS),
                                       (lxw_col_t)(at % ACROSS * COLUMNS), chart, &scale);
            at++;
        }
    }
    set_paper(to, at);
}
