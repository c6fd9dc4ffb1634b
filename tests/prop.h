/* prop.h - drawn inputs for tests: a small generator with a fixed seed, and random scenarios.
 *
 * A scenario is Lua text that sim/script*.c reads like any other. What a field may be is taken from
 * the lists below; every form of a value turns up: plain, quantity, drawn once, drawn for each,
 * shared by name, as a series. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_PROP_H
#define TESTS_PROP_H
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- chance (splitmix64) --- */

struct prop {
    uint64_t state;
};
static inline uint64_t prop_bits(struct prop *p)
{
    uint64_t z = p->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}
static inline int prop_int(struct prop *p, int lo, int hi) /* both included */
{
    return lo + (int)(prop_bits(p) % (uint64_t)(hi - lo + 1));
}
static inline double prop_real(struct prop *p, double lo, double hi)
{
    return lo + (hi - lo) * (double)(prop_bits(p) >> 11) * 0x1p-53;
}
static inline int prop_chance(struct prop *p, int percent)
{
    return prop_int(p, 1, 100) <= percent;
}

/* SOAK=N: N times as many cases. */
static inline int prop_cases(int n)
{
    const char *soak = getenv("SOAK");
    const int times = soak ? atoi(soak) : 1;
    return n * (times > 1 ? times : 1);
}

/* --- text --- */

