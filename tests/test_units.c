/* test_units.c - quantity strings: values to the bit, faults by name, every word and name.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/units.h"
#include "tests/cmocka_all.h"
#include <stdio.h>
#include <string.h>

static char word[64], word_ja[64];

static void good(const char *text, const char *want, double value, int year)
{
    struct quantity q;
    const enum units_fault f = units_parse(text, want, &q, word, word_ja);
    if (f != UNITS_OK || q.value != value || q.price_year != year) {
        fail_msg("\"%s\" in \"%s\": fault %d (%s), %.17g @%d, expected %.17g @%d", text, want,
                 (int)f, word, q.value, q.price_year, value, year);
    }
}

static void bad(const char *text, const char *want, enum units_fault fault, const char *en,
                const char *ja)
{
    struct quantity q;
    const enum units_fault f = units_parse(text, want, &q, word, word_ja);
    if (f != fault || strcmp(word, en) != 0 || strcmp(word_ja, ja) != 0) {
        fail_msg("\"%s\" in \"%s\": fault %d, \"%s\" \"%s\"; expected %d, \"%s\" \"%s\"", text,
                 want, (int)f, word, word_ja, (int)fault, en, ja);
    }
}

static void test_scripts_of_the_design(void **state)
{
    (void)state;
    good("438 km2", "ha", 43800.0, 0);
    good("1500 ha", "ha", 1500.0, 0);
    good("1.5 t/day", "t day-1", 1.5, 0);
    good("240 yen/h", "yen h-1", 240.0, 0);
    good("30 %", "1", 0.3, 0);
    good("1.2 M yen@2018", "yen", 1.2e6, 2018);
    good("5 万円", "yen", 50000.0, 0);
    good("6 h", "h", 6.0, 0);
    good("60 M yen/y", "yen year-1", 60e6, 0);
}

/* A value in its own unit keeps its bits, whatever the unit. */
static void test_own_unit_is_exact(void **state)
{
    (void)state;
    static const char *const unit[] = {
        "t day-1",       "yen h-1",          "GJ t-1", "km",    "month", "kWh",
        "tCO2 t-1",      "m3 ha-1",          "kW",     "h t-1", "%",     "10a",
        "t ha-1 year-1", "g person-1 day-1", "degC",   "K-1"};
    static const double value[] = {0.1, 0.3, 1.0 / 3.0, 7.7e-5, 123456.789, -2.2};
    for (size_t u = 0; u < sizeof unit / sizeof *unit; u++) {
        for (size_t i = 0; i < sizeof value / sizeof *value; i++) {
            char text[96];
            (void)snprintf(text, sizeof text, "%.17g %s", value[i], unit[u]);
            good(text, unit[u], value[i], 0);
            (void)snprintf(text, sizeof text, "%.17g", value[i]);
            good(text, unit[u], value[i], 0);
        }
    }
}

static void test_conversions(void **state)
{
    (void)state;
    good("500 kg", "t", 0.5, 0);
    good("2.5 t", "kg", 2500.0, 0);
    good("1 km2", "ha", 100.0, 0);
    good("3 ha", "m2", 30000.0, 0);
    good("5 a", "m2", 500.0, 0);
    good("0.45 t/10a", "t ha-1", 4.5, 0);
    good("450 kg/10アール", "t ha-1", 4.5, 0);
    good("200 L", "m3", 0.2, 0);
    good("3 kL", "m3", 3.0, 0);
    good("36 GJ/kL", "GJ m-3", 36.0, 0);
    good("90 min", "h", 1.5, 0);
    good("2 day", "h", 48.0, 0);
    good("1 year", "day", 365.25, 0);
    good("6 month", "year", 0.5, 0);
    good("365.25 t/year", "t day-1", 1.0, 0);
    good("1000 kWh", "GJ", 3.6, 0);
    good("10 kW", "GJ h-1", 0.036, 0);
    good("15 MJ/kg", "GJ t-1", 15.0, 0);
    good("120 kg/m3", "t m-3", 0.12, 0);
    good("700 g/person/day", "kg person-1 day-1", 0.7, 0);
    good("2600 kgCO2/t", "tCO2 t-1", 2.6, 0);
    good("12 mm/day", "m day-1", 0.012, 0);
    good("25 °C", "degC", 25.0, 0);
    good("5 %/year", "year-1", 0.05, 0);
    good("0.01 /day", "day-1", 0.01, 0);
    good("8 h/day", "h day-1", 8.0, 0);
}

