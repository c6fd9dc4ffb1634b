/* script_lines.c - where in the source each table and each of its fields stands.
 *
 * Lua tables carry no lines. One scan of a source finds its table constructors and the line of
 * every key, and writes the text anew with each {...} as a call MARK_NAME(number, {...}) on the
 * same line; at run time that call notes which constructor made which table. So lines are exact
 * for tables from loops, functions and required files alike. The scan assumes that the text
 * compiles (it has, by then). SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/script_internal.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum token { TOK_END, TOK_NAME, TOK_KEYWORD, TOK_STRING, TOK_NUMBER, TOK_OP };

struct lexer {
    const char *p, *end; /* next byte */
    int line;
    enum token kind;
    const char *begin; /* this token */
    size_t len;
    int at; /* its line */
};

enum frame_kind { FRAME_CTOR, FRAME_BRACE, FRAME_BLOCK };
struct frame {
    enum frame_kind kind;
    bool call; /* CTOR: f{...} */
    uint32_t ctor;
    long index; /* positional entries so far */
};

struct scan {
    struct lexer x;
    char *out;
    size_t n_out, cap_out;
    struct frame *frame;
    size_t n_frame, cap_frame;
    struct ctor *ctor;
    size_t n_ctor, cap_ctor;
    struct ctor_key *key;
    size_t n_key, cap_key;
    struct arena *arena;
    bool failed;
};

static bool is_name(char c) { return isalnum((unsigned char)c) || c == '_'; }

static void newline(struct lexer *x)
{
    const char c = *x->p++;
    if (x->p < x->end && (*x->p == '\n' || *x->p == '\r') && *x->p != c)
        x->p++;
    x->line++;
}

/* At "[": the level of a long bracket, or -1. */
static long long_level(const struct lexer *x, const char *p)
{
    long level = 0;
    for (p++; p < x->end && *p == '='; p++)
        level++;
    return p < x->end && *p == '[' ? level : -1;
}

static void skip_long(struct lexer *x, long level)
{
    x->p += level + 2;
    while (x->p < x->end) {
        if (*x->p == '\n' || *x->p == '\r') {
            newline(x);
            continue;
        }
        if (*x->p++ != ']')
            continue;
        long n = 0;
        while (x->p + n < x->end && x->p[n] == '=')
            n++;
        if (n == level && x->p + n < x->end && x->p[n] == ']') {
            x->p += n + 1;
            return;
        }
    }
}

static void skip_string(struct lexer *x)
{
    const char quote = *x->p++;
    while (x->p < x->end && *x->p != quote) {
        if (*x->p == '\\' && x->p + 1 < x->end) {
            x->p++;
            if (*x->p == '\n' || *x->p == '\r') {
                newline(x);
            } else if (*x->p == 'z') {
                for (x->p++; x->p < x->end && isspace((unsigned char)*x->p);)
                    if (*x->p == '\n' || *x->p == '\r')
                        newline(x);
                    else
                        x->p++;
            } else {
                x->p++;
            }
        } else {
            x->p++;
        }
    }
    x->p++;
}

static void skip_blank(struct lexer *x)
{
    while (x->p < x->end) {
        if (*x->p == '\n' || *x->p == '\r') {
            newline(x);
        } else if (isspace((unsigned char)*x->p)) {
            x->p++;
        } else if (*x->p == '-' && x->p + 1 < x->end && x->p[1] == '-') {
            x->p += 2;
            const long level = x->p < x->end && *x->p == '[' ? long_level(x, x->p) : -1;
            if (level >= 0)
                skip_long(x, level);
            else
                while (x->p < x->end && *x->p != '\n' && *x->p != '\r')
                    x->p++;
        } else {
            return;
        }
    }
}

static bool is_keyword(const char *s, size_t n)
{
    static const char *const word[] = {"and",   "break", "do",       "else", "elseif", "end",
                                       "false", "for",   "function", "goto", "if",     "in",
                                       "local", "nil",   "not",      "or",   "repeat", "return",
                                       "then",  "true",  "until",    "while"};
    for (size_t i = 0; i < sizeof word / sizeof *word; i++)
        if (strlen(word[i]) == n && memcmp(word[i], s, n) == 0)
            return true;
    return false;
}

