/* kiln.c - a batch kiln and its yard: feed in, char, gas and steam out, char to its uses.
 *
 * The yard holds one blend as sums (dry t, water t, m3, char it will give, carbon in that char,
 * heat of its volatiles); every delivery adds its kind's share, every firing takes the same part of
 * each, so any number of kinds needs no state per kind. A firing is limited by mass as loaded and
 * by chamber volume, and is refused when the volatiles cannot boil off the water (modelling rule
 * 10). Firings are whole; crew hours not yet worth a firing are kept as a chamber partly made
 * ready.
 *
 * Invariants per kiln, lane and day: feed = char + gas; yard' = yard + given - feed - spoiled; the
 * same for water and for the char store.
 *
 * Over 400 lines: the table of rows is half of them, and one model is one file.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/rows.h"
#include "sim/num_lane.h"

enum { MONTHS = 12, TASKS = 4, DAYTYPES = 4 };
static const double dust_t = 1e-9; /* smaller stocks are spoilage */
static const double grain = 1e-9;  /* of a firing: rounding does not cost a whole one */
/* GJ to bring 1 t of water from 25 to 100 degC and boil it: 4.19 kJ/(kg K) x 75 K + 2257 kJ/kg,
 * steam tables. */
static const double boil_gj_per_t = 2.571;

struct kiln_ports {
    const uint32_t *first, *key, *pair_first, *pair_from, *source_first, *zone, *n_zone;
    const struct lane *opens_day, *closes_day, *capacity_t_per_day, *batch_t, *chamber_m3;
    const struct lane *yield_frac, *temp_degc, *heat_use_frac, *char_lhv_gj_per_t, *radius_km;
    const struct lane *local_km, *yard_day, *snow_limit_mm, *fail_frac, *repair_frac;
    const struct lane *methane_kg_per_t, *soil_frac, *fuel_frac, *store_day, *char_km;
    const struct lane *char_price_yen_per_t;
    const struct lane *crew_h;                      /* [kiln*task] */
    const struct lane *season_frac;                 /* [kiln*month] */
    const struct lane *open_frac;                   /* [kiln*daytype] */
    const struct lane *distance_km, *accepted_frac; /* [supply] */
    const struct lane *snow_mm;                     /* [day of month][zone] */
    const struct lane *bulk_t_per_m3, *lhv_gj_per_t, *char_ratio_frac,
        *fixed_c_frac;                                    /* [biomass] */
    const struct lane *offered_t, *offered_moisture_frac; /* [biomass] yesterday's */
    const struct lane *given_t;                           /* [supply] */
    const struct lane *given_moisture_frac;               /* [biomass] */
    const struct lane *crew_given_h;                      /* [kiln*task] */
    struct lane *yard_t, *yard_water_t, *yard_m3, *yard_char_t, *yard_c_t, *yard_heat_gj;
    struct lane *store_t, *store_c_t, *up_frac, *next_draw, *ready_batch;
    struct lane *m3_per_t;                             /* [biomass] once a month */
    struct lane *heat_gj_per_t, *haul_km, *reach_frac; /* [supply] once a month */
    struct lane *batch_per_t, *batch_per_m3, *batch_per_day, *fill_t,
        *out_frac;                                    /* [kiln] once a month */
    struct lane *batch_per_h, *spare_batch;           /* [kiln*task] once a month */
    struct lane *ask_t;                               /* [supply] */
    struct lane *crew_want_h;                         /* [kiln*task] */
    struct lane *want_batch, *day_batch, *yard_batch; /* [kiln], want */
    struct lane *feed_t, *char_t, *gas_t, *steam_t, *batches, *spoiled_t, *spoiled_water_t;
    struct lane *soil_t, *soil_c_t, *fuel_t, *other_t, *sales_yen, *haul_tkm;
    struct lane *held_crew_day, *held_supply_day, *held_snow_day, *held_failure_day, *held_wet_day;
};
#define PORTS struct kiln_ports
#define BY_TYPE "assumption for a kiln of no known type"

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
};

