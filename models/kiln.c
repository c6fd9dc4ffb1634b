/* kiln.c - a kiln and its yard: feed in; char, gas, steam and heat out; char to its uses.
 *
 * The yard holds one blend as sums (dry t, water t, m3, char it will give, carbon in that char,
 * heat of its volatiles); every delivery adds its kind's share, every firing takes the same part of
 * each, so any number of kinds needs no state per kind. A firing is limited by mass as loaded and
 * by chamber volume, and is refused when the volatiles cannot boil off the water (modelling rule
 * 10). Firings are whole; crew hours not yet worth a firing are kept as a chamber partly made
 * ready. A continuous kiln is one with many small firings a day.
 *
 * Every calendar day of a kiln that the option has counts once, for the first of these that is
 * true: closed, out of season, day of rest, snow, breakdown, blend too wet to dry, crew short, feed
 * short while a firing's worth on offer was refused (for its price; for its haulage or for want of
 * trucks; for want of heat to dry it), feed short, worked in full with the chamber full by volume,
 * worked in full.
 *
 * Invariants per kiln, lane and day: feed = char + gas; yard' = yard + given - feed - spoiled; the
 * same for water and for the char store; the days by reason add up to 1, exactly.
 *
 * Over 600 lines: the table of rows is half of them, and one model is one file.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/rows.h"
#include "sim/num_lane.h"

enum { MONTHS = 12, STEPS = 5, DAYTYPES = 4, APRIL = 3 };
static const double dust_t = 1e-9; /* smaller stocks are spoilage */
static const double grain = 1e-9;  /* of a firing: rounding does not cost a whole one */
/* GJ to bring 1 t of water from 25 to 100 degC and boil it: 4.19 kJ/(kg K) x 75 K + 2257 kJ/kg,
 * steam tables. */
static const double boil_gj_per_t = 2.571;
/* Open kilns by the feed's moisture, water per wet mass: at most 3.6 kg of methane per t of char on
 * feed below 15 %, more than 500 above 40 % (Cornelissen et al. 2023, Sci Total Environ 903
 * 166547). Between them log-linear: assumption. */
static const double damp_frac = 0.15, per_cliff = 1.0 / (0.40 - 0.15);
static const double damp_dry_frac = 0.15 / 0.85; /* the first as water per dry mass */
static const double least_kg_per_t = 1e-3;       /* of methane, for a logarithm */
static const double year_per_day = 1.0 / 365.2425;
static const double dust_h = 1e-9; /* smaller rests of truck hours are none */

struct kiln_ports {
    const uint32_t *first, *key, *pair_first, *pair_from, *zone, *n_zone;
    param_lane *opens_day, *closes_day, *capacity_t_per_day, *batch_t, *chamber_m3;
    param_lane *yield_frac, *temp_degc, *heat_use_frac, *char_lhv_gj_per_t, *radius_km;
    param_lane *local_km, *yard_day, *snow_limit_mm, *fail_frac, *repair_frac;
    param_lane *methane_kg_per_t, *soil_frac, *fuel_frac, *store_day, *char_km;
    param_lane *char_price_yen_per_t, *proven_day, *unproven_frac;
    param_lane *pays_yen_per_t, *wet_room_frac, *yield_law, *yield_temp_degc, *wet_loss_frac;
    param_lane *methane_wet_frac, *methane_wet_kg_per_t, *carbon_ratio_frac;
    param_lane *heat_out_frac, *heat_sold_frac, *heat_price_yen_per_gj;
    param_lane *vinegar_m3_per_t, *vinegar_price_yen_per_m3;
    param_lane *test_yen_per_year, *test_yen_per_t;
    param_lane *upkeep_yen_per_year, *upkeep_yen_per_firing;
    param_lane *soil_area_ha, *soil_rate_t_per_ha;
    param_lane *crew_h;                      /* [kiln*step] */
    param_lane *season_frac;                 /* [kiln*month] */
    param_lane *open_frac;                   /* [kiln*daytype] */
    param_lane *distance_km, *accepted_frac; /* [supply] */
    const struct lane *snow_mm;              /* [day of month][zone] */
    param_lane *bulk_t_per_m3, *lhv_gj_per_t, *char_ratio_frac, *fixed_c_frac, *lignin_frac,
        *price_yen_per_t;                                 /* [biomass] */
    const struct lane *offered_t, *offered_moisture_frac; /* [biomass] yesterday's */
    const struct lane *truck_h;                           /* [town] rostered for today */
    const struct lane *hour_per_t, *haul_yen_per_t;       /* [supply] of its trucks */
    const struct lane *given_t;                           /* [supply] */
    const struct lane *given_moisture_frac;               /* [biomass] */
    const struct lane *crew_given_h;                      /* [kiln*step] */
    struct lane *yard_t, *yard_water_t, *yard_m3, *yard_char_t, *yard_c_t, *yard_heat_gj;
    struct lane *store_t, *store_c_t, *up_frac, *next_draw, *ready_batch, *soil_year_t;
    struct lane *char_frac;                              /* [supply] once a month */
    struct lane *batch_per_t, *batch_per_m3;             /* [kiln] once a month */
    struct lane *batch_per_day, *out_frac, *methane_log; /* [kiln] the same */
    struct lane *batch_per_h;                            /* [kiln*step] once a month */
    struct lane *ask_t;                                  /* [supply] */
    struct lane *crew_want_h;                            /* [kiln*step] */
    struct lane *want_batch, *day_batch, *yard_batch;    /* [kiln], want */
    struct lane *refused_batch, *dear_batch, *far_batch; /* [kiln], want */
    struct lane *feed_t, *char_t, *gas_t, *steam_t, *batches, *spoiled_t, *spoiled_water_t;
    struct lane *methane_t, *heat_gj, *vinegar_m3;
    struct lane *soil_t, *soil_c_t, *fuel_t, *other_t, *char_tkm;
    struct lane *sales_yen, *heat_yen, *vinegar_yen, *test_yen, *upkeep_yen;
    struct lane *held_closed_day, *held_season_day, *held_rest_day, *held_snow_day;
    struct lane *held_failure_day, *held_wet_day, *held_crew_day, *held_money_day;
    struct lane *held_distance_day, *held_heat_day, *held_supply_day, *held_volume_day, *full_day;
};
#define PORTS struct kiln_ports
#define BY_TYPE "assumption for a kiln of no known type"

static const char *const step_name[STEPS] = {"load", "tend", "unload", "crush", "bag"};
static const char *const step_name_ja[STEPS] = {"詰込み", "火の番", "取出し", "粉砕", "袋詰め"};

static const struct dim_row kiln_dim[] = {
    {.kind = DIM_ENTITY,
     .name = "kiln",
     .list = "kilns",
     .choice = "type",
     .choice_default = "sealed_batch",
     .en = "kiln",
     .ja = "炭化炉"},
    {.kind = DIM_PAIR,
     .name = "supply",
     .from = "biomass",
     .to = "kiln",
     .reach = "kiln.radius_km",
     .accept = "feeds",
     .en = "supply from a source to a kiln",
     .ja = "発生元から炭化炉への供給"},
    {.kind = DIM_FIXED,
     .name = "step",
     .label = step_name,
     .label_ja = step_name_ja,
     .n_label = STEPS,
     .en = "step of a firing",
     .ja = "炭化の工程"},
};

