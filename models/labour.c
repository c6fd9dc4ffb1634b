/* labour.c - pools of people: who comes, what they work on, what they earn.
 *
 * A pool is a group in one town with its days, hours, wage, skill and pace at each task. The
 * town's kilns, stations and trucks say how many standard hours of each task they want; the pools'
 * hours are split so that the same fraction of every task is met, as large as the pools allow.
 * The split is balanced scaling (Sinkhorn's) of pace^8: each pool puts its hours on tasks in
 * proportion to pace^8 x price, and a task's price rises until every task is met alike. The high
 * power sends each pool to what it does comparatively best; shares are found once a month, and two
 * steps a day adjust them to who came: 96 % of the linear programme's optimum on average
 * (tests/test_labour.c). Then kilns, stations and trucks are each cut by what they themselves lack:
 * a driver missing does not stop the kiln. A pool that comes alone needs no search: what is wanted
 * takes so many of its hours, and all tasks are cut alike if it has fewer. Who can come and how
 * skilled they are is found once a month.
 *
 * Invariants: no pool works longer than it came, no task gets more than it wants, new + moved hours
 * = hours worked (modelling rule 12).
 *
 * Over 600 lines: the split is one piece, and one model is one file.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/rows.h"
#include "sim/num_lane.h"
#include <string.h>

/* Tasks are a kiln's steps, then staffing a station, then driving. */
enum { STEPS = 5, STAFF = 5, DRIVE = 6, TASKS = 7, DAYTYPES = 4, MONTHS = 12, PRICE_STEPS = 24 };

static const double never_h = 1e200;  /* hours that a pool needs for what it cannot do */
static const double full_day_h = 8.0; /* of one full-time place: Labour Standards Act, art. 32 */
static const double work_day = 1.4;   /* days of a week per working day */

struct labour_ports {
    const uint32_t *first, *key, *kiln_first, *station_first;
    param_lane *opens_day, *closes_day, *heads, *day_h, *attend_frac;
    param_lane *open_frac;   /* [labour*daytype] */
    param_lane *season_frac; /* [labour*month] */
    param_lane *pace_frac;   /* [labour*task] */
    param_lane *wage_yen_per_h, *baseline_frac, *welfare_frac;
    param_lane *places, *need_frac, *sick_day, *sick_home_frac, *care_day, *sick_swing_frac;
    param_lane *novice_frac, *learn_h, *leave_per_year, *instructor_frac;
    param_lane *kiln_opens_day, *kiln_closes_day, *batch_t, *capacity_t_per_day; /* [kiln] */
    param_lane *crew_h;                                                          /* [kiln*step] */
    const struct lane *crew_want_h;                                              /* [kiln*step] */
    param_lane *station_opens_day, *station_closes_day;                          /* [station] */
    const struct lane *usual_staff_h, *staff_want_h;                             /* [station] */
    const struct lane *usual_drive_h, *drive_want_h;                             /* [town] */
    struct lane *share_frac, *hour_per_h;                       /* [labour*task] once a month */
    struct lane *most_h, *mean_h, *spread_h, *instructor_per_h; /* [labour] once a month */
    struct lane *skill_frac, *known_heads, *practice_h;         /* [labour] */
    struct lane *next_draw, *came_h, *per_share_h;              /* [labour] */
    struct lane *crew_given_h;                                  /* [kiln*step] */
    struct lane *staff_given_h;                                 /* [station] */
    struct lane *task_h;                                        /* [town*task] */
    struct lane *work_h, *new_h, *wage_yen;                     /* [labour] */
    struct lane *drive_given_h, *moved_h, *welfare_h, *instructor_h; /* [town] */
};
#define PORTS struct labour_ports
#define BY_KIND "assumption for a pool of no known kind"

static const char *const task_name[TASKS] = {"load", "tend",  "unload", "crush",
                                             "bag",  "staff", "drive"};
static const char *const task_name_ja[TASKS] = {"詰込み", "火の番",         "取出し", "粉砕",
                                                "袋詰め", "ステーション番", "運転"};
static const char *const daytype_name[DAYTYPES] = {"weekday", "saturday", "sunday", "holiday"};
static const char *const daytype_name_ja[DAYTYPES] = {"平日", "土曜", "日曜", "祝日"};

static const struct dim_row labour_dim[] = {
    {.kind = DIM_ENTITY,
     .name = "labour",
     .list = "labour",
     .choice = "kind",
     .en = "labour pool",
     .ja = "働き手の集まり"},
    {.kind = DIM_FIXED,
     .name = "task",
     .label = task_name,
     .label_ja = task_name_ja,
     .n_label = TASKS,
     .en = "task",
     .ja = "作業"},
    {.kind = DIM_FIXED,
     .name = "daytype",
     .label = daytype_name,
     .label_ja = daytype_name_ja,
     .n_label = DAYTYPES,
     .en = "type of day",
     .ja = "曜日区分"},
};

