/* store_read.c - reading a result back. See store.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/store.h"
#include "sim/store_io.h"
#include "sim/store_load.h"
#include "sim/store_text.h"
#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct reader {
    struct arena *arena;
    struct results r;
    const char *path;
    const char **message;    /* [n_run] "" = good */
    double **data;           /* [n_var] NULL: not asked for, or a series; free with mem_free */
    const char *fault;       /* why a variable could not be read, or NULL */
    const char *const *name; /* [n_var] in the file; NULL: not asked yet */
};

static const struct where nowhere = {NULL, 0, false};
static const char no_memory[] = "out of memory"; /* also the word of sim/store_load.c */
#define PARTS ".parts"

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

static bool unpack(struct reader *r, const struct store_bytes *b)
{
    struct store_cursor c = {b->p, b->n, false};
    const uint64_t n = cursor_u64(&c);
    if (c.bad || n != c.left) {
        return false;
    }
    if (!results_get(&c, r->arena, &r->r) || !get_messages(r, &c)) {
        return false;
    }
    r->data = arena_alloc(r->arena, r->r.n_var + 1, sizeof *r->data);
    return r->data != NULL;
}

/* The parts of an unfinished run are where a result will be. */
static bool is_unfinished(const char *path)
{
    struct stat s;
    const size_t size = strlen(path) + sizeof PARTS;
    char *parts = errno == ENOENT ? mem_alloc(size, 1) : NULL;
    if (parts != NULL) {
        snprintf(parts, size, "%s" PARTS, path);
    }
    const bool there = parts != NULL && stat(parts, &s) == 0 && S_ISDIR(s.st_mode);
    mem_free(parts);
    errno = ENOENT;
    return there;
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
    if (errno == ENOENT && is_unfinished(path)) {
        diag_add(d, nowhere, "", MSG_STORE_UNFINISHED, path, NULL);
    } else {
        diag_add(d, nowhere, "", MSG_STORE_OPEN, path, strerror(errno), NULL);
    }
    return ERR_FAILED;
}

/* The checksum was right: what could not be read for want of memory is no damaged file. */
static void add_fault(const char *path, const char *fault, struct diags *d)
{
    if (strcmp(fault, no_memory) == 0) {
        diag_add(d, nowhere, "", MSG_STORE_READ_MEMORY, path, NULL);
    } else {
        diag_add(d, nowhere, "", MSG_STORE_UNREADABLE, path, fault, NULL);
    }
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
        add_fault(path, no_memory, d);
        reader_close(r);
        return ERR_FAILED;
    }
    const char *fault = load_in_child(path, &b);
    if (fault == NULL && !unpack(r, &b)) {
        fault = arena_failed(r->arena) ? no_memory : "its layout does not fit";
    }
    bytes_free(&b);
    r->path = arena_strdup(r->arena, path);
    if (fault != NULL || r->path == NULL) {
        add_fault(path, fault == NULL ? no_memory : fault, d);
        reader_close(r);
        return ERR_FAILED;
    }
    *out = r;
    return ERR_OK;
}

