-- an input that one row does not set
local j = require "junkan"
local m = j.model { inputs = { a = j.uniform(0, 1), x = 1 }, outputs = { "y" }, eval = function(x) return x.a * x.x end }
return j.calibrate { scenario = m, fit = "a",
  to = { { "y", data = { { x = 1, y = 1 }, { y = 2 }, { x = 3, y = 3 } } } } }
