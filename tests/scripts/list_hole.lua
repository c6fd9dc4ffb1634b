local j = require "junkan"
local K2 = nil
return j.scenario {
  kilns = { { town = "Bihoro" }, K2, { town = "Kitami" } },
}
