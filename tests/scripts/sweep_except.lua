-- Nothing left to sweep: the other fault is told, and no word of too many runs.
local j = require "junkan"
return j.sweep {
  scenario = j.model { inputs = { a = j.uniform(0, 1) }, outputs = { "y" }, eval = function(x) return x.a end },
  design = j.lhs { n = 8 }, except = "*", series = true,
}
