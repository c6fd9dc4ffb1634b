local j = require "junkan"
local years = j.option("years", 0)
if years < 1 then
  error("give --option years=N")
end
return j.scenario { years = years }
