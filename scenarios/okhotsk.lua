-- okhotsk.lua - a kiln in each of the 18 municipalities of the Okhotsk subprefecture, 2026-2036
--
-- Question: if every municipality runs a kiln of its own from 2026, where can it live from the residues
-- and the people of its town, what holds the others back, and does it help to fetch feed from farther?
-- How many of the kilns reach alone the 100 tCO2 a year that a J-Credit project needs?
--
-- Answer (256 futures, median and 90 % interval over the second to the tenth year, chance + inputs; most
-- inputs are assumptions): people decide, not residues. The 18 kilns make 498 t of char a year (381 -
-- 610), store 977 tCO2 (754 - 1,223; net 709, 437 - 974) and give 12,100 hours of welfare work (8,600 -
-- 16,300), 15 full places. Kitami, Abashiri, Monbetsu, Engaru, Bihoro and Shari, all above 11,000 people,
-- work at full rate, about 200 firings a year each, and make half of the char. Below that the crew lacks:
-- Yubetsu reaches 86 % of it, Ozora 79, Saroma 60, Koshimizu, Kunneppu, Tsubetsu, Omu and Kiyosato about
-- half, Okoppe 41, Oketo 31, Takinoue 27, Nishiokoppe 11. There some crew is missing on nearly all of
-- the 200 days a year that snow leaves. Supply holds nobody back even for a day: a radius of 5 km or
-- of 60 changes char by 0.2 % and net carbon by 1 % (--option radius=5), because each kiln takes the
-- nearest first and that is its own town's. The dairy towns of the north run on thinnings alone.
-- No kiln is safe alone: the best pass 100 tCO2 in 18 % of years, twelve hardly ever; together always.
-- What the small towns need is a crew that comes: sharing one kiln or one crew is not modelled yet.
-- Size: 18 towns, 40 sources, 137 ways of supply; 1.7 s on two cores (9.8 M town-days/s), 49 MB.
--
-- Sources of towns, land and roads stand in data/okhotsk.lua and the tables beside it; those of kilns,
-- wages and residues in the catalogues (`junkan params`). PRJ: the Bihoro project's own text (2022).
-- SPDX-License-Identifier: GPL-3.0-or-later
local j = require "junkan"
local okhotsk = require "data.okhotsk"
-- Road km within which a kiln fetches feed: assumption, 15 to 40; see the answer.
local radius = tonumber(j.option("radius", "30"))

local towns, kilns, labour = okhotsk.towns(), {}, {}
for i, town in ipairs(towns) do
  local thousand = town.population / 1000
  kilns[i] = { name = town.name .. " kiln", town = town.name, type = "sealed_batch", radius = radius }
  -- About 200 people with disabilities look for work (PRJ), in the five towns around Bihoro or in all
  -- 18: 0.73 to 1.10 per 1,000 people. One in ten to one in two of them would come to charcoal, most
  -- likely one in four: assumption, drawn for each town.
  labour[#labour + 1] = { name = town.name .. " B-type", town = town.name, kind = "b_type",
                          heads = j.pert(0.073 * thousand, 0.23 * thousand, 0.55 * thousand) }
  -- Parents who would tend the fire, per 1,000 people: assumption, 0.05 to 0.4.
  labour[#labour + 1] = { name = town.name .. " parents", town = town.name, kind = "parent",
                          heads = j.pert(0.05 * thousand, 0.15 * thousand, 0.4 * thousand) }
end

return j.scenario {
  name = "okhotsk", title = "Okhotsk: a kiln in each of 18 municipalities",
  start = "2026-04-01", years = 10, replicates = 256, seed = 1543,
  metrics = { "kiln.char_t", "carbon.stored_tco2", "carbon.net_tco2", "labour.welfare_h",
              "labour.new_h", "labour.wage_yen", "kiln.sales_yen", "kiln.batches" },
  towns = towns, roads = okhotsk.roads(), biomass = okhotsk.biomass(), kilns = kilns, labour = labour,
}
