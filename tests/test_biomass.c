/* test_biomass.c - residues: what arises, what can be reached, how it dries, and that two takers
 * never overdraw. (Prices, kinds and who pays: tests/biomass_supply.h.)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/biomass_kernel.h"
#include "tests/biomass_supply.h"

/* Published drying of firewood and logs (Journal of the Japanese Forest Society 93(3) 2011 and the
 * Gifu forest institute): moisture on dry mass from `start` to `end` percent in `days`, at the
 * rate k that the same curve gives. */
static void drying_follows_the_published_cases(void **state)
{
    (void)state;
    const struct {
        double start, end, days, k;
    } c[] = {{0.90, 0.30, 14, 0.115}, {0.90, 0.30, 80, 0.020}, {0.82, 0.38, 90, 0.012}};
    for (size_t i = 0; i < COUNT_OF(c); i++) {
        struct kernel k = fresh(1, 1);
        heap(&k, 100.0, c[i].start);
        kernel_set(&k, "rest_moisture_frac", 0.15);
        kernel_set(&k, "dry_covered_per_day", c[i].k);
        kernel_set(&k, "covered_frac", 1.0);
        for (uint32_t d = 0; d < (uint32_t)c[i].days; d++)
            day(&k, d);
        const double m = kernel_row(&k, "moisture_frac")[0].v[4];
        assert_true(fabs(m - (0.15 + (c[i].start - 0.15) * exp(-c[i].k * c[i].days))) < 1e-12);
        assert_true(fabs(m - c[i].end) < 0.02);
        /* frost stops it */
        kernel_set(&k, "weather.temp_degc", -0.1);
        day(&k, 200);
        assert_true(kernel_row(&k, "moisture_frac")[0].v[4] == m);
        assert_true(kernel_row(&k, "dried_t")[0].v[4] == 0.0);
        /* half of it in the open dries at the mean rate */
        kernel_set(&k, "weather.temp_degc", 5.0);
        kernel_set(&k, "covered_frac", 0.5);
        kernel_set(&k, "dry_open_per_day", 0.0);
        const double before = kernel_row(&k, "water_t")[0].v[4];
        day(&k, 210);
        const double gone = (1.0 - exp(-0.5 * c[i].k)) * (before - 15.0);
        assert_true(fabs(kernel_row(&k, "dried_t")[0].v[4] - gone) < 1e-10);
        /* in the open nothing dries on a day of rain, under cover all does */
        kernel_set(&k, "dry_open_per_day", 0.02);
        kernel_set(&k, "weather.precip_mm", 1.0);
        const double rainy = kernel_row(&k, "water_t")[0].v[4];
        day(&k, 240);
        const double roof = (1.0 - exp(-0.5 * c[i].k)) * (rainy - 15.0);
        assert_true(fabs(kernel_row(&k, "dried_t")[0].v[4] - roof) < 1e-10);
        kernel_set(&k, "weather.precip_mm", 0.9);
        const double fair = kernel_row(&k, "water_t")[0].v[4];
        day(&k, 241);
        const double both = (1.0 - exp(-0.5 * (c[i].k + 0.02))) * (fair - 15.0);
        assert_true(fabs(kernel_row(&k, "dried_t")[0].v[4] - both) < 1e-10);
        kernel_free(&k);
    }
}

/* 600 kg of grain per 10 a leave 900 kg of straw (Hokkaido Beibaku Kairyo 112, 2015): 2 ha at 6
 * t/ha leave 18 t as weighed, 14.4 t dry at 0.8, of which half can be collected from nine growers
 * in ten: 6.48 t; the months of a year collect the year's tonnes. */
