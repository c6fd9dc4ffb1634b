/* dist_beta.c - see dist_beta.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/dist_beta.h"
#include "sim/num.h"
#include <math.h>

/* Below, t underflows for small u; above, preparing and iterating lose to other ways. */
#define SHAPE_MIN 0.1
#define SHAPE_MAX 100.0
/* Halley's method triples the digits: after a step of this relative size nothing is left to do. */
#define LAST_STEP 0x1p-18

/* log Gamma(x) - ((x - 1/2) log x - x + log(2 pi)/2): upward by the recurrence until the
 * asymptotic series (DLMF 5.11.1) is exact: from x = 7 on the first term left out is 3e-17. */
static double stirling_remainder(double x)
{
    double sum = 0.0;
    while (x < 7.0) {
        sum += (x + 0.5) * num_log1p(1.0 / x) - 1.0;
        x += 1.0;
    }
    const double r = 1.0 / (x * x);
    double s = -174611.0 / 125400.0;
    s = s * r + 43867.0 / 244188.0;
    s = s * r - 3617.0 / 122400.0;
    s = s * r + 1.0 / 156.0;
    s = s * r - 691.0 / 360360.0;
    s = s * r + 1.0 / 1188.0;
    s = s * r - 1.0 / 1680.0;
    s = s * r + 1.0 / 1260.0;
    s = s * r - 1.0 / 360.0;
    s = s * r + 1.0 / 12.0;
    return sum + s / x;
}

/* 1 + d1/(1 + d2/(1 + ...)) as a quotient a1/b1 of convergents: one division, at the end. */
struct convergent {
    double a0, a1, b0, b1;
};
static const struct convergent no_term = {1.0, 1.0, 0.0, 1.0};

static inline struct convergent with_term(struct convergent c, double d)
{
    return (struct convergent){c.a1, c.a1 + d * c.a0, c.b1, c.b1 + d * c.b0};
}

/* H(x), the inverse of that fraction. */
static double fraction(const struct beta_side *s, double x)
{
    struct convergent c = no_term;
    for (int i = 0; i < s->n_term; i++) {
        c = with_term(c, s->term[i] * x);
    }
    return c.b1 / c.a1;
}

/* E(x). A logarithm of a quotient near 1 is taken from its distance from 1. */
static double kernel(const struct beta_side *s, double x)
{
    const double d = x - s->x0;
    const double log_x = x < 0.5 * s->x0 ? num_log(x / s->x0) : num_log1p(d / s->x0);
    return s->peak * num_exp(s->a * log_x + s->b * num_log1p(-d / s->y0));
}

static double side_cdf(const struct beta_side *s, double x)
{
    return x > 0.0 ? kernel(s, x) * fraction(s, x) / s->a : 0.0;
}

/* Coefficient k = 1, 2, ... of the continued fraction. */
static double term_of(double a, double b, int k)
{
    const int half = k / 2;
    const double m = half, end = a + k;
    const double above = k % 2 == 0 ? m * (b - m) : -(a + m) * (a + b + m);
    return above / ((end - 1.0) * end);
}

/* As many terms as the far end needs, where convergence is slowest; false if more than there is
 * room for. */
static bool list_terms(struct beta_side *s)
{
    struct convergent c = no_term;
    double last = 1.0;
    int still = 0;
    for (int k = 1; k <= BETA_TERMS && still < 3; k++) {
        s->term[k - 1] = term_of(s->a, s->b, k);
        s->n_term = k;
        c = with_term(c, s->term[k - 1] * s->split);
        const double h = c.b1 / c.a1;
        still = fabs(h - last) <= 0x1p-52 * h ? still + 1 : 0;
        last = h;
    }
    return still == 3;
}

static bool prepare_side(struct beta_side *s, double a, double b, double peak, double split)
{
    const double sum = a + b;
    *s = (struct beta_side){
        .a = a, .b = b, .x0 = a / sum, .y0 = b / sum, .peak = peak, .split = split};
    s->log_ab = num_log(a / peak) + a * num_log(s->x0) + b * num_log(s->y0);
    if (!list_terms(s)) {
        return false;
    }
    s->mass = side_cdf(s, split);
    s->x_t[0] = 1.0;
    s->x_tt[0] = 2.0 * (b - 1.0) / (a + 1.0);
    for (int i = 1; i <= BETA_NODES; i++) {
        const double x = split * i / BETA_NODES, h = fraction(s, x);
        const double log_share = b * num_log1p(-x) + num_log(h); /* of F a B = x^a ... */
        s->t[i] = x * num_exp(log_share / a);
        const double flow = h * x * (1.0 - x); /* t dx/dt; next its slope in x, less 1 */
        const double more = a - 1.0 - h * (a - 1.0 - (sum - 2.0) * x);
        s->x_t[i] = flow / s->t[i];
        s->x_tt[i] = flow * more / (s->t[i] * s->t[i]);
    }
    return true;
}

