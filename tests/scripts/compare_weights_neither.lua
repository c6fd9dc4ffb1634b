local j = require "junkan"
local base = j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro" } },
  kilns = { { town = "Bihoro" } },
  ratios = { { "visits per t", numerator = "station.visits", denominator = "kiln.char_t" } },
}
return j.compare {
  options = { { "today", base }, { "two kilns", base:with { kilns = { { town = "Bihoro" } } } } },
  weights = { ["kiln.feed_t"] = 1, ["kiln.char_t"] = 1, ["station.visits"] = 1 },
}
