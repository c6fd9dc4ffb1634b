local j = require "junkan"
local t = {}
for _ = 1, 100 do t = { t } end
return j.scenario { kilns = t }
