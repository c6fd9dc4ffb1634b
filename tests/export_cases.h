/* export_cases.h - a synthetic result to be exported, and a reader of CSV by RFC 4180 that owes
 * nothing to the writer. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_EXPORT_CASES_H
#define TESTS_EXPORT_CASES_H
#include "cmocka_all.h"
#include "sim/export_tables.h"
#include "sim/export_xlsx.h"
#include "synthetic.h"
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CELLS = 64 };

static char work[] = "build/tests/export_XXXXXX";

/* A result with a failed run, a series that is a mean over its entities, one of last values. */
static struct synthetic *common;
static struct reader *reader;

static inline char *in_work(const char *name)
{
    static char path[8][300];
    static size_t at;
    char *p = path[at++ % 8];
    snprintf(p, sizeof path[0], "%s/%s", work, name);
    return p;
}

static inline struct reader *open_synthetic(struct synthetic *s)
{
    struct diags d;
    struct reader *r = NULL;
    diag_init(&d, LANG_EN);
    assert_int_equal(syn_run(s, in_work("s.h5"), true, false, &d), ERR_OK);
    assert_int_equal(reader_open(&r, in_work("s.h5"), &d), ERR_OK);
    diag_free(&d);
    return r;
}

static inline size_t count_files(const char *dir)
{
    size_t n = 0;
    DIR *d = opendir(dir);
    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
        n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
    }
    if (d != NULL) {
        closedir(d);
    }
    return n;
}

/* --- a reader of CSV by RFC 4180, independent of the writer ---------------------------------- */

struct csv {
    char *text;
    char ***row; /* [n_row][n_column], row 0 the header */
    size_t n_row, n_column;
};

static inline struct csv csv_read(const char *dir, const char *name)
{
    char path[400];
    size_t n, room = 16;
    snprintf(path, sizeof path, "%s/%s.csv", dir, name);
    struct csv c = {.text = syn_slurp(path, &n), .row = calloc(16, sizeof(char **))};
    assert_non_null(c.text);
    for (char *p = c.text; *p != '\0';) {
        char **cell = calloc(CELLS, sizeof *cell);
        size_t k = 0;
        for (bool more = true; more; k++) {
            assert_true(k < CELLS);
            char *to = p;
            cell[k] = p;
            const bool quoted = *p == '"';
            p += quoted;
            while (*p != '\0' && (quoted ? !(p[0] == '"' && p[1] != '"') : !strchr(",\n", *p))) {
                p += quoted && p[0] == '"';
                *to++ = *p++;
            }
            p += quoted;
            more = *p == ',';
            assert_true(more || *p == '\n');
            p++;
            *to = '\0';
        }
        assert_true(c.n_row == 0 || k == c.n_column);
        c.n_column = k;
        if (c.n_row == room) {
            c.row = realloc(c.row, (room *= 2) * sizeof *c.row);
        }
        c.row[c.n_row++] = cell;
    }
    return c;
}

static inline void csv_free(struct csv *c)
{
    for (size_t i = 0; i < c->n_row; i++) {
        free(c->row[i]);
    }
    free(c->row);
    free(c->text);
}

static inline size_t csv_column(const struct csv *c, const char *name)
{
    for (size_t k = 0; k < c->n_column; k++) {
        if (strcmp(c->row[0][k], name) == 0) {
            return k;
        }
    }
    fail_msg("no column %s", name);
    return 0;
}

static inline const char *csv_text(const struct csv *c, size_t row, const char *column)
{
    return c->row[row + 1][csv_column(c, column)];
}

/* The same double, bit for bit; NaN: an empty cell. */
static inline void assert_cell(const struct csv *c, size_t row, const char *column, double want)
{
    const char *text = csv_text(c, row, column);
    char *end;
    if (isnan(want)) {
        assert_string_equal(text, "");
        return;
    }
    const double got = strtod(text, &end);
    if (*text == '\0' || *end != '\0' || got != want) {
        fail_msg("row %zu, %s: \"%s\", wanted %.17g", row, column, text, want);
    }
}

static inline void export_whole(struct reader *r, const char *dir)
{
    struct diags d;
    struct export_count n = {0};
    diag_init(&d, LANG_EN);
    assert_int_equal(export_csv(r, dir, false, &n, &d), ERR_OK);
    assert_int_equal(d.n, 0);
    assert_int_equal(count_files(dir), n.n_table);
    diag_free(&d);
}

static inline int make_work(void **state)
{
    (void)state;
    if (mkdtemp(work) == NULL) {
        return 1;
    }
    common = syn_new();
    common->fail = true;
    common->var[2].across = 1;
    common->var[4].agg = 3; /* "a/b" */
    reader = open_synthetic(common);
    return 0;
}

static inline int drop_work(void **state)
{
    (void)state;
    char line[300];
    reader_close(reader);
    free(common);
    snprintf(line, sizeof line, "rm -rf '%s'", work);
    return system(line);
}
#endif
