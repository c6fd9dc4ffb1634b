local j = require "junkan"
return j.compare { baseline = "today" }
