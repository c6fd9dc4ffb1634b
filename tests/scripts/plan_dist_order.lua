local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro" } },
  kilns = {
    { capacity = j.pert(2, 1, 3) },
    { capacity = j.normal(1, 0) },
    { capacity = j.uniform("1 t/day", "2 ha") },
    { capacity = j.discrete({ 1, 2 }, { 0, 0 }) },
    { radius = j.beta(0, 2) },
  },
}
