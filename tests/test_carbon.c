/* test_carbon.c - published cases of biochar carbon, the dated treatment path, and three ledgers
 * that never touch.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/carbon_cases.h"

/* Improved tonne-km method: 10 t truck at 62 % load, 0.0536 l/t km x 2.62 = 0.140 kg (METI). Straw:
 * 1 t with 0.45 carbon, 8 % of it lasting: 0.132 t of carbon dioxide. */
static void haulage_energy_and_soil_loss(void **state)
{
    (void)state;
    struct kernel k = fresh();
    const double l_per_tkm = exp(2.71 - 0.812 * log(62.0 / 100.0) - 0.654 * log(10000.0));
    near_to(l_per_tkm, 0.0536, 0.0005);
    kernel_set(&k, "haul_kg_per_tkm", l_per_tkm * 2.62);
    kernel_set_at(&k, "kiln.char_tkm", 0, 600.0);
    kernel_set_at(&k, "kiln.char_tkm", 1, 400.0);
    near_to(act(&k, "haul_tco2"), 0.140, 0.001);
    const double char_only = at(&k, "haul_tco2");
    kernel_set(&k, "transport.co2_t", 0.25);
    near_to(act(&k, "haul_tco2"), 0.25 + char_only, 1e-15);
    /* rounds and trips are of the stations, not of the char */
    kernel_set(&k, "transport.co2_t", 0.25 + 0.05);
    kernel_set(&k, "transport.round_co2_t", 0.05);
    kernel_set(&k, "station.car_co2_t", 0.01);
    near_to(act(&k, "haul_tco2"), 0.25 + char_only, 1e-15);
    near_to(at(&k, "avoided_tco2"), -0.07, 1e-15);
    kernel_set(&k, "deduct_haul_frac", 0.4);
    near_to(act(&k, "credit_deducted_tco2"), 0.4 * (0.25 + char_only), 1e-15);
    kernel_set_at(&k, "biomass.collected_t", 0, 0.25);
    kernel_set_at(&k, "biomass.collected_t", 1, 0.75);
    kernel_set(&k, "biomass.soil_c_frac", 0.45 * 0.08);
    near_to(act(&k, "soil_loss_tco2"), 0.132, 1e-12);
    kernel_set_at(&k, "kiln.char_t", 0, 0.5);
    kernel_set_at(&k, "kiln.char_t", 1, 1.5);
    kernel_set(&k, "energy_kg_per_t", 50.0);
    near_to(act(&k, "energy_tco2"), 0.1, 1e-12);
    near_to(act(&k, "net_tco2"), -0.132 - 0.25 - char_only - 0.1, 1e-12);
    kernel_set(&k, "kiln.methane_t", 0.01);
    kernel_set(&k, "deduct_haul_frac", 0.0);
    kernel_set(&k, "deduct_methane_frac", 0.5);
    near_to(act(&k, "credit_deducted_tco2"), 0.5 * 0.02 * 28.0 + 0.1, 1e-12);
    /* fuel char counts nothing until shown: 2 t of 30 GJ/t against heavy oil */
    kernel_set_at(&k, "kiln.fuel_t", 0, 2.0);
    kernel_set(&k, "kiln.char_lhv_gj_per_t", 30.0);
    assert_true(act(&k, "displaced_tco2") == 0.0);
    kernel_set(&k, "fuel_proven_frac", 0.5);
    near_to(act(&k, "displaced_tco2"), 0.5 * 2.0 * 30.0 * 0.0693, 1e-12);
    kernel_free(&k);
}

