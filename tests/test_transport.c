/* test_transport.c - a load obeys mass and volume; the fuel formula to its printed digits; days
 * and hours add up; rounds as Daganzo's formula says.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/kernel.h"
#include <math.h>

enum { TOWNS = 2, CLASSES = 2, KILNS = 2, SOURCES = 3, PAIRS = 4, STATIONS = 5, FULL = 0, KEI = 1 };
static const uint32_t truck[TOWNS] = {FULL, KEI}, kiln_first[TOWNS + 1] = {0, 1, 2};
static const uint32_t pair_first[KILNS + 1] = {0, 3, PAIRS}, pair_from[PAIRS] = {0, 1, 2, 0};
static const uint32_t station_first[TOWNS + 1] = {0, 4, STATIONS};
static uint32_t future[LANES];
static const struct kernel_dim dims[] = {
    {"town", TOWNS},   {"truck", CLASSES},    {"kiln", KILNS}, {"biomass", SOURCES},
    {"supply", PAIRS}, {"station", STATIONS}, {NULL, 0}};

/* Town 0 with 10 t trucks and a kiln that three sources reach, town 1 with kei trucks. The formula
 * alone: no empty way, no local haul, no surcharge. */
static struct kernel fresh_of(const struct model *m)
{
    struct kernel k = kernel_new(m, dims);
    kernel_index(&k, "town.truck", truck);
    kernel_index(&k, "kiln.first", kiln_first);
    kernel_index(&k, "supply.first", pair_first);
    kernel_index(&k, "supply.from", pair_from);
    kernel_index(&k, "station.first", station_first);
    kernel_entry(&k, "truck", FULL, "10t");
    kernel_entry(&k, "truck", KEI, "kei");
    kernel_set(&k, "empty_frac", 0.0);
    kernel_set(&k, "least_frac", 0.0);
    kernel_set_at(&k, "litre_yen", FULL, 155.0);
    kernel_set_at(&k, "litre_yen", KEI, 170.0);
    kernel_set(&k, "biomass.bulk_t_per_m3", 1.0);
    kernel_set(&k, "kiln.distance_km", 10.0);
    kernel_set(&k, "kiln.closes_day", 1e9);
    kernel_set(&k, "town.area_ha", 10000.0);
    for (uint32_t l = 0; l < LANES; l++)
        future[l] = l;
    return k;
}
static struct kernel fresh(void) { return fresh_of(kernel_model("transport")); }

/* A day; pools give the share `drivers` of what is asked. */
static void day_as(const struct kernel *k, uint32_t d, double drivers)
{
    const struct step now = kernel_step(d, future, TOWNS);
    kernel_pass(k, PASS_WANT, &now);
    for (size_t t = 0; t < TOWNS; t++)
        for (size_t l = 0; l < LANES; l++)
            kernel_row(k, "labour.drive_given_h")[t].v[l] =
                kernel_row(k, "drive_want_h")[t].v[l] * drivers;
    kernel_pass(k, PASS_ACT, &now);
}
static void day(const struct kernel *k, uint32_t d) { day_as(k, d, 1.0); }
static double at(const struct kernel *k, const char *name) { return kernel_row(k, name)[0].v[3]; }
static double second(const struct kernel *k, const char *name)
{
    return kernel_row(k, name)[1].v[3];
}

