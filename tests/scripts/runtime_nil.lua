local j = require "junkan"
local towns = { Bihoro = { area = "438 km2" } }
return j.scenario {
  name = "a slip in a name",
  area = towns.Bihiro.area,
}
