/* store_headline.h - tables of the headline; inside sim/store_headline*.c only.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_STORE_HEADLINE_H
#define SIM_STORE_HEADLINE_H
#include "sim/effects.h"
#include "sim/store.h"
#include "sim/store_text.h"

enum { N_COLUMN = 12, CELL = 256 };

struct variant_ranks;
struct swaps;

struct head {
    struct reader *reader;
    const struct results *r;   /* without variants: what all but headline_variants() tells of */
    const struct results *all; /* with them */
    struct futures f;          /* of r */
    enum lang lang;
    FILE *to;
    size_t terminal;             /* columns */
    double *scratch;             /* [f.n] */
    struct variant_ranks *ranks; /* both NULL where nothing is known */
    struct swaps *swaps;
    bool inputs_vary; /* between points; false: not known yet */
};

struct table {
    char (*cell)[N_COLUMN][CELL];
    size_t n_row, n_column;
    bool right[N_COLUMN];
    bool heads; /* rows that begin with two blanks stand under headings, which say the unit */
};

/* The first column gives way where the terminal is too narrow; a heading is not cut for that but
 * has a line of its own. */
void headline_print(const struct head *h, const struct table *t);
const char *headline_label(const struct head *h, const struct var *v);
/* The KPI of a headline metric, NULL if the file has none. */
const struct var *headline_metric(const struct head *h, size_t m);
void headline_interval(char cell[CELL], double lo, double hi, double step, bool plus);
/* "68 %"; never "100 %" when one future says otherwise, never "0 %" when one agrees. */
void headline_percent(char cell[CELL], double share);
/* sim/store_headline_compare.c: effect, risk, regret and dominance of the options, their ratios and
 * weights; of a single option its ratios. */
void headline_compare(const struct head *h);
/* sim/store_headline_sweep.c: the effects of a sweep's factors on each metric. */
void headline_sweep(const struct head *h);
/* sim/store_headline_variants.c: fills ranks and swaps, once; then what changes the order of the
 * options: variants, inputs. */
void headline_prepare(struct head *h, struct arena *a);
void headline_variants(const struct head *h);
/* A warning where most of the first metric's spread comes from numbers of low pedigree. */
void headline_pedigree(const struct head *h);
/* sim/store_headline_effects.c: a sweep's effects as the file holds them. */
struct head_effects {
    enum effects_kind kind;
    struct dataset set[9];
    size_t n_set;
    struct index_estimate *index[2], *pair; /* of the metric last asked for */
    double *plain[2];
};
/* False: the file lacks them, or no memory. */
bool head_effects_open(const struct head *h, struct arena *a, struct head_effects *x);
/* Of one headline metric with its runs' numbers; *e points into x until the next call, and is not
 * to be freed. Its `variance` only says whether there is any. False: there were too few whole
 * points to tell. */
bool head_effects_of(const struct head *h, struct head_effects *x, size_t metric, const double *kpi,
                     struct effects *e);
/* sim/store_headline_fit.c: what a calibration found, and how well it meets what was observed. */
void headline_fit(const struct head *h);
/* sim/store_headline_stakes.c: who pays and who gains, in three views and one by one. */
void headline_stakes(const struct head *h);
/* sim/store_headline_worth.c: which inputs are worth knowing before one chooses an option. */
void headline_worth(const struct head *h);
#endif
