local j = require "junkan"
return j.scenario { capacity = j.noraml(1.5, 0.2) }
