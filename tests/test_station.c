/* test_station.c - two stations of record reproduced; kilograms, yen, hours and days add up.
 *
 * Kinds of evidence: Ikoma's and Tachiarai's totals are *fitted* (launch and ceiling chosen here,
 * item loads in models/basket.csv); biogas and fertiliser are *verification*; that distance acts on
 * joining and not on frequency, and that resale does not pay for a station, are held out.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/kernel.h"
#include <math.h>

enum { MANY = 8, ITEMS = 10, FOOD = 8, NEWSPAPER = 0, MIXED = 2, METAL = 5 };
static const uint32_t key[MANY] = {11, 12, 13, 14, 15, 16, 17, 18};
static const uint32_t zone[1] = {1}, n_zone[1] = {2}, basket[1] = {1};
static const uint32_t one_first[2] = {0, 1}, many_first[2] = {0, MANY};
static uint32_t future[LANES];
static const struct kernel_dim one_dim[] = {
    {"town", 1}, {"zone", 2}, {"basket", 2}, {"station", 1}, {NULL, 0}};
static const struct kernel_dim many_dim[] = {
    {"town", 1}, {"zone", 2}, {"basket", 2}, {"station", MANY}, {NULL, 0}};

/* Stations of one type on mild dry days. */
static struct kernel fresh_of(const struct model *m, const char *type, bool many)
{
    struct kernel k = kernel_new(m, many ? many_dim : one_dim);
    for (uint32_t l = 0; l < LANES; l++)
        future[l] = l;
    kernel_index(&k, "station.first", many ? many_first : one_first);
    kernel_index(&k, "station.key", key);
    kernel_index(&k, "town.zone", zone);
    kernel_index(&k, "zone.n", n_zone);
    kernel_index(&k, "town.basket", basket);
    for (uint32_t i = 0; i < (many ? MANY : 1); i++)
        kernel_entry(&k, "station", i, type);
    kernel_set(&k, "load_kg", 1e9); /* entry 0 is another town's */
    kernel_entry(&k, "basket", 1, "hub");
    kernel_set(&k, "weather.temp_degc", 15.0);
    kernel_set(&k, "households", 600.0);
    return k;
}
static struct kernel fresh(const char *type)
{
    return fresh_of(kernel_model("station"), type, false);
}

/* One day; of the staff that is wanted of the pools, the share `crew` comes. */
static void day_as(const struct kernel *k, const struct step *now, double crew)
{
    size_t n = 0;
    struct lane *given = *kernel_port(k, "labour.staff_given_h", &n);
    k->model->day_want(now, k->ports);
    for (size_t i = 0; i < n; i++)
        for (size_t l = 0; l < LANES; l++)
            given[i].v[l] = kernel_row(k, "staff_want_h")[i].v[l] * crew;
    k->model->day_act(now, k->ports);
}
static void day(const struct kernel *k, uint32_t d)
{
    const struct step now = kernel_step(d, future, 1);
    day_as(k, &now, 1.0);
}
static double at(const struct kernel *k, const char *name) { return kernel_row(k, name)[0].v[3]; }
static double item(const struct kernel *k, const char *name, size_t i)
{
    return kernel_row(k, name)[i].v[3];
}
/* Mean over lanes of the sum over entities. */
static double mean(const struct kernel *k, const char *name)
{
    double sum = 0.0;
    for (size_t l = 0; l < LANES; l++)
        sum += kernel_sum(k, name, l);
    return sum / LANES;
}
static bool near(double x, double want, double band) { return fabs(x - want) <= band * fabs(want); }

/* The Ikoma hub, 2019-12-20 (a Friday) to 2020-01-25: Monday to Saturday, closed 29 December to 5
 * January: 26 open days, 741 visits, 2,647 kg (Mainichi Shimbun 2020-02-13), newspaper 13.8 %,
 * mixed paper 11.1 %, metal 10.6 %. Fitted: who joins and when; loads by item. The calendar is not.
 */
static void ikoma_hub(void **state)
{
    (void)state;
    struct kernel k = fresh("contractor_staffed");
    kernel_set(&k, "yearend_after_day", 5.0);
    kernel_set(&k, "digester_kg_per_day", 1000.0);
    kernel_set(&k, "bin_kg", 1e5);
    kernel_set(&k, "near_frac", 0.60); /* fitted, with the next two */
    kernel_set(&k, "launch_frac", 0.79);
    kernel_set(&k, "launch_day", 3.0);
    double open = 0.0, visits = 0.0, all = 0.0, part[ITEMS] = {0}, closed = 0.0;
    for (uint32_t d = 0; d < 37; d++) {
        const bool january = d >= 12;
        struct step now = kernel_step(d, future, 1);
        now.day_of_month = january ? d - 12 : 19 + d;
        now.month_of_year = january ? 0 : 11;
        now.weekday = (d + 4) % 7;
        now.holiday = d == 12 || d == 24; /* New Year, Coming-of-Age Day */
        day_as(&k, &now, 1.0);
        open += at(&k, "worked_day");
        closed += at(&k, "rest_day");
        assert_true((at(&k, "visits") > 0.0) == (at(&k, "plan_h") == 10.0));
        visits += mean(&k, "visits");
        all += mean(&k, "brought_t") * 1e3;
        for (size_t i = 0; i < ITEMS; i++)
            for (size_t l = 0; l < LANES; l++)
                part[i] += kernel_row(&k, "brought_t")[i].v[l] * 1e3 / LANES;
    }
    print_message("Ikoma: %.0f open days, %.0f visits (741), %.0f kg (2,647), %.3f kg a visit\n",
                  open, visits, all, all / visits);
    assert_true(open == 26.0 && closed == 11.0);
    assert_true(near(visits, 741.0, 0.1) && near(all, 2647.0, 0.1));
    assert_true(near(all / visits, 2647.0 / 741.0, 0.005));
    assert_true(fabs(part[NEWSPAPER] / all - 0.138) < 0.03);
    assert_true(fabs(part[MIXED] / all - 0.111) < 0.03);
    assert_true(fabs(part[METAL] / all - 0.106) < 0.03);
    kernel_free(&k);
}