/* The published coefficients: litres and kg CO2 per tonne-km, to the digits printed. */
static void fuel_follows_the_formula(void **state)
{
    (void)state;
    static const struct {
        double load, payload, litre, kg;
    } row[] = {{0.50, 2.0, 0.1830, 0.479},
               {0.62, 4.0, 0.0977, 0.256},
               {1.00, 4.0, 0.0663, 0.174},
               {0.62, 10.0, 0.0536, 0.140},
               {1.00, 10.0, 0.0364, 0.095}};
    for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++)
        for (int whole = 0; whole <= 1; whole++) { /* by volume, or by a part load */
            struct kernel k = fresh();
            kernel_set_at(&k, "payload_t", FULL, row[i].payload);
            kernel_set_at(&k, "body_m3", FULL, row[i].payload * (whole ? 1.0 : row[i].load));
            kernel_set(&k, "whole_frac", whole ? 1.0 : 0.0);
            kernel_set_at(&k, "biomass.given_t", 0, row[i].payload * row[i].load);
            day(&k, 0);
            assert_true(fabs(at(&k, "trips") - 1.0) < 1e-12);
            const double litre = at(&k, "fuel_l") / at(&k, "haul_tkm");
            const double kg = at(&k, "co2_t") * 1000.0 / at(&k, "haul_tkm");
            assert_true(fabs(litre - row[i].litre) <= 0.51e-4);
            /* 10 t at 62 %: 0.14051 is printed as 0.140 */
            assert_true(fabs(kg - row[i].kg) <= 0.52e-3);
            assert_true(fabs(at(&k, "haul_tkm") - 10.0 * row[i].payload * row[i].load) < 1e-9);
            kernel_free(&k);
        }
    static const double kei_litre[2] = {0.3243, 0.6167}, kei_kg[2] = {0.753, 1.431};
    for (int half = 0; half <= 1; half++) {
        struct kernel k = fresh();
        kernel_set_at(&k, "body_m3", KEI, half ? 0.175 : 0.350);
        kernel_set_at(&k, "biomass.given_t", 3, 7.0);
        day(&k, 0);
        const double kg = second(&k, "co2_t") * 1000.0 / second(&k, "haul_tkm");
        assert_true(fabs(second(&k, "trips") - (half ? 40.0 : 20.0)) < 1e-9);
        assert_true(fabs(second(&k, "fuel_l") / second(&k, "haul_tkm") - kei_litre[half]) <=
                    0.51e-4);
        assert_true(fabs(kg - kei_kg[half]) <= 1e-3);
        assert_true(at(&k, "fuel_l") == 0.0 && at(&k, "cost_yen") == 0.0);
        kernel_free(&k);
    }
}

/* 38.2 GJ/kl x 0.0187 tC/GJ x 44/12 = 2.619 kg/l of diesel; 2.32 of petrol. */
static void a_litre_holds_its_carbon(void **state)
{
    (void)state;
    struct kernel k = fresh();
    kernel_set(&k, "biomass.given_t", 5.0);
    day(&k, 0);
    assert_true(fabs(at(&k, "co2_t") * 1000.0 / at(&k, "fuel_l") - 2.619) < 0.001);
    assert_true(fabs(second(&k, "co2_t") * 1000.0 / second(&k, "fuel_l") - 2.32) < 0.005);
    assert_true(fabs(at(&k, "fuel_gj") * 1000.0 / at(&k, "fuel_l") - 38.2) < 1e-9);
    /* the way back, empty, takes its share of a full way */
    const double out = at(&k, "fuel_l");
    kernel_set(&k, "empty_frac", 0.5);
    kernel_set(&k, "biomass.given_moisture_frac", 0.0);
    day(&k, 1);
    assert_true(fabs(at(&k, "fuel_l") / out - 1.5) < 1e-12);
    /* the way within the towns is driven too; tonne-km add up over the sources */
    kernel_set(&k, "kiln.local_km", 5.0);
    day(&k, 30);
    const double tkm = at(&k, "haul_tkm"), t = at(&k, "load_t");
    assert_true(t == 15.0 && fabs(tkm - t * 15.0) < 1e-9);
    assert_true(fabs(at(&k, "truck_km") - 2.0 * 15.0 * at(&k, "trips")) < 1e-9);
    kernel_free(&k);
}

/* A study of straw logistics: 10 t truck, 10 km, 40 km/h, 9 and 5 min at the ends: 44 min a trip,
 * nine trips and 90 t a day, 50,000 yen: 556 yen/t. */
