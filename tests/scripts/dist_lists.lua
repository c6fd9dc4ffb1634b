local j = require "junkan"
return j.scenario {
  a = j.discrete({ 1, 2, 3 }, { 1, 1 }),
  b = j.empirical {},
  c = j.discrete { values = { 1 } },
}
