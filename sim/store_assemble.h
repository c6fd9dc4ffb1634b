/* store_assemble.h - sound parts to one HDF5 file without its footer; inside sim/store*.c only.
 *
 * One variable at a time and run by run, so memory does not grow with the study.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_STORE_ASSEMBLE_H
#define SIM_STORE_ASSEMBLE_H
#include "sim/store_hdf5.h"
#include "sim/store_meta.h"
#include "sim/store_part.h"

enum { ASSEMBLE_BYTES = 1 << 20, BAND_BYTES = 1 << 26, N_BAND = 5 };

struct assembly {
    struct h5_out h;
    struct parts *parts;
    const struct results *r;
    struct arena *arena;
    const char *const *name; /* [n_var] in the file */
    bool *failed;            /* [n_run] */
    const char **message;    /* [n_run] NULL: good */
    size_t n_failed;
    size_t run, month, option, quantile; /* dimensions; SIZE_MAX: none */
    size_t *axis;                        /* [n_axis] dimensions; SIZE_MAX: empty */
    int error;                           /* errno of a part that could not be read, 0 */
};
/* Writes `path`. NULL if done; else the step that failed, with errno in *error if a part could not
 * be read (0: HDF5). */
const char *assemble(struct parts *parts, const char *path, int *error);

bool assemble_going(const struct assembly *a);    /* nothing has failed yet */
void *assemble_need(struct assembly *a, void *p); /* p; NULL: out of memory, noted */
/* sim/store_tables.c */
void assemble_tables(struct assembly *a);
/* What junkan's own commands read: results_put(), then the failed runs' messages. */
void assemble_layout(struct assembly *a);
/* sim/store_bands.c: quantiles over the good runs of each option of the region's total. */
void assemble_band(struct assembly *a, size_t var);
/* sim/store_means.c: begin, add every run in their order, end. */
struct means {
    size_t var, n; /* n: numbers of one option */
    double *sum;   /* [n_option][n]; NULL: none is made */
    size_t *count; /* [n_option] good runs */
};
void means_begin(struct assembly *a, size_t var, struct means *m);
void means_add(const struct assembly *a, struct means *m, size_t run0, size_t n, const void *data);
void means_end(struct assembly *a, struct means *m);
/* sim/store_effects.c: a sweep's sensitivity indices. */
void assemble_effects(struct assembly *a);
/* sim/store_contrast.c: effect, risk and regret of a comparison's options, ratios, weights. */
void assemble_contrast(struct assembly *a);
/* sim/store_put_stakes.c: who pays and who gains in a comparison. */
void assemble_stakes(struct assembly *a);
/* sim/store_put_variants.c: options under each variant; what swaps the first two. */
void assemble_variants(struct assembly *a);
/* The dimension of the script's options: those of the runs, or without variants' fewer. */
size_t assemble_base_option(struct assembly *a);
/* sim/store_fit.c: a calibration's parameters, observations and scores. */
void assemble_fit(struct assembly *a);
/* Runs [run0, run0 + n) with failed ones as NaN (draws are kept as they are). False: failed. */
bool assemble_read(struct assembly *a, size_t var, size_t run0, size_t n, void *out);
#endif