static void a_days_haul_of_straw(void **state)
{
    (void)state;
    struct kernel k = fresh();
    kernel_set(&k, "speed_km_per_h", 40.0);
    kernel_set_at(&k, "load_min", FULL, 9.0);
    kernel_set_at(&k, "unload_min", FULL, 5.0);
    kernel_set_at(&k, "day_yen", FULL, 50000.0);
    kernel_set(&k, "truck_h_per_day", 6.6); /* exactly nine trips: rounding costs none of them */
    kernel_set_at(&k, "biomass.given_t", 0, 30.0);
    kernel_set_at(&k, "biomass.given_t", 1, 60.0);
    day(&k, 0);
    assert_true(fabs(at(&k, "trips") - 9.0) < 1e-12);
    assert_true(fabs(at(&k, "used_h") * 60.0 / at(&k, "trips") - 44.0) < 1e-9);
    assert_true(fabs(at(&k, "load_t") - 90.0) < 1e-12);
    assert_true(fabs(at(&k, "cost_yen") / 90.0 - 5000.0 / 9.0) < 1e-6);
    assert_true(fabs(at(&k, "truck_km") - 180.0) < 1e-9);
    assert_true(fabs(at(&k, "share_frac") - 1.0) < 1e-9 && at(&k, "truck_day") == 1.0);
    /* with 7.3 h there are still nine, with 7.4 h ten; a trip of two days costs two days */
    const double hours[3] = {7.3, 7.4, 44.0 / 120.0}, yen[3] = {50000. / 9., 5000., 1e5};
    for (uint32_t i = 0; i < 3; i++) {
        kernel_set(&k, "truck_h_per_day", hours[i]);
        day(&k, 30 * (i + 1));
        assert_true(fabs(at(&k, "cost_yen") / (9.0 * yen[i]) - 1.0) < 1e-7);
    }
    /* a dearer litre is a surcharge */
    kernel_set_at(&k, "litre_yen", FULL, 165.0);
    const double before = at(&k, "cost_yen");
    day(&k, 121);
    assert_true(fabs(at(&k, "cost_yen") - before - 10.0 * at(&k, "fuel_l")) < 1e-6);
    /* a trip costs a quarter of the day at least, though it takes a ninth */
    kernel_set_at(&k, "litre_yen", FULL, 155.0);
    kernel_set(&k, "truck_h_per_day", 6.6);
    for (int least = 1; least <= 5; least++) { /* of 20 */
        kernel_set(&k, "least_frac", 0.05 * least);
        day(&k, 120 + 30 * (uint32_t)least);
        const double part = 0.05 * least > 1.0 / 9.0 ? 0.05 * least : 1.0 / 9.0;
        assert_true(fabs(at(&k, "cost_yen") / (9.0 * part * 50000.0) - 1.0) < 1e-7);
    }
    kernel_free(&k);
}

/* Kilns read, on the first morning already, what a tonne of each source takes of the trucks, and
 * their roster: hours and price come out as they were told while the moisture stays. */
static void kilns_are_told_hours_and_price(void **state)
{
    (void)state;
    struct kernel k = fresh();
    const struct step first = kernel_step(0, future, TOWNS);
    kernel_set(&k, "empty_frac", 0.3);
    kernel_set_at(&k, "litre_yen", FULL, 175.0);
    kernel_set_at(&k, "kiln.distance_km", 1, 55.0);
    kernel_set_at(&k, "biomass.bulk_t_per_m3", 1, 0.12);
    kernel_set(&k, "biomass.fresh_moisture_frac", 0.5);
    kernel_set(&k, "truck_h_per_day", 7.0);
    kernel_set_at(&k, "open_frac", 0, 0.5);
    k.model->start(&first, k.ports);
    assert_true(at(&k, "truck_h") == 3.5);
    const double told_h[2] = {kernel_row(&k, "hour_per_t")[0].v[3],
                              kernel_row(&k, "hour_per_t")[1].v[3]};
    assert_true(told_h[0] > 0.0 && told_h[1] > 2.0 * told_h[0]);
    kernel_set(&k, "biomass.given_moisture_frac", 0.5);
    for (uint32_t source = 0; source < 2; source++) {
        kernel_set(&k, "biomass.given_t", 0.0);
        kernel_set_at(&k, "biomass.given_t", source, 2.0);
        const double told_yen = kernel_row(&k, "haul_yen_per_t")[source].v[3];
        day(&k, source);
        assert_true(fabs(at(&k, "used_h") / (2.0 * told_h[source]) - 1.0) < 1e-12);
        assert_true(fabs(at(&k, "cost_yen") / (3.0 * told_yen) - 1.0) < 1e-12);
    }
    kernel_set_at(&k, "litre_yen", FULL, 0.0); /* never below nothing */
    kernel_set_at(&k, "day_yen", FULL, 0.0);
    day(&k, 30);
    assert_true(kernel_row(&k, "haul_yen_per_t")[1].v[3] == 0.0);
    kernel_free(&k);
}

/* Kyotango's wood station: 1,000 yen for a load of 170 kg is 5,882 yen/t. */
static void small_loads_are_dear(void **state)
{
    (void)state;
    struct kernel k = fresh();
    kernel_set_at(&k, "payload_t", KEI, 0.170);
    kernel_set_at(&k, "day_yen", KEI, 1000.0);
    kernel_set(&k, "truck_h_per_day", 1.5); /* one trip */
    kernel_set_at(&k, "biomass.given_t", 3, 1.0);
    day(&k, 0);
    assert_true(fabs(second(&k, "cost_yen") - 5882.0) < 0.5);
    kernel_free(&k);
}

