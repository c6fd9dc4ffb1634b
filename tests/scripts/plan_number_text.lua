local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro" } },
  kilns = { { capacity = "much", radius = "" , batch = { 1, 2 }, chamber = true } },
}