static const struct row labour_row[] = {
    INDEX(first, "labour.first"),
    INDEX(key, "labour.key"),
    INDEX(kiln_first, "kiln.first"),
    INDEX(station_first, "station.first"),
    PARAM_OPENS("labour"),
    PARAM_CLOSES("labour"),
    PARAM_VARIES(heads, "heads", "labour", "person", "0", 0.0, 1e6,
                 "assumption: nobody unless stated", "0000",
                 "people in the pool (places of a B-type office)", "人数（B型は定員）"),
    PARAM(day_h, "hours", "labour", "h", "pert(3.5, 4.5, 6)", 0.0, 12.0, BY_KIND, "0000",
          "paid hours on a day of attendance", "出勤日の有給労働時間"),
    PARAM(attend_frac, "attendance", "labour", "1", "pert(0.75, 0.85, 0.95)", 0.0, 1.0, BY_KIND,
          "0000", "share of the pool that comes on an open day", "開所日の出勤率"),
    PARAM(open_frac, "open", "labour*daytype", "1", "1", 0.0, 1.0, BY_KIND, "0000",
          "1 on types of day when the pool works", "稼働する曜日区分なら1"),
    PARAM(season_frac, "season", "labour*month", "1", "1", 0.0, 1.0,
          "assumption: the same people all year unless stated", "0000",
          "share of the pool that is free in a month", "月別の就労可能割合"),
    PARAM(pace_frac, "pace", "labour*task", "1", "pert(0.5, 0.8, 1)", 0.0, 3.0, BY_KIND, "0000",
          "standard hours done in an hour by the practised; 0: the task is not for this pool",
          "標準作業者に対する習熟後の速さ（0は担当不可）"),
    PARAM_VARIES(
        wage_yen_per_h, "wage", "labour", "yen h-1", "1055", 0.0, 20000.0,
        "weighted national minimum wage of fiscal 2024, toms.or.jp/topics/detail/post-6141 "
        "(2025)",
        "3333", "pay per hour worked", "時給・工賃"),
    PARAM(baseline_frac, "baseline", "labour", "1", "pert(0, 0.2, 0.6)", 0.0, 1.0, BY_KIND, "0000",
          "share of these hours that would be worked elsewhere without the project",
          "事業がなくても他で働く時間の割合"),
    PARAM(welfare_frac, "welfare", "labour", "1", "0", 0.0, 1.0, BY_KIND, "0000",
          "1 for welfare employment", "福祉的就労なら1"),
    PARAM_VARIES(places, "childcare_places", "labour", "person", "1e6", 0.0, 1e6,
                 "assumption: places suffice unless stated", "0000",
                 "childcare places open to the pool", "利用できる保育の定員"),
    PARAM(need_frac, "childcare_need", "labour", "1", "0", 0.0, 1.0, BY_KIND, "0000",
          "share of the pool that can come only with a childcare place",
          "保育がないと働けない割合"),
    PARAM(sick_day, "sick_days", "labour", "day", "0", 0.0, 100.0, BY_KIND, "0000",
          "days of care a year that a child misses by illness", "子どもの年間病欠日数"),
    PARAM(sick_home_frac, "sick_home", "labour", "1", "0", 0.0, 1.0, BY_KIND, "0000",
          "share of a child's sick days on which the worker stays home", "病欠時に休む割合"),
    PARAM(care_day, "care_days", "labour", "day", "pert(200, 240, 290)", 100.0, 366.0,
          "assumption: school about 200 days, nursery with Saturdays up to 290", "0112",
          "days a year with nursery or school", "保育・学校の年間日数"),
    PARAM(sick_swing_frac, "sick_season", "labour", "1", "pert(0.1, 0.3, 0.6)", 0.0, 1.0,
          "assumption of the size; peak in July, low in June: Nohara et al. 2017, J. Tokyo Women's "
          "Medical Univ. 87(5)",
          "1122", "children's illness in July above and in June below the year's mean",
          "病欠の季節変動（7月多・6月少）"),
    PARAM(novice_frac, "novice", "labour", "1", "pert(0.5, 0.7, 0.9)", 0.05, 1.0,
          "assumption: beginners at 50 to 90 % of their later pace; no published figure for this "
          "work (1: no learning)",
          "0112", "a beginner's pace against the practised", "初心者の速さ（習熟後に対する比）"),
    PARAM(learn_h, "learning", "labour", "h", "pert(60, 200, 600)", 1.0, 1e5,
          "assumption: 60 to 600 hours; learning rates of 0.85 to 0.95 a doubling are usual for "
          "manual work, none is published for this",
          "0112", "hours a person works until 63 % of the gap is closed",
          "習熟差の63%が埋まる一人当たり時間"),
    PARAM(leave_per_year, "turnover", "labour", "year-1", "pert(0.05, 0.2, 0.4)", 0.0, 20.0,
          BY_KIND, "0000", "those who leave and are followed by beginners, per head",
          "離職率（年）"),
    PARAM(instructor_frac, "instructors", "labour", "1", "0", 0.0, 10.0, BY_KIND, "0000",
          "full-time instructors per person at work", "利用者一人当たりの職員数（常勤換算）"),
    INPUT_PARAM(kiln_opens_day, "kiln.opens_day", "kiln", "day", PASS_WANT, "opens on", "開始日"),
    INPUT_PARAM(kiln_closes_day, "kiln.closes_day", "kiln", "day", PASS_WANT, "closes on",
                "終了日"),
    INPUT_PARAM(batch_t, "kiln.batch_t", "kiln", "t", PASS_WANT, "most feed in one firing",
                "1回の最大投入量"),
    INPUT_PARAM(capacity_t_per_day, "kiln.capacity_t_per_day", "kiln", "t day-1", PASS_WANT,
                "most feed per open day", "1日の最大投入量"),
    INPUT_PARAM(crew_h, "kiln.crew_h", "kiln*step", "h", PASS_WANT,
                "standard hours of crew per firing", "1回当たりの標準作業時間"),
    INPUT(crew_want_h, "kiln.crew_want_h", "kiln*step", "h", PASS_ALLOT,
          "standard hours of crew wanted today", "今日必要な標準作業時間"),
    INPUT_PARAM(station_opens_day, "station.opens_day", "station", "day", PASS_ALLOT, "opens on",
                "開始日"),
    INPUT_PARAM(station_closes_day, "station.closes_day", "station", "day", PASS_ALLOT, "closes on",
                "終了日"),
    INPUT(usual_staff_h, "station.usual_staff_h", "station", "h", PASS_ALLOT,
          "hours of staff on a usual day", "通常日の番の時間"),
    INPUT(staff_want_h, "station.staff_want_h", "station", "h", PASS_ALLOT,
          "hours of staff wanted today", "今日必要な番の時間"),
    LAG(usual_drive_h, "transport.drive_want_h", "town", "h", LAG_MONTH, LAG_MEAN,
        "driving wanted a day last month", "前月の1日当たり運転時間"),
    INPUT(drive_want_h, "transport.drive_want_h", "town", "h", PASS_ALLOT,
          "hours of driving wanted today", "今日必要な運転時間"),
    STATE(share_frac, "labour*task", "1", "0",
          "share of a pool's hours put on a task in a usual month", "通常月の作業別時間割合"),
    STATE(hour_per_h, "labour*task", "1", "0", "hours of the pool per standard hour of a task",
          "標準作業1時間に要する時間"),
    STATE(most_h, "labour", "h", "0", "hours of a day if all who can come do", "全員出勤時の時間"),
    STATE(mean_h, "labour", "h", "0", "hours of a usual day", "通常日の労働時間"),
    STATE(spread_h, "labour", "h", "0", "standard deviation of the hours of a day",
          "1日の労働時間の標準偏差"),
    STATE(instructor_per_h, "labour", "1", "0", "instructors' hours per hour of the pool",
          "1時間当たりの職員時間"),
    STATE(skill_frac, "labour", "1", "0", "pace against the practised", "習熟度"),
    STATE(known_heads, "labour", "person", "0", "people whose skill is known",
          "習熟度に数えた人数"),
    STATE(practice_h, "labour", "h", "0", "hours worked since the month began", "今月の労働時間"),
    STATE(next_draw, "labour", "1", "0", "tomorrow's attendance draw", "翌日の出勤乱数"),
    OUTPUT(came_h, "labour", "h", PASS_ALLOT, "hours of those who came", "出勤者の労働時間"),
    OUTPUT(per_share_h, "labour", "h", PASS_ALLOT, "hours per adjusted share",
           "調整後割合当たりの時間"),
    OUTPUT(crew_given_h, "kiln*step", "h", PASS_ALLOT, "standard hours given to a kiln",
           "炭化炉に割り当てた標準作業時間"),
    OUTPUT(staff_given_h, "station", "h", PASS_ALLOT, "hours of staff given to a station",
           "ステーションに割り当てた時間"),
    RECORD_ADDS(task_h, "town*task", "h", PASS_ALLOT, AGG_SUM, ACROSS_SUM, BETTER_NEITHER,
                "standard hours done by task", "作業別の標準作業時間"),
    FLOW_ADDS(work_h, "labour", "h", PASS_ALLOT, MEDIUM_HOUR, HOLD_POOL_TIME, HOLD_WORK_DONE,
              AGG_SUM, BETTER_MORE, "hours worked", "労働時間"),
    RECORD_ADDS(new_h, "labour", "h", PASS_ALLOT, AGG_SUM, ACROSS_SUM, BETTER_MORE,
                "hours that nobody would have worked without the project", "事業で増えた労働時間"),
    FLOW_ADDS(wage_yen, "labour", "yen", PASS_ALLOT, MEDIUM_YEN, HOLD_WELFARE, HOLD_RESIDENTS,
              AGG_SUM, BETTER_MORE, "wages paid", "支払い賃金・工賃"),
    OUTPUT(drive_given_h, "town", "h", PASS_ALLOT, "hours of driving given", "割り当てた運転時間"),
    RECORD_ADDS(moved_h, "town", "h", PASS_ALLOT, AGG_SUM, ACROSS_SUM, BETTER_NEITHER,
                "hours moved from other work", "他の仕事から移った労働時間"),
    RECORD_ADDS(welfare_h, "town", "h", PASS_ALLOT, AGG_SUM, ACROSS_SUM, BETTER_MORE,
                "new hours of welfare employment", "増えた福祉的就労の時間"),
    RECORD_ADDS(instructor_h, "town", "h", PASS_ALLOT, AGG_SUM, ACROSS_SUM, BETTER_NEITHER,
                "hours of instructors that this work takes (not a limit)",
                "必要な職員の時間（制約ではない）"),
};
_Static_assert(sizeof(PORTS) == COUNT_OF(labour_row) * sizeof(void *), "port without row");

