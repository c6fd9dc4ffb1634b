/* script_internal.h - what the files sim/script*.c share; nothing else includes it.
 *
 * A sandbox is one Lua state with budgets. Loading a script uses one; each thread's policies have
 * one more, made from the texts that loading kept. Functions that take a lua_State may raise a Lua
 * error, and then hold no C resource; all memory that outlives a call is the script's arena.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_SCRIPT_INTERNAL_H
#define SIM_SCRIPT_INTERNAL_H
#include "sim/mem.h"
#include "sim/script.h"
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

/* --- sources and lines (script_lines.c) ------------------------------------------------------ */

/* One entry of a table constructor: a key with the line it stands in. */
struct ctor_key {
    const char *name; /* NULL: positional or numeric, `index` */
    long index;
    int line;
    uint32_t next; /* number of the constructor's next key, 0: last */
};
struct ctor {
    int line;
    uint32_t first, last; /* keys; 0: none */
};
struct source {
    const char *name, *text; /* as the script called it */
    size_t size;
    bool lua;           /* false: data */
    const char *marked; /* text with each {...} as a call that tells its number; NULL: none */
    size_t marked_size;
    const struct ctor *ctor; /* [n_ctor] */
    size_t n_ctor;
    const struct ctor_key *key; /* [n_key], entry 0 unused */
    size_t n_key;
};
#define MARK_NAME "__junkan_at"
/* Fills marked, ctor and key of a Lua source that compiles. False: out of memory, or a construct
 * the scan does not understand; then lines are only near. */
bool source_scan(struct source *s, struct arena *a, unsigned number);

/* --- script ---------------------------------------------------------------------------------- */

struct script {
    struct arena *arena;
    struct source *source; /* [n_source] in order of reading; [0] is the script */
    size_t n_source, source_capacity;
    struct script_file *file; /* the same, sorted; made at the end */
    char *main_name;
    char **dir; /* [n_dir] real paths, the script's folder first, each ending in '/' */
    size_t n_dir;
    const char *const *option; /* [n_option] "NAME=VALUE", copied */
    bool *option_used;
    size_t n_option;
    const struct node *root;
    size_t *n_policy; /* [n_option_scenario] */
    size_t n_scenario;
};
/* Finds a source that was read before, by its name; NULL: none. */
const struct source *script_source(const struct script *s, const char *name);

/* --- sandbox (script_sandbox.c) -------------------------------------------------------------- */

struct sandbox {
    lua_State *L;
    struct script *script;
    struct diags *diags; /* NULL: policies; then everything raises */
    enum lang lang;
    size_t used, limit, block_max;
    uint64_t spent, budget;
    int hook_step;
    bool loading;   /* new memory is charged to the instruction budget too */
    bool in_policy; /* a policy is running: no globals, no files */
    bool out_of_budget, out_of_memory;
    char fail_en[768], fail_local[768]; /* the last text raised by script_fail */
    struct where at;                    /* of the error being handled */
    struct policies *policies;
};
enum {
    LOAD_MEMORY = 512 * 1024 * 1024,
    LOAD_BUDGET = 200 * 1000 * 1000,
    POLICY_MEMORY = 64 * 1024 * 1024,
    POLICY_BUDGET = 10 * 1000 * 1000,
    MEMORY_TABLE_BYTES = 1024 * 1024 /* what one run may keep in `memory` */
};
static inline struct sandbox *sandbox_of(lua_State *L)
{
    return *(struct sandbox **)lua_getextraspace(L);
}
/* False: out of memory. The budget runs from the last sandbox_refill(). */
bool sandbox_open(struct sandbox *sb, struct script *s, size_t memory, uint64_t budget);
void sandbox_close(struct sandbox *sb);
void sandbox_refill(struct sandbox *sb, uint64_t budget);
/* Charges work done inside C functions; raises when the budget is gone. */
void sandbox_charge(lua_State *L, uint64_t work);
/* Message handler for lua_pcall: notes sb->at, keeps the message. */
int sandbox_handler(lua_State *L);
/* Runs the main chunk with the library in place; its result is on the stack. May raise. */
void sandbox_run_main(lua_State *L);

/* Raises message m at the caller's line; arguments up to the first NULL, then the hint sentence
 * ("" if hint is NULL) as the last argument. English inside Lua, so that no result can depend on
 * the user's language; script_load puts the user's language in its place. */
__attribute__((noreturn)) void script_fail(lua_State *L, enum msg m, const char *hint,
                                           const char *a0, const char *a1, const char *a2);
/* Raises a text that is no message of ours; luaL_error, but known not to return. */
__attribute__((noreturn)) void script_raise(lua_State *L, const char *text);
__attribute__((noreturn)) void script_fail_at(lua_State *L, struct where at, enum msg m,
                                              const char *hint, const char *const arg[3]);
/* Notes a fault and goes on (loading); raises in policies. at.file NULL: the caller's line. */
void script_fault(lua_State *L, struct where at, const char *path, enum msg m, const char *hint,
                  const char *a0, const char *a1, const char *a2);
void script_format(char *buf, size_t size, enum lang lang, enum msg m, const char *hint,
                   const char *const arg[3]);
