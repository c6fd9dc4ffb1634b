local j = require "junkan"
local parts = require "data.plan_parts"
return j.scenario {
  start = "2026-04-01", years = -1,
  towns = { { name = "Bihoro" } },
  biomass = parts.biomass, kilns = parts.kilns,
  labour = { { kind = "b_type", heads = "twelve" } },
}
