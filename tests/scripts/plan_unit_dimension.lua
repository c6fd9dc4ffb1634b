local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro" } },
  biomass = { { kind = "wheat_straw", area = "1500 kg" } },
  kilns = { { capacity = "1.5 ha", temperature = "5 km", yard = "3 yen" } },
}
