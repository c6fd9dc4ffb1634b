local j = require "junkan"
local model = j.model { inputs = { a = j.uniform(0, 1) }, outputs = { "y" }, eval = function(x) return x.a end }
return j.sweep { model, j.lhs { n = 8 } }
