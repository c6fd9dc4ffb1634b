/* test_kiln.c - a firing weighs what went in; whole firings; wet feed is refused; char is
 * accounted. Days by reason, prices and trucks are tested in kiln_days.h; laws, by-products and
 * types in kiln_cases.h; both are parts of this test.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/kiln_cases.h"
#include "tests/kiln_days.h"

/* Air-dry wood, 1 t as loaded at 30 % moisture: 0.769 t dry; char 0.25 of it (V-band 0.20-0.30);
 * the chamber of 2 m3 allows only 0.4 t dry. */
static void a_firing_is_limited_by_mass_and_volume(void **state)
{
    (void)state;
    struct kernel k = fresh();
    kernel_set_at(&k, "offered_t", WOOD, 100.0);
    for (uint32_t d = 0; d < 10; d++)
        day(&k, d);
    assert_true(fabs(at(&k, "feed_t") - 1.0 / 1.3) < 1e-12);
    assert_true(fabs(at(&k, "steam_t") - 0.3 / 1.3) < 1e-12);
    assert_true(fabs(at(&k, "char_t") - 0.25 / 1.3) < 1e-12);
    assert_true(at(&k, "batches") == 1.0);
    kernel_set(&k, "chamber_m3", 2.0);
    day(&k, 30); /* parameters are read on the first of the month */
    assert_true(fabs(at(&k, "feed_t") - 0.4) < 1e-12);
    /* a kind of higher yield raises the char in its share of the yard */
    kernel_set(&k, "chamber_m3", 1000.0);
    kernel_set_at(&k, "offered_t", WOOD, 0.0);
    kernel_set_at(&k, "offered_t", STRAW, 100.0);
    for (uint32_t d = 60; d < 160; d++)
        day(&k, d);
    assert_true(fabs(at(&k, "char_t") / at(&k, "feed_t") - 0.25 * 1.1) < 1e-9);
    kernel_free(&k);
}

/* Hands for a fraction of a firing: the rest is kept, whole firings come at the same rate. */
static void firings_are_whole(void **state)
{
    (void)state;
    struct kernel k = fresh();
    kernel_set_at(&k, "offered_t", WOOD, 100.0);
    double fired = 0.0, hours = 0.0;
    const double share[7] = {0.3, 0.3, 0.3, 0.1, 0.75, 0.0, 1.0};
    for (uint32_t d = 0; d < 700; d++) {
        day_as(&k, d, share[d % 7]);
        const double b = at(&k, "batches"), ready = at(&k, "ready_batch");
        assert_true(b == floor(b) && b <= 1.0 && ready >= 0.0 && ready < 1.0);
        assert_true((at(&k, "feed_t") > 0.0) == (b > 0.0));
        fired += b;
        for (size_t t = 0; t < STEPS; t++)
            hours += kernel_row(&k, "labour.crew_given_h")[t].v[3];
    }
    double per_firing = 0.0;
    for (size_t t = 0; t < STEPS; t++)
        per_firing += kernel_row(&k, "crew_h")[t].v[3];
    assert_true(fabs(hours / per_firing - fired) < 1.0 + 1e-6); /* no hour is lost */
    assert_true(fired > 270.0 && fired < 276.0);
    /* no crew: no firing, and the reason is told */
    day_as(&k, 701, 0.0);
    assert_true(at(&k, "batches") == 0.0 && at(&k, "held_crew_day") == 1.0);
    assert_true(at(&k, "held_supply_day") == 0.0);
    /* the scarcest task decides */
    struct step now = kernel_step(702, future, 1);
    kernel_set(&k, "ready_batch", 0.0);
    kernel_pass(&k, PASS_WANT, &now);
    for (size_t t = 0; t < STEPS; t++)
        kernel_set_at(&k, "labour.crew_given_h", t, t == 2 ? 0.0 : 50.0);
    kernel_pass(&k, PASS_ACT, &now);
    assert_true(at(&k, "batches") == 0.0 && at(&k, "ready_batch") == 0.0);
    kernel_free(&k);
}

/* Onions at 90 % water alone never burn; with wood they are asked only as the wood's heat allows.
 */
