/* labour.c - pools of people: who comes, what they work on, what they earn.
 *
 * A pool is a group in one town with its days, hours, wage and pace at each task. Kilns of the town
 * say how many standard hours of each task they want; the pools' hours are split so that the same
 * fraction of every task is met, as large as the pools allow.
 * The split is balanced scaling (Sinkhorn's) of pace^8: each pool puts its hours on tasks in
 * proportion to pace^8 x price, and a task's price rises until every task is met alike. The high
 * power sends each pool to what it does comparatively best; shares are found once a month, and two
 * steps a day adjust them to who came: 97 % of the linear programme's optimum on average
 * (tests/test_labour.c). A pool that comes alone needs no search: what is wanted takes so many of
 * its hours, and all tasks are cut alike if it has fewer.
 *
 * Invariants: no pool works longer than it came, no task gets more than it wants, new + moved hours
 * = hours worked (modelling rule 12).
 *
 * Over 400 lines: rows and the split over tasks belong together, and one model is one file.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/rows.h"
#include "sim/num_lane.h"
#include <string.h>

enum { TASKS = 4, DAYTYPES = 4, PRICE_STEPS = 24 };
static const double never_h = 1e200; /* hours that a pool needs for what it cannot do */

struct labour_ports {
    const uint32_t *first, *key, *kiln_first;
    const struct lane *opens_day, *closes_day, *heads, *day_h, *attend_frac;
    const struct lane *open_frac; /* [labour*daytype] */
    const struct lane *pace_frac; /* [labour*task] */
    const struct lane *wage_yen_per_h, *baseline_frac, *welfare_frac;
    const struct lane *kiln_opens_day, *kiln_closes_day, *batch_t, *capacity_t_per_day; /* [kiln] */
    const struct lane *crew_h, *crew_want_h; /* [kiln*task] */
    struct lane *share_frac, *made_frac;     /* [labour*task] once a month */
    struct lane *hour_per_h;                 /* [labour*task] the pool's hours per standard hour */
    struct lane *spread_h;                   /* [labour] standard deviation of the day's hours */
    struct lane *next_draw, *came_h, *per_share_h; /* [labour] */
    struct lane *crew_given_h;                     /* [kiln*task] */
    struct lane *task_h;                           /* [town*task] */
    struct lane *work_h, *new_h, *wage_yen;        /* [labour] */
    struct lane *moved_h, *welfare_h;              /* [town] */
};
#define PORTS struct labour_ports
#define BY_KIND "assumption for a pool of no known kind"

