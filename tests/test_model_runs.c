/* test_model_runs.c - models that are Lua functions: known indices, failures, chance, isolation.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define _DEFAULT_SOURCE /* mkdtemp */
#include "run_script.h"
#include "sim/effects.h"
#include "sim/lua_model.h"
#include "sim/rng.h"

#define HEAD "local j = require 'junkan'\n"

static const double *column(const struct ran *r, const char *name)
{
    const long v = ran_var(r, name);
    assert_true(v >= 0);
    return r->data[v];
}

/* --- Ishigami --------------------------------------------------------------------------------- */

/* Ishigami and Homma 1990, doi:10.1109/ISUMA.1990.151285: f = sin x1 + a sin^2 x2 + b x3^4 sin x1
 * on (-pi, pi)^3, a = 7, b = 0.1. With p = pi^4: V1 = (1 + b p / 5)^2 / 2, V2 = a^2 / 8,
 * V13 = b^2 p^2 (1/18 - 1/50), all others 0. */
static const char ishigami[] = HEAD
    "local sin, pi = math.sin, math.pi\n"
    "return j.sweep {\n"
    "  scenario = j.model { name = 'ishigami', outputs = { 'y' },\n"
    "    inputs = { x1 = j.uniform(-pi, pi), x2 = j.uniform(-pi, pi), x3 = j.uniform(-pi, pi) },\n"
    "    eval = function(x)\n"
    "      return { y = sin(x.x1) + 7 * sin(x.x2) ^ 2 + 0.1 * x.x3 ^ 4 * sin(x.x1) }\n"
    "    end },\n"
    "  design = j.saltelli { n = 16384, second = true }, resamples = 20 }\n";

static void write_text(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

static void run_to_file(const char *script, const char *out, int threads)
{
    struct diags d;
    diag_init(&d, LANG_EN);
    struct junkan *j = junkan_load(&(struct junkan_load){.script = script}, &d);
    if (j == NULL)
        diag_print(&d, stderr);
    assert_non_null(j);
    struct junkan_outcome done;
    const struct junkan_run how = {.out = out, .ensemble = {.threads = threads, .only_run = -1}};
    assert_int_equal(junkan_run(j, &how, &done, &d), ERR_OK);
    assert_true(done.batch_now > 16);
    junkan_free(j);
    diag_free(&d);
}

static char *read_whole(const char *path, size_t *n)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    *n = (size_t)ftell(f);
    rewind(f);
    char *got = malloc(*n);
    assert_non_null(got);
    assert_int_equal(fread(got, 1, *n, f), *n);
    fclose(f);
    return got;
}

static void check_indices(const struct sobol_indices *s)
{
    const double p = 97.40909103400244, a = 7.0, b = 0.1; /* pi^4 */
    const double v1 = 0.5 * (1.0 + b * p / 5.0) * (1.0 + b * p / 5.0), v2 = a * a / 8.0;
    const double v13 = b * b * p * p * (1.0 / 18.0 - 1.0 / 50.0), v = v1 + v2 + v13;
    const double first[3] = {v1 / v, v2 / v, 0.0};
    const double total[3] = {(v1 + v13) / v, v2 / v, v13 / v};
    for (size_t f = 0; f < 3; f++) {
        assert_close(s->first[f].value, first[f], 0.01);
        assert_close(s->total[f].value, total[f], 0.01);
    }
    assert_close(s->second[0 * 3 + 2].value, v13 / v, 0.01);
    assert_close(s->second[0 * 3 + 1].value, 0.0, 0.01);
    assert_close(s->second[1 * 3 + 2].value, 0.0, 0.01);
}

