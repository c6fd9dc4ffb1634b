local j = require "junkan"
local base = j.scenario {
  name = "s", start = "2026-04-01", years = 1, towns = { { name = "T" } },
  kilns = { { name = "K", town = "T", capacity = j.discrete({ 1, 2 }, { 1, 1 }), batch = j.uniform(1, 2) } },
}
return j.sweep {
  scenario = base, design = j.lhs { n = 64 },
  conditional = {
    { "kilns.K.batsh", when = "kilns.K.capacity", is = 1 },
    { "kilns.K.batch", when = "kilns.K.capasity", is = 1 },
    { "kilns.K.batch", when = "kilns.K.batch", is = { 1, 2 } },
    { "kilns.K.batch", when = "kilns.K.capacity", is = { 1, 3 } },
    { "kilns.K.capacity", when = "kilns.K.batch", is = 1 },
    { "kilns.K.capacity", when = "kilns.K.batch", is = { 2, 1 } },
    { "kilns.K.capacity", when = "kilns.K.batch", is = { 3, 4 } },
    { "kilns.K.capacity", when = "kilns.K.batch" },
    { "kilns.K.capacity", when = "kilns.K.batch", is = {} },
    { "kilns.K.capacity", when = "kilns.K.batch", is = "1 t" },
    "kilns.K.capacity",
  },
}
