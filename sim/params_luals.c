/* params_luals.c - the script language as type annotations, so that editors complete and check.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/cli.h"
#include "sim/params.h"
#include <string.h>

static bool same_head(const char *dim, const char *head)
{
    const size_t n = strlen(head);
    return strncmp(dim, head, n) == 0 && (dim[n] == '\0' || dim[n] == '*');
}

/* One line of text: no line ends inside an annotation. */
static void put_line(const char *text, FILE *to)
{
    for (; *text; text++)
        fputc(*text == '\n' ? ' ' : *text, to);
}

static void put_field(const struct row *row, enum lang lang, FILE *to)
{
    const bool product = strchr(row->dim, '*') != NULL;
    const char *type = row->form == FORM_DATE ? "junkan.date"
                       : product              ? "junkan.values"
                       : row->varies          ? "junkan.varying"
                                              : "junkan.value";
    fprintf(to, "---@field %s%s %s ", row->word, row->value ? "?" : "", type);
    put_line(lang == LANG_JA ? row->ja : row->en, to);
    fprintf(to, " [%s]", row->unit);
    if (row->value && row->form != FORM_DATE)
        fprintf(to, "; default %s", row->value);
    if (row->source && row->source[0]) {
        fputs("; ", to);
        put_line(row->source, to);
    }
    fputc('\n', to);
}

/* Fields of all models on a dimension. A catalogue may give what has no default, so there a field
 * is never called required: `check` knows better. */
static void put_fields(const struct registry *r, const char *dim, bool optional, enum lang lang,
                       FILE *to)
{
    for (size_t m = 0; m < r->n_model; m++)
        for (size_t i = 0; i < r->table[m]->n_row; i++) {
            struct row row = r->table[m]->row[i];
            if (!row.word || (row.kind != ROW_PARAM && row.kind != ROW_STATE))
                continue;
            if (!same_head(row.dim, dim))
                continue;
            if (optional && !row.value)
                row.value = "";
            put_field(&row, lang, to);
        }
}

/* "a"|"b": the entries of a catalogue. */
static void put_choice(const struct registry *r, const struct dim_row *d, enum lang lang, FILE *to)
{
    const struct catalogue *list = registry_catalogue(r, d->name);
    if (!d->choice || !list || list->n_entry == 0)
        return;
    fprintf(to, "---@field %s%s ", d->choice, d->choice_default ? "?" : "");
    for (size_t e = 0; e < list->n_entry; e++)
        fprintf(to, "%s\"%s\"", e ? "|" : "", list->entry[e].name);
    fputc(' ', to);
    put_line(lang == LANG_JA ? d->ja : d->en, to);
    fputc('\n', to);
}

static void put_towns(const struct registry *r, enum lang lang, FILE *to)
{
    fputs("\n---@class junkan.town\n---@field name string\n---@field lat? number\n"
          "---@field lon? number\n---@field note? string\n---@field source? string\n",
          to);
    for (size_t m = 0; m < r->n_model; m++)
        for (size_t k = 0; k < r->table[m]->n_dim; k++)
            if (r->table[m]->dim[k].kind == DIM_USED)
                put_choice(r, &r->table[m]->dim[k], lang, to);
    put_fields(r, "town", false, lang, to);
}

static void put_entity(const struct registry *r, const struct dim_row *d, enum lang lang, FILE *to)
{
    fprintf(to, "\n---@class junkan.%s ", d->name);
    put_line(lang == LANG_JA ? d->ja : d->en, to);
    fputs("\n---@field name? string\n---@field town string\n---@field note? string\n"
          "---@field source? string\n",
          to);
    put_choice(r, d, lang, to);
    for (size_t m = 0; m < r->n_model; m++)
        for (size_t k = 0; k < r->table[m]->n_dim; k++) {
            const struct dim_row *pair = &r->table[m]->dim[k];
            if (pair->kind == DIM_PAIR && pair->accept && strcmp(pair->to, d->name) == 0)
                fprintf(to, "---@field %s? string[]\n", pair->accept);
        }
    put_fields(r, d->name, d->choice != NULL, lang, to);
}

static const char head[] =
    "---@meta junkan\n"
    "-- Made by `junkan params --luals`; do not edit. SPDX-License-Identifier: GPL-3.0-or-later\n"
    "\n"
    "---@class junkan.dist a distribution: the same Lua value is one draw per run\n"
    "---@class junkan.series a value by date\n"
    "---@class junkan.by_policy\n"
    "---@alias junkan.value number|string|junkan.dist a number in the field's unit, a quantity "
    "such as \"1.5 t/day\", or a distribution\n"
    "---@alias junkan.varying junkan.value|junkan.series\n"
    "---@alias junkan.values junkan.value|junkan.value[]|table<string, junkan.value>\n"
    "---@alias junkan.date string|integer|junkan.by_policy \"2027-04-01\", a year or \"never\"\n";

