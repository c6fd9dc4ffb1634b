local j = require "junkan"
return j.scenario {
  kilns = {
    { town = "Bihoro", capacity = 0 / 0 },
    { town = "Kitami", capacity = 1 / 0 },
  },
}