static const char *const task_name[TASKS] = {"load", "tend", "unload", "bag"};
static const char *const task_name_ja[TASKS] = {"詰込み", "火の番", "取出し", "袋詰め"};
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
    PARAM(pace_frac, "pace", "labour*task", "1", "pert(0.5, 0.8, 1)", 0.0, 3.0, BY_KIND, "0000",
          "standard hours done in an hour; 0: the task is not for this pool",
          "標準作業者に対する速さ（0は担当不可）"),
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
    INPUT(kiln_opens_day, "kiln.opens_day", "kiln", "day", PASS_WANT, "opens on", "開始日"),
    INPUT(kiln_closes_day, "kiln.closes_day", "kiln", "day", PASS_WANT, "closes on", "終了日"),
    INPUT(batch_t, "kiln.batch_t", "kiln", "t", PASS_WANT, "most feed in one firing",
          "1回の最大投入量"),
    INPUT(capacity_t_per_day, "kiln.capacity_t_per_day", "kiln", "t day-1", PASS_WANT,
          "most feed per open day", "1日の最大投入量"),
    INPUT(crew_h, "kiln.crew_h", "kiln*task", "h", PASS_WANT, "standard hours of crew per firing",
          "1回当たりの標準作業時間"),
    INPUT(crew_want_h, "kiln.crew_want_h", "kiln*task", "h", PASS_ALLOT,
          "standard hours of crew wanted today", "今日必要な標準作業時間"),
    STATE(share_frac, "labour*task", "1", "0",
          "share of a pool's hours put on a task in a usual month", "通常月の作業別時間割合"),
    STATE(made_frac, "labour*task", "1", "0", "standard hours of a task made per hour of the pool",
          "1時間当たりの標準作業時間"),
    STATE(hour_per_h, "labour*task", "1", "0", "hours of the pool per standard hour of a task",
          "標準作業1時間に要する時間"),
    STATE(spread_h, "labour", "h", "0", "standard deviation of the hours of a day",
          "1日の労働時間の標準偏差"),
    STATE(next_draw, "labour", "1", "0", "tomorrow's attendance draw", "翌日の出勤乱数"),
    OUTPUT(came_h, "labour", "h", PASS_ALLOT, "hours of those who came", "出勤者の労働時間"),
    OUTPUT(per_share_h, "labour", "h", PASS_ALLOT, "hours per adjusted share",
           "調整後割合当たりの時間"),
    OUTPUT(crew_given_h, "kiln*task", "h", PASS_ALLOT, "standard hours given to a kiln",
           "炭化炉に割り当てた標準作業時間"),
    RECORD(task_h, "town*task", "h", PASS_ALLOT, AGG_SUM, ACROSS_SUM, BETTER_NEITHER,
           "standard hours done by task", "作業別の標準作業時間"),
    FLOW(work_h, "labour", "h", PASS_ALLOT, MEDIUM_HOUR, HOLD_POOL_TIME, HOLD_WORK_DONE, AGG_SUM,
         BETTER_MORE, "hours worked for kilns", "炭化の労働時間"),
    RECORD(new_h, "labour", "h", PASS_ALLOT, AGG_SUM, ACROSS_SUM, BETTER_MORE,
           "hours that nobody would have worked without the project", "事業で増えた労働時間"),
    FLOW(wage_yen, "labour", "yen", PASS_ALLOT, MEDIUM_YEN, HOLD_WELFARE, HOLD_RESIDENTS, AGG_SUM,
         BETTER_MORE, "wages paid", "支払い賃金・工賃"),
    RECORD(moved_h, "town", "h", PASS_ALLOT, AGG_SUM, ACROSS_SUM, BETTER_NEITHER,
           "hours moved from other work", "他の仕事から移った労働時間"),
    RECORD(welfare_h, "town", "h", PASS_ALLOT, AGG_SUM, ACROSS_SUM, BETTER_MORE,
           "new hours of welfare employment", "増えた福祉的就労の時間"),
};
_Static_assert(sizeof(PORTS) == COUNT_OF(labour_row) * sizeof(void *), "port without row");

/* A pool's hours per standard hour of each task, and the spread of its daily hours. */
static void labour_know(const struct labour_ports *p, uint32_t pool)
{
    for (size_t t = (size_t)pool * TASKS; t < (size_t)(pool + 1) * TASKS; t++) {
        const struct lane *pace = &p->pace_frac[t];
        struct lane *hours = &p->hour_per_h[t];
        LANES_LOOP(l)
        {
            const double able = pace->v[l] > 0.0 ? 1.0 : 0.0;
            hours->v[l] = able > 0.0 ? lane_ratio(1.0, pace->v[l]) : never_h;
        }
    }
    const struct lane *heads = &p->heads[pool], *hours = &p->day_h[pool];
    const struct lane *attend = &p->attend_frac[pool];
    struct lane *spread = &p->spread_h[pool];
    LANES_LOOP(l)
    {
        const double a = attend->v[l];
        spread->v[l] = hours->v[l] * __builtin_sqrt(heads->v[l] * a * (1.0 - a));
    }
}

/* A pool's first inclinations: pace relative to its best task, to the 8th power. */
static void labour_lean(const struct labour_ports *p, uint32_t pool)
{
    const struct lane *pace = &p->pace_frac[(size_t)pool * TASKS];
    struct lane *lean = &p->share_frac[(size_t)pool * TASKS], best = pace[0];
    for (size_t t = 1; t < TASKS; t++)
        LANES_LOOP(l) { best.v[l] = lane_max(best.v[l], pace[t].v[l]); }
    for (size_t t = 0; t < TASKS; t++) {
        LANES_LOOP(l)
        {
            const double x = lane_ratio(pace[t].v[l], best.v[l]);
            const double x2 = x * x, x4 = x2 * x2;
            lean[t].v[l] = x4 * x4;
        }
    }
}

