/* test_emergence.c - what is known of such projects must come out of whole scenarios, with every
 * number at its default and nothing put in to make it so.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/run_script.h"

enum { REPLICATES = 48 };
#define HEAD                                                                                      \
    "local j = require 'junkan'\n"                                                                \
    "local function town(t) t.start = '2026-04-01'; t.replicates = 48; t.years = t.years or 3\n"  \
    "  t.towns = {{name = 'T', climate = t.climate or 'abashiri', area = '300 km2'}}\n"           \
    "  return j.scenario(t) end\n"                                                                \
    "local function each(t) for _, list in ipairs{'biomass', 'kilns', 'labour', 'stations'} do\n" \
    "  for _, e in ipairs(t[list] or {}) do e.town = 'T' end end return town(t) end\n"            \
    "local crew = {{kind = 'b_type', heads = 12}, {kind = 'parent', heads = 8}}\n"

static struct ran run(const char *text)
{
    struct ran r;
    ran_script(&r, text);
    assert_int_equal(ran_failures(&r), 0);
    return r;
}
/* Mean of an option over all futures. */
static double mean(const struct ran *r, const char *name, uint32_t option)
{
    const struct results *res = &r->study->results;
    const long v = ran_var(r, name);
    double sum = 0.0;
    size_t n = 0;
    assert_true(v >= 0);
    for (size_t i = 0; i < res->n_run; i++)
        if (res->run[i].option == option) {
            sum += ((const double *)r->data[v])[i];
            n++;
        }
    assert_int_equal(n, REPLICATES);
    return sum / (double)n;
}

/* An open kiln on straw as it lies after rain gives off more warming by methane than its char
 * keeps; on dry straw it does not. */
static void wet_feed_wipes_out_a_kilns_credit(void **state)
{
    (void)state;
    struct ran r =
        run(HEAD "local function case(m) return each{ name = 'wet' .. m,\n"
                 "  biomass = {{name = 'S', kind = 'thinnings', supply = 150, moisture = m,\n"
                 "              rest_moisture = m, drying_open = 0, drying_covered = 0}},\n"
                 "  kilns = {{name = 'K', type = 'open'}}, labour = crew } end\n"
                 "return j.compare { options = {{'dry', case(0.15)}, {'wet', case(0.6)}} }\n");
    const double kept[2] = {mean(&r, "kpi.carbon.stored_tco2", 0),
                            mean(&r, "kpi.carbon.stored_tco2", 1)};
    const double lost[2] = {mean(&r, "kpi.carbon.methane_tco2", 0),
                            mean(&r, "kpi.carbon.methane_tco2", 1)};
    const double credits = mean(&r, "kpi.carbon.credit_issued_tco2", 1);
    print_message(
        "dry: %.1f kept, %.1f lost; wet: %.1f kept, %.1f lost, %.1f credits tCO2 a year\n", kept[0],
        lost[0], kept[1], lost[1], credits);
    assert_true(kept[0] > 10.0 && lost[0] < 0.2 * kept[0]);
    assert_true(kept[1] > 1.0 && lost[1] > kept[1]);
    assert_true(credits == 0.0);
    ran_free(&r);
}

/* Off-grade onions alone are never fired, in a kiln of any kind; beside dry straw some are. */
static void wet_vegetables_cannot_be_charred_alone(void **state)
{
    (void)state;
    static const char *const type[] = {"sealed_batch", "open", "earth", "rotary", "gasifier"};
    for (size_t i = 0; i < sizeof type / sizeof *type; i++) {
        char text[2048];
        snprintf(text, sizeof text,
                 HEAD "local function case(name, straw) return each{ name = name,\n"
                      "  biomass = {{name = 'O', kind = 'offgrade_onion', supply = 400},\n"
                      "             {name = 'S', kind = 'wheat_straw', supply = straw}},\n"
                      "  kilns = {{name = 'K', type = '%s'}}, labour = crew } end\n"
                      "return j.compare { options = {{'alone', case('alone', 0)},\n"
                      "                              {'mixed', case('mixed', 300)}} }\n",
                 type[i]);
        struct ran r = run(text);
        const double alone = mean(&r, "kpi.kiln.batches", 0),
                     mixed = mean(&r, "kpi.kiln.batches", 1);
        print_message("%s: %.1f firings a year alone, %.1f with straw\n", type[i], alone, mixed);
        assert_true(alone == 0.0 && mixed > 10.0);
        ran_free(&r);
    }
}