static void test_ishigami(void **state)
{
    (void)state;
    char dir[] = "/tmp/junkan-test-XXXXXX", script[64], out[2][64];
    assert_non_null(mkdtemp(dir));
    snprintf(script, sizeof script, "%s/ishigami.lua", dir);
    write_text(script, ishigami);
    char *bytes[2];
    size_t size[2];
    for (int i = 0; i < 2; i++) {
        snprintf(out[i], sizeof out[i], "%s/%d.h5", dir, i + 1);
        run_to_file(script, out[i], i + 1);
        bytes[i] = read_whole(out[i], &size[i]);
    }
    assert_int_equal(size[0], size[1]);
    assert_memory_equal(bytes[0], bytes[1], size[0]);
    struct reader *r;
    struct diags d;
    struct effects e;
    diag_init(&d, LANG_EN);
    assert_int_equal(reader_open(&r, out[1], &d), ERR_OK);
    const struct results *res = reader_results(r);
    assert_string_equal(res->title, "ishigami");
    assert_int_equal(res->n_run, 16384 * 8);
    assert_int_equal(res->n_metric, 1);
    assert_true(isnan(reader_audit_worst(r)));
    assert_int_equal(effects_new(res, reader_runs(r, "kpi.y"), NULL, &e), SENSITIVITY_OK);
    check_indices(&e.of.sobol);
    effects_free(&e);
    reader_close(r);
    diag_free(&d);
    for (int i = 0; i < 2; i++) {
        free(bytes[i]);
        unlink(out[i]);
    }
    unlink(script);
    rmdir(dir);
}

/* --- inputs and outputs ------------------------------------------------------------------------
 */

static void test_inputs_and_outputs(void **state)
{
    (void)state;
    struct ran r;
    ran_script(&r, HEAD
               "return j.model { replicates = 100, seed = 7,\n"
               "  inputs = { u = j.uniform(2, 3), n = j.normal(1, 2), k = 4, t = j.pert(0, 1, 5),\n"
               "             d = j.discrete({ 5, 1 }, { 1, 3 }), e = j.empirical(8, 6, 7) },\n"
               "  outputs = { 'sum', { 'twice', unit = 'kg', en = 'twice n', ja = '二倍' } },\n"
               "  eval = function(x) return x.u + x.n + x.k + x.t + x.d + x.e, 2 * x.n end }\n");
    const struct results *res = &r.study->results;
    const struct var *twice = &res->var[ran_var(&r, "kpi.twice")];
    assert_int_equal(res->n_run, 100);
    assert_int_equal(res->n_var, 2 + 5);
    assert_string_equal(twice->unit, "kg");
    assert_string_equal(twice->en, "twice n");
    assert_string_equal(res->metric[1], "twice");
    assert_int_equal(ran_var(&r, "draw.k"), -1);
    const double *u = column(&r, "draw.u"), *n = column(&r, "draw.n"), *t = column(&r, "draw.t");
    const double *d = column(&r, "draw.d"), *e = column(&r, "draw.e");
    const struct dist normal = {.kind = DIST_NORMAL, .p = {1, 2}};
    for (size_t i = 0; i < 100; i++) {
        double w[2];
        assert_int_equal(res->run[i].point, i); /* no rng: nothing to repeat */
        rng_uniform2(7, (uint32_t)i, rng_key("param", "n"), STREAM_PARAM, 0, 0, w);
        assert_true(n[i] == dist_quantile(&normal, w[0]));
        assert_true(u[i] > 2 && u[i] < 3 && t[i] > 0 && t[i] < 5);
        assert_true((d[i] == 5 || d[i] == 1) && e[i] >= 6 && e[i] <= 8);
        /* pairs go through names in byte order: the sum is not meant to be more than a sum */
        assert_close(column(&r, "kpi.sum")[i], u[i] + n[i] + 4 + t[i] + d[i] + e[i], 1e-12);
        assert_true(column(&r, "kpi.twice")[i] == 2 * n[i]);
    }
    ran_free(&r);
}

static void test_outputs_by_name(void **state)
{
    (void)state;
    struct ran r;
    ran_script(&r,
               HEAD "return j.model { inputs = { a = j.uniform(0, 1) },\n"
                    "  outputs = { z = 'm', b = 's' },\n"
                    "  eval = function(x) return { z = x.a, b = -x.a, other = 'ignored' } end }\n");
    assert_int_equal(ran_failures(&r), 0);
    assert_int_equal(ran_var(&r, "kpi.b"), 0); /* names in byte order */
    assert_string_equal(r.study->results.var[1].unit, "m");
    for (size_t i = 0; i < r.study->results.n_run; i++) {
        assert_true(column(&r, "kpi.z")[i] == column(&r, "draw.a")[i]);
        assert_true(column(&r, "kpi.b")[i] == -column(&r, "draw.a")[i]);
    }
    ran_free(&r);
}