/* The error on the top of the stack as one line, for a run's message. */
void script_error_text(lua_State *L, int status, const char *path, char err[256]);
/* First line of the script that is on the call stack; file NULL if there is none. */
struct where script_caller(lua_State *L);

/* Keys of the Lua registry. */
#define REG_GLOBALS "junkan.globals" /* _ENV of all chunks: always empty, guarded */
#define REG_USER "junkan.user"       /* globals the script made */
#define REG_BASE "junkan.base"       /* the language's own */
#define REG_LOADED "junkan.loaded"   /* modules by name; false while loading */
#define REG_TAGS "junkan.tags"       /* tag name -> metatable */
#define REG_FINISH "junkan.finish"   /* what the library does to the value that a script returns */
#define REG_WORDS "junkan.words"     /* the library module itself */
#define REG_PLACE "junkan.place"     /* table -> where it was made, see script_place.c */

/* --- the language as scripts see it (script_lib.c, script_text.c) ---------------------------- */
void script_open_base(lua_State *L);    /* builds REG_BASE, then the globals */
void script_open_globals(lua_State *L); /* builds REG_GLOBALS and REG_USER; wants REG_BASE */
int script_pairs(lua_State *L);         /* pairs(t), in the order of script_sorted_keys() */
void script_open_text(lua_State *L);    /* string and table, with guards; top of stack: base */
const char *script_tostring(lua_State *L, int i); /* pushes text without addresses */
/* Pushes an array of the keys of the table at i: numbers ascending, then strings bytewise; raises
 * on other keys. */
void script_sorted_keys(lua_State *L, int i);
/* Replaces the table on the top by a stand-in that can be read but not written, named `name`. */
void script_protect(lua_State *L, const char *name);
/* The table on the top becomes the metatable of the one below: named, not to be seen or changed by
 * a script, and against rawset. */
void script_seal(lua_State *L, const char *name);
bool script_is_protected(lua_State *L, int i);
bool script_utf8_ok(const char *s, size_t n);

/* --- files (script_file.c, script_csv.c) ----------------------------------------------------- */
/* The text of a file below the script's folder or a --data folder, read once. Raises. */
const struct source *script_read(lua_State *L, const char *name, bool lua);
/* Reads the main script. False with a fault in d. */
bool script_read_main(struct script *s, const char *path, struct diags *d);
/* The real path of a folder, ending in "/", in the arena; NULL: there is none. */
char *script_real_dir(struct arena *a, const char *dir);
int script_require(lua_State *L);
int script_csv(lua_State *L);
/* Loads a chunk of a source with the guarded globals; raises on a syntax error. */
void script_load_chunk(lua_State *L, const struct source *s);

/* --- the library, the files of lua/ (script_host.c) ------------------------------------------ */
void script_push_words(lua_State *L); /* what lua/junkan.lua returns */
/* Tag name of the table at i ("dist"), or NULL. */
const char *script_tag(lua_State *L, int i);

/* --- places (script_place.c) ----------------------------------------------------------------- */
int script_mark(lua_State *L); /* MARK_NAME(number, table) -> table */
/* Place of field `key` (top of the stack, left there) of the table at i; near_line and the table's
 * own line if the key is not known; file NULL if nothing is. key nil: the table itself. */
struct where script_place(lua_State *L, int i);
void script_place_line(lua_State *L, int i, size_t source, int line); /* all its keys: this line */
int script_place_merged(lua_State *L); /* (dst, base, change): where each field of dst came from */

/* --- tree (script_tree.c) --------------------------------------------------------------------- */
/* The value on the top of the stack as nodes in the script's arena; faults go to sb->diags. */
struct node *script_tree(lua_State *L);

/* --- policies: what a call may have changed (script_watch.c) --------------------------------- */
struct watch;
/* Snapshot of everything the function at i can reach. The result is a userdata left on the stack.
 */
struct watch *watch_new(lua_State *L, int i);
size_t watch_size(const struct watch *w); /* 0: nothing to check */
/* True if all is as it was; else the name of what changed is in name, and all is put back. `ref`
 * is the stack index of the userdata. */
bool watch_check(lua_State *L, struct watch *w, int ref, char *name, size_t size);

/* --- policies: region and now (script_region.c) ---------------------------------------------- */
struct policies {
    struct sandbox box;
    const struct policy_host *host;
    const struct policy_now *now;
    size_t n_option;
    struct policy_list {
        struct policy *item;
        size_t n;
        int region; /* registry reference of the option's region */
    } * option;
    int now_ref, memory_ref; /* registry references */
    const char *path;        /* of the policy that runs: "policies[1]" */
    uint32_t key, draw;      /* of math.random */
    /* the call being made */
    size_t at_option, at_slot;
};
struct policy {
    int run, watch; /* registry references */
    struct watch *w;
    bool yearly;
    char path[32];
    uint32_t key;
};
void region_open(lua_State *L);                /* metatables */
void region_push(lua_State *L, size_t option); /* a new region userdata */
void region_push_now(lua_State *L);
int region_random(lua_State *L); /* math.random */
/* random(), random(n) and random(m, n) of a stream of uniforms in (0, 1). */
int script_random(lua_State *L, double (*draw_unit)(lua_State *L), enum msg refused);
#endif
