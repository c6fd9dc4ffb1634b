/* test_calibrate.c - j.calibrate { ... } as a study: what is compared with what, the file, going on
 * after an interruption. SPDX-License-Identifier: GPL-3.0-or-later */
#define _DEFAULT_SOURCE /* mkdtemp */
#include "run_script.h"
#include "sim/calibrate.h"
#include "sim/num.h"
#include "sim/store.h"
#include <sys/stat.h>

#define HEAD "local j = require 'junkan'\n"
#define STATION(join)                                                                          \
    HEAD "local base = j.scenario{ start = '2026-04-01', years = 2, towns = {{name = 'T'}},\n" \
         "  stations = {{ name = 'S', town = 'T', type = 'contractor_staffed',\n"              \
         "    households = 600, would_join = " join ", visits = j.uniform(0.3, 1.5) }} }\n"
#define DECAY                                                                                   \
    HEAD                                                                                        \
        "local exp = math.exp\n"                                                                \
        "local m = j.model{ outputs = {'y'}, inputs = { t = 0, n = 0.2, a = j.uniform(1, 3),\n" \
        "    b = j.uniform(0.2, 1.2) },\n"                                                      \
        "  eval = function(x, rng) return x.a * exp(-x.b * x.t) + x.n * (rng() - 0.5) end }\n"  \
        "local rows = {}\n"                                                                     \
        "for i = 0, 19 do rows[i + 1] = { t = i / 2, y = 2 * exp(-0.5 * i / 2), sd = 0.05 } end\n"

/* --- files ------------------------------------------------------------------------------------ */

struct place {
    char dir[64], script[96], out[96], csv[96];
};

static struct place new_place(const char *text)
{
    struct place p = {.dir = "/tmp/junkan-test-XXXXXX"};
    assert_non_null(mkdtemp(p.dir));
    snprintf(p.script, sizeof p.script, "%s/s.lua", p.dir);
    snprintf(p.out, sizeof p.out, "%s/s.h5", p.dir);
    snprintf(p.csv, sizeof p.csv, "%s/s.fitted.csv", p.dir);
    FILE *f = fopen(p.script, "w");
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
    return p;
}

static void remove_place(const struct place *p)
{
    unlink(p->script);
    unlink(p->out);
    unlink(p->csv);
    assert_int_equal(rmdir(p->dir), 0); /* nothing else is left */
}

static char *read_whole(const char *path, size_t *n)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        fail_msg("no %s", path);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    *n = (size_t)ftell(f);
    rewind(f);
    char *text = calloc(*n + 1, 1);
    assert_int_equal(fread(text, 1, *n, f), *n);
    fclose(f);
    return text;
}

/* Stops after so many batches, as a signal would. */
struct stopper {
    size_t after;
    atomic_int stop;
};
static void count(void *ctx, const struct progress *p)
{
    struct stopper *s = ctx;
    if (p->batch_done >= s->after)
        s->stop = 1;
}

static enum err run_place(const struct place *p, int threads, size_t stop_after, struct diags *d)
{
    struct stopper stop = {.after = stop_after};
    struct junkan *j = junkan_load(&(struct junkan_load){.script = p->script}, d);
    if (j == NULL)
        diag_print(d, stderr);
    assert_non_null(j);
    struct junkan_outcome done;
    struct junkan_run how = {
        .out = p->out,
        .ensemble = {.threads = threads, .isa = isa_best(), .only_run = -1, .stop = &stop.stop}};
    if (stop_after > 0) {
        how.ensemble.progress = count;
        how.ensemble.progress_ctx = &stop;
    }
    const enum err e = junkan_run(j, &how, &done, d);
    junkan_free(j);
    return e;
}

/* The file's description of the fit. */
struct found {
    struct reader *reader;
    const struct fit_info *fit;
    struct place place;
};

static struct found run_fit(const char *text)
{
    struct found f = {.place = new_place(text)};
    struct diags d;
    diag_init(&d, LANG_EN);
    const enum err e = run_place(&f.place, 1, 0, &d);
    diag_print(&d, stderr);
    assert_int_equal(e, ERR_OK);
    assert_int_equal(reader_open(&f.reader, f.place.out, &d), ERR_OK);
    f.fit = reader_results(f.reader)->fit;
    assert_non_null(f.fit);
    diag_free(&d);
    return f;
}

static void free_found(struct found *f)
{
    reader_close(f->reader);
    remove_place(&f->place);
}

