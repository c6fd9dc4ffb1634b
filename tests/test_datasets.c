/* test_datasets.c - what the file holds beside the runs: mean futures by entity, bands, and the
 * tables of who is where; read back by name. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/store_text.h"
#include "tests/folder.h"
#include "tests/run_script.h"
#include "tests/synthetic.h"
#include <sys/stat.h>
#include <unistd.h>

static char path[128];

static int setup(void **state)
{
    (void)state;
    const bool made = folder_make("build/tests/datasets_XXXXXX");
    snprintf(path, sizeof path, "%s/a.h5", folder);
    return !made;
}

/* The mean over the good runs of an option, by the same numbers that went in. */
static double mean_of(const struct synthetic *s, size_t var, size_t option, size_t at)
{
    double sum = 0.0, n = 0.0;
    for (size_t run = 0; run < SYN_RUN; run++)
        if (s->run[run].option == option && !syn_fails(s, run)) {
            const double x = syn_value(s, var, run, at);
            sum += s->var[var].type == TYPE_F32 ? (double)(float)x : x;
            n += 1.0;
        }
    return sum / n;
}

static void test_means(void **state)
{
    (void)state;
    struct synthetic *s = syn_new();
    struct diags d;
    struct reader *r;
    diag_init(&d, LANG_EN);
    s->fail = true; /* that run counts in no mean */
    assert_int_equal(syn_run(s, path, false, false, &d), ERR_OK);
    assert_int_equal(reader_open(&r, path, &d), ERR_OK);
    const char *const name[] = {
        "mean.kiln.char_t", "mean.weather.temp_degc", "mean.nothing", "band.kiln.char_t", "kiln",
        "mean.a_b"};
    struct dataset got[6];
    assert_true(reader_datasets(r, name, 6, got));
    assert_int_equal(got[0].n, SYN_OPTION * SYN_MONTH * SYN_KILN);
    for (size_t i = 0; i < got[0].n; i++) {
        const size_t each = SYN_MONTH * SYN_KILN;
        assert_close(got[0].x[i], mean_of(s, 2, i / each, i % each), 1e-12 * got[0].x[i]);
    }
    assert_int_equal(got[1].n, SYN_OPTION * SYN_MONTH); /* no entities */
    assert_close(got[1].x[SYN_MONTH], mean_of(s, 3, 1, 0), 1e-10);
    assert_null(got[2].x);
    assert_int_equal(got[3].n, SYN_OPTION * 5 * SYN_MONTH);
    assert_null(got[4].x); /* text */
    assert_int_equal(got[5].n, SYN_OPTION * SYN_MONTH * SYN_KILN);
    assert_string_equal(reader_file_name(r, 4), "a_b");
    reader_close(r);
    diag_free(&d);
    free(s);
}

static const struct text_table *find(const struct results *r, const char *name)
{
    for (size_t i = 0; i < r->n_table; i++)
        if (strcmp(r->table[i].name, name) == 0)
            return &r->table[i];
    return NULL;
}

static const char *const *row_of(const struct text_table *t, const char *key, const char *option)
{
    for (size_t i = 0; i < t->n_row; i++) {
        const char *const *cell = t->cell + i * t->n_column;
        if (strcmp(cell[0], key) == 0 && (option == NULL || strcmp(cell[1], option) == 0))
            return cell;
    }
    return NULL;
}

static void test_tables(void **state)
{
    (void)state;
    const char *text =
        "local j = require 'junkan'\n"
        "local base = j.scenario { name = 'two', start = '2026-04-01', years = 2,\n"
        "  warmup = '2 months',\n"
        "  towns = { { name = 'A', population = 5000, area = '100 km2', lat = 43.5, lon = 144 },\n"
        "            { name = 'B', population = 5000, area = '100 km2' } },\n"
        "  roads = { { from = 'A', to = 'B', distance = '12 km' } },\n"
        "  biomass = { { name = 'straw', town = 'B', kind = 'wheat_straw', area = '500 ha' } },\n"
        "  kilns = { { name = 'K', town = 'A', type = 'sealed_batch', opens = '2026-06-15' } },\n"
        "  labour = { { town = 'A', kind = 'b_type', heads = 10 } } }\n"
        "return j.compare { options = { { 'as is', base },\n"
        "  { 'later', base:with { kilns = { K = { opens = '2027-04-01', closes = '2028-01-01' } } "
        "} } } }\n";
    struct ran r;
    ran_load(&r, text, NULL);
    diag_print(&r.d, stderr);
    assert_non_null(r.study);
    const struct study *s = r.study;
    const struct text_table *entities = find(&s->results, "entities");
    const char *const *kiln = row_of(entities, "kilns.K", NULL);
    assert_string_equal(kiln[1], "kiln");
    assert_string_equal(kiln[3], "A");
    assert_string_equal(kiln[4], "sealed_batch");
    const char *const *pair = row_of(entities, "supply.straw>K", NULL);
    assert_string_equal(pair[5], "straw");
    assert_string_equal(pair[6], "K");
    assert_string_equal(pair[7], "12");
    const struct text_table *opens = find(&s->results, "openings");
    assert_string_equal(row_of(opens, "kilns.K", "as is")[2], "2026-06-15");
    assert_string_equal(row_of(opens, "kilns.K", "as is")[3], "never");
    assert_string_equal(row_of(opens, "kilns.K", "later")[2], "2027-04-01");
    assert_string_equal(row_of(opens, "kilns.K", "later")[3], "2028-01-01");
    const struct text_table *places = find(&s->results, "places");
    assert_string_equal(row_of(places, "A", NULL)[1], "43.5");
    assert_string_equal(row_of(places, "B", NULL)[1], "");
    assert_string_equal(row_of(find(&s->results, "roads"), "A-B", NULL)[3], "12 km");
    ran_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_means), cmocka_unit_test(test_tables)};
    return cmocka_run_group_tests(tests, setup, folder_drop);
}
