/* carbon.c - three ledgers of carbon dioxide, each in rows and a medium of its own, never added.
 *
 * Physical flux: removal by char in soil (IPCC 2019 Refinement vol. 4 app. 4: mass x Fc x Fperm x
 * 44/12), what making it emits, and what is avoided where material no longer has its baseline fate.
 * The avoided burden of waste is the town's own dated treatment path; landfill methane comes by
 * first-order decay (IPCC 2006 vol. 5 ch. 3). Avoided flows are booked against their direction.
 * Area inventory: the same terms, by the share that the inventory's rules count.
 * Credits: eligible removal less project emissions in a fiscal year, whole tonnes, from the
 * threshold up; issued, held, sold. Prices and sales move no row of the flux.
 *
 * Invariants per town, lane and day: net = stored - methane - soil loss - haulage - energy;
 * avoided = burning + decay + landfill + plastic + compost + fuel + recycled - power - collection;
 * credits held' = held + issued - sold; organic carbon put off the landfill = emitted + still to
 * come.
 *
 * Over 600 lines: the table of rows is most of them, and one model is one file.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/rows.h"
#include "sim/num_lane.h"

static const double co2_per_c = 44.0 / 12.0;
static const double ch4_per_c = 16.0 / 12.0;
static const double gas_ch4_frac = 0.5; /* of landfill gas: IPCC 2006 vol. 5 ch. 3 */
static const double days_a_year = 365.25;
static const double mwh_per_gj = 1.0 / 3.6;
static const double grain = 1e-9; /* of a tonne: rounding does not cost a whole credit */
enum { MARCH = 2 };               /* last month of the fiscal year */

