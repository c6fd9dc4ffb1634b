local j = require "junkan"
return j.model {
  inputs = {},
  outputs = "y",
  eval = function(x) return 1 end,
}
