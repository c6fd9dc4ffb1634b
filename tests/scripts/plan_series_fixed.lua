local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro" } },
  kilns = { { capacity = j.series { ["2026"] = 1, ["2030"] = 2 } }, { opens = j.series { ["2026"] = 1 } } },
}
