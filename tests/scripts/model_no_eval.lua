local j = require "junkan"
return j.model {
  inputs = { x = j.uniform(0, 1) },
  outputs = { "y" },
  evaluate = function(x) return x.x end,
}
