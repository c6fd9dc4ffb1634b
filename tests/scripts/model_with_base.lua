-- A model whose inputs are no table is told so where it stands, also when it is changed afterwards.
local j = require "junkan"
local m = j.model { inputs = "x", outputs = { "y" }, eval = function(x) return x.price end }
return m:with { seed = 2, inputs = { price = 3 } }
