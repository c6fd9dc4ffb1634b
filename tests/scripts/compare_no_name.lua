local j = require "junkan"
local base = j.scenario { start = "2026-04-01", years = 5, towns = { { name = "T" } } }
return j.compare { options = { { " ", base }, { "later", base } } }
