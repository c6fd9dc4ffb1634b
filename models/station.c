/* station.c - collection stations: who joins, who comes, what they bring and where it goes.
 *
 * Households within reach join: a launch cohort, then diffusion towards a ceiling that falls with
 * distance (logit). Those who joined visit at the same rate near and far, by type of day and
 * weather, and bring kilograms by item (models/basket.csv). Clean food waste goes to the station's
 * digester up to its capacity, the rest into bins until they are full; a lorry empties them. Each
 * kilogram is told apart: moved from another collection, newly diverted from treatment, or
 * contamination (modelling rule 11). Staff are the contractor's, the town's labour pools' or
 * residents; hours that nobody staffs are closed. From `self_run_from` on nobody is there but
 * residents who look after the place, with a contamination and a contract of its own.
 *
 * Invariants per station, lane and day: brought = put in bins + digested + rejected; bins' = bins +
 * put in - picked up; moved + diverted = clean; the reasons of a day sum to 1 within the calendar.
 *
 * Over 600 lines: the table of rows is half of them, and one model is one file.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/rows.h"
#include "sim/num_lane.h"

enum { ITEMS = 10, FOOD = 8, DAYTYPES = 4 };
static const double year_day = 365.25;
static const double wet_mm = 1.0; /* a rainy day, as the weather services count them */
/* Points a visit at which their effect is whole: one coffee, Minamisanriku 2018
 * (m-now.net/2019/01/meguru-2.html). */
static const double full_points = 50.0;
static const double enough = 1.0 - 1e-9; /* rounding does not cost hours */

struct station_ports {
    const uint32_t *first, *key, *zone, *n_zone, *basket;
    param_lane *opens_day, *closes_day, *self_run_day, *households, *mean_km, *car_frac;
    param_lane *near_frac, *foot_slope_per_km, *car_slope_per_km;
    param_lane *launch_frac, *launch_day, *innovate_per_year, *imitate_per_year;
    param_lane *leave_per_year, *points_per_visit, *points_gain_frac, *visit_per_week;
    param_lane *busy_frac, *hours_h; /* [station*daytype] */
    param_lane *yearend_before_day, *yearend_after_day;
    param_lane *rain_frac, *snow_frac, *snow_from_mm, *cold_frac, *cold_from_degc, *storm_mm;
    param_lane *staff, *pool_frac, *resident_frac, *volunteer_h_per_week, *self_run_care_h;
    param_lane *fee_yen_per_h, *contract_yen_per_day, *outside_frac, *self_run_yen_per_day;
    param_lane *contaminant_frac, *self_run_contaminant_frac;
    param_lane *bin_kg, *pickup_at_frac, *pickup_day;
    param_lane *digester_kg_per_day, *digester_yen_per_day, *fertiliser_l_per_kg;
    param_lane *biogas_m3_per_t, *power_kwh_per_m3;
    param_lane *sales_resident_frac;
    param_lane *chained_frac, *stay_min, *foot_min_per_km, *car_min_per_km, *car_kg_per_km;
    param_lane *talk_frac, *tie_frac, *tie_fade_per_year;
    param_lane *older_person, *contact_gap_frac, *causal_frac;
    param_lane *load_kg, *moved_frac, *price_yen_per_kg; /* [basket*item] */
    const struct lane *temp_degc, *precip_mm, *snow_mm;  /* [day of month][zone] */
    const struct lane *staff_given_h;                    /* [station] */
    struct lane *joined, *waiting, *launched, *ties, *since_day, *next_draw;
    struct lane *bin_t; /* [station*item] */
    /* once a month */
    struct lane *visit_share, *meet_frac; /* [station*daytype] */
    struct lane *ceiling, *launch_out_frac, *pace_frac, *imitate_frac, *leave_frac, *fade_frac;
    struct lane *usual_h, *volunteer_h, *km_per_visit, *h_per_visit;
    /* want */
    struct lane *plan_h, *staff_want_h, *usual_staff_h, *resident_want_h;
    struct lane *shut_day, *rest_day, *storm_day;
    /* act */
    struct lane *crew_day, *full_day, *worked_day, *open_h, *visits;
    struct lane *brought_t, *item_diverted_t; /* [station*item] */
    struct lane *turned_t, *rejected_t, *digested_t, *pickup_t, *pickups, *moved_t, *diverted_t;
    struct lane *fertiliser_l, *biogas_m3, *power_kwh;
    struct lane *staff_fee_yen, *contract_outside_yen, *contract_local_yen, *digester_yen;
    struct lane *sales_town_yen, *sales_resident_yen, *net_cost_yen;
    struct lane *resident_h, *visit_h, *car_km, *car_co2_t, *points, *encounters;
    struct lane *more_contact_person;
};
#define PORTS struct station_ports
#define BY_TYPE "assumption for a station of no known type"
#define BY_BASKET "assumption for a basket of no known kind"

static const char *const item_name[ITEMS] = {"newspaper",  "cardboard", "mixed_paper", "plastic",
                                             "pet",        "metal",     "glass",       "cloth",
                                             "food_waste", "other"};
static const char *const item_name_ja[ITEMS] = {
    "新聞", "段ボール", "雑がみ", "プラスチック", "ペットボトル",
    "金属", "びん",     "布類",   "生ごみ",       "その他"};

static const struct dim_row station_dim[] = {
    {.kind = DIM_ENTITY,
     .name = "station",
     .list = "stations",
     .choice = "type",
     .choice_default = "contractor_staffed",
     .en = "collection station",
     .ja = "資源ステーション"},
    {.kind = DIM_FIXED,
     .name = "item",
     .label = item_name,
     .label_ja = item_name_ja,
     .n_label = ITEMS,
     .en = "item",
     .ja = "品目"},
    {.kind = DIM_USED,
     .name = "basket",
     .list = "baskets",
     .choice = "basket",
     .choice_default = "hub",
     .en = "what households bring on a visit",
     .ja = "1回の持込みの内訳"},
};

