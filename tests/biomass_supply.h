/* biomass_supply.h - cases of tests/test_biomass.c: what a price draws out, who pays whom, what the
 * baseline would do with it, and that the catalogue's kinds hold together.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_BIOMASS_SUPPLY_H
#define TESTS_BIOMASS_SUPPLY_H
#include "tests/biomass_kernel.h"

/* Share of what arises that a price draws out, read off an April day of one hectare that yields 1
 * t. */
static double drawn(const struct kernel *k, double price)
{
    static const char *const one[] = {"area_ha",   "yield_t_per_ha", "residue_frac",     "dry_frac",
                                      "join_frac", "season_weight",  "weather.crop_frac"};
    for (size_t i = 0; i < COUNT_OF(one); i++)
        kernel_set(k, one[i], 1.0);
    kernel_set(k, "price_yen_per_t", price);
    day(k, 0);
    return kernel_row(k, "arise_t_per_day")[0].v[5] * 360.0;
}
/* Without rivals the curve is a logistic one of height `reachable` whose half lies at reserve -
 * spread ln(c / (reachable - c)); rivals take their part by the price difference. */
static void a_price_draws_out_its_share(void **state)
{
    (void)state;
    struct kernel k = fresh(1, 1);
    kernel_set(&k, "collectable_frac", 0.25);
    kernel_set(&k, "reachable_frac", 0.6);
    kernel_set(&k, "reserve_yen_per_t", 11800.0);
    kernel_set(&k, "spread_yen_per_t", 4000.0);
    kernel_set(&k, "rival_yen_per_t", 20000.0);
    const double half = 11800.0 - 4000.0 * log(0.25 / 0.35);
    assert_true(fabs(drawn(&k, 11800.0) - 0.25) < 1e-12);
    assert_true(fabs(drawn(&k, half) - 0.3) < 1e-12);
    assert_true(drawn(&k, -1e6) < 1e-12 && fabs(drawn(&k, 1e6) - 0.6) < 1e-12);
    double last = 0.0;
    for (double price = -20000.0; price < 60000.0; price += 500.0) {
        const double alone = 0.6 / (1.0 + exp((half - price) / 4000.0));
        kernel_set(&k, "rival_frac", 0.0);
        assert_true(fabs(drawn(&k, price) - alone) < 1e-12);
        kernel_set(&k, "rival_frac", 0.4);
        const double ours = 0.6 / (0.6 + 0.4 * exp((20000.0 - price) / 4000.0));
        const double got = drawn(&k, price);
        assert_true(fabs(got - alone * ours) < 1e-12);
        assert_true(got > last && got < alone); /* more for more, and less than alone */
        last = got;
        kernel_set(&k, "rival_yen_per_t", 15000.0); /* a poorer rival leaves more */
        assert_true(drawn(&k, price) > got);
        kernel_set(&k, "rival_yen_per_t", 20000.0);
    }
    kernel_set(&k, "rival_frac", 1.0); /* rivals alone take all */
    assert_true(drawn(&k, 20000.0) == 0.0);
    kernel_set(&k, "rival_frac", 0.0);
    kernel_set(&k, "reachable_frac", 0.1); /* less than the usual share: it stays as it is */
    assert_true(fabs(drawn(&k, -5000.0) - 0.25) < 1e-12);
    kernel_set(&k, "collectable_frac", 0.0);
    assert_true(drawn(&k, 1e6) == 0.0);
    kernel_free(&k);
}

