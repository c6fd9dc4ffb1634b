/* script_model.c - a model that is a Lua function: run after run in one state, each the first.
 *
 * Each thread has a state of its own, made from the same texts. One protected call goes through
 * many runs and is entered again behind a run that fails. Nothing is allocated for a run that
 * succeeds: x, rng and memory are the same values each time, and memory is replaced where a run
 * left something in it. What eval reaches outside its arguments is compared after each run
 * (script_watch.c), so that no result depends on what ran before in this state.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/rng.h"
#include "sim/script_internal.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

struct evaluator {
    struct policies p; /* first: what sandbox_of() leads to; it has no options */
    size_t option;
    struct eval_names names;
    int run, watch, x; /* registry references */
    struct watch *w;   /* NULL: eval reaches nothing */
    const struct eval_rows *rows;
    size_t at;     /* run being made */
    uint64_t draw; /* uniforms it has taken */
    double second; /* of the last address */
};

/* Stack of run_rows: the values that every run needs, then the names. */
enum { AT_RUN = 2, AT_X, AT_RNG, AT_MEMORY, AT_WATCH, AT_NAMES };

static struct evaluator *evaluator_of(lua_State *L)
{
    return (struct evaluator *)(void *)sandbox_of(L)->policies;
}

/* --- what eval gets --------------------------------------------------------------------------- */

static double next_uniform(lua_State *L)
{
    struct evaluator *e = evaluator_of(L);
    if (e == NULL || e->rows == NULL)
        script_raise(L, "rng is there only while eval runs");
    const uint64_t k = e->draw++;
    if (k % 2)
        return e->second;
    double u[2]; /* an address has 16 bits for the draw; its day's place takes the rest */
    rng_uniform2(e->rows->seed, e->rows->future[e->at], e->p.key, STREAM_MODEL,
                 (uint32_t)(k / 2) & 0xFFFF, (uint32_t)(k >> 17), u);
    e->second = u[1];
    return u[0];
}

static int model_rng(lua_State *L) { return script_random(L, next_uniform, MSG_MODEL_RNG); }

/* x holds the inputs and nothing else: a slip is told, and no run can leave a note to the next. */
static int no_input(lua_State *L)
{
    const struct evaluator *e = evaluator_of(L);
    const char *word = script_tostring(L, 2);
    script_fail(L, MSG_MODEL_NO_INPUT, diag_nearest(word, e->names.input, e->names.n_input), word,
                NULL, NULL);
}

static void push_x(lua_State *L, const struct eval_names *names)
{
    lua_createtable(L, 0, (int)names->n_input);
    lua_createtable(L, 0, 5);
    lua_pushcfunction(L, no_input);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, no_input);
    lua_setfield(L, -2, "__newindex");
    script_seal(L, "x");
}

/* --- what eval gives -------------------------------------------------------------------------- */

/* Raises at eval's first line: it has returned. */
static __attribute__((noreturn)) void fail(lua_State *L, enum msg m, const char *a, const char *b)
{
    lua_Debug ar;
    lua_pushvalue(L, AT_RUN);
    lua_getinfo(L, ">S", &ar);
    const char *const arg[3] = {a, b, NULL};
    script_fail_at(
        L, (struct where){ar.source[0] == '@' ? ar.source + 1 : ar.source, ar.linedefined, false},
        m, NULL, arg);
}

/* Output k is the value at i of the stack. */
static void take(lua_State *L, const struct evaluator *e, size_t k, int i)
{
    const double y = lua_type(L, i) == LUA_TNUMBER ? lua_tonumber(L, i) : (double)NAN;
    if (!isfinite(y))
        fail(L, MSG_MODEL_OUTPUT, e->names.output[k],
             lua_type(L, i) != LUA_TNUMBER ? luaL_typename(L, i)
             : isnan(y)                    ? "nan" /* its sign differs between processors */
             : y > 0                       ? "inf"
                                           : "-inf");
    e->rows->y[k][e->at] = y;
}

