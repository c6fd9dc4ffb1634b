local j = require "junkan"
local base = j.scenario { start = "2026-04-01", years = 1, towns = { { name = "T" } },
  stations = { { name = "S", town = "T", households = 600 } } }
local rows = j.csv "data/observed.csv"

return j.calibrate { scenario = base, fit = "station.visits", method = "newton", loss = "absolute", level = 2,
  hold_out = "soon", n = 3, replicates = 0,
  to = { { "station.brought_kg", data = rows }, { "station.brought_t", of = "SS", data = rows },
         { "station.brought_t", data = rows, value = "brougth_t" },
         { "station.brought_t", data = rows, time = "year" }, { "station.brought_t", data = {} },
         { "station.brought_t" }, { "station.brought_t", data = rows, unit = "yen" },
         { "station.brought_t", data = rows, sd = -1 } } }
