/* design_saltelli.c - blocks of rows that mix two points. SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "sim/design_internal.h"
#include <string.h>

/* rows[k]: a copy of `from` with column k from `with`. */
static void mix(double *rows, size_t d, const double *from, const double *with)
{
    for (size_t k = 0; k < d; k++) {
        memcpy(rows + k * d, from, d * sizeof *rows);
        rows[k * d + k] = with[k];
    }
}

/* In place: a block has at least three rows, and its first two hold A and B. B goes to the end
 * before anything is written over it. */
void design_saltelli_spread(const struct design_spec *s, double *u)
{
    const size_t d = s->n_dim, block = design_block(s);
    for (size_t r = 0; r < s->n; r++) {
        double *a = u + r * block * d, *b = a + (block - 1) * d;
        memcpy(b, a + d, d * sizeof *b);
        mix(a + d, d, a, b);
        if (s->second) {
            mix(a + d + d * d, d, b, a);
        }
    }
}
