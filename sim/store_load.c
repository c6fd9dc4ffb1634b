/* store_load.c - see store_load.h. SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* close_range */
#include "sim/store_load.h"
#include "sim/mem.h"
#include "sim/store_hdf5.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- the child ------------------------------------------------------------------------------- */

/* Reads a whole dataset of `want` bytes (0: any) in memory type `type`; NULL if it does not fit. */
static void *read_all(hid_t file, const char *name, hid_t type, size_t want, size_t *bytes)
{
    void *p = NULL;
    const hid_t set = H5Dopen2(file, name, H5P_DEFAULT);
    const hid_t space = set < 0 ? -1 : H5Dget_space(set);
    const hssize_t n = space < 0 ? -1 : H5Sget_simple_extent_npoints(space);
    if (n >= 0) {
        *bytes = (size_t)n * H5Tget_size(type);
        if (want == 0 || *bytes == want) {
            p = malloc(*bytes + 1);
        }
    }
    if (p != NULL && H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, p) < 0) {
        free(p);
        p = NULL;
    }
    H5Sclose(space);
    H5Dclose(set);
    return p;
}

/* Every variable but series is there; its size is looked at when its numbers are asked for. */
static const char *look_for_vars(hid_t file, const struct results *r, struct arena *a)
{
    const char *const *name = results_names(r, a);
    for (size_t v = 0; v < r->n_var; v++) {
        const struct var *x = &r->var[v];
        const size_t n = x->role == ROLE_SERIES ? 0 : r->n_run * results_run_bytes(r, x);
        if (n > 0 && (name == NULL || H5Lexists(file, name[v], H5P_DEFAULT) <= 0)) {
            return "a variable is missing";
        }
    }
    return NULL;
}

const char *load_file(const char *path, struct store_bytes *out)
{
    struct results r;
    size_t bytes = 0;
    h5_quiet();
    const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    if (file < 0) {
        return "not HDF5";
    }
    const char *fault = "no junkan_layout";
    struct arena *a = arena_new();
    void *layout = a == NULL ? NULL : read_all(file, "junkan_layout", H5T_NATIVE_UINT8, 0, &bytes);
    if (layout != NULL) {
        struct store_cursor c = {layout, bytes, false};
        bytes_u64(out, bytes);
        bytes_put(out, layout, bytes);
        fault = results_get(&c, a, &r) ? look_for_vars(file, &r, a)
                                       : "another version of Junkan wrote it";
    }
    free(layout);
    arena_free(a);
    H5Fclose(file);
    return fault != NULL ? fault : out->failed ? "out of memory" : NULL;
}

/* What is asked for: everything that opening needs (name NULL), or datasets by name, or of each
 * some rows of its first dimension (n_row > 0). */
struct wish {
    const char *path;
    const char *const *name;
    size_t n, row0, n_row;
};

/* Some rows of a dataset of numbers, straight into `out`; false: it does not have them. */
static bool load_rows(hid_t file, const char *name, const struct wish *w, struct store_bytes *out)
{
    enum { MOST_DIMS = 4 };
    hsize_t dim[MOST_DIMS] = {0}, start[MOST_DIMS] = {w->row0};
    const hid_t set =
        H5Lexists(file, name, H5P_DEFAULT) > 0 ? H5Dopen2(file, name, H5P_DEFAULT) : -1;
    const hid_t space = set < 0 ? -1 : H5Dget_space(set);
    const int n_dim = space < 0 ? -1 : H5Sget_simple_extent_ndims(space);
    hid_t part = -1;
    void *p = NULL;
    if (n_dim > 0 && n_dim <= MOST_DIMS && H5Sget_simple_extent_dims(space, dim, NULL) == n_dim &&
        w->row0 <= dim[0] && w->n_row <= dim[0] - w->row0) {
        size_t n = 1;
        dim[0] = w->n_row;
        for (int i = 0; i < n_dim; i++) {
            n *= dim[i];
        }
        part = H5Screate_simple(n_dim, dim, NULL);
        p = malloc(n * sizeof(double) + 1);
        if (p == NULL || part < 0 ||
            H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, dim, NULL) < 0 ||
            H5Dread(set, H5T_NATIVE_DOUBLE, part, space, H5P_DEFAULT, p) < 0) {
            free(p);
            p = NULL;
        }
        bytes_put(out, p, p == NULL ? 0 : n * sizeof(double));
    }
    const bool good = p != NULL;
    free(p);
    H5Sclose(part);
    H5Sclose(space);
    H5Dclose(set);
    return good;
}

static void load_numbers(hid_t file, const char *name, struct store_bytes *out)
{
    size_t bytes = 0;
    void *p = read_all(file, name, H5T_NATIVE_DOUBLE, 0, &bytes);
    bytes_u64(out, p == NULL ? LOAD_NONE : bytes / sizeof(double));
    bytes_put(out, p, p == NULL ? 0 : bytes);
    free(p);
}

/* The strings are the child's last concern: they go with it. */
static void load_texts(hid_t file, const char *name, hid_t type, struct store_bytes *out)
{
    size_t bytes = 0;
    char **text = read_all(file, name, type, 0, &bytes);
    bytes_u64(out, text == NULL ? LOAD_NONE : LOAD_TEXT);
    if (text != NULL) {
        bytes_strings(out, (const char *const *)text, bytes / sizeof *text);
    }
    free(text);
}

