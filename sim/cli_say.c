/* cli_say.c - lines to the user. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/cli.h"
#include <stdarg.h>

void cli_say(FILE *to, enum lang lang, enum msg m, ...)
{
    const char *arg[5] = {0}; /* an ended list is passed on as it is */
    va_list args;
    va_start(args, m);
    for (size_t i = 0; i < 4; i++) {
        arg[i] = va_arg(args, const char *);
        if (!arg[i])
            break;
    }
    va_end(args);
    char line[1024];
    fprintf(to, "%s\n",
            diag_format(line, sizeof(line), lang, m, arg[0], arg[1], arg[2], arg[3], NULL));
}

void cli_findings(const struct diags *d, enum err e)
{
    if (e == ERR_SCRIPT) {
        diag_print(d, stderr);
        return;
    }
    for (size_t i = 0; i < d->n; i++) {
        const struct diag *x = &d->item[i];
        if (x->at.file && x->at.line > 0)
            fprintf(stderr, "%s:%d: ", x->at.file, x->at.line);
        else if (x->at.file)
            fprintf(stderr, "%s: ", x->at.file);
        fprintf(stderr, "%s%s%s\n", x->path, x->path[0] ? ": " : "", x->text);
    }
}
