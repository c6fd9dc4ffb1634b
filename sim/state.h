/* state.h - one block: 16 runs of a plan, all their numbers, in one piece of memory.
 *
 * Every field has a buffer [element][lane] (span rows [31][element][lane]), but for parameters:
 * they have a list of where each element's number lies (sim/plan.h). Models see only their ports
 * struct, filled once. A block is allocated once and used for many sets of runs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_STATE_H
#define SIM_STATE_H
#include "sim/ops.h"
#include "sim/plan.h"
#include "sim/results.h"
#include "sim/sweep.h"

/* Which run a lane carries. Padding lanes repeat lane 0 and have record == false. */
struct lane_run {
    uint32_t option; /* number inside the plan */
    uint32_t point;  /* input set: address of parameter draws */
    uint32_t future; /* chance: address of all other draws */
    size_t slot;     /* run number inside the batch */
    bool record;
};

/* One kernel of one model, with the ports it is called with. */
struct kernel {
    void (*run)(const struct step *now, const void *ports);
    const void *ports;
    uint32_t model; /* number of the model */
};

/* A component's towns are taken so many at a time, pass by pass: few enough that threads share even
 * a small component evenly. */
enum { TILE_TOWNS = 16 };
struct tile {
    uint32_t town0, town1;
    const struct chunk *sum, *lag; /* [n_sum], [n_lag] added and copied at a day's end */
    size_t n_sum, n_lag;
};

struct block {
    const struct plan *plan;
    const struct model *const *model; /* of the ISA in use */
    const struct ops *ops;
    struct arena *arena;
    struct lane *lanes; /* all arrays below that hold lanes */
    uint64_t seed;
    const struct sweep *sweep; /* sets the inputs; NULL: they are drawn */
    struct lane_run run[LANES];
    alignas(64) uint32_t future[LANES];

    struct lane **buf;   /* [n_field]; NULL: a PARAM */
    param_lane **param;  /* [n_field] of a PARAM: [element]; else NULL */
    struct lane *drawn;  /* [n_draw] */
    struct lane *own;    /* [plan.n_own] */
    uint16_t *pinned;    /* [plan.n_own] lanes that a policy has set */
    struct lane **total; /* [n_total] sums over the current month */
    struct lane **year;  /* [n_total] sums over the current year where a lag asks, else NULL */
    struct lane *sums;   /* [n_sum] all of `total`, one behind the other */
    size_t n_sum;
    struct lane *daily; /* [n_daily] the values that each day adds to sums[0 .. n_daily) */
    size_t n_daily;
    uint32_t *late_lag; /* [n_late_lag] fields that remember a month or a year */
    size_t n_late_lag;
    struct tile *tile;        /* of all components */
    uint32_t *first_tile;     /* [n_component + 1] */
    void **ports;             /* [n_model] */
    struct kernel *kernel[3]; /* want, allot, act: [n_kernel] in the order of models.def */
    size_t n_kernel[3];

    struct lane finite; /* NaN in lanes that hold a value that is not finite */
    /* [n_field], NULL where there is none: */
    struct lane **region; /* this month's figure for the region (recorded, booked rows) */
    struct lane **kpi;    /* accumulated over recorded months */
    struct lane **flow;   /* whole-run flow of the region, for the audit */
    struct lane **stock0, **closing; /* the region's stocks before and after the run */
    struct lane *figures;            /* [n_figure] all of these */
    size_t n_figure;
    struct recording *recording; /* recorder.c's lists */
    bool has_series;
    double
        *model_s;  /* [n_model + 1] seconds by model and of the engine's own; NULL: not measured */
    bool traced;   /* rows that are added to have a buffer of their own */
    bool stopping; /* set by thread 0 between meetings: all threads leave together */

    bool failed[LANES];
    char message[LANES][RUN_MESSAGE];
};

/* Threads that share a block, and where they meet. A lone thread has n = 1 and no barrier. */
struct team {
    int id, n;
    void (*barrier)(void);
};
static inline void team_meet(const struct team *t)
{
    if (t->n > 1)
        t->barrier();
}

/* NULL: out of memory. Nothing is allocated after this. `traced`: rows that are added to keep the
 * day's value apart, as trace_day() wants it. */
struct block *state_new(const struct plan *p, enum isa isa, bool traced);
void state_free(struct block *b);
size_t state_bytes(const struct plan *p);
/* Sets every buffer for the runs in b->run; called by all threads of the team. */
void state_begin(struct block *b, uint64_t seed, const struct team *t);
/* After a traced day: these towns' rows that are added to begin at 0 again. */
void state_clear_day(struct block *b, uint32_t town0, uint32_t town1);
/* Values of varying parameters in this month. */
void state_refresh(struct block *b, uint32_t month);
/* A parameter's value in one run. */
double state_param(const struct block *b, uint32_t field, uint32_t element, size_t lane);
/* Sets it for the rest of the run; only elements with lanes of their own can be set. */
void state_pin(struct block *b, uint32_t field, uint32_t element, size_t lane, double value);
/* Cuts the components into tiles; part of state_new(). False: out of memory. */
bool tiles_make(struct block *b);
/* Elements of a field that belong to towns [town0, town1): [*lo, *hi). */
void state_range(const struct plan *p, const struct field *f, uint32_t town0, uint32_t town1,
                 uint32_t *lo, uint32_t *hi);
/* Marks one run as failed, once; its lane goes on but is dropped. */
void state_fail(struct block *b, size_t lane, const char *message);
#endif
