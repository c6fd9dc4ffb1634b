"""report_check.py PAGE.html RESULT.h5 [...] - the numbers a page holds against the result file: each
figure over the futures, its differences, its fiscal years by entity, bands (also recomputed from the
runs), what is left with whom. SPDX-License-Identifier: GPL-3.0-or-later"""
import calendar
import json
import re
import sys

import h5py
import numpy as np

count = 0


def near(what, shown, x, digits):
    """Shown is x with so many digits; null where x is not finite."""
    global count
    count += 1
    if shown is None:
        assert not np.isfinite(x), f"{what}: nothing is shown of {x}"
    else:
        assert abs(shown - x) <= 0.5000001 * 10.0 ** (1 - digits) * abs(x) + 1e-9, f"{what}: {shown} is not {x}"


def texts(dataset):
    return [x.decode() if isinstance(x, bytes) else str(x) for x in dataset[:]]


class Futures:
    """Runs by option of the futures in which none failed."""

    def __init__(self, data, h5):
        option = texts(h5["option"])
        self.number = [option.index(o) for o in data["options"]]
        runs = {}
        for run, (o, p, r) in enumerate(zip(h5["option_of_run"][:], h5["point"][:], h5["replicate"][:])):
            runs.setdefault((int(p), int(r)), {})[int(o)] = run
        failed = h5["failed"][:]
        good = [f for f in runs.values() if len(f) == len(option) and not any(failed[r] for r in f.values())]
        self.run = [np.array([f[o] for f in good]) for o in self.number]
        assert len(good) == data["n_future"], f"{data['n_future']} futures are {len(good)}"


def check_kpi(v, data, h5, futures):
    kpi = h5[f"kpi.{v['id']}"][:]
    base = kpi[futures.run[data["baseline"]]]
    for o, runs in enumerate(futures.run):
        x, what = kpi[runs], f"{v['id']}, {data['options'][o]}"
        median, lo, hi, mean = v["kpi"]["s"][o]
        for q, shown in ((0.5, median), (0.05, lo), (0.95, hi)):
            near(f"{what}: {q} quantile", shown, np.quantile(x, q), 4)
        near(f"{what}: mean", mean, x.mean(), 6)
        if "d" in v["kpi"] and o != data["baseline"]:
            near(f"{what}: difference", v["kpi"]["d"][o][0], (x - base).mean(), 4)
            if v["better"]:
                near(f"{what}: better in", v["kpi"]["d"][o][3], (v["better"] * (x - base) > 0).mean(), 4)


def check_years(v, data, h5, futures):
    mean = h5[f"mean.{v['id']}"][:][futures.number]
    mean = mean.reshape(mean.shape[0], mean.shape[1], -1)
    year = [int(m[:4]) - (len(m) > 4 and int(m[5:7]) < 4) for m in data["months"]]
    days = np.array([calendar.monthrange(int(m[:4]), int(m[5:7]))[1] if len(m) > 4 else 365 for m in data["months"]])
    for o in range(len(futures.number)):
        for k, fy in enumerate(data["fy"]):
            of = np.array([y == fy for y in year])
            x = mean[o][of]
            x = {"sum": x.sum(0), "last": x[-1], "mean": (x * days[of, None]).sum(0) / days[of].sum()}[v["agg"]]
            for e, shown in enumerate(v["fy"][o][k]):
                near(f"{v['id']}, {data['options'][o]}, {fy}, {e}", shown, x[e], 6)


def check_band(v, h5, futures):
    band = h5[f"band.{v['id']}"][:]
    series = h5[v["id"]][:].astype(float) if v["id"] in h5 else None
    for o, number in enumerate(futures.number):
        for q, level in enumerate((0.05, 0.25, 0.5, 0.75, 0.95)):
            for m, shown in enumerate(v["band"][o][q]):
                near(f"band of {v['id']}, {level}, {m}", shown, band[number, q, m], 4)
            if series is not None:
                runs = series[futures.run[o]].reshape(len(futures.run[o]), len(v["band"][o][q]), -1)
                total = runs.mean(2) if v["across"] == "mean" else runs.sum(2)
                assert np.allclose(band[number, q], np.quantile(total, level, axis=0), rtol=1e-5, atol=1e-5), v["id"]


def check_stakes(data, h5, futures):
    names = texts(h5["stakeholder"])
    for s in data["stakes"]:
        i = names.index(s["en"])
        for o, number in enumerate(futures.number):
            for shown, what in zip(s["d"][o], ("stake_difference", "stake_difference_lo", "stake_difference_hi")):
                near(f"{s['en']}: {what}", shown, h5[what][i, number], 6)


for page, result in zip(sys.argv[1::2], sys.argv[2::2]):
    text = open(page, encoding="utf-8").read()
    data = json.loads(re.search(r'<script[^>]*id="json-data"[^>]*>(.*?)</script>', text, re.S).group(1))
    with h5py.File(result) as h5:
        futures = Futures(data, h5)
        for v in data["vars"]:
            if "kpi" in v:
                check_kpi(v, data, h5, futures)
            if "fy" in v:
                check_years(v, data, h5, futures)
            if "band" in v:
                check_band(v, h5, futures)
        if "stakes" in data:
            check_stakes(data, h5, futures)
print(f"{count} numbers")
