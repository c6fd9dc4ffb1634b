/* json_read.h - a JSON text as one flat list of nodes, each before what is in it.
 *
 *   {"a": [1, 2], "b": null}  ->  object, key a, array, 1, 2, key b, null
 *
 * Nodes point into the text, which must outlive them. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_JSON_READ_H
#define SIM_JSON_READ_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json_node {
    const char *at; /* a string's first byte after its quote; escapes stay as they are */
    double number;
    uint32_t n;    /* entries of an array, pairs of an object, bytes of a string */
    uint32_t next; /* the node after this one and all within: its sibling, if it has one */
    enum json_kind kind;
};
struct json_doc {
    struct json_node *node; /* [n], node 0 is the whole */
    size_t n, capacity;
    size_t line; /* where it fails to be JSON, 1-based; 0: the memory ran out */
};
/* False: not JSON, or deeper than 64 levels, or no memory. json_free in every case. */
bool json_read(struct json_doc *doc, const char *text);
void json_free(struct json_doc *doc);
/* The value of a key of an object; SIZE_MAX if there is none, or `of` is no object. */
size_t json_get(const struct json_doc *doc, size_t of, const char *key);
bool json_is(const struct json_doc *doc, size_t node, const char *text); /* this very string */
#endif
