/* trace.c - one run, day by day, as CSV.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/trace.h"
#include <stdio.h>

void trace_head(void *file) { fputs("day,date,quantity,entity,value,unit\n", file); }

void trace_day(const struct block *b, void *file, uint32_t day, uint32_t town0, uint32_t town1)
{
    const struct plan *p = b->plan;
    const struct date at = clock_date(p->day0 + day);
    for (size_t i = 0; i < p->n_field; i++) {
        const struct field *f = &p->field[i];
        if (f->row->agg == AGG_NONE || f->n_span > 1)
            continue;
        uint32_t lo, hi;
        state_range(p, f, town0, town1, &lo, &hi);
        for (uint32_t e = lo; e < hi; e++)
            fprintf(file, "%u,%04d-%02d-%02d,%s,\"%s%s%s\",%.17g,%s\n", day, at.year, at.month,
                    at.day, f->name, p->dim[f->dim].label[e / f->n_fixed], f->fixed ? " " : "",
                    f->fixed ? f->fixed->label[e % f->n_fixed] : "", b->buf[i][e].v[0],
                    f->row->unit);
    }
}
