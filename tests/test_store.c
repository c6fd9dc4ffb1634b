/* test_store.c - a result goes out and comes back; what is refused, and in which words. Faults of
 * the disk are in test_store_faults.c. `test_store --write FILE` leaves a synthetic result behind.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define _DEFAULT_SOURCE /* usleep, rand_r */
#include "sim/mem.h"
#include "sim/store_meta.h"
#include "tests/folder.h"
#include "tests/synthetic.h"
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static int setup(void **state)
{
    (void)state;
    return !folder_make("build/tests/store_XXXXXX");
}

static bool there(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0;
}

static void test_round_trip(void **state)
{
    (void)state;
    struct synthetic *s = syn_new();
    struct diags d;
    struct reader *r;
    struct store_bytes a = {0}, b = {0};
    diag_init(&d, LANG_EN);
    s->fail = true;
    assert_int_equal(syn_run(s, in(0, "a.h5"), false, false, &d), ERR_OK);
    assert_false(there(in(1, "a.h5.parts")));
    assert_false(there(in(1, "a.h5.lock")));
    assert_false(there(in(1, "a.h5.tmp")));
    assert_int_equal(reader_open(&r, in(0, "a.h5"), &d), ERR_OK);
    results_put(&a, &s->r);
    results_put(&b, reader_results(r));
    assert_int_equal(a.n, b.n);
    assert_memory_equal(a.p, b.p, a.n);
    for (size_t v = 0; v < SYN_VAR; v++) {
        const double *x = reader_runs(r, s->var[v].name);
        const bool per_run = s->var[v].role == ROLE_KPI || s->var[v].role == ROLE_DRAW;
        assert_int_equal(x != NULL, per_run);
        for (size_t run = 0; per_run && run < SYN_RUN; run++) {
            if (syn_fails(s, run) && s->var[v].role == ROLE_KPI) {
                assert_true(isnan(x[run]));
            } else {
                assert_true(x[run] == syn_value(s, v, run, 0));
            }
        }
    }
    size_t n_failed = 0;
    for (size_t run = 0; run < SYN_RUN; run++) {
        assert_string_equal(reader_messages(r)[run],
                            syn_fails(s, run) ? "policy: 予算 is nil" : "");
        n_failed += syn_fails(s, run);
    }
    assert_int_equal(n_failed, 1);
    double worst = 0;
    for (size_t i = 0; i < SYN_RUN * SYN_ACCOUNT; i++) {
        const size_t run = i / SYN_ACCOUNT, k = i % SYN_ACCOUNT;
        if (!syn_fails(s, run)) {
            worst = fmax(worst, fabs(syn_value(s, 7, run, k)) / syn_value(s, 8, run, k));
        }
    }
    assert_true(reader_audit_worst(r) == worst && worst > 0);
    assert_int_equal(d.n, 0);
    bytes_free(&a);
    bytes_free(&b);
    reader_close(r);
    diag_free(&d);
    free(s);
}

/* Same study, other instant, other order of parts, one part written twice: same bytes. */
static void test_same_bytes(void **state)
{
    (void)state;
    struct synthetic *s = syn_new();
    struct diags d;
    struct store *store;
    bool complete;
    diag_init(&d, LANG_EN);
    assert_int_equal(syn_run(s, in(0, "b1.h5"), false, false, &d), ERR_OK);
    usleep(1100000);
    assert_int_equal(store_open(&store, in(1, "b2.h5"), &s->r, false, &complete, &d), ERR_OK);
    struct batch b = syn_batch(s, 2);
    assert_int_equal(store_put(store, &b, &d), ERR_OK);
    assert_int_equal(store_put(store, &b, &d), ERR_OK);
    syn_batch_free(s, &b);
    assert_true(store_has(store, 2) && !store_has(store, 1) && !store_has(store, 99));
    assert_int_equal(store_merge(store, &d), ERR_WAIT);
    assert_true(syn_said(&d, "3 of 4"));
    store_close(store);
    assert_int_equal(store_merge_path(in(1, "b2.h5"), &d), ERR_WAIT);
    assert_int_equal(syn_run(s, in(1, "b2.h5"), false, true, &d), ERR_OK);
    assert_true(syn_same(in(0, "b1.h5"), in(1, "b2.h5")));
    assert_int_equal(syn_run(s, in(1, "b2.h5"), false, true, &d), ERR_OK); /* nothing to do */
    assert_int_equal(store_merge_path(in(1, "b2.h5"), &d), ERR_OK);
    assert_int_equal(store_merge_path(in(2, "none.h5"), &d), ERR_FAILED);
    assert_false(there(in(2, "none.h5.lock")));
    s->fail = true; /* and a changed number changes the bytes */
    assert_int_equal(syn_run(s, in(2, "b3.h5"), false, false, &d), ERR_OK);
    assert_false(syn_same(in(0, "b1.h5"), in(2, "b3.h5")));
    diag_free(&d);
    free(s);
}

