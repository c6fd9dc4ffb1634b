local j = require "junkan"
return j.normal(1, 2)