/* Residues: methane 2.7 and nitrous oxide 0.07 g/kg with 28 and 265: 0.094 t per t (IPCC 2006). */
static void residues_keep_their_baseline_fate(void **state)
{
    (void)state;
    struct kernel k = fresh();
    kernel_set(&k, "burning_t_per_t", (2.7 * 28.0 + 0.07 * 265.0) * 1e-3);
    kernel_set_at(&k, "biomass.kept_from_burning_t", 0, 4.0);
    kernel_set_at(&k, "biomass.kept_from_burning_t", 1, 6.0);
    near_to(act(&k, "burning_tco2"), 0.94, 0.005);
    kernel_set(&k, "burning_t_per_t", (4.51 * 28.0 + 0.069 * 265.0) * 1e-3); /* measured in rice */
    near_to(act(&k, "burning_tco2"), 1.446, 0.0005);
    kernel_set(&k, "decay_t_per_t", 0.02);
    kernel_set_at(&k, "biomass.kept_from_decay_t", 0, 5.0);
    near_to(act(&k, "decay_tco2"), 0.1, 1e-15);
    near_to(act(&k, "avoided_tco2"), at(&k, "burning_tco2") + at(&k, "decay_tco2"), 1e-15);
    assert_true(at(&k, "net_tco2") == 0.0); /* removals and avoided stand apart */
    kernel_free(&k);
}

/* Packaging plastic burnt with power: 2.652 less 35.4 MJ/kg x 15 % x 0.332 kg/kWh = 0.49, 2.16
 * kg/kg (paperzz.com/doc/5844616). The plant opens on a date; before it nothing is burnt. */
static void the_path_has_dates(void **state)
{
    (void)state;
    struct kernel k = fresh();
    kernel_set_at(&k, "station.diverted_t", 0, 0.4);
    kernel_set_at(&k, "station.diverted_t", 1, 0.6);
    kernel_set(&k, "plastic_frac", 1.0);
    kernel_set(&k, "plastic_t_per_t", 2.652);
    kernel_set(&k, "power_frac", 0.15);
    kernel_set(&k, "grid_kg_per_kwh", 0.332);
    kernel_set(&k, "burns_day", 60.0);
    kernel_set(&k, "power_day", 120.0);
    kernel_set(&k, "compost_day", 180.0);
    day(&k, 30);
    assert_true(at(&k, "plastic_tco2") == 0.0 && at(&k, "power_tco2") == 0.0);
    day(&k, 60);
    near_to(at(&k, "plastic_tco2"), 2.652, 1e-12);
    assert_true(at(&k, "power_tco2") == 0.0);
    day(&k, 120);
    near_to(at(&k, "power_tco2"), 0.49, 0.0005);
    near_to(at(&k, "plastic_tco2") - at(&k, "power_tco2"), 2.16, 0.005);
    kernel_set(&k, "burns_day", 1e9); /* power means burning */
    day(&k, 150);
    near_to(at(&k, "plastic_tco2"), 2.652, 1e-12);
    kernel_set(&k, "burning_counted", 0.0);
    kernel_set(&k, "recycled_t_per_t", 2.6);
    day(&k, 150);
    assert_true(at(&k, "plastic_tco2") == 0.0);
    near_to(at(&k, "recycled_tco2"), 2.6, 1e-12);
    kernel_set(&k, "power_counted", 0.0);
    day(&k, 150);
    assert_true(at(&k, "power_tco2") == 0.0);
    /* composting: 4 and 0.24 g/kg x 28 and 265, of the share composted and not plastic */
    kernel_set(&k, "compost_t_per_t", (4.0 * 28.0 + 0.24 * 265.0) * 1e-3);
    kernel_set(&k, "compost_frac", 0.4);
    kernel_set(&k, "plastic_frac", 0.25);
    day(&k, 150);
    assert_true(at(&k, "compost_tco2") == 0.0);
    day(&k, 180);
    near_to(at(&k, "compost_tco2"), 0.1756 * 0.4 * 0.75, 1e-12);
    kernel_set_at(&k, "biomass.kept_from_landfill_t", 1, 2.0);
    kernel_set(&k, "biomass.fresh_moisture_frac", 3.0);
    day(&k, 180);
    near_to(at(&k, "compost_tco2"), 0.1756 * 0.4 * (0.75 + 8.0), 1e-12);
    near_to(at(&k, "saved_t"), 9.0, 1e-12);
    kernel_set(&k, "compost_end_day", 240.0); /* and stops on a date too */
    day(&k, 210);
    assert_true(at(&k, "compost_tco2") > 0.0);
    day(&k, 240);
    assert_true(at(&k, "compost_tco2") == 0.0);
    kernel_free(&k);
}