/* From the results above `base`. */
static void take_all(lua_State *L, const struct evaluator *e, int base)
{
    const int got = lua_gettop(L) - base;
    const size_t n = e->names.n_output;
    if (got == 1 && lua_type(L, base + 1) == LUA_TTABLE) {
        for (size_t k = 0; k < n; k++) {
            lua_pushvalue(L, AT_NAMES + (int)(e->names.n_input + k));
            lua_rawget(L, base + 1);
            take(L, e, k, -1);
            lua_pop(L, 1);
        }
        return;
    }
    if ((size_t)got != n) {
        char a[24], b[24];
        snprintf(a, sizeof a, "%d", got);
        snprintf(b, sizeof b, "%zu", n);
        fail(L, MSG_MODEL_RETURNS, a, b);
    }
    for (size_t k = 0; k < n; k++)
        take(L, e, k, base + 1 + (int)k);
}

static void renew_memory(lua_State *L)
{
    bool used = lua_getmetatable(L, AT_MEMORY) != 0;
    if (!used) {
        lua_pushnil(L);
        used = lua_next(L, AT_MEMORY) != 0;
    }
    if (used) {
        lua_newtable(L);
        lua_replace(L, AT_MEMORY);
    }
}

/* Whether eval left everything else as it was; what it changed is put back. */
static void check_watch(lua_State *L, const struct evaluator *e)
{
    char name[64];
    if (e->w && !watch_check(L, e->w, AT_WATCH, name, sizeof name))
        fail(L, MSG_SCRIPT_POLICY_UPVALUE, e->p.path, name);
}

/* --- runs ------------------------------------------------------------------------------------- */

static void make_run(lua_State *L, struct evaluator *e, int base)
{
    const struct eval_rows *r = e->rows;
    for (size_t k = 0; k < e->names.n_input; k++) {
        lua_pushvalue(L, AT_NAMES + (int)k);
        lua_pushnumber(L, r->x[k] ? r->x[k][e->at] : r->fixed[k]);
        lua_rawset(L, AT_X);
    }
    e->draw = 0;
    sandbox_refill(&e->p.box, POLICY_BUDGET);
    for (int i = AT_RUN; i <= AT_MEMORY; i++)
        lua_pushvalue(L, i);
    lua_call(L, AT_MEMORY - AT_RUN, LUA_MULTRET);
    take_all(L, e, base);
    lua_settop(L, base);
    renew_memory(L);
    check_watch(L, e);
    lua_settop(L, base);
}

/* Argument: the evaluator. Goes on from e->at to the end of the rows. */
static int run_rows(lua_State *L)
{
    struct evaluator *e = lua_touserdata(L, 1);
    const struct eval_names *n = &e->names;
    luaL_checkstack(L, (int)(n->n_input + n->n_output) + 64, NULL);
    lua_rawgeti(L, LUA_REGISTRYINDEX, e->run);
    lua_rawgeti(L, LUA_REGISTRYINDEX, e->x);
    lua_pushcfunction(L, model_rng);
    lua_newtable(L);
    lua_rawgeti(L, LUA_REGISTRYINDEX, e->watch);
    for (size_t k = 0; k < n->n_input; k++)
        lua_pushstring(L, n->input[k]);
    for (size_t k = 0; k < n->n_output; k++)
        lua_pushstring(L, n->output[k]);
    const int base = lua_gettop(L);
    for (; e->at < e->rows->n && !(e->rows->stop && *e->rows->stop); e->at++)
        make_run(L, e, base);
    return 0;
}

/* After a run that raised: what it changed before is put back, told or not. */
static int put_back(lua_State *L)
{
    struct evaluator *e = lua_touserdata(L, 1);
    lua_rawgeti(L, LUA_REGISTRYINDEX, e->watch);
    if (e->w) {
        char name[64];
        watch_check(L, e->w, -1, name, sizeof name);
    }
    return 0;
}

