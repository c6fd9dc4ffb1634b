local j = require "junkan"
return j.scenario {
  kilns = {
    { town = "Bihoro" },
    K2 = { town = "Bihoro" },
  },
  towns = { [1.5] = { name = "Bihoro" } },
}
