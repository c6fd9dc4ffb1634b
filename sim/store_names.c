/* store_names.c - names that netCDF takes. See store_meta.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/store_meta.h"
#include <string.h>

char *store_clean_name(const char *name, struct arena *a)
{
    char *s = arena_strdup(a, name[0] == '\0' ? "_" : name);
    if (s == NULL) {
        return NULL;
    }
    for (char *c = s; *c != '\0'; c++) {
        if (*c == '/' || (unsigned char)*c < 0x20 || *c == 0x7f) {
            *c = '_';
        }
    }
    const size_t n = strlen(s);
    if (s[n - 1] == ' ') {
        s[n - 1] = '_';
    }
    const unsigned char first = (unsigned char)s[0];
    const bool fine = first >= 0x80 || first == '_' || (first >= '0' && first <= '9') ||
                      (first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z');
    return fine ? s : arena_printf(a, "_%s", s);
}

static bool name_taken(const struct results *r, const char *const *name, size_t n, const char *s)
{
    static const char *const own[] = {"run",       "month",        "option",     "quantile",
                                      "point",     "failed",       "failed_run", "failed_message",
                                      "replicate", "option_of_run"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        if (strcmp(own[i], s) == 0) {
            return true;
        }
    }
    for (size_t i = 0; i < r->n_axis; i++) {
        if (strcmp(r->axis[i].name, s) == 0) {
            return true;
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (strcmp(name[i], s) == 0) {
            return true;
        }
    }
    return false;
}

const char *const *results_names(const struct results *r, struct arena *a)
{
    const char **name = arena_alloc(a, r->n_var + 1, sizeof *name);
    if (name == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < r->n_var; i++) {
        const char *clean = store_clean_name(r->var[i].name, a);
        name[i] = clean;
        for (unsigned k = 2; name[i] != NULL && name_taken(r, name, i, name[i]); k++) {
            name[i] = arena_printf(a, "%s_%u", clean, k);
        }
        if (name[i] == NULL) {
            return NULL;
        }
    }
    return name;
}
