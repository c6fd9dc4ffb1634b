/* store_sweep.c - what lies in a parts folder, and its removal; what goes wrong in words.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/store_io.h"
#include "sim/store_work.h"
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A plain line on stderr: something was found and dealt with, nothing is wrong with the study. */
void work_warn(enum lang lang, enum msg m, const char *path)
{
    char line[1024];
    fprintf(stderr, "junkan: %s\n", diag_format(line, sizeof line, lang, m, path, NULL));
}

enum err store_say(struct diags *d, int error, const char *path)
{
    const struct where nowhere = {NULL, 0, false};
    enum msg m = MSG_STORE_IO;
    if (error == ENOSPC || error == EDQUOT || error == EFBIG) {
        m = MSG_STORE_FULL;
    } else if (error == EACCES || error == EPERM || error == EROFS) {
        m = MSG_STORE_READONLY;
    } else if (error == ENOENT || error == ENOTDIR) {
        m = MSG_STORE_NO_FOLDER;
    }
    diag_add(d, nowhere, "", m, path, strerror(error), NULL);
    return ERR_FAILED;
}

static bool ends_with(const char *s, const char *tail)
{
    const size_t n = strlen(s), m = strlen(tail);
    return n >= m && strcmp(s + n - m, tail) == 0;
}

/* "000012.part", "study.meta" and their temporaries, which end with .tmp. */
static bool is_ours(const char *name)
{
    const size_t digits = strspn(name, "0123456789");
    const bool part = digits >= 6 && strncmp(name + digits, ".part", 5) == 0 &&
                      (name[digits + 5] == '\0' || ends_with(name, ".tmp"));
    const bool meta =
        strncmp(name, "study.meta", 10) == 0 && (name[10] == '\0' || ends_with(name, ".tmp"));
    return part || meta;
}

/* Removes what is ours from the parts folder; only_tmp: just the temporaries. study.meta goes last,
 * so that what a crash leaves behind can still be named. True if nothing foreign is in it. */
bool work_sweep(const char *dir, bool only_tmp)
{
    bool clean = true;
    DIR *d = opendir(dir);
    if (d == NULL) {
        return true;
    }
    for (const struct dirent *e; (e = readdir(d)) != NULL;) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) {
            continue;
        }
        const bool tmp = ends_with(e->d_name, ".tmp");
        if (!is_ours(e->d_name)) {
            clean = false;
        } else if (tmp || (!only_tmp && strcmp(e->d_name, "study.meta") != 0)) {
            char *path = store_printf("%s/%s", dir, e->d_name);
            unlink(path);
            free(path);
        }
    }
    closedir(d);
    return clean;
}

bool work_any_part(const char *dir)
{
    bool found = false;
    DIR *d = opendir(dir);
    if (d == NULL) {
        return false;
    }
    for (const struct dirent *e; !found && (e = readdir(d)) != NULL;) {
        found = is_ours(e->d_name) && ends_with(e->d_name, ".part");
    }
    closedir(d);
    return found;
}

void work_remove_parts(struct store *s)
{
    const bool clean = work_sweep(s->dir, false);
    unlink(s->meta);
    if (rmdir(s->dir) != 0 && errno != ENOENT && !clean) {
        work_warn(s->lang, MSG_STORE_LEFT, s->dir);
    }
}
