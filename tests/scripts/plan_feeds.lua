local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro" } },
  biomass = { { kind = "thinnings" } },
  kilns = { { feeds = { "thinning", "wheat_straw" } }, { feeds = { "seaweed" } }, { feeds = "thinnings" } },
}
