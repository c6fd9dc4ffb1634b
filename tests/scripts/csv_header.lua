local j = require "junkan"
return j.scenario { towns = j.csv("data/bad_header.csv") }
