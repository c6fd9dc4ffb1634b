local j = require "junkan"
return j.scenario {
  price = j.series {
    ["2026"] = 1.0,
    ["2027-4"] = 1.2,
    ["2028"] = j.normal(1, 0.1),
    interpolat = "linear",
  },
  other = j.series { ["2026"] = 1, interpolate = "cubic", times = 2 },
  empty = j.series { interpolate = "step" },
}
