local j = require "junkan"
local base = j.scenario { years = 5 }
return j.compare {
  options = {
    { "today", base },
    { "today", base },
    { base },
    { "later", { years = 6 } },
    { "never" },
  },
}
