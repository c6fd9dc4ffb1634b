-- peer.lua - the small model of README.md, in Junkan: one town, two feeds, one kiln, one pool.
--
-- Numbers are plain where a script can set them; six of the climate zone keep their distributions,
-- and the peers draw from the same. All numbers are assumptions of the benchmark.
-- SPDX-License-Identifier: GPL-3.0-or-later
local j = require "junkan"
return j.scenario {
    name = "peer", start = "2026-04-01", years = 10, replicates = 4096, nested = 1,
    metrics = { "kiln.batches", "kiln.char_t", "carbon.net_tco2", "labour.work_h",
                "kiln.held_snow_day" },
    towns = { { name = "Town", climate = "abashiri", methane_gwp = 28, haul_co2 = 0.14 } },
    biomass = {
        { name = "wood", town = "Town", kind = "thinnings", supply = 100, storage = 60,
          season = { 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1 }, moisture = 1.3, rest_moisture = 0.15,
          bulk_density = 0.25, loss = 0.0001, spoil = 0, char_ratio = 1, follows_harvest = 0,
          area = 0, drying_open = 0, drying_covered = 0.012, covered = 1, heating_value = 18,
          price = 4500, fixed_carbon = 0.77, soil_carbon = 0.01, outreach = 0 },
        { name = "straw", town = "Town", kind = "wheat_straw", supply = 120, storage = 80,
          season = { 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0 }, moisture = 0.2, rest_moisture = 0.15,
          bulk_density = 0.12, loss = 0.0003, spoil = 0, char_ratio = 1, follows_harvest = 1,
          area = 0, drying_open = 0, drying_covered = 0.012, covered = 1, heating_value = 16,
          price = 11800, fixed_carbon = 0.65, soil_carbon = 0.03, outreach = 0 },
    },
    kilns = {
        { name = "K", town = "Town", type = "sealed_batch", batch = 1, capacity = 1, chamber = 6,
          yield = 0.25, temperature = 550, heat_use = 0.3, char_heat = 30, yard = 7,
          snow_limit = 50, failure = 0.02, repair = 0.2, methane = 1, char_store = 45, to_soil = 1,
          to_fuel = 0, crew = { load = 2, tend = 3, unload = 1.5, bag = 1.5 }, open = 1, season = 1,
          local_haul = 5, char_haul = 10, char_price = 60000 },
    },
    labour = {
        { name = "P", town = "Town", kind = "b_type", heads = 3, hours = 4, attendance = 0.8,
          pace = 1, open = 1, wage = 247, baseline = 0.3, welfare = 1 },
    },
}
