/* cli_progress.c - a bar on a terminal, now and then a line elsewhere.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/cli.h"
#include <stdlib.h>
#include <unistd.h>

enum { BAR = 30 };
static const double bar_every_s = 0.1, line_every_s = 10.0;

void cli_progress_begin(struct cli_progress *p, enum lang lang, bool quiet)
{
    *p = (struct cli_progress){.lang = lang, .quiet = quiet, .terminal = isatty(2) == 1};
}

/* "2 min 05 s" */
static void time_text(double s, char buf[32])
{
    const long whole = s < 1e8 ? (long)(s + 0.5) : 100000000L;
    if (whole >= 3600)
        snprintf(buf, 32, "%ld h %02ld min", whole / 3600, whole / 60 % 60);
    else if (whole >= 60)
        snprintf(buf, 32, "%ld min %02ld s", whole / 60, whole % 60);
    else
        snprintf(buf, 32, "%ld s", whole);
}

static void progress_line(const struct cli_progress *p, const struct progress *now)
{
    const bool ja = p->lang == LANG_JA;
    const double share = (double)now->run_done / (double)(now->run_total ? now->run_total : 1);
    const double rate = now->seconds > 0.0 ? now->town_days / now->seconds / 1e6 : 0.0;
    char left[32];
    time_text(share > 0.0 ? now->seconds * (1.0 - share) / share : 0.0, left);
    if (p->terminal) {
        const int full = (int)(share * BAR);
        fprintf(stderr, "\r\033[K[");
        for (int i = 0; i < BAR; i++)
            fputc(i < full ? '#' : '.', stderr);
        fputs("] ", stderr);
    }
    fprintf(stderr, "%zu/%zu %s  ", now->run_done, now->run_total, ja ? "計算" : "runs");
    if (now->town_days > 0.0) /* else a model that is a function */
        fprintf(stderr, "%.2f M %s  ", rate, ja ? "市町村・日/秒" : "town-days/s");
    fprintf(stderr, "%s %s", ja ? "残り" : "left", left);
    if (now->run_failed)
        fprintf(stderr, "  %zu %s", now->run_failed, ja ? "失敗" : "failed");
    if (!p->terminal)
        fputc('\n', stderr);
    fflush(stderr);
}

void cli_progress_tell(void *ctx, const struct progress *now)
{
    struct cli_progress *p = ctx;
    p->last = *now;
    if (p->quiet)
        return;
    if (p->terminal) {
        if (p->drawn && now->seconds - p->drawn_s < bar_every_s)
            return;
        p->drawn = true;
        p->drawn_s = now->seconds;
    } else {
        if (now->seconds - p->said_s < line_every_s)
            return;
        p->said_s = now->seconds;
    }
    progress_line(p, now);
}

void cli_progress_end(struct cli_progress *p)
{
    if (p->terminal && p->drawn)
        fputs("\r\033[K", stderr);
    p->drawn = false;
}
