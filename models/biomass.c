/* biomass.c - residues of a town: how much there is, who offers it, how it dries and what is left.
 *
 * A source is one kind of residue in one town. Of what arises (area x yield x residue per product,
 * or a stated supply) the share that the price at the roadside draws out, beside rival buyers, is
 * collected in season by the suppliers that take part, up to what they can store; while snow or
 * rain closes the way it waits where it is. It lies, dries above freezing, loses dry matter, and is
 * split among the kilns that ask. Drying is M(t) = Me + (M0 - Me) exp(-k t) on dry mass, k = 0
 * below 0 degC.
 *
 * Moisture is water per dry matter everywhere (dry basis). From M on wet basis: M / (1 - M); water
 * per mass as weighed is m / (1 + m).
 *
 * Invariants per source, lane and day: stock' = stock + collected - given - lost - spoiled, the
 * same for water; the sum of what is given never exceeds the stock; what is kept from burning,
 * landfill and decay is never more than what is collected.
 *
 * Over 600 lines: the table of rows is half of them, and one model is one file.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/rows.h"
#include "sim/num_lane.h"

enum { MONTHS = 12 };
/* What would become of it without the project. */
enum {
    FATE_PLOUGH,
    FATE_FEED,
    FATE_BEDDING,
    FATE_BURNT,
    FATE_DECAYS,
    FATE_LANDFILL,
    FATE_SOLD,
    FATES
};
/* Legal class: 0 valued good, 1 general waste in the municipality's care, 2 general waste of a
 * business, 3 industrial waste. A fee (negative price) is paid for waste only: by the municipality
 * in class 1, by the firm it comes from in 2 and 3. */
