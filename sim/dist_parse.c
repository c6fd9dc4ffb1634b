/* dist_parse.c - dist_parse of dist.h: text of tables and catalogues to distributions.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/dist.h"
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *skip_blanks(const char *s)
{
    while (*s == ' ' || *s == '\t' || *s == '\n') {
        s++;
    }
    return s;
}

/* A decimal number and the blanks behind it; no hexadecimal, no "inf", no "nan". */
static bool take_number(const char **at, double *out)
{
    const char *s = skip_blanks(*at);
    const char *digit = s + (*s == '-' || *s == '+');
    const char *second = digit + (*digit == '.');
    if (!isdigit((unsigned char)*second) || (second[0] == '0' && (second[1] | 32) == 'x')) {
        return false;
    }
    char *end = NULL;
    *out = strtod(s, &end);
    *at = skip_blanks(end);
    return isfinite(*out);
}

static bool take(const char **at, char c)
{
    const char *s = skip_blanks(*at);
    if (*s != c) {
        return false;
    }
    *at = skip_blanks(s + 1);
    return true;
}

/* Arguments up to ")": numbers in `arg`, for discrete each followed by ":weight". */
struct arguments {
    double *value, *weight; /* [capacity] */
    size_t n, capacity;
};

static bool take_arguments(const char **at, bool weighted, struct arguments *a)
{
    do {
        if (a->n == a->capacity || !take_number(at, &a->value[a->n])) {
            return false;
        }
        if (weighted && (!take(at, ':') || !take_number(at, &a->weight[a->n]))) {
            return false;
        }
        a->n++;
    } while (take(at, ','));
    return take(at, ')') && **at == '\0';
}

static bool take_name(const char **at, struct dist *d, size_t *min_arg, size_t *max_arg)
{
    char name[16];
    const char *s = skip_blanks(*at);
    size_t n = 0;
    while (s[n] >= 'a' && s[n] <= 'z' && n + 1 < sizeof name) {
        name[n] = s[n];
        n++;
    }
    name[n] = '\0';
    *at = s + n;
    return dist_kind_by_name(name, &d->kind, min_arg, max_arg) && take(at, '(');
}

bool dist_parse(const char *text, struct dist *d, double *storage, size_t capacity)
{
    *d = (struct dist){.kind = DIST_FIXED};
    const char *at = text;
    if (take_number(&at, &d->p[0])) {
        return *at == '\0';
    }
    at = text;
    size_t min_arg = 0, max_arg = 0;
    if (!take_name(&at, d, &min_arg, &max_arg)) {
        return false;
    }
    if (d->kind == DIST_DISCRETE || d->kind == DIST_EMPIRICAL) {
        const bool weighted = d->kind == DIST_DISCRETE;
        const size_t room = weighted ? capacity / 2 : capacity;
        struct arguments a = {.value = storage, .weight = storage + room, .capacity = room};
        if (!take_arguments(&at, weighted, &a)) {
            return false;
        }
        dist_sort(a.value, weighted ? a.weight : NULL, a.n);
        d->value = a.value;
        d->weight = weighted ? a.weight : NULL;
        d->n = a.n;
    } else {
        struct arguments a = {.value = d->p, .capacity = 4};
        if (!take_arguments(&at, false, &a) || a.n < min_arg || a.n > max_arg ||
            (d->kind == DIST_BETA && a.n == 3)) {
            return false;
        }
    }
    return dist_check(d) == DIST_OK;
}
