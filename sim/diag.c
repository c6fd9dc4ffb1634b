/* diag.c - see diag.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/diag.h"
#include "sim/mem.h"
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char *const text_en[N_MSG] = {
#define MSG(ID, en, ja) [MSG_##ID] = en,
#include "sim/errors.def"
#undef MSG
};
static const char *const text_ja[N_MSG] = {
#define MSG(ID, en, ja) [MSG_##ID] = ja,
#include "sim/errors.def"
#undef MSG
};

enum { MAX_ARG = 10, TEXT_BYTES = 2048, NEAR_CHARS = 96 };

const char *diag_text(enum msg m, enum lang lang)
{
    return lang == LANG_JA ? text_ja[m] : text_en[m];
}

enum lang diag_lang_default(void)
{
    static const char *const name[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
        const char *value = getenv(name[i]);
        if (value != NULL && *value != '\0') {
            return strncmp(value, "ja", 2) == 0 ? LANG_JA : LANG_EN;
        }
    }
    return LANG_EN;
}

/* --- filling in templates ------------------------------------------------------------------- */

/* Text being written; once something did not fit, nothing more is added. */
struct sink {
    char *buf;
    size_t size, used;
    bool full;
};

static void sink_put(struct sink *s, const char *text, size_t n)
{
    if (s->full) {
        return;
    }
    const size_t room = s->size - 1 - s->used;
    if (n > room) {
        s->full = true;
        n = room;
        while (n > 0 && ((unsigned char)text[n] & 0xC0u) == 0x80u) {
            n--; /* do not cut a UTF-8 character in two */
        }
    }
    memcpy(s->buf + s->used, text, n);
    s->used += n;
    s->buf[s->used] = '\0';
}

/* "{a1}" is argument 1 with its English article: "an area". */
static const char *article(const char *word)
{
    return *word != '\0' && strchr("aeiouAEIOU", *word) != NULL ? "an " : "a ";
}

/* Writes the argument that `at` ("{0}", "{a0}") names; returns how many bytes it spells, or 0 if
 * this is no argument. */
static size_t put_placeholder(struct sink *s, const char *at, const char *const *arg, size_t n_arg)
{
    const bool with_article = at[1] == 'a';
    const char *digit = at + (with_article ? 2 : 1);
    if (*digit < '0' || *digit > '9' || digit[1] != '}') {
        return 0;
    }
    const size_t i = (size_t)(*digit - '0');
    if (i < n_arg) {
        if (with_article) {
            sink_put(s, article(arg[i]), strlen(article(arg[i])));
        }
        sink_put(s, arg[i], strlen(arg[i]));
    }
    return (size_t)(digit + 2 - at);
}

static char *fill(char *buf, size_t size, const char *text, va_list args)
{
    const char *arg[MAX_ARG];
    size_t n_arg = 0;
    const char *a = va_arg(args, const char *);
    while (a != NULL && n_arg < MAX_ARG) {
        arg[n_arg++] = a;
        a = va_arg(args, const char *);
    }
    struct sink s = {.buf = buf, .size = size};
    buf[0] = '\0';
    while (*text != '\0') {
        const size_t spelled = *text == '{' ? put_placeholder(&s, text, arg, n_arg) : 0;
        if (spelled > 0) {
            text += spelled;
            continue;
        }
        const size_t plain = 1 + strcspn(text + 1, "{");
        sink_put(&s, text, plain);
        text += plain;
    }
    return buf;
}

char *diag_format(char *buf, size_t size, enum lang lang, enum msg m, ...)
{
    if (size == 0) {
        return buf;
    }
    va_list args;
    va_start(args, m);
    fill(buf, size, diag_text(m, lang), args);
    va_end(args);
    return buf;
}

/* --- the list ------------------------------------------------------------------------------- */

void diag_init(struct diags *d, enum lang lang) { *d = (struct diags){.lang = lang}; }

void diag_free(struct diags *d)
{
    for (size_t i = 0; i < d->n; i++) {
        mem_free(d->item[i].path);
        mem_free(d->item[i].text);
        mem_free((void *)(uintptr_t)d->item[i].at.file); /* ours: made by own_copy */
    }
    mem_free(d->item);
    *d = (struct diags){.lang = d->lang};
}

/* Out of memory while telling what is wrong: nothing better is left than to say it at once. */
static _Noreturn void out_of_memory(const char *text)
{
    fprintf(stderr, "junkan: out of memory: %s\n", text);
    _Exit(EXIT_FAILURE);
}

static char *own_copy(const char *s, const char *text)
{
    const size_t size = strlen(s) + 1;
    char *copy = mem_alloc(size, 1);
    if (copy == NULL) {
        out_of_memory(text);
    }
    return memcpy(copy, s, size);
}

static int compare_file(const char *a, const char *b)
{
    if (a == NULL || b == NULL) {
        return (a != NULL) - (b != NULL); /* the command line's faults first */
    }
    return strcmp(a, b);
}

static bool already_known(const struct diags *d, const struct where *at, const char *path,
                          const char *text)
{
    for (size_t i = 0; i < d->n; i++) {
        const struct diag *x = &d->item[i];
        if (x->at.line == at->line && compare_file(x->at.file, at->file) == 0 &&
            strcmp(x->path, path) == 0 && strcmp(x->text, text) == 0) {
            return true;
        }
    }
    return false;
}

