/* run_script.h - for tests: a script's text in, every run's numbers out.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_RUN_SCRIPT_H
#define TESTS_RUN_SCRIPT_H
#include "cmocka_all.h"
#include "sim/ensemble.h"
#include "sim/junkan.h"
#include "sim/mem.h"
#include "sim/study.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* cmocka 1.1.5 has it for floats only. */
#define assert_close(a, b, tolerance)                                   \
    do {                                                                \
        const double close_a = (a), close_b = (b);                      \
        if (!(fabs(close_a - close_b) <= (tolerance)))                  \
            fail_msg("%s = %.17g, wanted %.17g", #a, close_a, close_b); \
    } while (0)

struct ran {
    struct script *script;
    struct study *study;
    void **data; /* [n_var] n_run * bytes, in the order of results.run */
    char (*message)[RUN_MESSAGE];
    struct diags d;
};

static bool ran_all(void *ctx, size_t batch)
{
    (void)ctx;
    (void)batch;
    return true;
}

static enum err ran_keep(void *ctx, const struct batch *b)
{
    struct ran *r = ctx;
    const struct results *res = &r->study->results;
    for (size_t v = 0; v < res->n_var; v++) {
        const size_t bytes = results_run_bytes(res, &res->var[v]);
        memcpy((char *)r->data[v] + b->run0 * bytes, b->data[v], b->n_run * bytes);
    }
    memcpy(r->message + b->run0, b->message, b->n_run * sizeof *b->message);
    return ERR_OK;
}

/* Loads a script from text; r->study is NULL if it has faults (they are in r->d). */
static inline void ran_load(struct ran *r, const char *text, const struct study_override *o)
{
    *r = (struct ran){0};
    char path[] = "/tmp/junkan-test-XXXXXX";
    const int fd = mkstemp(path);
    assert_true(fd >= 0);
    FILE *f = fdopen(fd, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    diag_init(&r->d, LANG_EN);
    r->script = script_load(path, &(struct script_options){0}, &r->d);
    unlink(path);
    if (r->script)
        r->study = study_new(r->script, o, &r->d);
}

/* The frozen plan of a script without faults. */
static inline const struct plan *ran_plan(struct ran *r, const char *text,
                                          const struct study_override *o)
{
    ran_load(r, text, o);
    if (r->study == NULL) {
        fputs(text, stderr);
        diag_print(&r->d, stderr);
    }
    assert_non_null(r->study);
    return r->study->whole;
}

static inline void ran_simulate(struct ran *r, int threads, enum isa isa, uint32_t packing)
{
    const struct results *res = &r->study->results;
    r->data = calloc(res->n_var, sizeof *r->data);
    r->message = calloc(res->n_run, sizeof *r->message);
    assert_non_null(r->data);
    assert_non_null(r->message);
    for (size_t v = 0; v < res->n_var; v++)
        r->data[v] = calloc(res->n_run, results_run_bytes(res, &res->var[v]) + 1);
    const struct ensemble_options o = {
        .threads = threads, .isa = isa, .packing = packing, .only_run = -1};
    assert_int_equal(ensemble_run(r->study, &o, ran_all, ran_keep, r, &r->d), ERR_OK);
}

static inline void ran_script(struct ran *r, const char *text)
{
    ran_load(r, text, NULL);
    if (r->study == NULL)
        diag_print(&r->d, stderr);
    assert_non_null(r->study);
    ran_simulate(r, 1, isa_best(), 0);
}

static inline void ran_free(struct ran *r)
{
    for (size_t v = 0; r->data && v < r->study->results.n_var; v++)
        free(r->data[v]);
    free(r->data);
    free(r->message);
    study_free(r->study);
    script_free(r->script);
    diag_free(&r->d);
}

static inline long ran_var(const struct ran *r, const char *name)
{
    for (size_t v = 0; v < r->study->results.n_var; v++)
        if (strcmp(r->study->results.var[v].name, name) == 0)
            return (long)v;
    return -1;
}

/* A per-run number ("kpi.kiln.char_t"), by option, point and replicate. */
static inline double ran_kpi(const struct ran *r, const char *name, uint32_t option, uint32_t point,
                             uint32_t replicate)
{
    const long v = ran_var(r, name);
    assert_true(v >= 0);
    for (size_t i = 0; i < r->study->results.n_run; i++) {
        const struct run_id *id = &r->study->results.run[i];
        if (id->option == option && id->point == point && id->replicate == replicate)
            return ((const double *)r->data[v])[i];
    }
    fail_msg("no run %u:%u:%u", option, point, replicate);
    return NAN;
}

/* One run's series of one entity: [n_month]. */
static inline void ran_series(const struct ran *r, const char *name, const char *entity, size_t run,
                              float *out)
{
    const struct results *res = &r->study->results;
    const long v = ran_var(r, name);
    assert_true(v >= 0);
    const struct axis *a = &res->axis[res->var[v].axis];
    for (size_t e = 0; e < a->n; e++)
        if (strcmp(a->label[e], entity) == 0) {
            for (size_t m = 0; m < res->n_month; m++)
                out[m] = ((const float *)r->data[v])[(run * res->n_month + m) * a->n + e];
            return;
        }
    fail_msg("no %s in %s", entity, name);
}

static inline size_t ran_failures(const struct ran *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->study->results.n_run; i++)
        if (r->message[i][0]) {
            if (n == 0)
                print_message("run %zu: %s\n", i, r->message[i]);
            n++;
        }
    return n;
}
#endif
