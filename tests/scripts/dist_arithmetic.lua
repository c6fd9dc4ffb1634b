local j = require "junkan"
local crew = j.normal(4, 1)
return j.scenario {
  heads = crew * 2,
}
