/* compare_cases.h - a comparison made by hand, and how its file is read back.
 *
 * 20 futures i = 0..19 (4 points of 5) and three options:
 *   char (more is better)   today 100 + i; one a year 110 + i +- 2; all at once 100 + i +- 1
 *   yen (less is better)    today 3000 + i; one a year 30 x its char difference more;
 *                           all at once 150 more
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_COMPARE_CASES_H
#define TESTS_COMPARE_CASES_H
#define _DEFAULT_SOURCE /* mkdtemp */
#include "sim/store_compare.h"
#include "sim/store_meta.h"
#include "tests/run_script.h"
#include "tests/synthetic.h"
#include <hdf5.h>

static char folder[64], path[128];

static const char *in(const char *name)
{
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static inline int setup(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "build/tests/compare_XXXXXX");
    return mkdtemp(folder) == NULL;
}

static inline int teardown(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

/* --- the hand-made study --------------------------------------------------------------------- */

static const struct ratio_info two_ratios[] = {{"cost of a tonne", "money.town_yen", "kiln.char_t"},
                                               {"char per yen", "kiln.char_t", "money.town_yen"}};
static const char *const weighed[] = {"kiln.char_t", "money.town_yen"};
static const double weight[] = {2.0, 1.0};
static const struct contrast_info asked = {two_ratios, 2, weighed, weight, 2, 7};

static inline double char_of(struct run_id id)
{
    const uint32_t i = id.point * SYN_REPLICATE + id.replicate;
    const double sign = i % 2 == 0 ? -1.0 : 1.0;
    return 100.0 + i + (id.option == 1 ? 10.0 + 2.0 * sign : id.option == 2 ? sign : 0.0);
}

static inline double yen_of(struct run_id id)
{
    const uint32_t i = id.point * SYN_REPLICATE + id.replicate;
    struct run_id today = id;
    today.option = 0;
    const double more = char_of(id) - char_of(today);
    return 3000.0 + i + (id.option == 1 ? 30.0 * more : id.option == 2 ? 150.0 : 0.0);
}

static bool all_fail; /* no run is good */

static inline void make(const struct synthetic *s, const char *to)
{
    struct diags d;
    struct store *store;
    bool complete;
    diag_init(&d, LANG_EN);
    assert_int_equal(store_open(&store, to, &s->r, true, &complete, &d), ERR_OK);
    for (size_t k = 0; k < s->r.n_batch; k++) {
        struct batch b = syn_batch(s, k);
        for (size_t i = 0; i < b.n_run; i++) {
            const struct run_id id = s->run[b.run0 + i];
            if (all_fail)
                snprintf(b.message[i], RUN_MESSAGE, "policy: failed");
            if (b.message[i][0] == '\0') {
                ((double *)b.data[0])[i] = char_of(id);
                ((double *)b.data[1])[i] = yen_of(id);
            }
        }
        assert_int_equal(store_put(store, &b, &d), ERR_OK);
        syn_batch_free(s, &b);
    }
    assert_int_equal(store_merge(store, &d), ERR_OK);
    store_close(store);
    diag_free(&d);
}

static inline struct reader *opened(const char *from)
{
    struct diags d;
    struct reader *r = NULL;
    diag_init(&d, LANG_EN);
    assert_int_equal(reader_open(&r, from, &d), ERR_OK);
    diag_free(&d);
    return r;
}

static inline char *headline(const char *from, enum lang lang)
{
    char *text = NULL;
    size_t n;
    struct reader *r = opened(from);
    FILE *f = open_memstream(&text, &n);
    reader_headline(r, lang, f);
    fclose(f);
    reader_close(r);
    return text;
}

static inline void says(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("\"%s\" is missing in:\n%s", part, text);
}

/* A variable of the file as doubles; n must fit. */
static inline void read_var(const char *from, const char *name, double *out, size_t n)
{
    const hid_t file = H5Fopen(from, H5F_ACC_RDONLY, H5P_DEFAULT);
    assert_true(file >= 0);
    const hid_t var = H5Dopen2(file, name, H5P_DEFAULT);
    if (var < 0)
        fail_msg("no %s", name);
    const hid_t space = H5Dget_space(var);
    assert_int_equal(H5Sget_simple_extent_npoints(space), n);
    assert_true(H5Aexists(var, "long_name") > 0 && H5Aexists(var, "long_name_ja") > 0);
    assert_true(H5Dread(var, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, out) >= 0);
    H5Sclose(space);
    H5Dclose(var);
    H5Fclose(file);
}

static inline bool has_var(const char *from, const char *name)
{
    const hid_t file = H5Fopen(from, H5F_ACC_RDONLY, H5P_DEFAULT);
    const bool there = H5Lexists(file, name, H5P_DEFAULT) > 0;
    H5Fclose(file);
    return there;
}

static inline void close_to(const double *got, const double *want, size_t n, const char *what)
{
    for (size_t i = 0; i < n; i++)
        if (isnan(want[i]) ? !isnan(got[i])
                           : got[i] != want[i] && !(fabs(got[i] - want[i]) <= 1e-9 * fabs(want[i])))
            fail_msg("%s[%zu] = %.17g, wanted %.17g", what, i, got[i], want[i]);
}

#define WANT(name, ...)                            \
    do {                                           \
        const double want[] = {__VA_ARGS__};       \
        double got[sizeof want / sizeof *want];    \
        read_var(path, name, got, COUNT_OF(want)); \
        close_to(got, want, COUNT_OF(want), name); \
    } while (0)
#endif