/* Tachiarai Hongo, opened 2022-01-07: 330 registrants on day 83; 63 open days with 1,451 kg of food
 * waste, 23 kg each for a digester of 30; about 2,650 l of fertiliser. Fitted: launch and ceiling
 * (one registration taken as one household) and food waste per visit. */
static void tachiarai_hongo(void **state)
{
    (void)state;
    struct kernel k = fresh("contractor_staffed");
    kernel_set(&k, "households", 1500.0); /* a quarter of the town's 6,000, one of four districts */
    kernel_set(&k, "digester_kg_per_day", 30.0);
    kernel_set(&k, "bin_kg", 1e5);
    kernel_set(&k, "near_frac", 0.45);
    kernel_set(&k, "launch_frac", 0.58); /* fitted */
    kernel_set(&k, "yearend_after_day", 0.0);
    double food = 0.0, open = 0.0, litres = 0.0;
    for (uint32_t d = 0; d < 84; d++) {
        struct step now = kernel_step(d, future, 1);
        now.month_of_year = d < 25 ? 0 : d < 53 ? 1 : 2;
        now.day_of_month = d < 25 ? d + 6 : d < 53 ? d - 25 : d - 53;
        now.weekday = (d + 4) % 7;
        /* 63 open days of 84 are known, which they were is not: weekdays and every fourth Saturday
         */
        kernel_set_at(&k, "hours_h", 1, d % 28 < 7 ? 10.0 : 0.0);
        day_as(&k, &now, 1.0);
        open += mean(&k, "worked_day");
        for (size_t l = 0; l < LANES; l++) {
            const double kg = kernel_row(&k, "brought_t")[FOOD].v[l] * 1e3;
            assert_true(kg <= 30.0);
            food += kg / LANES;
        }
        litres += mean(&k, "fertiliser_l");
    }
    print_message(
        "Tachiarai: %.0f registrants (330), %.0f open days, %.0f kg (1,451), %.0f l (2,650)\n",
        at(&k, "joined"), open, food, litres);
    assert_true(open == 63.0);
    assert_true(near(at(&k, "joined"), 330.0, 0.05));
    assert_true(near(food, 1451.0, 0.1) && near(food / open, 23.0, 0.1));
    assert_true(near(litres, 2650.0, 0.1));
    kernel_free(&k);
}

/* 365 t of food waste: 37,230 m3 of biogas, 71,596 kWh, 1.07 million yen at 15 yen (permit of the
 * Minamisanriku plant, 2016); 1,451 kg give 2,650 l (Tachiarai). */
static void digester_by_its_numbers(void **state)
{
    (void)state;
    struct kernel k = fresh("contractor_staffed");
    kernel_set(&k, "digester_kg_per_day", 1000.0);
    kernel_set(&k, "power_kwh_per_m3", 1.923);
    kernel_set(&k, "visit_per_week", 14.0);
    kernel_set(&k, "load_kg", 20.0); /* more than 1 t a day: the digester is full */
    kernel_set(&k, "hours_h", 10.0);
    kernel_set(&k, "contaminant_frac", 0.0);
    kernel_set(&k, "near_frac", 0.9);
    kernel_set(&k, "launch_frac", 1.0);
    kernel_set(&k, "launch_day", 1.0);
    kernel_set(&k, "bin_kg", 1e6);
    kernel_set(&k, "storm_mm", 1e3);
    kernel_set(&k, "yearend_before_day", 0.0);
    kernel_set(&k, "yearend_after_day", 0.0);
    double food = 0.0, gas = 0.0, power = 0.0, litres = 0.0, yen = 0.0;
    for (uint32_t d = 0; d < 365; d++) {
        day(&k, d);
        food += at(&k, "digested_t");
        gas += at(&k, "biogas_m3");
        power += at(&k, "power_kwh");
        litres += at(&k, "fertiliser_l");
        yen += at(&k, "digester_yen");
    }
    assert_true(near(food, 365.0, 1e-12));
    assert_true(near(gas, 37230.0, 1e-12));
    assert_true(near(power, 71596.0, 0.001) && near(power * 15.0, 1.07e6, 0.01));
    assert_true(near(litres / food * 1.451, 2650.0, 0.003));
    assert_true(near(yen, 365.0 * at(&k, "digester_yen_per_day"), 1e-12));
    assert_true(at(&k, "turned_t") > 0.0); /* what the full digester does not take */
    kernel_set(&k, "digester_kg_per_day", 0.0);
    day(&k, 365); /* without one nobody brings any, nobody is turned away */
    assert_true(at(&k, "visits") > 0.0 && at(&k, "digested_t") == 0.0 && at(&k, "turned_t") == 0.0);
    kernel_free(&k);
}

