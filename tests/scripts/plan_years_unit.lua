local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = "5 t", warmup = -1, price_year = 20,
  towns = { { name = "Bihoro" } },
}