/* 1 t of waste kept from an anaerobic landfill: 0.15 x 0.5 x 1.0 x 0.5 x 16/12 x 28 = 1.4 t in all;
 * after a year exp(-k) of it is still to come; nothing is lost on the way. */
static void landfill_methane_decays(void **state)
{
    (void)state;
    struct kernel k = fresh();
    kernel_set(&k, "waste_c_frac", 0.15);
    kernel_set(&k, "decays_frac", 0.5);
    kernel_set(&k, "mcf_frac", 1.0);
    kernel_set(&k, "oxidised_frac", 0.0);
    kernel_set(&k, "decay_per_year", 0.185);
    kernel_set_at(&k, "station.diverted_t", 0, 1.0);
    day(&k, 0);
    near_to(at(&k, "to_come_tco2"), 1.4, 1e-12);
    assert_true(at(&k, "landfill_tco2") == 0.0);
    kernel_set(&k, "station.diverted_t", 0.0);
    double sum = 0.0;
    for (uint32_t d = 1; d <= 4 * 365 + 1; d++) {
        day(&k, d);
        sum += at(&k, "landfill_tco2");
    }
    near_to(at(&k, "to_come_tco2"), 1.4 * exp(-4.0 * 0.185), 1e-12);
    near_to(sum + at(&k, "to_come_tco2"), 1.4, 1e-12);
    /* a semi-aerobic landfill halves it, a cover that oxidises takes a tenth */
    kernel_set(&k, "doc_t", 0.0);
    kernel_set(&k, "mcf_frac", 0.5);
    kernel_set(&k, "oxidised_frac", 0.1);
    kernel_set_at(&k, "station.diverted_t", 0, 1.0);
    day(&k, 0);
    near_to(at(&k, "to_come_tco2"), 1.4 * 0.5 * 0.9, 1e-12);
    /* dry biomass by its own carbon; after the plant opens nothing more goes in */
    kernel_set(&k, "doc_t", 0.0);
    kernel_set(&k, "station.diverted_t", 0.0);
    kernel_set_at(&k, "biomass.kept_from_landfill_t", 0, 1.0);
    kernel_set(&k, "feed_c_frac", 0.45);
    day(&k, 0);
    near_to(at(&k, "to_come_tco2"), 1.4 * 3.0 * 0.45, 1e-12);
    kernel_set(&k, "doc_t", 0.0);
    kernel_set(&k, "burns_day", 0.0);
    day(&k, 0);
    assert_true(at(&k, "to_come_tco2") == 0.0);
    kernel_free(&k);
}

/* With 40 % of the organic part composted, a quarter of the waste plastic: 0.7 of it is left to the
 * plant or the landfill, and 0.6 of wet biomass, here 2 t of dry matter in 8 t. */
static void composting_leaves_less_to_the_rest(void **state)
{
    (void)state;
    struct kernel k = fresh();
    kernel_set(&k, "compost_day", 0.0);
    kernel_set(&k, "compost_frac", 0.4);
    kernel_set(&k, "plastic_frac", 0.25);
    kernel_set(&k, "waste_c_frac", 0.15);
    kernel_set(&k, "feed_c_frac", 0.45);
    kernel_set(&k, "mcf_frac", 1.0);
    kernel_set(&k, "oxidised_frac", 0.0);
    kernel_set(&k, "fill_t_per_m3", 0.5);
    kernel_set(&k, "ash_frac", 0.1);
    kernel_set_at(&k, "station.diverted_t", 0, 1.0);
    kernel_set_at(&k, "biomass.kept_from_landfill_t", 0, 0.5);
    kernel_set_at(&k, "biomass.kept_from_landfill_t", 1, 1.5);
    kernel_set(&k, "biomass.fresh_moisture_frac", 3.0);
    day(&k, 0);
    near_to(at(&k, "to_come_tco2"), (0.15 + 2.0 * 0.45) * 0.6 * 0.5 * (0.5 * 16.0 / 12.0) * 28.0,
            1e-12);
    near_to(at(&k, "saved_m3"), 2.0 * (0.7 + 8.0 * 0.6), 1e-12);
    kernel_set(&k, "power_day", 0.0);
    kernel_set(&k, "power_frac", 0.15);
    kernel_set(&k, "grid_kg_per_kwh", 0.5);
    kernel_set(&k, "organic_gj_per_t", 6.0);
    day(&k, 0);
    near_to(at(&k, "power_tco2"), (0.25 * 35.4 + (0.45 + 8.0 * 0.6) * 6.0) / 3.6 * 0.15 * 0.5,
            1e-12);
    near_to(at(&k, "saved_m3"), 0.2 * (0.7 + 8.0 * 0.6), 1e-12);
    kernel_free(&k);
}

