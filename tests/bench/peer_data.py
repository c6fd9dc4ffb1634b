"""The numbers of the small model of README.md, shared by both peers; the zone's normals are read
from models/zone.csv. Nothing here is simulated. SPDX-License-Identifier: GPL-3.0-or-later"""
import csv
import datetime
import math
import os
from types import SimpleNamespace

START = datetime.date(2026, 4, 1)
MONTH_DAYS = (31, 28.2425, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
GRAIN = 1e-9
LEAST_T = 1e-300  # divides by an offer of nothing
CO2_PER_C = 44.0 / 12.0

# kiln
BATCH_T, PER_DAY, CHAMBER_M3, YIELD, YARD_T = 1.0, 1.0, 6.0, 0.25, 7.0
HEAT_USE, CHAR_GJ, BOIL_GJ, SNOW_LIMIT_MM = 0.3, 30.0, 2.571, 50.0
FAIL, REPAIR, STORE_DAY, CREW_H = 0.02, 0.2, 45.0, 8.0
LOCAL_KM, CHAR_KM, CHAR_PRICE = 5.0, 10.0, 60000.0
# labour
HEADS, HOURS, ATTEND, WAGE, BASELINE = 3.0, 4.0, 0.8, 247.0, 0.3
CAME_MOST = HEADS * HOURS
CAME_MEAN = CAME_MOST * ATTEND
CAME_SD = HOURS * math.sqrt(HEADS * ATTEND * (1.0 - ATTEND))
ROOT3 = math.sqrt(3.0)
# carbon: 550 degC lasts 0.80
METHANE, GWP, HAUL_CO2, PERMANENCE = 1.0, 28.0, 0.14, 0.80
DRY_RATE = 1.0 - math.exp(-0.012)


def feed(supply, months, **more):
    share = supply / len(months)
    f = SimpleNamespace(rest=0.15, **more)
    f.arise = [share / MONTH_DAYS[m] if m + 1 in months else 0.0 for m in range(12)]
    f.heat_gj = max(f.lhv - YIELD * CHAR_GJ, 0.0)
    return f


FEEDS = (  # both at one distance from the kiln
    feed(100.0, (1, 2, 3, 11, 12), storage=60.0, moisture=1.3, bulk=0.25, loss=0.0001, lhv=18.0,
         price=4500.0, fixed_carbon=0.77, soil_carbon=0.01, follows=False),
    feed(120.0, (8, 9), storage=80.0, moisture=0.2, bulk=0.12, loss=0.0003, lhv=16.0,
         price=11800.0, fixed_carbon=0.65, soil_carbon=0.03, follows=True),
)

ZONE_DRAWS = {  # low, most likely, high; drawn once a run
    "temp_lag1": (0.5, 0.65, 0.8), "wet_lag1": (0.1, 0.2, 0.35), "snowfall_below": (1, 2, 3),
    "snow_melt": (2.5, 4, 6), "crop_sd": (0.05, 0.12, 0.2),
}


def pert(beta, lo, mode, hi, **size):
    """One draw of a PERT distribution by a beta generator."""
    a = 1.0 + 4.0 * (mode - lo) / (hi - lo)
    return lo + (hi - lo) * beta(a, 6.0 - a, **size)


def read_zone(entry):
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "../../models/zone.csv"), encoding="utf-8") as f:
        rows = csv.DictReader(line for line in f if not line.startswith("#"))
        return {r["field"]: [float(x) for x in r["value"].split()] for r in rows
                if r["entry"] == entry and r["field"] != "label"}


ZONE = read_zone("abashiri")


def anchors(normal):
    """Mid-month temperatures whose straight-line interpolation has the normals as means."""
    have = list(normal)
    for _ in range(48):
        miss = [w - (have[m - 1] + 6.0 * have[m] + have[(m + 1) % 12]) / 8.0
                for m, w in enumerate(normal)]
        have = [h + x for h, x in zip(have, miss)]
    return have


def calendar(years):
    """One record a day: what depends on the date alone."""
    anchor = anchors(ZONE["temp"])
    end = START.replace(year=START.year + years)
    out = []
    for number in range((end - START).days):
        date = START + datetime.timedelta(number)
        m = date.month - 1
        first = date.replace(day=1)
        n_day = ((first + datetime.timedelta(31)).replace(day=1) - first).days
        t = (date.day - 0.5) / n_day
        left, right, w = (m - 1, m, t + 0.5) if t < 0.5 else (m, (m + 1) % 12, t - 0.5)
        out.append(SimpleNamespace(
            number=number, month=m, normal=anchor[left] + (anchor[right] - anchor[left]) * w,
            wet_share=min(ZONE["wet_days"][m] / MONTH_DAYS[m], 1.0),
            rain_mm=ZONE["precip"][m] / ZONE["wet_days"][m],
            harvest=date.month == 7 and date.day == 1, last_of_month=date.day == n_day))
    return out


# What is recorded each month, as in Junkan's result file; and what run.sh compares.
ROWS = ["weather.temp_degc", "weather.precip_mm", "weather.snow_mm", "biomass.stock_t.wood",
        "biomass.stock_t.straw", "biomass.collected_t.wood", "biomass.collected_t.straw",
        "biomass.paid_yen", "labour.work_h", "labour.new_h", "labour.wage_yen", "labour.moved_h",
        "kiln.yard_t", "kiln.store_t", "kiln.feed_t", "kiln.char_t", "kiln.batches", "kiln.soil_t",
        "kiln.sales_yen", "kiln.haul_tkm", "kiln.held_snow_day", "kiln.held_failure_day",
        "kiln.held_wet_day", "kiln.held_crew_day", "kiln.held_heat_day", "kiln.held_supply_day",
        "kiln.held_volume_day", "kiln.full_day", "carbon.stored_tco2", "carbon.methane_tco2",
        "carbon.soil_loss_tco2", "carbon.haul_tco2", "carbon.net_tco2"]
COMPARED = ["kiln.batches", "kiln.char_t", "kiln.held_snow_day", "kiln.held_failure_day",
            "kiln.held_crew_day", "kiln.held_supply_day", "kiln.held_volume_day", "labour.new_h",
            "biomass.paid_yen", "carbon.haul_tco2", "carbon.net_tco2"]
