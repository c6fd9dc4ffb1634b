-- a table that no calibration wrote
local j = require "junkan"
return j.scenario { start = "2026-04-01", years = 1, towns = { { name = "T" } }, set = j.fitted "data/observed.csv" }
