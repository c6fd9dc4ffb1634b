#!/usr/bin/env python3
"""The small model of README.md as SimPy processes, one run at a time.

usage: peer_simpy.py RUNS [YEARS]   prints "name mean standard_error" lines and the rate

Weather, sources, pool and kiln are processes; dry stocks and the day's hours are containers. A day
has four moments: dawn (weather), morning (the kiln plans and fetches), noon (the crew works) and
evening (stocks age, the kiln fires).
SPDX-License-Identifier: GPL-3.0-or-later
"""
import math
import random
import statistics
import sys
import time

import simpy

import peer_data as c

MORNING, NOON, EVENING = 0.25, 0.5, 0.75


class Weather:
    def __init__(self, env, days):
        self.env, self.days = env, days
        self.draw = {k: c.pert(random.betavariate, *v) for k, v in c.ZONE_DRAWS.items()}
        self.wet, self.pack, self.crop = False, 0.0, 1.0
        self.anomaly = random.gauss(0.0, 1.0)
        env.process(self.run())

    def run(self):
        lag, sd = self.draw["temp_lag1"], self.draw["crop_sd"]
        for day in self.days:
            self.day = day
            if day.number > 0:
                self.anomaly = lag * self.anomaly + math.sqrt(1 - lag * lag) * random.gauss(0, 1)
            if day.number == 0 or day.harvest:
                self.crop = max(1.0 + sd * random.gauss(0.0, 1.0), 0.0)
            self.temp = day.normal + c.ZONE["temp_sd"][day.month] * self.anomaly
            keep = self.draw["wet_lag1"] if day.number > 0 else 0.0
            self.wet = random.random() < day.wet_share * (1.0 - keep) + keep * self.wet
            self.fall = random.expovariate(1.0 / day.rain_mm) if self.wet else 0.0
            snow = min(max((self.draw["snowfall_below"] + 1.0 - self.temp) * 0.5, 0.0), 1.0)
            before = self.pack + self.fall * snow
            self.pack = before - min(before, max(self.temp, 0.0) * self.draw["snow_melt"])
            yield self.env.timeout(1.0)

    def clear(self):
        return self.pack <= c.SNOW_LIMIT_MM


class Source:
    """Feed that arises in season, dries, is kept up to a limit, and loses dry matter."""

    def __init__(self, env, feed, weather):
        self.env, self.feed, self.weather = env, feed, weather
        self.stock = simpy.Container(env)
        self.water = self.moisture = self.collected = 0.0
        env.process(self.age())

    def lack(self):
        """Heat that a dry tonne needs for its water beyond what it brings, GJ."""
        return max(c.BOIL_GJ * self.moisture - self.feed.heat_gj * c.HEAT_USE, 0.0)

    def take(self, amount):
        """Gives up to `amount`; returns dry and water."""
        dry = min(amount, self.stock.level)
        if dry <= 0.0:
            return 0.0, 0.0
        yield self.stock.get(dry)
        wet = dry * self.moisture
        self.water = max(self.water - wet, 0.0)
        return dry, wet

    def age(self):
        f, w = self.feed, self.weather
        yield self.env.timeout(EVENING)
        while True:
            lost = self.stock.level * f.loss
            if lost > 0.0:
                yield self.stock.get(lost)
            thaw = c.DRY_RATE if w.temp > 0.0 else 0.0
            self.water -= max(self.water - f.rest * self.stock.level, 0.0) * thaw
            harvest = w.crop if f.follows else 1.0
            self.collected = min(f.arise[w.day.month] * harvest,
                                 max(f.storage - self.stock.level, 0.0))
            if self.collected > 0.0:
                yield self.stock.put(self.collected)
                self.water += self.collected * f.moisture
            level = self.stock.level
            self.moisture = self.water / level if level > 0.0 else 0.0
            yield self.env.timeout(1.0)


class Pool:
    """People who come on a day or do not."""

    def __init__(self, env):
        self.env, self.hours = env, simpy.Container(env)
        env.process(self.come())

    def come(self):
        yield self.env.timeout(MORNING)
        while True:
            if self.hours.level > 0.0:
                yield self.hours.get(self.hours.level)  # yesterday's are gone
            d = c.ROOT3 * (random.random() + random.random() + random.random() + random.random() - 2)
            h = min(max(c.CAME_MEAN + c.CAME_SD * d, 0.0), c.CAME_MOST)
            if h > 0.0:
                yield self.hours.put(h)
            yield self.env.timeout(1.0)


