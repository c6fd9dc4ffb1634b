local j = require "junkan"
return j.scenario {
  start = "1926-04-01", years = 5,
  towns = { { name = "Bihoro" } },
}
