/* params.c - `junkan params`. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/params.h"
#include "sim/cli.h"
#include "sim/junkan.h"
#include "sim/mem.h"
#include "sim/stats.h"
#include <errno.h>
#include <math.h>
#include <string.h>

size_t params_width(const char *text)
{
    size_t n = 0;
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if ((*c & 0xC0u) == 0x80u)
            continue;
        /* East Asian wide: nearly all of U+2E80..U+FFEF, whose first byte is E3..EF or E2 BA+ */
        const bool wide = (*c >= 0xE3 && *c <= 0xEF) || (*c == 0xE2 && c[1] >= 0xBA);
        n += wide ? 2 : 1;
    }
    return n;
}

static void put_padded(const char *text, size_t width, FILE *to)
{
    fputs(text, to);
    for (size_t n = params_width(text); n < width; n++)
        fputc(' ', to);
}

static size_t larger(size_t a, size_t b) { return a > b ? a : b; }

void params_print_table(const struct text_table *t, FILE *to)
{
    enum { MOST = 16 };
    size_t width[MOST] = {0};
    size_t n = t->n_column;
    if (n > MOST)
        n = MOST;
    for (size_t c = 0; c < n; c++) {
        width[c] = params_width(t->column[c]);
        for (size_t r = 0; r < t->n_row; r++)
            width[c] = larger(width[c], params_width(t->cell[r * t->n_column + c]));
    }
    for (size_t r = 0; r <= t->n_row; r++) {
        for (size_t c = 0; c < n; c++) {
            const char *text = r == 0 ? t->column[c] : t->cell[(r - 1) * t->n_column + c];
            if (c + 1 < n)
                put_padded(text, width[c] + 2, to);
            else
                fprintf(to, "%s\n", text);
        }
    }
}

/* --- one model --- */

static bool is_parameter(const struct row *row)
{
    return row->word && (row->kind == ROW_PARAM || row->kind == ROW_STATE);
}

static void range_text(const struct row *row, char buf[64])
{
    if (row->form == FORM_DATE)
        buf[0] = '\0';
    else if (row->hi >= 1e15)
        snprintf(buf, 64, ">= %g", row->lo);
    else
        snprintf(buf, 64, "%g .. %g", row->lo, row->hi);
}

static const char *default_text(const struct row *row, enum lang lang)
{
    const bool ja = lang == LANG_JA;
    if (!row->value)
        return ja ? "（必須）" : "(required)";
    if (row->form != FORM_DATE)
        return row->value;
    if (strcmp(row->value, "1e9") == 0)
        return ja ? "なし" : "never";
    return strcmp(row->value, "0") == 0 ? (ja ? "最初から" : "from the start") : row->value;
}

static void print_rows(const struct model *m, enum lang lang, FILE *to)
{
    static const struct text2 head[5] = {
        {"word", "語"}, {"of", "対象"}, {"unit", "単位"}, {"default", "既定値"}, {"range", "範囲"}};
    size_t width[5];
    for (size_t i = 0; i < 5; i++)
        width[i] = params_width(text2_in(&head[i], lang));
    char range[64];
    for (int pass = 0; pass < 2; pass++) {
        for (size_t c = 0; pass == 1 && c < 5; c++)
            put_padded(text2_in(&head[c], lang), width[c] + 2, to);
        if (pass == 1)
            fprintf(to, "%s\n", lang == LANG_JA ? "意味・出典" : "meaning, source");
        for (size_t i = 0; i < m->n_row; i++) {
            const struct row *row = &m->row[i];
            if (!is_parameter(row))
                continue;
            range_text(row, range);
            const char *cell[5] = {row->word, row->dim, row->unit, default_text(row, lang), range};
            for (size_t c = 0; c < 5; c++) {
                width[c] = larger(width[c], params_width(cell[c]));
                if (pass == 1)
                    put_padded(cell[c], width[c] + 2, to);
            }
            if (pass == 0)
                continue;
            fputs(lang == LANG_JA ? row->ja : row->en, to);
            if (row->source && row->source[0])
                fprintf(to, " [%s]", row->source);
            if (row->pedigree && row->pedigree[0])
                fprintf(to, " %s", row->pedigree);
            fputc('\n', to);
        }
    }
}

static void print_catalogue(const struct catalogue *list, enum lang lang, FILE *to)
{
    for (size_t e = 0; e < list->n_entry; e++) {
        const struct catalogue_entry *entry = &list->entry[e];
        fprintf(to, "\n%s \"%s\": %s\n", list->dim, entry->name,
                lang == LANG_JA ? entry->ja : entry->en);
        for (size_t i = 0; i < entry->n_value; i++) {
            const struct catalogue_value *v = &entry->value[i];
            fprintf(to, "  %s = %s [%s] %s\n", v->field, v->value, v->source, v->pedigree);
        }
    }
}

