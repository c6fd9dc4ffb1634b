/* lua_model.h - a study's model that is a Lua function (j.model): numbers in, numbers out.
 *
 * It stands in a study where a plan stands else. Its uncertain inputs are draws like a plan's, so
 * that designs, statistics and files are the same. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_LUA_MODEL_H
#define SIM_LUA_MODEL_H
#include "sim/plan.h"
#include "sim/study.h"

struct lua_output {
    const char *name, *unit, *en, *ja;
    int better; /* 1 more, -1 less, 0 neither */
};
struct lua_model {
    const char *name;
    const char **input; /* [n_input] in byte order */
    double *fixed;      /* [n_input] the number of an input that is not uncertain */
    int32_t *draw_of;   /* [n_input] number of its draw, -1: none */
    size_t n_input;
    struct draw *draw; /* [n_draw] in the inputs' order; each input is a number of its own */
    size_t *column;    /* [n_draw] which of the study's draws it is, once laid out */
    size_t n_draw;
    struct lua_output *output; /* [n_output] in the script's order */
    const char **output_name;
    size_t n_output;
    bool chance; /* eval has a parameter for rng */
};
/* Whether this is a "model" tag. */
bool lua_model_is(const struct node *n);
/* NULL and findings in d, or none if memory ran out. Strings are the node's or the arena's. */
struct lua_model *lua_model_new(const struct node *n, struct diags *d, struct arena *a);
/* Whether both have the same outputs: by name and unit, in the same order. */
bool lua_model_alike(const struct lua_model *a, const struct lua_model *b);
/* An input that was a fixed number becomes a draw of that number, which a table of conditions may
 * set otherwise; nothing happens to one that is a draw already. */
void lua_model_vary(struct lua_model *m, size_t input);
/* Results of s->option_model: outputs are variables 0 .. n_output - 1, the draws follow: one of a
 * name that several options have. */
bool lua_model_layout(struct study *s);
#endif
