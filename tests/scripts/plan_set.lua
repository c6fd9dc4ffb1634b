local j = require "junkan"
return j.scenario {
  name = "set", start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro" } },
  biomass = { { kind = "wheat_straw", area = 100 } },
  kilns = { { name = "K1" } },
  set = { ["kilns.K1.capcity"] = 1, ["biomass.wheat_straw.fate.brunt"] = 1,
    ["biomass.wheat_straw.price"] = "3 km", ["default.kiln.yeld"] = 0.2,
    ["stations.*.opens"] = "2027" },
}
