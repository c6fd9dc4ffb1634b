/* store_text.c - see store_text.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/store_text.h"
#include "sim/mem.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- what changed ---------------------------------------------------------------------------- */

/* "script bihoro.lua 0f3a..." : kind, name, value. */
struct line {
    const char *kind, *name, *value;
    size_t n_kind, n_name, n_value;
};

/* Splits the line at *text and steps on; false at the end. */
static bool next_line(const char **text, struct line *l)
{
    while (**text == '\n') {
        (*text)++;
    }
    if (**text == '\0') {
        return false;
    }
    const char *p = *text;
    const size_t n = strcspn(p, "\n");
    size_t value = n;
    while (value > 0 && p[value - 1] != ' ') {
        value--;
    }
    value = value == 0 ? n : value;
    size_t kind = strcspn(p, " \n");
    size_t name = kind, end = value;
    while (end > kind && p[end - 1] == ' ') {
        end--;
    }
    while (name < end && p[name] == ' ') {
        name++;
    }
    *l = (struct line){p, p + name, p + value, kind, end - name, n - value};
    *text += n;
    return true;
}

static bool same(const char *a, size_t n_a, const char *b, size_t n_b)
{
    return n_a == n_b && memcmp(a, b, n_a) == 0;
}

static bool find_line(const char *text, const struct line *want, struct line *found)
{
    while (next_line(&text, found)) {
        if (same(found->kind, found->n_kind, want->kind, want->n_kind) &&
            same(found->name, found->n_name, want->name, want->n_name)) {
            return true;
        }
    }
    return false;
}

/* The line of this kind, if there is but one; then a new name is a new value: "seed 7 <hash>". */
static bool find_only(const char *text, const struct line *want, struct line *found)
{
    struct line l;
    size_t n = 0;
    while (next_line(&text, &l)) {
        if (same(l.kind, l.n_kind, want->kind, want->n_kind)) {
            *found = l;
            n++;
        }
    }
    return n == 1;
}

static void cut(char buf[256], const char *s, size_t n)
{
    snprintf(buf, 256, "%.*s", (int)(n < 255 ? n : 255), s);
}

struct sayer {
    enum lang lang;
    void (*say)(void *ctx, const char *what);
    void *ctx;
};

static void say(const struct sayer *s, enum msg m, const char *a, const char *b, const char *c)
{
    char sentence[1024];
    diag_format(sentence, sizeof sentence, s->lang, m, a, b, c, NULL);
    s->say(s->ctx, sentence);
}

/* Hashes mean nothing to a reader; a seed or a count does. */
static bool telling(const struct line *l) { return l->n_value > 0 && l->n_value <= 12; }

/* One line of the new text against the old; true if it differs. */
static bool compare_line(const struct sayer *s, const struct line *l, const char *old_text,
                         const char *new_text)
{
    struct line was, only;
    char kind[256], name[256], a[256], full[520];
    cut(kind, l->kind, l->n_kind);
    cut(name, l->name, l->n_name);
    snprintf(full, sizeof full, "%s%s%s", kind, name[0] ? " " : "", name);
    if (find_line(old_text, l, &was)) {
        if (same(was.value, was.n_value, l->value, l->n_value)) {
            return false;
        }
        if (telling(l) && telling(&was)) {
            char b[256];
            cut(a, was.value, was.n_value);
            cut(b, l->value, l->n_value);
            say(s, MSG_CHANGE_VALUE, full, a, b);
        } else {
            say(s, MSG_CHANGE_LINE, full, "", "");
        }
    } else if (find_only(old_text, l, &was) && find_only(new_text, l, &only)) {
        cut(a, was.name, was.n_name);
        say(s, MSG_CHANGE_VALUE, kind, a, name);
    } else {
        say(s, MSG_CHANGE_NEW, kind, name, "");
    }
    return true;
}

size_t text_changes(const char *old_text, const char *new_text, enum lang lang,
                    void (*tell)(void *ctx, const char *what), void *ctx)
{
    const struct sayer s = {lang, tell, ctx};
    struct line l, other;
    char kind[256], name[256];
    size_t n = 0;
    for (const char *t = new_text; next_line(&t, &l);) {
        n += compare_line(&s, &l, old_text, new_text);
    }
    for (const char *t = old_text; next_line(&t, &l);) {
        const bool renamed = find_only(new_text, &l, &other) && find_only(old_text, &l, &other);
        if (!renamed && !find_line(new_text, &l, &other)) {
            cut(kind, l.kind, l.n_kind);
            cut(name, l.name, l.n_name);
            say(&s, MSG_CHANGE_GONE, kind, name, "");
            n++;
        }
    }
    return n;
}

/* --- columns --------------------------------------------------------------------------------- */

/* Ranges of Unicode 15 EastAsianWidth W and F, joined where what lies between is unassigned or
 * also wide; emoji and CJK extensions included. */
static size_t char_width(unsigned long c)
{
    static const unsigned long wide[][2] = {{0x1100, 0x115f},   {0x2e80, 0x303e},  {0x3041, 0xa4cf},
                                            {0xa960, 0xa97c},   {0xac00, 0xd7a3},  {0xf900, 0xfaff},
                                            {0xfe30, 0xfe6f},   {0xff01, 0xff60},  {0xffe0, 0xffe6},
                                            {0x1f300, 0x1faff}, {0x20000, 0x3fffd}};
    if ((c >= 0x300 && c <= 0x36f) || (c >= 0x200b && c <= 0x200f) || c == 0x3099 || c == 0x309a) {
        return 0;
    }
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
        if (c >= wide[i][0] && c <= wide[i][1]) {
            return 2;
        }
    }
    return 1;
}

