/* units.c - see units.h; the words are in units.def. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/units.h"
#include "sim/units_words.h"
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_BYTES = 64, MAX_POWER = 9 };

/* A unit text, read: powers of the bases and size. */
struct unit {
    int power[N_BASE];
    struct units_ratio size;
};

/* --- whole-number ratios -------------------------------------------------------------------- */

static uint64_t gcd(uint64_t a, uint64_t b)
{
    while (b != 0) {
        const uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* a *= num / den, kept reduced; false if it does not fit. */
static bool ratio_times(struct units_ratio *a, uint64_t num, uint64_t den)
{
    const uint64_t g1 = gcd(a->num, den), g2 = gcd(num, a->den);
    return !__builtin_mul_overflow(a->num / g1, num / g2, &a->num) &&
           !__builtin_mul_overflow(a->den / g2, den / g1, &a->den);
}

static double ratio_apply(struct units_ratio r, double x)
{
    if (r.den == 1) {
        return x * (double)r.num;
    }
    return r.num == 1 ? x / (double)r.den : x * (double)r.num / (double)r.den;
}

/* --- reading a unit ------------------------------------------------------------------------- */

static const char *skip_blanks(const char *s)
{
    while (*s == ' ' || *s == '\t' || strncmp(s, "\u3000", 3) == 0) {
        s += *s == ' ' || *s == '\t' ? 1 : 3;
    }
    return s;
}

static bool begins(const char *s, const char *with) { return strncmp(s, with, strlen(with)) == 0; }

/* May a unit word end before `s`? */
static bool at_boundary(const char *s)
{
    return *s == '\0' || strchr(" \t*/^-+@.0123456789", *s) != NULL || begins(s, "²") ||
           begins(s, "³") || begins(s, "・") || begins(s, "·") || begins(s, "\u3000");
}

/* The longest word of the table that `s` begins with; whether the text's word ends there too is
 * for the caller to see, behind a power. */
static const struct units_word *find_word(const char *s, size_t *length)
{
    const struct units_word *best = NULL;
    *length = 0;
    for (size_t i = 0; i < units_word_count; i++) {
        const char *text = units_word_table[i].text;
        const size_t n = strlen(text);
        if (n <= *length || strncmp(s, text, n) != 0) {
            continue;
        }
        const bool digits = isdigit((unsigned char)text[n - 1]) && isdigit((unsigned char)s[n]);
        if (!digits) {
            best = &units_word_table[i];
            *length = n;
        }
    }
    return best;
}

/* Optional power behind a word: "2", "^2", "-1", "^-1", "²", "³"; 1 if there is none, 0 if what
 * stands there is not one. */
static int take_power(const char **at)
{
    const char *s = *at;
    if (begins(s, "²") || begins(s, "³")) {
        *at = s + strlen("²");
        return begins(s, "²") ? 2 : 3;
    }
    const bool caret = *s == '^';
    s += caret;
    const bool minus = *s == '-';
    s += minus || *s == '+';
    if (!isdigit((unsigned char)*s)) {
        return s == *at ? 1 : 0;
    }
    const int power = *s++ - '0';
    if (isdigit((unsigned char)*s) || power > MAX_POWER) {
        return 0;
    }
    *at = s;
    return minus ? -power : power;
}

static bool multiply(struct unit *u, const struct units_word *w, int power)
{
    for (size_t b = 0; b < N_BASE; b++) {
        u->power[b] += w->power[b] * power;
    }
    for (int i = 0; i < abs(power); i++) {
        if (!(power > 0 ? ratio_times(&u->size, w->size.num, w->size.den)
                        : ratio_times(&u->size, w->size.den, w->size.num))) {
            return false;
        }
    }
    return true;
}

/* Copies at most n bytes of s, never cutting a UTF-8 character in two. */
static void copy_word(char out[WORD_BYTES], const char *s, size_t n)
{
    if (n > WORD_BYTES - 1) {
        n = WORD_BYTES - 1;
        while (n > 0 && ((unsigned char)s[n] & 0xC0u) == 0x80u) {
            n--;
        }
    }
    memcpy(out, s, n);
    out[n] = '\0';
}

static size_t word_length(const char *s)
{
    size_t n = strcspn(s, " \t*/@");
    return n > 0 ? n : (*s != '\0');
}

/* Signs between factors: "/" and "per" turn the next factor over, "・" keeps its side. */
static const char *take_joint(const char *s, int *side)
{
    s = skip_blanks(s);
    if (begins(s, "・")) {
        return skip_blanks(s + strlen("・"));
    }
    const bool dot = begins(s, "·");
    if (*s == '*' || dot) {
        *side = 1;
        return skip_blanks(s + (dot ? strlen("·") : 1));
    }
    const bool per = begins(s, "per") && (s[3] == ' ' || s[3] == '\t');
    *side = *s == '/' || per ? -1 : 1;
    return skip_blanks(s + (*s == '/' ? 1 : per ? 3 : 0));
}

/* Reads a unit up to the end of the text or "@"; false with the offending word otherwise. */
static bool read_unit(const char *s, struct unit *u, const char **end, char word[WORD_BYTES])
{
    *u = (struct unit){.size = {1, 1}};
    int side = 1;
    s = skip_blanks(s);
    while (true) {
        const char *factor = take_joint(s, &side);
        /* a joint such as "/" wants a factor behind it */
        const bool joined = factor != skip_blanks(s);
        if (!joined && (*factor == '\0' || *factor == '@')) {
            *end = factor;
            return true;
        }
        size_t n = 0;
        const struct units_word *w = find_word(factor, &n);
        const char *behind = factor + n;
        const int power = w != NULL ? take_power(&behind) : 0;
        if (w == NULL || power == 0 || !at_boundary(behind) || !multiply(u, w, side * power)) {
            s = *factor != '\0' ? factor : s; /* a joint at the end: name the joint */
            copy_word(word, s, word_length(s));
            return false;
        }
        s = behind;
    }
}

/* --- names ---------------------------------------------------------------------------------- */

static bool read_all(const char *text, struct unit *u)
{
    char word[WORD_BYTES];
    const char *end = text;
    return read_unit(text, u, &end, word) && *end == '\0';
}

static bool same_dimension(const struct unit *a, const struct unit *b)
{
    return memcmp(a->power, b->power, sizeof a->power) == 0;
}

static const struct units_name *name_of(const struct unit *u)
{
    for (size_t i = 0; i < units_name_count; i++) {
        struct unit named;
        if (read_all(units_name_table[i].unit, &named) && same_dimension(u, &named)) {
            return &units_name_table[i];
        }
    }
    return NULL;
}

const char *units_dimension(const char *unit, bool ja)
{
    struct unit u;
    const struct units_name *name = read_all(unit, &u) ? name_of(&u) : NULL;
    return name == NULL ? unit : ja ? name->ja : name->en;
}

const char *units_example(const char *unit)
{
    for (size_t i = 0; i < units_name_count; i++) {
        if (strcmp(units_name_table[i].unit, unit) == 0) {
            return units_name_table[i].example;
        }
    }
    struct unit u;
    const struct units_name *name = read_all(unit, &u) ? name_of(&u) : NULL;
    return name == NULL ? unit : name->example;
}

bool units_valid(const char *unit)
{
    struct unit u;
    return read_all(unit, &u);
}

bool units_has_money(const char *unit)
{
    struct unit u;
    return read_all(unit, &u) && u.power[BASE_MONEY] != 0;
}

const char *const *units_words(size_t *n)
{
    *n = units_word_count;
    return units_word_text;
}

/* --- quantities ----------------------------------------------------------------------------- */

/* A plain decimal number: no hexadecimal, no "inf", no "nan". An "e" belongs to it only with
 * digits behind. */
static bool take_number(const char **at, double *out)
{
    const char *s = *at;
    const char *digits = s + (*s == '-' || *s == '+');
    if (!isdigit((unsigned char)digits[*digits == '.'])) {
        return false;
    }
    if (digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X')) {
        return false;
    }
    char *end = NULL;
    *out = strtod(s, &end);
    *at = end;
    return isfinite(*out);
}

static const char *take_scale(const char *s, double *value)
{
    s = skip_blanks(s);
    for (size_t i = 0; i < units_scale_count; i++) {
        const struct units_scale *scale = &units_scale_table[i];
        if (!begins(s, scale->text)) {
            continue;
        }
        const char *behind = s + strlen(scale->text);
        const bool alone = *behind == '\0' || *behind == '@' || skip_blanks(behind) != behind;
        if (alone || !scale->stands_alone) {
            *value *= scale->factor;
            return skip_blanks(behind);
        }
    }
    return s;
}

/* "@2018" up to the end. */
static bool take_year(const char *s, int *year)
{
    int y = 0, n = 0;
    for (s = skip_blanks(s + 1); isdigit((unsigned char)*s) && n < 5; s++, n++) {
        y = 10 * y + (*s - '0');
    }
    *year = y;
    return n == 4 && *skip_blanks(s) == '\0';
}

enum units_fault units_parse(const char *text, const char *want, struct quantity *out,
                             char word[WORD_BYTES], char word_ja[WORD_BYTES])
{
    struct unit wanted, given;
    *out = (struct quantity){0};
    word[0] = word_ja[0] = '\0';
    if (!read_all(want, &wanted)) {
        copy_word(word, want, strlen(want));
        copy_word(word_ja, want, strlen(want));
        return UNITS_UNKNOWN;
    }
    const char *s = skip_blanks(text), *end = NULL;
    if (!take_number(&s, &out->value) || *s == ',') {
        copy_word(word, ",", *s == ',');
        copy_word(word_ja, ",", *s == ',');
        return UNITS_NO_NUMBER;
    }
    s = take_scale(s, &out->value);
    const bool bare = *s == '\0' || *s == '@';
    bool good = read_unit(s, &given, &end, word);
    if (good && *end == '@') {
        good = take_year(end, &out->price_year) && wanted.power[BASE_MONEY] != 0;
        copy_word(word, end, good ? 0 : strlen(end));
    }
    if (!good) {
        memcpy(word_ja, word, WORD_BYTES);
        return UNITS_UNKNOWN;
    }
    if (bare) {
        return UNITS_OK;
    }
    if (!same_dimension(&given, &wanted)) {
        const struct units_name *name = name_of(&given);
        copy_word(word, name != NULL ? name->en : s, strlen(name != NULL ? name->en : s));
        copy_word(word_ja, name != NULL ? name->ja : s, strlen(name != NULL ? name->ja : s));
        return UNITS_DIMENSION;
    }
    if (!ratio_times(&given.size, wanted.size.den, wanted.size.num)) {
        copy_word(word, s, strlen(s));
        copy_word(word_ja, s, strlen(s));
        return UNITS_UNKNOWN;
    }
    out->value = ratio_apply(given.size, out->value);
    return UNITS_OK;
}
