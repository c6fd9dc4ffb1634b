/* units_words.c - see units_words.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/units_words.h"

#define DIM_PLAIN 0
#define DIM_MASS [BASE_MASS] = 1
#define DIM_LENGTH [BASE_LENGTH] = 1
#define DIM_AREA [BASE_LENGTH] = 2
#define DIM_VOLUME [BASE_LENGTH] = 3
#define DIM_TIME [BASE_TIME] = 1
#define DIM_MONEY [BASE_MONEY] = 1
#define DIM_PEOPLE [BASE_PEOPLE] = 1
#define DIM_PERSON_TIME [BASE_PEOPLE] = 1, [BASE_TIME] = 1
#define DIM_ENERGY [BASE_ENERGY] = 1
#define DIM_POWER [BASE_ENERGY] = 1, [BASE_TIME] = -1
#define DIM_CARBON [BASE_CARBON] = 1
#define DIM_POINT [BASE_POINT] = 1
#define DIM_TEMP [BASE_TEMP] = 1
#define DIM_DTEMP [BASE_DTEMP] = 1

const struct units_word units_word_table[] = {
#define UNIT(text, dim, num, den) {text, {DIM_##dim}, {num, den}},
#include "sim/units.def"
#undef UNIT
};
const size_t units_word_count = sizeof units_word_table / sizeof *units_word_table;

const char *const units_word_text[] = {
#define UNIT(text, dim, num, den) text,
#include "sim/units.def"
#undef UNIT
};

/* The first row of a dimension names it; further rows only give an example nearer to their unit. */
const struct units_name units_name_table[] = {
    {"1", "plain number", "単位のない数", "30 %"},
    {"t", "mass", "質量", "1.5 t"},
    {"kg", "mass", "質量", "500 kg"},
    {"ha", "area", "面積", "1500 ha"},
    {"km2", "area", "面積", "438 km2"},
    {"m3", "volume", "体積", "12 m3"},
    {"km", "length", "長さ", "30 km"},
    {"m", "length", "長さ", "2 m"},
    {"mm", "length", "長さ", "5 mm"},
    {"h", "time", "時間", "6 h"},
    {"day", "time", "時間", "14 day"},
    {"month", "time", "時間", "6 month"},
    {"year", "time", "時間", "10 year"},
    {"person h", "person-time", "延べ時間", "40 person h"},
    {"yen", "amount of money", "金額", "1.2 M yen"},
    {"person", "number of people", "人数", "20 people"},
    {"GJ", "energy", "エネルギー", "15 GJ"},
    {"MJ", "energy", "エネルギー", "500 MJ"},
    {"kWh", "energy", "エネルギー", "300 kWh"},
    {"tCO2", "mass of CO2", "CO2量", "100 tCO2"},
    {"point", "number of points", "ポイント数", "50 points"},
    {"degC", "temperature", "温度", "25 degC"},
    {"K", "temperature difference", "温度差", "3 K"},
    {"t day-1", "mass per time", "時間あたり質量", "1.5 t/day"},
    {"t h-1", "mass per time", "時間あたり質量", "0.2 t/h"},
    {"t year-1", "mass per time", "時間あたり質量", "300 t/year"},
    {"t ha-1", "mass per area", "面積あたり質量", "4.5 t/ha"},
    {"t ha-1 year-1", "mass per area and time", "面積・時間あたり質量", "4.5 t/ha/year"},
    {"t m-3", "density", "密度", "0.12 t/m3"},
    {"kg m-3", "density", "密度", "120 kg/m3"},
    {"t person-1", "mass per person", "一人あたり質量", "0.3 t/person"},
    {"g person-1 day-1", "mass per person and time", "一人・時間あたり質量", "700 g/person/day"},
    {"h t-1", "time per mass", "質量あたり時間", "6 h/t"},
    {"h person-1", "time per person", "一人あたり時間", "6 h/person"},
    {"h ha-1", "time per area", "面積あたり時間", "3 h/ha"},
    {"day-1", "rate (per time)", "時間あたりの率", "0.01 /day"},
    {"year-1", "rate (per time)", "時間あたりの率", "5 %/year"},
    {"yen h-1", "amount of money per time", "時間あたり金額", "240 yen/h"},
    {"yen year-1", "amount of money per time", "時間あたり金額", "1.2 M yen/year"},
    {"yen day-1", "amount of money per time", "時間あたり金額", "5000 yen/day"},
    {"yen t-1", "amount of money per mass", "質量あたり金額", "12000 yen/t"},
    {"yen tCO2-1", "amount of money per mass of CO2", "CO2量あたり金額", "5000 yen/tCO2"},
    {"yen km-1", "amount of money per length", "距離あたり金額", "90 yen/km"},
    {"yen t-1 km-1", "amount of money per mass and length", "質量・距離あたり金額", "40 yen/t/km"},
    {"yen ha-1", "amount of money per area", "面積あたり金額", "30000 yen/ha"},
    {"yen m-3", "amount of money per volume", "体積あたり金額", "6000 yen/m3"},
    {"yen kWh-1", "amount of money per energy", "エネルギーあたり金額", "30 yen/kWh"},
    {"yen person-1", "amount of money per person", "一人あたり金額", "1000 yen/person"},
    {"yen point-1", "amount of money per point", "1ポイントあたり金額", "1 yen/point"},
    {"point day-1", "number of points per time", "時間あたりポイント数", "20 points/day"},
    {"h day-1", "hours per day", "一日あたり時間", "6 h/day"},
    {"h person-1 day-1", "rate per person", "一人あたりの率", "1 /person"},
    {"person day-1", "number of people per time", "時間あたり人数", "5 people/day"},
    {"person km-2", "number of people per area", "面積あたり人数", "40 people/km2"},
    {"GJ t-1", "energy per mass", "質量あたりエネルギー", "15 GJ/t"},
    {"MJ kg-1", "energy per mass", "質量あたりエネルギー", "15 MJ/kg"},
    {"GJ m-3", "energy per volume", "体積あたりエネルギー", "36 GJ/kL"},
    {"kW", "power", "出力", "50 kW"},
    {"tCO2 t-1", "mass of CO2 per mass", "質量あたりCO2量", "2.6 tCO2/t"},
    {"tCO2 GJ-1", "mass of CO2 per energy", "エネルギーあたりCO2量", "0.07 tCO2/GJ"},
    {"tCO2 year-1", "mass of CO2 per time", "時間あたりCO2量", "100 tCO2/year"},
    {"tCO2 km-1", "mass of CO2 per length", "距離あたりCO2量", "0.8 kgCO2/km"},
    {"tCO2 ha-1", "mass of CO2 per area", "面積あたりCO2量", "1.2 tCO2/ha"},
    {"km h-1", "speed", "速さ", "40 km/h"},
    {"mm day-1", "speed", "速さ", "12 mm/day"},
    {"m3 day-1", "volume per time", "時間あたり体積", "3 m3/day"},
    {"km L-1", "length per volume", "体積あたり距離", "4 km/L"},
    {"L km-1", "volume per length", "距離あたり体積", "0.3 L/km"},
    {"m3 ha-1", "volume per area", "面積あたり体積", "200 m3/ha"},
    {"t ha-1 day-1", "mass per area and time", "面積・時間あたり質量", "0.1 t/ha/day"},
    {"mm K-1 day-1", "length per temperature difference and time", "温度差・時間あたり長さ",
     "2 mm/K/day"},
    {"m3 t-1", "volume per mass", "質量あたり体積", "8 m3/t"},
    {"kg t-1", "plain number", "単位のない数", "5 kg/t"},
    {"km-1", "rate per length", "距離あたりの率", "1 %/km"},
    {"kg t-1 km-1", "rate per length", "距離あたりの率", "0.1 kg/t/km"},
    {"t km", "mass times distance", "輸送量（質量×距離）", "200 t km"},
    {"h year-1", "hours per year", "一年あたり時間", "1800 h/year"},
    {"h month-1", "hours per month", "一か月あたり時間", "120 h/month"},
    {"K-1", "rate per temperature difference", "温度差あたりの率", "0.02 /K"},
};
const size_t units_name_count = sizeof units_name_table / sizeof *units_name_table;

const struct units_scale units_scale_table[] = {
    {"k", 1e3, 1},    {"M", 1e6, 1},  {"G", 1e9, 1},  {"千", 1e3, 0},
    {"百万", 1e6, 0}, {"万", 1e4, 0}, {"億", 1e8, 0},
};
const size_t units_scale_count = sizeof units_scale_table / sizeof *units_scale_table;
