local j = require "junkan"
return j.scenario {
  kilns = { { town = "Bihoro", opens = by_policy } },
}
