/* transport.c - trucks that fetch a town's feed, and rounds that empty its stations.
 *
 * A load fits by mass and by volume; what is delivered says how many trips that takes. A trip is
 * the way out and back, loading and unloading; its fuel follows the improved tonne-kilometre
 * formula (METI notice 66 of 2006) ln y = a - b ln(x / 100) - c ln z, y in l/tkm, load factor x in
 * %, payload z in kg. Formula, price and hours of each (source, kiln) pair are worked out once a
 * month; kilns read the hours, the price and the roster of the day, and ask for no more. A day's
 * trips are fractions while loads are gathered until a truck is full, and whole where each day's
 * delivery goes at once.
 *
 * Invariants per town, lane and day: hours used + hours left = hours rostered + hours hired in;
 * exactly one of the six days (no truck, rest, driver, truck, idle, worked) is 1 in a town that has
 * a kiln, open or not, and none elsewhere.
 *
 * Over 600 lines: the table of rows is half of them, and one model is one file.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/rows.h"
#include "sim/num_lane.h"

enum { DAYTYPES = 4, DAYS = 7 };
static const double co2_per_c = 44.0 / 12.0;
static const double grain = 1e-9; /* of a trip: rounding does not cost a whole one */
/* Share of the hours above which they count as used up, and of the drivers asked for below which
 * they were too few: neither fits exactly. */
static const double near_full = 0.95;
static const double dust_h = 1e-6;         /* a smaller need of drivers is none */
static const double week_frac = 1.0 / 7.0; /* memory of the need for drivers: about a week */
/* t CO2 per l of diesel: 38.2 GJ/kl x 0.0187 tC/GJ (Ministry of the Environment, guideline for
 * local plans, 3rd ed., reference 2). Collection rounds run on diesel. */
static const double diesel_t_per_l = 38.2e-3 * 0.0187 * 44.0 / 12.0;
/* Ways between stops of a round: 0.57 sqrt(n A), Daganzo 1984, Transportation Science 18(4). */
static const double daganzo = 0.57;

struct transport_ports {
    const uint32_t *truck, *kiln_first, *pair_first, *pair_from, *station_first;
    param_lane *payload_t, *body_m3, *fuel_const, *fuel_load_exp, *fuel_size_exp; /* [truck] */
    param_lane *fuel_gj_per_kl, *fuel_tc_per_gj, *litre_yen, *base_litre_yen;
    param_lane *empty_frac, *speed_km_per_h, *load_min, *unload_min, *day_yen;
    param_lane *least_frac, *driver_frac;
    param_lane *trucks, *truck_h_per_day, *pool_driver_frac, *whole_frac; /* [town] */
    param_lane *open_frac;                                                /* [town*daytype] */
    param_lane *round_load_t, *round_km, *served_frac, *detour_frac;      /* [town] */
    param_lane *round_speed_km_per_h, *stop_min, *empty_min, *round_l_per_km;
    param_lane *round_yen_per_h;
    param_lane *distance_km;                          /* [supply] */
    param_lane *local_km, *closes_day;                /* [kiln] */
    param_lane *bulk_t_per_m3, *fresh_moisture_frac;  /* [biomass] */
    param_lane *area_ha;                              /* [town] */
    const struct lane *given_t, *given_moisture_frac; /* [supply], [biomass] */
    const struct lane *drive_given_h;                 /* [town] */
    const struct lane *pickup_t;                      /* [station] */
    struct lane *litre_per_trip, *yen_per_trip, *hour_per_t, *haul_yen_per_t; /* [supply] monthly */
    struct lane *hour_per_km, *load_per_t, *fleet_share_per_h, *full_l_per_km; /* [town] monthly */
    struct lane *served_day;                                                   /* [town] monthly */
    struct lane *need_h;                                                       /* [town] */
    struct lane *drive_want_h, *today_h;                                       /* [town] want */
    struct lane *trips, *load_t, *truck_km, *haul_tkm, *fuel_l, *fuel_gj;      /* [town] act */
    struct lane *used_h, *share_frac, *hired_h, *left_h, *truck_h, *cost_yen;
    struct lane *no_truck_day, *rest_day, *driver_day, *truck_day, *idle_day, *worked_day;
    struct lane *rounds, *round_way_km, *round_h, *round_yen, *round_co2_t, *co2_t;
};
#define PORTS struct transport_ports
#define BY_CLASS "assumption for a truck of no known class"
#define FORMULA                                                                             \
    "improved tonne-km formula, diesel (METI notice 66 of 2006; logiiiii.f-logi.com/terms/" \
    "kairyo-ton-kilo-hou)"
#define GUIDELINE                                                                           \
    "diesel, Ministry of the Environment, guideline for local plans, 3rd ed., reference 2 " \
    "(123deta.com/document/yevj147z)"

static const struct dim_row transport_dim[] = {
    {.kind = DIM_USED,
     .name = "truck",
     .list = "trucks",
     .choice = "truck",
     .choice_default = "4t", /* assumption where a town does not say: the common middle class */
     .en = "class of truck",
     .ja = "トラックの種類"},
};

