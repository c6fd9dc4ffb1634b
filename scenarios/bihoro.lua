-- bihoro.lua - charcoal and work for people with disabilities around Bihoro, Hokkaido, 2026-2036
--
-- Question: with a kiln in Bihoro from 2026, in Kitami from 2028 and in Ozora from 2030, how many of
-- the about 200 people with disabilities who look for work get how many hours, at what wage? How
-- much biochar is made, how much CO2 does it remove, and is the 100 tCO2 a year that a J-Credit
-- project needs reached by one kiln alone or only by the three together?
--
-- Answer (64 futures, median and 90 % interval, chance + inputs; most inputs are assumptions): once
-- three kilns run (2031-36) they make about 117 t of char a year (88 - 157) and put 235 tCO2 (177 -
-- 324) into soil; net of straw not ploughed in, methane and haulage 187 (119 - 268). One kiln alone
-- stores about 75 to 85 tCO2 and passes 100 t in one year of four or less; two together pass it
-- in every year. Welfare work is 1,200 hours a year in Bihoro (900 - 2,100), 2,800 in Kitami
-- (1,800 - 4,700) and 900 in Ozora (380 - 1,500), at about 247 yen an hour: a place is good for
-- some 780 hours a year, so a kiln is 1.1 to 3.5 full places, not the 200 people who look for work.
-- Tending the fire falls to parents, about 600 to 1,300 hours a kiln. Snow stops each kiln on about 45
-- working days a year. (The headline of a run is the mean of all ten years, the early ones included.)
--
-- Sources, by key:
--   A23  SSDSE-A-2023 (National Statistics Center; census 2020): population, area, habitable area
--   LOC  town halls: code4fukui/localgovjp (CC0); Kitami: gist of sorami (city points)
--   BIH  Bihoro town, farm statistics 2013: town.bihoro.hokkaido.jp/docs/2014041700018
--   MEM  JA Memanbetsu, planted area 2014-2023: ja-memanbetsu.jp/agriculture/index.html
--   KIT  JA Kitamirai: alic, Vegetable Information 2023-06, vegetable.alic.go.jp/yasaijoho
--   PRJ  the project's own text (2022): about 200 people, eight welfare non-profits
--   OVC  the kiln: 1 t of wood in 5-7 h, ovc-system.com/3132 (2023-10)
-- Yields, moisture, crew hours, wages and prices are the catalogue's: `junkan params` lists each with
-- its source.
-- "assumption" marks what nobody has published; every such number is a distribution.
-- SPDX-License-Identifier: GPL-3.0-or-later
local j = require "junkan"

-- Of the about 200 who want work (PRJ) each town has its share of the three towns' population
-- (A23): 26, 164 and 10. How many of them would come to charcoal is not known: assumption, one in
-- ten to one in two, most likely one in four.
local function places(seekers)
  return j.pert(0.1 * seekers, 0.25 * seekers, 0.5 * seekers)
end

