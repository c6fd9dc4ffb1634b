/* registry.h - all models of the program, their dimensions, rows and catalogues, as one table.
 *
 * Pure functions of the compiled-in tables; the same for every ISA. registry_get() is made once at
 * start and is read-only after. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_REGISTRY_H
#define SIM_REGISTRY_H
#include "sim/diag.h"
#include "sim/dist.h"
#include "sim/model.h"

enum isa { ISA_BASE, ISA_V3, ISA_V4, N_ISA };
const char *isa_name(enum isa i); /* "x86-64", "x86-64-v3", "x86-64-v4"; elsewhere "native" */
bool isa_usable(enum isa i);      /* built in, and this CPU has it */
enum isa isa_best(void);
bool isa_by_name(const char *name, enum isa *out);

/* One value of a catalogue: models/<dim>.csv, columns
 *   entry,field,value,pedigree,source,en,ja
 * A row with field "label" names the entry (en, ja). Others override a PARAM's default for
 * entities of that entry; `field` is the row's word, "word[3]" or "word.name" in a product. */
struct catalogue_value {
    const char *field, *value, *pedigree, *source;
    const char *en, *ja; /* note, may be "" */
};
struct catalogue_entry {
    const char *name, *en, *ja;
    const struct catalogue_value *value;
    size_t n_value;
};
struct catalogue {
    const char *dim;
    const struct catalogue_entry *entry; /* in the file's order */
    size_t n_entry;
};
struct account_name {
    const char *id, *unit, *en, *ja; /* unit: media only */
};

struct registry {
    const struct model *const *model[N_ISA]; /* [n_model] in models.def order; NULL: not built */
    size_t n_model;
    const struct model *const *table; /* = model[ISA_BASE]: for names and rows */
    const struct catalogue *catalogue;
    size_t n_catalogue;
    const struct account_name *medium, *holder; /* [n], index 0 = none */
    size_t n_medium, n_holder;
};
/* NULL and a message on stderr if a compiled-in table is faulty (a test covers every row). */
const struct registry *registry_get(void);
const struct catalogue *registry_catalogue(const struct registry *r, const char *dim);

/* Text of a data file compiled into the program: "models/deflator.csv"; NULL if there is none. */
const char *embedded_text(const char *name);
/* Names of all of them, in byte order; NULL from the end on. */
const char *embedded_name(size_t i);
#endif
