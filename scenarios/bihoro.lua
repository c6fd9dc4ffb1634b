-- bihoro.lua - char, stations and work for people with disabilities around Bihoro, Hokkaido, 2026-2041
--
-- Question: kilns open in Bihoro 2026, Kitami 2028, Ozora 2030, Abashiri 2032 and Tsubetsu 2034, stations
-- for recyclables in Bihoro, Kitami and Abashiri in 2027. How many of the about 200 people with
-- disabilities who look for work get how many hours at what wage, and which sub-tasks must others do?
-- What can char take, does it pay at 0, 5,000 or 40,000 yen a credit, and are the 100 tCO2 a year that
-- a J-Credit project needs reached alone or together? What do stations save of landfill and
-- incinerator if they start before the joint plant, and what do they cost?
--
-- Answer (256 futures, 2035-41 when all five run unless said; median and 90 % interval, chance +
-- inputs; most inputs are assumptions). People: 56 (31 - 83) of the 200 come. Kilns alone give them
-- 7,490 (4,680 - 11,800) hours a year at 245 (231 - 256) yen, 7,140 of them new: Kitami 2,850,
-- Abashiri 1,750, Bihoro 1,420, Ozora 870, Tsubetsu 568. That is 139 (98 - 200) hours a year each, 9.5
-- (5.9 - 15) full places of 790 hours. The three stations bring more work than five kilns: 15,900
-- (10,600 - 23,000) hours with them, 296 each, 20 places. Neither employs 200.
-- Sub-tasks: the kilns' 9,010 standard hours are loading 3,750, tending 2,330, unloading 1,430,
-- bagging 961, crushing 488. Welfare workers hardly tend a fire (pace 0.1, assumption): parents carry
-- it and what else is short, 5,650 (4,190 - 7,560) hours at 1,075 yen. In villages heads lack, not one
-- sub-task: the crew is short on 118 (16 - 208) days a year in Tsubetsu and 66 (4.2 - 202) in Ozora;
-- four parents instead of two lift Tsubetsu's firings from 163 to 200 a year, welfare workers who tend
-- at 0.45 to 164. Snow shuts each kiln on 47 (25 - 66) working days, breakdowns on 5.5; feed lacks on
-- none. Stations want people on 13 days a year and have full bins on 16; trucks work on 177 days and
-- are never short.
-- Feeds: 414 t of thinnings and 300 t of straw, dry, make 182 (136 - 234) t of char, 358 (273 - 463)
-- tCO2 in soil, 264 (170 - 360) net. Of 791 t (dry) of off-grade onions, potatoes and beet at the
-- packing houses the kilns take 12 (7.8 - 20): char is no way out for them. Refusing them (feeds=dry)
-- gives 9.0 (5.1 - 15) t more char. A kiln asks the nearest source first and does not choose by price,
-- so that which of its town's straw and wood it burns is the accident of the model's order. Wood alone
-- (feeds=wood) gives 184 (140 - 241) t of char, 317 tCO2 net and 6.7 M yen a year more than straw
-- alone (feeds=straw: 199 t, 215 tCO2).
-- Money (kilns alone: stations=never, credit=0, 5000, 40000): char sells for 11 (5.1 - 18) M yen a
-- year; feed costs 6.7, wages 8.0, upkeep and tests 3.1, carriers 1.0. The operator is left with -6.5
-- (-13 to -0.1) M without credits (above 0 in 5 % of futures), -6.0 (-13 to 0.8) at 5,000 yen a tonne
-- (8 %), 2.8 (-5.2 to 9.7) at 40,000 (75 %); five kilns of 5 to 15 M yen over 15 years (assumption)
-- take 3.3 M more (45 % left above 0), instructors 12 M, which welfare fees pay today. To break even
-- char must fetch 97 (78 - 123) yen/kg without credits, 95 and 46 at these prices; from wood alone 83,
-- 81 and 29, from straw alone 113, 111 and 67. Char for coal brings 20, Hokkaido charcoal brought 120
-- (`junkan params kiln`). The 100 tCO2 are reached alone in 6 % of years at best (joint=0); jointly in
-- 1 % with one kiln, 92 % with two, 100 % with three: 315 (241 - 413) credits a year.
-- Stations (three, each for one school district, from 2027): of 187 (104 - 307) t brought a year 69
-- (38 - 113) are newly kept from treatment. By 2041 that spares Bihoro's landfill 148 (75 - 268) m3,
-- 9.6 days of its filling, 110 of it before the joint plant starts; opened only in 2032
-- (stations=2032) 31 (15 - 60) m3. The joint plant of 50 t a day burns 123 (67 - 201) kg a day less.
-- One in every school district (per_town=23) would keep 256 (132 - 468) t a year, but the crew would
-- lack on 173 days and kilns lose 66 t of char; food waste in digesters of 30 kg a day (digester=30)
-- adds 20 t. A station costs the town 4.5 (3.5 - 6.5) M yen a year net of sales and 0.9 for
-- collection, and saves 0.3 (0.1 - 0.6) of treatment: 5.1 (4.0 - 7.1) M in all, 238 (130 - 486)
-- thousand yen per tonne kept from treatment. It buys work and meetings, not waste treatment.
--
-- Sources, by key; those of towns, land, roads and waste stand in data/okhotsk.lua and the tables
-- beside it:
--   PRJ  the project's own text (2022): about 200 people, eight welfare non-profits
--   OVC  the kiln: 1 t of wood in 5-7 h, ovc-system.com/3132 (2023-10)
-- Yields, moisture, crew hours, wages, prices and stations are the catalogue's: `junkan params` lists
-- each with its source. "assumption" marks what nobody has published; each is a distribution, but for
-- dates and choices, which are options.
-- SPDX-License-Identifier: GPL-3.0-or-later
local j = require "junkan"
local okhotsk = require "data.okhotsk"