size_t text_width(const char *s)
{
    size_t width = 0;
    const unsigned char *p = (const unsigned char *)s;
    while (*p != '\0') {
        unsigned long c = *p++;
        const int more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
        c &= more == 3 ? 0x07u : more == 2 ? 0x0fu : more == 1 ? 0x1fu : 0xffu;
        for (int i = 0; i < more && (*p & 0xc0) == 0x80; i++) {
            c = c << 6 | (*p++ & 0x3fu);
        }
        width += char_width(c);
    }
    return width;
}

void text_pad(FILE *to, const char *s, size_t width, bool right)
{
    const size_t w = text_width(s);
    const int blanks = w < width ? (int)(width - w) : 0;
    fprintf(to, "%*s%s%*s", right ? blanks : 0, "", s, right ? 0 : blanks, "");
}

char *text_cut(char *buf, size_t size, const char *s, size_t width)
{
    size_t n = strlen(s) < size ? strlen(s) : size - 1;
    memcpy(buf, s, n);
    buf[n] = '\0';
    if (text_width(buf) <= width) {
        return buf;
    }
    while (n > 0 && (text_width(buf) + 1 > width || n + 4 > size)) {
        do {
            n--;
        } while (n > 0 && ((unsigned char)buf[n] & 0xc0) == 0x80);
        buf[n] = '\0';
    }
    memcpy(buf + n, "…", sizeof "…");
    return buf;
}

/* --- numbers --------------------------------------------------------------------------------- */

/* 10^n without a transcendental; |n| <= 300. */
static double power_of_ten(int n)
{
    char text[16];
    snprintf(text, sizeof text, "1e%d", n);
    return strtod(text, NULL);
}

/* The decimal exponent of |x| > 0, as printed. */
static int exponent_of(double x)
{
    char text[48];
    snprintf(text, sizeof text, "%.2e", x);
    return (int)strtol(strchr(text, 'e') + 1, NULL, 10);
}

double text_step(double value, double lo, double hi)
{
    const double width = hi - lo;
    if (isfinite(width) && width > 1e-12 * fabs(value)) {
        return power_of_ten(exponent_of(width) - 1);
    }
    return isfinite(value) && value != 0.0 ? power_of_ten(exponent_of(value) - 2) : 1.0;
}

char *text_number(char buf[TEXT_NUMBER], double value, double step, bool plus)
{
    char plain[512];
    if (!isfinite(value)) {
        snprintf(buf, TEXT_NUMBER, "%s", isnan(value) ? "-" : value > 0 ? "∞" : "−∞");
        return buf;
    }
    const int e = exponent_of(step);
    const double rounded = step >= 1.0 ? round(value / step) * step : value;
    const bool shown = fabs(value) >= 0.5 * step; /* else it is a rounded 0 */
    if (fabs(rounded) >= 1e15 || (shown && value != 0.0 && fabs(value) < 1e-6)) {
        snprintf(buf, TEXT_NUMBER, "%s%.2e", value < 0.0 ? "−" : plus ? "+" : "", fabs(value));
        return buf;
    }
    snprintf(plain, sizeof plain, "%.*f", e < 0 ? (e < -12 ? 12 : -e) : 0, fabs(rounded));
    const bool zero = strspn(plain, "0.") == strlen(plain);
    const char *sign = zero ? "" : value < 0.0 ? "−" : plus ? "+" : "";
    const size_t whole = strcspn(plain, ".");
    size_t n = (size_t)snprintf(buf, TEXT_NUMBER, "%s", sign);
    for (size_t i = 0; plain[i] != '\0' && n + 4 < TEXT_NUMBER; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0) {
            memcpy(buf + n, "\u2009", 3);
            n += 3;
        }
        buf[n++] = plain[i];
    }
    buf[n] = '\0';
    return buf;
}

char *text_unit(char buf[TEXT_NUMBER], const char *unit, enum lang lang)
{
    static const char *const word[][3] = {
        {"year", "y", "年"},  {"yr", "y", "年"},          {"y", "y", "年"},
        {"day", "day", "日"}, {"d", "day", "日"},         {"month", "month", "月"},
        {"yen", "yen", "円"}, {"h", "h", "時間"},         {"person", "person", "人"},
        {"t", "t", "t"},      {"people", "people", "人"}, {"1", "", ""}};
    size_t used = 0;
    buf[0] = '\0';
    for (const char *p = unit; *p != '\0';) {
        const size_t n = strcspn(p, " ");
        const bool under = n > 2 && p[n - 2] == '-' && p[n - 1] >= '1' && p[n - 1] <= '9';
        const size_t n_word = under ? n - 2 : n;
        const char *name = p, *power = under && p[n - 1] != '1' ? &p[n - 1] : "";
        int n_name = (int)n_word;
        for (size_t i = 0; i < sizeof word / sizeof *word; i++) {
            if (strlen(word[i][0]) == n_word && strncmp(word[i][0], p, n_word) == 0) {
                name = word[i][lang == LANG_JA ? 2 : 1];
                n_name = (int)strlen(name);
            }
        }
        const char *gap = under ? "/" : used > 0 && n_name > 0 ? "·" : "";
        if (used < TEXT_NUMBER) {
            used += (size_t)snprintf(buf + used, TEXT_NUMBER - used, "%s%.*s%.1s", gap, n_name,
                                     name, power);
        }
        p += n + (p[n] == ' ');
    }
    return buf;
}