static void skip_number(struct lexer *x)
{
    const bool hex = x->p + 1 < x->end && x->p[0] == '0' && (x->p[1] | 32) == 'x';
    while (x->p < x->end) {
        const char c = (char)(*x->p | 32);
        if (c == (hex ? 'p' : 'e') && x->p + 1 < x->end && (x->p[1] == '+' || x->p[1] == '-'))
            x->p += 2;
        else if (is_name(*x->p) || *x->p == '.')
            x->p++;
        else
            return;
    }
}

static void next(struct lexer *x)
{
    skip_blank(x);
    x->begin = x->p;
    x->at = x->line;
    if (x->p >= x->end) {
        x->kind = TOK_END;
    } else if (isdigit((unsigned char)*x->p) ||
               (*x->p == '.' && x->p + 1 < x->end && isdigit((unsigned char)x->p[1]))) {
        x->kind = TOK_NUMBER;
        skip_number(x);
    } else if (is_name(*x->p)) {
        while (x->p < x->end && is_name(*x->p))
            x->p++;
        x->kind = is_keyword(x->begin, (size_t)(x->p - x->begin)) ? TOK_KEYWORD : TOK_NAME;
    } else if (*x->p == '"' || *x->p == '\'') {
        x->kind = TOK_STRING;
        skip_string(x);
    } else if (*x->p == '[' && long_level(x, x->p) >= 0) {
        x->kind = TOK_STRING;
        skip_long(x, long_level(x, x->p));
    } else {
        static const char *const two[] = {
            "...", "..", "==", "~=", "<=", ">=", "//", "::", "<<", ">>"};
        x->kind = TOK_OP;
        size_t n = 1;
        for (size_t i = 0; i < sizeof two / sizeof *two && n == 1; i++)
            if ((size_t)(x->end - x->p) >= strlen(two[i]) &&
                memcmp(x->p, two[i], strlen(two[i])) == 0)
                n = strlen(two[i]);
        x->p += n;
    }
    x->len = (size_t)(x->p - x->begin);
}

static bool token_is(const struct lexer *x, const char *word)
{
    return (x->kind == TOK_OP || x->kind == TOK_KEYWORD) && strlen(word) == x->len &&
           memcmp(word, x->begin, x->len) == 0;
}

/* --- the text written anew ------------------------------------------------------------------- */

static void emit(struct scan *s, const char *text, size_t n)
{
    if (s->failed || !mem_grow((void **)&s->out, &s->cap_out, s->n_out + n, 1)) {
        s->failed = true;
        return;
    }
    memcpy(s->out + s->n_out, text, n);
    s->n_out += n;
}

static bool push(struct scan *s, enum frame_kind kind)
{
    if (!mem_grow((void **)&s->frame, &s->cap_frame, s->n_frame, sizeof *s->frame)) {
        s->failed = true;
        return false;
    }
    s->frame[s->n_frame++] = (struct frame){.kind = kind};
    return true;
}

static void add_key(struct scan *s, uint32_t ctor, struct ctor_key k)
{
    if (!mem_grow((void **)&s->key, &s->cap_key, s->n_key, sizeof *s->key)) {
        s->failed = true;
        return;
    }
    struct ctor *c = &s->ctor[ctor];
    const uint32_t n = (uint32_t)s->n_key;
    s->key[s->n_key++] = k;
    if (c->first == 0)
        c->first = n;
    else
        s->key[c->last].next = n;
    c->last = n;
}

/* The text of a quoted key without escapes, else NULL. */
static const char *plain_string(struct scan *s, const struct lexer *x)
{
    if (x->len < 2 || x->begin[0] == '[' || memchr(x->begin, '\\', x->len))
        return NULL;
    char *t = arena_alloc(s->arena, x->len - 1, 1);
    if (t)
        memcpy(t, x->begin + 1, x->len - 2);
    return t;
}

/* The lexer stands at the first token of an entry of the innermost constructor: what is its key?
 * Looks ahead on a copy. */
static void note_entry(struct scan *s, struct frame *f)
{
    struct lexer x = s->x;
    struct ctor_key k = {.line = x.at};
    if (token_is(&x, "}"))
        return;
    if (x.kind == TOK_NAME) {
        char *name = arena_alloc(s->arena, x.len + 1, 1);
        if (name)
            memcpy(name, x.begin, x.len);
        next(&x);
        if (token_is(&x, "=")) {
            k.name = name;
            add_key(s, f->ctor, k);
            return;
        }
    } else if (token_is(&x, "[")) {
        next(&x);
        if (x.kind == TOK_STRING)
            k.name = plain_string(s, &x);
        else if (x.kind == TOK_NUMBER)
            k.index = strtol(x.begin, NULL, 10);
        const bool literal = k.name != NULL || k.index != 0;
        next(&x);
        if (literal && token_is(&x, "]"))
            add_key(s, f->ctor, k);
        return; /* another key is computed: only near */
    }
    k.index = ++f->index;
    add_key(s, f->ctor, k);
}