static const struct row kiln_row[] = {
    INDEX(first, "kiln.first"),
    INDEX(key, "kiln.key"),
    INDEX(pair_first, "supply.first"),
    INDEX(pair_from, "supply.from"),
    INDEX(source_first, "biomass.first"),
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
          "dry char per dry wood", "木材の炭収率（乾物）"),
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
          "0000", "methane per dry char", "炭1t当たりのメタン排出"),
    PARAM_VARIES(soil_frac, "to_soil", "kiln", "1", "pert(0.8, 0.95, 1)", 0.0, 1.0,
                 "assumption: 80 to 100 % goes to farm soil", "0112",
                 "share of the char that goes to farm soil", "農地に施用する割合"),
    PARAM_VARIES(
        fuel_frac, "to_fuel", "kiln", "1", "0", 0.0, 1.0,
        "assumption: none is burnt unless stated; the rest after soil and fuel is other use",
        "0112", "share of the char that is burnt as fuel", "燃料にする割合"),
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
    PARAM(crew_h, "crew", "kiln*task", "h", "2", 0.0, 1000.0, BY_TYPE, "0000",
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
    INPUT(bulk_t_per_m3, "biomass.bulk_t_per_m3", "biomass", "t m-3", PASS_WANT,
          "dry matter per volume", "かさ密度"),
    INPUT(lhv_gj_per_t, "biomass.lhv_gj_per_t", "biomass", "GJ t-1", PASS_WANT,
          "lower heating value of dry matter", "低位発熱量"),
    INPUT(char_ratio_frac, "biomass.char_ratio_frac", "biomass", "1", PASS_WANT,
          "char against wood", "炭収率の比"),
    INPUT(fixed_c_frac, "biomass.fixed_c_frac", "biomass", "1", PASS_WANT,
          "organic carbon of its char", "炭の炭素含有率"),
    LAG_WANT(offered_t, "biomass.offer_t", "biomass", "t", "offered yesterday", "前日の提供可能量"),
    LAG_WANT(offered_moisture_frac, "biomass.moisture_frac", "biomass", "1",
             "moisture of what was offered", "前日の含水率"),
    INPUT(given_t, "biomass.given_t", "supply", "t", PASS_ACT, "dry matter delivered", "搬入量"),
    INPUT(given_moisture_frac, "biomass.given_moisture_frac", "biomass", "1", PASS_ACT,
          "moisture of what is delivered", "搬入分の含水率"),
    INPUT(crew_given_h, "labour.crew_given_h", "kiln*task", "h", PASS_ACT, "crew hours given",
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
    STATE(m3_per_t, "biomass", "m3 t-1", "0", "volume per dry matter", "乾物当たり体積"),
    STATE(heat_gj_per_t, "supply", "GJ t-1", "0", "heat of volatiles per dry matter",
          "乾物当たり揮発分の熱"),
    STATE(haul_km, "supply", "km", "0", "haul between and within towns", "運搬距離"),
    STATE(reach_frac, "supply", "1", "0", "1 within the kiln's radius and accepted",
          "集荷距離内で受け入れ可なら1"),
    STATE(batch_per_t, "kiln", "t-1", "0", "firings per tonne as loaded", "重量当たり回数"),
    STATE(batch_per_m3, "kiln", "m-3", "0", "firings per volume", "体積当たり回数"),
    STATE(batch_per_day, "kiln", "day-1", "0", "most firings per open day of this month",
          "今月の1日の最大回数"),
    STATE(fill_t, "kiln", "t", "0", "dry feed that the yard holds when full",
          "置き場の容量（乾物）"),
    STATE(out_frac, "kiln", "1", "0", "share of the store used per day", "1日の払出し割合"),
    STATE(batch_per_h, "kiln*task", "h-1", "0", "firings per crew hour", "作業時間当たり回数"),
    STATE(spare_batch, "kiln*task", "1", "0", "firings that a task without hours holds up never",
          "作業時間が要らない工程の余裕"),
    OUTPUT(ask_t, "supply", "t", PASS_WANT, "dry matter asked of a source", "発生元への要求量"),
    OUTPUT(crew_want_h, "kiln*task", "h", PASS_WANT, "standard hours of crew wanted",
           "必要な標準作業時間"),
    OUTPUT(want_batch, "kiln", "1", PASS_WANT, "firings' worth of work wanted",
           "必要な作業（回数）"),
    OUTPUT(day_batch, "kiln", "1", PASS_WANT, "firings the calendar allows", "暦で可能な回数"),
    OUTPUT(yard_batch, "kiln", "1", PASS_WANT, "firings on the yard", "置き場にある回数"),
    RECORD(feed_t, "kiln", "t", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_NEITHER,
           "dry feed carbonised", "炭化した原料（乾物）"),
    FLOW(char_t, "kiln", "t", PASS_ACT, MEDIUM_DRY, HOLD_YARD, HOLD_CHAR_STORE, AGG_SUM,
         BETTER_MORE, "biochar made, dry", "バイオ炭の生産量（乾物）"),
    FLOW(gas_t, "kiln", "t", PASS_ACT, MEDIUM_DRY, HOLD_YARD, HOLD_AIR, AGG_NONE, BETTER_NEITHER,
         "dry matter that left as gas", "ガスになった乾物"),
    FLOW(steam_t, "kiln", "t", PASS_ACT, MEDIUM_WATER, HOLD_YARD, HOLD_AIR, AGG_NONE,
         BETTER_NEITHER, "water boiled off", "蒸発した水分"),
    RECORD(batches, "kiln", "1", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_NEITHER, "firings",
           "炭化回数"),
    FLOW(spoiled_t, "kiln", "t", PASS_ACT, MEDIUM_DRY, HOLD_YARD, HOLD_SPOILAGE, AGG_NONE,
         BETTER_LESS, "remains cleared from the yard", "置き場の残りの処分"),
    FLOW(spoiled_water_t, "kiln", "t", PASS_ACT, MEDIUM_WATER, HOLD_YARD, HOLD_SPOILAGE, AGG_NONE,
         BETTER_NEITHER, "water in it", "処分の水分"),
    FLOW(soil_t, "kiln", "t", PASS_ACT, MEDIUM_DRY, HOLD_CHAR_STORE, HOLD_SOIL, AGG_SUM,
         BETTER_MORE, "char put into farm soil, dry", "農地に入れた炭（乾物）"),
    OUTPUT(soil_c_t, "kiln", "t", PASS_ACT, "organic carbon of char put into soil",
           "農地に入れた炭の炭素"),
    FLOW(fuel_t, "kiln", "t", PASS_ACT, MEDIUM_DRY, HOLD_CHAR_STORE, HOLD_BOILER, AGG_NONE,
         BETTER_NEITHER, "char burnt as fuel, dry", "燃料にした炭（乾物）"),
    FLOW(other_t, "kiln", "t", PASS_ACT, MEDIUM_DRY, HOLD_CHAR_STORE, HOLD_OUTSIDE, AGG_NONE,
         BETTER_NEITHER, "char put to other uses, dry", "その他用途の炭（乾物）"),
    FLOW(sales_yen, "kiln", "yen", PASS_ACT, MEDIUM_YEN, HOLD_FIRMS, HOLD_WELFARE, AGG_SUM,
         BETTER_MORE, "sales of char", "炭の売上"),
    RECORD(haul_tkm, "kiln", "t km", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_LESS,
           "haulage of feed and char", "運搬トンキロ"),
    RECORD(held_crew_day, "kiln", "day", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_LESS,
           "days held back by crew", "人手不足で滞った日"),
    RECORD(held_supply_day, "kiln", "day", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_LESS,
           "days held back by supply", "原料不足で滞った日"),
    RECORD(held_snow_day, "kiln", "day", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_LESS,
           "days held back by snow", "積雪で止まった日"),
    RECORD(held_failure_day, "kiln", "day", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_LESS,
           "days held back by breakdown", "故障で止まった日"),
    RECORD(held_wet_day, "kiln", "day", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_LESS,
           "days held back by wet feed", "原料の水分で止まった日"),
};
_Static_assert(sizeof(PORTS) == COUNT_OF(kiln_row) * sizeof(void *), "port without row");

/* Once a month: reciprocals and per-pair numbers, so that a day needs few divisions. */
static void kiln_refresh_pair(const struct kiln_ports *p, uint32_t kiln, uint32_t pair)
{
    const uint32_t from = p->pair_from[pair];
    LANES_LOOP(l)
    {
        const double kept_gj = p->yield_frac[kiln].v[l] * p->char_ratio_frac[from].v[l] *
                               p->char_lhv_gj_per_t[kiln].v[l];
        const double near = p->distance_km[pair].v[l] <= p->radius_km[kiln].v[l] ? 1.0 : 0.0;
        p->heat_gj_per_t[pair].v[l] = lane_max(p->lhv_gj_per_t[from].v[l] - kept_gj, 0.0);
        p->haul_km[pair].v[l] = p->distance_km[pair].v[l] + p->local_km[kiln].v[l];
        p->reach_frac[pair].v[l] = p->accepted_frac[pair].v[l] * near;
    }
}

static void kiln_refresh(const struct kiln_ports *p, uint32_t kiln, size_t month)
{
    const struct lane *batch = &p->batch_t[kiln], *chamber = &p->chamber_m3[kiln];
    const struct lane *rating = &p->capacity_t_per_day[kiln], *lies = &p->store_day[kiln];
    const struct lane *season = &p->season_frac[(size_t)kiln * MONTHS + month];
    const struct lane *days = &p->yard_day[kiln];
    struct lane *per_t = &p->batch_per_t[kiln], *per_m3 = &p->batch_per_m3[kiln];
    struct lane *per_day = &p->batch_per_day[kiln], *out = &p->out_frac[kiln];
    struct lane *fill = &p->fill_t[kiln];
    LANES_LOOP(l)
    {
        per_t->v[l] = 1.0 / batch->v[l];
        per_m3->v[l] = 1.0 / chamber->v[l];
        per_day->v[l] = rating->v[l] / batch->v[l] * season->v[l];
        fill->v[l] = lane_max(rating->v[l] * days->v[l], 2.0 * batch->v[l]);
        out->v[l] = 1.0 / lies->v[l];
    }
    for (size_t t = (size_t)kiln * TASKS; t < (size_t)(kiln + 1) * TASKS; t++) {
        const struct lane *hours = &p->crew_h[t];
        struct lane *per_h = &p->batch_per_h[t], *spare = &p->spare_batch[t];
        LANES_LOOP(l)
        {
            per_h->v[l] = lane_ratio(1.0, hours->v[l]);
            spare->v[l] = hours->v[l] > 0.0 ? 0.0 : 1e9; /* no hours: it holds up nothing */
        }
    }
    for (uint32_t pair = p->pair_first[kiln]; pair < p->pair_first[kiln + 1]; pair++)
        kiln_refresh_pair(p, kiln, pair);
}

/* What the yard and the calendar allow today; what the yard lacks (`left`, dry t) and the heat on
 * it that is left for drying more (`spare`, GJ). */
static void kiln_plan_day(const struct kiln_ports *p, const struct step *now, uint32_t kiln,
                          const struct lane *snow, struct lane *left, struct lane *spare)
{
    const double day = (double)now->day;
    const size_t type = now->holiday ? 3 : now->weekday < 5 ? 0 : now->weekday - 4;
    const struct lane *opens = &p->opens_day[kiln], *closes = &p->closes_day[kiln];
    const struct lane *open = &p->open_frac[(size_t)kiln * DAYTYPES + type];
    const struct lane *rate = &p->batch_per_day[kiln], *limit = &p->snow_limit_mm[kiln];
    const struct lane *per_t = &p->batch_per_t[kiln], *per_m3 = &p->batch_per_m3[kiln];
    const struct lane *dry = &p->yard_t[kiln], *water = &p->yard_water_t[kiln];
    const struct lane *volume = &p->yard_m3[kiln], *heat = &p->yard_heat_gj[kiln];
    const struct lane *use = &p->heat_use_frac[kiln], *up = &p->up_frac[kiln];
    const struct lane *ready = &p->ready_batch[kiln], *fill = &p->fill_t[kiln];
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
        const double dry_enough = hot_gj >= boil_gj ? 1.0 : 0.0;
        const double wish = lane_min(most * clear, room) * dry_enough;
        /* what may be fired today takes its heat along; a yard too wet is mended with dry feed */
        const double stays = 1.0 - lane_min(lane_ratio(ready->v[l] + wish, lying), 1.0);
        const double hold = fill->v[l] * (2.0 - dry_enough);
        calendar->v[l] = most;
        yard->v[l] = lying;
        want->v[l] = wish;
        left->v[l] = lane_max(hold - dry->v[l], 0.0) * here;
        spare->v[l] = lane_max(hot_gj * (1.0 - grain) - boil_gj, 0.0) * stays;
    }
}