/* Days by reason: on each calendar day one of them is 1. */
#define DAYS(m, bet, e, j) RECORD_ADDS(m, "kiln", "day", PASS_ACT, AGG_SUM, ACROSS_SUM, bet, e, j)
static const struct row kiln_row[] = {
    INDEX(first, "kiln.first"),
    INDEX(key, "kiln.key"),
    INDEX(pair_first, "supply.first"),
    INDEX(pair_from, "supply.from"),
    INDEX(zone, "town.zone"),
    INDEX(n_zone, "zone.n"),
    PARAM_OPENS("kiln"),
    PARAM_CLOSES("kiln"),
    PARAM(capacity_t_per_day, "capacity", "kiln", "t day-1", "1", 0.0, 1000.0, BY_TYPE, "0000",
          "most feed per open day, as loaded", "1日の最大投入量（投入時重量）"),
    PARAM(batch_t, "batch", "kiln", "t", "1", 0.01, 1000.0, BY_TYPE, "0000",
          "most feed in one firing, as loaded", "1回の最大投入量（投入時重量）"),
    PARAM(chamber_m3, "chamber", "kiln", "m3", "pert(5, 8, 12)", 0.01, 10000.0, BY_TYPE, "0000",
          "volume of the chamber", "炉室の容積"),
    PARAM(yield_frac, "yield", "kiln", "1", "pert(0.2, 0.25, 0.3)", 0.0, 0.5, BY_TYPE, "0000",
          "dry char per dry wood, at the temperature `yield_at` and on dry feed",
          "木材の炭収率（乾物、基準温度・乾燥原料）"),
    PARAM(yield_law, "yield_law", "kiln", "1", "1", 0.0, 1.0,
          "assumption: char yield against temperature and lignin as remembered from Woolf et al. "
          "2014 and not read; 0 for a yield that does not answer to temperature",
          "1111", "1: yield follows temperature and lignin, 0: it does not",
          "収率が温度とリグニンに従うなら1"),
    PARAM(yield_temp_degc, "yield_at", "kiln", "degC", "550", 200.0, 1200.0, BY_TYPE, "0000",
          "temperature for which the yield is given", "収率の基準温度"),
    PARAM(wet_loss_frac, "wet_yield_loss", "kiln", "1", "0", 0.0, 4.0, BY_TYPE, "0000",
          "share of the char lost per unit of moisture (water per wet mass) above 0.15",
          "湿量基準含水率15%超の1当たり炭損失割合"),
    PARAM(temp_degc, "temperature", "kiln", "degC", "pert(450, 550, 700)", 200.0, 1200.0, BY_TYPE,
          "0000", "temperature of carbonisation", "炭化温度"),
    PARAM(heat_use_frac, "heat_use", "kiln", "1", "pert(0.15, 0.3, 0.5)", 0.0, 1.0, BY_TYPE, "0000",
          "share of the volatiles' heat that reaches the water in the feed",
          "揮発分の熱のうち乾燥に届く割合"),
    PARAM(char_lhv_gj_per_t, "char_heat", "kiln", "GJ t-1", "pert(27, 30, 33)", 15.0, 36.0,
          "assumption: heating value of char, 27 to 33 GJ/t", "2222",
          "lower heating value of the char", "炭の低位発熱量"),
    PARAM(radius_km, "radius", "kiln", "km", "15", 0.0, 2000.0,
          "assumption: feed is fetched within 10 to 30 km", "0112",
          "road distance within which sources are reached", "集荷の最大道路距離"),
    PARAM_VARIES(
        pays_yen_per_t, "pays_up_to", "kiln", "yen t-1", "1e9", 0.0, 1e9,
        "assumption: takes feed at any price unless stated; the char of a tonne, a quarter of it "
        "at 20,000 to 120,000 yen/t, is worth 5,000 to 30,000 yen",
        "0000", "highest price of feed as delivered, haulage included",
        "原料に支払う上限価格（運搬費込み）"),
    PARAM(
        wet_room_frac, "wet_room", "kiln", "1", "0", 0.0, 1.0,
        "assumption: dry feed comes first, wet feed has the room that dry feed leaves; 0.1 to 0.5 "
        "where a kiln means to take what is wet",
        "0000", "share of the free room on the yard kept for feed too wet to dry itself",
        "置き場の空きのうち湿った原料のために残す割合"),
    PARAM(local_km, "local_haul", "kiln", "km", "pert(2, 5, 10)", 0.0, 200.0,
          "assumption: 2 to 10 km within a town, on top of the distance between towns", "0112",
          "haul within the towns", "町内の運搬距離"),
    PARAM(yard_day, "yard", "kiln", "day", "pert(3, 7, 14)", 0.0, 1000.0,
          "assumption: feed for 3 to 14 days of full work lies ready", "0112",
          "days of full work that the yard holds", "置き場に備える稼働日数"),
    PARAM(snow_limit_mm, "snow_limit", "kiln", "mm", "pert(20, 50, 120)", 0.0, 1e5,
          "assumption: yard and road are shut by snow of 20 to 120 mm of water; one Hokkaido plant "
          "runs April to November",
          "1222", "water in the snow above which the kiln rests", "休止する積雪水量"),
    PARAM(fail_frac, "failure", "kiln", "1", "pert(0.002, 0.01, 0.03)", 0.0, 1.0,
          "assumption: a breakdown in 30 to 500 days with a firing", "0112",
          "chance of a breakdown on a day with a firing", "稼働日の故障確率"),
    PARAM(repair_frac, "repair", "kiln", "1", "pert(0.1, 0.2, 0.5)", 0.001, 1.0,
          "assumption: repairs take 2 to 10 days on average", "0112",
          "chance that a breakdown is mended in a day", "1日に修理が終わる確率"),
    PARAM(methane_kg_per_t, "methane", "kiln", "kg t-1", "pert(0, 1, 5)", 0.0, 2000.0, BY_TYPE,
          "0000", "methane per dry char, on dry feed", "炭1t当たりのメタン排出（乾燥原料）"),
    PARAM(methane_wet_frac, "methane_law", "kiln", "1", "0", 0.0, 1.0, BY_TYPE, "0000",
          "1: methane rises with the feed's moisture (open kilns), 0: it does not",
          "メタンが原料の水分で増えるなら1"),
    PARAM(methane_wet_kg_per_t, "methane_wet", "kiln", "kg t-1", "pert(300, 500, 900)", 0.001,
          5000.0,
          "more than 500 kg/t from open kilns on feed of over 40 % water (Cornelissen et al. 2023, "
          "Sci Total Environ 903 166547); assumption: 300 to 900 at 40 %, and no more beyond",
          "3212", "methane per dry char from an open kiln on feed of 40 % water or more",
          "湿った原料（湿量基準40%以上）でのメタン排出"),
    PARAM(carbon_ratio_frac, "carbon_ratio", "kiln", "1", "1", 0.0, 1.5, BY_TYPE, "0000",
          "organic carbon of the char against slow pyrolysis", "熱分解を1とした炭の炭素割合"),
    PARAM(heat_out_frac, "heat_out", "kiln", "1", "0", 0.0, 1.0, BY_TYPE, "0000",
          "share of the feed's heating value that can be recovered as heat",
          "原料の発熱量のうち回収できる割合"),
    PARAM_VARIES(heat_sold_frac, "heat_sold", "kiln", "1", "0", 0.0, 1.0,
                 "assumption: no user of heat unless stated", "0000",
                 "share of the recoverable heat that has a user", "回収熱のうち利用される割合"),
    PARAM_VARIES(heat_price_yen_per_gj, "heat_price", "kiln", "yen GJ-1", "pert(800, 1800, 3300)",
                 0.0, 20000.0,
                 "assumption: 800 yen/GJ to 3,300; oil at 90 yen/l of 36.3 GJ/kl burnt at 75 % is "
                 "3,300 and chips at 15 yen/kg of 9.4 GJ/t are 1,600 (takezawa-web.co.jp/"
                 "introduction/cost.htm, 2023)",
                 "2222", "price of heat at the kiln", "熱の販売価格"),
    PARAM(vinegar_m3_per_t, "vinegar", "kiln", "m3 t-1", "0", 0.0, 1.0, BY_TYPE, "0000",
          "wood vinegar caught per dry char", "炭1t当たりの木酢液"),
    PARAM_VARIES(vinegar_price_yen_per_m3, "vinegar_price", "kiln", "yen m-3",
                 "pert(20000, 80000, 200000)", 0.0, 2e6, "assumption: 20 to 200 yen/l in bulk",
                 "0112", "price of wood vinegar", "木酢液の販売価格"),
    PARAM_VARIES(test_yen_per_year, "test_cost", "kiln", "yen year-1", "pert(20000, 60000, 150000)",
                 0.0, 1e8, "assumption: one or two analyses of char a year, 20,000 to 150,000 yen",
                 "0112", "cost of quality tests per year", "品質検査の年間費用"),
    PARAM_VARIES(test_yen_per_t, "test_cost_per_tonne", "kiln", "yen t-1", "0", 0.0, 1e6,
                 "assumption: tests are paid by the year unless stated", "0112",
                 "cost of quality tests per dry char", "炭1t当たりの品質検査費"),
    PARAM_VARIES(upkeep_yen_per_year, "upkeep", "kiln", "yen year-1",
                 "pert(100000, 250000, 600000)", 0.0, 1e9, BY_TYPE, "0000", "maintenance per year",
                 "年間維持費"),
    PARAM_VARIES(upkeep_yen_per_firing, "upkeep_per_firing", "kiln", "yen", "0", 0.0, 1e7, BY_TYPE,
                 "0000", "maintenance and start-up fuel per firing", "1回当たりの維持費・着火燃料"),
    PARAM_VARIES(soil_frac, "to_soil", "kiln", "1", "pert(0.8, 0.95, 1)", 0.0, 1.0,
                 "assumption: 80 to 100 % goes to farm soil", "0112",
                 "share of the char that goes to farm soil", "農地に施用する割合"),
    PARAM_VARIES(
        fuel_frac, "to_fuel", "kiln", "1", "0", 0.0, 1.0,
        "assumption: none is burnt unless stated; the rest after soil and fuel is other use",
        "0112", "share of the char that is burnt as fuel", "燃料にする割合"),
    PARAM_VARIES(soil_area_ha, "soil_area", "kiln", "ha", "pert(45, 300, 1500)", 0.0, 1e7,
                 "assumption: farmers take this kiln's char on 45 to 1,500 ha a year; 43.4 ha in "
                 "the first year at JA Kitamirai (agrinews.co.jp/news/prtimes/261975)",
                 "1222", "farm land that takes the kiln's char in a year", "年間の施用農地面積"),
    PARAM_VARIES(soil_rate_t_per_ha, "soil_rate", "kiln", "t ha-1 year-1", "pert(0.25, 0.6, 1.3)",
                 0.0, 100.0,
                 "derived: fields 300 to 600 l per 0.1 ha (co2.uno) and 6.5 m3/ha (a town's plant, "
                 "1,300 m3 on 200 ha) at 0.2 t/m3 are 0.6 to 1.3 t/ha; at least 0.25 t/ha at JA "
                 "Kitamirai, from its credit of 27 tCO2 on 43.4 ha",
                 "2222", "most char that a field gets in a year, dry",
                 "年間の施用量の上限（乾物）"),
    PARAM(store_day, "char_store", "kiln", "day", "pert(14, 45, 120)", 1.0, 3650.0,
          "assumption: char lies 2 weeks to 4 months before it is used", "0112",
          "mean time of char in the store", "炭の平均保管日数"),
    PARAM(char_km, "char_haul", "kiln", "km", "pert(3, 10, 30)", 0.0, 2000.0,
          "assumption: 3 to 30 km to the field", "0112", "haul of char to its use", "炭の運搬距離"),
    PARAM_VARIES(char_price_yen_per_t, "char_price", "kiln", "yen t-1",
                 "pert(20000, 60000, 120000)", 0.0, 2e6,
                 "assumption: between coal-substitute char 20 and Hokkaido charcoal 120 yen/kg "
                 "(kuramae-bioenergy.jp 2012; special forest products 2006, hro.or.jp)",
                 "2222", "price of char at the kiln", "炭の販売価格"),
    {PARAM_AT("proven_day", proven_day, "kiln", "day",
              "day from which a laboratory vouches for the char: full price, and credits",
              "炭の品質が検査機関に証明される日（以後は正規価格・クレジット対象）"),
     .word = "quality_proven", .value = "0", .lo = 0.0, .hi = NEVER_DAY, .form = FORM_DATE},
    PARAM(unproven_frac, "price_unproven", "kiln", "1", "0.6", 0.0, 1.0,
          "assumption: without a proof buyers pay 30 to 90 % of the price", "0112",
          "price before that day against the full one", "証明前の価格の割合"),
    PARAM(crew_h, "crew", "kiln*step", "h", "2", 0.0, 1000.0, BY_TYPE, "0000",
          "standard hours of crew per firing", "1回当たりの標準作業時間"),
    PARAM(season_frac, "season", "kiln*month", "1", "1", 0.0, 1.0,
          "assumption: open in all months, snow permitting", "0112", "1 in months of work",
          "稼働する月なら1"),
    PARAM(open_frac, "open", "kiln*daytype", "1", "1", 0.0, 1.0, BY_TYPE, "0000",
          "1 on types of day with work", "稼働する曜日区分なら1"),
    PARAM(distance_km, NULL, "supply", "km", "0", 0.0, 1e5, "made by the plan from the roads",
          "4444", "road distance from source to kiln", "発生元からの道路距離"),
    PARAM(accepted_frac, NULL, "supply", "1", "1", 0.0, 1.0, "made by the plan from `feeds`",
          "4444", "1 where the kiln takes this source", "受け入れる発生元なら1"),
    INPUT(snow_mm, "weather.snow_mm", "zone", "mm", PASS_WANT, "water in the snow", "積雪水量"),
    INPUT_PARAM(bulk_t_per_m3, "biomass.bulk_t_per_m3", "biomass", "t m-3", PASS_WANT,
                "dry matter per volume", "かさ密度"),
    INPUT_PARAM(lhv_gj_per_t, "biomass.lhv_gj_per_t", "biomass", "GJ t-1", PASS_WANT,
                "lower heating value of dry matter", "低位発熱量"),
    INPUT_PARAM(char_ratio_frac, "biomass.char_ratio_frac", "biomass", "1", PASS_WANT,
                "char against wood", "炭収率の比"),
    INPUT_PARAM(fixed_c_frac, "biomass.fixed_c_frac", "biomass", "1", PASS_WANT,
                "organic carbon of its char", "炭の炭素含有率"),
    INPUT_PARAM(lignin_frac, "biomass.lignin_frac", "biomass", "1", PASS_WANT,
                "lignin in dry matter", "リグニン含有率"),
    INPUT_PARAM(price_yen_per_t, "biomass.price_yen_per_t", "biomass", "yen t-1", PASS_WANT,
                "price at the roadside, as delivered", "原料の価格"),
    LAG_WANT(offered_t, "biomass.offer_t", "biomass", "t", "offered yesterday", "前日の提供可能量"),
    LAG_WANT(offered_moisture_frac, "biomass.moisture_frac", "biomass", "1",
             "moisture of what was offered", "前日の含水率"),
    LAG_WANT(truck_h, "transport.truck_h", "town", "h", "hours of trucks rostered for today",
             "本日のトラック時間"),
    LAG_WANT(hour_per_t, "transport.hour_per_t", "supply", "h t-1", "truck hours per dry matter",
             "乾物当たりのトラック時間"),
    LAG_WANT(haul_yen_per_t, "transport.haul_yen_per_t", "supply", "yen t-1",
             "haulage per mass as delivered", "運搬費（搬入重量当たり）"),
    INPUT(given_t, "biomass.given_t", "supply", "t", PASS_ACT, "dry matter delivered", "搬入量"),
    INPUT(given_moisture_frac, "biomass.given_moisture_frac", "biomass", "1", PASS_ACT,
          "moisture of what is delivered", "搬入分の含水率"),
    INPUT(crew_given_h, "labour.crew_given_h", "kiln*step", "h", PASS_ACT, "crew hours given",
          "割り当てられた作業時間"),
    STOCK(yard_t, NULL, "kiln", "t", "0", 1e7, MEDIUM_DRY, HOLD_YARD, AGG_LAST, BETTER_NEITHER,
          "dry feed on the yard", "置き場の原料（乾物）"),
    STOCK(yard_water_t, NULL, "kiln", "t", "0", 1e7, MEDIUM_WATER, HOLD_YARD, AGG_NONE,
          BETTER_NEITHER, "water in the feed on the yard", "置き場の原料の水分"),
    STATE(yard_m3, "kiln", "m3", "0", "volume of feed on the yard", "置き場の原料の体積"),
    STATE(yard_char_t, "kiln", "t", "0", "char the yard would give at a yield of 1",
          "収率1での炭の量"),
    STATE(yard_c_t, "kiln", "t", "0", "carbon of that char", "その炭素量"),
    STATE(yard_heat_gj, "kiln", "GJ", "0", "heat of the volatiles on the yard", "揮発分の熱量"),
    STOCK(store_t, NULL, "kiln", "t", "0", 1e7, MEDIUM_DRY, HOLD_CHAR_STORE, AGG_LAST,
          BETTER_NEITHER, "dry char in the store", "炭の在庫（乾物）"),
    STATE(store_c_t, "kiln", "t", "0", "organic carbon in the store", "在庫の炭の炭素量"),
    STATE(up_frac, "kiln", "1", "1", "1 unless broken down", "故障中でなければ1"),
    STATE(next_draw, "kiln", "1", "0", "tomorrow's draw of wear", "翌日の故障乱数"),
    STATE(ready_batch, "kiln", "1", "0", "work done ahead on the next firing",
          "次回分の準備の進み"),
    STATE(soil_year_t, "kiln", "t", "0", "char put into soil since 1 April", "今年度の農地施用量"),
    STATE(char_frac, "supply", "1", "0", "char per dry matter at a yield of 1",
          "収率1での乾物当たり炭"),
    STATE(batch_per_t, "kiln", "t-1", "0", "firings per tonne as loaded", "重量当たり回数"),
    STATE(batch_per_m3, "kiln", "m-3", "0", "firings per volume", "体積当たり回数"),
    STATE(batch_per_day, "kiln", "day-1", "0", "most firings per open day of this month",
          "今月の1日の最大回数"),
    STATE(out_frac, "kiln", "1", "0", "share of the store used per day", "1日の払出し割合"),
    STATE(methane_log, "kiln", "1", "0", "log of methane on wet feed over dry",
          "湿潤時と乾燥時のメタン比の対数"),
    STATE(batch_per_h, "kiln*step", "h-1", "0", "firings per crew hour", "作業時間当たり回数"),
    OUTPUT(ask_t, "supply", "t", PASS_WANT, "dry matter asked of a source", "発生元への要求量"),
    OUTPUT(crew_want_h, "kiln*step", "h", PASS_WANT, "standard hours of crew wanted",
           "必要な標準作業時間"),
    OUTPUT(want_batch, "kiln", "1", PASS_WANT, "firings' worth of work wanted",
           "必要な作業（回数）"),
    OUTPUT(day_batch, "kiln", "1", PASS_WANT, "firings the calendar allows", "暦で可能な回数"),
    OUTPUT(yard_batch, "kiln", "1", PASS_WANT, "firings on the yard", "置き場にある回数"),
    OUTPUT(refused_batch, "kiln", "1", PASS_WANT,
           "firings' worth of feed on offer and not asked for want of heat",
           "熱不足で求めなかった原料（回数）"),
    OUTPUT(dear_batch, "kiln", "1", PASS_WANT, "the same for its price alone",
           "価格だけで求めなかった原料（回数）"),
    OUTPUT(far_batch, "kiln", "1", PASS_WANT, "the same for its haulage or for want of trucks",
           "運搬費・車両不足で求めなかった原料（回数）"),
    RECORD_ADDS(feed_t, "kiln", "t", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_NEITHER,
                "dry feed carbonised", "炭化した原料（乾物）"),
    FLOW(char_t, "kiln", "t", PASS_ACT, MEDIUM_DRY, HOLD_YARD, HOLD_CHAR_STORE, AGG_SUM,
         BETTER_MORE, "biochar made, dry", "バイオ炭の生産量（乾物）"),
    FLOW_ADDS(gas_t, "kiln", "t", PASS_ACT, MEDIUM_DRY, HOLD_YARD, HOLD_AIR, AGG_NONE,
              BETTER_NEITHER, "dry matter that left as gas", "ガスになった乾物"),
    FLOW_ADDS(steam_t, "kiln", "t", PASS_ACT, MEDIUM_WATER, HOLD_YARD, HOLD_AIR, AGG_NONE,
              BETTER_NEITHER, "water boiled off", "蒸発した水分"),
    RECORD_ADDS(batches, "kiln", "1", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_NEITHER, "firings",
                "炭化回数"),
    FLOW_ADDS(spoiled_t, "kiln", "t", PASS_ACT, MEDIUM_DRY, HOLD_YARD, HOLD_SPOILAGE, AGG_NONE,
              BETTER_LESS, "remains cleared from the yard", "置き場の残りの処分"),
    FLOW_ADDS(spoiled_water_t, "kiln", "t", PASS_ACT, MEDIUM_WATER, HOLD_YARD, HOLD_SPOILAGE,
              AGG_NONE, BETTER_NEITHER, "water in it", "処分の水分"),
    RECORD(methane_t, "kiln", "t", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_LESS,
           "methane of the kiln", "炭化炉のメタン排出"),
    FLOW_ADDS(heat_gj, "kiln", "GJ", PASS_ACT, MEDIUM_HEAT, HOLD_YARD, HOLD_BUILDING, AGG_SUM,
              BETTER_MORE, "heat delivered to users", "供給した熱"),
    RECORD_ADDS(vinegar_m3, "kiln", "m3", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_MORE,
                "wood vinegar caught", "木酢液の生産量"),
    FLOW_ADDS(soil_t, "kiln", "t", PASS_ACT, MEDIUM_DRY, HOLD_CHAR_STORE, HOLD_SOIL, AGG_SUM,
              BETTER_MORE, "char put into farm soil, dry", "農地に入れた炭（乾物）"),
    OUTPUT(soil_c_t, "kiln", "t", PASS_ACT, "organic carbon of char put into soil",
           "農地に入れた炭の炭素"),
    FLOW(fuel_t, "kiln", "t", PASS_ACT, MEDIUM_DRY, HOLD_CHAR_STORE, HOLD_BOILER, AGG_NONE,
         BETTER_NEITHER, "char burnt as fuel, dry", "燃料にした炭（乾物）"),
    FLOW_ADDS(other_t, "kiln", "t", PASS_ACT, MEDIUM_DRY, HOLD_CHAR_STORE, HOLD_OUTSIDE, AGG_NONE,
              BETTER_NEITHER, "char put to other uses, dry", "その他用途の炭（乾物）"),
    RECORD(char_tkm, "kiln", "t km", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_LESS,
           "haulage of char to its use", "炭の運搬トンキロ"),
    FLOW_ADDS(sales_yen, "kiln", "yen", PASS_ACT, MEDIUM_YEN, HOLD_FIRMS, HOLD_WELFARE, AGG_SUM,
              BETTER_MORE, "sales of char", "炭の売上"),
    FLOW_ADDS(heat_yen, "kiln", "yen", PASS_ACT, MEDIUM_YEN, HOLD_FIRMS, HOLD_WELFARE, AGG_SUM,
              BETTER_MORE, "sales of heat", "熱の売上"),
    FLOW_ADDS(vinegar_yen, "kiln", "yen", PASS_ACT, MEDIUM_YEN, HOLD_FIRMS, HOLD_WELFARE, AGG_SUM,
              BETTER_MORE, "sales of wood vinegar", "木酢液の売上"),
    FLOW_ADDS(test_yen, "kiln", "yen", PASS_ACT, MEDIUM_YEN, HOLD_WELFARE, HOLD_OUTSIDE, AGG_SUM,
              BETTER_LESS, "quality tests of char", "炭の品質検査費"),
    FLOW_ADDS(upkeep_yen, "kiln", "yen", PASS_ACT, MEDIUM_YEN, HOLD_WELFARE, HOLD_FIRMS, AGG_SUM,
              BETTER_LESS, "maintenance of the kiln", "炭化炉の維持費"),
    DAYS(held_closed_day, BETTER_NEITHER, "days before opening or after closing",
         "開設前・閉鎖後の日"),
    DAYS(held_season_day, BETTER_NEITHER, "days out of season", "稼働期外の日"),
    DAYS(held_rest_day, BETTER_NEITHER, "days of rest", "休業日"),
    DAYS(held_snow_day, BETTER_LESS, "days held back by snow", "積雪で止まった日"),
    DAYS(held_failure_day, BETTER_LESS, "days held back by breakdown", "故障で止まった日"),
    DAYS(held_wet_day, BETTER_LESS, "days with a blend on the yard too wet to fire",
         "原料の水分で止まった日"),
    DAYS(held_crew_day, BETTER_LESS, "days held back by crew", "人手不足で滞った日"),
    DAYS(held_money_day, BETTER_LESS, "days held back by the price of feed",
         "原料の価格で滞った日"),
    DAYS(held_distance_day, BETTER_LESS, "days held back by the cost of haulage or lack of trucks",
         "運搬費・車両不足で滞った日"),
    DAYS(held_heat_day, BETTER_LESS, "days held back by the heat to dry what was on offer",
         "乾燥の熱が足りず滞った日"),
    DAYS(held_supply_day, BETTER_LESS, "days held back by supply", "原料不足で滞った日"),
    DAYS(held_volume_day, BETTER_NEITHER, "days of full work, the chamber full by volume, not mass",
         "容積で頭打ちの全力稼働日"),
    DAYS(full_day, BETTER_MORE, "days of full work at the rated mass", "定格での全力稼働日"),
};
_Static_assert(sizeof(PORTS) == COUNT_OF(kiln_row) * sizeof(void *), "port without row");

