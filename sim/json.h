/* json.h - JSON text, made piece by piece; safe inside a <script> element of a page.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_JSON_H
#define SIM_JSON_H
#include <stdbool.h>
#include <stddef.h>

/* Commas are put by themselves: after a value, before the next one. */
struct json {
    char *text; /* [n], not ended by a 0; free() it */
    size_t n, capacity;
    bool failed; /* out of memory: what follows is left out */
    bool comma;
};
void json_open(struct json *j, char bracket); /* '{' or '[' */
void json_close(struct json *j, char bracket);
void json_key(struct json *j, const char *key);
void json_string(struct json *j, const char *s); /* UTF-8; NULL is "" */
/* Four significant digits, as whole-number and shortest text; NaN and infinities are null. */
void json_number(struct json *j, double x);
/* The same with 1 to 17 digits: for numbers of which the page takes differences. */
void json_digits(struct json *j, double x, int digits);
void json_count(struct json *j, size_t n);
void json_bool(struct json *j, bool x);
void json_null(struct json *j);
void json_raw(struct json *j, const char *s, size_t n); /* as it is, no comma */
#endif
