/* cli_man.c - man page and shell completion, from the table.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/cli.h"
#include "sim/junkan.h"
#include <string.h>

/* roff: a backslash and a leading dot or quote have a meaning; a dash is not a hyphen. */
static void man_text(const char *s, FILE *to)
{
    if (*s == '.' || *s == '\'')
        fputs("\\&", to);
    for (; *s; s++) {
        if (*s == '\\')
            fputs("\\e", to);
        else if (*s == '-')
            fputs("\\-", to);
        else
            fputc(*s, to);
    }
}

static void man_line(const char *macro, const char *s, FILE *to)
{
    if (macro)
        fprintf(to, "%s\n", macro);
    man_text(s, to);
    fputc('\n', to);
}

static void man_options(unsigned commands, FILE *to)
{
    for (int i = 0; i < N_CLI_OPTION; i++) {
        const struct cli_option *o = &cli_option[i];
        if (o->hidden || !(o->commands & commands))
            continue;
        fputs(".TP\n", to);
        if (o->letter)
            fprintf(to, "\\fB\\-%c\\fR, ", o->letter);
        fputs("\\fB", to);
        man_text("--", to);
        man_text(o->name, to);
        fputs("\\fR", to);
        if (o->arg)
            fprintf(to, " \\fI%s\\fR", o->arg);
        fputc('\n', to);
        man_line(NULL, o->text.en, to);
    }
}

void cli_man(FILE *to)
{
    fprintf(to, ".TH JUNKAN 1 \"\" \"junkan %s\" \"User Commands\"\n.SH NAME\njunkan \\- %s\n",
            JUNKAN_VERSION, cli_title.en);
    fputs(".SH SYNOPSIS\n", to);
    for (int i = 0; i < N_CLI_COMMAND; i++)
        fprintf(to, "%s\\fBjunkan %s\\fR %s [\\fIOPTION\\fR]...\n", i ? ".br\n" : "",
                cli_command[i].name, cli_command[i].operands);
    fputs(".SH DESCRIPTION\n", to);
    man_line(NULL,
             "Junkan simulates a region's material, work and money day by day, hundreds of times "
             "with uncertainty, as a Lua script says, and writes one HDF5 file. The same script "
             "gives the same file, byte for byte, whatever the threads, shards or processor.",
             to);
    fputs(".SH COMMANDS\n", to);
    for (int i = 0; i < N_CLI_COMMAND; i++) {
        const struct cli_command *c = &cli_command[i];
        fprintf(to, ".SS \"junkan %s %s\"\n", c->name, c->operands);
        man_line(NULL, c->text.en, to);
        if (c->more.en[0])
            man_line(".PP", c->more.en, to);
        man_options(1u << i & ~CLI_ANYWHERE, to);
        man_line(".PP\nExample:\n.PP\n.RS", c->example, to);
        fputs(".RE\n", to);
    }
    fputs(".SH OPTIONS WITHOUT A COMMAND\n", to);
    man_options(CLI_ANYWHERE, to);
    fputs(".SH EXIT STATUS\n", to);
    for (size_t i = 0; i < cli_n_exit; i++) {
        fprintf(to, ".TP\n%d\n", (int)cli_exit[i].code);
        man_line(NULL, cli_exit[i].text.en, to);
    }
    fputs(".SH FILES\n.TP\nOUT.h5\n", to);
    man_line(NULL, "the results: HDF5, also valid netCDF-4; opens in xarray, R, Julia, MATLAB", to);
    man_line(".TP\nOUT.h5.parts", "finished batches of a run that is not complete", to);
    man_line(".TP\nOUT.h5.log", "when, where and how it was run", to);
}

static void words_of_command(unsigned bit, FILE *to)
{
    for (int i = 0; i < N_CLI_OPTION; i++)
        if (!cli_option[i].hidden && (cli_option[i].commands & bit))
            fprintf(to, " --%s", cli_option[i].name);
}

static void complete_value(const struct cli_option *o, FILE *to)
{
    fprintf(to, "    --%s", o->name);
    if (o->letter)
        fprintf(to, "|-%c", o->letter);
    fputs(") ", to);
    switch (o->complete) {
    case COMPLETE_FILE:
        fputs("COMPREPLY=($(compgen -f -- \"$cur\"))", to);
        break;
    case COMPLETE_DIR:
        fputs("COMPREPLY=($(compgen -d -- \"$cur\"))", to);
        break;
    case COMPLETE_WORDS:
        fprintf(to, "COMPREPLY=($(compgen -W \"%s\" -- \"$cur\"))", o->words);
        break;
    default:
        fputs("COMPREPLY=()", to);
    }
    fputs("; return ;;\n", to);
}

void cli_completion(FILE *to)
{
    fputs("# bash completion of junkan; made by `junkan --completion`\n_junkan()\n{\n"
          "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
          "    local command=${COMP_WORDS[1]} words= files=\n"
          "    case \"$prev\" in\n",
          to);
    for (int i = 0; i < N_CLI_OPTION; i++)
        if (!cli_option[i].hidden && cli_option[i].arg)
            complete_value(&cli_option[i], to);
    fputs("    esac\n    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        words=\"", to);
    for (int i = 0; i < N_CLI_COMMAND; i++)
        fprintf(to, "%s ", cli_command[i].name);
    words_of_command(CLI_ANYWHERE, to);
    fputs("\"\n    else\n        case \"$command\" in\n", to);
    for (int i = 0; i < N_CLI_COMMAND; i++) {
        fprintf(to, "        %s) words=\"", cli_command[i].name);
        words_of_command(1u << i, to);
        fprintf(to, "\"; files=%s ;;\n", cli_command[i].files ? cli_command[i].files : "");
    }
    fputs("        esac\n    fi\n"
          "    COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
          "    if [ -n \"$files\" ] && [[ $cur != -* ]]; then\n"
          "        COMPREPLY+=($(compgen -f -X \"!*.$files\" -- \"$cur\") "
          "$(compgen -d -S / -- \"$cur\"))\n"
          "    fi\n}\ncomplete -o filenames -F _junkan junkan\n",
          to);
}
