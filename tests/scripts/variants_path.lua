-- A script's own variants are checked though none is run.
local j = require "junkan"
return j.scenario {
  name = "first", start = "2026-04-01", years = 2, towns = { { name = "Bihoro", population = 18697, area = "438 km2" } },
  biomass = { { town = "Bihoro", kind = "wheat_straw", area = "1500 ha" } },
  variants = { ["dear straw"] = { set = { ["biomas.*.price"] = 20000 } }, longer = { years = 3 } },
}
