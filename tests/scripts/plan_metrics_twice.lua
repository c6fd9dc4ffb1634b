local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro" } },
  kilns = { { town = "Bihoro", capacity = 1 } },
  metrics = { "kiln.char_t", "carbon.net_tco2", "kiln.char_t" },
}
