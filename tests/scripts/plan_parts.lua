local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro" } },
  kilns = {
    { crew = { 2, 3 } },
    { crew = { lod = 2, whistle = 1 } },
    { season = { 1, 1, 1, 0 } },
    { open = { weekday = 1, sunday = "2" } },
  },
}