/* Skill now: those who joined since last month are beginners. */
static void labour_join(const struct labour_ports *p, uint32_t pool)
{
    const struct lane *heads = p->heads[pool], *novice = p->novice_frac[pool];
    struct lane *skill = &p->skill_frac[pool], *known = &p->known_heads[pool];
    LANES_LOOP(l)
    {
        const double n = heads->v[l], least = novice->v[l];
        const double stay = lane_ratio(lane_min(known->v[l], n), n);
        skill->v[l] = least + (skill->v[l] - least) * stay;
        known->v[l] = n;
    }
}

/* Hours of a day in this month: most, usual, and their spread. Those who need a childcare place
 * come as far as there are places; a child's illness keeps some at home. */
static void labour_month_hours(const struct labour_ports *p, uint32_t pool, size_t month)
{
    const double shape = month == 6 ? 1.0 : month == 5 ? -1.0 : 0.0; /* July high, June low */
    const struct lane *season = p->season_frac[(size_t)pool * MONTHS + month];
    const struct lane *heads = p->heads[pool], *hours = p->day_h[pool];
    const struct lane *attend = p->attend_frac[pool], *places = p->places[pool];
    const struct lane *need = p->need_frac[pool], *sick = p->sick_day[pool];
    const struct lane *home = p->sick_home_frac[pool], *care = p->care_day[pool];
    const struct lane *swing = p->sick_swing_frac[pool], *staff = p->instructor_frac[pool];
    struct lane *most = &p->most_h[pool], *mean = &p->mean_h[pool], *spread = &p->spread_h[pool];
    struct lane *guide = &p->instructor_per_h[pool];
    LANES_LOOP(l)
    {
        const double n = heads->v[l], tied = n * need->v[l], h = hours->v[l];
        const double able = ((n - tied) + lane_min(tied, places->v[l])) * season->v[l];
        const double ill = sick->v[l] / care->v[l] * (1.0 + swing->v[l] * shape);
        const double a = attend->v[l] * (1.0 - lane_min(ill * home->v[l], 1.0));
        most->v[l] = able * h;
        mean->v[l] = able * h * a;
        spread->v[l] = h * __builtin_sqrt(able * a * (1.0 - a));
        guide->v[l] = lane_ratio(staff->v[l] * full_day_h, h);
    }
}