static const struct row station_row[] = {
    INDEX(first, "station.first"),
    INDEX(key, "station.key"),
    INDEX(zone, "town.zone"),
    INDEX(n_zone, "zone.n"),
    INDEX(basket, "town.basket"),
    PARAM_OPENS("station"),
    PARAM_CLOSES("station"),
    {PARAM_AT("self_run_day", self_run_day, "station", "day",
              "from then on without staff, looked after by residents",
              "この日から無人の住民自主運営"),
     .word = "self_run_from", .value = "1e9", .lo = 0.0, .hi = NEVER_DAY, .form = FORM_DATE},
    PARAM(households, "households", "station", "1", "0", 0.0, 1e6, "assumption: none unless stated",
          "0000", "households within reach", "利用圏の世帯数"),
    PARAM(mean_km, "distance", "station", "km", "pert(0.3, 0.7, 1.5)", 0.0, 100.0,
          "assumption: 0.3 to 1.5 km on average within a school district; up to 12 km in Kamikatsu "
          "(zwtk.jp/faq)",
          "1112", "mean distance from home", "自宅からの平均距離"),
    PARAM(car_frac, "by_car", "station", "1", "pert(0.4, 0.7, 0.95)", 0.0, 1.0,
          "assumption: 40 to 95 % of visits by car outside large cities", "0112",
          "share of visits by car", "自動車での来場割合"),
    PARAM(near_frac, "would_join", "station", "1", "pert(0.2, 0.45, 0.7)", 0.0, 0.999,
          "assumption: 20 to 70 %; 19.2 % of people aged 65 or more used a station after a year "
          "(Abe et al., PLOS ONE 2025-10-15)",
          "1122", "share of households next door that join in the end",
          "隣接世帯のうち最終的に参加する割合"),
    PARAM(foot_slope_per_km, "distance_on_foot", "station", "km-1", "pert(0.5, 1, 2)", 0.0, 20.0,
          "assumption: log-odds of joining fall by 0.5 to 2 per km on foot; no Japanese slope is "
          "published",
          "0112", "fall of the log-odds of joining per km on foot",
          "徒歩1km当たりの参加対数オッズの低下"),
    PARAM(car_slope_per_km, "distance_by_car", "station", "km-1", "pert(0.05, 0.1, 0.2)", 0.0, 20.0,
          "assumption: 0.05 to 0.2 per km by car; decay is weak where everybody drives", "0112",
          "fall of the log-odds of joining per km by car", "自動車1km当たりの参加対数オッズの低下"),
    PARAM(launch_frac, "launch", "station", "1", "pert(0.3, 0.5, 0.8)", 0.0, 1.0,
          "assumption: 30 to 80 % of those who ever join are recruited before the opening; 330 "
          "people had registered 83 days after it at Tachiarai, for about 100 households planned "
          "(amita-hd.co.jp/news/220401_tachiarai.html)",
          "1222", "launch cohort as a share of all who join in the end",
          "開設時に参加する割合（最終参加世帯比）"),
    PARAM(launch_day, "launch_time", "station", "day", "pert(5, 20, 45)", 1.0, 1000.0,
          "assumption: the cohort registers within 5 to 45 days on average", "0112",
          "mean time until the launch cohort registers", "開設時参加者の平均登録日数"),
    PARAM(innovate_per_year, "bass_p", "station", "year-1", "pert(0.01, 0.03, 0.06)", 0.0, 10.0,
          "mean of 213 studies 0.03 a year (Sultan, Farley and Lehmann 1990, J. Marketing Research "
          "27(1)); range assumed",
          "3112", "diffusion: joining by oneself", "普及の革新係数"),
    PARAM(imitate_per_year, "bass_q", "station", "year-1", "pert(0.2, 0.38, 0.6)", 0.0, 20.0,
          "mean of 213 studies 0.38 a year (Sultan, Farley and Lehmann 1990, J. Marketing Research "
          "27(1)); range assumed",
          "3112", "diffusion: joining after neighbours", "普及の模倣係数（近隣の参加）"),
    PARAM(leave_per_year, "leaving", "station", "year-1", "pert(0.02, 0.05, 0.12)", 0.0, 12.0,
          "assumption: 2 to 12 % a year move or stop", "0112", "members that leave per year",
          "年間の離脱率"),
    PARAM_VARIES(points_per_visit, "points", "station", "1", "0", 0.0, 10000.0,
                 "assumption: none unless stated; 50 for a visit with a card at Minamisanriku 2018 "
                 "(m-now.net/2019/01/meguru-2.html)",
                 "3222", "points for a visit", "1回の来場のポイント"),
    PARAM(points_gain_frac, "points_effect", "station", "1", "pert(0, 0.05, 0.1)", 0.0, 0.5,
          "assumption: 0 to 10 % more; +21.3 % by a vendor's own count of members who chose to "
          "register (greenredeem.co.uk/rbwm-case-study) is an upper bound; incentives are the "
          "weaker kind of programme (Fisher z below 0.2 in a meta-analysis of 206 effects)",
          "2122", "more visits and quicker joining with 50 points a visit",
          "50ポイントの来場・参加への効果"),
    PARAM(visit_per_week, "visits", "station", "week-1", "pert(0.5, 0.7, 1)", 0.0, 14.0,
          "most come every 7 to 14 days at Kamikatsu (zwtk.jp/faq)", "2222",
          "visits of a household that joined, per week of fair weather",
          "参加世帯の週当たり来場回数（好天時）"),
    PARAM(busy_frac, "busy", "station*daytype", "1", "1", 0.0, 100.0, BY_TYPE, "0000",
          "weights of the types of day", "曜日区分の混み具合"),
    PARAM(hours_h, "hours", "station*daytype", "h", "6", 0.0, 24.0, BY_TYPE, "0000",
          "opening hours; 0: closed", "開場時間（0は休み）"),
    PARAM(yearend_before_day, "closed_before_new_year", "station", "day", "3", 0.0, 31.0,
          "closed from 29 December at Ikoma (city.ikoma.lg.jp/0000021146.html)", "3322",
          "last days of December without opening", "年末の休み"),
    PARAM(yearend_after_day, "closed_after_new_year", "station", "day", "3", 0.0, 31.0,
          "assumption: as public offices, to 3 January; Ikoma to 5 January "
          "(city.ikoma.lg.jp/0000021146.html)",
          "3322", "first days of January without opening", "年始の休み"),
    PARAM(rain_frac, "in_rain", "station", "1", "pert(0.6, 0.75, 0.95)", 0.0, 1.0,
          "assumption: 60 to 95 % come on a day with 1 mm or more; weather matters more than the "
          "weekday at Kamikatsu (zwtk.jp/faq)",
          "1112", "visits on a rainy day against a fair one", "雨の日の来場割合"),
    PARAM(snow_frac, "in_snow", "station", "1", "pert(0.6, 0.8, 1)", 0.0, 1.0,
          "assumption: 60 to 100 % come while much snow lies", "0112",
          "visits while snow lies against without", "積雪時の来場割合"),
    PARAM(snow_from_mm, "much_snow", "station", "mm", "pert(20, 50, 100)", 0.0, 1e4,
          "assumption: from 20 to 100 mm of water in the snow", "0112",
          "water in the snow from which fewer come", "来場が減る積雪水量"),
    PARAM(cold_frac, "in_cold", "station", "1", "pert(0.7, 0.85, 1)", 0.0, 1.0,
          "assumption: 70 to 100 % come on a very cold day", "0112",
          "visits on a very cold day against a mild one", "厳寒日の来場割合"),
    PARAM(cold_from_degc, "very_cold", "station", "degC", "-5", -40.0, 20.0,
          "assumption: daily mean of -5 degC, -10 to 0", "0112",
          "daily mean temperature below which fewer come", "来場が減る日平均気温"),
    PARAM(storm_mm, "storm", "station", "mm", "pert(40, 60, 100)", 0.0, 2000.0,
          "assumption: shut on days with 40 to 100 mm of rain or snow", "0112",
          "precipitation of a day from which the station stays shut", "臨時休場する日降水量"),
    PARAM(staff, "staff", "station", "1", "1", 0.0, 50.0, BY_TYPE, "0000",
          "people on duty per opening hour", "開場中の人数"),
    PARAM(pool_frac, "from_pools", "station", "1", "0", 0.0, 1.0, BY_TYPE, "0000",
          "share of the staff from the town's labour pools", "町の働き手が担う割合"),
    PARAM(resident_frac, "from_residents", "station", "1", "0", 0.0, 1.0, BY_TYPE, "0000",
          "share of the staff who are residents without pay; the rest is the contractor's",
          "無償の住民が担う割合（残りは受託者）"),
    PARAM(volunteer_h_per_week, "volunteering", "station", "h week-1", "pert(0.02, 0.1, 0.3)", 0.0,
          20.0, "assumption: 1 to 15 % of member households give 2 hours a week", "0112",
          "hours a member household gives per week on average", "参加世帯が提供する週平均時間"),
    PARAM(self_run_care_h, "self_run_care", "station", "h", "pert(0.3, 0.7, 1.5)", 0.0, 24.0,
          "assumption: 20 to 90 minutes a day to tidy up and move full bags", "0112",
          "residents' hours a day to look after a self-run station", "自主運営時の1日の手入れ時間"),
    PARAM_VARIES(
        fee_yen_per_h, "staff_fee", "station", "yen h-1", "pert(1075, 1300, 1800)", 0.0, 20000.0,
        "assumption: from the minimum wage of Hokkaido (1,075 yen, October 2025, "
        "toms.or.jp/topics/detail/post-6141) to 1,800 yen with costs",
        "2222", "what the town pays per hour of staff from the pools", "働き手1時間当たりの委託料"),
    PARAM_VARIES(contract_yen_per_day, "contract", "station", "yen day-1", "30000", 0.0, 1e7,
                 BY_TYPE, "0000", "contract per open day, staff included", "開場日当たり委託費"),
    PARAM(outside_frac, "contractor_outside", "station", "1", "pert(0.3, 0.7, 1)", 0.0, 1.0,
          "assumption: 30 to 100 % of what the contractor gets leaves the region", "0112",
          "share of the contractor's part that leaves the region", "委託費のうち地域外へ出る割合"),
    PARAM_VARIES(self_run_yen_per_day, "self_run_contract", "station", "yen day-1",
                 "pert(500, 1500, 4000)", 0.0, 1e6,
                 "assumption: 500 to 4,000 yen a day for power, supplies and a weekly round",
                 "0112", "contract per open day once self-run", "自主運営時の開場日当たり費用"),
    PARAM(contaminant_frac, "contamination", "station", "1", "pert(0.01, 0.02, 0.04)", 0.0, 1.0,
          BY_TYPE, "0000", "share of what is brought that is wrong or dirty", "異物の割合"),
    PARAM(self_run_contaminant_frac, "self_run_contamination", "station", "1",
          "pert(0.02, 0.05, 0.1)", 0.0, 1.0,
          "assumption: 2 to 10 % without staff; no published comparison", "0112",
          "the same once self-run", "自主運営時の異物の割合"),
    PARAM(bin_kg, "bins", "station", "kg", "pert(300, 700, 1500)", 0.0, 1e6,
          "assumption: 3 to 15 days of Ikoma's 102 kg a day (Mainichi Shimbun 2020-02-13) in about "
          "20 baskets and a yard",
          "1222", "what bins and yard hold", "容器・置き場の容量"),
    PARAM(pickup_at_frac, "pickup_at", "station", "1", "pert(0.5, 0.7, 0.9)", 0.0, 1.0,
          "assumption: called when 50 to 90 % full", "0112", "fill at which a lorry is called",
          "回収を呼ぶ満杯度"),
    PARAM(pickup_day, "pickup_every", "station", "day", "pert(3, 7, 14)", 1.0, 3650.0,
          "assumption: at least every 3 to 14 days", "0112", "longest time between pick-ups",
          "回収の最大間隔"),
    PARAM(digester_kg_per_day, "digester", "station", "kg day-1", "0", 0.0, 1e6,
          "assumption: none unless stated; 30 kg per open day at Tachiarai "
          "(amita-hd.co.jp/news/220401_tachiarai.html)",
          "3322", "food waste the digester takes per open day; 0: none is accepted",
          "メタン発酵槽の1日の受入量（0は生ごみ不可）"),
    PARAM(digester_yen_per_day, "digester_cost", "station", "yen day-1", "pert(500, 1500, 4000)",
          0.0, 1e6, "assumption: 500 to 4,000 yen a day for heat, upkeep and tests", "0112",
          "running cost of the digester per open day", "発酵槽の開場日当たり運転費"),
    PARAM(fertiliser_l_per_kg, "fertiliser", "station", "l kg-1", "1.83", 0.0, 20.0,
          "derived: about 2,650 l from 1,451 kg at Tachiarai, January to March 2022 "
          "(amita-hd.co.jp/news/220401_tachiarai.html)",
          "3333", "liquid fertiliser per food waste", "生ごみ当たりの液肥"),
    PARAM(biogas_m3_per_t, "biogas", "station", "m3 t-1", "102", 0.0, 1000.0,
          "derived: 37,230 m3 from 365 t, permit of the Minamisanriku plant 2016 "
          "(energy-saving news); not measured on a small unit",
          "3223", "biogas per food waste", "生ごみ当たりのバイオガス"),
    PARAM(power_kwh_per_m3, "power", "station", "kWh m-3", "0", 0.0, 10.0,
          "assumption: small units burn the gas for heat; 1.923 derived from 71,596 kWh of 37,230 "
          "m3, Minamisanriku 2016",
          "3223", "electricity made per biogas", "バイオガス当たりの発電量"),
    PARAM(sales_resident_frac, "sales_to_residents", "station", "1", "0", 0.0, 1.0,
          "assumption: the town's; at Buzen sales fund local activity "
          "(city.buzen.lg.jp/gomi/meguru.html): 1",
          "2222", "share of the sales that goes to residents' groups",
          "売却益のうち住民団体の割合"),
    PARAM(chained_frac, "on_the_way", "station", "1", "pert(0.3, 0.6, 0.8)", 0.0, 1.0,
          "assumption: 30 to 80 % of visits are made with another errand", "0112",
          "share of visits on the way elsewhere", "他の用事のついでの割合"),
    PARAM(stay_min, "stay", "station", "min", "pert(5, 12, 25)", 0.0, 600.0,
          "assumption: 5 to 25 minutes to sort and talk", "0112", "time at the station",
          "滞在時間"),
    PARAM(foot_min_per_km, "walking", "station", "min km-1", "pert(12, 14, 18)", 0.0, 100.0,
          "assumption: walking at 3.3 to 5 km/h", "2222", "time per km on foot",
          "徒歩1kmの所要時間"),
    PARAM(car_min_per_km, "driving", "station", "min km-1", "pert(1.5, 2.2, 4)", 0.0, 100.0,
          "assumption: driving at 15 to 40 km/h on local roads", "2222", "time per km by car",
          "自動車1kmの所要時間"),
    PARAM(car_kg_per_km, "car_co2", "station", "kg km-1", "pert(0.1, 0.15, 0.22)", 0.0, 2.0,
          "assumption: 10 to 22 km per litre of petrol", "1122", "carbon dioxide per car km",
          "自動車1km当たりのCO2"),
    PARAM(talk_frac, "talking", "station", "1", "pert(0.05, 0.2, 0.5)", 0.0, 1.0,
          "assumption: 5 to 50 % of those who meet there talk", "0112",
          "share of meetings with a talk", "会話する割合"),
    PARAM(tie_frac, "ties_made", "station", "1", "pert(0.005, 0.02, 0.05)", 0.0, 1.0,
          "assumption: one talk in 20 to 200 makes a lasting tie", "0112", "lasting ties per talk",
          "会話から生まれる縁の割合"),
    PARAM(tie_fade_per_year, "ties_fade", "station", "year-1", "pert(0.1, 0.3, 0.6)", 0.0, 10.0,
          "assumption: 10 to 60 % of ties are lost in a year", "0112", "ties that fade per year",
          "縁が失われる割合"),
    PARAM(older_person, "older_people", "station", "1", "pert(0.4, 0.7, 1)", 0.0, 5.0,
          "assumption: people aged 65 or more per household, 0.4 to 1", "0122",
          "people aged 65 or more per household", "世帯当たりの65歳以上人数"),
    PARAM(contact_gap_frac, "contact_gap", "station", "1", "0.203", 0.0, 1.0,
          "43.0 % of users and 22.7 % of others aged 65 or more meet people more (Abe et al., PLOS "
          "ONE 2025-10-15; media-ir.com ?p=148736); an association, adjusted, not randomised",
          "4223", "users less non-users: share who meet people more",
          "交流が増えた割合の利用者と非利用者の差"),
    PARAM(causal_frac, "causal_share", "station", "1", "pert(0, 0.3, 1)", 0.0, 1.0,
          "assumption: 0 to 100 % of the gap is caused by the station, the rest is who comes",
          "0112", "causal share of that gap", "差のうち因果と見なす割合"),
    PARAM(load_kg, "load", "basket*item", "kg", "pert(0.1, 0.3, 0.5)", 0.0, 100.0, BY_BASKET,
          "0000", "brought on a visit", "1回の持込み量"),
    PARAM(moved_frac, "moved", "basket*item", "1", "pert(0.2, 0.5, 0.8)", 0.0, 1.0, BY_BASKET,
          "0000", "share that another collection would have taken", "他の回収から移った割合"),
    PARAM_VARIES(price_yen_per_kg, "price", "basket*item", "yen kg-1", "0", -500.0, 2000.0,
                 BY_BASKET, "0000", "price paid by the recycler (negative: fee)",
                 "引取価格（負は処理料）"),
    INPUT(temp_degc, "weather.temp_degc", "zone", "degC", PASS_ACT, "daily mean temperature",
          "日平均気温"),
    INPUT(precip_mm, "weather.precip_mm", "zone", "mm", PASS_WANT, "precipitation", "降水量"),
    INPUT(snow_mm, "weather.snow_mm", "zone", "mm", PASS_ACT, "water in the snow", "積雪水量"),
    INPUT(staff_given_h, "labour.staff_given_h", "station", "h", PASS_ACT, "staff hours given",
          "割り当てられた人手の時間"),
    {ROW_AT(ROW_STATE, "joined", joined, "station", "1", "households that joined", "参加世帯"),
     .value = "0", .lo = -1e300, .hi = 1e300, .agg = AGG_LAST, .better = BETTER_MORE},
    STATE(waiting, "station", "1", "0", "launch cohort not yet registered", "開設時の未登録世帯"),
    STATE(launched, "station", "1", "0", "1 once opened", "開設後は1"),
    {ROW_AT(ROW_STATE, "ties", ties, "station", "1", "lasting ties made at the station",
            "生まれた縁"),
     .value = "0", .lo = -1e300, .hi = 1e300, .agg = AGG_LAST, .better = BETTER_MORE},
    STATE(since_day, "station", "day", "0", "days since the last pick-up", "前回回収からの日数"),
    STATE(next_draw, "station", "1", "0", "tomorrow's draw of visits", "翌日の来場乱数"),
    STOCK(bin_t, NULL, "station*item", "t", "0", 1e7, MEDIUM_WASTE, HOLD_STATION, AGG_NONE,
          BETTER_NEITHER, "in the bins", "容器の中身"),
    STATE(visit_share, "station*daytype", "1", "0", "visits per member household on such a day",
          "参加世帯当たりの来場回数"),
    STATE(meet_frac, "station*daytype", "1", "0", "talks per visit and visitor of the day",
          "来場者の組当たりの会話"),
    STATE(ceiling, "station", "1", "0", "households that would join in the end", "参加世帯の上限"),
    STATE(launch_out_frac, "station", "1", "0", "share of the launch cohort per day",
          "開設時参加者の日割合"),
    STATE(pace_frac, "station", "1", "0", "joining by oneself per day", "1日の自発参加率"),
    STATE(imitate_frac, "station", "1", "0", "joining after neighbours per day and member",
          "参加世帯当たり1日の模倣参加率"),
    STATE(leave_frac, "station", "1", "0", "leaving per day", "1日の離脱率"),
    STATE(fade_frac, "station", "1", "0", "ties fading per day", "1日に失われる縁の割合"),
    STATE(usual_h, "station", "h", "0", "staff hours from the pools on a usual open day",
          "通常の開場日の働き手の時間"),
    STATE(volunteer_h, "station", "h", "0", "volunteer hours per member household and open day",
          "参加世帯・開場日当たりの提供時間"),
    STATE(km_per_visit, "station", "km", "0", "car km of its own per visit",
          "来場1回当たりの自動車走行"),
    STATE(h_per_visit, "station", "h", "0", "time of its own per visit", "来場1回当たりの時間"),
    OUTPUT(plan_h, "station", "h", PASS_WANT, "opening hours planned today", "本日の予定開場時間"),
    OUTPUT(staff_want_h, "station", "h", PASS_WANT, "staff hours wanted of the town's pools",
           "働き手に求める時間"),
    OUTPUT(usual_staff_h, "station", "h", PASS_WANT,
           "staff hours wanted of the pools on a usual open day", "通常の開場日に求める時間"),
    OUTPUT(resident_want_h, "station", "h", PASS_WANT, "residents' hours wanted",
           "住民に求める時間"),
    RECORD_ADDS(shut_day, "station", "day", PASS_WANT, AGG_SUM, ACROSS_SUM, BETTER_NEITHER,
                "days before opening and after closing for good", "開設前・閉鎖後の日"),
    RECORD_ADDS(rest_day, "station", "day", PASS_WANT, AGG_SUM, ACROSS_SUM, BETTER_NEITHER,
                "days of rest", "休場日"),
    RECORD_ADDS(storm_day, "station", "day", PASS_WANT, AGG_SUM, ACROSS_SUM, BETTER_LESS,
                "days shut by weather", "荒天で休んだ日"),
    RECORD_ADDS(crew_day, "station", "day", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_LESS,
                "days with hours cut for want of staff", "人手不足で時間を縮めた日"),
    RECORD_ADDS(full_day, "station", "day", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_LESS,
                "days on which full bins turned visitors away", "満杯で断った日"),
    RECORD_ADDS(worked_day, "station", "day", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_MORE,
                "days worked as planned", "予定どおり開いた日"),
    RECORD_ADDS(open_h, "station", "h", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_MORE, "hours open",
                "開場時間"),
    RECORD_ADDS(visits, "station", "1", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_MORE, "visits",
                "来場回数"),
    FLOW_ADDS(brought_t, "station*item", "t", PASS_ACT, MEDIUM_WASTE, HOLD_HOUSEHOLD, HOLD_STATION,
              AGG_SUM, BETTER_NEITHER, "brought and taken in, by item", "品目別の受入量"),
    RECORD_ADDS(item_diverted_t, "station*item", "t", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_MORE,
                "newly diverted from treatment, by item", "品目別の新たな資源化量"),
    RECORD_ADDS(turned_t, "station", "t", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_LESS,
                "brought and taken home again: bins or digester full", "断った量"),
    FLOW_ADDS(rejected_t, "station", "t", PASS_ACT, MEDIUM_WASTE, HOLD_STATION, HOLD_TREATMENT,
              AGG_SUM, BETTER_LESS, "contamination, to treatment", "異物（処理へ）"),
    FLOW_ADDS(digested_t, "station", "t", PASS_ACT, MEDIUM_WASTE, HOLD_STATION, HOLD_DIGESTER,
              AGG_SUM, BETTER_MORE, "food waste digested", "発酵させた生ごみ"),
    FLOW(pickup_t, "station", "t", PASS_ACT, MEDIUM_WASTE, HOLD_STATION, HOLD_RECYCLER, AGG_SUM,
         BETTER_MORE, "picked up for recycling", "再資源化へ回収した量"),
    RECORD_ADDS(pickups, "station", "1", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_NEITHER, "pick-ups",
                "回収回数"),
    RECORD_ADDS(moved_t, "station", "t", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_NEITHER,
                "clean material that another collection would have taken", "他の回収から移った量"),
    RECORD(diverted_t, "station", "t", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_MORE,
           "clean material newly diverted from treatment", "処理から新たに資源化した量"),
    RECORD_ADDS(fertiliser_l, "station", "l", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_MORE,
                "liquid fertiliser made", "液肥の生産量"),
    RECORD_ADDS(biogas_m3, "station", "m3", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_MORE,
                "biogas made", "バイオガスの発生量"),
    FLOW_ADDS(power_kwh, "station", "kWh", PASS_ACT, MEDIUM_POWER, HOLD_DIGESTER, HOLD_GRID,
              AGG_SUM, BETTER_MORE, "electricity made of it", "発電量"),
    FLOW_ADDS(staff_fee_yen, "station", "yen", PASS_ACT, MEDIUM_YEN, HOLD_MUNICIPALITY,
              HOLD_WELFARE, AGG_SUM, BETTER_NEITHER, "paid for staff from the pools",
              "働き手の委託料"),
    FLOW_ADDS(contract_outside_yen, "station", "yen", PASS_ACT, MEDIUM_YEN, HOLD_MUNICIPALITY,
              HOLD_OUTSIDE, AGG_SUM, BETTER_LESS, "contract, part that leaves the region",
              "委託費（地域外へ）"),
    FLOW_ADDS(contract_local_yen, "station", "yen", PASS_ACT, MEDIUM_YEN, HOLD_MUNICIPALITY,
              HOLD_FIRMS, AGG_SUM, BETTER_NEITHER, "contract, part that stays", "委託費（地域内）"),
    FLOW_ADDS(digester_yen, "station", "yen", PASS_ACT, MEDIUM_YEN, HOLD_MUNICIPALITY, HOLD_FIRMS,
              AGG_SUM, BETTER_LESS, "running cost of the digester", "発酵槽の運転費"),
    FLOW_ADDS(sales_town_yen, "station", "yen", PASS_ACT, MEDIUM_YEN, HOLD_FIRMS, HOLD_MUNICIPALITY,
              AGG_SUM, BETTER_MORE, "sales of items, to the town", "資源の売却益（町）"),
    FLOW_ADDS(sales_resident_yen, "station", "yen", PASS_ACT, MEDIUM_YEN, HOLD_FIRMS,
              HOLD_RESIDENTS, AGG_SUM, BETTER_MORE, "sales of items, to residents' groups",
              "資源の売却益（住民団体）"),
    RECORD_ADDS(net_cost_yen, "station", "yen", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_LESS,
                "the town's cost of stations, net of its sales", "町の正味費用（売却益差引）"),
    FLOW_ADDS(resident_h, "station", "h", PASS_ACT, MEDIUM_VOLUNTEER, HOLD_LEISURE, HOLD_WORK_DONE,
              AGG_SUM, BETTER_NEITHER, "residents' hours on duty", "住民の当番時間"),
    FLOW_ADDS(visit_h, "station", "h", PASS_ACT, MEDIUM_VOLUNTEER, HOLD_LEISURE, HOLD_WORK_DONE,
              AGG_SUM, BETTER_NEITHER, "residents' hours to come and sort",
              "住民の来場・分別の時間"),
    RECORD_ADDS(car_km, "station", "km", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_LESS,
                "car km of trips made for the station alone", "資源持込みだけの自動車走行"),
    RECORD(car_co2_t, "station", "t", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_LESS,
           "carbon dioxide of those trips", "その走行のCO2"),
    FLOW_ADDS(points, "station", "1", PASS_ACT, MEDIUM_POINT, HOLD_ISSUER, HOLD_WALLET, AGG_SUM,
              BETTER_NEITHER, "points issued", "発行したポイント"),
    RECORD_ADDS(encounters, "station", "1", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_MORE,
                "talks between visitors", "来場者どうしの会話"),
    RECORD(more_contact_person, "station", "1", PASS_ACT, AGG_LAST, ACROSS_SUM, BETTER_MORE,
           "members aged 65 or more who meet people more: observed gap times causal share",
           "交流が増えた65歳以上（観察された差×因果割合）"),
};
_Static_assert(sizeof(PORTS) == COUNT_OF(station_row) * sizeof(void *), "port without row");