/* The crew that the wanted work takes. */
static void kiln_want_crew(const struct kiln_ports *p, uint32_t kiln)
{
    const struct lane *want = &p->want_batch[kiln], *crew = &p->crew_h[(size_t)kiln * TASKS];
    struct lane *hours = &p->crew_want_h[(size_t)kiln * TASKS];
    LANES_LOOP(l)
    {
        const double w = want->v[l];
        hours[0].v[l] = w * crew[0].v[l];
        hours[1].v[l] = w * crew[1].v[l];
        hours[2].v[l] = w * crew[2].v[l];
        hours[3].v[l] = w * crew[3].v[l];
    }
}

/* Asks the sources, nearest first, for what the yard lacks, by what each offered yesterday; of wet
 * kinds only as much as the heat that stays on the yard can dry. */
static void kiln_ask(const struct kiln_ports *p, uint32_t kiln, struct lane *left,
                     struct lane *spare)
{
    const struct lane *use = &p->heat_use_frac[kiln];
    for (uint32_t pair = p->pair_first[kiln]; pair < p->pair_first[kiln + 1]; pair++) {
        const uint32_t from = p->pair_from[pair];
        const struct lane *offer = &p->offered_t[from], *wet = &p->offered_moisture_frac[from];
        const struct lane *takes = &p->reach_frac[pair], *gj = &p->heat_gj_per_t[pair];
        struct lane *ask = &p->ask_t[pair], lack, cap;
        LANES_LOOP(l)
        {
            lack.v[l] =
                lane_max(boil_gj_per_t * wet->v[l] - gj->v[l] * use->v[l], 0.0); /* GJ per dry t */
            cap.v[l] = left->v[l];
        }
        if (num_lane_any(&lack)) /* else spare a division that no lane needs */
            LANES_LOOP(l)
            {
                const double need = lack.v[l], want = cap.v[l];
                const double dried = spare->v[l] / (need > 0.0 ? need : 1.0);
                const double least = lane_min(want, dried);
                cap.v[l] = need > 0.0 ? least : want;
            }
        LANES_LOOP(l)
        {
            const double a = lane_min(cap.v[l], offer->v[l] * takes->v[l]);
            ask->v[l] = a;
            left->v[l] -= a;
            spare->v[l] = lane_max(spare->v[l] - a * lack.v[l], 0.0);
        }
    }
}

