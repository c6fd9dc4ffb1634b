local j = require "junkan"
return j.scenario { policy = "open K2 when there is money" }