/* Straw bales fill a 10 t truck before they weigh 10 t; wet onions weigh 10 t before they fill
 * it. */
static void volume_binds_for_straw(void **state)
{
    (void)state;
    struct kernel k = fresh();
    const double body = kernel_row(&k, "body_m3")[FULL].v[0];
    kernel_set_at(&k, "biomass.bulk_t_per_m3", 0, 0.12);
    kernel_set_at(&k, "biomass.given_moisture_frac", 0, 0.18);
    kernel_set_at(&k, "biomass.fresh_moisture_frac", 0, 0.18);
    kernel_set_at(&k, "biomass.given_t", 0, 12.0);
    day(&k, 0);
    assert_true(fabs(at(&k, "trips") - 12.0 / (0.12 * body)) < 1e-9);
    const double load = at(&k, "load_t") / at(&k, "trips");
    assert_true(load > 5.0 && load < 9.0);
    /* the formula at the load factor that volume leaves */
    const double litre = exp(2.71 - 0.812 * log(load / 10.0) - 0.654 * log(10000.0));
    assert_true(fabs(at(&k, "fuel_l") / at(&k, "haul_tkm") / litre - 1.0) < 1e-12);
    assert_true(fabs(kernel_row(&k, "hour_per_t")[0].v[3] * 12.0 / at(&k, "used_h") - 1.0) < 1e-12);
    kernel_set_at(&k, "biomass.bulk_t_per_m3", 0, 0.06);
    kernel_set_at(&k, "biomass.given_moisture_frac", 0, 9.0);
    day(&k, 30);
    assert_true(fabs(at(&k, "load_t") - 120.0) < 1e-9 && fabs(at(&k, "trips") - 12.0) < 1e-9);
    assert_true(fabs(at(&k, "fuel_l") / at(&k, "haul_tkm") - 0.0364) <= 0.51e-4);
    assert_true(fabs(kernel_row(&k, "hour_per_t")[0].v[3] * 12.0 / at(&k, "used_h") - 1.0) < 1e-12);
    kernel_free(&k);
}

/* Whole trips: a little more than a load is two trips, a full load is one. */
static void trips_are_whole_where_asked(void **state)
{
    (void)state;
    struct kernel k = fresh();
    kernel_set(&k, "whole_frac", 1.0);
    const double load[5] = {0.001, 10.0, 10.001, 30.0, 34.9}, trips[5] = {1, 1, 2, 3, 4};
    double fuel = 0.0;
    for (uint32_t i = 0; i < 5; i++) {
        kernel_set_at(&k, "biomass.given_t", 0, load[i]);
        day(&k, i);
        assert_true(at(&k, "trips") == trips[i]);
        assert_true(at(&k, "fuel_l") > fuel); /* more mass, more fuel */
        fuel = at(&k, "fuel_l");
    }
    const double whole_yen = at(&k, "cost_yen");
    kernel_set(&k, "whole_frac", 0.0);
    day(&k, 6);
    assert_true(fabs(at(&k, "trips") - 3.49) < 1e-12 && at(&k, "cost_yen") < whole_yen);
    /* what happens in one lane is no business of the others */
    struct lane *mixed = kernel_row(&k, "whole_frac");
    mixed[0].v[7] = 1.0;
    const double same = at(&k, "fuel_l");
    day(&k, 7);
    assert_true(at(&k, "fuel_l") == same && kernel_row(&k, "trips")[0].v[7] == 4.0);
    kernel_free(&k);
}

/* Farther is never cheaper, faster or cleaner; more feed neither. */
static void distance_costs(void **state)
{
    (void)state;
    static const char *const name[] = {"used_h", "cost_yen", "fuel_l", "co2_t", "truck_km"};
    double last[5] = {0};
    struct kernel k = fresh();
    kernel_set(&k, "biomass.given_t", 2.0);
    for (uint32_t i = 0; i < 60; i++) {
        kernel_set(&k, "kiln.distance_km", 0.5 + 5.0 * i);
        day(&k, 30 * i);
        for (size_t n = 0; n < 5; n++) {
            assert_true(at(&k, name[n]) > last[n] - (n == 1 ? 1e-9 : 0.0));
            last[n] = at(&k, name[n]);
        }
    }
    const double far = kernel_row(&k, "cost_yen")[0].v[3];
    kernel_set(&k, "kiln.local_km", 7.0);
    day(&k, 30 * 60);
    assert_true(at(&k, "cost_yen") > far); /* by hours: a trip of more than a day */
    kernel_free(&k);
}

