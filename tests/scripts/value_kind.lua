local j = require "junkan"
return j.scenario {
  towns = string,
  kilns = j,
}
