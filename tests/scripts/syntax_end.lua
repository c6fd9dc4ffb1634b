local j = require "junkan"
local function twice(x)
  return 2 * x
return j.scenario { years = twice(5) }