/* Once a month: how a usual week of opening is shared out over types of day. */
static void station_week(const struct station_ports *p, uint32_t station)
{
    param_lane *hours = &p->hours_h[(size_t)station * DAYTYPES];
    param_lane *busy = &p->busy_frac[(size_t)station * DAYTYPES];
    struct lane *share = &p->visit_share[(size_t)station * DAYTYPES];
    const struct lane *talk = p->talk_frac[station], *stay = p->stay_min[station];
    const struct lane *visits = p->visit_per_week[station], *staff = p->staff[station];
    const struct lane *pools = p->pool_frac[station], *time = p->volunteer_h_per_week[station];
    const struct lane *points = p->points_per_visit[station], *gain = p->points_gain_frac[station];
    struct lane *meet = &p->meet_frac[(size_t)station * DAYTYPES], weight, open;
    LANES_LOOP(l)
    {
        const double o0 = hours[0]->v[l] > 0.0 ? 5.0 : 0.0, o1 = hours[1]->v[l] > 0.0 ? 1.0 : 0.0;
        const double o2 = hours[2]->v[l] > 0.0 ? 1.0 : 0.0, days = o0 + o1 + o2;
        const double busy_day = o0 * busy[0]->v[l] + o1 * busy[1]->v[l] + o2 * busy[2]->v[l];
        const double week_h = 5.0 * hours[0]->v[l] + hours[1]->v[l] + hours[2]->v[l];
        const double per_day = lane_ratio(1.0, days);
        const double more = 1.0 + gain->v[l] * lane_min(points->v[l] / full_points, 1.0);
        weight.v[l] = lane_ratio(lane_min(visits->v[l], days) * more, busy_day);
        open.v[l] = talk->v[l] * stay->v[l] / 60.0;
        p->usual_h[station].v[l] = week_h * per_day * staff->v[l] * pools->v[l];
        p->volunteer_h[station].v[l] = time->v[l] * per_day;
    }
    for (size_t t = 0; t < DAYTYPES; t++)
        LANES_LOOP(l)
        {
            const double much = busy[t]->v[l], here = hours[t]->v[l] > 0.0 ? much : 0.0;
            share[t].v[l] = weight.v[l] * here;
            meet[t].v[l] = lane_ratio(open.v[l], hours[t]->v[l]);
        }
}

