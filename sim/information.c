/* information.c - see information.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/information.h"
#include "sim/mem.h"
#include "sim/order.h"
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
    double best;       /* of the option that is best on the whole, in the sense of `sign` */
    double mean, most; /* of the plain estimate where an input says nothing */
};

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

/* What all metrics share: points in an order, of an input or of chance, and room to make it. */
struct deal {
    size_t n, *order;
    struct seat *seat, *spare;
};

/* Mean of what inputs that say nothing give, and what the largest of n_input of them seldom
 * exceeds. null[n_metric][SHUFFLES_MAX]; each metric meets the same shuffles. */
static void noise_of(const struct deal *d, struct task *t, size_t n_metric, size_t n_input,
                     uint64_t seed, double *null)
{
    const size_t fit = DEALT / d->n;
    const size_t n = fit < SHUFFLES_MIN ? SHUFFLES_MIN : fit > SHUFFLES_MAX ? SHUFFLES_MAX : fit;
    for (size_t i = 0; i < d->n; i++)
        d->order[i] = i;
    for (uint32_t k = 0; k < n; k++) {
        shuffle(d->order, d->n, seed, k);
        for (size_t m = 0; m < n_metric; m++)
            null[m * SHUFFLES_MAX + k] = estimate(&t[m], d->order);
    }
    for (size_t m = 0; m < n_metric; m++) {
        double *own = null + m * SHUFFLES_MAX;
        t[m].mean = stats_mean(own, n);
        stats_sort(own, n);
        t[m].most = stats_quantile(own, n, 1.0 - 0.05 / (double)n_input);
    }
}

/* One input, all metrics: out[n_metric][n_input]. */
static void one_input(const struct deal *d, const struct task *t, size_t n_metric, const double *x,
                      size_t n_input, struct information *out)
{
    const size_t n = d->n;
    order_by_value(x, n, d->seat, d->spare);
    for (size_t i = 0; i < n; i++)
        d->order[i] = d->seat[i].at;
    const bool varies = d->seat[0].value != d->seat[n - 1].value;
    for (size_t m = 0; m < n_metric; m++) {
        const double plain = varies ? estimate(&t[m], d->order) : 0.0;
        out[m * n_input] =
            (struct information){plain > t[m].mean ? plain - t[m].mean : 0.0, plain > t[m].most};
    }
}

static size_t classes_of(size_t n)
{
    size_t c = CLASSES_MIN;
    while (c < CLASSES_MAX && (c + 1) * (c + 1) * (c + 1) <= n)
        c++;
    return c;
}

bool information_of_all(const double *y, const int *better, size_t n_metric, size_t n_option,
                        struct information_inputs in, struct information *out)
{
    const size_t n = in.n;
    for (size_t i = 0; i < n_metric * in.n_input; i++)
        out[i] = (struct information){0.0, false};
    if (n < LEAST || n_option < 2 || in.n_input == 0 || n_metric == 0)
        return true;
    struct task *t = mem_alloc(n_metric, sizeof *t);
    double *null = mem_alloc(n_metric, SHUFFLES_MAX * sizeof *null);
    const struct deal d = {.n = n,
                           .order = mem_alloc(n, sizeof *d.order),
                           .seat = mem_alloc(n, sizeof *d.seat),
                           .spare = mem_alloc(n, sizeof *d.spare)};
    const bool ok = t && null && d.order && d.seat && d.spare;
    for (size_t m = 0; ok && m < n_metric; m++) {
        t[m] = (struct task){.y = y + m * n_option * n,
                             .n_option = n_option,
                             .n = n,
                             .n_class = classes_of(n),
                             .sign = better[m] < 0 ? -1.0 : 1.0};
        t[m].best = whole_best(&t[m]);
    }
    if (ok)
        noise_of(&d, t, n_metric, in.n_input, in.seed, null);
    for (size_t i = 0; ok && i < in.n_input; i++)
        one_input(&d, t, n_metric, in.x + i * n, in.n_input, out + i);
    mem_free(t);
    mem_free(null);
    mem_free(d.order);
    mem_free(d.seat);
    mem_free(d.spare);
    return ok;
}

bool information_of(const double *y, size_t n_option, size_t n, const double *x, size_t n_input,
                    int better, uint64_t seed, struct information *out)
{
    return information_of_all(y, &better, 1, n_option,
                              (struct information_inputs){x, n, n_input, seed}, out);
}