void reader_close(struct reader *r)
{
    if (r != NULL) {
        for (size_t v = 0; r->data != NULL && v < r->r.n_var; v++) {
            mem_free(r->data[v]);
        }
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

static size_t numbers_of(const struct results *r, size_t v)
{
    const size_t each = r->var[v].type == TYPE_F32 ? sizeof(float) : sizeof(double);
    return r->var[v].role == ROLE_SERIES ? 0 : r->n_run * results_run_bytes(r, &r->var[v]) / each;
}

static void keep_window(struct reader *r, const size_t *var, size_t n, struct store_bytes *b)
{
    struct store_cursor c = {b->p, b->n, false};
    for (size_t i = 0; i < n && r->fault == NULL; i++) {
        const uint64_t count = cursor_u64(&c);
        if (c.bad || count != numbers_of(&r->r, var[i]) || count > c.left / sizeof(double)) {
            r->fault = "a variable is missing";
            return;
        }
        double *x = mem_alloc((size_t)count, sizeof *x);
        if (x == NULL) {
            r->fault = no_memory;
            return;
        }
        cursor_get(&c, x, (size_t)count * sizeof *x);
        r->data[var[i]] = x;
    }
}

/* Reads variable v, and with it those of its kind that follow, because whoever asks for one mostly
 * asks for the next and each asking costs a process. Of the inputs only one such window is kept. */
static const double *get_numbers(struct reader *r, size_t v)
{
    enum { WINDOW_BYTES = 1 << 21, WINDOW_VARS = 256 };
    const enum var_role role = r->r.var[v].role;
    const char *name[WINDOW_VARS] = {NULL};
    size_t var[WINDOW_VARS], n = 0, bytes = 0;
    if (r->data[v] != NULL || r->fault != NULL || numbers_of(&r->r, v) == 0) {
        return r->data[v];
    }
    for (size_t i = 0; i < r->r.n_var && role == ROLE_DRAW; i++) {
        if (r->r.var[i].role == ROLE_DRAW) {
            mem_free(r->data[i]);
            r->data[i] = NULL;
        }
    }
    for (size_t i = v; i < r->r.n_var && n < WINDOW_VARS && bytes < WINDOW_BYTES; i++) {
        const size_t numbers = r->r.var[i].role == role ? numbers_of(&r->r, i) : 0;
        if (numbers > 0 && r->data[i] == NULL) {
            name[n] = reader_file_name(r, i);
            var[n++] = i;
            bytes += numbers * sizeof(double);
        }
    }
    struct store_bytes b = {0};
    if (name[0] == NULL) { /* then there is no memory for any name */
        r->fault = no_memory;
    } else {
        r->fault = load_more_in_child(r->path, name, n, &b);
        keep_window(r, var, n, &b);
    }
    bytes_free(&b);
    return r->data[v];
}

const double *reader_runs(struct reader *r, const char *var)
{
    const size_t v = find(&r->r, var);
    const bool per_run = v < r->r.n_var && r->r.var[v].axis < 0 && r->r.var[v].time == TIME_NONE;
    return per_run ? get_numbers(r, v) : NULL;
}

bool reader_sound(const struct reader *r, struct diags *d)
{
    if (r->fault != NULL) {
        add_fault(r->path, r->fault, d);
    }
    return r->fault == NULL;
}

bool reader_slice(struct reader *r, const size_t *var, size_t n, size_t run0, size_t n_run,
                  double *x)
{
    struct store_bytes b = {0};
    const char **name = mem_alloc(n, sizeof *name);
    size_t want = 0;
    for (size_t i = 0; i < n && name != NULL; i++) {
        const struct var *v = &r->r.var[var[i]];
        assert(v->role != ROLE_SERIES && run0 <= r->r.n_run && n_run <= r->r.n_run - run0);
        name[i] = reader_file_name(r, var[i]);
        want += n_run * (v->axis < 0 ? 1 : r->r.axis[v->axis].n);
    }
    if (r->fault == NULL && want > 0) {
        r->fault = name == NULL || name[0] == NULL
                       ? no_memory /* then there is none for any name */
                       : load_rows_in_child(r->path, name, n, run0, n_run, &b);
    }
    if (r->fault == NULL && b.n != want * sizeof *x) {
        r->fault = "a variable is missing";
    }
    if (r->fault == NULL && want > 0) {
        memcpy(x, b.p, b.n);
    }
    bytes_free(&b);
    mem_free(name);
    return r->fault == NULL;
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
        const uint64_t count = good ? cursor_u64(&c) : LOAD_NONE;
        if (count == LOAD_NONE) {
            continue;
        }
        if (count == LOAD_TEXT) {
            out[i].text = cursor_strings(&c, r->arena, &out[i].n);
            good = out[i].text != NULL;
            continue;
        }
        double *x = count > c.left / sizeof *x ? NULL : arena_alloc(r->arena, count + 1, sizeof *x);
        good = x != NULL;
        if (good) {
            cursor_get(&c, x, (size_t)count * sizeof *x);
            out[i] = (struct dataset){.x = x, .n = (size_t)count};
        }
    }
    bytes_free(&b);
    return good && !c.bad;
}

static void forget(struct reader *r, const struct var *v)
{
    mem_free(r->data[v - r->r.var]);
    r->data[v - r->r.var] = NULL;
}

double reader_audit_worst(struct reader *r)
{
    const struct var *residual = results_find(&r->r, "audit.residual");
    const struct var *turnover = results_find(&r->r, "audit.turnover");
    const double *res = residual == NULL ? NULL : get_numbers(r, (size_t)(residual - r->r.var));
    const double *turn = turnover == NULL ? NULL : get_numbers(r, (size_t)(turnover - r->r.var));
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
    forget(r, residual);
    forget(r, turnover);
    return worst;
}