return j.scenario {
  name = "bihoro", title = "Bihoro, Kitami and Ozora: a kiln every two years",
  start = "2026-04-01", years = 10, replicates = 64, seed = 1543,
  metrics = { "kiln.char_t", "carbon.stored_tco2", "carbon.net_tco2", "labour.welfare_h",
              "labour.new_h", "labour.wage_yen", "kiln.sales_yen", "kiln.batches" },

  towns = { -- A23, LOC; the coast station Abashiri is the nearest with monthly normals
    { name = "Bihoro", ja = "美幌町", population = 18697, area = "43841 ha",
      lat = 43.82371, lon = 144.1072, climate = "abashiri" },
    { name = "Kitami", ja = "北見市", population = 115480, area = "142741 ha",
      lat = 43.8032, lon = 143.89493, climate = "abashiri" },
    { name = "Ozora", ja = "大空町", population = 6775, area = "34366 ha",
      lat = 43.91194, lon = 144.1725, climate = "abashiri" },
  },
  -- Road km between the town halls: assumption, 22 to 27 and 13 to 16 (great circle 17.2 and 11.1;
  -- Memanbetsu airport to Bihoro is 15 minutes by car, bihoro.jp/access). Kitami - Ozora goes
  -- through Bihoro.
  roads = { { from = "Bihoro", to = "Kitami", distance = "25 km" },
            { from = "Bihoro", to = "Ozora", distance = "14 km" } },

  biomass = { -- each town's suppliers begin in the July before its kiln
    -- Wheat: Bihoro plants 9,341.79 ha of which wheat, potato and beet are over 70 % (BIH); wheat's
    -- part is an assumption, 20 to 35 %. Ozora: the Memanbetsu half, 2,575 to 2,733 ha (MEM); the
    -- other half of the town is not known and left out. JA Kitamirai grows 5,105 ha (KIT) in
    -- Kitami, Kunneppu and Oketo: Kitami's part is an assumption, half to nine tenths.
    { name = "Bihoro straw", town = "Bihoro", kind = "wheat_straw",
      area = j.pert("1870 ha", "2500 ha", "3270 ha") },
    { name = "Kitami straw", town = "Kitami", opens = "2027-07-01", kind = "wheat_straw",
      area = j.pert("2550 ha", "3600 ha", "4600 ha") },
    { name = "Ozora straw", town = "Ozora", opens = "2029-07-01", kind = "wheat_straw",
      area = j.pert("2575 ha", "2700 ha", "2733 ha") },
    -- Forest: total less habitable area (A23): 26,580, 99,947 and 14,904 ha. The part that is
    -- thinned for others than the state is an assumption, 10 to 40 %.
    { name = "Bihoro thinnings", town = "Bihoro", kind = "thinnings",
      area = j.pert("2660 ha", "5300 ha", "10600 ha") },
    { name = "Kitami thinnings", town = "Kitami", opens = "2027-07-01", kind = "thinnings",
      area = j.pert("10000 ha", "20000 ha", "40000 ha") },
    { name = "Ozora thinnings", town = "Ozora", opens = "2029-07-01", kind = "thinnings",
      area = j.pert("1490 ha", "3000 ha", "5960 ha") },
    -- Onions: JA Kitamirai 4,619 ha (KIT), Kitami's part as for wheat. About nine tenths of an
    -- onion is water, so a kiln takes little of it.
    { name = "Kitami onions", town = "Kitami", opens = "2027-07-01", kind = "offgrade_onion",
      area = j.pert("2310 ha", "3200 ha", "4160 ha") },
  },

  -- 1 t a firing (OVC); one firing on an open day. Feed comes from up to 30 km: assumption, 15 to
  -- 40 km, wide enough for each kiln to reach its neighbour.
  kilns = {
    { name = "K1", town = "Bihoro", type = "sealed_batch", opens = "2026-04-01", radius = "30 km" },
    { name = "K2", town = "Kitami", type = "sealed_batch", opens = "2028-04-01", radius = "30 km" },
    { name = "K3", town = "Ozora", type = "sealed_batch", opens = "2030-04-01", radius = "30 km" },
  },

  -- Parents who can work a few hours: 28.6 % of mothers of small children in the area who do not
  -- work would like to (denshobato.com, id 132368); how many would tend a kiln is an assumption.
  labour = {
    { name = "Bihoro B-type", town = "Bihoro", kind = "b_type", heads = places(26) },
    { name = "Kitami B-type", town = "Kitami", kind = "b_type", heads = places(164),
      opens = "2028-04-01" },
    { name = "Ozora B-type", town = "Ozora", kind = "b_type", heads = places(10),
      opens = "2030-04-01" },
    { name = "Bihoro parents", town = "Bihoro", kind = "parent", heads = j.pert(2, 4, 8) },
    { name = "Kitami parents", town = "Kitami", kind = "parent", heads = j.pert(2, 6, 15),
      opens = "2028-04-01" },
    { name = "Ozora parents", town = "Ozora", kind = "parent", heads = j.pert(1, 2, 5),
      opens = "2030-04-01" },
  },
}
