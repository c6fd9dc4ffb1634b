/* json.c - see json.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/json.h"
#include "sim/mem.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

void json_raw(struct json *j, const char *s, size_t n)
{
    if (j->failed || !mem_grow((void **)&j->text, &j->capacity, j->n + n + 1, 1)) {
        j->failed = true;
        return;
    }
    memcpy(j->text + j->n, s, n);
    j->n += n;
}

static void put(struct json *j, const char *s) { json_raw(j, s, strlen(s)); }

static void begin(struct json *j)
{
    if (j->comma)
        put(j, ",");
    j->comma = true;
}

void json_open(struct json *j, char bracket)
{
    begin(j);
    json_raw(j, &bracket, 1);
    j->comma = false;
}

void json_close(struct json *j, char bracket)
{
    json_raw(j, &bracket, 1);
    j->comma = true;
}

/* "<" could begin "</script>" or a comment; U+2028 and U+2029 end lines of a script. */
static void put_escaped(struct json *j, const char *s)
{
    const char *from = s;
    for (; *s; s++) {
        const unsigned char c = (unsigned char)*s;
        char text[8] = "";
        size_t taken = 1;
        if (c < 0x20 || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == 0x7f) {
            snprintf(text, sizeof text, "\\u%04x", c);
        } else if (c == 0xe2 && (unsigned char)s[1] == 0x80 && ((unsigned char)s[2] | 1) == 0xa9) {
            snprintf(text, sizeof text, "\\u20%02x", (unsigned char)s[2] - 0x80u);
            taken = 3;
        }
        if (text[0]) {
            json_raw(j, from, (size_t)(s - from));
            put(j, text);
            s += taken - 1;
            from = s + 1;
        }
    }
    json_raw(j, from, (size_t)(s - from));
}

void json_string(struct json *j, const char *s)
{
    begin(j);
    put(j, "\"");
    put_escaped(j, s ? s : "");
    put(j, "\"");
}

void json_key(struct json *j, const char *key)
{
    json_string(j, key);
    put(j, ":");
    j->comma = false;
}

void json_digits(struct json *j, double x, int digits)
{
    char text[32];
    if (!isfinite(x)) {
        json_null(j);
        return;
    }
    snprintf(text, sizeof text, "%.*g", digits, x);
    char *e = strchr(text, 'e'); /* 1.2e+07 is longer than 1.2e7 */
    if (e) {
        const bool minus = e[1] == '-';
        const char *power = e + 2;
        power += *power == '0';
        char shorter[16];
        snprintf(shorter, sizeof shorter, "e%s%s", minus ? "-" : "", power);
        memcpy(e, shorter, strlen(shorter) + 1);
    }
    begin(j);
    put(j, strcmp(text, "-0") == 0 ? "0" : text);
}

void json_number(struct json *j, double x) { json_digits(j, x, 4); }

void json_count(struct json *j, size_t n)
{
    char text[32];
    snprintf(text, sizeof text, "%zu", n);
    begin(j);
    put(j, text);
}

void json_bool(struct json *j, bool x)
{
    begin(j);
    put(j, x ? "true" : "false");
}

void json_null(struct json *j)
{
    begin(j);
    put(j, "null");
}