/* Once a month: those who would ever join (logit in distance), and how fast they do. */
static void station_neighbours(const struct station_ports *p, uint32_t station)
{
    const struct lane *car = p->car_frac[station], *km = p->mean_km[station];
    const struct lane *near = p->near_frac[station], *points = p->points_per_visit[station];
    const struct lane *gain = p->points_gain_frac[station];
    struct lane far;
    LANES_LOOP(l)
    {
        const double foot = p->foot_slope_per_km[station]->v[l];
        const double slope = foot + (p->car_slope_per_km[station]->v[l] - foot) * car->v[l];
        far.v[l] = 0.0 - slope * km->v[l];
    }
    num_lane_exp(&far, &far);
    LANES_LOOP(l)
    {
        const double odds = near->v[l] * far.v[l];
        const double most =
            p->households[station]->v[l] * lane_ratio(odds, odds + 1.0 - near->v[l]);
        const double more = 1.0 + gain->v[l] * lane_min(points->v[l] / full_points, 1.0);
        p->ceiling[station].v[l] = most;
        p->launch_out_frac[station].v[l] = 1.0 / p->launch_day[station]->v[l];
        p->pace_frac[station].v[l] = p->innovate_per_year[station]->v[l] * more / year_day;
        p->imitate_frac[station].v[l] =
            lane_ratio(p->imitate_per_year[station]->v[l] * more, most * year_day);
        p->leave_frac[station].v[l] = lane_min(p->leave_per_year[station]->v[l] / year_day, 1.0);
        p->fade_frac[station].v[l] = lane_min(p->tie_fade_per_year[station]->v[l] / year_day, 1.0);
        const double own = 1.0 - p->chained_frac[station]->v[l], way = 2.0 * km->v[l] * own;
        const double pace = p->foot_min_per_km[station]->v[l] * (1.0 - car->v[l]) +
                            p->car_min_per_km[station]->v[l] * car->v[l];
        p->km_per_visit[station].v[l] = way * car->v[l];
        p->h_per_visit[station].v[l] = (p->stay_min[station]->v[l] + way * pace) / 60.0;
    }
}

