local base = require "../../scenarios/first"
