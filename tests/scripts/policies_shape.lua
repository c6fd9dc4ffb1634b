local j = require "junkan"
return j.scenario {
  policies = {
    { when = "month", run = "open K2" },
    { when = "weekly", run = function(now, region) end },
    { whn = "year", run = function(now, region) end },
    { when = "year" },
    function(now, region) end,
  },
}
