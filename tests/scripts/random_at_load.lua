local j = require "junkan"
return j.scenario { heads = math.random(10, 20) }
