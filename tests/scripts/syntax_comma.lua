local j = require "junkan"
return j.scenario {
  name = "no comma after the name"
  start = "2026-04-01",
}
