/* results.h - what a study writes, described once: the layout between recorder and files.
 *
 * `struct results` is everything about a result file but its per-run numbers: axes, variables,
 * runs and text tables. It is made by study.c before the first day is simulated, is kept in the
 * parts folder (so that `junkan merge` needs no script), and becomes the HDF5 file's structure.
 * `struct batch` is the numbers of some runs. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_RESULTS_H
#define SIM_RESULTS_H
#include "sim/design.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum var_time { TIME_NONE, TIME_MONTH };
enum var_type { TYPE_F64, TYPE_F32 };
enum var_role {
    ROLE_KPI,    /* [run]: one number a run, "kiln.char_t" per year over the KPI horizon */
    ROLE_SERIES, /* [run][month][entity] */
    ROLE_DRAW,   /* [run]: the value drawn for one uncertain input */
    ROLE_AUDIT   /* [run][account]: residual, turnover */
};

/* A dimension of the file: "month", "kiln", "account", ... */
struct axis {
    const char *name, *en, *ja;
    const char *const *label; /* [n] names of its elements (UTF-8) */
    size_t n;
};
struct var {
    const char *name; /* "kiln.char_t", "kpi.kiln.char_t", "draw.kilns.K1.capacity" */
    const char *unit, *en, *ja;
    const char *source; /* model and row it comes from, or NULL */
    enum var_role role;
    enum var_type type;
    enum var_time time;
    int axis;   /* index into axis[], -1: none */
    int better; /* 1 more, -1 less, 0 neither */
    int across; /* series over an axis: 0 the region is the sum, 1 the mean */
    int agg;    /* enum agg of model.h: monthly sum, mean or last */
};
/* A table of text with one header row, e.g. the parameters with their sources. */
struct text_table {
    const char *name, *en, *ja;
    const char *const *column; /* [n_column] */
    size_t n_column;
    const char *const *cell; /* [n_row][n_column] */
    size_t n_row;
};
struct run_id {
    uint32_t option, point, replicate;
};
/* How a sweep set its inputs, and what is to be said about them. */
struct design_info {
    struct design_spec spec;
    const char *const *factor; /* [spec.n_dim] an input's path, a group's name, or "chance" */
    size_t chance;             /* number of the factor "chance", SIZE_MAX: none */
    size_t resamples;          /* of the bootstrap */
    double level;              /* of its intervals */
};
/* A figure that must be known closely before a study has enough futures (sim/store_until.h). */
struct until_info {
    const char *metric; /* "kiln.char_t" */
    double half_width;  /* > 0: of its interval, in its unit or as a share of the mean */
    bool relative;
};
/* A way to see the world that another could take: all options run under each. */
struct variant_info {
    const char *name, *en, *ja;
};
/* A ratio of sums of two recorded quantities ("station.net_cost_yen"), e.g. cost per tonne. */
struct ratio_info {
    const char *name, *numerator, *denominator;
};
/* What a calibration found (sim/calibrate.h): parameters fitted to observations. */
enum { FIT_AT_LO = 1, FIT_AT_HI = 2, FIT_UNKNOWN = 4 };
struct fit_info {
    const char *method; /* "least_squares", "nlopt", "abc" */
    double level;       /* of all intervals */
    double loss;        /* sum of squared (absolute) residuals over their sd; abc: the tolerance */
    size_t n_point, n_budget, replicates;
    size_t n_start, n_agree; /* least squares: starts, and how many of them ended at this fit */
    bool absolute, converged;
    size_t n_param;
    const char *const *param;                  /* [n_param] paths */
    const char *const *param_unit;             /* [n_param] */
    double *estimate, *lo, *hi, *prior_median; /* [n_param] in the parameter's unit */
    double *prior_lo, *prior_hi;               /* [n_param] the interval before the data */
    uint8_t *flag;                             /* [n_param] FIT_AT_LO | ... */
    double *correlation;                       /* [n_param][n_param] of the estimates */
    size_t n_series;
    const char *const *series, *const *series_unit; /* [n_series] "station.brought_t of S1" */
    size_t n_obs;
    const char *const *when;   /* [n_obs] "2026-04", "2026", or a row's place */
    uint32_t *series_of;       /* [n_obs] */
    uint8_t *held_out;         /* [n_obs] 1: never seen by the fit */
    double *observed, *fitted; /* [n_obs] in the series' unit */
    double *obs_lo, *obs_hi;   /* [n_obs] where a new observation lies with probability level */
    double *sd;                /* [n_obs] of an observation, given or found */
};
#define CONTRAST_WEIGHT_MAX 1e9
/* What a script asks of its options beyond the metrics. */
struct contrast_info {
    const struct ratio_info *ratio;
    size_t n_ratio;
    const char *const *weighed; /* [n_weight] recorded quantities */
    const double *weight;       /* [n_weight] >= 0, not all 0 */
    size_t n_weight;
    uint64_t seed; /* of resamples and random weights */
};
struct results {
    const char *title;         /* the scenario's name */
    const char *digest;        /* 32 hex digits: the study, its inputs and the program's version */
    const char *what_changed;  /* lines "script bihoro.lua <hash>", to name what differs */
    const char *version;       /* program and libraries, one per line */
    const char *start;         /* "2026-04-01" */
    uint32_t n_month;          /* recorded months (after warm-up) */
    const char *const *month;  /* [n_month] "2026-04" */
    const int32_t *month_days; /* [n_month] days since start at each month's first day */
    double years;              /* length of the KPI horizon */
    const char *const *option; /* [n_option] */
    size_t n_option, baseline; /* baseline: index of a comparison's reference option */
    /* With variants an option is a pair: option b of the script under variant v is v * base + b.
     * variant[0] is the reference, the script as it stands: its options come first. */
    const struct variant_info *variant; /* [n_variant] none: no variants */
    size_t n_variant;
    const char *const *left_out; /* [n_left_out] variants that change nothing in this region */
    size_t n_left_out;
    bool comparison;
    bool no_chance;            /* equal inputs give equal numbers: a function without chance */
    const char *const *metric; /* [n_metric] KPI names for the headline ("kiln.char_t") */
    size_t n_metric;
    const struct design_info *design;     /* a sweep: point = row of the design; else NULL */
    const struct contrast_info *contrast; /* NULL: no ratios, no weights */
    const struct fit_info *fit;           /* a calibration that has ended; else NULL */
    struct run_id *run;                   /* [n_run] in the order of the file */
    size_t n_run;
    size_t run_per_batch; /* batches are runs [k * run_per_batch, ...) */
    size_t n_batch;
    const struct until_info *until; /* [n_until] none: all runs are made */
    size_t n_until;
    size_t round_run; /* with until: runs of the first round, whole batches; the next ones double */
    struct axis *axis;
    size_t n_axis;
    struct var *var;
    size_t n_var;
    struct text_table *table;
    size_t n_table;
    double audit_tolerance; /* 1e-9 */
};

/* How many options the script has. */
static inline size_t results_base_options(const struct results *r)
{
    return r->n_variant > 0 ? r->n_option / r->n_variant : r->n_option;
}
/* The same study without its variants: the reference's options, and all runs. */
static inline struct results results_reference(const struct results *r)
{
    struct results base = *r;
    base.n_option = results_base_options(r);
    base.n_variant = base.n_left_out = 0;
    return base;
}

/* Bytes of one run of a variable. */
size_t results_run_bytes(const struct results *r, const struct var *v);

enum { RUN_MESSAGE = 256 };
struct batch {
    size_t index, run0, n_run;
    void **data;                  /* [n_var] each n_run * results_run_bytes; failed runs hold NaN */
    char (*message)[RUN_MESSAGE]; /* [n_run] "" = the run is good; else why it was set aside */
};
#endif
