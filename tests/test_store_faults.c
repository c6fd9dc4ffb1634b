/* test_store_faults.c - kill -9, failing writes, full disks, damaged files: nothing finished is
 * lost, nothing half-written stays, nothing damaged is believed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define _DEFAULT_SOURCE /* usleep */
#include "sim/junkan.h"
#include "sim/store_io.h"
#include "tests/synthetic.h"
#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64], reference[96], path[96], parts[112];
static struct synthetic *study;
static uint64_t dice_state;

static uint64_t dice(uint64_t n) /* 0 .. n-1, the same in each run of the test */
{
    dice_state = dice_state * 6364136223846793005u + 1442695040888963407u;
    return (dice_state >> 33) % n;
}

static int setup(void **state)
{
    (void)state;
    struct diags d;
    diag_init(&d, LANG_EN);
    snprintf(folder, sizeof folder, "build/tests/faults_XXXXXX");
    if (mkdtemp(folder) == NULL) {
        return 1;
    }
    char libraries[1024];
    junkan_libraries(libraries, sizeof libraries); /* as the program does: libhdf5's first call */
    snprintf(reference, sizeof reference, "%s/reference.h5", folder);
    snprintf(path, sizeof path, "%s/out.h5", folder);
    snprintf(parts, sizeof parts, "%s/out.h5.parts", folder);
    study = syn_new();
    study->fail = true;
    const enum err e = syn_run(study, reference, false, false, &d);
    diag_free(&d);
    return (int)e;
}

static int teardown(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    free(study);
    return system(command);
}

static void clean(void)
{
    char command[512];
    snprintf(command, sizeof command, "rm -rf '%s' '%s' '%s.lock' '%s.tmp'", path, parts, path,
             path);
    assert_int_equal(system(command), 0);
}

static bool there(const char *name)
{
    struct stat st;
    return lstat(name, &st) == 0;
}

/* Files in the parts folder whose names end with `tail`. */
static size_t count(const char *tail)
{
    size_t n = 0;
    DIR *d = opendir(parts);
    for (const struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
        const size_t a = strlen(e->d_name), b = strlen(tail);
        n += a >= b && strcmp(e->d_name + a - b, tail) == 0;
    }
    if (d != NULL) {
        closedir(d);
    }
    return n;
}

