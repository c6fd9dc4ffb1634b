local j = require "junkan"
local base = j.scenario { start = "2026-04-01", years = 1, towns = { { name = "T" } },
  stations = { { name = "S", town = "T", households = 600 } } }
local rows = j.csv "data/observed.csv"

return j.calibrate { scenario = base, fits = "station.visits", to = { { "station.brought_t", date = rows } } }
