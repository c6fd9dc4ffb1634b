local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro", population = "18,697" } },
  kilns = { { radius = "1,000 km" } },
}