static void test_spellings(void **state)
{
    (void)state;
    good("1.5t/day", "t day-1", 1.5, 0);
    good("1.5 t day-1", "t day-1", 1.5, 0);
    good("1.5 t*day^-1", "t day-1", 1.5, 0);
    good("1.5 t per day", "t day-1", 1.5, 0);
    good(" 1.5\tt / day ", "t day-1", 1.5, 0);
    good("4 m²", "m2", 4.0, 0);
    good("4 m^3", "m3", 4.0, 0);
    good("+4 m3", "m3", 4.0, 0);
    good("-4 K", "K", -4.0, 0);
    good(".5 t", "t", 0.5, 0);
    good("1e3 t", "t", 1000.0, 0);
    good("2 t/ha/year", "t ha-1 year-1", 2.0, 0);
    good("2 t/ha year-1", "t ha-1 year-1", 2.0, 0);
    good("2 t/ha*year^-1", "t ha-1 year-1", 2.0, 0);
    good("3 G yen", "yen", 3e9, 0);
    good("12 k yen/t", "yen t-1", 12000.0, 0);
    good("12 k", "yen", 12000.0, 0);
    good("100 t-CO2", "tCO2", 100.0, 0);
    good("100 tCO2e", "tCO2", 100.0, 0);
    good("5 tCO2-1", "tCO2-1", 5.0, 0);
    good("12000@2020", "yen", 12000.0, 2020);
    good("90 yen/km @ 2015", "yen km-1", 90.0, 2015);
}

static void test_japanese(void **state)
{
    (void)state;
    good("1.5トン/日", "t day-1", 1.5, 0);
    good("1500ヘクタール", "ha", 1500.0, 0);
    good("6時間", "h", 6.0, 0);
    good("3年", "year", 3.0, 0);
    good("14 日", "day", 14.0, 0);
    good("240円/時間", "yen h-1", 240.0, 0);
    good("5 万 円", "yen", 50000.0, 0);
    good("3億円@2018", "yen", 3e8, 2018);
    good("3千万円", "yen", 3e7, 0);
    good("2百万円/年", "yen year-1", 2e6, 0);
    good("10万円/月", "yen year-1", 1.2e6, 0);
    good("18697人", "person", 18697.0, 0);
    good("2万人", "person", 20000.0, 0);
    good("700 g/人・日", "g person-1 day-1", 700.0, 0);
    good("700 g/人日", "g person-1 day-1", 700.0, 0);
    good("50ポイント/回", "point", 50.0, 0);
    good("30％", "1", 0.3, 0);
    good("3割", "1", 0.3, 0);
    good("5　トン", "t", 5.0, 0); /* with a full-width blank */
}

static void test_faults(void **state)
{
    (void)state;
    bad("1500 kg", "ha", UNITS_DIMENSION, "mass", "質量");
    bad("30 %", "ha", UNITS_DIMENSION, "plain number", "単位のない数");
    bad("5 万円", "h", UNITS_DIMENSION, "amount of money", "金額");
    bad("3 t/day", "t", UNITS_DIMENSION, "mass per time", "時間あたり質量");
    bad("300 K", "degC", UNITS_DIMENSION, "temperature difference", "温度差");
    bad("3 t3", "t", UNITS_DIMENSION, "t3", "t3"); /* no name: the unit itself */
    bad("2 kWh", "kW", UNITS_DIMENSION, "energy", "エネルギー");
    bad("1 tCO2", "t", UNITS_DIMENSION, "mass of CO2", "CO2量");
    bad("18,697", "person", UNITS_NO_NUMBER, ",", ",");
    bad("1,500 ha", "ha", UNITS_NO_NUMBER, ",", ",");
    static const char *const no_number[] = {"",       "ha", "about 3 t", "inf t",  "nan",
                                            "0x10 t", "-",  ".t",        "1e999 t"};
    for (size_t i = 0; i < sizeof no_number / sizeof *no_number; i++) {
        bad(no_number[i], "t", UNITS_NO_NUMBER, "", "");
    }
    bad("5 furlong", "km", UNITS_UNKNOWN, "furlong", "furlong");
    bad("5 KG", "kg", UNITS_UNKNOWN, "KG", "KG");
    bad("1.2 Myen", "yen", UNITS_UNKNOWN, "Myen", "Myen");
    bad("5 t/", "t", UNITS_UNKNOWN, "/", "/");
    bad("5 t//day", "t day-1", UNITS_UNKNOWN, "/", "/");
    bad("5 tCO22", "tCO2", UNITS_UNKNOWN, "tCO22", "tCO22");
    bad("5 12", "1", UNITS_UNKNOWN, "12", "12");
    bad("5 t^", "t", UNITS_UNKNOWN, "t^", "t^");
    bad("5 t0", "t", UNITS_UNKNOWN, "t0", "t0");
    bad("5 m22", "m2", UNITS_UNKNOWN, "m22", "m22");
    bad("3 人前", "person", UNITS_UNKNOWN, "人前", "人前");
    bad("5 t@2018", "t", UNITS_UNKNOWN, "@2018", "@2018");
    bad("5 yen@18", "yen", UNITS_UNKNOWN, "@18", "@18");
    bad("5 yen@2018x", "yen", UNITS_UNKNOWN, "@2018x", "@2018x");
    bad("5", "bananas", UNITS_UNKNOWN, "bananas", "bananas");
    bad("5 Mt9", "t9", UNITS_UNKNOWN, "t9", "t9"); /* too large to be a number */
}

