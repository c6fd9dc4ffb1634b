/* cli_pdf.c - see cli_pdf.h. SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* realpath, nftw */
#include "sim/cli_pdf.h"
#include "sim/cli.h"
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

enum { NOT_FOUND = 127, SECONDS = 120 };
enum ending { PRINTED, MISSING, FAILED, SLOW };

struct print {
    char url[3 * 4096 + 8], to[4200], profile[64]; /* arguments */
    char tmp[4120];                                /* where the browser writes */
    int code;                                      /* of a browser that failed */
};

/* --- the browser -------------------------------------------------------------------------------
 */

/* A group of its own, so that its helpers can be stopped with it; it goes when we do. */
static void become_browser(const char *name, struct print *p)
{
    const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    setpgid(0, 0);
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(nothing, 1) < 0 || dup2(nothing, 2) < 0)
        _exit(126);
    /* No sandbox: root has none, nor have many containers; the page is ours and asks nothing. The
     * virtual time lets the page's own clocks run out, it does not limit ours. */
    execlp(name, name, "--headless", "--disable-gpu", "--no-sandbox", "--no-first-run", p->profile,
           "--no-pdf-header-footer", "--virtual-time-budget=20000", p->to, p->url, (char *)NULL);
    _exit(NOT_FOUND);
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static enum ending run_browser(const char *name, struct print *p, double limit_s)
{
    int status = 0;
    pid_t ended = 0;
    const double until = now_s() + limit_s;
    fflush(NULL);
    const pid_t pid = fork();
    if (pid == 0)
        become_browser(name, p);
    while (pid > 0 && (ended = waitpid(pid, &status, WNOHANG)) == 0 && now_s() < until)
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    if (pid > 0 && ended == 0) {
        kill(-pid, SIGKILL);
        kill(pid, SIGKILL); /* had it no time yet to make its group */
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
            ;
        return SLOW;
    }
    p->code = pid < 0 ? errno : WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    if (pid > 0 && p->code == NOT_FOUND)
        return MISSING;
    char head[5] = "";
    FILE *f = p->code == 0 ? fopen(p->tmp, "rbe") : NULL;
    const bool good = f && fread(head, 1, 4, f) == 4 && strcmp(head, "%PDF") == 0;
    if (f)
        fclose(f);
    return good ? PRINTED : FAILED;
}

/* --- places ------------------------------------------------------------------------------------
 */

/* A path as an address: all but letters, digits and -._~/ is written in hexadecimal. */
static void write_url(const char *path, char *out)
{
    static const char plain[] = "-._~/";
    out += sprintf(out, "file://");
    for (; *path; path++) {
        const unsigned char c = (unsigned char)*path;
        const unsigned char letter = c | 0x20;
        if ((letter >= 'a' && letter <= 'z') || (c >= '0' && c <= '9') || strchr(plain, c))
            *out++ = (char)c;
        else
            out += sprintf(out, "%%%02X", c);
    }
    *out = '\0';
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)kind;
    (void)at;
    return remove(path);
}

static double limit(void)
{
    const char *text = getenv("JUNKAN_PDF_SECONDS");
    const double x = text ? strtod(text, NULL) : 0.0;
    return x > 0.0 ? x : SECONDS;
}

/* With the first browser that is installed, in a profile that is removed again. */
static enum ending print_page(struct print *p, const char *page, const char *pdf, const char **with)
{
    static const char *const browser[] = {"chromium", "chromium-browser", "google-chrome"};
    char folder[] = "/tmp/junkan-pdf-XXXXXX";
    char *whole = realpath(page, NULL);
    enum ending e = MISSING;
    if (whole == NULL || strlen(whole) > 4095 || mkdtemp(folder) == NULL) {
        p->code = errno;
        free(whole);
        return FAILED;
    }
    write_url(whole, p->url);
    free(whole);
    snprintf(p->tmp, sizeof p->tmp, "%s.%ld.tmp", pdf, (long)getpid());
    snprintf(p->to, sizeof p->to, "--print-to-pdf=%s", p->tmp);
    snprintf(p->profile, sizeof p->profile, "--user-data-dir=%s", folder);
    for (size_t i = 0; e == MISSING && i < sizeof browser / sizeof *browser; i++) {
        *with = browser[i];
        e = run_browser(browser[i], p, limit());
    }
    if (e == PRINTED && rename(p->tmp, pdf) != 0) {
        p->code = errno;
        e = FAILED;
    }
    if (e != PRINTED)
        unlink(p->tmp);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return e;
}

enum err cli_pdf(const char *page, enum lang lang)
{
    struct print p = {.code = 0};
    const size_t n = strlen(page);
    const bool html = n > 5 && strcmp(page + n - 5, ".html") == 0;
    const char *with = "";
    char pdf[4100], number[32];
    snprintf(pdf, sizeof pdf, "%.*s.pdf", (int)(html ? n - 5 : n), page);
    const enum ending e = print_page(&p, page, pdf, &with);
    snprintf(number, sizeof number, "%.3g", e == SLOW ? limit() : (double)p.code);
    if (e == PRINTED)
        printf("%s\n", pdf);
    else if (e == MISSING)
        cli_say(stderr, lang, MSG_PDF_NONE, page, NULL);
    else
        cli_say(stderr, lang, e == SLOW ? MSG_PDF_SLOW : MSG_PDF_FAILED, with, number, page, NULL);
    return e == PRINTED ? ERR_OK : ERR_FAILED;
}