/* One step of scaling: shares times prices, made to add up to 1 in each pool, and what the town's
 * usual hours then make of each task. */
static void labour_scale(const struct labour_ports *p, uint32_t town, const struct lane *price,
                         struct lane made[TASKS])
{
    for (size_t t = 0; t < TASKS; t++)
        made[t] = (struct lane){.v = {0}};
    for (uint32_t pool = p->first[town]; pool < p->first[town + 1]; pool++) {
        struct lane *share = &p->share_frac[(size_t)pool * TASKS];
        const struct lane *pace = &p->pace_frac[(size_t)pool * TASKS], *came = &p->came_h[pool];
        LANES_LOOP(l)
        {
            const double s0 = share[0].v[l] * price[0].v[l], s1 = share[1].v[l] * price[1].v[l];
            const double s2 = share[2].v[l] * price[2].v[l], s3 = share[3].v[l] * price[3].v[l];
            const double k = lane_ratio(1.0, (s0 + s1) + (s2 + s3));
            const double h = came->v[l] * k;
            share[0].v[l] = s0 * k;
            share[1].v[l] = s1 * k;
            share[2].v[l] = s2 * k;
            share[3].v[l] = s3 * k;
            made[0].v[l] += h * s0 * pace[0].v[l];
            made[1].v[l] += h * s1 * pace[1].v[l];
            made[2].v[l] += h * s2 * pace[2].v[l];
            made[3].v[l] += h * s3 * pace[3].v[l];
        }
    }
}

/* A task's price is what it lacks; never so low that a pool forgets the task. */
static void labour_price(struct lane price[TASKS], const struct lane want[TASKS],
                         const struct lane made[TASKS])
{
    struct lane sum_want = {.v = {0}}, sum_made = {.v = {0}};
    for (size_t t = 0; t < TASKS; t++) {
        LANES_LOOP(l)
        {
            sum_want.v[l] += want[t].v[l];
            sum_made.v[l] += made[t].v[l];
        }
    }
    for (size_t t = 0; t < TASKS; t++) {
        LANES_LOOP(l)
        {
            const double lack =
                lane_ratio(want[t].v[l] * sum_made.v[l], made[t].v[l] * sum_want.v[l]);
            price[t].v[l] = lack > 0.0 ? lane_clamp(lack, 1e-3, 1e3) : 1.0;
        }
    }
}

/* The town's usual month: hours of those who usually come, tasks of kilns at full work. */
static void labour_usual(const struct labour_ports *p, uint32_t town, double day,
                         struct lane want[TASKS])
{
    for (uint32_t pool = p->first[town]; pool < p->first[town + 1]; pool++) {
        LANES_LOOP(l)
        {
            p->came_h[pool].v[l] =
                p->heads[pool].v[l] * p->attend_frac[pool].v[l] * p->day_h[pool].v[l] *
                rows_open(day, p->opens_day[pool].v[l], p->closes_day[pool].v[l]);
        }
    }
    for (size_t t = 0; t < TASKS; t++)
        want[t] = (struct lane){.v = {0}};
    for (uint32_t kiln = p->kiln_first[town]; kiln < p->kiln_first[town + 1]; kiln++) {
        for (size_t t = 0; t < TASKS; t++) {
            const struct lane *crew = &p->crew_h[(size_t)kiln * TASKS + t];
            LANES_LOOP(l)
            {
                const double open =
                    rows_open(day, p->kiln_opens_day[kiln].v[l], p->kiln_closes_day[kiln].v[l]);
                want[t].v[l] += open * crew->v[l] *
                                lane_ratio(p->capacity_t_per_day[kiln].v[l], p->batch_t[kiln].v[l]);
            }
        }
    }
}

