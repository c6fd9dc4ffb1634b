/* script.h - a Lua file to a tree of nodes, in a sandbox; and its policies, run by run.
 *
 * The script is read once; its text and that of every file it reads (require, j.csv) is kept, so
 * that each thread can build its own Lua state from the same bytes, and the result file can embed
 * them. No Lua type leaves script*.c. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_SCRIPT_H
#define SIM_SCRIPT_H
#include "sim/node.h"
#include <stdatomic.h>

struct script;
struct script_options {
    const char *const *data_dir; /* --data, further folders that files may be read from */
    size_t n_data_dir;
    const char *const *option; /* --option NAME=VALUE for j.option */
    size_t n_option;
};
struct script_file {
    const char *name; /* as the script called it, "bihoro.lua", "data/towns.csv" */
    const char *text;
    size_t size;
};

/* Runs the file; faults go to d. Returns NULL if it could not be read or did not return a
 * scenario or study. The tree lives as long as the script. */
struct script *script_load(const char *path, const struct script_options *o, struct diags *d);
void script_free(struct script *s);
const struct node *script_root(const struct script *s); /* a "scenario" or "compare" tag */
/* Every file read, the script itself first, then sorted by name. */
const struct script_file *script_files(const struct script *s, size_t *n);

/* --- policies -------------------------------------------------------------------------------- */

/* What a policy can see and do in one run: implemented by sim/policy.c over lanes. A handle is
 * found once per Lua state and name, then read without a search. Lists are the script's own
 * ("kilns", "towns"); `entity` NULL means the region's total. Fields are parameter words
 * ("capacity") or recorded names without the model prefix ("char_t": last month's figure). */
struct policy_host {
    void *ctx;
    long (*find)(void *ctx, const char *list, const char *entity, const char *field, bool to_set,
                 char hint[128]); /* -1: unknown; hint: the nearest name, or "" */
    double (*get)(void *ctx, long handle);
    bool (*set)(void *ctx, long handle, double value); /* false: outside the field's range */
    /* Opens (or closes) from the next day on; false with the reason in hint (a message text) if
     * the plan does not allow it (`opens = j.by_policy` is missing). */
    bool (*open)(void *ctx, const char *list, const char *entity, bool open, char hint[128]);
    /* Names for pairs(region) and pairs(region.kilns), sorted; NULL-ended. list NULL: the lists. */
    const char *const *(*names)(void *ctx, const char *list);
};
struct policy_now {
    int year, month, day, fiscal_year; /* the month's last day */
    uint32_t month_index;              /* months since the start, 0-based */
    bool year_end;                     /* also run policies with when = "year" */
    uint64_t seed;
    uint32_t future; /* math.random draws at (seed, future, rng_key("policy", "policies[1]"),
                        STREAM_POLICY, month_index), draw 0, 1, ...; the first of two uniforms */
};
struct policies;
/* A Lua state of its own for the calling thread, with every policy of every option. NULL and a
 * message in err[256] if that fails. */
struct policies *policies_new(const struct script *s, char err[256]);
void policies_free(struct policies *p);
/* How many policies option number `option` has (0 = option of a plain scenario). */
size_t policies_count(const struct script *s, size_t option);
/* Forget the memory of `slot` (one run): call at the start of each run. */
void policies_reset(struct policies *p, size_t slot);
/* Runs the option's policies for one run. False with one clear line in err[256] (script:line:
 * what) if one raised an error, kept state outside `memory`, or ran over its budget. */
bool policies_run(struct policies *p, size_t option, size_t slot, const struct policy_now *now,
                  const struct policy_host *host, char err[256]);

/* --- models (j.model) ------------------------------------------------------------------------- */

/* Runs of a model that is a Lua function. All of them are independent: an eval sees its inputs, its
 * own chance, and an empty `memory`; one that changes anything else fails, and the change is
 * undone. */
struct eval_names {
    const char *const *input, *const *output;
    size_t n_input, n_output;
};
struct eval_rows {
    size_t from, n;         /* rows from ... n - 1 */
    const double *const *x; /* [n_input][n], or NULL where `fixed` holds the number */
    const double *fixed;    /* [n_input] */
    double *const *y;       /* [n_output][n] out; NaN where the run failed */
    const uint32_t *future; /* [n] rng() draws at (seed, future, rng_key("model", "eval"),
                               STREAM_MODEL): one uniform after the other, two an address */
    char (*message)[256];   /* [n] out: "", or why the run failed */
    uint64_t seed;
    const atomic_int *stop; /* set: leave the rest undone; NULL: nobody asks */
};
struct evaluator;
/* A Lua state of its own for the calling thread and one option (0: what is no comparison). Borrows
 * the names. NULL and a message in err if that fails. */
struct evaluator *evaluator_new(const struct script *s, size_t option,
                                const struct eval_names *names, char err[256]);
void evaluator_free(struct evaluator *e); /* NULL is fine */
void evaluator_run(struct evaluator *e, const struct eval_rows *rows);
#endif
