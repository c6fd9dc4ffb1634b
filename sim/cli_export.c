/* cli_export.c - `junkan export`. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/cli.h"
#include "sim/export.h"

static const struct where nowhere;

static void check_what(const struct cli_args *a, struct diags *d)
{
    const bool csv = a->value[OPT_CSV] != NULL, xlsx = a->value[OPT_XLSX] != NULL;
    if (csv && xlsx)
        diag_add(d, nowhere, "", MSG_EXPORT_BOTH, NULL);
    if (!csv && !xlsx)
        diag_add(d, nowhere, "", MSG_EXPORT_WHICH, NULL);
    if (a->value[OPT_BOM] && !csv)
        diag_add(d, nowhere, "", MSG_EXPORT_BOM, NULL);
}

static enum err export_to(const struct cli_args *a, struct reader *r, struct diags *d)
{
    const char *csv = a->value[OPT_CSV], *xlsx = a->value[OPT_XLSX];
    struct export_count n = {0, 0};
    char tables[32], charts[32];
    const enum err e = csv ? export_csv(r, csv, a->value[OPT_BOM] != NULL, &n, d)
                           : export_xlsx(r, xlsx, a->lang, &n, d);
    if (e != ERR_OK)
        return e;
    snprintf(tables, sizeof(tables), "%zu", n.n_table);
    snprintf(charts, sizeof(charts), "%zu", n.n_chart);
    cli_say(stdout, a->lang, csv ? MSG_EXPORT_DONE_CSV : MSG_EXPORT_DONE, csv ? csv : xlsx, tables,
            charts, NULL);
    return ERR_OK;
}

enum err cli_export(const struct cli_args *a)
{
    struct diags d;
    struct reader *r = NULL;
    diag_init(&d, a->lang);
    check_what(a, &d);
    enum err e = d.n > 0 ? ERR_SCRIPT : cli_blame_file(reader_open(&r, a->operand[0], &d), &d);
    if (e == ERR_OK)
        e = export_to(a, r, &d);
    return cli_done(r, &d, e, a->lang);
}
