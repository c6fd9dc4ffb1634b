/* fit_posterior.c - what the last population of fit_abc.c says. See fit.h, fit_abc.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/fit_abc.h"
#include "sim/mem.h"
#include <math.h>

#define KNOWN 0.8 /* a parameter whose interval keeps more of the prior's is not identified */

static void tell_params(struct fit_pool *p, const double *kernel, struct fit_pair *pair)
{
    const struct fit_spec *s = p->f->s;
    const double tail = 0.5 - 0.5 * s->level;
    for (size_t k = 0; k < p->d; k++) {
        struct fit_param *out = &p->f->r->param[k];
        for (size_t i = 0; i < p->half; i++)
            pair[i] = (struct fit_pair){p->z[i * p->d + k], kernel[i]};
        fit_sort_pairs(pair, p->half);
        const double lo = fit_u(fit_quantile(pair, p->half, tail));
        const double hi = fit_u(fit_quantile(pair, p->half, 1.0 - tail));
        out->u = fit_u(fit_quantile(pair, p->half, 0.5));
        out->estimate = s->value(s->ctx, k, out->u);
        out->lo = s->value(s->ctx, k, lo);
        out->hi = s->value(s->ctx, k, hi);
        out->at_lo = lo < 0.2 * tail;
        out->at_hi = hi > 1.0 - 0.2 * tail;
        out->identified = hi - lo < KNOWN * s->level;
    }
    for (size_t a = 0; a < p->d; a++)
        for (size_t b = 0; b < p->d; b++) {
            double m[2] = {0.0, 0.0}, v[3] = {0.0, 0.0, 0.0};
            for (size_t i = 0; i < p->half; i++) {
                m[0] += kernel[i] * p->z[i * p->d + a];
                m[1] += kernel[i] * p->z[i * p->d + b];
            }
            for (size_t i = 0; i < p->half; i++) {
                const double x = p->z[i * p->d + a] - m[0], y = p->z[i * p->d + b] - m[1];
                v[0] += kernel[i] * x * x;
                v[1] += kernel[i] * y * y;
                v[2] += kernel[i] * x * y;
            }
            const double size = sqrt(v[0]) * sqrt(v[1]);
            p->f->r->correlation[a * p->d + b] = a == b ? 1.0 : size > 0.0 ? v[2] / size : 0.0;
        }
}

static void tell_observations(struct fit_pool *p, const double *kernel, struct fit_pair *pair)
{
    struct fit_result *r = p->f->r;
    const double tail = 0.5 - 0.5 * p->f->s->level;
    for (size_t o = 0; o < p->n; o++) {
        double mean = 0.0;
        const double sd = p->f->s->sd[o];
        for (size_t i = 0; i < p->half; i++) {
            const double x = p->raw[i * p->n + o];
            const double e = sd > 0.0 ? sd * fit_pool_normal(p, USE_NEW_ERROR, i, o) : 0.0;
            mean += kernel[i] > 0.0 ? kernel[i] * x : 0.0;
            pair[i] = (struct fit_pair){kernel[i] > 0.0 ? x + e : mean, kernel[i]};
        }
        fit_sort_pairs(pair, p->half);
        r->fitted[o] = mean;
        r->sd[o] = sd;
        r->lo[o] = fit_quantile(pair, p->half, tail);
        r->hi[o] = fit_quantile(pair, p->half, 1.0 - tail);
    }
}

bool fit_pool_posterior(struct fit_pool *p)
{
    double *kernel = mem_alloc(p->half, sizeof *kernel);
    struct fit_pair *pair = mem_alloc(p->half, sizeof *pair);
    double sum = 0.0;
    fit_pool_share(p, p->half);
    const double far = p->f->r->loss;
    bool ok = kernel && pair;
    for (size_t i = 0; ok && i < p->half; i++) {
        const double near = far > 0.0 && isfinite(far) ? p->distance[i] / far : 0.0;
        kernel[i] = near < 1.0 ? p->share[i] * (1.0 - near * near) : 0.0;
        sum += kernel[i];
    }
    for (size_t i = 0; ok && i < p->half; i++)
        kernel[i] = sum > 0.0 ? kernel[i] / sum : p->share[i];
    for (size_t i = 0; ok && i < p->half; i++)
        for (size_t o = 0; o < p->n && !fit_pool_is_good(p, i); o++)
            p->raw[i * p->n + o] = 0.0; /* without weight */
    const struct fit_adjustment a = {p->summary, p->target, kernel, p->half, p->d};
    ok = ok && fit_adjust(&a, p->z, p->d) && fit_adjust(&a, p->raw, p->n);
    if (ok) {
        tell_params(p, kernel, pair);
        p->generation++;
        tell_observations(p, kernel, pair);
    }
    p->f->no_memory = p->f->no_memory || !ok;
    mem_free(kernel);
    mem_free(pair);
    return ok;
}
