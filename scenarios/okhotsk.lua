-- okhotsk.lua - a kiln in each of the 18 municipalities of the Okhotsk subprefecture, 2026-2036
--
-- Question: if every municipality runs a kiln of its own from 2026, where can it live from the residues
-- and the people of its town, what holds the others back, and does it help to fetch feed from farther?
-- Within what radius do shared kilns beat one in each small town? What would a station in each add?
--
-- Answer: people decide, not residues: the six towns above 11,000 people can run a kiln all year, the
-- other twelve fire it 8 to 76 % as often, and feed from farther away changes nothing. Six shared
-- kilns beat twelve small ones from a radius of about 20 km, and a station in each town adds 70 % to
-- the new hours of welfare work but takes 30 % of the kilns' char.
-- The numbers: 256 futures, median and 90 % interval over the second to the tenth year, chance +
-- inputs. Most inputs are assumptions.
-- A kiln in each. The 18 make 455 (359 - 562) t of char a year, store 892 (682 - 1,130) tCO2 (net 641
-- (411 - 892)) and give 15,900 (13,100 - 20,400) hours of welfare work, 20 full places. The six fire
-- 197 times a year. In the others the crew lacks; firings in per cent of Kitami's: Yubetsu 76, Ozora
-- 65, Saroma 49, Koshimizu 44, Kunneppu 41, Tsubetsu 40, Omu 39, Kiyosato 36, Okoppe 32, Oketo 24,
-- Takinoue 21, Nishiokoppe 8. Feed lacks on no day anywhere: each kiln takes its own town's first
-- (radius=5 or 60). Alone (joint=0) the best kiln passes 100 tCO2 in 6 % of years; together they do in
-- 100 %.
-- Shared kilns instead of small ones. Kilns cannot travel in the model, so the feed does. Twelve kilns
-- in the small towns (kilns=small) make 206 (145 - 252) t. Six in the larger towns that burn only the
-- small towns' residues (kilns=hubs) make 120 t within 15 km, 201 within 20, 240 within 30, no more
-- beyond. Haulage costs 2,890 yen per tonne of feed with a kiln in each, with shared ones 2,970, 2,990
-- and 3,050: the least charge of a trip, not the road, makes the price. With kilns at 5 to 15 M yen
-- over 15 years (assumption) the shared ones are cheaper per tonne of char in 62 % of futures at 15
-- km, 100 % at 20 and 100 % at 30. But they make less at 15 km, they work with crews that no other
-- kiln asks for, and their 8,460 new hours are worked in the larger towns.
-- One station in each town (stations=1) keeps 115 (62 - 209) t of waste a year from treatment, adds
-- 8,980 (5,250 - 14,100) new hours of welfare work and costs the towns 37 (29 - 53) M yen a year net
-- of sales. It takes people from the kilns, which make 138 (98 - 174) t of char less.
--
-- Sources of towns, land, roads and waste stand in data/okhotsk.lua and the tables beside it; those of
-- kilns, wages and residues in the catalogues (`junkan params`). PRJ: the Bihoro project's own text (2022).
-- SPDX-License-Identifier: GPL-3.0-or-later
local j = require "junkan"
local okhotsk = require "data.okhotsk"

local radius = j.option("radius", 30)      -- road km within which a kiln fetches feed: assumption, 15 to 40
local kilns_at = j.option("kilns", "each") -- "each" town; "small" towns alone; "hubs": see shared below
local stations = j.option("stations", 0)   -- stations in each town from 2027, at most one a school district
local joint = j.option("joint", 1)         -- 1: the towns share one credit project, 0: each alone
local plant = j.option("plant", "2032-01-01") -- the joint incinerator starts: middle of the plan

-- A shared kiln, approximated: kilns cannot move yet, so the feed does. With "hubs" the six towns of
-- more than 11,000 people have a kiln for the residues of the twelve small ones, whose own kilns are
-- left out ("small" is the opposite); residues of the six are left to other kilns in both.
local hub = 11000
local function takes_part(town, as)
  return kilns_at == "each" or (town.population > hub) == (as == "kiln" and kilns_at == "hubs")
end

local towns = okhotsk.towns(nil, { start = "2026-04-01", plant = plant, fields = { joint_project = joint } })
local kilns, labour, sources, sites = {}, {}, {}, {}
for _, town in ipairs(towns) do
  local thousand = town.population / 1000
  if takes_part(town, "kiln") then
    kilns[#kilns + 1] = { name = town.name .. " kiln", town = town.name, type = "sealed_batch", radius = radius }
  end
  if takes_part(town, "source") then sources[#sources + 1] = town.name end
  -- About 200 people with disabilities look for work (PRJ), in the five towns around Bihoro or in all
  -- 18: 0.73 to 1.10 per 1,000 people. One in ten to one in two of them would come to charcoal, most
  -- likely one in four: assumption, drawn for each town.
  labour[#labour + 1] = { name = town.name .. " B-type", town = town.name, kind = "b_type",
                          heads = j.pert(0.073 * thousand, 0.23 * thousand, 0.55 * thousand) }
  -- Parents who would tend the fire, per 1,000 people: assumption, 0.05 to 0.4.
  labour[#labour + 1] = { name = town.name .. " parents", town = town.name, kind = "parent",
                          heads = j.pert(0.05 * thousand, 0.15 * thousand, 0.4 * thousand) }
  for _, s in ipairs(okhotsk.stations(town.name, stations, "2027-04-01")) do sites[#sites + 1] = s end
end

return j.scenario {
  name = "okhotsk", title = "Okhotsk: a kiln in each of 18 municipalities",
  start = "2026-04-01", years = 10, replicates = 256, seed = 1543,
  metrics = { "kiln.char_t", "carbon.stored_tco2", "carbon.net_tco2", "labour.welfare_h",
              "labour.new_h", "labour.wage_yen", "kiln.sales_yen", "transport.cost_yen" },
  towns = towns, roads = okhotsk.roads(), biomass = okhotsk.biomass(sources), kilns = kilns,
  stations = sites, labour = labour,
}
