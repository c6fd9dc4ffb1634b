/* kiln_days.h - part of test_kiln.c: days by reason; price, haulage and trucks that limit what is
 * asked.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_KILN_DAYS_H
#define TESTS_KILN_DAYS_H
#include "tests/kiln_kernel.h"

enum { REASONS = 13 };
static const char *const reason[REASONS] = {
    "held_closed_day", "held_season_day", "held_rest_day",  "held_snow_day",     "held_failure_day",
    "held_wet_day",    "held_crew_day",   "held_money_day", "held_distance_day", "held_heat_day",
    "held_supply_day", "held_volume_day", "full_day"};

/* The day's one reason in a lane; fails unless exactly one is 1 and the others 0. */
static size_t reason_of(const struct kernel *k, size_t l)
{
    double sum = 0.0;
    size_t which = REASONS;
    for (size_t r = 0; r < REASONS; r++) {
        const double x = kernel_row(k, reason[r])[0].v[l];
        assert_true(x == 0.0 || x == 1.0);
        which = x > 0.0 ? r : which;
        sum += x;
    }
    assert_true(sum == 1.0);
    return which;
}
static void because(const struct kernel *k, const char *name)
{
    assert_string_equal(reason[reason_of(k, 3)], name);
}

/* Each calendar day counts once, in every lane, whatever happens. */
static void days_sum_to_the_calendar(void **state)
{
    (void)state;
    uint64_t rng = 6;
    size_t seen[REASONS] = {0};
    for (int round = 0; round < 8; round++) {
        struct kernel k = fresh();
        kernel_scatter(&k, "opens_day", &rng, 0.0, 60.0);
        kernel_scatter(&k, "closes_day", &rng, 300.0, 500.0);
        kernel_scatter(&k, "fail_frac", &rng, 0.0, 0.3);
        kernel_scatter(&k, "capacity_t_per_day", &rng, 0.0, 2.0);
        kernel_scatter(&k, "chamber_m3", &rng, 1.0, 12.0);
        kernel_set_at(&k, "open_frac", 2, 0.0);
        kernel_set_at(&k, "season_frac", 1, 0.0);
        kernel_set(&k, "pays_yen_per_t", round % 3 ? 1e9 : 10000.0);
        kernel_set(&k, "hour_per_t", round % 3 == 2 ? 2.0 : 0.0);
        for (uint32_t d = 0; d < 400; d++) {
            kernel_scatter(&k, "truck_h", &rng, 0.0, 4.0);
            kernel_scatter(&k, "biomass.price_yen_per_t", &rng, 8000.0, 14000.0);
            kernel_scatter(&k, "haul_yen_per_t", &rng, 0.0, 2000.0);
            kernel_scatter(&k, "offered_t", &rng, 0.0, round % 2 ? 3.0 : 0.4);
            if (round % 4 < 2)
                kernel_set_at(&k, "offered_t", ONION, 0.0);
            kernel_scatter(&k, "weather.snow_mm", &rng, 0.0, 70.0);
            if (d % 50 == 49)
                kernel_scatter(&k, "yard_water_t", &rng, 0.0, 20.0);
            day_as(&k, d, kernel_draw(&rng) < 0.7 ? 1.0 : kernel_draw(&rng));
            for (size_t l = 0; l < LANES; l++) {
                const size_t r = reason_of(&k, l);
                seen[r]++;
                const double fired = kernel_row(&k, "batches")[0].v[l];
                assert_true(fired == 0.0 || r >= 6); /* no firing on a day without work */
            }
        }
        kernel_free(&k);
    }
    for (size_t r = 0; r < REASONS; r++)
        if (seen[r] <= 50)
            fail_msg("%s only %zu times", reason[r], seen[r]);
}

/* 20 firings a day, five lie there, more onions would not dry, wood is dear, straw comes from far:
 * lifted one after another. */
static void feed_is_short(const struct kernel *k)
{
    static const char *const why[3] = {"held_money_day", "held_distance_day", "held_heat_day"};
    kernel_set(k, "pays_yen_per_t", 8000.0);
    kernel_set_at(k, "biomass.price_yen_per_t", WOOD, 9000.0);
    kernel_set_at(k, "haul_yen_per_t", STRAW, 9000.0);
    kernel_set_at(k, "offered_t", WOOD, 2.0);
    kernel_set_at(k, "offered_t", STRAW, 2.0);
    for (uint32_t i = 0; i < 3; i++) {
        if (i > 0)
            kernel_set_at(k, "offered_t", i == 1 ? WOOD : STRAW, 0.0);
        kernel_set(k, "yard_heat_gj",
                   at(k, "yard_water_t") * 2.571 / at(k, "heat_use_frac") * (1.0 + 1e-12));
        kernel_set(k, "yard_t", 5.0);
        day(k, 121 + i);
        assert_true(at(k, "refused_batch") >= 1.0);
        assert_true(at(k, "far_batch") >= 1.0 || i == 2);
        because(k, why[i]);
    }
}

