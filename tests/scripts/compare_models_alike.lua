-- Outputs are compared by name: every option has the same, in the same units and order.
local j = require "junkan"
local function model(outputs)
  return j.model { inputs = { a = j.uniform(0, 1) }, outputs = outputs, eval = function(x) return x.a, x.a end }
end
return j.compare { options = {
  { "first", model { "y", { "z", unit = "yen" } } },
  { "same", model { "y", { "z", unit = "yen" } } },
  { "name", model { "x", { "z", unit = "yen" } } },
  { "unit", model { "y", { "z", unit = "kg" } } },
  { "fewer", model { "y" } },
} }
