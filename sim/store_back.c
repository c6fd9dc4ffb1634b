/* store_back.c - a finished batch, read back from its part.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/store_meta.h"
#include "sim/store_work.h"

void store_free_batch(const struct store *s, struct batch *b)
{
    for (size_t v = 0; b->data && v < s->r->n_var; v++)
        mem_free(b->data[v]);
    mem_free(b->data);
    mem_free(b->message);
    *b = (struct batch){0};
}

static int read_back(struct store *s, const bool *wanted, struct batch *b)
{
    int e = parts_messages(&s->parts, b->index, b->message);
    for (size_t v = 0; v < s->r->n_var && e == 0; v++)
        if (wanted[v])
            e = parts_read(&s->parts, v, b->run0, b->n_run, b->data[v]);
    for (size_t i = 0; i < b->n_run; i++)
        b->message[i][RUN_MESSAGE - 1] = '\0';
    return e;
}

enum err store_get(struct store *s, size_t batch, const bool *wanted, struct batch *b,
                   struct diags *d)
{
    const struct results *r = s->r;
    *b = (struct batch){.index = batch};
    b->n_run = results_batch_runs(r, batch, &b->run0);
    b->data = mem_alloc(r->n_var + 1, sizeof *b->data);
    b->message = mem_alloc(b->n_run + 1, sizeof *b->message);
    bool room = b->data && b->message;
    for (size_t v = 0; room && v < r->n_var; v++)
        if (wanted[v]) {
            b->data[v] = mem_alloc(b->n_run + 1, results_run_bytes(r, &r->var[v]));
            room = b->data[v] != NULL;
        }
    if (!room) {
        diag_add(d, (struct where){0}, "", MSG_STORE_MEMORY, s->path, NULL);
        store_free_batch(s, b);
        return ERR_FAILED;
    }
    pthread_mutex_lock(&s->mutex);
    enum err err = work_settle(s, d);
    const int e = err == ERR_OK ? read_back(s, wanted, b) : 0;
    pthread_mutex_unlock(&s->mutex);
    if (e != 0)
        err = store_say(d, e, s->path);
    if (err != ERR_OK)
        store_free_batch(s, b);
    return err;
}