/* One by one, in the stated order: each next reason is told only where those before are lifted. */
static void reasons_come_in_order(void **state)
{
    (void)state;
    struct kernel k = fresh();
    kernel_set(&k, "opens_day", 1000.0);
    kernel_set(&k, "season_frac", 0.0);
    kernel_set(&k, "open_frac", 0.0);
    kernel_set(&k, "weather.snow_mm", 900.0);
    kernel_set(&k, "up_frac", 0.0);
    kernel_set(&k, "repair_frac", 0.001);
    kernel_set(&k, "chamber_m3", 1000.0);
    kernel_set(&k, "yard_t", 4.0);
    kernel_set(&k, "yard_water_t", 40.0);
    kernel_set(&k, "yard_heat_gj", 40.0);
    day_as(&k, 0, 0.0);
    because(&k, "held_closed_day");
    kernel_set(&k, "opens_day", 0.0);
    day_as(&k, 30, 0.0);
    because(&k, "held_season_day");
    kernel_set(&k, "season_frac", 1.0);
    day_as(&k, 60, 0.0);
    because(&k, "held_rest_day");
    kernel_set(&k, "open_frac", 1.0);
    day_as(&k, 90, 0.0);
    because(&k, "held_snow_day");
    kernel_set(&k, "weather.snow_mm", 0.0);
    day_as(&k, 91, 0.0);
    because(&k, "held_failure_day");
    kernel_set(&k, "up_frac", 1.0);
    kernel_set_at(&k, "offered_t", ONION, 10.0);
    day_as(&k, 92, 0.0);
    because(&k, "held_wet_day");
    kernel_set(&k, "yard_water_t", 1.0);
    kernel_set(&k, "capacity_t_per_day", 20.0);
    day_as(&k, 120, 0.5); /* hands for half of the five firings that lie there */
    because(&k, "held_crew_day");
    feed_is_short(&k);
    kernel_set_at(&k, "offered_t", ONION, 0.0);
    day(&k, 124);
    because(&k, "held_supply_day");
    kernel_set(&k, "capacity_t_per_day", 1.0);
    kernel_set(&k, "yard_t", 5.0);
    kernel_set(&k, "yard_water_t", 0.5);
    kernel_set(&k, "yard_heat_gj", 50.0);
    kernel_set(&k, "yard_m3", 30.0);
    kernel_set(&k, "chamber_m3", 5.0); /* six chambers full, less than 1 t each */
    day(&k, 150);
    because(&k, "held_volume_day");
    assert_true(fabs(at(&k, "feed_t") - 5.0 / 6.0) < 1e-12);
    kernel_set(&k, "chamber_m3", 6.0); /* 4.2 chambers of 4.6 t */
    day(&k, 180);
    because(&k, "full_day");
    kernel_free(&k);
}

static void clear_yard(const struct kernel *k)
{
    static const char *const held[] = {"yard_t",      "yard_water_t", "yard_m3",
                                       "yard_char_t", "yard_c_t",     "yard_heat_gj"};
    for (size_t i = 0; i < sizeof(held) / sizeof(*held); i++)
        kernel_set(k, held[i], 0.0);
}

/* A kiln pays so much and no more for a tonne as delivered; what it refuses is told by the firing,
 * and the dear source does not keep it from the next. */
