/* study_names.c - see study_names.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/study_names.h"
#include <string.h>

void name_refuse(struct where at, const char *path, const char *word, const char *const *name,
                 size_t n, struct diags *d)
{
    bool known = false;
    for (size_t i = 0; i < n && !known; i++)
        known = strcmp(name[i], word) == 0;
    const char *near = known ? NULL : diag_nearest(word, name, n);
    if (near)
        diag_add(d, at, path, MSG_METRIC_UNKNOWN_NEAR, word, near, NULL);
    else if (!known)
        diag_add(d, at, path, MSG_METRIC_UNKNOWN, word, NULL);
}

const struct var *name_recorded(const struct results *r, struct where at, const char *path,
                                const char *word, struct diags *d)
{
    for (size_t i = 0; i < r->n_var; i++)
        if (r->var[i].role == ROLE_KPI && strcmp(r->var[i].name + 4, word) == 0)
            return &r->var[i];
    diag_add(d, at, path, MSG_METRIC_UNKNOWN, word, NULL);
    return NULL;
}
