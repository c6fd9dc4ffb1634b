local j = require "junkan"
local base = j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro", lat = 43.8, lon = 144.1 }, { name = "Kitami", lat = 43.8, lon = 143.9 } },
  kilns = { { name = "K1", town = "Bihoro" } },
}
return j.compare {
  options = {
    { "base", base },
    { "a road", base:with { roads = { { "Bihoro", "Kitami", "12 km" } } } },
    { "hills", base:with { detour = 1.6 } },
    { "elsewhere", base:with { towns = { Kitami = { lat = 43.9 } } } },
  },
}
