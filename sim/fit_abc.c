/* fit_abc.c - likelihood-free sampling by adaptive population Monte Carlo. See fit.h.
 *
 * The pool holds two halves of P points each: those kept and those new. A generation
 *   1 learns summaries from the pool (again at generations 1, 2, 4, 8, ...),
 *   2 keeps the P points whose summaries are nearest to the observed ones,
 *   3 moves points drawn from these by a normal kernel of twice their covariance, and weighs each
 *     by prior over proposal, both densities of normal scores,
 * until fewer than one new point in twenty is kept or the budget ends. Where an observation's sd is
 * given, a simulated figure gets an error of that size (Wilkinson 2013,
 * doi:10.1515/sagmb-2013-0010): the sample is then of the exact posterior as the tolerance falls.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/fit_abc.h"
#include "sim/design.h"
#include "sim/mem.h"
#include "sim/num.h"
#include "sim/rng.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LEAST_ACCEPTED 0.05
static void draw2(const struct fit_pool *p, enum fit_use use, size_t index, size_t dim, double u[2])
{
    const uint64_t seed = p->f->s->seed;
    const struct rng_word4 ctr = {{(uint32_t)index, (uint32_t)dim,
                                   (uint32_t)STREAM_FIT << 16 | (uint32_t)use, p->generation}};
    const struct rng_word4 w = rng_philox(ctr, (uint32_t)seed, (uint32_t)(seed >> 32));
    u[0] = rng_unit(w.w[0], w.w[1]);
    u[1] = rng_unit(w.w[2], w.w[3]);
}

double fit_pool_normal(const struct fit_pool *p, enum fit_use use, size_t index, size_t dim)
{
    double u[2];
    draw2(p, use, index, dim, u);
    return num_normal_quantile(u[0]);
}

/* --- simulating ------------------------------------------------------------------------------- */

/* The second half of the pool, from z: `at` is its first point. */
static bool simulate(struct fit_pool *p, size_t at)
{
    struct fit *f = p->f;
    for (size_t i = 0; i < p->half * p->d; i++)
        f->u[i] = fit_u(p->z[at * p->d + i]);
    if (!fit_evaluate(f, p->half))
        return false;
    for (size_t i = 0; i < p->half; i++)
        for (size_t o = 0; o < p->n; o++) {
            const double x = f->mean[i * p->n + o], sd = f->s->sd[o];
            const size_t to = (at + i) * p->n + o;
            p->raw[to] = x;
            p->y[to] = sd > 0.0 ? x + sd * fit_pool_normal(p, USE_ERROR, at + i, o) : x;
        }
    return true;
}

bool fit_pool_is_good(const struct fit_pool *p, size_t i)
{
    for (size_t o = 0; o < p->n; o++)
        if (!isfinite(p->raw[i * p->n + o]))
            return false;
    return true;
}

static bool begin_pool(struct fit_pool *p)
{
    const struct design_spec spec = {
        .kind = DESIGN_LHS, .n = 2 * p->half, .n_dim = p->d, .levels = 1, .seed = p->f->s->seed};
    if (!design_fill(&spec, p->z)) {
        p->f->no_memory = true;
        return false;
    }
    for (size_t i = 0; i < 2 * p->half * p->d; i++)
        p->z[i] = fit_clamp(num_normal_quantile(p->z[i]));
    for (size_t i = 0; i < 2 * p->half; i++)
        p->weight[i] = 1.0;
    return simulate(p, 0) && simulate(p, p->half);
}

/* --- summaries and distances ------------------------------------------------------------------ */

void fit_pool_share(struct fit_pool *p, size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        p->share[i] = fit_pool_is_good(p, i) ? p->weight[i] : 0.0;
        sum += p->share[i];
    }
    for (size_t i = 0; i < n; i++) {
        p->share[i] = sum > 0.0 ? p->share[i] / sum : 0.0;
        for (size_t o = 0; o < p->n && !fit_pool_is_good(p, i); o++)
            p->y[i * p->n + o] = p->f->s->observed[o];
    }
}

static struct fit_sample sample_of(const struct fit_pool *p, size_t n)
{
    return (struct fit_sample){n, p->d, p->z, p->share, p->y, p->n, p->f->in, p->f->n_in};
}

