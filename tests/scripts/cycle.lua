local j = require "junkan"
local kiln = { town = "Bihoro" }
kiln.crew = { of = kiln }
return j.scenario {
  kilns = { kiln },
}