static void kiln_want(const struct step *now, const void *ports)
{
    const struct kiln_ports *p = ports;
    for (uint32_t town = now->town0; town < now->town1; town++) {
        const size_t zone = (size_t)now->day_of_month * p->n_zone[0] + p->zone[town];
        for (uint32_t source = p->source_first[town];
             rows_new_month(now) && source < p->source_first[town + 1]; source++)
            LANES_LOOP(l) { p->m3_per_t[source].v[l] = 1.0 / p->bulk_t_per_m3[source].v[l]; }
        for (uint32_t kiln = p->first[town]; kiln < p->first[town + 1]; kiln++) {
            struct lane left, spare;
            if (rows_new_month(now))
                kiln_refresh(p, kiln, now->month_of_year);
            kiln_plan_day(p, now, kiln, &p->snow_mm[zone], &left, &spare);
            kiln_want_crew(p, kiln);
            kiln_ask(p, kiln, &left, &spare);
        }
    }
}

/* Firings of today from the crew that came: `part` is the share of the yard they take. And what
 * held the kiln back: the first of snow, breakdown, crew, wet feed, supply that bit. */
static void kiln_fire(const struct kiln_ports *p, uint32_t kiln, const struct lane *snow,
                      struct lane *part)
{
    const struct lane *hours = &p->crew_given_h[(size_t)kiln * TASKS];
    const struct lane *per_h = &p->batch_per_h[(size_t)kiln * TASKS];
    const struct lane *spare = &p->spare_batch[(size_t)kiln * TASKS];
    const struct lane *want = &p->want_batch[kiln], *yard = &p->yard_batch[kiln];
    const struct lane *most = &p->day_batch[kiln], *limit = &p->snow_limit_mm[kiln];
    const struct lane *up = &p->up_frac[kiln];
    struct lane *ready = &p->ready_batch[kiln], *fired = &p->batches[kiln];
    struct lane *crew = &p->held_crew_day[kiln], *supply = &p->held_supply_day[kiln];
    struct lane *white = &p->held_snow_day[kiln], *broken = &p->held_failure_day[kiln];
    struct lane *wet = &p->held_wet_day[kiln];
    LANES_LOOP(l)
    {
        const double a0 = hours[0].v[l] * per_h[0].v[l] + spare[0].v[l];
        const double a1 = hours[1].v[l] * per_h[1].v[l] + spare[1].v[l];
        const double a2 = hours[2].v[l] * per_h[2].v[l] + spare[2].v[l];
        const double a3 = hours[3].v[l] * per_h[3].v[l] + spare[3].v[l];
        const double wished = want->v[l], lying = yard->v[l], full = most->v[l];
        const double done =
            lane_min(lane_min(wished, lane_min(a0, a1)), lane_min(a2, a3)); /* worst task */
        const double have = ready->v[l] + done;
        const double whole = lane_min(lane_floor(have + grain), lane_floor(lying + grain));
        const double open = full > 0.0 ? 1.0 : 0.0;
        const double is_white = snow->v[l] > limit->v[l] ? open : 0.0;
        const double runs = (open - is_white) * up->v[l];
        const double is_short = done < wished * (1.0 - grain) ? runs : 0.0;
        const double less = wished < full * (1.0 - grain) ? runs - is_short : 0.0;
        /* whole firings lie there and none is wanted: the blend cannot be dried */
        const double idle = wished <= 0.0 ? less : 0.0, is_wet = lying >= 1.0 ? idle : 0.0;
        fired->v[l] = whole;
        ready->v[l] = lane_max(have - whole, 0.0);
        part->v[l] = lane_min(lane_ratio(whole, lying), 1.0);
        white->v[l] = is_white;
        broken->v[l] = (open - is_white) - runs;
        crew->v[l] = is_short;
        wet->v[l] = is_wet;
        supply->v[l] = less - is_wet;
    }
}