-- What may be asked: --option credit=5000, --option stations=never, ...
local credit = j.option("credit", "market")    -- yen per credit; "market" is the catalogue's range
local joint = j.option("joint", 1)             -- 1: the five towns share one credit project, 0: each alone
local stations = j.option("stations", "2027")  -- year in which the stations open in April, or "never"
local per_town = j.option("per_town", 1)       -- stations in a town, at most one a school district
local digester = j.option("digester", 0)       -- kg of food waste a day that each station can digest
local feeds = j.option("feeds", "all")         -- "dry": no off-grade vegetables; "wood"; "straw"
local plant = j.option("plant", "2032-01-01")  -- the joint incinerator starts: middle of the plan

local feeds_of = { dry = { "wheat_straw", "thinnings" }, wood = { "thinnings" }, straw = { "wheat_straw" } }

-- A kiln every two years. seekers: of the about 200 who want work (PRJ) each town has its share of
-- the five towns' population. parents: who can work a few hours; 28.6 % of mothers of small children
-- in the area who do not work would like to (denshobato.com, id 132368); how many of them would tend
-- a kiln is an assumption.
local plan = {
  { kiln = "K1", town = "Bihoro", year = 2026, seekers = 21, parents = j.pert(2, 4, 8), station = true },
  { kiln = "K2", town = "Kitami", year = 2028, seekers = 127, parents = j.pert(2, 6, 15), station = true },
  { kiln = "K3", town = "Ozora", year = 2030, seekers = 7, parents = j.pert(1, 2, 5) },
  { kiln = "K4", town = "Abashiri", year = 2032, seekers = 40, parents = j.pert(2, 5, 12), station = true },
  { kiln = "K5", town = "Tsubetsu", year = 2034, seekers = 5, parents = j.pert(1, 2, 4) },
}

-- How many of the seekers come in the end is not known: assumption, one in ten to one in two, most
-- likely one in four, the same in all towns. A fifth of these begin in the year the first work opens
-- in their town, the last come five years later: assumption.
local willing = j.pert(0.1, 0.25, 0.5)
local function places(seekers, year)
  return j.series { [year] = 0.2 * seekers, [year + 5] = seekers, interpolate = "linear", times = willing }
end

local names, suppliers, kilns, labour, sites = {}, {}, {}, {}, {}
for i, p in ipairs(plan) do
  names[i] = p.town
  -- Suppliers begin in the July before their town's kiln.
  if p.year > 2026 then suppliers[p.town] = (p.year - 1) .. "-07-01" end
  local first, from = p.year, tonumber(stations)
  if p.station then
    first = math.min(first, from or first)
    for _, s in ipairs(okhotsk.stations(p.town, per_town, from and from .. "-04-01" or "never", digester)) do
      sites[#sites + 1] = s
    end
  end
  local opens = first .. "-04-01"
  -- 1 t a firing (OVC); one firing on an open day. Feed comes from up to 30 km: assumption, 15 to
  -- 40 km, wide enough for each kiln to reach its neighbour.
  kilns[i] = { name = p.kiln, town = p.town, type = "sealed_batch", radius = "30 km",
               opens = p.year .. "-04-01", feeds = feeds_of[feeds] }
  labour[#labour + 1] = { name = p.town .. " B-type", town = p.town, kind = "b_type", opens = opens,
                          heads = places(p.seekers, first) }
  labour[#labour + 1] = { name = p.town .. " parents", town = p.town, kind = "parent", opens = opens,
                          heads = p.parents }
end

-- Nobody registers a project for nothing: at a price of 0 its threshold is out of reach.
local fields = { joint_project = joint, credit_price = tonumber(credit),
                 credit_threshold = tonumber(credit) == 0 and 1e6 or nil }

return j.scenario {
  name = "bihoro", title = "Bihoro and its neighbours: a kiln every two years, three stations",
  start = "2026-04-01", years = 15, replicates = 256, seed = 1543,
  metrics = { "kiln.char_t", "carbon.net_tco2", "carbon.credit_issued_tco2", "labour.welfare_h",
              "labour.wage_yen", "kiln.sales_yen", "biomass.paid_yen", "transport.cost_yen",
              "station.diverted_t", "station.net_cost_yen" },
  towns = okhotsk.towns(names, { start = "2026-04-01", plant = plant, fields = fields }),
  roads = okhotsk.roads(names), biomass = okhotsk.biomass(names, suppliers),
  kilns = kilns, stations = sites, labour = labour,
}