/* A long or broken word is cut to fit, between characters. */
static void test_long_words(void **state)
{
    (void)state;
    struct quantity q;
    char text[400] = "5 ";
    for (int i = 0; i < 60; i++) {
        strcat(text, "幌");
    }
    assert_int_equal(units_parse(text, "t", &q, word, word_ja), UNITS_UNKNOWN);
    assert_int_equal(strlen(word), 63);
    assert_memory_equal(word, text + 2, 63);
    assert_int_equal(units_parse("5 aa"
                                 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa幌",
                                 "t", &q, word, word_ja),
                     UNITS_UNKNOWN);
    assert_int_equal(strlen(word), 62);
}

static void test_every_word_can_be_read(void **state)
{
    (void)state;
    size_t n = 0;
    const char *const *w = units_words(&n);
    assert_true(n > 100);
    for (size_t i = 0; i < n; i++) {
        assert_true(units_valid(w[i]));
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(w[i], w[k]);
        }
        char text[96];
        (void)snprintf(text, sizeof text, "2.5 %s", w[i]);
        good(text, w[i], 2.5, 0);
        /* Every unit has a dimension with a name and an example that it accepts. */
        struct quantity q;
        if (units_parse(units_example(w[i]), w[i], &q, word, word_ja) != UNITS_OK) {
            fail_msg("example of %s: \"%s\"", w[i], units_example(w[i]));
        }
    }
}

static void test_names_and_examples(void **state)
{
    (void)state;
    static const char *const unit[] = {"ha",       "t day-1", "yen h-1", "yen t-1",
                                       "tCO2 t-1", "1",       "GJ t-1",  "kg m-3",
                                       "h t-1",    "year",    "K-1",     "yen year-1"};
    for (size_t i = 0; i < sizeof unit / sizeof *unit; i++) {
        struct quantity q;
        assert_int_equal(units_parse(units_example(unit[i]), unit[i], &q, word, word_ja), UNITS_OK);
        assert_string_not_equal(units_dimension(unit[i], false), unit[i]);
    }
    assert_string_equal(units_dimension("ha", false), "area");
    assert_string_equal(units_dimension("km2", true), "面積");
    assert_string_equal(units_example("ha"), "1500 ha");
    assert_string_equal(units_example("year"), "10 year");
    assert_string_equal(units_dimension("t3", false), "t3");
    assert_string_equal(units_example("t3"), "t3");
    assert_string_equal(units_dimension("bananas", true), "bananas");
    assert_true(units_has_money("yen h-1") && units_has_money("t yen-1"));
    assert_false(units_has_money("h") || units_has_money("yen yen-1") || units_has_money("x"));
    assert_true(units_valid("1") && units_valid("t ha-1 year-1"));
    assert_false(units_valid("t day-") || units_valid("x") || units_valid("t@2018"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scripts_of_the_design),
        cmocka_unit_test(test_own_unit_is_exact),
        cmocka_unit_test(test_conversions),
        cmocka_unit_test(test_spellings),
        cmocka_unit_test(test_japanese),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_long_words),
        cmocka_unit_test(test_every_word_can_be_read),
        cmocka_unit_test(test_names_and_examples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