/* Yield against temperature (degC, through heat = exp(-0.004 T)) and lignin (share of dry matter):
 * 0.31 at 400, 0.27 at 500, 0.25 at 600, 0.22 at 800 degC for wood. Assumption: Woolf et al. 2014
 * as remembered, not read. Only ratios of it are used. */
static inline double kiln_yield_law(double heat, double lignin_frac)
{
    return 0.1261 + 0.5391 * heat + 0.002733 * (100.0 * lignin_frac);
}

/* Once a month: reciprocals and per-pair numbers, so that a day needs few divisions. hot, base:
 * exp(-0.004 T) at the kiln's temperature and at that of its stated yield. */
static void kiln_refresh_pair(const struct kiln_ports *p, uint32_t kiln, uint32_t pair,
                              const struct lane *hot, const struct lane *base)
{
    const uint32_t from = p->pair_from[pair];
    LANES_LOOP(l)
    {
        const double lignin = p->lignin_frac[from]->v[l], law = p->yield_law[kiln]->v[l];
        const double moved =
            kiln_yield_law(hot->v[l], lignin) / kiln_yield_law(base->v[l], lignin) - 1.0;
        const double rate = p->yield_frac[kiln]->v[l];
        const double wish = p->char_ratio_frac[from]->v[l] * (1.0 + law * moved);
        const double most = 1.0 / lane_max(rate, 1e-6); /* no more char than feed */
        p->char_frac[pair].v[l] = lane_min(wish, most);
    }
}

