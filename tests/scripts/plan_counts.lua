local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro" } },
  replicates = 0, nested = 1.5, seed = -1,
}