struct carbon_ports {
    const uint32_t *kiln_first, *source_first, *station_first, *n_town;
    /* flux: [town], then [kiln] */
    param_lane *methane_gwp, *haul_kg_per_tkm, *burning_t_per_t, *decay_t_per_t;
    param_lane *energy_kg_per_t, *fuel_proven_frac, *fuel_kg_per_gj, *permanence_frac,
        *credit_permanence_frac;
    /* treatment path: [town] */
    param_lane *compost_t_per_t;
    param_lane *burns_day, *power_day, *compost_day, *compost_end_day, *compost_frac;
    param_lane *plastic_t_per_t, *plastic_gj_per_t, *organic_gj_per_t;
    param_lane *plastic_frac;
    param_lane *grid_kg_per_kwh;
    param_lane *power_frac;
    param_lane *waste_c_frac, *feed_c_frac, *decays_frac, *mcf_frac, *oxidised_frac;
    param_lane *decay_per_year, *waste_t_per_year, *fill_t_per_m3;
    param_lane *ash_frac;
    param_lane *treat_yen_per_t;
    param_lane *own_saving_frac;
    /* exclusive pairs, see the end of the table: [town] */
    param_lane *recycled_t_per_t, *power_counted, *certificate_frac;
    param_lane *burning_counted;
    /* area inventory: [town] */
    param_lane *area_soil_frac, *area_kiln_frac, *area_haul_frac, *area_field_frac,
        *area_waste_frac, *area_fuel_frac, *area_power_frac;
    /* credits: [town] */
    param_lane *threshold_tco2;
    param_lane *eligible_frac, *deduct_methane_frac, *deduct_haul_frac;
    param_lane *sell_frac, *credit_yen_per_t;
    param_lane *joint_project, *town_owns_frac;
    param_lane *verify_yen;
    param_lane *aggregator_frac;
    /* other models' */
    const struct lane *soil_c_t, *char_t, *char_tkm, *methane_t, *fuel_t; /* [kiln] */
    param_lane *temp_degc, *char_lhv_gj_per_t;                            /* [kiln] */
    param_lane *proven_day;                                               /* [kiln] */
    param_lane *soil_c_frac, *fresh_moisture_frac;                        /* [biomass] */
    const struct lane *collected_t;                                       /* [biomass] */
    const struct lane *from_burning_t, *from_landfill_t, *from_decay_t;   /* [biomass] */
    const struct lane *truck_co2_t, *round_co2_t;                         /* [town] */
    const struct lane *diverted_t, *car_co2_t;                            /* [station] */
    const struct lane *stood_tco2;                                        /* [town] lag */
    struct lane *stored_per_c, *credit_per_c;                             /* [kiln] monthly */
    struct lane *doc_per_waste, *doc_per_feed, *fade_frac;                /* [town] monthly */
    struct lane *plastic_per_t, *power_per_t, *power_per_feed, *compost_per_t, *compost_per_feed;
    struct lane *m3_per_t, *m3_per_feed;
    struct lane *doc_t, *project_tco2, *joint_kg, *landfill_m3, *mark_m3, *credit_held_tco2;
    struct lane *energy_tco2, *stored_tco2, *methane_tco2, *soil_loss_tco2, *haul_tco2, *net_tco2;
    struct lane *burning_tco2, *decay_tco2, *landfill_tco2, *plastic_tco2, *compost_tco2;
    struct lane *displaced_tco2, *recycled_tco2, *power_tco2, *collect_tco2, *avoided_tco2,
        *to_come_tco2;
    struct lane *area_removed_tco2, *area_emitted_tco2, *area_avoided_tco2, *area_sold_tco2;
    struct lane *area_claim_tco2;
    struct lane *credit_gross_tco2, *credit_deducted_tco2, *credit_issued_tco2, *credit_sold_tco2;
    struct lane *credit_yen, *town_credit_yen, *credit_cost_yen, *town_cost_yen;
    struct lane *saved_t, *saved_m3, *saved_yen, *landfill_year;
};
#define PORTS struct carbon_ports
#define DATE(m, w, e, j)                                                              \
    {                                                                                 \
        PARAM_AT(#m, m, "town", "day", e, j), .word = (w), .value = "1e9", .lo = 0.0, \
                                              .hi = NEVER_DAY, .form = FORM_DATE      \
    }
/* A share 0..1 of the town; a factor worked out once a month; a flow of the three ledgers. */
#define SHARE(m, w, v, src, ped, e, j) PARAM(m, w, "town", "1", v, 0.0, 1.0, src, ped, e, j)
#define MONTHLY(m, d, u, e, j) STATE(m, d, u, "0", e, j)
#define FLUX(m, f, t, b, e, j) \
    FLOW_ADDS(m, "town", "t", PASS_ACT, MEDIUM_CO2_FLUX, f, t, AGG_SUM, b, e, j)
#define AREA(m, f, t, b, e, j) \
    FLOW_ADDS(m, "town", "t", PASS_ACT, MEDIUM_CO2_AREA, f, t, AGG_SUM, b, e, j)
#define MONEY(m, f, t, b, e, j) \
    FLOW_ADDS(m, "town", "yen", PASS_ACT, MEDIUM_YEN, f, t, AGG_SUM, b, e, j)
#define TONNES(m, b, e, j) RECORD_ADDS(m, "town", "t", PASS_ACT, AGG_SUM, ACROSS_SUM, b, e, j)
#define GIVEN(m, n, d, u, e, j) INPUT(m, n, d, u, PASS_ACT, e, j)
#define IPCC_FILL \
    "IPCC 2006 Guidelines vol. 5 ch. 3 (ipcc-nggip.iges.or.jp/public/2006gl/vol5.html)"
#define BY_RULE                                                                                   \
    "assumption: the inventory guide for municipalities counts this sector where it lies in the " \
    "area; 0 to 1"

static const struct row carbon_row[] = {
    INDEX(kiln_first, "kiln.first"),
    INDEX(source_first, "biomass.first"),
    INDEX(station_first, "station.first"),
    INDEX(n_town, "town.n"),
    /* flux */
    PARAM(methane_gwp, "methane_gwp", "town", "1", "28", 1.0, 120.0,
          "100-year value of IPCC AR5 WG1 (2013) table 8.7, without climate-carbon feedback; as in "
          "Verra VM0044 v1.2",
          "4444", "warming of methane against carbon dioxide over 100 years",
          "メタンの地球温暖化係数（100年）"),
    PARAM(haul_kg_per_tkm, "haul_co2", "town", "kg t-1 km-1", "pert(0.095, 0.14, 0.26)", 0.0, 3.0,
          "derived with the improved tonne-km formula (METI; logiiiii.f-logi.com/terms/"
          "kairyo-ton-kilo-hou) and 2.62 kg CO2/l of diesel: 10 t truck full 0.095, at 62 % load "
          "0.140; 4 t truck at 62 % 0.256",
          "3233", "carbon dioxide per tonne-kilometre of char hauled",
          "炭の運搬のトンキロ当たりCO2"),
    PARAM(burning_t_per_t, "burning_co2", "town", "1", "pert(0.08, 0.12, 0.18)", 0.0, 2.0,
          "derived with 28 and 265 (AR5) from methane and nitrous oxide per kg of dry straw: 4.51 "
          "and "
          "0.069 g measured (nature.com/articles/s41598-019-53072-x table 3), 2.7 and 0.07 (IPCC "
          "2006 vol. 4 table 2.5) to 5.8 g of methane; the carbon dioxide itself is biogenic",
          "3333", "methane and nitrous oxide of open burning, as CO2 per dry matter",
          "野焼きのCH4・N2O（乾物当たりCO2換算）"),
    PARAM(decay_t_per_t, "decay_co2", "town", "1", "pert(0, 0.005, 0.05)", 0.0, 2.0,
          "assumption: residues rot with air; 0 to 0.05 t, what is known of compost heaps at most",
          "0112", "methane and nitrous oxide of decay on the spot, as CO2 per dry matter",
          "放置・自然分解のCH4・N2O（乾物当たりCO2換算）"),
    PARAM(energy_kg_per_t, "bought_energy_co2", "kiln", "kg t-1", "pert(0, 10, 60)", 0.0, 5000.0,
          "assumption: 0 to 20 l of fuel per t of char for starting, crushing and loading, at 2.6 "
          "kg of CO2/l",
          "0112", "carbon dioxide of bought fuel and power per dry char",
          "購入燃料・電力のCO2（炭1t当たり）"),
    PARAM(fuel_proven_frac, "fuel_proven", "kiln", "1", "0", 0.0, 1.0,
          "assumption: nothing is displaced unless shown; 0 to 1", "4444",
          "share of fuel char shown to displace fossil fuel", "化石燃料の代替が実証された割合"),
    PARAM(fuel_kg_per_gj, "fuel_co2", "kiln", "kg GJ-1", "69.3", 0.0, 120.0,
          "heavy oil A, 0.0189 tC/GJ x 44/12 (Ministry of the Environment, guide for area plans "
          "3rd ed., 123deta.com/document/yevj147z)",
          "4443", "carbon dioxide of the fuel displaced", "代替する燃料のCO2排出係数"),
    PARAM(permanence_frac, "permanence", "kiln", "1", "0", 0.0, 1.0,
          "by temperature class: IPCC 2019 Refinement vol. 4 table 4AP.2, seen second-hand", "3333",
          "share of char carbon that lasts 100 years; 0: by temperature of carbonisation",
          "100年残存率（0なら炭化温度による）"),
    PARAM(credit_permanence_frac, "credit_permanence", "kiln", "1", "0", 0.0, 1.0,
          "by temperature class as above; a class that the credit's rule fixes is entered here",
          "3222", "the same for credits; 0: by temperature of carbonisation",
          "クレジット算定の100年残存率（0なら炭化温度による）"),
    /* dated treatment path */
    DATE(burns_day, "burns_from", "the town's waste is burnt, not landfilled, from",
         "焼却を始める日（それまでは埋立）"),
    DATE(power_day, "power_from", "it is burnt with power generation from",
         "発電付き焼却を始める日"),
    DATE(compost_end_day, "composts_until", "composting ends", "堆肥化の終了日"),
    DATE(compost_day, "composts_from", "a share of its organic waste is composted from",
         "生ごみ等の堆肥化を始める日"),
    SHARE(compost_frac, "composted", "pert(0.2, 0.4, 0.8)",
          "assumption: about the share of food in burnable waste, 31 to 42 % (Kakogawa 2017, "
          "Toyonaka 2025); 20 to 80 %",
          "1122", "share of organic waste composted after that day", "堆肥化する有機物の割合"),
    PARAM(compost_t_per_t, "compost_co2", "town", "1", "pert(0.01, 0.176, 0.4)", 0.0, 2.0,
          "derived: 4 g of methane and 0.24 g of nitrous oxide per kg as weighed (IPCC 2006 vol. 5 "
          "table 4.1) x 28 and 265 (AR5); range assumed within the table's",
          "3333", "methane and nitrous oxide of composting, as CO2 per waste",
          "堆肥化のCH4・N2O（ごみ当たりCO2換算）"),
    SHARE(plastic_frac, "plastic_share", "pert(0.02, 0.1, 0.4)",
          "assumption: 2 to 40 % of what stations keep from treatment is fossil plastic", "0112",
          "fossil plastic in what is kept from treatment", "処理を免れたごみのプラスチック割合"),
    PARAM(
        plastic_t_per_t, "plastic_co2", "town", "1", "pert(2.29, 2.652, 2.77)", 0.0, 4.0,
        "2.652 kg/kg of packaging plastic burnt (from data of the environment ministry and JCPRA, "
        "paperzz.com/doc/5844616); 2.29 and 2.77, the inventory's synthetic fibre and plastic, "
        "are assumptions",
        "3332", "carbon dioxide per fossil plastic burnt", "廃プラスチック焼却のCO2"),
    PARAM(plastic_gj_per_t, "plastic_heat", "town", "GJ t-1", "35.4", 10.0, 47.0,
          "35.4 MJ/kg of packaging plastic (paperzz.com/doc/5844616)", "3332",
          "lower heating value of plastic", "プラスチックの低位発熱量"),
    PARAM(organic_gj_per_t, "organic_heat", "town", "GJ t-1", "pert(2, 6, 12)", 0.0, 20.0,
          "assumption: from wet food waste, 2, to dry paper, 12 GJ/t", "0122",
          "lower heating value of the rest of the waste, as weighed", "その他のごみの低位発熱量"),
    SHARE(power_frac, "power_efficiency", "pert(0.1, 0.15, 0.2)",
          "15 % in the example of paperzz.com/doc/5844616; range assumed", "2222",
          "power sold per heat of the waste burnt", "ごみ発電の送電端効率"),
    PARAM_VARIES(grid_kg_per_kwh, "grid_co2", "town", "kg kWh-1", "pert(0.3, 0.45, 0.55)", 0.0, 1.5,
                 "assumption: between Kyushu's 0.399 (FY2022, kyuden.co.jp) and Hokkaido's about "
                 "0.53; Hokkaido was 0.640 in FY2016 (denki.k-server.info)",
                 "2222", "carbon dioxide of power from the grid", "系統電力のCO2排出係数"),
    SHARE(waste_c_frac, "waste_carbon", "pert(0.05, 0.15, 0.4)",
          "degradable carbon as weighed: food 0.15, paper 0.40; " IPCC_FILL
          "; lower end for glass and metal assumed",
          "3222", "degradable carbon in what stations keep from treatment",
          "処理を免れたごみの分解性炭素"),
    SHARE(feed_c_frac, "residue_carbon", "pert(0.43, 0.47, 0.5)",
          "straw 0.45 (Hokkaido Beibaku Kairyo 112, 2015, expydoc.com/doc/7902811), wood 0.43 as "
          "weighed, 0.50 dry; " IPCC_FILL,
          "3333", "degradable carbon in dry biomass", "バイオマス乾物の分解性炭素"),
    SHARE(decays_frac, "carbon_decays", "0.5", IPCC_FILL ", DOCf", "3333",
          "share of degradable carbon that decays in a landfill", "埋立地で分解する割合（DOCf）"),
    SHARE(mcf_frac, "methane_correction", "pert(0.4, 0.5, 1)",
          "semi-aerobic 0.5, usual in Japan; shallow 0.4, anaerobic 1.0; " IPCC_FILL ", table 3.1",
          "3333", "methane correction factor of the landfill", "メタン補正係数（MCF）"),
    SHARE(oxidised_frac, "methane_oxidised", "pert(0, 0.05, 0.1)",
          "0, or 0.1 under a cover that oxidises; " IPCC_FILL ", table 3.2", "3333",
          "share of methane oxidised in the cover", "覆土で酸化される割合"),
    PARAM(decay_per_year, "landfill_decay", "town", "year-1", "pert(0.03, 0.09, 0.185)", 0.0, 5.0,
          "wet boreal and temperate climate: wood and straw 0.03, bulk 0.09, food 0.185; " IPCC_FILL
          ", table 3.3",
          "3333", "rate of decay in the landfill", "埋立地での分解速度"),
    PARAM(waste_t_per_year, "treated_waste", "town", "t year-1", "0", 0.0, 1e8,
          "not given: the landfill then does not fill", "0000",
          "waste that the town treats in the baseline", "基準の年間ごみ処理量"),
    PARAM(fill_t_per_m3, "landfill_density", "town", "t m-3", "pert(0.5, 0.8, 1.1)", 0.05, 3.0,
          "assumption: 0.5 to 1.1 t/m3 with its cover soil", "0122", "waste per volume of landfill",
          "埋立密度"),
    SHARE(ash_frac, "ash", "pert(0.08, 0.12, 0.2)", "assumption: ash is 8 to 20 % of what is burnt",
          "1222", "ash landfilled per waste burnt", "焼却灰の割合"),
    PARAM_VARIES(treat_yen_per_t, "treatment_cost", "town", "yen t-1", "pert(5000, 15000, 27000)",
                 0.0, 500000.0,
                 "assumption: variable part of burning and disposal; the whole is 27,315 (Edogawa "
                 "FY2023) and 17,520 (burnable, Aizuwakamatsu FY2022) yen/t",
                 "2222", "gate fee or variable cost of treatment saved per tonne",
                 "処理の限界費用（1t当たり）"),
    SHARE(own_saving_frac, "own_saving", "1",
          "assumption: the town's own plant or a fee by tonnage; in a joint plant less, 0 to 1",
          "0112", "share of the saving that stays with the town", "節約のうち自町の分"),
    SHARE(burning_counted, "burning_avoided", "1", "1: plastic kept from burning is counted",
          "4444", "1 counts the burning of plastic as avoided", "焼却回避を数えるなら1"),
    PARAM(
        recycled_t_per_t, "recycling_credit", "town", "1", "0", 0.0, 20.0,
        "none unless stated; a life-cycle value such as 2.60 t per t of plastic packaging (JCPRA, "
        "FY2015) already holds the burning avoided",
        "4444", "life-cycle gain of recycling per tonne kept from treatment",
        "再資源化のライフサイクル削減量"),
    PARAM_VARIES(power_counted, "displaced_power", "town", "1", "1", 0.0, 1.0,
                 "1: power that is no longer sold is counted", "4444",
                 "1 counts grid power displaced by the plant", "系統電力の代替を数えるなら1"),
    PARAM_VARIES(certificate_frac, "certificate_sold", "town", "1", "0", 0.0, 1.0,
                 "none unless stated", "4444",
                 "share of the plant's power whose certificate is sold",
                 "環境価値を売却した電力の割合"),
    /* area inventory */
    SHARE(area_soil_frac, "area_counts_soil", "0",
          "assumption: char in farm soil is no part of a municipality's inventory yet; 0 or 1",
          "1122", "share of soil carbon that the area inventory counts",
          "区域排出量に算入する土壌炭素の割合"),
    SHARE(area_kiln_frac, "area_counts_kiln", "1", BY_RULE, "1122",
          "share of the kilns' methane and energy counted", "炭化炉の排出の算入割合"),
    SHARE(area_haul_frac, "area_counts_haul", "1", BY_RULE, "1122", "share of haulage counted",
          "運搬の排出の算入割合"),
    SHARE(area_field_frac, "area_counts_field", "1", BY_RULE, "1122",
          "share of open burning and decay counted", "野焼き・分解の算入割合"),
    SHARE(area_waste_frac, "area_counts_waste", "1", BY_RULE, "1122",
          "share of waste treatment counted", "廃棄物処理の算入割合"),
    SHARE(area_fuel_frac, "area_counts_fuel", "1", BY_RULE, "1122",
          "share of displaced fuel counted", "代替した燃料の算入割合"),
    SHARE(area_power_frac, "area_counts_power", "0",
          "assumption: power counts where it is used, at the grid's factor; 0 to 1", "1122",
          "share of the plant's power counted", "ごみ発電の算入割合"),
    /* credits */
    SHARE(eligible_frac, "credit_eligible", "pert(0.8, 0.95, 1)",
          "assumption: 80 to 100 % passes the proof of origin, temperature and mineral soil",
          "0112", "share of char in soil that earns credits", "クレジットの対象となる割合"),
    SHARE(deduct_methane_frac, "credit_deducts_methane", "1",
          "deducted as in Verra VM0044 v1.2 for simple kilns; J-Credit's rule not seen; 0 or 1",
          "3222", "share of the kilns' methane deducted", "控除する炉のメタンの割合"),
    SHARE(deduct_haul_frac, "credit_deducts_haul", "1",
          "haulage of feed and char is deducted (biochar-lab.com); 0 to 1", "2322",
          "share of the haulage of feed and char deducted", "控除する運搬排出の割合"),
    PARAM(threshold_tco2, "credit_threshold", "town", "t", "100", 0.0, 1e6,
          "J-Credit: 100 t a year on average (japancredit.go.jp/application/support)", "4343",
          "least yearly total of a project", "プロジェクトの年間最低量"),
    SHARE(joint_project, "joint_project", "0", "assumption: each town by itself; 0 or 1", "4444",
          "1 where the town shares one project with the other towns marked so",
          "共同プロジェクトなら1"),
    PARAM_VARIES(sell_frac, "credits_sold", "town", "1", "1", 0.0, 1.0,
                 "assumption: all are sold at the end of the fiscal year; 0 to 1", "0112",
                 "share of the credits held that is sold each year", "年度末に売却する割合"),
    PARAM_VARIES(credit_yen_per_t, "credit_price", "town", "yen t-1", "pert(5000, 30000, 50000)",
                 0.0, 1e6,
                 "40,000 at the opening of the Tokyo exchange's farm class (2025-01), 50,000 asked "
                 "for the first biochar credits (rinseinews.com/news/6861), 3,600 to 6,000 for "
                 "other kinds (exroad.jp, 2025-07); middle assumed",
                 "3322", "price of a biochar credit", "バイオ炭クレジットの価格"),
    SHARE(town_owns_frac, "credit_town_share", "0", "assumption: the operator owns them; 0 to 1",
          "0112", "share of the credits that the municipality owns", "自治体が所有する割合"),
    SHARE(aggregator_frac, "credit_fee", "pert(0.1, 0.2, 0.4)",
          "assumption: an aggregator keeps 10 to 40 % of the sales", "0112",
          "aggregator's share of the sales", "とりまとめ手数料の割合"),
    PARAM(verify_yen, "credit_verification", "town", "yen", "pert(450000, 690000, 2000000)", 0.0,
          1e8,
          "verification of 2020-22: renewable programmes 450,000 to 954,000, mean 683,000; forests "
          "563,000 to 1,985,000 yen (japancredit.go.jp/application/flow, read on a copy)",
          "3233", "cost of verifying a year's credits", "1年分の検証費用"),
    /* read from other models */
    GIVEN(soil_c_t, "kiln.soil_c_t", "kiln", "t", "carbon of char put into soil",
          "農地に入れた炭の炭素"),
    GIVEN(char_t, "kiln.char_t", "kiln", "t", "biochar made, dry", "炭の生産量"),
    GIVEN(char_tkm, "kiln.char_tkm", "kiln", "t km", "haulage of char to its use",
          "炭の運搬トンキロ"),
    GIVEN(methane_t, "kiln.methane_t", "kiln", "t", "methane of the kiln", "炭化炉のメタン"),
    GIVEN(fuel_t, "kiln.fuel_t", "kiln", "t", "char burnt as fuel", "燃料にした炭"),
    INPUT_PARAM(temp_degc, "kiln.temp_degc", "kiln", "degC", PASS_ACT,
                "temperature of carbonisation", "炭化温度"),
    INPUT_PARAM(char_lhv_gj_per_t, "kiln.char_lhv_gj_per_t", "kiln", "GJ t-1", PASS_ACT,
                "heating value of char", "炭の低位発熱量"),
    INPUT_PARAM(proven_day, "kiln.proven_day", "kiln", "day", PASS_ACT,
                "day from which the char's quality is proven", "炭の品質が証明される日"),
    GIVEN(collected_t, "biomass.collected_t", "biomass", "t", "dry matter collected",
          "収集量（乾物）"),
    INPUT_PARAM(soil_c_frac, "biomass.soil_c_frac", "biomass", "1", PASS_ACT,
                "long-lived soil carbon lost per dry matter taken away",
                "持ち出しで失われる土壌炭素"),
    INPUT_PARAM(fresh_moisture_frac, "biomass.fresh_moisture_frac", "biomass", "1", PASS_ACT,
                "moisture at collection", "収集時の含水率"),
    GIVEN(from_burning_t, "biomass.kept_from_burning_t", "biomass", "t",
          "dry matter kept from burning", "焼却・野焼きを免れた乾物"),
    GIVEN(from_landfill_t, "biomass.kept_from_landfill_t", "biomass", "t",
          "dry matter kept from the town's treatment", "ごみ処理を免れた乾物"),
    GIVEN(from_decay_t, "biomass.kept_from_decay_t", "biomass", "t", "dry matter kept from decay",
          "自然分解を免れた乾物"),
    GIVEN(truck_co2_t, "transport.co2_t", "town", "t", "carbon dioxide of trucks", "トラックのCO2"),
    GIVEN(round_co2_t, "transport.round_co2_t", "town", "t", "of this, of collection rounds",
          "うち回収便のCO2"),
    GIVEN(diverted_t, "station.diverted_t", "station", "t", "waste newly kept from treatment",
          "新たに処理を免れたごみ"),
    GIVEN(car_co2_t, "station.car_co2_t", "station", "t", "carbon dioxide of residents' trips",
          "住民の持込み走行のCO2"),
    LAG(stood_tco2, "carbon.project_tco2", "town", "t", LAG_MONTH, LAG_LAST,
        "the year's credits as they stood at the end of last month", "前月末の今年度クレジット量"),
    /* worked out once a month */
    MONTHLY(stored_per_c, "kiln", "1", "carbon dioxide kept 100 years per carbon in soil",
            "土壌中の炭素当たりの100年残存CO2"),
    MONTHLY(credit_per_c, "kiln", "1", "credits per carbon in soil",
            "土壌中の炭素当たりのクレジット"),
    MONTHLY(doc_per_waste, "town", "1", "decaying carbon kept from landfill per waste",
            "ごみ当たりの埋立回避炭素"),
    MONTHLY(doc_per_feed, "town", "1", "the same per dry biomass", "乾物当たりの埋立回避炭素"),
    MONTHLY(fade_frac, "town", "1", "share of it that decays in a day", "1日の分解割合"),
    MONTHLY(plastic_per_t, "town", "1", "burning avoided per waste", "ごみ当たりの焼却回避CO2"),
    MONTHLY(power_per_t, "town", "1", "displaced power lost per waste", "ごみ当たりの発電減のCO2"),
    MONTHLY(power_per_feed, "town", "1", "the same per wet biomass",
            "バイオマス当たりの発電減のCO2"),
    MONTHLY(compost_per_t, "town", "1", "composting avoided per waste",
            "ごみ当たりの堆肥化回避CO2"),
    MONTHLY(compost_per_feed, "town", "1", "the same per wet biomass",
            "バイオマス当たりの堆肥化回避CO2"),
    MONTHLY(m3_per_t, "town", "m3 t-1", "landfill volume per waste", "ごみ当たりの埋立容積"),
    MONTHLY(m3_per_feed, "town", "m3 t-1", "the same per wet biomass",
            "バイオマス当たりの埋立容積"),
    STATE(doc_t, "town", "t", "0", "decaying carbon that is not in the landfill, still to come",
          "埋立を免れた未分解の炭素"),
    STATE(project_tco2, "town", "t", "0", "credits of the fiscal year so far",
          "今年度これまでのクレジット量"),
    STATE(joint_kg, "town", "kg", "0", "credits of the joint project at the end of last month",
          "共同プロジェクトの前月末の量"),
    STOCK(landfill_m3, "landfill_left", "town", "m3", "0", 1e9, 0, 0, AGG_LAST, BETTER_MORE,
          "volume left in the landfill", "最終処分場の残余容量"),
    STATE(mark_m3, "town", "m3", "0", "the same a month ago", "前月の残余容量"),
    STOCK(credit_held_tco2, "credits_held", "town", "t", "0", 1e9, MEDIUM_CO2_CREDIT, HOLD_REGISTRY,
          AGG_LAST, BETTER_NEITHER, "credits held", "保有クレジット"),
    /* physical flux: removal and what making char emits */
    FLUX(energy_tco2, HOLD_FOSSIL, HOLD_AIR, BETTER_LESS,
         "carbon dioxide of fuel and power that the kilns buy", "炭化炉の購入燃料・電力のCO2"),
    FLUX(stored_tco2, HOLD_AIR, HOLD_SOIL, BETTER_MORE,
         "carbon dioxide removed by char in soil (lasting 100 years)",
         "土壌中の炭による除去量（100年残存）"),
    FLUX(methane_tco2, HOLD_LAND, HOLD_AIR, BETTER_LESS, "methane of the kilns as carbon dioxide",
         "炭化炉のメタン（CO2換算）"),
    FLUX(soil_loss_tco2, HOLD_SOIL, HOLD_AIR, BETTER_LESS,
         "soil carbon lost with residues not ploughed in",
         "すき込まれない残さによる土壌炭素の減少"),
    FLUX(haul_tco2, HOLD_FOSSIL, HOLD_AIR, BETTER_LESS, "carbon dioxide of hauling feed and char",
         "原料・炭の運搬のCO2"),
    TONNES(net_tco2, BETTER_MORE, "carbon dioxide removed, net of what was emitted for it",
           "正味の除去量"),
    /* physical flux: avoided, a column of its own */
    FLUX(burning_tco2, HOLD_AIR, HOLD_LAND, BETTER_MORE, "avoided: burning of residues",
         "回避：残さの焼却・野焼き"),
    FLUX(decay_tco2, HOLD_AIR, HOLD_LAND, BETTER_MORE, "avoided: decay of residues on the spot",
         "回避：残さの自然分解"),
    FLUX(landfill_tco2, HOLD_AIR, HOLD_LANDFILL, BETTER_MORE, "avoided: methane of the landfill",
         "回避：埋立地のメタン"),
    FLUX(plastic_tco2, HOLD_AIR, HOLD_FOSSIL, BETTER_MORE, "avoided: burning of fossil plastic",
         "回避：廃プラスチックの焼却"),
    FLUX(compost_tco2, HOLD_AIR, HOLD_TREATMENT, BETTER_MORE, "avoided: composting",
         "回避：堆肥化"),
    FLUX(displaced_tco2, HOLD_AIR, HOLD_FOSSIL, BETTER_MORE,
         "avoided: fossil fuel displaced by char, as far as shown", "回避：炭による化石燃料の代替"),
    FLUX(recycled_tco2, HOLD_AIR, HOLD_FOSSIL, BETTER_MORE, "avoided: life-cycle gain of recycling",
         "回避：再資源化のライフサイクル削減"),
    FLUX(power_tco2, HOLD_FOSSIL, HOLD_AIR, BETTER_LESS,
         "added: grid power for what the plant no longer sells",
         "増加：ごみ発電の減少分の系統電力"),
    FLUX(collect_tco2, HOLD_FOSSIL, HOLD_AIR, BETTER_LESS,
         "added: collection rounds of the stations and residents' trips",
         "増加：ステーションの回収便と住民の持込み走行"),
    TONNES(avoided_tco2, BETTER_MORE, "emissions avoided, net of collection and power lost",
           "排出回避量（発電減・回収を差引き）"),
    RECORD(to_come_tco2, "town", "t", PASS_ACT, AGG_LAST, ACROSS_SUM, BETTER_NEITHER,
           "methane of the landfill that will be avoided later", "今後回避される埋立地のメタン"),
    /* area inventory */
    AREA(area_removed_tco2, HOLD_AIR, HOLD_SOIL, BETTER_MORE, "area inventory: removed",
         "区域：除去量"),
    AREA(area_emitted_tco2, HOLD_FOSSIL, HOLD_AIR, BETTER_LESS, "area inventory: emitted",
         "区域：排出量"),
    AREA(area_avoided_tco2, HOLD_AIR, HOLD_TREATMENT, BETTER_MORE, "area inventory: avoided",
         "区域：排出回避量"),
    AREA(area_sold_tco2, HOLD_SOIL, HOLD_SOLD, BETTER_LESS,
         "area inventory: given up with credits sold", "区域：クレジット売却で失う分"),
    TONNES(area_claim_tco2, BETTER_MORE, "area inventory: what the town may claim",
           "区域：自治体が主張できる量"),
    /* credits */
    TONNES(credit_gross_tco2, BETTER_MORE, "credits: eligible removal", "クレジット：対象の除去量"),
    TONNES(credit_deducted_tco2, BETTER_LESS, "credits: project emissions deducted",
           "クレジット：控除する排出量"),
    FLOW_ADDS(credit_issued_tco2, "town", "t", PASS_ACT, MEDIUM_CO2_CREDIT, HOLD_ISSUED,
              HOLD_REGISTRY, AGG_SUM, BETTER_MORE, "credits issued", "クレジット発行量"),
    FLOW_ADDS(credit_sold_tco2, "town", "t", PASS_ACT, MEDIUM_CO2_CREDIT, HOLD_REGISTRY, HOLD_SOLD,
              AGG_SUM, BETTER_NEITHER, "credits sold", "クレジット売却量"),
    MONEY(credit_yen, HOLD_OUTSIDE, HOLD_WELFARE, BETTER_MORE, "sales of the operator's credits",
          "クレジット売上（事業者）"),
    MONEY(town_credit_yen, HOLD_OUTSIDE, HOLD_MUNICIPALITY, BETTER_MORE,
          "sales of the municipality's credits", "クレジット売上（自治体）"),
    MONEY(credit_cost_yen, HOLD_WELFARE, HOLD_OUTSIDE, BETTER_LESS,
          "operator's fees and verification", "手数料・検証費用（事業者）"),
    MONEY(town_cost_yen, HOLD_MUNICIPALITY, HOLD_OUTSIDE, BETTER_LESS,
          "municipality's fees and verification", "手数料・検証費用（自治体）"),
    /* treatment */
    TONNES(saved_t, BETTER_MORE, "waste kept from treatment, as weighed", "処理を免れたごみ"),
    RECORD_ADDS(saved_m3, "town", "m3", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_MORE,
                "landfill volume saved", "節約した埋立容積"),
    MONEY(saved_yen, HOLD_FIRMS, HOLD_MUNICIPALITY, BETTER_MORE,
          "treatment cost saved, at the margin", "節約した処理費（限界費用）"),
    RECORD(landfill_year, "town", "year", PASS_ACT, AGG_LAST, ACROSS_MEAN, BETTER_MORE,
           "years left of the landfill at last month's rate; 0 where there is none",
           "最終処分場の残余年数（ない市町村は0）"),
};
_Static_assert(sizeof(PORTS) == COUNT_OF(carbon_row) * sizeof(void *), "port without row");

/* What would count one gain twice (modelling rule 6). */
static const struct exclusive carbon_exclusive[] = {
    {"burning_counted", "recycled_t_per_t",
     "the life-cycle gain of recycling already holds the burning avoided",
     "再資源化のライフサイクル削減量には焼却回避が含まれます"},
    {"power_counted", "certificate_frac",
     "power whose certificate is sold displaces grid power for its buyer",
     "環境価値を売却した電力の削減は買い手のものです"},
};

/* Share of the char's carbon that lasts 100 years: IPCC 2019 Refinement, vol. 4, table 4AP.2, or as
 * `stated`. At or below 350 degC the method does not apply. */
static inline double carbon_permanence(double temp_degc, double stated)
{
    const double low = temp_degc > 350.0 ? 0.65 : 0.0;
    const double middle = temp_degc > 450.0 ? 0.80 : low;
    const double by_class = temp_degc > 600.0 ? 0.89 : middle;
    return stated > 0.0 && temp_degc > 350.0 ? stated : by_class;
}

/* Once a month: what carbon put into soil is worth, by kiln; in credits once its quality is proven.
 */
static void carbon_refresh(const struct carbon_ports *p, uint32_t town, double day)
{
    const struct lane *passes = p->eligible_frac[town];
    for (uint32_t kiln = p->kiln_first[town]; kiln < p->kiln_first[town + 1]; kiln++) {
        const struct lane *temp = p->temp_degc[kiln], *own = p->permanence_frac[kiln];
        const struct lane *rule = p->credit_permanence_frac[kiln], *proven = p->proven_day[kiln];
        LANES_LOOP(l)
        {
            const double t = temp->v[l], credit = carbon_permanence(t, rule->v[l]) * co2_per_c;
            p->stored_per_c[kiln].v[l] = carbon_permanence(t, own->v[l]) * co2_per_c;
            p->credit_per_c[kiln].v[l] = day >= proven->v[l] ? credit * passes->v[l] : 0.0;
        }
    }
}

/* Once a month: the town's treatment path of the day, per tonne. Of the waste a share is plastic,
 * the rest organic, of which a share may be composted; what is left is landfilled or burnt. */
static void carbon_path(const struct carbon_ports *p, uint32_t town, double day)
{
    struct lane fade;
    const struct lane *plastic = p->plastic_frac[town], *per_c = p->decays_frac[town];
    const struct lane *density = p->fill_t_per_m3[town];
    LANES_LOOP(l)
    {
        const double with_power = day >= p->power_day[town]->v[l] ? 1.0 : 0.0;
        const double burnt = day >= p->burns_day[town]->v[l] ? 1.0 : with_power;
        const double begun = day >= p->compost_day[town]->v[l] ? p->compost_frac[town]->v[l] : 0.0;
        const double heap = day < p->compost_end_day[town]->v[l] ? begun : 0.0;
        const double fossil = plastic->v[l], heap_t = (1.0 - fossil) * heap;
        const double rest_t = (1.0 - fossil) - heap_t, stays = 1.0 - heap;
        const double doc = (1.0 - burnt) * stays * per_c->v[l] * p->mcf_frac[town]->v[l];
        const double tonnes_per_gj = with_power * mwh_per_gj * p->power_frac[town]->v[l] *
                                     p->grid_kg_per_kwh[town]->v[l] * p->power_counted[town]->v[l];
        const double organic_gj = p->organic_gj_per_t[town]->v[l];
        const double left = (burnt > 0.0 ? p->ash_frac[town]->v[l] : 1.0) / density->v[l];
        p->doc_per_waste[town].v[l] = doc * p->waste_c_frac[town]->v[l];
        p->doc_per_feed[town].v[l] = doc * p->feed_c_frac[town]->v[l];
        p->plastic_per_t[town].v[l] =
            burnt * fossil * p->plastic_t_per_t[town]->v[l] * p->burning_counted[town]->v[l];
        p->power_per_t[town].v[l] =
            tonnes_per_gj * (fossil * p->plastic_gj_per_t[town]->v[l] + rest_t * organic_gj);
        p->power_per_feed[town].v[l] = tonnes_per_gj * stays * organic_gj;
        p->compost_per_t[town].v[l] = heap_t * p->compost_t_per_t[town]->v[l];
        p->compost_per_feed[town].v[l] = heap * p->compost_t_per_t[town]->v[l];
        p->m3_per_t[town].v[l] = (1.0 - heap_t) * left;
        p->m3_per_feed[town].v[l] = stays * left;
        fade.v[l] = p->decay_per_year[town]->v[l] * (-1.0 / days_a_year);
    }
    num_lane_exp(&fade, &fade);
    LANES_LOOP(l) { p->fade_frac[town].v[l] = 1.0 - fade.v[l]; }
}

/* Volume that the baseline fills in a day. */
static inline double carbon_fill_m3(double waste_t_per_year, double m3_per_t)
{
    return waste_t_per_year * (1.0 / days_a_year) * m3_per_t;
}

/* Once a month: years left of the landfill at the rate of the month gone by. */
static void carbon_landfill_years(const struct carbon_ports *p, uint32_t town, bool first)
{
    const struct lane *left = &p->landfill_m3[town], *per_t = &p->m3_per_t[town];
    const struct lane *waste = p->waste_t_per_year[town];
    struct lane *mark = &p->mark_m3[town];
    LANES_LOOP(l)
    {
        const double fill = carbon_fill_m3(waste->v[l], per_t->v[l]);
        const double year_m3 =
            first ? fill * days_a_year : 12.0 * lane_max(mark->v[l] - left->v[l], 0.0);
        p->landfill_year[town].v[l] = lane_ratio(left->v[l], year_m3);
        mark->v[l] = left->v[l];
    }
}

/* A town's day: sums over its kilns, sources and stations, and what comes of them. tCO2 but where
 * it says otherwise. */
struct carbon_day {
    struct lane stored, methane, displaced, eligible, energy, char_haul; /* kilns */
    struct lane soil_loss, burning, decay;                               /* sources */
    struct lane waste_t, feed_t, feed_wet_t, trips; /* kept from treatment; residents' trips */
    struct lane landfill, plastic, power, compost, recycled; /* treatment */
    struct lane haul, collect, sold;
};

static void carbon_kiln(const struct carbon_ports *p, uint32_t town, uint32_t kiln,
                        struct carbon_day *d)
{
    const struct lane *carbon = &p->soil_c_t[kiln], *per_c = &p->stored_per_c[kiln];
    const struct lane *credit = &p->credit_per_c[kiln], *gwp = p->methane_gwp[town];
    const struct lane *coal = &p->char_t[kiln], *leak = &p->methane_t[kiln];
    const struct lane *tkm = &p->char_tkm[kiln], *per_tkm = p->haul_kg_per_tkm[town];
    const struct lane *burnt = &p->fuel_t[kiln], *heat = p->char_lhv_gj_per_t[kiln];
    const struct lane *fossil = p->fuel_kg_per_gj[kiln], *proven = p->fuel_proven_frac[kiln];
    const struct lane *bought = p->energy_kg_per_t[kiln];
    LANES_LOOP(l)
    {
        d->stored.v[l] += carbon->v[l] * per_c->v[l];
        d->eligible.v[l] += carbon->v[l] * credit->v[l];
        d->methane.v[l] += leak->v[l] * gwp->v[l];
        d->energy.v[l] += coal->v[l] * bought->v[l] * 1e-3;
        d->char_haul.v[l] += tkm->v[l] * per_tkm->v[l] * 1e-3;
    }
    if (num_lane_any(burnt))
        LANES_LOOP(l)
        {
            const double per_t = heat->v[l] * fossil->v[l] * proven->v[l] * 1e-3;
            d->displaced.v[l] += burnt->v[l] * per_t;
        }
}

/* Soil carbon forgone by what is collected, whatever becomes of it. */
static void carbon_soil_loss(const struct carbon_ports *p, uint32_t s, struct carbon_day *d)
{
    const struct lane *come = &p->collected_t[s], *soil_c = p->soil_c_frac[s];
    if (num_lane_any(come)) /* else out of season */
        LANES_LOOP(l) { d->soil_loss.v[l] += come->v[l] * (soil_c->v[l] * co2_per_c); }
}

/* What kilns took no longer burns, rots or is landfilled. */
static void carbon_source(const struct carbon_ports *p, uint32_t town, uint32_t s,
                          struct carbon_day *d)
{
    const struct lane *burnt = &p->from_burning_t[s], *rots = &p->from_decay_t[s];
    const struct lane *filled = &p->from_landfill_t[s], *wet = p->fresh_moisture_frac[s];
    const struct lane *fire = p->burning_t_per_t[town], *rot = p->decay_t_per_t[town];
    LANES_LOOP(l)
    {
        d->burning.v[l] += burnt->v[l] * fire->v[l];
        d->decay.v[l] += rots->v[l] * rot->v[l];
        d->feed_t.v[l] += filled->v[l];
        d->feed_wet_t.v[l] += filled->v[l] * (1.0 + wet->v[l]);
    }
}

/* What is kept from treatment: methane as the landfill's carbon would have decayed, the plant's
 * burning and power, volume and cost. */
static void carbon_treatment(const struct carbon_ports *p, uint32_t town, struct carbon_day *d)
{
    const struct lane *by_waste = &p->doc_per_waste[town], *by_feed = &p->doc_per_feed[town];
    const struct lane *fade = &p->fade_frac[town], *cover = p->oxidised_frac[town];
    const struct lane *gwp = p->methane_gwp[town];
    const struct lane *power = &p->power_per_t[town], *feed_power = &p->power_per_feed[town];
    const struct lane *heap = &p->compost_per_t[town], *feed_heap = &p->compost_per_feed[town];
    const struct lane *m3 = &p->m3_per_t[town], *feed_m3 = &p->m3_per_feed[town];
    const struct lane *base = p->waste_t_per_year[town], *own = p->own_saving_frac[town];
    const struct lane *yen = p->treat_yen_per_t[town], *gain = p->recycled_t_per_t[town];
    struct lane *doc = &p->doc_t[town], *left = &p->landfill_m3[town];
    LANES_LOOP(l)
    {
        const double waste = d->waste_t.v[l], wet = d->feed_wet_t.v[l], all = waste + wet;
        const double gone = doc->v[l] * fade->v[l];
        const double ch4 = gas_ch4_frac * ch4_per_c * (1.0 - cover->v[l]) * gwp->v[l];
        const double still =
            doc->v[l] - gone + waste * by_waste->v[l] + d->feed_t.v[l] * by_feed->v[l];
        const double saved = waste * m3->v[l] + wet * feed_m3->v[l];
        doc->v[l] = still;
        d->landfill.v[l] = gone * ch4;
        d->plastic.v[l] = waste * p->plastic_per_t[town].v[l];
        d->power.v[l] = waste * power->v[l] + wet * feed_power->v[l];
        d->compost.v[l] = waste * heap->v[l] + wet * feed_heap->v[l];
        d->recycled.v[l] = waste * gain->v[l];
        p->to_come_tco2[town].v[l] = still * ch4;
        p->saved_t[town].v[l] += all;
        p->saved_m3[town].v[l] += saved;
        p->saved_yen[town].v[l] += all * yen->v[l] * own->v[l];
        const double fill = carbon_fill_m3(base->v[l], m3->v[l]);
        left->v[l] = lane_max(left->v[l] - lane_max(fill - saved, 0.0), 0.0);
    }
}

/* A day on which nothing is kept from treatment, nor was: only the landfill fills. */
static void carbon_untouched(const struct carbon_ports *p, uint32_t town)
{
    const struct lane none = {.v = {0}}, *per_t = &p->m3_per_t[town];
    const struct lane *waste = p->waste_t_per_year[town];
    struct lane *left = &p->landfill_m3[town];
    p->to_come_tco2[town] = none;
    LANES_LOOP(l)
    {
        const double fill = carbon_fill_m3(waste->v[l], per_t->v[l]);
        left->v[l] = lane_max(left->v[l] - fill, 0.0);
    }
}

/* Sums of the flux, and the year's credits so far. Rounds and trips belong to what is avoided, the
 * other trucks to the char. */
static void carbon_balance(const struct carbon_ports *p, uint32_t town, struct carbon_day *d)
{
    const struct lane *trucks = &p->truck_co2_t[town], *rounds = &p->round_co2_t[town];
    const struct lane *part = p->deduct_methane_frac[town], *road = p->deduct_haul_frac[town];
    LANES_LOOP(l)
    {
        const double haul = lane_max(trucks->v[l] - rounds->v[l], 0.0) + d->char_haul.v[l];
        const double bought = d->energy.v[l], collect = rounds->v[l] + d->trips.v[l];
        const double cost = d->methane.v[l] * part->v[l] + bought + haul * road->v[l];
        const double gain =
            ((d->burning.v[l] + d->decay.v[l]) + (d->landfill.v[l] + d->plastic.v[l])) +
            ((d->compost.v[l] + d->displaced.v[l]) + d->recycled.v[l]);
        d->haul.v[l] = haul;
        d->collect.v[l] = collect;
        p->net_tco2[town].v[l] +=
            (((d->stored.v[l] - d->methane.v[l]) - d->soil_loss.v[l]) - haul) - bought;
        p->avoided_tco2[town].v[l] += (gain - d->power.v[l]) - collect;
        p->credit_gross_tco2[town].v[l] += d->eligible.v[l];
        p->credit_deducted_tco2[town].v[l] += cost;
        p->project_tco2[town].v[l] += d->eligible.v[l] - cost;
    }
}

/* The terms of the day, each apart. */
static void carbon_tell(const struct carbon_ports *p, uint32_t town, const struct carbon_day *d)
{
    LANES_LOOP(l)
    {
        p->stored_tco2[town].v[l] += d->stored.v[l];
        p->methane_tco2[town].v[l] += d->methane.v[l];
        p->soil_loss_tco2[town].v[l] += d->soil_loss.v[l];
        p->energy_tco2[town].v[l] += d->energy.v[l];
        p->haul_tco2[town].v[l] += d->haul.v[l];
        p->burning_tco2[town].v[l] += d->burning.v[l];
        p->decay_tco2[town].v[l] += d->decay.v[l];
        p->displaced_tco2[town].v[l] += d->displaced.v[l];
    }
    LANES_LOOP(l)
    {
        p->landfill_tco2[town].v[l] += d->landfill.v[l];
        p->plastic_tco2[town].v[l] += d->plastic.v[l];
        p->power_tco2[town].v[l] += d->power.v[l];
        p->compost_tco2[town].v[l] += d->compost.v[l];
        p->recycled_tco2[town].v[l] += d->recycled.v[l];
        p->collect_tco2[town].v[l] += d->collect.v[l];
    }
}

/* The last day of the fiscal year: whole tonnes are issued where the project, or the joint one as
 * it stood at the end of last month, reaches the threshold; a share of what is held is sold. Towns
 * of a joint project share its verification in proportion. */
static void carbon_settle(const struct carbon_ports *p, uint32_t town, struct lane *sold_tco2)
{
    const struct lane *least = p->threshold_tco2[town], *joint = &p->joint_kg[town];
    const struct lane *share = p->sell_frac[town], *price = p->credit_yen_per_t[town];
    const struct lane *fee = p->aggregator_frac[town], *check = p->verify_yen[town];
    const struct lane *owns = p->town_owns_frac[town], *stood = &p->stood_tco2[town];
    struct lane *year = &p->project_tco2[town], *held = &p->credit_held_tco2[town];
    LANES_LOOP(l)
    {
        const double mine = lane_max(year->v[l], 0.0) + grain;
        const double all = lane_max(mine, joint->v[l] * 1e-3);
        /* nobody registers for nothing, unless to hold the credits */
        const double worth = price->v[l] > 0.0 || share->v[l] <= 0.0 ? 1.0 : 0.0;
        const double whole = lane_floor(mine) * worth, issued = all >= least->v[l] ? whole : 0.0;
        const double part =
            lane_floor(lane_max(stood->v[l], 0.0) * 1e3) / lane_max(joint->v[l], 1.0);
        const double bill = check->v[l] * (joint->v[l] > 0.0 ? part : 1.0);
        const double have = held->v[l] + issued;
        const double sold = lane_min(lane_floor(have * share->v[l] + grain), have);
        const double yen = sold * price->v[l];
        const double cost = yen * fee->v[l] + (issued > 0.0 ? bill : 0.0);
        year->v[l] = 0.0;
        held->v[l] = have - sold;
        sold_tco2->v[l] = sold;
        p->credit_issued_tco2[town].v[l] += issued;
        p->credit_sold_tco2[town].v[l] += sold;
        p->town_credit_yen[town].v[l] += yen * owns->v[l];
        p->credit_yen[town].v[l] += yen - yen * owns->v[l];
        p->town_cost_yen[town].v[l] += cost * owns->v[l];
        p->credit_cost_yen[town].v[l] += cost - cost * owns->v[l];
    }
}

/* The area inventory: the same day by the shares that its rules count. */
static void carbon_area(const struct carbon_ports *p, uint32_t town, const struct carbon_day *d)
{
    const struct lane *soil = p->area_soil_frac[town], *waste = p->area_waste_frac[town];
    const struct lane *kiln = p->area_kiln_frac[town], *haul = p->area_haul_frac[town];
    const struct lane *field = p->area_field_frac[town], *fuel = p->area_fuel_frac[town];
    const struct lane *grid = p->area_power_frac[town];
    LANES_LOOP(l)
    {
        const double removed = d->stored.v[l] * soil->v[l];
        const double emitted =
            d->soil_loss.v[l] * soil->v[l] + (d->methane.v[l] + d->energy.v[l]) * kiln->v[l] +
            (d->haul.v[l] + d->collect.v[l]) * haul->v[l] + d->power.v[l] * grid->v[l];
        const double avoided =
            (d->burning.v[l] + d->decay.v[l]) * field->v[l] +
            (d->landfill.v[l] + d->plastic.v[l] + d->compost.v[l]) * waste->v[l] +
            d->displaced.v[l] * fuel->v[l];
        const double sold = d->sold.v[l] * soil->v[l];
        p->area_removed_tco2[town].v[l] += removed;
        p->area_emitted_tco2[town].v[l] += emitted;
        p->area_avoided_tco2[town].v[l] += avoided;
        p->area_sold_tco2[town].v[l] += sold;
        p->area_claim_tco2[town].v[l] += ((removed + avoided) - emitted) - sold;
    }
}

static inline bool year_ends(const struct step *now)
{
    return now->month_of_year == MARCH && now->day_of_month + 1 == now->n_day;
}

/* The joint project as it stood at the end of last month, in whole kg: their sum is exact in any
 * order of the towns. */
static void carbon_want(const struct step *now, const void *ports)
{
    const struct carbon_ports *p = ports;
    if (!year_ends(now))
        return;
    struct lane all = {.v = {0}};
    for (uint32_t town = 0; town < p->n_town[0]; town++) {
        const struct lane *stood = &p->stood_tco2[town], *in = p->joint_project[town];
        LANES_LOOP(l)
        {
            const double kg = lane_floor(lane_max(stood->v[l], 0.0) * 1e3);
            all.v[l] += in->v[l] > 0.0 ? kg : 0.0;
        }
    }
    for (uint32_t town = now->town0; town < now->town1; town++) {
        const struct lane *in = p->joint_project[town];
        LANES_LOOP(l) { p->joint_kg[town].v[l] = in->v[l] > 0.0 ? all.v[l] : 0.0; }
    }
}

static void carbon_town(const struct carbon_ports *p, const struct step *now, uint32_t town)
{
    const struct lane none = {.v = {0}};
    struct lane kept;
    struct carbon_day d; /* set piece by piece: wider stores than of the whole */
    d.stored = d.methane = d.displaced = d.eligible = d.energy = d.char_haul = none;
    d.soil_loss = d.burning = d.decay = none;
    d.waste_t = d.feed_t = d.feed_wet_t = d.trips = none;
    d.landfill = d.plastic = d.power = d.compost = d.recycled = d.sold = none;
    if (rows_new_month(now)) {
        carbon_refresh(p, town, (double)now->day);
        carbon_path(p, town, (double)now->day);
        carbon_landfill_years(p, town, now->day == 0);
    }
    for (uint32_t kiln = p->kiln_first[town]; kiln < p->kiln_first[town + 1]; kiln++)
        carbon_kiln(p, town, kiln, &d);
    for (uint32_t s = p->source_first[town]; s < p->source_first[town + 1]; s++) {
        carbon_soil_loss(p, s, &d);
        carbon_source(p, town, s, &d);
    }
    for (uint32_t s = p->station_first[town]; s < p->station_first[town + 1]; s++)
        LANES_LOOP(l)
        {
            d.waste_t.v[l] += p->diverted_t[s].v[l];
            d.trips.v[l] += p->car_co2_t[s].v[l];
        }
    LANES_LOOP(l) { kept.v[l] = d.waste_t.v[l] + d.feed_t.v[l] + p->doc_t[town].v[l]; }
    if (num_lane_any(&kept))
        carbon_treatment(p, town, &d);
    else
        carbon_untouched(p, town);
    carbon_balance(p, town, &d);
    carbon_tell(p, town, &d);
    if (year_ends(now))
        carbon_settle(p, town, &d.sold);
    carbon_area(p, town, &d);
}

static void carbon_act(const struct step *now, const void *ports)
{
    const struct carbon_ports *p = ports;
    for (uint32_t town = now->town0; town < now->town1; town++)
        carbon_town(p, now, town);
}

extern const struct model MODEL_SYMBOL(carbon);
const struct model MODEL_SYMBOL(carbon) = {
    .name = "carbon",
    .en = "carbon: physical flux, area inventory, credits",
    .ja = "炭素：物理収支・区域排出量・クレジット",
    .row = carbon_row,
    .n_row = COUNT_OF(carbon_row),
    .ports_size = sizeof(PORTS),
    .headline = {"stored_tco2", "net_tco2", "avoided_tco2", "credit_issued_tco2"},
    .exclusive = carbon_exclusive,
    .n_exclusive = COUNT_OF(carbon_exclusive),
    .day_want = carbon_want,
    .day_act = carbon_act,
};
