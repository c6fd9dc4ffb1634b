local j = require "junkan"
local base = j.scenario { years = 5 }
return j.compare {
  options = { { "today", base }, { "two kilns", base:with { years = 6 } } },
  baseline = "todya",
}