/* Once a month: shares that serve the usual month in balance. */
static void labour_refresh(const struct labour_ports *p, uint32_t town, double day)
{
    struct lane made[TASKS], want[TASKS], price[TASKS];
    for (uint32_t pool = p->first[town]; pool < p->first[town + 1]; pool++) {
        labour_know(p, pool);
        labour_lean(p, pool);
    }
    const uint32_t n_pool = p->first[town + 1] - p->first[town];
    if (n_pool < 2)
        return; /* never has to share */
    labour_usual(p, town, day, want);
    for (size_t t = 0; t < TASKS; t++)
        LANES_LOOP(l) { price[t].v[l] = 1.0; }
    for (int step = 0; step < PRICE_STEPS; step++) {
        labour_scale(p, town, price, made);
        labour_price(price, want, made);
    }
    for (uint32_t pool = p->first[town]; pool < p->first[town + 1]; pool++) {
        for (size_t t = (size_t)pool * TASKS; t < (size_t)(pool + 1) * TASKS; t++) {
            const struct lane *share = &p->share_frac[t], *pace = &p->pace_frac[t];
            struct lane *yields = &p->made_frac[t];
            LANES_LOOP(l) { yields->v[l] = share->v[l] * pace->v[l]; }
        }
    }
}

static void labour_want(const struct step *now, const void *ports)
{
    const struct labour_ports *p = ports;
    if (rows_new_month(now))
        for (uint32_t town = now->town0; town < now->town1; town++)
            labour_refresh(p, town, (double)now->day);
}

/* Hours of those who come: a binomial share of the pool by its normal approximation; one address
 * serves two days. */
static void labour_come(const struct labour_ports *p, const struct step *now, uint32_t pool)
{
    const size_t type = now->holiday ? 3 : now->weekday < 5 ? 0 : now->weekday - 4;
    const struct lane *open = &p->open_frac[(size_t)pool * DAYTYPES + type];
    const struct lane *heads = &p->heads[pool], *hours = &p->day_h[pool];
    const struct lane *attend = &p->attend_frac[pool], *spread = &p->spread_h[pool];
    const struct lane *opens = &p->opens_day[pool], *closes = &p->closes_day[pool];
    struct lane *came = &p->came_h[pool], z = p->next_draw[pool];
    if (now->day % 2 == 0)
        num_lane_deviate2(now->seed, now->future, p->key[pool], STREAM_ATTENDANCE, 0, now->day / 2,
                          &z, &p->next_draw[pool]);
    const double day = (double)now->day;
    LANES_LOOP(l)
    {
        const double most = heads->v[l] * hours->v[l];
        const double some = most * attend->v[l] + spread->v[l] * z.v[l];
        const double here = open->v[l] * rows_open(day, opens->v[l], closes->v[l]);
        came->v[l] = lane_clamp(some, 0.0, most) * here;
    }
}

/* Those who came, added up: what they would make in their usual shares; hours, pools, and hours
 * that what is wanted would take of them - which is of use where one pool came alone. */
struct crowd {
    struct lane came_h, pools, need_h;
};

static void labour_gather(const struct labour_ports *p, uint32_t pool,
                          const struct lane want[TASKS], struct lane made[TASKS], struct crowd *c)
{
    const struct lane *came = &p->came_h[pool], *yields = &p->made_frac[(size_t)pool * TASKS];
    const struct lane *per = &p->hour_per_h[(size_t)pool * TASKS];
    LANES_LOOP(l)
    {
        const double h = came->v[l];
        const double need = (want[0].v[l] * per[0].v[l] + want[1].v[l] * per[1].v[l]) +
                            (want[2].v[l] * per[2].v[l] + want[3].v[l] * per[3].v[l]);
        made[0].v[l] += h * yields[0].v[l];
        made[1].v[l] += h * yields[1].v[l];
        made[2].v[l] += h * yields[2].v[l];
        made[3].v[l] += h * yields[3].v[l];
        c->came_h.v[l] += h;
        c->pools.v[l] += h > 0.0 ? 1.0 : 0.0;
        c->need_h.v[l] += h > 0.0 ? need : 0.0;
    }
}