/* Without drivers of the pool nothing is rostered; with some, their hours are the limit, and their
 * pay is not paid to the carrier again. */
static void drivers_limit_the_trucks(void **state)
{
    (void)state;
    struct kernel k = fresh();
    kernel_set(&k, "truck_h_per_day", 7.0);
    kernel_set(&k, "biomass.given_t", 12.0);
    day(&k, 0);
    const double carrier = at(&k, "cost_yen"), used = at(&k, "used_h");
    assert_true(at(&k, "drive_want_h") == 0.0 && used > 1.0);
    kernel_set(&k, "pool_driver_frac", 1.0);
    for (uint32_t d = 1; d < 100; d++)
        day(&k, d);
    assert_true(fabs(at(&k, "drive_want_h") - used) < 1e-3 * used);
    assert_true(fabs(at(&k, "cost_yen") / carrier - 0.6) < 1e-3); /* driver 40 % */
    assert_true(at(&k, "truck_h") == 7.0 && at(&k, "driver_day") == 0.0);
    kernel_set(&k, "biomass.given_t", 6.0); /* more drivers than work: no more than their part */
    day(&k, 100);
    assert_true(fabs(at(&k, "cost_yen") / carrier - 0.5 * 0.6) < 1e-9);
    assert_true(fabs(at(&k, "left_h") - (7.0 - 0.5 * used)) < 1e-9);
    kernel_set(&k, "biomass.given_t", 12.0);
    for (uint32_t d = 101; d < 200; d++)
        day(&k, d);
    day_as(&k, 200, 0.5); /* half of those asked for */
    assert_true(fabs(at(&k, "truck_h") - 0.5 * at(&k, "drive_want_h")) < 1e-12);
    assert_true(at(&k, "driver_day") == 1.0 && at(&k, "hired_h") > 0.4 * used);
    const double need = at(&k, "need_h");
    for (uint32_t d = 201; d < 260; d++) { /* kilns keep to what is rostered */
        kernel_set(&k, "biomass.given_t", 12.0 * at(&k, "truck_h") / used);
        day_as(&k, d, 0.5);
        assert_true(at(&k, "driver_day") == 1.0 && at(&k, "hired_h") < 1e-9);
    }
    assert_true(fabs(at(&k, "need_h") - need) < 1e-9); /* the need is not forgotten */
    day_as(&k, 260, 0.96);                             /* nearly all: no lack */
    assert_true(at(&k, "truck_h") == 7.0 && at(&k, "hired_h") == 0.0);
    day_as(&k, 261, 0.0);
    assert_true(at(&k, "truck_h") == 0.0 && at(&k, "driver_day") == 1.0);
    kernel_set(&k, "pool_driver_frac", 0.75); /* a quarter by contractors */
    day_as(&k, 262, 0.4);
    assert_true(fabs(at(&k, "truck_h") - (7.0 * 0.25 + 0.4 * at(&k, "drive_want_h"))) < 1e-12);
    kernel_set(&k, "pool_driver_frac", 1.0);
    kernel_set(&k, "biomass.given_t", 0.1); /* too few drivers, but work for fewer still */
    const double held = at(&k, "need_h");
    day_as(&k, 263, 0.5);
    assert_true(at(&k, "worked_day") == 1.0 && at(&k, "need_h") < 0.9 * held);
    kernel_set(&k, "biomass.given_t", 0.0);
    for (uint32_t d = 264; d < 500; d++) /* but fades when there is nothing to haul */
        day_as(&k, d, 1.0);
    assert_true(at(&k, "need_h") == 0.0 && at(&k, "drive_want_h") == 0.0);
    assert_true(at(&k, "idle_day") == 1.0);
    kernel_free(&k);
}