static const struct row transport_row[] = {
    INDEX(truck, "town.truck"),
    INDEX(kiln_first, "kiln.first"),
    INDEX(pair_first, "supply.first"),
    INDEX(pair_from, "supply.from"),
    INDEX(station_first, "station.first"),
    PARAM(payload_t, "payload", "truck", "t", "4", 0.05, 40.0, BY_CLASS, "0000",
          "most mass of a load", "最大積載量"),
    PARAM(body_m3, "body", "truck", "m3", "pert(15, 24, 32)", 0.1, 200.0, BY_CLASS, "0000",
          "most volume of a load", "荷台の容積"),
    PARAM(fuel_const, "fuel_constant", "truck", "1", "2.71", 0.0, 5.0, FORMULA, "3433",
          "constant of the fuel formula", "燃料式の定数"),
    PARAM(fuel_load_exp, "fuel_load", "truck", "1", "0.812", 0.0, 1.0, FORMULA, "3433",
          "how fuel per tonne-km falls with the load factor", "燃料式の積載率の係数"),
    PARAM(fuel_size_exp, "fuel_size", "truck", "1", "0.654", 0.0, 1.0, FORMULA, "3433",
          "how fuel per tonne-km falls with the payload", "燃料式の最大積載量の係数"),
    PARAM(fuel_gj_per_kl, "fuel_heat", "truck", "GJ kl-1", "38.2", 0.0, 60.0, GUIDELINE, "3333",
          "heat of the fuel", "燃料の発熱量"),
    PARAM(fuel_tc_per_gj, "fuel_carbon", "truck", "t GJ-1", "0.0187", 0.0, 0.05, GUIDELINE, "3333",
          "fossil carbon per heat of the fuel", "燃料の炭素排出係数"),
    PARAM_VARIES(litre_yen, "fuel_price", "truck", "yen l-1", "pert(140, 155, 175)", 0.0, 1000.0,
                 "assumption: diesel at 140 to 175 yen a litre", "1222", "price of the fuel",
                 "燃料の価格"),
    PARAM(base_litre_yen, "fuel_base", "truck", "yen l-1", "155", 0.0, 1000.0,
          "assumption: the day rate was agreed at 155 yen a litre", "1222",
          "fuel price that the day rate holds; the difference is a surcharge",
          "日額に含まれる燃料価格（差は燃料サーチャージ）"),
    PARAM(
        empty_frac, "empty_return", "truck", "1", "pert(0, 0.3, 0.6)", 0.0, 1.0,
        "assumption: the formula is of loaded tonne-km; driving back empty takes 0 to 60 % of the "
        "full way's fuel (0: the formula alone)",
        "1122", "fuel of the empty way against the full way's", "空車回送の燃料（満載比）"),
    PARAM(speed_km_per_h, "speed", "truck", "km h-1", "pert(30, 40, 50)", 1.0, 120.0,
          "40 km/h in a study of straw logistics (pdfslide.us); range assumed", "2232",
          "mean speed on the road", "平均走行速度"),
    PARAM(load_min, "loading", "truck", "min", "pert(8, 15, 30)", 0.0, 600.0, BY_CLASS, "0000",
          "time to load a truck", "積込み時間"),
    PARAM(unload_min, "unloading", "truck", "min", "pert(4, 6, 12)", 0.0, 600.0, BY_CLASS, "0000",
          "time to unload a truck", "荷下ろし時間"),
    PARAM(day_yen, "day_rate", "truck", "yen", "pert(36000, 40000, 42000)", 0.0, 1e6, BY_CLASS,
          "0000", "price of a truck with driver and fuel for a day",
          "車両・運転手・燃料込みの日額"),
    PARAM(
        least_frac, "least_charge", "truck", "1", "pert(0.1, 0.25, 0.5)", 0.0, 1.0,
        "assumption: a truck called for one load costs a tenth to half of its day; 0: the share of "
        "the day that the trip takes",
        "0112", "least part of the day rate that a trip costs",
        "1便の最低料金（日額に対する割合）"),
    PARAM(driver_frac, "driver_share", "truck", "1", "pert(0.3, 0.4, 0.5)", 0.0, 1.0,
          "assumption: 30 to 50 % of a truck's day is its driver's pay", "1222",
          "share of the day rate that is the driver's", "日額のうち運転手の割合"),
    PARAM_VARIES(trucks, "trucks", "town", "1", "1", 0.0, 1000.0,
                 "assumption: one truck of the class at the town's call, 0 to 10", "0112",
                 "trucks that fetch feed", "原料を運ぶトラックの台数"),
    PARAM_VARIES(truck_h_per_day, "truck_hours", "town", "h", "pert(6, 7, 8)", 0.0, 24.0,
                 "assumption: 6 to 8 h a day on the move (a study of straw logistics, pdfslide.us, "
                 "has nine trips of 44 min: 6.6 h)",
                 "2122", "hours a truck works a day", "トラック1台の1日の稼働時間"),
    PARAM_VARIES(
        pool_driver_frac, "pool_drivers", "town", "1", "0", 0.0, 1.0,
        "assumption: contractors bring their drivers; 1: drivers come from the town's pools",
        "0112", "share of driving done by the town's labour pools", "地域の働き手が運転する割合"),
    PARAM(whole_frac, "whole_trips", "town", "1", "0", 0.0, 1.0,
          "assumption: a load waits until the truck is full, the yard holds feed for days; 1: each "
          "day's delivery goes at once, in whole trips",
          "0112", "1 if each day's delivery is made in whole trips",
          "毎日の搬入を丸ごとの便で運ぶなら1"),
    PARAM(
        open_frac, "truck_days", "town*daytype", "1", "1", 0.0, 1.0,
        "assumption: trucks come on any day that kilns ask; with drivers of a pool, set the pool's "
        "days",
        "0112", "1 on types of day with haulage", "運搬する曜日区分なら1"),
    PARAM(round_load_t, "round_load", "town", "t", "pert(1, 1.2, 1.5)", 0.05, 20.0,
          "1 to 1.4 t on a 2 t chassis (ja.wikipedia.org, refuse truck), about 1.5 t in Suginami "
          "(docomo 12667648); most likely value assumed",
          "2222", "load of a collection round", "回収車の積載量"),
    PARAM(round_km, "round_distance", "town", "km", "pert(3, 6, 15)", 0.0, 300.0,
          "assumption: stations lie 3 to 15 km from the depot", "0112",
          "mean distance of the stations from the depot", "回収拠点からの平均距離"),
    PARAM(served_frac, "round_area", "town", "1", "pert(0.05, 0.15, 0.4)", 0.0, 1.0,
          "assumption: stations stand in 5 to 40 % of the town's area", "0112",
          "share of the town's area in which stations stand", "ステーションがある区域の割合"),
    PARAM(detour_frac, "round_detour", "town", "1", "pert(1.2, 1.3, 1.4)", 1.0, 5.0,
          "assumption: roads are 1.2 to 1.4 times the straight line", "1222",
          "road distance over straight line on rounds", "回収経路の迂回率"),
    PARAM(round_speed_km_per_h, "round_speed", "town", "km h-1", "pert(20, 30, 40)", 1.0, 100.0,
          "assumption: 20 to 40 km/h", "1122", "mean speed between stops", "回収時の走行速度"),
    PARAM(stop_min, "round_stop", "town", "min", "pert(5, 10, 15)", 0.0, 240.0,
          "assumption: 5 to 15 min at a station", "1122", "time at a station", "1か所の積込み時間"),
    PARAM(empty_min, "round_unload", "town", "min", "pert(15, 17, 20)", 0.0, 240.0,
          "assumption: 15 to 20 min to unload", "1122", "time to unload a round",
          "回収車の荷下ろし時間"),
    PARAM(round_l_per_km, "round_fuel", "town", "l km-1", "pert(0.225, 0.276, 0.286)", 0.0, 3.0,
          "derived: packers do 3.62 km/l to 3 t, 4.44 at 4 t, 3.5 to 4 on a 2 t chassis "
          "(driverhacker, article 8128)",
          "2222", "diesel of a round", "回収車の燃費（軽油）"),
    PARAM_VARIES(round_yen_per_h, "round_price", "town", "yen h-1", "pert(5000, 7000, 9000)", 0.0,
                 1e5, "assumption: 45,000 to 70,000 yen a day of 7.75 h", "1122",
                 "price of a collection truck with crew and fuel",
                 "回収車の時間単価（乗員・燃料込み）"),
    INPUT_PARAM(distance_km, "kiln.distance_km", "supply", "km", PASS_ACT, "road distance",
                "道路距離"),
    INPUT_PARAM(local_km, "kiln.local_km", "kiln", "km", PASS_ACT, "haul within the towns",
                "町内の運搬距離"),
    INPUT_PARAM(closes_day, "kiln.closes_day", "kiln", "day", PASS_ACT, "day the kiln closes",
                "炭化炉の閉鎖日"),
    INPUT_PARAM(bulk_t_per_m3, "biomass.bulk_t_per_m3", "biomass", "t m-3", PASS_ACT,
                "dry matter per volume as loaded", "かさ密度（乾物）"),
    INPUT_PARAM(fresh_moisture_frac, "biomass.fresh_moisture_frac", "biomass", "1", PASS_ACT,
                "moisture at collection", "収集時の含水率"),
    INPUT_PARAM(area_ha, "town.area_ha", "town", "ha", PASS_ACT, "area of the town", "面積"),
    INPUT(given_t, "biomass.given_t", "supply", "t", PASS_ACT, "dry matter delivered", "搬入量"),
    INPUT(given_moisture_frac, "biomass.given_moisture_frac", "biomass", "1", PASS_ACT,
          "moisture of what is delivered", "搬入分の含水率"),
    INPUT(drive_given_h, "labour.drive_given_h", "town", "h", PASS_ACT, "hours of drivers given",
          "割り当てられた運転時間"),
    INPUT(pickup_t, "station.pickup_t", "station", "t", PASS_ACT, "picked up at a station",
          "ステーションからの回収量"),
    STATE(litre_per_trip, "supply", "l", "0", "fuel of the loaded way of a full trip",
          "満載1便の実車燃料"),
    STATE(yen_per_trip, "supply", "yen", "0", "price of a trip", "1便の料金"),
    OUTPUT(hour_per_t, "supply", "h t-1", PASS_ACT, "truck hours per dry matter",
           "乾物当たりのトラック時間"),
    OUTPUT(haul_yen_per_t, "supply", "yen t-1", PASS_ACT, "haulage per mass as delivered",
           "運搬費（搬入重量当たり）"),
    STATE(hour_per_km, "town", "h km-1", "0", "hours out and back per km", "距離当たり往復時間"),
    STATE(load_per_t, "town", "t-1", "0", "loads per mass", "重量当たりの便数"),
    STATE(fleet_share_per_h, "town", "h-1", "0", "share of the fleet's hours per hour",
          "1時間が占める割合"),
    STATE(full_l_per_km, "town", "l km-1", "0", "fuel of a full truck", "満載時の燃費"),
    STATE(served_day, "town", "day", "0", "1 where the option has a kiln to fetch for",
          "原料を運ぶ炭化炉があれば1"),
    STATE(need_h, "town", "h", "0", "recent need of truck hours a day", "最近の必要時間（日平均）"),
    OUTPUT(drive_want_h, "town", "h", PASS_WANT, "hours of drivers wanted from the town's pools",
           "地域の運転手に求める時間"),
    OUTPUT(today_h, "town", "h", PASS_WANT, "hours of the fleet by today's calendar",
           "今日の暦によるトラック時間"),
    RECORD_ADDS(trips, "town", "1", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_LESS,
                "trips to fetch feed", "原料の運搬便数"),
    RECORD_ADDS(load_t, "town", "t", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_NEITHER,
                "feed hauled, as weighed", "運んだ原料（湿重量）"),
    RECORD_ADDS(truck_km, "town", "km", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_LESS,
                "truck-kilometres out and back", "トラック走行距離（往復）"),
    RECORD_ADDS(haul_tkm, "town", "t km", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_LESS,
                "haulage of feed", "原料の運搬トンキロ"),
    RECORD_ADDS(fuel_l, "town", "l", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_LESS,
                "fuel of feed haulage", "原料運搬の燃料"),
    FLOW_ADDS(fuel_gj, "town", "GJ", PASS_ACT, MEDIUM_FUEL, HOLD_OUTSIDE, HOLD_AIR, AGG_NONE,
              BETTER_LESS, "heat of that fuel", "運搬燃料の熱量"),
    RECORD_ADDS(used_h, "town", "h", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_NEITHER,
                "hours of trucks used", "使ったトラック時間"),
    RECORD_ADDS(share_frac, "town", "1", PASS_ACT, AGG_MEAN, ACROSS_MEAN, BETTER_NEITHER,
                "hours used against the fleet's hours of a working day", "トラックの稼働率"),
    RECORD_ADDS(hired_h, "town", "h", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_LESS,
                "hours hired in beyond the rostered", "予定を超えて雇った時間"),
    OUTPUT(left_h, "town", "h", PASS_ACT, "rostered hours left unused", "余ったトラック時間"),
    OUTPUT(truck_h, "town", "h", PASS_ACT, "hours of trucks rostered for tomorrow",
           "翌日のトラック時間"),
    FLOW_ADDS(cost_yen, "town", "yen", PASS_ACT, MEDIUM_YEN, HOLD_WELFARE, HOLD_FIRMS, AGG_SUM,
              BETTER_LESS, "paid to carriers for feed", "原料の運搬費"),
    RECORD_ADDS(no_truck_day, "town", "day", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_NEITHER,
                "days without trucks", "トラックがない日"),
    RECORD_ADDS(rest_day, "town", "day", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_NEITHER,
                "days of rest for the trucks", "トラックの休日"),
    RECORD_ADDS(driver_day, "town", "day", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_LESS,
                "days bound by driver hours", "運転手の時間が限った日"),
    RECORD_ADDS(truck_day, "town", "day", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_LESS,
                "days bound by truck hours", "トラックの時間が限った日"),
    RECORD_ADDS(idle_day, "town", "day", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_NEITHER,
                "days with nothing to haul", "運ぶ物がなかった日"),
    RECORD_ADDS(worked_day, "town", "day", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_NEITHER,
                "days worked with hours to spare", "余裕をもって運んだ日"),
    RECORD_ADDS(rounds, "town", "1", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_LESS,
                "collection rounds", "回収便数"),
    RECORD_ADDS(round_way_km, "town", "km", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_LESS,
                "kilometres of collection rounds", "回収の走行距離"),
    RECORD_ADDS(round_h, "town", "h", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_NEITHER,
                "hours of collection rounds", "回収の時間"),
    FLOW_ADDS(round_yen, "town", "yen", PASS_ACT, MEDIUM_YEN, HOLD_MUNICIPALITY, HOLD_FIRMS,
              AGG_SUM, BETTER_LESS, "paid for collection rounds", "回収費"),
    RECORD(round_co2_t, "town", "t", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_LESS,
           "carbon dioxide of collection rounds", "回収のCO2"),
    RECORD(co2_t, "town", "t", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_LESS,
           "carbon dioxide of haulage and rounds", "運搬・回収のCO2"),
};
_Static_assert(sizeof(PORTS) == COUNT_OF(transport_row) * sizeof(void *), "port without row");

