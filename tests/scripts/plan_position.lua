local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  detour = 0.5,
  towns = { { name = "Bihoro", lat = 438.2, lon = 144.1 }, { name = "Kitami", lat = "43 N", lon = 143.9 },
            { name = "Ozora", lat = 43.9 } },
}
