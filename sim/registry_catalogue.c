/* registry_catalogue.c - catalogues from CSV text (RFC 4180).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/registry_catalogue.h"
#include <string.h>

enum {
    N_COLUMN = 7,
    COL_ENTRY = 0,
    COL_FIELD,
    COL_VALUE,
    COL_PEDIGREE,
    COL_SOURCE,
    COL_EN,
    COL_JA
};
static const char *const column_name[N_COLUMN] = {"entry",  "field", "value", "pedigree",
                                                  "source", "en",    "ja"};

struct csv {
    const char *at;
    size_t line;
};

static bool csv_skip_comments(struct csv *c)
{
    for (;;) {
        const size_t blank = strspn(c->at, "\r");
        if (c->at[blank] == '\n' || c->at[0] == '#') {
            const char *end = strchr(c->at, '\n');
            if (!end)
                return false;
            c->at = end + 1;
            c->line++;
        } else {
            return c->at[blank] != '\0';
        }
    }
}

/* One field into `a`; *last tells that the record ends with it. NULL: broken quotes. */
static char *csv_field(struct csv *c, struct arena *a, bool *last)
{
    const bool quoted = *c->at == '"';
    const char *p = c->at + (quoted ? 1 : 0);
    const size_t most = quoted ? strlen(p) : strcspn(p, ",\n");
    char *out = arena_alloc(a, most + 1, 1);
    if (!out)
        return NULL;
    size_t n = 0;
    for (;; p++) {
        if (quoted && *p == '"') {
            if (p[1] != '"')
                break;
            p++; /* "" is one quote */
        } else if (!quoted && (*p == ',' || *p == '\n' || *p == '\r' || *p == '\0')) {
            break;
        } else if (*p == '\0') {
            return NULL;
        }
        if (*p == '\n')
            c->line++;
        out[n++] = *p;
    }
    if (quoted)
        p++;
    p += *p == '\r';
    if (*p != ',' && *p != '\n' && *p != '\0')
        return NULL;
    *last = *p != ',';
    if (*p == '\n')
        c->line++;
    c->at = *p ? p + 1 : p;
    return out;
}

static bool csv_record(struct csv *c, struct arena *a, const char *cell[N_COLUMN], char fault[256])
{
    const size_t line = c->line;
    bool last = false;
    for (size_t i = 0; i < N_COLUMN; i++) {
        if (last) {
            snprintf(fault, 256, "%zu: %zu fields, %d are wanted", line, i, N_COLUMN);
            return false;
        }
        cell[i] = csv_field(c, a, &last);
        if (!cell[i]) {
            snprintf(fault, 256, "%zu: broken quotes", line);
            return false;
        }
    }
    if (!last)
        snprintf(fault, 256, "%zu: more than %d fields", line, N_COLUMN);
    return last;
}

static size_t csv_count_lines(const char *text)
{
    size_t n = 1;
    for (; *text; text++)
        n += *text == '\n';
    return n;
}

static bool header_is_right(struct csv *c, struct arena *a, char fault[256])
{
    const char *cell[N_COLUMN];
    const bool any = csv_skip_comments(c);
    const size_t line = c->line;
    if (!any || !csv_record(c, a, cell, fault)) {
        snprintf(fault, 256, "%zu: no header line", line);
        return false;
    }
    for (size_t i = 0; i < N_COLUMN; i++) {
        if (strcmp(cell[i], column_name[i]) == 0)
            continue;
        snprintf(fault, 256, "%zu: column %zu is \"%s\", \"%s\" is wanted", line, i + 1, cell[i],
                 column_name[i]);
        return false;
    }
    return true;
}

static bool entry_is_known(const struct catalogue_entry *entry, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(entry[i].name, name) == 0)
            return true;
    return false;
}

/* One record into the last entry, or into a new one. */
static bool entry_take(struct catalogue_entry *entry, size_t *n, struct catalogue_value *value,
                       const char *const cell[N_COLUMN], size_t line, char fault[256])
{
    if (*n == 0 || strcmp(entry[*n - 1].name, cell[COL_ENTRY]) != 0) {
        if (entry_is_known(entry, *n, cell[COL_ENTRY])) {
            snprintf(fault, 256, "%zu: rows of \"%s\" must stand together", line, cell[COL_ENTRY]);
            return false;
        }
        entry[(*n)++] = (struct catalogue_entry){.name = cell[COL_ENTRY], .value = value};
    }
    struct catalogue_entry *e = &entry[*n - 1];
    if (strcmp(cell[COL_FIELD], "label") == 0) {
        e->en = cell[COL_EN];
        e->ja = cell[COL_JA];
        return true;
    }
    for (size_t i = 0; i < e->n_value; i++) {
        if (strcmp(e->value[i].field, cell[COL_FIELD]) != 0)
            continue;
        snprintf(fault, 256, "%zu: %s.%s stands twice", line, e->name, cell[COL_FIELD]);
        return false;
    }
    *value = (struct catalogue_value){cell[COL_FIELD],  cell[COL_VALUE], cell[COL_PEDIGREE],
                                      cell[COL_SOURCE], cell[COL_EN],    cell[COL_JA]};
    e->n_value++;
    return true;
}

bool catalogue_parse(struct arena *a, const char *dim, const char *text, struct catalogue *out,
                     char fault[256])
{
    if (strncmp(text, "\xEF\xBB\xBF", 3) == 0)
        text += 3;
    struct csv c = {text, 1};
    const size_t most = csv_count_lines(text);
    struct catalogue_entry *entry = arena_alloc(a, most, sizeof(*entry));
    struct catalogue_value *value = arena_alloc(a, most, sizeof(*value));
    const char *name = arena_strdup(a, dim);
    if (!entry || !value || !name) {
        snprintf(fault, 256, "0: out of memory");
        return false;
    }
    if (!header_is_right(&c, a, fault))
        return false;
    size_t n = 0, used = 0;
    while (csv_skip_comments(&c)) {
        const size_t line = c.line;
        const char *cell[N_COLUMN];
        if (!csv_record(&c, a, cell, fault) ||
            !entry_take(entry, &n, &value[used], cell, line, fault))
            return false;
        used += value[used].field != NULL;
    }
    for (size_t i = 0; i < n; i++) {
        if (entry[i].en && entry[i].en[0] && entry[i].ja && entry[i].ja[0])
            continue;
        snprintf(fault, 256, "0: \"%s\" has no row \"label\" with its names", entry[i].name);
        return false;
    }
    *out = (struct catalogue){name, entry, n};
    return true;
}
