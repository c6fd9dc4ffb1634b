/* store_headline_worth.c - what to find out before choosing: a line for each metric that has it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/store_headline.h"
#include "sim/store_worth.h"
#include <string.h>

enum { SHOWN = 3, LIST = 4 * CELL };

static const double *read_runs(void *ctx, const char *var) { return reader_runs(ctx, var); }

/* "kiln.yield 1.2 t/y, ..." of the inputs that are told, the most valuable first. */
static void list_inputs(const struct head *h, const struct worth *w, const struct var *v,
                        char list[LIST])
{
    char unit[TEXT_NUMBER], number[TEXT_NUMBER];
    text_unit(unit, v->unit, h->lang);
    list[0] = '\0';
    double last = 0.0;
    size_t last_at = SIZE_MAX;
    for (size_t shown = 0; shown < SHOWN; shown++) {
        size_t best = SIZE_MAX;
        for (size_t i = 0; i < w->n_input; i++) {
            const double x = w->out[i].value;
            const bool after = last_at == SIZE_MAX || x < last || (x == last && i > last_at);
            if (w->out[i].told && after && (best == SIZE_MAX || x > w->out[best].value)) {
                best = i;
            }
        }
        if (best == SIZE_MAX) {
            break;
        }
        last = w->out[best].value;
        last_at = best;
        const char *name = w->input[best];
        const size_t used = strlen(list);
        text_number(number, last, text_step(last, 0.0, 2.0 * last), false);
        snprintf(list + used, LIST - used, "%s%s %s %s", used ? ", " : "",
                 strncmp(name, "default.", 8) == 0 ? name + 8 : name, number, unit);
    }
}

/* What each input is worth to each metric, as the file holds it: to find it again every input of
 * every run would have to be read. */
struct stored {
    const double *value, *told; /* [n_metric][n_input]; NULL: the file has none */
};

static struct stored stored_worth(const struct head *h, struct worth *w, struct arena *a)
{
    enum { VALUE, TOLD, INPUT, N_SET };
    static const char *const name[N_SET] = {"worth_knowing", "worth_knowing_told", "input"};
    struct dataset set[N_SET] = {{0}};
    *w = (struct worth){.r = h->r, .f = &h->f};
    const bool read = reader_datasets(h->reader, name, N_SET, set) && set[INPUT].text != NULL;
    const size_t n = read ? h->r->n_metric * set[INPUT].n : 0;
    if (n == 0 || set[VALUE].x == NULL || set[VALUE].n != n || set[TOLD].x == NULL ||
        set[TOLD].n != n) {
        return (struct stored){NULL, NULL};
    }
    w->n_input = set[INPUT].n;
    w->input = arena_alloc(a, w->n_input, sizeof *w->input);
    w->out = arena_alloc(a, w->n_input, sizeof *w->out);
    if (w->input == NULL || w->out == NULL) {
        return (struct stored){NULL, NULL};
    }
    memcpy(w->input, set[INPUT].text, w->n_input * sizeof *w->input);
    return (struct stored){set[VALUE].x, set[TOLD].x};
}

/* Of metric m, into w->out; false: out of memory. */
static bool worth_of(const struct head *h, struct worth *w, struct stored s, size_t m,
                     const struct var *v)
{
    for (size_t i = 0; s.value != NULL && i < w->n_input; i++) {
        const size_t at = m * w->n_input + i;
        w->out[i] = (struct information){s.value[at], s.told[at] == 1.0};
    }
    return s.value != NULL || worth_metric(w, reader_runs(h->reader, v->name), v->better);
}

void headline_worth(const struct head *h)
{
    struct arena *a = arena_new();
    struct worth w;
    const struct stored s = a != NULL ? stored_worth(h, &w, a) : (struct stored){NULL, NULL};
    if (a == NULL ||
        (s.value == NULL &&
         !worth_new(&w, h->r, &h->f, (struct run_source){h->reader, read_runs}, a)) ||
        w.n_input == 0) {
        arena_free(a);
        return;
    }
    bool any = false, judged = false;
    for (size_t m = 0; m < h->r->n_metric; m++) {
        const struct var *v = headline_metric(h, m);
        char list[LIST];
        if (v == NULL || v->better == 0 || !worth_of(h, &w, s, m, v)) {
            continue;
        }
        list_inputs(h, &w, v, list);
        judged = true;
        any = any || list[0] != '\0';
        if (list[0] != '\0') {
            char line[2 * LIST];
            fprintf(h->to, "%s\n",
                    diag_format(line, sizeof line, h->lang, MSG_HEAD_WORTH, headline_label(h, v),
                                list, NULL));
        }
    }
    if (judged && !any) {
        fprintf(h->to, "%s\n", diag_text(MSG_HEAD_WORTH_NONE, h->lang));
    }
    arena_free(a);
}