static void load_dataset(hid_t file, const char *name, struct store_bytes *out)
{
    const bool there = H5Lexists(file, name, H5P_DEFAULT) > 0;
    const hid_t set = there ? H5Dopen2(file, name, H5P_DEFAULT) : -1;
    const hid_t type = set < 0 ? -1 : H5Dget_type(set);
    const H5T_class_t class = type < 0 ? H5T_NO_CLASS : H5Tget_class(type);
    if (class == H5T_FLOAT || class == H5T_INTEGER) {
        load_numbers(file, name, out);
    } else if (class == H5T_STRING && H5Tis_variable_str(type) > 0) {
        load_texts(file, name, type, out);
    } else {
        bytes_u64(out, LOAD_NONE);
    }
    H5Tclose(type);
    H5Dclose(set);
}

static const char *load_wish(const struct wish *w, struct store_bytes *out)
{
    if (w->name == NULL) {
        return load_file(w->path, out);
    }
    h5_quiet();
    const hid_t file = H5Fopen(w->path, H5F_ACC_RDONLY, H5P_DEFAULT);
    if (file < 0) {
        return "not HDF5";
    }
    bool good = true;
    for (size_t i = 0; i < w->n && good; i++) {
        if (w->n_row > 0) {
            good = load_rows(file, w->name[i], w, out);
        } else {
            load_dataset(file, w->name[i], out);
        }
    }
    H5Fclose(file);
    return out->failed ? "out of memory" : good ? NULL : "a variable is missing";
}

static void limit(int what, rlim_t value)
{
    struct rlimit l;
    if (getrlimit(what, &l) == 0) {
        l.rlim_cur = value < l.rlim_max ? value : l.rlim_max;
        setrlimit(what, &l);
    }
}

/* Far above what a sound file needs, far below what would hurt the machine. The parent's own
 * memory counts in the child too, hence the size of the address space now. */
static void set_limits(const char *path)
{
    struct stat st;
    const uint64_t size = stat(path, &st) == 0 ? (uint64_t)st.st_size : 0;
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, 20 + size / 5000000);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    /* sanitisers reserve terabytes */
    FILE *f = fopen("/proc/self/statm", "re");
    char line[128];
    if (f != NULL && fgets(line, sizeof line, f) != NULL) {
        const rlim_t pages = strtoul(line, NULL, 10);
        limit(RLIMIT_AS, pages * (rlim_t)sysconf(_SC_PAGESIZE) + (1u << 30) + 8 * size);
    }
    if (f != NULL) {
        fclose(f);
    }
#endif
}

static bool write_all(int fd, const void *p, size_t n)
{
    const char *c = p;
    while (n > 0) {
        const ssize_t w = write(fd, c, n);
        if (w <= 0 && errno != EINTR) {
            return false;
        }
        c += w > 0 ? w : 0;
        n -= w > 0 ? (size_t)w : 0;
    }
    return true;
}

enum { CHILD_GOOD = 0, CHILD_FAULT = 1 };

static _Noreturn void child(const struct wish *w, int to)
{
    static const int crash[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGXCPU};
    struct store_bytes b = {0};
    /* an inherited lock would outlive a parent that is killed now */
    close_range(3, (unsigned)to - 1, 0);
    close_range((unsigned)to + 1, ~0u, 0);
    for (size_t i = 0; i < sizeof crash / sizeof *crash; i++) {
        signal(crash[i], SIG_DFL);
    }
    signal(SIGPIPE, SIG_IGN);
    set_limits(w->path);
    const char *fault = load_wish(w, &b);
    if (fault != NULL) {
        bytes_free(&b);
        bytes_put(&b, fault, strlen(fault));
    }
    const bool sent = write_all(to, b.p, b.n);
    _exit(sent && fault == NULL ? CHILD_GOOD : CHILD_FAULT);
}

/* --- the parent ------------------------------------------------------------------------------ */

static const char *ask_child(const struct wish *w, struct store_bytes *out)
{
    static const char *const known[] = {"not HDF5", "no junkan_layout", "a variable is missing",
                                        "another version of Junkan wrote it", "out of memory"};
    enum { BLOCK = 1 << 16 };
    int ends[2], status = 0;
    if (pipe(ends) != 0) {
        return "no pipe";
    }
    fflush(NULL);
    const pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        child(w, ends[1]);
    }
    close(ends[1]);
    char *block = malloc(BLOCK);
    while (pid > 0 && block != NULL) {
        const ssize_t n = read(ends[0], block, BLOCK);
        if (n == 0 || (n < 0 && errno != EINTR)) {
            break;
        }
        bytes_put(out, block, n > 0 ? (size_t)n : 0);
    }
    free(block);
    close(ends[0]);
    if (pid < 0) {
        return "no process";
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFSIGNALED(status)) {
        return WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL
                   ? "reading it took too long"
                   : "reading it crashed";
    }
    if (WEXITSTATUS(status) == CHILD_GOOD && !out->failed) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (out->n == strlen(known[i]) && memcmp(out->p, known[i], out->n) == 0) {
            return known[i];
        }
    }
    return "reading it failed, perhaps for want of memory";
}

const char *load_in_child(const char *path, struct store_bytes *out)
{
    const struct wish w = {.path = path};
    return ask_child(&w, out);
}

const char *load_more_in_child(const char *path, const char *const *name, size_t n,
                               struct store_bytes *out)
{
    const struct wish w = {.path = path, .name = name, .n = n};
    return ask_child(&w, out);
}

const char *load_rows_in_child(const char *path, const char *const *name, size_t n, size_t row0,
                               size_t n_row, struct store_bytes *out)
{
    const struct wish w = {path, name, n, row0, n_row};
    return ask_child(&w, out);
}
