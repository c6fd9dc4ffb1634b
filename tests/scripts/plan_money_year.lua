local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro" } },
  kilns = { { char_price = "60000 yen/t@1900" }, { radius = "30 km@2018" } },
}