/* The month's numbers of temperature and methane. */
static void kiln_refresh_laws(const struct kiln_ports *p, uint32_t kiln, struct lane *hot,
                              struct lane *base)
{
    struct lane ratio;
    LANES_LOOP(l)
    {
        hot->v[l] = -0.004 * p->temp_degc[kiln]->v[l];
        base->v[l] = -0.004 * p->yield_temp_degc[kiln]->v[l];
        ratio.v[l] = p->methane_wet_kg_per_t[kiln]->v[l] /
                     lane_max(p->methane_kg_per_t[kiln]->v[l], least_kg_per_t);
    }
    num_lane_exp(hot, hot);
    num_lane_exp(base, base);
    num_lane_log(&p->methane_log[kiln], &ratio);
}

static void kiln_refresh(const struct kiln_ports *p, uint32_t kiln, size_t month)
{
    const struct lane *batch = p->batch_t[kiln], *chamber = p->chamber_m3[kiln];
    const struct lane *rating = p->capacity_t_per_day[kiln], *lies = p->store_day[kiln];
    const struct lane *season = p->season_frac[(size_t)kiln * MONTHS + month];
    struct lane *per_t = &p->batch_per_t[kiln], *per_m3 = &p->batch_per_m3[kiln];
    struct lane *per_day = &p->batch_per_day[kiln], *out = &p->out_frac[kiln];
    struct lane hot, base;
    LANES_LOOP(l)
    {
        per_t->v[l] = 1.0 / batch->v[l];
        per_m3->v[l] = 1.0 / chamber->v[l];
        per_day->v[l] = rating->v[l] / batch->v[l] * season->v[l];
        out->v[l] = 1.0 / lies->v[l];
    }
    for (size_t t = (size_t)kiln * STEPS; t < (size_t)(kiln + 1) * STEPS; t++) {
        const struct lane *hours = p->crew_h[t];
        struct lane *per_h = &p->batch_per_h[t];
        LANES_LOOP(l) { per_h->v[l] = lane_ratio(1.0, hours->v[l]); }
    }
    if (month == APRIL)
        p->soil_year_t[kiln] = (struct lane){.v = {0}};
    kiln_refresh_laws(p, kiln, &hot, &base);
    for (uint32_t pair = p->pair_first[kiln]; pair < p->pair_first[kiln + 1]; pair++)
        kiln_refresh_pair(p, kiln, pair, &hot, &base);
}

