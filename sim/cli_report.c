/* cli_report.c - `junkan report`. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/cli.h"
#include "sim/cli_pdf.h"
#include "sim/registry.h"
#include "sim/report.h"
#include <stdio.h>
#include <string.h>

static const struct where nowhere;

/* OUT.h5 -> OUT.html, beside it. */
static void name_beside(const char *path, const char *end, char *out, size_t size)
{
    const size_t n = strlen(path);
    const bool h5 = n > 3 && strcmp(path + n - 3, ".h5") == 0;
    snprintf(out, size, "%.*s%s", (int)(h5 ? n - 3 : n), path, end);
}

enum err cli_report(const struct cli_args *a)
{
    char out[4096];
    struct diags d;
    diag_init(&d, a->lang);
    if (a->value[OPT_OUT])
        snprintf(out, sizeof out, "%s", a->value[OPT_OUT]);
    else
        name_beside(a->operand[0], ".html", out, sizeof out);
    const struct report_how how = {
        .out = out, .figures = a->value[OPT_FIGURES], .map = a->value[OPT_MAP], .lang = a->lang};
    struct reader *r = NULL;
    enum err e = cli_blame_file(reader_open(&r, a->operand[0], &d), &d);
    if (e == ERR_OK && !report_may_write(out)) {
        diag_add(&d, nowhere, "", MSG_REPORT_FILE, out, NULL);
        e = ERR_SCRIPT;
    }
    if (e == ERR_OK)
        e = report_write(r, &how, &d);
    if (e == ERR_OK)
        printf("%s\n", out);
    if (e == ERR_OK && embedded_text("charts")[0] == '\0')
        cli_say(stderr, a->lang, MSG_REPORT_NO_CHARTS, NULL);
    if (e == ERR_OK && a->value[OPT_PDF])
        e = cli_pdf(out, a->lang);
    return cli_done(r, &d, e, a->lang);
}