static void wet_feed_needs_dry_feed(void **state)
{
    (void)state;
    struct kernel k = fresh();
    kernel_set_at(&k, "offered_t", ONION, 100.0);
    for (uint32_t d = 0; d < 20; d++) {
        day(&k, d);
        assert_true(at(&k, "yard_t") == 0.0 && at(&k, "batches") == 0.0);
    }
    assert_true(at(&k, "held_heat_day") == 1.0 && at(&k, "held_supply_day") == 0.0);
    kernel_set_at(&k, "offered_t", WOOD, 0.5);
    double onions = 0.0, fired = 0.0, wet_day = 0.0;
    for (uint32_t d = 20; d < 200; d++) {
        day(&k, d);
        onions += kernel_row(&k, "ask_t")[ONION].v[3];
        fired += at(&k, "batches");
        wet_day += at(&k, "held_wet_day");
        const double heat = at(&k, "yard_heat_gj") * at(&k, "heat_use_frac");
        assert_true(heat >= at(&k, "yard_water_t") * 2.571 * (1.0 - 1e-9));
    }
    assert_true(onions > 1.0 && fired > 60.0 && wet_day == 0.0);
    /* a yard that is too wet already is refused, and says so */
    kernel_set(&k, "yard_water_t", 60.0);
    day(&k, 201);
    assert_true(at(&k, "batches") == 0.0 && at(&k, "held_wet_day") == 1.0);
    kernel_free(&k);
}

/* Dry feed and water: in = out + change, per lane, over random days; likewise the char store. */
static void mass_is_conserved(void **state)
{
    (void)state;
    uint64_t rng = 4;
    struct kernel k = fresh();
    kernel_scatter(&k, "yield_frac", &rng, 0.0, 0.5);
    kernel_scatter(&k, "biomass.char_ratio_frac", &rng, 0.0, 2.0);
    kernel_scatter(&k, "capacity_t_per_day", &rng, 0.0, 6.0);
    kernel_scatter(&k, "batch_t", &rng, 0.2, 3.0);
    kernel_scatter(&k, "fail_frac", &rng, 0.0, 0.3);
    kernel_scatter(&k, "soil_frac", &rng, 0.0, 1.0);
    kernel_scatter(&k, "fuel_frac", &rng, 0.0, 1.0);
    kernel_scatter(&k, "store_day", &rng, 1.0, 50.0);
    kernel_scatter(&k, "distance_km", &rng, 0.0, 30.0);
    double in[LANES] = {0}, out[LANES] = {0}, in_wet[LANES] = {0}, out_wet[LANES] = {0};
    double made[LANES] = {0}, used[LANES] = {0}, yen[LANES] = {0};
    for (uint32_t d = 0; d < 400; d++) {
        kernel_scatter(&k, "offered_t", &rng, 0.0, 3.0);
        kernel_scatter(&k, "weather.snow_mm", &rng, 0.0, 100.0);
        day_as(&k, d, kernel_draw(&rng));
        for (size_t l = 0; l < LANES; l++) {
            const double fed = kernel_row(&k, "feed_t")[0].v[l];
            const double coal = kernel_row(&k, "char_t")[0].v[l];
            assert_true(coal >= 0.0 && coal <= fed);
            assert_true(fabs(fed - coal - kernel_row(&k, "gas_t")[0].v[l]) <= 1e-15 * (1.0 + fed));
            in[l] += kernel_sum(&k, "biomass.given_t", l);
            for (size_t i = 0; i < SOURCES; i++)
                in_wet[l] += kernel_row(&k, "biomass.given_t")[i].v[l] *
                             kernel_row(&k, "offered_moisture_frac")[i].v[l];
            out[l] += fed + kernel_row(&k, "spoiled_t")[0].v[l];
            out_wet[l] +=
                kernel_row(&k, "steam_t")[0].v[l] + kernel_row(&k, "spoiled_water_t")[0].v[l];
            made[l] += coal;
            const double go = kernel_row(&k, "soil_t")[0].v[l] + kernel_row(&k, "fuel_t")[0].v[l] +
                              kernel_row(&k, "other_t")[0].v[l];
            used[l] += go;
            yen[l] = go * kernel_row(&k, "char_price_yen_per_t")[0].v[l];
            assert_true(fabs(kernel_row(&k, "sales_yen")[0].v[l] - yen[l]) <=
                        1e-9 * (1.0 + yen[l]));
            assert_true(kernel_row(&k, "store_c_t")[0].v[l] <=
                        kernel_row(&k, "store_t")[0].v[l] * 0.77 + 1e-12);
        }
    }
    for (size_t l = 0; l < LANES; l++) {
        assert_true(isfinite(in[l] + out[l] + in_wet[l] + out_wet[l] + made[l] + used[l]));
        assert_true(fabs(in[l] - out[l] - kernel_row(&k, "yard_t")[0].v[l]) <=
                    1e-12 * (in[l] + out[l]));
        assert_true(fabs(in_wet[l] - out_wet[l] - kernel_row(&k, "yard_water_t")[0].v[l]) <=
                    1e-12 * (in_wet[l] + out_wet[l]));
        assert_true(fabs(made[l] - used[l] - kernel_row(&k, "store_t")[0].v[l]) <=
                    1e-12 * (made[l] + used[l] + 1e-3));
    }
    kernel_free(&k);
}