static int protected_call(struct evaluator *e, lua_CFunction f, char err[256])
{
    lua_State *L = e->p.box.L;
    lua_pushcfunction(L, f);
    lua_pushlightuserdata(L, e);
    const int status = lua_pcall(L, 1, 0, 0);
    if (status != LUA_OK)
        script_error_text(L, status, e->p.path, err);
    lua_settop(L, 0);
    return status;
}

void evaluator_run(struct evaluator *e, const struct eval_rows *rows)
{
    char text[256];
    for (size_t i = rows->from; i < rows->n; i++)
        rows->message[i][0] = '\0';
    e->rows = rows;
    e->at = rows->from;
    e->p.box.in_policy = true;
    while (e->at < rows->n && protected_call(e, run_rows, text) != LUA_OK) {
        memcpy(rows->message[e->at], text, sizeof text);
        for (size_t k = 0; k < e->names.n_output; k++)
            rows->y[k][e->at] = (double)NAN;
        sandbox_refill(&e->p.box, UINT64_MAX);
        protected_call(e, put_back, text);
        e->at++;
    }
    e->p.box.in_policy = false;
    e->rows = NULL;
}

/* --- setting up ------------------------------------------------------------------------------- */

static int set_up(lua_State *L)
{
    struct evaluator *e = lua_touserdata(L, 1);
    sandbox_run_main(L);
    e->p.box.loading = false;
    sandbox_refill(&e->p.box, UINT64_MAX);
    const char *tag = script_tag(L, -1);
    const bool compare = tag && strcmp(tag, "compare") == 0;
    if (compare) {
        lua_getfield(L, -1, "options");
        lua_geti(L, -1, (lua_Integer)e->option + 1);
    }
    if (tag && (compare || strcmp(tag, "sweep") == 0 || strcmp(tag, "calibrate") == 0)) {
        lua_getfield(L, -1, "scenario");
        tag = script_tag(L, -1);
    }
    if (tag == NULL || strcmp(tag, "model") != 0)
        script_raise(L, "the script did not return what it returned before");
    lua_pushliteral(L, "eval");
    lua_rawget(L, -2);
    luaL_checktype(L, -1, LUA_TFUNCTION);
    e->w = watch_new(L, -1);
    e->w = watch_size(e->w) ? e->w : NULL;
    e->watch = luaL_ref(L, LUA_REGISTRYINDEX);
    e->run = luaL_ref(L, LUA_REGISTRYINDEX);
    push_x(L, &e->names);
    e->x = luaL_ref(L, LUA_REGISTRYINDEX);
    return 0;
}

struct evaluator *evaluator_new(const struct script *s, size_t option,
                                const struct eval_names *names, char err[256])
{
    struct evaluator *e = mem_alloc(1, sizeof *e);
    snprintf(err, 256, "out of memory");
    if (e == NULL)
        return NULL;
    struct script *shared = NULL; /* read only: sb->diags is NULL, so nothing is added to it */
    memcpy(&shared, &s, sizeof shared);
    e->option = option;
    e->names = *names;
    e->p.path = "eval";
    e->p.key = rng_key("model", "eval");
    e->p.box.policies = &e->p;
    e->p.box.lang = LANG_EN;
    if (!sandbox_open(&e->p.box, shared, LOAD_MEMORY, LOAD_BUDGET) ||
        protected_call(e, set_up, err) != LUA_OK) {
        evaluator_free(e);
        return NULL;
    }
    lua_gc(e->p.box.L, LUA_GCCOLLECT);
    e->p.box.limit = e->p.box.used + POLICY_MEMORY;
    e->p.box.block_max = 4 * (size_t)MEMORY_TABLE_BYTES;
    err[0] = '\0';
    return e;
}

void evaluator_free(struct evaluator *e)
{
    if (e == NULL)
        return;
    sandbox_close(&e->p.box);
    mem_free(e);
}