void dist_beta_prepare(struct dist_beta *q, double a, double b)
{
    q->quick = false;
    if (!(a >= SHAPE_MIN && a <= SHAPE_MAX && b >= SHAPE_MIN && b <= SHAPE_MAX)) {
        return;
    }
    const double pi = 3.14159265358979323846, sum = a + b;
    const double peak =
        sqrt(a * b / (2.0 * pi * sum)) *
        num_exp(stirling_remainder(sum) - stirling_remainder(a) - stirling_remainder(b));
    const double split = (a + 1.0) / (sum + 2.0), rest = (b + 1.0) / (sum + 2.0);
    q->quick = prepare_side(&q->low, a, b, peak, split) &&
               prepare_side(&q->high, b, a, peak, rest) &&
               fabs(q->low.mass + q->high.mass - 1.0) <= 1e-13;
}

/* x(t) by the quintic through two neighbouring points with their slopes and curvatures. */
static double start_of(const struct beta_side *s, double t)
{
    int i = 0;
    for (int k = 1; k < BETA_NODES; k++) {
        i += t >= s->t[k];
    }
    const double step = s->split / BETA_NODES, width = s->t[i + 1] - s->t[i];
    const double v = (t - s->t[i]) / width, w = 1.0 - v, half = 0.5 * width * width;
    /* In powers of v: what is known at the left end, then what the right end asks for more. */
    const double slope = s->x_t[i] * width, curve = s->x_tt[i] * half;
    const double miss = step - slope - curve;
    const double miss_slope = s->x_t[i + 1] * width - slope - 2.0 * curve;
    const double miss_curve = s->x_tt[i + 1] * half - curve;
    const double c = miss_slope - 3.0 * miss, e = miss_curve - 3.0 * miss - 3.0 * c;
    return step * i + v * (slope + v * (curve + v * (miss - w * (c - w * e))));
}

/* The x in [0, split] where F = u. The bracket [lo, hi] only shrinks and a step that leaves it is
 * replaced by halving, so that the loop ends even where Halley's method does not. */
static double side_quantile(const struct beta_side *s, double u)
{
    if (u <= 0.0) {
        return 0.0;
    }
    const double t = num_exp((num_log(u) + s->log_ab) / s->a);
    if (t < 1e-20) {
        return t; /* x = t + (b - 1)/(a + 1) t^2 + ... is t */
    }
    double lo = 0.0, hi = s->split, x = start_of(s, t);
    for (int i = 0; i < 200; i++) {
        x = x > lo && x < hi ? x : 0.5 * (lo + hi);
        const double e = kernel(s, x), xy = x * (1.0 - x);
        const double newton = xy * (fraction(s, x) / s->a - u / e);      /* (F - u)/f */
        const double bend = (s->a - 1.0 - (s->a + s->b - 2.0) * x) / xy; /* f'/f */
        if (newton > 0.0) {
            hi = x;
        } else {
            lo = x;
        }
        const double step = newton / (1.0 - 0.5 * newton * bend);
        const double last = x;
        x -= step;
        if (x >= lo && x <= hi && fabs(step) * (1.0 / last + fabs(bend)) <= LAST_STEP) {
            break;
        }
    }
    return x;
}

double dist_beta_cdf(const struct dist_beta *q, struct beta_point at)
{
    return at.x <= q->low.split ? side_cdf(&q->low, at.x) : 1.0 - side_cdf(&q->high, at.rest);
}

struct beta_point dist_beta_quantile(const struct dist_beta *q, double u)
{
    if (u <= q->low.mass) {
        const double x = side_quantile(&q->low, u);
        return (struct beta_point){x, 1.0 - x};
    }
    const double rest = side_quantile(&q->high, 1.0 - u);
    return (struct beta_point){1.0 - rest, rest};
}
