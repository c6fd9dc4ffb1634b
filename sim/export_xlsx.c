/* export_xlsx.c - the tables as a workbook. See export.h.
 *
 * Rows go to temporary files as they come (the library's constant memory), so a sheet of a million
 * rows takes no memory. The library writes numbers with 16 digits.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/export_xlsx.h"
#include "sim/mem.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MADE = 946684800 /* 2000-01-01: always */ };

static const struct where nowhere = {NULL, 0, false};

/* --- workbook -------------------------------------------------------------------------------- */

static lxw_format *new_format(struct book *b, const char *number)
{
    lxw_format *f = workbook_add_format(b->w);
    if (f == NULL) {
        b->failed = true;
    } else if (number != NULL) {
        format_set_num_format(f, number);
    }
    return f;
}

static void make_formats(struct book *b)
{
    static const char *const number[BOOK_DECIMALS] = {
        "#,##0", "#,##0.0", "#,##0.00", "#,##0.000", "#,##0.0000", "#,##0.00000", "#,##0.000000"};
    for (size_t i = 0; i < BOOK_DECIMALS; i++) {
        b->number[i] = new_format(b, number[i]);
    }
    b->tiny = new_format(b, "0.00E+00");
    b->count = new_format(b, "0");
    b->share = new_format(b, "0.0%");
    b->note = new_format(b, NULL);
    b->text = new_format(b, NULL);
    for (size_t i = 0; i < 2; i++) {
        b->head[i] = new_format(b, NULL);
        b->unit[i] = new_format(b, NULL);
    }
    if (b->failed) {
        return;
    }
    format_set_bold(b->note);
    format_set_indent(b->text, 1); /* or it would touch the number before it */
    for (size_t i = 0; i < 2; i++) {
        format_set_bold(b->head[i]);
        format_set_text_wrap(b->head[i]);
        format_set_align(b->head[i], LXW_ALIGN_VERTICAL_TOP);
        format_set_bg_color(b->head[i], 0xE8EEF4);
        format_set_bottom(b->head[i], LXW_BORDER_THIN);
        format_set_italic(b->unit[i]);
        format_set_bottom(b->unit[i], LXW_BORDER_THIN);
    }
    format_set_indent(b->head[0], 1);
    format_set_indent(b->unit[0], 1);
    format_set_align(b->head[1], LXW_ALIGN_RIGHT);
    format_set_align(b->unit[1], LXW_ALIGN_RIGHT);
}

/* A name that Excel takes; NULL: it gets a number instead. */
static lxw_worksheet *new_sheet(struct book *b, const char *name, char out[BOOK_SHEET_NAME])
{
    snprintf(out, BOOK_SHEET_NAME, "%s", name);
    const bool fine = strpbrk(out, "[]:*?/\\'") == NULL && strlen(name) < BOOK_SHEET_NAME &&
                      workbook_validate_sheet_name(b->w, out) == LXW_NO_ERROR;
    lxw_worksheet *s = workbook_add_worksheet(b->w, fine ? out : NULL);
    if (s == NULL) {
        b->failed = true;
        return NULL;
    }
    snprintf(out, BOOK_SHEET_NAME, "%s", s->name);
    return s;
}

/* The library does not say when its temporary file is full. */
static void check_sheet(struct book *b, const lxw_worksheet *s)
{
    FILE *f = s->optimize_tmpfile;
    b->failed = b->failed || (f != NULL && (fflush(f) != 0 || ferror(f)));
}

static void write_sheets(struct book *b)
{
    const struct exporter *e = b->e;
    const struct export_word *w = export_word("charts");
    lxw_worksheet *charts = NULL;
    char name[BOOK_SHEET_NAME];
    for (size_t i = 0; i < e->n_table && !b->failed; i++) {
        const struct export_table *t = &e->table[i];
        lxw_worksheet *s = new_sheet(b, book_word(b, t->en, t->ja), b->name[i]);
        if (s != NULL) {
            book_sheet(b, i, s);
            check_sheet(b, s);
        }
        if (i == 0 && e->n_chart > 0 && !b->failed) {
            charts = new_sheet(b, book_word(b, w->en, w->ja), name);
        }
    }
    if (charts != NULL && !b->failed) {
        book_text(b, charts, 0, 0, e->r->title, b->note);
        book_charts(b, charts);
    }
}

/* The library tells the terminal of a full disk in words of its own; ours come after it. */
static int close_quietly(lxw_workbook *w)
{
    fflush(stderr);
    const int kept = dup(STDERR_FILENO), nothing = open("/dev/null", O_WRONLY);
    const bool quiet = kept >= 0 && nothing >= 0 && dup2(nothing, STDERR_FILENO) >= 0;
    errno = 0;
    const int error = workbook_close(w) == LXW_NO_ERROR ? 0 : errno != 0 ? errno : EIO;
    fflush(stderr);
    if (quiet) {
        dup2(kept, STDERR_FILENO);
    }
    if (kept >= 0) {
        close(kept);
    }
    if (nothing >= 0) {
        close(nothing);
    }
    return error;
}