/* Carbon of wood char, 0.77 of its dry mass, arrives in the soil as it left the kiln. */
static void carbon_follows_the_char(void **state)
{
    (void)state;
    struct kernel k = fresh();
    kernel_set_at(&k, "offered_t", WOOD, 100.0);
    kernel_set(&k, "soil_frac", 0.6);
    kernel_set(&k, "fuel_frac", 0.3);
    double soil = 0.0, soil_c = 0.0, fuel = 0.0, other = 0.0;
    for (uint32_t d = 0; d < 300; d++) {
        day(&k, d);
        soil += at(&k, "soil_t");
        soil_c += at(&k, "soil_c_t");
        fuel += at(&k, "fuel_t");
        other += at(&k, "other_t");
    }
    assert_true(fabs(soil_c / soil - 0.77) < 1e-12);
    assert_true(fabs(fuel / soil - 0.5) < 1e-12 && fabs(other / soil - 1.0 / 6.0) < 1e-12);
    /* snow shuts fields and kiln, not the other uses */
    kernel_set(&k, "weather.snow_mm", 500.0);
    day(&k, 301);
    assert_true(at(&k, "soil_t") == 0.0 && at(&k, "fuel_t") > 0.0 && at(&k, "batches") == 0.0);
    assert_true(at(&k, "held_snow_day") == 1.0);
    /* the last crumb leaves the store */
    kernel_set(&k, "weather.snow_mm", 0.0);
    kernel_set(&k, "closes_day", 302.0);
    kernel_set(&k, "store_t", 0.5e-9);
    day(&k, 302);
    assert_true(at(&k, "store_t") < 1e-20);
    kernel_free(&k);
}

/* Nearest first, by what was offered; unaccepted and closed ask nothing. */
static void asks_go_to_the_nearest(void **state)
{
    (void)state;
    struct kernel k = fresh();
    const struct lane *ask = kernel_row(&k, "ask_t");
    kernel_set_at(&k, "offered_t", WOOD, 1.5);
    kernel_set_at(&k, "offered_t", STRAW, 100.0);
    kernel_set_at(&k, "distance_km", STRAW, 12.0);
    day(&k, 0);
    assert_true(ask[WOOD].v[0] == 1.5 && ask[STRAW].v[0] == 3.5); /* 5 days of 1 t */
    assert_true(ask[ONION].v[0] == 0.0);
    kernel_set_at(&k, "accepted_frac", STRAW, 0.0);
    kernel_set(&k, "yard_t", 0.0);
    day(&k, 30);
    assert_true(ask[STRAW].v[0] == 0.0 && ask[WOOD].v[0] == 1.5);
    kernel_set(&k, "opens_day", 33.0);
    day(&k, 32);
    assert_true(kernel_sum(&k, "ask_t", 0) == 0.0 && kernel_sum(&k, "crew_want_h", 0) == 0.0);
    assert_true(at(&k, "held_crew_day") + at(&k, "held_supply_day") == 0.0);
    assert_true(at(&k, "held_closed_day") == 1.0);
    /* the radius is the last kilometre that is reached */
    kernel_set(&k, "opens_day", 0.0);
    kernel_set(&k, "accepted_frac", 1.0);
    for (uint32_t month = 2; month < 4; month++) {
        kernel_set(&k, "radius_km", month == 2 ? 12.0 : 11.9);
        kernel_set(&k, "yard_t", 0.0);
        day(&k, month * 30);
        assert_true(ask[WOOD].v[0] == 1.5 && ask[STRAW].v[0] == (month == 2 ? 3.5 : 0.0));
    }
    kernel_free(&k);
}

