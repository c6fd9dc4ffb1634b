local j = require "junkan"
local u = { j.uniform(0, 1), j.uniform(0, 1), j.uniform(0, 1), j.uniform(0, 1) }
local m = j.model {
  inputs = { a = u[1], b = u[2], c = u[3], d = u[4] }, outputs = { "y" },
  eval = function(x) return x.a + x.b + x.c + x.d end,
}
return j.sweep {
  scenario = m, design = j.sobol { n = 64 },
  conditional = {
    { "d", when = "a", is = { 0, 0.5 } },
    { "a", when = "b", is = { 0, 0.5 } },
    { "b", when = "c", is = { 0, 0.5 } },
    { "c", when = "a", is = { 0, 0.5 } },
  },
}
