local j = require "junkan"
local base = j.scenario {
  name = "s", start = "2026-04-01", years = 1, towns = { { name = "T" } },
  kilns = { { name = "K", town = "T", capacity = j.uniform(1, 2), batch = j.uniform(1, 2) } },
}
return j.sweep {
  scenario = base, design = j.morris { n = 1.5, levels = 3 }, level = 95, resamples = -1, chance = 1,
}
