local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro" } },
  kilns = {
    { yield = 0.9, heat_use = "120 %", batch = 0 },
    { capacity = -1 },
    { char_store = j.pert(4000, 5000, 6000) },
  },
  labour = { { kind = "b_type", heads = -3, attendance = 1.2 } },
}
