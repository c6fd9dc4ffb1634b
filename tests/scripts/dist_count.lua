local j = require "junkan"
return j.scenario {
  kilns = {
    { town = "Bihoro", capacity = j.normal { 1.5 } },
    { town = "Bihoro", capacity = j.pert(1, 2) },
    { town = "Bihoro", capacity = j.beta { a = 1, b = 2, lo = 0 } },
  },
}