/* --- failures --------------------------------------------------------------------------------- */

/* eval fails in its own way in each run; i is the run's number in a grid of ten. */
static const char faulty[] =
    HEAD "local function deep(n) return 1 + deep(n + 1) end\n"
         "return j.sweep { design = j.grid { levels = 12 }, scenario = j.model {\n"
         "  inputs = { i = j.uniform(0, 12) }, outputs = { 'a', 'b' },\n"
         "  eval = function(x, rng)\n"
         "    local i = math.floor(x.i)\n"
         "    if i == 1 then error('too wet') end\n"
         "    if i == 2 then return 0/0, 1 end\n"
         "    if i == 3 then return 1, math.huge end\n"
         "    if i == 4 then return { a = 1 } end\n"
         "    if i == 5 then return '1', 2 end\n"
         "    if i == 6 then return 1 end\n"
         "    if i == 7 then return 1, 2, 3 end\n"
         "    if i == 8 then return x.ii, 2 end\n"
         "    if i == 9 then while true do end end\n"
         "    if i == 10 then return deep(1), 2 end\n"
         "    return i, rng()\n"
         "  end } }\n";

static void test_failures(void **state)
{
    (void)state;
    static const char *const want[12] = {NULL,
                                         ": too wet",
                                         ": eval gave nan for the output \"a\"",
                                         ": eval gave inf for the output \"b\"",
                                         ": eval gave nil for the output \"b\"",
                                         ": eval gave string for the output \"a\"",
                                         ": eval returned 1 values",
                                         ": eval returned 3 values",
                                         "no input \"ii\". Did you mean \"i\"?",
                                         "too many instructions",
                                         "too much memory",
                                         NULL};
    struct ran r;
    ran_script(&r, faulty);
    const double *a = column(&r, "kpi.a"), *b = column(&r, "kpi.b");
    assert_int_equal(r.study->results.n_run, 12);
    for (size_t i = 0; i < 12; i++) {
        if (want[i] == NULL) {
            assert_string_equal(r.message[i], "");
            assert_true(a[i] == (double)i);
            assert_true(b[i] > 0 && b[i] < 1);
            continue;
        }
        if (strstr(r.message[i], want[i]) == NULL)
            fail_msg("run %zu: \"%s\", wanted \"%s\"", i, r.message[i], want[i]);
        assert_non_null(strstr(r.message[i], ":")); /* file:line: */
        assert_true(isnan(a[i]) && isnan(b[i]));
    }
    ran_free(&r);
}

/* --- chance ----------------------------------------------------------------------------------- */

static void test_rng_has_addresses(void **state)
{
    (void)state;
    static const char text[] =
        HEAD "return j.model { replicates = 50, seed = 3, inputs = { a = j.uniform(0, 1) },\n"
             "  outputs = { 'u', 'v', 'w', 'die', 'range' },\n"
             "  eval = function(x, rng)\n"
             "    return rng(), rng(), rng(), rng(6), rng(-2, 2)\n"
             "  end }\n";
    struct ran r;
    ran_script(&r, text);
    const uint32_t key = rng_key("model", "eval");
    assert_int_equal(r.study->nested, 2); /* inputs and chance, told apart */
    for (size_t i = 0; i < 50; i++) {
        double x[6];
        for (uint32_t k = 0; k < 3; k++)
            rng_uniform2(3, (uint32_t)i, key, STREAM_MODEL, k, 0, x + (size_t)2 * k);
        assert_true(column(&r, "kpi.u")[i] == x[0]);
        assert_true(column(&r, "kpi.v")[i] == x[1]);
        assert_true(column(&r, "kpi.w")[i] == x[2]);
        assert_true(column(&r, "kpi.die")[i] == 1 + floor(6 * x[3]));
        assert_true(column(&r, "kpi.range")[i] == -2 + floor(5 * x[4]));
    }
    ran_free(&r);
}

