-- A model's inputs are changed by name, and its outputs have a few fields: each fault is told once.
local j = require "junkan"
local m = j.model { inputs = { price = j.uniform(0, 1) }, outputs = { "y" }, eval = function(x) return x.price end }
return m:with { inputs = { prise = 2 }, years = 3, outputs = { { "y", unt = "t" } } }
