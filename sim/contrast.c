/* contrast.c - see contrast.h: effect, regret, dominance, risk, gain.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/contrast.h"
#include "sim/mem.h"
#include <float.h>
#include <math.h>

/* --- effect and gain ----------------------------------------------------------------------- */

/* The i-th value of a, or of a - b where there is a b. */
static double value_of(const double *a, const double *b, size_t i)
{
    return b != NULL ? a[i] - b[i] : a[i];
}

static bool all_equal(const double *a, const double *b, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        if (value_of(a, b, i) != value_of(a, b, 0)) {
            return false;
        }
    }
    return true;
}

/* Sum of squares about the mean; of the groups' means, weighing by size as stats_paired() does, if
 * there are two groups or more. Exactly 0 for equal values, whatever rounding does to their mean.
 */
static double spread(const double *a, const double *b, const uint32_t *group, size_t n)
{
    if (n < 2 || all_equal(a, b, n)) {
        return 0.0;
    }
    const bool by_group = group != NULL && stats_group_end(group, 0, n) < n;
    double sum = 0.0, square = 0.0;
    for (size_t i = 0; i < n; i++) {
        sum += value_of(a, b, i);
    }
    const double mean = sum / (double)n;
    for (size_t i = 0; i < n;) {
        const size_t end = by_group ? stats_group_end(group, i, n) : i + 1;
        double residual = 0.0;
        for (; i < end; i++) {
            residual += value_of(a, b, i) - mean;
        }
        square += residual * residual;
    }
    return square;
}

double contrast_effect(const double *difference, size_t n)
{
    if (n < 2) {
        return (double)NAN;
    }
    const double square = spread(difference, NULL, NULL, n);
    if (square > 0.0) {
        return stats_mean(difference, n) / sqrt(square / (double)(n - 1));
    }
    return difference[0] != 0.0 ? copysign((double)INFINITY, difference[0]) : 0.0;
}

double contrast_common_gain(const double *a, const double *b, const uint32_t *group, size_t n)
{
    const double apart = spread(a, NULL, group, n) + spread(b, NULL, group, n);
    const double paired = spread(a, b, group, n);
    if (paired > 0.0) {
        return apart / paired;
    }
    return apart > 0.0 ? (double)INFINITY : 1.0;
}

/* --- regret -------------------------------------------------------------------------------- */

static struct contrast_regret regret_of(const double *y, const double *best, double *regret,
                                        size_t n)
{
    if (n == 0) {
        const double none = (double)NAN;
        return (struct contrast_regret){none, none, none, none};
    }
    size_t unbeaten = 0;
    for (size_t i = 0; i < n; i++) {
        regret[i] = fabs(best[i] - y[i]);
        unbeaten += y[i] == best[i];
    }
    struct contrast_regret out = {.mean = stats_mean(regret, n),
                                  .share_best = (double)unbeaten / (double)n};
    stats_sort(regret, n);
    out.q90 = stats_quantile(regret, n, 0.9);
    out.max = regret[n - 1];
    return out;
}

bool contrast_regret(const double *y, size_t n_option, size_t n, int better,
                     struct contrast_regret *out)
{
    double *best = mem_alloc(n, sizeof *best), *regret = mem_alloc(n, sizeof *regret);
    const bool ok = best != NULL && regret != NULL;
    for (size_t o = 0; ok && o < n_option; o++) {
        for (size_t i = 0; i < n; i++) {
            const double own = y[o * n + i];
            if (o == 0 || (better < 0 ? own < best[i] : own > best[i])) {
                best[i] = own;
            }
        }
    }
    for (size_t o = 0; ok && o < n_option; o++) {
        out[o] = regret_of(y + o * n, best, regret, n);
    }
    mem_free(best);
    mem_free(regret);
    return ok;
}

/* --- dominance and risk -------------------------------------------------------------------- */

/* The i-th value from the worst end, its sign turned so that more is better. */
static double from_worst(const double *sorted, size_t n, size_t i, int better)
{
    return better < 0 ? -sorted[n - 1 - i] : sorted[i];
}

/* With equal numbers of values, a's distribution is nowhere worse if its i-th worst value is not,
 * for all i; its integral is not if the sum of the i worst is not (Levy 2016, chapter 5). The sum
 * of differences carries its own rounding error along (Neumaier 1974,
 * doi:10.1002/zamm.19740540106), so what is left of it is a few units of the last place of the
 * values themselves. */
enum contrast_order contrast_dominance(double *a, double *b, size_t n, int better)
{
    stats_sort(a, n);
    stats_sort(b, n);
    bool first = true, second = true, more = false, more_sum = false;
    double sum = 0.0, lost = 0.0, size = 0.0;
    for (size_t i = 0; i < n; i++) {
        const double x = from_worst(a, n, i, better), y = from_worst(b, n, i, better);
        const double d = x - y, next = sum + d;
        lost += fabs(sum) >= fabs(d) ? (sum - next) + d : (d - next) + sum;
        sum = next;
        size += fabs(x) + fabs(y);
        const double rounding = 4.0 * DBL_EPSILON * size;
        first = first && x >= y;
        more = more || x > y;
        second = second && sum + lost >= -rounding;
        more_sum = more_sum || sum + lost > rounding;
    }
    if (first && more) {
        return DOMINATES_FIRST;
    }
    return second && more_sum ? DOMINATES_SECOND : DOMINATES_NOT;
}

struct contrast_risk contrast_risk(double *y, size_t n, double tail, int better)
{
    if (n == 0) {
        return (struct contrast_risk){(double)NAN, (double)NAN};
    }
    stats_sort(y, n);
    /* stats_quantile() at 1 - tail would round otherwise than at tail: both ends go one way. */
    const double at = tail * (double)(n - 1), whole = floor(at);
    const size_t k = (size_t)whole;
    double risk = from_worst(y, n, k < n ? k : n - 1, better);
    if (k + 1 < n) {
        risk += (at - whole) * (from_worst(y, n, k + 1, better) - risk);
    }
    const double mass = tail * (double)n;
    double left = mass, beyond = 0.0; /* how much worse than the quantile: 0 for equal values */
    for (size_t i = 0; i < n && left > 0.0; i++) {
        beyond += (left < 1.0 ? left : 1.0) * (risk - from_worst(y, n, i, better));
        left -= 1.0;
    }
    const double shortfall = beyond > 0.0 ? risk - beyond / mass : risk;
    const double sign = better < 0 ? -1.0 : 1.0;
    return (struct contrast_risk){sign * risk, sign * shortfall};
}