/* --- once a month --------------------------------------------------------------------------- */

/* A town's truck: hours per km out and back, loads per tonne, litres per km when full. */
static void transport_refresh_truck(const struct transport_ports *p, uint32_t town)
{
    const size_t class = p->truck[town];
    struct lane full;
    LANES_LOOP(l) { full.v[l] = p->payload_t[class]->v[l] * 1000.0; }
    num_lane_log(&full, &full);
    LANES_LOOP(l)
    {
        full.v[l] = p->fuel_const[class]->v[l] - p->fuel_size_exp[class]->v[l] * full.v[l];
    }
    num_lane_exp(&full, &full);
    LANES_LOOP(l)
    {
        const double payload = p->payload_t[class]->v[l];
        const double hours = p->trucks[town]->v[l] * p->truck_h_per_day[town]->v[l];
        p->hour_per_km[town].v[l] = 2.0 / p->speed_km_per_h[class]->v[l];
        p->load_per_t[town].v[l] = 1.0 / payload;
        p->fleet_share_per_h[town].v[l] = lane_ratio(1.0, hours);
        p->full_l_per_km[town].v[l] = full.v[l] * payload;
    }
}

/* What a full trip of a pair takes: load factor by mass and volume, fuel, price, hours. A day's
 * rate is shared by the whole trips that fit into it. */