class Kiln:
    """A yard, a chamber fired in whole batches, a store of char; keeps the books."""

    def __init__(self, env, weather, sources, pool):
        self.env, self.weather, self.sources, self.pool = env, weather, sources, pool
        self.dry = self.wet = self.m3 = self.heat = self.carbon = 0.0
        self.ready = self.store = self.store_c = 0.0
        self.up = True
        self.total, self.months = [0.0] * len(c.ROWS), []
        env.process(self.run())

    def fetch(self, want, lying, boils):
        left = max(c.YARD_T * (1.0 if boils else 2.0) - self.dry, 0.0)
        stays = 1.0 - min((self.ready + want) / lying, 1.0) if lying > 0.0 else 1.0
        hot = self.heat * c.HEAT_USE * (1.0 - c.GRAIN)
        spare = max(hot - self.wet * c.BOIL_GJ, 0.0) * stays
        offers = [(s, s.stock.level, s.lack()) for s in self.sources]
        got, self.refused = [], 0.0
        for wet_round in (False, True):
            asked = [offer for offer in offers if (offer[2] > 0.0) == wet_round]
            total = sum(level for _, level, _ in asked)
            part = left / total if total > left else 1.0
            for source, level, lack in asked:
                wish = min(level * part, left)
                dry, wet = yield from source.take(min(wish, spare / lack) if wet_round else wish)
                self.refused += (wish - dry) * (1.0 + source.moisture) / c.BATCH_T
                left -= dry
                spare = max(spare - dry * lack, 0.0)
                got.append((dry, wet, source.feed))
        return got

    def work(self, want):
        came = self.pool.hours.level
        hours = min(want * c.CREW_H, came)
        if hours > 0.0:
            yield self.pool.hours.get(hours)
        return hours, min(hours, came * (1.0 - c.BASELINE))

    def fire(self, lying, step):
        have = self.ready + step
        whole = min(math.floor(have + c.GRAIN), math.floor(lying + c.GRAIN))
        self.ready = max(have - whole, 0.0)
        part = min(whole / lying, 1.0) if lying > 0.0 else 0.0
        feed = self.dry * part
        made = feed * c.YIELD
        self.store += made
        self.store_c += self.carbon * part * c.YIELD
        stay = 1.0 - part
        self.dry *= stay
        self.wet *= stay
        self.m3 *= stay
        self.heat *= stay
        self.carbon *= stay
        return whole, feed, made

    def spread(self):
        rate = 1.0 / c.STORE_DAY if self.weather.clear() else 0.0
        soil, soil_c = self.store * rate, self.store_c * rate
        self.store -= soil
        self.store_c -= soil_c
        return soil, soil_c

    def receive(self, got):
        haul = 0.0
        for dry, wet, feed in got:
            self.dry += dry
            self.wet += wet
            self.m3 += dry / feed.bulk
            self.heat += dry * feed.heat_gj
            self.carbon += dry * feed.fixed_carbon
            haul += (dry + wet) * c.LOCAL_KM
        return haul

    def held(self, want, step, lying, boils):
        """What the day was: held back by snow, breakdown, wet feed, crew, want of heat, supply; or
        of full work, by volume or by mass."""
        if not self.weather.clear():
            reason = 0
        elif not self.up:
            reason = 1
        elif not boils and lying >= 1.0:
            reason = 2
        elif step < want * (1.0 - c.GRAIN):
            reason = 3
        elif want < c.PER_DAY * (1.0 - c.GRAIN):
            reason = 4 if self.refused >= 1.0 else 5
        else:
            reason = 6 if self.m3 / c.CHAMBER_M3 > (self.dry + self.wet) / c.BATCH_T else 7
        return [int(i == reason) for i in range(8)]

    def book(self, paid, crew, held, fired, soil, haul):
        w, (wood, straw) = self.weather, self.sources
        (worked, new), (whole, feed, made), (soil_t, soil_c) = crew, fired, soil
        stored = soil_c * c.PERMANENCE * c.CO2_PER_C
        methane = made * c.METHANE * c.GWP * 1e-3
        loss = sum(s.collected * s.feed.soil_carbon for s in self.sources) * c.CO2_PER_C
        haul_co2 = haul * c.HAUL_CO2 * 1e-3
        today = (w.temp, w.fall, w.pack, wood.stock.level, straw.stock.level, wood.collected,
                 straw.collected, paid, worked, new, worked * c.WAGE, worked - new, self.dry,
                 self.store, feed, made, whole, soil_t, soil_t * c.CHAR_PRICE, haul, *held, stored,
                 methane, loss, haul_co2, stored - methane - loss - haul_co2)
        self.total = [a + b for a, b in zip(self.total, today)]
        if w.day.last_of_month:
            self.months.append(self.total)
            self.total = [0.0] * len(c.ROWS)

    def run(self):
        while True:
            yield self.env.timeout(MORNING)
            lying = max((self.dry + self.wet) / c.BATCH_T, self.m3 / c.CHAMBER_M3)
            room = max(math.floor(lying + c.GRAIN) - self.ready, 0.0)
            boils = self.heat * c.HEAT_USE >= self.wet * c.BOIL_GJ
            works = self.up and self.weather.clear() and boils
            want = min(c.PER_DAY, room) if works else 0.0
            got = yield from self.fetch(want, lying, boils)
            paid = sum((dry + wet) * feed.price for dry, wet, feed in got)
            yield self.env.timeout(NOON - MORNING)
            crew = yield from self.work(want)
            step = crew[0] / c.CREW_H
            yield self.env.timeout(EVENING - NOON)
            held = self.held(want, step, lying, boils)
            fired = self.fire(lying, step)
            soil = self.spread()
            haul = soil[0] * c.CHAR_KM + self.receive(got)
            if not self.up:
                self.up = random.random() < c.REPAIR
            elif fired[0] > 0:
                self.up = random.random() >= c.FAIL
            yield self.env.timeout(0.0)  # the sources have aged
            self.book(paid, crew, held, fired, soil, haul)
            yield self.env.timeout(1.0 - EVENING)


def simulate(days):
    env = simpy.Environment()
    weather = Weather(env, days)
    sources = [Source(env, f, weather) for f in c.FEEDS]
    kiln = Kiln(env, weather, sources, Pool(env))
    env.run(until=len(days))
    n = len(kiln.months)
    return [sum(m[i] for m in kiln.months) * 12.0 / n for i in map(c.ROWS.index, c.COMPARED)]


def main():
    runs = int(sys.argv[1])
    days = c.calendar(int(sys.argv[2]) if len(sys.argv) > 2 else 10)
    random.seed(1)
    begin = time.process_time()
    result = [simulate(days) for _ in range(runs)]
    seconds = time.process_time() - begin
    for i, name in enumerate(c.COMPARED):
        x = [r[i] for r in result]
        print(f"{name} {statistics.mean(x):.6f} {statistics.stdev(x) / math.sqrt(runs):.6f}")
    print(f"runs_per_second {runs / seconds:.3f}")


if __name__ == "__main__":
    main()