/* A pool's hours per standard hour of each task at its skill; and its first inclinations: pace
 * relative to its best task, to the 8th power. */
static void labour_lean(const struct labour_ports *p, uint32_t pool)
{
    param_lane *pace = &p->pace_frac[(size_t)pool * TASKS];
    const struct lane *skill = &p->skill_frac[pool];
    struct lane *lean = &p->share_frac[(size_t)pool * TASKS], best = *pace[0];
    struct lane *hours = &p->hour_per_h[(size_t)pool * TASKS];
    for (size_t t = 1; t < TASKS; t++)
        LANES_LOOP(l) { best.v[l] = lane_max(best.v[l], pace[t]->v[l]); }
    for (size_t t = 0; t < TASKS; t++) {
        LANES_LOOP(l)
        {
            const double x = lane_ratio(pace[t]->v[l], best.v[l]);
            const double x2 = x * x, x4 = x2 * x2, per = pace[t]->v[l] * skill->v[l];
            const double h = lane_ratio(1.0, per);
            lean[t].v[l] = x4 * x4;
            hours[t].v[l] = per > 0.0 ? h : never_h;
        }
    }
}

/* One step of scaling: shares times prices, made to add up to 1 in each pool, and what the town's
 * usual hours then make of each task. */
static void labour_scale(const struct labour_ports *p, uint32_t town, const struct lane *price,
                         struct lane made[TASKS])
{
    memset(made, 0, TASKS * sizeof *made);
    for (uint32_t pool = p->first[town]; pool < p->first[town + 1]; pool++) {
        struct lane *share = &p->share_frac[(size_t)pool * TASKS];
        param_lane *pace = &p->pace_frac[(size_t)pool * TASKS];
        const struct lane *came = &p->came_h[pool], *skill = &p->skill_frac[pool];
        LANES_LOOP(l)
        {
            double s[TASKS], sum = 0.0;
            for (size_t t = 0; t < TASKS; t++) {
                s[t] = share[t].v[l] * price[t].v[l];
                sum += s[t];
            }
            const double k = lane_ratio(1.0, sum), h = came->v[l] * skill->v[l] * k;
            for (size_t t = 0; t < TASKS; t++) {
                share[t].v[l] = s[t] * k;
                made[t].v[l] += h * s[t] * pace[t]->v[l];
            }
        }
    }
}

/* A task's price is what it lacks; never so low that a pool forgets the task. */
static void labour_price(struct lane price[TASKS], const struct lane want[TASKS],
                         const struct lane made[TASKS])
{
    LANES_LOOP(l)
    {
        double sum_want = 0.0, sum_made = 0.0;
        for (size_t t = 0; t < TASKS; t++) {
            sum_want += want[t].v[l];
            sum_made += made[t].v[l];
        }
        for (size_t t = 0; t < TASKS; t++) {
            const double lack = lane_ratio(want[t].v[l] * sum_made, made[t].v[l] * sum_want);
            price[t].v[l] = lack > 0.0 ? lane_clamp(lack, 1e-3, 1e3) : 1.0;
        }
    }
}

/* The town's usual working day: hours of those who usually come, kilns at full work, stations'
 * usual staff, driving as last month. */