/* Only a model that takes rng has chance, and then a Saltelli design has it as a factor. */
static void test_chance_is_a_factor(void **state)
{
    (void)state;
    static const char *const eval[2] = {"function(x) return x.a end",
                                        "function(x, rng) return x.a + rng() end"};
    for (size_t i = 0; i < 2; i++) {
        struct ran r;
        char text[512];
        snprintf(text, sizeof text,
                 HEAD "return j.sweep { design = j.saltelli { n = 1024 }, scenario = j.model {\n"
                      "  inputs = { a = j.uniform(0, 1) }, outputs = { 'y' }, eval = %s } }\n",
                 eval[i]);
        ran_script(&r, text);
        const struct design_info *g = r.study->results.design;
        assert_int_equal(g->spec.n_dim, 1 + i);
        struct effects e;
        assert_int_equal(effects_new(&r.study->results, column(&r, "kpi.y"), NULL, &e),
                         SENSITIVITY_OK);
        assert_close(e.of.sobol.first[0].value, i == 0 ? 1.0 : 0.5, 0.05);
        effects_free(&e);
        ran_free(&r);
    }
}

/* --- nothing stays ---------------------------------------------------------------------------- */

static void test_memory_is_empty(void **state)
{
    (void)state;
    struct ran r;
    ran_script(
        &r, HEAD
        "local function count(t) local n = 0; for _ in pairs(t) do n = n + 1 end return n end\n"
        "return j.model { replicates = 100, inputs = { a = j.uniform(0, 1) },\n"
        "  outputs = { 'before', 'meta' },\n"
        "  eval = function(x, rng, memory)\n"
        "    local n, m = count(memory), getmetatable(memory) and 1 or 0\n"
        "    if x.a < 0.3 then memory.n = 1 elseif x.a < 0.6 then setmetatable(memory, {})\n"
        "    elseif x.a < 0.8 then memory[1] = x; error('and fails') end\n"
        "    return n, m\n"
        "  end }\n");
    size_t failed = 0;
    for (size_t i = 0; i < 100; i++) {
        failed += r.message[i][0] != '\0';
        assert_int_equal(r.message[i][0] != '\0',
                         column(&r, "draw.a")[i] >= 0.6 && column(&r, "draw.a")[i] < 0.8);
        assert_true(r.message[i][0] || column(&r, "kpi.before")[i] == 0);
        assert_true(r.message[i][0] || column(&r, "kpi.meta")[i] == 0);
    }
    assert_true(failed > 5 && failed < 40);
    ran_free(&r);
}

struct leak {
    const char *what, *said;
};

/* A run that changes what lies outside it fails by name; the others never see it. */
static void test_changes_are_refused(void **state)
{
    (void)state;
    static const struct leak leak[] = {
        {"n = n + 1", "keeps state in \"n\""},
        {"t.n = t.n + 1", "keeps state in \"t"},
        {"t.new = 1", "keeps state in \"t"},
        {"deep.t.n = 9", "keeps state in \"deep.t"},
        {"table.insert(list, 1)", "keeps state in \"list"},
        {"n = n + 1; error 'late'", "late"},
        {"g = 2", "writes the global \"g\""},
        {"new = 2", "writes the global \"new\""},
        {"x.new = 1", "no input \"new\""},
        {"rawset(x, 'new', 1)", "x"},
        {"math.sin = 1", "math"},
        {"print(1)", "not available inside a policy or an eval"},
        {"math.random()", "an eval has its rng"},
    };
    for (size_t k = 0; k < COUNT_OF(leak); k++) {
        struct ran r;
        char text[1024];
        snprintf(text, sizeof text,
                 HEAD "local n, t, list, deep = 0, { n = 0 }, {}, { t = { n = 0 } }\n"
                      "g = 0\n"
                      "return j.model { replicates = 200, inputs = { a = j.uniform(0, 1) },\n"
                      "  outputs = { 'y' }, eval = function(x)\n"
                      "    local seen = n + t.n + #list + deep.t.n + g + (t.new or 0)\n"
                      "    if x.a < 0.1 then %s end\n"
                      "    return seen\n"
                      "  end }\n",
                 leak[k].what);
        ran_script(&r, text);
        for (size_t i = 0; i < 200; i++) {
            const bool bad = column(&r, "draw.a")[i] < 0.1;
            if (bad && strstr(r.message[i], leak[k].said) == NULL)
                fail_msg("%s: \"%s\"", leak[k].what, r.message[i]);
            assert_true(bad || r.message[i][0] == '\0');
            assert_true(bad || column(&r, "kpi.y")[i] == 0);
        }
        ran_free(&r);
    }
}

