/* contrast_weigh.c - see contrast.h: options under given weights, and under any.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/contrast.h"
#include "sim/mem.h"
#include "sim/num.h"
#include "sim/rng.h"

/* scaled[n_option][n_metric]: 0 for the worst option's mean, 1 for the best one's. */
static void scale(const double *mean, size_t n_option, size_t n_metric, const int *better,
                  double *scaled)
{
    for (size_t m = 0; m < n_metric; m++) {
        double least = mean[m], most = mean[m];
        for (size_t o = 1; o < n_option; o++) {
            const double x = mean[o * n_metric + m];
            least = x < least ? x : least;
            most = x > most ? x : most;
        }
        const double worst = better[m] < 0 ? most : least, best = better[m] < 0 ? least : most;
        for (size_t o = 0; o < n_option; o++) {
            const double x = mean[o * n_metric + m];
            scaled[o * n_metric + m] = best != worst ? (x - worst) / (best - worst) : 0.0;
        }
    }
}

static void weigh(const double *scaled, size_t n_option, size_t n_metric, const double *weight,
                  double *score)
{
    for (size_t o = 0; o < n_option; o++) {
        score[o] = 0.0;
        for (size_t m = 0; m < n_metric; m++) {
            score[o] += weight[m] * scaled[o * n_metric + m];
        }
    }
}

/* Exponentials over their sum are uniform on the simplex (Devroye 1986, Non-Uniform Random Variate
 * Generation, V.2). The sum divides every option's score alike, so ranking does without it. */
static void draw_weights(uint64_t seed, uint32_t draw, uint32_t key, size_t n_metric,
                         double *weight)
{
    for (size_t m = 0; m < n_metric; m += 2) {
        double u[2];
        rng_uniform2(seed, draw, key, STREAM_DESIGN, 0, (uint32_t)(m / 2), u);
        weight[m] = -num_log(u[0]);
        if (m + 1 < n_metric) {
            weight[m + 1] = -num_log(u[1]);
        }
    }
}

/* One vote, divided among the options with the largest score. */
static void vote(const double *score, size_t n_option, double *share)
{
    double most = score[0];
    size_t n_most = 1;
    for (size_t o = 1; o < n_option; o++) {
        n_most = score[o] > most ? 1 : n_most + (score[o] == most);
        most = score[o] > most ? score[o] : most;
    }
    for (size_t o = 0; o < n_option; o++) {
        share[o] += score[o] == most ? 1.0 / (double)n_most : 0.0;
    }
}

bool contrast_weigh(const double *mean, size_t n_option, size_t n_metric, const int *better,
                    const double *weight, size_t draws, uint64_t seed, double *score, double *share)
{
    double *scaled = mem_alloc(n_option * n_metric, sizeof *scaled);
    double *drawn = mem_alloc(n_metric, sizeof *drawn);
    const bool ok = scaled != NULL && drawn != NULL;
    if (ok && n_option > 0) {
        const uint32_t key = rng_key("weights", "simplex");
        double sum = 0.0;
        scale(mean, n_option, n_metric, better, scaled);
        for (size_t o = 0; o < n_option; o++) {
            share[o] = 0.0;
        }
        for (size_t d = 0; d < draws; d++) {
            draw_weights(seed, (uint32_t)d, key, n_metric, drawn);
            weigh(scaled, n_option, n_metric, drawn, score);
            vote(score, n_option, share);
        }
        for (size_t m = 0; m < n_metric; m++) {
            sum += weight[m];
        }
        weigh(scaled, n_option, n_metric, weight, score);
        for (size_t o = 0; o < n_option; o++) {
            score[o] /= sum;
            share[o] /= (double)draws; /* without any: NaN */
        }
    }
    mem_free(scaled);
    mem_free(drawn);
    return ok;
}
