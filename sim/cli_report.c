/* cli_report.c - `junkan report`. SPDX-License-Identifier: GPL-3.0-or-later */
#define _XOPEN_SOURCE 700 /* realpath */
#include "sim/cli.h"
#include "sim/registry.h"
#include "sim/report.h"
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct where nowhere;

/* OUT.h5 -> OUT.html, beside it. */
static void name_beside(const char *path, const char *end, char *out, size_t size)
{
    const size_t n = strlen(path);
    const bool h5 = n > 3 && strcmp(path + n - 3, ".h5") == 0;
    snprintf(out, size, "%.*s%s", (int)(h5 ? n - 3 : n), path, end);
}

/* Runs a browser without a window; its profile is a folder of its own, removed by itself. */
static bool run_browser(const char *name, const char *profile, const char *to, const char *url)
{
    fflush(NULL);
    const pid_t pid = fork();
    if (pid == 0) {
        if (freopen("/dev/null", "w", stderr) == NULL || freopen("/dev/null", "w", stdout) == NULL)
            _exit(126);
        execlp(name, name, "--headless", "--disable-gpu", "--no-sandbox", profile,
               "--no-pdf-header-footer", "--virtual-time-budget=20000", to, url, (char *)NULL);
        _exit(127);
    }
    int status = 0;
    return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
           WEXITSTATUS(status) == 0;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)kind;
    (void)at;
    return remove(path);
}

/* With the first browser that is installed; false if none of these is. */
static bool print_pdf(const char *page, const char *pdf)
{
    static const char *const browser[] = {"chromium", "chromium-browser", "google-chrome"};
    char url[4200], to[4200], folder[] = "/tmp/junkan-pdf-XXXXXX", profile[64];
    char *whole = realpath(page, NULL);
    if (whole == NULL || mkdtemp(folder) == NULL) {
        free(whole);
        return false;
    }
    snprintf(url, sizeof url, "file://%s", whole);
    snprintf(to, sizeof to, "--print-to-pdf=%s", pdf);
    snprintf(profile, sizeof profile, "--user-data-dir=%s", folder);
    free(whole);
    bool done = false;
    for (size_t i = 0; !done && i < sizeof browser / sizeof *browser; i++)
        done = run_browser(browser[i], profile, to, url) && access(pdf, R_OK) == 0;
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return done;
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
    if (e == ERR_OK && a->value[OPT_PDF]) {
        const size_t n = strlen(out);
        char pdf[4096];
        const bool html = n > 5 && strcmp(out + n - 5, ".html") == 0;
        snprintf(pdf, sizeof pdf, "%.*s.pdf", (int)(html ? n - 5 : n), out);
        if (!print_pdf(out, pdf)) {
            diag_add(&d, nowhere, "", MSG_REPORT_PDF, out, NULL);
            e = ERR_FAILED;
        } else {
            printf("%s\n", pdf);
        }
    }
    if (e == ERR_OK)
        printf("%s\n", out);
    if (e == ERR_OK && embedded_text("charts")[0] == '\0')
        cli_say(stderr, a->lang, MSG_REPORT_NO_CHARTS, NULL);
    cli_findings(&d, e);
    if (e == ERR_OK)
        e = cli_judge_failures(r, a->lang);
    if (r)
        reader_close(r);
    diag_free(&d);
    return e;
}
