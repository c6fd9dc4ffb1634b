/* store_fitted.c - the fitted set as a table that another script reads: OUT.fitted.csv.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/num.h"
#include "sim/store.h"
#include "sim/store_io.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What is known of a parameter now, in its own unit: a normal with the interval's width, or the
 * number where the interval has none. Nothing where the data said nothing: then what the scenario
 * says stays as it is. */
static void put_value(FILE *to, const struct fit_info *f, size_t i)
{
    const double width = f->hi[i] - f->lo[i];
    const double sd = 0.5 * width / num_normal_quantile(0.5 + 0.5 * f->level);
    if (f->flag[i] & FIT_UNKNOWN)
        return;
    if (sd > 0.0)
        fprintf(to, "\"normal(%.9g, %.9g)\"", f->estimate[i], sd);
    else
        fprintf(to, "%.17g", f->estimate[i]);
}

static void put_rows(FILE *to, const struct fit_info *f)
{
    size_t n = 0;
    for (size_t i = 0; i < f->n_obs; i++)
        n += !f->held_out[i];
    fprintf(to, "path,value,estimate,lo,hi,unit,source\n");
    for (size_t i = 0; i < f->n_param; i++) {
        fprintf(to, "\"%s\",", f->param[i]);
        put_value(to, f, i);
        fprintf(to, ",%.9g,%.9g,%.9g,%s,", f->estimate[i], f->lo[i], f->hi[i], f->param_unit[i]);
        if (f->flag[i] & FIT_UNKNOWN)
            fprintf(to, "not identified by %zu observations\n", n);
        else
            fprintf(to, "fitted by %s to %zu observations\n", f->method, n);
    }
}

static char *fitted_path(const char *out)
{
    const size_t n = strlen(out);
    const size_t stem = n > 3 && strcmp(out + n - 3, ".h5") == 0 ? n - 3 : n;
    return store_printf("%.*s.fitted.csv", (int)stem, out);
}

enum err store_fitted(const struct fit_info *f, const char *out, struct diags *d)
{
    char *path = fitted_path(out);
    char *tmp = store_printf("%s.tmp", path);
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    int error = 0;
    if (to) {
        put_rows(to, f);
        fclose(to);
    }
    FILE *file = to && text ? fopen(tmp, "we") : NULL;
    if (file == NULL)
        error = errno ? errno : ENOMEM;
    else {
        const bool written =
            fwrite(text, 1, size, file) == size && fflush(file) == 0 && fsync(fileno(file)) == 0;
        error = written ? 0 : errno;
        error = fclose(file) == 0 ? error : errno;
        if (error == 0 && rename(tmp, path) != 0)
            error = errno;
        if (error != 0)
            unlink(tmp);
    }
    const enum err e = error == 0 ? ERR_OK : store_say(d, error, path);
    free(text);
    free(path);
    free(tmp);
    return e;
}

enum err store_fitted_again(const char *out, struct diags *d)
{
    char *path = fitted_path(out);
    struct reader *reader = NULL;
    enum err e = path ? ERR_OK : store_say(d, ENOMEM, out);
    if (path && access(path, F_OK) != 0) {
        e = reader_open(&reader, out, d);
        const struct fit_info *f = e == ERR_OK ? reader_results(reader)->fit : NULL;
        e = f ? store_fitted(f, out, d) : e;
    }
    reader_close(reader);
    free(path);
    return e;
}