/* Sources at one distance are asked for the same part of what they offer, whatever their order. */
static void neighbours_are_asked_alike(void **state)
{
    (void)state;
    struct kernel k = fresh();
    const struct lane *ask = kernel_row(&k, "ask_t");
    kernel_set_at(&k, "offered_t", WOOD, 2.0);
    kernel_set_at(&k, "offered_t", STRAW, 8.0);
    day(&k, 0);
    assert_true(fabs(ask[WOOD].v[3] - 1.0) < 1e-12 && fabs(ask[STRAW].v[3] - 4.0) < 1e-12);
    kernel_set_at(&k, "offered_t", STRAW, 1.0); /* less than the yard lacks: all of both */
    kernel_set(&k, "yard_t", 0.0);
    day(&k, 1);
    assert_true(ask[WOOD].v[3] == 2.0 && ask[STRAW].v[3] == 1.0);
    /* what trucks cannot bring is refused, by what it weighs: 3 of 5 t dry at 30 % water */
    kernel_set_at(&k, "offered_t", WOOD, 100.0);
    kernel_set_at(&k, "offered_t", STRAW, 0.0);
    kernel_set(&k, "hour_per_t", 1.5);
    kernel_set(&k, "truck_h", 3.0);
    kernel_set(&k, "yard_t", 0.0);
    day(&k, 2);
    assert_true(fabs(ask[WOOD].v[3] - 2.0) < 1e-12 && fabs(at(&k, "far_batch") - 3.9) < 1e-12);
    kernel_free(&k);
}

/* Dry feed comes first; wet feed has the room that it leaves, or that is kept for it. */
static void wet_feed_has_the_room_that_is_left(void **state)
{
    (void)state;
    for (int kept = 0; kept <= 4; kept++) {
        struct kernel k = fresh();
        const struct lane *ask = kernel_row(&k, "ask_t");
        kernel_set(&k, "wet_room_frac", 0.25 * kept);
        kernel_set_at(&k, "offered_t", WOOD, 100.0);
        kernel_set_at(&k, "offered_t", ONION, 100.0);
        kernel_set(&k, "yard_day", 8.0);
        kernel_set(&k, "yard_t", 4.0);
        kernel_set(&k, "yard_heat_gj", 1e4); /* heat enough for any of them */
        kernel_set(&k, "batch_t", 100.0);    /* nothing is fired */
        day(&k, 0);
        /* the yard of two firings lacks 196 t */
        const double dry = 196.0 * (1.0 - 0.25 * kept), wood = dry < 100.0 ? dry : 100.0;
        const double onion = 196.0 - wood < 100.0 ? 196.0 - wood : 100.0;
        assert_true(fabs(ask[WOOD].v[3] - wood) < 1e-9);
        assert_true(fabs(ask[ONION].v[3] - onion) < 1e-9);
        /* farther dry feed has what nearer has left of the room for dry feed */
        kernel_set_at(&k, "offered_t", WOOD, 20.0);
        kernel_set_at(&k, "offered_t", STRAW, 190.0);
        kernel_set_at(&k, "distance_km", STRAW, 12.0);
        kernel_set(&k, "yard_t", 4.0);
        kernel_set(&k, "yard_water_t", 0.0);
        kernel_set(&k, "yard_m3", 0.0);
        day(&k, 1);
        const double near = dry < 20.0 ? dry : 20.0;
        assert_true(fabs(ask[WOOD].v[3] - near) < 1e-9);
        assert_true(fabs(ask[STRAW].v[3] - (dry - near)) < 1e-9);
        kernel_free(&k);
    }
}

