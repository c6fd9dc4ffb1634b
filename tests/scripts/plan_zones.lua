local j = require "junkan"
return j.scenario {
  name = "z", start = "2026-04-01", years = 10, replicates = 16, metrics = { "weather.temp_degc", "kiln.held_snow_day" },
  towns = { { name = "Bihoro" } }, kilns = { {} },
  zones = { { name = "abashiri", temp_shft = 3 }, { name = "abasiri" } },
}