/* Takes the fired part out of the yard and puts its char into the store; remains under 1e-9 t are
 * cleared. */
static void kiln_burn(const struct kiln_ports *p, uint32_t kiln, const struct lane *part)
{
    struct lane *dry = &p->yard_t[kiln], *water = &p->yard_water_t[kiln];
    struct lane *m3 = &p->yard_m3[kiln], *heat = &p->yard_heat_gj[kiln];
    struct lane *will = &p->yard_char_t[kiln], *carbon = &p->yard_c_t[kiln];
    struct lane *store = &p->store_t[kiln], *store_c = &p->store_c_t[kiln];
    const struct lane *yield = &p->yield_frac[kiln];
    struct lane *feed = &p->feed_t[kiln], *coal = &p->char_t[kiln], *gas = &p->gas_t[kiln];
    struct lane *steam = &p->steam_t[kiln], *rest = &p->spoiled_t[kiln];
    struct lane *rest_wet = &p->spoiled_water_t[kiln];
    LANES_LOOP(l)
    {
        const double s = part->v[l], fed = dry->v[l] * s, boiled = water->v[l] * s;
        const double made = lane_min(will->v[l] * s * yield->v[l], fed);
        const double left = dry->v[l] - fed, left_wet = water->v[l] - boiled;
        const double keep = left < dust_t ? 0.0 : 1.0, stay = (1.0 - s) * keep;
        feed->v[l] = fed;
        coal->v[l] = made;
        gas->v[l] = fed - made;
        steam->v[l] = boiled;
        rest->v[l] = left * (1.0 - keep);
        rest_wet->v[l] = left_wet * (1.0 - keep);
        store->v[l] += made;
        store_c->v[l] += carbon->v[l] * s * yield->v[l];
        dry->v[l] = left * keep;
        water->v[l] = left_wet * keep;
        m3->v[l] *= stay;
        heat->v[l] *= stay;
        will->v[l] *= stay;
        carbon->v[l] *= stay;
    }
}

