/* labour_rows.h - the table of the labour model: its dimensions, ports and rows (models/labour.c).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_LABOUR_ROWS_H
#define MODELS_LABOUR_ROWS_H
#include "models/rows.h"

/* Tasks are a kiln's steps, then staffing a station, then driving. */
enum { STEPS = 5, STAFF = 5, DRIVE = 6, TASKS = 7, DAYTYPES = 4, MONTHS = 12, PRICE_STEPS = 24 };

static const double never_h = 1e200;  /* hours that a pool needs for what it cannot do */
static const double full_day_h = 8.0; /* of one full-time place: Labour Standards Act, art. 32 */
static const double work_day = 1.4;   /* days of a week per working day */

struct labour_ports {
    const uint32_t *first, *key, *kiln_first, *station_first;
    const struct lane *opens_day, *closes_day, *heads, *day_h, *attend_frac;
    const struct lane *open_frac;   /* [labour*daytype] */
    const struct lane *season_frac; /* [labour*month] */
    const struct lane *pace_frac;   /* [labour*task] */
    const struct lane *wage_yen_per_h, *baseline_frac, *welfare_frac;
    const struct lane *places, *need_frac, *sick_day, *sick_home_frac, *care_day, *sick_swing_frac;
    const struct lane *novice_frac, *learn_h, *leave_per_year, *instructor_frac;
    const struct lane *kiln_opens_day, *kiln_closes_day, *batch_t, *capacity_t_per_day; /* [kiln] */
    const struct lane *crew_h, *crew_want_h;                    /* [kiln*step] */
    const struct lane *station_opens_day, *station_closes_day;  /* [station] */
    const struct lane *usual_staff_h, *staff_want_h;            /* [station] */
    const struct lane *usual_drive_h, *drive_want_h;            /* [town] */
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
    INPUT(kiln_opens_day, "kiln.opens_day", "kiln", "day", PASS_WANT, "opens on", "開始日"),
    INPUT(kiln_closes_day, "kiln.closes_day", "kiln", "day", PASS_WANT, "closes on", "終了日"),
    INPUT(batch_t, "kiln.batch_t", "kiln", "t", PASS_WANT, "most feed in one firing",
          "1回の最大投入量"),
    INPUT(capacity_t_per_day, "kiln.capacity_t_per_day", "kiln", "t day-1", PASS_WANT,
          "most feed per open day", "1日の最大投入量"),
    INPUT(crew_h, "kiln.crew_h", "kiln*step", "h", PASS_WANT, "standard hours of crew per firing",
          "1回当たりの標準作業時間"),
    INPUT(crew_want_h, "kiln.crew_want_h", "kiln*step", "h", PASS_ALLOT,
          "standard hours of crew wanted today", "今日必要な標準作業時間"),
    INPUT(station_opens_day, "station.opens_day", "station", "day", PASS_ALLOT, "opens on",
          "開始日"),
    INPUT(station_closes_day, "station.closes_day", "station", "day", PASS_ALLOT, "closes on",
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
    RECORD(task_h, "town*task", "h", PASS_ALLOT, AGG_SUM, ACROSS_SUM, BETTER_NEITHER,
           "standard hours done by task", "作業別の標準作業時間"),
    FLOW(work_h, "labour", "h", PASS_ALLOT, MEDIUM_HOUR, HOLD_POOL_TIME, HOLD_WORK_DONE, AGG_SUM,
         BETTER_MORE, "hours worked", "労働時間"),
    RECORD(new_h, "labour", "h", PASS_ALLOT, AGG_SUM, ACROSS_SUM, BETTER_MORE,
           "hours that nobody would have worked without the project", "事業で増えた労働時間"),
    FLOW(wage_yen, "labour", "yen", PASS_ALLOT, MEDIUM_YEN, HOLD_WELFARE, HOLD_RESIDENTS, AGG_SUM,
         BETTER_MORE, "wages paid", "支払い賃金・工賃"),
    OUTPUT(drive_given_h, "town", "h", PASS_ALLOT, "hours of driving given", "割り当てた運転時間"),
    RECORD(moved_h, "town", "h", PASS_ALLOT, AGG_SUM, ACROSS_SUM, BETTER_NEITHER,
           "hours moved from other work", "他の仕事から移った労働時間"),
    RECORD(welfare_h, "town", "h", PASS_ALLOT, AGG_SUM, ACROSS_SUM, BETTER_MORE,
           "new hours of welfare employment", "増えた福祉的就労の時間"),
    RECORD(instructor_h, "town", "h", PASS_ALLOT, AGG_SUM, ACROSS_SUM, BETTER_NEITHER,
           "hours of instructors that this work takes (not a limit)",
           "必要な職員の時間（制約ではない）"),
};
_Static_assert(sizeof(PORTS) == COUNT_OF(labour_row) * sizeof(void *), "port without row");
#endif
