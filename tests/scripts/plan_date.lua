local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro" } },
  kilns = {
    { opens = "2027-13-01" },
    { opens = "next year" },
    { closes = "2027-02-30" },
    { opens = j.uniform(1, 2) },
    { opens = { 2027 } },
  },
}
