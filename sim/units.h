/* units.h - quantity strings to canonical units, with the dimension checked.
 *
 *   "438 km2"  "1500 ha"  "1.5 t/day"  "240 yen/h"  "30 %"  "1.2 M yen@2018"  "5 万円"  "6 h"
 * Grammar: number [scale] unit [@year]; scale k M G 千 万 百万 億; unit: factors joined by "*", "
 * ",
 * "/" or "per", each with an optional power ("m2", "m^2", "m²", "day-1"). "/" divides by the next
 * factor only; "・" goes on in the same place, as Japanese does: "g/人・日" is g per person and
 * day. Words, sizes and dimensions: units.def. Conversion is by whole-number ratios, so a value in
 * its own unit keeps its bits. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_UNITS_H
#define SIM_UNITS_H
#include <stdbool.h>
#include <stddef.h>

struct quantity {
    double value;   /* in the wanted unit */
    int price_year; /* of "@2018", else 0 */
};
enum units_fault {
    UNITS_OK,
    UNITS_NO_NUMBER, /* does not begin with a number; a comma in digits is this too (word ",") */
    UNITS_NO_UNIT,   /* bare number in a string: fine, taken in the wanted unit -> UNITS_OK */
    UNITS_UNKNOWN,   /* unit word not known; `word` names it ("@2018" where nothing is money) */
    UNITS_DIMENSION  /* known, but of another dimension; `word` says which ("mass") */
};
/* Parses `text` as a quantity of canonical unit `want` (UDUNITS text of a row: "t day-1").
 * word[64] receives the offending word or the dimension's English name; word_ja the Japanese. */
enum units_fault units_parse(const char *text, const char *want, struct quantity *out,
                             char word[64], char word_ja[64]);
/* True where the unit holds money (yen to a power other than 0): then price years apply. */
bool units_has_money(const char *unit);
/* English and Japanese name of a unit's dimension, e.g. "area"/"面積"; and an example quantity for
 * messages, "1500 ha". Always returns text; for an unnamed dimension the unit itself. */
const char *units_dimension(const char *unit, bool ja);
const char *units_example(const char *unit);
/* False if the canonical unit text itself cannot be read (a fault of a table). */
bool units_valid(const char *unit);
/* Names of all known unit words, for "did you mean". */
const char *const *units_words(size_t *n);
#endif