/* A stated supply is fixed, or answers as the rest does: citizens at 3,500 and 6,000 yen/t. */
static void stated_supply_may_follow_the_price(void **state)
{
    (void)state;
    struct kernel k = fresh(1, 1);
    kernel_entry(&k, "biomass", 0, "citizen_wood");
    kernel_set(&k, "collectable_frac", 0.5);
    kernel_set(&k, "reserve_yen_per_t", 4500.0);
    kernel_set(&k, "spread_yen_per_t", 1000.0);
    kernel_set(&k, "supply_t_per_year", 100.0);
    double t[3];
    const double price[3] = {3500.0, 4500.0, 6000.0};
    for (int i = 0; i < 3; i++) {
        const double from_area = drawn(&k, price[i]);
        kernel_set(&k, "area_ha", 0.0);
        day(&k, 0);
        t[i] = kernel_row(&k, "arise_t_per_day")[0].v[0] * 360.0;
        assert_true(fabs(from_area - t[i] * 1.005) <
                    1e-9); /* 1 t of area x share beside 100 x share / 0.5 */
    }
    assert_true(fabs(t[1] - 100.0 * 0.5 / 0.5) < 1e-9);
    assert_true(fabs(t[0] / t[1] - 2.0 / (1.0 + exp(1.0))) < 1e-12);
    assert_true(fabs(t[2] / t[1] - 2.0 / (1.0 + exp(-1.5))) < 1e-12);
    kernel_set(&k, "rival_frac", 0.4); /* who pay alike: the supply as stated is what they leave */
    kernel_set(&k, "rival_yen_per_t", 4500.0);
    kernel_set(&k, "price_yen_per_t", 4500.0);
    day(&k, 0);
    assert_true(fabs(kernel_row(&k, "arise_t_per_day")[0].v[0] * 360.0 - 100.0) < 1e-9);
    kernel_set(&k, "follow_frac", 0.0);
    day(&k, 30);
    assert_true(fabs(kernel_row(&k, "arise_t_per_day")[0].v[0] * 12.0 * 31.0 - 100.0) < 1e-9);
    kernel_free(&k);
}

/* 100 t taken: what the baseline would burn, landfill and leave is told apart; shares that add up
 * to more than all are scaled; what is collected and nobody takes is kept from nothing. Heat and
 * nutrients of what leaves the field. */
static void fates_are_told_apart(void **state)
{
    (void)state;
    struct kernel k = fresh(2, 1);
    kernel_set(&k, "supply_t_per_year", 36000.0);
    kernel_set(&k, "crop_gain_frac", 0.0);
    kernel_set(&k, "store_t", 1e6);
    kernel_set(&k, "nutrient_frac", 0.025);
    const double fate[2][7] = {{0.3, 0.1, 0.05, 0.25, 0.1, 0.15, 0.05}, {1, 0, 0, 1, 0, 0, 0}};
    for (size_t i = 0; i < 14; i++)
        kernel_set_at(&k, "fate_frac", i, fate[i / 7][i % 7]);
    day(&k, 0);
    for (uint32_t s = 0; s < 2; s++)
        assert_true(kernel_row(&k, "collected_t")[s].v[6] == 100.0 && kept(&k, s, 6) == 0.0);
    kernel_set(&k, "loss_per_day", 0.0);
    kernel_set(&k, "spoil_per_day", 0.0);
    kernel_set(&k, "kiln.ask_t", 100.0);
    day(&k, 1);
    const double t[3][2] = {{25.0, 50.0}, {15.0, 0.0}, {10.0, 0.0}};
    const char *row[] = {"kept_from_burning_t", "kept_from_landfill_t", "kept_from_decay_t"};
    for (size_t i = 0; i < 6; i++)
        assert_true(fabs(kernel_row(&k, row[i / 2])[i % 2].v[6] - t[i / 2][i % 2]) < 1e-11);
    assert_true(fabs(kernel_row(&k, "energy_gj")[0].v[6] - 200.0 * 17.5) < 1e-9);
    assert_true(fabs(kernel_row(&k, "nutrients_t")[0].v[6] - 0.025 * (30.0 + 50.0)) < 1e-12);
    kernel_set(&k, "season_weight", 0.0);
    kernel_set(&k, "kiln.ask_t", 0.0);
    day(&k, 30);
    for (size_t i = 0; i < 6; i++)
        assert_true(kernel_row(&k, row[i / 2])[i % 2].v[6] == 0.0);
    assert_true(kernel_row(&k, "energy_gj")[0].v[6] == 0.0);
    kernel_free(&k);
}