/* Shares moved by today's prices; adds what they make. */
static void labour_adjust(const struct labour_ports *p, uint32_t pool,
                          const struct lane price[TASKS], struct lane made[TASKS])
{
    const struct lane *share = &p->share_frac[(size_t)pool * TASKS], *came = &p->came_h[pool];
    const struct lane *yields = &p->made_frac[(size_t)pool * TASKS];
    struct lane *per = &p->per_share_h[pool];
    LANES_LOOP(l)
    {
        const double r0 = price[0].v[l], r1 = price[1].v[l];
        const double r2 = price[2].v[l], r3 = price[3].v[l];
        const double sum =
            (share[0].v[l] * r0 + share[1].v[l] * r1) + (share[2].v[l] * r2 + share[3].v[l] * r3);
        const double h = lane_ratio(came->v[l], sum);
        per->v[l] = h;
        made[0].v[l] += h * (yields[0].v[l] * r0);
        made[1].v[l] += h * (yields[1].v[l] * r1);
        made[2].v[l] += h * (yields[2].v[l] * r2);
        made[3].v[l] += h * (yields[3].v[l] * r3);
    }
}

/* What a pool worked, and what of it is new: idle hours go first, then hours taken from elsewhere.
 */
static void labour_book(const struct labour_ports *p, uint32_t pool, uint32_t town,
                        const struct lane *hours)
{
    const struct lane *came = &p->came_h[pool], *base = &p->baseline_frac[pool];
    const struct lane *wage = &p->wage_yen_per_h[pool], *welfare = &p->welfare_frac[pool];
    struct lane *work = &p->work_h[pool], *new_h = &p->new_h[pool], *yen = &p->wage_yen[pool];
    struct lane *moved = &p->moved_h[town], *welfare_h = &p->welfare_h[town];
    LANES_LOOP(l)
    {
        const double h = lane_min(hours->v[l], came->v[l]);
        const double fresh = lane_min(h, came->v[l] * (1.0 - base->v[l]));
        work->v[l] = h;
        new_h->v[l] = fresh;
        yen->v[l] = h * wage->v[l];
        moved->v[l] += h - fresh;
        welfare_h->v[l] += fresh * welfare->v[l];
    }
}

/* The same for a pool of several: its hours by the prices, or by `alone_h` where it came alone. */
static void labour_share(const struct labour_ports *p, uint32_t pool, uint32_t town,
                         const struct lane used[TASKS], const struct crowd *c,
                         const struct lane *alone_h)
{
    const struct lane *lean = &p->share_frac[(size_t)pool * TASKS], *per = &p->per_share_h[pool];
    struct lane hours;
    LANES_LOOP(l)
    {
        const double share = (lean[0].v[l] * used[0].v[l] + lean[1].v[l] * used[1].v[l]) +
                             (lean[2].v[l] * used[2].v[l] + lean[3].v[l] * used[3].v[l]);
        const double h = per->v[l] * share, all = alone_h->v[l];
        hours.v[l] = c->pools.v[l] > 1.0 ? h : all;
    }
    labour_book(p, pool, town, &hours);
}

/* Gives each kiln what it wants of a task until the town's hours are used up, kilns in plan order:
 * whole firings in one kiln rather than parts of a firing in each. */
static void labour_serve(const struct labour_ports *p, uint32_t town)
{
    struct lane left[TASKS];
    memcpy(left, &p->task_h[(size_t)town * TASKS], sizeof left);
    for (uint32_t kiln = p->kiln_first[town]; kiln < p->kiln_first[town + 1]; kiln++) {
        const struct lane *want = &p->crew_want_h[(size_t)kiln * TASKS];
        struct lane *given = &p->crew_given_h[(size_t)kiln * TASKS];
        for (size_t t = 0; t < TASKS; t++) {
            LANES_LOOP(l)
            {
                const double g = lane_min(want[t].v[l], left[t].v[l]);
                given[t].v[l] = g;
                left[t].v[l] -= g;
            }
        }
    }
}

