local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5.1,
  towns = { { name = "Bihoro" } },
}
