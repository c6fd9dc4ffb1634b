/* cli_args.c - argv against the table. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/cli.h"
#include "sim/mem.h"
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct parse {
    struct cli_args *a;
    int argc, at;
    char **argv;
    struct diags *d;
    const char **list[N_CLI_OPTION]; /* [argc] */
};

static const struct where nowhere;

static void parse_fault_name(struct parse *p, enum msg plain, enum msg hinted, const char *word,
                             const char *nearest)
{
    if (nearest)
        diag_add(p->d, nowhere, "", hinted, word, nearest, NULL);
    else
        diag_add(p->d, nowhere, "", plain, word, NULL);
}

static void parse_command(struct parse *p, const char *word)
{
    const char *name[N_CLI_COMMAND];
    for (int i = 0; i < N_CLI_COMMAND; i++) {
        name[i] = cli_command[i].name;
        if (strcmp(word, name[i]) == 0)
            p->a->command = &cli_command[i];
    }
    if (!p->a->command)
        parse_fault_name(p, MSG_CLI_COMMAND, MSG_CLI_COMMAND_NEAR, word,
                         diag_nearest(word, name, N_CLI_COMMAND));
}

static unsigned command_bit(const struct cli_args *a)
{
    return a->command ? 1u << (unsigned)(a->command - cli_command) : CLI_ANYWHERE;
}

static const char *nearest_option(const struct cli_args *a, const char *word, char buf[64])
{
    const char *name[N_CLI_OPTION];
    size_t n = 0;
    for (int i = 0; i < N_CLI_OPTION; i++)
        if (!cli_option[i].hidden && (cli_option[i].commands & command_bit(a)))
            name[n++] = cli_option[i].name;
    const char *nearest = diag_nearest(word, name, n);
    if (!nearest)
        return NULL;
    snprintf(buf, 64, "--%s", nearest);
    return buf;
}

/* The option of a word "--name[=value]" or "-x[value]"; *value set if it is attached. */
static int option_find(const char *word, const char **value)
{
    *value = NULL;
    for (int i = 0; i < N_CLI_OPTION; i++) {
        const struct cli_option *o = &cli_option[i];
        if (word[1] == '-') {
            const size_t n = strcspn(word + 2, "=");
            if (strlen(o->name) != n || strncmp(o->name, word + 2, n) != 0)
                continue;
            if (word[2 + n] == '=')
                *value = word + 3 + n;
            return i;
        }
        if (o->letter && word[1] == o->letter) {
            if (word[2])
                *value = word + 2;
            return i;
        }
    }
    return -1;
}

static void parse_option(struct parse *p, const char *word)
{
    struct cli_args *a = p->a;
    const char *value;
    const int id = option_find(word, &value);
    if (id < 0 || !(cli_option[id].commands & command_bit(a))) {
        char plain[64], hint[64];
        snprintf(plain, sizeof(plain), "%.*s", (int)strcspn(word, "="), word);
        const char *bare = plain + strspn(plain, "-");
        /* Known, but of another command: a hint to itself would help nobody. */
        const char *nearest = id < 0 ? nearest_option(a, bare, hint) : NULL;
        parse_fault_name(p, MSG_CLI_OPTION, MSG_CLI_OPTION_NEAR, plain, nearest);
        return;
    }
    const struct cli_option *o = &cli_option[id];
    if (!o->arg) {
        if (value)
            diag_add(p->d, nowhere, "", MSG_CLI_NO_VALUE, o->name, NULL);
        a->value[id] = o->name;
        return;
    }
    if (!value && p->at < p->argc)
        value = p->argv[p->at++];
    if (!value || (!*value && id != OPT_SET)) {
        diag_add(p->d, nowhere, "", MSG_CLI_VALUE, o->name, o->arg, NULL);
        return;
    }
    if (o->repeat)
        p->list[id][a->n_list[id]++] = value;
    else if (a->value[id] && strcmp(a->value[id], value) != 0)
        diag_add(p->d, nowhere, "", MSG_CLI_TWICE, o->name, a->value[id], value, NULL);
    a->value[id] = value;
}