static void test_other_study(void **state)
{
    (void)state;
    struct synthetic *s = syn_new(), *t = syn_new();
    struct diags d;
    struct store *store;
    bool complete;
    diag_init(&d, LANG_EN);
    t->r.digest = "ffffffffffffffffffffffffffffffff";
    t->r.what_changed = "script bihoro.lua 99112233445566778899aabbccddeeff\nseed 2\nprogram 0.1";
    assert_int_equal(syn_run(s, in(0, "c.h5"), false, false, &d), ERR_OK);
    assert_int_equal(syn_run(t, in(0, "c.h5"), false, false, &d), ERR_SCRIPT);
    assert_true(syn_said(&d, "script bihoro.lua changed"));
    assert_true(syn_said(&d, "seed changed from 1 to 2"));
    assert_true(syn_said(&d, "--fresh"));
    assert_false(syn_said(&d, "program"));
    assert_int_equal(syn_run(s, in(0, "c.h5"), false, false, &d), ERR_OK); /* still there */
    assert_int_equal(syn_run(t, in(0, "c.h5"), true, false, &d), ERR_OK);
    assert_int_equal(syn_run(t, in(0, "c.h5"), false, false, &d), ERR_OK);

    /* the same with parts only */
    diag_free(&d);
    diag_init(&d, LANG_JA);
    assert_int_equal(store_open(&store, in(1, "d.h5"), &s->r, false, &complete, &d), ERR_OK);
    struct batch b = syn_batch(s, 1);
    assert_int_equal(store_put(store, &b, &d), ERR_OK);
    store_close(store);
    assert_int_equal(store_open(&store, in(1, "d.h5"), &t->r, false, &complete, &d), ERR_SCRIPT);
    assert_true(syn_said(&d, "seed が 1 から 2 に"));
    assert_int_equal(store_open(&store, in(1, "d.h5"), &s->r, false, &complete, &d), ERR_OK);
    assert_true(store_has(store, 1));
    store_close(store);
    assert_int_equal(store_open(&store, in(1, "d.h5"), &t->r, true, &complete, &d), ERR_OK);
    assert_false(store_has(store, 1));
    store_close(store);
    syn_batch_free(s, &b);
    diag_free(&d);
    free(s);
    free(t);
}

/* A file that is not ours stays as it is, --fresh or not. */
static void test_foreign_output(void **state)
{
    (void)state;
    struct synthetic *s = syn_new();
    struct diags d;
    size_t n;
    diag_init(&d, LANG_EN);
    char thesis[300];
    memset(thesis, 'x', sizeof thesis);
    syn_spill(in(0, "thesis.h5"), thesis, sizeof thesis);
    for (int fresh = 0; fresh < 2; fresh++) {
        assert_int_equal(syn_run(s, in(0, "thesis.h5"), fresh, false, &d), ERR_FAILED);
        char *now = syn_slurp(in(0, "thesis.h5"), &n);
        assert_int_equal(n, sizeof thesis);
        assert_memory_equal(now, thesis, n);
        free(now);
    }
    assert_true(syn_said(&d, "thesis.h5 is not a Junkan result"));
    assert_false(there(in(1, "thesis.h5.parts")) || there(in(1, "thesis.h5.lock")));
    assert_int_equal(syn_run(s, in(0, "no/such/folder.h5"), false, false, &d), ERR_FAILED);
    assert_true(syn_said(&d, "make its folder first"));

    /* a file in the parts folder that is not ours survives */
    mkdir(in(0, "e.h5.parts"), 0777);
    syn_spill(in(1, "e.h5.parts/notes.txt"), thesis, 5);
    assert_int_equal(syn_run(s, in(2, "e.h5"), true, false, &d), ERR_OK);
    assert_true(there(in(1, "e.h5.parts/notes.txt")));
    diag_free(&d);
    free(s);
}