/* A station two kilometres off wins fewer households; those who join come as often. */
static void distance_matters_for_joining(void **state)
{
    (void)state;
    struct ran r =
        run(HEAD "local function case(km) return each{ name = 'at' .. km, labour = crew,\n"
                 "  stations = {{name = 'H', type = 'self_run', households = 800,\n"
                 "               distance = km}} } end\n"
                 "return j.compare { options = {{'near', case(0.3)}, {'far', case(2)}} }\n");
    const double members[2] = {mean(&r, "kpi.station.joined", 0),
                               mean(&r, "kpi.station.joined", 1)};
    const double visits[2] = {mean(&r, "kpi.station.visits", 0) / members[0],
                              mean(&r, "kpi.station.visits", 1) / members[1]};
    print_message("members %.0f and %.0f, visits of each %.1f and %.1f a year\n", members[0],
                  members[1], visits[0], visits[1]);
    assert_true(members[1] < 0.8 * members[0]);
    assert_true(fabs(visits[1] / visits[0] - 1.0) < 0.03);
    ran_free(&r);
}

/* What recyclers pay is a small part of what a staffed station costs, in every future. */
static void a_station_does_not_pay_for_itself(void **state)
{
    (void)state;
    static const char *const type[] = {"contractor_staffed", "pool_staffed", "resident_staffed"};
    for (size_t i = 0; i < sizeof type / sizeof *type; i++) {
        char text[1024];
        snprintf(text, sizeof text,
                 HEAD "return each{ name = 'pay', labour = crew,\n"
                      "  stations = {{name = 'H', type = '%s', households = 800}} }\n",
                 type[i]);
        struct ran r = run(text);
        const struct results *res = &r.study->results;
        const double *sales = r.data[ran_var(&r, "kpi.station.sales_town_yen")];
        const double *net = r.data[ran_var(&r, "kpi.station.net_cost_yen")];
        double most = 0.0;
        for (size_t k = 0; k < res->n_run; k++)
            most = fmax(most, sales[k] / (net[k] + sales[k]));
        print_message("%s: sales are at most %.1f %% of the cost\n", type[i], 100.0 * most);
        assert_true(most > 0.0 && most < 0.25);
        ran_free(&r);
    }
}

/* With two hundred people who want work a kiln at full rate employs a handful: full places of 790
 * hours a year, the usual year of a user of a type B office (70 h a month, absences taken off). */
static void a_kiln_employs_a_handful(void **state)
{
    (void)state;
    struct ran r = run(HEAD "return each{ name = 'work',\n"
                            "  biomass = {{name = 'S', kind = 'wheat_straw', supply = 800},\n"
                            "             {name = 'W', kind = 'thinnings', supply = 800}},\n"
                            "  kilns = {{name = 'K', type = 'sealed_batch'}},\n"
                            "  labour = {{name = 'B', kind = 'b_type', heads = 200},\n"
                            "            {name = 'P', kind = 'parent', heads = 20}} }\n");
    const double hours = mean(&r, "kpi.labour.work_h", 0), places = hours / 790.0;
    const double firings = mean(&r, "kpi.kiln.batches", 0);
    print_message("%.0f firings, %.0f hours: %.1f full places of 220\n", firings, hours, places);
    assert_true(firings > 120.0);
    assert_true(places > 1.0 && places < 10.0);
    ran_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wet_feed_wipes_out_a_kilns_credit),
        cmocka_unit_test(wet_vegetables_cannot_be_charred_alone),
        cmocka_unit_test(distance_matters_for_joining),
        cmocka_unit_test(a_station_does_not_pay_for_itself),
        cmocka_unit_test(a_kiln_employs_a_handful),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