static void labour_usual(const struct labour_ports *p, uint32_t town, double day,
                         struct lane want[TASKS])
{
    for (uint32_t pool = p->first[town]; pool < p->first[town + 1]; pool++) {
        const struct lane *mean = &p->mean_h[pool], *opens = p->opens_day[pool];
        const struct lane *closes = p->closes_day[pool];
        struct lane *came = &p->came_h[pool];
        LANES_LOOP(l) { came->v[l] = mean->v[l] * rows_open(day, opens->v[l], closes->v[l]); }
    }
    memset(want, 0, TASKS * sizeof *want);
    for (uint32_t kiln = p->kiln_first[town]; kiln < p->kiln_first[town + 1]; kiln++) {
        param_lane *crew = &p->crew_h[(size_t)kiln * STEPS];
        const struct lane *batch = p->batch_t[kiln];
        const struct lane *rating = p->capacity_t_per_day[kiln];
        const struct lane *opens = p->kiln_opens_day[kiln], *closes = p->kiln_closes_day[kiln];
        LANES_LOOP(l)
        {
            const double open = rows_open(day, opens->v[l], closes->v[l]);
            const double firings = open * lane_ratio(rating->v[l], batch->v[l]);
            for (size_t t = 0; t < STEPS; t++)
                want[t].v[l] += firings * crew[t]->v[l];
        }
    }
    for (uint32_t s = p->station_first[town]; s < p->station_first[town + 1]; s++) {
        const struct lane *opens = p->station_opens_day[s], *closes = p->station_closes_day[s];
        const struct lane *usual = &p->usual_staff_h[s];
        struct lane *staff = &want[STAFF];
        LANES_LOOP(l) { staff->v[l] += usual->v[l] * rows_open(day, opens->v[l], closes->v[l]); }
    }
    LANES_LOOP(l) { want[DRIVE].v[l] = p->usual_drive_h[town].v[l] * work_day; }
}

/* Once a month: who can come, how skilled, and shares that serve the usual day in balance. */
static void labour_refresh(const struct labour_ports *p, const struct step *now, uint32_t town)
{
    struct lane made[TASKS], want[TASKS], price[TASKS];
    for (uint32_t pool = p->first[town]; pool < p->first[town + 1]; pool++) {
        labour_join(p, pool);
        labour_month_hours(p, pool, now->month_of_year);
        labour_lean(p, pool);
    }
    const uint32_t n_pool = p->first[town + 1] - p->first[town];
    if (n_pool < 2)
        return; /* never has to share */
    labour_usual(p, town, (double)now->day, want);
    for (size_t t = 0; t < TASKS; t++)
        LANES_LOOP(l) { price[t].v[l] = 1.0; }
    for (int step = 0; step < PRICE_STEPS; step++) {
        labour_scale(p, town, price, made);
        labour_price(price, want, made);
    }
}

/* Hours of those who come: a binomial share of the pool by its normal approximation; one address
 * serves two days. */
static void labour_come(const struct labour_ports *p, const struct step *now, uint32_t pool)
{
    const size_t type = now->holiday ? 3 : now->weekday < 5 ? 0 : now->weekday - 4;
    const struct lane *open = p->open_frac[(size_t)pool * DAYTYPES + type];
    const struct lane *most = &p->most_h[pool], *mean = &p->mean_h[pool];
    const struct lane *spread = &p->spread_h[pool];
    const struct lane *opens = p->opens_day[pool], *closes = p->closes_day[pool];
    struct lane *came = &p->came_h[pool], z = p->next_draw[pool];
    if (now->day % 2 == 0)
        num_lane_deviate2(now->seed, now->future, p->key[pool], STREAM_ATTENDANCE, 0, now->day / 2,
                          &z, &p->next_draw[pool]);
    const double day = (double)now->day;
    LANES_LOOP(l)
    {
        const double some = mean->v[l] + spread->v[l] * z.v[l];
        const double here = open->v[l] * rows_open(day, opens->v[l], closes->v[l]);
        came->v[l] = lane_clamp(some, 0.0, most->v[l]) * here;
    }
}

/* What kilns, stations and trucks each want of the hours of those who came, where one pool came
 * alone: over 1e199 if it cannot do it. */
struct crowd {
    struct lane came_h, pools, kiln_h, staff_h, drive_h;
};

static void labour_count(const struct labour_ports *p, uint32_t pool, const struct lane want[TASKS],
                         struct crowd *c)
{
    const struct lane *came = &p->came_h[pool], *per = &p->hour_per_h[(size_t)pool * TASKS];
    LANES_LOOP(l)
    {
        const double h = came->v[l], here = h > 0.0 ? 1.0 : 0.0;
        double kiln = 0.0;
        for (size_t t = 0; t < STEPS; t++)
            kiln += want[t].v[l] * per[t].v[l];
        c->came_h.v[l] += h;
        c->pools.v[l] += here;
        c->kiln_h.v[l] += here * kiln;
        c->staff_h.v[l] += here * (want[STAFF].v[l] * per[STAFF].v[l]);
        c->drive_h.v[l] += here * (want[DRIVE].v[l] * per[DRIVE].v[l]);
    }
}

/* Adds what a pool would make in its usual shares. */
static void labour_gather(const struct labour_ports *p, uint32_t pool, struct lane made[TASKS])
{
    const struct lane *share = &p->share_frac[(size_t)pool * TASKS], *came = &p->came_h[pool];
    param_lane *pace = &p->pace_frac[(size_t)pool * TASKS];
    const struct lane *skill = &p->skill_frac[pool];
    LANES_LOOP(l)
    {
        const double h = came->v[l] * skill->v[l];
        for (size_t t = 0; t < TASKS; t++)
            made[t].v[l] += h * share[t].v[l] * pace[t]->v[l];
    }
}

/* Shares moved by today's prices; adds what they make. */
static void labour_adjust(const struct labour_ports *p, uint32_t pool,
                          const struct lane price[TASKS], struct lane made[TASKS])
{
    const struct lane *share = &p->share_frac[(size_t)pool * TASKS], *came = &p->came_h[pool];
    param_lane *pace = &p->pace_frac[(size_t)pool * TASKS];
    const struct lane *skill = &p->skill_frac[pool];
    struct lane *per = &p->per_share_h[pool];
    LANES_LOOP(l)
    {
        double s[TASKS], sum = 0.0;
        for (size_t t = 0; t < TASKS; t++) {
            s[t] = share[t].v[l] * price[t].v[l];
            sum += s[t];
        }
        const double h = lane_ratio(came->v[l], sum), good = h * skill->v[l];
        per->v[l] = h;
        for (size_t t = 0; t < TASKS; t++)
            made[t].v[l] += good * s[t] * pace[t]->v[l];
    }
}

