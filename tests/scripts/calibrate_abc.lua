-- likelihood-free sampling compares chance; here there is none
local j = require "junkan"
local m = j.model { inputs = { a = j.uniform(0, 1) }, outputs = { "y" }, eval = function(x) return x.a end }
return j.calibrate { scenario = m, fit = "a", method = "abc", to = { { "y", value = 1 }, { "y", value = 2, sd = 1 } } }
