#!/usr/bin/env python3
"""The small model of README.md as SimPy processes, one run at a time.

usage: peer_simpy.py RUNS [YEARS]   prints "name mean standard_error" lines and the rate

A source, the pool and the kiln are processes; stocks are containers. A day has three moments:
morning (the kiln plans and fetches), noon (the crew works), evening (stocks age, the kiln fires).
SPDX-License-Identifier: GPL-3.0-or-later
"""
import datetime
import math
import random
import statistics
import sys
import time

import simpy

from peer_numpy import (ATTEND, BATCH_T, CHAMBER_M3, CREW_H, FAIL, FEEDS, GRAIN, HEADS, HOURS,
                        PER_DAY, REPAIR, START, STORE_DAY, YARD_T, YIELD, arise_by_month)

MORNING, NOON, EVENING = 0.25, 0.5, 0.75


class Source:
    """Feed that arises in season, is kept up to a limit, and loses dry matter."""

    def __init__(self, env, feed):
        self.env, self.feed, self.water = env, feed, 0.0
        self.stock = simpy.Container(env)
        self.arise = arise_by_month(feed)
        env.process(self.age())

    def take(self, amount):
        """Gives up to `amount`; returns dry and water."""
        dry = min(amount, self.stock.level)
        if dry <= 0.0:
            return 0.0, 0.0
        wet = dry * self.water / self.stock.level
        yield self.stock.get(dry)
        self.water -= wet
        return dry, wet

    def age(self):
        yield self.env.timeout(EVENING)
        while True:
            lost = self.stock.level * self.feed["loss"]
            if lost > 0.0:
                yield self.stock.get(lost)
            month = (START + datetime.timedelta(int(self.env.now))).month
            come = min(self.arise[month - 1], self.feed["storage"] - self.stock.level)
            if come > 0.0:
                yield self.stock.put(come)
                self.water += come * self.feed["moisture"]
            yield self.env.timeout(1.0)


class Pool:
    """People who come on a day or do not."""

    def __init__(self, env):
        self.spread = HOURS * math.sqrt(HEADS * ATTEND * (1.0 - ATTEND))
        self.hours = simpy.Container(env)
        self.env = env
        env.process(self.come())

    def come(self):
        yield self.env.timeout(MORNING)
        while True:
            if self.hours.level > 0.0:
                yield self.hours.get(self.hours.level)  # yesterday's are gone
            h = min(max(random.gauss(HEADS * HOURS * ATTEND, self.spread), 0.0), HEADS * HOURS)
            if h > 0.0:
                yield self.hours.put(h)
            yield self.env.timeout(1.0)


class Kiln:
    """A yard, a chamber fired in whole batches, a store of char."""

    def __init__(self, env, sources, pool):
        self.env, self.sources, self.pool = env, sources, pool
        self.dry = self.wet = self.m3 = self.ready = self.store = 0.0
        self.up = True
        self.batches = self.char_t = self.soil_t = self.work_h = 0.0
        env.process(self.run())

    def fetch(self):
        left, got = max(YARD_T - self.dry, 0.0), []
        for source in self.sources:
            dry, wet = yield from source.take(left)
            left -= dry
            got.append((dry, wet, dry / source.feed["bulk"]))
        return got

    def work(self, want):
        hours = min(want * CREW_H, self.pool.hours.level)
        if hours > 0.0:
            yield self.pool.hours.get(hours)
        self.work_h += hours
        return hours / CREW_H

    def fire(self, lying, step):
        have = self.ready + step
        whole = min(math.floor(have + GRAIN), math.floor(lying + GRAIN))
        self.ready = max(have - whole, 0.0)
        part = min(whole / lying, 1.0) if lying > 0.0 else 0.0
        made = self.dry * part * YIELD
        soil = (self.store + made) / STORE_DAY
        self.store += made - soil
        self.dry, self.wet, self.m3 = (x * (1.0 - part) for x in (self.dry, self.wet, self.m3))
        self.batches += whole
        self.char_t += made
        self.soil_t += soil
        return whole

    def wear(self, whole):
        if not self.up:
            self.up = random.random() < REPAIR
        elif whole > 0:
            self.up = random.random() >= FAIL

    def run(self):
        while True:
            yield self.env.timeout(MORNING)
            lying = max((self.dry + self.wet) / BATCH_T, self.m3 / CHAMBER_M3)
            room = max(math.floor(lying + GRAIN) - self.ready, 0.0)
            want = min(PER_DAY * self.up, room)
            got = yield from self.fetch()
            yield self.env.timeout(NOON - MORNING)
            step = yield from self.work(want)
            yield self.env.timeout(EVENING - NOON)
            whole = self.fire(lying, step)
            for dry, wet, m3 in got:
                self.dry += dry
                self.wet += wet
                self.m3 += m3
            self.wear(whole)
            yield self.env.timeout(1.0 - EVENING)


def simulate(years):
    env = simpy.Environment()
    sources = [Source(env, f) for f in FEEDS]
    kiln = Kiln(env, sources, Pool(env))
    env.run(until=(START.replace(year=START.year + years) - START).days)
    return [x / years for x in (kiln.batches, kiln.char_t, kiln.soil_t, kiln.work_h)]


def main():
    runs = int(sys.argv[1])
    years = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    random.seed(1)
    begin = time.perf_counter()
    result = [simulate(years) for _ in range(runs)]
    seconds = time.perf_counter() - begin
    for i, name in enumerate(("kiln.batches", "kiln.char_t", "kiln.soil_t", "labour.work_h")):
        x = [r[i] for r in result]
        print(f"{name} {statistics.mean(x):.6f} {statistics.stdev(x) / math.sqrt(runs):.6f}")
    print(f"runs_per_second {runs / seconds:.3f}")


if __name__ == "__main__":
    main()
