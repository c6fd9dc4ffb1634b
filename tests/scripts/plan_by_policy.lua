local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro" } },
  kilns = { { capacity = j.by_policy }, { opens = j.by_policy, closes = "whenever" },
            { closes = j.by_policy, quality_proven = j.by_policy } },
}