/* --- functions -------------------------------------------------------------------------------- */

/* Each row of the table is an experiment of its own: its t, its chance. */
static void rows_set_inputs(void **state)
{
    (void)state;
    struct found f = run_fit(DECAY "return j.calibrate{ scenario = m, fit = {'a', 'b'}, n = 60,\n"
                                   "  replicates = 4, to = { { 'y', data = rows, sd = 'sd' } } }");
    const struct results *r = reader_results(f.reader);
    static const char *const name[] = {"draw.t", "draw.a", "draw.b", "kpi.y"};
    struct dataset set[4]; /* reader_runs() keeps one draw at a time */
    assert_true(reader_datasets(f.reader, name, 4, set));
    const double *t = set[0].x, *a = set[1].x, *b = set[2].x, *y = set[3].x;
    assert_true(t && a && b && y);
    assert_int_equal(r->n_run, f.fit->n_point * 20 * 4);
    for (size_t i = 0; i < r->n_run; i++) {
        const struct run_id id = r->run[i];
        assert_true(t[i] == 0.5 * (id.point % 20));
        assert_true(a[i] >= 1.0 && a[i] <= 3.0);
        /* the same chance at every point, another in every row and replicate */
        const double chance = y[i] - a[i] * num_exp(-b[i] * t[i]);
        assert_close(chance, y[i % 80] - a[i % 80] * num_exp(-b[i % 80] * t[i % 80]), 1e-12);
        if (i > 0 && i < 80)
            assert_true(fabs(chance - (y[0] - a[0] * num_exp(-b[0] * t[0]))) > 1e-9);
    }
    assert_close(f.fit->estimate[0], 2.0, 0.1);
    assert_close(f.fit->estimate[1], 0.5, 0.05);
    for (size_t i = 0; i < 2; i++)
        assert_true(f.fit->lo[i] < f.fit->estimate[i] && f.fit->estimate[i] < f.fit->hi[i]);
    free_found(&f);
}

/* Figures without a table, each with its own spread: the weighted mean of what they say of a. */
static void single_figures_are_weighed(void **state)
{
    (void)state;
    struct found f =
        run_fit(HEAD "local m = j.model{ inputs = { a = j.uniform(0, 10), c = j.uniform(0, 2) },\n"
                     "  outputs = { 'y', 'z' }, eval = function(x) return x.a, 2 * x.a end }\n"
                     "return j.calibrate{ scenario = m, fit = 'a', hold_out = 0,\n"
                     "  to = { { 'y', value = 3, sd = 0.1 }, { 'z', value = 7, sd = 0.4 } } }");
    /* z says 3.5 +- 0.2: weights 100 and 25 */
    const double se = sqrt(1.0 / 125.0);
    assert_close(f.fit->estimate[0], (100.0 * 3.0 + 25.0 * 3.5) / 125.0, 1e-6);
    assert_close(f.fit->hi[0] - f.fit->lo[0], 2.0 * 1.6448536269514722 * se, 1e-4);
    assert_int_equal(f.fit->n_param, 1);
    free_found(&f);
}

/* A method gives the same answer on another number of threads, and after any interruption. */
static void interruptions_and_threads_change_nothing(void **state)
{
    (void)state;
    static const char *const how[] = {"n = 60", "method = 'nlopt', n = 60",
                                      "method = 'abc', n = 1600"};
    for (size_t m = 0; m < sizeof how / sizeof *how; m++) {
        char text[2048];
        size_t n[2], n_csv[2];
        struct diags d;
        diag_init(&d, LANG_EN);
        snprintf(text, sizeof text,
                 DECAY "return j.calibrate{ scenario = m, fit = {'a', 'b'}, %s,\n"
                       "  to = { { 'y', data = rows } } }",
                 how[m]);
        const struct place p = new_place(text);
        assert_int_equal(run_place(&p, 1, 0, &d), ERR_OK);
        char *whole = read_whole(p.out, &n[0]), *csv = read_whole(p.csv, &n_csv[0]);
        unlink(p.out);
        unlink(p.csv);
        size_t stops = 0;
        for (size_t after = 1; run_place(&p, 2, after, &d) == ERR_INTERRUPTED; after = after * 3)
            stops++;
        assert_true(stops >= 2);
        char *again = read_whole(p.out, &n[1]), *csv_again = read_whole(p.csv, &n_csv[1]);
        assert_int_equal(n[0], n[1]);
        assert_memory_equal(whole, again, n[0]);
        assert_string_equal(csv, csv_again);
        free(whole);
        free(again);
        free(csv);
        free(csv_again);
        remove_place(&p);
        diag_free(&d);
    }
}