/* 1 / made of all four tasks for the price of one division (Montgomery 1987, doi:10.1090/
 * S0025-5718-1987-0866113-7): divisions are most of a town's day. 1 where nothing is made. */
static void labour_reciprocal(const struct lane made[TASKS], struct lane r[TASKS])
{
    LANES_LOOP(l)
    {
        const double m0 = made[0].v[l] > 0.0 ? lane_max(made[0].v[l], 1e-60) : 1.0;
        const double m1 = made[1].v[l] > 0.0 ? lane_max(made[1].v[l], 1e-60) : 1.0;
        const double m2 = made[2].v[l] > 0.0 ? lane_max(made[2].v[l], 1e-60) : 1.0;
        const double m3 = made[3].v[l] > 0.0 ? lane_max(made[3].v[l], 1e-60) : 1.0;
        const double m01 = m0 * m1, m23 = m2 * m3, all = 1.0 / (m01 * m23);
        const double r01 = all * m23, r23 = all * m01;
        r[0].v[l] = r01 * m1;
        r[1].v[l] = r01 * m0;
        r[2].v[l] = r23 * m3;
        r[3].v[l] = r23 * m2;
    }
}

/* Prices of today: two steps from the usual shares. Leaves in `made` what the pools then make. */
static void labour_balance(const struct labour_ports *p, uint32_t town,
                           const struct lane want[TASKS], struct lane made[TASKS],
                           struct lane price[TASKS])
{
    struct lane per[TASKS];
    labour_reciprocal(made, per);
    for (size_t t = 0; t < TASKS; t++) {
        LANES_LOOP(l)
        {
            const double lack = made[t].v[l] > 0.0 ? want[t].v[l] * per[t].v[l] : 0.0;
            price[t].v[l] = lack * lack; /* a long first step; the last one balances */
            made[t].v[l] = 0.0;
        }
    }
    for (uint32_t pool = p->first[town]; pool < p->first[town + 1]; pool++)
        labour_adjust(p, pool, price, made);
    labour_reciprocal(made, per);
    for (size_t t = 0; t < TASKS; t++) {
        LANES_LOOP(l)
        {
            const double lack = made[t].v[l] > 0.0 ? want[t].v[l] * per[t].v[l] : 0.0;
            price[t].v[l] *= lack;
            made[t].v[l] = 0.0;
        }
    }
    for (uint32_t pool = p->first[town]; pool < p->first[town + 1]; pool++)
        labour_adjust(p, pool, price, made);
}

/* Cuts all tasks to the fraction that the worst served one reaches: `given` standard hours, and
 * `price` such that a pool's hours on a task are per_share_h x share x price. */
static void labour_cut(const struct lane want[TASKS], const struct lane made[TASKS],
                       struct lane price[TASKS], struct lane given[TASKS])
{
    struct lane met, per[TASKS];
    labour_reciprocal(made, per);
    LANES_LOOP(l) { met.v[l] = 1.0; }
    for (size_t t = 0; t < TASKS; t++) {
        LANES_LOOP(l)
        {
            const double some = want[t].v[l] * per[t].v[l];
            const double none = want[t].v[l] * 1e200; /* wanted, and nobody can: no end */
            const double lack = made[t].v[l] > 0.0 ? some : none;
            price[t].v[l] *= lack;
            met.v[l] = lane_max(met.v[l], lack);
        }
    }
    LANES_LOOP(l)
    {
        const double worst = met.v[l], part = 1.0 / worst;
        met.v[l] = worst < 1e100 ? part : 0.0;
    }
    for (size_t t = 0; t < TASKS; t++) {
        LANES_LOOP(l)
        {
            price[t].v[l] *= met.v[l];
            given[t].v[l] = want[t].v[l] * met.v[l];
        }
    }
}

/* Where one pool came alone: the fraction of everything wanted that its hours allow. */
static inline double labour_alone(double came_h, double need_h)
{
    const double part = lane_ratio(came_h, lane_max(need_h, came_h)); /* 1 where they are enough */
    return need_h < never_h * 1e-100 ? part : 0.0;
}

