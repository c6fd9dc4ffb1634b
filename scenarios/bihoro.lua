-- bihoro.lua - char, stations and work for people with disabilities around Bihoro, Hokkaido, 2026-2041
--
-- Question: kilns open in Bihoro 2026, Kitami 2028, Ozora 2030, Abashiri 2032 and Tsubetsu 2034, stations
-- for recyclables in Bihoro, Kitami and Abashiri in 2027. How many of the about 200 people with
-- disabilities who look for work get how many hours at what wage, and which sub-tasks must others do?
-- What can char take, does it pay at 0, 5,000 or 40,000 yen a credit, and are the 100 tCO2 a year that
-- a J-Credit project needs reached alone or together? What do stations save of landfill and
-- incinerator if they start before the joint plant, and what do they cost?
--
-- Answer: 56 of the 200 get about 296 hours a year each at 245 yen, half of them at stations, the rest
-- at kilns, where parents must tend the fires. The kilns pass 100 tCO2 a year only together and pay
-- their way, if at all, only with credits at about 40,000 yen; char is no way out for wet vegetables,
-- and stations save days of landfill, not years.
-- The numbers: 256 futures, 2035-41, when all five kilns run; median and 90 % interval, chance +
-- inputs. Most inputs are assumptions.
-- People. 56 (31 - 83) come. Kilns alone (stations=never) give them 7,490 (4,680 - 11,800) hours a
-- year, 139 each, 9.5 (5.9 - 15) full places of 790 hours: Kitami 2,850, Abashiri 1,750, Bihoro 1,420,
-- Ozora 870, Tsubetsu 568. With stations it is 15,900 (10,600 - 23,000) hours, 20 places.
-- Sub-tasks. The kilns take 9,010 standard hours: loading 3,750, tending 2,330, unloading 1,430,
-- bagging 961, crushing 488. Welfare workers hardly tend a fire (pace 0.1, assumption). Parents do
-- that and what else is short, 5,650 (4,190 - 7,560) hours at 1,075 yen. The crew is short on 118
-- (16 - 208) days a year in Tsubetsu and 66 (4.2 - 202) in Ozora. Four parents instead of two lift
-- Tsubetsu's firings from 163 to 200; welfare workers who tend at 0.45 hardly do (164). Snow shuts a
-- kiln on 47 (25 - 66) working days, breakdowns on 5.5, want of feed on none.
-- Feeds. 420 t of thinnings and 367 t of straw, dry, make 201 (155 - 250) t of char; 389
-- (304 - 497) tCO2 stay in soil, 287 (191 - 392) net. Of 784 t of off-grade onions, potatoes and beet
-- a kiln that fills itself with dry feed takes none. Room kept for them takes 53 t (wet=0.1) and 71
-- (44 - 98) t at most (wet=0.3): the heat dries no more. It costs 69 and 89 (56 - 122) t of char, for
-- much of each load is then water. Wood alone (feeds=wood) gives 184 t of char and 317 tCO2 net, straw
-- alone 199 t and 215; wood leaves the operator 6.8 M yen a year more.
-- Money of the kilns alone, M yen a year. Char sells for 12 (5.8 - 20). Wages cost 8.0, feed 7.6,
-- upkeep and tests 3.1, carriers 2.6. The operator is left with -7.9 (-15 to -1.0) without credits
-- (above 0 in 3 % of futures), -7.4 (-15 to -0.4) at 5,000 yen a tonne (4 %), 2.0 (-5.7 to 10) at
-- 40,000 (69 %; 38 % once kilns of 5 to 15 M over 15 years, an assumption, are paid). Instructors cost
-- 12 more, which welfare fees pay today. To break even char must fetch 102 (82 - 127) yen/kg, 99 and
-- 51 at these prices; from wood 93, 90 and 38, from straw 120, 118 and 76. Char for coal brings 20,
-- Hokkaido charcoal brought 120 (`junkan params kiln`). Unproven quality (proof=20, credit=market)
-- costs 12, credits included.
-- Threshold. Alone (joint=0) 100 tCO2 are reached in 5 % of years at best; jointly in 1 % with one
-- kiln, 96 % with two, 100 % with three. Five earn 348 (266 - 442) credits a year.
-- Stations (one school district each). 69 (38 - 113) of 187 t brought a year are newly kept from
-- treatment. By 2041 that spares Bihoro's landfill 148 (75 - 268) m3, 9.0 days of filling, 110 m3 of
-- it before the joint plant; opened in 2032 (stations=2032) 31 m3. The plant, of 50 t a day, burns 123
-- (67 - 201) kg a day less. A station costs the town 4.5 (3.5 - 6.5) M yen a year net of sales and 0.9
-- for collection, less 0.3 of treatment saved: 238 (130 - 486) thousand yen per tonne kept away. It
-- buys work and meetings. One in every school district (per_town=23) keeps 256 t a year away, wants
-- people on 173 days and costs the kilns 74 t of char. Digesters for 30 kg of food waste a day
-- (digester=30) add 20 t.
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
local feeds = j.option("feeds", "all")         -- "wood" or "straw": the kilns take nothing else
local wet = j.option("wet", 0)                 -- share of a yard's free room kept for off-grade vegetables
local proof = j.option("proof", 0)             -- years until a laboratory vouches for a kiln's char
local plant = j.option("plant", "2032-01-01")  -- the joint incinerator starts: middle of the plan

local feeds_of = { wood = { "thinnings" }, straw = { "wheat_straw" } }

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
               opens = p.year .. "-04-01", feeds = feeds_of[feeds], wet_room = wet,
               quality_proven = p.year + proof .. "-04-01" }
  labour[#labour + 1] = { name = p.town .. " B-type", town = p.town, kind = "b_type", opens = opens,
                          heads = places(p.seekers, first) }
  labour[#labour + 1] = { name = p.town .. " parents", town = p.town, kind = "parent", opens = opens,
                          heads = p.parents }
end

local fields = { joint_project = joint, credit_price = tonumber(credit) }

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