static void feed_may_be_too_dear(void **state)
{
    (void)state;
    struct kernel k = fresh();
    const struct lane *ask = kernel_row(&k, "ask_t");
    kernel_set_at(&k, "offered_t", WOOD, 2.0);
    kernel_set_at(&k, "biomass.price_yen_per_t", WOOD, 9000.0);
    kernel_set_at(&k, "haul_yen_per_t", WOOD, 2000.0);
    static const struct {
        double pays, asked;
        const char *reason;
    } row[] = {{11000.0, 2.0, "held_supply_day"},
               {10999.9, 0.0, "held_distance_day"},
               {9000.0, 0.0, "held_distance_day"},
               {8999.9, 0.0, "held_money_day"}};
    for (uint32_t i = 0; i < 4; i++) {
        kernel_set(&k, "pays_yen_per_t", row[i].pays);
        clear_yard(&k);
        day(&k, 30 * i);
        assert_true(ask[WOOD].v[3] == row[i].asked);
        because(&k, row[i].reason);
    }
    kernel_set_at(&k, "offered_t", WOOD, 1.4); /* 1.82 t as loaded: less than a firing of 2 t */
    kernel_set(&k, "batch_t", 2.0);
    clear_yard(&k);
    day(&k, 120);
    assert_true(fabs(at(&k, "dear_batch") - 0.91) < 1e-12 && at(&k, "far_batch") == 0.0);
    because(&k, "held_supply_day");
    kernel_set_at(&k, "offered_t", STRAW, 100.0);
    kernel_set_at(&k, "haul_yen_per_t", STRAW, 8999.9);
    clear_yard(&k);
    day(&k, 121);
    assert_true(ask[STRAW].v[3] == 5.0 && ask[WOOD].v[3] == 0.0);
    kernel_set_at(&k, "haul_yen_per_t", STRAW, 9000.1); /* one lane's limit is its own */
    kernel_row(&k, "pays_yen_per_t")[0].v[9] = 9000.1;
    clear_yard(&k);
    day(&k, 122);
    assert_true(ask[STRAW].v[3] == 0.0 && ask[STRAW].v[9] == 5.0 && ask[WOOD].v[9] == 0.0);
    because(&k, "held_distance_day"); /* of dear wood less than a firing, of far straw more */
    kernel_free(&k);
}

/* Two kilns in one town, all sources in reach of both, nothing too wet. */
enum { TWO = 2, WAYS = TWO * SOURCES };
static const uint32_t two_first[2] = {0, TWO}, two_key[TWO] = {7, 8};
static const uint32_t two_pair_first[TWO + 1] = {0, SOURCES, WAYS};
static const uint32_t two_from[WAYS] = {0, 1, 2, 0, 1, 2}, two_truck[1] = {0}, none_first[2] = {0};
static const struct kernel_dim two_dims[] = {{"town", 1},    {"zone", 2},  {"biomass", SOURCES},
                                             {"kiln", TWO},  {"truck", 1}, {"supply", WAYS},
                                             {"station", 1}, {NULL, 0}};

static struct kernel two_kilns(void)
{
    struct kernel k = kernel_new(kernel_model("kiln"), two_dims);
    set_up(&k);
    kernel_index(&k, "kiln.first", two_first);
    kernel_index(&k, "kiln.key", two_key);
    kernel_index(&k, "supply.first", two_pair_first);
    kernel_index(&k, "supply.from", two_from);
    kernel_set(&k, "crew_h", 0.0);
    kernel_set(&k, "offered_moisture_frac", 0.2);
    return k;
}

/* A day on which all that is asked comes, without hands needed. */
static void day_of_two(const struct kernel *k, uint32_t d)
{
    const struct step now = kernel_step(d, future, 1);
    kernel_pass(k, PASS_WANT, &now);
    memcpy(kernel_row(k, "biomass.given_t"), kernel_row(k, "ask_t"), WAYS * sizeof(struct lane));
    memcpy(kernel_row(k, "biomass.given_moisture_frac"), kernel_row(k, "offered_moisture_frac"),
           SOURCES * sizeof(struct lane));
    kernel_pass(k, PASS_ACT, &now);
}

/* A town's kilns ask, in the plan's order, for what its trucks can bring in a day and no more; with
 * hours to spare not a bit changes. */