/* 10,000 t a year at 0.8 t/m3 fill 12,500 m3: 50,000 m3 last 4 years; ash of 0.1 lasts ten times as
 * long; what is kept away lengthens it; cost saved is t x yen. */
static void the_landfill_fills(void **state)
{
    (void)state;
    struct kernel k = fresh();
    kernel_set(&k, "waste_t_per_year", 10000.0);
    kernel_set(&k, "fill_t_per_m3", 0.8);
    kernel_set(&k, "ash_frac", 0.1);
    kernel_set(&k, "landfill_m3", 50000.0);
    near_to(act(&k, "landfill_year"), 4.0, 1e-9);
    for (uint32_t d = 1; d <= 30; d++)
        day(&k, d);
    near_to(at(&k, "landfill_m3"), 50000.0 - 31.0 * 12500.0 / 365.25, 1e-6);
    const double month = 30.0 * 12500.0 / 365.25; /* since the mark of the first day */
    near_to(at(&k, "landfill_year"), (50000.0 - month) / (12.0 * month), 1e-9);
    kernel_set_at(&k, "station.diverted_t", 1, 10.0);
    kernel_set(&k, "treat_yen_per_t", 15000.0);
    kernel_set(&k, "own_saving_frac", 0.6);
    const double before = at(&k, "landfill_m3");
    day(&k, 31);
    near_to(at(&k, "saved_m3"), 12.5, 1e-12);
    near_to(at(&k, "saved_yen"), 90000.0, 1e-6);
    near_to(before - at(&k, "landfill_m3"), 12500.0 / 365.25 - 12.5, 1e-9);
    kernel_set(&k, "burns_day", 60.0);
    kernel_set(&k, "station.diverted_t", 0.0);
    const double full = at(&k, "landfill_m3");
    day(&k, 60);
    near_to(full - at(&k, "landfill_m3"), 1250.0 / 365.25, 1e-9);
    kernel_set(&k, "landfill_m3", 1.0);
    day(&k, 61);
    day(&k, 62);
    assert_true(at(&k, "landfill_m3") == 0.0); /* full is full */
    kernel_free(&k);
}

/* One town's year: `tco2` net of everything by the end of March. */
static struct kernel project(double tco2)
{
    struct kernel k = fresh();
    kernel_set(&k, "project_tco2", tco2);
    kernel_set(&k, "credit_yen_per_t", 40000.0);
    kernel_set(&k, "sell_frac", 1.0);
    kernel_set(&k, "aggregator_frac", 0.2);
    kernel_set(&k, "verify_yen", 500000.0);
    return k;
}