/* A model that always fails can be compared with nothing: that is said, and no result is there. */
static void a_model_that_fails_is_told(void **state)
{
    (void)state;
    struct diags d;
    diag_init(&d, LANG_EN);
    const struct place p =
        new_place(HEAD "local m = j.model{ inputs = { a = j.uniform(0, 1) }, outputs = {'y'},\n"
                       "  eval = function(x) error('no') end }\n"
                       "return j.calibrate{ scenario = m, fit = 'a', n = 30,\n"
                       "  to = { { 'y', value = 1 }, { 'y', value = 2 } } }");
    assert_int_equal(run_place(&p, 1, 0, &d), ERR_FAILED);
    assert_int_equal(d.n, 1);
    assert_int_equal(d.item[0].msg, MSG_FIT_NOTHING);
    assert_int_equal(access(p.out, F_OK), -1);
    diag_free(&d);
    char line[256];
    snprintf(line, sizeof line, "rm -r %s", p.dir);
    assert_int_equal(system(line), 0);
}

/* Points where eval fails do not stop the search. */
static void points_that_fail_are_passed_by(void **state)
{
    (void)state;
    struct found f = run_fit(
        HEAD "local m = j.model{ inputs = { a = j.uniform(0, 10), x = 0 }, outputs = {'y'},\n"
             "  eval = function(x) assert(x.a < 8); return x.a * x.x end }\n"
             "return j.calibrate{ scenario = m, fit = 'a', to = { { 'y', data = {\n"
             "  { x = 1, y = 3 }, { x = 2, y = 6 }, { x = 3, y = 9 } } } } }");
    assert_close(f.fit->estimate[0], 3.0, 1e-6);
    free_found(&f);
}

/* --- a fitted set used ------------------------------------------------------------------------ */

static void the_fitted_set_is_read_by_one_line(void **state)
{
    (void)state;
    struct found f = run_fit(DECAY "return j.calibrate{ scenario = m, fit = {'a', 'b'}, n = 60,\n"
                                   "  to = { { 'y', data = rows, sd = 'sd' } } }");
    char path[128];
    struct diags d;
    snprintf(path, sizeof path, "%s/use.lua", f.place.dir);
    FILE *u = fopen(path, "w");
    assert_non_null(u);
    fputs(DECAY "return m:with{ inputs = j.fitted 's.fitted.csv' }", u);
    fclose(u);
    diag_init(&d, LANG_EN);
    struct script *s = script_load(path, &(struct script_options){0}, &d);
    diag_print(&d, stderr);
    assert_non_null(s);
    const struct node *inputs = node_get(script_root(s), "inputs");
    for (size_t i = 0; i < 2; i++) {
        const struct node *x = node_get(inputs, f.fit->param[i]), *args = node_get(x, "args");
        assert_string_equal(node_get(x, "kind")->text, "normal");
        assert_close(args->item[0].number, f.fit->estimate[i], 1e-8);
        assert_close(args->item[1].number, 0.5 * (f.fit->hi[i] - f.fit->lo[i]) / 1.6448536269514722,
                     1e-8);
    }
    assert_true(node_get(inputs, "n")->number == 0.2);
    script_free(s);
    diag_free(&d);
    unlink(path);
    free_found(&f);
}

/* --- scenarios -------------------------------------------------------------------------------- */

static size_t find_obs(const struct fit_info *f, const char *when)
{
    for (size_t i = 0; i < f->n_obs; i++)
        if (strcmp(f->when[i], when) == 0)
            return i;
    fail_msg("no observation of %s", when);
    return 0;
}

