local j = require "junkan"
local t = { a = 1 }
return j.scenario { name = next(t) }
