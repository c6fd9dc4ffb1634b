local j = require "junkan"
pairs = function() end
return j.scenario {}
