local j = require "junkan"
return j.scenario { nested = True }
