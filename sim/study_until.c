/* study_until.c - see study_until.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/study_until.h"
#include "sim/mem.h"
#include "sim/study_names.h"
#include "sim/units.h"
#include <stdlib.h>
#include <string.h>

struct wish { /* one figure, wherever it was said */
    struct where at;
    const char *path;
    char metric[128];
    double number; /* used if text is NULL */
    const char *text;
    bool shaped;
};

static size_t n_wish(const struct until_asked *u)
{
    return u->n_text > 0 ? u->n_text : u->map && u->map->kind == NODE_MAP ? u->map->n : 0;
}

static struct wish get_wish(const struct until_asked *u, size_t i)
{
    struct wish w = {.path = "--until", .shaped = true};
    if (u->n_text > 0) {
        const char *equals = strchr(u->text[i], '=');
        const size_t n = equals ? (size_t)(equals - u->text[i]) : 0;
        snprintf(w.metric, sizeof w.metric, "%.*s", (int)(n < 120 ? n : 120), u->text[i]);
        w.text = equals ? equals + 1 : "";
        return w;
    }
    const struct node *x = &u->map->item[i];
    w.at = x->at;
    w.path = x->path;
    snprintf(w.metric, sizeof w.metric, "%s", x->key);
    w.number = x->number;
    w.text = x->kind == NODE_STRING ? x->text : NULL;
    w.shaped = x->kind == NODE_STRING || x->kind == NODE_NUMBER;
    return w;
}

bool until_any(const struct until_asked *u) { return u->n_text > 0 || u->map != NULL; }

bool until_refuse(const struct until_asked *u, const char *const *name, size_t n, struct diags *d)
{
    const size_t before = d->n;
    if (u->n_text == 0 && u->map && n_wish(u) == 0)
        diag_add(d, u->map->at, u->map->path, MSG_UNTIL_WANTED, NULL);
    for (size_t i = 0; i < n_wish(u); i++) {
        const struct wish w = get_wish(u, i);
        name_refuse(w.at, w.path, w.metric, name, n, d);
        if (!w.shaped)
            diag_add(d, w.at, w.path, MSG_UNTIL_WANTED, NULL);
    }
    return d->n == before;
}

/* "5 %": of the mean, whatever the figure's unit. */
static bool read_share(const char *text, double *share)
{
    char *end;
    const double x = strtod(text, &end);
    while (*end == ' ')
        end++;
    *share = x / 100.0;
    return end != text && strcmp(end, "%") == 0;
}

static void read_wish(const struct wish *w, const struct var *v, struct until_info *u,
                      struct diags *d)
{
    char word[64], word_ja[64];
    struct quantity q = {.value = w->number};
    bool good = true;
    if (w->text && read_share(w->text, &q.value)) {
        u->relative = true;
    } else if (w->text) {
        const enum units_fault f = units_parse(w->text, v->unit, &q, word, word_ja);
        good = f == UNITS_OK || f == UNITS_NO_UNIT;
    }
    u->half_width = q.value;
    if (!good || !(q.value > 0.0 && q.value < 1e300))
        diag_add(d, w->at, w->path, MSG_UNTIL_WIDTH, w->metric, v->unit, NULL);
}

bool until_list(struct study *s, const struct until_asked *u, bool told, struct diags *d)
{
    struct diags unheard; /* of names that were told already */
    diag_init(&unheard, d->lang);
    const size_t n = n_wish(u);
    struct until_info *until = arena_alloc(s->arena, n + 1, sizeof *until);
    if (until == NULL)
        return false;
    for (size_t i = 0; i < n; i++) {
        const struct wish w = get_wish(u, i);
        const struct var *v =
            name_recorded(&s->results, w.at, w.path, w.metric, told ? &unheard : d);
        if (v == NULL || !w.shaped)
            continue;
        until[i].metric = v->name + 4;
        read_wish(&w, v, &until[i], d);
    }
    diag_free(&unheard);
    s->results.until = until;
    s->results.n_until = n;
    return true;
}
