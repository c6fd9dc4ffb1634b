local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro" } },
  biomass = { { kind = "wheat_strw" }, { kind = "seaweed" }, {}, { kind = 3 } },
  labour = { { kind = "btype", heads = 3 } },
}