static void transport_refresh_pair(const struct transport_ports *p, uint32_t town, uint32_t kiln,
                                   uint32_t pair)
{
    const size_t class = p->truck[town], from = p->pair_from[pair];
    const struct lane *seen = &p->given_moisture_frac[from];
    const struct lane *fresh = p->fresh_moisture_frac[from], *per_t = &p->load_per_t[town];
    struct lane load, wet, dry;
    LANES_LOOP(l)
    {
        const double now_frac = seen->v[l], usual = fresh->v[l];
        const double t = p->bulk_t_per_m3[from]->v[l] * p->body_m3[class]->v[l];
        const double w = 1.0 + (now_frac > 0.0 ? now_frac : usual);
        dry.v[l] = t;
        wet.v[l] = w;
        load.v[l] = lane_min(t * w * per_t->v[l], 1.0); /* load factor */
    }
    num_lane_log(&load, &load);
    LANES_LOOP(l) { load.v[l] *= 1.0 - p->fuel_load_exp[class]->v[l]; }
    num_lane_exp(&load, &load);
    LANES_LOOP(l)
    {
        const double km = p->distance_km[pair]->v[l] + p->local_km[kiln]->v[l];
        const double stop_h = (p->load_min[class]->v[l] + p->unload_min[class]->v[l]) / 60.0;
        const double trip_h = km * p->hour_per_km[town].v[l] + stop_h;
        const double fit = lane_ratio(p->truck_h_per_day[town]->v[l], trip_h) * (1.0 + grain);
        const double whole = lane_floor(lane_min(fit, 1e6));
        const double day_trips = whole >= 1.0 ? whole : fit; /* or a trip takes several days */
        const double trips = lane_max(wet.v[l] * per_t->v[l], 1.0 / dry.v[l]); /* per dry t */
        const double full_l = km * p->full_l_per_km[town].v[l];
        const double litres = full_l * load.v[l], back_l = full_l * p->empty_frac[class]->v[l];
        const double shared = lane_ratio(1.0, day_trips); /* of the day rate */
        const double yen = p->day_yen[class]->v[l] * lane_max(shared, p->least_frac[class]->v[l]);
        const double extra = p->litre_yen[class]->v[l] - p->base_litre_yen[class]->v[l];
        const double all_yen = lane_max(yen + (litres + back_l) * extra, 0.0);
        p->litre_per_trip[pair].v[l] = litres;
        p->yen_per_trip[pair].v[l] = yen;
        p->hour_per_t[pair].v[l] = trip_h * trips;
        p->haul_yen_per_t[pair].v[l] = all_yen * trips / wet.v[l];
    }
}

