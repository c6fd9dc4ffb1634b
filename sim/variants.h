/* variants.h - structural variants of a study: which there are, and the options under each.
 *
 * A variant is another view of how the world works; every option of the script is run under it, on
 * the same chance and inputs. The required ones stand in models/variants.csv as settings by path;
 * a script adds its own (`variants = { name = changes }`), which lua/scenario.lua has made into one
 * scenario for each option. A script's variant takes the place of a required one of its name.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_VARIANTS_H
#define SIM_VARIANTS_H
#include "sim/mem.h"
#include "sim/plan.h"
#include "sim/results.h"

struct variants_asked {
    bool all;
    const char *const *name; /* [n] of --variant */
    size_t n;
};

struct variant {
    struct variant_info info;
    const char *const *set;      /* [n_set] "PATH=VALUE"; or */
    const struct node *scenario; /* a list: one for each option */
    size_t n_set;
    const char *misses; /* a path that fits nothing here: the variant would change nothing; NULL */
};
struct variants {
    struct variant *item;
    size_t n;
};

/* All that the script (`list`: its field `variants`, NULL: none) and the table know, required ones
 * first. One fits if any of its paths is in the plan of the options as they stand. False: out of
 * memory, or a faulty table (a finding). */
bool variants_list(const struct node *list, const struct plan *base, struct arena *a,
                   struct diags *d, struct variants *out);
/* Those that are asked for and fit -> run[] (out->n is their number), those left out ->
 * r->left_out. Findings for names that are none, or that fit nothing though named. False: findings.
 */
bool variants_choose(const struct variants *all, const struct variants_asked *asked,
                     struct arena *a, struct diags *d, struct variants *out, struct results *r);
/* The options under the reference, then under each variant: [(1 + v->n) * n]; fills r's names.
 * NULL: out of memory. */
struct option_plan *variants_expand(const struct variants *v, const struct option_plan *option,
                                    size_t n, struct arena *a, struct results *r);
#endif
