local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro" } },
  biomass = { { kind = "thinnings", area = "30 ha" } },
  metrics = { "kiln.char_t", "biomass.collected_t" },
}
