/* plan_choice.c - words that must be one of a list, and dates that must follow each other.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/plan_build.h"
#include "sim/units.h"
#include <string.h>

const char *build_list(struct builder *b, const char *const *name, size_t n)
{
    const char *all = "";
    for (size_t i = 0; i < n; i++)
        all = build_text(b, "%s%s%s", all, i ? ", " : "", name[i]);
    return all;
}

void build_refuse_choice(struct builder *b, const struct node *at, const char *word,
                         const char *const *name, size_t n)
{
    const char *near = diag_nearest(word, name, n), *all = build_list(b, name, n);
    if (near)
        diag_add(b->d, at->at, at->path, MSG_CHOICE_UNKNOWN_NEAR, word, near, all, NULL);
    else
        diag_add(b->d, at->at, at->path, MSG_CHOICE_UNKNOWN, word, all, NULL);
}

const char *build_example(const struct row *row)
{
    if (row->form == FORM_DATE)
        return "\"2027-04-01\"";
    return strcmp(row->unit, "1") == 0 && row->hi > 1.0 ? "20" : units_example(row->unit);
}

/* --- dates ------------------------------------------------------------------------------------ */

static bool is_fixed(const struct cell *c) { return c->draw < 0 && c->series < 0 && !c->by_policy; }

/* A script that says both days, or sets one: one that closes before it opens would be there and do
 * nothing. */
static void check_dates(struct builder *b, const struct field *opens, const struct field *closes)
{
    for (size_t o = 0; o < b->p->n_option; o++)
        for (uint32_t e = 0; e < opens->n; e++) {
            const struct node *entity = b->set[opens->dim].item[e].node[o];
            const struct cell *from = &opens->cell[o][e], *to = &closes->cell[o][e];
            const struct node *at = entity ? node_get(entity, closes->row->word) : NULL;
            const bool both = at && node_get(entity, opens->row->word);
            const bool set = entity && b->n_setting > 0 && from->fixed > 0.0;
            if ((both || set) && is_fixed(from) && is_fixed(to) && from->fixed < NEVER_DAY &&
                to->fixed <= from->fixed)
                diag_add(b->d, at ? at->at : entity->at, at ? at->path : entity->path,
                         MSG_CLOSES_EARLY, NULL);
        }
}

void build_dates(struct builder *b)
{
    for (size_t i = 0; i < b->p->n_field; i++) {
        const struct field *opens = &b->p->field[i];
        if (strcmp(opens->row->name, "opens_day") != 0 || opens->row->kind != ROW_PARAM)
            continue;
        const uint32_t other = plan_field(b->p, build_text(b, "%s.closes_day", opens->model->name));
        if (other != UINT32_MAX)
            check_dates(b, opens, &b->p->field[other]);
    }
}
