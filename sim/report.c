/* report.c - the page: its parts, the charts' library, the data. See report.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/report.h"
#include "sim/mem.h"
#include "sim/registry.h"
#include "sim/report_data.h"
#include "sim/report_internal.h"
#include "sim/report_map.h"
#include "sim/store_text.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct where nowhere;
#define FIGURE ".vl.json"

struct page {
    struct json j;    /* the page's text */
    struct json data; /* of the result */
    struct json map;  /* boundaries under the map, empty without */
    struct json figures;
    struct json months; /* texts of the figures that are drawn by calendar month */
    const struct report_how *how;
    struct diags *d;
};

static void put(struct page *p, const char *text) { json_raw(&p->j, text, strlen(text)); }

static bool ends_with(const char *s, const char *end)
{
    const size_t n = strlen(s), m = strlen(end);
    return n > m && strcmp(s + n - m, end) == 0;
}

/* --- files of the user -------------------------------------------------------------------------
 */

enum { FIGURE_MAX = 4 << 20 };

char *report_file(const char *path, size_t max, struct diags *d)
{
    errno = 0;
    FILE *f = fopen(path, "rbe");
    char *text = f ? malloc(max + 2) : NULL;
    size_t n = 0;
    bool good = text != NULL;
    if (good) {
        n = fread(text, 1, max + 1, f);
        good = !ferror(f) && n <= max;
    }
    if (!good && n > max) {
        char size[32];
        snprintf(size, sizeof size, "%zu", max >> 20);
        diag_add(d, nowhere, "", MSG_REPORT_LARGE, path, size, NULL);
    } else if (!good) {
        diag_add(d, nowhere, "", MSG_REPORT_READ, path, strerror(errno ? errno : EIO), NULL);
    }
    if (good) {
        text[n] = '\0';
    } else {
        free(text);
        text = NULL;
    }
    if (f)
        fclose(f);
    return text;
}

