-- peer.lua - the small model of README.md, in Junkan: one town, two feeds, one kiln, one pool.
--
-- Numbers are plain where they act on it; five of the climate zone keep their distributions, as in
-- peer_data.py. What the small model lacks is set so that it does nothing; what only reads the rest
-- (costs, trucks, credits, inventory) keeps its defaults and is computed too. All numbers are
-- assumptions of the benchmark.
-- SPDX-License-Identifier: GPL-3.0-or-later
local j = require "junkan"

-- A source that can always be reached and whose supply does not answer to price or outreach.
local function feed(f)
    f.town, f.area, f.outreach, f.supply_follows_price, f.char_ratio = "Town", 0, 0, 0, 1
    f.rest_moisture, f.drying_open, f.drying_covered, f.covered, f.spoil = 0.15, 0, 0.012, 1, 0
    f.access_snow, f.access_rain, f.legal_class, f.paid_to_residents = 1e5, 1e5, 0, 0
    return f
end

return j.scenario {
    name = "peer", start = "2026-04-01", years = 10, replicates = 4096, nested = 1,
    metrics = { "kiln.batches", "kiln.char_t", "carbon.net_tco2", "labour.work_h",
                "kiln.held_snow_day" },
    towns = { { name = "Town", climate = "abashiri", methane_gwp = 28, haul_co2 = 0.14,
                whole_trips = 0, pool_drivers = 0, trucks = 1000 } },
    -- Trucks limit nothing. Feed takes 1 l/tkm whatever the load, of a fuel that gives 0.14 kg of
    -- carbon dioxide a litre.
    trucks = {
        { name = "4t", payload = 1, body = 200, fuel_constant = 0, fuel_load = 1, fuel_size = 0,
          fuel_heat = 1, fuel_carbon = 0.14 * 12 / 44, empty_return = 0 },
    },
    biomass = {
        feed { name = "wood", kind = "thinnings", supply = 100, storage = 60,
               season = { 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1 }, moisture = 1.3, bulk_density = 0.25,
               loss = 0.0001, follows_harvest = 0, heating_value = 18, price = 4500,
               fixed_carbon = 0.77, soil_carbon = 0.01 },
        feed { name = "straw", kind = "wheat_straw", supply = 120, storage = 80,
               season = { 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0 }, moisture = 0.2, bulk_density = 0.12,
               loss = 0.0003, follows_harvest = 1, heating_value = 16, price = 11800,
               fixed_carbon = 0.65, soil_carbon = 0.03 },
    },
    kilns = {
        { name = "K", town = "Town", type = "sealed_batch", batch = 1, capacity = 1, chamber = 6,
          yield = 0.25, yield_law = 0, wet_yield_loss = 0, temperature = 550, carbon_ratio = 1,
          heat_use = 0.3, char_heat = 30, yard = 7, wet_room = 0, snow_limit = 50, failure = 0.02,
          repair = 0.2, methane = 1, methane_law = 0, heat_sold = 0, bought_energy_co2 = 0,
          permanence = 0, char_store = 45, to_soil = 1, to_fuel = 0, soil_area = 1e4, soil_rate = 1,
          crew = { load = 2, tend = 3, unload = 1.5, crush = 0, bag = 1.5 }, open = 1, season = 1,
          local_haul = 5, char_haul = 10, char_price = 60000 },
    },
    labour = {
        { name = "P", town = "Town", kind = "b_type", heads = 3, hours = 4, attendance = 0.8,
          pace = 1, novice = 1, childcare_need = 0, sick_days = 0, open = 1, season = 1, wage = 247,
          baseline = 0.3, welfare = 1 },
    },
}