static void credits_are_issued_held_and_sold(void **state)
{
    (void)state;
    struct kernel k = project(99.99);
    day(&k, LAST_DAY_OF_MARCH - 1);
    assert_true(at(&k, "credit_issued_tco2") == 0.0 && at(&k, "project_tco2") == 99.99);
    day(&k, LAST_DAY_OF_MARCH);
    assert_true(at(&k, "credit_issued_tco2") == 0.0 && at(&k, "credit_cost_yen") == 0.0);
    kernel_free(&k);
    k = project(100.0 - 1e-12); /* rounding does not cost a credit */
    kernel_set(&k, "sell_frac", 0.255);
    day(&k, LAST_DAY_OF_MARCH);
    assert_true(at(&k, "credit_issued_tco2") == 100.0 && at(&k, "credit_sold_tco2") == 25.0);
    assert_true(at(&k, "credit_held_tco2") == 75.0);
    near_to(at(&k, "credit_yen"), 1e6, 1e-6);
    near_to(at(&k, "credit_cost_yen"), 700000.0, 1e-6);
    day(&k, LAST_DAY_OF_MARCH + 1);
    assert_true(at(&k, "credit_issued_tco2") == 0.0 && at(&k, "credit_yen") == 0.0);
    assert_true(at(&k, "credit_held_tco2") == 75.0);
    kernel_set(&k, "town_owns_frac", 0.5);
    kernel_set(&k, "sell_frac", 1.0); /* the rest is sold although nothing new is issued */
    day(&k, LAST_DAY_OF_MARCH);
    near_to(at(&k, "credit_yen"), 1.5e6, 1e-6);
    near_to(at(&k, "town_credit_yen"), 1.5e6, 1e-6);
    near_to(at(&k, "credit_cost_yen") + at(&k, "town_cost_yen"), 600000.0, 1e-6);
    assert_true(at(&k, "credit_held_tco2") == 0.0);
    kernel_free(&k);
    k = project(150.0); /* nobody pays for a verification to sell at 0; one may to hold them */
    kernel_set(&k, "credit_yen_per_t", 0.0);
    kernel_set(&k, "sell_frac", 0.5);
    day(&k, LAST_DAY_OF_MARCH);
    assert_true(at(&k, "credit_issued_tco2") == 0.0 && at(&k, "credit_cost_yen") == 0.0);
    kernel_free(&k);
}

/* Three towns of 60, 50 and 80 t: the first two share a project and pass 100 t together by what
 * stood at the end of February; the third stays alone and below. */
static void a_joint_project_passes_together(void **state)
{
    (void)state;
    static const struct kernel_dim three[] = {
        {"town", 3}, {"kiln", 1}, {"biomass", 1}, {"station", 1}, {NULL, 0}};
    static const uint32_t none[4] = {0, 0, 0, 0}, n_three[1] = {3};
    struct kernel k = kernel_new(kernel_model("carbon"), three);
    kernel_index(&k, "kiln.first", none);
    kernel_index(&k, "biomass.first", none);
    kernel_index(&k, "station.first", none);
    kernel_index(&k, "town.n", n_three);
    kernel_set(&k, "verify_yen", 1.1e6);
    kernel_set(&k, "credit_yen_per_t", 0.0); /* they hold what they have */
    kernel_set(&k, "sell_frac", 0.0);
    const double year[3] = {60.0, 50.0, 80.0};
    for (int joint = 0; joint < 3; joint++) {
        for (uint32_t t = 0; t < 3; t++) {
            kernel_set_at(&k, "project_tco2", t, year[t] + 0.5);
            kernel_set_at(&k, "stood_tco2", t, joint < 2 ? year[t] : 0.8 * year[t]);
            kernel_set_at(&k, "joint_project", t, joint > 0 && t < 2 ? 1.0 : 0.0);
        }
        day(&k, LAST_DAY_OF_MARCH);
        const struct lane *issued = kernel_row(&k, "credit_issued_tco2");
        assert_true(issued[0].v[3] == (joint == 1 ? 60.0 : 0.0));
        assert_true(issued[1].v[3] == (joint == 1 ? 50.0 : 0.0));
        assert_true(issued[2].v[3] == 0.0);
        for (uint32_t t = 0; t < 3; t++) /* one verification, shared */
            near_to(kernel_row(&k, "credit_cost_yen")[t].v[3],
                    joint == 1 && t < 2 ? 1e4 * year[t] : 0.0, 1e-6);
    }
    kernel_free(&k);
}