/* Only the town's own zone and day of the month count; a kiln of 2 t takes 2 t, at most as often as
 * its capacity says; heat of volatiles is the feed's less the char's; char goes to its uses. */
static void numbers_are_the_kilns_own(void **state)
{
    (void)state;
    struct kernel k = fresh();
    kernel_set_at(&k, "offered_t", WOOD, 100.0);
    kernel_set(&k, "chamber_m3", 1000.0);
    kernel_set(&k, "batch_t", 2.0);
    kernel_set(&k, "capacity_t_per_day", 3.0);
    kernel_set(&k, "yard_day", 20.0);
    kernel_set(&k, "char_km", 40.0);
    kernel_set(&k, "soil_frac", 0.5);
    kernel_set(&k, "fuel_frac", 0.8); /* more than is left: the rest */
    struct lane *snow = kernel_row(&k, "weather.snow_mm");
    double fired = 0.0;
    for (uint32_t d = 0; d < 30; d++) {
        kernel_set(&k, "weather.snow_mm", 900.0);
        kernel_fill(&snow[d * 2 + 1], 1, 0.0);
        day(&k, d);
        fired += at(&k, "batches");
        if (at(&k, "batches") > 0.0)
            assert_true(fabs(at(&k, "feed_t") + at(&k, "steam_t") - 2.0 * at(&k, "batches")) <
                        1e-9);
        if (d == 0) {
            const double gj = at(&k, "yard_t") * (18.1 - 0.25 * at(&k, "char_lhv_gj_per_t"));
            assert_true(fabs(at(&k, "yard_heat_gj") - gj) < 1e-9);
        }
    }
    assert_true(fired > 41.0 && fired <= 45.0); /* 1.5 a day */
    assert_true(at(&k, "other_t") == 0.0 && at(&k, "fuel_t") > 0.0);
    assert_true(fabs(at(&k, "fuel_t") - at(&k, "soil_t")) < 1e-12);
    const double char_tkm = (at(&k, "soil_t") + at(&k, "fuel_t")) * 40.0;
    assert_true(char_tkm > 0.0 && fabs(at(&k, "char_tkm") - char_tkm) < 1e-9);
    kernel_free(&k);
}

/* The morning's plan: a yard of exactly one firing wants one, less what is ready; heat counts only
 * as far as it reaches the water. */
static void the_morning_counts_right(void **state)
{
    (void)state;
    struct kernel k = fresh();
    struct step now = kernel_step(0, future, 1);
    kernel_set(&k, "chamber_m3", 1000.0);
    kernel_set(&k, "heat_use_frac", 0.3);
    kernel_set(&k, "yard_t", 0.8);
    kernel_set(&k, "yard_water_t", 0.2);
    kernel_set(&k, "yard_heat_gj", 8.0);
    kernel_pass(&k, PASS_WANT, &now);
    assert_true(at(&k, "want_batch") == 1.0);
    kernel_set(&k, "ready_batch", 0.6);
    kernel_pass(&k, PASS_WANT, &now);
    assert_true(fabs(at(&k, "want_batch") - 0.4) < 1e-12);
    for (size_t t = 0; t < STEPS; t++)
        assert_true(fabs(kernel_row(&k, "crew_want_h")[t].v[0] -
                         0.4 * kernel_row(&k, "crew_h")[t].v[0]) < 1e-12);
    kernel_set(&k, "yard_heat_gj", 1.71); /* 0.513 of 0.514 GJ */
    kernel_pass(&k, PASS_WANT, &now);
    assert_true(at(&k, "want_batch") == 0.0);
    kernel_free(&k);
}

/* What each delivery and the empty yard are worth, by hand: straw of char ratio 1.1 keeps 1.1 times
 * the char's heat; a yard of no days still takes two firings; remains are cleared with their water;
 * scarce feed and scarce hands are one reason, not two. */