static bool learn(struct fit_pool *p)
{
    fit_pool_share(p, 2 * p->half);
    const struct fit_sample s = sample_of(p, 2 * p->half);
    for (size_t k = 0; k < p->d; k++) {
        double mean = 0.0, square = 0.0;
        for (size_t i = 0; i < s.n; i++)
            mean += p->share[i] * p->z[i * p->d + k];
        for (size_t i = 0; i < s.n; i++) {
            const double e = p->z[i * p->d + k] - mean;
            square += p->share[i] * e * e;
        }
        p->spread[k] = square > 0.0 ? sqrt(square) : 1.0;
    }
    const bool ok = fit_summary_learn(&s, p->coefficient);
    p->f->no_memory = p->f->no_memory || !ok;
    return ok;
}

static void measure(struct fit_pool *p)
{
    const struct fit_sample s = sample_of(p, 2 * p->half);
    fit_summary_of(&s, p->coefficient, p->f->s->observed, p->target);
    for (size_t i = 0; i < s.n; i++) {
        double *own = p->summary + i * p->d, sum = 0.0;
        fit_summary_of(&s, p->coefficient, p->y + i * p->n, own);
        for (size_t k = 0; k < p->d; k++) {
            const double e = (own[k] - p->target[k]) / p->spread[k];
            sum += e * e;
        }
        p->distance[i] = fit_pool_is_good(p, i) && isfinite(sum) ? sqrt(sum) : HUGE_VAL;
    }
}