/* Makes the workbook `path`: 0, or errno of what went wrong. */
static int make_book(struct book *b, const char *path)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    b->w = workbook_new_opt(path, &options);
    b->name = mem_alloc(b->e->n_table + 1, sizeof *b->name);
    b->row0 = mem_alloc(b->e->n_table + 1, sizeof *b->row0);
    int error = b->w == NULL || b->name == NULL || b->row0 == NULL ? ENOMEM : 0;
    if (error == 0) {
        char *title = arena_strdup(b->e->arena, b->e->r->title);
        lxw_doc_properties about = {.title = title, .created = MADE};
        workbook_set_properties(b->w, &about);
        make_formats(b);
        errno = 0;
        if (!b->failed) {
            write_sheets(b);
        }
        error = b->failed ? (errno != 0 ? errno : ENOMEM) : 0;
    }
    const int closing = b->w != NULL ? close_quietly(b->w) : 0;
    error = error != 0 ? error : closing;
    mem_free(b->name);
    mem_free(b->row0);
    return error;
}

/* --- file ------------------------------------------------------------------------------------ */

/* A workbook is a zip file; what is not, whoever's it is, is not overwritten, no device either. */
static enum err check_place(const char *path, struct diags *d)
{
    char start[4] = {0};
    struct stat s;
    if (stat(path, &s) == 0 && !S_ISREG(s.st_mode) && !S_ISDIR(s.st_mode)) {
        diag_add(d, nowhere, "", MSG_EXPORT_FILE, path, NULL);
        return ERR_SCRIPT;
    }
    FILE *f = fopen(path, "rb");
    if (f == NULL) {
        if (errno == ENOENT) {
            return ERR_OK;
        }
        diag_add(d, nowhere, "", MSG_CLI_WRITE, path, strerror(errno), NULL);
        return ERR_FAILED;
    }
    const size_t n = fread(start, 1, sizeof start, f);
    fclose(f);
    if (n > 0 && memcmp(start, "PK\3\4", sizeof start) != 0) {
        diag_add(d, nowhere, "", MSG_EXPORT_FILE, path, NULL);
        return ERR_SCRIPT;
    }
    return ERR_OK;
}

static int settle(const char *made, const char *path)
{
    const mode_t mask = umask(0); /* as fopen would have made it */
    umask(mask);
    const int fd = open(made, O_WRONLY);
    int error = fd < 0 || fchmod(fd, 0666 & ~mask) != 0 || fsync(fd) != 0 ? errno : 0;
    if (fd >= 0 && close(fd) != 0 && error == 0) {
        error = errno;
    }
    return error != 0 ? error : rename(made, path) != 0 ? errno : 0;
}

enum err export_xlsx_within(struct reader *r, const char *path, enum lang lang, size_t max_row,
                            size_t max_column, struct export_count *n, struct diags *d)
{
    enum err e = check_place(path, d);
    if (e != ERR_OK) {
        return e;
    }
    struct book b = {.lang = lang, .max_row = max_row, .max_column = max_column, .d = d};
    char *made = mem_alloc(strlen(path) + 8, 1);
    b.e = exporter_new(r, d);
    int error = made == NULL || b.e == NULL ? ENOMEM : 0;
    if (error == 0) {
        snprintf(made, strlen(path) + 8, "%s.XXXXXX", path);
        const int fd = mkstemp(made);
        error = fd < 0 ? errno : 0;
        if (fd >= 0) {
            close(fd);
            error = make_book(&b, made);
            error = error == 0 && !reader_sound(r, d) ? EIO : error;
            error = error != 0 ? error : settle(made, path);
        }
        if (fd >= 0 && error != 0) {
            unlink(made);
        }
    }
    if (error == 0) {
        *n = (struct export_count){b.e->n_table, b.e->n_chart};
    } else {
        if (d->n == 0) {
            diag_add(d, nowhere, "", error == ENOMEM ? MSG_EXPORT_MEMORY : MSG_CLI_WRITE, path,
                     strerror(error), NULL);
        }
        e = ERR_FAILED;
    }
    mem_free(made);
    exporter_free(b.e);
    return e;
}

enum err export_xlsx(struct reader *r, const char *path, enum lang lang, struct export_count *n,
                     struct diags *d)
{
    return export_xlsx_within(r, path, lang, LXW_ROW_MAX, LXW_COL_MAX, n, d);
}