/* Delivers one source's `dry` tonnes at moisture m at this price; returns the mass as delivered. */
static double deliver(const struct kernel *k, double dry_t, double m, double price)
{
    heap(k, dry_t, m);
    kernel_set(k, "price_yen_per_t", price);
    kernel_set(k, "kiln.ask_t", dry_t);
    day(k, 0);
    assert_true(fabs(kernel_sum(k, "given_t", 2) - dry_t) < 1e-12 * dry_t);
    return dry_t + kernel_row(k, "taken_water_t")[0].v[2];
}

/* Price, fee, payer and payee by legal class, 2 t as delivered: who pays and who gets how much. */
static void the_law_says_who_pays(void **state)
{
    (void)state;
    const struct {
        double class, price, residents;
        double firms, people, fee_firms, fee_public;
    } c[] = {
        {0, 4000, 0.0, 8000, 0, 0, 0},
        {0, 4000, 1.0, 0, 8000, 0, 0},
        {0, 4000, 0.25, 6000, 2000, 0, 0},
        {0, -4000, 0.0, 0, 0, 0, 0}, /* no fee for a good */
        {1, -4000, 0.0, 0, 0, 0, 8000},
        {1, 4000, 0.0, 0, 0, 0, -8000},
        {1, 4000, 0.25, 0, 2000, 0, -6000},
        {2, -4000, 0.0, 0, 0, 8000, 0},
        {2, 4000, 0.0, 8000, 0, 0, 0},
        {3, -4000, 0.0, 0, 0, 8000, 0},
        {3, 0, 0.0, 0, 0, 0, 0},
    };
    for (size_t i = 0; i < COUNT_OF(c); i++) {
        struct kernel k = fresh(1, 1);
        kernel_set(&k, "legal_class", c[i].class);
        kernel_set(&k, "residents_frac", c[i].residents);
        assert_true(fabs(deliver(&k, 1.0, 1.0, c[i].price) - 2.0) < 1e-12);
        assert_true(fabs(kernel_row(&k, "paid_yen")[0].v[2] - c[i].firms) < 1e-9);
        assert_true(fabs(kernel_row(&k, "paid_residents_yen")[0].v[2] - c[i].people) < 1e-9);
        assert_true(fabs(kernel_row(&k, "fee_firms_yen")[0].v[2] - c[i].fee_firms) < 1e-9);
        assert_true(fabs(kernel_row(&k, "fee_public_yen")[0].v[2] - c[i].fee_public) < 1e-9);
        kernel_set(&k, "kiln.ask_t", 0.0);
        day(&k, 1); /* nothing taken: nothing paid */
        assert_true(kernel_row(&k, "paid_yen")[0].v[2] == 0.0);
        assert_true(kernel_row(&k, "fee_public_yen")[0].v[2] == 0.0);
        kernel_free(&k);
    }
}

/* Wood stations. Shingo, first year (shinrinbunka.com/news/pickup/7646.html): 537 m3 bought at
 * 6,000 yen/m3 would be 3.222 M yen; 6,485 vouchers of 500 yen were given, because some was
 * hardwood at 7,000: 20.5 m3 of it makes the vouchers come out exactly. 6,454 were cashed, 99.5 %.
 * Kyotango (forestbank.sakura.ne.jp/?p=4681): 1,000 yen for 170 kg is 5,882 yen/t. */
