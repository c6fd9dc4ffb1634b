local j = require "junkan"
local m = j.model { inputs = { a = j.uniform(0, 1) }, outputs = { "y" }, eval = function(x) return x.a end }
return j.calibrate { scenario = m, to = { { "y", value = 0.5 }, { "y", value = 0.6 } } }
