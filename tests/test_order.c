/* test_order.c - numbers in order, against the C library's own sort.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"
#include "sim/order.h"
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

enum { MOST = 5000 };

static int by_value_and_place(const void *a, const void *b)
{
    const struct seat *x = a, *y = b;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

/* All lengths about the powers of two of the runs; many values, few, one; infinite ones. */
static void equals_keep_their_order(void **state)
{
    (void)state;
    static double x[MOST];
    static struct seat seat[MOST], spare[MOST], want[MOST];
    uint64_t s = 9;
    for (size_t n = 0; n < MOST; n += n < 140 ? 1 : 811) {
        for (uint64_t values = 1; values < 100000; values *= 40) {
            for (size_t i = 0; i < n; i++) {
                s = s * 6364136223846793005u + 1442695040888963407u;
                const double v = (double)((s >> 33) % values);
                x[i] = v == 7.0 ? -(double)INFINITY : v == 8.0 ? (double)INFINITY : v - 10.0;
                want[i] = (struct seat){x[i], i};
            }
            qsort(want, n, sizeof *want, by_value_and_place);
            order_by_value(x, n, seat, spare);
            for (size_t i = 0; i < n; i++) {
                assert_int_equal(seat[i].at, want[i].at);
                assert_true(seat[i].value == want[i].value);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(equals_keep_their_order)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
