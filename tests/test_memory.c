/* test_memory.c - memory that runs out at any allocation, from reading the script to the last part:
 * one message, the right code, nothing half-written, nothing lost, and the next try succeeds.
 *
 * The engine's own allocations (sim/mem.h) fail here; Lua's are swept in test_script.c.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"
#include "sim/junkan.h"
#include "sim/mem.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/junkan-test-XXXXXX", script[64], out[64], parts[64];

static int set_up(void **state)
{
    (void)state;
    junkan_start();
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(script, sizeof script, "%s/s.lua", folder);
    snprintf(out, sizeof out, "%s/s.h5", folder);
    snprintf(parts, sizeof parts, "%s/s.h5.parts", folder);
    FILE *f = fopen(script, "w");
    if (f == NULL)
        return -1;
    fputs("local j = require 'junkan'\n"
          "local base = { name = 'a', start = '2026-04-01', years = 1, replicates = 8,\n"
          "  towns = { { name = 'T' } },\n"
          "  biomass = { { town = 'T', kind = 'wheat_straw', area = '500 ha' } },\n"
          "  kilns = { { name = 'K', town = 'T', char_price = j.series { ['2026'] = 5e4 } } },\n"
          "  labour = { { town = 'T', kind = 'b_type', heads = 20 } },\n"
          "  policies = { { when = 'month', run = function(now, region, memory)\n"
          "    memory.n = (memory.n or 0) + 1 end } } }\n"
          "local a = j.scenario(base)\n"
          "return j.compare { options = { { 'a', a }, { 'b', a:with { kilns = { K = { radius = 3 } "
          "} } } } }\n",
          f);
    return fclose(f);
}

static int tear_down(void **state)
{
    (void)state;
    unlink(script);
    unlink(out);
    return rmdir(folder);
}

static void loading_fails_with_one_message(void **state)
{
    (void)state;
    unsigned long failures = 0, harmless = 0, n = 1;
    for (bool whole = false; !whole; n += n < 150 ? 1 : 7) {
        struct diags d;
        diag_init(&d, LANG_EN);
        const unsigned long before = mem_count();
        mem_fail_at(n, false);
        struct junkan *j = junkan_load(&(struct junkan_load){.script = script}, &d);
        mem_fail_at(0, false);
        whole = j && mem_count() - before < n;
        if (j == NULL) {
            if (d.n != 1 ||
                (d.item[0].msg != MSG_OUT_OF_MEMORY && d.item[0].msg != MSG_SCRIPT_MEMORY))
                fail_msg("allocation %lu: %zu findings, the first \"%s\"", n, d.n,
                         d.n ? d.item[0].text : "");
            failures++;
        } else {
            harmless++;
        }
        junkan_free(j);
        diag_free(&d);
        assert_true(n < 100000);
    }
    print_message("loading: %lu failed allocations ended it, %lu did not\n", failures, harmless);
    assert_true(failures > 200);
}

static void running_fails_and_goes_on(void **state)
{
    (void)state;
    struct diags d;
    diag_init(&d, LANG_EN);
    struct junkan *j = junkan_load(&(struct junkan_load){.script = script}, &d);
    if (j == NULL)
        diag_print(&d, stderr);
    assert_non_null(j);
    const struct junkan_run how = {.out = out,
                                   .ensemble = {.threads = 1, .isa = isa_best(), .only_run = -1}};
    unsigned long failures = 0, harmless = 0, n = 1;
    for (bool whole = false; !whole; n += n < 40 ? 1 : 5) {
        struct junkan_outcome done = {0};
        struct diags now;
        diag_init(&now, LANG_EN);
        const unsigned long before = mem_count();
        mem_fail_at(n, false);
        const enum err e = junkan_run(j, &how, &done, &now);
        mem_fail_at(0, false);
        whole = e == ERR_OK && mem_count() - before < n;
        if (e != ERR_OK) { /* what was finished is kept: later rounds have less to do */
            failures++;
            assert_int_equal(e, ERR_FAILED);
            assert_true(now.n > 0);
            assert_int_equal(access(out, F_OK), -1); /* no half-written result */
        } else if (!whole) {
            harmless++; /* it could do without */
            unlink(out);
        }
        diag_free(&now);
        assert_true(n < 10000);
    }
    print_message("running: %lu failed allocations ended it, %lu did not\n", failures, harmless);
    assert_true(failures > 10);
    assert_int_equal(access(out, F_OK), 0);
    assert_int_equal(access(parts, F_OK), -1);
    junkan_free(j);
    diag_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loading_fails_with_one_message),
        cmocka_unit_test(running_fails_and_goes_on),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