/* Rows and the upper end of their draws. */
static void scatter(const struct kernel *k, uint64_t rng)
{
    const char *text = "kiln.soil_c_t 5 kiln.char_t 5 kiln.char_tkm 150 kiln.methane_t 0.05 "
                       "kiln.fuel_t 2 kiln.char_lhv_gj_per_t 33 "
                       "biomass.collected_t 5 biomass.soil_c_frac 0.1 "
                       "biomass.fresh_moisture_frac 3 biomass.kept_from_burning_t 3 "
                       "biomass.kept_from_landfill_t 3 biomass.kept_from_decay_t 3 "
                       "transport.co2_t 0.5 transport.round_co2_t 0.2 station.car_co2_t 0.01 "
                       "station.diverted_t 2 fuel_proven_frac 1 energy_kg_per_t 60 burns_day 700 "
                       "power_day 1400 compost_day 1400 area_soil_frac 1 area_power_frac 1 "
                       "recycled_t_per_t 1 sell_frac 1 town_owns_frac 1 threshold_tco2 1000 "
                       "waste_t_per_year 5000 landfill_m3 5000 credit_yen_per_t 50000";
    char name[64];
    double hi;
    for (int n = 0; sscanf(text, "%63s %lf%n", name, &hi, &n) == 2; text += n)
        kernel_scatter(k, name, &rng, 0.0, hi);
    kernel_scatter(k, "kiln.temp_degc", &rng, 300.0, 800.0);
}

/* Two years of random towns: every ledger closes, per lane. */
static void terms_add_up(void **state)
{
    (void)state;
    struct kernel k = fresh();
    scatter(&k, 2);
    double issued[LANES] = {0}, sold[LANES] = {0}, yen[LANES] = {0}, some = 0.0;
    const struct lane *price = kernel_row(&k, "credit_yen_per_t");
#define OF(name) (kernel_row(&k, name)[0].v[l])
    for (uint32_t d = 0; d < 720; d++) {
        day(&k, d);
        for (size_t l = 0; l < LANES; l++) {
            const double in = OF("stored_tco2");
            const double out =
                OF("methane_tco2") + OF("soil_loss_tco2") + OF("haul_tco2") + OF("energy_tco2");
            near_to(OF("net_tco2"), in - out, 1e-12 * (in + out));
            const double kept = OF("burning_tco2") + OF("decay_tco2") + OF("landfill_tco2") +
                                OF("plastic_tco2") + OF("compost_tco2") + OF("displaced_tco2") +
                                OF("recycled_tco2");
            near_to(OF("avoided_tco2"), kept - OF("power_tco2") - OF("collect_tco2"),
                    1e-12 * (kept + 1.0));
            near_to(OF("area_claim_tco2"),
                    OF("area_removed_tco2") + OF("area_avoided_tco2") - OF("area_emitted_tco2") -
                        OF("area_sold_tco2"),
                    1e-11 * (in + out + kept + 1e3));
            issued[l] += OF("credit_issued_tco2");
            sold[l] += OF("credit_sold_tco2");
            yen[l] += OF("credit_yen") + OF("town_credit_yen");
            assert_true(OF("landfill_m3") >= 0.0 && OF("saved_m3") >= 0.0);
        }
    }
    for (size_t l = 0; l < LANES; l++) {
        assert_true(OF("credit_held_tco2") == issued[l] - sold[l]);
        near_to(yen[l], sold[l] * price[0].v[l], 1e-9 * yen[l]);
        some += sold[l];
    }
#undef OF
    assert_true(some > 1000.0); /* or the books were trivially closed */
    kernel_free(&k);
}

/* Price, sale, fee, owner, threshold and the inventory's rules move no row of the flux, nor do the
 * inventory's rules move a credit. */
