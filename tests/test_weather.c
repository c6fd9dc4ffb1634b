/* test_weather.c - the sky over a zone: normals kept, snow conserved, chance addressed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/kernel.h"
#include <math.h>

enum { ZONES = 2, MONTHS = 12 };
static const uint32_t n_zone = ZONES, key[ZONES] = {0xA1, 0xB2};
static const struct kernel_dim dims[] = {{"zone", ZONES}, {NULL, 0}};
/* A northern coast and a mild one; round numbers of the test's own. */
static const double cold[MONTHS] = {-6, -6, -2, 4, 9, 13, 17, 20, 16, 11, 4, -2};
static const double mild[MONTHS] = {6, 7, 10, 15, 19, 23, 27, 28, 25, 19, 14, 9};

static struct kernel fresh(const struct model *m)
{
    struct kernel k = kernel_new(m, dims);
    kernel_index(&k, "zone.n", &n_zone);
    kernel_index(&k, "zone.key", key);
    for (size_t i = 0; i < MONTHS; i++) {
        kernel_set_at(&k, "normal_temp_degc", i, cold[i]);
        kernel_set_at(&k, "normal_temp_degc", MONTHS + i, mild[i]);
        kernel_set_at(&k, "normal_precip_mm", i, 50.0 + 5.0 * (double)i);
        kernel_set_at(&k, "normal_precip_mm", MONTHS + i, 120.0);
    }
    kernel_set(&k, "wet_day", 10.0);
    return k;
}

static void futures(uint32_t f[LANES], uint32_t from)
{
    for (uint32_t l = 0; l < LANES; l++)
        f[l] = from + l;
}

/* Runs `n` months of 30 days and calls `see` after each. */
static void run(const struct kernel *k, const uint32_t *future, uint32_t n,
                void (*see)(const struct kernel *k, const struct step *now, void *ctx), void *ctx)
{
    for (uint32_t month = 0; month < n; month++) {
        struct step now = kernel_step(month * 30, future, ZONES);
        k->model->span(&now, k->ports);
        if (see)
            see(k, &now, ctx);
    }
}

struct sums {
    double temp[MONTHS], temp2[MONTHS], rain[MONTHS], wet[MONTHS], n[MONTHS];
    double crop, crop2, n_crop;
    double pair, first2, second2; /* anomalies of the two zones */
    double lag, lag2;
    size_t zone;
};
static void collect(const struct kernel *k, const struct step *now, void *ctx)
{
    struct sums *s = ctx;
    const struct lane *temp = kernel_row(k, "temp_degc"), *rain = kernel_row(k, "precip_mm");
    const size_t m = now->month_of_year;
    for (size_t d = 0; d < now->n_day; d++)
        for (size_t l = 0; l < LANES; l++) {
            const double t = temp[d * ZONES + s->zone].v[l], r = rain[d * ZONES + s->zone].v[l];
            s->temp[m] += t;
            s->temp2[m] += t * t;
            s->rain[m] += r;
            s->wet[m] += r > 0.0;
            s->n[m] += 1.0;
        }
    for (size_t l = 0; l < LANES && m == 8; l++) {
        const double c = kernel_row(k, "crop_frac")[s->zone].v[l];
        s->crop += c;
        s->crop2 += c * c;
        s->n_crop += 1.0;
    }
}

