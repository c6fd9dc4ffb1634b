#!/usr/bin/env python3
"""The small model of README.md in NumPy, vectorised over runs.

usage: peer_numpy.py RUNS BATCH [YEARS]   prints "name mean standard_error" lines and the rate

Runs are simulated BATCH at a time: arrays of one number per run, one Python step per day.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import datetime
import sys
import time

import numpy as np

START = datetime.date(2026, 4, 1)
GRAIN = 1e-9
FEEDS = (  # in the order in which the kiln asks: wood, straw
    dict(supply=100.0, storage=60.0, months=(1, 2, 3, 11, 12), moisture=0.25, bulk=0.25,
         loss=0.0001),
    dict(supply=120.0, storage=80.0, months=(8, 9), moisture=0.15, bulk=0.12, loss=0.0003),
)
BATCH_T, PER_DAY, CHAMBER_M3, YIELD, YARD_T = 1.0, 1.0, 6.0, 0.25, 7.0
FAIL, REPAIR, STORE_DAY, CREW_H = 0.02, 0.2, 45.0, 8.0
HEADS, HOURS, ATTEND = 3.0, 4.0, 0.8
MONTH_DAYS = (31, 28.2425, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def arise_by_month(feed):
    """t per day in each month of the year"""
    share = 1.0 / len(feed["months"])
    return [feed["supply"] * share / MONTH_DAYS[m] if m + 1 in feed["months"] else 0.0
            for m in range(12)]


def simulate(n, years, rng):
    """n runs at once; yearly means of what is compared, each [n]"""
    end = START.replace(year=START.year + years)
    days = [START + datetime.timedelta(d) for d in range((end - START).days)]
    arise = [arise_by_month(f) for f in FEEDS]
    zero = np.zeros(n)
    stock = [zero.copy() for _ in FEEDS]
    water = [zero.copy() for _ in FEEDS]
    moisture = [zero.copy() for _ in FEEDS]
    dry, wet, m3, ready, store = (zero.copy() for _ in range(5))
    up = np.ones(n)
    batches, char_t, soil_t, work_h = (zero.copy() for _ in range(4))
    spread = HOURS * np.sqrt(HEADS * ATTEND * (1.0 - ATTEND))
    for day in days:
        # want
        lying = np.maximum((dry + wet) / BATCH_T, m3 / CHAMBER_M3)
        want = np.minimum(PER_DAY * up, np.maximum(np.floor(lying + GRAIN) - ready, 0.0))
        left = np.maximum(YARD_T - dry, 0.0)
        # allot
        came = np.clip(HEADS * HOURS * ATTEND + spread * rng.standard_normal(n), 0.0,
                       HEADS * HOURS)
        need = want * CREW_H
        worked = np.minimum(need, came)
        given, given_wet = [], []
        for k in range(len(FEEDS)):
            g = np.minimum(left, stock[k])
            left -= g
            given.append(g)
            given_wet.append(g * moisture[k])
            stock[k] = np.maximum(stock[k] - g, 0.0)
            water[k] = np.maximum(water[k] - given_wet[k], 0.0)
        # act: sources
        for k, f in enumerate(FEEDS):
            kept = stock[k] * (1.0 - f["loss"])
            come = np.minimum(arise[k][day.month - 1], np.maximum(f["storage"] - kept, 0.0))
            stock[k] = kept + come
            water[k] += come * f["moisture"]
            moisture[k] = np.divide(water[k], stock[k], out=np.zeros(n), where=stock[k] > 0.0)
        # act: kiln
        have = ready + worked / CREW_H
        whole = np.minimum(np.floor(have + GRAIN), np.floor(lying + GRAIN))
        ready = np.maximum(have - whole, 0.0)
        part = np.minimum(np.divide(whole, lying, out=np.zeros(n), where=lying > 0.0), 1.0)
        made = dry * part * YIELD
        out = store + made
        soil = out / STORE_DAY
        store = out - soil
        dry = dry * (1.0 - part)
        wet = wet * (1.0 - part)
        m3 = m3 * (1.0 - part)
        for k, f in enumerate(FEEDS):
            dry += given[k]
            wet += given_wet[k]
            m3 += given[k] / f["bulk"]
        broke = rng.random(n) < np.where(whole > 0.0, FAIL, 0.0)
        mended = rng.random(n) < REPAIR
        up = np.where(up > 0.0, np.where(broke, 0.0, 1.0), np.where(mended, 1.0, 0.0))
        batches += whole
        char_t += made
        soil_t += soil
        work_h += worked
    return [x / years for x in (batches, char_t, soil_t, work_h)]


def main():
    runs, batch = int(sys.argv[1]), int(sys.argv[2])
    years = int(sys.argv[3]) if len(sys.argv) > 3 else 10
    rng = np.random.default_rng(1)
    begin = time.perf_counter()
    parts = [simulate(min(batch, runs - at), years, rng) for at in range(0, runs, batch)]
    seconds = time.perf_counter() - begin
    for i, name in enumerate(("kiln.batches", "kiln.char_t", "kiln.soil_t", "labour.work_h")):
        x = np.concatenate([p[i] for p in parts])
        print(f"{name} {x.mean():.6f} {x.std(ddof=1) / np.sqrt(len(x)):.6f}")
    print(f"runs_per_second {runs / seconds:.3f}")


if __name__ == "__main__":
    main()