static void ledgers_never_touch(void **state)
{
    (void)state;
    static const struct {
        const char *param;
        double value;
        bool area; /* a rule of the area inventory: credits stand too */
    } change[] = {{"credit_yen_per_t", 90000.0, false}, {"sell_frac", 0.0, false},
                  {"aggregator_frac", 1.0, false},      {"verify_yen", 0.0, false},
                  {"town_owns_frac", 1.0, false},       {"threshold_tco2", 1e6, false},
                  {"eligible_frac", 0.0, false},        {"credit_permanence_frac", 0.5, false},
                  {"deduct_methane_frac", 0.0, false},  {"joint_project", 1.0, false},
                  {"area_soil_frac", 1.0, true},        {"area_waste_frac", 0.0, true},
                  {"area_kiln_frac", 0.0, true},        {"area_haul_frac", 0.0, true},
                  {"area_field_frac", 0.0, true},       {"area_fuel_frac", 0.0, true}};
    for (size_t i = 0; i < COUNT_OF(change); i++) {
        struct kernel a = fresh(), b = fresh();
        scatter(&a, 5);
        scatter(&b, 5);
        kernel_set(&b, change[i].param, change[i].value);
        size_t flux = 0, moved = 0;
        for (uint32_t d = 0; d < 360; d++) {
            day(&a, d);
            day(&b, d);
            for (size_t r = 0; r < a.model->n_row; r++) {
                const struct row *row = &a.model->row[r];
                const bool credit = strncmp(row->name, "credit_", 7) == 0;
                const bool area = strncmp(row->name, "area_", 5) == 0;
                if (row->kind != ROW_OUTPUT || strstr(row->name, "_yen"))
                    continue;
                const bool same = memcmp(kernel_row(&a, row->name), kernel_row(&b, row->name),
                                         a.size[r] * sizeof(struct lane)) == 0;
                moved += !same;
                if ((!credit && !area) || (credit && change[i].area)) {
                    flux++;
                    if (!same)
                        fail_msg("%s moves %s", change[i].param, row->name);
                }
            }
        }
        assert_true(flux >= (size_t)360 * 19);
        assert_true(change[i].area ? moved > 0 : true); /* the change was felt where it should */
        kernel_free(&a);
        kernel_free(&b);
    }
}

/* A sold tonne leaves the claim of a town whose inventory counts soil: by just one tonne. */
static void a_sold_tonne_leaves_the_claim(void **state)
{
    (void)state;
    double claim[2], sold = 0.0;
    for (size_t i = 0; i < 2; i++) {
        struct kernel k = project(150.0);
        kernel_set(&k, "area_soil_frac", 1.0);
        kernel_set_at(&k, "kiln.soil_c_t", 0, 10.0);
        kernel_set(&k, "sell_frac", i == 0 ? 0.0 : 0.5);
        day(&k, LAST_DAY_OF_MARCH);
        claim[i] = at(&k, "area_claim_tco2");
        sold = at(&k, "credit_sold_tco2");
        near_to(at(&k, "area_removed_tco2"), at(&k, "stored_tco2"), 1e-12);
        kernel_free(&k);
    }
    assert_true(sold > 50.0);
    near_to(claim[0] - claim[1], sold, 1e-9);
}

/* Nothing made, nothing kept: every output is +0.0, also on the last day of March. */
static void nothing_comes_of_nothing(void **state)
{
    (void)state;
    struct kernel k = fresh();
    kernel_set(&k, "burns_day", 0.0);
    kernel_set(&k, "power_day", 0.0);
    for (uint32_t d = 0; d < 361; d += 30) {
        day(&k, d == 360 ? LAST_DAY_OF_MARCH : d);
        for (size_t r = 0; r < k.model->n_row; r++)
            for (size_t l = 0; k.model->row[r].kind == ROW_OUTPUT && l < LANES; l++) {
                const double x = kernel_row(&k, k.model->row[r].name)[0].v[l];
                if (x != 0.0 || signbit(x))
                    fail_msg("%s is %g", k.model->row[r].name, x);
            }
    }
    kernel_free(&k);
}

/* More char in soil never stores less and never earns less; more diverted never saves less. */
static void more_is_never_less(void **state)
{
    (void)state;
    double last[6] = {-1, -1, -1, -1, -1, -1};
    for (double t = 0.0; t < 5.0; t += 0.25) {
        struct kernel k = project(100.0);
        kernel_set_at(&k, "kiln.soil_c_t", 0, 4.0 * t);
        kernel_set_at(&k, "station.diverted_t", 0, t);
        kernel_set(&k, "kiln.temp_degc", 550.0);
        kernel_set(&k, "burns_day", 180.0); /* the landfill's share comes before */
        day(&k, 0);
        const double early[2] = {at(&k, "to_come_tco2"), at(&k, "saved_m3")};
        kernel_set(&k, "project_tco2", 100.0);
        day(&k, LAST_DAY_OF_MARCH - 29); /* a month's first day: the path of March */
        kernel_set(&k, "project_tco2", 100.0);
        day(&k, LAST_DAY_OF_MARCH);
        const double now[6] = {at(&k, "stored_tco2"),
                               at(&k, "credit_yen") + t,
                               at(&k, "plastic_tco2"),
                               at(&k, "saved_yen"),
                               early[0],
                               early[1]};
        for (size_t i = 0; i < 6; i++) {
            assert_true(now[i] > last[i]);
            last[i] = now[i];
        }
        kernel_free(&k);
    }
}