/* A town's day: sums over its pools. */
struct labour_day {
    struct lane moved_h, welfare_h, instructor_h;
};

/* What a pool worked, and what of it is new: idle hours go first, then those taken from others. */
static void labour_book(const struct labour_ports *p, uint32_t pool, const struct lane *hours,
                        struct labour_day *d)
{
    const struct lane *came = &p->came_h[pool], *base = p->baseline_frac[pool];
    const struct lane *wage = p->wage_yen_per_h[pool], *welfare = p->welfare_frac[pool];
    const struct lane *guide = &p->instructor_per_h[pool];
    struct lane *work = &p->work_h[pool], *new_h = &p->new_h[pool], *yen = &p->wage_yen[pool];
    struct lane *practice = &p->practice_h[pool];
    LANES_LOOP(l)
    {
        const double h = lane_min(hours->v[l], came->v[l]);
        const double fresh = lane_min(h, came->v[l] * (1.0 - base->v[l]));
        work->v[l] += h;
        new_h->v[l] += fresh;
        yen->v[l] += h * wage->v[l];
        practice->v[l] += h;
        d->moved_h.v[l] += h - fresh;
        d->welfare_h.v[l] += fresh * welfare->v[l];
        d->instructor_h.v[l] += h * guide->v[l];
    }
}

/* The same for a pool of several: its hours by the prices, or by `alone_h` where it came alone. */
static void labour_share(const struct labour_ports *p, uint32_t pool, const struct lane used[TASKS],
                         const struct crowd *c, const struct lane *alone_h, struct labour_day *d)
{
    const struct lane *lean = &p->share_frac[(size_t)pool * TASKS], *per = &p->per_share_h[pool];
    struct lane hours;
    LANES_LOOP(l)
    {
        double share = 0.0;
        for (size_t t = 0; t < TASKS; t++)
            share += lean[t].v[l] * used[t].v[l];
        const double h = per->v[l] * share, all = alone_h->v[l];
        hours.v[l] = c->pools.v[l] > 1.0 ? h : all;
    }
    labour_book(p, pool, &hours, d);
}

/* Gives each kiln what it wants of a task until the town's hours are used up, kilns in plan order:
 * whole firings in one kiln rather than parts of a firing in each. Stations likewise. */
static void labour_serve(const struct labour_ports *p, uint32_t town, struct lane left[TASKS])
{
    for (uint32_t kiln = p->kiln_first[town]; kiln < p->kiln_first[town + 1]; kiln++) {
        const struct lane *want = &p->crew_want_h[(size_t)kiln * STEPS];
        struct lane *given = &p->crew_given_h[(size_t)kiln * STEPS];
        for (size_t t = 0; t < STEPS; t++) {
            LANES_LOOP(l)
            {
                const double g = lane_min(want[t].v[l], left[t].v[l]);
                given[t].v[l] = g;
                left[t].v[l] -= g;
            }
        }
    }
    for (uint32_t s = p->station_first[town]; s < p->station_first[town + 1]; s++) {
        const struct lane *want = &p->staff_want_h[s];
        struct lane *given = &p->staff_given_h[s];
        LANES_LOOP(l)
        {
            const double g = lane_min(want->v[l], left[STAFF].v[l]);
            given->v[l] = g;
            left[STAFF].v[l] -= g;
        }
    }
    p->drive_given_h[town] = left[DRIVE];
}

static inline double labour_divisor(double made_h) /* 1 where nothing is made */
{
    return made_h > 0.0 ? lane_max(made_h, 1e-60) : 1.0;
}

/* Of each task, wanted / made; 0 where nothing is made. All seven for the price of two divisions
 * (Montgomery 1987, doi:10.1090/S0025-5718-1987-0866113-7): divisions are most of a town's day. */
static void labour_lack(const struct lane want[TASKS], const struct lane made[TASKS],
                        struct lane lack[TASKS])
{
    LANES_LOOP(l)
    {
        const double m0 = labour_divisor(made[0].v[l]), m1 = labour_divisor(made[1].v[l]);
        const double m2 = labour_divisor(made[2].v[l]), m3 = labour_divisor(made[3].v[l]);
        const double m4 = labour_divisor(made[4].v[l]), m5 = labour_divisor(made[5].v[l]);
        const double m6 = labour_divisor(made[6].v[l]);
        const double m01 = m0 * m1, m23 = m2 * m3, m45 = m4 * m5;
        const double kiln = 1.0 / (m01 * m23), rest = 1.0 / (m45 * m6);
        const double r01 = kiln * m23, r23 = kiln * m01, r45 = rest * m6;
        lack[0].v[l] = want[0].v[l] * (r01 * m1);
        lack[1].v[l] = want[1].v[l] * (r01 * m0);
        lack[2].v[l] = want[2].v[l] * (r23 * m3);
        lack[3].v[l] = want[3].v[l] * (r23 * m2);
        lack[4].v[l] = want[4].v[l] * (r45 * m5);
        lack[5].v[l] = want[5].v[l] * (r45 * m4);
        lack[6].v[l] = want[6].v[l] * (rest * m45);
    }
    for (size_t t = 0; t < TASKS; t++)
        LANES_LOOP(l)
        {
            const double x = lack[t].v[l];
            lack[t].v[l] = made[t].v[l] > 0.0 ? x : 0.0;
        }
}

