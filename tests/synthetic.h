/* synthetic.h - a small study with every kind of variable, for tests of files and words.
 * Numbers are a pure function of (variable, option, point, replicate, month, entity).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SYNTHETIC_H
#define TESTS_SYNTHETIC_H
#include "sim/clock.h"
#include "sim/store.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SYN_OPTION = 3,
    SYN_POINT = 4,
    SYN_REPLICATE = 5,
    SYN_MONTH = 30,
    SYN_KILN = 3,
    SYN_ACCOUNT = 4,
    SYN_RUN = SYN_OPTION * SYN_POINT * SYN_REPLICATE,
    SYN_VAR = 9
};

struct synthetic {
    struct results r;
    struct run_id run[SYN_RUN];
    struct axis axis[3];
    struct var var[SYN_VAR];
    struct text_table table[2];
    char month_text[SYN_MONTH][8];
    const char *month[SYN_MONTH];
    int32_t month_days[SYN_MONTH];
    bool fail; /* replicate 2 of point 1 fails in option 1 */
};

static inline double syn_noise(uint32_t a, uint32_t b, uint32_t c)
{
    uint64_t x = ((uint64_t)a << 40) ^ ((uint64_t)b << 20) ^ c ^ 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return (double)((x ^ (x >> 31)) >> 11) * 0x1p-53;
}

static inline double syn_value(const struct synthetic *s, size_t v, size_t run, size_t i)
{
    const struct run_id id = s->run[run];
    const double chance = syn_noise(id.point, id.replicate, (uint32_t)i + 7u);
    const double input = syn_noise(id.point, 1000u, 3u);
    switch (s->var[v].role) {
    case ROLE_AUDIT:
        return v == 7 ? 1e-10 * (chance - 0.5) : 1000.0 * (chance + 1.0);
    case ROLE_DRAW:
        return 0.2 + 0.1 * input;
    case ROLE_KPI:
    case ROLE_SERIES:
        break;
    }
    return 50.0 + 10.0 * (double)v + 30.0 * input + 8.0 * chance + 20.0 * (double)id.option +
           2.0 * syn_noise(id.option, id.point * 100u + id.replicate, (uint32_t)i);
}

static const char *const syn_town[] = {"Bihoro"};
static const char *const syn_kiln[] = {"K1", "窯 二号", "Kiln \"3\"?"};
static const char *const syn_account[] = {"t farm", "yen municipality", "h welfare", "tCO2 soil"};
static const char *const syn_option[] = {"today", "one a year", "all at once"};
static const char *const syn_metric[] = {"kiln.char_t", "money.town_yen"};
static const char *const syn_params_column[] = {"path", "value", "unit", "status", "source"};
static const char *const syn_params[] = {"kilns.K1.capacity",
                                         "1.5",
                                         "t day-1",
                                         "script",
                                         "script",
                                         "kilns.K1.yield",
                                         "pert(0.20, 0.25, 0.30)",
                                         "1",
                                         "default",
                                         "assumption: between sites",
                                         "labour.A.hours",
                                         "4",
                                         "h day-1",
                                         "default",
                                         "survey 2023"};
static const char *const syn_files_column[] = {"name", "text"};
static const char *const syn_files[] = {"bihoro.lua",
                                        "local j = require \"junkan\"\nreturn 循環\n"};

static inline struct synthetic *syn_new(void)
{
    struct synthetic *s = calloc(1, sizeof *s);
    const struct var var[SYN_VAR] = {
        {"kpi.kiln.char_t", "t year-1", "biochar", "バイオ炭", "kiln char_t", ROLE_KPI, TYPE_F64,
         TIME_NONE, -1, 1, 0, 0},
        {"kpi.money.town_yen", "yen year-1", "cost to the town", "町の費用", "money town_yen",
         ROLE_KPI, TYPE_F64, TIME_NONE, -1, -1, 0, 0},
        {"kiln.char_t", "t", "biochar made", "バイオ炭の生産", "kiln char_t", ROLE_SERIES, TYPE_F32,
         TIME_MONTH, 1, 1, 0, 1},
        {"weather.temp_degc", "degC", "air temperature", "気温", "weather temp_degc", ROLE_SERIES,
         TYPE_F32, TIME_MONTH, -1, 0, 1, 2},
        {"a/b", "t", "name with a slash", "斜線", NULL, ROLE_SERIES, TYPE_F64, TIME_MONTH, 1, 0, 1,
         1},
        {"draw.kilns.K1.yield", "1", "drawn yield", "収率", NULL, ROLE_DRAW, TYPE_F64, TIME_NONE,
         -1, 0, 0, 0},
        {"draw.kilns.窯 二号.yield", "1", "drawn yield", "収率", NULL, ROLE_DRAW, TYPE_F64,
         TIME_NONE, -1, 0, 0, 0},
        {"audit.residual", "1", "residual", "残差", NULL, ROLE_AUDIT, TYPE_F64, TIME_NONE, 2, 0, 0,
         0},
        {"audit.turnover", "1", "turnover", "取引", NULL, ROLE_AUDIT, TYPE_F64, TIME_NONE, 2, 0, 0,
         0}};
    memcpy(s->var, var, sizeof var);
    s->axis[0] = (struct axis){"town", "town", "市町村", syn_town, 1};
    s->axis[1] = (struct axis){"kiln", "kiln", "窯", syn_kiln, SYN_KILN};
    s->axis[2] = (struct axis){"account", "account", "勘定", syn_account, SYN_ACCOUNT};
    s->table[0] =
        (struct text_table){"params", "parameters", "入力", syn_params_column, 5, syn_params, 3};
    s->table[1] = (struct text_table){
        "files", "files read", "読んだファイル", syn_files_column, 2, syn_files, 1};
    for (size_t i = 0; i < SYN_RUN; i++) {
        s->run[i] =
            (struct run_id){(uint32_t)(i % SYN_OPTION), (uint32_t)(i / SYN_OPTION % SYN_POINT),
                            (uint32_t)(i / SYN_OPTION / SYN_POINT)};
    }
    for (int m = 0; m < SYN_MONTH; m++) {
        const unsigned at = (unsigned)m + 3;
        snprintf(s->month_text[m], 8, "%04u-%02u", (2026 + at / 12) % 10000, at % 12 + 1);
        s->month[m] = s->month_text[m];
        const struct date first = {2026 + (int)(at / 12), (int)(at % 12) + 1, 1};
        s->month_days[m] = (int32_t)(clock_days(first) - clock_days((struct date){2026, 4, 1}));
    }
    s->r = (struct results){
        .title = "synthetic",
        .digest = "0123456789abcdef0123456789abcdef",
        .what_changed = "script bihoro.lua 00112233445566778899aabbccddeeff\nseed 1\nprogram 0.1",
        .version = "junkan 0.1\nlua 5.4",
        .start = "2026-04-01",
        .n_month = SYN_MONTH,
        .month = s->month,
        .month_days = s->month_days,
        .years = 2.5,
        .option = syn_option,
        .n_option = SYN_OPTION,
        .comparison = true,
        .metric = syn_metric,
        .n_metric = 2,
        .run = s->run,
        .n_run = SYN_RUN,
        .run_per_batch = 16,
        .n_batch = 4,
        .axis = s->axis,
        .n_axis = 3,
        .var = s->var,
        .n_var = SYN_VAR,
        .table = s->table,
        .n_table = 2,
        .audit_tolerance = 1e-9};
    return s;
}

