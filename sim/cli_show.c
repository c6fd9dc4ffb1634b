/* cli_show.c - `junkan check`, `merge`, `show`, `diff`. SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "sim/cli.h"
#include "sim/junkan.h"
#include <string.h>

enum err cli_check(const struct cli_args *a)
{
    struct diags d;
    diag_init(&d, a->lang);
    struct junkan *j = cli_load(a, &d);
    if (j)
        study_describe(junkan_study(j), a->lang, stdout);
    const enum err e = j ? ERR_OK : cli_unloaded(&d);
    junkan_free(j);
    diag_free(&d);
    return e;
}

enum err cli_blame_file(enum err e, const struct diags *d)
{
    static const enum msg file[] = {MSG_STORE_NOT_OURS, MSG_STORE_BAD_SUM, MSG_STORE_OPEN,
                                    MSG_STORE_UNREADABLE, MSG_STORE_UNFINISHED};
    for (size_t i = 0; e == ERR_FAILED && d->n > 0 && i < sizeof file / sizeof *file; i++)
        e = d->item[d->n - 1].msg == file[i] ? ERR_SCRIPT : e;
    return e;
}

enum { LISTED = 8 }; /* failed runs that are told by number */

enum err cli_judge_failures(const struct reader *r, enum lang lang)
{
    const size_t n = reader_results(r)->n_run;
    const char *const *message = reader_messages(r);
    const char *first = NULL;
    char list[LISTED * 24] = "";
    size_t failed = 0;
    for (size_t i = 0; i < n; i++) {
        if (!message[i] || !message[i][0])
            continue;
        if (!first)
            first = message[i];
        const size_t used = strlen(list);
        if (failed < LISTED)
            snprintf(list + used, sizeof(list) - used, "%s%zu", failed ? ", " : "", i);
        else if (failed == LISTED)
            snprintf(list + used, sizeof(list) - used, ", ...");
        failed++;
    }
    if (failed == 0)
        return ERR_OK;
    char a[32], b[32];
    snprintf(a, sizeof(a), "%zu", failed);
    snprintf(b, sizeof(b), "%zu", n);
    cli_say(stderr, lang, MSG_CLI_FAILED_RUNS, a, b, list, first, NULL);
    return failed * 100 > n ? ERR_FAILED : ERR_PARTIAL;
}

enum err cli_done(struct reader *r, struct diags *d, enum err e, enum lang lang)
{
    cli_findings(d, e);
    if (e == ERR_OK)
        e = cli_judge_failures(r, lang);
    if (r)
        reader_close(r);
    diag_free(d);
    return e;
}

enum err cli_headline(const char *path, enum lang lang, bool quiet)
{
    struct diags d;
    diag_init(&d, lang);
    struct reader *r = NULL;
    enum err e = reader_open(&r, path, &d);
    if (e == ERR_OK) {
        if (!quiet)
            reader_headline(r, lang, stdout);
        fflush(stdout);
        e = reader_sound(r, &d) ? cli_judge_failures(r, lang) : ERR_FAILED;
    }
    if (r)
        reader_close(r);
    cli_findings(&d, e == ERR_SCRIPT ? ERR_SCRIPT : ERR_FAILED);
    diag_free(&d);
    return e;
}

enum err cli_merge(const struct cli_args *a)
{
    struct diags d;
    diag_init(&d, a->lang);
    const enum err e = store_merge_path(a->operand[0], &d);
    cli_findings(&d, e);
    diag_free(&d);
    return e == ERR_OK ? cli_headline(a->operand[0], a->lang, a->value[OPT_QUIET] != NULL) : e;
}

enum err cli_show(const struct cli_args *a)
{
    const enum err e = cli_headline(a->operand[0], a->lang, false);
    return e == ERR_PARTIAL ? ERR_OK : e; /* showing it is done */
}

enum err cli_diff(const struct cli_args *a)
{
    struct diags d;
    diag_init(&d, a->lang);
    const enum err e = store_diff(a->operand[0], a->operand[1], a->lang, stdout, &d);
    cli_findings(&d, e);
    diag_free(&d);
    return e;
}
