/* design.h - points of the unit cube at which a study sets its uncertain inputs.
 *
 * A design is a matrix u[n_row][n_dim], row by row, each number in the open interval (0, 1): the
 * quantile at which that row's input is set. It is a pure function of its specification: equal
 * specifications give equal bits on every machine. A dimension is a factor of the study: an input,
 * or a group of inputs that move together; the caller maps factors to inputs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_DESIGN_H
#define SIM_DESIGN_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum design_kind {
    DESIGN_MONTE_CARLO, /* n independent rows */
    DESIGN_GRID,     /* levels^n_dim rows, the last dimension fastest; mid-points of equal cells */
    DESIGN_LHS,      /* n rows, one in each of n equal cells of every dimension */
    DESIGN_SOBOL,    /* n rows of an Owen-scrambled Sobol' sequence */
    DESIGN_SALTELLI, /* n base rows in n_dim + 2 or 2 n_dim + 2 variants, see below */
    DESIGN_MORRIS    /* n trajectories of n_dim + 1 rows */
};

struct design_spec {
    enum design_kind kind;
    size_t n;       /* rows, base rows or trajectories; of a grid: ignored */
    size_t n_dim;   /* > 0 */
    size_t levels;  /* grid: cells of a dimension, >= 1; Morris: even, >= 2 */
    bool second;    /* Saltelli: with the rows for second-order indices */
    size_t maximin; /* LHS: candidates of which the one with the largest least distance between two
                       rows is taken (Morris and Mitchell 1995, doi:10.1016/0378-3758(94)00035-T);
                       0 or 1: none. The first candidate is the plain hypercube of this seed. */
    uint64_t seed;
};

const char *design_name(enum design_kind kind); /* "saltelli" */
/* Rows that this design has; 0 if rows times n_dim are more than SIZE_MAX / 64 or the specification
 * makes no sense (n, n_dim or levels 0 or above 2^31, odd levels for Morris, unknown kind). */
size_t design_rows(const struct design_spec *s);

/* u[design_rows(s)][n_dim]. False: out of memory (u is then undefined). Without rows: nothing to
 * do.
 *
 * Monte Carlo and Sobol': the first rows of a longer design are those of a shorter one.
 * LHS: uniform within the cell (McKay, Beckman and Conover 1979). Maximin looks at every pair of
 * rows up to DESIGN_MAXIMIN_NEAR rows; beyond, at pairs less than that many rows apart in the order
 * of the first factor, which is exact as long as the least distance is below
 * (DESIGN_MAXIMIN_NEAR - 1) / n.
 * Sobol': Joe and Kuo's directions (2003, doi:10.1145/641876.641879, 1,111 dimensions), as NLopt
 * generates them, in Gray-code order, the point at the origin included; Owen's nested uniform
 * scrambling (1995) by hashing (Laine and Karras 2011; Burley 2020; here two rounds), each
 * dimension by itself, then the middle of a 2^-32 cell. Beyond DESIGN_SOBOL_DIMS dimensions (for
 * Saltelli: of 2 n_dim) design_falls_back() and a Latin hypercube takes the place of the sequence.
 * Saltelli 2002/2010 (doi:10.1016/j.cpc.2009.09.018): block r = rows A_r, AB_r^1 .. AB_r^d (A with
 * the named column from B), with `second` BA_r^1 .. BA_r^d (B with the column from A), B_r. A and B
 * are the first and last n_dim columns of one 2 n_dim-dimensional Sobol' sequence.
 * Morris 1991 (doi:10.1080/00401706.1991.10484804): levels p at (k + 0.5) / p, step p / 2 levels,
 * each factor moved once in random order, up or down at random. */
bool design_fill(const struct design_spec *s, double *u);
enum { DESIGN_SOBOL_DIMS = 1111, DESIGN_MAXIMIN_NEAR = 2000 };
/* Points on levels of each input, which are no random sample of it: Morris, grid. */
bool design_is_pattern(enum design_kind kind);
bool design_falls_back(const struct design_spec *s);

/* Rows of a Saltelli block or of a Morris trajectory; 1 in other designs. */
size_t design_block(const struct design_spec *s);

/* Iman and Conover 1982 (doi:10.1080/03610918208812265): reorders each column of u[n][n_dim] so
 * that the columns' rank correlations come near `want` [n_dim][n_dim] (symmetric, ones on the
 * diagonal); the values of each column, so a Latin hypercube's strata too, stay as they are, and so
 * does the whole first column. At n = 1000 they come within 0.005, or within 0.05 if `want` is
 * nearly singular. For designs of independent rows only (Monte Carlo, LHS, Sobol').
 * The scores start from the columns' own ranks rather than random ones, so that a Sobol' sequence
 * keeps most of its evenness; `seed` orders equal values. CORRELATE_NOT_POSITIVE: `want` is not a
 * positive definite correlation matrix; u is then as it was, as it is when memory runs out. */
enum design_correlate { CORRELATE_OK, CORRELATE_NOT_POSITIVE, CORRELATE_NO_MEMORY };
enum design_correlate design_correlate(double *u, size_t n, size_t n_dim, const double *want,
                                       uint64_t seed);
#endif
