/* rows.h - short spellings for a model's table of rows (sim/model.h has their meaning).
 *
 * A model file defines PORTS as its ports struct before it uses them. `m` is the member, which is
 * also the row's name: unit suffix included.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_ROWS_H
#define MODELS_ROWS_H
#include "models/accounts.h"
#include "sim/model.h"

/* Where member m is; refused by the compiler unless its type fits the kind of the row. */
#define PORT_LANES(m) \
    (offsetof(PORTS, m) + _Generic(((PORTS *)0)->m, struct lane * : 0u, const struct lane * : 0u))
#define PORT_PARAM(m) (offsetof(PORTS, m) + _Generic(((PORTS *)0)->m, param_lane * : 0u))
#define PORT_INDEX(m) (offsetof(PORTS, m) + _Generic(((PORTS *)0)->m, const uint32_t * : 0u))

#define ROW_OF(k, n, d, u, e, j) \
    .kind = (k), .name = (n), .dim = (d), .unit = (u), .en = (e), .ja = (j)
#define ROW_AT(k, n, m, d, u, e, j) ROW_OF(k, n, d, u, e, j), .at = PORT_LANES(m)
#define PARAM_AT(n, m, d, u, e, j) ROW_OF(ROW_PARAM, n, d, u, e, j), .at = PORT_PARAM(m)

/* Parameter: word, dimension, unit, default, range, source, pedigree, meaning. */
#define PARAM(m, w, d, u, v, l, h, src, ped, e, j)                                    \
    {                                                                                 \
        PARAM_AT(#m, m, d, u, e, j), .word = (w), .value = (v), .lo = (l), .hi = (h), \
                                     .source = (src), .pedigree = (ped)               \
    }
/* The same for a number that may be a series; it is read anew at each month's start. */
#define PARAM_VARIES(m, w, d, u, v, l, h, src, ped, e, j)                               \
    {                                                                                   \
        PARAM_AT(#m, m, d, u, e, j), .word = (w), .value = (v), .lo = (l), .hi = (h),   \
                                     .source = (src), .pedigree = (ped), .varies = true \
    }
/* Opening and closing day of an entity. */
#define PARAM_OPENS(d)                                                                   \
    {                                                                                    \
        PARAM_AT("opens_day", opens_day, d, "day", "opens on", "開始日"),                \
            .word = "opens", .value = "0", .lo = 0.0, .hi = NEVER_DAY, .form = FORM_DATE \
    }
#define PARAM_CLOSES(d)                                                                     \
    {                                                                                       \
        PARAM_AT("closes_day", closes_day, d, "day", "closes on", "終了日"),                \
            .word = "closes", .value = "1e9", .lo = 0.0, .hi = NEVER_DAY, .form = FORM_DATE \
    }
/* State of the model's own, not set by scripts: chance, memory, factors worked out once a month. */
#define STATE(m, d, u, v, e, j)                                                       \
    {                                                                                 \
        ROW_AT(ROW_STATE, #m, m, d, u, e, j), .value = (v), .lo = -1e300, .hi = 1e300 \
    }
/* Stock that a script may set and the books hold. */
#define STOCK(m, w, d, u, v, h, med, hold, ag, bet, e, j)                                      \
    {                                                                                          \
        ROW_AT(ROW_STATE, #m, m, d, u, e, j), .word = (w), .value = (v), .lo = 0.0, .hi = (h), \
                                              .medium = (med), .from = (hold), .agg = (ag),    \
                                              .better = (bet)                                  \
    }
/* Input by full name, of another model's output or parameter. */
#define INPUT(m, n, d, u, ps, e, j)                       \
    {                                                     \
        ROW_AT(ROW_INPUT, n, m, d, u, e, j), .pass = (ps) \
    }
/* The same of another model's parameter. */
#define INPUT_PARAM(m, n, d, u, ps, e, j)                                                     \
    {                                                                                         \
        ROW_OF(ROW_INPUT, n, d, u, e, j), .at = PORT_PARAM(m), .of_param = true, .pass = (ps) \
    }
#define LAG(m, full, d, u, win, hw, e, j)                                               \
    {                                                                                   \
        ROW_AT(ROW_LAG, #m, m, d, u, e, j), .of = (full), .window = (win), .how = (hw), \
                                            .value = "0"                                \
    }
/* Yesterday's value, looked at in the want pass only: it then need not be kept beside today's. */
#define LAG_WANT(m, full, d, u, e, j)                                                         \
    {                                                                                         \
        ROW_AT(ROW_LAG, #m, m, d, u, e, j), .of = (full), .window = LAG_DAY, .how = LAG_LAST, \
                                            .pass = PASS_WANT, .value = "0"                   \
    }
/* Output for other models only; recorded output; flow, booked and (unless AGG_NONE) recorded. */
#define OUTPUT(m, d, u, ps, e, j)                           \
    {                                                       \
        ROW_AT(ROW_OUTPUT, #m, m, d, u, e, j), .pass = (ps) \
    }
#define RECORD(m, d, u, ps, ag, ac, bet, e, j)                                            \
    {                                                                                     \
        ROW_AT(ROW_OUTPUT, #m, m, d, u, e, j), .pass = (ps), .agg = (ag), .across = (ac), \
                                               .better = (bet)                            \
    }
#define FLOW(m, d, u, ps, med, f, t, ag, bet, e, j)                                        \
    {                                                                                      \
        ROW_AT(ROW_OUTPUT, #m, m, d, u, e, j), .pass = (ps), .medium = (med), .from = (f), \
                                               .to = (t), .agg = (ag), .better = (bet)     \
    }
/* The same where no kernel reads the row: the kernel adds the day's value (sim/model.h, `adds`). */
#define RECORD_ADDS(m, d, u, ps, ag, ac, bet, e, j)                                       \
    {                                                                                     \
        ROW_AT(ROW_OUTPUT, #m, m, d, u, e, j), .pass = (ps), .agg = (ag), .across = (ac), \
                                               .better = (bet), .adds = true              \
    }
#define FLOW_ADDS(m, d, u, ps, med, f, t, ag, bet, e, j)                                   \
    {                                                                                      \
        ROW_AT(ROW_OUTPUT, #m, m, d, u, e, j), .pass = (ps), .medium = (med), .from = (f), \
                                               .to = (t), .agg = (ag), .better = (bet),    \
                                               .adds = true                                \
    }
#define INDEX(m, n)                                         \
    {                                                       \
        .kind = ROW_INDEX, .name = (n), .at = PORT_INDEX(m) \
    }

/* 1 while an entity is open, else 0. */
static inline double rows_open(double day, double opens, double closes)
{
    return day >= opens && day < closes ? 1.0 : 0.0;
}
/* Parameters are looked at anew on the first day of each month: series and policies act then. */
static inline bool rows_new_month(const struct step *now)
{
    return now->day_of_month == 0 || now->day == 0;
}
#endif