static void wood_stations_pay_what_was_published(void **state)
{
    (void)state;
    const double basic = 0.35, m = 1.0, green = basic * (1.0 + m); /* any green density will do */
    double yen = 0.0;
    struct kernel k = fresh(1, 1);
    kernel_entry(&k, "biomass", 0, "citizen_wood");
    deliver(&k, 537.0 * basic, m, 6000.0 / green);
    assert_true(fabs(kernel_row(&k, "paid_residents_yen")[0].v[0] - 3.222e6) < 1e-3);
    deliver(&k, 516.5 * basic, m, 6000.0 / green);
    yen += kernel_row(&k, "paid_residents_yen")[0].v[0];
    deliver(&k, 20.5 * basic, m, 7000.0 / green);
    yen += kernel_row(&k, "paid_residents_yen")[0].v[0];
    assert_true(fabs(yen - 6485.0 * 500.0) < 1e-3);
    assert_true(fabs(6454.0 * 500.0 / yen - 0.995) < 0.0005);
    assert_true(kernel_row(&k, "paid_yen")[0].v[0] == 0.0);
    /* 170 kg as brought, whatever its moisture */
    for (double wet = 0.2; wet < 2.0; wet += 0.3) {
        assert_true(fabs(deliver(&k, 0.17 / (1.0 + wet), wet, 5882.0) - 0.17) < 1e-15);
        assert_true(nearbyint(kernel_row(&k, "paid_residents_yen")[0].v[0]) == 1000.0);
    }
    kernel_free(&k);
}

/* Dry and wet basis. Published pairs: 80 % dry basis is 44.4 % wet (Gifu forest institute), larch
 * logs 38.9 and 28.0, sugi 112 and 52.9 (zmchip.com/245ngansui.html); green density = basic density
 * x (1 + moisture): larch 0.436 t/m3 at 46.0 % is 0.637 t/m3, 1.571 m3/t
 * (zmchip.com/251genbokukansanUw.html). */
static void dry_and_wet_basis_are_kept_apart(void **state)
{
    (void)state;
    const double pair[][3] = {{0.80, 0.444, 0.0005}, {0.389, 0.280, 0.0005}, {1.12, 0.529, 0.001}};
    for (size_t i = 0; i < COUNT_OF(pair); i++) {
        struct kernel k = fresh(1, 1);
        const double mass = deliver(&k, 10.0, pair[i][0], 0.0);
        assert_true(fabs((mass - 10.0) / mass - pair[i][1]) < pair[i][2]);
        kernel_free(&k);
    }
    struct kernel k = fresh(1, 1);
    const double green = deliver(&k, 0.436, 0.46, 0.0); /* 1 m3 of solid wood */
    assert_true(fabs(green - 0.637) < 0.0005 && fabs(1.0 / green - 1.571) < 0.0005);
    kernel_free(&k);
}

/* NEDO's table for one city (expydoc.com/doc/7311333): dry tonnes and GJ, to half a printed tonne.
 * Bamboo and prunings fit only if its tonnes hold water: 17.5 x (1 - M) - 2.443 M at 25 and 30 %.
 */
static void energy_follows_nedos_table(void **state)
{
    (void)state;
    const struct {
        const char *kind;
        double t, gj, wet; /* water per wet mass */
    } c[] = {{"logging_residue", 646, 11699, 0},
             {"thinnings", 1501, 27160, 0},
             {"orchard_prunings", 27, 310, 0.30},
             {"bamboo", 1071, 13392, 0.25},
             {"sawmill_residue", 3560, 64438, 0},
             {"sawmill_residue", 183, 3315, 0},
             {"construction_wood", 1897, 34342, 0},
             {"construction_wood", 417, 7555, 0},
             {"orchard_prunings", 97, 1112, 0.30},
             {"rice_straw", 693, 9423, 0},
             {"rice_husk", 94, 1332, 0}};
    double sum = 0.0, wood = 0.0;
    for (size_t i = 0; i < COUNT_OF(c); i++) {
        struct kernel k = fresh(1, 1);
        kernel_entry(&k, "biomass", 0, c[i].kind);
        kernel_set(&k, "season_weight", 1.0);
        kernel_set(&k, "crop_gain_frac", 0.0);
        kernel_set(&k, "follow_frac", 0.0);
        kernel_set(&k, "store_t", 1e6);
        kernel_set(&k, "supply_t_per_year", c[i].t * 360.0); /* the city's year on an April day */
        day(&k, 0);
        assert_true(fabs(kernel_row(&k, "collected_t")[0].v[0] - c[i].t) < 1e-9 * c[i].t);
        const double gj = kernel_row(&k, "energy_gj")[0].v[0], per_t = gj / c[i].t;
        const double listed = gj * (1.0 - c[i].wet) - 2.443 * c[i].t * c[i].wet;
        assert_true(fabs(listed - c[i].gj) <= 0.5 * per_t + 0.005 * c[i].gj * (c[i].wet > 0.0));
        sum += i < 9 ? c[i].gj : 0.0;
        wood += i < 9 ? listed : 0.0;
        kernel_free(&k);
    }
    assert_true(fabs(sum - 163324.0) <= 1.0 && fabs(wood / 163324.0 - 1.0) < 0.002);
}

