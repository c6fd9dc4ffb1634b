local j = require "junkan"
return j.scenario { rows = j.csv("../../README.md") }