static size_t kiln_daytype(const struct step *now)
{
    return now->holiday ? 3 : now->weekday < 5 ? 0 : now->weekday - 4;
}

/* What a kiln may still ask for. */
struct kiln_need {
    struct lane left;   /* dry t that the yard lacks */
    struct lane spare;  /* GJ on the yard that are left for drying more */
    struct lane *hours; /* of the town's trucks: what its kilns before this one have left */
    bool wet_round;     /* it is the turn of wet feed */
    bool some_wet;      /* a lane was offered wet feed */
};

/* What the yard and the calendar allow today, and what the yard lacks. */
static void kiln_plan_day(const struct kiln_ports *p, const struct step *now, uint32_t kiln,
                          const struct lane *snow, struct kiln_need *need)
{
    const double day = (double)now->day;
    const struct lane *opens = p->opens_day[kiln], *closes = p->closes_day[kiln];
    const struct lane *open = p->open_frac[(size_t)kiln * DAYTYPES + kiln_daytype(now)];
    const struct lane *rate = &p->batch_per_day[kiln], *limit = p->snow_limit_mm[kiln];
    const struct lane *per_t = &p->batch_per_t[kiln], *per_m3 = &p->batch_per_m3[kiln];
    const struct lane *dry = &p->yard_t[kiln], *water = &p->yard_water_t[kiln];
    const struct lane *volume = &p->yard_m3[kiln], *heat = &p->yard_heat_gj[kiln];
    const struct lane *use = p->heat_use_frac[kiln], *up = &p->up_frac[kiln];
    const struct lane *ready = &p->ready_batch[kiln], *rating = p->capacity_t_per_day[kiln];
    const struct lane *days = p->yard_day[kiln], *batch = p->batch_t[kiln];
    struct lane *want = &p->want_batch[kiln], *calendar = &p->day_batch[kiln];
    struct lane *yard = &p->yard_batch[kiln];
    LANES_LOOP(l)
    {
        const double here = rows_open(day, opens->v[l], closes->v[l]);
        const double most = rate->v[l] * open->v[l] * here;
        const double lying =
            lane_max((dry->v[l] + water->v[l]) * per_t->v[l], volume->v[l] * per_m3->v[l]);
        const double hot_gj = heat->v[l] * use->v[l], boil_gj = water->v[l] * boil_gj_per_t;
        const double fit = up->v[l], clear = snow->v[l] <= limit->v[l] ? fit : 0.0;
        const double room = lane_max(lane_floor(lying + grain) - ready->v[l], 0.0);
        const double wish = lane_min(most * clear, room);
        const double dry_enough = hot_gj >= boil_gj ? 1.0 : 0.0, wished = wish * dry_enough;
        /* what may be fired today takes its heat along; a yard too wet is mended with dry feed */
        const double stays = 1.0 - lane_min(lane_ratio(ready->v[l] + wished, lying), 1.0);
        const double fill = lane_max(rating->v[l] * days->v[l], 2.0 * batch->v[l]);
        const double hold = fill * (2.0 - dry_enough);
        calendar->v[l] = most;
        yard->v[l] = lying;
        want->v[l] = wished;
        need->left.v[l] = lane_max(hold - dry->v[l], 0.0) * here;
        need->spare.v[l] = lane_max(hot_gj * (1.0 - grain) - boil_gj, 0.0) * stays;
    }
}

/* The crew that the wanted work takes. */
static void kiln_want_crew(const struct kiln_ports *p, uint32_t kiln)
{
    const struct lane *want = &p->want_batch[kiln];
    param_lane *crew = &p->crew_h[(size_t)kiln * STEPS];
    struct lane *hours = &p->crew_want_h[(size_t)kiln * STEPS];
    LANES_LOOP(l)
    {
        const double w = want->v[l];
        hours[0].v[l] = w * crew[0]->v[l];
        hours[1].v[l] = w * crew[1]->v[l];
        hours[2].v[l] = w * crew[2]->v[l];
        hours[3].v[l] = w * crew[3]->v[l];
        hours[4].v[l] = w * crew[4]->v[l];
    }
}

/* Heat of the volatiles of 1 t of dry matter, GJ: its heating value less that of its char. */
static inline double kiln_volatiles_gj(double lhv, double rate, double coal, double char_lhv)
{
    return lane_max(lhv - rate * coal * char_lhv, 0.0);
}

/* Heat that a source's feed lacks to dry itself, GJ per dry t: above 0 it is wet. */
static void kiln_lack(const struct kiln_ports *p, uint32_t kiln, uint32_t pair, struct lane *lack)
{
    const uint32_t from = p->pair_from[pair];
    const struct lane *wet = &p->offered_moisture_frac[from], *lhv = p->lhv_gj_per_t[from];
    const struct lane *rate = p->yield_frac[kiln], *coal = &p->char_frac[pair];
    const struct lane *char_lhv = p->char_lhv_gj_per_t[kiln], *use = p->heat_use_frac[kiln];
    LANES_LOOP(l)
    {
        const double gj = kiln_volatiles_gj(lhv->v[l], rate->v[l], coal->v[l], char_lhv->v[l]);
        lack->v[l] = lane_max(boil_gj_per_t * wet->v[l] - gj * use->v[l], 0.0);
    }
}

/* What a source offers of a kind that the kiln takes, within its radius and its price. What it
 * refuses for the price alone, or for the haulage, is noted in lanes whose `turn` it is. */
static void kiln_offer(const struct kiln_ports *p, uint32_t kiln, uint32_t pair,
                       const struct lane *turn, const struct lane *left, struct lane *cap)
{
    const uint32_t from = p->pair_from[pair];
    const struct lane *offer = &p->offered_t[from], *wet = &p->offered_moisture_frac[from];
    const struct lane *takes = p->accepted_frac[pair], *km = p->distance_km[pair];
    const struct lane *radius = p->radius_km[kiln], *pays = p->pays_yen_per_t[kiln];
    const struct lane *price = p->price_yen_per_t[from], *haul = &p->haul_yen_per_t[pair];
    const struct lane *per_t = &p->batch_per_t[kiln];
    struct lane *dear = &p->dear_batch[kiln], *far = &p->far_batch[kiln], over;
    LANES_LOOP(l)
    {
        const double there = offer->v[l] * takes->v[l] * turn->v[l];
        cap->v[l] = km->v[l] <= radius->v[l] ? there : 0.0;
        over.v[l] = (price->v[l] + haul->v[l]) - pays->v[l];
    }
    if (!num_lane_any(&over)) /* no lane finds it dear */
        return;
    LANES_LOOP(l)
    {
        const double want = lane_min(cap->v[l], left->v[l]), cost = over.v[l];
        const double firings = want * (1.0 + wet->v[l]) * per_t->v[l];
        const double out = cost > 0.0 ? firings : 0.0;
        const double dear_out = price->v[l] > pays->v[l] ? out : 0.0;
        dear->v[l] += dear_out;
        far->v[l] += out - dear_out;
        cap->v[l] = cost > 0.0 ? 0.0 : cap->v[l];
    }
}

/* Of wet kinds only as much as the heat now on the yard can dry; the rest is refused. */
static void kiln_ask_dry(const struct kiln_ports *p, uint32_t kiln, uint32_t pair,
                         const struct lane *lack, const struct lane *spare, struct lane *cap)
{
    const struct lane *wet = &p->offered_moisture_frac[p->pair_from[pair]];
    const struct lane *per_t = &p->batch_per_t[kiln];
    struct lane *refused = &p->refused_batch[kiln];
    LANES_LOOP(l)
    {
        const double short_gj = lack->v[l], want = cap->v[l];
        const double dried = spare->v[l] / (short_gj > 0.0 ? short_gj : 1.0);
        const double a = lane_min(want, dried);
        refused->v[l] += (want - a) * (1.0 + wet->v[l]) * per_t->v[l];
        cap->v[l] = a;
    }
}

/* Only as much as the trucks of the town can bring in the hours left; the rest is refused. */
static void kiln_ask_hauled(const struct kiln_ports *p, uint32_t kiln, uint32_t pair,
                            const struct kiln_need *need, struct lane *cap)
{
    const struct lane *wet = &p->offered_moisture_frac[p->pair_from[pair]];
    const struct lane *per_dry_t = &p->hour_per_t[pair], *per_t = &p->batch_per_t[kiln];
    struct lane *hours = need->hours, *far = &p->far_batch[kiln], over;
    LANES_LOOP(l) { over.v[l] = cap->v[l] * per_dry_t->v[l] - hours->v[l]; }
    if (num_lane_any(&over)) /* else spare a division that no lane needs */
        LANES_LOOP(l)
        {
            const double want = cap->v[l], most = lane_ratio(hours->v[l], per_dry_t->v[l]);
            const double a = over.v[l] > 0.0 ? lane_min(most, want) : want;
            far->v[l] += (want - a) * (1.0 + wet->v[l]) * per_t->v[l];
            cap->v[l] = a;
        }
    LANES_LOOP(l)
    {
        const double have = hours->v[l], used = cap->v[l] * per_dry_t->v[l], rest = have - used;
        const double kept = rest < dust_h ? 0.0 : rest;
        hours->v[l] = used > 0.0 ? kept : have; /* a kiln that is not there changes nothing */
    }
}