static void the_yard_counts_right(void **state)
{
    (void)state;
    struct kernel k = fresh();
    kernel_set_at(&k, "offered_t", STRAW, 100.0);
    kernel_set(&k, "batch_t", 3.0);
    kernel_set(&k, "yard_day", 0.0);
    day(&k, 0);
    assert_true(kernel_row(&k, "ask_t")[STRAW].v[3] == 6.0 && at(&k, "yard_t") == 6.0);
    assert_true(fabs(at(&k, "yard_water_t") - 6.0 * 0.18) < 1e-12);
    assert_true(fabs(at(&k, "yard_m3") - 6.0 / 0.13) < 1e-12);
    assert_true(fabs(at(&k, "yard_char_t") - 6.0 * 1.1) < 1e-12);
    assert_true(fabs(at(&k, "yard_c_t") - 6.0 * 1.1 * 0.65) < 1e-12);
    const double lost_gj = 0.25 * 1.1 * at(&k, "char_lhv_gj_per_t");
    assert_true(fabs(at(&k, "yard_heat_gj") - 6.0 * (13.6 - lost_gj)) < 1e-9);
    kernel_set_at(&k, "offered_t", STRAW, 0.0);
    kernel_set(&k, "chamber_m3", 1000.0);
    kernel_set(&k, "batch_t", 1.0);
    kernel_set(&k, "capacity_t_per_day", 3.0);
    kernel_set(&k, "yard_t", 0.8);
    kernel_set(&k, "yard_water_t", 0.2);
    kernel_set(&k, "yard_m3", 0.0);
    day_as(&k, 30, 0.5); /* three firings a day allowed, one on the yard, hands for half */
    assert_true(at(&k, "day_batch") == 3.0 && at(&k, "want_batch") == 1.0);
    assert_true(at(&k, "held_crew_day") == 1.0 && at(&k, "held_supply_day") == 0.0);
    kernel_set(&k, "yard_t", 0.5e-9);
    kernel_set(&k, "yard_water_t", 2e-9);
    day(&k, 31);
    assert_true(at(&k, "spoiled_t") == 0.5e-9 && at(&k, "spoiled_water_t") == 2e-9);
    assert_true(at(&k, "yard_t") == 0.0 && at(&k, "yard_water_t") == 0.0);
    kernel_set(&k, "yard_t", 2e-9); /* not yet remains */
    kernel_set(&k, "yard_water_t", 1e-9);
    day(&k, 32);
    assert_true(at(&k, "spoiled_t") == 0.0 && at(&k, "spoiled_water_t") == 0.0);
    kernel_free(&k);
}

/* Spare heat is spent once: two wet kinds share it. */
static void two_wet_kinds_share_the_heat(void **state)
{
    (void)state;
    struct kernel k = fresh();
    kernel_set(&k, "yard_day", 100.0);
    kernel_set_at(&k, "offered_t", ONION, 50.0);
    kernel_set_at(&k, "offered_t", STRAW, 50.0);
    kernel_set_at(&k, "offered_moisture_frac", STRAW, 6.0);
    kernel_set(&k, "yard_t", 10.0);
    kernel_set(&k, "yard_m3", 50.0);
    kernel_set(&k, "yard_heat_gj", 100.0);
    kernel_set(&k, "heat_use_frac", 0.4);
    kernel_set(&k, "weather.snow_mm", 900.0); /* nothing is fired: all heat stays */
    day_as(&k, 0, 0.0);
    const double need = at(&k, "yard_water_t") * 2.571;
    const double have = at(&k, "yard_heat_gj") * 0.4;
    assert_true(have >= need && have < need * (1.0 + 1e-6)); /* all of it, no more */
    const struct lane *ask = kernel_row(&k, "ask_t");
    /* 100 t on offer for the 90 t that the yard lacks: nine tenths of each is looked at */
    const double refused = (45.0 - ask[ONION].v[3]) * 10.0 + (45.0 - ask[STRAW].v[3]) * 7.0;
    assert_true(ask[ONION].v[3] > 0.0 && fabs(at(&k, "refused_batch") - refused) < 1e-9);
    kernel_free(&k);
}

