/* store_assemble.h - sound parts to one HDF5 file without its footer; inside sim/store*.c only.
 *
 * One variable at a time and run by run, so memory does not grow with the study.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_STORE_ASSEMBLE_H
#define SIM_STORE_ASSEMBLE_H
#include "sim/store_hdf5.h"
#include "sim/store_meta.h"
#include "sim/store_part.h"

enum {
    ASSEMBLE_BYTES = 1 << 20,
    SERIES_BYTES = 1 << 22, /* of a series at hand */
    CHUNK_BYTES = 1 << 16,  /* of a series' chunk, or more */
    BAND_BYTES = 1 << 26,
    N_BAND = 5
};

struct assembly {
    struct h5_out h;
    struct parts *parts;
    const struct results *r;
    struct arena *arena;
    const char *const *name; /* [n_var] in the file */
    bool *failed;            /* [n_run] */
    const char **message;    /* [n_run] NULL: good */
    size_t n_failed;
    double *run_value;                   /* [n_run] of assemble_runs(); NULL: not yet */
    size_t run, month, option, quantile; /* dimensions; SIZE_MAX: none */
    size_t *axis;                        /* [n_axis] dimensions; SIZE_MAX: empty */
    int error;                           /* errno of a part that could not be read, 0 */
};
/* Writes `path`. NULL if done; else the step that failed, with errno in *error if a part could not
 * be read (0: HDF5). */
const char *assemble(struct parts *parts, const char *path, int *error);

/* sim/store_put.c */
bool assemble_going(const struct assembly *a);          /* nothing has failed yet */
void *assemble_need(struct assembly *a, void *p);       /* p; NULL: out of memory, noted */
double *assemble_numbers(struct assembly *a, size_t n); /* zeros in the arena, or noted */
/* For struct run_source with the assembly as its ctx: one figure at a time. */
const double *assemble_runs(void *assembly, const char *name);
/* A variable, whole. units: where that has no unit of its own, the variable that lists them. */
void assemble_put(struct assembly *a, const struct h5_spec *spec, const char *units, const void *p);
struct figure {
    const char *name, *unit, *en, *ja; /* unit NULL: many */
};
void assemble_figure(struct assembly *a, const struct figure *f, size_t n_dim,
                     const size_t dim[H5_MAX_RANK], const char *units, const double *value);
void assemble_text(struct assembly *a, const char *name, const char *en, const char *ja, size_t dim,
                   const char *const *value);
size_t assemble_metric(struct assembly *a); /* the dimension of the headline's metrics, made */
void assemble_metric_unit(struct assembly *a, size_t metric); /* what lists their units */
/* sim/store_tables.c */
void assemble_tables(struct assembly *a);
/* What junkan's own commands read: results_put(), then the failed runs' messages. */
void assemble_layout(struct assembly *a);
/* sim/store_bands.c: quantiles over the good runs of each option of the region's total. Begin, add
 * every run in their order, end. NULL: the variable has none, or no memory. What does not fit
 * BAND_BYTES is read once more at the end. */
struct band;
struct band *bands_begin(struct assembly *a, size_t var);
void bands_add(const struct assembly *a, struct band *band, size_t run0, size_t n,
               const void *data);
void bands_end(struct assembly *a, struct band *band);
/* sim/store_means.c: in the same way. */
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
