-- okhotsk.lua - the 18 municipalities of the Okhotsk subprefecture, Hokkaido: towns, roads, land.
--
-- Not a scenario: `require "data.okhotsk"` gives the functions below. The numbers lie beside it:
--   okhotsk_towns.csv  SSDSE-A-2026 (National Statistics Center; census 2020): population, private
--                      households, area, habitable area; positions of the town halls:
--                      code4fukui/localgovjp (CC0). The coast station Abashiri is the nearest with
--                      monthly normals; inland towns are colder in winter than it.
--   okhotsk_land.csv   ha under wheat, onion, potato, beet, and forest that is thinned for others
--                      than the state: lowest, likeliest, highest, each with its source
--   okhotsk_roads.csv  road km between town halls of neighbours, with range and source
-- SPDX-License-Identifier: GPL-3.0-or-later
local j = require "junkan"
local M = {}

-- What grows or stands on a use, as kind of residue in models/biomass.csv. Potato and beet are in
-- the table of land, but the catalogue has no residue of theirs that a kiln could take.
M.kind = { wheat = "wheat_straw", onion = "offgrade_onion", forest = "thinnings" }
M.word = { wheat = "straw", onion = "onions", forest = "thinnings" }

local function among(names)
  if not names then return function() return true end end
  local set = {}
  for _, name in ipairs(names) do set[name] = true end
  return function(name) return set[name] end
end

-- The towns named (all by default), as a scenario's `towns`.
function M.towns(names)
  local wanted, towns = among(names), {}
  for _, t in ipairs(j.csv "data/okhotsk_towns.csv") do
    if wanted(t.town) then
      towns[#towns + 1] = { name = t.town, ja = t.ja, population = t.population, area = t.area_ha .. " ha",
                            lat = t.lat, lon = t.lon, climate = "abashiri" }
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

return M