static void a_year_collects_what_arises(void **state)
{
    (void)state;
    struct kernel k = fresh(3, 1);
    for (uint32_t s = 0; s < 3; s++)
        kernel_entry(&k, "biomass", s,
                     s == 0   ? "wheat_straw"
                     : s == 1 ? "thinnings"
                              : "offgrade_onion");
    kernel_set(&k, "yield_t_per_ha", 6.0);
    kernel_set(&k, "residue_frac", 1.5);
    kernel_set(&k, "dry_frac", 0.8);
    kernel_set(&k, "collectable_frac", 0.5);
    kernel_set(&k, "join_frac", 0.9);
    kernel_set(&k, "area_ha", 2.0);
    kernel_set(&k, "store_t", 1e6);
    kernel_set(&k, "price_yen_per_t", 4000.0);
    kernel_set(&k, "reserve_yen_per_t", 4000.0);
    double got[3] = {0};
    for (uint32_t month = 0; month < 12; month++) {
        const double length[12] = {30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28.2425, 31};
        day(&k, month * 30);
        for (uint32_t s = 0; s < 3; s++)
            got[s] += kernel_row(&k, "collected_t")[s].v[0] * length[month];
    }
    for (uint32_t s = 0; s < 3; s++)
        assert_true(fabs(got[s] - 6.48) < 1e-9);
    /* straw in August only follows the harvest; wood does not */
    kernel_set(&k, "weather.crop_frac", 0.8);
    day(&k, 4 * 30);
    const double straw = kernel_row(&k, "collected_t")[0].v[0];
    const double wood = kernel_row(&k, "collected_t")[1].v[0];
    kernel_set(&k, "weather.crop_frac", 1.0);
    day(&k, 4 * 30);
    assert_true(fabs(straw / kernel_row(&k, "collected_t")[0].v[0] - 0.8) < 1e-12);
    assert_true(wood == kernel_row(&k, "collected_t")[1].v[0] && wood > 0.0);
    /* a stated supply comes on top, whatever the area's factors */
    kernel_set(&k, "area_ha", 0.0);
    kernel_set(&k, "join_frac", 0.0);
    kernel_set(&k, "supply_t_per_year", 62.0);
    kernel_set(&k, "season_weight", 1.0);
    day(&k, 4 * 30);
    assert_true(fabs(kernel_row(&k, "collected_t")[0].v[0] - 62.0 / 12.0 / 31.0) < 1e-12);
    kernel_free(&k);
}

/* Participation answers last year's char only where the gain says so. */
static void outreach_is_off_by_default(void **state)
{
    (void)state;
    struct kernel k = fresh(1, 2);
    kernel_set(&k, "area_ha", 100.0);
    kernel_set(&k, "yield_t_per_ha", 1.0);
    kernel_set(&k, "collectable_frac", 1.0);
    kernel_set(&k, "join_frac", 0.4);
    kernel_set(&k, "store_t", 1e6);
    assert_true(kernel_row(&k, "outreach_per_t")[0].v[0] == 0.0);
    day(&k, 0);
    const double base = kernel_row(&k, "collected_t")[0].v[0];
    kernel_set(&k, "shown_char_t", 25.0);
    day(&k, 30);
    assert_true(fabs(kernel_row(&k, "collected_t")[0].v[0] / base - 30.0 / 31.0) < 1e-12);
    kernel_set(&k, "outreach_per_t", 0.02); /* 50 t seen: half of the rest joins */
    day(&k, 60);
    assert_true(fabs(kernel_row(&k, "collected_t")[0].v[0] / base - (0.4 + 0.6 * 0.5) / 0.4) <
                1e-12);
    kernel_free(&k);
}

static double total(const struct kernel *k, const char *a, const char *b, size_t lane)
{
    return kernel_sum(k, a, lane) + (b ? kernel_sum(k, b, lane) : 0.0);
}

