-- okhotsk.lua - the 18 municipalities of the Okhotsk subprefecture, Hokkaido: towns, roads, land, waste.
--
-- Not a scenario: `require "data.okhotsk"` gives the functions below. The numbers lie beside it:
--   okhotsk_towns.csv  SSDSE-A-2026 (National Statistics Center; census 2020): population, private
--                      households, elementary schools (compulsory 9-year schools included), area,
--                      habitable area; positions of the town halls: code4fukui/localgovjp (CC0). The
--                      coast station Abashiri is the nearest with monthly normals; inland towns are
--                      colder in winter than it.
--   okhotsk_land.csv   ha under wheat, onion, potato, beet, and forest that is thinned for others
--                      than the state: lowest, likeliest, highest, each with its source
--   okhotsk_roads.csv  road km between town halls of neighbours, with range and source
--   okhotsk_path.csv   how each town's waste is treated today, whether it joins the joint incinerator,
--                      waste treated (g per person and day), room left in its landfill (m3), cost
-- SPDX-License-Identifier: GPL-3.0-or-later
local j = require "junkan"
local M = {}

-- What grows or stands on a use, as kind of residue in models/biomass.csv.
M.kind = { wheat = "wheat_straw", onion = "offgrade_onion", potato = "offgrade_potato",
           beet = "offgrade_beet", forest = "thinnings" }
M.word = { wheat = "straw", onion = "onions", potato = "potatoes", beet = "beet", forest = "thinnings" }

local function among(names)
  if not names then return function() return true end end
  local set = {}
  for _, name in ipairs(names) do set[name] = true end
  return function(name) return set[name] end
end

-- The rows of a table beside this file by town.
local function by_town(file)
  local rows = {}
  for _, row in ipairs(j.csv(file)) do rows[row.town] = row end
  return rows
end

-- The towns named (all by default), as a scenario's `towns`. With `more` each gets its fields too,
-- and, where more.start is given, its treatment path from that day on: the joint plant of Abashiri,
-- Bihoro, Shari, Koshimizu, Kiyosato and Ozora is due from 2031-10 to 2032-07 (denshobato.com, id
-- 133751); more.plant is the day it starts. It burns only (same source), so a member's composting ends
-- then: assumption. Ash of a burning town is landfilled, power is not sold.
function M.towns(names, more)
  local wanted, path, towns = among(names), by_town "data/okhotsk_path.csv", {}
  local start, plant = more and more.start, more and more.plant
  for _, t in ipairs(j.csv "data/okhotsk_towns.csv") do
    if wanted(t.town) then
      local town = { name = t.town, ja = t.ja, population = t.population, area = t.area_ha .. " ha",
                     lat = t.lat, lon = t.lon, climate = "abashiri" }
      if start then
        local w, t_per_g = path[t.town], t.population * 365.25e-6
        town.treated_waste = j.pert(w.waste_lo * t_per_g, w.waste_mode * t_per_g, w.waste_hi * t_per_g)
        town.burns_from = w.now == "burnt" and start or w.joint_plant == 1 and plant or nil
        town.composts_from = w.compost == 1 and start or nil
        town.composts_until = w.compost == 1 and w.joint_plant == 1 and plant or nil
        town.landfill_left = w.left_mode and j.pert(w.left_lo, w.left_mode, w.left_hi)
        town.treatment_cost = w.cost_mode and j.pert(w.cost_lo, w.cost_mode, w.cost_hi)
      end
      for field, value in pairs(more and more.fields or {}) do town[field] = value end
      towns[#towns + 1] = town
    end
  end
  return towns
end

-- The roads with both ends among them, as `roads`.
function M.roads(names)
  local wanted, roads = among(names), {}
  for _, r in ipairs(j.csv "data/okhotsk_roads.csv") do
    if wanted(r.from) and wanted(r.to) then
      roads[#roads + 1] = { from = r.from, to = r.to, distance = r.km .. " km" }
    end
  end
  return roads
end

-- Sources of residues in them, as `biomass`; opens[town], where given, is when its suppliers begin.
function M.biomass(names, opens)
  local wanted, list = among(names), {}
  for _, l in ipairs(j.csv "data/okhotsk_land.csv") do
    if wanted(l.town) and M.kind[l.use] then
      list[#list + 1] = { name = l.town .. " " .. M.word[l.use], town = l.town, kind = M.kind[l.use],
                          area = j.pert(l.lo_ha, l.mode_ha, l.hi_ha), opens = opens and opens[l.town] }
    end
  end
  return list
end

-- Up to `n` stations in a town, as a list: each serves the households of one elementary school's
-- district, as Kobe sites one or two (city.kobe press releases) and Tachiarai one a district
-- (amita-oshiete.jp/column/entry/016583.php); open on `opens`, staffed from the town's pools. No
-- digester: the joint plant gave up digestion (denshobato.com, id 133751); digester kg a day where
-- it is asked for (30 at Tachiarai, amita-hd.co.jp/news/220401_tachiarai.html).
function M.stations(name, n, opens, digester)
  local t, list = by_town("data/okhotsk_towns.csv")[name], {}
  for i = 1, math.min(n, t.schools) do
    list[i] = { name = name .. " S" .. i, town = name, type = "pool_staffed", opens = opens,
                households = t.households / t.schools, digester = digester }
  end
  return list
end

return M
