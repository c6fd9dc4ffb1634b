local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Buzen" } },
  kilns = { { name = "K1", opens = "2028", closes = "2027" }, { name = "K2", opens = "2026-04-01", closes = "2026-04-01" } },
  stations = { { type = "self_run", opens = "2027-04-01", closes = "2027-04-02" } },
}
