local j = require "junkan"
return j.scenario {
  junkan = 2, name = "version", start = "2026-04-01", years = 1,
  towns = { { name = "Bihoro" } },
}