struct prop_text {
    char s[32768];
    size_t n;
};
static inline void put(struct prop_text *t, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
static inline void put(struct prop_text *t, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    t->n += (size_t)vsnprintf(t->s + t->n, sizeof t->s - t->n, fmt, ap);
    va_end(ap);
    if (t->n >= sizeof t->s)
        abort();
}

/* --- values --- */

struct prop_field {
    const char *word;
    double lo, hi;
    const char *unit; /* a unit that its text may carry; NULL: none */
    int varies;
};
static const struct prop_field prop_biomass[] = {
    {"area", 0, 3000, "ha", 1},
    {"collectable", 0, 1, NULL, 0},
    {"join", 0, 1, NULL, 1},
    {"outreach", 0, 0.05, NULL, 0},
    {"follows_harvest", 0, 1, NULL, 0},
    {"supply", 0, 400, "t/year", 1},
    {"storage", 0, 400, "t", 0},
    {"moisture", 0, 4, NULL, 0},
    {"rest_moisture", 0, 1, NULL, 0},
    {"drying_open", 0, 0.3, NULL, 0},
    {"drying_covered", 0, 0.3, NULL, 0},
    {"covered", 0, 1, NULL, 0},
    {"loss", 0, 0.05, NULL, 0},
    {"spoil", 0, 0.05, NULL, 0},
    {"price", -5000, 9000, "yen/t", 1},
    {"bulk_density", 0.05, 0.5, "t/m3", 0},
    {"heating_value", 10, 20, "GJ/t", 0},
    {"stock", 0, 80, "t", 0},
    {"stock_water", 0, 30, "t", 0},
};
static const struct prop_field prop_kiln[] = {
    {"capacity", 0, 5, "t/day", 0},
    {"batch", 0.2, 3, "t", 0},
    {"chamber", 1, 20, "m3", 0},
    {"yield", 0.1, 0.4, NULL, 0},
    {"temperature", 300, 900, "degC", 0},
    {"heat_use", 0, 1, NULL, 0},
    {"radius", 0, 60, "km", 0},
    {"local_haul", 0, 10, "km", 0},
    {"yard", 0, 20, "day", 0},
    {"snow_limit", 0, 300, "mm", 0},
    {"failure", 0, 0.2, NULL, 0},
    {"repair", 0.01, 1, NULL, 0},
    {"methane", 0, 30, "kg/t", 0},
    {"to_soil", 0, 1, NULL, 1},
    {"to_fuel", 0, 1, NULL, 1},
    {"char_store", 1, 300, "day", 0},
    {"char_price", 0, 200000, "yen/t", 1},
    {"crew", 0, 5, "h", 0},
};
static const struct prop_field prop_labour[] = {
    {"heads", 0, 40, NULL, 1},  {"hours", 0, 9, "h", 0},       {"attendance", 0, 1, NULL, 0},
    {"pace", 0, 2, NULL, 0},    {"wage", 0, 2000, "yen/h", 1}, {"baseline", 0, 1, NULL, 0},
    {"welfare", 0, 1, NULL, 0},
};
#define PROP_N(a) (sizeof(a) / sizeof *(a))

static inline void prop_number(struct prop *p, struct prop_text *t, const struct prop_field *f)
{
    const double x = prop_chance(p, 10) ? f->lo : prop_real(p, f->lo, f->hi);
    if (f->unit && prop_chance(p, 40))
        put(t, "\"%.6g %s\"", x, f->unit);
    else
        put(t, "%.6g", x);
}

static inline void prop_dist(struct prop *p, struct prop_text *t, const struct prop_field *f)
{
    const double a = prop_real(p, f->lo, f->hi), b = prop_real(p, f->lo, f->hi);
    const double lo = a < b ? a : b, hi = (a < b ? b : a) + 1e-6 * (f->hi - f->lo);
    switch (prop_int(p, 0, 5)) {
    case 0:
        put(t, "j.uniform(%.9g, %.9g)", lo, hi);
        break;
    case 1:
        put(t, "j.pert(%.9g, %.9g, %.9g)", lo, 0.5 * (lo + hi), hi);
        break;
    case 2:
        put(t, "j.triangular(%.9g, %.9g, %.9g)", lo, lo, hi);
        break;
    case 3:
        put(t, "j.normal(%.9g, %.9g)", 0.5 * (lo + hi), 0.2 * (hi - lo));
        break;
    case 4:
        put(t, "j.discrete({%.9g, %.9g}, {1, 2})", lo, hi);
        break;
    default:
        put(t, "j.empirical{%.9g, %.9g, %.9g}", lo, 0.5 * (lo + hi), hi);
        break;
    }
}

static inline void prop_value(struct prop *p, struct prop_text *t, const struct prop_field *f)
{
    const int form = prop_int(p, 0, f->varies ? 5 : 4);
    if (form <= 1) {
        prop_number(p, t, f);
    } else if (form == 2) {
        prop_dist(p, t, f);
    } else if (form == 3) {
        put(t, "j.each(");
        prop_dist(p, t, f);
        put(t, ")");
    } else if (form == 4) { /* one Lua value for whoever comes first with this word */
        put(t, "shared('%s', ", f->word);
        prop_dist(p, t, f);
        put(t, ")");
    } else {
        put(t, "j.series{['2026']=");
        prop_number(p, t, f);
        put(t, ", ['2026-%02d']=", prop_int(p, 2, 12));
        prop_number(p, t, f);
        put(t, ", interpolate='%s'", prop_chance(p, 50) ? "step" : "linear");
        if (prop_chance(p, 40))
            put(t, ", times=j.uniform(0, 1)");
        put(t, "}");
    }
}

static inline void prop_dates(struct prop *p, struct prop_text *t)
{
    if (prop_chance(p, 25))
        put(t, ", opens='2026-%02d-%02d'", prop_int(p, 1, 12), prop_int(p, 1, 28));
    if (prop_chance(p, 25))
        put(t, ", closes='2027-%02d-%02d'", prop_int(p, 1, 12), prop_int(p, 1, 28));
}

static inline void prop_fields(struct prop *p, struct prop_text *t, const struct prop_field *f,
                               size_t n, int percent)
{
    for (size_t i = 0; i < n; i++)
        if (prop_chance(p, percent)) {
            put(t, ", %s=", f[i].word);
            prop_value(p, t, &f[i]);
        }
}

/* --- entities; k numbers them --- */

static const char *const prop_kind[] = {"wheat_straw", "thinnings", "offgrade_onion"};

static inline void prop_put_biomass(struct prop *p, struct prop_text *t, int k, int town)
{
    put(t, "{name='S%d', town='T%d', kind='%s'", k, town, prop_kind[prop_int(p, 0, 2)]);
    prop_fields(p, t, prop_biomass, 1, 80);
    prop_fields(p, t, prop_biomass + 1, PROP_N(prop_biomass) - 1, 25);
    if (prop_chance(p, 20))
        put(t, ", season={1,0,0,2,0,0,%d,1,1,0,0,1}", prop_int(p, 0, 3));
    prop_dates(p, t);
    put(t, "}, ");
}

static inline void prop_put_kiln(struct prop *p, struct prop_text *t, int k, int town)
{
    put(t, "{name='K%d', town='T%d'", k, town);
    prop_fields(p, t, prop_kiln, PROP_N(prop_kiln), 25);
    if (prop_chance(p, 30))
        put(t, ", feeds={'%s', '%s'}", prop_kind[prop_int(p, 0, 2)], prop_kind[prop_int(p, 0, 2)]);
    if (prop_chance(p, 20))
        put(t, ", open={weekday=1, saturday=%d, sunday=0, holiday=0.5}", prop_int(p, 0, 1));
    if (prop_chance(p, 15))
        put(t, ", season={jan=0, feb=0, dec=0}");
    prop_dates(p, t);
    put(t, "}, ");
}

static inline void prop_put_labour(struct prop *p, struct prop_text *t, int k, int town)
{
    put(t, "{name='L%d', town='T%d', kind='%s'", k, town, prop_chance(p, 50) ? "b_type" : "parent");
    prop_fields(p, t, prop_labour, 1, 90);
    prop_fields(p, t, prop_labour + 1, PROP_N(prop_labour) - 1, 25);
    prop_dates(p, t);
    put(t, "}, ");
}

/* --- scenarios --- */

struct prop_shape {
    int n_town, n_biomass, n_kiln, n_labour; /* how many there came to be */
};

static inline void prop_put_towns(struct prop *p, struct prop_text *t, int n)
{
    static const char *const climate[] = {"abashiri", "sapporo", "nagano"};
    const int where = prop_int(p, 0, 3); /* nowhere, positions, roads, both */
    put(t, "  towns = {");
    for (int i = 0; i < n; i++) {
        put(t, "{name='T%d'", i);
        if (where & 1)
            put(t, ", lat=%.4f, lon=%.4f", prop_real(p, 43.5, 44.1), prop_real(p, 143.6, 144.5));
        if (prop_chance(p, 50))
            put(t, ", climate='%s'", climate[prop_int(p, 0, 2)]);
        put(t, "}, ");
    }
    put(t, "},\n");
    if (!(where & 2))
        return;
    put(t, "  roads = {");
    for (int i = 1; i < n; i++)
        put(t, "{'T%d', 'T%d', '%d km'}, ", i, prop_int(p, 0, i - 1), prop_int(p, 3, 40));
    put(t, "},\n");
}

/* "base = j.scenario{ ... }" of one year. */
static inline struct prop_shape prop_put_base(struct prop *p, struct prop_text *t, int replicates)
{
    struct prop_shape s = {prop_int(p, 1, 6), prop_int(p, 0, 6), prop_int(p, 0, 4),
                           prop_int(p, 0, 4)};
    put(t, "local j = require 'junkan'\nlocal kept = {}\n"
           "local function shared(word, v) kept[word] = kept[word] or v; return kept[word] end\n"
           "local base = j.scenario {\n");
    put(t, "  name='random', start='2026-%02d-%02d', years=1, replicates=%d, nested=%d, seed=%d,\n",
        prop_int(p, 1, 12), prop_chance(p, 70) ? 1 : prop_int(p, 2, 28), replicates,
        prop_int(p, 1, 3), prop_int(p, 0, 1000000));
    if (prop_chance(p, 30))
        put(t, "  warmup='%d months',\n", prop_int(p, 1, 5));
    prop_put_towns(p, t, s.n_town);
    put(t, "  biomass = {");
    for (int i = 0; i < s.n_biomass; i++)
        prop_put_biomass(p, t, i, prop_int(p, 0, s.n_town - 1));
    put(t, "},\n  kilns = {");
    for (int i = 0; i < s.n_kiln; i++)
        prop_put_kiln(p, t, i, prop_int(p, 0, s.n_town - 1));
    put(t, "},\n  labour = {");
    for (int i = 0; i < s.n_labour; i++)
        prop_put_labour(p, t, i, prop_int(p, 0, s.n_town - 1));
    put(t, "},\n}\n");
    return s;
}

/* "local other = base:with{ ... }": changes, `gone` percent removed, `added` new ones of each. */
static inline void prop_put_other(struct prop *p, struct prop_text *t, struct prop_shape s,
                                  int gone, int added)
{
    put(t, "local other = base:with {\n  kilns = {");
    for (int i = 0; i < s.n_kiln; i++)
        if (prop_chance(p, gone)) {
            put(t, "K%d=false, ", i);
        } else if (prop_chance(p, 50)) {
            put(t, "K%d={name='K%d'", i, i);
            prop_fields(p, t, prop_kiln, PROP_N(prop_kiln), 25);
            prop_dates(p, t);
            put(t, "}, ");
        }
    for (int i = 0; i < added; i++)
        prop_put_kiln(p, t, s.n_kiln + i, prop_int(p, 0, s.n_town - 1));
    put(t, "},\n  biomass = {");
    for (int i = 0; i < s.n_biomass; i++)
        if (prop_chance(p, gone)) {
            put(t, "S%d=false, ", i);
        } else if (prop_chance(p, 30)) {
            put(t, "S%d={name='S%d'", i, i);
            prop_fields(p, t, prop_biomass, PROP_N(prop_biomass), 20);
            put(t, "}, ");
        }
    for (int i = 0; i < added; i++)
        prop_put_biomass(p, t, s.n_biomass + i, prop_int(p, 0, s.n_town - 1));
    put(t, "},\n  labour = {");
    for (int i = 0; i < s.n_labour; i++)
        if (prop_chance(p, gone)) {
            put(t, "L%d=false, ", i);
        } else if (prop_chance(p, 40)) {
            put(t, "L%d={name='L%d'", i, i);
            prop_fields(p, t, prop_labour, PROP_N(prop_labour), 30);
            put(t, "}, ");
        }
    for (int i = 0; i < added; i++)
        prop_put_labour(p, t, s.n_labour + i, prop_int(p, 0, s.n_town - 1));
    put(t, "},\n}\n");
}
#endif
