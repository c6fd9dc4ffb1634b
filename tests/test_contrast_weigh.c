/* test_contrast_weigh.c - weights given and weights drawn, against areas of the simplex.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/contrast.h"
#include "sim/mem.h"
#include "tests/contrast_draw.h"

static void weights_by_hand(void **state)
{
    (void)state;
    /* Cost (less is better), tonnes (more), and a metric equal for all. */
    const double mean[] = {10, 5, 7, 30, 9, 7, 20, 8, 7};
    const int better[] = {-1, 1, 1};
    const double weight[] = {1, 2, 1};
    double score[3], share[3];
    assert_true(contrast_weigh(mean, 3, 3, better, weight, 20000, 1, score, share));
    near(score[0], 0.25, 1e-15);                    /* 1 0 0 */
    near(score[1], 0.5, 1e-15);                     /* 0 1 0 */
    near(score[2], 0.25 * 0.5 + 0.5 * 0.75, 1e-15); /* 1/2 3/4 0 */
    /* With w of the first over the sum of the first two, uniform: w, 1 - w, 3/4 - w / 4. The first
     * leads from 3/5 on, the second up to 1/3. Standard error 0.0035. */
    near(share[0], 0.4, 0.015);
    near(share[1], 1.0 / 3.0, 0.015);
    near(share[2], 4.0 / 15.0, 0.015);
    const double only[] = {5, 0, 0}; /* one metric with all the weight decides, at its scale */
    assert_true(contrast_weigh(mean, 3, 3, better, only, 10, 1, score, share));
    assert_true(score[0] == 1.0 && score[1] == 0.0 && score[2] == 0.5);
}

/* Uniform on the simplex of three: one weight is over a half with chance 1/4 (over t: (1 - t)^2);
 * normalised uniforms would give 1/6. */
static void weights_are_uniform(void **state)
{
    (void)state;
    const int better[] = {1, 1, 1, 1};
    const double weight[] = {1, 1, 1, 1};
    double score[2], share[2];
    const double mean[] = {1, 0, 0, 0, 1, 1};
    assert_true(contrast_weigh(mean, 2, 3, better, weight, 40000, 3, score, share));
    near(share[0], 0.25, 0.01);
    const double four[] = {1, 0, 0, 0, 0, 1, 1, 1}; /* (1 - 1/2)^3 */
    assert_true(contrast_weigh(four, 2, 4, better, weight, 40000, 4, score, share));
    near(share[0], 0.125, 0.008);
    near(score[0], 0.25, 1e-15);
    for (size_t m = 0; m < 4; m++) { /* whichever metric it is */
        double one[8];
        for (size_t j = 0; j < 4; j++) {
            one[j] = j == m;
            one[4 + j] = j != m;
        }
        assert_true(contrast_weigh(one, 2, 4, better, weight, 40000, 5, score, share));
        near(share[0], 0.125, 0.008);
    }
}

static void weights_properties(void **state)
{
    (void)state;
    struct prop r = {.state = 13};
    for (int k = 0; k < prop_cases(300); k++) {
        double mean[8 * 6], turned[8 * 6], weight[6], score[8], share[8], score2[8], share2[8];
        int better[6], other[6];
        const size_t n_option = (size_t)prop_int(&r, 1, 7), n_metric = (size_t)prop_int(&r, 1, 6);
        for (size_t m = 0; m < n_metric; m++) {
            better[m] = prop_int(&r, -1, 1);
            other[m] = better[m] < 0 ? 1 : -1;
            weight[m] = m == 0 ? 0.1 : prop_real(&r, 0, 2);
        }
        for (size_t i = 0; i < n_option * n_metric; i++) {
            mean[i] = prop_int(&r, -4, 4);
            turned[i] = 100.0 - 8.0 * mean[i]; /* another unit, the other sense */
        }
        assert_true(contrast_weigh(mean, n_option, n_metric, better, weight, 200, 9, score, share));
        assert_true(
            contrast_weigh(turned, n_option, n_metric, other, weight, 200, 9, score2, share2));
        double sum = 0.0;
        for (size_t o = 0; o < n_option; o++) {
            sum += share[o];
            assert_true(score[o] >= 0.0 && score[o] <= 1.0 + 1e-15);
            assert_true(score[o] == score2[o] && share[o] == share2[o]);
            for (size_t p = 0; p < n_option; p++) { /* nowhere worse: not behind */
                bool no_worse = true;
                for (size_t m = 0; m < n_metric; m++) {
                    const double d = mean[o * n_metric + m] - mean[p * n_metric + m];
                    no_worse = no_worse && (better[m] < 0 ? d <= 0.0 : d >= 0.0);
                }
                assert_true(!no_worse || (score[o] >= score[p] && share[o] >= share[p]));
            }
        }
        near(sum, 1.0, 1e-12);
        /* A copy of option 0 at the end takes half of its share and leaves the others theirs. */
        memcpy(mean + n_option * n_metric, mean, n_metric * sizeof *mean);
        assert_true(
            contrast_weigh(mean, n_option + 1, n_metric, better, weight, 200, 9, score2, share2));
        assert_true(share2[0] == share2[n_option] && score2[0] == score2[n_option]);
        assert_true(share2[0] <= share[0] && share2[0] >= 0.5 * share[0] - 1e-12);
    }
}

static void weights_limits(void **state)
{
    (void)state;
    const double same[] = {2, 3, 2, 3, 2, 3};
    const int better[] = {1, 1};
    const double weight[] = {1, 1};
    double score[3], share[3];
    assert_true(contrast_weigh(same, 3, 2, better, weight, 100, 1, score, share));
    for (size_t o = 0; o < 3; o++) {
        assert_true(score[o] == 0.0);
        near(share[o], 1.0 / 3.0, 1e-12);
    }
    assert_true(contrast_weigh(same, 1, 2, better, weight, 7, 1, score, share));
    assert_true(score[0] == 0.0 && share[0] == 1.0);
    assert_true(contrast_weigh(same, 2, 2, better, weight, 0, 1, score, share));
    assert_true(isnan(share[0]) && score[0] == 0.0);
    assert_true(contrast_weigh(NULL, 0, 2, better, weight, 5, 1, NULL, NULL));
}

/* Each allocation fails in turn, once and from then on. */
static void weights_out_of_memory(void **state)
{
    (void)state;
    const double mean[] = {1, 2, 3, 4}, weight[] = {1, 1};
    const int better[] = {1, 1};
    double score[2], share[2];
    for (int sticky = 0; sticky < 2; sticky++) {
        unsigned long n = 1;
        for (bool ok = false; !ok; n++) {
            mem_fail_at(n, sticky);
            ok = contrast_weigh(mean, 2, 2, better, weight, 9, 1, score, share);
            mem_fail_at(0, false);
        }
        assert_true(n == 2 + 2);
    }
}

int main(void)
{
    num_thread_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_by_hand),       cmocka_unit_test(weights_are_uniform),
        cmocka_unit_test(weights_properties),    cmocka_unit_test(weights_limits),
        cmocka_unit_test(weights_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
