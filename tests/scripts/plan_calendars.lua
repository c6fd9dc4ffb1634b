local j = require "junkan"
local base = j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro", lat = 43.8, lon = 144.1 }, { name = "Kitami", lat = 43.8, lon = 143.9 } },
  kilns = { { name = "K1", town = "Bihoro" } },
}
return j.compare {
  options = {
    { "base", base },
    { "later", base:with { start = "2027-04-01" } },
    { "longer", base:with { years = 6 } },
    { "warmer", base:with { warmup = "1 y" } },
    { "old money", base:with { price_year = 2020 } },
  },
}
