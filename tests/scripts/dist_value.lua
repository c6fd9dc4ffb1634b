local j = require "junkan"
return j.scenario {
  a = j.uniform { 1, true },
  b = j.normal { mean = { 1 }, sd = 2 },
  c = j.each(3),
}
