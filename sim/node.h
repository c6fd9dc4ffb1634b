/* node.h - what a script said, as plain data: the border between Lua and the plan.
 *
 * script.c turns the table that a script returns into a tree of nodes, each with its path and its
 * place in the source. Left of here is text and Lua; right of here (plan.c) no Lua exists.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_NODE_H
#define SIM_NODE_H
#include "sim/diag.h"
#include <stddef.h>
#include <stdint.h>

enum node_kind {
    NODE_BOOL, /* number 0 or 1 */
    NODE_NUMBER,
    NODE_STRING,
    NODE_LIST,    /* item[0..n) without keys */
    NODE_MAP,     /* item[0..n) with keys, sorted by key (byte order) */
    NODE_TAG,     /* made by a constructor of lua/: `text` names it, item[] its fields */
    NODE_FUNCTION /* `identity` finds it again in the script's state (sim/policy.h); number: how
                     many parameters it has (255: any number) */
};
/* Tags and their fields (see lua/README.md):
 *   "dist"    kind = "normal"|..., args = list of numbers or quantity strings (values, weights for
 *             discrete: values = list, weights = list)
 *   "each"    of = a dist                      one draw per entity
 *   "series"  values = map of "YYYY[-MM]" -> number | quantity string, interpolate, times =
 * dist|nil "by_policy"                                may be opened by a policy "scenario"   the
 * table given to j.scenario, as fields "compare"    fields of j.compare; options = list of {name =
 * , scenario = <scenario tag>}
 */
struct node {
    enum node_kind kind;
    const char *key;  /* in a map or tag: the field's name; else NULL */
    const char *path; /* "kilns[2].capacity" */
    struct where at;
    const char *text; /* NODE_STRING: value; NODE_TAG: its name */
    double number;
    uint32_t identity; /* tables, tags, functions: equal for the same Lua value, 1, 2, ... in order
                          of first visit; 0 for scalars */
    struct node *item;
    size_t n;
};

/* Field of a map or tag, or NULL. */
const struct node *node_get(const struct node *n, const char *key);
#endif
