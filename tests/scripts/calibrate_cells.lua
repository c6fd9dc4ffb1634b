local j = require "junkan"
local base = j.scenario { start = "2026-04-01", years = 1, towns = { { name = "T" } },
  stations = { { name = "S", town = "T", households = 600 } } }
local rows = j.csv "data/observed.csv"

-- cells that are no numbers, no months, not simulated, or without a spread
return j.calibrate { scenario = base, fit = "station.visits",
  to = { { "station.brought_t", data = rows, sd = "sd_t" } } }
