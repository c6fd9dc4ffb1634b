local j = require "junkan"
local base = j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro" } },
  kilns = { { town = "Bihoro" } },
}
return j.compare {
  options = { { "today", base }, { "two kilns", base:with { kilns = { { town = "Bihoro" } } } } },
  ratios = {
    { "upkeep per t of char", numerator = "kiln.upkep_yen", denominator = "kiln.char_t" },
    { "upkeep per smile", numerator = "kiln.upkeep_yen", denominator = "town.smiles" },
    { "upkeep per t of char", numerator = "kiln.upkeep_yen", denominator = "kiln.char_t" },
    { "no denominator", numerator = "kiln.upkeep_yen" },
    "kiln.upkeep_yen / kiln.char_t",
  },
}
