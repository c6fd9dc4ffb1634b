/* plan_home.c - where the number of each parameter's element is kept.
 *
 * Most elements share their number: a default is drawn once for all kilns, a price of the catalogue
 * is the same in every town. So a number has one home, and elements point at it: plain numbers lie
 * with the plan, once for all its blocks; drawn ones with the block's draws; what is left (series,
 * options that differ, what a policy may set) has lanes of its own. A day then touches a tenth of
 * the memory that an array for every parameter would take.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/plan_build.h"
#include <string.h>

enum { LOOK_BACK = 16 }; /* own lanes of a field that an element may share */

struct homes {
    struct builder *b;
    bool policies;
    uint64_t *plain; /* [n_plain] distinct bits of doubles */
    size_t n_plain, plain_room;
    uint32_t *table; /* [n_table] open addressing: number of a plain value + 1, 0: free */
    size_t n_table;
    struct own *own; /* [n_own] */
    size_t n_own, own_room;
    size_t own0; /* the field's first */
};

/* --- plain numbers ------------------------------------------------------------------------------
 */

static uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static size_t slot_of(const struct homes *h, uint64_t bits)
{
    size_t at = (size_t)((bits ^ bits >> 29) * UINT64_C(0x9E3779B97F4A7C15) >> 32);
    for (at &= h->n_table - 1; h->table[at]; at = (at + 1) & (h->n_table - 1))
        if (h->plain[h->table[at] - 1] == bits)
            break;
    return at;
}

static void widen(struct homes *h)
{
    h->n_table = h->n_table ? 2 * h->n_table : 1024;
    h->table = build_get(h->b, h->n_table, sizeof *h->table);
    for (uint32_t i = 0; i < h->n_plain; i++)
        h->table[slot_of(h, h->plain[i])] = i + 1;
}

static uint32_t plain_home(struct homes *h, uint64_t bits)
{
    if (2 * h->n_plain >= h->n_table)
        widen(h);
    const size_t at = slot_of(h, bits);
    if (h->table[at] == 0) {
        h->plain = build_grow(h->b, h->plain, &h->plain_room, h->n_plain, sizeof *h->plain);
        h->plain[h->n_plain] = bits;
        h->table[at] = (uint32_t)++h->n_plain;
    }
    return h->table[at] - 1; /* HOME_PLAIN is 0 */
}

/* --- the rest ------------------------------------------------------------------------------------
 */

static bool same_cell(const struct cell *x, const struct cell *y)
{
    return bits_of(x->fixed) == bits_of(y->fixed) && x->draw == y->draw && x->series == y->series &&
           x->by_policy == y->by_policy;
}

static bool same_in_all(const struct plan *p, const struct field *f, uint32_t e, uint32_t other)
{
    for (size_t o = 0; o < p->n_option; o++)
        if (!same_cell(&f->cell[o][e], &f->cell[o][other]))
            return false;
    return true;
}

static uint32_t own_home(struct homes *h, const struct field *f, uint32_t e, bool alone)
{
    const size_t back = h->n_own > h->own0 + LOOK_BACK ? h->n_own - LOOK_BACK : h->own0;
    for (size_t i = h->n_own; !alone && i > back; i--)
        if (same_in_all(h->b->p, f, e, h->own[i - 1].element))
            return HOME_OWN | (uint32_t)(i - 1);
    h->own = build_grow(h->b, h->own, &h->own_room, h->n_own, sizeof *h->own);
    h->own[h->n_own] = (struct own){(uint32_t)(f - h->b->p->field), e};
    return HOME_OWN | (uint32_t)h->n_own++;
}

/* A policy may set any parameter of an entity, but none of a product or a pair. */
static bool in_reach(const struct field *f, const struct dim *d)
{
    return f->n_fixed == 1 && !(d->row && d->row->kind == DIM_PAIR);
}

static uint32_t home_of(struct homes *h, const struct field *f, uint32_t e)
{
    const struct plan *p = h->b->p;
    const struct cell *c = &f->cell[0][e];
    bool one = !c->by_policy && c->series < 0;
    for (size_t o = 1; o < p->n_option; o++)
        one = one && same_cell(c, &f->cell[o][e]);
    const bool alone = h->policies && in_reach(f, &p->dim[f->dim]);
    if (!one || alone)
        return own_home(h, f, e, alone);
    return c->draw >= 0 ? HOME_DRAWN | (uint32_t)c->draw : plain_home(h, bits_of(c->fixed));
}

void build_homes(struct builder *b)
{
    struct plan *p = b->p;
    struct homes h = {.b = b};
    for (size_t o = 0; o < p->n_option; o++)
        h.policies = h.policies || node_get(p->option[o].scenario, "policies") != NULL;
    for (size_t i = 0; i < p->n_field; i++) {
        struct field *f = &p->field[i];
        if (f->row->kind != ROW_PARAM)
            continue;
        uint32_t *home = build_get(b, f->n, sizeof *home);
        h.own0 = h.n_own;
        for (uint32_t e = 0; e < f->n; e++)
            home[e] = home_of(&h, f, e);
        f->home = home;
        p->n_home += f->n;
    }
    struct lane *plain = build_get(b, h.n_plain, sizeof *plain);
    for (size_t i = 0; i < h.n_plain; i++) {
        double x;
        memcpy(&x, &h.plain[i], sizeof x);
        LANES_LOOP(l) plain[i].v[l] = x;
    }
    p->plain = plain;
    p->n_plain = h.n_plain;
    p->own = h.own;
    p->n_own = h.n_own;
}
