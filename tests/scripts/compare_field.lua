local j = require "junkan"
local base = j.scenario { name = "b", start = "2026-04-01", years = 1, towns = { { name = "T" } },
  kilns = { { town = "T", capacity = j.uniform(1, 2) } } }
return j.compare { options = { { "a", base }, { "b", base } }, weigths = { ["kiln.char_t"] = 1 }, replicats = 4,
  metrics = { "kiln.char_t" } }
