/* recorder.h - from a block's months to the arrays of a batch: series, KPIs, draws, audit.
 *
 * The map is made once per plan by study.c; the functions are called at month and run ends.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_RECORDER_H
#define SIM_RECORDER_H
#include "sim/results.h"
#include "sim/state.h"

/* An account that holds a stock: its books must close in every run. */
struct account {
    int medium, holder;
};

struct record_map {
    int32_t *series;           /* [n_field] variable of the series, -1: none */
    int32_t *kpi;              /* [n_field] variable of the KPI, -1: none */
    uint32_t **place;          /* [n_field] element -> position on the file's axis */
    uint32_t *width;           /* [n_field] length of that axis */
    const int32_t *draw;       /* [n_draw] variable, -1: none */
    const uint32_t *period;    /* [plan's n_month] recorded period of a month (or UINT32_MAX) */
    const double *period_days; /* [n_period] */
    const struct account *account;
    size_t n_account;
    int32_t residual, turnover; /* variables */
};

/* Has monthly values in the file (and a KPI); has a figure for the region; is in the audit. */
bool record_is_series(const struct field *f);
bool record_is_tallied(const struct field *f);
bool record_is_booked(const struct field *f);
/* A block's lists of what is recorded, and room for the series' next periods: part of
 * state_new(), once all else is allocated. False: out of memory. */
bool record_prepare(struct block *b);
size_t record_bytes(const struct plan *p); /* of that room */

/* Region totals of this month, every n-th field of the list from id; then their series. */
void record_regions(struct block *b, const struct team *t, double n_day);
void record_series(const struct block *b, const struct record_map *m, const struct results *r,
                   struct batch *out, const struct team *t, uint32_t month);
/* Adds the month to KPIs and to the audit's flows; finds values that are not finite. One thread. */
void record_month(struct block *b, uint32_t month, double n_day);
/* Before the first day: stocks, and how many entities each lane's option has. One thread. */
void record_opening(struct block *b);
/* Closes the books, writes KPIs, draws and audit of every recorded lane. One thread. */
void record_run(struct block *b, const struct record_map *m, const struct results *r,
                struct batch *out);
#endif