/* Adds today's deliveries to the yard. */
static void kiln_receive(const struct kiln_ports *p, uint32_t kiln)
{
    struct lane *dry = &p->yard_t[kiln], *water = &p->yard_water_t[kiln];
    struct lane *m3 = &p->yard_m3[kiln], *heat = &p->yard_heat_gj[kiln];
    struct lane *will = &p->yard_char_t[kiln], *carbon = &p->yard_c_t[kiln];
    struct lane *haul = &p->haul_tkm[kiln];
    for (uint32_t pair = p->pair_first[kiln]; pair < p->pair_first[kiln + 1]; pair++) {
        const uint32_t from = p->pair_from[pair];
        const struct lane *given = &p->given_t[pair], *moisture = &p->given_moisture_frac[from];
        const struct lane *volume = &p->m3_per_t[from], *gj = &p->heat_gj_per_t[pair];
        const struct lane *ratio = &p->char_ratio_frac[from];
        const struct lane *c = &p->fixed_c_frac[from], *km = &p->haul_km[pair];
        LANES_LOOP(l)
        {
            const double g = given->v[l], w = g * moisture->v[l];
            const double coal = g * ratio->v[l];
            dry->v[l] += g;
            water->v[l] += w;
            m3->v[l] += g * volume->v[l];
            heat->v[l] += g * gj->v[l];
            will->v[l] += coal;
            carbon->v[l] += coal * c->v[l];
            haul->v[l] += (g + w) * km->v[l];
        }
    }
}