/* x belongs to the run, and is whole again for the next one. */
static void test_inputs_may_be_overwritten(void **state)
{
    (void)state;
    struct ran r;
    ran_script(&r, HEAD "return j.model { replicates = 50, outputs = { 'y' },\n"
                        "  inputs = { a = j.uniform(0, 1), k = 3 },\n"
                        "  eval = function(x) local y = x.a + x.k\n"
                        "    x.a = nil; x.k = 'gone'; return y end }\n");
    assert_int_equal(ran_failures(&r), 0);
    for (size_t i = 0; i < 50; i++)
        assert_true(column(&r, "kpi.y")[i] == column(&r, "draw.a")[i] + 3);
    ran_free(&r);
}

/* --- threads, one run alone --------------------------------------------------------------------
 */

static const char chancy[] =
    HEAD "return j.sweep { design = j.sobol { n = 3000 }, replicates = 2, scenario = j.model {\n"
         "  inputs = { a = j.normal(0, 1), b = j.lognormal(1, 2) }, outputs = { 'y', 'z' },\n"
         "  eval = function(x, rng)\n"
         "    if rng() < 0.01 then error('unlucky') end\n"
         "    return x.a * x.b, rng()\n"
         "  end } }\n";

static void test_threads_do_not_matter(void **state)
{
    (void)state;
    struct ran r[2];
    for (int i = 0; i < 2; i++) {
        ran_load(&r[i], chancy, NULL);
        assert_non_null(r[i].study);
        ran_simulate(&r[i], 1 + 2 * i, isa_best(), 0);
    }
    const struct results *res = &r[0].study->results;
    assert_int_equal(res->n_run, 6000);
    assert_true(res->n_batch > 3);
    for (size_t v = 0; v < res->n_var; v++)
        assert_memory_equal(r[0].data[v], r[1].data[v], res->n_run * sizeof(double));
    size_t failed = 0;
    for (size_t i = 0; i < res->n_run; i++) { /* each loads a file of its own name */
        assert_int_equal(r[0].message[i][0] != '\0', r[1].message[i][0] != '\0');
        failed += r[0].message[i][0] != '\0';
    }
    assert_true(failed > 20 && failed < 120);
    ran_free(&r[0]);
    ran_free(&r[1]);
}

/* A failing assertion must not leave a parallel region: callbacks answer instead. */
static enum err is_as_before(void *ctx, const struct batch *b)
{
    struct ran *r = ctx;
    const struct results *res = &r->study->results;
    bool same = b->n_run == 1 && strcmp(b->message[0], r->message[b->run0]) == 0;
    for (size_t v = 0; same && v < res->n_var; v++) {
        const double *one = b->data[v], *all = r->data[v];
        same = memcmp(one, all + b->run0, sizeof *one) == 0;
    }
    return same ? ERR_OK : ERR_FAILED;
}

static void test_one_run_alone(void **state)
{
    (void)state;
    struct ran r;
    ran_script(&r, chancy);
    for (long run = 0; run < 6000; run += 397) {
        const struct ensemble_options o = {.only_run = run};
        assert_int_equal(ensemble_run(r.study, &o, ran_all, is_as_before, &r, &r.d), ERR_OK);
    }
    ran_free(&r);
}

/* Batches that are there are left alone; a stop ends the work. */
static bool odd_only(void *ctx, size_t batch)
{
    (void)ctx;
    return batch % 2 == 1;
}

static enum err count_odd(void *ctx, const struct batch *b)
{
    ++*(size_t *)ctx;
    return b->index % 2 == 1 ? ERR_OK : ERR_FAILED;
}

