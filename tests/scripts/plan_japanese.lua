local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "美幌町" }, { name = "北見市" } },
  kilns = { { town = "美幌市", capacity = "1,5 t/日" }, { town = "北見市", capacity = "2 ヘクタール" } },
}
