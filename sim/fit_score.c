/* fit_score.c - a fit against naive rules, apart for what it saw and what was held out (rule 19 of
 * the modelling rules). See fit.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/fit.h"
#include <math.h>

struct naive {
    double last, mean;
};

static struct naive naive_of(const struct fit_seen *s, uint32_t series)
{
    struct naive x = {(double)NAN, 0.0};
    double n = 0.0;
    for (size_t o = 0; o < s->n; o++)
        if (s->series[o] == series && !s->held_out[o]) {
            x.last = s->observed[o];
            x.mean += s->observed[o];
            n += 1.0;
        }
    x.mean = n > 0.0 ? x.mean / n : (double)NAN;
    return x;
}

struct fit_score fit_score_series(const struct fit_seen *s, uint32_t series)
{
    struct fit_score out = {0};
    const struct naive naive = naive_of(s, series);
    for (size_t o = 0; o < s->n; o++) {
        if (s->series[o] != series)
            continue;
        const size_t h = s->held_out[o] != 0;
        const double y = s->observed[o];
        const double e[3] = {y - s->fitted[o], y - naive.last, y - naive.mean};
        out.n[h]++;
        out.rmse[h] += e[0] * e[0];
        out.last[h] += e[1] * e[1];
        out.mean[h] += e[2] * e[2];
        out.n_inside[h] += y >= s->lo[o] && y <= s->hi[o];
    }
    for (size_t h = 0; h < 2; h++) {
        const double n = out.n[h] > 0 ? (double)out.n[h] : 1.0;
        out.rmse[h] = sqrt(out.rmse[h] / n);
        out.last[h] = sqrt(out.last[h] / n);
        out.mean[h] = sqrt(out.mean[h] / n);
    }
    return out;
}