/* A town with one pool. */
static void labour_single(const struct labour_ports *p, uint32_t town,
                          const struct lane want[TASKS], struct lane given[TASKS])
{
    const uint32_t pool = p->first[town];
    const struct lane *per = &p->hour_per_h[(size_t)pool * TASKS], *came = &p->came_h[pool];
    struct lane hours;
    LANES_LOOP(l)
    {
        const double need = (want[0].v[l] * per[0].v[l] + want[1].v[l] * per[1].v[l]) +
                            (want[2].v[l] * per[2].v[l] + want[3].v[l] * per[3].v[l]);
        const double met = labour_alone(came->v[l], need);
        hours.v[l] = need * met;
        given[0].v[l] = want[0].v[l] * met;
        given[1].v[l] = want[1].v[l] * met;
        given[2].v[l] = want[2].v[l] * met;
        given[3].v[l] = want[3].v[l] * met;
    }
    labour_book(p, pool, town, &hours);
}

/* A town with several pools; the same to the bit as labour_single where only one of them came. */
static void labour_several(const struct labour_ports *p, uint32_t town,
                           const struct lane want[TASKS], struct lane given[TASKS])
{
    struct lane made[TASKS] = {{.v = {0}}}, price[TASKS], alone_h;
    struct crowd crowd = {.came_h = {.v = {0}}, .pools = {.v = {0}}, .need_h = {.v = {0}}};
    for (uint32_t pool = p->first[town]; pool < p->first[town + 1]; pool++)
        labour_gather(p, pool, want, made, &crowd);
    labour_balance(p, town, want, made, price);
    labour_cut(want, made, price, given);
    LANES_LOOP(l)
    {
        const double need = crowd.need_h.v[l], met = labour_alone(crowd.came_h.v[l], need);
        const double pools = crowd.pools.v[l];
        const double g0 = given[0].v[l], g1 = given[1].v[l], g2 = given[2].v[l];
        const double g3 = given[3].v[l];
        const double o0 = want[0].v[l] * met, o1 = want[1].v[l] * met, o2 = want[2].v[l] * met;
        const double o3 = want[3].v[l] * met;
        alone_h.v[l] = need * met;
        given[0].v[l] = pools > 1.0 ? g0 : o0;
        given[1].v[l] = pools > 1.0 ? g1 : o1;
        given[2].v[l] = pools > 1.0 ? g2 : o2;
        given[3].v[l] = pools > 1.0 ? g3 : o3;
    }
    for (uint32_t pool = p->first[town]; pool < p->first[town + 1]; pool++)
        labour_share(p, pool, town, price, &crowd, &alone_h);
}

static void labour_split(const struct labour_ports *p, const struct step *now, uint32_t town)
{
    struct lane want[TASKS] = {{.v = {0}}};
    for (uint32_t kiln = p->kiln_first[town]; kiln < p->kiln_first[town + 1]; kiln++) {
        const struct lane *crew = &p->crew_want_h[(size_t)kiln * TASKS];
        for (size_t t = 0; t < TASKS; t++)
            LANES_LOOP(l) { want[t].v[l] += crew[t].v[l]; }
    }
    for (uint32_t pool = p->first[town]; pool < p->first[town + 1]; pool++)
        labour_come(p, now, pool);
    if (p->first[town + 1] - p->first[town] == 1)
        labour_single(p, town, want, &p->task_h[(size_t)town * TASKS]);
    else
        labour_several(p, town, want, &p->task_h[(size_t)town * TASKS]);
    labour_serve(p, town);
}

static void labour_allot(const struct step *now, const void *ports)
{
    const struct labour_ports *p = ports;
    const struct lane none = {.v = {0}};
    for (uint32_t town = now->town0; town < now->town1; town++) {
        p->moved_h[town] = p->welfare_h[town] = none;
        labour_split(p, now, town);
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
    .day_want = labour_want,
    .day_allot = labour_allot,
};
