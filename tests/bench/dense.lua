-- dense.lua - a load, not a question: many towns with everything a town can hold.
--
-- Per town: 8 biomass sources, 5 labour pools, 1 kiln with its tasks. Towns stand in lines 10 km
-- apart, `group` to a line. Every second kiln reaches 10.5 km, that is both neighbours, the others
-- only their own town: so a line is one component, and a kiln has 16 sources on average (8 and 24).
-- Nothing here describes a real place; every number is an assumption made for timing.
--   --option towns=64       towns in all
--   --option group=16       towns in a line; as many as towns: one component (a subprefecture of
--                           Hokkaido has 9 to 24 municipalities)
--   --option split=1        reach 0.5 km everywhere: each town is its own component
--   --option ends=1         supply stops after the first year: stocks decay towards nothing
-- SPDX-License-Identifier: GPL-3.0-or-later
local j = require "junkan"
local n = tonumber(j.option("towns", "64"))
local group = tonumber(j.option("group", "16"))
local split = j.option("split", "0") == "1"
local ends = j.option("ends", "0") == "1"

local kind = { "wheat_straw", "thinnings", "offgrade_onion", "wheat_straw", "thinnings", "offgrade_onion",
               "wheat_straw", "thinnings" }
local towns, biomass, labour, kilns = {}, {}, {}, {}
for i = 1, n do
    local town = ("T%04d"):format(i)
    -- 10 km of longitude at 44 degrees north, roads as the crow flies; lines half a degree apart
    local line = (i - 1) // group
    towns[i] = { name = town, lat = 30.0 + 0.5 * (line % 60), population = 10000,
                 lon = 130.0 + 0.12503 * ((i - 1) % group) * 0.719 / math.cos(math.rad(30.0 + 0.5 * (line % 60))) }
    for k = 1, 8 do
        biomass[#biomass + 1] = { name = town .. "b" .. k, town = town, kind = kind[k],
            area = 200 + 10 * k, closes = ends and "2027-04-01" or "never" }
    end
    for k = 1, 5 do
        labour[#labour + 1] = { name = town .. "p" .. k, town = town,
            kind = k < 4 and "b_type" or "parent", heads = 4 + k }
    end
    kilns[i] = { name = town .. "k", town = town, type = "sealed_batch",
                 radius = (i % 2 == 1 or split) and 0.5 or 10.5 }
end

return j.scenario {
    name = "dense", start = "2026-04-01", years = tonumber(j.option("years", "1")),
    replicates = 64, detour = 1, towns = towns, biomass = biomass, labour = labour, kilns = kilns,
}