static void transport_refresh(const struct transport_ports *p, uint32_t town)
{
    struct lane *served = &p->served_day[town];
    transport_refresh_truck(p, town);
    LANES_LOOP(l) { served->v[l] = 0.0; }
    for (uint32_t kiln = p->kiln_first[town]; kiln < p->kiln_first[town + 1]; kiln++) {
        const struct lane *closes = p->closes_day[kiln]; /* 0 where an option lacks the kiln */
        LANES_LOOP(l) { served->v[l] = closes->v[l] > 0.0 ? 1.0 : served->v[l]; }
        for (uint32_t pair = p->pair_first[kiln]; pair < p->pair_first[kiln + 1]; pair++)
            transport_refresh_pair(p, town, kiln, pair);
    }
}

/* Kilns find hours and prices, and the roster, on the first morning too. */
static void transport_start(const struct step *now, const void *ports)
{
    const struct transport_ports *p = ports;
    const size_t type = now->holiday ? 3 : now->weekday < 5 ? 0 : now->weekday - 4;
    for (uint32_t town = now->town0; town < now->town1; town++) {
        const struct lane *trucks = p->trucks[town], *hours = p->truck_h_per_day[town];
        const struct lane *open = p->open_frac[(size_t)town * DAYTYPES + type];
        struct lane *truck_h = &p->truck_h[town];
        transport_refresh(p, town);
        LANES_LOOP(l) { truck_h->v[l] = trucks->v[l] * hours->v[l] * open->v[l]; }
    }
}

