/* cli.c - arguments to calls. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/cli.h"
#include "sim/junkan.h"
#include "sim/mem.h"
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

/* What is asked of the program itself, not of a command; false: nothing of the kind. */
static bool answer_about_itself(const struct cli_args *a)
{
    if (a->value[OPT_HELP])
        cli_help(a, stdout);
    else if (a->value[OPT_VERSION])
        cli_version(stdout);
    else if (a->value[OPT_MAN])
        cli_man(stdout);
    else if (a->value[OPT_COMPLETION])
        cli_completion(stdout);
    else
        return false;
    return true;
}

static enum err dispatch(int argc, char **argv, struct arena *m, enum lang *lang)
{
    struct cli_args a;
    struct diags d;
    diag_init(&d, LANG_EN);
    cli_args_parse(&a, argc, argv, m, &d);
    *lang = a.lang;
    enum err e = ERR_OK;
    if (d.n > 0) {
        e = ERR_SCRIPT;
        cli_findings(&d, e);
    } else if (!answer_about_itself(&a)) {
        e = a.command->call(&a);
    }
    diag_free(&d);
    return e;
}

int cli_main(int argc, char **argv)
{
    setlocale(LC_MESSAGES, ""); /* the system's own error texts; never LC_NUMERIC */
    enum lang lang = diag_lang_default();
    struct arena *m = arena_new();
    if (!m) {
        cli_say(stderr, lang, MSG_OUT_OF_MEMORY, NULL);
        return ERR_FAILED;
    }
    enum err e = dispatch(argc, argv, m, &lang);
    arena_free(m);
    errno = 0;
    if ((fflush(stdout) != 0 || ferror(stdout)) && e == ERR_OK) {
        cli_say(stderr, lang, MSG_CLI_STDOUT, strerror(errno ? errno : EIO), NULL);
        e = ERR_FAILED;
    }
    return (int)e;
}

/* "NAME=VALUE" with something on the left. */
static void check_pairs(const struct cli_args *a, enum cli_option_id o, struct diags *d)
{
    for (size_t i = 0; i < a->n_list[o]; i++) {
        const char *equals = strchr(a->list[o][i], '=');
        if (!equals || equals == a->list[o][i])
            diag_add(d, (struct where){0}, "", MSG_CLI_SET, cli_option[o].name, a->list[o][i],
                     cli_option[o].arg, NULL);
    }
}

struct junkan *cli_load(const struct cli_args *a, struct diags *d)
{
    check_pairs(a, OPT_SET, d);
    check_pairs(a, OPT_UNTIL, d);
    check_pairs(a, OPT_OPTION, d);
    struct junkan_load how = {
        .script = a->operand[0],
        .files = {a->list[OPT_DATA], a->n_list[OPT_DATA], a->list[OPT_OPTION],
                  a->n_list[OPT_OPTION]},
        .override = {.replicates = (long)cli_args_number(a, OPT_REPLICATES, 1, 100000000, 0, d),
                     .has_seed = a->value[OPT_SEED] != NULL,
                     .seed = cli_args_number(a, OPT_SEED, 0, UINT64_MAX, 0, d),
                     .set = a->list[OPT_SET],
                     .n_set = a->n_list[OPT_SET],
                     .until = a->list[OPT_UNTIL],
                     .n_until = a->n_list[OPT_UNTIL],
                     .variants = a->value[OPT_VARIANTS] != NULL,
                     .variant = a->list[OPT_VARIANT],
                     .n_variant = a->n_list[OPT_VARIANT]},
    };
    struct junkan *j = NULL;
    if (d->n == 0)
        j = junkan_load(&how, d);
    if (d->n > 0)
        cli_findings(d, cli_unloaded(d));
    return j;
}

enum err cli_unloaded(const struct diags *d)
{
    bool memory = false;
    for (size_t i = 0; i < d->n; i++)
        memory = memory || d->item[i].msg == MSG_OUT_OF_MEMORY;
    return memory ? ERR_FAILED : ERR_SCRIPT;
}
