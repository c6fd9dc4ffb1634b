local j = require "junkan"
local base = j.scenario {
  name = "s", start = "2026-04-01", years = 1, towns = { { name = "T" } },
  kilns = { { name = "K", town = "T", capacity = j.uniform(1, 2), batch = j.uniform(1, 2) } },
}
return j.sweep {
  scenario = base, design = j.saltelli { n = 64 },
  group = { chance = "kilns.K.capacity", ["kilns.K.capacity"] = "kilns.K.batch", none = {} },
}
