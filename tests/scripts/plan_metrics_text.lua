local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro" } },
  kilns = { { capacity = 1 } },
  metrics = "kiln.char_t",
}