static const double class_waste = 0.5, class_private = 1.5; /* bounds between the codes */
static const double far = 40.0; /* of a logistic curve: exp stays in range */
static const double month_days[MONTHS] = {31, 28.2425, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
static const double rain_mm = 1.0;       /* of a rainy day, as weather offices count them */
static const double dust_t = 1e-9;       /* smaller stocks are spoilage */
static const double shave = 1.0 - 1e-12; /* above all rounding of a sum over takers */

struct biomass_ports {
    const uint32_t *first, *kiln_first, *out_first, *out, *zone, *n_zone;
    param_lane *opens_day, *closes_day, *area_ha, *yield_t_per_ha, *residue_frac, *dry_frac;
    param_lane *collectable_frac, *reachable_frac, *reserve_yen_per_t, *spread_yen_per_t;
    param_lane *rival_yen_per_t, *rival_frac, *follow_frac;
    param_lane *join_frac, *outreach_per_t, *crop_gain_frac;
    param_lane *supply_t_per_year, *store_t;
    param_lane *season_weight; /* [biomass*month] */
    param_lane *fresh_moisture_frac, *rest_moisture_frac;
    param_lane *dry_open_per_day, *dry_covered_per_day, *covered_frac;
    param_lane *loss_per_day, *spoil_per_day, *price_yen_per_t;
    param_lane *legal_class, *residents_frac, *access_snow_mm, *access_rain_mm;
    param_lane *fate_frac; /* [biomass*fate] */
    param_lane *bulk_t_per_m3, *lhv_gj_per_t, *char_ratio_frac, *fixed_c_frac, *soil_c_frac;
    param_lane *lignin_frac, *nutrient_frac;
    const struct lane *air_temp_degc, *crop_frac, *snow_mm, *precip_mm; /* [day of month][zone] */
    const struct lane *ask_t;                                           /* [supply] */
    const struct lane *shown_char_t;                                    /* [kiln] */
    struct lane *stock_t, *water_t, *moisture_frac, *arise_t_per_day, *dry_rate_frac,
        *rain_rate_frac;
    struct lane *waiting_t, *fate_scale;
    struct lane *given_t;                                                            /* [supply] */
    struct lane *given_moisture_frac, *taken_water_t;                                /* [biomass] */
    struct lane *offer_t, *collected_t;                                              /* [biomass] */
    struct lane *kept_from_burning_t, *kept_from_landfill_t, *kept_from_decay_t;     /* [biomass] */
    struct lane *collected_water_t, *lost_t, *spoiled_t, *spoiled_water_t, *dried_t; /* [town] */
    struct lane *energy_gj, *nutrients_t;                                            /* [town] */
    struct lane *paid_yen, *paid_residents_yen, *fee_firms_yen, *fee_public_yen;     /* [town] */
};
#define PORTS struct biomass_ports
#define BY_KIND "assumption for a source of no known kind"

static const char *const fate_name[FATES] = {"plough", "feed",     "bedding", "burnt",
                                             "decays", "landfill", "sold"};
static const char *const fate_name_ja[FATES] = {"すき込み", "飼料", "敷料", "焼却",
                                                "自然分解", "埋立", "販売"};

static const struct dim_row biomass_dim[] = {
    {.kind = DIM_ENTITY,
     .name = "biomass",
     .list = "biomass",
     .choice = "kind",
     .en = "biomass source",
     .ja = "バイオマス発生源"},
    {.kind = DIM_FIXED,
     .name = "fate",
     .label = fate_name,
     .label_ja = fate_name_ja,
     .n_label = FATES,
     .en = "fate in the baseline",
     .ja = "基準での扱い"},
};

static const struct row biomass_row[] = {
    INDEX(first, "biomass.first"),
    INDEX(kiln_first, "kiln.first"),
    INDEX(out_first, "supply.out_first"),
    INDEX(out, "supply.out"),
    INDEX(zone, "town.zone"),
    INDEX(n_zone, "zone.n"),
    PARAM_OPENS("biomass"),
    PARAM_CLOSES("biomass"),
    PARAM_VARIES(area_ha, "area", "biomass", "ha", "0", 0.0, 1e7, "assumption: none unless stated",
                 "0000", "area that yields the residue", "発生源の面積"),
    PARAM(yield_t_per_ha, "yield", "biomass", "t ha-1 year-1", "0", 0.0, 200.0, BY_KIND, "0000",
          "product per area and year", "単位面積の年収量"),
    PARAM(residue_frac, "residue", "biomass", "1", "1", 0.0, 5.0, BY_KIND, "0000",
          "residue per mass of product", "産物に対する残さの比"),
    PARAM(dry_frac, "dry_matter", "biomass", "1", "0.85", 0.01, 1.0, BY_KIND, "0000",
          "dry matter in the residue as weighed", "残さの乾物率"),
    PARAM(collectable_frac, "collectable", "biomass", "1", "pert(0.1, 0.25, 0.5)", 0.0, 1.0,
          BY_KIND, "0000",
          "share on offer at the reserve price, after feed, bedding, soil and access",
          "留保価格での収集可能割合（他用途を除く）"),
    PARAM(reachable_frac, "reachable", "biomass", "1", "pert(0.5, 0.75, 1)", 0.0, 1.0, BY_KIND,
          "0000", "share that any price could draw out; at least `collectable`",
          "価格を上げたときの収集可能割合の上限"),
    PARAM_VARIES(reserve_yen_per_t, "reserve_price", "biomass", "yen t-1", "pert(2000, 3500, 6000)",
                 -50000.0, 200000.0,
                 "assumption: as the price, 2,000 to 6,000 yen/t; what suppliers now get or save",
                 "0112",
                 "price per tonne as delivered at which the share `collectable` is on offer",
                 "収集可能割合が供給される価格"),
    PARAM(spread_yen_per_t, "price_spread", "biomass", "yen t-1", "pert(1000, 2000, 4000)", 1.0,
          200000.0,
          "assumption: the odds of selling rise 2.7-fold (e) for 1,000 to 4,000 yen/t more", "0012",
          "price step that multiplies the odds of selling by e", "供給のオッズがe倍になる価格差"),
    PARAM_VARIES(rival_yen_per_t, "rival_price", "biomass", "yen t-1", "3500", -50000.0, 200000.0,
                 BY_KIND, "0000", "price that rival buyers pay", "競合する買い手の価格"),
    PARAM_VARIES(rival_frac, "rival_share", "biomass", "1", "0", 0.0, 1.0,
                 "assumption: uses of today are left out of `collectable`; 0 to 0.5 where a power "
                 "plant buys",
                 "0112", "share of what is on offer that rivals take when they pay as much",
                 "同じ価格のとき競合相手が取る割合"),
    PARAM(follow_frac, "supply_follows_price", "biomass", "1", "0", 0.0, 1.0,
          "assumption: a stated supply is a contract, 0; 1 lets it answer to the price as the rest",
          "0112", "1 if the stated supply answers to the price, 0 if not",
          "直接指定した供給が価格に応じる度合い"),
    PARAM_VARIES(join_frac, "join", "biomass", "1", "pert(0.3, 0.5, 0.8)", 0.0, 1.0,
                 "assumption: 30 to 80 % of suppliers take part", "0112",
                 "share of suppliers that take part", "参加する供給者の割合"),
    PARAM(outreach_per_t, "outreach", "biomass", "t-1", "0", 0.0, 1.0,
          "assumption: no feedback until shown; 0.01 to 0.05 as variants", "0112",
          "how much the town's biochar of last year draws in those who do not take part",
          "前年の炭生産が参加を促す強さ"),
    PARAM(crop_gain_frac, "follows_harvest", "biomass", "1", "1", 0.0, 1.0, BY_KIND, "0000",
          "1 if supply follows the year's harvest, 0 if not", "作柄に連動する度合い"),
    PARAM_VARIES(supply_t_per_year, "supply", "biomass", "t year-1", "0", 0.0, 1e7,
                 "assumption: none unless stated", "0000",
                 "dry matter offered per year beside what the area gives",
                 "直接指定する年間供給（乾物）"),
    PARAM(season_weight, "season", "biomass*month", "1", "1", 0.0, 1000.0, BY_KIND, "0000",
          "when it is collected, as weights of the months", "収集時期（月別の重み）"),
    PARAM(store_t, "storage", "biomass", "t", "pert(50, 200, 500)", 0.0, 1e7,
          "assumption: suppliers keep 50 to 500 t of dry matter; the rest stays where it is",
          "0112", "dry matter that the suppliers can keep", "供給者が保管できる量（乾物）"),
    PARAM(fresh_moisture_frac, "moisture", "biomass", "1", "0.2", 0.0, 20.0, BY_KIND, "0000",
          "moisture at collection, water per dry matter", "収集時の含水率（乾量基準）"),
    PARAM(rest_moisture_frac, "rest_moisture", "biomass", "1", "pert(0.12, 0.15, 0.2)", 0.0, 20.0,
          "assumption: air-dry under cover at 12 to 20 % of dry mass", "2222",
          "moisture that drying tends to, water per dry matter", "平衡含水率（乾量基準）"),
    PARAM(dry_open_per_day, "drying_open", "biomass", "day-1", "pert(0, 0.005, 0.02)", 0.0, 1.0,
          "derived: hinoki on bare soil or at the forest road, 0 to 0.020 a day; Journal of the "
          "Japanese Forest Society 93(3) 2011, jstage.jst.go.jp/article/jjfs/93/3/93_3_133",
          "3222", "drying rate in the open", "野外での乾燥速度"),
    PARAM(
        dry_covered_per_day, "drying_covered", "biomass", "day-1", "pert(0.005, 0.012, 0.115)", 0.0,
        1.0,
        "derived: hinoki logs on a paved yard 0.012, split under cover 0.115 a day; Journal of the "
        "Japanese Forest Society 93(3) 2011, jstage.jst.go.jp/article/jjfs/93/3/93_3_133",
        "3222", "drying rate under cover", "屋根下での乾燥速度"),
    PARAM(covered_frac, "covered", "biomass", "1", "1", 0.0, 1.0,
          "assumption: stored under cover, 0 to 1", "0112", "share of the stock under cover",
          "屋根下に置く割合"),
    PARAM(loss_per_day, "loss", "biomass", "day-1", "pert(0.00003, 0.0001, 0.0005)", 0.0, 0.5,
          "assumption: dry-matter loss of 0.1 to 1.5 % a month", "0122",
          "dry matter lost to the air per day", "乾物損失率"),
    PARAM(spoil_per_day, "spoil", "biomass", "day-1", "0", 0.0, 1.0, BY_KIND, "0000",
          "share that rots per day", "腐敗率"),
    PARAM_VARIES(price_yen_per_t, "price", "biomass", "yen t-1", "pert(2000, 3500, 6000)", -50000.0,
                 200000.0,
                 "wood stations pay 3,500 to 6,000 yen/t: Hanamaki forest cooperative 2023, "
                 "ryuboku.net/archives/5622; chiikisaisei.org/?p=264",
                 "3222",
                 "price at the roadside per tonne as delivered; negative: fee received (waste)",
                 "山元・圃場渡し価格（負は処理料の受取）"),
    PARAM(legal_class, "legal_class", "biomass", "1", "0", 0.0, 3.0,
          "assumption: a valued good; codes follow the Waste Management Act (1970) art. 2", "2222",
          "0 valued good, 1 general waste in the municipality's care, 2 general waste of a "
          "business, 3 industrial waste",
          "法的区分：0 有価物、1 一般廃棄物（市町村）、2 事業系一般廃棄物、3 産業廃棄物"),
    PARAM(residents_frac, "paid_to_residents", "biomass", "1", "0", 0.0, 1.0,
          "assumption: sold by farms and firms; 1 where citizens bring it", "1222",
          "share of the price paid that goes to residents", "支払いのうち住民が受け取る割合"),
    PARAM(access_snow_mm, "access_snow", "biomass", "mm", "1e5", 0.0, 1e5,
          "assumption: no limit for a source of no known kind", "0000",
          "water in the snow above which the source cannot be reached", "立ち入れなくなる積雪水量"),
    PARAM(access_rain_mm, "access_rain", "biomass", "mm", "1e5", 0.0, 1e5,
          "assumption: no limit for a source of no known kind", "0000",
          "rain of a day above which nothing is collected", "収集できなくなる日降水量"),
    PARAM_VARIES(fate_frac, "fate", "biomass*fate", "1", "0", 0.0, 1.0,
                 "assumption: not known for a source of no known kind", "0000",
                 "share of what is collected with this fate in the baseline",
                 "収集分が基準で受ける扱いの割合"),
    PARAM(bulk_t_per_m3, "bulk_density", "biomass", "t m-3", "pert(0.08, 0.13, 0.2)", 0.01, 2.0,
          BY_KIND, "0000", "dry matter per volume as loaded", "かさ密度（乾物）"),
    PARAM(lhv_gj_per_t, "heating_value", "biomass", "GJ t-1", "17.5", 5.0, 35.0, BY_KIND, "0000",
          "lower heating value of dry matter", "低位発熱量（乾物）"),
    PARAM(char_ratio_frac, "char_ratio", "biomass", "1", "1", 0.0, 2.0, BY_KIND, "0000",
          "char from this kind against wood in the same kiln", "木材を1とした炭収率の比"),
    PARAM(fixed_c_frac, "fixed_carbon", "biomass", "1", "0.65", 0.0, 1.0, BY_KIND, "0000",
          "organic carbon of its char", "炭の有機炭素含有率"),
    PARAM(soil_c_frac, "soil_carbon", "biomass", "1", "0", 0.0, 0.5, BY_KIND, "0000",
          "long-lived soil carbon lost per dry matter that is taken away",
          "持ち出しで失われる土壌炭素（乾物当たり）"),
    PARAM(lignin_frac, "lignin", "biomass", "1", "pert(0.2, 0.27, 0.32)", 0.0, 0.6,
          "assumption: wood, 20 to 32 % of dry mass", "1222", "lignin of dry matter",
          "リグニン含有率（乾物）"),
    PARAM(nutrient_frac, "nutrients", "biomass", "1", "0", 0.0, 0.3, BY_KIND, "0000",
          "nitrogen, phosphate and potash (N, P2O5, K2O) per dry matter",
          "窒素・リン酸・カリの含有率（乾物）"),
    INPUT(air_temp_degc, "weather.temp_degc", "zone", "degC", PASS_ACT, "daily mean temperature",
          "日平均気温"),
    INPUT(crop_frac, "weather.crop_frac", "zone", "1", PASS_WANT, "harvest of the crop year",
          "作柄"),
    INPUT(snow_mm, "weather.snow_mm", "zone", "mm", PASS_ACT, "water in the snow on the ground",
          "積雪水量"),
    INPUT(precip_mm, "weather.precip_mm", "zone", "mm", PASS_ACT, "precipitation", "降水量"),
    INPUT(ask_t, "kiln.ask_t", "supply", "t", PASS_ALLOT, "what a kiln asks of a source",
          "炭化炉からの要求量"),
    LAG(shown_char_t, "kiln.char_t", "kiln", "t", LAG_YEAR, LAG_SUM, "biochar made last year",
        "前年の炭生産量"),
    STOCK(stock_t, "stock", "biomass", "t", "0", 1e7, MEDIUM_DRY, HOLD_SOURCE, AGG_LAST,
          BETTER_NEITHER, "dry matter in stock at the source", "発生元の在庫（乾物）"),
    STOCK(water_t, "stock_water", "biomass", "t", "0", 1e7, MEDIUM_WATER, HOLD_SOURCE, AGG_NONE,
          BETTER_NEITHER, "water in the stock at the source", "発生元の在庫の水分"),
    STATE(arise_t_per_day, "biomass", "t day-1", "0", "dry matter that arises per day this month",
          "今月の1日当たり発生量"),
    STATE(rain_rate_frac, "biomass", "1", "0",
          "the same on a day of rain, when nothing dries in the open",
          "降雨日の同じ割合（野外では乾かない）"),
    STATE(dry_rate_frac, "biomass", "1", "0", "share of excess water lost in a day above freezing",
          "1日の乾燥割合"),
    STATE(waiting_t, "biomass", "t", "0",
          "dry matter that waits where it is until it can be reached", "立ち入り待ちの量"),
    STATE(fate_scale, "biomass", "1", "1", "keeps the shares of fates from adding up above 1",
          "基準の扱いの割合の補正"),
    FLOW(given_t, "supply", "t", PASS_ALLOT, MEDIUM_DRY, HOLD_SOURCE, HOLD_YARD, AGG_SUM,
         BETTER_NEITHER, "dry matter delivered from source to kiln",
         "発生元から炭化炉への搬入（乾物）"),
    OUTPUT(given_moisture_frac, "biomass", "1", PASS_ALLOT, "moisture of what is delivered today",
           "搬入分の含水率（乾量基準）"),
    FLOW_ADDS(taken_water_t, "biomass", "t", PASS_ALLOT, MEDIUM_WATER, HOLD_SOURCE, HOLD_YARD,
              AGG_NONE, BETTER_NEITHER, "water delivered with it", "搬入に伴う水分"),
    OUTPUT(moisture_frac, "biomass", "1", PASS_ACT, "moisture of the stock, water per dry matter",
           "在庫の含水率（乾量基準）"),
    OUTPUT(offer_t, "biomass", "t", PASS_ACT, "dry matter that kilns may ask for tomorrow",
           "翌日に提供できる量"),
    FLOW(collected_t, "biomass", "t", PASS_ACT, MEDIUM_DRY, HOLD_LAND, HOLD_SOURCE, AGG_SUM,
         BETTER_NEITHER, "dry matter collected", "収集量（乾物）"),
    OUTPUT(kept_from_burning_t, "biomass", "t", PASS_ALLOT,
           "of what kilns took, dry matter that the baseline would burn",
           "炉が引き取った量のうち基準では焼却される量"),
    OUTPUT(kept_from_landfill_t, "biomass", "t", PASS_ALLOT,
           "of what kilns took, dry matter that the baseline would landfill",
           "炉が引き取った量のうち基準では埋め立てられる量"),
    OUTPUT(kept_from_decay_t, "biomass", "t", PASS_ALLOT,
           "of what kilns took, dry matter that the baseline would leave to decay",
           "炉が引き取った量のうち基準では放置される量"),
    FLOW_ADDS(collected_water_t, "town", "t", PASS_ACT, MEDIUM_WATER, HOLD_LAND, HOLD_SOURCE,
              AGG_NONE, BETTER_NEITHER, "water collected with it", "収集に伴う水分"),
    FLOW_ADDS(lost_t, "town", "t", PASS_ACT, MEDIUM_DRY, HOLD_SOURCE, HOLD_AIR, AGG_NONE,
              BETTER_LESS, "dry matter lost in storage", "保管中の乾物損失"),
    FLOW_ADDS(spoiled_t, "town", "t", PASS_ACT, MEDIUM_DRY, HOLD_SOURCE, HOLD_SPOILAGE, AGG_SUM,
              BETTER_LESS, "dry matter spoiled in storage", "保管中の腐敗（乾物）"),
    FLOW_ADDS(spoiled_water_t, "town", "t", PASS_ACT, MEDIUM_WATER, HOLD_SOURCE, HOLD_SPOILAGE,
              AGG_NONE, BETTER_NEITHER, "water in what spoiled", "腐敗分の水分"),
    FLOW_ADDS(dried_t, "town", "t", PASS_ACT, MEDIUM_WATER, HOLD_SOURCE, HOLD_AIR, AGG_NONE,
              BETTER_NEITHER, "water dried off", "乾燥した水分"),
    RECORD_ADDS(energy_gj, "town", "GJ", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_NEITHER,
                "lower heating value of the dry matter collected", "収集した乾物の低位発熱量"),
    RECORD_ADDS(nutrients_t, "town", "t", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_LESS,
                "nitrogen, phosphate and potash taken from fields with it",
                "農地から持ち出す肥料成分"),
    FLOW_ADDS(paid_yen, "town", "yen", PASS_ALLOT, MEDIUM_YEN, HOLD_WELFARE, HOLD_FIRMS, AGG_SUM,
              BETTER_NEITHER, "paid to farms and firms at the roadside", "農家・事業者への支払い"),
    FLOW_ADDS(paid_residents_yen, "town", "yen", PASS_ALLOT, MEDIUM_YEN, HOLD_WELFARE,
              HOLD_RESIDENTS, AGG_SUM, BETTER_NEITHER, "paid to residents at the roadside",
              "住民への支払い"),
    FLOW_ADDS(fee_firms_yen, "town", "yen", PASS_ALLOT, MEDIUM_YEN, HOLD_FIRMS, HOLD_WELFARE,
              AGG_SUM, BETTER_NEITHER, "fees received from farms and firms for their waste",
              "農家・事業者からの処理料"),
    FLOW_ADDS(fee_public_yen, "town", "yen", PASS_ALLOT, MEDIUM_YEN, HOLD_MUNICIPALITY,
              HOLD_WELFARE, AGG_SUM, BETTER_NEITHER,
              "fees received from the municipality for general waste, less what it is paid",
              "市町村からの処理料（支払いを差し引く）"),
};
_Static_assert(sizeof(PORTS) == COUNT_OF(biomass_row) * sizeof(void *), "port without row");

/* Share of what arises that comes here. `drawn`: through (reserve price, collectable) runs a
 * logistic curve to `reachable`, of which rivals take their share by their price; `follows`: the
 * same against both at the reserve price and rivals paying alike. */
static void biomass_draw_out(const struct biomass_ports *p, uint32_t source, struct lane *drawn,
                             struct lane *follows)
{
    const struct lane *price = p->price_yen_per_t[source], *spread = p->spread_yen_per_t[source];
    const struct lane *reserve = p->reserve_yen_per_t[source], *rival = p->rival_yen_per_t[source];
    const struct lane *usual = p->collectable_frac[source], *most = p->reachable_frac[source];
    const struct lane *taken = p->rival_frac[source];
    struct lane odds, edge;
    LANES_LOOP(l)
    {
        const double step = 1.0 / spread->v[l];
        odds.v[l] = lane_clamp((price->v[l] - reserve->v[l]) * step, -far, far);
        edge.v[l] = lane_clamp((price->v[l] - rival->v[l]) * step, -far, far);
    }
    num_lane_exp(&odds, &odds);
    num_lane_exp(&edge, &edge);
    LANES_LOOP(l)
    {
        const double c = usual->v[l], top = lane_max(most->v[l], c), up = c * odds.v[l];
        const double share = top * lane_ratio(up, up + (top - c));
        const double rest = 1.0 - taken->v[l], win = rest * edge.v[l];
        const double part = share * lane_ratio(win, win + taken->v[l]);
        drawn->v[l] = part;
        follows->v[l] = lane_ratio(part, c * rest);
    }
}

/* Once a month: shares of fates that add up above 1 are scaled down to 1; what waited for access is
 * given up where the month is out of season. */
static void biomass_refresh_fate(const struct biomass_ports *p, uint32_t source, size_t month)
{
    param_lane *fate = &p->fate_frac[(size_t)source * FATES];
    const struct lane *weight = p->season_weight[(size_t)source * MONTHS + month];
    struct lane *scale = &p->fate_scale[source], *waiting = &p->waiting_t[source];
    struct lane sum = {.v = {0}};
    for (size_t f = 0; f < FATES; f++)
        LANES_LOOP(l) { sum.v[l] += fate[f]->v[l]; }
    LANES_LOOP(l)
    {
        const double held = waiting->v[l];
        scale->v[l] = 1.0 / lane_max(sum.v[l], 1.0);
        waiting->v[l] = weight->v[l] > 0.0 ? held : 0.0;
    }
}

/* Once a month: what arises per day, from area, price, participation and season. */
static void biomass_refresh(const struct biomass_ports *p, uint32_t source, size_t month,
                            const struct lane *shown_t, const struct lane *crop)
{
    struct lane rate, rain, drawn, follows;
    struct lane total = {.v = {0}};
    param_lane *weight = &p->season_weight[(size_t)source * MONTHS];
    for (size_t m = 0; m < MONTHS; m++)
        LANES_LOOP(l) { total.v[l] += weight[m]->v[l]; }
    biomass_draw_out(p, source, &drawn, &follows);
    biomass_refresh_fate(p, source, month);
    const double per_day = 1.0 / month_days[month];
    LANES_LOOP(l)
    {
        const double seen = p->outreach_per_t[source]->v[l] * shown_t->v[l];
        const double join = p->join_frac[source]->v[l];
        const double part = join + (1.0 - join) * seen / (1.0 + seen);
        const double residue_t = p->area_ha[source]->v[l] * p->yield_t_per_ha[source]->v[l] *
                                 p->residue_frac[source]->v[l] * p->dry_frac[source]->v[l];
        const double answer = 1.0 + p->follow_frac[source]->v[l] * (follows.v[l] - 1.0);
        const double year_t =
            residue_t * drawn.v[l] * part + p->supply_t_per_year[source]->v[l] * answer;
        const double open = p->dry_open_per_day[source]->v[l];
        const double covered = p->dry_covered_per_day[source]->v[l];
        const double harvest = 1.0 + p->crop_gain_frac[source]->v[l] * (crop->v[l] - 1.0);
        p->arise_t_per_day[source].v[l] =
            year_t * harvest * lane_ratio(weight[month]->v[l], total.v[l]) * per_day;
        rate.v[l] = 0.0 - (open + p->covered_frac[source]->v[l] * (covered - open));
        rain.v[l] = 0.0 - p->covered_frac[source]->v[l] * covered;
    }
    num_lane_exp(&rate, &rate);
    num_lane_exp(&rain, &rain);
    LANES_LOOP(l)
    {
        p->dry_rate_frac[source].v[l] = 1.0 - rate.v[l];
        p->rain_rate_frac[source].v[l] = 1.0 - rain.v[l];
    }
}

static void biomass_want(const struct step *now, const void *ports)
{
    const struct biomass_ports *p = ports;
    if (!rows_new_month(now))
        return;
    for (uint32_t town = now->town0; town < now->town1; town++) {
        struct lane shown_t = {.v = {0}};
        const size_t zone = (size_t)now->day_of_month * p->n_zone[0] + p->zone[town];
        for (uint32_t kiln = p->kiln_first[town]; kiln < p->kiln_first[town + 1]; kiln++)
            LANES_LOOP(l) { shown_t.v[l] += p->shown_char_t[kiln].v[l]; }
        for (uint32_t source = p->first[town]; source < p->first[town + 1]; source++)
            biomass_refresh(p, source, now->month_of_year, &shown_t, &p->crop_frac[zone]);
    }
}

/* A town's day of payments: sums over its sources. */
struct biomass_paid {
    struct lane firms, people, fee, public_fee;
};

/* Pays for what was taken (`mass`, t as delivered) or takes the fee, by legal class. */
static void biomass_pay(const struct biomass_ports *p, uint32_t source, const struct lane *mass,
                        struct biomass_paid *d)
{
    const struct lane *price = p->price_yen_per_t[source], *class = p->legal_class[source];
    const struct lane *citizens = p->residents_frac[source];
    LANES_LOOP(l)
    {
        const double code = class->v[l], waste = code > class_waste ? 1.0 : 0.0;
        const double private = code > class_private ? 1.0 : 1.0 - waste, town_s = 1.0 - private;
        const double yen = mass->v[l] * price->v[l], paid = lane_max(yen, 0.0);
        const double asked = lane_max(0.0 - yen, 0.0) * waste, share = paid * citizens->v[l];
        const double owner = paid - share;
        d->people.v[l] += share;
        d->firms.v[l] += owner * private;
        d->fee.v[l] += asked * private;
        d->public_fee.v[l] += (asked - owner) * town_s;
    }
}

/* What today's deliveries are kept from in the baseline: what rots at its supplier's meets no
 * better fate than it had. */
static void biomass_keep(const struct biomass_ports *p, uint32_t source, const struct lane *taken)
{
    const struct lane *scale = &p->fate_scale[source];
    param_lane *fate = &p->fate_frac[(size_t)source * FATES];
    struct lane *burnt = &p->kept_from_burning_t[source];
    struct lane *buried = &p->kept_from_landfill_t[source];
    struct lane *decayed = &p->kept_from_decay_t[source];
    LANES_LOOP(l)
    {
        const double part = taken->v[l] * scale->v[l];
        burnt->v[l] = part * fate[FATE_BURNT]->v[l];
        buried->v[l] = part * fate[FATE_LANDFILL]->v[l];
        decayed->v[l] = part * fate[FATE_DECAYS]->v[l];
    }
}

/* A day on which nobody asks for a source in any future. */
static void biomass_leave(const struct biomass_ports *p, uint32_t source)
{
    const struct lane none = {.v = {0}};
    for (uint32_t i = p->out_first[source]; i < p->out_first[source + 1]; i++)
        p->given_t[p->out[i]] = none;
    p->kept_from_burning_t[source] = p->kept_from_landfill_t[source] = none;
    p->kept_from_decay_t[source] = none;
    p->given_moisture_frac[source] = p->moisture_frac[source];
}

/* Splits one source's stock over those who ask: all of it, or in proportion. The cut is shaved so
 * that the rounded sum of the shares, in any order, stays within the stock. */
static void biomass_split(const struct biomass_ports *p, uint32_t source, double day,
                          struct biomass_paid *d)
{
    const uint32_t *out = p->out + p->out_first[source];
    const uint32_t n_out = p->out_first[source + 1] - p->out_first[source];
    struct lane have, cut, excess, asked = {.v = {0}}, taken = {.v = {0}};
    for (uint32_t i = 0; i < n_out; i++) {
        const struct lane *ask = &p->ask_t[out[i]];
        LANES_LOOP(l) { asked.v[l] += ask->v[l]; }
    }
    if (!num_lane_any(&asked)) {
        biomass_leave(p, source);
        return;
    }
    struct lane *stock = &p->stock_t[source], *water = &p->water_t[source];
    const struct lane *moisture = &p->moisture_frac[source];
    const struct lane *opens = p->opens_day[source], *closes = p->closes_day[source];
    LANES_LOOP(l)
    {
        const double there = stock->v[l] * rows_open(day, opens->v[l], closes->v[l]);
        have.v[l] = there;
        cut.v[l] = 1.0;
        excess.v[l] = asked.v[l] - there;
    }
    if (num_lane_any(&excess)) /* else spare a division that no lane needs */
        LANES_LOOP(l)
        {
            const double part = lane_ratio(have.v[l], asked.v[l]) * shave;
            cut.v[l] = excess.v[l] > 0.0 ? part : 1.0;
        }
    for (uint32_t i = 0; i < n_out; i++) {
        const struct lane *ask = &p->ask_t[out[i]];
        struct lane *given = &p->given_t[out[i]];
        LANES_LOOP(l)
        {
            const double g = ask->v[l] * cut.v[l];
            given->v[l] = g;
            taken.v[l] += g;
        }
    }
    const bool any = num_lane_any(&taken);
    biomass_keep(p, source, &taken);
    struct lane *taken_wet = &p->taken_water_t[source];
    struct lane *given_moisture = &p->given_moisture_frac[source];
    LANES_LOOP(l)
    {
        const double wet = taken.v[l] * moisture->v[l];
        given_moisture->v[l] = moisture->v[l];
        taken_wet->v[l] += wet;
        stock->v[l] = lane_max(stock->v[l] - taken.v[l], 0.0);
        water->v[l] = lane_max(water->v[l] - wet, 0.0);
        taken.v[l] += wet;
    }
    if (any) /* else nothing is paid in any lane */
        biomass_pay(p, source, &taken, d);
}

static void biomass_allot(const struct step *now, const void *ports)
{
    const struct biomass_ports *p = ports;
    const struct lane none = {.v = {0}};
    for (uint32_t town = now->town0; town < now->town1; town++) {
        struct biomass_paid d = {none, none, none, none};
        for (uint32_t source = p->first[town]; source < p->first[town + 1]; source++)
            biomass_split(p, source, (double)now->day, &d);
        LANES_LOOP(l)
        {
            p->paid_yen[town].v[l] += d.firms.v[l];
            p->paid_residents_yen[town].v[l] += d.people.v[l];
            p->fee_firms_yen[town].v[l] += d.fee.v[l];
            p->fee_public_yen[town].v[l] += d.public_fee.v[l];
        }
    }
}

/* A town's day in its stores: sums over its sources. */
struct biomass_day {
    struct lane lost, dried, rotten, rotten_wet, come_wet, energy_gj, nutrients_t;
};

/* A source's day after the kilns have taken theirs: losses and drying of what is left. */
static void biomass_age(const struct biomass_ports *p, uint32_t source, size_t zone,
                        struct biomass_day *d)
{
    const struct lane *temp = &p->air_temp_degc[zone], *precip = &p->precip_mm[zone];
    const struct lane *rest = p->rest_moisture_frac[source], *dry = &p->dry_rate_frac[source];
    const struct lane *under_roof = &p->rain_rate_frac[source];
    const struct lane *loss = p->loss_per_day[source], *rot = p->spoil_per_day[source];
    struct lane *stock = &p->stock_t[source], *water = &p->water_t[source];
    LANES_LOOP(l)
    {
        const double dry_t = stock->v[l], wet_t = water->v[l];
        const double rate = precip->v[l] < rain_mm ? dry->v[l] : under_roof->v[l];
        const double lost = dry_t * loss->v[l];
        const double rotten = (dry_t - lost) * rot->v[l], rotten_wet = wet_t * rot->v[l];
        const double left = dry_t - lost - rotten, left_wet = wet_t - rotten_wet;
        const double thaw = temp->v[l] > 0.0 ? rate : 0.0;
        const double dried = lane_max(left_wet - rest->v[l] * left, 0.0) * thaw;
        stock->v[l] = left;
        water->v[l] = left_wet - dried;
        d->lost.v[l] += lost;
        d->rotten.v[l] += rotten;
        d->rotten_wet.v[l] += rotten_wet;
        d->dried.v[l] += dried;
    }
}

/* What is ready and can be reached comes in as far as there is room; what cannot be reached waits;
 * what finds no room keeps its baseline fate. Dust is spoilage. */
static void biomass_collect(const struct biomass_ports *p, uint32_t source, size_t zone, double day,
                            struct biomass_day *d)
{
    const struct lane *snow = &p->snow_mm[zone], *rain = &p->precip_mm[zone];
    const struct lane *deep = p->access_snow_mm[source], *wet = p->access_rain_mm[source];
    const struct lane *arise = &p->arise_t_per_day[source], *keep = p->store_t[source];
    const struct lane *fresh = p->fresh_moisture_frac[source];
    const struct lane *opens = p->opens_day[source], *closes = p->closes_day[source];
    struct lane *stock = &p->stock_t[source], *water = &p->water_t[source];
    struct lane *waiting = &p->waiting_t[source], *collected = &p->collected_t[source];
    struct lane *offer = &p->offer_t[source], *moisture = &p->moisture_frac[source];
    LANES_LOOP(l)
    {
        const double open = rows_open(day, opens->v[l], closes->v[l]);
        const double ready = (waiting->v[l] + arise->v[l]) * open;
        const double dug = snow->v[l] <= deep->v[l] ? ready : 0.0;
        const double reach = rain->v[l] <= wet->v[l] ? dug : 0.0;
        const double left = stock->v[l], left_wet = water->v[l];
        const double room = lane_max(keep->v[l] - left, 0.0);
        const double come = lane_min(reach, room), come_wet = come * fresh->v[l];
        const double end = left + come, end_wet = left_wet + come_wet;
        const double kept = end < dust_t ? 0.0 : end, kept_wet = end < dust_t ? 0.0 : end_wet;
        waiting->v[l] = ready - reach;
        collected->v[l] = come;
        stock->v[l] = kept;
        water->v[l] = kept_wet;
        moisture->v[l] = lane_ratio(kept_wet, kept);
        offer->v[l] = kept * open;
        d->come_wet.v[l] += come_wet;
        d->rotten.v[l] += end - kept;
        d->rotten_wet.v[l] += end_wet - kept_wet;
    }
}

/* Heat of what is collected, and what fields lose with it. */
static void biomass_spare(const struct biomass_ports *p, uint32_t source, struct biomass_day *d)
{
    const struct lane *come = &p->collected_t[source], *scale = &p->fate_scale[source];
    const struct lane *ploughed = p->fate_frac[(size_t)source * FATES + FATE_PLOUGH];
    const struct lane *lhv = p->lhv_gj_per_t[source], *feed = p->nutrient_frac[source];
    if (!num_lane_any(come))
        return; /* out of season */
    LANES_LOOP(l)
    {
        const double dry_t = come->v[l];
        d->energy_gj.v[l] += dry_t * lhv->v[l];
        d->nutrients_t.v[l] += dry_t * scale->v[l] * ploughed->v[l] * feed->v[l];
    }
}

static void biomass_act(const struct step *now, const void *ports)
{
    const struct biomass_ports *p = ports;
    const struct lane none = {.v = {0}};
    for (uint32_t town = now->town0; town < now->town1; town++) {
        struct biomass_day d = {none, none, none, none, none, none, none};
        const size_t zone = (size_t)now->day_of_month * p->n_zone[0] + p->zone[town];
        for (uint32_t source = p->first[town]; source < p->first[town + 1]; source++) {
            biomass_age(p, source, zone, &d);
            biomass_collect(p, source, zone, (double)now->day, &d);
            biomass_spare(p, source, &d);
        }
        LANES_LOOP(l)
        {
            p->collected_water_t[town].v[l] += d.come_wet.v[l];
            p->lost_t[town].v[l] += d.lost.v[l];
            p->dried_t[town].v[l] += d.dried.v[l];
            p->spoiled_t[town].v[l] += d.rotten.v[l];
            p->spoiled_water_t[town].v[l] += d.rotten_wet.v[l];
            p->energy_gj[town].v[l] += d.energy_gj.v[l];
            p->nutrients_t[town].v[l] += d.nutrients_t.v[l];
        }
    }
}

extern const struct model MODEL_SYMBOL(biomass);
const struct model MODEL_SYMBOL(biomass) = {
    .name = "biomass",
    .en = "biomass: residues from field and forest to the roadside",
    .ja = "バイオマス：圃場・森林の残さの収集と保管",
    .dim = biomass_dim,
    .n_dim = COUNT_OF(biomass_dim),
    .row = biomass_row,
    .n_row = COUNT_OF(biomass_row),
    .ports_size = sizeof(PORTS),
    .headline = {"paid_yen", "spoiled_t"},
    .day_want = biomass_want,
    .day_allot = biomass_allot,
    .day_act = biomass_act,
};
