local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro" }, { name = "Kitami" } },
  roads = {
    { "Bihoro", "Kitmi", "25 km" },
    { "Bihoro", "Kitami" },
    { from = "Bihoro", to = "Kitami", distance = "25 t" },
    { "Bihoro", "Kitami", 4000 },
    "Bihoro - Kitami",
  },
}