/* --- want ----------------------------------------------------------------------------------- */

/* Hours that the calendar allows today, and the drivers that the recent need asks of the pools. */
static void transport_want(const struct step *now, const void *ports)
{
    const struct transport_ports *p = ports;
    const size_t type = now->holiday ? 3 : now->weekday < 5 ? 0 : now->weekday - 4;
    for (uint32_t town = now->town0; town < now->town1; town++) {
        const struct lane *trucks = p->trucks[town], *hours = p->truck_h_per_day[town];
        const struct lane *open = p->open_frac[(size_t)town * DAYTYPES + type];
        const struct lane *pool = p->pool_driver_frac[town], *need = &p->need_h[town];
        struct lane *today = &p->today_h[town], *want = &p->drive_want_h[town];
        LANES_LOOP(l)
        {
            const double fleet = trucks->v[l] * hours->v[l] * open->v[l];
            today->v[l] = fleet;
            want->v[l] = lane_min(need->v[l], fleet) * pool->v[l];
        }
    }
}

/* --- act ------------------------------------------------------------------------------------ */

/* What part loads of whole trips take of a full trip's fuel: (load / trips)^(1 - b). */
static void transport_part(const struct lane *power, const struct lane *loads,
                           const struct lane *trips, struct lane *part)
{
    struct lane x;
    LANES_LOOP(l)
    {
        const double share = lane_ratio(loads->v[l], trips->v[l]);
        x.v[l] = share > 0.0 ? lane_min(share, 1.0) : 1.0;
    }
    num_lane_log(&x, &x);
    LANES_LOOP(l) { x.v[l] *= 1.0 - power->v[l]; }
    num_lane_exp(part, &x);
}

/* A town's day: the sums over its pairs. */
struct transport_day {
    struct lane trips, load_t, truck_km, haul_tkm, fuel_l, used_h, cost_yen;
};

/* Adds one pair's deliveries of today to its kiln's town. */
static void transport_haul(const struct transport_ports *p, uint32_t town, uint32_t kiln,
                           uint32_t pair, struct transport_day *d)
{
    const size_t class = p->truck[town], from = p->pair_from[pair];
    const struct lane *given = &p->given_t[pair], *moisture = &p->given_moisture_frac[from];
    const struct lane *per_t = &p->load_per_t[town], *bulk = p->bulk_t_per_m3[from];
    const struct lane *body = p->body_m3[class], *whole = p->whole_frac[town];
    struct lane loads, trips, mass, part;
    LANES_LOOP(l)
    {
        const double g = given->v[l], wet = g * (1.0 + moisture->v[l]);
        const double by_volume = 1.0 / (bulk->v[l] * body->v[l]);
        const double n = lane_max(wet * per_t->v[l], g * by_volume);
        const double least = lane_max(n - grain, 0.0), under = lane_floor(least);
        const double up = least > under ? under + 1.0 : under, once = whole->v[l];
        mass.v[l] = wet;
        loads.v[l] = n;
        trips.v[l] = once > 0.5 ? up : n;
        part.v[l] = 1.0;
    }
    if (num_lane_any(whole)) /* else all trips are full */
        transport_part(p->fuel_load_exp[class], &loads, &trips, &part);
    const struct lane *far = p->distance_km[pair], *local = p->local_km[kiln];
    const struct lane *full = &p->litre_per_trip[pair];
    const struct lane *price = &p->yen_per_trip[pair], *per_km = &p->hour_per_km[town];
    const struct lane *load = p->load_min[class], *unload = p->unload_min[class];
    const struct lane *empty = p->empty_frac[class], *full_km = &p->full_l_per_km[town];
    LANES_LOOP(l)
    {
        const double n = trips.v[l], way = far->v[l] + local->v[l];
        const double back_l = way * full_km->v[l] * empty->v[l];
        const double stop_h = (load->v[l] + unload->v[l]) * (1.0 / 60.0);
        d->trips.v[l] += n;
        d->load_t.v[l] += mass.v[l];
        d->truck_km.v[l] += 2.0 * way * n;
        d->haul_tkm.v[l] += mass.v[l] * way;
        d->fuel_l.v[l] += n * (full->v[l] * part.v[l] + back_l);
        d->used_h.v[l] += n * (way * per_km->v[l] + stop_h);
        d->cost_yen.v[l] += n * price->v[l];
    }
}

