/* store_part.c - see store_part.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/store_part.h"
#include "sim/store_meta.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char part_magic[8] = {'J', 'K', 'P', 'A', 'R', 'T', 0, 1};

bool parts_init(struct parts *p, const struct results *r, const char *dir)
{
    *p = (struct parts){.r = r, .dir = dir, .fd = -1};
    p->before = malloc((r->n_var + 1) * sizeof *p->before);
    if (p->before == NULL) {
        return false;
    }
    p->before[0] = 0;
    for (size_t v = 0; v < r->n_var; v++) {
        p->before[v + 1] = p->before[v] + results_run_bytes(r, &r->var[v]);
    }
    return true;
}

void parts_free(struct parts *p)
{
    if (p->before != NULL && p->fd >= 0) {
        close(p->fd);
    }
    free(p->before);
    *p = (struct parts){.fd = -1};
}

char *parts_path(const struct parts *p, size_t index)
{
    return store_printf("%s/%06zu.part", p->dir, index);
}

uint64_t parts_file_bytes(const struct parts *p, size_t index)
{
    size_t run0;
    const size_t n = results_batch_runs(p->r, index, &run0);
    return PART_HEADER + n * (p->before[p->r->n_var] + RUN_MESSAGE) + STORE_FOOTER;
}

static void header_make(const struct results *r, size_t index, unsigned char h[PART_HEADER])
{
    size_t run0;
    const size_t n = results_batch_runs(r, index, &run0);
    const uint64_t word[5] = {STORE_LAYOUT, index, run0, n, r->n_var};
    memset(h, 0, PART_HEADER);
    memcpy(h, part_magic, sizeof part_magic);
    memcpy(h + 8, r->digest, strnlen(r->digest, 32));
    memcpy(h + 40, word, sizeof word);
}

enum part_state parts_check(const struct parts *p, size_t index)
{
    unsigned char have[PART_HEADER], want[PART_HEADER];
    uint64_t length = 0;
    enum part_state state = PART_BAD;
    char *path = parts_path(p, index);
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        state = errno == ENOENT ? PART_MISSING : PART_BAD;
        goto out;
    }
    header_make(p->r, index, want);
    const enum store_footer f = store_footer_check(path, &length, NULL);
    if (f == FOOTER_NONE || f == FOOTER_WRONG) {
        goto out;
    }
    if (f == FOOTER_SOUND && length >= PART_HEADER &&
        store_read_at(fd, have, sizeof have, 0) == 0) {
        size_t run0;
        const uint64_t all = parts_file_bytes(p, index) - STORE_FOOTER;
        const uint64_t quiet = all - results_batch_runs(p->r, index, &run0) * RUN_MESSAGE;
        const bool fits =
            memcmp(have, want, sizeof have) == 0 && (length == all || length == quiet);
        state = fits ? PART_SOUND : PART_OTHER;
    }
out:
    if (fd >= 0) {
        close(fd);
    }
    free(path);
    return state;
}

int parts_write(const struct parts *p, const struct batch *b, const char *suffix,
                struct store_later *later)
{
    const struct results *r = p->r;
    unsigned char header[PART_HEADER];
    struct store_file f;
    size_t run0;
    if (b->index >= r->n_batch || results_batch_runs(r, b->index, &run0) != b->n_run ||
        run0 != b->run0) {
        return EINVAL;
    }
    char *path = parts_path(p, b->index);
    char *tmp = store_printf("%s%s", path, suffix);
    header_make(r, b->index, header);
    if (store_file_open(&f, path, tmp)) {
        store_file_write(&f, header, sizeof header);
        for (size_t v = 0; v < r->n_var; v++) {
            store_file_write(&f, b->data[v], b->n_run * results_run_bytes(r, &r->var[v]));
        }
        bool quiet = true;
        for (size_t i = 0; i < b->n_run; i++) {
            quiet = quiet && b->message[i][0] == '\0';
        }
        for (size_t i = 0; i < b->n_run && !quiet; i++) {
            /* what lies behind the end of a message is chance, and files are compared */
            char message[RUN_MESSAGE] = {0};
            memcpy(message, b->message[i], strnlen(b->message[i], RUN_MESSAGE - 1));
            store_file_write(&f, message, sizeof message);
        }
    }
    store_file_finish_later(&f, later);
    free(path);
    free(tmp);
    return f.error;
}

/* Opens the part unless it is the one already open. 0 or errno. */
static int open_part(struct parts *p, size_t index)
{
    if (p->fd >= 0 && p->fd_index == index) {
        return 0;
    }
    if (p->fd >= 0) {
        close(p->fd);
    }
    char *path = parts_path(p, index);
    p->fd = open(path, O_RDONLY | O_CLOEXEC);
    const int e = p->fd < 0 ? errno : 0;
    p->fd_index = index;
    free(path);
    return e;
}

int parts_read(struct parts *p, size_t var, size_t run0, size_t n, void *out)
{
    const size_t bytes = results_run_bytes(p->r, &p->r->var[var]);
    char *to = out;
    while (n > 0) {
        size_t first;
        const size_t index = run0 / p->r->run_per_batch;
        const size_t in_part = results_batch_runs(p->r, index, &first);
        const size_t skip = run0 - first;
        const size_t take = in_part - skip < n ? in_part - skip : n;
        int e = open_part(p, index);
        if (e == 0) {
            e = store_read_at(p->fd, to, take * bytes,
                              PART_HEADER + in_part * p->before[var] + skip * bytes);
        }
        if (e != 0) {
            return e;
        }
        to += take * bytes;
        run0 += take;
        n -= take;
    }
    return 0;
}

int parts_messages(struct parts *p, size_t index, char (*out)[RUN_MESSAGE])
{
    size_t run0;
    const size_t n = results_batch_runs(p->r, index, &run0);
    const uint64_t at = PART_HEADER + n * p->before[p->r->n_var];
    struct stat s = {0};
    int e = open_part(p, index);
    if (e == 0 && fstat(p->fd, &s) != 0) {
        e = errno;
    }
    if (e == 0 && (uint64_t)s.st_size == at + STORE_FOOTER) {
        for (size_t i = 0; i < n; i++) {
            out[i][0] = '\0';
        }
        return 0;
    }
    return e != 0 ? e : store_read_at(p->fd, out, n * RUN_MESSAGE, at);
}
