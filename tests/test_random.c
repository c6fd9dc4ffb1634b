/* test_random.c - hundreds of random scenarios: every run is good, the books close, no stock falls
 * below nothing, nobody works longer than there are people, nothing leaves that did not come in.
 *
 * The properties are read off the models' tables where they can be. A failing case prints its
 * script. SPDX-License-Identifier: GPL-3.0-or-later */
#include "prop.h"
#include "run_script.h"

enum { CASES = 220, REPLICATES = 4 };

/* The case at hand, to be printed if a property fails. */
struct trial {
    struct ran r;
    const struct results *res;
    const struct plan *p;
    int number;
    const char *script;
};

#define HOLDS(t, property, ...)                                         \
    do {                                                                \
        if (!(property)) {                                              \
            fprintf(stderr, "case %d\n%s\n", (t)->number, (t)->script); \
            print_message(__VA_ARGS__);                                 \
            fail_msg("%s", #property);                                  \
        }                                                               \
    } while (0)

/* One value of a monthly series. */
static double at(const struct trial *t, long var, size_t run, size_t month, size_t entity)
{
    const size_t n = t->res->axis[t->res->var[var].axis].n;
    return (double)((const float *)t->r.data[var])[(run * t->res->n_month + month) * n + entity];
}
static long var_of(const struct trial *t, const char *name) { return ran_var(&t->r, name); }
static size_t width(const struct trial *t, long var)
{
    return var < 0 ? 0 : t->res->axis[t->res->var[var].axis].n;
}

/* --- properties ------------------------------------------------------------------------------- */

static void runs_are_good(const struct trial *t)
{
    for (size_t i = 0; i < t->res->n_run; i++)
        HOLDS(t, t->r.message[i][0] == '\0', "run %zu: %s\n", i, t->r.message[i]);
}

static void books_close(const struct trial *t)
{
    const long residual = var_of(t, "audit.residual"), turnover = var_of(t, "audit.turnover");
    const size_t n = width(t, residual);
    HOLDS(t, n > 0, "no account\n");
    for (size_t i = 0; i < t->res->n_run * n; i++) {
        const double x = ((double *)t->r.data[residual])[i], y = ((double *)t->r.data[turnover])[i];
        HOLDS(t, fabs(x) <= 1e-9 * (y > 1.0 ? y : 1.0), "residual %g of %g\n", x, y);
    }
}

/* Stocks and flows of matter and time are never negative, and everything is a number. */
static void nothing_below_zero(const struct trial *t)
{
    for (size_t v = 0; v < t->res->n_var; v++) {
        const struct var *var = &t->res->var[v];
        if (var->role != ROLE_SERIES)
            continue;
        const struct row *row = t->p->field[plan_field(t->p, var->name)].row;
        const bool below = strcmp(row->unit, "yen") == 0 ||
                           strcmp(var->name, "carbon.net_tco2") == 0 ||
                           strcmp(var->name, "carbon.area_claim_tco2") == 0 ||
                           strcmp(var->name, "weather.temp_degc") == 0;
        const size_t n = t->res->n_run * t->res->n_month * width(t, (long)v);
        for (size_t i = 0; i < n; i++) {
            const double x = (double)((float *)t->r.data[v])[i];
            HOLDS(t, isfinite(x) && (below || x >= -1e-9), "%s is %g\n", var->name, x);
        }
    }
}

/* A KPI that adds up over days and entities is its series' sum per year. */
static void kpis_are_sums(const struct trial *t)
{
    for (size_t v = 0; v < t->res->n_var; v++) {
        const struct var *var = &t->res->var[v];
        if (var->role != ROLE_SERIES || var->agg != AGG_SUM || var->across != ACROSS_SUM)
            continue;
        char name[128];
        snprintf(name, sizeof name, "kpi.%s", var->name);
        const long k = var_of(t, name);
        HOLDS(t, k >= 0, "no %s\n", name);
        for (size_t run = 0; run < t->res->n_run; run++) {
            double sum = 0.0, size = 1e-6;
            for (size_t m = 0; m < t->res->n_month; m++)
                for (size_t e = 0; e < width(t, (long)v); e++) {
                    sum += at(t, (long)v, run, m, e);
                    size += fabs(at(t, (long)v, run, m, e));
                }
            const double kpi = ((double *)t->r.data[k])[run] * t->p->years;
            HOLDS(t, fabs(kpi - sum) <= 1e-6 * size, "%s %g, months %g\n", name, kpi, sum);
        }
    }
}

static void draws_are_in_range(const struct trial *t)
{
    char name[512];
    for (size_t d = 0; d < t->p->n_draw; d++) {
        snprintf(name, sizeof name, "draw.%s", t->p->draw[d].path);
        const long v = var_of(t, name);
        HOLDS(t, v >= 0, "no %s\n", name);
        for (size_t run = 0; run < t->res->n_run; run++) {
            const double x =
                plan_draw_value(&t->p->draw[d], t->r.study->seed, t->res->run[run].point);
            HOLDS(t, x >= t->p->draw[d].lo && x <= t->p->draw[d].hi, "%s %g\n", name, x);
        }
    }
}

static uint32_t element(const struct plan *p, const char *dim, const char *label)
{
    for (size_t d = 0; d < p->n_dim; d++)
        for (uint32_t e = 0; strcmp(p->dim[d].name, dim) == 0 && e < p->dim[d].n; e++)
            if (strcmp(p->dim[d].label[e], label) == 0)
                return e;
    return UINT32_MAX;
}

/* Value of a parameter in one run and month, as the plan has it. */
static double param(const struct trial *t, const char *name, uint32_t e, size_t run, uint32_t month)
{
    const struct run_id *id = &t->res->run[run];
    const struct cell *c = &t->p->field[plan_field(t->p, name)].cell[id->option][e];
    const double drawn =
        c->draw < 0 ? 0.0 : plan_draw_value(&t->p->draw[c->draw], t->r.study->seed, id->point);
    return plan_cell_value(t->p, c, drawn, month);
}

/* Hours worked stay within heads x hours x days, new hours within hours worked. */
static void work_within_people(const struct trial *t)
{
    const long work = var_of(t, "labour.work_h"), fresh = var_of(t, "labour.new_h");
    for (size_t k = 0; k < width(t, work); k++) {
        const char *label = t->res->axis[t->res->var[work].axis].label[k];
        const uint32_t e = element(t->p, "labour", label);
        for (size_t run = 0; run < t->res->n_run; run++)
            for (uint32_t m = 0; m < t->res->n_month; m++) {
                const uint32_t month = m + t->p->month_recorded;
                const uint32_t days = t->p->month_day[month + 1] - t->p->month_day[month];
                const double most = param(t, "labour.heads", e, run, month) *
                                    param(t, "labour.day_h", e, run, month) * days;
                const double h = at(t, work, run, m, k), n = at(t, fresh, run, m, k);
                HOLDS(t, h <= most * (1 + 1e-6), "%s works %g h of %g\n", label, h, most);
                HOLDS(t, n <= h * (1 + 1e-6), "%s: new %g h of %g\n", label, n, h);
            }
    }
}

/* Deliveries of a source never exceed what it had and collected; char never exceeds its feed. */
static void nothing_from_nothing(const struct trial *t)
{
    const long given = var_of(t, "biomass.given_t"), come = var_of(t, "biomass.collected_t");
    const struct dim *pair = NULL;
    for (size_t d = 0; d < t->p->n_dim; d++)
        pair = strcmp(t->p->dim[d].name, "supply") == 0 ? &t->p->dim[d] : pair;
    for (size_t s = 0; s < width(t, come) && t->p->month_recorded == 0; s++) {
        const char *label = t->res->axis[t->res->var[come].axis].label[s];
        const uint32_t e = element(t->p, "biomass", label);
        for (size_t run = 0; run < t->res->n_run; run++) {
            double in = param(t, "biomass.stock_t", e, run, 0), out = 0.0;
            for (size_t m = 0; m < t->res->n_month; m++) {
                in += at(t, come, run, m, s);
                for (size_t k = 0; k < width(t, given); k++) {
                    const char *name = t->res->axis[t->res->var[given].axis].label[k];
                    const uint32_t at_pair = element(t->p, "supply", name);
                    if (pair->from[at_pair] == e)
                        out += at(t, given, run, m, k);
                }
                HOLDS(t, out <= in * (1 + 1e-6) + 1e-6, "%s gives %g of %g\n", label, out, in);
            }
        }
    }
    const long made = var_of(t, "kiln.char_t"), feed = var_of(t, "kiln.feed_t");
    for (size_t k = 0; k < width(t, made); k++)
        for (size_t run = 0; run < t->res->n_run; run++)
            for (size_t m = 0; m < t->res->n_month; m++)
                HOLDS(t, at(t, made, run, m, k) <= at(t, feed, run, m, k) * (1 + 1e-6), "char\n");
}

/* --- cases ------------------------------------------------------------------------------------ */

static void check_case(int number, int *n_compare, size_t *n_pair)
{
    struct prop p = {UINT64_C(20260401) + (uint64_t)number};
    struct prop_text *text = calloc(1, sizeof *text);
    assert_non_null(text);
    const struct prop_shape s = prop_put_base(&p, text, REPLICATES);
    if (prop_chance(&p, 30)) {
        prop_put_other(&p, text, s, 20, prop_int(&p, 0, 1));
        put(text, "return j.compare { options = { {'base', base}, {'other', other} } }\n");
        ++*n_compare;
    } else {
        put(text, "return base\n");
    }
    struct trial t = {.number = number, .script = text->s};
    ran_load(&t.r, text->s, NULL);
    if (t.r.study == NULL)
        diag_print(&t.r.d, stderr);
    HOLDS(&t, t.r.study != NULL, "not accepted\n");
    t.res = &t.r.study->results;
    t.p = t.r.study->whole;
    ran_simulate(&t.r, 1, isa_best(), 0);
    *n_pair += width(&t, var_of(&t, "biomass.given_t"));
    runs_are_good(&t);
    books_close(&t);
    nothing_below_zero(&t);
    kpis_are_sums(&t);
    draws_are_in_range(&t);
    work_within_people(&t);
    nothing_from_nothing(&t);
    ran_free(&t.r);
    free(text);
}

static void random_scenarios_hold(void **state)
{
    (void)state;
    int n_compare = 0;
    size_t n_pair = 0;
    for (int i = 0; i < prop_cases(CASES); i++)
        check_case(i, &n_compare, &n_pair);
    assert_true(n_compare > CASES / 5); /* the cases are what they are meant to be */
    assert_true(n_pair > 2 * CASES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(random_scenarios_hold)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