/* 600 kg of grain on 10 a leave 900 kg of straw with 405 kg of carbon, 45 % (Hokkaido Beibaku
 * Kairyo 112, 2015); none of it comes dry if none is collected. */
static void straw_of_ten_ares(void **state)
{
    (void)state;
    struct kernel k = fresh(1, 1);
    kernel_entry(&k, "biomass", 0, "wheat_straw");
    assert_true(fabs(kernel_row(&k, "residue_frac")[0].v[0] - 1.5) <
                0.02); /* median of the range */
    kernel_set(&k, "residue_frac", 1.5);
    kernel_set(&k, "area_ha", 0.1);
    kernel_set(&k, "yield_t_per_ha", 6.0);
    kernel_set(&k, "dry_frac", 1.0); /* as weighed */
    kernel_set(&k, "collectable_frac", 1.0);
    kernel_set(&k, "join_frac", 1.0);
    kernel_set(&k, "season_weight", 1.0);
    kernel_set(&k, "soil_c_frac", 0.45);
    day(&k, 0);
    const double straw = kernel_row(&k, "collected_t")[0].v[0] * 360.0;
    assert_true(fabs(straw - 0.9) < 1e-12);
    assert_true(fabs(straw * kernel_row(&k, "soil_c_frac")[0].v[0] - 0.405) < 1e-12);
    kernel_free(&k);
}

/* Every kind of the catalogue: its middle price draws out about the collectable share less the
 * rivals'; fates add up to 1; moisture and dry matter say the same on either basis; waste has a
 * class, and a good no fee. */
static void kinds_hold_together(void **state)
{
    (void)state;
    const struct catalogue *c = registry_catalogue(registry_get(), "biomass");
    assert_true(c->n_entry >= 16);
    for (size_t e = 0; e < c->n_entry; e++) {
        struct kernel k = fresh(1, 1);
        kernel_entry(&k, "biomass", 0, c->entry[e].name);
        double fates = 0.0;
        for (size_t f = 0; f < 7; f++)
            fates += kernel_row(&k, "fate_frac")[f].v[0];
        const double usual = kernel_row(&k, "collectable_frac")[0].v[0] *
                             (1.0 - kernel_row(&k, "rival_frac")[0].v[0]);
        const double price = kernel_row(&k, "price_yen_per_t")[0].v[0];
        const double class = kernel_row(&k, "legal_class")[0].v[0];
        const double dry = kernel_row(&k, "dry_frac")[0].v[0];
        const double m = kernel_row(&k, "fresh_moisture_frac")[0].v[0];
        double season = 0.0;
        for (size_t i = 0; i < 12; i++)
            season += kernel_row(&k, "season_weight")[i].v[0];
        const bool weighed = kernel_row(&k, "yield_t_per_ha")[0].v[0] > 0.0 && dry < 1.0;
        const double share = drawn(&k, price);
        if (!(fabs(fates - 1.0) < 1e-12 && share > 0.6 * usual && share < 1.6 * usual &&
              season > 0.0 && (!weighed || fabs(dry * (1.0 + m) - 1.0) < 0.1) &&
              (class > 0.0 || price > 0.0)))
            fail_msg("%s: fates %g, share %g of %g, dry %g, moisture %g, class %g, price %g",
                     c->entry[e].name, fates, share, usual, dry, m, class, price);
        kernel_free(&k);
    }
}
#endif
