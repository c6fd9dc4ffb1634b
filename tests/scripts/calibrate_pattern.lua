local j = require "junkan"
local base = j.scenario { start = "2026-04-01", years = 1, towns = { { name = "T" } },
  stations = { { name = "S", town = "T", households = 600 } } }
local rows = j.csv "data/observed.csv"

-- names that are not there
return j.calibrate { scenario = base, fit = { "station.would_jion", "station.visits" },
  to = { { "station.brought_t", data = rows } } }
