/* test_mem.c - sizes, alignment, zeroing, growth, and faults once and from then on.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "tests/cmocka_all.h"
#include <stdio.h>
#include <string.h>

static int reset_faults(void **state)
{
    (void)state;
    mem_fail_at(0, false);
    return 0;
}

static bool all_zero(const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (p[i] != 0) {
            return false;
        }
    }
    return true;
}

static void test_alloc_is_aligned_and_zero(void **state)
{
    (void)state;
    for (size_t n = 0; n < 300; n += 7) {
        unsigned char *p = mem_alloc(n, 3);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % 64, 0);
        assert_true(all_zero(p, 3 * n));
        memset(p, 0xFF, 3 * n);
        mem_free(p);
    }
    mem_free(NULL);
}

static void test_overflow_is_refused(void **state)
{
    (void)state;
    assert_null(mem_alloc(SIZE_MAX, 2));
    assert_null(mem_alloc(SIZE_MAX / 2 + 2, 2)); /* wraps to 2 */
    assert_null(mem_alloc(SIZE_MAX - 8, 1));     /* rounding up would wrap */
    struct arena *a = arena_new();
    assert_false(arena_failed(a));
    assert_null(arena_alloc(a, SIZE_MAX / 4, 8));
    assert_true(arena_failed(a));
    assert_int_equal(arena_bytes(a), 0);
    assert_non_null(arena_alloc(a, 1, 8)); /* it still works, and still remembers */
    assert_true(arena_failed(a));
    arena_free(a);
    arena_free(NULL);
}

/* Pieces of all sizes keep their bytes while more are taken: nothing overlaps, nothing moves. */
static void test_arena_pieces_are_apart(void **state)
{
    (void)state;
    enum { N = 2000 };
    static unsigned char *piece[N];
    static size_t size[N];
    struct arena *a = arena_new();
    size_t total = 0;
    for (size_t i = 0; i < N; i++) {
        size[i] = i % 37 == 0 ? 20000 + 977 * (i % 50) : i % 301; /* some get their own chunk */
        piece[i] = arena_alloc(a, size[i], 1);
        assert_non_null(piece[i]);
        assert_int_equal((uintptr_t)piece[i] % 64, 0);
        assert_true(all_zero(piece[i], size[i]));
        memset(piece[i], (int)(i % 251), size[i]);
        total += size[i];
    }
    for (size_t i = 0; i < N; i++) {
        for (size_t k = 0; k < size[i]; k++) {
            if (piece[i][k] != i % 251) {
                fail_msg("piece %zu was overwritten at %zu", i, k);
            }
        }
    }
    assert_true(arena_bytes(a) >= total);
    assert_false(arena_failed(a));
    arena_free(a);
}

static void test_arena_text(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    char source[] = "美幌町";
    char *copy = arena_strdup(a, source);
    source[0] = 'x';
    assert_string_equal(copy, "美幌町");
    assert_string_equal(arena_strdup(a, ""), "");
    assert_null(arena_strdup(a, NULL));
    assert_false(arena_failed(a));
    assert_string_equal(arena_printf(a, "%s.%zu", "kilns", (size_t)2), "kilns.2");
    char *wide = arena_printf(a, "%0200000d", 7); /* longer than a chunk */
    assert_int_equal(strlen(wide), 200000);
    assert_true(wide[199999] == '7');
    arena_free(a);
}

static void test_grow_keeps_items(void **state)
{
    (void)state;
    int *item = NULL;
    size_t capacity = 0;
    for (int i = 0; i < 1000; i++) {
        assert_true(mem_grow((void **)&item, &capacity, (size_t)i, sizeof *item));
        assert_true(capacity > (size_t)i);
        item[i] = i * i;
    }
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(item[i], i * i);
    }
    const size_t before = capacity;
    assert_false(mem_grow((void **)&item, &capacity, SIZE_MAX - 1, sizeof *item));
    assert_int_equal(capacity, before); /* refused: as it was */
    assert_int_equal(item[999], 999 * 999);
    mem_free(item);
}

static void test_fault_once(void **state)
{
    (void)state;
    mem_fail_at(3, false);
    void *p[4] = {mem_alloc(1, 1), mem_alloc(1, 1), mem_alloc(1, 1), mem_alloc(1, 1)};
    assert_true(p[0] != NULL && p[1] != NULL && p[2] == NULL && p[3] != NULL);
    for (int i = 0; i < 4; i++) {
        mem_free(p[i]);
    }
}

static void test_fault_from_then_on(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    mem_fail_at(2, true);
    assert_non_null(arena_alloc(a, 1, 1)); /* pieces inside a chunk count too */
    assert_null(arena_alloc(a, 1, 1));
    assert_null(arena_strdup(a, "x"));
    assert_null(arena_printf(a, "x"));
    assert_null(mem_alloc(1, 1));
    assert_null(arena_new());
    assert_true(arena_failed(a));
    int *item = NULL;
    size_t capacity = 0;
    assert_false(mem_grow((void **)&item, &capacity, 0, sizeof *item));
    assert_true(item == NULL && capacity == 0);
    mem_fail_at(0, false);
    assert_non_null(arena_alloc(a, 1, 1));
    arena_free(a);
}

static void test_count(void **state)
{
    (void)state;
    const unsigned long before = mem_count();
    struct arena *a = arena_new();
    (void)arena_alloc(a, 3, 8);
    mem_free(mem_alloc(1, 1));
    assert_int_equal(mem_count() - before, 3);
    arena_free(a);
    assert_int_equal(mem_count() - before, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_alloc_is_aligned_and_zero, reset_faults),
        cmocka_unit_test_teardown(test_overflow_is_refused, reset_faults),
        cmocka_unit_test_teardown(test_arena_pieces_are_apart, reset_faults),
        cmocka_unit_test_teardown(test_arena_text, reset_faults),
        cmocka_unit_test_teardown(test_grow_keeps_items, reset_faults),
        cmocka_unit_test_teardown(test_fault_once, reset_faults),
        cmocka_unit_test_teardown(test_fault_from_then_on, reset_faults),
        cmocka_unit_test_teardown(test_count, reset_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
