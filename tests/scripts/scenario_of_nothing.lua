local j = require "junkan"
local s = j.scenario()
return s