/* Fuel, its carbon and its surcharge; the driver's part of the rate where a pool's driver drove. */
static void transport_settle(const struct transport_ports *p, uint32_t town,
                             const struct transport_day *d)
{
    const size_t class = p->truck[town];
    const struct lane *litres = &d->fuel_l, *heat = p->fuel_gj_per_kl[class];
    const struct lane *carbon = p->fuel_tc_per_gj[class], *price = p->litre_yen[class];
    const struct lane *base = p->base_litre_yen[class], *given = &p->drive_given_h[town];
    const struct lane *pool = p->pool_driver_frac[town], *share = p->driver_frac[class];
    const struct lane *used = &d->used_h, *round_co2 = &p->round_co2_t[town];
    struct lane *gj = &p->fuel_gj[town], *co2 = &p->co2_t[town], *cost = &p->cost_yen[town];
    struct lane own = {.v = {0}};
    if (num_lane_any(given)) /* else spare a division */
        LANES_LOOP(l)
        {
            const double drove = lane_min(given->v[l], used->v[l] * pool->v[l]);
            own.v[l] = lane_ratio(drove, used->v[l]) * share->v[l];
        }
    LANES_LOOP(l)
    {
        const double q = litres->v[l], h = q * heat->v[l] * 1e-3;
        const double extra = q * (price->v[l] - base->v[l]);
        gj->v[l] += h;
        co2->v[l] = h * carbon->v[l] * co2_per_c + round_co2->v[l];
        cost->v[l] += lane_max(d->cost_yen.v[l] * (1.0 - own.v[l]) + extra, 0.0);
    }
    LANES_LOOP(l)
    {
        p->trips[town].v[l] += d->trips.v[l];
        p->load_t[town].v[l] += d->load_t.v[l];
        p->truck_km[town].v[l] += d->truck_km.v[l];
        p->haul_tkm[town].v[l] += d->haul_tkm.v[l];
        p->fuel_l[town].v[l] += d->fuel_l.v[l];
        p->used_h[town].v[l] += d->used_h.v[l];
    }
}

/* Hours against the roster, what bound the day, and the roster of tomorrow. When pools gave fewer
 * hours than they were asked for, the trucks had only those drivers, and the need is not forgotten
 * while it is held down. */
static void transport_roster(const struct transport_ports *p, const struct step *now, uint32_t town,
                             const struct lane *used)
{
    const size_t weekday = (now->weekday + 1) % DAYS; /* holidays ahead are not known */
    const struct lane *trucks = p->trucks[town], *hours = p->truck_h_per_day[town];
    const struct lane *open =
        p->open_frac[(size_t)town * DAYTYPES + (weekday < 5 ? 0 : weekday - 4)];
    const struct lane *pool = p->pool_driver_frac[town], *want = &p->drive_want_h[town];
    const struct lane *given = &p->drive_given_h[town], *today = &p->today_h[town];
    const struct lane *per_h = &p->fleet_share_per_h[town], *served = &p->served_day[town];
    struct lane *need = &p->need_h[town], *truck_h = &p->truck_h[town];
    struct lane *share = &p->share_frac[town], *hired = &p->hired_h[town];
    struct lane *left = &p->left_h[town], *none = &p->no_truck_day[town];
    struct lane *rest = &p->rest_day[town], *driver = &p->driver_day[town];
    struct lane *truck = &p->truck_day[town], *idle = &p->idle_day[town];
    struct lane *worked = &p->worked_day[town];
    LANES_LOOP(l)
    {
        const double fleet = trucks->v[l] * hours->v[l], day = today->v[l], u = used->v[l];
        const double came = given->v[l], hire = (1.0 - pool->v[l]), next = fleet * open->v[l];
        const double lack = came < want->v[l] * near_full ? 1.0 : 0.0;
        const double some_h = lane_min(day * hire + came, day);
        const double have = lack > 0.0 ? some_h : day;
        const double next_h = lane_min(next * hire + came, next);
        const double full = u >= have * near_full ? 1.0 : 0.0;
        const double here = served->v[l], some = fleet > 0.0 ? here : 0.0;
        const double runs = day > 0.0 ? some : 0.0;
        const double by_driver = runs * lack * full, other = runs - by_driver;
        const double is_idle = u > 0.0 ? 0.0 : other, busy = other - is_idle;
        const double by_truck = full > 0.0 ? busy : 0.0;
        const double before = need->v[l], change = u - before, more = lane_max(change, 0.0);
        const double held = lack * full > 0.0 ? more : change;
        const double next_need = before + held * week_frac;
        share->v[l] += u * per_h->v[l];
        hired->v[l] += lane_max(u - have, 0.0);
        left->v[l] = lane_max(have - u, 0.0);
        need->v[l] = next_need < dust_h ? 0.0 : next_need;
        truck_h->v[l] = lack > 0.0 ? next_h : next;
        none->v[l] += here - some;
        rest->v[l] += some - runs;
        driver->v[l] += by_driver;
        truck->v[l] += by_truck;
        idle->v[l] += is_idle;
        worked->v[l] += busy - by_truck;
    }
}

