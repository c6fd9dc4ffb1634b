/* study_contrast.h - `ratios` and `weights` of a script; inside sim/study*.c only.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_STUDY_CONTRAST_H
#define SIM_STUDY_CONTRAST_H
#include "sim/study.h"

/* Faults of shape and of names; name[n] are those that some model can record. Either node may be
 * NULL. False if there were any. */
bool contrast_refuse(const struct node *ratios, const struct node *weights, const char *const *name,
                     size_t n, struct diags *d);
/* Into s->results.contrast, once its variables are known; what this region does not record is a
 * fault too. False: out of memory. Faulty entries are passed over. */
bool contrast_list(struct study *s, const struct node *ratios, const struct node *weights,
                   struct diags *d);
#endif