/* What those who came can do at all: of a kiln's steps all or none. */
static void labour_doable(const struct lane want[TASKS], const struct lane made[TASKS],
                          struct lane can[TASKS])
{
    LANES_LOOP(l)
    {
        double stuck = 0.0;
        for (size_t t = 0; t < STEPS; t++) {
            const double w = want[t].v[l];
            stuck += made[t].v[l] > 0.0 ? 0.0 : w;
        }
        for (size_t t = 0; t < TASKS; t++) {
            const double w = want[t].v[l], stop = t < STEPS ? stuck : 0.0;
            const double some = made[t].v[l] > 0.0 ? w : 0.0;
            can[t].v[l] = stop > 0.0 ? 0.0 : some;
        }
    }
}

/* Prices of today: two steps from the usual shares. Leaves in `made` what the pools then make. */
static void labour_balance(const struct labour_ports *p, uint32_t town,
                           const struct lane want[TASKS], struct lane made[TASKS],
                           struct lane price[TASKS])
{
    struct lane lack[TASKS];
    labour_lack(want, made, lack);
    for (size_t t = 0; t < TASKS; t++)
        LANES_LOOP(l)
        {
            price[t].v[l] = lack[t].v[l] * lack[t].v[l]; /* long; the last step balances */
        }
    memset(made, 0, TASKS * sizeof *made);
    for (uint32_t pool = p->first[town]; pool < p->first[town + 1]; pool++)
        labour_adjust(p, pool, price, made);
    labour_lack(want, made, lack);
    for (size_t t = 0; t < TASKS; t++)
        LANES_LOOP(l) { price[t].v[l] *= lack[t].v[l]; }
    memset(made, 0, TASKS * sizeof *made);
    for (uint32_t pool = p->first[town]; pool < p->first[town + 1]; pool++)
        labour_adjust(p, pool, price, made);
}

/* Cuts the kilns' steps to the fraction that the worst served one reaches, staffing and driving to
 * their own: `given` standard hours, and `price` such that a pool's hours on a task are
 * per_share_h x share x price. */
static void labour_cut(const struct lane want[TASKS], const struct lane made[TASKS],
                       struct lane price[TASKS], struct lane given[TASKS])
{
    struct lane lack[TASKS], met[3]; /* kilns, stations, trucks */
    labour_lack(want, made, lack);
    LANES_LOOP(l)
    {
        double worst = 1.0;
        for (size_t t = 0; t < STEPS; t++)
            worst = lane_max(worst, lack[t].v[l]);
        const double staff = lane_max(lack[STAFF].v[l], 1.0);
        const double drive = lane_max(lack[DRIVE].v[l], 1.0), others = staff * drive;
        const double all = 1.0 / (worst * others);
        met[0].v[l] = lane_min(all * others, 1.0);
        met[1].v[l] = lane_min(all * (worst * drive), 1.0);
        met[2].v[l] = lane_min(all * (worst * staff), 1.0);
    }
    for (size_t t = 0; t < TASKS; t++) {
        const struct lane *part = &met[t < STEPS ? 0 : t - STAFF + 1];
        LANES_LOOP(l)
        {
            price[t].v[l] *= lack[t].v[l] * part->v[l];
            given[t].v[l] = want[t].v[l] * part->v[l];
        }
    }
}

/* Where one pool came alone: the fraction of kilns', stations' and trucks' wants that its hours
 * allow, 0 of what it cannot do; and its hours. */
static void labour_alone(const struct crowd *c, struct lane part[3], struct lane *hours)
{
    LANES_LOOP(l)
    {
        const double end = never_h * 1e-100, came = c->came_h.v[l];
        const double kiln = c->kiln_h.v[l], burns = kiln < end ? 1.0 : 0.0;
        const double staff = c->staff_h.v[l], staffs = staff < end ? 1.0 : 0.0;
        const double drive = c->drive_h.v[l], drives = drive < end ? 1.0 : 0.0;
        const double need = (kiln * burns + staff * staffs) + drive * drives;
        const double met = lane_ratio(came, lane_max(need, came)); /* 1 where they are enough */
        hours->v[l] = need;                                        /* booked up to what came */
        part[0].v[l] = met * burns;
        part[1].v[l] = met * staffs;
        part[2].v[l] = met * drives;
    }
}

/* A town with one pool. */
static void labour_single(const struct labour_ports *p, uint32_t town,
                          const struct lane want[TASKS], struct lane given[TASKS],
                          struct labour_day *d)
{
    const uint32_t pool = p->first[town];
    struct crowd c = {.came_h = {.v = {0}}};
    struct lane hours, part[3];
    labour_count(p, pool, want, &c);
    labour_alone(&c, part, &hours);
    for (size_t t = 0; t < TASKS; t++) {
        const struct lane *met = &part[t < STEPS ? 0 : t - STAFF + 1];
        LANES_LOOP(l) { given[t].v[l] = want[t].v[l] * met->v[l]; }
    }
    labour_book(p, pool, &hours, d);
}