static void finish(void)
{
    struct diags d;
    diag_init(&d, LANG_EN);
    const enum err e = syn_run(study, path, false, false, &d);
    if (e != ERR_OK) {
        fail_msg("exit %d: %s", (int)e, d.n > 0 ? d.item[0].text : "no message");
    }
    assert_true(syn_same(reference, path));
    assert_false(there(parts));
    diag_free(&d);
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Runs the study in a child, killed after `us` microseconds (0: never); its status. */
static int run_child(uint64_t us)
{
    int status = 0;
    const pid_t pid = fork();
    if (pid == 0) {
        struct diags d;
        diag_init(&d, LANG_EN);
        _exit((int)syn_run(study, path, false, false, &d));
    }
    if (us > 0) {
        usleep((useconds_t)us);
        kill(pid, SIGKILL);
    }
    waitpid(pid, &status, 0);
    return status;
}

static void test_kill(void **state)
{
    (void)state;
    dice_state = 1;
    const double start = seconds();
    assert_int_equal(run_child(0), 0);
    const uint64_t whole_us = (uint64_t)(1e6 * (seconds() - start)) + 1000;
    int killed = 0;
    for (int trial = 0; trial < 60 && killed < 24; trial++) {
        clean();
        for (int again = 0; again < 3; again++) { /* killed, resumed, killed, resumed ... */
            killed += WIFSIGNALED(run_child(1 + dice(whole_us)));
            const size_t kept = count(".part");
            run_child(1 + dice(whole_us) / 4);
            assert_true(count(".part") >= kept || there(path));
        }
        finish();
        assert_false(there(strcat(strcpy((char[128]){0}, path), ".tmp")));
    }
    print_message("killed at %d instants\n", killed);
    assert_true(killed >= 20);
    clean();
}

/* The n-th open, write, fsync, rename or mkdir fails, once or from then on. */
static void sweep(int error, bool sticky)
{
    for (unsigned long n = 1;; n++) {
        struct diags d;
        clean();
        diag_init(&d, LANG_EN);
        store_fail_at(n, sticky, error);
        const enum err e = syn_run(study, path, false, false, &d);
        const unsigned long calls = store_fail_at(0, false, 0);
        if (calls < n) {
            assert_int_equal(e, ERR_OK);
            assert_true(n > 30); /* the hook was really in the way */
            break;
        }
        if (e == ERR_OK) { /* only where nothing is lost: an EINTR, or a folder's sync */
            assert_true(syn_same(reference, path));
        } else {
            assert_int_equal(e, ERR_FAILED);
            assert_true(d.n >= 1);
            assert_true(error != ENOSPC || syn_said(&d, "free some space"));
            assert_int_equal(count(".tmp"), 0);
            assert_true(!there(path) || syn_same(reference, path));
        }
        diag_free(&d);
        finish();
    }
}

static void test_write_faults(void **state)
{
    (void)state;
    sweep(ENOSPC, false);
    sweep(ENOSPC, true);
    sweep(EIO, false);
    clean();
}

/* A disk that is really full, for libhdf5 too: no file may grow beyond `bytes`. */
static void test_full_disk(void **state)
{
    (void)state;
    struct stat st;
    assert_int_equal(stat(reference, &st), 0);
    int failed = 0;
    for (rlim_t bytes = 1000; bytes < (rlim_t)st.st_size + 4000; bytes += 3700) {
        int status = 0;
        clean();
        const pid_t pid = fork();
        if (pid == 0) {
            struct diags d;
            const struct rlimit l = {bytes, bytes};
            diag_init(&d, LANG_EN);
            signal(SIGXFSZ, SIG_IGN);
            setrlimit(RLIMIT_FSIZE, &l);
            const enum err e = syn_run(study, path, false, false, &d);
            exit(e == ERR_OK ? 0 : e == ERR_FAILED && d.n == 1 ? 1 : 99); /* exit handlers too */
        }
        waitpid(pid, &status, 0);
        assert_true(WIFEXITED(status));
        assert_in_range(WEXITSTATUS(status), 0, 1);
        assert_int_equal(there(path), WEXITSTATUS(status) == 0);
        assert_int_equal(count(".tmp"), 0);
        assert_false(there(strcat(strcpy((char[128]){0}, path), ".tmp")));
        failed += WEXITSTATUS(status);
        finish();
    }
    assert_true(failed > 30);
    clean();
}

/* Finished parts of which one is spoiled in a way `how`: only that one is computed again. */
static void spoil(int how, const char *name)
{
    size_t n, m;
    char other[128], *p = syn_slurp(name, &n), *q;
    snprintf(other, sizeof other, "%s/000002.part", parts);
    switch (how) {
    case 0: /* truncated, the footer gone */
        syn_spill(name, p, dice(n));
        break;
    case 1: /* one bit */
        p[dice(n)] ^= (char)(1 << dice(8));
        syn_spill(name, p, n);
        break;
    case 2: /* another batch's part under this name */
        q = syn_slurp(other, &m);
        syn_spill(name, q, m);
        free(q);
        break;
    case 3: /* something else altogether */
        memset(p, 'z', n);
        syn_spill(name, p, n);
        break;
    case 4:
        unlink(name);
        mkdir(name, 0777);
        rmdir(name);
        break;
    default: /* longer than it was */
        q = calloc(1, n + 64);
        memcpy(q, p, n);
        syn_spill(name, q, n + 64);
        free(q);
    }
    free(p);
}

static void test_bad_parts(void **state)
{
    (void)state;
    dice_state = 2;
    for (int trial = 0; trial < 42; trial++) {
        struct diags d;
        struct store *s;
        bool complete;
        char name[128];
        clean();
        diag_init(&d, LANG_EN);
        assert_int_equal(store_open(&s, path, &study->r, false, &complete, &d), ERR_OK);
        for (size_t i = 0; i < study->r.n_batch; i++) {
            struct batch b = syn_batch(study, i);
            assert_int_equal(store_put(s, &b, &d), ERR_OK);
            syn_batch_free(study, &b);
        }
        store_close(s);
        snprintf(name, sizeof name, "%s/000001.part", parts);
        spoil(trial % 6, name);
        if (trial % 7 == 0) {
            snprintf(name, sizeof name, "%s/study.meta", parts);
            spoil(trial % 2, name);
        }
        assert_int_equal(store_open(&s, path, &study->r, false, &complete, &d), ERR_OK);
        for (size_t i = 0; i < study->r.n_batch; i++) {
            assert_int_equal(store_has(s, i), i != 1);
        }
        assert_int_equal(store_merge(s, &d), ERR_WAIT);
        store_close(s);
        diag_free(&d);
        finish();
    }
    clean();
}

/* A part of another study with the same shape is not taken. */
static void test_foreign_part(void **state)
{
    (void)state;
    struct synthetic *other = syn_new();
    struct diags d;
    struct store *s;
    bool complete;
    char from[160], to[128];
    diag_init(&d, LANG_EN);
    clean();
    other->r.digest = "ffffffffffffffffffffffffffffffff";
    snprintf(from, sizeof from, "%s/other.h5", folder);
    assert_int_equal(store_open(&s, from, &other->r, false, &complete, &d), ERR_OK);
    struct batch b = syn_batch(other, 0);
    assert_int_equal(store_put(s, &b, &d), ERR_OK);
    syn_batch_free(other, &b);
    store_close(s);
    snprintf(from, sizeof from, "%s/other.h5.parts/000000.part", folder);
    snprintf(to, sizeof to, "%s/000000.part", parts);
    mkdir(parts, 0777);
    assert_int_equal(rename(from, to), 0);
    assert_int_equal(store_open(&s, path, &study->r, false, &complete, &d), ERR_OK);
    assert_false(store_has(s, 0));
    store_close(s);
    finish();
    diag_free(&d);
    free(other);
    clean();
}

static enum err open_and_close(const char *name, bool say)
{
    struct diags d;
    struct reader *r;
    diag_init(&d, LANG_EN);
    enum err e = reader_open(&r, name, &d);
    if (e == ERR_OK) { /* its numbers are read when they are told of */
        char *text = NULL;
        size_t n;
        FILE *f = open_memstream(&text, &n);
        reader_headline(r, LANG_EN, f);
        fclose(f);
        free(text);
        e = reader_sound(r, &d) ? ERR_OK : ERR_FAILED;
    }
    assert_int_equal(d.n, e == ERR_OK ? 0 : 1); /* one clear line */
    if (say && e != ERR_OK) {
        print_message("%s\n", d.item[0].text);
    }
    reader_close(r);
    diag_free(&d);
    return e;
}

static void test_fuzzed_result(void **state)
{
    (void)state;
    size_t n;
    char *good = syn_slurp(reference, &n), *p = malloc(n + 100);
    dice_state = 3;
    for (int trial = 0; trial < 150; trial++) {
        memcpy(p, good, n);
        for (uint64_t k = dice(4) + 1; k > 0; k--) {
            p[dice(n)] ^= (char)(1 + dice(255));
        }
        syn_spill(path, p, memcmp(p, good, n) == 0 ? n - 1 : n);
        assert_int_equal(open_and_close(path, trial < 2), ERR_FAILED);
    }
    for (int trial = 0; trial < 50; trial++) {
        syn_spill(path, good, trial == 0 ? 0 : dice(n));
        assert_int_equal(open_and_close(path, trial < 2), ERR_FAILED);
    }
    memcpy(p, good, n);
    memset(p + n, 'x', 100);
    syn_spill(path, p, n + 100); /* trailing bytes */
    assert_int_equal(open_and_close(path, true), ERR_FAILED);

    /* Damage under a footer that fits: libhdf5 may crash or hang, the reader may not. */
    int refused = 0;
    enum { TRIALS = 150 };
    for (int trial = 0; trial < TRIALS; trial++) {
        char tmp[112];
        memcpy(p, good, n);
        /* a third in the superblock and the first object headers, where it hurts */
        const uint64_t reach = trial % 3 == 0 ? 4096 : n - STORE_FOOTER;
        for (uint64_t k = dice(6) + 1; k > 0; k--) {
            p[dice(reach)] ^= (char)(1 + dice(255));
        }
        snprintf(tmp, sizeof tmp, "%s.forged", path);
        syn_spill(tmp, p, n - STORE_FOOTER);
        assert_int_equal(store_footer_append(tmp, path), 0);
        refused += open_and_close(path, false) != ERR_OK;
    }
    print_message("forged footers: %d of %d refused\n", refused, TRIALS);
    assert_true(refused > 10);
    assert_int_equal(open_and_close(reference, false), ERR_OK);
    free(good);
    free(p);
    clean();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kill),         cmocka_unit_test(test_write_faults),
        cmocka_unit_test(test_full_disk),    cmocka_unit_test(test_bad_parts),
        cmocka_unit_test(test_foreign_part), cmocka_unit_test(test_fuzzed_result)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