/* Weekdays and months of rest; breakdown and repair at the rates of their chances. */
static void rest_and_repair(void **state)
{
    (void)state;
    struct kernel k = fresh();
    kernel_set_at(&k, "offered_t", WOOD, 100.0);
    kernel_set_at(&k, "open_frac", 1, 0.0);   /* Saturdays */
    kernel_set_at(&k, "season_frac", 4, 0.0); /* May */
    for (uint32_t d = 0; d < 60; d++) {
        day(&k, d);
        const bool rest = (d + 2) % 7 == 5 || d >= 30;
        assert_true(d < 2 || (at(&k, "batches") > 0.0) == !rest);
    }
    kernel_set_at(&k, "open_frac", 3, 0.0);
    struct step holiday = kernel_step(61, future, 1); /* a weekday */
    holiday.month_of_year = 5;
    holiday.day_of_month = 0; /* the season is looked at on the first */
    holiday.holiday = true;
    kernel_pass(&k, PASS_WANT, &holiday);
    assert_true(at(&k, "day_batch") == 0.0);
    holiday.holiday = false;
    kernel_pass(&k, PASS_WANT, &holiday);
    assert_true(at(&k, "day_batch") == 1.0);
    kernel_set(&k, "open_frac", 1.0);
    kernel_set(&k, "season_frac", 1.0);
    kernel_set(&k, "fail_frac", 0.05);
    kernel_set(&k, "repair_frac", 0.2);
    double down = 0.0, n = 0.0;
    for (uint32_t d = 60; d < 4000; d++) {
        day(&k, d);
        for (size_t l = 0; l < LANES; l++) {
            down += kernel_row(&k, "held_failure_day")[0].v[l];
            n += 1.0;
        }
    }
    assert_true(fabs(down / n - 0.2) < 0.02); /* 0.05 / (0.05 + 0.2) */
    kernel_free(&k);
}

/* Refused feed is told as want of heat only where it adds up to a firing as loaded: 0.75 of 2 t are
 * onions, 0.3 wet straw. */
static void refused_feed_counts_by_firings(void **state)
{
    (void)state;
    struct kernel k = fresh();
    kernel_set(&k, "batch_t", 2.0);
    kernel_set(&k, "capacity_t_per_day", 2.0);
    kernel_set_at(&k, "offered_t", ONION, 0.15);
    kernel_set_at(&k, "offered_moisture_frac", STRAW, 5.0);
    day(&k, 0);
    assert_true(fabs(at(&k, "refused_batch") - 0.75) < 1e-12);
    because(&k, "held_supply_day");
    kernel_set_at(&k, "offered_t", STRAW, 0.1);
    day(&k, 1);
    assert_true(fabs(at(&k, "refused_batch") - 1.05) < 1e-12);
    because(&k, "held_heat_day");
    kernel_free(&k);
}

/* Zero yield, no feed; more crew never makes less char. */
static void limits_and_monotony(void **state)
{
    (void)state;
    double last = -1.0;
    for (int i = 0; i <= 10; i++) {
        struct kernel k = fresh();
        kernel_set_at(&k, "offered_t", WOOD, 100.0);
        double sum = 0.0;
        for (uint32_t d = 0; d < 120; d++) {
            day_as(&k, d, 0.1 * i);
            sum += at(&k, "char_t");
        }
        assert_true(sum >= last);
        last = sum;
        kernel_free(&k);
    }
    assert_true(last > 20.0);
    struct kernel k = fresh();
    for (uint32_t d = 0; d < 5; d++) {
        day(&k, d);
        assert_true(at(&k, "feed_t") == 0.0 && at(&k, "held_supply_day") == 1.0);
    }
    kernel_set(&k, "yield_frac", 0.0);
    kernel_set_at(&k, "offered_t", WOOD, 100.0);
    for (uint32_t d = 30; d < 40; d++)
        day(&k, d);
    assert_true(at(&k, "feed_t") > 0.0 && at(&k, "char_t") == 0.0);
    assert_true(at(&k, "gas_t") == at(&k, "feed_t"));
    kernel_free(&k);
}