/* Least squares of y on x: slope and share of variance. */
static void regress(const double *x, const double *y, size_t n, double *slope, double *r2)
{
    double sx = 0.0, sy = 0.0, xx = 0.0, yy = 0.0, xy = 0.0;
    for (size_t i = 0; i < n; i++) {
        sx += x[i];
        sy += y[i];
    }
    for (size_t i = 0; i < n; i++) {
        xx += (x[i] - sx / (double)n) * (x[i] - sx / (double)n);
        yy += (y[i] - sy / (double)n) * (y[i] - sy / (double)n);
        xy += (x[i] - sx / (double)n) * (y[i] - sy / (double)n);
    }
    *slope = xy / xx;
    *r2 = xy * xy / (xx * yy);
}

/* Farther households join less, those who joined come as often (Li et al. 2020, Waste Management:
 * distance explains 3 % of the variance over 1,200 households, nothing among participants).
 * Households are drawn one by one from the model's shares and rates at their distance. */
static void distance_matters_for_joining_only(void **state)
{
    (void)state;
    enum { HOUSEHOLDS = 1200 };
    static double km[HOUSEHOLDS], days[HOUSEHOLDS], far[HOUSEHOLDS], often[HOUSEHOLDS];
    uint64_t rng = 9;
    struct kernel k = fresh_of(kernel_model("station"), "contractor_staffed", true);
    for (uint32_t i = 0; i < MANY; i++)
        kernel_set_at(&k, "mean_km", i, 0.25 * (double)i);
    for (uint32_t d = 0; d < 400; d++)
        day(&k, d);
    const struct lane *joined = kernel_row(&k, "joined"), *share = kernel_row(&k, "visit_share");
    for (uint32_t i = 1; i < MANY; i++) {
        assert_true(joined[i].v[0] < joined[i - 1].v[0]);
        assert_true(share[(size_t)i * 4].v[0] == share[0].v[0]);
    }
    /* the logit itself: 2 x 0.25 km farther multiply the odds by exp(-slope x 0.5) */
    const double near_odds = at(&k, "near_frac") / (1.0 - at(&k, "near_frac"));
    const double slope_km =
        at(&k, "foot_slope_per_km") +
        (at(&k, "car_slope_per_km") - at(&k, "foot_slope_per_km")) * at(&k, "car_frac");
    const double p = kernel_row(&k, "ceiling")[2].v[3] / 600.0;
    assert_true(near(p / (1.0 - p), near_odds * exp(-0.5 * slope_km), 1e-12));
    size_t n_in = 0;
    for (size_t i = 0; i < HOUSEHOLDS; i++) {
        const size_t s = i % MANY;
        const bool in = kernel_draw(&rng) < joined[s].v[0] / 600.0;
        km[i] = 0.25 * (double)s;
        for (size_t d = 0; in && d < 26; d++)
            days[i] += kernel_draw(&rng) < share[s * 4].v[0];
        if (in) {
            far[n_in] = km[i];
            often[n_in++] = days[i];
        }
    }
    double slope, r2, slope_in, r2_in;
    regress(km, days, HOUSEHOLDS, &slope, &r2);
    regress(far, often, n_in, &slope_in, &r2_in);
    print_message(
        "distance: R2 %.3f of all, %.4f of %zu participants; slope %.3f and %.3f days/km\n", r2,
        r2_in, n_in, slope, slope_in);
    assert_true(slope < 0.0 && r2 > 0.001 && r2 <= 0.1);
    assert_true(r2_in < 0.02 && fabs(slope_in) < 0.5);
    kernel_free(&k);
}

/* Payments of a day: staff by the hour, the contract's two parts, and their sum less sales. */
static bool money_adds_up(const struct kernel *k, size_t l)
{
    const double fee = kernel_sum(k, "staff_fee_yen", l);
    const double away = kernel_sum(k, "contract_outside_yen", l);
    const double rest = away + kernel_sum(k, "contract_local_yen", l);
    const double paid = fee + rest + kernel_sum(k, "digester_yen", l);
    return fabs(paid - kernel_sum(k, "sales_town_yen", l) - kernel_sum(k, "net_cost_yen", l)) <
               1e-6 &&
           fee == kernel_sum(k, "labour.staff_given_h", l) * at(k, "fee_yen_per_h") &&
           fabs(away - rest * at(k, "outside_frac")) < 1e-9 * (1.0 + rest);
}