struct near {
    double distance;
    size_t at;
};
static int by_distance(const void *a, const void *b)
{
    const struct near *x = a, *y = b;
    if (x->distance != y->distance)
        return x->distance < y->distance ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

static void swap_points(struct fit_pool *p, size_t a, size_t b)
{
    double *const list[] = {p->z, p->weight, p->y, p->raw, p->summary, p->distance};
    const size_t width[] = {p->d, 1, p->n, p->n, p->d, 1};
    for (size_t k = 0; k < sizeof list / sizeof *list; k++)
        for (size_t i = 0; i < width[k]; i++) {
            const double x = list[k][a * width[k] + i];
            list[k][a * width[k] + i] = list[k][b * width[k] + i];
            list[k][b * width[k] + i] = x;
        }
}

/* The nearer half comes to the front; how many of it stood behind. SIZE_MAX: no memory. */
static size_t keep_nearest(struct fit_pool *p)
{
    struct near *near = mem_alloc(2 * p->half, sizeof *near);
    bool *keep = mem_alloc(2 * p->half, sizeof *keep);
    size_t moved = 0, from = p->half;
    const bool ok = near && keep;
    for (size_t i = 0; ok && i < 2 * p->half; i++)
        near[i] = (struct near){p->distance[i], i};
    if (ok)
        qsort(near, 2 * p->half, sizeof *near, by_distance);
    for (size_t i = 0; ok && i < p->half; i++)
        keep[near[i].at] = true;
    if (ok)
        p->f->r->loss = near[p->half - 1].distance;
    for (size_t i = 0; ok && i < p->half; i++) {
        if (keep[i])
            continue;
        while (!keep[from])
            from++;
        swap_points(p, i, from++);
        moved++;
    }
    mem_free(near);
    mem_free(keep);
    p->f->no_memory = p->f->no_memory || !ok;
    return ok ? moved : SIZE_MAX;
}

/* --- moving ----------------------------------------------------------------------------------- */

/* Lower Cholesky factor of twice the covariance of the kept points; a little is added to the
 * diagonal where they lie in fewer dimensions. */
static void find_kernel(struct fit_pool *p)
{
    const size_t d = p->d;
    fit_pool_share(p, p->half);
    for (size_t a = 0; a < d; a++)
        for (size_t b = 0; b <= a; b++) {
            double ma = 0.0, mb = 0.0, sum = 0.0;
            for (size_t i = 0; i < p->half; i++) {
                ma += p->share[i] * p->z[i * d + a];
                mb += p->share[i] * p->z[i * d + b];
            }
            for (size_t i = 0; i < p->half; i++)
                sum += p->share[i] * (p->z[i * d + a] - ma) * (p->z[i * d + b] - mb);
            p->root[a * d + b] = 2.0 * sum + (a == b ? 1e-12 : 0.0);
        }
    for (size_t a = 0; a < d; a++)
        for (size_t b = 0; b <= a; b++) {
            double sum = p->root[a * d + b];
            for (size_t k = 0; k < b; k++)
                sum -= p->root[a * d + k] * p->root[b * d + k];
            if (a == b)
                p->root[a * d + a] = sqrt(sum > 1e-14 ? sum : 1e-14);
            else
                p->root[a * d + b] = sum / p->root[b * d + b];
        }
}

static void move_points(struct fit_pool *p)
{
    const size_t d = p->d;
    for (size_t i = p->half; i < 2 * p->half; i++) {
        double u[2], before = 0.0;
        size_t parent = 0;
        draw2(p, USE_PARENT, i, 0, u);
        while (parent + 1 < p->half && before + p->share[parent] < u[0])
            before += p->share[parent++];
        for (size_t a = 0; a < d; a++)
            p->z[i * d + a] = p->z[parent * d + a];
        for (size_t b = 0; b < d; b++) {
            const double e = fit_pool_normal(p, USE_MOVE, i, b);
            for (size_t a = b; a < d; a++)
                p->z[i * d + a] += p->root[a * d + b] * e;
        }
        for (size_t a = 0; a < d; a++)
            p->z[i * d + a] = fit_clamp(p->z[i * d + a]);
    }
}

/* Prior over proposal; the constants (2 pi) cancel. */
static void weigh_points(struct fit_pool *p, double *e)
{
    const size_t d = p->d;
    double volume = 1.0;
    for (size_t a = 0; a < d; a++)
        volume *= p->root[a * d + a];
    for (size_t i = p->half; i < 2 * p->half; i++) {
        const double *z = p->z + i * d;
        double density = 0.0, square = 0.0;
        for (size_t j = 0; j < p->half; j++) {
            double far = 0.0;
            for (size_t a = 0; a < d; a++) {
                double x = z[a] - p->z[j * d + a];
                for (size_t b = 0; b < a; b++)
                    x -= p->root[a * d + b] * e[b];
                e[a] = x / p->root[a * d + a];
                far += e[a] * e[a];
            }
            density += p->share[j] * num_exp(-0.5 * far);
        }
        for (size_t a = 0; a < d; a++)
            square += z[a] * z[a];
        p->weight[i] = density > 0.0 ? num_exp(-0.5 * square) * volume / density : 0.0;
    }
}

/* --- generations ----------------------------------------------------------------------------- */

static bool sample(struct fit_pool *p, double *scratch)
{
    struct fit *f = p->f;
    if (!begin_pool(p))
        return false;
    for (uint32_t learn_at = 0;; p->generation++) {
        if (p->generation == learn_at) {
            if (!learn(p))
                return false;
            learn_at = learn_at > 0 ? 2 * learn_at : 1;
        }
        measure(p);
        const size_t moved = keep_nearest(p);
        if (moved == SIZE_MAX)
            return false;
        f->r->converged = p->generation > 0 && (double)moved < LEAST_ACCEPTED * (double)p->half;
        if (f->r->converged || fit_left(f) < f->per_round)
            return fit_pool_posterior(p);
        find_kernel(p);
        move_points(p);
        weigh_points(p, scratch);
        p->generation++; /* an address of its own for this generation's errors */
        const bool went = simulate(p, p->half);
        p->generation--;
        if (!went)
            return false;
    }
}

bool fit_abc(struct fit *f)
{
    const size_t m = 2 * f->per_round, d = f->s->n_param, n = f->s->n_obs;
    struct fit_pool p = {.f = f, .half = f->per_round, .d = d, .n = n};
    p.z = mem_alloc(m * d, sizeof *p.z);
    p.weight = mem_alloc(m, sizeof *p.weight);
    p.share = mem_alloc(m, sizeof *p.share);
    p.y = mem_alloc(m * n, sizeof *p.y);
    p.raw = mem_alloc(m * n, sizeof *p.raw);
    p.coefficient = mem_alloc(d * n, sizeof *p.coefficient);
    p.spread = mem_alloc(d, sizeof *p.spread);
    p.summary = mem_alloc(m * d, sizeof *p.summary);
    p.target = mem_alloc(d, sizeof *p.target);
    p.distance = mem_alloc(m, sizeof *p.distance);
    p.root = mem_alloc(d * d, sizeof *p.root);
    double *scratch = mem_alloc(d, sizeof *scratch);
    bool ok = p.z && p.weight && p.share && p.y && p.raw && p.coefficient && p.spread &&
              p.summary && p.target && p.distance && p.root && scratch;
    ok = ok && sample(&p, scratch);
    double *const all[] = {p.z,      p.weight,  p.share,  p.y,        p.raw,  p.coefficient,
                           p.spread, p.summary, p.target, p.distance, p.root, scratch};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        mem_free(all[k]);
    return ok;
}
