/* export_csv.c - the tables as CSV files. See export.h.
 *
 * Numbers are the shortest text that reads back as the same double; a missing one is an empty cell.
 * A text that a spreadsheet would take for a formula gets an apostrophe before it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/export.h"
#include "sim/export_folder.h"
#include "sim/export_tables.h"
#include "sim/mem.h"
#include <errno.h>
#include <string.h>

static const struct where nowhere = {NULL, 0, false};

static void put_number(FILE *to, double x)
{
    char text[EXPORT_DIGITS];
    fputs(export_number(text, x), to);
}

/* What begins with one of these is a formula to a spreadsheet (the wide forms in a Japanese one),
 * unless it is a number. Texts that begin with apostrophes before it count too, so that taking one
 * away gives back what it was. */
static bool is_formula(const char *s)
{
    static const char *const start[] = {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"};
    double x;
    if (export_plain_number(s, &x)) {
        return false;
    }
    s += strspn(s, "'");
    for (size_t i = 0; i < sizeof start / sizeof *start; i++) {
        if (strncmp(s, start[i], strlen(start[i])) == 0) {
            return true;
        }
    }
    return false;
}

static void put_text(FILE *to, const char *s)
{
    const size_t n = strlen(s);
    const bool quote = strpbrk(s, ",\"\r\n") != NULL || s[0] == ' ' || (n > 0 && s[n - 1] == ' ');
    if (quote) {
        fputc('"', to);
    }
    if (is_formula(s)) {
        fputc('\'', to);
    }
    while (*s != '\0') {
        const size_t bytes = export_utf8(s);
        if (*s == '"') {
            fputc('"', to);
        }
        if (bytes > 0) {
            fwrite(s, 1, bytes, to);
        } else {
            fputs("\xef\xbf\xbd", to); /* U+FFFD: a stray byte would make the file unreadable */
        }
        s += bytes > 0 ? bytes : 1;
    }
    if (quote) {
        fputc('"', to);
    }
}

/* "kiln.char_t [t year-1]" where the column has a unit of its own. */
static void put_header(FILE *to, const struct export_table *t)
{
    for (size_t c = 0; c < t->n_column; c++) {
        char name[512];
        snprintf(name, sizeof name, t->column[c].unit != NULL ? "%s [%s]" : "%s", t->column[c].id,
                 t->column[c].unit);
        fputs(c > 0 ? "," : "", to);
        put_text(to, name);
    }
    fputc('\n', to);
}

static bool put_rows(FILE *to, const struct export_table *t)
{
    struct export_cell *cell = mem_alloc(t->n_column, sizeof *cell);
    for (size_t i = 0; cell != NULL && i < t->n_row && !ferror(to); i++) {
        memset(cell, 0, t->n_column * sizeof *cell);
        t->row(t, i, cell);
        for (size_t c = 0; c < t->n_column; c++) {
            const enum export_kind kind = t->column[c].kind;
            fputs(c > 0 ? "," : "", to);
            if (kind >= EXPORT_COUNT) {
                put_number(to, cell[c].x);
            } else if (cell[c].text != NULL) {
                put_text(to, cell[c].text);
            }
        }
        fputc('\n', to);
    }
    mem_free(cell);
    return cell != NULL;
}

/* 0, or errno of what went wrong. Not synced: what a power cut takes can be exported again. */
static int write_table(const struct folder *f, const struct export_table *t, bool bom)
{
    errno = 0;
    FILE *to = folder_file(f, t->id);
    if (to == NULL) {
        return errno != 0 ? errno : ENOMEM;
    }
    fputs(bom ? "\xef\xbb\xbf" : "", to);
    put_header(to, t);
    errno = 0; /* of the write that fails first: a full disk has a name */
    int error = put_rows(to, t) ? 0 : ENOMEM;
    if (error == 0 && (ferror(to) || fflush(to) != 0)) {
        error = errno != 0 ? errno : EIO;
    }
    errno = 0;
    if (fclose(to) != 0 && error == 0) {
        error = errno != 0 ? errno : EIO;
    }
    return error;
}

enum err export_csv(struct reader *r, const char *dir, bool bom, struct export_count *n,
                    struct diags *d)
{
    struct folder f;
    enum err e = folder_begin(&f, dir, d);
    if (e != ERR_OK) {
        return e;
    }
    struct exporter *x = exporter_new(r, d);
    int error = x == NULL ? ENOMEM : 0;
    for (size_t i = 0; error == 0 && i < x->n_table; i++) {
        error = write_table(&f, &x->table[i], bom);
    }
    error = error == 0 && !reader_sound(r, d) ? EIO : error;
    if (error == 0) {
        *n = (struct export_count){x->n_table, 0};
        e = folder_finish(&f, d);
    } else {
        folder_drop(&f);
        if (d->n == 0) {
            diag_add(d, nowhere, "", error == ENOMEM ? MSG_EXPORT_MEMORY : MSG_CLI_WRITE, dir,
                     strerror(error), NULL);
        }
        e = ERR_FAILED;
    }
    exporter_free(x);
    return e;
}