/* Today's calendar and weather: hours planned, why there are none, and who shall staff them. */
static void station_plan(const struct station_ports *p, const struct step *now, uint32_t station,
                         size_t at)
{
    const double day = (double)now->day, date = (double)now->day_of_month;
    const double december = now->month_of_year == 11 ? 1.0 : 0.0;
    const double january = now->month_of_year == 0 ? 1.0 : 0.0;
    const size_t type = now->holiday ? 3 : now->weekday < 5 ? 0 : now->weekday - 4;
    const struct lane *hours = p->hours_h[(size_t)station * DAYTYPES + type];
    const struct lane *opens = p->opens_day[station], *closes = p->closes_day[station];
    const struct lane *before = p->yearend_before_day[station];
    const struct lane *after = p->yearend_after_day[station], *rain = &p->precip_mm[at];
    const struct lane *limit = p->storm_mm[station];
    struct lane *plan = &p->plan_h[station], *shut = &p->shut_day[station];
    struct lane *rest = &p->rest_day[station], *storm = &p->storm_day[station];
    LANES_LOOP(l)
    {
        const double here = rows_open(day, opens->v[l], closes->v[l]);
        const double ever = opens->v[l] < NEVER_DAY ? 1.0 : 0.0;
        const double late = date + before->v[l] >= 31.0 ? december : 0.0;
        const double early = date < after->v[l] ? january : 0.0;
        const double free = hours->v[l] > 0.0 ? (1.0 - late) * (1.0 - early) : 0.0;
        const double rough = rain->v[l] >= limit->v[l] ? here * free : 0.0;
        shut->v[l] += ever * (1.0 - here);
        rest->v[l] += here * (1.0 - free);
        storm->v[l] += rough;
        plan->v[l] = (here * free - rough) * hours->v[l];
    }
}

