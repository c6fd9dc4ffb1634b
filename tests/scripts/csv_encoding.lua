local j = require "junkan"
return j.scenario { towns = j.csv("data/cp932.csv") }
