/* weather.c - temperature, precipitation, snow on the ground and the harvest, per climate zone.
 *
 * Daily mean temperature is the month's normal, interpolated so that each month keeps its mean,
 * plus a first-order autoregressive anomaly whose daily shocks are in part shared by all zones. Wet
 * and dry days form a two-state chain with exponential amounts (Richardson 1981,
 * doi:10.1029/WR017i001p00182): mean and wet days equal the normals. Snow melts by degree days
 * (Hock 2003, doi:10.1016/S0022-1694(03)00257-9).
 *
 * Invariant: snow on the ground changes by snowfall less melt, and is never negative.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/rows.h"
#include "sim/num_lane.h"

enum { MONTHS = 12, SPAN = 31, HARVEST_MONTH = 6 /* the crop year begins in July */ };
static const double month_days[MONTHS] = {31, 28.2425, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

struct weather_ports {
    const uint32_t *n_zone, *key;
    param_lane *normal_temp_degc, *temp_sd_k, *normal_precip_mm, *wet_day; /* [zone*month] */
    param_lane *temp_shift_k, *temp_lag1_frac, *temp_shared_frac, *wet_lag1_frac;
    param_lane *snowfall_degc, *melt_mm_per_k_day, *crop_sd_frac, *crop_shared_frac;
    struct lane *anchor_degc;                                 /* [zone*month] */
    struct lane *anomaly, *wet_frac, *pack_mm, *harvest_frac; /* [zone] */
    struct lane *temp_degc, *precip_mm, *snow_mm, *crop_frac; /* [day of month][zone] */
};
#define PORTS struct weather_ports
#define ZONE_FILE "normals of the zone's station: models/zone.csv"

static const char *const month_name[MONTHS] = {"jan", "feb", "mar", "apr", "may", "jun",
                                               "jul", "aug", "sep", "oct", "nov", "dec"};
static const char *const month_name_ja[MONTHS] = {"1月", "2月", "3月", "4月",  "5月",  "6月",
                                                  "7月", "8月", "9月", "10月", "11月", "12月"};

static const struct dim_row weather_dim[] = {
    {.kind = DIM_USED,
     .name = "zone",
     .list = "zones",
     .choice = "climate",
     .choice_default = "abashiri", /* assumption where a town does not say: the Okhotsk coast */
     .en = "climate zone",
     .ja = "気候区分"},
    {.kind = DIM_FIXED,
     .name = "month",
     .label = month_name,
     .label_ja = month_name_ja,
     .n_label = MONTHS,
     .en = "month",
     .ja = "月"},
};

static const struct row weather_row[] = {
    INDEX(n_zone, "zone.n"),
    INDEX(key, "zone.key"),
    PARAM(normal_temp_degc, "temp", "zone*month", "degC", NULL, -40.0, 45.0, ZONE_FILE, "4433",
          "normal daily mean temperature of the month", "月平均気温の平年値"),
    PARAM(temp_sd_k, "temp_sd", "zone*month", "K", "pert(2, 2.8, 4)", 0.0, 15.0,
          "assumption: day-to-day standard deviation of daily means, 2 to 4 K", "1112",
          "standard deviation of daily mean temperature within the month", "日平均気温の標準偏差"),
    PARAM(normal_precip_mm, "precip", "zone*month", "mm", NULL, 0.0, 3000.0, ZONE_FILE, "4433",
          "normal precipitation of the month", "月降水量の平年値"),
    PARAM(wet_day, "wet_days", "zone*month", "day", "pert(7, 10, 14)", 0.0, 31.0,
          "assumption: 7 to 14 days a month with 1 mm or more", "1112",
          "normal number of days with at least 1 mm", "1 mm以上の降水日数の平年値"),
    PARAM_VARIES(temp_shift_k, "temp_shift", "zone", "K", "0", -10.0, 10.0,
                 "assumption: no change from the normals; a series makes a warming path, 0 to 3 K",
                 "1222", "temperature above the normals", "平年値からの気温差"),
    PARAM(temp_lag1_frac, "temp_lag1", "zone", "1", "pert(0.5, 0.65, 0.8)", 0.0, 0.99,
          "assumption: correlation of a day's anomaly with the day before, 0.5 to 0.8", "1212",
          "day-to-day correlation of the temperature anomaly", "気温偏差の日々の相関"),
    PARAM(temp_shared_frac, "temp_shared", "zone", "1", "pert(0.4, 0.6, 0.8)", 0.0, 1.0,
          "assumption: share of the anomaly's variance common to all zones, 0.4 to 0.8", "1112",
          "share of the temperature anomaly's variance common to all zones",
          "気温偏差のうち全地域に共通な割合"),
    PARAM(wet_lag1_frac, "wet_lag1", "zone", "1", "pert(0.1, 0.2, 0.35)", 0.0, 0.95,
          "assumption: persistence of wet and dry spells, 0.1 to 0.35", "1212",
          "day-to-day correlation of wet and dry", "晴雨の日々の相関"),
    PARAM(snowfall_degc, "snowfall_below", "zone", "degC", "pert(1, 2, 3)", -5.0, 6.0,
          "assumption: half of precipitation is snow at 2 degC daily mean, 1 to 3", "1222",
          "daily mean temperature at which half of precipitation is snow",
          "降水の半分が雪になる日平均気温"),
    PARAM(melt_mm_per_k_day, "snow_melt", "zone", "mm K-1 day-1", "pert(2.5, 4, 6)", 0.0, 20.0,
          "assumption: 2.5 to 6 mm of water per degree day, the order of the factors collected by "
          "Hock 2003, Journal of Hydrology 282, doi:10.1016/S0022-1694(03)00257-9",
          "2222", "snow melt per degree above freezing and day", "融雪の積算暖度係数"),
    PARAM(crop_sd_frac, "crop_sd", "zone", "1", "pert(0.05, 0.12, 0.2)", 0.0, 0.3,
          "assumption: standard deviation of regional yields around their mean, 5 to 20 %", "1212",
          "year-to-year standard deviation of harvests", "作柄の年変動（標準偏差）"),
    PARAM(crop_shared_frac, "crop_shared", "zone", "1", "pert(0.2, 0.5, 0.8)", 0.0, 1.0,
          "assumption: share of the harvest's variance common to all zones, 0.2 to 0.8", "1112",
          "share of the harvest's variance common to all zones",
          "作柄変動のうち全地域に共通な割合"),
    STATE(anchor_degc, "zone*month", "degC", "0", "mid-month temperature that keeps monthly means",
          "月平均を保つ月央気温"),
    STATE(anomaly, "zone", "1", "0", "temperature anomaly in standard deviations", "気温偏差"),
    STATE(wet_frac, "zone", "1", "0", "1 after a wet day", "前日が降水日なら1"),
    {ROW_AT(ROW_STATE, "pack_mm", pack_mm, "zone", "mm", "water in the snow on the ground",
            "積雪水量"),
     .value = "0", .lo = 0.0, .hi = 1e5},
    STATE(harvest_frac, "zone", "1", "1", "harvest of the crop year, mean 1", "作柄（平均1）"),
    RECORD(temp_degc, "zone", "degC", PASS_SPAN, AGG_MEAN, ACROSS_MEAN, BETTER_NEITHER,
           "daily mean temperature", "日平均気温"),
    RECORD(precip_mm, "zone", "mm", PASS_SPAN, AGG_SUM, ACROSS_MEAN, BETTER_NEITHER,
           "precipitation", "降水量"),
    RECORD(snow_mm, "zone", "mm", PASS_SPAN, AGG_MEAN, ACROSS_MEAN, BETTER_NEITHER,
           "water in the snow on the ground", "積雪水量"),
    OUTPUT(crop_frac, "zone", "1", PASS_SPAN, "harvest of the crop year, mean 1", "作柄（平均1）"),
};
_Static_assert(sizeof(PORTS) == COUNT_OF(weather_row) * sizeof(void *), "port without row");

/* Mid-month anchors whose straight-line interpolation has the normals as monthly means: a month's
 * mean is (before + 6 own + after) / 8. Each step halves the error at least. */
static void weather_anchor(const struct weather_ports *p, uint32_t zone)
{
    param_lane *want = p->normal_temp_degc + (size_t)zone * MONTHS;
    struct lane *have = p->anchor_degc + (size_t)zone * MONTHS;
    for (size_t m = 0; m < MONTHS; m++)
        have[m] = *want[m];
    for (int step = 0; step < 48; step++) {
        struct lane miss[MONTHS];
        for (size_t m = 0; m < MONTHS; m++) {
            const struct lane *a = &have[(m + 11) % MONTHS], *b = &have[(m + 1) % MONTHS];
            LANES_LOOP(l)
            {
                miss[m].v[l] = want[m]->v[l] - (a->v[l] + 6.0 * have[m].v[l] + b->v[l]) * 0.125;
            }
        }
        for (size_t m = 0; m < MONTHS; m++)
            LANES_LOOP(l) { have[m].v[l] += miss[m].v[l]; }
    }
}

/* What a zone's days of one month have in common. */
struct weather_month {
    struct lane lag, shared, own; /* anomaly: memory, weights of the two shocks */
    struct lane dry, keep;        /* chance of a wet day after a dry one, and what wet adds */
    struct lane log_dry, log_wet, amount; /* logarithms of both chances; mm on a mean wet day */
};

/* `remember` is 0 on the very first day, a free draw, and 1 after it. */
static void weather_month(const struct weather_ports *p, uint32_t zone, size_t month,
                          double remember, struct weather_month *w)
{
    const size_t m = (size_t)zone * MONTHS + month;
    const double per_day = 1.0 / month_days[month];
    const struct lane *wet_day = p->wet_day[m], *total = p->normal_precip_mm[m];
    const struct lane *rain_lag = p->wet_lag1_frac[zone], *lag = p->temp_lag1_frac[zone];
    const struct lane *part = p->temp_shared_frac[zone];
    LANES_LOOP(l)
    {
        const double phi = lag->v[l] * remember, keep = rain_lag->v[l] * remember;
        const double fresh = __builtin_sqrt(1.0 - phi * phi);
        const double share = lane_min(wet_day->v[l] * per_day, 1.0);
        const double dry = share * (1.0 - keep);
        w->lag.v[l] = phi;
        w->shared.v[l] = fresh * __builtin_sqrt(part->v[l]);
        w->own.v[l] = fresh * __builtin_sqrt(1.0 - part->v[l]);
        w->dry.v[l] = dry;
        w->keep.v[l] = keep;
        w->log_dry.v[l] = lane_max(dry, 1e-300);
        w->log_wet.v[l] = lane_max(dry + keep, 1e-300);
        w->amount.v[l] = lane_ratio(total->v[l], wet_day->v[l]);
    }
    num_lane_log_quick(&w->log_dry, &w->log_dry);
    num_lane_log_quick(&w->log_wet, &w->log_wet);
}

/* Temperature of one day: normals between two anchors, plus the anomaly. */
static void weather_temp(const struct weather_ports *p, const struct step *now, uint32_t zone,
                         uint32_t day, const struct weather_month *w, const struct lane *z_shared,
                         const struct lane *z_own)
{
    const double t = ((double)day + 0.5) / (double)now->n_day;
    const size_t row = (size_t)zone * MONTHS, m = now->month_of_year;
    const size_t left = row + (t < 0.5 ? (m + 11) % MONTHS : m);
    const size_t right = row + (t < 0.5 ? m : (m + 1) % MONTHS);
    const double weight = t < 0.5 ? t + 0.5 : t - 0.5;
    const struct lane *a = &p->anchor_degc[left], *b = &p->anchor_degc[right];
    const struct lane *sd = p->temp_sd_k[row + m], *shift = p->temp_shift_k[zone];
    struct lane *anomaly = &p->anomaly[zone];
    struct lane *temp = &p->temp_degc[(size_t)day * p->n_zone[0] + zone];
    LANES_LOOP(l)
    {
        const double shock = w->shared.v[l] * z_shared->v[l] + w->own.v[l] * z_own->v[l];
        const double x = w->lag.v[l] * anomaly->v[l] + shock;
        const double normal = a->v[l] + (b->v[l] - a->v[l]) * weight;
        anomaly->v[l] = x;
        temp->v[l] = normal + shift->v[l] + sd->v[l] * x;
    }
}

/* Precipitation and snow of one day; u is uniform, and below the chance of a wet day u / chance is
 * uniform again: one draw says whether and how much. */
static void weather_rain(const struct weather_ports *p, uint32_t zone, size_t at,
                         const struct weather_month *w, const struct lane *u)
{
    const struct lane *middle = p->snowfall_degc[zone], *melt = p->melt_mm_per_k_day[zone];
    const struct lane *temp = &p->temp_degc[at];
    struct lane *wet = &p->wet_frac[zone], *pack = &p->pack_mm[zone];
    struct lane *rain = &p->precip_mm[at], *snow = &p->snow_mm[at], log_u;
    num_lane_log_quick(&log_u, u);
    LANES_LOOP(l)
    {
        const double before_wet = wet->v[l], dry = w->dry.v[l], log_dry = w->log_dry.v[l];
        const double chance = dry + w->keep.v[l] * before_wet;
        const double log_chance = before_wet > 0.0 ? w->log_wet.v[l] : log_dry;
        /* -log(u / chance); rounding may leave it just below 0 */
        const double much = lane_max(log_chance - log_u.v[l], 0.0) * w->amount.v[l];
        const double is_wet = u->v[l] < chance ? 1.0 : 0.0;
        const double fall = is_wet * much;
        const double warm = temp->v[l];
        const double frozen = lane_clamp((middle->v[l] + 1.0 - warm) * 0.5, 0.0, 1.0);
        const double lying = pack->v[l] + fall * frozen;
        const double thaw = lane_min(lying, lane_max(warm, 0.0) * melt->v[l]);
        wet->v[l] = is_wet;
        rain->v[l] = fall;
        pack->v[l] = lying - thaw;
        snow->v[l] = lying - thaw;
    }
}

/* The crop year's harvest: drawn each July, and for the year under way when the run begins; its
 * address is the calendar year in which it was brought in. */
static void weather_harvest(const struct weather_ports *p, const struct step *now, uint32_t zone)
{
    const uint32_t year = now->month_of_year < HARVEST_MONTH ? now->year - 1 : now->year;
    struct lane shared, own;
    num_lane_normal(now->seed, now->future, 0, STREAM_CROP_YEAR, 0, year, &shared);
    num_lane_normal(now->seed, now->future, p->key[zone], STREAM_CROP_YEAR, 0, year, &own);
    const struct lane *sd = p->crop_sd_frac[zone], *part = p->crop_shared_frac[zone];
    struct lane *harvest = &p->harvest_frac[zone];
    LANES_LOOP(l)
    {
        const double z =
            __builtin_sqrt(part->v[l]) * shared.v[l] + __builtin_sqrt(1.0 - part->v[l]) * own.v[l];
        harvest->v[l] = lane_max(1.0 + sd->v[l] * z, 0.0);
    }
}

/* The month's shocks that all zones share; one address serves two days. */
static void weather_shared(const struct step *now, struct lane z[SPAN])
{
    struct lane even, odd;
    for (uint32_t day = 0; day < now->n_day; day++) {
        const uint32_t at = now->day0 + day;
        if (day == 0 || at % 2 == 0)
            num_lane_deviate2(now->seed, now->future, 0, STREAM_WEATHER_SHARED, 0, at / 2, &even,
                              &odd);
        z[day] = at % 2 == 0 ? even : odd;
    }
}

static void weather_zone(const struct weather_ports *p, const struct step *now, uint32_t zone,
                         const struct lane *shared)
{
    struct weather_month w;
    if (now->day0 == 0)
        weather_anchor(p, zone);
    if (now->day0 == 0 || now->month_of_year == HARVEST_MONTH)
        weather_harvest(p, now, zone);
    for (uint32_t day = 0; day < now->n_day; day++) {
        const uint32_t at = now->day0 + day;
        struct lane own, u;
        p->crop_frac[(size_t)day * p->n_zone[0] + zone] = p->harvest_frac[zone];
        if (day == 0 || at == 1)
            weather_month(p, zone, now->month_of_year, at == 0 ? 0.0 : 1.0, &w);
        num_lane_deviate_uniform(now->seed, now->future, p->key[zone], STREAM_WEATHER_ZONE, 0, at,
                                 &own, &u);
        weather_temp(p, now, zone, day, &w, &shared[day], &own);
        weather_rain(p, zone, (size_t)day * p->n_zone[0] + zone, &w, &u);
    }
}

static void weather_span(const struct step *now, const void *ports)
{
    struct lane shared[SPAN];
    weather_shared(now, shared);
    for (uint32_t zone = now->entity0; zone < now->entity1; zone++)
        weather_zone(ports, now, zone, shared);
}

extern const struct model MODEL_SYMBOL(weather);
const struct model MODEL_SYMBOL(weather) = {
    .name = "weather",
    .en = "weather and harvest of a climate zone",
    .ja = "気候区分ごとの天候と作柄",
    .dim = weather_dim,
    .n_dim = COUNT_OF(weather_dim),
    .row = weather_row,
    .n_row = COUNT_OF(weather_row),
    .ports_size = sizeof(PORTS),
    .span = weather_span,
};
