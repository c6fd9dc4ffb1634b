/* store_headline_stakes.c - who pays and who gains, option by option, in the headline.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/store_headline.h"
#include "sim/store_stakes.h"
#include <math.h>
#include <stdlib.h>

static const double *read_runs(void *ctx, const char *var) { return reader_runs(ctx, var); }

/* The baseline's mean; of the others the difference to it, "=" where its interval spans 0. */
static void put_cell(const struct stakes *s, size_t item, size_t option, char cell[CELL])
{
    char number[TEXT_NUMBER];
    const struct stake_figure x = stakes_figure(s, item, option);
    if (isnan(x.difference)) {
        snprintf(cell, CELL, "%s",
                 text_number(number, x.mean, text_step(x.mean, x.mean, x.mean), false));
        return;
    }
    const bool told = x.lo > 0.0 || x.hi < 0.0 || isnan(x.lo);
    text_number(number, x.difference, text_step(x.difference, x.lo, x.hi), true);
    snprintf(cell, CELL, "%s%s", number, told ? "" : " =");
}

/* Whether any option moves this stakeholder's money at all. */
static bool is_moved(const struct head *h, const struct stakes *s, size_t item)
{
    bool moved = false;
    for (size_t o = 0; o < h->r->n_option; o++) {
        moved = moved || stakes_figure(s, item, o).mean != 0.0;
    }
    return moved;
}

static void put_table(const struct head *h, const struct stakes *s)
{
    size_t shown = h->r->n_option;
    shown = shown > N_COLUMN - 1 ? N_COLUMN - 1 : shown;
    struct table t = {.n_column = shown + 1};
    char unit[TEXT_NUMBER], text[2 * CELL], name[CELL];
    t.cell = calloc(s->n + 1, sizeof *t.cell);
    if (t.cell == NULL) {
        return;
    }
    diag_format(t.cell[0][0], CELL, h->lang, MSG_HEAD_STAKES,
                text_unit(unit, "yen year-1", h->lang), NULL);
    for (size_t o = 0; o + 1 < t.n_column; o++) {
        text_cut(t.cell[0][o + 1], CELL, h->r->n_option > 1 ? h->r->option[o] : h->r->title, 16);
        t.right[o + 1] = true;
    }
    t.n_row = 1;
    for (size_t i = 0; i < s->n; i++) {
        if (!is_moved(h, s, i)) {
            continue;
        }
        snprintf(t.cell[t.n_row][0], CELL, "  %s",
                 h->lang == LANG_JA ? s->item[i].ja : s->item[i].en);
        for (size_t o = 0; o + 1 < t.n_column; o++) {
            put_cell(s, i, o, t.cell[t.n_row][o + 1]);
        }
        t.n_row++;
    }
    fputc('\n', h->to);
    headline_print(h, &t);
    text_cut(name, sizeof name, h->r->option[h->r->baseline], 32);
    fprintf(h->to, "%s\n",
            diag_format(text, sizeof text, h->lang,
                        h->r->n_option > 1 ? MSG_HEAD_STAKES_ARE : MSG_HEAD_STAKES_ARE_ONE, name,
                        NULL));
    free(t.cell);
}

void headline_stakes(const struct head *h)
{
    struct arena *a = arena_new();
    struct stakes s;
    if (a != NULL && stakes_find(&s, h->r, &h->f, (struct run_source){h->reader, read_runs}, a) &&
        s.n > 0) {
        put_table(h, &s);
    }
    arena_free(a);
}
