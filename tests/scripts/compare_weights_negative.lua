local j = require "junkan"
local base = j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro" } },
  kilns = { { town = "Bihoro" } },
}
return j.compare {
  options = { { "today", base }, { "two kilns", base:with { kilns = { { town = "Bihoro" } } } } },
  weights = {
    ["carbon.net_tco2"] = -2,
    ["kiln.chart"] = 1,
    ["kiln.sales_yen"] = "a lot",
  },
}
