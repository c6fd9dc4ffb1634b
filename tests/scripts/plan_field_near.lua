local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro" } },
  kilns = {
    { capcity = 1.5 },
    { open = 1, opns = "2027-04-01" },
    { chamber_volume_of_the_kiln = 8 },
  },
  biomass = { { kind = "thinnings", areas = "30 ha" } },
}
