local j = require "junkan"
local base = j.scenario {
  towns = { { name = "Bihoro" } },
  kilns = {
    { name = "K1", town = "Bihoro", type = "sealed_batch" },
    { town = "Bihoro", type = "sealed_batch" },
  },
}
return base:with {
  towns = { Bihiro = { population = 18000 } },
  kilns = {
    K11 = { opens = "2027-04-01" },
    ["Bihoro.sealed_batch.2"] = { opens = "2027-04-01" },
  },
}