static const char tail[] =
    "\n---@class junkan.policy\n"
    "---@field when? \"month\"|\"year\"\n"
    "---@field run fun(now: junkan.now, region: junkan.region, memory: table)\n"
    "\n---@class junkan.now\n---@field year integer\n---@field month integer\n"
    "---@field day integer\n---@field fiscal_year integer\n---@field month_index integer\n"
    "\n---@class junkan.region last month's figures, read when asked\n"
    "---@field set fun(path: string, value: number)\n"
    "---@field total fun(list: string, field: string): number all of a list together\n"
    "---@field open fun(list: string, name: string)\n"
    "---@field close fun(list: string, name: string)\n"
    "---@field [string] any\n"
    "\n---@class junkan.study\n"
    "\n---@class junkan.ratio\n---@field name string\n---@field numerator string\n"
    "---@field denominator string\n"
    "\n---@class junkan\nlocal junkan = {}\n"
    "---@param fields junkan.scenario.fields\n---@return junkan.scenario\n"
    "function junkan.scenario(fields) end\n"
    "---@param fields { options: table, baseline?: string, replicates?: integer, "
    "metrics?: string[], ratios?: junkan.ratio[], weights?: table<string, number>, variants?: "
    "table<string, table> }\n"
    "---@return junkan.study\n"
    "function junkan.compare(fields) end\n"
    "\n---@class junkan.model\n"
    "\n---@class junkan.design\n"
    "---@param fields { n: integer }\n---@return junkan.design\n"
    "function junkan.monte_carlo(fields) end\n"
    "---@param fields { levels: integer }\n---@return junkan.design\n"
    "function junkan.grid(fields) end\n"
    "---@param fields { n: integer, maximin?: integer }\n---@return junkan.design\n"
    "function junkan.lhs(fields) end\n"
    "---@param fields { n: integer }\n---@return junkan.design\n"
    "function junkan.sobol(fields) end\n"
    "---@param fields { n: integer, second?: boolean }\n---@return junkan.design\n"
    "function junkan.saltelli(fields) end\n"
    "---@param fields { n: integer, levels?: integer }\n---@return junkan.design\n"
    "function junkan.morris(fields) end\n"
    "---@param fields { name?: string, inputs: table<string, number|junkan.dist>, outputs: table, "
    "eval: (fun(x: table<string, number>, rng: function, memory: table): ...), metrics?: string[], "
    "replicates?: integer, nested?: integer, seed?: integer }\n---@return junkan.model\n"
    "function junkan.model(fields) end\n"
    "---@param fields { scenario: junkan.scenario|junkan.model, design: junkan.design, metrics?: "
    "string[], "
    "only?: string|string[], except?: string|string[], group?: table<string, string|string[]>, "
    "chance?: boolean, replicates?: integer, correlate?: table, conditional?: table, resamples?: "
    "integer, "
    "level?: number, series?: boolean, seed?: integer }\n---@return junkan.study\n"
    "function junkan.sweep(fields) end\n"
    "---@param fields { scenario: junkan.scenario|junkan.model, fit: string|string[], to: table[], "
    "method?: \"least_squares\"|\"nlopt\"|\"abc\", loss?: \"squares\"|\"absolute\", n?: integer, "
    "replicates?: integer, hold_out?: number|string, level?: number, seed?: integer }\n"
    "---@return junkan.study\nfunction junkan.calibrate(fields) end\n"
    "---what a calibration found, by path\n---@param path string\n"
    "---@return table<string, junkan.dist|number>\nfunction junkan.fitted(path) end\n"
    "---@return junkan.dist\nfunction junkan.normal(mean, sd) end\n"
    "---@return junkan.dist\nfunction junkan.lognormal(mean, sd) end\n"
    "---@return junkan.dist\nfunction junkan.uniform(lo, hi) end\n"
    "---@return junkan.dist\nfunction junkan.triangular(lo, mode, hi) end\n"
    "---@return junkan.dist\nfunction junkan.pert(lo, mode, hi) end\n"
    "---@return junkan.dist\nfunction junkan.beta(a, b, lo, hi) end\n"
    "---@return junkan.dist\nfunction junkan.discrete(values, weights) end\n"
    "---@return junkan.dist\nfunction junkan.empirical(...) end\n"
    "---one draw for each entity\n---@param dist junkan.dist\n---@return junkan.dist\n"
    "function junkan.each(dist) end\n"
    "---@param fields table\n---@return junkan.series\nfunction junkan.series(fields) end\n"
    "---rows of a file below the script's folder or a --data folder\n"
    "---@param path string\n---@return table[]\nfunction junkan.csv(path) end\n"
    "---the value of --option NAME=VALUE\n---@param name string\n---@param default any\n"
    "---@return any\nfunction junkan.option(name, default) end\n"
    "---@type junkan.by_policy\njunkan.by_policy = {}\n"
    "return junkan\n";

void params_luals(const struct registry *r, enum lang lang, FILE *to)
{
    fputs(head, to);
    put_towns(r, lang, to);
    for (size_t m = 0; m < r->n_model; m++)
        for (size_t k = 0; k < r->table[m]->n_dim; k++)
            if (r->table[m]->dim[k].kind == DIM_ENTITY)
                put_entity(r, &r->table[m]->dim[k], lang, to);
    fputs("\n---@class junkan.scenario.fields\n---@field name string\n---@field start string\n"
          "---@field years junkan.value\n---@field towns junkan.town[]|table<string, table>\n"
          "---@field roads? table\n---@field replicates? integer\n---@field seed? integer\n"
          "---@field warmup? string\n---@field price_year? integer\n---@field metrics? string[]\n"
          "---@field ratios? junkan.ratio[]\n---@field policies? junkan.policy[]\n"
          "---@field set? table<string, any> values by path\n"
          "---@field variants? table<string, table> changes by name, run with --variants\n",
          to);
    for (size_t m = 0; m < r->n_model; m++)
        for (size_t k = 0; k < r->table[m]->n_dim; k++) {
            const struct dim_row *d = &r->table[m]->dim[k];
            if (d->kind == DIM_ENTITY)
                fprintf(to, "---@field %s? junkan.%s[]|table<string, table>\n", d->list, d->name);
        }
    fputs("\n---@class junkan.scenario: junkan.scenario.fields\n"
          "---@field with fun(self: junkan.scenario, changes: table): junkan.scenario a copy with "
          "changes, merged by name; false removes\n",
          to);
    fputs(tail, to);
}