static void test_wanted_and_stop(void **state)
{
    (void)state;
    struct ran r;
    size_t n = 0;
    atomic_int stop = 0;
    ran_load(&r, chancy, NULL);
    struct ensemble_options o = {.threads = 2, .only_run = -1, .stop = &stop};
    assert_int_equal(ensemble_run(r.study, &o, odd_only, count_odd, &n, &r.d), ERR_OK);
    assert_int_equal(n, r.study->results.n_batch / 2);
    stop = 1;
    assert_int_equal(ensemble_run(r.study, &o, odd_only, count_odd, &n, &r.d), ERR_INTERRUPTED);
    assert_int_equal(n, r.study->results.n_batch / 2);
    ran_free(&r);
}

/* --- faults ----------------------------------------------------------------------------------- */

static enum err keep_nothing(void *ctx, const struct batch *b)
{
    (void)ctx;
    (void)b;
    return ERR_OK;
}

static void test_memory_runs_out(void **state)
{
    (void)state;
    bool whole = false;
    for (unsigned long n = 1; !whole; n++) {
        struct ran r;
        ran_load(&r, chancy, NULL);
        assert_non_null(r.study);
        study_free(r.study);
        mem_fail_at(n, false);
        r.study = study_new(r.script, NULL, &r.d);
        enum err e = ERR_FAILED;
        const struct ensemble_options o = {.threads = 1, .only_run = -1};
        if (r.study)
            e = ensemble_run(r.study, &o, ran_all, keep_nothing, NULL, &r.d);
        mem_fail_at(0, false);
        whole = e == ERR_OK;
        assert_int_equal(whole, r.d.n == 0);
        ran_free(&r);
        assert_true(n < 200);
    }
}

static void refused(const char *script, const char *said)
{
    struct ran r;
    char text[512];
    snprintf(text, sizeof text, HEAD "%s", script);
    ran_load(&r, text, NULL);
    assert_null(r.study);
    assert_true(r.d.n > 0);
    if (strstr(r.d.item[0].text, said) == NULL)
        fail_msg("%s: %s", script, r.d.item[0].text);
    ran_free(&r);
}

static void test_refused(void **state)
{
    (void)state;
    refused("return j.model { inputs = { a = 1 }, outputs = { 'y' } }", "wants eval = function");
    refused("return j.model { outputs = { 'y' }, eval = function() end }", "at least one input");
    refused("return j.model { inputs = { a = 1 }, eval = function() end }",
            "wants outputs, at least one");
    refused("return j.model { inputs = { a = 1 }, outputs = { 'y', 'y' }, eval = function() end }",
            "two outputs");
    refused("return j.model { inputs = { a = j.normal(1, '2 t') }, outputs = { 'y' },\n"
            "  eval = function() end }",
            "plain numbers");
    refused("return j.model { inputs = { a = j.uniform(2, 1) }, outputs = { 'y' },\n"
            "  eval = function() end }",
            "must rise");
    refused("return j.sweep { design = j.sobol {}, metrics = { 'z' }, scenario = j.model {\n"
            "  inputs = { a = j.uniform(0, 1) }, outputs = { 'y' }, eval = function() end } }",
            "no recorded quantity \"z\"");
    refused("return j.sweep { design = j.sobol {}, scenario = j.model {\n"
            "  inputs = { a = 1 }, outputs = { 'y' }, eval = function() end } }",
            "nothing in the scenario is uncertain");
}

int main(void)
{
    junkan_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ishigami),
        cmocka_unit_test(test_inputs_and_outputs),
        cmocka_unit_test(test_outputs_by_name),
        cmocka_unit_test(test_failures),
        cmocka_unit_test(test_rng_has_addresses),
        cmocka_unit_test(test_chance_is_a_factor),
        cmocka_unit_test(test_memory_is_empty),
        cmocka_unit_test(test_changes_are_refused),
        cmocka_unit_test(test_inputs_may_be_overwritten),
        cmocka_unit_test(test_threads_do_not_matter),
        cmocka_unit_test(test_one_run_alone),
        cmocka_unit_test(test_wanted_and_stop),
        cmocka_unit_test(test_memory_runs_out),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
