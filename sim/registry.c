/* registry.c - compiled-in models, accounts and catalogues joined into one table.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/registry.h"
#include "sim/mem.h"
#include "sim/registry_catalogue.h"
#include <ctype.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

/* The Makefile says which builds exist: HAVE_V3 and HAVE_V4 on x86-64, none elsewhere. */
#define MODEL(name) extern const struct model model_##name##_base;
#include "models/models.def"
#undef MODEL
#define MODEL(name) &model_##name##_base,
static const struct model *const models_base[] = {
#include "models/models.def"
};
#undef MODEL

#ifdef HAVE_V3
#define MODEL(name) extern const struct model model_##name##_v3;
#include "models/models.def"
#undef MODEL
#define MODEL(name) &model_##name##_v3,
static const struct model *const models_v3[] = {
#include "models/models.def"
};
#undef MODEL
#endif

#ifdef HAVE_V4
#define MODEL(name) extern const struct model model_##name##_v4;
#include "models/models.def"
#undef MODEL
#define MODEL(name) &model_##name##_v4,
static const struct model *const models_v4[] = {
#include "models/models.def"
};
#undef MODEL
#endif

/* accounts.def holds two kinds of line; each list skips the other's. */
#define HOLDER(ID, en, ja)
#define MEDIUM(ID, unit, en, ja) {#ID, unit, en, ja},
static const struct account_name media[] = {
#include "models/accounts.def"
};
#undef MEDIUM
#undef HOLDER
#define MEDIUM(ID, unit, en, ja)
#define HOLDER(ID, en, ja) {#ID, NULL, en, ja},
static const struct account_name holders[] = {
#include "models/accounts.def"
};
#undef MEDIUM
#undef HOLDER

const char *isa_name(enum isa i)
{
#ifdef __x86_64__
    static const char *const name[N_ISA] = {"x86-64", "x86-64-v3", "x86-64-v4"};
#else
    static const char *const name[N_ISA] = {"native", "v3", "v4"};
#endif
    return (unsigned)i < N_ISA ? name[i] : "?";
}

bool isa_usable(enum isa i)
{
    switch (i) {
    case ISA_BASE:
        return true;
#if defined(HAVE_V3) && defined(__clang__) /* clang 14 does not know the level's name */
    case ISA_V3:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
               __builtin_cpu_supports("bmi2");
#elif defined(HAVE_V3)
    case ISA_V3:
        return __builtin_cpu_supports("x86-64-v3");
#endif
#if defined(HAVE_V4) && defined(__clang__)
    case ISA_V4:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vl");
#elif defined(HAVE_V4)
    case ISA_V4:
        return __builtin_cpu_supports("x86-64-v4");
#endif
    default:
        return false;
    }
}

enum isa isa_best(void)
{
    enum isa best = ISA_BASE;
    for (int i = ISA_BASE; i < N_ISA; i++)
        if (isa_usable((enum isa)i))
            best = (enum isa)i;
    return best;
}

bool isa_by_name(const char *name, enum isa *out)
{
    static const char *const alias[N_ISA] = {"base", "v3", "v4"};
    for (int i = ISA_BASE; i < N_ISA; i++) {
        if (strcmp(name, isa_name((enum isa)i)) == 0 || strcmp(name, alias[i]) == 0) {
            *out = (enum isa)i;
            return true;
        }
    }
    return false;
}

/* Ids are enum names in C and lower-case words in files. */
static const struct account_name *accounts_lower(struct arena *a, const struct account_name *from,
                                                 size_t n)
{
    struct account_name *list = arena_alloc(a, n, sizeof(*list));
    if (!list)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        list[i] = from[i];
        char *id = arena_strdup(a, from[i].id);
        if (!id)
            return NULL;
        for (char *c = id; *c; c++)
            *c = (char)tolower((unsigned char)*c);
        list[i].id = id;
    }
    return list;
}

/* Every dimension whose entities name a catalogue entry has one: models/<dim>.csv. */
static bool catalogues_load(struct arena *a, struct registry *r)
{
    size_t n = 0;
    for (size_t m = 0; m < r->n_model; m++)
        n += r->table[m]->n_dim;
    struct catalogue *list = arena_alloc(a, n, sizeof(*list));
    if (!list && n > 0)
        return false;
    bool good = true;
    for (size_t m = 0; m < r->n_model; m++) {
        for (size_t k = 0; k < r->table[m]->n_dim; k++) {
            const struct dim_row *dim = &r->table[m]->dim[k];
            if (!dim->choice || dim->kind == DIM_PAIR)
                continue;
            char file[128], fault[256];
            snprintf(file, sizeof(file), "models/%s.csv", dim->name);
            const char *text = embedded_text(file);
            if (!text) {
                fprintf(stderr, "%s: model %s needs this catalogue\n", file, r->table[m]->name);
                good = false;
            } else if (!catalogue_parse(a, dim->name, text, &list[r->n_catalogue], fault)) {
                fprintf(stderr, "%s:%s\n", file, fault);
                good = false;
            } else {
                r->n_catalogue++;
            }
        }
    }
    r->catalogue = list;
    return good;
}

/* Lives as long as the program; it holds its arena so that leak checkers see an owner. */
struct owned {
    struct registry registry;
    struct arena *arena;
};

static const struct registry *registry_make(void)
{
    struct arena *a = arena_new();
    struct owned *own = a ? arena_alloc(a, 1, sizeof(*own)) : NULL;
    if (!own) {
        fputs("out of memory\n", stderr);
        arena_free(a);
        return NULL;
    }
    own->arena = a;
    struct registry *r = &own->registry;
    r->n_model = COUNT_OF(models_base);
    r->model[ISA_BASE] = models_base;
#ifdef HAVE_V3
    r->model[ISA_V3] = models_v3;
#endif
#ifdef HAVE_V4
    r->model[ISA_V4] = models_v4;
#endif
    r->table = models_base;
    r->medium = accounts_lower(a, media, COUNT_OF(media));
    r->n_medium = COUNT_OF(media);
    r->holder = accounts_lower(a, holders, COUNT_OF(holders));
    r->n_holder = COUNT_OF(holders);
    if (!r->medium || !r->holder || !catalogues_load(a, r)) {
        arena_free(a);
        return NULL;
    }
    return r;
}

/* The one place with state: a cache of a pure function of compiled-in text, made once. */
static const struct registry *registry_cached;
static void registry_fill(void) { registry_cached = registry_make(); }

const struct registry *registry_get(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, registry_fill);
    return registry_cached;
}

const struct catalogue *registry_catalogue(const struct registry *r, const char *dim)
{
    for (size_t i = 0; i < r->n_catalogue; i++)
        if (strcmp(r->catalogue[i].dim, dim) == 0)
            return &r->catalogue[i];
    return NULL;
}