static void station_call_staff(const struct station_ports *p, uint32_t station, double day)
{
    const struct lane *plan = &p->plan_h[station], *staff = p->staff[station];
    const struct lane *pools = p->pool_frac[station], *own = p->resident_frac[station];
    const struct lane *care = p->self_run_care_h[station], *alone = p->self_run_day[station];
    const struct lane *opens = p->opens_day[station], *closes = p->closes_day[station];
    const struct lane *week = &p->usual_h[station];
    struct lane *want = &p->staff_want_h[station], *usual = &p->usual_staff_h[station];
    struct lane *residents = &p->resident_want_h[station];
    LANES_LOOP(l)
    {
        const double manned = day < alone->v[l] ? 1.0 : 0.0;
        const double people_h = plan->v[l] * staff->v[l] * manned;
        const double tidy = (1.0 - manned) * care->v[l], looks = plan->v[l] > 0.0 ? tidy : 0.0;
        want->v[l] = people_h * pools->v[l];
        residents->v[l] = people_h * lane_min(own->v[l], 1.0 - pools->v[l]) + looks;
        usual->v[l] = week->v[l] * manned * rows_open(day, opens->v[l], closes->v[l]);
    }
}

static void station_want(const struct step *now, const void *ports)
{
    const struct station_ports *p = ports;
    for (uint32_t town = now->town0; town < now->town1; town++) {
        const size_t at = (size_t)now->day_of_month * p->n_zone[0] + p->zone[town];
        for (uint32_t station = p->first[town]; station < p->first[town + 1]; station++) {
            if (rows_new_month(now)) {
                station_week(p, station);
                station_neighbours(p, station);
            }
            station_plan(p, now, station, at);
            station_call_staff(p, station, (double)now->day);
        }
    }
}

/* The launch cohort registers, others join by themselves and after neighbours, some leave. */
static void station_join(const struct station_ports *p, uint32_t station, double day)
{
    const struct lane *opens = p->opens_day[station], *closes = p->closes_day[station];
    const struct lane *most = &p->ceiling[station], *cohort = p->launch_frac[station];
    const struct lane *out = &p->launch_out_frac[station], *pace = &p->pace_frac[station];
    const struct lane *after = &p->imitate_frac[station], *leave = &p->leave_frac[station];
    struct lane *joined = &p->joined[station], *waiting = &p->waiting[station];
    struct lane *launched = &p->launched[station];
    LANES_LOOP(l)
    {
        const double here = rows_open(day, opens->v[l], closes->v[l]);
        const double opening = here * (1.0 - launched->v[l]);
        const double wait = waiting->v[l] + opening * cohort->v[l] * most->v[l];
        const double come = wait * out->v[l], have = joined->v[l];
        const double left = lane_max(most->v[l] - have - wait, 0.0);
        const double join = lane_min((pace->v[l] + after->v[l] * have) * left, left);
        const double now_in = have + come + join - have * leave->v[l];
        launched->v[l] = lane_max(launched->v[l], here);
        waiting->v[l] = (wait - come) * here;
        joined->v[l] = now_in * here;
    }
}

/* What a day is like for all parts of a station that follow. */
struct station_day {
    struct lane met;                      /* share of the planned hours that is staffed */
    struct lane crew;                     /* 1: short of staff */
    struct lane demand;                   /* visits expected had all hours been open */
    struct lane visits;                   /* those that came */
    struct lane brought[ITEMS], digested; /* t */
    struct lane sold_yen;                 /* the town's part of sales */
    struct lane dirt;                     /* share of contamination */
    struct lane turned_bin_t;             /* turned away for full bins */
};