/* Legal classes 0 to 3 and everything else that price, access and fate answer to. */
static void scatter_new(const struct kernel *k, uint64_t *rng)
{
    kernel_scatter(k, "legal_class", rng, -0.49, 3.49);
    size_t n = 0;
    struct lane *code = kernel_lanes(k, "legal_class", &n);
    for (size_t i = 0; i < n; i++)
        for (size_t l = 0; l < LANES; l++)
            code[i].v[l] = nearbyint(code[i].v[l]);
    kernel_scatter(k, "residents_frac", rng, 0.0, 1.0);
    kernel_scatter(k, "fate_frac", rng, 0.0, 0.4); /* some add up to more than 1 */
    kernel_scatter(k, "reserve_yen_per_t", rng, -3000.0, 9000.0);
    kernel_scatter(k, "rival_yen_per_t", rng, -3000.0, 9000.0);
    kernel_scatter(k, "rival_frac", rng, 0.0, 1.0);
    kernel_scatter(k, "follow_frac", rng, 0.0, 1.0);
    kernel_scatter(k, "access_snow_mm", rng, 0.0, 60.0);
}

/* Books of dry matter and water over random days; every taker gets at most what it asked. */
static void mass_is_conserved(void **state)
{
    (void)state;
    uint64_t rng = 3;
    for (int round = 0; round < 60; round++) {
        const uint32_t n = 1 + (uint32_t)(kernel_draw(&rng) * 5.0),
                       takers = 1 + (uint32_t)round % 4;
        struct kernel k = fresh(n, takers);
        kernel_scatter(&k, "stock_t", &rng, 0.0, 50.0);
        kernel_scatter(&k, "area_ha", &rng, 0.0, 500.0);
        kernel_scatter(&k, "yield_t_per_ha", &rng, 0.0, 10.0);
        kernel_scatter(&k, "fresh_moisture_frac", &rng, 0.1, 9.0);
        kernel_scatter(&k, "loss_per_day", &rng, 0.0, 0.1);
        kernel_scatter(&k, "spoil_per_day", &rng, 0.0, 0.3);
        kernel_scatter(&k, "dry_covered_per_day", &rng, 0.0, 0.3);
        kernel_scatter(&k, "price_yen_per_t", &rng, -3000.0, 9000.0);
        kernel_scatter(&k, "store_t", &rng, 0.0, 60.0);
        scatter_new(&k, &rng);
        for (uint32_t d = 0; d < 20; d++) {
            double dry[LANES], wet[LANES];
            kernel_scatter(&k, "kiln.ask_t", &rng, 0.0, 12.0);
            kernel_scatter(&k, "weather.temp_degc", &rng, -10.0, 25.0);
            kernel_scatter(&k, "weather.snow_mm", &rng, 0.0, 60.0);
            for (size_t l = 0; l < LANES; l++) {
                dry[l] = kernel_sum(&k, "stock_t", l);
                wet[l] = kernel_sum(&k, "water_t", l);
            }
            day(&k, d);
            for (size_t l = 0; l < LANES; l++) {
                const double in = kernel_sum(&k, "collected_t", l);
                const double gone =
                    kernel_sum(&k, "given_t", l) + total(&k, "lost_t", "spoiled_t", l);
                const double in_wet = kernel_sum(&k, "collected_water_t", l);
                const double gone_wet =
                    kernel_sum(&k, "taken_water_t", l) + total(&k, "dried_t", "spoiled_water_t", l);
                const double end = kernel_sum(&k, "stock_t", l);
                const double end_wet = kernel_sum(&k, "water_t", l);
                assert_true(fabs(end - dry[l] - in + gone) <= 1e-12 * (dry[l] + in + gone));
                assert_true(fabs(end_wet - wet[l] - in_wet + gone_wet) <=
                            1e-12 * (wet[l] + in_wet + gone_wet));
                assert_true(kernel_sum(&k, "dried_t", l) >= 0.0);
                assert_true(isfinite(gone) && isfinite(gone_wet));
                double paid = 0.0, fresh_wet = 0.0;
                for (uint32_t s = 0; s < n; s++) {
                    fresh_wet += kernel_row(&k, "collected_t")[s].v[l] *
                                 kernel_row(&k, "fresh_moisture_frac")[s].v[l];
                    const double stock = kernel_row(&k, "stock_t")[s].v[l];
                    assert_true(stock == 0.0 || stock >= 1e-9);
                    assert_true(stock <= lane_max(kernel_row(&k, "store_t")[s].v[l], 50.0));
                    const double wet_t = kernel_row(&k, "taken_water_t")[s].v[l];
                    double mass = wet_t;
                    for (uint32_t t = 0; t < takers; t++) {
                        const uint32_t i = out[s * takers + t];
                        const double g = kernel_row(&k, "given_t")[i].v[l];
                        assert_true(g >= 0.0 && g <= kernel_row(&k, "kiln.ask_t")[i].v[l]);
                        mass += g;
                    }
                    assert_true(kept(&k, s, l) <= (mass - wet_t) * (1.0 + 1e-9) + 1e-12);
                    const double price = kernel_row(&k, "price_yen_per_t")[s].v[l];
                    if (price > 0.0 || kernel_row(&k, "legal_class")[s].v[l] > 0.5)
                        paid += mass * price;
                }
                const double net = total(&k, "paid_yen", "paid_residents_yen", l) -
                                   total(&k, "fee_firms_yen", "fee_public_yen", l);
                assert_true(fabs(paid - net) <= 1e-9 * (1.0 + fabs(paid)));
                assert_true(fabs(in_wet - fresh_wet) <= 1e-12 * fresh_wet);
            }
        }
        kernel_free(&k);
    }
}

