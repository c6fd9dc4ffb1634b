-- a model of one's own: no entities, an output that is not there, no chance for abc, a text
local j = require "junkan"
local m = j.model { inputs = { a = j.uniform(0, 1), x = 1 }, outputs = { "y" }, eval = function(x) return x.a * x.x end }
return j.calibrate { scenario = m, fit = "a", method = "abc", replicates = 4,
  to = { { "z", value = 1 }, { "y", value = "three" }, { "y", of = "S", value = 1 }, { "y", value = 2, sd = 0 },
         { "y", value = "y", data = { { x = "one", y = 1 }, { x = 2, y = 2 } } } } }