static bool open_ctor(struct scan *s, bool call)
{
    if (!mem_grow((void **)&s->ctor, &s->cap_ctor, s->n_ctor, sizeof *s->ctor) ||
        !push(s, FRAME_CTOR)) {
        s->failed = true;
        return false;
    }
    struct frame *f = &s->frame[s->n_frame - 1];
    f->call = call;
    f->ctor = (uint32_t)s->n_ctor;
    s->ctor[s->n_ctor++] = (struct ctor){.line = s->x.at};
    return true;
}

/* One token: copies it, and what stands between it and the token before. */
static void step(struct scan *s, const char **copied, bool call, unsigned number)
{
    struct lexer *x = &s->x;
    emit(s, *copied, (size_t)(x->begin - *copied));
    *copied = x->begin;
    bool entry = false;
    struct frame *top = s->n_frame ? &s->frame[s->n_frame - 1] : NULL;
    if (token_is(x, "{")) {
        if (!open_ctor(s, call))
            return;
        char text[64];
        const int n = snprintf(text, sizeof text, "%s" MARK_NAME "(%llu,", call ? "(" : "",
                               (unsigned long long)number << 32 | s->frame[s->n_frame - 1].ctor);
        emit(s, text, (size_t)n);
        entry = true;
    } else if (token_is(x, "(") || token_is(x, "[")) {
        push(s, FRAME_BRACE);
    } else if (token_is(x, "function") || token_is(x, "if") || token_is(x, "do") ||
               token_is(x, "repeat")) {
        push(s, FRAME_BLOCK);
    } else if (token_is(x, "}") || token_is(x, ")") || token_is(x, "]") || token_is(x, "end") ||
               token_is(x, "until")) {
        if (top == NULL) {
            s->failed = true;
            return;
        }
        s->n_frame--;
        if (top->kind == FRAME_CTOR) {
            emit(s, x->begin, x->len);
            emit(s, "))", top->call ? 2 : 1);
            *copied = x->p;
        }
    } else if ((token_is(x, ",") || token_is(x, ";")) && top && top->kind == FRAME_CTOR) {
        entry = true;
    }
    emit(s, *copied, (size_t)(x->p - *copied));
    *copied = x->p;
    next(x);
    if (entry && !s->failed)
        note_entry(s, &s->frame[s->n_frame - 1]);
}

bool source_scan(struct source *src, struct arena *a, unsigned number)
{
    struct scan s = {.x = {.p = src->text, .end = src->text + src->size, .line = 1}, .arena = a};
    s.failed = !mem_grow((void **)&s.key, &s.cap_key, 0, sizeof *s.key);
    s.n_key = 1;
    const char *copied = src->text;
    bool call = false;
    next(&s.x);
    while (s.x.kind != TOK_END && !s.failed) {
        const bool after = s.x.kind == TOK_NAME || s.x.kind == TOK_STRING || token_is(&s.x, ")") ||
                           token_is(&s.x, "]") || token_is(&s.x, "}");
        step(&s, &copied, call, number);
        call = after;
    }
    if (s.n_frame > 0)
        s.failed = true;
    char *marked = s.failed ? NULL : arena_alloc(a, s.n_out + 1, 1);
    struct ctor *ctor = s.failed ? NULL : arena_alloc(a, s.n_ctor + 1, sizeof *ctor);
    struct ctor_key *key = s.failed ? NULL : arena_alloc(a, s.n_key + 1, sizeof *key);
    if (marked && ctor && key) {
        if (s.n_out)
            memcpy(marked, s.out, s.n_out);
        if (s.n_ctor)
            memcpy(ctor, s.ctor, s.n_ctor * sizeof *ctor);
        memcpy(key, s.key, s.n_key * sizeof *key);
        src->marked = marked;
        src->marked_size = s.n_out;
        src->ctor = ctor;
        src->n_ctor = s.n_ctor;
        src->key = key;
        src->n_key = s.n_key;
    }
    mem_free(s.out);
    mem_free(s.frame);
    mem_free(s.ctor);
    mem_free(s.key);
    return src->marked != NULL;
}
