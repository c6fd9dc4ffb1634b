local j = require "junkan"
return j.scenario {
  kilns = { { town = "Bihoro", capacity = j.triangular {
    lo = 1, mode = 2, high = 3 } } },
}
