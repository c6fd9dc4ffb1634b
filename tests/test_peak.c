/* test_peak.c - memory does not grow with the runs beyond a few numbers of each: while they are
 * simulated, merged, and shown. SPDX-License-Identifier: GPL-3.0-or-later */
#define _DEFAULT_SOURCE /* mkdtemp, wait4 */
#include "cmocka_all.h"
#include "folder.h"
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static char script[100], out[100], program[256];

static void spill(const char *text)
{
    FILE *f = fopen(script, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static int setup(void **state)
{
    (void)state;
    const char *b = getenv("B");
    snprintf(program, sizeof program, "%.200s/junkan", b ? b : "build");
    const bool made = folder_make("/tmp/junkan-peak-XXXXXX");
    snprintf(script, sizeof script, "%.60s/s.lua", folder);
    snprintf(out, sizeof out, "%.60s/o.h5", folder);
    return !made;
}

/* Most memory that a command or a child of it held, bytes. */
static double peak(const char *const *arg)
{
    int status = -1;
    struct rusage use;
    const pid_t pid = fork();
    if (pid == 0) {
        const int null = open("/dev/null", O_RDWR);
        dup2(null, 1);
        dup2(null, 2);
        execv(program, (char *const *)(uintptr_t)arg);
        _exit(127);
    }
    assert_int_equal(wait4(pid, &status, 0, &use), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    return 1024.0 * (double)use.ru_maxrss;
}

/* Fails if a run adds more than `most` bytes between `few` and `many` runs, while they are
 * simulated and merged or while they are shown. */
static void grows_by(double most, size_t few, size_t many)
{
    double held[2][2];
    static const char *const name[] = {"run", "show"};
    for (int k = 0; k < 2; k++) {
        char n[64];
        snprintf(n, sizeof n, "n=%zu", k ? many : few);
        const char *const run[] = {program,   "run",       script, "--option", n,   "--fresh",
                                   "--quiet", "--threads", "1",    "-o",       out, NULL};
        const char *const show[] = {program, "show", out, NULL};
        held[0][k] = peak(run);
        held[1][k] = peak(show);
    }
    for (int i = 0; i < 2; i++) {
        const double each = (held[i][1] - held[i][0]) / (double)(many - few);
        print_message("%s: %.1f MB of %zu runs, %.1f MB of %zu: %.0f bytes a run\n", name[i],
                      held[i][0] / 1e6, few, held[i][1] / 1e6, many, each);
#ifdef __SANITIZE_ADDRESS__
        assert_true(each < 20.0 * most); /* freed memory is kept aside for a while */
#else
        assert_true(each < most);
#endif
    }
}

/* Each run has 101 numbers, 808 bytes, of which the headline weighs the 50 inputs all at once; its
 * place in the design and order take some 150. */
static void wide_runs(void **state)
{
    (void)state;
    spill("local j = require 'junkan'\n"
          "local inputs, outputs = {}, {}\n"
          "for i = 1, 50 do inputs['x' .. i] = j.uniform(0, 1) outputs[i] = 'y' .. i end\n"
          "return j.model{ inputs = inputs, outputs = outputs, replicates = j.option('n', 1),\n"
          "  metrics = { 'y1', 'y2' }, eval = function(x) local t, a = {}, x.x1\n"
          "    for i = 1, 50 do t[i] = a + i end return table.unpack(t) end }\n");
    grows_by(750.0, 10000, 60000);
}

/* 24 months of some 40 series: 4 kB a run, of which the bands hold one series' totals at a time;
 * the headline weighs some 150 inputs at once. */
static void with_series(void **state)
{
    (void)state;
    spill(
        "local j = require 'junkan'\n"
        "return j.scenario{ name = 's', start = '2026-04-01', years = 2, towns = {{name = 'T'}},\n"
        "  kilns = {{town = 'T', type = 'sealed_batch'}}, replicates = j.option('n', 1) }\n");
    grows_by(3200.0, 500, 4500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(wide_runs), cmocka_unit_test(with_series)};
    return cmocka_run_group_tests(tests, setup, folder_drop);
}
