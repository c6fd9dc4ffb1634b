local j = require "junkan"
local base = j.scenario { years = 5 }
return base.with { years = 10 }
