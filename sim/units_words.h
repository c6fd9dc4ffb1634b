/* units_words.h - the tables behind units.c: unit words and named dimensions.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_UNITS_WORDS_H
#define SIM_UNITS_WORDS_H
#include <stddef.h>
#include <stdint.h>

/* Base of each dimension is so small that every factor is a ratio of whole numbers, hence exact:
 * g, mm, s, yen, person, J, g of CO2, point, degC, K, 1. Energy is a dimension of its own (not
 * mass x length^2 / time^2), so that 1 GJ is never taken for a mass; temperatures and their
 * differences are two, so that no offset is ever needed. */
enum base {
    BASE_MASS,
    BASE_LENGTH,
    BASE_TIME,
    BASE_MONEY,
    BASE_PEOPLE,
    BASE_ENERGY,
    BASE_CARBON,
    BASE_POINT,
    BASE_TEMP,
    BASE_DTEMP,
    N_BASE
};

/* Whole-number ratio: a unit's size in its base. */
struct units_ratio {
    uint64_t num, den;
};
struct units_word {
    const char *text;
    signed char power[N_BASE];
    struct units_ratio size;
};
extern const struct units_word units_word_table[];
extern const size_t units_word_count;
extern const char *const units_word_text[]; /* [units_word_count] */

/* A dimension by one of its units (UDUNITS text): names for messages and an example. */
struct units_name {
    const char *unit, *en, *ja, *example;
};
extern const struct units_name units_name_table[];
extern const size_t units_name_count;

/* A multiplier between number and unit: k, M, G only as a word of its own. */
struct units_scale {
    const char *text;
    double factor;
    int stands_alone; /* must be followed by a blank or the end */
};
extern const struct units_scale units_scale_table[];
extern const size_t units_scale_count;
#endif
