local j = require "junkan"
return j.scenario { towns = j.csv("data/towns_of_2030.csv") }
