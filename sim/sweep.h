/* sweep.h - a study that sets its uncertain inputs by a design (sim/design.h) instead of at random.
 *
 * A factor is what a design moves as one: an input, a group of inputs, or chance itself. Inputs
 * that are left out stand at their medians, and so do those whose condition does not hold in a
 * point. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_SWEEP_H
#define SIM_SWEEP_H
#include "sim/plan.h"
#include "sim/results.h"

/* The uncertain inputs of a plan or of a Lua model; of several with one path each is an input's
 * use. */
struct inputs {
    const struct draw *draw;
    size_t n;
    bool chance; /* the model uses chance, unless the script says otherwise */
};
/* An input counts only where another one lies in a range or is one of these values. */
struct sweep_condition {
    size_t draw;         /* the other one */
    const double *value; /* [n] */
    size_t n;
    bool range; /* value[0] to value[1], ends included */
};
/* A calibration's points are planned while it runs, and each is evaluated under several conditions
 * (rows of a table) that set some of the inputs. */
struct conditions {
    size_t n;            /* >= 1 rows */
    const double *value; /* [n][in.n] NaN: not set by this row; NULL: none are */
};
struct sweep {
    struct design_info info;
    struct inputs in;
    const int32_t *factor_of; /* [in.n] factor that moves a draw, -1: none */
    const bool *member;       /* [in.n] in a group: its own number, moved with the others */
    double *u;                /* [rows][n_dim]; Saltelli: [n][2 n_dim], A and B side by side */
    size_t n_row;             /* points; of a calibration: points x conditions */
    const struct conditions *conditions;     /* of a calibration; else NULL */
    const struct sweep_condition *condition; /* those of a draw: [first[draw], first[draw + 1]) */
    const size_t *first;                     /* [in.n + 1]; NULL: there are none */
    bool chance; /* points differ in chance; else all have the same futures */
    uint64_t seed;
};

/* From the fields of j.sweep { ... }; findings go to d, and NULL comes back if there are any or
 * memory runs out. The draws are borrowed. */
struct sweep *sweep_new(const struct node *root, const struct inputs *in, uint64_t seed,
                        struct diags *d, struct arena *a);
/* The same for the `fit` of j.calibrate { ... }: factors are the parameters to be fitted. The
 * points are the caller's: u (mem_alloc) and n_row are left 0. */
struct sweep *sweep_new_fit(const struct node *root, const struct inputs *in,
                            const struct conditions *conditions, uint64_t seed, struct diags *d,
                            struct arena *a);
void sweep_free(struct sweep *w); /* NULL is fine; the arena's part stays */
/* Value of an input in the runs of a point. */
double sweep_draw(const struct sweep *w, size_t draw, uint32_t point);
/* Address of a run's chance. `replicates`: runs of each point. */
uint32_t sweep_future(const struct sweep *w, uint32_t point, uint32_t replicate,
                      uint32_t replicates);
#endif
