-- Half-widths: a quantity of another dimension, nothing, below 0, an unknown figure.
local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 1,
  to_within = { ["kiln.char_t"] = "2 ha", ["kiln.chart"] = 1, ["labour.welfare_h"] = -1,
                ["carbon.net_tco2"] = "5 %", ["kiln.fired"] = true },
  towns   = { { name = "Bihoro", population = 18697, area = "438 km2" } },
  biomass = { { town = "Bihoro", kind = "wheat_straw", area = "1500 ha" } },
  kilns   = { { town = "Bihoro", type = "sealed_batch" } },
  labour  = { { town = "Bihoro", kind = "b_type", heads = 20 } },
}
