/* report.c - the page: its parts, the charts' library, the data. See report.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/report.h"
#include "sim/mem.h"
#include "sim/registry.h"
#include "sim/report_data.h"
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

enum { FILE_MAX = 16 << 20 };

static char *read_file(struct page *p, const char *path)
{
    FILE *f = fopen(path, "rbe");
    char *text = f ? malloc(FILE_MAX + 1) : NULL;
    size_t n = 0;
    bool good = text != NULL;
    if (good) {
        n = fread(text, 1, FILE_MAX, f);
        good = !ferror(f) && n < FILE_MAX;
    }
    if (!good) {
        diag_add(p->d, nowhere, "", MSG_REPORT_READ, path, strerror(errno ? errno : EFBIG), NULL);
        free(text);
        text = NULL;
    } else {
        text[n] = '\0';
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
    json_key(&p->j, name);
    json_string(&p->j, text);
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
        char *text = read_file(p, path[i]);
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
    p->j.comma = false;
    json_open(&p->j, '{');
    for (size_t i = 0; (name = embedded_name(i)) != NULL; i++)
        if (strncmp(name, "plots/", 6) == 0 && ends_with(name, FIGURE))
            put_figure(p, name, embedded_text(name));
    if (p->how->figures)
        put_own_figures(p);
    json_close(&p->j, '}');
}

static void put_map(struct page *p)
{
    char *text = p->how->map ? read_file(p, p->how->map) : NULL;
    p->j.comma = false;
    json_string(&p->j, text);
    free(text);
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
        put_figures(p);
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
        put_map(p);
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
    enum err e = ERR_OK;
    if (!report_data(reader, &p.data)) {
        diag_add(d, nowhere, "", MSG_STORE_MEMORY, reader_path(reader), NULL);
        e = ERR_FAILED;
    }
    if (e == ERR_OK) {
        put_page(&p);
        if (p.j.failed)
            diag_add(d, nowhere, "", MSG_STORE_MEMORY, how->out, NULL);
        reader_sound(reader, d);
        e = d->n > 0 ? ERR_FAILED : write_page(&p);
    }
    free(p.j.text);
    free(p.data.text);
    return e;
}
