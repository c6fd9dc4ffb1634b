/* report_stakes.c - what a comparison leaves with each stakeholder, and how sure the change is.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/report_internal.h"
#include "sim/store_stakes.h"

enum { DIGITS = 6 };

static const double *read_runs(void *ctx, const char *var) { return reader_runs(ctx, var); }

/* Per option against the baseline: mean change and its interval. */
static void put_stake(struct report *p, const struct stakes *s, size_t i)
{
    json_open(p->j, '{');
    json_key(p->j, "en");
    json_string(p->j, s->item[i].en);
    json_key(p->j, "ja");
    json_string(p->j, s->item[i].ja);
    json_key(p->j, "d");
    json_open(p->j, '[');
    for (size_t o = 0; o < p->r->n_option; o++) {
        const struct stake_figure x = stakes_figure(s, i, o);
        json_open(p->j, '[');
        json_digits(p->j, x.difference, DIGITS);
        json_digits(p->j, x.lo, DIGITS);
        json_digits(p->j, x.hi, DIGITS);
        json_close(p->j, ']');
    }
    json_close(p->j, ']');
    json_close(p->j, '}');
}

bool report_stakes(struct report *p)
{
    struct stakes s;
    if (!p->r->comparison || p->r->n_option < 2)
        return true;
    if (!stakes_find(&s, p->r, &p->f, (struct run_source){p->reader, read_runs}, p->arena))
        return false;
    json_key(p->j, "stakes"); /* the views, then the stakeholders */
    json_open(p->j, '[');
    for (size_t i = 0; i < s.n; i++)
        put_stake(p, &s, i);
    json_close(p->j, ']');
    return true;
}
