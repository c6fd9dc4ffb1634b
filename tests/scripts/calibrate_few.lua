local j = require "junkan"
local base = j.scenario { start = "2026-04-01", years = 1, towns = { { name = "T" } },
  stations = { { name = "S", town = "T", households = 600 } } }
local rows = j.csv "data/observed.csv"

-- two observations are left for two parameters
return j.calibrate { scenario = base, fit = { "station.would_join", "station.visits" }, hold_out = 0.5,
  to = { { "station.brought_t", data = { { month = "2026-04", brought_t = 0.4 },
    { month = "2026-05", brought_t = 0.5 }, { month = "2026-06", brought_t = 0.6 }, { month = "2026-07", brought_t = 0.6 } } } } }
