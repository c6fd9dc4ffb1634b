local j = require "junkan"
return j.scenario {
  years = 5,
  towns = { { name = "Bihoro" } },
}