/* The first pair of the kiln that is farther than `pair`. Distances are the plan's, alike in all
 * lanes. */
static uint32_t kiln_farther(const struct kiln_ports *p, uint32_t pair, uint32_t end)
{
    const double km = p->distance_km[pair]->v[0];
    while (pair < end && p->distance_km[pair]->v[0] <= km)
        pair++;
    return pair;
}

/* Notes in ask_t what the sources [pair, end) have for this round, in lanes whose round it is, and
 * adds it up. */
static void kiln_gather(const struct kiln_ports *p, uint32_t kiln, uint32_t pair, uint32_t end,
                        struct kiln_need *need, struct lane *all)
{
    const double for_wet = need->wet_round ? 1.0 : 0.0;
    *all = (struct lane){.v = {0}};
    for (; pair < end; pair++) {
        struct lane *ask = &p->ask_t[pair], lack, turn, cap;
        kiln_lack(p, kiln, pair, &lack);
        const bool wet = num_lane_any(&lack);
        need->some_wet = need->some_wet || wet;
        if (need->wet_round && !wet)
            continue;
        LANES_LOOP(l) { turn.v[l] = lack.v[l] > 0.0 ? for_wet : 1.0 - for_wet; }
        kiln_offer(p, kiln, pair, &turn, &need->left, &cap);
        LANES_LOOP(l)
        {
            ask->v[l] = turn.v[l] > 0.0 ? cap.v[l] : ask->v[l];
            all->v[l] += cap.v[l];
        }
    }
}

/* Asks the sources [pair, end), all at one distance, for what fits into `room`: each for the same
 * part of what it offered yesterday. */
static void kiln_ask_alike(const struct kiln_ports *p, uint32_t kiln, uint32_t pair, uint32_t end,
                           struct kiln_need *need, struct lane *room)
{
    struct lane all, over, part, lack, cap;
    struct lane *left = &need->left, *spare = &need->spare;
    kiln_gather(p, kiln, pair, end, need, &all);
    if (!num_lane_any(&all))
        return;
    LANES_LOOP(l)
    {
        part.v[l] = 1.0;
        over.v[l] = all.v[l] - room->v[l];
    }
    if (num_lane_any(&over)) /* else spare a division that no lane needs */
        LANES_LOOP(l)
        {
            const double fits = lane_ratio(room->v[l], all.v[l]);
            part.v[l] = over.v[l] > 0.0 ? fits : 1.0;
        }
    for (; pair < end; pair++) {
        struct lane *ask = &p->ask_t[pair];
        if (!num_lane_any(ask))
            continue;
        LANES_LOOP(l) { cap.v[l] = lane_min(ask->v[l] * part.v[l], left->v[l]); }
        if (need->wet_round) {
            kiln_lack(p, kiln, pair, &lack);
            LANES_LOOP(l) { cap.v[l] = lack.v[l] > 0.0 ? cap.v[l] : 0.0; }
            kiln_ask_dry(p, kiln, pair, &lack, spare, &cap);
        }
        kiln_ask_hauled(p, kiln, pair, need, &cap);
        if (need->wet_round)
            LANES_LOOP(l)
            {
                const double a = cap.v[l], dry_ask = ask->v[l];
                spare->v[l] = lane_max(spare->v[l] - a * lack.v[l], 0.0);
                ask->v[l] = lack.v[l] > 0.0 ? a : dry_ask;
            }
        else
            *ask = cap;
        LANES_LOOP(l)
        {
            left->v[l] -= cap.v[l];
            room->v[l] = lane_max(room->v[l] - cap.v[l], 0.0);
        }
    }
}

/* Asks for what the yard lacks, nearest sources first: a round for dry feed, but for the room kept
 * for wet feed, then one for wet feed. */
static void kiln_ask(const struct kiln_ports *p, uint32_t kiln, struct kiln_need *need)
{
    const struct lane none = {.v = {0}}, *kept = p->wet_room_frac[kiln];
    const uint32_t first = p->pair_first[kiln], end = p->pair_first[kiln + 1];
    struct lane *left = &need->left, room;
    p->refused_batch[kiln] = p->dear_batch[kiln] = p->far_batch[kiln] = none;
    for (uint32_t pair = first; pair < end; pair++)
        p->ask_t[pair] = none;
    need->some_wet = false;
    for (int round = 0; round < 2; round++) {
        need->wet_round = round > 0;
        const double for_dry = need->wet_round ? 0.0 : 1.0;
        LANES_LOOP(l) { room.v[l] = left->v[l] * (1.0 - for_dry * kept->v[l]); }
        for (uint32_t pair = first, next; pair < end; pair = next) {
            next = kiln_farther(p, pair, end);
            if (num_lane_any(&room)) /* else the yard is full */
                kiln_ask_alike(p, kiln, pair, next, need, &room);
        }
        if (!need->some_wet && !num_lane_any(kept))
            return;
    }
}

static void kiln_want(const struct step *now, const void *ports)
{
    const struct kiln_ports *p = ports;
    for (uint32_t town = now->town0; town < now->town1; town++) {
        const size_t zone = (size_t)now->day_of_month * p->n_zone[0] + p->zone[town];
        struct lane hours = p->truck_h[town];
        for (uint32_t kiln = p->first[town]; kiln < p->first[town + 1]; kiln++) {
            struct kiln_need need;
            need.hours = &hours;
            if (rows_new_month(now))
                kiln_refresh(p, kiln, now->month_of_year);
            kiln_plan_day(p, now, kiln, &p->snow_mm[zone], &need);
            kiln_want_crew(p, kiln);
            kiln_ask(p, kiln, &need);
        }
    }
}

/* A step without hours holds up nothing. */
static inline double kiln_firings(double worth, double crew_h)
{
    return crew_h > 0.0 ? worth : 1e9;
}

/* Firings of today from the crew that came: `part` is the share of the yard they take, `done` the
 * work in firings, `fired` the firings. */
static void kiln_fire(const struct kiln_ports *p, uint32_t kiln, struct lane *done_batch,
                      struct lane *part, struct lane *fired)
{
    const struct lane *hours = &p->crew_given_h[(size_t)kiln * STEPS];
    const struct lane *per_h = &p->batch_per_h[(size_t)kiln * STEPS];
    param_lane *crew = &p->crew_h[(size_t)kiln * STEPS];
    const struct lane *want = &p->want_batch[kiln], *yard = &p->yard_batch[kiln];
    struct lane *ready = &p->ready_batch[kiln], *count = &p->batches[kiln];
    LANES_LOOP(l)
    {
        const double a0 = kiln_firings(hours[0].v[l] * per_h[0].v[l], crew[0]->v[l]);
        const double a1 = kiln_firings(hours[1].v[l] * per_h[1].v[l], crew[1]->v[l]);
        const double a2 = kiln_firings(hours[2].v[l] * per_h[2].v[l], crew[2]->v[l]);
        const double a3 = kiln_firings(hours[3].v[l] * per_h[3].v[l], crew[3]->v[l]);
        const double a4 = kiln_firings(hours[4].v[l] * per_h[4].v[l], crew[4]->v[l]);
        const double wished = want->v[l], lying = yard->v[l];
        const double worst = lane_min(lane_min(lane_min(a0, a1), lane_min(a2, a3)), a4);
        const double done = lane_min(wished, worst);
        const double have = ready->v[l] + done;
        const double all = lane_min(lane_floor(have + grain), lane_floor(lying + grain));
        const double whole = wished > 0.0 ? all : 0.0; /* never on a day without work */
        done_batch->v[l] = done;
        fired->v[l] = whole;
        count->v[l] += whole;
        ready->v[l] = lane_max(have - whole, 0.0);
        part->v[l] = 0.0;
    }
    if (num_lane_any(fired)) /* else spare a division that no lane needs */
        LANES_LOOP(l) { part->v[l] = lane_min(lane_ratio(fired->v[l], yard->v[l]), 1.0); }
}

/* Days of no work, and what is left of the day for work (`runs`). */
static void kiln_tell_rest(const struct kiln_ports *p, const struct step *now, uint32_t kiln,
                           const struct lane *snow, struct lane *runs)
{
    const double day = (double)now->day;
    const struct lane *opens = p->opens_day[kiln], *closes = p->closes_day[kiln];
    const struct lane *season = p->season_frac[(size_t)kiln * MONTHS + now->month_of_year];
    const struct lane *open = p->open_frac[(size_t)kiln * DAYTYPES + kiln_daytype(now)];
    const struct lane *limit = p->snow_limit_mm[kiln], *up = &p->up_frac[kiln];
    struct lane *closed = &p->held_closed_day[kiln], *out = &p->held_season_day[kiln];
    struct lane *rest = &p->held_rest_day[kiln], *white = &p->held_snow_day[kiln];
    struct lane *broken = &p->held_failure_day[kiln];
    LANES_LOOP(l)
    {
        const double here = rows_open(day, opens->v[l], closes->v[l]);
        const double in = season->v[l] > 0.0 ? here : 0.0;
        const double at_work = open->v[l] > 0.0 ? in : 0.0;
        const double clear = snow->v[l] <= limit->v[l] ? at_work : 0.0;
        const double fit = clear * up->v[l];
        const double there = closes->v[l] > 0.0 ? 1.0 : 0.0; /* 0: this option has no such kiln */
        closed->v[l] += there - here;
        out->v[l] += here - in;
        rest->v[l] += in - at_work;
        white->v[l] += at_work - clear;
        broken->v[l] += clear - fit;
        runs->v[l] = fit;
    }
}