static inline bool syn_fails(const struct synthetic *s, size_t run)
{
    const struct run_id id = s->run[run];
    return s->fail && id.option == 1 && id.point == 1 && id.replicate == 2;
}

/* Batch `index`; free with syn_batch_free. */
static inline struct batch syn_batch(const struct synthetic *s, size_t index)
{
    const struct results *r = &s->r;
    struct batch b = {.index = index, .run0 = index * r->run_per_batch};
    b.n_run = r->n_run - b.run0 < r->run_per_batch ? r->n_run - b.run0 : r->run_per_batch;
    b.data = calloc(r->n_var, sizeof *b.data);
    b.message = calloc(b.n_run, sizeof *b.message);
    for (size_t v = 0; v < r->n_var; v++) {
        const size_t bytes = results_run_bytes(r, &r->var[v]);
        const bool wide = r->var[v].type == TYPE_F64;
        const size_t n = bytes / (wide ? 8 : 4);
        b.data[v] = malloc(b.n_run * bytes);
        for (size_t i = 0; i < b.n_run * n; i++) {
            const size_t run = b.run0 + i / n;
            /* a failed run's numbers are not to be believed; its inputs are */
            const bool drop = syn_fails(s, run) && r->var[v].role != ROLE_DRAW;
            const double x = drop ? 999.0 : syn_value(s, v, run, i % n);
            if (wide) {
                ((double *)b.data[v])[i] = x;
            } else {
                ((float *)b.data[v])[i] = (float)x;
            }
        }
    }
    for (size_t i = 0; i < b.n_run; i++) {
        if (syn_fails(s, b.run0 + i)) {
            snprintf(b.message[i], RUN_MESSAGE, "policy: 予算 is nil");
        }
    }
    return b;
}

static inline void syn_batch_free(const struct synthetic *s, struct batch *b)
{
    for (size_t v = 0; v < s->r.n_var; v++) {
        free(b->data[v]);
    }
    free(b->data);
    free(b->message);
}

/* Computes what is missing and merges; backwards: last batch first. */
static inline enum err syn_run(const struct synthetic *s, const char *path, bool fresh,
                               bool backwards, struct diags *d)
{
    struct store *store;
    bool complete;
    enum err e = store_open(&store, path, &s->r, fresh, &complete, d);
    for (size_t i = 0; e == ERR_OK && !complete && i < s->r.n_batch; i++) {
        const size_t k = backwards ? s->r.n_batch - 1 - i : i;
        if (!store_has(store, k)) {
            struct batch b = syn_batch(s, k);
            e = store_put(store, &b, d);
            syn_batch_free(s, &b);
        }
    }
    if (e == ERR_OK && !complete) {
        e = store_merge(store, d);
    }
    store_close(store);
    return e;
}

static inline char *syn_slurp(const char *path, size_t *n)
{
    FILE *f = fopen(path, "rb");
    char *p = NULL;
    *n = 0;
    if (f != NULL) {
        fseek(f, 0, SEEK_END);
        *n = (size_t)ftell(f);
        rewind(f);
        p = malloc(*n + 1);
        if (fread(p, 1, *n, f) != *n) {
            *n = 0;
        }
        p[*n] = '\0';
        fclose(f);
    }
    return p;
}

static inline bool syn_same(const char *a, const char *b)
{
    size_t n, m;
    char *x = syn_slurp(a, &n), *y = syn_slurp(b, &m);
    const bool same = x != NULL && y != NULL && n == m && memcmp(x, y, n) == 0;
    free(x);
    free(y);
    return same;
}

static inline void syn_spill(const char *path, const void *p, size_t n)
{
    FILE *f = fopen(path, "wb");
    if (f == NULL || fwrite(p, 1, n, f) != n || fclose(f) != 0) {
        abort();
    }
}

static inline bool syn_said(const struct diags *d, const char *part)
{
    for (size_t i = 0; i < d->n; i++) {
        if (strstr(d->item[i].text, part) != NULL) {
            return true;
        }
    }
    return false;
}
#endif
