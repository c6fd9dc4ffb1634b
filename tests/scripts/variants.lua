local j = require "junkan"
local base = j.scenario { name = "v", start = "2026-04-01", years = 1, towns = { { name = "T" } },
  kilns = { K1 = { town = "T" } } }
return j.compare { options = { { "a", base }, { "b", base } },
  variants = { plain = 3, acts = { policy = function() end }, odd = { kilns = { K9 = { capacity = 1 } } } } }