static void scatter_all(const struct kernel *k, uint64_t *rng)
{
    kernel_set(k, "bin_kg", 250.0);
    kernel_scatter(k, "digester_kg_per_day", rng, 0.0, 40.0);
    kernel_scatter(k, "resident_frac", rng, 0.0, 0.5);
    kernel_scatter(k, "pool_frac", rng, 0.0, 1.0);
    kernel_scatter(k, "moved_frac", rng, 0.0, 1.0);
    kernel_scatter(k, "price_yen_per_kg", rng, -50.0, 50.0);
    kernel_scatter(k, "sales_resident_frac", rng, 0.0, 1.0);
}
/* Every kilogram is somewhere; every yen, hour and point follows from what happened. */
static void everything_adds_up(void **state)
{
    (void)state;
    uint64_t rng = 5;
    struct kernel k = fresh("contractor_staffed");
    scatter_all(&k, &rng);
    kernel_set(&k, "self_run_day", 300.0);
    kernel_set(&k, "points_per_visit", 50.0);
    kernel_set(&k, "closes_day", 500.0);
    double in[LANES] = {0}, out[LANES] = {0}, turned = 0.0;
    for (uint32_t d = 0; d < 510; d++) {
        kernel_scatter(&k, "weather.precip_mm", &rng, -40.0, 70.0);
        const double crew = kernel_draw(&rng) < 0.5 ? 1.0 : kernel_draw(&rng);
        const struct step now = kernel_step(d, future, 1);
        double before[ITEMS][LANES];
        for (size_t i = 0; i < ITEMS; i++)
            for (size_t l = 0; l < LANES; l++)
                before[i][l] = kernel_row(&k, "bin_t")[i].v[l];
        day_as(&k, &now, crew);
        for (size_t l = 0; l < LANES; l++) {
            const double brought = kernel_sum(&k, "brought_t", l);
            const double bad = kernel_sum(&k, "rejected_t", l);
            const double clean = kernel_sum(&k, "moved_t", l) + kernel_sum(&k, "diverted_t", l);
            const double visits = kernel_sum(&k, "visits", l);
            double offered = 0.0, worth = 0.0;
            for (size_t i = 0; i < ITEMS; i++) {
                const double in_bin =
                    before[i][l] + (i == FOOD ? 0.0 : 1.0) * kernel_row(&k, "brought_t")[i].v[l] *
                                       (brought > 0.0 ? 1.0 - bad / brought : 0.0);
                offered += visits * kernel_row(&k, "load_kg")[ITEMS + i].v[l] * 1e-3;
                worth += in_bin * kernel_row(&k, "price_yen_per_kg")[ITEMS + i].v[l] * 1e3;
            }
            if (kernel_sum(&k, "pickup_t", l) == 0.0)
                worth = 0.0;
            assert_true(near(offered, brought + kernel_sum(&k, "turned_t", l), 1e-12));
            assert_true(fabs(clean + bad - brought) <= 1e-14 * (1.0 + brought));
            assert_true(fabs(kernel_sum(&k, "item_diverted_t", l) -
                             kernel_sum(&k, "diverted_t", l)) < 1e-15);
            assert_true(fabs(kernel_sum(&k, "sales_town_yen", l) +
                             kernel_sum(&k, "sales_resident_yen", l) - worth) < 1e-6);
            assert_true(kernel_sum(&k, "bin_t", l) <= 0.25 * (1.0 + 1e-12));
            assert_true(kernel_sum(&k, "points", l) == visits * 50.0);
            assert_true(kernel_sum(&k, "joined", l) <= kernel_sum(&k, "ceiling", l));
            assert_true(money_adds_up(&k, l));
            turned += kernel_sum(&k, "turned_t", l);
            in[l] += brought;
            out[l] += bad + kernel_sum(&k, "digested_t", l) + kernel_sum(&k, "pickup_t", l);
        }
    }
    assert_true(turned > 0.1);
    for (size_t l = 0; l < LANES; l++) {
        assert_true(in[l] > 5.0 && isfinite(out[l]));
        assert_true(fabs(in[l] - out[l]) <= 1e-12 * in[l]); /* closed: the last load was fetched */
        assert_true(kernel_sum(&k, "bin_t", l) == 0.0);
    }
    kernel_free(&k);
}

/* Of the calendar's days each has one reason, every one of them comes up. */
static void reasons_sum_to_the_calendar(void **state)
{
    (void)state;
    static const char *const name[6] = {"shut_day", "rest_day", "storm_day",
                                        "crew_day", "full_day", "worked_day"};
    uint64_t rng = 6;
    double seen[6] = {0};
    struct kernel k = fresh("contractor_staffed");
    kernel_set(&k, "pool_frac", 1.0);
    kernel_set(&k, "opens_day", 40.0);
    kernel_set(&k, "closes_day", 900.0);
    kernel_set(&k, "bin_kg", 150.0);
    kernel_set(&k, "pickup_day", 30.0);
    kernel_set(&k, "pickup_at_frac", 1.0);
    for (uint32_t d = 0; d < 1000; d++) {
        kernel_scatter(&k, "weather.precip_mm", &rng, -400.0, 90.0);
        const struct step now = kernel_step(d, future, 1);
        day_as(&k, &now, kernel_draw(&rng) < 0.8 ? 1.0 : 0.5);
        for (size_t l = 0; l < LANES; l++) {
            double sum = 0.0;
            for (size_t r = 0; r < 6; r++) {
                const double x = kernel_row(&k, name[r])[0].v[l];
                assert_true(x == 0.0 || x == 1.0);
                seen[r] += x;
                sum += x;
            }
            assert_true(sum == 1.0);
            const bool out = d < 40 || d >= 900;
            assert_true((kernel_row(&k, "shut_day")[0].v[l] == 1.0) == out);
            assert_true((kernel_row(&k, "open_h")[0].v[l] > 0.0) ==
                        (kernel_row(&k, "plan_h")[0].v[l] > 0.0));
            assert_true(kernel_row(&k, "full_day")[0].v[l] == 0.0 ||
                        kernel_row(&k, "turned_t")[0].v[l] > 0.0);
        }
    }
    for (size_t r = 0; r < 6; r++)
        assert_true(seen[r] > 100.0);
    kernel_free(&k);
}

/* What is not open, or an option lacks, adds exactly nothing, not even days. */
static void not_open_is_nothing(void **state)
{
    (void)state;
    struct kernel k = fresh("contractor_staffed");
    kernel_set(&k, "digester_kg_per_day", 30.0);
    kernel_set(&k, "points_per_visit", 50.0);
    kernel_set(&k, "opens_day", NEVER_DAY);
    kernel_set(&k, "closes_day", 0.0);
    kernel_set(&k, "self_run_day", 0.0);
    for (uint32_t d = 0; d < 70; d++) {
        day(&k, d);
        for (size_t i = 0; i < k.model->n_row; i++) {
            const struct row *row = &k.model->row[i];
            const bool told = row->kind == ROW_STATE && (row->medium != 0 || row->agg != AGG_NONE);
            if (row->kind != ROW_OUTPUT && !told)
                continue;
            for (size_t e = 0; e < k.size[i]; e++)
                for (size_t l = 0; l < LANES; l++)
                    assert_true(kernel_row(&k, row->name)[e].v[l] == 0.0 &&
                                !signbit(kernel_row(&k, row->name)[e].v[l]));
        }
    }
    kernel_free(&k);
    /* nobody within reach: open, but empty */
    k = fresh("contractor_staffed");
    kernel_set(&k, "households", 0.0);
    for (uint32_t d = 0; d < 70; d++) {
        day(&k, d);
        assert_true(at(&k, "visits") == 0.0 && kernel_sum(&k, "brought_t", 3) == 0.0);
        assert_true(at(&k, "pickups") == 0.0);
    }
    kernel_free(&k);
}

