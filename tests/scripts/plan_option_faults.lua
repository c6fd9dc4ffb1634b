local j = require "junkan"
local base = j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro", lat = 43.8, lon = 144.1 }, { name = "Kitami", lat = 43.8, lon = 143.9 } },
  kilns = { { name = "K1", town = "Bihoro" } },
}
return j.compare {
  options = {
    { "base", base },
    { "small", base:with { kilns = { K1 = { capacity = "1 ha" } } } },
    { "large", base:with { kilns = { K1 = { capacty = 3 } } } },
  },
  metrics = { "kiln.chr_t" },
  replicates = "many",
}
