/* dist_beta.h - the beta distribution on [0, 1], prepared once, quick ever after.
 *
 * Each half of the interval is one `struct beta_side`: the lower half sees shapes (a, b) and x, the
 * upper half shapes (b, a) and 1 - x, so that both tails keep their relative accuracy. On a side
 *   F(x) = E(x) H(x) / a,   f(x) = E(x) / (x (1 - x)),   E(x) = x^a (1 - x)^b / B(a, b),
 * H is the continued fraction of DLMF 8.17.22 (https://dlmf.nist.gov/8.17.E22), which converges
 * quickly up to x = (a + 1)/(a + b + 2): there the sides meet. E is taken relative to the mean
 * x0 = a/(a + b), where it is sqrt(a b / (2 pi (a + b))) times the exponential of the remainders of
 * Stirling's formula (DLMF 5.11.1): nothing large cancels.
 *
 * The quantile starts from a table. t = (a B(a, b) F)^(1/a) is a smooth function of x with
 * t = x near 0 (DLMF 8.17.7), so x(t) is interpolated by quintics between BETA_NODES + 1 points and
 * mended by bracketed steps of Halley's method; one step is enough as a rule.
 *
 * Error: |F(x) - u| <= 1e-14; relative error of x and of 1 - x <= 1e-14 for shapes from 1, 1e-13
 * below, for every u of (0, 1), so in both tails (largest of 9000 random shapes and u against
 * 40-digit arithmetic: 3e-15, 6e-15 and 8e-14).
 * Only + - * / sqrt and sim/num.h: the same bits everywhere.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_DIST_BETA_H
#define SIM_DIST_BETA_H
#include <stdbool.h>

enum { BETA_NODES = 8, BETA_TERMS = 80 };

struct beta_side {
    double a, b;                 /* shapes seen from this end */
    double x0, y0;               /* mean and 1 - mean */
    double peak;                 /* E(x0) */
    double log_ab;               /* log(a B(a, b)) */
    double split, mass;          /* the side is [0, split] and holds F(split) */
    double t[BETA_NODES + 1];    /* t at x = split i / BETA_NODES */
    double x_t[BETA_NODES + 1];  /* dx/dt there */
    double x_tt[BETA_NODES + 1]; /* and the second derivative */
    int n_term;
    double term[BETA_TERMS]; /* of the continued fraction, without x */
};

struct dist_beta {
    bool quick; /* false: none of the functions below may be called */
    struct beta_side low, high;
};

/* A number of [0, 1] and its distance from 1, both to full relative accuracy. */
struct beta_point {
    double x, rest;
};

/* Some microseconds' work; *q is about 2 kB without pointers. Pairs of shapes of 1 to 100 and of
 * 0.1 to 10 are quick. q->quick is false if a shape lies outside [0.1, 100], if the fraction needs
 * more than BETA_TERMS terms, or if the two sides do not make 1 to 1e-13: use another way. */
void dist_beta_prepare(struct dist_beta *q, double a, double b);
double dist_beta_cdf(const struct dist_beta *q, struct beta_point at);
struct beta_point dist_beta_quantile(const struct dist_beta *q, double u); /* 0 <= u <= 1 */
#endif
