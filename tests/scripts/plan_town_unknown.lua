local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Bihoro" }, { name = "Kitami" } },
  kilns = { { town = "Bihiro" }, { town = "Sapporo" }, { name = "K3" }, { town = 3 } },
}