/* Many takers, asks and stocks over eighteen orders of magnitude: the sum of what is given, added
 * in any order, is never above the stock, to the last bit. */
static void takers_never_overdraw(void **state)
{
    (void)state;
    uint64_t rng = 17;
    for (int round = 0; round < 400; round++) {
        struct kernel k = fresh(1, MAX);
        struct lane *stock = kernel_row(&k, "stock_t"), *ask = kernel_row(&k, "kiln.ask_t");
        double had[LANES];
        for (size_t l = 0; l < LANES; l++) {
            had[l] = stock[0].v[l] = pow(10.0, 12.0 * kernel_draw(&rng) - 9.0);
            for (size_t t = 0; t < MAX; t++) {
                const double size = pow(10.0, 6.0 * kernel_draw(&rng) - 3.0);
                ask[t].v[l] = round % 3 == 0   ? had[l] * size
                              : round % 3 == 1 ? had[l] / 7.0
                                               : had[l] * (0.125 + 1e-16 * (double)t);
            }
        }
        struct step now = kernel_step(0, future, 1);
        kernel_pass(&k, PASS_ALLOT, &now);
        for (size_t l = 0; l < LANES; l++) {
            double up = 0.0, down = 0.0;
            bool full = true;
            for (size_t t = 0; t < MAX; t++) {
                const double g = kernel_row(&k, "given_t")[t].v[l];
                up += g;
                down += kernel_row(&k, "given_t")[MAX - 1 - t].v[l];
                full = full && g == ask[t].v[l];
            }
            assert_true(up <= had[l] && down <= had[l]);
            assert_true(full || up >= had[l] * (1.0 - 1e-11)); /* and nothing is held back */
            assert_true(stock[0].v[l] >= 0.0);
        }
        kernel_free(&k);
    }
}

/* A day's losses by hand: 100 t at 10 % loss and 20 % rot leave 72 t; water rots, but does not
 * breathe away. */
static void losses_are_as_set(void **state)
{
    (void)state;
    struct kernel k = fresh(1, 1);
    heap(&k, 100.0, 0.5);
    kernel_set(&k, "loss_per_day", 0.1);
    kernel_set(&k, "spoil_per_day", 0.2);
    kernel_set(&k, "dry_covered_per_day", 0.0);
    day(&k, 0);
    assert_true(fabs(kernel_row(&k, "lost_t")[0].v[2] - 10.0) < 1e-12);
    assert_true(fabs(kernel_row(&k, "spoiled_t")[0].v[2] - 18.0) < 1e-12);
    assert_true(fabs(kernel_row(&k, "spoiled_water_t")[0].v[2] - 10.0) < 1e-12);
    assert_true(fabs(kernel_row(&k, "moisture_frac")[0].v[2] - 40.0 / 72.0) < 1e-12);
    kernel_free(&k);
}