/* Collection rounds of a town's stations: L = 2 r n / Q + 0.57 sqrt(n A), where n / Q is the number
 * of tours, whole. */
static void transport_collect(const struct transport_ports *p, uint32_t town)
{
    struct lane mass = {.v = {0}}, stops = {.v = {0}};
    for (uint32_t s = p->station_first[town]; s < p->station_first[town + 1]; s++) {
        const struct lane *picked = &p->pickup_t[s];
        LANES_LOOP(l)
        {
            const double t = picked->v[l];
            mass.v[l] += t;
            stops.v[l] += t > 0.0 ? 1.0 : 0.0;
        }
    }
    if (!num_lane_any(&stops))
        return;
    const struct lane *load = p->round_load_t[town], *far = p->round_km[town];
    const struct lane *detour = p->detour_frac[town], *area = p->area_ha[town];
    const struct lane *served = p->served_frac[town], *stop = p->stop_min[town];
    const struct lane *speed = p->round_speed_km_per_h[town];
    const struct lane *empty = p->empty_min[town], *fuel = p->round_l_per_km[town];
    const struct lane *price = p->round_yen_per_h[town];
    struct lane *rounds = &p->rounds[town], *way = &p->round_way_km[town];
    struct lane *hours = &p->round_h[town], *yen = &p->round_yen[town];
    struct lane *co2 = &p->round_co2_t[town];
    LANES_LOOP(l)
    {
        const double n = stops.v[l], full = lane_max(mass.v[l] / load->v[l] - grain, 0.0);
        const double under = lane_floor(full), up = full > under ? under + 1.0 : under;
        const double tours = n > 0.0 ? lane_max(up, 1.0) : 0.0;
        const double area_km2 = area->v[l] * 0.01 * served->v[l];
        const double between = daganzo * __builtin_sqrt(n * area_km2);
        const double km = (2.0 * far->v[l] * tours + between) * detour->v[l];
        const double h = km / speed->v[l] + (n * stop->v[l] + tours * empty->v[l]) * (1.0 / 60.0);
        rounds->v[l] += tours;
        way->v[l] += km;
        hours->v[l] += h;
        yen->v[l] += h * price->v[l];
        co2->v[l] = km * fuel->v[l] * diesel_t_per_l;
    }
}

/* All that is fetched for a town's kilns today. */
static void transport_fetch(const struct transport_ports *p, uint32_t town, struct transport_day *d)
{
    for (uint32_t kiln = p->kiln_first[town]; kiln < p->kiln_first[town + 1]; kiln++)
        for (uint32_t pair = p->pair_first[kiln]; pair < p->pair_first[kiln + 1]; pair++)
            if (num_lane_any(&p->given_t[pair])) /* most pairs rest on most days */
                transport_haul(p, town, kiln, pair, d);
}

static void transport_act(const struct step *now, const void *ports)
{
    const struct transport_ports *p = ports;
    const struct lane zero = {.v = {0}};
    for (uint32_t town = now->town0; town < now->town1; town++) {
        if (rows_new_month(now))
            transport_refresh(p, town);
        struct transport_day d; /* set piece by piece: wider stores than of the whole */
        d.trips = d.load_t = d.truck_km = d.haul_tkm = d.fuel_l = d.used_h = d.cost_yen = zero;
        transport_fetch(p, town, &d);
        if (p->station_first[town] < p->station_first[town + 1]) { /* else rows stay at nothing */
            p->round_co2_t[town] = zero;
            transport_collect(p, town);
        }
        transport_settle(p, town, &d);
        transport_roster(p, now, town, &d.used_h);
    }
}

extern const struct model MODEL_SYMBOL(transport);
const struct model MODEL_SYMBOL(transport) = {
    .name = "transport",
    .en = "transport: trucks that fetch feed, collection rounds",
    .ja = "運搬：原料の輸送とステーションの回収",
    .dim = transport_dim,
    .n_dim = COUNT_OF(transport_dim),
    .row = transport_row,
    .n_row = COUNT_OF(transport_row),
    .ports_size = sizeof(PORTS),
    .headline = {"cost_yen"},
    .start = transport_start,
    .day_want = transport_want,
    .day_act = transport_act,
};
