local j = require "junkan"
j.scenario { years = 5 }
