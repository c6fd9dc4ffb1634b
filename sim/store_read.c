/* store_read.c - reading a result back. See store.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/store.h"
#include "sim/store_io.h"
#include "sim/store_load.h"
#include "sim/store_text.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    struct arena *arena;
    struct results r;
    const char *path;
    const char **message;    /* [n_run] "" = good */
    double **data;           /* [n_var] NULL: series */
    const char *const *name; /* [n_var] in the file; NULL: not asked yet */
};

static const struct where nowhere = {NULL, 0, false};

/* The messages that follow the layout proper. */
static bool get_messages(struct reader *r, struct store_cursor *c)
{
    r->message = arena_alloc(r->arena, r->r.n_run + 1, sizeof *r->message);
    if (r->message == NULL) {
        return false;
    }
    for (size_t i = 0; i < r->r.n_run; i++) {
        r->message[i] = "";
    }
    const size_t n = cursor_count(c, 2 * sizeof(uint64_t));
    for (size_t i = 0; i < n && !c->bad; i++) {
        const uint64_t run = cursor_u64(c);
        const char *text = cursor_string(c, r->arena);
        if (run >= r->r.n_run || text == NULL || text[0] == '\0') {
            return false;
        }
        r->message[run] = text;
    }
    return !c->bad && c->left == 0;
}

static bool get_data(struct reader *r, struct store_cursor *c)
{
    r->data = arena_alloc(r->arena, r->r.n_var + 1, sizeof *r->data);
    for (size_t v = 0; v < r->r.n_var && r->data != NULL && !c->bad; v++) {
        const struct var *x = &r->r.var[v];
        const size_t width = x->type == TYPE_F32 ? sizeof(float) : sizeof(double);
        const size_t want = x->role == ROLE_SERIES ? 0 : r->r.n_run * results_run_bytes(&r->r, x);
        const uint64_t bytes = cursor_u64(c);
        if (bytes != want || bytes > c->left) {
            return false;
        }
        if (want == 0) {
            continue;
        }
        double *d = arena_alloc(r->arena, want / width, sizeof *d);
        if (d == NULL) {
            return false;
        }
        for (size_t i = 0; i < want / width; i++) {
            float f = 0;
            cursor_get(c, width == sizeof f ? (void *)&f : (void *)&d[i], width);
            d[i] = width == sizeof f ? (double)f : d[i];
        }
        r->data[v] = d;
    }
    return r->data != NULL && !c->bad && c->left == 0;
}

static bool unpack(struct reader *r, const struct store_bytes *b)
{
    struct store_cursor c = {b->p, b->n, false};
    const uint64_t n = cursor_u64(&c);
    if (c.bad || n > c.left) {
        return false;
    }
    struct store_cursor layout = {c.p, (size_t)n, false};
    c.p += n;
    c.left -= (size_t)n;
    return results_get(&layout, r->arena, &r->r) && get_messages(r, &layout) && get_data(r, &c);
}

static enum err check_footer(const char *path, struct diags *d)
{
    switch (store_footer_check(path, NULL, NULL)) {
    case FOOTER_SOUND:
        return ERR_OK;
    case FOOTER_NONE:
        diag_add(d, nowhere, "", MSG_STORE_NOT_OURS, path, NULL);
        return ERR_FAILED;
    case FOOTER_WRONG:
        diag_add(d, nowhere, "", MSG_STORE_BAD_SUM, path, NULL);
        return ERR_FAILED;
    case FOOTER_UNREADABLE:
        break;
    }
    diag_add(d, nowhere, "", MSG_STORE_OPEN, path, strerror(errno), NULL);
    return ERR_FAILED;
}

enum err reader_open(struct reader **out, const char *path, struct diags *d)
{
    struct store_bytes b = {0};
    *out = NULL;
    enum err e = check_footer(path, d);
    if (e != ERR_OK) {
        return e;
    }
    struct reader *r = calloc(1, sizeof *r);
    if (r != NULL) {
        r->arena = arena_new();
    }
    if (r == NULL || r->arena == NULL) {
        diag_add(d, nowhere, "", MSG_STORE_MEMORY, path, NULL);
        reader_close(r);
        return ERR_FAILED;
    }
    const char *fault = load_in_child(path, &b);
    if (fault == NULL && !unpack(r, &b)) {
        fault = arena_failed(r->arena) ? "out of memory" : "its layout does not fit";
    }
    bytes_free(&b);
    r->path = arena_strdup(r->arena, path);
    if (fault != NULL || r->path == NULL) {
        diag_add(d, nowhere, "", MSG_STORE_UNREADABLE, path, fault == NULL ? "" : fault, NULL);
        reader_close(r);
        return ERR_FAILED;
    }
    *out = r;
    return ERR_OK;
}

void reader_close(struct reader *r)
{
    if (r != NULL) {
        arena_free(r->arena);
        free(r);
    }
}

const struct results *reader_results(const struct reader *r) { return &r->r; }

const char *const *reader_messages(const struct reader *r)
{
    return (const char *const *)r->message;
}

const char *reader_path(const struct reader *r) { return r->path; }

static size_t find(const struct results *r, const char *name)
{
    size_t v = 0;
    while (v < r->n_var && strcmp(r->var[v].name, name) != 0) {
        v++;
    }
    return v;
}

const struct var *results_find(const struct results *r, const char *name)
{
    const size_t v = find(r, name);
    return v < r->n_var ? &r->var[v] : NULL;
}

const double *reader_runs(struct reader *r, const char *var)
{
    const size_t v = find(&r->r, var);
    const bool per_run = v < r->r.n_var && r->r.var[v].axis < 0 && r->r.var[v].time == TIME_NONE;
    return per_run ? r->data[v] : NULL;
}

const char *reader_file_name(struct reader *r, size_t var)
{
    if (r->name == NULL) {
        r->name = results_names(&r->r, r->arena);
    }
    return r->name == NULL ? NULL : r->name[var];
}

bool reader_datasets(struct reader *r, const char *const *name, size_t n, struct dataset *out)
{
    struct store_bytes b = {0};
    bool good = load_more_in_child(r->path, name, n, &b) == NULL;
    struct store_cursor c = {b.p, b.n, false};
    for (size_t i = 0; i < n; i++) {
        out[i] = (struct dataset){0};
        const uint64_t count = good ? cursor_u64(&c) : UINT64_MAX;
        if (count == UINT64_MAX) {
            continue;
        }
        double *x = count > c.left / sizeof *x ? NULL : arena_alloc(r->arena, count + 1, sizeof *x);
        good = x != NULL;
        if (good) {
            cursor_get(&c, x, (size_t)count * sizeof *x);
            out[i] = (struct dataset){x, (size_t)count};
        }
    }
    bytes_free(&b);
    return good && !c.bad;
}

double reader_audit_worst(struct reader *r)
{
    const struct var *residual = results_find(&r->r, "audit.residual");
    const struct var *turnover = results_find(&r->r, "audit.turnover");
    const double *res = residual == NULL ? NULL : r->data[residual - r->r.var];
    const double *turn = turnover == NULL ? NULL : r->data[turnover - r->r.var];
    double worst = 0.0;
    if (res == NULL || turn == NULL || residual->axis != turnover->axis) {
        return (double)NAN;
    }
    const size_t n = residual->axis < 0 ? 1 : r->r.axis[residual->axis].n;
    for (size_t i = 0; i < r->r.n_run * n; i++) {
        const double size = turn[i] > 1.0 ? turn[i] : 1.0;
        const double share = fabs(res[i]) / size;
        worst = share > worst ? share : worst; /* NaN of failed runs never compares greater */
    }
    return worst;
}