/* A town with several pools; the same to the bit as labour_single where only one of them came. */
static void labour_several(const struct labour_ports *p, uint32_t town,
                           const struct lane want[TASKS], struct lane given[TASKS],
                           struct labour_day *d)
{
    struct lane made[TASKS] = {{.v = {0}}}, can[TASKS], price[TASKS], alone_h, part[3];
    struct crowd c = {.came_h = {.v = {0}}};
    for (uint32_t pool = p->first[town]; pool < p->first[town + 1]; pool++) {
        labour_count(p, pool, want, &c);
        labour_gather(p, pool, made);
    }
    labour_doable(want, made, can);
    labour_balance(p, town, can, made, price);
    labour_cut(can, made, price, given);
    labour_alone(&c, part, &alone_h);
    for (size_t t = 0; t < TASKS; t++) {
        const struct lane *met = &part[t < STEPS ? 0 : t - STAFF + 1];
        LANES_LOOP(l)
        {
            const double some = given[t].v[l], all = want[t].v[l] * met->v[l];
            given[t].v[l] = c.pools.v[l] > 1.0 ? some : all;
        }
    }
    for (uint32_t pool = p->first[town]; pool < p->first[town + 1]; pool++)
        labour_share(p, pool, price, &c, &alone_h, d);
}

/* A day on which nobody comes or nothing is wanted in any future: what labour_several would say. */
static void labour_rest(const struct labour_ports *p, uint32_t town, struct lane given[TASKS],
                        struct labour_day *d)
{
    const struct lane none = {.v = {0}};
    memset(given, 0, TASKS * sizeof *given);
    for (uint32_t pool = p->first[town]; pool < p->first[town + 1]; pool++) {
        p->per_share_h[pool] = none;
        labour_book(p, pool, &none, d);
    }
}

/* Standard hours wanted in the town by task; true if any future wants any. */
static bool labour_wanted(const struct labour_ports *p, uint32_t town, struct lane want[TASKS])
{
    memset(want, 0, TASKS * sizeof *want);
    for (uint32_t kiln = p->kiln_first[town]; kiln < p->kiln_first[town + 1]; kiln++) {
        const struct lane *crew = &p->crew_want_h[(size_t)kiln * STEPS];
        for (size_t t = 0; t < STEPS; t++)
            LANES_LOOP(l) { want[t].v[l] += crew[t].v[l]; }
    }
    for (uint32_t s = p->station_first[town]; s < p->station_first[town + 1]; s++)
        LANES_LOOP(l) { want[STAFF].v[l] += p->staff_want_h[s].v[l]; }
    want[DRIVE] = p->drive_want_h[town];
    for (size_t t = 0; t < TASKS; t++)
        if (num_lane_any(&want[t]))
            return true;
    return false;
}

static void labour_split(const struct labour_ports *p, const struct step *now, uint32_t town)
{
    const struct lane none = {.v = {0}};
    struct lane want[TASKS], given[TASKS], *sum = &p->task_h[(size_t)town * TASKS];
    struct labour_day d = {none, none, none};
    const bool wanted = labour_wanted(p, town, want);
    bool came = false;
    for (uint32_t pool = p->first[town]; pool < p->first[town + 1]; pool++) {
        labour_come(p, now, pool);
        came |= num_lane_any(&p->came_h[pool]);
    }
    if (p->first[town + 1] - p->first[town] == 1)
        labour_single(p, town, want, given, &d);
    else if (wanted && came)
        labour_several(p, town, want, given, &d);
    else
        labour_rest(p, town, given, &d);
    for (size_t t = 0; t < TASKS; t++)
        LANES_LOOP(l) { sum[t].v[l] += given[t].v[l]; }
    LANES_LOOP(l)
    {
        p->moved_h[town].v[l] += d.moved_h.v[l];
        p->welfare_h[town].v[l] += d.welfare_h.v[l];
        p->instructor_h[town].v[l] += d.instructor_h.v[l];
    }
    labour_serve(p, town, given);
}

static void labour_allot(const struct step *now, const void *ports)
{
    const struct labour_ports *p = ports;
    for (uint32_t town = now->town0; town < now->town1; town++) {
        if (rows_new_month(now))
            labour_refresh(p, now, town);
        labour_split(p, now, town);
    }
}

/* Practice brings a pool's people nearer to their full pace; those who leave take theirs along. */
static void labour_month(const struct step *now, const void *ports)
{
    const struct labour_ports *p = ports;
    for (uint32_t pool = p->first[now->town0]; pool < p->first[now->town1]; pool++) {
        const struct lane *heads = &p->known_heads[pool], *learn = p->learn_h[pool];
        const struct lane *leave = p->leave_per_year[pool], *novice = p->novice_frac[pool];
        struct lane *skill = &p->skill_frac[pool], *practice = &p->practice_h[pool], gap, stay;
        LANES_LOOP(l)
        {
            gap.v[l] = -lane_ratio(practice->v[l], heads->v[l] * learn->v[l]);
            stay.v[l] = leave->v[l] * (-1.0 / 12.0);
            practice->v[l] = 0.0;
        }
        num_lane_exp(&gap, &gap);
        num_lane_exp(&stay, &stay);
        LANES_LOOP(l)
        {
            const double least = novice->v[l], able = 1.0 - (1.0 - skill->v[l]) * gap.v[l];
            skill->v[l] = least + (able - least) * stay.v[l];
        }
    }
}

extern const struct model MODEL_SYMBOL(labour);
const struct model MODEL_SYMBOL(labour) = {
    .name = "labour",
    .en = "labour pools and how their hours meet the tasks",
    .ja = "働き手と作業への配分",
    .dim = labour_dim,
    .n_dim = COUNT_OF(labour_dim),
    .row = labour_row,
    .n_row = COUNT_OF(labour_row),
    .ports_size = sizeof(PORTS),
    .headline = {"work_h", "welfare_h", "wage_yen"},
    .day_allot = labour_allot,
    .month = labour_month,
};
