/* cli.h - the command line: one table of commands and options, from which parsing, --help, the man
 * page and the shell completion are all made.
 *
 * Errors and progress go to stderr, results to stdout. Exit codes are enum err (sim/diag.h).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_CLI_H
#define SIM_CLI_H
#include "sim/diag.h"
#include "sim/ensemble.h"
#include <stdbool.h>
#include <stdint.h>

struct arena;

/* The whole program; returns the exit code. */
int cli_main(int argc, char **argv);

/* --- the table (cli_table.c) --- */

struct text2 {
    const char *en, *ja;
};
enum cli_command_id {
    CLI_RUN,
    CLI_CHECK,
    CLI_MERGE,
    CLI_SHOW,
    CLI_DIFF,
    CLI_REPORT,
    CLI_EXPORT,
    CLI_PARAMS,
    CLI_NEW,
    N_CLI_COMMAND
};
enum cli_option_id {
    OPT_OUT,
    OPT_THREADS,
    OPT_REPLICATES,
    OPT_SEED,
    OPT_SET,
    OPT_UNTIL,
    OPT_VARIANTS,
    OPT_VARIANT,
    OPT_SHARD,
    OPT_ONLY,
    OPT_TRACE,
    OPT_TIMES,
    OPT_DATA,
    OPT_OPTION,
    OPT_ISA,
    OPT_PACKING,
    OPT_FRESH,
    OPT_FIGURES,
    OPT_MAP,
    OPT_PDF,
    OPT_USED,
    OPT_LUALS,
    OPT_CSV,
    OPT_BOM,
    OPT_XLSX,
    OPT_QUIET,
    OPT_LANG,
    OPT_HELP,
    OPT_VERSION,
    OPT_MAN,
    OPT_COMPLETION,
    N_CLI_OPTION
};
enum cli_complete { COMPLETE_NONE, COMPLETE_FILE, COMPLETE_DIR, COMPLETE_WORDS };

struct cli_option {
    const char *name; /* without dashes */
    char letter;      /* 0: none */
    const char *arg;  /* "N", "PATH=VALUE"; NULL: a flag */
    bool repeat;
    bool hidden;       /* for `make`, not for people */
    unsigned commands; /* bit set of enum cli_command_id; ANYWHERE is also valid without one */
    enum cli_complete complete;
    const char *words; /* COMPLETE_WORDS: "en ja" */
    struct text2 text;
};
#define CLI_ANYWHERE (1u << N_CLI_COMMAND)

struct cli_args;
struct cli_command {
    const char *name;
    const char *operands; /* "SCRIPT", "A.h5 B.h5", "[MODEL]" */
    size_t n_min, n_max;
    const char *files; /* completion of operands: a file name's end, "lua"; NULL: none */
    struct text2 text; /* one sentence */
    struct text2 more; /* a paragraph for --help and the man page, may be "" */
    const char *example;
    enum err (*call)(const struct cli_args *a);
};
struct cli_exit {
    enum err code;
    struct text2 text;
};
extern const struct cli_command cli_command[N_CLI_COMMAND];
extern const struct cli_option cli_option[N_CLI_OPTION];
extern const struct cli_exit cli_exit[];
extern const size_t cli_n_exit;
extern const struct text2 cli_title;

/* --- what was asked (cli_args.c) --- */

struct cli_args {
    const struct cli_command *command; /* NULL: none named */
    enum lang lang;
    const char *operand[2];
    size_t n_operand;
    const char *value[N_CLI_OPTION];       /* the last one given; a flag: its name */
    const char *const *list[N_CLI_OPTION]; /* [n_list] of a repeatable option */
    size_t n_list[N_CLI_OPTION];
};
/* Faults go to d; memory from `m`, strings are argv's. */
void cli_args_parse(struct cli_args *a, int argc, char **argv, struct arena *m, struct diags *d);
/* Whole numbers, checked; a fault goes to d. */
uint64_t cli_args_number(const struct cli_args *a, enum cli_option_id o, uint64_t lo, uint64_t hi,
                         uint64_t otherwise, struct diags *d);

/* --- said to the user (cli_say.c) --- */

static inline const char *text2_in(const struct text2 *t, enum lang lang)
{
    return lang == LANG_JA ? t->ja : t->en;
}
/* One line of a message to `to`; arguments as in diag_add. */
void cli_say(FILE *to, enum lang lang, enum msg m, ...) __attribute__((sentinel));
/* Findings to stderr; with ERR_SCRIPT also how many, and that nothing was written. */
void cli_findings(const struct diags *d, enum err e);

/* --- made from the table (cli_help.c, cli_man.c) --- */
void cli_help(const struct cli_args *a, FILE *to);
void cli_version(FILE *to);
void cli_man(FILE *to);
void cli_completion(FILE *to);

/* --- commands --- */
enum err cli_run(const struct cli_args *a);   /* cli_run.c */
enum err cli_check(const struct cli_args *a); /* cli_show.c */
enum err cli_merge(const struct cli_args *a);
enum err cli_show(const struct cli_args *a);
enum err cli_diff(const struct cli_args *a);
enum err cli_report(const struct cli_args *a); /* cli_report.c */
enum err cli_export(const struct cli_args *a); /* cli_export.c */
enum err cli_params(const struct cli_args *a); /* params.c */
enum err cli_new(const struct cli_args *a);    /* cli_new.c */
struct reader;
/* ERR_SCRIPT where what went wrong is the file that was named: it is none of ours, damaged, or not
 * there; else e. */
enum err cli_blame_file(enum err e, const struct diags *d);
/* The exit code that a result's failed runs call for; they are told on stderr. Over 1 % is a
 * failure. */
enum err cli_judge_failures(const struct reader *r, enum lang lang);
/* The end of a command over a result (NULL: not opened): findings, that exit code, both freed. */
enum err cli_done(struct reader *r, struct diags *d, enum err e, enum lang lang);
/* The headline of OUT.h5 to stdout, and the exit code that its failed runs call for. */
enum err cli_headline(const char *path, enum lang lang, bool quiet);

struct junkan;
/* Loads the operand with --data, --option, --set, --replicates, --seed. NULL: findings, those that
 * d held before included, were printed. */
struct junkan *cli_load(const struct cli_args *a, struct diags *d);
/* What a command then returns: the script is wrong, unless memory ran out. */
enum err cli_unloaded(const struct diags *d);

/* --- progress (cli_progress.c) --- */
struct cli_progress {
    enum lang lang;
    bool quiet, terminal, drawn;
    double said_s, drawn_s; /* seconds at the last plain line, at the last bar */
    struct progress last;
};
void cli_progress_begin(struct cli_progress *p, enum lang lang, bool quiet);
void cli_progress_tell(void *ctx, const struct progress *now); /* struct ensemble_options */
void cli_progress_end(struct cli_progress *p);                 /* clears the bar */
#endif
