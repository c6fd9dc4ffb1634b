/* export_folder.c - see export_folder.h. SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* renameat2 */
#include "sim/export_folder.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct where nowhere = {NULL, 0, false};

static char *join(const char *a, const char *between, const char *b)
{
    const size_t n = strlen(a) + strlen(between) + strlen(b) + 1;
    char *s = malloc(n);
    if (s != NULL) {
        snprintf(s, n, "%s%s%s", a, between, b);
    }
    return s;
}

static enum err cannot(struct diags *d, const char *path, int error)
{
    diag_add(d, nowhere, "", MSG_CLI_WRITE, path, strerror(error), NULL);
    return ERR_FAILED;
}

/* --- what is there --------------------------------------------------------------------------- */

static char *read_list(const char *dir)
{
    char *path = join(dir, "/", EXPORT_LIST), *text = NULL;
    struct stat st;
    FILE *f = path == NULL ? NULL : fopen(path, "rb");
    if (f != NULL && fstat(fileno(f), &st) == 0 && S_ISREG(st.st_mode)) {
        text = calloc(1, (size_t)st.st_size + 2);
        if (text != NULL) {
            text[0] = '\n'; /* so that every line has one before it */
            text[1 + fread(text + 1, 1, (size_t)st.st_size, f)] = '\0';
        }
    }
    if (f != NULL) {
        fclose(f);
    }
    free(path);
    return text;
}

/* "runs.csv" is of ours if a line of the list begins with "runs,". */
static bool is_listed(const char *list, const char *file)
{
    const size_t n = strlen(file), tail = sizeof ".csv" - 1;
    char line[256];
    if (n <= tail || n >= sizeof line - 2 || strcmp(file + n - tail, ".csv") != 0) {
        return false;
    }
    snprintf(line, sizeof line, "\n%.*s,", (int)(n - tail), file);
    return list != NULL && strstr(list, line) != NULL;
}

/* Calls for each file of a folder until one is refused; its name then goes to `refused`. */
static bool each_file(const char *dir, char refused[256], bool (*take)(void *, const char *),
                      void *ctx)
{
    bool all = true;
    DIR *d = opendir(dir);
    if (d == NULL) {
        return true;
    }
    for (const struct dirent *e; all && (e = readdir(d)) != NULL;) {
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 && !take(ctx, e->d_name)) {
            snprintf(refused, 256, "%s", e->d_name);
            all = false;
        }
    }
    closedir(d);
    return all;
}

static bool take_listed(void *ctx, const char *name) { return is_listed(ctx, name); }

static enum err check_place(const char *path, struct diags *d)
{
    char other[256] = "";
    struct stat st;
    if (lstat(path, &st) != 0) {
        return errno == ENOENT ? ERR_OK : cannot(d, path, errno);
    }
    if (!S_ISDIR(st.st_mode)) {
        diag_add(d, nowhere, "", MSG_CLI_WRITE, path, strerror(ENOTDIR), NULL);
        return ERR_SCRIPT;
    }
    char *list = read_list(path);
    const bool ours = each_file(path, other, take_listed, list);
    free(list);
    if (!ours) {
        diag_add(d, nowhere, "", MSG_EXPORT_FOLDER, path, other, NULL);
        return ERR_SCRIPT;
    }
    return ERR_OK;
}

/* --- making one ------------------------------------------------------------------------------ */

static bool unlink_in(void *ctx, const char *name)
{
    char *path = join(ctx, "/", name);
    const bool gone = path != NULL && unlink(path) == 0;
    free(path);
    return gone;
}

static void remove_folder(char *dir)
{
    char left[256];
    each_file(dir, left, unlink_in, dir);
    rmdir(dir);
}

enum err folder_begin(struct folder *f, const char *path, struct diags *d)
{
    *f = (struct folder){join(path, "", ""), NULL};
    for (size_t n = f->path == NULL ? 0 : strlen(f->path); n > 1 && f->path[n - 1] == '/'; n--) {
        f->path[n - 1] = '\0';
    }
    enum err e = f->path == NULL ? cannot(d, path, ENOMEM) : check_place(f->path, d);
    if (e == ERR_OK) {
        f->made = join(f->path, "", ".XXXXXX");
        if (f->made == NULL || mkdtemp(f->made) == NULL) {
            e = cannot(d, path, f->made == NULL ? ENOMEM : errno);
            free(f->made);
            f->made = NULL;
        }
    }
    if (e != ERR_OK) {
        folder_drop(f);
        return e;
    }
    const mode_t mask = umask(0); /* as mkdir would have made it */
    umask(mask);
    chmod(f->made, 0777 & ~mask);
    return ERR_OK;
}

FILE *folder_file(const struct folder *f, const char *name)
{
    char safe[200];
    snprintf(safe, sizeof safe, "%s", name);
    for (char *c = safe; *c != '\0'; c++) {
        const bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
                           (*c >= '0' && *c <= '9') || *c == '_' || *c == '-';
        *c = plain ? *c : '_';
    }
    char *base = join(f->made, "/", safe), *path = base == NULL ? NULL : join(base, "", ".csv");
    FILE *file = path == NULL ? NULL : fopen(path, "wbx");
    free(base);
    free(path);
    return file;
}

/* Two folders change places in one step where the file system can, else in two. */
static bool exchange(const char *made, const char *path)
{
    if (renameat2(AT_FDCWD, made, AT_FDCWD, path, RENAME_EXCHANGE) == 0) {
        return true;
    }
    char *aside = errno == EINVAL || errno == ENOSYS ? join(made, "", ".old") : NULL;
    if (aside == NULL || rename(path, aside) != 0) {
        free(aside);
        return false;
    }
    const bool good = rename(made, path) == 0;
    const int error = errno;
    rename(aside, good ? made : path);
    free(aside);
    errno = error;
    return good;
}

enum err folder_finish(struct folder *f, struct diags *d)
{
    bool good = rename(f->made, f->path) == 0; /* over nothing or an empty folder */
    const bool there = !good && (errno == ENOTEMPTY || errno == EEXIST);
    if (there) {
        good = exchange(f->made, f->path);
    }
    const enum err e = good ? ERR_OK : cannot(d, f->path, errno);
    if (good && !there) {
        free(f->made); /* it is the folder now */
        f->made = NULL;
    }
    folder_drop(f);
    return e;
}

void folder_drop(struct folder *f)
{
    if (f->made != NULL) {
        remove_folder(f->made);
    }
    free(f->made);
    free(f->path);
    *f = (struct folder){0};
}