/* What a day of work was: the first of wet blend, crew, feed for its price, for its haulage, for
 * want of heat, feed, volume, rated mass that bit. Looks at the yard as it was in the morning. */
static void kiln_tell_work(const struct kiln_ports *p, uint32_t kiln, const struct lane *runs,
                           const struct lane *done_batch)
{
    const struct lane *want = &p->want_batch[kiln], *most = &p->day_batch[kiln];
    const struct lane *yard = &p->yard_batch[kiln], *refused = &p->refused_batch[kiln];
    const struct lane *dear = &p->dear_batch[kiln], *far = &p->far_batch[kiln];
    const struct lane *dry = &p->yard_t[kiln], *water = &p->yard_water_t[kiln];
    const struct lane *hot = &p->yard_heat_gj[kiln], *use = p->heat_use_frac[kiln];
    const struct lane *m3 = &p->yard_m3[kiln], *per_m3 = &p->batch_per_m3[kiln];
    const struct lane *per_t = &p->batch_per_t[kiln];
    struct lane *crew = &p->held_crew_day[kiln], *supply = &p->held_supply_day[kiln];
    struct lane *wet = &p->held_wet_day[kiln], *heat = &p->held_heat_day[kiln];
    struct lane *money = &p->held_money_day[kiln], *distance = &p->held_distance_day[kiln];
    struct lane *volume = &p->held_volume_day[kiln], *full = &p->full_day[kiln];
    LANES_LOOP(l)
    {
        const double wished = want->v[l], day = runs->v[l];
        const double boil_gj = water->v[l] * boil_gj_per_t, hot_gj = hot->v[l] * use->v[l];
        const double raw = hot_gj < boil_gj ? day : 0.0, is_wet = yard->v[l] >= 1.0 ? raw : 0.0;
        const double able = day - is_wet;
        const double is_short = done_batch->v[l] < wished * (1.0 - grain) ? able : 0.0;
        const double served = able - is_short;
        const double is_full = wished >= most->v[l] * (1.0 - grain) ? served : 0.0;
        const double less = served - is_full;
        const double is_dear = dear->v[l] >= 1.0 ? less : 0.0, close = less - is_dear;
        const double is_far = far->v[l] >= 1.0 ? close : 0.0, lacks = close - is_far;
        const double is_heat = refused->v[l] >= 1.0 ? lacks : 0.0; /* each a whole firing */
        const double bulky = m3->v[l] * per_m3->v[l],
                     heavy = (dry->v[l] + water->v[l]) * per_t->v[l];
        const double is_bulky = bulky > heavy ? is_full : 0.0;
        wet->v[l] += is_wet;
        crew->v[l] += is_short;
        heat->v[l] += is_heat;
        money->v[l] += is_dear;
        distance->v[l] += is_far;
        supply->v[l] += lacks - is_heat;
        volume->v[l] += is_bulky;
        full->v[l] += is_full - is_bulky;
    }
}

/* What moisture does to this firing: the share of the char that is left, and kg of methane per t of
 * it. Nothing where nothing is fired or the feed is dry; then an exp is spared. */
static void kiln_feel_wet(const struct kiln_ports *p, uint32_t kiln, const struct lane *part,
                          struct lane *left, struct lane *kg)
{
    const struct lane *dry = &p->yard_t[kiln], *water = &p->yard_water_t[kiln];
    const struct lane *loss = p->wet_loss_frac[kiln];
    const struct lane *least = p->methane_kg_per_t[kiln], *share = p->methane_wet_frac[kiln];
    const struct lane *rise = &p->methane_log[kiln];
    struct lane over, e;
    LANES_LOOP(l)
    {
        const double care = lane_max(loss->v[l], share->v[l]); /* does moisture matter? */
        const double damp = water->v[l] - dry->v[l] * damp_dry_frac;
        const double felt = damp * care; /* a kiln that does not care is spared the rest */
        over.v[l] = part->v[l] > 0.0 ? felt : 0.0;
        left->v[l] = 1.0;
        kg->v[l] = least->v[l];
    }
    if (!num_lane_any(&over))
        return;
    LANES_LOOP(l)
    {
        const double wet = lane_ratio(water->v[l], dry->v[l] + water->v[l]);
        const double above = lane_max(wet - damp_frac, 0.0), f = share->v[l];
        const double keep = lane_max(1.0 - loss->v[l] * above, 0.0);
        const double along = lane_min(above * per_cliff, 1.0), some = f > 0.0 ? along : 0.0;
        e.v[l] = over.v[l] > 0.0 ? some : 0.0;
        left->v[l] = over.v[l] > 0.0 ? keep : 1.0;
    }
    if (!num_lane_any(&e))
        return;
    over = e;
    LANES_LOOP(l) { e.v[l] *= rise->v[l]; }
    num_lane_exp(&e, &e);
    LANES_LOOP(l)
    {
        const double f = share->v[l], k = kg->v[l];
        const double law = (1.0 - f) * k + f * (lane_max(k, least_kg_per_t) * e.v[l]);
        kg->v[l] = over.v[l] > 0.0 ? law : k;
    }
}

/* Heat for users out of this firing: a share of the feed's heating value, no more than the
 * volatiles have left after the water. */
static void kiln_warm(const struct kiln_ports *p, uint32_t kiln, const struct lane *part)
{
    const struct lane *out = p->heat_out_frac[kiln], *sold = p->heat_sold_frac[kiln];
    const struct lane *price = p->heat_price_yen_per_gj[kiln], *water = &p->yard_water_t[kiln];
    const struct lane *hot = &p->yard_heat_gj[kiln], *will = &p->yard_char_t[kiln];
    const struct lane *yield = p->yield_frac[kiln], *lhv = p->char_lhv_gj_per_t[kiln];
    struct lane *heat = &p->heat_gj[kiln], *yen = &p->heat_yen[kiln];
    if (!num_lane_any(sold))
        return;
    LANES_LOOP(l)
    {
        const double s = part->v[l], free_gj = hot->v[l] - water->v[l] * boil_gj_per_t;
        const double feed_gj = hot->v[l] + will->v[l] * yield->v[l] * lhv->v[l];
        const double gj = lane_min(feed_gj * out->v[l], lane_max(free_gj, 0.0)) * sold->v[l] * s;
        heat->v[l] += gj;
        yen->v[l] += gj * price->v[l];
    }
}

/* Takes the fired part out of the yard and puts its char into the store; remains under 1e-9 t are
 * cleared. `keep_char`: what moisture leaves of the char. */
static void kiln_burn(const struct kiln_ports *p, uint32_t kiln, const struct lane *part,
                      const struct lane *keep_char)
{
    struct lane *dry = &p->yard_t[kiln], *water = &p->yard_water_t[kiln];
    struct lane *m3 = &p->yard_m3[kiln], *heat = &p->yard_heat_gj[kiln];
    struct lane *will = &p->yard_char_t[kiln], *carbon = &p->yard_c_t[kiln];
    struct lane *store = &p->store_t[kiln], *store_c = &p->store_c_t[kiln];
    const struct lane *yield = p->yield_frac[kiln];
    struct lane *feed = &p->feed_t[kiln], *coal = &p->char_t[kiln], *gas = &p->gas_t[kiln];
    struct lane *steam = &p->steam_t[kiln], *rest = &p->spoiled_t[kiln];
    struct lane *rest_wet = &p->spoiled_water_t[kiln];
    LANES_LOOP(l)
    {
        const double s = part->v[l], fed = dry->v[l] * s, boiled = water->v[l] * s;
        const double rate = yield->v[l] * keep_char->v[l];
        const double made = lane_min(will->v[l] * s * rate, fed);
        const double left = dry->v[l] - fed, left_wet = water->v[l] - boiled;
        const double keep = left < dust_t ? 0.0 : 1.0, stay = (1.0 - s) * keep;
        feed->v[l] += fed;
        coal->v[l] = made;
        gas->v[l] += fed - made;
        steam->v[l] += boiled;
        rest->v[l] += left * (1.0 - keep);
        rest_wet->v[l] += left_wet * (1.0 - keep);
        store->v[l] += made;
        store_c->v[l] += carbon->v[l] * s * rate;
        dry->v[l] = left * keep;
        water->v[l] = left_wet * keep;
        m3->v[l] *= stay;
        heat->v[l] *= stay;
        will->v[l] *= stay;
        carbon->v[l] *= stay;
    }
}