/* Half the staff: half the hours, half the visits. Residents give no more than they have. */
static void hours_follow_the_staff(void **state)
{
    (void)state;
    struct kernel all = fresh("contractor_staffed"), half = fresh("contractor_staffed");
    kernel_set(&all, "pool_frac", 1.0);
    kernel_set(&half, "pool_frac", 1.0);
    for (uint32_t d = 0; d < 60; d++) {
        const struct step now = kernel_step(d, future, 1);
        day_as(&all, &now, 1.0);
        day_as(&half, &now, 0.5);
        assert_true(at(&all, "staff_want_h") == at(&all, "plan_h"));
        assert_true(at(&all, "usual_staff_h") == 10.0);
        assert_true(at(&half, "open_h") == 0.5 * at(&all, "open_h"));
        assert_true(near(at(&half, "visits"), 0.5 * at(&all, "visits"), 1e-12));
        assert_true(at(&half, "crew_day") == (at(&half, "plan_h") > 0.0 ? 1.0 : 0.0));
    }
    kernel_free(&all);
    kernel_free(&half);
    struct kernel k = fresh("resident_staffed");
    double cut = 0.0, duty = 0.0, member_h = 0.0;
    kernel_set(&k, "near_frac", 0.3);
    kernel_set(&k, "volunteer_h_per_week", 0.06);
    for (uint32_t d = 0; d < 365; d++) {
        day(&k, d);
        assert_true(at(&k, "staff_want_h") == 0.0 && at(&k, "usual_staff_h") == 0.0);
        assert_true(near(at(&k, "resident_h"), at(&k, "open_h"), 1e-12));
        cut += at(&k, "crew_day");
        duty += at(&k, "resident_h");
        member_h += at(&k, "joined") * 0.06 / 7.0;
    }
    assert_true(cut > 200.0 && duty > 0.5 * member_h && duty <= member_h * 1.02);
    kernel_set(&k, "pool_frac", 0.75); /* residents fill what the pools are not asked for */
    kernel_set(&k, "volunteer_h_per_week", 10.0);
    for (uint32_t d = 390; d < 400; d++) {
        day(&k, d);
        assert_true(at(&k, "crew_day") == 0.0 && at(&k, "staff_want_h") == 0.75 * at(&k, "plan_h"));
        assert_true(at(&k, "resident_h") == 0.25 * at(&k, "plan_h"));
    }
    kernel_free(&k);
}

/* From the date on: no staff, another contamination and contract, residents who tidy up. */
static void self_run_from_a_date(void **state)
{
    (void)state;
    struct kernel k = fresh("contractor_staffed"), born = fresh("self_run");
    kernel_set(&k, "self_run_day", 200.0);
    kernel_set(&k, "pool_frac", 1.0);
    for (uint32_t d = 0; d < 400; d++) {
        day(&k, d);
        day(&born, d);
        const double plan = at(&k, "plan_h"), brought = kernel_sum(&k, "brought_t", 3);
        const double dirt = at(&k, d < 200 ? "contaminant_frac" : "self_run_contaminant_frac");
        assert_true(fabs(at(&k, "rejected_t") - brought * dirt) < 1e-15);
        const double contract = at(&k, d < 200 ? "contract_yen_per_day" : "self_run_yen_per_day");
        const double paid =
            at(&k, "staff_fee_yen") + at(&k, "contract_outside_yen") + at(&k, "contract_local_yen");
        assert_true(plan == 0.0 ? paid == 0.0 : near(paid, contract, 1e-12));
        assert_true(at(&k, "staff_want_h") == (d < 200 ? plan : 0.0));
        if (d >= 200 && plan > 0.0 && at(&k, "crew_day") == 0.0)
            assert_true(at(&k, "resident_h") == at(&k, "self_run_care_h"));
        assert_true(at(&born, "staff_want_h") == 0.0 && at(&born, "usual_staff_h") == 0.0);
    }
    kernel_free(&k);
    kernel_free(&born);
}

/* Sales of a year never pay for the station, in any type, at any of the prices' ranges. */
static void resale_does_not_pay(void **state)
{
    (void)state;
    static const char *const type[4] = {"contractor_staffed", "pool_staffed", "resident_staffed",
                                        "self_run"};
    for (size_t t = 0; t < 4; t++) {
        struct kernel k = fresh(type[t]);
        double sales = 0.0, cost = 0.0;
        for (uint32_t d = 0; d < 730; d++) {
            day(&k, d);
            sales += mean(&k, "sales_town_yen");
            cost += mean(&k, "net_cost_yen") + mean(&k, "sales_town_yen");
        }
        print_message("%s: sales %.0f yen a year, cost %.0f\n", type[t], sales / 2.0, cost / 2.0);
        assert_true(sales > 0.0 && sales < 0.9 * cost);
        kernel_free(&k);
    }
}

