/* information.c - see information.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/information.h"
#include "sim/mem.h"
#include "sim/rng.h"
#include "sim/stats.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    SHUFFLES_MIN = 200,
    SHUFFLES_MAX = 4000,
    DEALT = 2000000,
    LEAST = 8,
    CLASSES_MIN = 2,
    CLASSES_MAX = 20
};

struct task {
    const double *y;
    size_t n_option, n, n_class;
    double sign;
    double best; /* of the option that is best on the whole, in the sense of `sign` */
};

struct seat {
    double x;
    size_t at;
};
static int by_value(const void *a, const void *b)
{
    const struct seat *p = a, *q = b;
    if (p->x != q->x)
        return p->x < q->x ? -1 : 1;
    return (p->at > q->at) - (p->at < q->at);
}

/* Mean over classes of the best option's mean in the class, less `best`. order[n]: points, by class
 * one after the other. */
static double estimate(const struct task *t, const size_t *order)
{
    double sum = 0.0;
    for (size_t c = 0; c < t->n_class; c++) {
        const size_t lo = t->n * c / t->n_class, hi = t->n * (c + 1) / t->n_class;
        double most = -INFINITY;
        for (size_t o = 0; o < t->n_option; o++) {
            double all = 0.0;
            for (size_t i = lo; i < hi; i++)
                all += t->y[o * t->n + order[i]];
            most = t->sign * all > most ? t->sign * all : most;
        }
        sum += most;
    }
    const double gain = sum / (double)t->n - t->best;
    return gain > 0.0 ? gain : 0.0;
}

static double whole_best(const struct task *t)
{
    double most = -INFINITY;
    for (size_t o = 0; o < t->n_option; o++) {
        const double mean = t->sign * stats_mean(t->y + o * t->n, t->n);
        most = mean > most ? mean : most;
    }
    return most;
}

/* What order alone gives: points dealt to the classes at random. */
static void shuffle(size_t *order, size_t n, uint64_t seed, uint32_t round)
{
    struct rng_word4 w = {{0}};
    for (size_t i = n; i > 1; i--) {
        const size_t word = (n - i) % 4; /* of an address: each serves four */
        if (word == 0)
            w = rng_philox((struct rng_word4){{round, (uint32_t)i, STREAM_BOOTSTRAP << 16 | 7, 0}},
                           (uint32_t)seed, (uint32_t)(seed >> 32));
        const size_t k = (size_t)((uint64_t)w.w[word] * i >> 32), swap = order[i - 1];
        order[i - 1] = order[k];
        order[k] = swap;
    }
}

/* Mean of what inputs that say nothing give, and what the largest of n_input of them seldom
 * exceeds. null[SHUFFLES_MAX]. */
static void noise_of(const struct task *t, size_t n_input, uint64_t seed, size_t *order,
                     double *null, double *mean, double *most)
{
    const size_t fit = DEALT / t->n;
    const size_t n = fit < SHUFFLES_MIN ? SHUFFLES_MIN : fit > SHUFFLES_MAX ? SHUFFLES_MAX : fit;
    for (size_t i = 0; i < t->n; i++)
        order[i] = i;
    for (uint32_t k = 0; k < n; k++) {
        shuffle(order, t->n, seed, k);
        null[k] = estimate(t, order);
    }
    *mean = stats_mean(null, n);
    stats_sort(null, n);
    *most = stats_quantile(null, n, 1.0 - 0.05 / (double)n_input);
}

static struct information one_input(const struct task *t, const double *x, struct seat *seat,
                                    size_t *order, double mean, double most)
{
    for (size_t i = 0; i < t->n; i++)
        seat[i] = (struct seat){x[i], i};
    qsort(seat, t->n, sizeof *seat, by_value);
    for (size_t i = 0; i < t->n; i++)
        order[i] = seat[i].at;
    const bool varies = seat[0].x != seat[t->n - 1].x;
    const double plain = varies ? estimate(t, order) : 0.0;
    return (struct information){plain > mean ? plain - mean : 0.0, plain > most};
}

bool information_of(const double *y, size_t n_option, size_t n, const double *x, size_t n_input,
                    int better, uint64_t seed, struct information *out)
{
    struct task t = {.y = y, .n_option = n_option, .n = n, .sign = better < 0 ? -1.0 : 1.0};
    for (size_t i = 0; i < n_input; i++)
        out[i] = (struct information){0.0, false};
    if (n < LEAST || n_option < 2 || n_input == 0)
        return true;
    t.n_class = CLASSES_MIN;
    while (t.n_class < CLASSES_MAX && (t.n_class + 1) * (t.n_class + 1) * (t.n_class + 1) <= n)
        t.n_class++;
    t.best = whole_best(&t);
    struct seat *seat = mem_alloc(n, sizeof *seat);
    size_t *order = mem_alloc(n, sizeof *order);
    double *null = mem_alloc(SHUFFLES_MAX, sizeof *null), mean, most;
    const bool ok = seat && order && null;
    if (ok) {
        noise_of(&t, n_input, seed, order, null, &mean, &most);
        for (size_t i = 0; i < n_input; i++)
            out[i] = one_input(&t, x + i * n, seat, order, mean, most);
    }
    mem_free(seat);
    mem_free(order);
    mem_free(null);
    return ok;
}
