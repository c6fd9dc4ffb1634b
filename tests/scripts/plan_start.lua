local j = require "junkan"
return j.scenario {
  start = "1 April 2026", years = 5,
  towns = { { name = "Bihoro" } },
}
