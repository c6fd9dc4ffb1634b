/* clock_holiday.c - the holidays of clock.h: Act on National Holidays (昭和23年法律第178号) with
 * its amendments that touch 1980 and later, and the acts for single days.
 *
 * A row is a day, or the n-th Monday of a month, over the years in which the law has it. From the
 * rows follow the substitute day (Act, art. 3 para. 2) and the day between two (para. 3).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/clock.h"
#include <stddef.h>

enum { SUNDAY = 6, ALWAYS = 9999 };
enum rule { FIXED, NTH_MONDAY, SPRING_EQUINOX, AUTUMN_EQUINOX };

struct holiday {
    int first, last; /* years, both included */
    int month;
    int day; /* FIXED: day; NTH_MONDAY: n */
    enum rule rule;
    const char *en, *ja;
};

/* Names of the Cabinet Office (国民の祝日について). Ordered by year of the rule within a holiday.
 */
static const struct holiday holidays[] = {
    {1949, ALWAYS, 1, 1, FIXED, "New Year's Day", "元日"},
    {1949, 1999, 1, 15, FIXED, "Coming of Age Day", "成人の日"},
    {2000, ALWAYS, 1, 2, NTH_MONDAY, "Coming of Age Day", "成人の日"},
    {1967, ALWAYS, 2, 11, FIXED, "National Foundation Day", "建国記念の日"},
    {2020, ALWAYS, 2, 23, FIXED, "Emperor's Birthday", "天皇誕生日"},
    {1949, ALWAYS, 3, 0, SPRING_EQUINOX, "Vernal Equinox Day", "春分の日"},
    {1949, 1988, 4, 29, FIXED, "Emperor's Birthday", "天皇誕生日"},
    {1989, 2006, 4, 29, FIXED, "Greenery Day", "みどりの日"},
    {2007, ALWAYS, 4, 29, FIXED, "Showa Day", "昭和の日"},
    {1949, ALWAYS, 5, 3, FIXED, "Constitution Memorial Day", "憲法記念日"},
    {2007, ALWAYS, 5, 4, FIXED, "Greenery Day", "みどりの日"},
    {1949, ALWAYS, 5, 5, FIXED, "Children's Day", "こどもの日"},
    {1996, 2002, 7, 20, FIXED, "Marine Day", "海の日"},
    {2003, 2019, 7, 3, NTH_MONDAY, "Marine Day", "海の日"},
    {2020, 2020, 7, 23, FIXED, "Marine Day", "海の日"},
    {2021, 2021, 7, 22, FIXED, "Marine Day", "海の日"},
    {2022, ALWAYS, 7, 3, NTH_MONDAY, "Marine Day", "海の日"},
    {2016, 2019, 8, 11, FIXED, "Mountain Day", "山の日"},
    {2020, 2020, 8, 10, FIXED, "Mountain Day", "山の日"},
    {2021, 2021, 8, 8, FIXED, "Mountain Day", "山の日"},
    {2022, ALWAYS, 8, 11, FIXED, "Mountain Day", "山の日"},
    {1966, 2002, 9, 15, FIXED, "Respect for the Aged Day", "敬老の日"},
    {2003, ALWAYS, 9, 3, NTH_MONDAY, "Respect for the Aged Day", "敬老の日"},
    {1948, ALWAYS, 9, 0, AUTUMN_EQUINOX, "Autumnal Equinox Day", "秋分の日"},
    {1966, 1999, 10, 10, FIXED, "Health and Sports Day", "体育の日"},
    {2000, 2019, 10, 2, NTH_MONDAY, "Health and Sports Day", "体育の日"},
    {2020, 2020, 7, 24, FIXED, "Sports Day", "スポーツの日"},
    {2021, 2021, 7, 23, FIXED, "Sports Day", "スポーツの日"},
    {2022, ALWAYS, 10, 2, NTH_MONDAY, "Sports Day", "スポーツの日"},
    {1948, ALWAYS, 11, 3, FIXED, "Culture Day", "文化の日"},
    {1948, ALWAYS, 11, 23, FIXED, "Labor Thanksgiving Day", "勤労感謝の日"},
    {1989, 2018, 12, 23, FIXED, "Emperor's Birthday", "天皇誕生日"},
    /* single days, each by an act of its own: 平成元年法律第4号, 平成2年法律第24号,
     * 平成5年法律第32号, 平成30年法律第99号 */
    {1989, 1989, 2, 24, FIXED, "Funeral of Emperor Showa", "大喪の礼"},
    {1990, 1990, 11, 12, FIXED, "Enthronement Ceremony", "即位礼正殿の儀"},
    {1993, 1993, 6, 9, FIXED, "Wedding of Crown Prince Naruhito", "結婚の儀"},
    {2019, 2019, 5, 1, FIXED, "Enthronement Day", "休日（祝日扱い）"},
    {2019, 2019, 10, 22, FIXED, "Enthronement Ceremony", "休日（祝日扱い）"},
};

/* Day of the equinox, 1980-2099: mean motion and leap days from the 1980 equinox, the usual
 * approximation (constants: 新こよみ便利帳, 恒星社厚生閣 1991, given for these years), in
 * millionths of a day so that no rounding of doubles decides. */
static int equinox_day(int year, enum rule rule)
{
    const int since = year - 1980;
    const long start = rule == SPRING_EQUINOX ? 20843100L : 23248800L;
    const long leap = since >= 0 ? since / 4 : -((3 - since) / 4);
    return (int)((start + 242194L * since) / 1000000L - leap);
}

static int nth_monday(int year, int month, int n)
{
    const int first = clock_weekday(clock_days((struct date){year, month, 1}));
    return 1 + (7 - first) % 7 + 7 * (n - 1);
}

static const struct holiday *national_holiday(struct date d)
{
    for (size_t i = 0; i < sizeof holidays / sizeof *holidays; i++) {
        const struct holiday *h = &holidays[i];
        if (h->month != d.month || d.year < h->first || d.year > h->last) {
            continue;
        }
        const int day = h->rule == FIXED        ? h->day
                        : h->rule == NTH_MONDAY ? nth_monday(d.year, h->month, h->day)
                                                : equinox_day(d.year, h->rule);
        if (day == d.day) {
            return h;
        }
    }
    return NULL;
}

/* A holiday fell on a Sunday, and every day from it up to the eve of `days` is one. Before 2007
 * only the next day could be the substitute, which is the same: no two holidays then stood side by
 * side from a Sunday on. */
static bool is_substitute(int64_t days)
{
    for (int64_t eve = days - 1; national_holiday(clock_date(eve)) != NULL; eve--) {
        if (clock_weekday(eve) == SUNDAY) {
            return true;
        }
    }
    return false;
}

/* Between two holidays, since 1986 (昭和60年法律第103号); until 2006 not on a Sunday, where it
 * would have changed nothing but the name. */
static bool is_between(struct date d, int64_t days)
{
    return d.year >= 1986 && clock_weekday(days) != SUNDAY &&
           national_holiday(clock_date(days - 1)) != NULL &&
           national_holiday(clock_date(days + 1)) != NULL;
}

const char *clock_holiday_name(struct date d, bool ja)
{
    const struct holiday *h = national_holiday(d);
    if (h != NULL) {
        return ja ? h->ja : h->en;
    }
    const int64_t days = clock_days(d);
    if (is_substitute(days)) {
        return ja ? "振替休日" : "Substitute holiday";
    }
    if (is_between(d, days)) {
        return ja ? "国民の休日" : "Citizens' holiday";
    }
    return NULL;
}

bool clock_is_holiday(struct date d) { return clock_holiday_name(d, false) != NULL; }
