/* cli_new.c - `junkan new NAME`: the starter scenario sim/starter.lua under another name.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/cli.h"
#include "sim/registry.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { NAME_MOST = 60 };
static const char starter_name[] = "starter";

/* The starter names itself; everywhere, it takes the new name. */
static bool write_starter(FILE *to, const char *name)
{
    const char *text = embedded_text("sim/starter.lua");
    for (const char *at; text && (at = strstr(text, starter_name)) != NULL;) {
        fwrite(text, 1, (size_t)(at - text), to);
        fputs(name, to);
        text = at + strlen(starter_name);
    }
    if (text)
        fputs(text, to);
    return text && fflush(to) == 0 && !ferror(to);
}

static enum err new_file(const char *file, const char *name, enum lang lang)
{
    const int fd = open(file, O_WRONLY | O_CREAT | O_EXCL, 0666);
    if (fd < 0 && errno == EEXIST) {
        cli_say(stderr, lang, MSG_CLI_EXISTS, file, NULL);
        return ERR_SCRIPT;
    }
    FILE *to = fd < 0 ? NULL : fdopen(fd, "w");
    bool good = to && write_starter(to, name);
    const int why = errno;
    if (to)
        good = fclose(to) == 0 && good;
    if (!good) {
        cli_say(stderr, lang, MSG_CLI_WRITE, file, strerror(why), NULL);
        if (fd >= 0)
            unlink(file); /* ours: it did not exist before */
        return ERR_FAILED;
    }
    char next[128];
    snprintf(next, sizeof(next), "junkan run %s", file);
    cli_say(stdout, lang, MSG_CLI_WROTE, file, next, NULL);
    return ERR_OK;
}

enum err cli_new(const struct cli_args *a)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    char name[NAME_MOST + 8], file[NAME_MOST + 16];
    snprintf(name, sizeof(name), "%s", a->operand[0]);
    const size_t n = strlen(name);
    if (n > 4 && strcmp(name + n - 4, ".lua") == 0)
        name[n - 4] = '\0';
    if (!name[0] || name[0] == '-' || strlen(name) > NAME_MOST || name[strspn(name, allowed)]) {
        cli_say(stderr, a->lang, MSG_CLI_NAME, a->operand[0], NULL);
        return ERR_SCRIPT;
    }
    snprintf(file, sizeof(file), "%s.lua", name);
    return new_file(file, name, a->lang);
}