/* Not open: nothing comes in, nothing is offered or given; what lies there ages on. */
static void closed_sources_give_nothing(void **state)
{
    (void)state;
    struct kernel k = fresh(1, 1);
    kernel_set(&k, "area_ha", 100.0);
    kernel_set(&k, "yield_t_per_ha", 1.0);
    kernel_set(&k, "opens_day", 10.0);
    kernel_set(&k, "closes_day", 20.0);
    kernel_set(&k, "kiln.ask_t", 0.001);
    kernel_set(&k, "fate_frac", 0.14);
    static const char *const nothing[] = {
        "collected_t",       "offer_t",      "kept_from_burning_t",
        "kept_from_decay_t", "energy_gj",    "kept_from_landfill_t",
        "nutrients_t",       "given_t",      "collected_water_t",
        "paid_yen",          "waiting_t",    "paid_residents_yen",
        "fee_public_yen",    "fee_firms_yen"};
    for (uint32_t d = 0; d < 25; d++) {
        day(&k, d);
        const bool open = d >= 10 && d < 20;
        assert_true((kernel_row(&k, "collected_t")[0].v[0] > 0.0) == open);
        assert_true((kernel_row(&k, "offer_t")[0].v[0] > 0.0) == open);
        assert_true((kernel_row(&k, "given_t")[0].v[0] > 0.0) == (d > 10 && d < 20));
        assert_true((kernel_row(&k, "kept_from_decay_t")[0].v[0] > 0.0) == (d > 10 && d < 20));
        for (size_t i = 0; i < COUNT_OF(nothing) && !open; i++) {
            const double x = kernel_row(&k, nothing[i])[0].v[0];
            assert_true(x == 0.0 && !signbit(x));
        }
    }
    assert_true(kernel_row(&k, "stock_t")[0].v[0] > 0.0);
    /* dust is spoilage */
    heap(&k, 0.9e-9, 1.0);
    day(&k, 26);
    assert_true(kernel_row(&k, "stock_t")[0].v[0] == 0.0);
    assert_true(kernel_row(&k, "water_t")[0].v[0] == 0.0);
    assert_true(kernel_row(&k, "spoiled_t")[0].v[0] == 0.9e-9);
    assert_true(kernel_row(&k, "spoiled_water_t")[0].v[0] > 0.7e-9); /* less what dried */
    kernel_free(&k);
}

/* More land never brings less; a smaller store never holds more. */
static void more_land_brings_more(void **state)
{
    (void)state;
    double last = -1.0;
    for (int i = 0; i < 12; i++) {
        struct kernel k = fresh(1, 1);
        kernel_entry(&k, "biomass", 0, "wheat_straw");
        kernel_set(&k, "area_ha", 100.0 * i);
        kernel_set(&k, "store_t", 300.0);
        for (uint32_t d = 0; d < 300; d++)
            day(&k, d);
        const double stock = kernel_row(&k, "stock_t")[0].v[0];
        assert_true(stock >= last && stock <= 300.0);
        last = stock;
        kernel_free(&k);
    }
    assert_true(last > 200.0);
}

/* Snow or rain above the limit closes the way; what arises waits and comes at once when it opens;
 * out of season it is given up; limits themselves are still open. */
