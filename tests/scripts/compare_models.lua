-- Options are functions with the same outputs, or scenarios; not both, and only scenarios have variants.
local j = require "junkan"
local m = j.model { inputs = { a = 1 }, outputs = { { "y", unit = "yen", better = "big" } }, eval = function(x) return x.a end }
local n = j.model { inputs = { a = 1 }, outputs = { { "y", unit = "yen" } }, eval = function(x) return x.a end }
local s = j.scenario { name = "s", start = "2026-04-01", years = 1, towns = { { name = "A", population = 10, area = "4 km2" } } }
return j.compare {
  options = { { "m", m }, { "s", s }, { "n", n } },
  variants = { hot = {} },
}
