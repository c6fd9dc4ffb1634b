local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro" } },
  kilns = {
    { to_soil = j.series { ["2026"] = 0.5, ["2030"] = 1.5 } },
    { char_price = j.series { ["2026"] = "60000 yen/t", ["2030"] = "80 t" } },
    { to_fuel = j.series { ["2026-13"] = 0.1 } },
    { to_fuel = j.series { ["2026"] = 0.1, ["2026-01"] = 0.2 } },
  },
}
