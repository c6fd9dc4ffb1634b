/* contrast_ratio.c - see contrast.h: a ratio of sums and its bootstrap interval.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/contrast.h"
#include "sim/mem.h"
#include "sim/rng.h"
#include <math.h>
#include <string.h>

struct sums {
    double above, below;
};

struct bootstrap {
    struct sums *unit;     /* [n_unit]: sums of what is drawn whole */
    uint32_t *count;       /* [n_unit]: how often, in this resample */
    double *ratio, *below; /* [resamples] */
    size_t n_unit, resamples;
    uint64_t seed;
};

/* A unit is a group, or a run where there is one group only. */
static void sum_units(struct bootstrap *boot, const double *above, const double *below,
                      const uint32_t *group, size_t n)
{
    const bool by_group = n > 0 && stats_group_end(group, 0, n) < n;
    boot->n_unit = 0;
    for (size_t i = 0; i < n;) {
        struct sums s = {0.0, 0.0};
        const size_t end = by_group ? stats_group_end(group, i, n) : i + 1;
        for (; i < end; i++) {
            s.above += above[i];
            s.below += below[i];
        }
        boot->unit[boot->n_unit++] = s;
    }
}

/* n_unit draws with replacement, four to a Philox block, then the sums in index order. A unit's
 * chance is off by at most n_unit / 2^32 of itself. */
static struct sums draw_sums(const struct bootstrap *boot, uint32_t resample, uint32_t key)
{
    const uint32_t k0 = (uint32_t)boot->seed, k1 = (uint32_t)(boot->seed >> 32);
    const size_t n = boot->n_unit;
    uint32_t *count = boot->count;
    memset(count, 0, n * sizeof *count);
    for (size_t i = 0; i < n; i += 4) {
        const struct rng_word4 at = {
            {resample, key, (uint32_t)STREAM_BOOTSTRAP << 16, (uint32_t)(i / 4)}};
        const struct rng_word4 r = rng_philox(at, k0, k1);
        for (size_t j = 0; j < 4 && i + j < n; j++) {
            count[(uint64_t)r.w[j] * n >> 32]++;
        }
    }
    struct sums s = {0.0, 0.0};
    for (size_t i = 0; i < n; i++) {
        s.above += count[i] * boot->unit[i].above;
        s.below += count[i] * boot->unit[i].below;
    }
    return s;
}

/* Fills and sorts boot->ratio and boot->below. A denominator that falls on the other side of zero
 * takes the ratio through infinity: it ranks beyond every finite one, on the numerator's side. */
static void draw_all(const struct bootstrap *boot, bool positive)
{
    const uint32_t key = rng_key("bootstrap", "ratio");
    for (size_t b = 0; b < boot->resamples; b++) {
        const struct sums s = draw_sums(boot, (uint32_t)b, key);
        const bool through = positive ? s.below <= 0.0 : s.below >= 0.0;
        const double beyond = copysign((double)INFINITY, positive ? s.above : -s.above);
        boot->ratio[b] = through ? beyond : s.above / s.below;
        boot->below[b] = s.below;
    }
    stats_sort(boot->ratio, boot->resamples);
    stats_sort(boot->below, boot->resamples);
}

static struct contrast_ratio estimate(const struct bootstrap *boot, double level)
{
    const double nan = (double)NAN, p = 0.5 - 0.5 * level;
    const struct contrast_ratio withheld = {nan, nan, nan, true};
    struct sums all = {0.0, 0.0};
    for (size_t i = 0; i < boot->n_unit; i++) {
        all.above += boot->unit[i].above;
        all.below += boot->unit[i].below;
    }
    struct contrast_ratio out = {all.above / all.below, nan, nan, false};
    if (!isfinite(out.value)) {
        return withheld;
    }
    if (boot->n_unit < 2 || boot->resamples == 0) {
        return out;
    }
    draw_all(boot, all.below > 0.0);
    if (stats_quantile(boot->below, boot->resamples, p) <= 0.0 &&
        stats_quantile(boot->below, boot->resamples, 1.0 - p) >= 0.0) {
        return withheld;
    }
    out.lo = stats_quantile(boot->ratio, boot->resamples, p);
    out.hi = stats_quantile(boot->ratio, boot->resamples, 1.0 - p);
    /* So near to zero that the next draw through infinity is an end of the interval. */
    return isfinite(out.lo) && isfinite(out.hi) ? out : withheld;
}

bool contrast_ratio(const double *numerator, const double *denominator, const uint32_t *group,
                    size_t n, double level, size_t resamples, uint64_t seed,
                    struct contrast_ratio *out)
{
    struct bootstrap boot = {.unit = mem_alloc(n, sizeof *boot.unit),
                             .count = mem_alloc(n, sizeof *boot.count),
                             .ratio = mem_alloc(resamples, sizeof *boot.ratio),
                             .below = mem_alloc(resamples, sizeof *boot.below),
                             .resamples = resamples,
                             .seed = seed};
    const bool ok = boot.unit != NULL && boot.count != NULL && boot.ratio != NULL &&
                    boot.below != NULL && n <= UINT32_MAX;
    if (ok) {
        sum_units(&boot, numerator, denominator, group, n);
        *out = estimate(&boot, level);
    }
    mem_free(boot.unit);
    mem_free(boot.count);
    mem_free(boot.ratio);
    mem_free(boot.below);
    return ok;
}
