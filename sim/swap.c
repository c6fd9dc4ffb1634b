/* swap.c - see swap.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/swap.h"
#include "sim/mem.h"
#include "sim/num.h"
#include "sim/order.h"
#include "sim/stats.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double chance_of_error = 0.05;

/* Normal scores of x in its own order; seat[n] keeps the sorted values. */
static void score(const double *x, size_t n, struct seat *seat, struct seat *spare, double *z)
{
    order_by_value(x, n, seat, spare);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && seat[end].value == seat[i].value;)
            end++;
        const double rank = 0.5 * (double)(i + end); /* mid-rank less 1/2 */
        const double s = num_normal_quantile(rank / (double)n);
        for (size_t k = i; k < end; k++)
            z[seat[k].at] = s;
    }
}

/* Value of the sorted sample at a quantile, by the same ranks. */
static double value_at(const struct seat *seat, size_t n, double quantile)
{
    const double at = quantile * (double)n - 0.5;
    const size_t i = at > 0.0 ? (size_t)at : 0;
    if (i + 1 >= n)
        return seat[n - 1].value;
    const double part = at > 0.0 ? at - (double)i : 0.0;
    return seat[i].value + part * (seat[i + 1].value - seat[i].value);
}

static bool opposite(double mean, double sum) { return mean > 0.0 ? sum < 0.0 : sum > 0.0; }

/* The nearest value from seat `first` outwards at which the differences have the other sign. */
static bool value_turns(const double *d, double mean, const struct seat *seat, size_t n,
                        size_t first, bool up, double *at)
{
    double sum = 0.0;
    for (size_t k = 0, left = up ? n - first : first + 1; k < left; k++) {
        const size_t i = up ? first + k : first - k, next = up ? i + 1 : i - 1;
        sum += d[seat[i].at];
        if (k + 1 < left && seat[next].value == seat[i].value)
            continue;
        *at = seat[i].value;
        if (opposite(mean, sum))
            return true;
        sum = 0.0;
    }
    return false;
}

/* The line is a summary: its zero counts only if the differences drawn from there to that end of
 * the input have the other sign too (a curve may flatten out before zero, an input of two values
 * has none between). Where values are equal `at` is one of them. */
static bool turns_round(const double *d, double mean, const struct seat *seat, const double *z,
                        size_t n, double turn, struct swap_input *out)
{
    const bool up = turn > 0.0; /* scores are centred: 0 is the median */
    double sum = 0.0;
    size_t first = n;
    for (size_t i = 0; i < n; i++) {
        const double s = z[seat[i].at];
        if (up ? s < turn : s > turn)
            continue;
        sum += d[seat[i].at];
        first = up && first < n ? first : i;
    }
    if (first == n || !opposite(mean, sum))
        return false;
    const bool tied = (first + 1 < n && seat[first + 1].value == seat[first].value) ||
                      (first > 0 && seat[first - 1].value == seat[first].value);
    out->at = value_at(seat, n, out->at_quantile);
    return (!tied || value_turns(d, mean, seat, n, first, up, &out->at)) && out->at != out->from;
}

/* mean: of d; spread: sum of its squared deviations. */
static struct swap_input fit(const double *d, double mean, double spread, const struct seat *seat,
                             const double *z, size_t n, double t_wanted)
{
    struct swap_input out = {.from = value_at(seat, n, 0.5)};
    const double z_mean = stats_mean(z, n);
    double zz = 0.0, zd = 0.0;
    for (size_t i = 0; i < n; i++) {
        zz += (z[i] - z_mean) * (z[i] - z_mean);
        zd += (z[i] - z_mean) * (d[i] - mean);
    }
    if (!(zz > 0.0) || !(spread > 0.0))
        return out;
    out.slope = zd / zz;
    out.share = zd * zd / (zz * spread);
    out.share = out.share < 1.0 ? out.share : 1.0;
    const double rest = (1.0 - out.share) * spread / (double)(n - 2);
    const double error = sqrt(rest / zz);
    out.counts = fabs(out.slope) > t_wanted * error;
    const double turn = z_mean - mean / out.slope;
    out.at_quantile = out.counts ? num_normal_cdf(turn) : 0.5;
    const double edge = 0.5 / (double)n; /* beyond it nothing was drawn */
    out.turns = out.counts && out.at_quantile >= edge && out.at_quantile <= 1.0 - edge &&
                turns_round(d, mean, seat, z, n, turn, &out);
    out.at = out.turns ? out.at : out.from;
    return out;
}

static double spread_of(const double *d, size_t n, double mean)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += (d[i] - mean) * (d[i] - mean);
    return sum;
}

bool swap_inputs(const double *d, size_t n_d, size_t n, const double *x, size_t n_input,
                 struct swap_input *out)
{
    for (size_t i = 0; i < n_d * n_input; i++)
        out[i] = (struct swap_input){0};
    if (n < SWAP_LEAST || n_input == 0 || n_d == 0)
        return true;
    struct seat *seat = mem_alloc(n, sizeof *seat), *spare = mem_alloc(n, sizeof *spare);
    double *z = mem_alloc(n, sizeof *z), *mean = mem_alloc(n_d, sizeof *mean);
    double *spread = mem_alloc(n_d, sizeof *spread);
    const bool ok = seat && spare && z && mean && spread;
    const double p = 1.0 - 0.5 * chance_of_error / (double)n_input;
    const double t_wanted = stats_t_quantile(p, (double)(n - 2));
    for (size_t k = 0; ok && k < n_d; k++) {
        mean[k] = stats_mean(d + k * n, n);
        spread[k] = spread_of(d + k * n, n, mean[k]);
    }
    for (size_t i = 0; ok && i < n_input; i++) {
        score(x + i * n, n, seat, spare, z); /* the costly part: once for all of d */
        for (size_t k = 0; k < n_d; k++)
            out[k * n_input + i] = fit(d + k * n, mean[k], spread[k], seat, z, n, t_wanted);
    }
    mem_free(seat);
    mem_free(spare);
    mem_free(z);
    mem_free(mean);
    mem_free(spread);
    return ok;
}

size_t swap_smallest(const struct swap_input *in, size_t n_input)
{
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < n_input; i++)
        if (in[i].turns &&
            (best == SIZE_MAX || fabs(in[i].at_quantile - 0.5) < fabs(in[best].at_quantile - 0.5)))
            best = i;
    return best;
}

double swap_share(const struct swap_input *in, size_t n_input, const bool *some)
{
    double sum = 0.0;
    for (size_t i = 0; i < n_input; i++)
        sum += in[i].counts && some[i] ? in[i].share : 0.0;
    return sum < 1.0 ? sum : 1.0;
}
