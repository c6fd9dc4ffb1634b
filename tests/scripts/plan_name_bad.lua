local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro" }, {}, { name = "Kita/mi" }, { name = "" } },
  kilns = { { name = "K.1", town = "Bihoro" }, { name = 7, town = "Bihoro" }, { name = ("K"):rep(65), town = "Bihoro" } },
}