/* Rain, cold and snow keep visitors away by their factors; a storm shuts the station. */
static void weather_keeps_visitors_away(void **state)
{
    (void)state;
    struct kernel k = fresh("contractor_staffed"), dry = fresh("contractor_staffed");
    const double rain[4] = {1.0, 0.0, 0.0, 5.0}, snow[4] = {0.0, 60.0, 0.0, 60.0};
    const double warm[4] = {5.0, 0.0, -5.0, -9.0};
    kernel_set(&k, "snow_from_mm", 60.0);
    const double in_rain = at(&k, "rain_frac"), in_snow = at(&k, "snow_frac");
    const double in_cold = at(&k, "cold_frac");
    const double want[4] = {in_rain, in_snow, in_cold, in_rain * in_snow * in_cold};
    struct lane *drop = kernel_row(&k, "weather.precip_mm");
    struct lane *pack = kernel_row(&k, "weather.snow_mm");
    struct lane *heat = kernel_row(&k, "weather.temp_degc");
    double all[4] = {0}, part[4] = {0};
    for (uint32_t d = 0; d < 360; d++) {
        kernel_set(&k, "weather.precip_mm", 500.0); /* other zones and days do not count */
        kernel_set(&k, "weather.temp_degc", -99.0);
        kernel_fill(&drop[(d % 30) * 2 + 1], 1, rain[d % 4]);
        kernel_fill(&pack[(d % 30) * 2 + 1], 1, snow[d % 4]);
        kernel_fill(&heat[(d % 30) * 2 + 1], 1, warm[d % 4]);
        day(&k, d);
        day(&dry, d);
        all[d % 4] += mean(&dry, "visits");
        part[d % 4] += mean(&k, "visits");
    }
    for (size_t i = 0; i < 4; i++)
        assert_true(near(part[i] / all[i], want[i], 0.02));
    kernel_set(&dry, "weather.precip_mm", at(&dry, "storm_mm"));
    day(&dry, 366); /* a Monday */
    assert_true(at(&dry, "storm_day") == 1.0 && at(&dry, "visits") == 0.0);
    assert_true(at(&dry, "staff_want_h") == 0.0 && at(&dry, "plan_h") == 0.0);
    kernel_set(&dry, "weather.precip_mm", at(&dry, "storm_mm") - 0.1);
    day(&dry, 366);
    assert_true(at(&dry, "storm_day") == 0.0 && at(&dry, "plan_h") == 10.0);
    kernel_free(&k);
    kernel_free(&dry);
}

/* A lorry comes when the bins are so full, or after so many days; never for nothing. */
static void lorries_come_when_due(void **state)
{
    (void)state;
    struct kernel k = fresh("contractor_staffed");
    kernel_set(&k, "bin_kg", 1e6);
    kernel_set(&k, "pickup_day", 7.0);
    double last = 0.0, n = 0.0;
    for (uint32_t d = 0; d < 210; d++) {
        day(&k, d);
        assert_true((at(&k, "pickup_t") > 0.0) == (at(&k, "pickups") > 0.0));
        if (at(&k, "pickups") > 0.0) {
            assert_true(kernel_sum(&k, "bin_t", 3) == 0.0);
            assert_true(n == 0.0 || (double)d - last == 7.0);
            last = d;
            n += 1.0;
        }
    }
    assert_true(n == 30.0);
    kernel_set(&k, "pickup_day", 3650.0);
    kernel_set(&k, "bin_kg", 500.0);
    kernel_set(&k, "pickup_at_frac", 0.5);
    for (uint32_t d = 210; d < 400; d++) {
        day(&k, d);
        const double held = kernel_sum(&k, "bin_t", 3), went = at(&k, "pickup_t");
        assert_true(held < 0.25 && (went == 0.0 || (went >= 0.25 && went <= 0.5)));
    }
    kernel_set(&k, "bin_kg", 0.0); /* no room: all but food goes home again */
    kernel_set(&k, "digester_kg_per_day", 30.0);
    day(&k, 401); /* a Monday */
    assert_true(kernel_sum(&k, "brought_t", 3) == item(&k, "brought_t", FOOD));
    assert_true(at(&k, "digested_t") > 0.0 && at(&k, "full_day") == 1.0);
    kernel_free(&k);
}