static void monthly_means_are_the_normals(void **state)
{
    (void)state;
    const struct model *isa[N_ISA];
    const size_t n_isa = kernel_isas("weather", isa);
    struct kernel k = fresh(isa[n_isa - 1]);
    struct sums s = {.zone = 0};
    uint32_t f[LANES];
    futures(f, 0);
    run(&k, f, 12 * 60, collect, &s);
    for (size_t m = 0; m < MONTHS; m++) {
        /* 960 months; day-to-day correlation 0.65 leaves about 6.5 free days in each */
        const double se = 2.9 / sqrt(960.0 * 6.5);
        assert_true(fabs(s.temp[m] / s.n[m] - cold[m]) < 4.5 * se);
        const double days[MONTHS] = {31, 28.2425, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
        const double want_mm = (50.0 + 5.0 * (double)m) / days[m];
        assert_true(fabs(s.rain[m] / s.n[m] / want_mm - 1.0) < 0.06);
        assert_true(fabs(s.wet[m] / s.n[m] - 10.0 / days[m]) < 0.02);
    }
    const double mean = s.crop / s.n_crop, sd = sqrt(s.crop2 / s.n_crop - mean * mean);
    assert_true(fabs(mean - 1.0) < 4.0 * 0.12 / sqrt(s.n_crop));
    assert_true(sd > 0.10 && sd < 0.14);
    kernel_free(&k);
}

/* Without chance the interpolation alone: months keep their means to a hundredth of a degree, and
 * no day jumps. */
static void normals_are_interpolated_smoothly(void **state)
{
    (void)state;
    struct kernel k = fresh(kernel_model("weather"));
    uint32_t f[LANES] = {0};
    kernel_set(&k, "temp_sd_k", 0.0);
    double last = cold[3];
    for (uint32_t month = 0; month < 24; month++) {
        struct step now = kernel_step(month * 30, f, ZONES);
        k.model->span(&now, k.ports);
        double sum = 0.0;
        for (size_t d = 0; d < now.n_day; d++) {
            const double t = kernel_row(&k, "temp_degc")[d * ZONES].v[3];
            assert_true(month + d == 0 || fabs(t - last) < 0.45);
            last = t;
            sum += t;
        }
        assert_true(fabs(sum / 30.0 - cold[now.month_of_year]) < 0.01);
    }
    kernel_set(&k, "temp_shift_k", 2.0);
    struct step now = kernel_step(0, f, ZONES);
    const double before = kernel_row(&k, "anchor_degc")[3].v[0];
    k.model->span(&now, k.ports);
    assert_true(kernel_row(&k, "anchor_degc")[3].v[0] == before);
    double warm = 0.0;
    for (size_t d = 0; d < 30; d++)
        warm += kernel_row(&k, "temp_degc")[d * ZONES].v[0] / 30.0;
    assert_true(fabs(warm - (cold[3] + 2.0)) < 0.01);
    kernel_free(&k);
}

static void check_snow(const struct kernel *k, const struct step *now, void *ctx)
{
    double(*pack)[LANES] = ctx;
    for (size_t d = 0; d < now->n_day; d++)
        for (size_t z = 0; z < ZONES; z++)
            for (size_t l = 0; l < LANES; l++) {
                const size_t at = d * ZONES + z;
                const double t = kernel_row(k, "temp_degc")[at].v[l];
                const double p = kernel_row(k, "precip_mm")[at].v[l];
                const double s = kernel_row(k, "snow_mm")[at].v[l];
                const double below = kernel_row(k, "snowfall_degc")[z].v[l];
                const double melt = kernel_row(k, "melt_mm_per_k_day")[z].v[l];
                double share = (below + 1.0 - t) / 2.0;
                share = share < 0.0 ? 0.0 : share > 1.0 ? 1.0 : share;
                const double full = pack[z][l] + p * share;
                double gone = t > 0.0 ? t * melt : 0.0;
                gone = gone > full ? full : gone;
                assert_true(s >= 0.0 && p >= 0.0);
                assert_true(fabs(s - (full - gone)) <= 1e-12 * (1.0 + full));
                pack[z][l] = s;
            }
}
/* The first day is a free draw: its anomaly has the full variance, whatever the memory; the harvest
 * of every day of a month is the zone's own. */
static void first_day_is_free(void **state)
{
    (void)state;
    double sum2 = 0.0, n = 0.0, wet = 0.0;
    for (uint32_t i = 0; i < 60; i++) {
        struct kernel k = fresh(kernel_model("weather"));
        uint32_t f[LANES];
        futures(f, 1000 + i * LANES);
        kernel_set(&k, "temp_lag1_frac", 0.98);
        kernel_set(&k, "temp_sd_k", 1.0);
        kernel_set(&k, "wet_lag1_frac", 0.9);
        kernel_set(&k, "wet_day", 15.0);
        run(&k, f, 1, NULL, NULL);
        for (size_t l = 0; l < LANES; l++) {
            const double normal =
                kernel_row(&k, "anchor_degc")[2].v[l] +
                (kernel_row(&k, "anchor_degc")[3].v[l] - kernel_row(&k, "anchor_degc")[2].v[l]) *
                    (0.5 + 0.5 / 30.0);
            const double x = kernel_row(&k, "temp_degc")[0].v[l] - normal;
            sum2 += x * x;
            wet += kernel_row(&k, "precip_mm")[0].v[l] > 0.0;
            n += 1.0;
            const struct lane *crop = kernel_row(&k, "crop_frac");
            for (size_t d = 1; d < 30; d++)
                assert_true(crop[d * ZONES + 1].v[l] == crop[1].v[l] && crop[1].v[l] > 0.3);
            assert_true(crop[0].v[l] != crop[1].v[l]);
        }
        kernel_free(&k);
    }
    assert_true(fabs(sum2 / n - 1.0) < 0.2); /* 960 draws: 4.5 standard errors */
    assert_true(fabs(wet / n - 0.5) < 0.08);
}

static void snow_is_conserved(void **state)
{
    (void)state;
    struct kernel k = fresh(kernel_model("weather"));
    uint32_t f[LANES];
    futures(f, 100);
    double pack[ZONES][LANES] = {{0}};
    run(&k, f, 36, check_snow, pack);
    kernel_free(&k);
}

/* Snow lies in the cold zone's January and never in the mild zone's July. */
static void snow_lies_where_it_should(void **state)
{
    (void)state;
    struct kernel k = fresh(kernel_model("weather"));
    uint32_t f[LANES];
    futures(f, 0);
    run(&k, f, 10, NULL, NULL); /* to January */
    for (size_t l = 0; l < LANES; l++)
        assert_true(kernel_row(&k, "snow_mm")[29 * ZONES].v[l] > 10.0);
    run(&k, f, 4, NULL, NULL); /* to July */
    for (size_t l = 0; l < LANES; l++)
        assert_true(kernel_row(&k, "snow_mm")[29 * ZONES + 1].v[l] == 0.0);
    kernel_set(&k, "normal_precip_mm", 0.0);
    run(&k, f, 1, NULL, NULL);
    for (size_t l = 0; l < LANES; l++)
        assert_true(kernel_row(&k, "precip_mm")[ZONES].v[l] == 0.0);
    kernel_free(&k);
}

static void same_bits_for_every_isa_and_lane_order(void **state)
{
    (void)state;
    const struct model *isa[N_ISA];
    const size_t n = kernel_isas("weather", isa);
    uint32_t f[LANES], r[LANES];
    futures(f, 7);
    for (size_t l = 0; l < LANES; l++)
        r[l] = f[LANES - 1 - l];
    struct kernel a = fresh(isa[0]);
    run(&a, f, 26, NULL, NULL);
    for (size_t i = 1; i < n; i++) {
        struct kernel b = fresh(isa[i]);
        run(&b, f, 26, NULL, NULL);
        assert_true(kernel_same(&a, &b));
        kernel_free(&b);
    }
    struct kernel b = fresh(isa[n - 1]);
    run(&b, r, 26, NULL, NULL);
    kernel_reverse(&b);
    assert_true(kernel_same(&a, &b));
    kernel_free(&a);
    kernel_free(&b);
}

/* A zone's sky does not depend on which other zones there are; its harvest year begins in July;
 * neighbouring futures differ. */
static void chance_has_an_address(void **state)
{
    (void)state;
    uint32_t f[LANES];
    futures(f, 3);
    struct kernel both = fresh(kernel_model("weather")), one = fresh(kernel_model("weather"));
    run(&both, f, 16, NULL, NULL);
    for (uint32_t month = 0; month < 16; month++) {
        struct step now = kernel_step(month * 30, f, ZONES);
        now.entity0 = 1;
        one.model->span(&now, one.ports);
    }
    for (size_t d = 0; d < 30; d++)
        assert_memory_equal(&kernel_row(&both, "precip_mm")[d * ZONES + 1],
                            &kernel_row(&one, "precip_mm")[d * ZONES + 1], sizeof(struct lane));
    const struct lane *temp = kernel_row(&both, "temp_degc");
    for (size_t l = 1; l < LANES; l++)
        assert_true(temp[0].v[l] != temp[0].v[l - 1]);
    double harvest[28]; /* April of one year to July of the next but one */
    for (uint32_t month = 0; month < 28; month++) {
        struct step now = kernel_step(month * 30, f, ZONES);
        one.model->span(&now, one.ports);
        harvest[month] = kernel_row(&one, "crop_frac")[29 * ZONES].v[0];
        assert_true(month == 0 || month % 12 == 3 || harvest[month] == harvest[month - 1]);
    }
    assert_true(harvest[2] != harvest[3] && harvest[14] != harvest[15]);
    /* a run that begins in the next April has the harvest that the first one brought in */
    struct step later = kernel_step(0, f, ZONES);
    later.year++;
    one.model->span(&later, one.ports);
    assert_true(kernel_row(&one, "crop_frac")[0].v[0] == harvest[3]);
    kernel_free(&both);
    kernel_free(&one);
}

/* Every day has a draw of its own: without memory no two days of four months are alike. */
static void no_day_repeats(void **state)
{
    (void)state;
    enum { MONTH_N = 4, DAY_N = MONTH_N * 30 };
    for (int shared = 0; shared < 2; shared++) {
        struct kernel k = fresh(kernel_model("weather"));
        uint32_t f[LANES];
        double seen[DAY_N];
        futures(f, 0);
        kernel_set(&k, "normal_temp_degc", 10.0);
        kernel_set(&k, "temp_sd_k", 3.0);
        kernel_set(&k, "temp_lag1_frac", 0.0);
        kernel_set(&k, "temp_shared_frac", shared);
        for (uint32_t month = 0; month < MONTH_N; month++) {
            struct step now = kernel_step(month * 30, f, ZONES);
            k.model->span(&now, k.ports);
            for (size_t d = 0; d < 30; d++)
                seen[month * 30 + d] = kernel_row(&k, "temp_degc")[d * ZONES].v[0];
        }
        for (size_t i = 0; i < DAY_N; i++)
            for (size_t j = 0; j < i; j++)
                assert_true(fabs(seen[i] - seen[j]) > 1e-9);
        kernel_free(&k);
    }
}

/* The anomaly's memory and what zones share are as their parameters say. */
static void correlations_are_as_set(void **state)
{
    (void)state;
    struct kernel k = fresh(kernel_model("weather"));
    uint32_t f[LANES];
    double xy = 0, xx = 0, yy = 0, lag = 0, last[LANES] = {0}, n = 0;
    kernel_set(&k, "temp_lag1_frac", 0.6);
    kernel_set(&k, "temp_shared_frac", 0.7);
    kernel_set(&k, "temp_sd_k", 3.0);
    futures(f, 0);
    struct kernel mean = fresh(kernel_model("weather"));
    kernel_set(&mean, "temp_sd_k", 0.0);
    for (uint32_t month = 0; month < 480; month++) {
        struct step now = kernel_step(month * 30, f, ZONES);
        k.model->span(&now, k.ports);
        mean.model->span(&now, mean.ports);
        for (size_t d = 0; d < 30; d++)
            for (size_t l = 0; l < LANES; l++) {
                const size_t at = d * ZONES;
                const struct lane *t = kernel_row(&k, "temp_degc");
                const struct lane *m = kernel_row(&mean, "temp_degc");
                const double x = (t[at].v[l] - m[at].v[l]) / 3.0;
                const double y = (t[at + 1].v[l] - m[at + 1].v[l]) / 3.0;
                xy += x * y;
                xx += x * x;
                yy += y * y;
                lag += x * last[l];
                last[l] = x;
                n += 1.0;
            }
    }
    assert_true(fabs(xx / n - 1.0) < 0.03 && fabs(yy / n - 1.0) < 0.03);
    assert_true(fabs(xy / n - 0.7) < 0.03);
    assert_true(fabs(lag / n - 0.6) < 0.03);
    kernel_free(&k);
    kernel_free(&mean);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(monthly_means_are_the_normals),
        cmocka_unit_test(normals_are_interpolated_smoothly),
        cmocka_unit_test(first_day_is_free),
        cmocka_unit_test(snow_is_conserved),
        cmocka_unit_test(snow_lies_where_it_should),
        cmocka_unit_test(same_bits_for_every_isa_and_lane_order),
        cmocka_unit_test(chance_has_an_address),
        cmocka_unit_test(no_day_repeats),
        cmocka_unit_test(correlations_are_as_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
