/* cli_help.c - help and version, from the table. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/cli.h"
#include "sim/junkan.h"
#include <string.h>

enum { COLUMN = 26 }; /* where explanations begin */

static void help_option(const struct cli_option *o, enum lang lang, FILE *to)
{
    char left[64];
    if (o->letter)
        snprintf(left, sizeof(left), "-%c, --%s%s%s", o->letter, o->name, o->arg ? " " : "",
                 o->arg ? o->arg : "");
    else
        snprintf(left, sizeof(left), "    --%s%s%s", o->name, o->arg ? " " : "",
                 o->arg ? o->arg : "");
    fprintf(to, "  %-*s %s\n", COLUMN - 3, left, text2_in(&o->text, lang));
}

static void help_options(unsigned commands, enum lang lang, FILE *to)
{
    for (int i = 0; i < N_CLI_OPTION; i++)
        if (!cli_option[i].hidden && (cli_option[i].commands & commands))
            help_option(&cli_option[i], lang, to);
}

static void help_all(enum lang lang, FILE *to)
{
    const bool ja = lang == LANG_JA;
    fprintf(to, "junkan - %s\n\n%s junkan %s ...\n\n", text2_in(&cli_title, lang),
            ja ? "使い方:" : "usage:", ja ? "コマンド" : "COMMAND");
    for (int i = 0; i < N_CLI_COMMAND; i++) {
        char left[64];
        snprintf(left, sizeof(left), "%s %s", cli_command[i].name, cli_command[i].operands);
        fprintf(to, "  %-*s %s\n", COLUMN - 3, left, text2_in(&cli_command[i].text, lang));
    }
    fputc('\n', to);
    help_options(CLI_ANYWHERE, lang, to);
    fprintf(to, "\n%s\n", ja ? "終了コード" : "exit codes");
    for (size_t i = 0; i < cli_n_exit; i++)
        fprintf(to, "  %3d  %s\n", (int)cli_exit[i].code, text2_in(&cli_exit[i].text, lang));
    fprintf(to, "\n%s\n",
            ja ? "例\n  junkan new mytown && junkan run mytown.lua\n\n"
                 "各コマンドの説明と例: junkan コマンド --help"
               : "example\n  junkan new mytown && junkan run mytown.lua\n\n"
                 "options and an example of each: junkan COMMAND --help");
}

void cli_help(const struct cli_args *a, FILE *to)
{
    const struct cli_command *c = a->command;
    if (!c) {
        help_all(a->lang, to);
        return;
    }
    const bool ja = a->lang == LANG_JA;
    const char *more = text2_in(&c->more, a->lang);
    fprintf(to, "junkan %s - %s\n\n%s junkan %s %s %s\n\n", c->name, text2_in(&c->text, a->lang),
            ja ? "使い方:" : "usage:", c->name, c->operands, ja ? "[オプション]" : "[OPTION]...");
    if (*more)
        fprintf(to, "%s\n\n", more);
    help_options(1u << (unsigned)(c - cli_command), a->lang, to);
    fprintf(to, "\n%s\n  %s\n", ja ? "例" : "example", c->example);
}

void cli_version(FILE *to)
{
    char libraries[512];
    fprintf(to, "junkan %s\n%s", JUNKAN_VERSION, junkan_libraries(libraries, sizeof(libraries)));
    fprintf(to, "compiler %s %s\n",
#ifdef __clang__
            "clang",
#else
            "gcc",
#endif
            __VERSION__);
    fprintf(to, "isa");
    for (int i = 0; i < N_ISA; i++)
        if (isa_usable((enum isa)i))
            fprintf(to, " %s%s", isa_name((enum isa)i), (enum isa)i == isa_best() ? "*" : "");
    fprintf(to, "\nlicence GPL-3.0-or-later\n");
}