/* Diffusion: by neighbours' share, towards the ceiling, never beyond; a year of Bass by hand. */
static void joining_is_launch_and_diffusion(void **state)
{
    (void)state;
    struct kernel k = fresh("contractor_staffed");
    kernel_set(&k, "launch_frac", 0.0);
    kernel_set(&k, "leave_per_year", 0.0);
    kernel_set(&k, "innovate_per_year", 0.03);
    kernel_set(&k, "imitate_per_year", 0.38);
    for (uint32_t d = 0; d < 3650; d++)
        day(&k, d);
    const double p = 0.03, q = 0.38, t = 3650.0 / 365.25; /* Bass 1969: F(t) */
    const double f = (1.0 - exp(-(p + q) * t)) / (1.0 + q / p * exp(-(p + q) * t));
    assert_true(near(at(&k, "joined") / at(&k, "ceiling"), f, 0.002));
    kernel_free(&k);
    /* the cohort registers with its mean time */
    k = fresh("contractor_staffed");
    kernel_set(&k, "launch_frac", 0.5);
    kernel_set(&k, "launch_day", 20.0);
    kernel_set(&k, "leave_per_year", 0.0);
    kernel_set(&k, "innovate_per_year", 0.0);
    kernel_set(&k, "imitate_per_year", 0.0);
    kernel_set(&k, "opens_day", 10.0);
    for (uint32_t d = 0; d < 30; d++)
        day(&k, d);
    const double cohort = 0.5 * at(&k, "ceiling");
    kernel_set(&k, "innovate_per_year", 0.03); /* half the points, half their effect */
    kernel_set(&k, "imitate_per_year", 0.38);
    kernel_set(&k, "points_gain_frac", 0.1);
    kernel_set(&k, "points_per_visit", 25.0);
    k.model->day_want(&(struct step){.day = 30, .town1 = 1, .future = future}, k.ports);
    assert_true(near(at(&k, "pace_frac"), 0.03 * 1.05 / 365.25, 1e-12));
    assert_true(near(at(&k, "imitate_frac"), 0.38 * 1.05 / 365.25 / at(&k, "ceiling"), 1e-12));
    kernel_set(&k, "innovate_per_year", 0.0);
    kernel_set(&k, "imitate_per_year", 0.0);
    assert_true(near(at(&k, "joined"), cohort * (1.0 - pow(0.95, 20.0)), 1e-12));
    /* leaving by its hazard */
    kernel_set(&k, "leave_per_year", 0.12);
    kernel_set(&k, "waiting", 0.0);
    const double before = at(&k, "joined");
    for (uint32_t d = 30; d < 395; d++)
        day(&k, d);
    assert_true(near(at(&k, "joined"), before * exp(-0.12 * 365.0 / 365.25), 1e-3));
    kernel_free(&k);
}

/* With every default in its middle, about as many use a station after a year as did at three of
 * record: 19.2 % of people aged 65 or more (Abe et al., PLOS ONE 2025-10-15), band 15 to 24 %. */
static void a_year_of_defaults(void **state)
{
    (void)state;
    struct kernel k = fresh("contractor_staffed");
    for (uint32_t d = 0; d < 365; d++)
        day(&k, d);
    const double share = at(&k, "joined") / 600.0;
    print_message("joined after a year: %.1f %% of households (19.2 %% of older people)\n",
                  share * 100);
    assert_true(share > 0.15 && share < 0.24);
    kernel_free(&k);
}

/* Points bring more, within what a vendor counted at most (+21.3 %, Windsor and Maidenhead). */
static void points_bring_a_little(void **state)
{
    (void)state;
    double kg[4] = {0};
    for (size_t i = 0; i < 4; i++) {
        struct kernel k = fresh("contractor_staffed");
        kernel_set(&k, "points_gain_frac", 0.1); /* the upper end */
        kernel_set(&k, "points_per_visit", i == 3 ? 500.0 : 25.0 * (double)i);
        for (uint32_t d = 0; d < 365; d++) {
            day(&k, d);
            kg[i] += mean(&k, "moved_t") + mean(&k, "diverted_t");
        }
        kernel_free(&k);
    }
    assert_true(kg[1] > kg[0] * 1.04 && kg[1] < kg[0] * 1.07 && kg[3] == kg[2]);
    assert_true(kg[2] > kg[0] * 1.09 && kg[2] < kg[0] * 1.213);
}

/* By hand: trips, time, talks, ties and the association with contacts. */
static void people_are_counted(void **state)
{
    (void)state;
    struct kernel k = fresh("contractor_staffed");
    double ties = 0.0;
    kernel_set(&k, "mean_km", 2.0);
    kernel_set(&k, "car_frac", 0.5);
    kernel_set(&k, "chained_frac", 0.75);
    kernel_set(&k, "stay_min", 12.0);
    kernel_set(&k, "foot_min_per_km", 14.0);
    kernel_set(&k, "car_min_per_km", 2.0);
    kernel_set(&k, "talk_frac", 0.2);
    kernel_set(&k, "tie_frac", 0.02);
    kernel_set(&k, "tie_fade_per_year", 0.365250);
    for (uint32_t d = 0; d < 40; d++) {
        day(&k, d);
        const double n = at(&k, "visits");
        assert_true(near(at(&k, "car_km"), n * 2.0 * 2.0 * 0.5 * 0.25, 1e-12));
        assert_true(near(at(&k, "visit_h"), n * (12.0 + 4.0 * 0.25 * 8.0) / 60.0, 1e-12));
        assert_true(
            near(at(&k, "car_co2_t"), at(&k, "car_km") * at(&k, "car_kg_per_km") / 1e3, 1e-12));
        /* demand comes from members and type of day; two of them overlap for 2 x 12 of 600 min */
        const size_t type = (d + 2) % 7 < 5 ? 0 : (d + 2) % 7 - 4;
        const double due = at(&k, "joined") * kernel_row(&k, "visit_share")[type].v[3];
        assert_true(fabs(at(&k, "encounters") - n * due * 0.5 * 24.0 / 600.0 * 0.2) < 1e-9);
        ties = ties * 0.999 + at(&k, "encounters") * 0.02;
        assert_true(near(at(&k, "ties"), ties, 1e-9));
        assert_true(near(at(&k, "more_contact_person"),
                         at(&k, "joined") * at(&k, "older_person") * 0.203 * at(&k, "causal_frac"),
                         1e-12));
    }
    /* the usual week: its visits over 6 days, Saturday's weight 1.2; no more visits than days */
    assert_true(
        near(kernel_row(&k, "visit_share")[1].v[3], at(&k, "visit_per_week") * 1.2 / 6.2, 1e-12));
    kernel_set(&k, "visit_per_week", 14.0);
    day(&k, 60);
    assert_true(near(kernel_row(&k, "visit_share")[0].v[3], 6.0 / 6.2, 1e-12));
    /* open on Tuesdays' kind of day never, at week-ends only; and every day with four weights */
    kernel_set(&k, "staff", 3.0);
    kernel_set(&k, "pool_frac", 0.5);
    kernel_set(&k, "volunteer_h_per_week", 0.2);
    for (size_t t = 0; t < 4; t++) {
        kernel_set_at(&k, "hours_h", t, t == 0 || t == 3 ? 0.0 : 3.0 * (double)t);
        kernel_set_at(&k, "busy_frac", t, 0.5 + (double)t);
    }
    day(&k, 90);
    const struct lane *share = kernel_row(&k, "visit_share");
    assert_true(share[0].v[3] == 0.0 && share[3].v[3] == 0.0);
    assert_true(near(share[1].v[3], 2.0 * 1.5 / 4.0, 1e-12));
    assert_true(near(share[2].v[3], 2.0 * 2.5 / 4.0, 1e-12));
    assert_true(near(at(&k, "usual_staff_h"), 9.0 / 2.0 * 1.5, 1e-12));
    assert_true(near(at(&k, "volunteer_h"), 0.1, 1e-12));
    assert_true(near(kernel_row(&k, "meet_frac")[2].v[3], 0.2 * 12.0 / 360.0, 1e-12));
    kernel_set(&k, "hours_h", 5.0);
    kernel_set(&k, "visit_per_week", 0.7);
    day(&k, 120);
    assert_true(near(share[0].v[3], 0.7 * 0.5 / (5.0 * 0.5 + 1.5 + 2.5), 1e-12));
    assert_true(near(share[3].v[3], 0.7 * 3.5 / 6.5, 1e-12));
    assert_true(near(at(&k, "usual_staff_h"), 7.5, 1e-12));
    kernel_free(&k);
}

