local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro" } },
  kiln = { { capacity = 1 } },
  replicate = 20,
  workers = {},
}