/* What one future keeps from treatment or displaces is no business of another: its lane comes out
 * with the same bits as in company that keeps nothing at all. The landfill fills all the same. */
static void futures_do_not_meet(void **state)
{
    (void)state;
    struct kernel k[2];
    for (size_t i = 0; i < 2; i++) {
        k[i] = fresh();
        kernel_set(&k[i], "landfill_m3", 1000.0);
        kernel_set(&k[i], "waste_t_per_year", 5000.0);
        kernel_set(&k[i], "fuel_proven_frac", 0.5);
        kernel_set(&k[i], "kiln.char_lhv_gj_per_t", 30.0);
        kernel_set(&k[i], "kiln.char_tkm", 5.0);
        kernel_row(&k[i], "station.diverted_t")[0].v[9] = i ? 2.0 : 0.0;
        kernel_row(&k[i], "kiln.fuel_t")[1].v[9] = i ? 1.0 : 0.0;
        for (uint32_t d = 0; d < 40; d++) {
            if (d == 20) /* carbon in the ground goes on decaying */
                kernel_set(&k[i], "station.diverted_t", 0.0);
            day(&k[i], d);
        }
        assert_true(at(&k[i], "landfill_m3") > 0.0 && at(&k[i], "landfill_m3") < 1000.0);
    }
    for (size_t i = 0; i < k[0].model->n_row; i++) {
        const struct row *row = &k[0].model->row[i];
        if (row->kind == ROW_STATE || row->kind == ROW_OUTPUT)
            assert_true(at(&k[0], row->name) == at(&k[1], row->name));
    }
    assert_true(kernel_row(&k[1], "landfill_tco2")[0].v[9] > 0.0);
    assert_true(kernel_row(&k[1], "displaced_tco2")[0].v[9] > 0.0);
    assert_true(at(&k[0], "haul_tco2") > 0.0 && at(&k[0], "landfill_tco2") == 0.0);
    kernel_free(&k[0]);
    kernel_free(&k[1]);
}

static struct kernel scattered(const struct model *m)
{
    struct kernel k = fresh_of(m);
    scatter(&k, 12);
    return k;
}
static void same_bits_for_every_isa_and_lane_order(void **state)
{
    (void)state;
    kernel_same_everywhere(&(struct kernel_trial){"carbon", scattered, day, 400, NULL});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_cases),
        cmocka_unit_test(published_totals_lie_in_their_bands),
        cmocka_unit_test(methane_can_destroy_the_removal),
        cmocka_unit_test(haulage_energy_and_soil_loss),
        cmocka_unit_test(residues_keep_their_baseline_fate),
        cmocka_unit_test(the_path_has_dates),
        cmocka_unit_test(landfill_methane_decays),
        cmocka_unit_test(composting_leaves_less_to_the_rest),
        cmocka_unit_test(the_landfill_fills),
        cmocka_unit_test(credits_are_issued_held_and_sold),
        cmocka_unit_test(credits_want_a_proof_of_quality),
        cmocka_unit_test(a_joint_project_passes_together),
        cmocka_unit_test(terms_add_up),
        cmocka_unit_test(ledgers_never_touch),
        cmocka_unit_test(a_sold_tonne_leaves_the_claim),
        cmocka_unit_test(the_area_counts_by_its_rules),
        cmocka_unit_test(nothing_comes_of_nothing),
        cmocka_unit_test(more_is_never_less),
        cmocka_unit_test(futures_do_not_meet),
        cmocka_unit_test(same_bits_for_every_isa_and_lane_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
