local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro" }, { name = "Bihoro" } },
  kilns = { { name = "K1" }, { name = "K2" }, { name = "K1" } },
}