/* Share of the planned hours that pools and residents can staff: the worse of both. */
static void station_staff(const struct station_ports *p, uint32_t station, struct station_day *d)
{
    const struct lane *want = &p->staff_want_h[station], *given = &p->staff_given_h[station];
    const struct lane *asked = &p->resident_want_h[station], *each = &p->volunteer_h[station];
    const struct lane *joined = &p->joined[station], *plan = &p->plan_h[station];
    struct lane *count = &p->crew_day[station], *open = &p->open_h[station];
    struct lane *time = &p->resident_h[station], lack;
    LANES_LOOP(l)
    {
        lack.v[l] = lane_max(want->v[l] - given->v[l], asked->v[l] - joined->v[l] * each->v[l]);
        d->met.v[l] = 1.0;
    }
    if (num_lane_any(&lack)) /* else spare divisions that no lane needs */
        LANES_LOOP(l)
        {
            const double have = joined->v[l] * each->v[l], need = asked->v[l];
            const double hired = lane_ratio(given->v[l], want->v[l]);
            const double own = lane_ratio(have, need);
            const double pool_met = given->v[l] < want->v[l] ? hired : 1.0;
            const double own_met = have < need ? own : 1.0;
            d->met.v[l] = lane_min(pool_met, own_met);
        }
    LANES_LOOP(l)
    {
        const double works = plan->v[l] > 0.0 ? 1.0 : 0.0;
        const double is_short = d->met.v[l] < enough ? works : 0.0;
        d->crew.v[l] = is_short;
        count->v[l] += is_short;
        open->v[l] += plan->v[l] * d->met.v[l];
        time->v[l] += asked->v[l] * d->met.v[l];
    }
}

/* Visits: members x type of day x weather, with the chance of a count (variance = mean). One
 * address serves two days. */
static void station_visit(const struct station_ports *p, const struct step *now, uint32_t station,
                          size_t at, struct station_day *d)
{
    const size_t type = now->holiday ? 3 : now->weekday < 5 ? 0 : now->weekday - 4;
    const struct lane *share = &p->visit_share[(size_t)station * DAYTYPES + type];
    const struct lane *joined = &p->joined[station], *plan = &p->plan_h[station];
    const struct lane *rain = &p->precip_mm[at], *snow = &p->snow_mm[at], *warm = &p->temp_degc[at];
    const struct lane *in_rain = p->rain_frac[station], *in_snow = p->snow_frac[station];
    const struct lane *much = p->snow_from_mm[station], *in_cold = p->cold_frac[station];
    const struct lane *cold = p->cold_from_degc[station];
    struct lane *count = &p->visits[station], z = p->next_draw[station];
    if (now->day % 2 == 0)
        num_lane_deviate2(now->seed, now->future, p->key[station], STREAM_STATION_VISIT, 0,
                          now->day / 2, &z, &p->next_draw[station]);
    LANES_LOOP(l)
    {
        const double wet = in_rain->v[l], white = in_snow->v[l], icy = in_cold->v[l];
        const double by_rain = rain->v[l] >= wet_mm ? wet : 1.0;
        const double by_snow = snow->v[l] >= much->v[l] ? white : 1.0;
        const double by_cold = warm->v[l] <= cold->v[l] ? icy : 1.0;
        const double mean = joined->v[l] * share->v[l] * by_rain * by_snow * by_cold;
        const double due = plan->v[l] > 0.0 ? mean : 0.0;
        const double some = __builtin_sqrt(due) * z.v[l];
        d->demand.v[l] = due;
        const double come = (due + lane_clamp(some, 0.0 - due, due)) * d->met.v[l];
        d->visits.v[l] = come;
        count->v[l] += come;
    }
}

/* What is brought: food waste as far as the digester takes it, the rest as far as the bins do. */
static void station_take(const struct station_ports *p, uint32_t station, size_t basket, double day,
                         struct station_day *d)
{
    param_lane *load = &p->load_kg[basket];
    const struct lane *visits = &d->visits;
    struct lane *brought = d->brought, *turned = &p->turned_t[station];
    const struct lane *bin = &p->bin_t[(size_t)station * ITEMS], *room_kg = p->bin_kg[station];
    const struct lane *cap = p->digester_kg_per_day[station], *alone = p->self_run_day[station];
    const struct lane *staffed = p->contaminant_frac[station];
    const struct lane *self_run = p->self_run_contaminant_frac[station];
    struct lane dry = {.v = {0}}, held = {.v = {0}}, over, fit;
    for (size_t i = 0; i < ITEMS; i++)
        LANES_LOOP(l)
        {
            const double t = visits->v[l] * load[i]->v[l] * 1e-3;
            brought[i].v[l] = t;
            dry.v[l] += i == FOOD ? 0.0 : t;
            held.v[l] += bin[i].v[l];
        }
    LANES_LOOP(l)
    {
        const double fits = lane_max(room_kg->v[l] * 1e-3 - held.v[l], 0.0);
        const double before = staffed->v[l], after = self_run->v[l];
        d->dirt.v[l] = day < alone->v[l] ? before : after;
        over.v[l] = dry.v[l] - fits;
        fit.v[l] = 1.0;
    }
    if (num_lane_any(&over)) /* else spare a division that no lane needs */
        LANES_LOOP(l)
        {
            const double part = 1.0 - lane_ratio(over.v[l], dry.v[l]);
            fit.v[l] = over.v[l] > 0.0 ? lane_max(part, 0.0) : 1.0;
        }
    LANES_LOOP(l)
    {
        const double most = cap->v[l] * 1e-3; /* without a digester nobody brings any */
        const double food = most > 0.0 ? brought[FOOD].v[l] : 0.0, taken = lane_min(food, most);
        d->turned_bin_t.v[l] = lane_max(over.v[l], 0.0);
        turned->v[l] += lane_max(over.v[l], 0.0) + (food - taken);
        brought[FOOD].v[l] = taken;
    }
    for (size_t i = 0; i < ITEMS; i++)
        if (i != FOOD)
            LANES_LOOP(l) { brought[i].v[l] *= fit.v[l]; }
}

/* Sorts what was taken in: contamination to treatment, food into the digester, the rest into bins;
 * moved from another collection or new. */
static void station_sort(const struct station_ports *p, uint32_t station, size_t basket,
                         struct station_day *d)
{
    const struct lane *brought = d->brought;
    param_lane *moved_part = &p->moved_frac[basket];
    struct lane *bin = &p->bin_t[(size_t)station * ITEMS];
    struct lane *fresh = &p->item_diverted_t[(size_t)station * ITEMS];
    struct lane *sum = &p->brought_t[(size_t)station * ITEMS];
    struct lane *bad = &p->rejected_t[station], *digested = &p->digested_t[station];
    struct lane *old_way = &p->moved_t[station];
    const struct lane *part = &d->dirt;
    struct lane dirt = {.v = {0}}, moved = {.v = {0}}, diverted = {.v = {0}};
    for (size_t i = 0; i < ITEMS; i++) {
        const struct lane *all = &brought[i], *other = moved_part[i];
        const double to_bin = i == FOOD ? 0.0 : 1.0;
        LANES_LOOP(l)
        {
            const double wrong = all->v[l] * part->v[l], clean = all->v[l] - wrong;
            const double old = clean * other->v[l];
            sum[i].v[l] += all->v[l];
            dirt.v[l] += wrong;
            moved.v[l] += old;
            bin[i].v[l] += clean * to_bin;
        }
        LANES_LOOP(l)
        {
            const double clean = all->v[l] - all->v[l] * part->v[l];
            const double new_t = clean - clean * other->v[l];
            fresh[i].v[l] += new_t;
            diverted.v[l] += new_t;
        }
    }
    LANES_LOOP(l)
    {
        const double food = brought[FOOD].v[l];
        const double clean = food - food * part->v[l];
        d->digested.v[l] = clean;
        digested->v[l] += clean;
        bad->v[l] += dirt.v[l];
        old_way->v[l] += moved.v[l];
    }
    p->diverted_t[station] = diverted;
}

/* A lorry empties the bins when they are full enough, at the latest after so many days, and once
 * after the station has closed. Sales are of what it takes. */
