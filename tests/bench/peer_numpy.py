#!/usr/bin/env python3
"""The small model of README.md in NumPy, vectorised over runs.

usage: peer_numpy.py RUNS BATCH [YEARS]   prints "name mean standard_error" lines and the rate

Runs are simulated BATCH at a time: arrays of one number per run, one Python step per day.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import sys
import time

import numpy as np

import peer_data as c


class Weather:
    """Temperature, snow on the ground and the harvest of one zone."""

    def __init__(self, n, rng):
        self.rng, self.n = rng, n
        draw = {k: c.pert(rng.beta, *v, size=n) for k, v in c.ZONE_DRAWS.items()}
        self.lag, self.wet_lag = draw["temp_lag1"], draw["wet_lag1"]
        self.middle, self.melt = draw["snowfall_below"], draw["snow_melt"]
        self.crop_sd = draw["crop_sd"]
        self.fresh = np.sqrt(1.0 - self.lag * self.lag)
        self.anomaly = rng.standard_normal(n)
        self.wet, self.pack, self.crop = np.zeros(n), np.zeros(n), np.ones(n)

    def step(self, day):
        rng, n = self.rng, self.n
        if day.number > 0:
            self.anomaly = self.lag * self.anomaly + self.fresh * rng.standard_normal(n)
        if day.number == 0 or day.harvest:
            self.crop = np.maximum(1.0 + self.crop_sd * rng.standard_normal(n), 0.0)
        temp = day.normal + c.ZONE["temp_sd"][day.month] * self.anomaly
        keep = self.wet_lag if day.number > 0 else 0.0
        u = rng.random(n)
        chance = day.wet_share * (1.0 - keep) + keep * self.wet
        self.wet = (u < chance).astype(float)
        fall = np.zeros(n)
        np.log(u / chance, out=fall, where=u < chance)
        fall *= -day.rain_mm
        frozen = np.clip((self.middle + 1.0 - temp) * 0.5, 0.0, 1.0)
        before = self.pack + fall * frozen
        self.pack = before - np.minimum(before, np.maximum(temp, 0.0) * self.melt)
        return temp, fall


def ratio(a, b):
    return np.divide(a, b, out=np.zeros_like(a), where=b > 0.0)


def simulate(n, days, rng):
    """n runs at once; monthly sums [month][row][n]"""
    weather = Weather(n, rng)
    zero = np.zeros(n)
    stock = [zero.copy() for _ in c.FEEDS]
    water = [zero.copy() for _ in c.FEEDS]
    moisture = [zero.copy() for _ in c.FEEDS]
    dry, wet, m3, heat, carbon, ready, store, store_c = (zero.copy() for _ in range(8))
    up = np.ones(n)
    months, total = [], np.zeros((len(c.ROWS), n))
    for day in days:
        temp, fall = weather.step(day)
        clear = weather.pack <= c.SNOW_LIMIT_MM
        # want
        lying = np.maximum((dry + wet) / c.BATCH_T, m3 / c.CHAMBER_M3)
        boils = heat * c.HEAT_USE >= wet * c.BOIL_GJ
        want = np.minimum(c.PER_DAY * up * clear,
                          np.maximum(np.floor(lying + c.GRAIN) - ready, 0.0)) * boils
        left = np.maximum(c.YARD_T * (2.0 - boils) - dry, 0.0)
        stays = 1.0 - np.minimum(ratio(ready + want, lying), 1.0)
        hot = heat * (c.HEAT_USE * (1.0 - c.GRAIN))
        spare = np.maximum(hot - wet * c.BOIL_GJ, 0.0) * stays
        lack = [np.maximum(c.BOIL_GJ * m - f.heat_gj * c.HEAT_USE, 0.0)
                for m, f in zip(moisture, c.FEEDS)]
        ask, refused = [zero.copy() for _ in c.FEEDS], zero
        for wet_round in (False, True):
            if wet_round and not any(x.any() for x in lack):
                break  # nothing is wet in any run
            offer = [np.where((x > 0.0) == wet_round, s, 0.0) for x, s in zip(lack, stock)]
            part = np.minimum(left / np.maximum(sum(offer), c.LEAST_T), 1.0)
            for k, x in enumerate(lack):
                wish = np.minimum(offer[k] * part, left)
                g = wish
                if wet_round:
                    g = np.minimum(wish, spare / np.where(x > 0.0, x, 1.0))
                    refused = refused + (wish - g) * (1.0 + moisture[k]) / c.BATCH_T
                    spare = np.maximum(spare - g * x, 0.0)
                left = left - g
                ask[k] = ask[k] + g
        # allot
        given, given_wet, paid = [], [], zero
        for k, f in enumerate(c.FEEDS):
            g = np.minimum(ask[k], stock[k])
            w = g * moisture[k]
            stock[k] = np.maximum(stock[k] - g, 0.0)
            water[k] = np.maximum(water[k] - w, 0.0)
            paid = paid + (g + w) * f.price
            given.append(g)
            given_wet.append(w)
        some = c.CAME_MEAN + c.CAME_SD * c.ROOT3 * (rng.random((4, n)).sum(axis=0) - 2.0)
        came = np.clip(some, 0.0, c.CAME_MOST)
        worked = np.minimum(want * c.CREW_H, came)
        new = np.minimum(worked, came * (1.0 - c.BASELINE))
        # act: sources
        collected, soil_loss = [], zero
        thaw = c.DRY_RATE * (temp > 0.0)
        for k, f in enumerate(c.FEEDS):
            kept = stock[k] - stock[k] * f.loss
            off = np.maximum(water[k] - f.rest * kept, 0.0) * thaw
            harvest = weather.crop if f.follows else 1.0
            come = np.minimum(f.arise[day.month] * harvest, np.maximum(f.storage - kept, 0.0))
            stock[k] = kept + come
            water[k] = water[k] - off + come * f.moisture
            moisture[k] = ratio(water[k], stock[k])
            soil_loss = soil_loss + come * (f.soil_carbon * c.CO2_PER_C)
            collected.append(come)
        # act: kiln
        step = worked / c.CREW_H
        have = ready + step
        whole = np.minimum(np.floor(have + c.GRAIN), np.floor(lying + c.GRAIN))
        ready = np.maximum(have - whole, 0.0)
        part = np.minimum(ratio(whole, lying), 1.0)
        white = ~clear
        broken = clear * (1.0 - up)
        runs = clear - broken
        is_wet = np.where(~boils & (lying >= 1.0), runs, 0.0)
        able = runs - is_wet
        short = np.where(step < want * (1.0 - c.GRAIN), able, 0.0)
        served = able - short
        full = np.where(want >= c.PER_DAY * (1.0 - c.GRAIN), served, 0.0)
        less = served - full
        cold = np.where(refused >= 1.0, less, 0.0)
        bulky = np.where(m3 / c.CHAMBER_M3 > (dry + wet) / c.BATCH_T, full, 0.0)
        feed = dry * part
        made = feed * c.YIELD
        out = store + made
        out_c = store_c + carbon * part * c.YIELD
        stay = 1.0 - part
        dry, wet, m3, heat, carbon = dry * stay, wet * stay, m3 * stay, heat * stay, carbon * stay
        soil, soil_c = out * (clear / c.STORE_DAY), out_c * (clear / c.STORE_DAY)
        store, store_c = out - soil, out_c - soil_c
        haul = soil * c.CHAR_KM
        for k, f in enumerate(c.FEEDS):
            dry = dry + given[k]
            wet = wet + given_wet[k]
            m3 = m3 + given[k] / f.bulk
            heat = heat + given[k] * f.heat_gj
            carbon = carbon + given[k] * f.fixed_carbon
            haul = haul + (given[k] + given_wet[k]) * c.LOCAL_KM
        broke = rng.random(n) < np.where(whole > 0.0, c.FAIL, 0.0)
        mended = rng.random(n) < c.REPAIR
        up = np.where(up > 0.0, ~broke, mended).astype(float)
        # carbon ledger
        stored = soil_c * (c.PERMANENCE * c.CO2_PER_C)
        methane = made * (c.METHANE * c.GWP * 1e-3)
        haul_co2 = haul * (c.HAUL_CO2 * 1e-3)
        net = stored - methane - soil_loss - haul_co2
        for i, x in enumerate((
                temp, fall, weather.pack, stock[0], stock[1], collected[0], collected[1], paid,
                worked, new, worked * c.WAGE, worked - new, dry, store, feed, made, whole, soil,
                soil * c.CHAR_PRICE, haul, white, broken, is_wet, short, cold, less - cold, bulky,
                full - bulky, stored, methane, soil_loss, haul_co2, net)):
            total[i] += x
        if day.last_of_month:
            months.append(total.copy())
            total[:] = 0.0
    return np.array(months, dtype=np.float32)


def main():
    runs, batch = int(sys.argv[1]), int(sys.argv[2])
    days = c.calendar(int(sys.argv[3]) if len(sys.argv) > 3 else 10)
    rng = np.random.default_rng(1)
    begin = time.process_time()
    parts = [simulate(min(batch, runs - at), days, rng) for at in range(0, runs, batch)]
    seconds = time.process_time() - begin
    series = np.concatenate(parts, axis=2)
    for name in c.COMPARED:
        x = series[:, c.ROWS.index(name)].sum(axis=0, dtype=float) * 12.0 / len(series)
        print(f"{name} {x.mean():.6f} {x.std(ddof=1) / np.sqrt(len(x)):.6f}")
    print(f"runs_per_second {runs / seconds:.3f}")


if __name__ == "__main__":
    main()