/* Days sum to the calendar, hours to the roster, over random towns; trucks rest by the calendar. */
static void days_and_hours_add_up(void **state)
{
    (void)state;
    static const char *const why[] = {"no_truck_day", "rest_day", "driver_day",
                                      "truck_day",    "idle_day", "worked_day"};
    uint64_t rng = 11;
    struct kernel k = fresh();
    double seen[6] = {0};
    for (uint32_t d = 0; d < 400; d++) {
        if (d % 30 == 0) {
            kernel_scatter(&k, "trucks", &rng, -1.0, 3.0);
            kernel_scatter(&k, "pool_driver_frac", &rng, -1.0, 1.0);
            for (size_t l = 0; l < LANES; l++)
                for (size_t t = 0; t < TOWNS; t++) {
                    struct lane *n = kernel_row(&k, "trucks") + t;
                    n->v[l] = fmax(floor(n->v[l]), 0.0);
                    n = kernel_row(&k, "pool_driver_frac") + t;
                    n->v[l] = fmax(n->v[l], 0.0);
                    kernel_row(&k, "open_frac")[4 * t + 2].v[l] = 0.0; /* Sunday */
                }
        }
        const double much = kernel_draw(&rng) < 0.2 ? 0.0 : 60.0 * kernel_draw(&rng);
        kernel_scatter(&k, "biomass.given_t", &rng, 0.0, much);
        day_as(&k, d, d % 3 ? 1.0 : kernel_draw(&rng));
        for (size_t t = 0; t < TOWNS; t++)
            for (size_t l = 0; l < LANES; l++) {
                double days = 0.0;
                for (size_t i = 0; i < 6; i++) {
                    const double x = kernel_row(&k, why[i])[t].v[l];
                    assert_true(x == 0.0 || x == 1.0);
                    days += x;
                    seen[i] += x;
                }
                assert_true(days == 1.0);
                const double used = kernel_row(&k, "used_h")[t].v[l];
                const double left = kernel_row(&k, "left_h")[t].v[l];
                const double hired = kernel_row(&k, "hired_h")[t].v[l];
                const double fleet = kernel_row(&k, "today_h")[t].v[l];
                assert_true(left >= 0.0 && hired >= 0.0 && left * hired == 0.0);
                assert_true(used + left - hired <= fleet * (1.0 + 1e-12) + 1e-12);
                assert_true(used + left - hired >= -1e-12);
                assert_true((d + 2) % 7 != 6 || fleet == 0.0);
                assert_true((d + 2) % 7 != 5 || kernel_row(&k, "truck_h")[t].v[l] == 0.0);
            }
    }
    for (size_t i = 0; i < 6; i++)
        assert_true(seen[i] > 0.0);
    kernel_free(&k);
}

/* L = 2 r n / Q + 0.57 sqrt(n A): four stations, 10 km2, 6 km away, 2.4 t in rounds of 1.2 t. */
static void rounds_follow_daganzo(void **state)
{
    (void)state;
    struct kernel k = fresh();
    kernel_set(&k, "served_frac", 0.1);
    kernel_set(&k, "detour_frac", 1.0);
    kernel_set(&k, "round_km", 6.0);
    kernel_set(&k, "round_load_t", 1.2);
    kernel_set(&k, "round_speed_km_per_h", 30.0);
    kernel_set(&k, "stop_min", 10.0);
    kernel_set(&k, "empty_min", 20.0);
    kernel_set(&k, "round_yen_per_h", 7000.0);
    kernel_set(&k, "round_l_per_km", 1.0 / 3.62);
    for (size_t s = 0; s < 4; s++)
        kernel_set_at(&k, "station.pickup_t", s, 0.6);
    day(&k, 0);
    const double km = 2.0 * 6.0 * 2.0 + 0.57 * sqrt(4.0 * 10.0), h = km / 30.0 + 80.0 / 60.0;
    assert_true(at(&k, "rounds") == 2.0);
    assert_true(fabs(at(&k, "round_way_km") - km) < 1e-9);
    assert_true(fabs(at(&k, "round_h") - h) < 1e-9);
    assert_true(fabs(at(&k, "round_yen") - 7000.0 * h) < 1e-6);
    /* 3.62 km/l are 0.72 kg CO2 per km */
    assert_true(fabs(at(&k, "round_co2_t") * 1000.0 / km - 0.72) < 0.005);
    assert_true(at(&k, "co2_t") == at(&k, "round_co2_t") && at(&k, "cost_yen") == 0.0);
    assert_true(second(&k, "rounds") == 0.0 && second(&k, "round_way_km") == 0.0);
    /* the smallest pick-up is a round; none is none */
    for (size_t s = 0; s < STATIONS; s++)
        kernel_set_at(&k, "station.pickup_t", s, s == 4 ? 0.001 : 0.0);
    day(&k, 1);
    assert_true(at(&k, "rounds") == 0.0 && at(&k, "round_yen") == 0.0);
    assert_true(second(&k, "rounds") == 1.0 && second(&k, "round_way_km") > 12.0);
    kernel_free(&k);
}

