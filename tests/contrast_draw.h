/* contrast_draw.h - what the tests of sim/contrast.h share: drawn values, numbered groups.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_CONTRAST_DRAW_H
#define TESTS_CONTRAST_DRAW_H
#include "sim/num.h"
#include "tests/cmocka_all.h"
#include "tests/prop.h"
#include <math.h>

enum { MOST = 512 };

static inline void near(double got, double want, double tolerance)
{
    if (!(fabs(got - want) <= tolerance)) {
        fail_msg("%.17g is not %.17g (within %g)", got, want, tolerance);
    }
}

static inline double uniform(struct prop *r) { return prop_real(r, 0x1p-54, 1.0 - 0x1p-53); }
static inline double normal(struct prop *r) { return num_normal_quantile(uniform(r)); }
static inline double exponential(struct prop *r) { return -num_log(uniform(r)); }

/* group[i] = i / each. */
static inline void group_by(uint32_t *group, size_t n, size_t each)
{
    for (size_t i = 0; i < n; i++) {
        group[i] = (uint32_t)(i / each);
    }
}
#endif
