local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 0, warmup = "a while", price_year = "2020",
  towns = { { name = "Bihoro" } },
}
