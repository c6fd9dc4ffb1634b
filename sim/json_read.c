/* json_read.c - see json_read.h. RFC 8259. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/json_read.h"
#include "sim/mem.h"
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 64 };

struct parse {
    struct json_doc *doc;
    const char *at;
    bool memory; /* ran out */
};

static void skip_space(struct parse *p) { p->at += strspn(p->at, " \t\r\n"); }

static bool take(struct parse *p, const char *word)
{
    const size_t n = strlen(word);
    const bool same = strncmp(p->at, word, n) == 0;
    p->at += same ? n : 0;
    return same;
}

/* The new node's index; SIZE_MAX: no memory. */
static size_t add(struct parse *p, enum json_kind kind)
{
    struct json_doc *d = p->doc;
    if (d->n >= UINT32_MAX || !mem_grow((void **)&d->node, &d->capacity, d->n, sizeof *d->node)) {
        p->memory = true;
        return SIZE_MAX;
    }
    d->node[d->n] = (struct json_node){.at = p->at, .kind = kind, .next = (uint32_t)d->n + 1};
    return d->n++;
}

static bool read_string(struct parse *p)
{
    if (!take(p, "\""))
        return false;
    const size_t i = add(p, JSON_STRING);
    const char *from = p->at;
    while (*p->at != '"') {
        if ((unsigned char)*p->at < 0x20 || (*p->at == '\\' && (unsigned char)p->at[1] < 0x20))
            return false; /* the text's end too */
        p->at += *p->at == '\\' ? 2 : 1;
    }
    if (i != SIZE_MAX)
        p->doc->node[i].n = (uint32_t)(p->at - from);
    p->at++;
    return i != SIZE_MAX;
}

/* strtod alone would also take "inf", "0x1" and "+1". */
static bool read_number(struct parse *p)
{
    char *end;
    const char *digit = p->at + (*p->at == '-');
    if (*digit < '0' || *digit > '9' || (digit[0] == '0' && (digit[1] | 32) == 'x'))
        return false;
    const size_t i = add(p, JSON_NUMBER);
    const double x = strtod(p->at, &end);
    if (i == SIZE_MAX || end[-1] == '.')
        return false;
    p->doc->node[i].number = x;
    p->at = end;
    return true;
}

static bool read_value(struct parse *p, int depth);

static bool read_inside(struct parse *p, enum json_kind kind, int depth)
{
    const char *close = kind == JSON_OBJECT ? "}" : "]";
    const size_t i = add(p, kind);
    uint32_t n = 0;
    bool good = i != SIZE_MAX && depth < DEPTH_MAX;
    p->at++;
    skip_space(p);
    for (bool done = take(p, close); good && !done; n++) {
        if (kind == JSON_OBJECT) {
            skip_space(p);
            good = read_string(p);
            skip_space(p);
            good = good && take(p, ":");
        }
        good = good && read_value(p, depth + 1);
        done = good && take(p, close);
        good = good && (done || take(p, ","));
    }
    if (good) {
        p->doc->node[i].n = n;
        p->doc->node[i].next = (uint32_t)p->doc->n;
    }
    return good;
}

/* With the space around it. */
static bool read_value(struct parse *p, int depth)
{
    bool good;
    skip_space(p);
    if (*p->at == '{' || *p->at == '[')
        good = read_inside(p, *p->at == '{' ? JSON_OBJECT : JSON_ARRAY, depth);
    else if (*p->at == '"')
        good = read_string(p);
    else if (take(p, "true") || take(p, "false"))
        good = add(p, JSON_BOOL) != SIZE_MAX;
    else if (take(p, "null"))
        good = add(p, JSON_NULL) != SIZE_MAX;
    else
        good = read_number(p);
    skip_space(p);
    return good;
}

bool json_read(struct json_doc *doc, const char *text)
{
    *doc = (struct json_doc){0};
    struct parse p = {.doc = doc, .at = text};
    take(&p, "\xef\xbb\xbf"); /* byte order mark */
    const bool good = read_value(&p, 0) && *p.at == '\0';
    if (!good && !p.memory) {
        doc->line = 1;
        for (const char *s = text; s < p.at; s++)
            doc->line += *s == '\n';
    }
    return good;
}

void json_free(struct json_doc *doc)
{
    mem_free(doc->node);
    *doc = (struct json_doc){0};
}

bool json_is(const struct json_doc *doc, size_t node, const char *text)
{
    const struct json_node *x = node < doc->n ? &doc->node[node] : NULL;
    return x && x->kind == JSON_STRING && x->n == strlen(text) && memcmp(x->at, text, x->n) == 0;
}

size_t json_get(const struct json_doc *doc, size_t of, const char *key)
{
    if (of >= doc->n || doc->node[of].kind != JSON_OBJECT)
        return SIZE_MAX;
    for (size_t i = of + 1; i < doc->node[of].next; i = doc->node[i + 1].next)
        if (json_is(doc, i, key))
            return i + 1;
    return SIZE_MAX;
}