/* Months, spans, years and fiscal years of a sum; of the town and of the region. */
static void observations_are_sums_over_their_months(void **state)
{
    (void)state;
    struct found f = run_fit(STATION(
        "0.4") "local one = { {month='2026-07', v=1}, {month='2026-08', v=1},\n"
               "  {month='2026-09', v=1}, {month='2026-10', v=1} }\n"
               "local sums = { {month='2026-07/2026-09', v=3}, {month='2026-08/2026-10', v=3},\n"
               "  {month='FY2026', v=9}, {month='2027', v=9} }\n"
               "return j.calibrate{ scenario = base, fit = 'stations.S.visits', hold_out = 0,\n"
               "  n = 12, replicates = 2,\n"
               "  to = { { 'station.brought_t', of = 'S', data = one, value = 'v' },\n"
               "    { 'station.brought_t', data = sums, value = 'v', unit = 't' },\n"
               "    { 'station.brought_t', data = one, value = 'v', unit = 'kg' } } }");
    const double *y = f.fit->fitted;
    const double july = y[find_obs(f.fit, "2026-07")], august = y[find_obs(f.fit, "2026-08")];
    const double september = y[find_obs(f.fit, "2026-09")], october = y[find_obs(f.fit, "2026-10")];
    assert_true(july > 0.01);
    assert_close(y[find_obs(f.fit, "2026-07/2026-09")], july + august + september, 1e-6);
    assert_close(y[find_obs(f.fit, "2026-08/2026-10")], august + september + october, 1e-6);
    assert_true(y[find_obs(f.fit, "FY2026")] > july + august + september + october);
    assert_true(y[find_obs(f.fit, "2027")] > y[find_obs(f.fit, "FY2026")]); /* more have joined */
    assert_close(f.fit->observed[8], 0.001, 1e-15);                         /* 1 kg */
    free_found(&f);
}

/* Figures that the engine made with known visits and shares of joiners, all else at its median,
 * give these back; a quarter of the months is held out and met as well. */
static void a_known_scenario_is_recovered(void **state)
{
    (void)state;
    char rows[4096] = "local rows = {", text[8192];
    for (size_t m = 0; m < 24; m++)
        snprintf(rows + strlen(rows), sizeof rows - strlen(rows), " {month='%zu-%02zu', v=%zu},",
                 2026 + (m + 3) / 12, (m + 3) % 12 + 1, m);
    snprintf(
        text, sizeof text,
        STATION(
            "0.4") "base = base:with{ stations = { S = { visits = j.uniform(0.799999, 0.800001),"
                   " launch = 0.5, bass_q = 0.3 } } }\n"
                   "%s }\nreturn j.calibrate{ scenario = base, fit = 'stations.S.visits',\n"
                   "  n = 12, to = { { 'station.brought_t', data = rows, value = 'v' } } }",
        rows);
    struct found truth = run_fit(text);
    size_t held = 0;
    for (size_t m = 0; m < 24; m++) {
        assert_true(m == 0 || !truth.fit->held_out[m - 1] || truth.fit->held_out[m]);
        held += truth.fit->held_out[m];
    }
    assert_int_equal(held, 6);
    snprintf(rows, sizeof rows, "local rows = {");
    for (size_t m = 0; m < 24; m++)
        snprintf(rows + strlen(rows), sizeof rows - strlen(rows), " {month='%s', v=%.9g},",
                 truth.fit->when[m], truth.fit->fitted[m]);
    free_found(&truth);
    snprintf(
        text, sizeof text,
        STATION(
            "0.4") "base = base:with{ stations = { S = { launch = j.uniform(0.2, 0.9),"
                   " bass_q = 0.3 } } }\n"
                   "%s }\nreturn j.calibrate{ scenario = base,\n"
                   "  fit = { 'stations.*.visits', 'stations.S.launch' }, hold_out = '2027-10',\n"
                   "  to = { { 'station.brought_t', of = 'S', data = rows, value = 'v' } } }",
        rows);
    struct found f = run_fit(text);
    for (size_t i = 0; i < 2; i++) {
        const bool visits = strcmp(f.fit->param[i], "stations.S.visits") == 0;
        assert_close(f.fit->estimate[i], visits ? 0.8 : 0.5, 0.005);
    }
    for (size_t i = 0; i < 24; i++) {
        assert_int_equal(f.fit->held_out[i], i >= 18);
        assert_close(f.fit->fitted[i], f.fit->observed[i], 0.01 * f.fit->observed[i]);
    }
    free_found(&f);
}

int main(void)
{
    junkan_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_set_inputs),
        cmocka_unit_test(single_figures_are_weighed),
        cmocka_unit_test(interruptions_and_threads_change_nothing),
        cmocka_unit_test(a_model_that_fails_is_told),
        cmocka_unit_test(points_that_fail_are_passed_by),
        cmocka_unit_test(the_fitted_set_is_read_by_one_line),
        cmocka_unit_test(observations_are_sums_over_their_months),
        cmocka_unit_test(a_known_scenario_is_recovered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