static void kilns_share_the_trucks(void **state)
{
    (void)state;
    uint64_t rng = 23;
    double fed[3] = {0};
    struct kernel k[3]; /* few hours, plenty, no limit */
    for (size_t i = 0; i < 3; i++) {
        uint64_t same = 5;
        k[i] = two_kilns();
        if (i < 2)
            kernel_scatter(&k[i], "hour_per_t", &same, 0.5, 6.0);
        kernel_set(&k[i], "truck_h", 1e6);
    }
    bool second = false, first_only = false;
    for (uint32_t d = 0; d < 200; d++) {
        uint64_t offers = d;
        kernel_scatter(&k[0], "truck_h", &rng, 0.0, d % 3 ? 3.0 : 12.0);
        for (size_t i = 0; i < 3; i++) {
            uint64_t draw = offers;
            kernel_scatter(&k[i], "offered_t", &draw, 0.0, 1.5);
            day_of_two(&k[i], d);
            fed[i] += kernel_sum(&k[i], "feed_t", 3);
        }
        const struct lane *ask = kernel_row(&k[0], "ask_t"),
                          *per_t = kernel_row(&k[0], "hour_per_t");
        const struct lane *far = kernel_row(&k[0], "far_batch");
        for (size_t l = 0; l < LANES; l++) {
            double hours[TWO] = {0};
            for (size_t w = 0; w < WAYS; w++)
                hours[w / SOURCES] += ask[w].v[l] * per_t[w].v[l];
            const double roster = kernel_row(&k[0], "truck_h")[0].v[l];
            assert_true(hours[0] + hours[1] <= roster + 1e-8);
            assert_true(far[0].v[l] == 0.0 || hours[1] == 0.0); /* the first kiln's need first */
            assert_true(far[0].v[l] == 0.0 || roster - hours[0] < 1e-8);
            second = second || (hours[1] > 0.0 && far[1].v[l] > 0.0);
            first_only = first_only || (hours[0] > 0.0 && far[0].v[l] > 0.0);
        }
        assert_true(kernel_same(&k[1], &k[2]));
    }
    assert_true(second && first_only && fed[0] > 0.1 * fed[1] && fed[0] < 0.9 * fed[1]);
    /* no hours at all: distance, where more than a firing waits */
    kernel_set(&k[0], "truck_h", 0.0);
    clear_yard(&k[0]);
    kernel_set(&k[0], "offered_t", 5.0);
    day_of_two(&k[0], 200);
    assert_true(kernel_sum(&k[0], "ask_t", 3) == 0.0);
    because(&k[0], "held_distance_day");
    /* one hour: 1 t of the 5 that the first kiln has room for, nothing for the second */
    kernel_set(&k[0], "truck_h", 1.0);
    kernel_set(&k[0], "hour_per_t", 1.0);
    kernel_set(&k[0], "offered_t", 0.0);
    kernel_set_at(&k[0], "offered_t", STRAW, 100.0);
    day_of_two(&k[0], 201);
    assert_true(kernel_row(&k[0], "ask_t")[STRAW].v[3] == 1.0 &&
                kernel_sum(&k[0], "ask_t", 3) == 1.0);
    assert_true(fabs(kernel_row(&k[0], "far_batch")[0].v[3] - 4.0 * 1.2) < 1e-12);
    assert_true(fabs(kernel_row(&k[0], "far_batch")[1].v[3] - 5.0 * 1.2) < 1e-12);
    for (size_t i = 0; i < 3; i++)
        kernel_free(&k[i]);
}

/* Kilns and trucks of a town day by day: nothing is hired where the moisture stays as it was on the
 * first of the month, from the first morning on; a second truck brings more. */
static void trucks_bring_what_kilns_ask(void **state)
{
    (void)state;
    double used[3] = {0};
    for (size_t n = 1; n <= 2; n++) {
        struct kernel k = two_kilns(), t = kernel_new(kernel_model("transport"), two_dims);
        kernel_index(&t, "town.truck", two_truck);
        kernel_index(&t, "kiln.first", two_first);
        kernel_index(&t, "supply.first", two_pair_first);
        kernel_index(&t, "supply.from", two_from);
        kernel_index(&t, "station.first", none_first);
        static const char *const own[] = {"truck_h", "hour_per_t", "haul_yen_per_t"};
        for (size_t i = 0; i < 3; i++)
            kernel_wire(&k, own[i], kernel_row(&t, own[i]));
        kernel_wire(&t, "biomass.given_t", kernel_row(&k, "biomass.given_t"));
        kernel_set(&t, "biomass.given_moisture_frac", 0.2);
        kernel_set(&t, "biomass.fresh_moisture_frac", 0.2);
        kernel_set(&t, "biomass.bulk_t_per_m3", 0.13);
        kernel_set(&t, "kiln.distance_km", 40.0);
        kernel_set(&t, "kiln.closes_day", 1e9);
        kernel_set(&t, "trucks", (double)n);
        kernel_set_at(&t, "open_frac", 2, 0.0); /* not on Sundays */
        kernel_set(&k, "offered_t", 50.0);
        kernel_set(&k, "capacity_t_per_day", 30.0);
        const struct step first_day = kernel_step(0, future, 1);
        t.model->start(&first_day, t.ports);
        for (uint32_t d = 0; d < 60; d++) {
            const struct step now = kernel_step(d, future, 1);
            const double roster = kernel_row(&t, "truck_h")[0].v[3];
            assert_true(roster == ((d + 2) % 7 == 6 ? 0.0 : 7.0 * (double)n));
            kernel_pass(&t, PASS_WANT, &now);
            day_of_two(&k, d);
            kernel_pass(&t, PASS_ACT, &now);
            const double h = kernel_row(&t, "used_h")[0].v[3];
            assert_true(fabs(h - roster) < 1e-8); /* all are wanted, and no more are used */
            assert_true(kernel_row(&t, "hired_h")[0].v[3] < 1e-8);
            used[n] += h;
        }
        because(&k, "held_distance_day");
        kernel_free(&k);
        kernel_free(&t);
    }
    assert_true(fabs(used[2] / used[1] - 2.0) < 1e-9);
}
#endif