/* Methane, vinegar, tests and upkeep of the day. */
static void kiln_settle(const struct kiln_ports *p, const struct step *now, uint32_t kiln,
                        const struct lane *kg, const struct lane *fired)
{
    const double day = (double)now->day;
    const struct lane *opens = p->opens_day[kiln], *closes = p->closes_day[kiln];
    const struct lane *coal = &p->char_t[kiln];
    const struct lane *sour = p->vinegar_m3_per_t[kiln], *price = p->vinegar_price_yen_per_m3[kiln];
    const struct lane *test_year = p->test_yen_per_year[kiln], *test_t = p->test_yen_per_t[kiln];
    const struct lane *keep_year = p->upkeep_yen_per_year[kiln];
    const struct lane *keep_firing = p->upkeep_yen_per_firing[kiln];
    struct lane *methane = &p->methane_t[kiln], *vinegar = &p->vinegar_m3[kiln];
    struct lane *vinegar_yen = &p->vinegar_yen[kiln], *test = &p->test_yen[kiln];
    struct lane *upkeep = &p->upkeep_yen[kiln];
    LANES_LOOP(l)
    {
        const double made = coal->v[l], caught = made * sour->v[l];
        const double year = rows_open(day, opens->v[l], closes->v[l]) * year_per_day;
        methane->v[l] = made * kg->v[l] * 1e-3;
        vinegar->v[l] += caught;
        vinegar_yen->v[l] += caught * price->v[l];
        test->v[l] += test_year->v[l] * year + test_t->v[l] * made;
        upkeep->v[l] += keep_year->v[l] * year + keep_firing->v[l] * fired->v[l];
    }
}

/* Adds today's deliveries to the yard. */
static void kiln_receive(const struct kiln_ports *p, uint32_t kiln)
{
    struct lane *dry = &p->yard_t[kiln], *water = &p->yard_water_t[kiln];
    struct lane *m3 = &p->yard_m3[kiln], *heat = &p->yard_heat_gj[kiln];
    struct lane *will = &p->yard_char_t[kiln], *carbon = &p->yard_c_t[kiln];
    const struct lane *rate = p->yield_frac[kiln], *char_lhv = p->char_lhv_gj_per_t[kiln];
    const struct lane *ratio = p->carbon_ratio_frac[kiln];
    for (uint32_t pair = p->pair_first[kiln]; pair < p->pair_first[kiln + 1]; pair++) {
        const uint32_t from = p->pair_from[pair];
        const struct lane *given = &p->given_t[pair], *moisture = &p->given_moisture_frac[from];
        const struct lane *bulk = p->bulk_t_per_m3[from], *lhv = p->lhv_gj_per_t[from];
        const struct lane *coal = &p->char_frac[pair], *fixed = p->fixed_c_frac[from];
        if (!num_lane_any(given)) /* most pairs rest on most days */
            continue;
        LANES_LOOP(l)
        {
            const double g = given->v[l], w = g * moisture->v[l], c = coal->v[l];
            const double gj = kiln_volatiles_gj(lhv->v[l], rate->v[l], c, char_lhv->v[l]);
            dry->v[l] += g;
            water->v[l] += w;
            m3->v[l] += g * (1.0 / bulk->v[l]);
            heat->v[l] += g * gj;
            will->v[l] += g * c;
            carbon->v[l] += g * (c * lane_min(fixed->v[l] * ratio->v[l], 1.0));
        }
    }
}

/* The share of the store that goes to soil today: its usual share while fields are free of snow,
 * cut to what the fields still take until 31 March. */
static void kiln_spread(const struct kiln_ports *p, uint32_t kiln, const struct lane *snow,
                        struct lane *part)
{
    const struct lane *out = &p->out_frac[kiln], *limit = p->snow_limit_mm[kiln];
    const struct lane *to_soil = p->soil_frac[kiln], *area = p->soil_area_ha[kiln];
    const struct lane *per_ha = p->soil_rate_t_per_ha[kiln];
    const struct lane *year = &p->soil_year_t[kiln], *store = &p->store_t[kiln];
    struct lane over;
    LANES_LOOP(l)
    {
        const double have = store->v[l], usual = out->v[l];
        const double rate = have < dust_t ? 1.0 : usual; /* the last crumb goes at once */
        const double fields = snow->v[l] <= limit->v[l] ? to_soil->v[l] : 0.0;
        const double room = lane_max(area->v[l] * per_ha->v[l] - year->v[l], 0.0);
        part->v[l] = rate * fields;
        over.v[l] = have * part->v[l] - room;
    }
    if (num_lane_any(&over)) /* else spare a division that no lane needs */
        LANES_LOOP(l)
        {
            const double room = lane_max(area->v[l] * per_ha->v[l] - year->v[l], 0.0);
            const double cut = lane_ratio(room, store->v[l]);
            part->v[l] = over.v[l] > 0.0 ? cut : part->v[l];
        }
}

/* Char leaves the store: `part` of it to soil, to fuel and other uses always. */
static void kiln_use_char(const struct kiln_ports *p, const struct step *now, uint32_t kiln,
                          const struct lane *part)
{
    const double day = (double)now->day;
    const struct lane *proven = p->proven_day[kiln], *less = p->unproven_frac[kiln];
    const struct lane *out = &p->out_frac[kiln];
    const struct lane *to_soil = p->soil_frac[kiln], *to_fuel = p->fuel_frac[kiln];
    const struct lane *price = p->char_price_yen_per_t[kiln], *km = p->char_km[kiln];
    struct lane *store = &p->store_t[kiln], *store_c = &p->store_c_t[kiln];
    struct lane *soil = &p->soil_t[kiln], *soil_c = &p->soil_c_t[kiln];
    struct lane *fuel = &p->fuel_t[kiln], *other = &p->other_t[kiln];
    struct lane *sales = &p->sales_yen[kiln], *haul = &p->char_tkm[kiln];
    struct lane *year = &p->soil_year_t[kiln];
    LANES_LOOP(l)
    {
        const double have = store->v[l], have_c = store_c->v[l], usual = out->v[l];
        const double rate = have < dust_t ? 1.0 : usual, spread = part->v[l];
        const double s = to_soil->v[l], f = lane_min(to_fuel->v[l], 1.0 - s);
        const double ground = have * spread, burnt = have * rate * f;
        const double else_t = have * rate * (1.0 - s - f);
        const double used = ground + burnt + else_t, left = spread + rate * (1.0 - s);
        soil->v[l] += ground;
        soil_c->v[l] = have_c * spread;
        fuel->v[l] = burnt;
        other->v[l] += else_t;
        year->v[l] += ground;
        store->v[l] = lane_max(have - used, 0.0);
        store_c->v[l] = lane_max(have_c - have_c * left, 0.0);
        sales->v[l] += used * price->v[l] * (day >= proven->v[l] ? 1.0 : less->v[l]);
        haul->v[l] = used * km->v[l];
    }
}

/* Chance of tomorrow: a firing may break the kiln, a broken kiln may be mended. One
 * address serves two days. */
static void kiln_wear(const struct kiln_ports *p, const struct step *now, uint32_t kiln,
                      const struct lane *fired)
{
    struct lane *up = &p->up_frac[kiln], u = p->next_draw[kiln];
    const struct lane *fail = p->fail_frac[kiln], *repair = p->repair_frac[kiln];
    if (now->day % 2 == 0)
        num_lane_uniform2(now->seed, now->future, p->key[kiln], STREAM_KILN_FAILURE, 0,
                          now->day / 2, &u, &p->next_draw[kiln]);
    LANES_LOOP(l)
    {
        const double chance = fail->v[l], risk = fired->v[l] > 0.0 ? chance : 0.0;
        const double draw = u.v[l], stays = draw < risk ? 0.0 : 1.0;
        const double mended = draw < repair->v[l] ? 1.0 : 0.0, before = up->v[l];
        up->v[l] = before > 0.0 ? stays : mended;
    }
}

static void kiln_act(const struct step *now, const void *ports)
{
    const struct kiln_ports *p = ports;
    for (uint32_t town = now->town0; town < now->town1; town++) {
        const size_t zone = (size_t)now->day_of_month * p->n_zone[0] + p->zone[town];
        const struct lane *snow = &p->snow_mm[zone];
        for (uint32_t kiln = p->first[town]; kiln < p->first[town + 1]; kiln++) {
            struct lane done, part, fired, runs, keep_char, kg, spread;
            kiln_fire(p, kiln, &done, &part, &fired);
            kiln_tell_rest(p, now, kiln, snow, &runs);
            kiln_tell_work(p, kiln, &runs, &done);
            kiln_feel_wet(p, kiln, &part, &keep_char, &kg);
            kiln_warm(p, kiln, &part);
            kiln_burn(p, kiln, &part, &keep_char);
            kiln_settle(p, now, kiln, &kg, &fired);
            kiln_spread(p, kiln, snow, &spread);
            kiln_use_char(p, now, kiln, &spread);
            kiln_receive(p, kiln);
            kiln_wear(p, now, kiln, &fired);
        }
    }
}

extern const struct model MODEL_SYMBOL(kiln);
const struct model MODEL_SYMBOL(kiln) = {
    .name = "kiln",
    .en = "kiln, its yard and its char",
    .ja = "炭化炉・原料置き場・炭",
    .dim = kiln_dim,
    .n_dim = COUNT_OF(kiln_dim),
    .row = kiln_row,
    .n_row = COUNT_OF(kiln_row),
    .ports_size = sizeof(PORTS),
    .headline = {"char_t", "sales_yen", "held_crew_day", "held_supply_day"},
    .day_want = kiln_want,
    .day_act = kiln_act,
};
