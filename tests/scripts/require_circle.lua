local base = require "require_circle"
return base