static void station_empty(const struct station_ports *p, uint32_t station, size_t basket,
                          double day, struct station_day *d)
{
    struct lane *bin = &p->bin_t[(size_t)station * ITEMS], *taken = &p->pickup_t[station];
    param_lane *price = &p->price_yen_per_kg[basket];
    const struct lane *room_kg = p->bin_kg[station];
    const struct lane *opens = p->opens_day[station], *closes = p->closes_day[station];
    const struct lane *at = p->pickup_at_frac[station], *every = p->pickup_day[station];
    const struct lane *to = p->sales_resident_frac[station];
    struct lane *since = &p->since_day[station], *count = &p->pickups[station];
    struct lane *town = &p->sales_town_yen[station], *group = &p->sales_resident_yen[station];
    struct lane held = {.v = {0}}, worth = {.v = {0}}, stay;
    for (size_t i = 0; i < ITEMS; i++)
        LANES_LOOP(l)
        {
            held.v[l] += bin[i].v[l];
            worth.v[l] += bin[i].v[l] * price[i]->v[l];
        }
    LANES_LOOP(l)
    {
        const double here = rows_open(day, opens->v[l], closes->v[l]);
        const double some = held.v[l] > 0.0 ? 1.0 : 0.0, waited = since->v[l] + 1.0;
        const double full = held.v[l] >= at->v[l] * room_kg->v[l] * 1e-3 ? 1.0 : 0.0;
        const double late = waited >= every->v[l] ? 1.0 : full;
        const double due = here > 0.0 ? late : 1.0, goes = due * some;
        const double yen = worth.v[l] * 1e3 * goes, theirs = yen * to->v[l];
        taken->v[l] = held.v[l] * goes;
        count->v[l] += goes;
        since->v[l] = waited * (1.0 - due);
        group->v[l] += theirs;
        d->sold_yen.v[l] = yen - theirs;
        town->v[l] += yen - theirs;
        stay.v[l] = 1.0 - goes;
    }
    for (size_t i = 0; i < ITEMS; i++)
        LANES_LOOP(l) { bin[i].v[l] *= stay.v[l]; }
}

/* What the town pays, and what the digester made. */
static void station_pay(const struct station_ports *p, uint32_t station, double day,
                        const struct station_day *d)
{
    const struct lane *plan = &p->plan_h[station], *alone = p->self_run_day[station];
    const struct lane *staffed = p->contract_yen_per_day[station];
    const struct lane *simple = p->self_run_yen_per_day[station];
    const struct lane *hours = &p->staff_given_h[station], *per_h = p->fee_yen_per_h[station];
    const struct lane *away = p->outside_frac[station], *food = &d->digested;
    const struct lane *cap = p->digester_kg_per_day[station];
    const struct lane *run = p->digester_yen_per_day[station], *sold = &d->sold_yen;
    struct lane *fee = &p->staff_fee_yen[station], *outside = &p->contract_outside_yen[station];
    struct lane *local = &p->contract_local_yen[station], *unit = &p->digester_yen[station];
    struct lane *net = &p->net_cost_yen[station], *gas = &p->biogas_m3[station];
    struct lane *power = &p->power_kwh[station], *liquid = &p->fertiliser_l[station];
    LANES_LOOP(l)
    {
        const double works = plan->v[l] > 0.0 ? 1.0 : 0.0, with = staffed->v[l];
        const double without = simple->v[l], sum = day < alone->v[l] ? with : without;
        const double paid = hours->v[l] * per_h->v[l];
        const double rest = lane_max(sum * works * d->met.v[l] - paid, 0.0);
        const double gone = rest * away->v[l], upkeep = run->v[l] * works;
        const double digester = cap->v[l] > 0.0 ? upkeep : 0.0;
        const double m3 = food->v[l] * p->biogas_m3_per_t[station]->v[l];
        fee->v[l] += paid;
        outside->v[l] += gone;
        local->v[l] += rest - gone;
        unit->v[l] += digester;
        net->v[l] += paid + rest + digester - sold->v[l];
        liquid->v[l] += food->v[l] * 1e3 * p->fertiliser_l_per_kg[station]->v[l];
        gas->v[l] += m3;
        power->v[l] += m3 * p->power_kwh_per_m3[station]->v[l];
    }
}

/* What the visits mean to people: trips, time, points, talks and ties; and the day's reason. */
static void station_people(const struct station_ports *p, const struct step *now, uint32_t station,
                           const struct station_day *d)
{
    const size_t type = now->holiday ? 3 : now->weekday < 5 ? 0 : now->weekday - 4;
    const struct lane *meet = &p->meet_frac[(size_t)station * DAYTYPES + type];
    const struct lane *visits = &d->visits, *plan = &p->plan_h[station];
    const struct lane *joined = &p->joined[station], *crew = &d->crew;
    const struct lane *fade = &p->fade_frac[station], *make = p->tie_frac[station];
    struct lane *ties = &p->ties[station], *km = &p->car_km[station];
    struct lane *talks = &p->encounters[station], *full = &p->full_day[station];
    LANES_LOOP(l)
    {
        const double n = visits->v[l], way = n * p->km_per_visit[station].v[l];
        const double met = n * d->demand.v[l] * meet->v[l];
        const double staffed = 1.0 - crew->v[l], works = plan->v[l] > 0.0 ? staffed : 0.0;
        const double crammed = d->turned_bin_t.v[l] > 0.0 ? works : 0.0;
        const double member = joined->v[l] > 0.0 ? 1.0 : 0.0; /* a closed station keeps no ties */
        km->v[l] += way;
        p->car_co2_t[station].v[l] = way * p->car_kg_per_km[station]->v[l] * 1e-3;
        p->visit_h[station].v[l] += n * p->h_per_visit[station].v[l];
        p->points[station].v[l] += n * p->points_per_visit[station]->v[l];
        talks->v[l] += met;
        ties->v[l] = (ties->v[l] - ties->v[l] * fade->v[l] + met * make->v[l]) * member;
        p->more_contact_person[station].v[l] = joined->v[l] * p->older_person[station]->v[l] *
                                               p->contact_gap_frac[station]->v[l] *
                                               p->causal_frac[station]->v[l];
        full->v[l] += crammed;
        p->worked_day[station].v[l] += works - crammed;
    }
}

static void station_act(const struct step *now, const void *ports)
{
    const struct station_ports *p = ports;
    const double day = (double)now->day;
    for (uint32_t town = now->town0; town < now->town1; town++) {
        const size_t at = (size_t)now->day_of_month * p->n_zone[0] + p->zone[town];
        const size_t basket = (size_t)p->basket[town] * ITEMS;
        for (uint32_t station = p->first[town]; station < p->first[town + 1]; station++) {
            struct station_day d;
            station_join(p, station, day);
            station_staff(p, station, &d);
            station_visit(p, now, station, at, &d);
            station_take(p, station, basket, day, &d);
            station_sort(p, station, basket, &d);
            station_empty(p, station, basket, day, &d);
            station_pay(p, station, day, &d);
            station_people(p, now, station, &d);
        }
    }
}

extern const struct model MODEL_SYMBOL(station);
const struct model MODEL_SYMBOL(station) = {
    .name = "station",
    .en = "collection stations of residents",
    .ja = "住民の資源ステーション",
    .dim = station_dim,
    .n_dim = COUNT_OF(station_dim),
    .row = station_row,
    .n_row = COUNT_OF(station_row),
    .ports_size = sizeof(PORTS),
    .headline = {"visits", "diverted_t", "net_cost_yen", "resident_h"},
    .day_want = station_want,
    .day_act = station_act,
};
