-- an input that the data set, and that is to be fitted
local j = require "junkan"
local m = j.model { inputs = { a = j.uniform(0, 1), x = 1 }, outputs = { "y" }, eval = function(x) return x.a * x.x end }
return j.calibrate { scenario = m, fit = { "a", "x" },
  to = { { "y", data = { { x = 1, y = 1 }, { x = 2, y = 2 }, { x = 3, y = 3 } } } } }