/* As a string, so that a faulty file hurts its own figure only. */
static void put_figure(struct page *p, const char *path, const char *text)
{
    const char *slash = strrchr(path, '/');
    char name[256];
    snprintf(name, sizeof name, "%s", slash ? slash + 1 : path);
    name[strlen(name) - strlen(FIGURE)] = '\0';
    json_key(&p->figures, name);
    json_string(&p->figures, text);
    if (strstr(text, "\"months\""))
        json_raw(&p->months, text, strlen(text));
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void put_own_figures(struct page *p)
{
    DIR *dir = opendir(p->how->figures);
    char *path[256];
    size_t n = 0;
    if (dir == NULL) {
        diag_add(p->d, nowhere, "", MSG_REPORT_READ, p->how->figures, strerror(errno), NULL);
        return;
    }
    for (struct dirent *e; n < 256 && (e = readdir(dir)) != NULL;)
        if (ends_with(e->d_name, FIGURE)) {
            const size_t size = strlen(p->how->figures) + strlen(e->d_name) + 2;
            path[n] = malloc(size);
            if (path[n] == NULL)
                break;
            snprintf(path[n++], size, "%s/%s", p->how->figures, e->d_name);
        }
    closedir(dir);
    qsort(path, n, sizeof *path, by_text);
    for (size_t i = 0; i < n; i++) {
        char *text = report_file(path[i], FIGURE_MAX, p->d);
        if (text)
            put_figure(p, path[i], text);
        free(text);
        free(path[i]);
    }
}

/* --- parts of the page -------------------------------------------------------------------------
 */

static void put_figures(struct page *p)
{
    const char *name;
    json_open(&p->figures, '{');
    for (size_t i = 0; (name = embedded_name(i)) != NULL; i++)
        if (strncmp(name, "plots/", 6) == 0 && ends_with(name, FIGURE))
            put_figure(p, name, embedded_text(name));
    if (p->how->figures)
        put_own_figures(p);
    json_close(&p->figures, '}');
    json_raw(&p->months, "", 1); /* ends the text */
}

static void put_scripts(struct page *p)
{
    const char *name;
    for (size_t i = 0; (name = embedded_name(i)) != NULL; i++)
        if (strncmp(name, "plots/page/", 11) == 0 && ends_with(name, ".js"))
            put(p, embedded_text(name));
}

static void put_string(struct page *p, const char *text)
{
    p->j.comma = false;
    json_string(&p->j, text);
}

/* What stands for "{{name}}" in plots/page/page.html. */
static void put_part(struct page *p, const char *name, size_t n)
{
    static const char *const part[] = {"lang",  "style",  "charts",     "figures", "words",
                                       "title", "script", "indicators", "data",    "map"};
    size_t k = 0;
    while (k < sizeof part / sizeof *part &&
           (strlen(part[k]) != n || strncmp(part[k], name, n) != 0))
        k++;
    switch (k) {
    case 0:
        put(p, p->how->lang == LANG_JA ? "ja" : "en");
        break;
    case 1:
        put(p, embedded_text("plots/page/page.css"));
        break;
    case 2:
        put(p, embedded_text("charts"));
        break;
    case 3:
        json_raw(&p->j, p->figures.text, p->figures.n);
        break;
    case 4:
        put_string(p, embedded_text("plots/page/words.csv"));
        break;
    case 5:
        put(p, "Junkan 循環");
        break;
    case 6:
        put_scripts(p);
        break;
    case 7:
        put_string(p, embedded_text("plots/indicators.csv"));
        break;
    case 8:
        json_raw(&p->j, p->data.text, p->data.n);
        break;
    case 9:
        json_raw(&p->j, p->map.n ? p->map.text : "null", p->map.n ? p->map.n : 4);
        break;
    default:
        break;
    }
}

static void put_page(struct page *p)
{
    const char *from = embedded_text("plots/page/page.html");
    for (const char *at; (at = strstr(from, "{{")) != NULL;) {
        const char *end = strstr(at, "}}");
        json_raw(&p->j, from, (size_t)(at - from));
        put_part(p, at + 2, (size_t)(end - at - 2));
        from = end + 2;
    }
    put(p, from);
}

/* --- the file ----------------------------------------------------------------------------------
 */

static enum err write_page(struct page *p)
{
    const size_t size = strlen(p->how->out) + 32;
    char *tmp = malloc(size);
    bool good = tmp != NULL;
    if (good) {
        snprintf(tmp, size, "%s.%ld.tmp", p->how->out, (long)getpid());
        errno = 0;
        FILE *f = fopen(tmp, "wbxe");
        good = f && fwrite(p->j.text, 1, p->j.n, f) == p->j.n && fflush(f) == 0 &&
               fsync(fileno(f)) == 0;
        good = f && fclose(f) == 0 && good && rename(tmp, p->how->out) == 0;
    }
    if (!good) {
        const int e = errno;
        diag_add(p->d, nowhere, "", MSG_REPORT_WRITE, p->how->out, strerror(e ? e : ENOSPC), NULL);
        if (tmp)
            unlink(tmp);
    }
    free(tmp);
    return good ? ERR_OK : ERR_FAILED;
}

enum err report_write(struct reader *reader, const struct report_how *how, struct diags *d)
{
    struct page p = {.how = how, .d = d};
    enum err e = how->map ? report_map(how->map, reader_results(reader), &p.map, d) : ERR_OK;
    put_figures(&p);
    if (e == ERR_OK && d->n > 0)
        e = ERR_SCRIPT; /* a file of the user's that cannot be read */
    if (e == ERR_OK) {
        const bool good =
            !p.figures.failed && !p.months.failed && report_data(reader, p.months.text, &p.data);
        if (good)
            put_page(&p);
        e = good && !p.j.failed && reader_sound(reader, d) ? write_page(&p) : ERR_FAILED;
    }
    if (e == ERR_FAILED && d->n == 0)
        diag_add(d, nowhere, "", MSG_STORE_MEMORY, reader_path(reader), NULL);
    free(p.j.text);
    free(p.data.text);
    free(p.map.text);
    free(p.figures.text);
    free(p.months.text);
    return e;
}
