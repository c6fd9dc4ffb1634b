/* export_text.c - the file's tables of text: parameters, entities, openings, places, roads and
 * whatever else it holds; the files of the study line by line.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/export_tables.h"
#include "sim/mem.h"
#include <string.h>

#define COLUMNS(a) (a), sizeof(a) / sizeof *(a)

static void text_row(const struct export_table *t, size_t i, struct export_cell *cell)
{
    const struct text_table *from = t->of;
    for (size_t c = 0; c < t->n_column; c++) {
        cell[c].text = from->cell[i * from->n_column + c];
    }
}

/* Columns keep their names; what this program knows of them it says. */
static void add_text(struct exporter *e, const struct text_table *from)
{
    const bool about = strcmp(from->name, "about") == 0; /* what the script says of itself */
    const char *id = about ? "script" : from->name;
    struct export_table *t = export_add(e, id, from->n_row, from->column, from->n_column);
    if (t == NULL) {
        return;
    }
    if (export_word(id) == NULL && from->ja != NULL && from->ja[0] != '\0') {
        t->ja = from->ja;
    }
    for (size_t c = 0; c < t->n_column; c++) {
        if (t->column[c].kind >= EXPORT_COUNT) {
            t->column[c].kind = EXPORT_LOOSE;
        }
    }
    t->row = text_row;
    t->of = from;
}

/* --- files ----------------------------------------------------------------------------------- */

static const char *const line_column[] = {"name", "line", "text"};
struct line {
    const char *name, *at;
    size_t n, number;
};
struct lines {
    struct line *line;
    size_t n, longest;
    char *buf; /* [longest + 1] */
};

static void line_row(const struct export_table *t, size_t i, struct export_cell *cell)
{
    const struct lines *l = t->of;
    const struct line *x = &l->line[i];
    memcpy(l->buf, x->at, x->n);
    l->buf[x->n] = '\0';
    cell[0].text = x->name;
    cell[1].x = (double)x->number;
    cell[2].text = l->buf;
}

/* Takes the lines apart into line[] unless that is NULL. */
static void take_lines(const struct text_table *from, struct line *line, struct lines *l)
{
    l->n = l->longest = 0;
    for (size_t i = 0; i < from->n_row; i++) {
        const char *p = from->cell[i * from->n_column + 1];
        for (size_t number = 1; p != NULL && *p != '\0'; number++) {
            const size_t n = strcspn(p, "\n"), kept = n > 0 && p[n - 1] == '\r' ? n - 1 : n;
            if (line != NULL) {
                line[l->n] = (struct line){from->cell[i * from->n_column], p, kept, number};
            }
            l->n++;
            l->longest = kept > l->longest ? kept : l->longest;
            p += n + (p[n] == '\n');
        }
    }
}

static void add_files(struct exporter *e, const struct text_table *from)
{
    struct lines *l = arena_alloc(e->arena, 1, sizeof *l);
    if (l == NULL) {
        return;
    }
    take_lines(from, NULL, l);
    l->line = arena_alloc(e->arena, l->n + 1, sizeof *l->line);
    l->buf = arena_alloc(e->arena, l->longest + 1, 1);
    if (l->line == NULL || l->buf == NULL) {
        return;
    }
    take_lines(from, l->line, l);
    struct export_table *t = export_add(e, from->name, l->n, COLUMNS(line_column));
    if (t != NULL) {
        t->row = line_row;
        t->of = l;
    }
}

void export_add_texts(struct exporter *e)
{
    for (size_t i = 0; i < e->r->n_table; i++) {
        const struct text_table *from = &e->r->table[i];
        if (strcmp(from->name, "files") == 0 && from->n_column == 2) {
            add_files(e, from);
        } else {
            add_text(e, from);
        }
    }
}
