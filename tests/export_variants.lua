-- export_variants.lua - a small comparison under structural variants, for export*.sh. SPDX-License-Identifier: GPL-3.0-or-later
local j = require "junkan"
local base = j.scenario {
  name = "variants", start = "2026-07-01", years = 2,
  towns = { { name = "A", population = 18697, area = "438 km2" } },
  biomass = { { town = "A", kind = "wheat_straw", area = "1500 ha" } },
  kilns = { K = { town = "A", type = "sealed_batch" } },
  labour = { { town = "A", kind = "b_type", heads = 20 } },
}
return j.compare {
  options = { { "as is", base }, { "more", base:with { labour = { more = { town = "A", kind = "b_type", heads = 9 } } } } },
  baseline = "as is", metrics = { "kiln.char_t" },
}