static void what_cannot_be_reached_waits(void **state)
{
    (void)state;
    struct kernel k = fresh(1, 1);
    kernel_set(&k, "supply_t_per_year", 360.0);
    kernel_set(&k, "crop_gain_frac", 0.0);
    kernel_set(&k, "loss_per_day", 0.0);
    kernel_set(&k, "store_t", 12.5);
    kernel_set(&k, "access_snow_mm", 20.0);
    kernel_set(&k, "access_rain_mm", 5.0);
    const struct lane *come = kernel_row(&k, "collected_t"), *wait = kernel_row(&k, "waiting_t");
    const double snow[] = {20.0, 20.1, 20.1, 20.1, 0.0, 0.0, 0.0};
    const double rain[] = {5.0, 0.0, 0.0, 0.0, 5.1, 0.0, 0.0};
    const double got[] = {1.0, 0.0, 0.0, 0.0, 0.0, 5.0, 1.0};
    for (uint32_t d = 0; d < 7; d++) {
        kernel_set(&k, "weather.snow_mm", snow[d]);
        kernel_set(&k, "weather.precip_mm", rain[d]);
        day(&k, d);
        assert_true(fabs(come[0].v[1] - got[d]) < 1e-12);
    }
    assert_true(wait[0].v[1] == 0.0);
    kernel_set(&k, "weather.snow_mm", 50.0);
    for (uint32_t d = 7; d < 17; d++)
        day(&k, d);
    assert_true(fabs(wait[0].v[1] - 10.0) < 1e-12);
    kernel_set(&k, "weather.snow_mm", 0.0);
    day(&k, 17); /* the store takes 12.5 less the 7 there; the rest keeps its fate */
    assert_true(fabs(come[0].v[1] - 5.5) < 1e-12 && wait[0].v[1] == 0.0);
    kernel_set(&k, "weather.snow_mm", 50.0);
    day(&k, 18);
    assert_true(wait[0].v[1] > 0.9);
    const double before = wait[0].v[1];
    day(&k, 30); /* still in season: it goes on waiting */
    assert_true(fabs(wait[0].v[1] - before - 30.0 / 31.0) < 1e-12);
    for (size_t m = 0; m < 12; m++) /* June is out of season */
        kernel_set_at(&k, "season_weight", m, m == 5 ? 0.0 : 1.0);
    day(&k, 60);
    assert_true(wait[0].v[1] == 0.0);
    kernel_free(&k);
}

static struct kernel scattered(const struct model *m)
{
    uint64_t rng = 8;
    struct kernel k = fresh_of(m, 4, 3);
    kernel_scatter(&k, "stock_t", &rng, 0.0, 5.0);
    kernel_scatter(&k, "area_ha", &rng, 0.0, 500.0);
    kernel_scatter(&k, "yield_t_per_ha", &rng, 0.0, 10.0);
    kernel_scatter(&k, "dry_covered_per_day", &rng, 0.0, 0.3);
    kernel_scatter(&k, "kiln.ask_t", &rng, 0.0, 0.4);
    kernel_scatter(&k, "weather.temp_degc", &rng, -10.0, 25.0);
    kernel_scatter(&k, "weather.snow_mm", &rng, 0.0, 60.0);
    scatter_new(&k, &rng);
    return k;
}
static void same_bits_for_every_isa_and_lane_order(void **state)
{
    (void)state;
    kernel_same_everywhere(&(struct kernel_trial){"biomass", scattered, day, 90, NULL});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(drying_follows_the_published_cases),
        cmocka_unit_test(a_year_collects_what_arises),
        cmocka_unit_test(outreach_is_off_by_default),
        cmocka_unit_test(mass_is_conserved),
        cmocka_unit_test(takers_never_overdraw),
        cmocka_unit_test(losses_are_as_set),
        cmocka_unit_test(closed_sources_give_nothing),
        cmocka_unit_test(more_land_brings_more),
        cmocka_unit_test(what_cannot_be_reached_waits),
        cmocka_unit_test(a_price_draws_out_its_share),
        cmocka_unit_test(stated_supply_may_follow_the_price),
        cmocka_unit_test(fates_are_told_apart),
        cmocka_unit_test(the_law_says_who_pays),
        cmocka_unit_test(wood_stations_pay_what_was_published),
        cmocka_unit_test(dry_and_wet_basis_are_kept_apart),
        cmocka_unit_test(energy_follows_nedos_table),
        cmocka_unit_test(straw_of_ten_ares),
        cmocka_unit_test(kinds_hold_together),
        cmocka_unit_test(same_bits_for_every_isa_and_lane_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