/* Holds the output open in another process until killed. */
static pid_t holder(const struct synthetic *s, const char *path, size_t shard, size_t n_shard)
{
    int ends[2];
    char ready = 'n';
    if (pipe(ends) != 0) {
        abort();
    }
    const pid_t pid = fork();
    if (pid == 0) {
        struct diags d;
        struct store *store;
        bool complete;
        diag_init(&d, LANG_EN);
        const enum err e =
            store_open_shard(&store, path, &s->r, false, shard, n_shard, &complete, &d);
        ready = e == ERR_OK ? 'y' : 'n';
        if (write(ends[1], &ready, 1) != 1) {
            abort();
        }
        for (;;) {
            pause();
        }
    }
    assert_int_equal(read(ends[0], &ready, 1), 1);
    assert_int_equal(ready, 'y');
    close(ends[0]);
    close(ends[1]);
    return pid;
}

static void end(pid_t pid)
{
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

static void test_two_processes(void **state)
{
    (void)state;
    struct synthetic *s = syn_new();
    struct diags d;
    struct store *a, *b;
    bool complete;
    diag_init(&d, LANG_EN);
    pid_t pid = holder(s, in(0, "f.h5"), 0, 1);
    assert_int_equal(store_open(&a, in(0, "f.h5"), &s->r, false, &complete, &d), ERR_FAILED);
    assert_int_equal(store_open(&a, in(0, "f.h5"), &s->r, true, &complete, &d), ERR_FAILED);
    assert_int_equal(store_merge_path(in(0, "f.h5"), &d), ERR_FAILED);
    assert_true(syn_said(&d, "f.h5 is being written by another process"));
    end(pid); /* a stale lock vanishes with its process */
    assert_int_equal(store_open(&a, in(0, "f.h5"), &s->r, false, &complete, &d), ERR_OK);
    assert_int_equal(store_open(&b, in(0, "f.h5"), &s->r, false, &complete, &d), ERR_FAILED);
    store_close(a);

    /* shards of one study go together, but not with themselves nor with a whole run */
    pid = holder(s, in(0, "f.h5"), 0, 2);
    assert_int_equal(store_open_shard(&a, in(0, "f.h5"), &s->r, false, 0, 2, &complete, &d),
                     ERR_FAILED);
    assert_int_equal(store_open(&a, in(0, "f.h5"), &s->r, false, &complete, &d), ERR_FAILED);
    assert_int_equal(store_open_shard(&a, in(0, "f.h5"), &s->r, false, 1, 2, &complete, &d),
                     ERR_OK);
    for (size_t i = 0; i < s->r.n_batch; i++) {
        struct batch batch = syn_batch(s, i);
        assert_int_equal(store_put(a, &batch, &d), ERR_OK);
        syn_batch_free(s, &batch);
    }
    assert_int_equal(store_merge(a, &d), ERR_WAIT); /* the other may still be writing */
    assert_false(there(in(0, "f.h5")));
    end(pid);
    assert_int_equal(store_merge(a, &d), ERR_OK);
    store_close(a);
    assert_int_equal(syn_run(s, in(1, "g.h5"), false, false, &d), ERR_OK);
    assert_true(syn_same(in(0, "f.h5"), in(1, "g.h5")));
    assert_false(there(in(0, "f.h5.lock")) || there(in(0, "f.h5.parts")));
    diag_free(&d);
    free(s);
}

/* Layout bytes cut anywhere, or with any byte changed, are refused or read; never believed past
 * their end (the address sanitiser watches). */
static void test_layout_bytes(void **state)
{
    (void)state;
    struct synthetic *s = syn_new();
    struct store_bytes b = {0};
    results_put(&b, &s->r);
    for (size_t n = 0; n < b.n; n++) {
        struct arena *a = arena_new();
        struct results r;
        unsigned char *cut = malloc(n + 1);
        memcpy(cut, b.p, n);
        struct store_cursor c = {cut, n, false};
        assert_false(results_get(&c, a, &r));
        memcpy(cut, b.p, n);
        arena_free(a);
        free(cut);
        a = arena_new();
        b.p[n] ^= 0x5a;
        c = (struct store_cursor){b.p, b.n, false};
        results_get(&c, a, &r);
        b.p[n] ^= 0x5a;
        arena_free(a);
    }
    bytes_free(&b);
    free(s);
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--write") == 0) {
        struct synthetic *s = syn_new();
        struct diags d;
        diag_init(&d, LANG_EN);
        s->fail = true;
        const enum err e = syn_run(s, argv[2], false, false, &d);
        diag_free(&d);
        free(s);
        return (int)e;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),    cmocka_unit_test(test_same_bytes),
        cmocka_unit_test(test_other_study),   cmocka_unit_test(test_foreign_output),
        cmocka_unit_test(test_two_processes), cmocka_unit_test(test_layout_bytes)};
    return cmocka_run_group_tests(tests, setup, folder_drop);
}