static struct kernel scattered(const struct model *m)
{
    uint64_t rng = 12;
    struct kernel k = fresh_of(m);
    kernel_scatter(&k, "offered_t", &rng, 0.0, 2.0);
    kernel_scatter(&k, "offered_moisture_frac", &rng, 0.1, 3.0);
    kernel_scatter(&k, "biomass.lignin_frac", &rng, 0.0, 0.4);
    kernel_scatter(&k, "temp_degc", &rng, 350.0, 900.0);
    kernel_scatter(&k, "yield_law", &rng, 0.0, 1.0);
    kernel_scatter(&k, "wet_loss_frac", &rng, -1.0, 2.0);
    kernel_scatter(&k, "methane_wet_frac", &rng, -1.0, 1.0);
    kernel_scatter(&k, "heat_sold_frac", &rng, -1.0, 1.0);
    kernel_scatter(&k, "soil_area_ha", &rng, 0.0, 4.0);
    kernel_scatter(&k, "yield_frac", &rng, 0.1, 0.4);
    kernel_scatter(&k, "fail_frac", &rng, 0.0, 0.2);
    kernel_scatter(&k, "weather.snow_mm", &rng, 0.0, 90.0);
    kernel_scatter(&k, "pays_yen_per_t", &rng, 9000.0, 15000.0);
    kernel_scatter(&k, "biomass.price_yen_per_t", &rng, 5000.0, 10000.0);
    kernel_scatter(&k, "haul_yen_per_t", &rng, 0.0, 5000.0);
    kernel_scatter(&k, "hour_per_t", &rng, 0.0, 4.0);
    kernel_scatter(&k, "truck_h", &rng, 0.0, 6.0);
    return k;
}
static void seven_tenths(const struct kernel *k, uint32_t d) { day_as(k, d, 0.7); }
static void same_bits_for_every_isa_and_lane_order(void **state)
{
    (void)state;
    kernel_same_everywhere(&(struct kernel_trial){"kiln", scattered, seven_tenths, 100, future});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_firing_is_limited_by_mass_and_volume),
        cmocka_unit_test(firings_are_whole),
        cmocka_unit_test(wet_feed_needs_dry_feed),
        cmocka_unit_test(mass_is_conserved),
        cmocka_unit_test(carbon_follows_the_char),
        cmocka_unit_test(asks_go_to_the_nearest),
        cmocka_unit_test(neighbours_are_asked_alike),
        cmocka_unit_test(wet_feed_has_the_room_that_is_left),
        cmocka_unit_test(numbers_are_the_kilns_own),
        cmocka_unit_test(the_morning_counts_right),
        cmocka_unit_test(the_yard_counts_right),
        cmocka_unit_test(two_wet_kinds_share_the_heat),
        cmocka_unit_test(days_sum_to_the_calendar),
        cmocka_unit_test(reasons_come_in_order),
        cmocka_unit_test(feed_may_be_too_dear),
        cmocka_unit_test(kilns_share_the_trucks),
        cmocka_unit_test(trucks_bring_what_kilns_ask),
        cmocka_unit_test(rest_and_repair),
        cmocka_unit_test(the_yard_never_turns_too_wet),
        cmocka_unit_test(refused_feed_counts_by_firings),
        cmocka_unit_test(yield_follows_the_heat),
        cmocka_unit_test(published_yields_come_out),
        cmocka_unit_test(wet_feed_costs_char_in_open_kilns),
        cmocka_unit_test(methane_climbs_a_cliff),
        cmocka_unit_test(wet_feed_wipes_out_an_open_kilns_credit),
        cmocka_unit_test(fields_take_so_much_a_year),
        cmocka_unit_test(money_and_byproducts),
        cmocka_unit_test(heat_comes_out_of_the_feed),
        cmocka_unit_test(every_type_works),
        cmocka_unit_test(many_small_firings_a_day),
        cmocka_unit_test(closed_kilns_change_nothing),
        cmocka_unit_test(limits_and_monotony),
        cmocka_unit_test(same_bits_for_every_isa_and_lane_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
