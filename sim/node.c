/* node.c - see node.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/node.h"
#include <string.h>

const struct node *node_get(const struct node *n, const char *key)
{
    if (n->kind != NODE_MAP && n->kind != NODE_TAG)
        return NULL;
    size_t lo = 0, hi = n->n; /* fields are sorted by key */
    while (lo < hi) {
        const size_t mid = lo + (hi - lo) / 2;
        const int c = strcmp(n->item[mid].key, key);
        if (c == 0)
            return &n->item[mid];
        if (c < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return NULL;
}
