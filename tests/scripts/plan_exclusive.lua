local j = require "junkan"
local from_2027 = j.series { ["2026"] = 0, ["2027"] = 0.3 }
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = {
    { name = "A", recycling_credit = 2.6 },
    { name = "B", recycling_credit = 2.6, burning_avoided = 0 },
    { name = "C", certificate_sold = j.uniform(0.1, 0.5) },
    { name = "D", certificate_sold = from_2027 },
    { name = "E", certificate_sold = from_2027,
      displaced_power = j.series { ["2026"] = 1, ["2027"] = 0 } },
    { name = "F", certificate_sold = j.series { ["2026"] = 0 }, recycling_credit = 0 },
  },
}
