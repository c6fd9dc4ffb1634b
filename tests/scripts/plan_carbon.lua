local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro", credit_share = 2, burns_from = "2032", methane_correction = 1.5, composted = "30 t" } },
  kilns = { { town = "Bihoro", type = "flame", permanence = 1.2, crew = { stoke = 3 } } },
  labour = { { town = "Bihoro", kind = "b_type", heads = 3, pace = { load = 1, fly = 2 }, novice = -1 } },
}