void params_print(const struct registry *r, const struct model *only, enum lang lang, FILE *to)
{
    for (size_t m = 0; m < r->n_model; m++) {
        const struct model *model = r->table[m];
        if (only && model != only)
            continue;
        fprintf(to, "%s%s: %s\n", m > 0 && !only ? "\n" : "", model->name,
                lang == LANG_JA ? model->ja : model->en);
        print_rows(model, lang, to);
        for (size_t k = 0; k < model->n_dim; k++) {
            const struct catalogue *list = registry_catalogue(r, model->dim[k].name);
            if (list)
                print_catalogue(list, lang, to);
        }
    }
    fputs(lang == LANG_JA
              ? "\n末尾の4桁は各数値の由来: 出典・この町への適用・新しさ・標本（0〜4、4が最良）\n"
              : "\nfour digits rate each number: source, transferability to this town, "
                "age, sample (0 to 4, 4 is best)\n",
          to);
}

/* --- the command --- */

/* A function's parameters are the inputs of its runs, without units or sources. */
static bool print_inputs(struct reader *reader, enum lang lang, FILE *to)
{
    const struct results *r = reader_results(reader);
    double *x = mem_alloc(r->n_run + 1, sizeof *x);
    char n_run[32];
    size_t width = 0;
    snprintf(n_run, sizeof n_run, "%zu", r->n_run);
    cli_say(to, lang, MSG_CLI_INPUTS, n_run, NULL);
    for (size_t v = 0; v < r->n_var; v++)
        if (r->var[v].role == ROLE_DRAW)
            width = larger(width, params_width(r->var[v].name));
    for (size_t v = 0; x && v < r->n_var; v++) {
        const double *drawn =
            r->var[v].role == ROLE_DRAW ? reader_runs(reader, r->var[v].name) : NULL;
        if (drawn == NULL)
            continue;
        size_t n = 0;
        for (size_t i = 0; i < r->n_run; i++)
            if (!isnan(drawn[i])) /* else its option has no such input */
                x[n++] = drawn[i];
        stats_sort(x, n);
        put_padded(r->var[v].name, width + 2, to);
        fprintf(to, "%12.6g %12.6g %12.6g\n", stats_quantile(x, n, 0.05), stats_quantile(x, n, 0.5),
                stats_quantile(x, n, 0.95));
    }
    mem_free(x);
    return x != NULL;
}

static enum err print_used(const struct cli_args *a)
{
    struct diags d;
    diag_init(&d, a->lang);
    struct reader *reader = NULL;
    enum err e = reader_open(&reader, a->value[OPT_USED], &d);
    if (e == ERR_OK) {
        const struct results *r = reader_results(reader);
        const struct text_table *table = NULL;
        for (size_t i = 0; i < r->n_table; i++)
            if (strcmp(r->table[i].name, "params") == 0)
                table = &r->table[i];
        if (table)
            params_print_table(table, stdout);
        else if (!print_inputs(reader, a->lang, stdout))
            diag_add(&d, (struct where){0}, "", MSG_OUT_OF_MEMORY, NULL);
        e = d.n == 0 && reader_sound(reader, &d) ? ERR_OK : ERR_FAILED;
    }
    if (reader)
        reader_close(reader);
    cli_findings(&d, ERR_FAILED);
    diag_free(&d);
    return e;
}

static enum err write_luals(const struct registry *r, const struct cli_args *a)
{
    const char *path = a->value[OPT_LUALS];
    if (strcmp(path, "-") == 0) {
        params_luals(r, a->lang, stdout);
        return ERR_OK;
    }
    FILE *f = fopen(path, "w");
    bool good = f != NULL;
    errno = f ? 0 : errno;
    if (f) {
        params_luals(r, a->lang, f);
        good = fflush(f) == 0 && !ferror(f);
        good = fclose(f) == 0 && good;
    }
    if (!good)
        cli_say(stderr, a->lang, MSG_CLI_WRITE, path, strerror(errno ? errno : EIO), NULL);
    return good ? ERR_OK : ERR_FAILED;
}

static const struct model *find_model(const struct registry *r, const char *name, enum lang lang)
{
    const char *list[64];
    char all[512] = "";
    size_t n = 0;
    for (size_t m = 0; m < r->n_model && n < 64; m++) {
        if (strcmp(r->table[m]->name, name) == 0)
            return r->table[m];
        const size_t used = strlen(all);
        snprintf(all + used, sizeof(all) - used, "%s%s", m ? ", " : "", r->table[m]->name);
        list[n++] = r->table[m]->name;
    }
    const char *nearest = diag_nearest(name, list, n);
    if (nearest)
        cli_say(stderr, lang, MSG_CLI_MODEL_NEAR, name, nearest, NULL);
    else
        cli_say(stderr, lang, MSG_CLI_MODEL, name, all, NULL);
    return NULL;
}

enum err cli_params(const struct cli_args *a)
{
    if (a->value[OPT_USED])
        return print_used(a);
    const struct registry *r = registry_get();
    if (!r) {
        cli_say(stderr, a->lang, MSG_CLI_TABLES, NULL);
        return ERR_FAILED;
    }
    if (a->value[OPT_LUALS])
        return write_luals(r, a);
    const struct model *only = NULL;
    if (a->n_operand > 0 && !(only = find_model(r, a->operand[0], a->lang)))
        return ERR_SCRIPT;
    params_print(r, only, a->lang, stdout);
    return ERR_OK;
}
