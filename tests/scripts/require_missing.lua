local base = require "bihiro"
return base