/* No feed, no pick-up: exactly nothing, whatever the parameters. */
static void nothing_moves_without_a_load(void **state)
{
    (void)state;
    static const char *const name[] = {"trips",    "load_t",    "truck_km", "haul_tkm",
                                       "fuel_l",   "fuel_gj",   "used_h",   "share_frac",
                                       "cost_yen", "round_yen", "co2_t",    "hired_h"};
    struct kernel k = fresh();
    kernel_set(&k, "empty_frac", 0.6);
    for (uint32_t d = 0; d < 40; d++) {
        kernel_set(&k, "litre_yen", 100.0 + 5.0 * d);
        day(&k, d);
        for (size_t i = 0; i < sizeof(name) / sizeof(*name); i++)
            for (size_t l = 0; l < LANES; l++)
                assert_true(kernel_sum(&k, name[i], l) == 0.0);
        assert_true(at(&k, "idle_day") == 1.0);
    }
    kernel_set_at(&k, "kiln.closes_day", 1, 0.0); /* an option without the second town's kiln */
    day(&k, 60);
    assert_true(at(&k, "idle_day") == 1.0 && second(&k, "idle_day") == 0.0);
    kernel_set_at(&k, "kiln.closes_day", 1, 1e9);
    /* neither does a pair that gives nothing change what others add */
    kernel_set_at(&k, "biomass.given_t", 1, 3.0);
    day(&k, 40);
    const double one = at(&k, "fuel_l");
    kernel_row(&k, "biomass.given_t")[0].v[9] = 5.0; /* in another lane */
    day(&k, 41);
    assert_true(at(&k, "fuel_l") == one && kernel_row(&k, "fuel_l")[0].v[9] > one);
    kernel_free(&k);
}

/* Random towns, for comparing instruction sets and the order of lanes. */
static void scatter(const struct kernel *k)
{
    uint64_t rng = 5;
    kernel_scatter(k, "body_m3", &rng, 1.0, 40.0);
    kernel_scatter(k, "payload_t", &rng, 0.3, 11.0);
    kernel_scatter(k, "empty_frac", &rng, 0.0, 1.0);
    kernel_scatter(k, "speed_km_per_h", &rng, 10.0, 60.0);
    kernel_scatter(k, "kiln.distance_km", &rng, 0.0, 80.0);
    kernel_scatter(k, "biomass.bulk_t_per_m3", &rng, 0.05, 0.6);
    kernel_scatter(k, "biomass.given_moisture_frac", &rng, 0.0, 3.0);
    kernel_scatter(k, "pool_driver_frac", &rng, 0.0, 1.0);
    kernel_scatter(k, "whole_frac", &rng, 0.0, 1.0);
    kernel_scatter(k, "trucks", &rng, 0.0, 3.0);
    kernel_scatter(k, "biomass.given_t", &rng, 0.0, 8.0);
    kernel_scatter(k, "station.pickup_t", &rng, 0.0, 1.0);
}

static struct kernel scattered(const struct model *m)
{
    struct kernel k = fresh_of(m);
    scatter(&k);
    return k;
}
static void seven_tenths(const struct kernel *k, uint32_t d) { day_as(k, d, 0.7); }
static void same_bits_for_every_isa_and_lane_order(void **state)
{
    (void)state;
    kernel_same_everywhere(&(struct kernel_trial){"transport", scattered, seven_tenths, 40, NULL});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fuel_follows_the_formula),
        cmocka_unit_test(a_litre_holds_its_carbon),
        cmocka_unit_test(a_days_haul_of_straw),
        cmocka_unit_test(kilns_are_told_hours_and_price),
        cmocka_unit_test(small_loads_are_dear),
        cmocka_unit_test(volume_binds_for_straw),
        cmocka_unit_test(trips_are_whole_where_asked),
        cmocka_unit_test(distance_costs),
        cmocka_unit_test(drivers_limit_the_trucks),
        cmocka_unit_test(days_and_hours_add_up),
        cmocka_unit_test(rounds_follow_daganzo),
        cmocka_unit_test(nothing_moves_without_a_load),
        cmocka_unit_test(same_bits_for_every_isa_and_lane_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
