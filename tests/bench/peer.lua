-- peer.lua - the small model of README.md, in Junkan: one town, two feeds, one kiln, one pool.
--
-- Every number is plain, so chance is the only uncertainty; drying, harvest, snow, heat and calendar
-- are switched off because the peers do not have them. All numbers are assumptions of the benchmark.
-- SPDX-License-Identifier: GPL-3.0-or-later
local j = require "junkan"
return j.scenario {
    name = "peer", start = "2026-04-01", years = 10, replicates = 8192,
    metrics = { "kiln.batches", "kiln.char_t", "kiln.soil_t", "labour.work_h" },
    towns = { { name = "Town" } },
    biomass = {
        { name = "wood", town = "Town", kind = "thinnings", supply = 100, storage = 60,
          season = { 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1 }, moisture = 0.25, bulk_density = 0.25,
          loss = 0.0001, spoil = 0, char_ratio = 1, follows_harvest = 0, area = 0,
          drying_open = 0, drying_covered = 0, heating_value = 18 },
        { name = "straw", town = "Town", kind = "wheat_straw", supply = 120, storage = 80,
          season = { 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0 }, moisture = 0.15, bulk_density = 0.12,
          loss = 0.0003, spoil = 0, char_ratio = 1, follows_harvest = 0, area = 0,
          drying_open = 0, drying_covered = 0, heating_value = 18 },
    },
    kilns = {
        { name = "K", town = "Town", type = "sealed_batch", batch = 1, capacity = 1, chamber = 6,
          yield = 0.25, yard = 7, failure = 0.02, repair = 0.2, char_store = 45, to_soil = 1,
          to_fuel = 0, crew = { load = 2, tend = 3, unload = 1.5, bag = 1.5 }, open = 1, season = 1,
          snow_limit = 100000, heat_use = 1, char_heat = 30 },
    },
    labour = {
        { name = "P", town = "Town", kind = "b_type", heads = 3, hours = 4, attendance = 0.8,
          pace = 1, open = 1 },
    },
}