/* Counts scatter as counts do: variance about the mean. */
static void visits_scatter_as_counts(void **state)
{
    (void)state;
    struct kernel k = fresh("contractor_staffed");
    double n = 0.0, z = 0.0, zz = 0.0;
    for (uint32_t d = 0; d < 1500; d++) {
        day(&k, d);
        for (size_t l = 0; l < LANES; l++) {
            const size_t type = (d + 2) % 7 < 5 ? 0 : (d + 2) % 7 - 4;
            const double due =
                kernel_row(&k, "joined")[0].v[l] * kernel_row(&k, "visit_share")[type].v[l];
            if (kernel_row(&k, "plan_h")[0].v[l] == 0.0)
                continue;
            const double x = (kernel_row(&k, "visits")[0].v[l] - due) / sqrt(due);
            n += 1.0;
            z += x;
            zz += x * x;
        }
    }
    assert_true(fabs(z / n) < 0.03 && fabs(zz / n - 1.0) < 0.05);
    kernel_free(&k);
}

static void same_bits_for_every_isa_and_lane_order(void **state)
{
    (void)state;
    const struct model *isa[N_ISA];
    const size_t n = kernel_isas("station", isa);
    struct kernel k[N_ISA + 1];
    for (size_t i = 0; i <= n; i++) {
        uint64_t rng = 12;
        k[i] = fresh_of(isa[i < n ? i : n - 1], "contractor_staffed", true);
        kernel_scatter(&k[i], "households", &rng, 0.0, 2000.0);
        kernel_scatter(&k[i], "mean_km", &rng, 0.0, 3.0);
        kernel_scatter(&k[i], "near_frac", &rng, 0.0, 0.9);
        kernel_scatter(&k[i], "bin_kg", &rng, 50.0, 900.0);
        kernel_scatter(&k[i], "resident_frac", &rng, 0.0, 1.0);
        kernel_scatter(&k[i], "pool_frac", &rng, 0.0, 1.0);
        kernel_scatter(&k[i], "digester_kg_per_day", &rng, -20.0, 40.0);
        kernel_scatter(&k[i], "weather.precip_mm", &rng, -20.0, 70.0);
        kernel_scatter(&k[i], "weather.temp_degc", &rng, -20.0, 30.0);
        kernel_scatter(&k[i], "self_run_day", &rng, 0.0, 300.0);
        if (i == n) {
            kernel_reverse(&k[i]);
            for (uint32_t l = 0; l < LANES; l++)
                future[l] = LANES - 1 - l;
        }
        for (uint32_t d = 0; d < 150; d++) {
            const struct step now = kernel_step(d, future, 1);
            day_as(&k[i], &now, 0.9);
        }
        if (i == n)
            kernel_reverse(&k[i]);
        assert_true(kernel_same(&k[0], &k[i]));
    }
    for (size_t i = 0; i <= n; i++)
        kernel_free(&k[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ikoma_hub),
        cmocka_unit_test(tachiarai_hongo),
        cmocka_unit_test(digester_by_its_numbers),
        cmocka_unit_test(distance_matters_for_joining_only),
        cmocka_unit_test(everything_adds_up),
        cmocka_unit_test(reasons_sum_to_the_calendar),
        cmocka_unit_test(not_open_is_nothing),
        cmocka_unit_test(hours_follow_the_staff),
        cmocka_unit_test(self_run_from_a_date),
        cmocka_unit_test(resale_does_not_pay),
        cmocka_unit_test(weather_keeps_visitors_away),
        cmocka_unit_test(lorries_come_when_due),
        cmocka_unit_test(joining_is_launch_and_diffusion),
        cmocka_unit_test(a_year_of_defaults),
        cmocka_unit_test(points_bring_a_little),
        cmocka_unit_test(people_are_counted),
        cmocka_unit_test(visits_scatter_as_counts),
        cmocka_unit_test(same_bits_for_every_isa_and_lane_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
