-- japan.lua - a load in the shape of the country: 1,741 towns coupled within 30 km.
--
-- As many towns as Japan has municipalities, strewn by a fixed recipe over a band about 1,900 km
-- long and 150 km wide (the golden-ratio sequence: even, without clumps), each with 2 sources, 2
-- labour pools and 1 kiln that reaches 30 km by road. The towns are synthetic; every number is an
-- assumption made for timing.
-- SPDX-License-Identifier: GPL-3.0-or-later
local j = require "junkan"
local n = tonumber(j.option("towns", "1741"))
local golden = 0.6180339887498949

local towns, biomass, labour, kilns = {}, {}, {}, {}
for i = 1, n do
    local town = ("T%04d"):format(i)
    local along, across = (i - 0.5) / n, (i * golden) % 1.0
    towns[i] = { name = town, lat = 31.5 + 13.0 * along + 0.6 * (across - 0.5),
                 lon = 130.5 + 13.5 * along - 1.5 * (across - 0.5),
                 population = 2000 + 100 * (i * 37 % 700) }
    biomass[#biomass + 1] = { town = town, kind = "wheat_straw", area = 100 + i * 13 % 900 }
    biomass[#biomass + 1] = { town = town, kind = "thinnings", area = 200 + i * 29 % 4000 }
    labour[#labour + 1] = { town = town, kind = "b_type", heads = 4 + i % 20 }
    labour[#labour + 1] = { town = town, kind = "parent", heads = 2 + i % 7 }
    kilns[i] = { name = town .. "k", town = town, type = "sealed_batch", radius = 30 }
end

return j.scenario {
    name = "japan", start = "2026-04-01", years = 1, replicates = 16,
    towns = towns, biomass = biomass, labour = labour, kilns = kilns,
}
