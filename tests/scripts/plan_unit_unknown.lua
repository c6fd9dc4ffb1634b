local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro" } },
  kilns = { { capacity = "1.5 tt/day", radius = "30 kmm", chamber = "8 zorkmids" } },
}