/* Char leaves the store: to soil while fields are free of snow, to fuel and other uses always. */
static void kiln_use_char(const struct kiln_ports *p, uint32_t kiln, const struct lane *snow)
{
    const struct lane *out = &p->out_frac[kiln], *limit = &p->snow_limit_mm[kiln];
    const struct lane *to_soil = &p->soil_frac[kiln], *to_fuel = &p->fuel_frac[kiln];
    const struct lane *price = &p->char_price_yen_per_t[kiln], *km = &p->char_km[kiln];
    struct lane *store = &p->store_t[kiln], *store_c = &p->store_c_t[kiln];
    struct lane *soil = &p->soil_t[kiln], *soil_c = &p->soil_c_t[kiln];
    struct lane *fuel = &p->fuel_t[kiln], *other = &p->other_t[kiln];
    struct lane *sales = &p->sales_yen[kiln], *haul = &p->haul_tkm[kiln];
    LANES_LOOP(l)
    {
        const double have = store->v[l], have_c = store_c->v[l], usual = out->v[l];
        const double rate = have < dust_t ? 1.0 : usual; /* the last crumb goes at once */
        const double fields = snow->v[l] <= limit->v[l] ? 1.0 : 0.0;
        const double s = to_soil->v[l], f = lane_min(to_fuel->v[l], 1.0 - s);
        const double part = rate * s * fields, burnt = have * rate * f;
        const double else_t = have * rate * (1.0 - s - f);
        const double ground = have * part;
        const double left = rate * (s * fields + (1.0 - s));
        soil->v[l] = ground;
        soil_c->v[l] = have_c * part;
        fuel->v[l] = burnt;
        other->v[l] = else_t;
        store->v[l] = lane_max(have - (ground + burnt + else_t), 0.0);
        store_c->v[l] = lane_max(have_c - have_c * left, 0.0);
        sales->v[l] = (ground + burnt + else_t) * price->v[l];
        haul->v[l] = (ground + burnt + else_t) * km->v[l];
    }
}

/* Chance of tomorrow: a firing may break the kiln, a broken kiln may be mended. One
 * address serves two days. */
static void kiln_wear(const struct kiln_ports *p, const struct step *now, uint32_t kiln)
{
    struct lane *up = &p->up_frac[kiln], u = p->next_draw[kiln];
    const struct lane *fail = &p->fail_frac[kiln], *repair = &p->repair_frac[kiln];
    const struct lane *fired = &p->batches[kiln];
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
            struct lane part;
            kiln_fire(p, kiln, snow, &part);
            kiln_burn(p, kiln, &part);
            kiln_use_char(p, kiln, snow);
            kiln_receive(p, kiln);
            kiln_wear(p, now, kiln);
        }
    }
}

extern const struct model MODEL_SYMBOL(kiln);
const struct model MODEL_SYMBOL(kiln) = {
    .name = "kiln",
    .en = "batch kiln, its yard and its char",
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