void diag_add(struct diags *d, struct where at, const char *path, enum msg m, ...)
{
    char text[TEXT_BYTES];
    va_list args;
    va_start(args, m);
    fill(text, sizeof text, diag_text(m, d->lang), args);
    va_end(args);
    path = path != NULL ? path : "";
    if (already_known(d, &at, path, text)) {
        return;
    }
    if (!mem_grow((void **)&d->item, &d->capacity, d->n, sizeof *d->item)) {
        out_of_memory(text);
    }
    at.file = at.file != NULL ? own_copy(at.file, text) : NULL;
    d->item[d->n++] = (struct diag){
        .at = at, .path = own_copy(path, text), .text = own_copy(text, text), .msg = m};
}

static void print_one(const struct diags *d, const struct diag *x, FILE *to)
{
    if (x->at.file != NULL) {
        fprintf(to, "%s:", x->at.file);
        if (x->at.line > 0) {
            fprintf(to, "%d:", x->at.line);
        }
        fputc(' ', to);
    }
    if (x->at.near_line) {
        fprintf(to, "%s ", diag_text(MSG_NEAR, d->lang));
    }
    if (*x->path != '\0') {
        fprintf(to, "%s: ", x->path);
    }
    fprintf(to, "%s\n", x->text);
}

/* Is item a printed before item b? Equal places keep the order of discovery. */
static bool before(const struct diags *d, size_t a, size_t b)
{
    const int file = compare_file(d->item[a].at.file, d->item[b].at.file);
    if (file != 0) {
        return file < 0;
    }
    if (d->item[a].at.line != d->item[b].at.line) {
        return d->item[a].at.line < d->item[b].at.line;
    }
    return a < b;
}

void diag_print(const struct diags *d, FILE *to)
{
    /* Selection in print order: faults are few, and nothing has to be allocated here. */
    size_t last = SIZE_MAX;
    for (size_t k = 0; k < d->n; k++) {
        size_t next = SIZE_MAX;
        for (size_t i = 0; i < d->n; i++) {
            const bool later = last == SIZE_MAX || before(d, last, i);
            if (later && (next == SIZE_MAX || before(d, i, next))) {
                next = i;
            }
        }
        print_one(d, &d->item[next], to);
        last = next;
    }
    if (d->n > 0) {
        char count[32], line[TEXT_BYTES];
        (void)snprintf(count, sizeof count, "%zu", d->n);
        const enum msg m = d->n == 1 ? MSG_FAULTS_ONE : MSG_FAULTS_MANY;
        fprintf(to, "%s\n", diag_format(line, sizeof line, d->lang, m, count, NULL));
    }
}

/* --- the nearest name ----------------------------------------------------------------------- */

/* Decodes UTF-8 into at most NEAR_CHARS code points; broken bytes count as one each. Returns the
 * number, or NEAR_CHARS + 1 if the text is longer. */
static size_t decode(const char *s, uint32_t out[NEAR_CHARS])
{
    size_t n = 0;
    while (*s != '\0') {
        if (n == NEAR_CHARS) {
            return NEAR_CHARS + 1;
        }
        const unsigned char lead = (unsigned char)*s++;
        uint32_t c = lead;
        for (int more = lead >= 0xF0   ? 3
                        : lead >= 0xE0 ? 2
                        : lead >= 0xC0 ? 1
                                       : 0;
             more > 0 && ((unsigned char)*s & 0xC0u) == 0x80u; more--) {
            c = c << 6 | ((unsigned char)*s++ & 0x3Fu);
        }
        out[n++] = c;
    }
    return n;
}

static size_t min_size(size_t a, size_t b) { return a < b ? a : b; }

/* Damerau-Levenshtein in the restricted form (a pair may be swapped once): Boytsov 2011,
 * doi:10.1145/1963190.1963191, section 2. */
static size_t distance(const uint32_t *a, size_t na, const uint32_t *b, size_t nb)
{
    size_t row[3][NEAR_CHARS + 1];
    for (size_t j = 0; j <= nb; j++) {
        row[0][j] = j;
    }
    for (size_t i = 1; i <= na; i++) {
        size_t *now = row[i % 3];
        const size_t *up = row[(i + 2) % 3], *up2 = row[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= nb; j++) {
            const size_t change = up[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            now[j] = min_size(change, min_size(up[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                now[j] = min_size(now[j], up2[j - 2] + 1);
            }
        }
    }
    return row[na % 3][nb];
}

static void lower_ascii(uint32_t *c, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        c[i] += c[i] >= 'A' && c[i] <= 'Z' ? 'a' - 'A' : 0u;
    }
}

const char *diag_nearest(const char *word, const char *const *candidate, size_t n)
{
    uint32_t a[NEAR_CHARS], b[NEAR_CHARS];
    const size_t na = decode(word, a);
    if (na == 0 || na > NEAR_CHARS) {
        return NULL;
    }
    lower_ascii(a, na); /* "KG" is one slip away from "kg", whatever the number of letters */
    const size_t limit = na / 3 > 1 ? na / 3 : 1;
    const char *nearest = NULL;
    size_t least = limit + 1;
    for (size_t i = 0; i < n; i++) {
        const size_t nb = decode(candidate[i], b);
        if (nb == 0 || nb > NEAR_CHARS) {
            continue;
        }
        lower_ascii(b, nb);
        const size_t far = distance(a, na, b, nb);
        /* A one-letter word replaced by another has nothing in common with it. */
        const bool related = far < na || nb > na;
        if (far < least && related) {
            least = far;
            nearest = candidate[i];
        }
    }
    return nearest;
}