static void parse_operand(struct parse *p, const char *word)
{
    struct cli_args *a = p->a;
    if (!a->command)
        parse_command(p, word);
    else if (a->n_operand < a->command->n_max)
        a->operand[a->n_operand++] = word;
    else
        diag_add(p->d, nowhere, "", MSG_CLI_EXTRA, word, a->command->name, a->command->operands,
                 NULL);
}

/* The language first, so that every fault is told in it. */
static enum lang parse_lang(int argc, char **argv, const char **wrong)
{
    enum lang lang = diag_lang_default();
    for (int i = 1; i < argc && argv[i] && strcmp(argv[i], "--") != 0; i++) {
        const char *value = NULL;
        if (strncmp(argv[i], "--lang=", 7) == 0)
            value = argv[i] + 7;
        if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            value = argv[i + 1];
        if (!value)
            continue;
        if (strcmp(value, "en") == 0 || strcmp(value, "ja") == 0)
            lang = *value == 'j' ? LANG_JA : LANG_EN;
        else
            *wrong = value;
    }
    return lang;
}

static bool parse_lists(struct parse *p, struct arena *m)
{
    for (int i = 0; i < N_CLI_OPTION; i++) {
        if (!cli_option[i].repeat)
            continue;
        p->list[i] = arena_alloc(m, (size_t)p->argc, sizeof(*p->list[i]));
        if (!p->list[i]) {
            diag_add(p->d, nowhere, "", MSG_OUT_OF_MEMORY, NULL);
            return false;
        }
        p->a->list[i] = p->list[i];
    }
    return true;
}

void cli_args_parse(struct cli_args *a, int argc, char **argv, struct arena *m, struct diags *d)
{
    *a = (struct cli_args){0};
    struct parse p = {.a = a, .argc = argc, .at = 1, .argv = argv, .d = d};
    const char *wrong = NULL;
    d->lang = a->lang = parse_lang(argc, argv, &wrong);
    if (wrong)
        diag_add(d, nowhere, "", MSG_CLI_LANG, wrong, NULL);
    if (!parse_lists(&p, m))
        return;
    bool options = true;
    while (p.at < argc && d->n < 32) {
        const char *word = argv[p.at++];
        if (options && strcmp(word, "--") == 0)
            options = false;
        else if (options && word[0] == '-' && word[1])
            parse_option(&p, word);
        else
            parse_operand(&p, word);
        /* After an unknown command every option would be called unknown too. */
        if (!a->command && d->n > 0)
            break;
    }
    if (a->value[OPT_HELP] || a->value[OPT_VERSION] || a->value[OPT_MAN] ||
        a->value[OPT_COMPLETION])
        return;
    if (!a->command && d->n == 0)
        diag_add(d, nowhere, "", MSG_CLI_NO_COMMAND, NULL);
    if (a->command && a->n_operand < a->command->n_min)
        diag_add(d, nowhere, "", MSG_CLI_OPERAND, a->command->name, a->command->operands, NULL);
}

uint64_t cli_args_number(const struct cli_args *a, enum cli_option_id o, uint64_t lo, uint64_t hi,
                         uint64_t otherwise, struct diags *d)
{
    const char *text = a->value[o];
    if (!text)
        return otherwise;
    char *end = NULL;
    errno = 0;
    const uint64_t x = *text >= '0' && *text <= '9' ? strtoull(text, &end, 10) : 0;
    if (end && !*end && errno == 0 && x >= lo && x <= hi)
        return x;
    char from[32], to[32];
    snprintf(from, sizeof(from), "%" PRIu64, lo);
    snprintf(to, sizeof(to), "%" PRIu64, hi);
    diag_add(d, nowhere, "", MSG_CLI_NUMBER, cli_option[o].name, text, from, to, NULL);
    return otherwise;
}
